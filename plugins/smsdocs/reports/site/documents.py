"""The document register, and the list of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.reports.site.addresses import DOCUMENTS, RECORDS
from smsdocs.reports.site.former import find_formers
from smsdocs.reports.site.reviews import ORDER
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.words import STATE, STATELESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.document import Document
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


def build_documents(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the document register."""
    formers = find_formers(desk.snapshot)
    entries = [
        (one, desk.review(one), _name_state(desk, one), formers.get(one.path))
        for one in desk.snapshot.documents
    ]
    page = desk.list_page(
        DOCUMENTS,
        "Documents",
        "documents.jinja",
        section="All documents",
        entries=entries,
        states="|".join(word.text for word in (*STATE.values(), STATELESS)),
        reviews=ORDER,
    )
    yield from build_list(desk, page, "Each document leads to the one after it.")


def _name_state(desk: Desk, document: Document) -> str:
    """Return the state that the list is filtered by."""
    return (STATE[document.head.state(desk.today)] if document.head.status else STATELESS).text


def build_records(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the list of records, newest first."""
    entries = sorted(desk.snapshot.records, key=lambda one: one.path)
    entries.sort(key=lambda one: str(one.date or ""), reverse=True)
    page = desk.list_page(RECORDS, "Records", "records.jinja", section="Records", entries=entries)
    yield from build_list(desk, page, "Each document lists its latest records.")
