"""What two sequences share at both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def count_shared(one: Sequence[object], other: Sequence[object]) -> tuple[int, int]:
    """Return how many entries two sequences share at their beginning, and behind the difference at their end."""
    start = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        start += 1
    end, most = 0, min(len(one), len(other)) - start
    while end < most and one[-1 - end] == other[-1 - end]:
        end += 1
    return start, end
