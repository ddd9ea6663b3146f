"""Who made what a merge landed: the commits of the branch that touched a document, under whatever name.

Names are followed from commit to commit. Where a branch moved documents, or another branch moved them before, ids
say whose a change is: names alone would give the work on one document to another that has its place since.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.lives.undecided import count_changes, find_undecided

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from smsdocs.analysis.lives.step import Step
    from smsdocs.analysis.lives.text_ids import TextIds
    from smsdocs.model.log import Entry, Log


class _Touch(NamedTuple):
    """A commit that touched a file, and the text that it left there or took away."""

    commit: int
    blob: str


@dataclass(slots=True)
class Branch:
    """What the commits of a merged branch did, name by name.

    Attributes:
        fork: number of the oldest landing that the branch began from; more than any where it began elsewhere.
        older: where it began before the log, the first number before the log; else 0.
        doubtful: whether names from before the log decided something, though the branch may have begun after them.
        origins: path at the end of the branch to the path before it, where a commit renamed it.
        renamed: the other way round.
        touched: path at the end of the branch to what made it what it is.
        replaced: paths that a commit renamed, and where a later one put a new file.
        changed_hands: whether a path of it may have held one document first and then another.
        made: id to the commits that made a text of it; only where paths changed hands.
    """

    fork: int
    older: int
    changed_hands: bool
    doubtful: bool = False
    origins: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, list[str]] = field(default_factory=dict)
    touched: dict[str, dict[_Touch, None]] = field(default_factory=dict)
    made: dict[str, set[int]] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)

    def find_makers(self, entry: Entry, life: Sequence[Step], ids: TextIds) -> set[int]:
        """Return the commits that made what a merge did to a file.

        Args:
            entry: what it did.
            life: of the file until then, oldest first.
            ids: of the texts of the branch too, where its names do not tell.
        """
        names = self._find_names(entry, life, self.fork)
        touches = [(path, one) for path in names for one in self.touched.get(path, ())]
        if len(names) == 1 and not self.changed_hands:
            return {one.commit for _, one in touches}
        ids.learn([(entry.path, entry.blob), *((path, one.blob) for path, one in touches)])
        if self.older:
            certain = self._find_names(entry, life, self.older)
            self.doubtful = self.doubtful or any(path not in certain for path, _ in touches)
        makers = {one.commit for _, one in touches if ids.may_continue(one.blob, entry.blob)}
        return makers | self.made.get(ids.get(entry.blob), set())

    def _find_names(self, entry: Entry, life: Sequence[Step], until: int) -> set[str]:
        """Return what the branch may call a file: the trunk renamed it meanwhile, or the branch did.

        Args:
            entry: what the merge did to it.
            life: of the file until then, oldest first.
            until: number of the landing after which names count; the name that the file had then counts too.
        """
        names = {entry.old_path}
        for step in reversed(life):
            names.add(step.path)
            if step.commit >= until:
                break
        return {entry.path, *names, *(other for name in names for other in self.renamed.get(name, ()))}


def follow(
    log: Log,
    trunk: frozenset[int],
    brought: Collection[int],
    own_words: Collection[tuple[int, str]],
    ids: TextIds | None,
) -> Branch:
    """Follow names through the commits of a branch; its merges only take over what others made.

    Args:
        log: the commits.
        trunk: which of them are landings.
        brought: those of the branch, oldest first.
        own_words: merges, each with a path, that hold words of their own.
        ids: of the texts of a branch whose paths may have changed hands; None of another.
    """
    parents = {parent for number in brought for parent in log.parents[number]} - {*brought}
    branch = Branch(
        fork=max(parents) if parents and parents <= trunk else sys.maxsize,
        older=len(log.oids) if -1 in parents else 0,
        changed_hands=ids is not None,
    )
    left: set[str] = set()
    for number in brought:
        merge = len(log.parents[number]) > 1
        for entry in log.entries.get(number, ()):
            if merge and (number, entry.path) not in own_words:
                continue
            touched = branch.touched.setdefault(entry.path, {})
            if entry.status == "A" and entry.path in left:
                branch.replaced.add(entry.path)
            if entry.status == "R" and not merge:
                left.add(entry.old_path)
                branch.origins[entry.path] = branch.origins.get(entry.old_path, entry.old_path)
                touched.update(branch.touched.get(entry.old_path, {}))
            blob = entry.blob or entry.old_blob
            touched[_Touch(number, blob)] = None
            if ids and (id_ := ids.get(blob)):
                branch.made.setdefault(id_, set()).add(number)
    for path, origin in branch.origins.items():
        branch.renamed.setdefault(origin, []).append(path)
    return branch


def count_together(log: Log, brought: Mapping[int, Sequence[int]]) -> int:
    """Return how many texts the commits of some branches changed where they lay, of those that changed several files.

    Args:
        log: the commits.
        brought: by merge, the commits of its branch.
    """
    made = (log.entries.get(number, ()) for numbers in brought.values() for number in numbers)
    return count_changes([entries for entries in made if len(entries) > 1])


def find_doubtful(
    log: Log, brought: Mapping[int, Sequence[int]], *, every: bool
) -> dict[int, list[tuple[str, str]]]:
    """Return the merges of branches in which a path may have changed hands, with path and blob of all their texts.

    Args:
        log: the commits.
        brought: by merge, the commits of its branch.
        every: whether all changes are read; else those that look as if ids were exchanged.
    """
    made = {
        merge: [entries for number in numbers if (entries := log.entries.get(number))]
        for merge, numbers in brought.items()
    }
    found = {}
    for merge, branch in made.items():
        landed = log.entries.get(merge, ())
        if _is_doubtful(branch, landed, every=every):
            entries = [*landed, *(entry for one in branch for entry in one)]
            found[merge] = [(entry.path, entry.blob or entry.old_blob) for entry in entries]
    return found


def _is_doubtful(branch: Sequence[Sequence[Entry]], landed: Sequence[Entry], *, every: bool) -> bool:
    """Say whether a path of a branch may hold one document first and then another.

    So may one that the merge did not land: the branch, or another that landed before it, moved what was there.
    """
    come = {entry.path for entries in branch for entry in entries if entry.status != "D"}
    go = {entry.old_path for entries in branch for entry in entries if entry.status in "DR"}
    if go & come or come - {entry.path for entry in landed}:
        return True
    moves = [entries for entries in branch if len(entries) > 1 or entries[0].status == "R"]
    return any(True for _ in find_undecided(moves, every=every))
