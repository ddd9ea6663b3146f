"""The story of one file: its revisions, newest first, each told only when somebody asks.

Telling what kind of change a revision was needs two texts out of git. A report on one document wants all of
them; a check of thousands wants the last few of each.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from smsdocs.analysis.kinds import compare
from smsdocs.model.history import Change, Comparison, Kind, Revision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from smsdocs.model.history import History, Version
    from smsdocs.model.settings import Settings
    from smsdocs.model.snapshot import Snapshot

AHEAD = 4
"""Versions read at once by whoever walks back: more than one, since each question to git takes its time."""
_TOLD = frozenset({Kind.MATERIAL, Kind.IMMATERIAL})
"""Kinds that a declaration replaces: what it says of an approval or a review, git knows better."""


class Told(NamedTuple):
    """What a revision turned out to be; see `Revision`."""

    kind: Kind
    changes: tuple[str, ...] = ()
    words: bool = False
    unsettles: bool = False
    declared_by: str = ""


class LazyRevision(Revision):
    """A revision whose kind is told when somebody asks: most are wanted for their commit and their day."""

    __slots__ = ("_tell", "_told")
    _tell: Callable[[], Told]
    _told: Told | None

    def __init__(self, change: Change, at: datetime | None, tell: Callable[[], Told]) -> None:
        for name, value in (("change", change), ("at", at), ("_tell", tell), ("_told", None)):
            object.__setattr__(self, name, value)

    @property
    def told(self) -> Told:
        """What it turned out to be."""
        if self._told is None:
            object.__setattr__(self, "_told", self._tell())
        return self._told or self._tell()

    kind = property(lambda self: self.told.kind)
    changes = property(lambda self: self.told.changes)
    words = property(lambda self: self.told.words)
    unsettles = property(lambda self: self.told.unsettles)
    declared_by = property(lambda self: self.told.declared_by)


class Story:
    """The revisions of one file, newest first."""

    def __init__(self, changes: Sequence[Change], history: History, settings: Settings) -> None:
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
        if index % AHEAD == 0:
            contents.prefetch(self.changes[index : index + AHEAD])
        return contents.version(self.changes[index])

    def blobs(self) -> tuple[str, ...]:
        """Return the objects of all texts, newest first, without looking at anything else."""
        blobs = getattr(self.changes, "blobs", None)
        return tuple(blobs()) if blobs else tuple(change.blob for change in self.changes)

    def at(self, index: int) -> datetime | None:
        """Return when revision `index` landed, None for uncommitted edits."""
        commit = self.changes[index].commit
        return datetime.fromtimestamp(commit.committed, self._zone) if commit else None

    def revision(self, index: int) -> Revision:
        """Return revision `index` in full; 0 is the newest."""
        if (found := self._told.get(index)) is None:
            tell = partial(self._tell, index)
            found = self._told[index] = LazyRevision(self.changes[index], self.at(index), tell)
        return found

    def compare(self, before: int, after: int) -> Comparison:
        """Return what differs between two revisions."""
        return self._compare(self.changes[before], self.changes[after])

    def _compare(self, before: Change, after: Change) -> Comparison:
        """Return what differs between two texts; what was worked out once is remembered."""
        if before.blob and before.blob == after.blob:
            return Comparison(kind=Kind.IMMATERIAL)
        notes = self._history.notes if before.blob and after.blob else None
        name = f"compare {before.blob} {after.blob}"
        if notes is not None and isinstance(known := notes.note(name), list):
            kind, changes, words, unsettles = known
            return Comparison(kind=Kind(kind), changes=tuple(changes), words=words, unsettles=unsettles)
        contents = self._history.contents
        found = compare(contents.version(before), contents.version(after), self._material)
        if notes is not None:
            notes.take_note(name, [found.kind, found.changes, found.words, found.unsettles])
        return found

    def _compare_with_parent(self, index: int) -> Comparison:
        """Return what a revision changed: of what was there before, for a commit not yet landed of its own parent."""
        change, below = self.changes[index], self.changes[index + 1]
        if not change.before or change.before == below.blob:
            return self.compare(index + 1, index)
        return self._compare(dataclasses.replace(below, blob=change.before), change)

    def find_material(self, indexes: Iterable[int]) -> int | None:
        """Return the first of some revisions that is material."""
        return next((index for index in indexes if self.revision(index).kind is Kind.MATERIAL), None)

    def _tell(self, index: int) -> Told:
        change = self.changes[index]
        if index == len(self.changes) - 1:
            return Told(kind=Kind.CREATED, words=True, unsettles=True)
        found = self._compare_with_parent(index)
        kind = found.kind
        edited = change.blob != (change.before or self.changes[index + 1].blob)
        declared_by = self._find_declaration(change) if kind in _TOLD and edited else None
        if declared_by is not None:
            kind = Kind.DECLARED_IMMATERIAL
        elif change.moved_from and kind is Kind.IMMATERIAL and not found.changes:
            kind = Kind.MOVED
        return Told(
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
