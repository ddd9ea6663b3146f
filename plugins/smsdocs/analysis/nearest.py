"""The nearest match: what somebody probably meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def find_nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the known word most like `word`, or None where none is near. Case does not count.

    Args:
        word: as written.
        known: what it may have meant.
        likeness: how near is near, from 0 to 1.
    """
    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(name.casefold(), name)
    if word.casefold() in folded:
        return folded[word.casefold()]
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=likeness)
    return folded[found[0]] if found else None


def suggest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return `did you mean `x`?`, or `otherwise` where nothing is near."""
    nearest = find_nearest(word, known)
    return f"did you mean `{nearest}`?" if nearest else otherwise
