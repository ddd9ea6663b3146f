"""A change in the words of one line: front matter is untrusted text, and goes to terminals and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.changes.values import build_key, equal_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsdocs.model.document import Value

_LONGEST = 60
"""Characters of a value that are shown."""
_AROUND = 16
"""Characters that are shown before the first difference of two long values."""
_MOST = 6
"""Entries that a phrase names."""


def describe_field(name: str, before: Value, after: Value) -> str:
    """Say what a field of the front matter was, and what it is."""
    return f"{cut_text(name)}: {_describe_value(before, after)}"


def _describe_value(before: Value, after: Value) -> str:
    if isinstance(before, dict) or isinstance(after, dict):
        old = before if isinstance(before, dict) else {}
        new = after if isinstance(after, dict) else {}
        names = [name for name in sorted({*old, *new}) if not equal_values(old.get(name), new.get(name))]
        parts = [f"{cut_text(name)} {_describe_value(old.get(name), new.get(name))}" for name in names]
        if parts and all(isinstance(value, dict | None) for value in (before, after)):
            return _shorten(parts, ", ")
    if isinstance(before, list | None) and isinstance(after, list | None):
        old_keys = {build_key(entry): entry for entry in before or []}
        new_keys = {build_key(entry): entry for entry in after or []}
        added = [entry for key, entry in new_keys.items() if key not in old_keys]
        removed = [entry for key, entry in old_keys.items() if key not in new_keys]
        return _describe_entries(removed, added) or "order changed"
    if isinstance(before, str) and isinstance(after, str):
        start = _find_difference(before, after)
        old_text, new_text = cut_text(before, start), cut_text(after, start)
        if old_text == new_text:
            return f"{new_text}, with other blanks or invisible characters"
        return f"{old_text} -> {new_text}"
    return f"{_show(before)} -> {_show(after)}"


def _describe_entries(removed: Sequence[Value], added: Sequence[Value]) -> str:
    match removed, added:
        case [str(old)], [str(new)] if _show(old) == _show(new):
            return _describe_value(old, new)
    return _shorten([*(f"+{_show(one)}" for one in added), *(f"-{_show(one)}" for one in removed)], " ")


def _find_difference(before: str, after: str) -> int:
    """Return where to begin so that it is seen in what two texts differ: at a word before that, or at the beginning."""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))
    if same < _LONGEST - _AROUND:
        return 0
    word = before.rfind(" ", 0, same - _AROUND) + 1
    return word if same - word < _LONGEST - _AROUND else same - _AROUND


def _shorten(parts: Sequence[str], between: str) -> str:
    more = f"{between}and {len(parts) - _MOST} more" if len(parts) > _MOST else ""
    return between.join(parts[:_MOST]) + more


def _show(value: Value) -> str:
    """Return a value on one line, without what could disturb a terminal or a table."""
    if value is None:
        return "none"
    if isinstance(value, str):
        return cut_text(value)
    if isinstance(value, dict) and all(not isinstance(entry, dict | list) for entry in value.values()):
        return cut_text(", ".join(f"{key} {_show(entry)}" for key, entry in value.items()))
    return cut_text(build_key(value))


def cut_text(text: str, start: int = 0) -> str:
    """Return untrusted text on one line, of printable characters, and not too long; from `start` on."""
    words = " ".join(text[start : start + _LONGEST * 20].split())
    line = "".join(character for character in words if character.isprintable())
    line = f"…{line}" if start else line
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def describe_rows(name: str, before: Value, after: Value) -> str:
    """Say which rows of a register differ, by their ids where they have any."""
    old, new = _by_id(before), _by_id(after)
    shown = cut_text(name)
    if old is None or new is None:
        return f"text: {shown} changed"
    groups = {
        "changed": [key for key in new if key in old and not equal_values(old[key], new[key])],
        "added": [key for key in new if key not in old],
        "removed": [key for key in old if key not in new],
    }
    said = [
        f"{len(ids)} {verb} ({_shorten([cut_text(key) for key in ids], ', ')})"
        for verb, ids in groups.items()
        if ids
    ]
    return f"{shown}: {', '.join(said) or 'order changed'}"


def _by_id(rows: Value) -> dict[str, Value] | None:
    """Return the rows by id, or by the clause they exclude; None where that names not each of them."""
    if rows is None:
        return {}
    if not isinstance(rows, list):
        return None
    found: dict[str, Value] = {}
    for row in rows:
        key = (row.get("id") or row.get("clause")) if isinstance(row, dict) else None
        if not isinstance(key, str) or key in found:
            return None
        found[key] = row
    return found
