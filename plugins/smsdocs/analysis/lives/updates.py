"""Updates of a branch from the trunk that keep the branch's text where the trunk has another since.

Against its own parent such a merge changes nothing, so no row would tell that what had landed is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from smsdocs.analysis.lives.step import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from smsdocs.model.log import Log

    FindMerged = Callable[[int, Collection[str]], Sequence[Mapping[str, str]]]
    """Returns the objects at some paths, for each parent of a merge but the first."""

_Key = TypeVar("_Key")


def find_losses(
    log: Log, merge: int, lines: Mapping[_Key, Sequence[Step]], find_merged: FindMerged
) -> Iterator[tuple[_Key, Step]]:
    """Yield a step for each document that a merge left as the branch had it, where the trunk had another text since.

    Args:
        log: the commits.
        merge: one that has not landed.
        lines: lives up to there; that of a file which the merge touched tells it, and is left alone.
        find_merged: reads what the merge brought.
    """
    touched = {entry.path for entry in log.entries.get(merge, ())}
    changed = {
        key: line
        for key, line in lines.items()
        if line and not line[-1].landed and line[0].landed and line[-1].path not in touched
    }
    if not changed:
        return
    paths = {line[-1].path for line in changed.values()}
    for texts in find_merged(merge, paths):
        for key, line in changed.items():
            last, theirs = line[-1], texts.get(line[-1].path, "")
            if theirs != last.blob and _is_news(line, theirs):
                time = log.committed(merge)
                yield key, Step(merge, False, last.path, "", last.blob, theirs, (merge,), time)


def _is_news(line: Sequence[Step], theirs: str) -> bool:
    """Say whether a text landed after whatever of the trunk the branch knew."""
    landed = {step.blob: place for place, step in enumerate(line) if step.landed}
    known = [landed.get(blob, -1) for step in line if not step.landed for blob in (step.before, step.blob)]
    return landed.get(theirs, -1) > max(known)
