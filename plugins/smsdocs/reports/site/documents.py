"""The document register, and the list of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.reports.site.addresses import DOCUMENTS, RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


def build_documents(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the document register."""
    entries = [(one, desk.review(one.head)) for one in desk.snapshot.documents]
    yield desk.list_page(DOCUMENTS, "Documents", "documents.jinja", section="Documents", entries=entries)


def build_records(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the list of records, newest first."""
    entries = sorted(desk.snapshot.records, key=lambda one: one.path)
    entries.sort(key=lambda one: str(one.date or ""), reverse=True)
    yield desk.list_page(RECORDS, "Records", "records.jinja", section="Records", entries=entries)
