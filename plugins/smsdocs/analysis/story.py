"""The story of one file: its revisions, newest first, each told only when somebody asks.

Telling what kind of change a revision was needs two texts out of git. A report on one document wants all of
them; a check of thousands wants the last few of each.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from smsdocs.analysis.kinds import compare
from smsdocs.model.history import Change, Comparison, Kind, Revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.history import History, Version
    from smsdocs.model.settings import Settings
    from smsdocs.model.snapshot import Snapshot

_AHEAD = 4
"""Versions read at once by whoever walks back: more than one, since each question to git takes its time."""
_TOLD = frozenset({Kind.MATERIAL, Kind.IMMATERIAL})
"""Kinds that a declaration replaces: what it says of an approval or a review, git knows better."""


class Story:
    """The revisions of one file, newest first."""

    def __init__(self, changes: tuple[Change, ...], history: History, settings: Settings) -> None:
        self.changes = changes
        self._history = history
        self._zone = ZoneInfo(settings.timezone)
        self._material = frozenset(settings.material)
        self._told: dict[int, Revision] = {}

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Revision]:
        return (self.revision(index) for index in range(len(self)))

    def version(self, index: int) -> Version:
        """Return the text that revision `index` left; 0 is the newest."""
        contents = self._history.contents
        if index % _AHEAD == 0:
            contents.prefetch(islice(self.changes, index, index + _AHEAD))
        return contents.version(self.changes[index])

    def at(self, index: int) -> datetime | None:
        """Return when revision `index` landed, None for uncommitted edits."""
        commit = self.changes[index].commit
        return datetime.fromtimestamp(commit.committed, self._zone) if commit else None

    def revision(self, index: int) -> Revision:
        """Return revision `index` in full; 0 is the newest."""
        if (found := self._told.get(index)) is None:
            found = self._told[index] = self._tell(index)
        return found

    def compare(self, before: int, after: int) -> Comparison:
        """Return what differs between two revisions."""
        one, other = self.changes[before], self.changes[after]
        if one.blob and one.blob == other.blob:
            return Comparison(kind=Kind.IMMATERIAL)
        return compare(self.version(before), self.version(after), self._material)

    def _compare_with_parent(self, index: int) -> Comparison:
        """Return what a revision changed: of what was there before, for a commit not yet landed of its own parent."""
        change, below = self.changes[index], self.changes[index + 1]
        if not change.before or change.before == below.blob:
            return self.compare(index + 1, index)
        if change.before == change.blob:
            return Comparison(kind=Kind.IMMATERIAL)
        parent = dataclasses.replace(below, blob=change.before)
        return compare(self._history.contents.version(parent), self.version(index), self._material)

    def find_material(self, indexes: Iterable[int]) -> int | None:
        """Return the first of some revisions that is material."""
        return next((index for index in indexes if self.revision(index).kind is Kind.MATERIAL), None)

    def _tell(self, index: int) -> Revision:
        change = self.changes[index]
        if index == len(self.changes) - 1:
            return Revision(change=change, at=self.at(index), kind=Kind.CREATED, words=True, unsettles=True)
        found = self._compare_with_parent(index)
        kind = found.kind
        edited = change.blob != (change.before or self.changes[index + 1].blob)
        declared_by = self._find_declaration(change) if kind in _TOLD and edited else None
        if declared_by is not None:
            kind = Kind.DECLARED_IMMATERIAL
        elif change.moved_from and kind is Kind.IMMATERIAL and not found.changes:
            kind = Kind.MOVED
        return Revision(
            change=change,
            at=self.at(index),
            kind=kind,
            changes=found.changes,
            words=found.words,
            unsettles=found.unsettles and declared_by is None,
            declared_by=declared_by or "",
        )

    def _find_declaration(self, change: Change) -> str | None:
        """Return the commit that declared a change immaterial; None where nobody did.

        A merge is declared by its own commit, or by every commit that it brought.
        """
        declared = self._history.declared
        if not declared or change.commit is None:
            return None
        own = _look_up(declared, change.commit.oid)
        if own is not None:
            return own
        brought = [_look_up(declared, commit.oid) for commit in change.brought]
        return brought[0] if brought and None not in brought else None


def _look_up(declared: Mapping[str, str], oid: str) -> str | None:
    if oid in declared:
        return declared[oid]
    return next(
        (by for short, by in declared.items() if len(short) < len(oid) and oid.startswith(short)), None
    )


@lru_cache(maxsize=4)
def find_stories(snapshot: Snapshot) -> Mapping[str, Story]:
    """Return the story of every document, register and record that git knows, by path; empty without history."""
    history = snapshot.history
    if history is None:
        return {}
    return {
        holder.path: Story(changes, history, snapshot.settings)
        for holder in snapshot.holders
        if (changes := history.lineages.get(holder.path))
    }
