"""The nearest match: what somebody probably meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_MANY = 2_000
"""Words that are all compared; among more, only those that begin or end alike."""


def find_nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known word most like `word`, or None where none is near. Case does not count.

    Args:
        word: as written.
        known: what it may have meant.
        likeness: how near is near, from 0 to 1.
    """
    folded: dict[str, str] = {}
    for name in known:
        key = name.casefold()
        folded[key] = min(name, folded.get(key, name))  # the order of a set decides nothing
    wanted = word.casefold()
    if wanted in folded:
        return folded[wanted]
    candidates = list(folded)
    if len(candidates) > _MANY:  # most typing errors leave the first or the last letters alone
        candidates = [name for name in candidates if name[:3] == wanted[:3] or name[-6:] == wanted[-6:]]
    found = difflib.get_close_matches(wanted, candidates, n=1, cutoff=likeness)
    return folded[found[0]] if found else None


def suggest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return `did you mean `x`?`, or `otherwise` where nothing is near."""
    nearest = find_nearest(word, known)
    return f"did you mean `{nearest}`?" if nearest else otherwise
