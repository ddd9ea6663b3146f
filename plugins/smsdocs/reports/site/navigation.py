"""The navigation: sections and index pages only, for its cost grows as pages times entries."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.analysis.links import build_link_map
from smsdocs.reports.site import addresses
from smsdocs.reports.site.words import title_case

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

Entry: TypeAlias = "str | dict[str, str | list[Entry]]"
"""An entry as `nav` of mkdocs.yml has it."""

_INDEXES = frozenset({"index.md", "README.md"})
_GROUPS: Mapping[str, str] = {
    page: title
    for title, pages in {
        "Documents": (addresses.DOCUMENTS, addresses.LANDSCAPE),
        "Who and what": (
            addresses.ROLES,
            addresses.RACI,
            addresses.LEARNING,
            addresses.SERVICES,
            addresses.SUPPLIERS,
            addresses.REGISTERS,
            addresses.RECORDS,
        ),
        "How it does": (
            addresses.KPIS,
            addresses.OBJECTIVES,
            addresses.RISKS,
            addresses.ACTIONS,
            addresses.AUDITS,
            addresses.REVIEW_PACK,
        ),
        "Conformity": (
            addresses.STANDARDS,
            addresses.TRACEABILITY,
            addresses.CERTIFICATION,
            addresses.PROJECT,
            addresses.FINDINGS,
            addresses.EVIDENCE,
        ),
        "Over time": (addresses.REVIEWS, addresses.CHANGES),
    }.items()
    for page in pages
}
"""Where each page of ours stands; folders of documents come first in the group of documents."""
_OTHERS = "Who and what"
"""Where any other page of ours stands."""
INDEXES_SHOWN = 40
"""A section lists the index pages of its folders up to this number."""


def build_navigation(desk: Desk, pages: Collection[GeneratedPage], guides: Sequence[str]) -> list[Entry]:
    """Return the navigation of a site whose author wrote none.

    Args:
        desk: the snapshot and its addresses.
        pages: the generated pages.
        guides: sources of the pages in the docs folder that are neither documents nor records, sorted.
    """
    home = [page for page in guides if page in _INDEXES]
    home += [page.src_uri for page in pages if page.src_uri == addresses.HOME]
    entries: list[Entry] = [{"Home": page} for page in home[:1]]
    entries += build_sections_entries(desk, pages)
    return entries + _build_tree([page for page in guides if page not in home], "", _rank(desk))


def build_sections_entries(
    desk: Desk, pages: Iterable[GeneratedPage], mentioned: Collection[str] = ()
) -> list[Entry]:
    """Return the entries of our own, in groups: the folders of documents, then the generated sections.

    Args:
        desk: the snapshot and its addresses.
        pages: the generated pages.
        mentioned: sources that stand elsewhere in the navigation already.
    """
    generated = {page.src_uri: page.section for page in pages if page.section}
    folders = dict(_find_folders(desk, generated))
    groups: dict[str, list[Entry]] = {title: [] for title in dict.fromkeys(_GROUPS.values())}
    for folder, title in folders.items():
        page = desk.addresses.folders[folder]
        below = _find_indexes(desk, folder)
        if not {page, *below} & {*mentioned}:
            listed: list[Entry] = [page, *(below if len(below) <= INDEXES_SHOWN else ())]
            groups["Documents"].append({html.escape(title): listed})
    shown = {desk.addresses.folders[folder] for folder in folders}.union(mentioned)
    for page, title in generated.items():
        if page not in shown:
            groups[_GROUPS.get(page, _OTHERS)].append({html.escape(title): _stand_alone(page)})
    return [{title: entries} for title, entries in groups.items() if entries]


def _stand_alone(page: str) -> str | list[Entry]:
    """Return an entry that no group takes for the page it opens with: the theme does so with any index page."""
    return [page] if page.rpartition("/")[2] in _INDEXES else page


def _find_folders(desk: Desk, generated: dict[str, str]) -> Iterator[tuple[str, str]]:
    for folder in addresses.find_sections(desk.snapshot):
        page = desk.addresses.folders[folder]
        if page in generated or page in desk.addresses.paths:
            yield folder, title_case(folder.rpartition("/")[2])


def _find_indexes(desk: Desk, folder: str) -> list[str]:
    """Return the index pages one level below a folder."""
    depth = folder.count("/") + 1
    return [
        page
        for one, page in sorted(desk.addresses.folders.items())
        if one.startswith(f"{folder}/") and one.count("/") == depth and page in desk.addresses.paths
    ]


def _rank(desk: Desk) -> Mapping[str, int]:
    """Return where each page and folder stands: an index page is the table of contents of its folder."""
    ranks: dict[str, int] = {}
    links = build_link_map(desk.snapshot)
    for page in desk.snapshot.pages:
        source = desk.pages[page.path]
        folder, _, name = source.rpartition("/")
        for number, link in enumerate(page.links if name in _INDEXES else ()):
            target = desk.pages.get(links.resolve(page.path, link.target).path, "")
            while target.startswith(f"{folder}/") and target != source:
                ranks.setdefault(target, number)
                target = target.rpartition("/")[0]
    return ranks


def _build_tree(pages: Sequence[str], folder: str, ranks: Mapping[str, int]) -> list[Entry]:
    """Return pages as the tree of their folders; an index stands first in its own."""

    def place(page: str) -> tuple[bool, int, str]:
        return page.rpartition("/")[2] not in _INDEXES, ranks.get(page, len(ranks)), page

    entries: list[Entry] = [page for page in sorted(pages, key=place) if "/" not in page[len(folder) :]]
    below: dict[str, list[str]] = {}
    for page in pages:
        if "/" in page[len(folder) :]:
            below.setdefault(page[len(folder) :].partition("/")[0], []).append(page)
    for name in sorted(below, key=lambda name: place(f"{folder}{name}")):
        tree = _build_tree(below[name], f"{folder}{name}/", ranks)
        entries.append({html.escape(title_case(name)): tree})
    return entries
