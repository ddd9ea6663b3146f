"""Every kind of page, over http and opened from a folder: nothing fails, fits its window, goes dark, is printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser.conftest import Visitor

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
GROUND = """() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)
    .reduce((sum, one) => sum + one) / 3"""
BRIGHT = """() => [...document.querySelectorAll("article *")].filter(one => {
    const [r, g, b, a = 1] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
    return a > 0.5 && (r + g + b) / 3 > 200 && one.offsetWidth > 60 && one.offsetHeight > 16;
}).map(one => one.outerHTML.slice(0, 80))"""
"""Boxes that stay light on a dark page."""
SEEN_ON_PAPER = """() => [".md-header", ".md-sidebar--primary", ".md-sidebar--secondary", ".md-tabs",
    ".md-footer__inner", ".sms-filter", ".md-code__nav", ".md-top", ".md-search"]
    .filter(one => [...document.querySelectorAll(one)].some(found => found.checkVisibility()))"""


def test_a_page_fits_its_window_and_asks_no_other_host(visit: Visitor, cover: tuple[str, ...]) -> None:
    """Wide tables scroll by themselves, not the page; no script fails; the policy of the page is kept.

    Pages are opened from a folder here; those that are looked at closely come from a server.
    """
    page = visit.context(width=1280, scheme="light").new_page()
    wide = {}
    for path in cover:
        if path == "404.html":
            continue  # a server shows it, at any address; from a folder nobody comes there
        page.set_viewport_size({"width": 1280, "height": 900})
        visit.go(page, path, over="file")
        over_by = page.evaluate(OVERFLOW)
        page.set_viewport_size({"width": 390, "height": 900})
        if over_by or (over_by := page.evaluate(OVERFLOW)):
            wide[path] = over_by
    assert wide == {}


def test_dark_is_dark_and_paper_holds_the_text_alone(visit: Visitor, thin_cover: tuple[str, ...]) -> None:
    """A reader whose system is dark gets dark pages, and nothing in them stays bright; on paper no menu, no search.

    Paper has no buttons either, and dark words on white, although the screen is dark.
    """
    page = visit.context(width=1280, scheme="dark").new_page()
    found: dict[str, list[str]] = {}
    for path in thin_cover:
        page.emulate_media(media="screen", color_scheme="dark")
        visit.go(page, path)
        troubles = page.evaluate(BRIGHT)
        if page.evaluate(GROUND) > 64:
            troubles.append("the ground")
        page.emulate_media(media="print", color_scheme="dark")
        troubles += page.evaluate(SEEN_ON_PAPER)
        words = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
        if sum(map(float, re.findall(r"[\d.]+", words)[:3])) / 3 > 140:
            troubles.append("light words on paper")
        if troubles:
            found[path] = troubles
    assert found == {}


def test_the_choice_of_light_stays(visit: Visitor) -> None:
    """Dark on a light system, on the next page too."""
    page = visit("index.html")
    page.locator("label[title='Switch to dark']").click()
    assert page.evaluate(GROUND) < 64
    visit.go(page, "standards/index.html")
    assert page.evaluate(GROUND) < 64
    page.locator("label[title='Switch to light']").click()
    assert page.evaluate(GROUND) > 192


def test_a_printed_document_says_what_it_is(visit: Visitor) -> None:
    """Which document, which version, of which day; and that a copy on paper is not kept current."""
    page = visit("processes/incident-management/index.html")
    line = page.get_by_text("Printed copies are uncontrolled")
    assert not line.is_visible()
    page.emulate_media(media="print")
    text = line.locator("xpath=ancestor-or-self::*[self::p or self::div][1]").inner_text()
    assert line.is_visible()
    assert "PRC-INC" in text
    assert re.search(r"version \d", text)
    assert re.search(r"as of \d{4}-\d\d-\d\d\.", text)
    assert page.get_by_text("approved on").first.is_visible()
    told = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--sms-paper')")
    assert told == f'"{text.strip()}"'  # at the foot of every sheet
    visit.go(page, "roles/index.html")
    assert page.evaluate("document.documentElement.style.getPropertyValue('--sms-paper')") == ""
    feet = page.evaluate(
        "[...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).map(rule => rule.cssText)"
        ".filter(text => text.startsWith('@page'))"
    )
    assert any("var(--sms-paper" in one for one in feet)


def test_pages_fetched_by_script_are_whole(visit: Visitor) -> None:
    """Where the theme swaps pages without loading them anew, ours work as before, and the policy holds.

    The theme asks the map of the site which addresses are pages; it has them where the settings name the site.
    """
    page = visit.context(width=1280, scheme="light").new_page()
    places = ("", "policies/", "policies/one/")
    entries = "".join(f"<url><loc>{visit.plain}/{place}</loc></url>" for place in places)
    page.route(
        "**/sitemap.xml",
        lambda route: route.fulfill(body=f"<urlset>{entries}</urlset>", content_type="text/xml"),
    )
    visit.go(page, "policies/", over="plain")
    page.evaluate("window.same = true")
    page.locator("article").get_by_role("link", name="One", exact=True).click()
    page.wait_for_url("**/policies/one/")
    page.get_by_role("heading", name="One", level=1).wait_for()
    assert page.evaluate("window.same")
    page.go_back()
    page.get_by_role("heading", name="Policies", level=1).wait_for()
    assert page.evaluate("window.same")


def test_a_lasting_address_leads_to_its_document(visit: Visitor) -> None:
    """It works without scripts."""
    page = visit.context(width=1280, scheme="light", scripts=False).new_page()
    page.goto(f"{visit.address}/d/PRC-INC/")
    page.wait_for_url("**/processes/incident-management/**")


@pytest.mark.parametrize("path", ["index.html", "traceability.html", "changes.html", "reviews.html"])
def test_a_page_can_be_read_without_scripts(visit: Visitor, path: str) -> None:
    """Text, tables and links are there, and nothing that would do nothing."""
    page = visit(path, scripts=False)
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator("article a[href]").first.is_visible()
    assert page.locator("article").get_by_role("textbox").count() == 0
    assert page.locator("article").get_by_role("checkbox").count() == 0
    assert page.locator("article select:visible, article button:visible").count() == 0
