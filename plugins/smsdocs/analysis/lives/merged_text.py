"""What of a merged text is the merge's own: not what git itself makes of edits on several sides, however close.

A text is cut at the lines that it shares with all its parents. Between two cuts, what equals one parent was taken
from there. What equals none is the merge's own where it has a line that no parent has, where it lacks a line that
all have, or where it lacks something of each: then somebody chose. Empty lines cut, and are no words.
"""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.lives.line_pairs import find_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class _Part(NamedTuple):
    """What stands between two lines that a text shares with all its parents.

    Attributes:
        here: its own lines, each with how often.
        there: those of each parent.
        apart: whether more than empty lines lies between this part and the one before.
    """

    here: Counter[str]
    there: list[Counter[str]]
    apart: bool


def has_own_words(text: bytes, parents: Sequence[bytes]) -> bool:
    """Say whether a merged text is more than what its parents say.

    Args:
        text: as the merge has it.
        parents: the text as each parent has it; those that lack the file are left out.
    """
    lost = [Counter[str]() for _ in parents]
    for part in _cut(_split(text), [_split(one) for one in parents]):
        if _is_chosen(part):
            return True
        if part.apart:
            lost = [Counter() for _ in parents]
        lost = [gone + (one - part.here) for gone, one in zip(lost, part.there, strict=True)]
        if _find_common(lost):
            return True
    return not parents


def _is_chosen(part: _Part) -> bool:
    if any(one == part.here for one in part.there):
        return False
    known = sum(part.there, Counter[str]())
    return bool(part.here - known) or all(one - part.here for one in part.there)


def _find_common(lost: Sequence[Counter[str]]) -> Counter[str]:
    """Return the lines that every parent has lost."""
    return reduce(and_, lost) if lost else Counter()


def _cut(text: Sequence[str], parents: Sequence[Sequence[str]]) -> Iterator[_Part]:
    """Yield the parts in which a text and a parent differ."""
    pairs = [find_pairs(text, one) for one in parents]
    here, there, apart = 0, [0 for _ in parents], False
    for at in range(len(text) + 1):
        last = at == len(text)
        if not last and not all(at in one for one in pairs):
            continue
        ends = [len(one) if last else known[at] for one, known in zip(parents, pairs, strict=True)]
        if at > here or ends != there:
            parts = [_count(one[begin:end]) for one, begin, end in zip(parents, there, ends, strict=True)]
            yield _Part(_count(text[here:at]), parts, apart)
            apart = False
        apart = apart or (not last and bool(text[at]))
        here, there = at + 1, [end + 1 for end in ends]


def _count(lines: Sequence[str]) -> Counter[str]:
    return Counter(line for line in lines if line)


def _split(text: bytes) -> list[str]:
    """Return the lines of a text without their ends, which git may change by itself."""
    return [line.rstrip() for line in text.decode("utf-8", "surrogateescape").split("\n")]
