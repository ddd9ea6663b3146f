"""The nearest match: what somebody probably meant."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


_MANY = 400
"""Words that are all compared; of more, those that begin or end most like the one that is looked for."""
_SLIPS = 50
"""Unknown words whose nearest match is looked for: where there are more, it is no slip of the pen."""
_AS_NEAR = 10
"""Words that are held against each other for being as near."""


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
    found = _find_close(word.casefold(), folded, likeness, 1)
    return folded[found[0]] if found else None


def find_all_nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> tuple[str, ...]:
    """Return the known words most like `word`: several where they are as near as each other, at most ten spellings.

    Args:
        word: as written.
        known: what it may have meant, each once.
        likeness: how near is near, from 0 to 1.
    """
    folded: dict[str, list[str]] = {}
    for name in known:
        folded.setdefault(name.casefold(), []).append(name)
    wanted = word.casefold()
    found = _find_close(wanted, folded, likeness, _AS_NEAR)
    likenesses = [difflib.SequenceMatcher(None, name, wanted).ratio() for name in found]
    alike = [name for name, ratio in zip(found, likenesses, strict=True) if ratio == likenesses[0]]
    return tuple(name for key in alike for name in sorted(folded[key]))


def _find_close(wanted: str, known: Collection[str], likeness: float, most: int) -> list[str]:
    """Return the known words that are near, the nearest first; a word that is known is the only one."""
    if wanted in known:
        return [wanted]
    candidates = list(known)
    if len(candidates) > _MANY:  # most typing errors leave the first or the last letters alone
        beginnings = _find_neighbours(wanted, candidates)
        endings = (name[::-1] for name in _find_neighbours(wanted[::-1], [one[::-1] for one in candidates]))
        candidates = list(dict.fromkeys((*beginnings, *endings)))
    return difflib.get_close_matches(wanted, candidates, n=most, cutoff=likeness)


def _find_neighbours(wanted: str, names: list[str]) -> list[str]:
    """Return the names that stand around a word in their order: no others have as many first letters in common."""
    names.sort()
    at = bisect_left(names, wanted)
    return names[max(0, at - _MANY // 4) : at + _MANY // 4]


class Slips:
    """Looks for what was meant by many words: by each once, and by the first fifty only."""

    def __init__(self) -> None:
        self._hints: dict[str, str] = {}

    def suggest(self, word: str, known: Iterable[str], otherwise: str = "") -> str:
        """Return what `suggest` returns; `otherwise` once so many words are unknown that nobody mistyped them."""
        if word not in self._hints:
            self._hints[word] = suggest(word, known if len(self._hints) < _SLIPS else (), otherwise)
        return self._hints[word]


def suggest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return `did you mean `x`?`, or `otherwise` where nothing is near."""
    nearest = find_nearest(word, known)
    return f"did you mean `{nearest}`?" if nearest else otherwise
