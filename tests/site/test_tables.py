"""Big lists: filter, choose, sort, address, keyboard; without scripts, on a phone, on paper; and what stays light."""

from __future__ import annotations

import json
import statistics
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import built_site
import pytest
from chromium import serve
from playwright.sync_api import Browser, Page, expect

from smsdocs.reports.site.cells import Cell
from smsdocs.reports.site.columns import build_layout, build_totals
from smsdocs.reports.site.page import GeneratedPage
from smsdocs.reports.site.rows import HEAVY, RowsFile, split_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from built_site import Build, Built, Write

LISTS = (
    "traceability.html",
    "documents.html",
    "findings/index.html",
    "records/index.html",
    "reviews.html",
    "changes.html",
    "registers/index.html",
    "registers/risks.html",
    "registers/people.html",
)
MATRIX = "traceability.html"
MANY = 5_000
SLOWER = 2.0
"""How much slower a keystroke may be than hiding and showing the same rows by hand; measured 0.1 to 1.2."""
sample = built_site.sample
make = built_site.make
write = built_site.write


@pytest.fixture(scope="module", params=["http", "file"])
def address(sample: Built, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the site stands: on a server, and in a folder."""
    if request.param == "file":
        yield sample.folder.as_uri()
        return
    with serve(sample.folder) as served:
        yield served


def _open(browser: Browser, url: str, *, width: int = 1280) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(url)
    page.wait_for_selector(".sms-filter", state="visible")
    return page


def _asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _rows(page: Page) -> int:
    return page.locator("table[data-sms-filter] tbody tr:not([data-sms-group]):visible").count()


@pytest.mark.browser
def test_a_click_anywhere_on_a_heading_sorts(browser: Browser, address: str) -> None:
    """On its arrow too: whatever lies at each point of a heading is its button."""
    page = _open(browser, f"{address}/{MATRIX}")
    missed = page.evaluate("""() => [...document.querySelectorAll("th[data-key]")].flatMap((th) => {
        const box = th.getBoundingClientRect(), missed = [];
        for (let x = box.left + 2; x < box.right - 2; x += 2) {
            const hit = document.elementFromPoint(x, box.top + box.height / 2);
            if (!hit || !hit.matches(".sms-sort")) missed.push(`${th.dataset.key} at ${x}`);
        }
        return missed;
    })""")
    assert missed == []
    page.close()


@pytest.mark.browser
def test_every_choice_stands_in_the_address(browser: Browser, address: str) -> None:
    """A colleague who opens the address sees the same rows, in the same order, with the same boxes ticked."""
    page = _open(browser, f"{address}/{MATRIX}")
    every = _rows(page)
    page.check("fieldset[data-name=status] input[value=covered]")
    page.select_option("select[name=owner]", "SMS manager")
    page.click("th[data-key=carrier] button")
    page.fill(".sms-filter input[type=search]", "policy")
    page.wait_for_timeout(400)
    shown = page.locator("tbody tr:visible").all_inner_texts()
    assert 0 < len(shown) < every
    assert _asked(page) == {
        "status": ["covered"], "owner": ["SMS manager"], "words": ["policy"], "sort": ["carrier"]
    }  # fmt: skip
    again = _open(browser, page.url)
    assert again.locator("tbody tr:visible").all_inner_texts() == shown
    assert again.is_checked("fieldset[data-name=status] input[value=covered]")
    assert again.locator("th[data-key=carrier]").get_attribute("aria-sort") == "ascending"
    assert again.input_value(".sms-filter input[type=search]") == "policy"
    page.close()
    again.close()


@pytest.mark.browser
def test_back_takes_back_the_last_choice(browser: Browser, address: str) -> None:
    """Each choice is a step of the browser; typing a word is one step, however long it is."""
    page = _open(browser, f"{address}/{MATRIX}")
    every = _rows(page)
    page.check("fieldset[data-name=status] input[value=gap]")
    gaps = _rows(page)
    page.type(".sms-filter input[type=search]", "service")
    page.wait_for_timeout(400)
    few = _rows(page)
    assert few < gaps < every
    page.go_back()
    expect(page.locator(".sms-filter input[type=search]")).to_have_value("")
    assert _rows(page) == gaps
    page.go_back()
    expect(page.locator("fieldset[data-name=status] input[value=gap]")).not_to_be_checked()
    assert _rows(page) == every
    page.go_forward()
    assert _rows(page) == gaps
    page.close()


@pytest.mark.browser
def test_what_others_put_into_the_address_stays(browser: Browser, address: str) -> None:
    """Words that the search marks, and an anchor, are no business of the list; an unknown value chooses nothing."""
    page = _open(browser, f"{address}/{MATRIX}?h=policy&owner=nobody#iso20000-1-2018")
    assert page.input_value("select[name=owner]") == ""
    page.check("input[name=open]")
    assert _asked(page)["h"] == ["policy"]
    assert _asked(page)["open"] == ["yes"]
    assert page.url.endswith("#iso20000-1-2018")
    page.close()


@pytest.mark.browser
def test_each_choice_says_how_many_rows_it_would_show(browser: Browser, sample: Built) -> None:
    """And it keeps its word, beside whatever else is chosen."""
    page = _open(browser, f"{sample.folder.as_uri()}/{MATRIX}")
    page.select_option("select[name=type]", "process")
    label = page.locator("fieldset[data-name=status] label").filter(has=page.locator("input[value=covered]"))
    told = int(label.inner_text().split("(")[1].rstrip(")"))
    label.locator("input").check()
    assert _rows(page) == told > 0
    assert page.inner_text(".sms-shown").startswith(f"{told} of ")
    page.close()


@pytest.mark.browser
def test_only_what_does_not_count(browser: Browser, sample: Built) -> None:
    """The box leaves lines of what is not in force, and clauses that nothing carries."""
    page = _open(browser, f"{sample.folder.as_uri()}/{MATRIX}")
    page.check("input[name=open]")
    texts = page.locator("tbody tr:visible").all_inner_texts()
    assert texts
    assert all("nothing claims" in text or "does not count" in text or "gap" in text for text in texts)
    page.close()


@pytest.mark.browser
def test_nothing_found_says_so_and_clears(browser: Browser, sample: Built) -> None:
    """Clear takes back everything, also the address; the button shows only where it does something."""
    page = _open(browser, f"{sample.folder.as_uri()}/{MATRIX}")
    every = _rows(page)
    expect(page.locator(".sms-clear")).to_be_hidden()
    page.fill(".sms-filter input[type=search]", "no such words anywhere")
    assert page.inner_text(".sms-shown") == f"0 of {every}: nothing fits what you chose"
    assert not page.locator("[data-sms-section]").first.is_visible()
    page.click(".sms-clear")
    assert _rows(page) == every
    assert _asked(page) == {}
    expect(page.locator(".sms-filter input[type=search]")).to_be_focused()
    page.close()


@pytest.mark.browser
def test_columns_sort_by_what_they_mean(browser: Browser, sample: Built) -> None:
    """Clauses as numbers, statuses from gap to covered; a third press brings the order of the standard back."""
    page = _open(browser, f"{sample.folder.as_uri()}/{MATRIX}")
    first = page.locator("tbody tr td:first-child a")
    before = first.all_inner_texts()
    page.focus("th[data-key=clause] button")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    after = first.all_inner_texts()
    assert after[0].startswith("10.")
    assert [tuple(map(int, one.split("."))) for one in after] == sorted(
        (tuple(map(int, one.split("."))) for one in after), reverse=True
    )
    page.keyboard.press("Enter")
    assert first.all_inner_texts() == before
    assert page.locator("th[aria-sort]").count() == 0
    page.click("th[data-key=status] button")
    assert "gap" in page.locator("tbody tr").first.inner_text()
    assert "covered" in (page.locator("tbody tr").last.text_content() or "")
    page.close()


@pytest.mark.browser
def test_a_clause_is_named_once(browser: Browser, sample: Built) -> None:
    """Of lines of one clause only the first that shows has its title, whatever is hidden or sorted."""
    page = _open(browser, f"{sample.folder.as_uri()}/{MATRIX}")
    page.locator("tbody tr.sms-again").first.wait_for()
    again = page.locator("tbody tr.sms-again").first
    clause = again.get_attribute("data-of")
    word = again.locator("td:nth-child(3) a").first.inner_text()
    assert not again.locator(".sms-named").is_visible()
    page.fill(".sms-filter input[type=search]", f"{clause} {word}")
    page.wait_for_timeout(100)
    assert page.locator(f"tbody tr[data-of='{clause}']:visible .sms-named").first.is_visible()
    page.close()


@pytest.mark.browser
def test_the_keyboard_moves_by_row(browser: Browser, sample: Built) -> None:
    """Arrow keys lead from the words into the list, along a column, past hidden rows; Escape clears."""
    page = _open(browser, f"{sample.folder.as_uri()}/{MATRIX}")
    page.fill(".sms-filter input[type=search]", "8.")
    shown = page.locator("tbody tr:visible td:first-child a").all_inner_texts()
    page.keyboard.press("ArrowDown")
    focused = "document.activeElement.textContent"
    assert page.evaluate(focused) == shown[0]
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == shown[1]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focused) == shown[0]
    page.focus(".sms-filter select")
    page.keyboard.press("Escape")
    assert page.input_value(".sms-filter input[type=search]") == ""
    page.close()


@pytest.mark.browser
def test_findings_keep_to_their_documents(browser: Browser, sample: Built) -> None:
    """A document whose findings are all hidden is hidden too; its name finds what is below it."""
    page = _open(browser, f"{sample.folder.as_uri()}/findings/index.html")
    groups = page.locator("tr[data-sms-group]:visible")
    every = groups.count()
    page.select_option("select[name=owner]", index=1)
    assert 0 < groups.count() < every
    page.click(".sms-clear")
    name = groups.last.inner_text().split()[-1]
    page.fill(".sms-filter input[type=search]", name)
    assert _rows(page) > 0
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", LISTS)
def test_lists_fit_a_phone(browser: Browser, sample: Built, path: str) -> None:
    """Each row is a card; neither the page nor a table scrolls sideways; at 1280 pixels no column is cut either."""
    for width in (390, 1280):
        page = _open(browser, f"{sample.folder.as_uri()}/{path}", width=width)
        wide = "[document.documentElement, ...document.querySelectorAll('.sms-grid, .sms-rows')]"
        assert page.evaluate(f"{wide}.map(one => Math.max(0, one.scrollWidth - one.clientWidth - 1))") == [
            0
        ] * page.evaluate(f"{wide}.length")
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", LISTS)
def test_lists_are_plain_tables_without_scripts(browser: Browser, sample: Built, path: str) -> None:
    """Nothing shows that would do nothing, and every row is there."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sample.folder.as_uri()}/{path}")
    assert not page.locator(".sms-filter").is_visible()
    assert page.locator("table[data-sms-filter] tbody tr").first.is_visible()
    assert page.locator("table[data-sms-filter] thead button").count() == 0
    context.close()


@pytest.mark.browser
def test_paper_has_the_rows_that_were_chosen(browser: Browser, sample: Built) -> None:
    """Tools vanish, the head is repeated on each sheet, folded fields are open, nothing is cut."""
    page = _open(browser, f"{sample.folder.as_uri()}/registers/risks.html")
    page.select_option("select[name=level]", "medium")
    chosen = _rows(page)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert not page.locator(".sms-filter").is_visible()
    assert _rows(page) == chosen
    assert page.evaluate("getComputedStyle(document.querySelector('.sms-rows thead')).display") == (
        "table-header-group"
    )
    assert page.locator("tbody tr:visible .sms-more dl").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.sms-sort')).display") == "none"
    page.set_viewport_size({"width": 680, "height": 1000})
    cut = "[...document.querySelectorAll('.sms-rows td')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert page.evaluate(cut) == 0
    page.close()


@pytest.mark.browser
def test_an_address_of_a_row_opens_it(browser: Browser, sample: Built) -> None:
    """A link to a row leads to it, below the head that stays in sight, with all it has unfolded."""
    page = _open(browser, f"{sample.folder.as_uri()}/registers/risks.html#row-rsk-04")
    row = page.locator("tbody tr[id]").nth(3)
    page.goto(f"{sample.folder.as_uri()}/registers/risks.html#{row.get_attribute('id')}")
    expect(row.locator("details")).to_have_attribute("open", "")
    page.close()


def _grow(folder: Path, rows: int) -> Path:
    """Write a matrix of so many rows as the site would: the first on the page, the others in a file beside it."""
    html = (folder / MATRIX).read_text(encoding="utf-8")
    start = html.index("<tr data-of=")
    found = html[start : html.index("</tbody>", start)].strip().split("\n")
    more = (found * (rows // len(found) + 1))[len(found) : rows]
    (folder / "big-rows.js").write_text(
        RowsFile(src_uri="big-rows.js", title="", body="\n".join(more)).markdown(), encoding="utf-8"
    )
    page = folder / "big.html"
    page.write_text(
        html.replace("<table data-sms-filter", '<table data-sms-filter data-rows="big-rows.js"'),
        encoding="utf-8",
    )
    return page


@pytest.mark.browser
def test_thousands_of_rows_filter_as_fast_as_rows_can(browser: Browser, sample: Built) -> None:
    """A keystroke takes hardly longer than hiding and showing the same rows without any thought."""
    page = _open(browser, _grow(sample.folder, MANY).as_uri())
    expect(page.locator(".sms-shown")).to_have_text(f"{MANY:,} in all")
    measured: dict[str, list[float]] = page.evaluate("""async () => {
        const input = document.querySelector(".sms-filter input[type=search]");
        const rows = [...document.querySelectorAll("tbody tr")];
        const time = (act) => { const at = performance.now(); act(); document.body.offsetHeight;
                                return performance.now() - at; };
        const type = (words) => time(() => { input.value = words;
                                             input.dispatchEvent(new Event("input", {bubbles: true})); });
        const wait = () => new Promise(done => setTimeout(done, 1500));
        document.body.offsetHeight;
        const typed = [], bare = [];
        for (const words of ["gap 8", "policy"]) {
            typed.push(type(words));
            const shown = new Set(rows.filter(row => !row.matches(".sms-off")));
            typed.push(type(""));
            await wait();
            bare.push(time(() => rows.forEach(row => row.classList.toggle("sms-off", !shown.has(row)))));
            bare.push(time(() => rows.forEach(row => row.classList.remove("sms-off"))));
        }
        return {typed, bare};
    }""")
    assert statistics.mean(measured["typed"]) < SLOWER * statistics.mean(measured["bare"])
    page.close()


def _body(rows: int) -> str:
    line = f"<tr><td>{'word ' * 50}</td></tr>"
    lines = "\n".join([line] * rows)
    head = '<p>x</p>\n<div class="sms-table sms-grid"><table data-sms-filter class="sms-rows">\n<tbody>'
    return f"{head}\n{lines}\n</tbody></table></div>"


def test_rows_that_make_a_page_heavy_lie_beside_it() -> None:
    """No row is lost, the page stays light, and who has no scripts is told how many are missing."""
    light, files = split_rows(_body(1_000), "traceability", "Look there.")
    assert len(light.encode()) < HEAVY + 1_000
    assert list(files) == ["traceability-rows1.js"]
    moved = files["traceability-rows1.js"].count("<tr>")
    assert light.count("<tr>") + moved == 1_000
    assert 'data-rows="traceability-rows1.js"' in light
    assert (
        f"<noscript><p>{moved} rows are left out here, since they need a script. Look there.</p></noscript>"
        in light
    )


def test_groups_of_rows_that_make_a_page_heavy_lie_beside_it() -> None:
    """The table ends on the page, in the file each group is whole, and no row is lost between them."""
    line = f"<tr data-kind><td>{'word ' * 50}</td></tr>"
    lines = "\n".join([line] * 100)
    groups = "\n</tbody><tbody>\n".join(
        [f'<tr class="sms-week" data-sms-group><th>x</th></tr>\n{lines}'] * 10
    )
    head = '<div class="sms-table sms-grid"><table data-sms-filter class="sms-rows">\n<tbody>'
    light, files = split_rows(f"{head}\n{groups}\n</tbody></table></div>", "changes")
    moved = files["changes-rows1.js"]
    assert light.count("<tr") + moved.count("<tr") == 1_010
    assert light.endswith("</tbody></table></div>")
    assert light.count("<tbody>") == light.count("</tbody>")
    assert moved.count("<tbody>") == moved.count("</tbody>") > 0


def test_every_list_ends_as_the_one_who_splits_it_looks_for() -> None:
    """A table whose rows may move to a file closes its last group and itself on one line."""
    folder = resources.files("smsdocs.reports") / "templates"
    texts = {one.name: one.read_text(encoding="utf-8") for one in folder.iterdir() if one.is_file()}
    lists = {name: text for name, text in texts.items() if "<table data-sms-filter" in text}
    assert {"changes.jinja", "findings.jinja", "traceability.jinja"} <= lists.keys()
    parts = [
        (name, part) for name, text in lists.items() for part in text.split("<table data-sms-filter")[1:]
    ]
    assert [name for name, part in parts if not part.partition("</tbody></table>")[0].endswith("\n")] == []


def test_the_file_of_rows_only_holds_them() -> None:
    """It is one assignment of a text to the element that loads it: nothing leaks, and nothing in a row can act."""
    rows = '<tr><td title="&quot;">a\\b\n</td></tr>'
    text = RowsFile(src_uri="x.js", title="", body=rows).markdown()
    assert isinstance(RowsFile(src_uri="x.js", title="", body=rows), GeneratedPage)
    start, end = "document.currentScript.rows = ", ";\n"
    assert text.startswith(start)
    assert json.loads(text.removeprefix(start).removesuffix(end)) == rows


def test_thousands_of_findings_stay_one_list(write: Write, make: Build) -> None:
    """Pages of big lists stay below 100 KB of HTML, and their files say the rest."""
    page = "---\nid: POL-{0}\ntitle: Policy {0}\ntype: policy\nowner: nobody\nstatus: draft\n---\n\n# Policy {0}\n"
    settings = "site_name: Ours\ntheme: {name: material, font: false}\nplugins: [smsdocs]\nuse_directory_urls: false\n"
    root = write(
        {"mkdocs.yml": settings, "docs/index.md": "# Home\n"}
        | {f"policies/p{number}.md": page.format(number) for number in range(200)}
    )
    site = make(root, strict=False)
    for name in ("findings/index.html", "documents.html"):
        assert len(site.html(name).encode()) < 100_000
    rows = (site.folder / "findings/index-rows1.js").read_text(encoding="utf-8")
    assert 'data-rows="../findings/index-rows1.js"' in site.html("findings/index.html")
    assert rows.count("policies/p") > 100
    assert site.broken_links() == []


ROWS = [
    {"id": Cell(text="R1"), "title": Cell(text="A fault"), "level": Cell(text="high"), "cost": Cell(text="10"),
     "why": Cell(text="x" * 200), "due": Cell(text="2026-01-01"), "owner": Cell(text="SMS manager")},
    {"id": Cell(text="R2"), "title": Cell(text="A flood"), "level": Cell(text="low"), "cost": Cell(text="2.5"),
     "why": Cell(text="y" * 200), "due": Cell(text="2026-02-01"), "owner": Cell(text="SMS owner")},
    {"id": Cell(text="R3"), "title": Cell(text="A fire"), "level": Cell(text="low")},
]  # fmt: skip


def test_what_fits_is_shown_and_the_rest_is_folded() -> None:
    """The name stands first, short fields before long ones, in the order of the file."""
    fields = [
        "id",
        "title",
        "level",
        "cost",
        "why",
        *[f"field {number}" for number in range(12)],
        "due",
        "owner",
    ]
    rows = [row | {f"field {number}": Cell(text="z" * 20) for number in range(12)} for row in ROWS]
    layout = build_layout(rows, fields)
    assert layout.name == "title"
    shown = [column.name for column in layout.shown]
    assert {"level", "due", "owner"} <= set(shown)
    assert shown == sorted(shown, key=fields.index)
    assert "why" in [column.name for column in layout.folded]
    assert len(layout.shown) + len(layout.folded) == len(fields) - 2


def test_rows_are_chosen_by_words_and_not_by_days_or_numbers() -> None:
    """A list of days or of amounts to choose from would be as long as the register."""
    columns = {one.name: one for one in build_layout(ROWS, ROWS[0]).shown}
    assert [name for name, one in columns.items() if one.choice] == ["level", "owner"]
    assert columns["cost"].number


def test_the_total_line_counts_states_and_adds_amounts() -> None:
    """It says nothing of owners, days, or sums that mean nothing."""
    layout = build_layout(ROWS, ROWS[0])
    assert list(build_totals(ROWS, layout.shown)) == ["3 rows", "level: low 2, high 1", "cost: 12.5 in all"]


@pytest.mark.browser
def test_an_address_that_cannot_be_read_breaks_no_list(browser: Browser, address: str) -> None:
    """Its end is no percent-encoding: the list is there all the same, and nothing fails."""
    page = _open(browser, f"{address}/{MATRIX}#%zz")
    expect(page.locator(".sms-shown")).not_to_be_empty()
    page.close()


def test_fields_of_a_register_take_no_anchor_of_the_theme_ours_or_a_row(write: Write, make: Build) -> None:
    """Fields of its head have headings, and an author chooses their names."""
    head = "id: R\ntitle: R\nowner: boss\n"
    fields = "__search: a\nsms-title: b\nrow-one: c\nOther field: d\n"
    tree = {
        "mkdocs.yml": "site_name: Ours\ntheme: material\nplugins: [smsdocs]\n",
        "docs/index.md": "# Home\n",
        "docs/registers/odd.yml": f"{head}{fields}rows:\n  - {{id: one, title: One}}\n",
    }
    page = make(write(tree), strict=False).article("registers/odd/index.html")
    assert 'id="other-field"' in page
    assert page.count('id="row-one"') == 1
    assert 'id="__search"' not in page
    assert 'id="sms-title">Sms' not in page


def test_a_row_names_the_documents_that_use_it(sample: Built) -> None:
    """From a service to the procedure that is about it; from records kept elsewhere to the process that leaves them."""
    services = sample.article("registers/services.html")
    assert "fulfilment.html" in services.partition("Used by")[2]
    assert "Used by" in sample.article("registers/record-locations.html")


@pytest.mark.parametrize("path", LISTS)
def test_lists_stay_light(sample: Built, path: str) -> None:
    """Less than 100 KB of HTML, the frame of the theme with it."""
    assert len(sample.html(path).encode()) < 100_000
