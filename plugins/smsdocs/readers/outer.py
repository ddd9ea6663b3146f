"""Where the outermost keys of a mapping stand, held small: there is one for every document."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ITEMS = 4
"""Where among the numbers of a key those of items begin."""
NESTED = -1
"""Stands in the place of items that are no scalars."""
_NAMES: dict[tuple[str, ...], tuple[str, ...]] = {}
"""Sequences of names, each held once: documents of one type have much the same."""


class Outer(NamedTuple):
    """Places within one text, 1-based.

    Attributes:
        names: the keys in their order.
        numbers: of each key how many there are, then line and column of the key, of its value, and of each scalar
            in a list.
    """

    names: tuple[str, ...]
    numbers: array[int]

    def find(self, name: str) -> Sequence[int] | None:
        """Return the lines and columns of a key; None where there is no such key."""
        at = 0
        for known in self.names:
            count = self.numbers[at]
            if known == name:
                return self.numbers[at + 1 : at + 1 + count]
            at += 1 + count
        return None


def pack_outer(places: Mapping[str, Sequence[int]]) -> Outer:
    """Return places given by key."""
    return build_outer(places, (number for own in places.values() for number in (len(own), *own)))


def build_outer(names: Iterable[str], numbers: Iterable[int]) -> Outer:
    """Return places out of their parts, as `Outer` describes them."""
    own = tuple(names)
    return Outer(_NAMES.setdefault(own, own), array("i", numbers))
