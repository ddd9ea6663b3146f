"""Texts that a merge made: git's own, of edits on both sides, or somebody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smsdocs.analysis.lives.landing import Landings
    from smsdocs.analysis.lives.step import Step
    from smsdocs.model.log import Entry, Log


def find_novel(log: Log, landings: Landings, known: Iterable[Sequence[Step]] = ()) -> set[tuple[int, str]]:
    """Return the merges, each with a path, that hold a text which nobody made before them.

    Such a text is the work of a merge: git's own, of edits on both sides, or somebody's. On the trunk, nobody is
    who the merge brought; elsewhere nobody is any plain commit before it, and any earlier merge.

    Args:
        log: the commits.
        landings: which of them are the trunk, and what they brought.
        known: lives before the log begins.
    """
    novel = set(_find_novel_landings(log, landings))
    found: dict[str, list[tuple[int, str]]] = {}
    trunk = set(landings.trunk)
    for number, entry in _find_merged(log):
        if number not in trunk:
            found.setdefault(entry.blob, []).append((number, entry.path))
    if found:
        for number, entries in log.entries.items():
            for entry in entries if len(log.parents[number]) <= 1 or number in trunk else ():
                if merges := found.pop(entry.blob, None):  # what is made again later was not there before
                    found[entry.blob] = [one for one in merges if one[0] > number]
        for line in known:
            for step in line:
                found.pop(step.blob, None)
    novel.update(one for merges in found.values() for one in merges if one[0] == max(merges)[0])
    return novel


def _find_merged(log: Log) -> Iterator[tuple[int, Entry]]:
    """Yield what merges did to texts, each with its merge."""
    for number, parents in enumerate(log.parents):
        if len(parents) > 1:
            for entry in log.entries.get(number, ()):
                if entry.blob and entry.blob != entry.old_blob:
                    yield number, entry


def _find_novel_landings(log: Log, landings: Landings) -> Iterator[tuple[int, str]]:
    for number, brought in landings.brought.items():
        made = {entry.blob for one in brought for entry in log.entries.get(one, ())}
        for entry in log.entries.get(number, ()):
            if entry.blob and entry.blob != entry.old_blob and entry.blob not in made:
                yield number, entry.path
