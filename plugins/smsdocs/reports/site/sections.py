"""An index for each folder of documents that has none of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from smsdocs.reports.site.addresses import find_sections
from smsdocs.reports.site.words import title_case

if TYPE_CHECKING:
    from smsdocs.model.document import Document
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


def build_sections(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield an index per section: its documents, and below a title of their own those of its folders."""
    for folder in find_sections(desk.snapshot):
        page = desk.addresses.folders[folder]
        title = title_case(folder.rpartition("/")[2])
        groups = _build_groups(desk, folder)
        if page not in desk.addresses.paths and groups:
            found = desk.page(page, title, "section.jinja", section=title, groups=groups)
            yield dataclasses.replace(found, searchable=False)


def _build_groups(desk: Desk, folder: str) -> list[tuple[str, list[Document]]]:
    groups: dict[str, list[Document]] = {}
    for page in desk.snapshot.pages:
        if page.path.startswith(f"{folder}/"):
            below = page.path[len(folder) + 1 :]
            groups.setdefault(below.partition("/")[0] if "/" in below else "", []).append(page)
    for pages in groups.values():
        pages.sort(key=_index_first)
    return [(_title(name, pages), pages) for name, pages in groups.items()]


def _index_first(page: Document) -> tuple[bool, str]:
    return not page.path.endswith(("/index.md", "/README.md")), page.path


def _title(name: str, pages: list[Document]) -> str:
    if not name:
        return ""
    first = pages[0]
    return first.title if not _index_first(first)[0] else title_case(name)
