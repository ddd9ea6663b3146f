"""Which texts have their ids read: those of landings in which documents may have changed places.

A landing in which one thing only came, went or changed exchanges nothing, but two of them may: an id goes from one
file to another in two commits. So where all texts can be afforded, all are read. Of a long history those of every
landing are read that looks as if something was exchanged.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smsdocs.model.log import Entry

_FEW = 20
"""Files that changed together; more are an edit of everything."""


def count_changes(landings: Sequence[Sequence[Entry]]) -> int:
    """Return how many texts were changed where they lay."""
    return sum(1 for entries in landings for entry in entries if entry.status == "M")


def find_undecided(landings: Sequence[Sequence[Entry]], *, every: bool) -> Iterator[tuple[str, str]]:
    """Yield path and blob of the texts whose ids decide what continues what.

    Args:
        landings: what each did.
        every: whether all that was changed where it lay counts.
    """
    partners = set() if every else _find_partners(landings)
    for entries in landings:
        changed = every and any(entry.status == "M" for entry in entries)
        if changed or _is_move(entries) or _is_exchange(entries) or _has_partners(entries, partners):
            yield from ((entry.old_path, entry.old_blob) for entry in entries if entry.old_blob)
            yield from ((entry.path, entry.blob) for entry in entries if entry.blob)


def _is_move(entries: Sequence[Entry]) -> bool:
    """Say whether something came or went, so that ids may have changed places with it.

    A changed file counts for both: the document may have moved on, and another have taken its path.
    """
    come = any(entry.status != "D" for entry in entries)
    go = any(entry.status != "A" for entry in entries)
    stay = all(entry.status == "M" or entry.old_blob == entry.blob for entry in entries)
    return come and go and not stay


def _is_exchange(entries: Sequence[Entry]) -> bool:
    """Say whether a file took on the text that another had."""
    if len(entries) == 1:
        return False
    left = {entry.old_blob for entry in entries if entry.status == "M"}
    return any(entry.blob in left for entry in entries if entry.status == "M")


def _find_partners(landings: Sequence[Sequence[Entry]]) -> set[tuple[str, str]]:
    """Return files that changed together more than once, as those do which change places and change back."""
    seen: Counter[tuple[str, str]] = Counter()
    for entries in landings:
        if 1 < len(entries) <= _FEW:
            seen.update(_pair(entries))
    return {pair for pair, times in seen.items() if times > 1}


def _has_partners(entries: Sequence[Entry], partners: set[tuple[str, str]]) -> bool:
    return 1 < len(entries) <= _FEW and any(pair in partners for pair in _pair(entries))


def _pair(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    return combinations(sorted(entry.path for entry in entries if entry.status == "M"), 2)
