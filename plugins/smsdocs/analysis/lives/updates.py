"""Updates of a branch from the trunk that keep the branch's text where the trunk has another since.

Against its own parent such a merge changes nothing, so no row would tell that what had landed is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from smsdocs.analysis.lives.step import Step

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from smsdocs.model.log import Log


class Merged(Protocol):
    """Reads what a merge brought."""

    def find(self, merge: int, paths: Collection[str]) -> Sequence[Mapping[str, str]]:
        """Return the objects at some paths, for each parent of a merge but the first."""
        ...

    def read(self, blobs: Collection[str]) -> Mapping[str, bytes]:
        """Return the content of objects."""
        ...


_Key = TypeVar("_Key")


def find_losses(
    log: Log, merge: int, lines: Mapping[_Key, Sequence[Step]], merged: Merged
) -> Iterator[tuple[_Key, Step]]:
    """Yield a step for each document that a merge left as the branch had it, where the trunk had another text since.

    Args:
        log: the commits.
        merge: one that has not landed.
        lines: lives up to there of what the branch changed; that of a file which the merge touched tells it itself.
        merged: reads what the merge brought.
    """
    touched = {entry.path for entry in log.entries.get(merge, ())}
    changed = {
        key: line
        for key, line in lines.items()
        if line and not line[-1].landed and line[0].landed and line[-1].path not in touched
    }
    if not changed:
        return
    told: set[_Key] = set()
    for texts in merged.find(merge, {line[-1].path for line in changed.values()}):
        for key, line in changed.items():
            last, theirs = line[-1], texts.get(line[-1].path, "")
            base = _find_base(line, theirs) if theirs != last.blob and key not in told else ""
            if base and _is_lost(merged.read({base, theirs, last.blob}), base, theirs, last.blob):
                told.add(key)
                time = log.committed(merge)
                yield key, Step(merge, False, last.path, "", last.blob, theirs, (merge,), time)


def _find_base(line: Sequence[Step], theirs: str) -> str:
    """Return the newest text of the trunk that a branch knew, where another landed after it; else nothing."""
    known: set[str] = set()
    newer, below = False, ""
    for step in reversed(line):
        if not step.landed:
            known |= {step.before, step.blob}
        elif step.blob in known:
            return step.blob if newer else ""
        elif newer:
            below = below or step.blob
        else:
            newer = step.blob == theirs
    return below


def _is_lost(contents: Mapping[str, bytes], base: str, theirs: str, ours: str) -> bool:
    """Say whether a line that the trunk put in is not there, or one that it took out is: else nothing was lost."""
    before, after, kept = (set(contents[blob].splitlines()) for blob in (base, theirs, ours))
    return not (after - before <= kept) or bool((before - after) & kept)
