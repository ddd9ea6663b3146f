"""Everything works with the keyboard: the focus is seen, and no place holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.dressed import EVERYTHING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import Visitor

DOCUMENT = "processes/incident-management/index.html"
NAME = """() => {
    const one = document.activeElement;
    const label = one.labels && one.labels[0] ? one.labels[0].textContent : "";
    return (one.getAttribute("aria-label") || label || one.textContent || one.title).trim();
}"""
FOCUS = """() => {
    const one = document.activeElement;
    if (one === document.body || one.dataset.met) return null;
    one.dataset.met = "1";
    let shown = one;
    if (one.matches(".md-option")) shown = one.nextElementSibling;
    if (one.matches(".tabbed-set > input")) shown = one.parentNode.querySelector(".tabbed-labels");
    const style = getComputedStyle(shown);
    const box = shown.getBoundingClientRect();
    const rung = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none";
    return {
        what: one.outerHTML.slice(0, 100),
        seen: shown.checkVisibility({visibilityProperty: true}) && box.right > 0 && box.left < innerWidth,
        rung: rung || one.matches("input:is([type=text], [type=search])"),
    };
}"""


def focused(page: Page) -> str:
    """Return the name of what has the focus."""
    return str(page.evaluate(NAME))


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", [DOCUMENT, EVERYTHING, "reviews.html"])
def test_the_focus_is_seen_and_goes_through(visit: Visitor, path: str, width: int) -> None:
    """From the first to the last with Tab alone; each stop is on the page, bears a ring and has a name."""
    page = visit(path, width=width)
    stops, unseen = 0, []
    page.keyboard.press("Tab")
    named = ""
    while (stop := page.evaluate(FOCUS)) is not None and stops < 400:
        stops += 1
        if not (stop["seen"] and stop["rung"] and (named := focused(page))):
            unseen.append({**stop, "name": named})
        page.keyboard.press("Tab")
    assert unseen == []
    assert 10 < stops < 400


def test_the_first_stop_passes_over_the_menus(visit: Visitor) -> None:
    """Then Tab goes on in the text."""
    page = visit(DOCUMENT)
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('article'))")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_menu_of_a_phone_opens_and_closes(visit: Visitor, key: str) -> None:
    """It takes the focus, gives it back at Escape, and closes when the focus leaves it."""
    page = visit(DOCUMENT, width=390)
    opener = page.get_by_role("button", name="Navigation")
    opener.focus()
    page.keyboard.press(key)
    assert opener.get_attribute("aria-expanded") == "true"
    assert page.evaluate("Boolean(document.activeElement.closest('.md-sidebar--primary'))")
    page.keyboard.press("Escape")
    assert opener.get_attribute("aria-expanded") == "false"
    assert focused(page) == "Navigation"
    page.keyboard.press(key)
    for _ in range(80):
        page.keyboard.press("Tab")
        if opener.get_attribute("aria-expanded") == "false":
            break
    assert page.evaluate("Boolean(document.activeElement.closest('article'))")


def test_levels_of_the_menu_open_and_close(visit: Visitor) -> None:
    """A level that is covered cannot be reached."""
    page = visit("guide/index.html", width=390)
    page.get_by_role("button", name="Navigation").press("Enter")
    menu = page.locator(".md-sidebar--primary")
    assert menu.get_by_role("link", name="Home").count() == 0
    while menu.get_by_role("link", name="Home").count() == 0:
        menu.get_by_role("button").first.press("Enter")
    assert menu.get_by_role("link", name="Home").is_visible()
    menu.get_by_role("button").first.press("Enter")
    assert menu.get_by_role("link", name="Home").count() == 0
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('.md-sidebar--primary'))")


def test_the_search_is_a_matter_of_keys(visit: Visitor) -> None:
    """Open, type, choose, go; and Escape leaves it."""
    page = visit("index.html")
    page.keyboard.press("/")
    assert focused(page) == "Search"
    page.keyboard.type("PRC-INC")
    expect(page.locator(".md-search-result__link").first).to_contain_text("Incident management")
    page.keyboard.press("ArrowDown")
    assert "Incident management" in focused(page)
    page.keyboard.press("Escape")
    assert not page.is_checked("#__search")
    page.wait_for_timeout(400)  # the theme closes the search in its own time, and no hand is faster
    page.keyboard.press("/")
    page.wait_for_selector(".md-search-result__link")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/incident-management/**")


def test_light_and_dark_are_switched(visit: Visitor) -> None:
    """With Enter, there and back."""
    page = visit("index.html")
    page.locator("input[aria-label='Switch to dark']").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
    page.keyboard.press("Enter")
    assert page.evaluate("document.body.dataset.mdColorScheme") == "default"


def test_what_is_folded_opens(visit: Visitor) -> None:
    """A note that is closed, with Enter and with Space."""
    page = visit(EVERYTHING)
    folded = page.locator("details.question")
    for key in ("Enter", "Space"):
        folded.locator("summary").press(key)
        assert (folded.get_attribute("open") is not None) == (key == "Enter")


def test_tabs_are_turned(visit: Visitor) -> None:
    """With the arrows, as in any group of choices."""
    page = visit(EVERYTHING)
    page.locator(".tabbed-set > input").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_text("What the second holds").is_visible()
    assert not page.get_by_text("What the first holds").is_visible()


def test_the_matrix_is_filtered(visit: Visitor) -> None:
    """Its field is reached by its name; what it shows is said aloud."""
    page = visit("traceability.html")
    rows = page.locator("article tbody tr:visible")
    every = rows.count()
    field = page.get_by_role("searchbox", name="Words")
    field.focus()
    page.keyboard.type("8.7")
    page.wait_for_timeout(300)
    assert 0 < rows.count() < every
    assert str(rows.count()) in page.locator("article [role=status]").first.inner_text()


def test_what_scrolls_sideways_is_reached(visit: Visitor) -> None:
    """A table too wide for a phone has a stop of its own, and the arrows move it."""
    page = visit(EVERYTHING, width=390)
    wide = page.locator("article [tabindex='0']").first
    wide.focus()
    before = wide.evaluate("one => one.scrollLeft")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    assert wide.evaluate("one => one.scrollLeft") > before
