"""Everybody can use the site: axe-core finds nothing on any kind of page, in any scheme, width or palette."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import pytest

from browser.covering import PLAIN
from browser.dressed import EVERYTHING
from browser.test_pages import OVERFLOW

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import Visitor

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LOOKS = ("color-contrast", "link-in-text-block")
"""Rules whose answer hangs on the scheme; what hangs on the width alone is asked at both."""
REFRESH = 'http-equiv="refresh"'
PARTS = 4
"""Pages are looked at in as many parts, so that workers share them."""
PALETTES = (
    "red", "pink", "purple", "deep-purple", "indigo", "blue", "light-blue", "cyan", "teal", "green", "light-green",
    "lime", "yellow", "amber", "orange", "deep-orange", "brown", "grey", "blue-grey", "black", "white", "custom",
)  # fmt: skip
HEADINGS = """() => {
    const found = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")]
        .filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]));
    const jump = found.findIndex((level, at) => level > (at ? found[at - 1] : 0) + 1);
    return [found.filter(level => level === 1).length, document.querySelectorAll("h1").length, jump];
}"""
SCROLL_UP = (
    """() => document.querySelectorAll(".md-sidebar__scrollwrap").forEach(one => { one.scrollTop = 0; })"""
)
"""The theme scrolls its menu to where one is; a line that is cut off at the top is not one too small."""
THIN = """() => {
    const ground = one => {
        const own = one ? getComputedStyle(one).backgroundColor : "none";
        return own.endsWith(", 0)") ? ground(one.parentElement) : own;
    };
    const look = one => {
        const style = getComputedStyle(one);
        return [one.tagName, style.color, getComputedStyle(one.parentElement).color, ground(one), style.opacity,
            style.fontSize, style.fontWeight, style.textDecorationLine, style.backgroundImage, style.textShadow,
            one.checkVisibility()].join();
    };
    const seen = new Set();
    [...document.querySelectorAll("main :is(tbody > tr, li)")].filter(entry => {
        const fresh = [entry, ...entry.querySelectorAll("*")].map(look).filter(one => !seen.has(one));
        fresh.forEach(one => seen.add(one));
        return fresh.length === 0;
    }).forEach(entry => entry.remove());
}"""
"""Rows and entries of lists that look, element by element, like those before them say nothing new about colours."""
LANDMARKS = """() => (document.querySelector("[data-md-component]")
        ? ["header", "main", "main article", "nav[aria-label]", "footer", ".md-skip"] : ["main"])
    .filter(one => !document.querySelector(one))"""


def judge(page: Page, axe: str, *, looks_alone: bool = False) -> list[str]:
    """Return what axe-core holds against a page: rule, element, and why.

    The looks, which take the most time, are asked last, of a page that is thinned out.
    """
    page.evaluate(axe)
    page.evaluate(SCROLL_UP)
    troubles = [] if looks_alone else _ask(page, {"type": "tag", "values": list(RULES)}, without=LOOKS)
    page.evaluate(THIN)
    return troubles + _ask(page, {"type": "rule", "values": list(LOOKS)})


def _ask(page: Page, only: dict[str, Any], without: tuple[str, ...] = ()) -> list[str]:
    found: dict[str, Any] = page.evaluate(
        "([runOnly, rules]) => axe.run(document, {runOnly, rules, resultTypes: ['violations']})",
        [only, {name: {"enabled": False} for name in without}],
    )
    return [
        f"{rule['id']}: {node['target'][0]}: {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing(
    visit: Visitor, cover: tuple[str, ...], axe: str, scheme: Literal["light", "dark"], width: int, part: int
) -> None:
    """WCAG 2.2 A and AA, and what axe calls best practice; headings in order, one title, every landmark.

    And it fits its window from the start.
    """
    page = visit.context(width=width, scheme=scheme).new_page()
    found: dict[str, list[str]] = {}
    for path in cover[part::PARTS]:
        visit.go(page, path)
        titles, every, jump = page.evaluate(HEADINGS)
        troubles = [f"no {name}" for name in page.evaluate(LANDMARKS)]
        if (titles, every, jump) != (1, 1, -1):
            troubles.append(f"headings: {titles} titles in the text, {every} in all, jump at {jump}")
        if over_by := page.evaluate(OVERFLOW):
            troubles.append(f"wider than the window by {over_by}")
        troubles += judge(page, axe)
        if troubles:
            found[path] = troubles
    assert found == {}


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 390)])
def test_looks_hold_the_other_way_round(
    visit: Visitor, thin_cover: tuple[str, ...], axe: str, scheme: Literal["light", "dark"], width: int
) -> None:
    """What hangs on the scheme holds at the other width too: everything worn, once."""
    page = visit.context(width=width, scheme=scheme).new_page()
    found: dict[str, list[str]] = {}
    for path in thin_cover:
        visit.go(page, path)
        if troubles := judge(page, axe, looks_alone=True):
            found[path] = troubles
    assert found == {}


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing_in_an_open_search(
    visit: Visitor, axe: str, scheme: Literal["light", "dark"], width: int
) -> None:
    """With results in it."""
    page = visit("index.html", width=width, scheme=scheme)
    page.keyboard.press("/")
    page.keyboard.type("incident")
    page.wait_for_selector(".md-search-result__link")
    assert judge(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_an_open_menu(
    visit: Visitor, axe: str, scheme: Literal["light", "dark"]
) -> None:
    """On a phone it lies over the page."""
    page = visit("processes/incident-management/index.html", width=390, scheme=scheme)
    page.get_by_role("button", name="Navigation").click()
    page.get_by_role("navigation").get_by_role("button", name="Incident management").wait_for()
    assert judge(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_in_every_palette(
    visit: Visitor, axe: str, scheme: Literal["light", "dark"]
) -> None:
    """The theme has twenty-one besides ours, and a site chooses among them."""
    page = visit(EVERYTHING, scheme=scheme)
    found = {}
    for name in PALETTES:
        page.evaluate(
            "name => ['primary', 'accent'].forEach(one => document.body.setAttribute('data-md-color-' + one, name))",
            name,
        )
        if troubles := judge(page, axe, looks_alone=True):
            found[name] = troubles
    assert found == {}


def test_axe_finds_nothing_where_an_address_leads_on(visit: Visitor, axe: str) -> None:
    """A lasting address says where it leads, for those whose browser does not go there by itself.

    Its colours are the browser's own, which axe takes for those on white, in a dark window too.
    """
    lasting = next(
        path for path in sorted((visit.folder / "site").rglob("*.html")) if REFRESH in path.read_text()
    )
    page = visit.context(width=390, scheme="light").new_page()
    page.set_content(re.sub(rf"<meta {REFRESH}[^>]*>", "", lasting.read_text(encoding="utf-8")))
    assert page.get_by_role("link").count() == 1
    assert judge(page, axe) == []


@pytest.mark.parametrize("path", PLAIN)
def test_axe_finds_nothing_in_a_site_of_the_theme_as_it_comes(visit: Visitor, axe: str, path: str) -> None:
    """Another palette, tabs, no history, and no home page but ours."""
    page = visit(path, over="plain")
    assert judge(page, axe) == []
