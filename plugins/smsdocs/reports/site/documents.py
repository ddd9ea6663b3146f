"""The document register, and the list of records."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from smsdocs.reports.site.addresses import DOCUMENTS, RECORDS

if TYPE_CHECKING:
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


def build_documents(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the document register."""
    entries = [(one, desk.review(one.head)) for one in desk.snapshot.documents]
    page = desk.page(DOCUMENTS, "Documents", "documents.jinja", section="Documents", entries=entries)
    yield dataclasses.replace(page, searchable=False)


def build_records(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the list of records, newest first."""
    entries = sorted(desk.snapshot.records, key=lambda one: one.path)
    entries.sort(key=lambda one: str(one.date or ""), reverse=True)
    page = desk.page(RECORDS, "Records", "records.jinja", section="Records", entries=entries)
    yield dataclasses.replace(page, searchable=False)
