"""Files that were moved and not committed yet: which of those that are gone is which of those that are new.

As git judges it when it follows renames (diffcore-rename): the same text first, then the likest of at least half.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PIECE = re.compile(rb"[^\n]{0,63}\n|[^\n]{1,64}")
"""What git compares texts by: lines, or 64 bytes of longer ones."""
_HALF = 0.5
_MOST = 2_500
"""Pairs that are held against each other; where there are more, the same texts alone are found."""


def pair_moves(new: Mapping[str, bytes], gone: Mapping[str, bytes]) -> dict[str, str]:
    """Return the former path of each new file that was one before, by its path.

    Args:
        new: contents of files that no commit has at their path.
        gone: contents of files that were committed, and are no longer there.
    """
    by_text: dict[bytes, list[str]] = {}
    for path, content in sorted(gone.items(), reverse=True):
        by_text.setdefault(content, []).append(path)
    found = {path: same.pop() for path in sorted(new) if new[path] and (same := by_text.get(new[path]))}
    taken = set(found.values())
    left = {path: content for path, content in new.items() if path not in found}
    free = {path: content for path, content in gone.items() if path not in taken}
    if left and free and len(left) * len(free) <= _MOST:
        found.update(_pair_likest(left, free))
    return found


def _pair_likest(new: Mapping[str, bytes], gone: Mapping[str, bytes]) -> dict[str, str]:
    news, olds = ({path: Counter(_PIECE.findall(text)) for path, text in one.items()} for one in (new, gone))
    pairs = sorted(
        (-share, path, former)
        for path, pieces in news.items()
        for former, others in olds.items()
        if (share := _share(pieces, others, max(len(new[path]), len(gone[former])))) >= _HALF
    )
    found: dict[str, str] = {}
    for _, path, former in pairs:
        if path not in found and former not in found.values():
            found[path] = former
    return found


def _share(pieces: Counter[bytes], others: Counter[bytes], longest: int) -> float:
    """Return which part of the longer text the two have in common, in bytes."""
    return sum(len(piece) * number for piece, number in (pieces & others).items()) / max(longest, 1)
