"""Front matter as data to the head every document, register and record shares. What does not fit is left out:
the schema has already said so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.document import Head
from smsdocs.readers.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.model.document import Value


def text(fields: Mapping[str, Value], name: str) -> str:
    """Return a field that is text, else nothing."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def texts(fields: Mapping[str, Value], name: str) -> tuple[str, ...]:
    """Return the texts of a list, or of a lone text; anything else is left out."""
    value = fields.get(name)
    if isinstance(value, str):
        return (value,)
    return tuple(entry for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()


def mapping(fields: Mapping[str, Value], name: str) -> Mapping[str, Value]:
    """Return a field that is a mapping, else an empty one."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def mappings(fields: Mapping[str, Value], name: str) -> list[tuple[int, Mapping[str, Value]]]:
    """Return the mappings of a list, each with its index."""
    value = fields.get(name)
    entries = value if isinstance(value, list) else []
    return [(index, entry) for index, entry in enumerate(entries) if isinstance(entry, dict)]


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
