"""An index for each folder of documents that has none of its own."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.reports.site.addresses import find_sections
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.words import title_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.document import Document
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

LISTED = 100
"""Documents of a section that stand in a plain list, folder by folder; more are a list to filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The pages of one folder: below its index page, or below a title."""

    title: str
    lead: Document | None
    pages: tuple[Document, ...]


def build_sections(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield an index per section: its documents, and below a title of their own those of its folders."""
    for folder in find_sections(desk.snapshot):
        page = desk.addresses.folders[folder]
        title = title_case(folder.rpartition("/")[2])
        groups = _build_groups(desk, folder)
        if page not in desk.addresses.paths and groups:
            long = sum(len(group.pages) for group in groups) > LISTED
            found = desk.page(page, title, "section.jinja", section=title, groups=groups, long=long)
            yield from build_list(
                desk,
                dataclasses.replace(found, searchable=False, wide=long),
                "Each document leads to the one after it.",
            )


def _build_groups(desk: Desk, folder: str) -> list[Group]:
    """Return the pages of a section: its own first, then those of each folder below the folder's index."""
    groups: dict[str, list[Document]] = {}
    for page in desk.snapshot.pages:
        if page.path.startswith(f"{folder}/"):
            below = page.path[len(folder) + 1 :]
            groups.setdefault(below.partition("/")[0] if "/" in below else "", []).append(page)
    return [_group(name, pages) for name, pages in sorted(groups.items())]


def _group(name: str, pages: list[Document]) -> Group:
    ordered = sorted(pages, key=_index_first)
    lead = ordered[0] if name and not _index_first(ordered[0])[0] else None
    rest = ordered[1:] if lead else ordered
    return Group(title="" if lead or not name else title_case(name), lead=lead, pages=tuple(rest))


def _index_first(page: Document) -> tuple[bool, str]:
    return not page.path.endswith(("/index.md", "/README.md")), page.path
