"""The way to a page that the navigation does not hold: crumbs, its shelf in the sidebar, the page before and after.

The theme draws all of it from MkDocs' own navigation. So a leaf gets a parent there, and while its page is being
written the shelf it stands on hangs below its index page.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page

from smsdocs.adapters.mkdocs.site import Shelved, looking
from smsdocs.reports.site import addresses
from smsdocs.reports.site.places import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.structure import StructureItem
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from smsdocs.adapters.mkdocs.site import Site
    from smsdocs.reports.site.places import Shelf

SHOWN = 10
"""Pages of a shelf that the sidebar shows around the present one: each costs every page of the shelf its bytes."""


def connect_pages(site: Site, nav: Navigation, files: Files) -> None:
    """Give every leaf its parent in the navigation, and the pages before and after it."""
    site.pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page is not None}
    shown = {page.file.src_uri for page in nav.pages}
    with looking():
        places = site.places
    for src_uri, place in places.of.items():
        page = site.pages.get(src_uri)
        if page is None or src_uri in shown:
            continue
        above = next((one.page for one in reversed(place.steps) if one.page in shown), "")
        if above:
            page.parent = site.pages[above].parent
        page.previous_page = site.pages.get(place.before)
        page.next_page = site.pages.get(place.after)


def open_shelf(site: Site, nav: Navigation, page: Page) -> None:
    """Hang the shelf of a page below its index page, and put the shelf of the page before this one away."""
    close_shelf(site)
    src_uri = page.file.src_uri
    place = site.places.of.get(src_uri)
    shelf = site.places.shelves.get(src_uri) or (place.shelf if place else None)
    if shelf is None or (index := site.pages.get(shelf.index)) is None:
        return
    branch = index.parent.children if isinstance(index.parent, Section) else nav.items
    held = set(map(id, nav.pages))
    below: list[StructureItem] = [
        one for src in _select(shelf, src_uri) if (one := site.pages.get(src)) and id(one) not in held
    ]
    if index not in branch or not below:
        return
    site.shelved = Shelved(head=index, branch=branch, before=list(branch))
    if isinstance(index.parent, Section) and branch[0] is index:
        branch.extend(below)
        return
    section = Section(index.title or "", [index, *below])
    section.parent = index.parent
    section.active = True
    branch[branch.index(index)] = section


def close_shelf(site: Site) -> None:
    """Put the navigation back as it was before a shelf was opened."""
    if site.shelved is not None:
        site.shelved.branch[:] = site.shelved.before
        site.shelved = None


def _select(shelf: Shelf, src_uri: str) -> tuple[str, ...]:
    """Return the pages of a shelf that are shown: all of a short one, else those around the present page.

    The index page of a long one lists its pages itself.
    """
    if len(shelf.pages) <= SHOWN:
        return shelf.pages
    if src_uri == shelf.index:
        return ()
    at = shelf.pages.index(src_uri)
    start = max(0, min(at - SHOWN // 2, len(shelf.pages) - SHOWN))
    return shelf.pages[start : start + SHOWN]


def render_crumbs(site: Site, page: Page) -> str:
    """Return the way to a page from home; empty on the home page itself and on a page nobody knows."""
    src_uri = page.file.src_uri
    if page.is_homepage:
        return ""
    place = site.places.of.get(src_uri)
    steps = list(place.steps) if place else list(_climb(page))
    home = [] if steps and steps[0].page in {addresses.HOME, "README.md"} else [Step("Home", addresses.HOME)]
    with looking():
        return site.desk.render("crumbs.jinja", src_uri, steps=[*home, *steps])


def _climb(page: Page) -> Iterator[Step]:
    """Yield the sections above a page of the navigation that have a page of their own."""
    for section in reversed([*page.ancestors]):
        first = section.children[0] if isinstance(section, Section) and section.children else None
        if isinstance(first, Page) and first is not page and first.is_index:
            yield Step(html.unescape(section.title or ""), first.file.src_uri)
