"""A site of a repository full of attacks, in a real browser: nothing runs, nothing is injected, nothing leaves."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import built_site
import pytest
from attacks.hostile import BODY, ID, RUN, TAKEN, TEXT, THEME, write_hostile
from built_site import Elements
from chromium import serve

from smsdocs.checks.built_site import check_site
from smsdocs.checks.run import check
from smsdocs.readers.built_site.folder import read_built_site
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from built_site import Built
    from playwright.sync_api import Browser, Page, Request

WATCH = """
window.__against = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__against.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
INJECTED = """() => [...document.querySelectorAll("*")].flatMap((element) => {
  const bad = [...element.attributes].filter((one) => one.name.startsWith("on"));
  const address = (element.getAttribute("href") || element.getAttribute("src") || "").trim();
  if (/^(javascript|vbscript|data:text)/i.test(address)) bad.push({name: address});
  if (element.matches("article :is(iframe, form, object, embed, video, base, meta, link, math, style)"))
    bad.push({name: element.tagName});
  return bad.map((one) => `${element.tagName} ${one.name}`);
})"""
SAME = tuple(f"standards/iso20000-1-2018/{n}" for n in "456790")
"""Pages that others stand for, which are made alike."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository."""
    return write_hostile(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def site(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Its site, built although everything in it is wrong."""
    with pytest.MonkeyPatch.context() as patch:
        yield built_site.build_site(hostile, tmp_path_factory.mktemp("site"), patch, strict=False)


@dataclass
class Visit:
    """What a browser saw."""

    page: Page
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def address(site: Built) -> Iterator[str]:
    """The address of a server with the site."""
    with serve(site.folder) as served:
        yield served


def watch(browser: Browser, own: str, **more: object) -> Visit:
    """Return a page that notes what it asks for, and what would have run or was stopped by the policy."""
    page = browser.new_page(**more)  # type: ignore[arg-type]  # options of the browser
    visit = Visit(page)

    def note(request: Request) -> None:
        """Note what was asked of another host; the browser has no way there, and finds no page that it knows."""
        if not request.url.startswith((own, "data:", "blob:")) and request.failure != "csp":
            visit.asked.append(request.url)

    page.on("requestfinished", note)
    page.on("requestfailed", note)
    page.on("dialog", lambda dialog: (visit.wrong.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: visit.wrong.append(str(error)))
    page.add_init_script(WATCH)
    return visit


def look(visit: Visit, url: str) -> None:
    """Open a page; nothing has run on it, nothing was injected, and the policy had nothing to stop."""
    visit.page.goto(url)
    visit.page.wait_for_timeout(60)
    assert visit.page.evaluate("window.__hurt") is None, url
    assert visit.page.evaluate("window.__against") == [], url
    assert visit.page.evaluate(INJECTED) == [], url


@pytest.mark.browser
@pytest.mark.parametrize("way", ["http", "file"])
def test_no_page_runs_or_asks_what_an_attacker_wants(
    browser: Browser, hostile: Path, site: Built, address: str, way: str
) -> None:
    """Every page of the site, over http and from a folder; the policy is never needed."""
    own = address if way == "http" else site.folder.as_uri()
    visit = watch(browser, own)
    found = check(read_snapshot(hostile, today=date(2026, 7, 1)))
    told = {f"rules/{one.code}.html" for one in found}  # the pages of other rules hold our words alone
    for path in site.pages():
        redirect = path.startswith(("c/", "d/"))  # permanent addresses lead to the pages that are looked at
        ours = path.startswith("rules/SMS") and path not in told
        if redirect or ours or path.startswith(SAME) or (way == "file" and path == "404.html"):
            continue
        look(visit, f"{address}/{path}" if way == "http" else (site.folder / path).as_uri())
        told.discard(path)
    assert told == set()
    assert (visit.asked, visit.wrong) == ([], [])
    visit.page.close()


@pytest.mark.browser
def test_search_and_tooltips_show_attacks_as_text(browser: Browser, address: str) -> None:
    """They are the two places where the theme makes HTML of text."""
    visit = watch(browser, address)
    look(visit, f"{address}/handbook/attacks.html")
    for word in ("onerror", "script", "attacks", "hurt"):
        visit.page.click("[data-md-component=search-query]")
        visit.page.fill("[data-md-component=search-query]", word)
        visit.page.keyboard.press("End")
        visit.page.wait_for_timeout(700)
        assert (
            visit.page.locator(".md-search-result__list :is(img, script, svg[onload], iframe)").count() == 0
        )
    visit.page.keyboard.press("Escape")
    for number in range(visit.page.locator(".md-content [title]").count()):
        visit.page.locator(".md-content [title]").nth(number).dispatch_event("mouseover")
    visit.page.wait_for_timeout(300)
    assert visit.page.locator(".md-tooltip :is(img, script, iframe)").count() == 0
    assert visit.page.evaluate("window.__hurt") is None
    assert visit.page.evaluate("window.__against") == []
    assert (visit.asked, visit.wrong) == ([], [])
    visit.page.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_frame_of_a_page_is_as_it_was(browser: Browser, address: str, width: int) -> None:
    """No link covers it, its drawer stays shut, its header stays in place, and it can be clicked."""
    visit = watch(browser, address, viewport={"width": width, "height": 900})
    look(visit, f"{address}/handbook/attacks.html")
    page = visit.page
    points = [[10, 500], [width // 2, 450], [width - 15, 880]]
    covers = "Boolean(document.elementFromPoint(x, y)?.closest('article a, article div[style]'))"
    covered = page.evaluate(f"points => points.map(([x, y]) => {covers})", points)
    assert covered == [False, False, False]
    assert not page.locator("#__drawer").first.is_checked()
    assert page.locator("#__drawer").count() == 1
    assert page.locator("header.md-header").bounding_box()["y"] == 0  # type: ignore[index]  # it is shown
    assert "sms-good" not in page.locator("article p, article span").evaluate_all(
        "all => all.map(one => one.className)"
    )
    for link in page.locator("article a").all()[:200]:
        assert not (link.get_attribute("href") or "").lower().startswith(("javascript", "data", "vbscript"))
    page.close()


@pytest.mark.browser
def test_the_policy_stops_what_a_hole_would_let_in(browser: Browser, site: Built, address: str) -> None:
    """If a page were made wrongly, scripts, handlers and pictures of others would still be stopped."""
    page = site.folder / "index.html"
    before = page.read_text(encoding="utf-8")
    hole = (
        f'<script>{RUN}</script><img src=x onerror="{RUN}"><img src="https://evil.example/p">'
        '<iframe srcdoc="<script>parent.__hurt=1</script>"></iframe>'
    )
    visit = watch(browser, address)
    try:
        page.write_text(before.replace("</article>", f"{hole}</article>"), encoding="utf-8")
        visit.page.goto(f"{address}/index.html")
        visit.page.wait_for_timeout(200)
        assert visit.page.evaluate("window.__hurt") is None
        assert len(visit.page.evaluate("window.__against")) >= 3
        assert visit.asked == []
        found = {one.name for one in check_site(read_built_site(site.folder))}
        assert {"blocked-script", "external-request"} <= found
    finally:
        page.write_text(before, encoding="utf-8")
    visit.page.close()


def test_every_attack_in_front_matter_and_cells_is_a_finding_at_its_value(hostile: Path) -> None:
    """Wherever a field, a cell or an entry of a list is hostile, a finding stands at its line and column."""
    snapshot = read_snapshot(hostile, today=date(2026, 7, 1), history=False)
    found = {(one.place.path, one.place.line, one.place.column) for one in check(snapshot)}
    lines = {(path, line) for path, line, _ in found}
    unread = {"docs/records/training/list.csv"}  # a table of no kind, which is a finding of its own
    missed, looked = [], 0
    for file in sorted(one for one in hostile.rglob("*") if one.suffix in {".md", ".yml", ".csv"}):
        path = file.relative_to(hostile).as_posix()
        head = file.read_text(encoding="utf-8").partition("\n---\n")[0]
        for line, words in enumerate(head.split("\n") if path not in unread else (), 1):
            if path.endswith(".csv"):
                looked += RUN in words
                missed += [(path, line, 1)] if RUN in words and (path, line) not in lines else []
                continue
            for value in (json.dumps(TEXT), json.dumps(ID)):
                at = {one.start() + 1 for one in re.finditer(re.escape(value), words)}
                looked += len(at)
                missed += [(path, line, column) for column in at if (path, line, column) not in found]
    assert unread <= {path for path, _, _ in found}
    assert [one for one in missed if one[0] != "mkdocs.yml"] == []
    assert (
        len({place for place in found if place[0] == "mkdocs.yml"}) >= 2
    )  # at the entry, and at the setting
    assert looked > 200
    assert all(table.rows for table in snapshot.tables)


def test_every_hostile_name_of_a_file_is_a_finding(hostile: Path) -> None:
    """Also where the file itself is harmless."""
    snapshot = read_snapshot(hostile, today=date(2026, 7, 1), history=False)
    found = {
        one.place.path for one in check(snapshot) if one.name == "markup-in-words" and not one.place.line
    }
    assert found == {path for path in snapshot.paths if RUN in path or "{{" in path}
    assert len(found) == 3


def test_files_that_act_stay_out(site: Built) -> None:
    """Neither the page nor the drawings reach the site; nor do the words of the page with attacks in it."""
    assert not [name for name in site.files() if "acts." in name or name.endswith("/acts") or name == "acts"]
    article = site.article("handbook/attacks.html")
    assert article.count("picture of another host, not shown") >= 3
    assert not [one for one in Elements(article).links() if one[0] != "a" and "evil.example" in one[1]]


def test_nothing_takes_the_place_of_what_every_page_loads(site: Built, hostile: Path) -> None:
    """Scripts and styles of the theme and ours are their own, and each file in their place is a finding."""
    files = site.files()
    shipped = [path for path in TAKEN if (THEME / path).is_file()]
    assert len(shipped) >= 4
    assert all(files[path] == (THEME / path).read_bytes() for path in shipped)
    assert [path for path, content in files.items() if content == RUN.encode()] == []
    snapshot = read_snapshot(hostile, today=date(2026, 7, 1), history=False)
    found = {one.place.path for one in check(snapshot) if one.name == "reserved-path"}
    assert found == {f"docs/{path}" for path in TAKEN}


def test_the_built_site_stands_up_to_check_site(site: Built) -> None:
    """No request to another host, no script that the policy does not name, and a policy on every page."""
    wanted = {"external-request", "blocked-script", "missing-policy", "loose-policy", "missing-page-title"}
    assert [
        f"{one.place} {one.message}" for one in check_site(read_built_site(site.folder)) if one.name in wanted
    ] == []


def test_every_attack_in_a_page_is_a_finding_at_its_line(hostile: Path) -> None:
    """Each line of the page that carries an attack has a finding of its own."""
    snapshot = read_snapshot(hostile, today=date(2026, 7, 1), history=False)
    lines = (hostile / "handbook/attacks.md").read_text(encoding="utf-8").split("\n")
    found = {one.place.line for one in check(snapshot) if one.place.path == "handbook/attacks.md"}
    marks = ("evil.example", RUN, "__", "md-overlay", "sms-good", "<base", "<style")
    fence = range(lines.index("```mermaid") + 1, lines.index("```") + 2)
    missed = [
        (number, line)
        for number, line in enumerate(lines, 1)
        if number > 4 and number not in found and number not in fence and any(mark in line for mark in marks)
    ]
    assert missed == []
    assert BODY.count("\n") > 60
    assert {one.place.path for one in check(snapshot) if one.name == "active-file"} == {
        "docs/acts",
        "docs/acts.html",
        "docs/acts.kml",
        "docs/acts.rss",
        "docs/acts.shtm",
        "docs/acts.svg",
        "docs/acts.xhtm",
        "handbook/acts.svg",
    }
