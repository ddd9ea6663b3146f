"""Which fields of the front matter differ between two versions, or of a register's head and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.changes.plain_fields import find_plain_changes
from smsdocs.analysis.changes.values import HEAD, equal_values, settle

if TYPE_CHECKING:
    from smsdocs.model.document import Value
    from smsdocs.model.history import Version


def find_field_changes(before: Version, after: Version) -> dict[str, tuple[Value, Value]] | None:
    """Return the fields that differ, as comparable values, None where one is absent or empty.

    None altogether where front matter cannot be read.
    """
    found = find_plain_changes(before, after)
    if found is not None:
        return found
    if _is_broken(before) or _is_broken(after):
        return None
    old, new = before.fields, after.fields
    changes: dict[str, tuple[Value, Value]] = {}
    for name in sorted({*old, *new}):
        ordered = before.register and name not in HEAD
        first = old.get(name) if ordered else settle(name, old.get(name))
        second = new.get(name) if ordered else settle(name, new.get(name))
        if not equal_values(first, second):
            changes[name] = (first, second)
    return changes


def _is_broken(version: Version) -> bool:
    """Say whether there is front matter that names no field: it cannot be read, or it is all comments."""
    return bool(version.block.strip()) and not version.fields
