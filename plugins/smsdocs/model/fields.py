"""Fields of front matter and rows as what a reader expects them to be. What does not fit is left out: the schema has
already said so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def number(fields: Mapping[str, Value], name: str) -> float | None:
    """Return a field that is a number, else None."""
    value = fields.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def flag(fields: Mapping[str, Value], name: str) -> bool | None:
    """Return a field that is true or false, else None."""
    value = fields.get(name)
    return value if isinstance(value, bool) else None
