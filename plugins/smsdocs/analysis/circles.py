"""Circles in what rests on what, found in one walk over every link."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def find_circles(links: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield a circle for every link that leads back onto the way to it, each from its first member on.

    Args:
        links: name to the names it leads to; names that lead nowhere may be absent.
    """
    done: set[str] = set()
    for start in links:
        if start in done:
            continue
        way: dict[str, int] = {start: 0}
        open_ends = [iter(links[start])]
        while open_ends:
            target = next(open_ends[-1], None)
            if target is None:
                open_ends.pop()
                done.add(way.popitem()[0])
            elif target in way:
                yield tuple(way)[way[target] :]
            elif target in links and target not in done:
                way[target] = len(way)
                open_ends.append(iter(links[target]))
