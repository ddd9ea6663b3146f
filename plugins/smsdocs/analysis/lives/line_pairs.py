"""Which lines of two texts are the same line: first those that stand in each once, then what lies between them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Pair: TypeAlias = "tuple[int, int]"

_MOST = 250_000
"""Lines times lines without a unique one among which likeness is still looked for; beyond, all count as changed."""
_ALL = 1_000_000
"""The same for all such places of two texts together: a quarter of a second."""


def find_pairs(one: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Return the place in `other` of every line of `one` that is in both; neither order is broken."""
    found: list[Pair] = []
    waiting = [(0, len(one), 0, len(other))]
    left = _ALL
    while waiting:
        low, high, begin, end = waiting.pop()
        while low < high and begin < end and one[low] == other[begin]:
            found.append((low, begin))
            low, begin = low + 1, begin + 1
        while low < high and begin < end and one[high - 1] == other[end - 1]:
            high, end = high - 1, end - 1
            found.append((high, end))
        anchors = _find_anchors(one, other, low, high, begin, end)
        if anchors:
            found += anchors
            edges = zip([(low - 1, begin - 1), *anchors], [*anchors, (high, end)], strict=True)
            waiting += [(at + 1, until, there + 1, stop) for (at, there), (until, stop) in edges]
        elif 0 < (size := (high - low) * (end - begin)) <= min(_MOST, left):
            left -= size
            matcher = SequenceMatcher(None, one[low:high], other[begin:end], autojunk=False)
            for at, there, count in matcher.get_matching_blocks():
                found += [(low + at + step, begin + there + step) for step in range(count)]
    return dict(found)


def _find_anchors(  # two texts, and two ends of each
    one: Sequence[str], other: Sequence[str], low: int, high: int, begin: int, end: int
) -> list[Pair]:
    """Return the longest run, in order, of lines that stand once in both."""
    ours, theirs = Counter(one[low:high]), Counter(other[begin:end])
    places = {other[at]: at for at in range(begin, end) if theirs[other[at]] == 1 == ours[other[at]]}
    return _find_longest_run([(at, places[one[at]]) for at in range(low, high) if one[at] in places])


def _find_longest_run(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the longest part of pairs in which the second numbers rise too."""
    ends: list[int] = []
    numbers: list[int] = []
    before: list[int] = []
    for number, (_, there) in enumerate(pairs):
        at = bisect_left(ends, there)
        ends[at : at + 1] = [there]
        numbers[at : at + 1] = [number]
        before.append(numbers[at - 1] if at else -1)
    run: list[Pair] = []
    number = numbers[-1] if numbers else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]
