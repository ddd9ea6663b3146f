"""The document register, and the list of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.reports.site.addresses import DOCUMENTS, RECORDS
from smsdocs.reports.site.reviews import ORDER
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.words import STATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


def build_documents(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the document register."""
    entries = [
        (one, desk.review(one), STATE[one.head.state(desk.today)].text) for one in desk.snapshot.documents
    ]
    page = desk.list_page(
        DOCUMENTS,
        "Documents",
        "documents.jinja",
        section="All documents",
        entries=entries,
        states="|".join(word.text for word in STATE.values()),
        reviews=ORDER,
    )
    yield from build_list(desk, page, "Each document leads to the one after it.")


def build_records(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the list of records, newest first."""
    entries = sorted(desk.snapshot.records, key=lambda one: one.path)
    entries.sort(key=lambda one: str(one.date or ""), reverse=True)
    page = desk.list_page(RECORDS, "Records", "records.jinja", section="Records", entries=entries)
    yield from build_list(desk, page, "Each document lists its latest records.")
