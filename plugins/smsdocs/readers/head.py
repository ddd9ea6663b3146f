"""Front matter as data to the head every document, register and record shares. What does not fit is left out:
the schema has already said so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.dates import parse_date
from smsdocs.model.document import Head
from smsdocs.model.fields import text, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.model.document import Value


def build_head(fields: Mapping[str, Value]) -> Head:
    """Return the head of a document, a register or a record."""
    return Head(
        id=text(fields, "id"),
        title=text(fields, "title"),
        description=text(fields, "description"),
        type=text(fields, "type"),
        status=text(fields, "status"),
        version=text(fields, "version"),
        owner=text(fields, "owner"),
        approver=text(fields, "approver"),
        classification=text(fields, "classification"),
        process=text(fields, "process"),
        approved_on=parse_date(fields.get("approved_on")),
        effective_from=parse_date(fields.get("effective_from")),
        last_reviewed=parse_date(fields.get("last_reviewed")),
        review_interval=text(fields, "review_interval"),
        clauses=texts(fields, "clauses"),
        provides=texts(fields, "provides"),
    )
