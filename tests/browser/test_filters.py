"""Tables are filtered and remembered; the search works from a folder; nothing of an author's lies over a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import built_site
from playwright.sync_api import expect

if TYPE_CHECKING:
    from built_site import Build, Write

    from browser.conftest import Visitor

make = built_site.make
write = built_site.write
COVERS = (
    """points => points.map(([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest("[href*=evil]")))"""
)


def test_the_search_works_from_a_folder(visit: Visitor) -> None:
    """A document is found by its id without a server, and without asking another host."""
    page = visit("policies/scope.html", over="file")
    page.click("[data-md-component=search-query]")
    page.keyboard.type("PRC-INC")
    expect(page.locator(".md-search-result__link").first).to_contain_text("Incident management")


def test_a_result_lacks_no_word_that_nobody_typed(visit: Visitor) -> None:
    """What was asked is sent as one word too; a result without it is not told so."""
    page = visit("index.html", over="file")
    page.click("[data-md-component=search-query]")
    lacks = page.locator(".md-search-result__terms")
    page.keyboard.type("emergency change")
    expect(page.locator(".md-search-result__link").first).to_contain_text("Glossary")
    expect(lacks.filter(has_text="_")).to_have_count(0)
    page.keyboard.type(" walrus")
    expect(lacks.first).to_contain_text("walrus")
    expect(lacks.filter(has_text="_")).to_have_count(0)


def test_the_matrix_is_filtered_by_words(visit: Visitor) -> None:
    """The field shows only the lines that hold every word; an empty one shows all."""
    page = visit("traceability.html", over="file")
    rows = page.locator("article tbody tr:visible")
    every = rows.count()
    page.get_by_role("searchbox", name="Words").fill("GAP 8.7")
    expect(page.locator("article [role=status]")).to_contain_text(f"of {every}")
    assert 0 < rows.count() < every
    page.get_by_role("searchbox", name="Words").fill("")
    expect(rows).to_have_count(every)


def test_what_changed_is_filtered_by_kind(visit: Visitor) -> None:
    """The keyboard does it; weeks without a row go; the address remembers it, and brings it back."""
    page = visit("changes.html", over="file")
    url = page.url
    rows = page.locator("article tbody tr[data-kind]:visible")
    every, weeks = rows.count(), page.locator(".sms-week:visible").count()
    box = page.get_by_role("checkbox", name="material change")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("article [role=status]")).to_contain_text(f"of {every}")
    assert 0 < rows.count() < every
    assert page.locator(".sms-week:visible").count() < weeks
    assert page.url != url
    shown, address = rows.count(), page.url
    again = visit("index.html", over="file")
    again.goto(address)
    assert again.get_by_role("checkbox", name="material change").is_checked() == box.is_checked()
    assert again.locator("article tbody tr[data-kind]:visible").count() == shown
    page.keyboard.press("Space")
    expect(rows).to_have_count(every)
    assert page.url == url


def test_no_link_of_an_author_covers_the_page(visit: Visitor, write: Write, make: Build) -> None:
    """What the reader points at is what stands there, wherever it is."""
    attack = (
        '<div><input type="checkbox" checked data-md-toggle="drawer">'
        '<a class="md-overlay" href="https://evil.example/">x</a></div>'
    )
    settings = "site_name: Ours\ntheme: {name: material, font: false}\nplugins: [smsdocs]\n"
    root = write({"mkdocs.yml": settings, "docs/index.md": f"# Home\n\n{attack}\n"})
    page = visit.context(width=390, scheme="light").new_page()
    page.goto((make(root, strict=False).folder / "index.html").as_uri())
    assert page.locator("a[href*=evil]").count() == 1
    assert page.evaluate(COVERS, [[10, 500], [300, 500], [380, 850]]) == [False, False, False]


def test_clauses_without_a_record_are_one_click_away(visit: Visitor) -> None:
    """One box shows them, and nothing else; each says which record it lacks; the address remembers it."""
    page = visit("traceability.html", over="file")
    page.get_by_role("checkbox", name="only clauses that lack a record").check()
    rows = page.locator("article tbody tr:visible")
    assert rows.count() > 1
    assert rows.count() == page.locator("article tbody tr[data-record=missing]").count()
    first = rows.filter(has_text="8.5.1.3 Change management activities").first
    expect(first).to_contain_text("lacks a record: recorded conclusions from analysing requests for change")
    assert rows.count() < page.locator("article tbody tr").count()
    assert page.url.endswith("?lacking=yes")


def test_what_is_overdue_is_one_click_from_home(visit: Visitor) -> None:
    """The figure leads to the list with the choice made; the register of documents has the same choice."""
    page = visit("index.html", over="file")
    page.locator("article .sms-figures a").filter(has_text="Reviews").click()
    expect(page.get_by_role("checkbox", name="overdue")).to_be_checked()
    rows = page.locator("#list ~ .sms-table tbody tr:visible")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("POL-LATE")
    page = visit("documents.html", over="file")
    page.get_by_role("checkbox", name="overdue").check()
    expect(page.locator("article tbody tr:visible")).to_have_count(1)


def test_an_address_that_asks_for_what_nothing_has_shows_nothing(visit: Visitor) -> None:
    """A kept address of what is due soon does not show everything on the day when nothing is."""
    page = visit("reviews.html?state=due+soon#list", over="file")
    expect(page.get_by_role("checkbox", name="due soon (0)")).to_be_checked()
    expect(page.locator("article [role=status]")).to_contain_text("nothing fits")
    expect(page.locator("#list ~ .sms-table tbody tr:visible")).to_have_count(0)


def test_a_row_that_comes_later_keeps_the_table_it_holds(visit: Visitor, write: Write, make: Build) -> None:
    """KPIs beyond what a page can hold are added with their values, and each is one KPI."""
    settings = "site_name: Ours\ntheme: {name: material, font: false}\nuse_directory_urls: false\nplugins: [smsdocs]\n"
    rows = "".join(
        f"  - {{id: K-{number}, name: Figure {number}, process: incident-management, frequency: monthly, target: 5}}\n"
        for number in range(40)
    )
    values = "".join(f"K-{number},2026-0{month},{month}\n" for number in range(40) for month in range(1, 7))
    root = write(
        {
            "mkdocs.yml": settings,
            "docs/registers/kpis.yml": f"id: REG-KPIS\ntitle: KPIs\nrows:\n{rows}",
            "docs/records/measurement/2026.csv": f"kpi,period,value\n{values}",
        }
    )
    page = visit.context(width=1280, scheme="light").new_page()
    folder = make(root, strict=False).folder
    assert list(folder.glob("kpis-rows*.js"))
    page.goto((folder / "kpis.html").as_uri())
    expect(page.locator("article [role=status]")).to_contain_text("40 in all")
    held = page.locator("article table[data-sms-filter] > tbody > tr:not([data-sms-group])")
    expect(held.locator("details table")).to_have_count(40)


def test_rows_without_an_owner_are_chosen_like_any_other(visit: Visitor, write: Write, make: Build) -> None:
    """The choice "none" of a register answers which risks nobody owns."""
    settings = "site_name: Ours\ntheme: {name: material, font: false}\nplugins: [smsdocs]\n"
    owners = ("owner: boss, ", "", "owner: boss, ", "owner: clerk, ")
    rows = "".join(
        f"  - {{id: R-{number}, title: Risk {number}, {owner}level: low}}\n"
        for number, owner in enumerate(owners)
    )
    root = write(
        {
            "mkdocs.yml": settings,
            "docs/registers/risks.yml": f"id: REG-RISKS\ntitle: Risks\nrows:\n{rows}",
        }
    )
    page = visit.context(width=1280, scheme="light").new_page()
    page.goto((make(root, strict=False).folder / "registers/risks/index.html").as_uri())
    page.get_by_role("combobox", name="Owner").select_option("none")
    expect(page.locator("article tbody tr:visible")).to_have_count(1)
    expect(page.locator("article tbody tr:visible")).to_contain_text("Risk 1")
