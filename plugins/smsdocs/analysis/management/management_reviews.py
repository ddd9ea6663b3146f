"""Management reviews, as their front matter tells them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import build_actions, find_records
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import mapping, text, texts
from smsdocs.model.management import ManagementReview

if TYPE_CHECKING:
    from smsdocs.model.snapshot import Snapshot


@lru_cache(maxsize=4)
def find_management_reviews(snapshot: Snapshot) -> tuple[ManagementReview, ...]:
    """Return every management review, oldest first."""
    found = (
        ManagementReview(
            record=record,
            chair=text(record.fields, "chair"),
            attendees=texts(record.fields, "attendees"),
            inputs={
                name: said
                for name, said in mapping(record.fields, "inputs").items()
                if isinstance(said, str) and said.strip()
            },
            decisions=build_actions(record, record.fields, "decisions"),
            planned=parse_date(record.fields.get("next")),
            structured="inputs" in record.fields,
        )
        for record in find_records(snapshot, "management-review")
    )
    return tuple(sorted(found, key=lambda one: (str(one.record.date or ""), one.record.path)))
