"""Front matter compared line by line: most changes touch plain fields, and need no YAML to be parsed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.changes.shared_ends import count_shared
from smsdocs.analysis.changes.values import HEAD, SETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smsdocs.model.document import Value
    from smsdocs.model.history import Version

_QUOTED = r"\"[^\"\\]*\"|'[^']*'"
_WORDS = r"[A-Za-z0-9](?:[^\s:#]|[ :](?![\s#]|$))*"
_ENTRY = rf"(?:[A-Za-z0-9][\w.@/-]*(?: [\w.@/-]+)*|{_QUOTED})"
_FLOW = rf"\[(?:{_ENTRY}(?:, *{_ENTRY})*)?\]|\{{[\w-]+: {_ENTRY}(?:, *[\w-]+: {_ENTRY})*\}}"
_LINE = re.compile(rf"([A-Za-z_][\w-]*): +({_QUOTED}|{_WORDS}) *$")
"""A field on a line of its own whose value is surely this text."""
_SOUND = re.compile(rf"( *+)(- ++)?([A-Za-z_][\w-]*:(?= |$))?(?: *+(?:{_QUOTED}|{_FLOW}|{_WORDS}))? *+$")
"""A line of YAML after which no quote or bracket is open: indentation, dash, key."""


def find_plain_changes(before: Version, after: Version) -> dict[str, tuple[Value, Value]] | None:
    """Return the fields that differ without parsing the rest; None where the lines alone do not tell.

    The reader is asked to confirm each value, since it knows whether the organisation has names of its own.
    """
    old, new = before.block.split("\n"), after.block.split("\n")
    start, end = count_shared(old, new)
    if not (_is_sound(old) and _is_sound(new)):
        return None
    first = _parse_lines(old[start : len(old) - end], before)
    second = _parse_lines(new[start : len(new) - end], after)
    if first is None or second is None:
        return None
    pairs = {name: (first.get(name), second.get(name)) for name in sorted({*first, *second})}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _is_sound(lines: Sequence[str]) -> bool:
    """Say whether YAML surely reads these lines one by one: fields, each with a value or one level below it."""
    below: tuple[str, bool] | None = None
    header = False
    for line in lines:
        if not line:
            continue
        if (parts := _take_apart(line)) is None:
            return False
        indent, dash, key, bare = parts
        if not indent and not dash:
            if not key:
                return False
            header, below = bare, None
        elif not header or bare or dash == key or below not in {None, (indent, dash)}:
            return False
        else:
            below = (indent, dash)
    return True


@lru_cache(maxsize=10_000)
def _take_apart(line: str) -> tuple[str, bool, bool, bool] | None:
    """Return indentation, and whether there are a dash, a key, and nothing after it; None for a line of another form.

    Versions of a text share most of their lines.
    """
    found = _SOUND.match(line)
    if found is None or not line.isprintable():
        return None
    return found[1], bool(found[2]), bool(found[3]), line.endswith(":")


def _parse_lines(lines: Iterable[str], version: Version) -> dict[str, Value] | None:
    """Return what simple lines say; None where one is not simple, or the reader sees it otherwise."""
    found: dict[str, Value] = {}
    text = f"\n{version.block}"
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            return None
        name, value = match[1], match[2][1:-1] if match[2][0] in "\"'" else match[2]
        if name in SETS or (version.register and name not in HEAD):
            return None
        if text.count(f"\n{name}:") != 1 or version.text(name) != value:
            return None
        found[name] = value or None
    return found
