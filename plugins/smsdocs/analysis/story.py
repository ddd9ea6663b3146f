"""The story of one file: its revisions, newest first, each told only when somebody asks.

Telling what kind of change a revision was needs two texts out of git. A report on one document wants all of
them; a check of thousands wants the last few of each.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from smsdocs.analysis.kinds import compare, head_differs
from smsdocs.model.history import Changes, Comparison, Kind, Revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from smsdocs.model.history import Change, Commit, History, Text, Version
    from smsdocs.model.settings import Settings
    from smsdocs.model.snapshot import Snapshot

AHEAD = 4
"""Versions read at once by whoever walks back: more than one, since each question to git takes its time."""
_NOTED = 4
"""Values in a note on a comparison."""
_TOLD = frozenset({Kind.MATERIAL, Kind.IMMATERIAL})
"""Kinds that a declaration replaces: what it says of an approval or a review, git knows better."""


class Told(NamedTuple):
    """What a revision turned out to be; see `Revision`."""

    kind: Kind
    changes: tuple[str, ...] = ()
    words: bool = False
    unsettles: bool = False
    declared_by: str = ""
    covered: bool = False


class LazyRevision(Revision):
    """A revision that is looked into when somebody asks: most are wanted for their day, and that not always."""

    __slots__ = ("_at", "_change", "_index", "_story", "_told")
    _story: Story
    _index: int
    _change: Change | None
    _at: datetime | None
    _told: Told | None

    def __init__(self, story: Story, index: int) -> None:
        for name, value in (("_story", story), ("_index", index)):
            object.__setattr__(self, name, value)
        for name in ("_change", "_at", "_told"):
            object.__setattr__(self, name, None)

    def _find_change(self) -> Change:
        if (found := self._change) is None:
            found = self._story.changes[self._index]
            object.__setattr__(self, "_change", found)
        return found

    def _find_at(self) -> datetime | None:
        if (found := self._at) is None:
            found = self._story.at(self._index)
            object.__setattr__(self, "_at", found)
        return found

    @property
    def told(self) -> Told:
        """What it turned out to be."""
        if self._told is None:
            object.__setattr__(self, "_told", self._story.tell(self._index))
        return self._told or self._story.tell(self._index)

    change = property(_find_change)
    order = property(lambda self: self._story.changes.order(self._index))
    at = property(_find_at)
    kind = property(lambda self: self.told.kind)
    changes = property(lambda self: self.told.changes)
    words = property(lambda self: self.told.words)
    unsettles = property(lambda self: self.told.unsettles)
    declared_by = property(lambda self: self.told.declared_by)
    covered = property(lambda self: self.told.covered)


class Story:
    """The revisions of one file, newest first."""

    __slots__ = ("_found_at", "_material", "_told", "_zone", "changes", "history", "settings")

    def __init__(self, changes: Changes, history: History, settings: Settings) -> None:
        self.changes = changes
        self.history = history
        self.settings = settings
        self._zone = ZoneInfo(settings.timezone)
        self._material = _gather(settings.material)
        self._told: dict[int, Revision] = {}
        self._found_at = ""

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Revision]:
        return (self.revision(index) for index in range(len(self)))

    def version(self, index: int) -> Version:
        """Return the text that revision `index` left; 0 is the newest."""
        contents = self.history.contents
        if index % AHEAD == 0:
            contents.prefetch(self.texts(index, index + AHEAD))
        return contents.version(self.changes.text(index))

    def texts(self, start: int = 0, stop: int | None = None) -> Iterator[Text]:
        """Yield the texts of some revisions, newest first, without looking into them."""
        return (self.changes.text(index) for index in range(len(self))[start:stop])

    def blobs(self) -> tuple[str, ...]:
        """Return the objects of all texts, newest first, without looking at anything else."""
        return self.changes.blobs()

    def name(self) -> str:
        """Return what names everything that is told of the revisions: the changes, and who declared what immaterial.

        Empty where something is not committed.
        """
        name = self.changes.name()
        return name and f"{name}\0{self._zone}\0{self.history.declarations}"

    def at(self, index: int) -> datetime | None:
        """Return when revision `index` landed, None for uncommitted edits."""
        seconds = self.changes.landed_at(index)
        return None if seconds is None else datetime.fromtimestamp(seconds, self._zone)

    def day(self, index: int, today: date) -> date:
        """Return the day on which revision `index` landed; of uncommitted edits it is today."""
        at = self.at(index)
        return at.date() if at else today

    def revision(self, index: int) -> Revision:
        """Return revision `index` in full; 0 is the newest."""
        if (found := self._told.get(index)) is None:
            found = self._told[index] = LazyRevision(self, index)
        return found

    def find(self, revision: Revision) -> int:
        """Return the number of a revision that the story has."""
        changes, order = self.changes, revision.order
        same = (at for at in range(len(self)) if changes.order(at) == order)
        return next(at for at in same if changes[at] is revision.change)

    def compare(self, before: int, after: int) -> Comparison:
        """Return what differs between two revisions."""
        return self._compare(self.changes.text(before), self.changes.text(after))

    def _compare(self, before: Text, after: Text) -> Comparison:
        """Return what differs between two texts; what was worked out once is remembered."""
        if before.blob and before.blob == after.blob:
            return Comparison(kind=Kind.IMMATERIAL)
        notes = self.history.notes if before.blob and after.blob else None
        name = f"compare {before.blob} {after.blob} {_find_suffix(before)} {_find_suffix(after)}"
        known = notes.note(name) if notes is not None else None
        if isinstance(known, list) and len(known) == _NOTED:
            kind, changes, words, unsettles = known
            return Comparison(kind=Kind(kind), changes=tuple(changes), words=words, unsettles=unsettles)
        contents = self.history.contents
        found = compare(contents.version(before), contents.version(after), self._material)
        if notes is not None:
            notes.take_note(name, [found.kind, found.changes, found.words, found.unsettles])
        return found

    def _compare_with_parent(self, index: int) -> Comparison:
        """Return what a revision changed."""
        return self._compare(self._find_parent(index), self.changes.text(index))

    def _find_parent(self, index: int) -> Text:
        """Return what a revision found: what was there before, for a commit not yet landed what its own parent has."""
        before, below = self.changes.before(index), self.changes.text(index + 1)
        return below._replace(blob=before) if before else below

    def find_material(self, indexes: Iterable[int]) -> int | None:
        """Return the first of some revisions that is material."""
        changed = filter(self._changes_text, indexes)
        return next((index for index in changed if self.revision(index).kind is Kind.MATERIAL), None)

    def find_unsound(self, indexes: Iterable[int]) -> int | None:
        """Return the first of some revisions that an approval or a review does not outlive.

        Of a register, which is kept current between them, that is one of its head: new rows mend it.
        """
        changed = filter(self._changes_text, indexes)
        material = (index for index in changed if self.revision(index).kind is Kind.MATERIAL)
        return next((index for index in material if self._changes_head(index)), None)

    def _changes_head(self, index: int) -> bool:
        """Say whether a material revision did more than mend the rows of a register."""
        return self._is_unsound(self._find_parent(index), self.changes.text(index))

    def is_other(self, before: int, after: int) -> bool:
        """Say whether one revision is another text than the other; of registers, whether the head is."""
        material = self.compare(before, after).kind is Kind.MATERIAL
        return material and self._is_unsound(self.changes.text(before), self.changes.text(after))

    def _is_unsound(self, before: Text, after: Text) -> bool:
        first, second = self.history.contents.version(before), self.history.contents.version(after)
        return not (first.register and second.register) or head_differs(first, second, self._material)

    def _changes_text(self, index: int) -> bool:
        """Say whether a revision left another text than it found; cheap, without looking into either."""
        if index == len(self.changes) - 1:
            return False
        blob = self.changes.text(index).blob
        return not blob or blob != (self.changes.before(index) or self.changes.text(index + 1).blob)

    def tell(self, index: int) -> Told:
        """Return what revision `index` turned out to be."""
        if index == len(self.changes) - 1:
            return Told(kind=Kind.CREATED, words=True, unsettles=True)
        found = self._compare_with_parent(index)
        kind = found.kind
        declared_by = self._find_declaration(index)
        replaced = declared_by is not None and kind in _TOLD
        if replaced:
            kind = Kind.DECLARED_IMMATERIAL
        elif kind is Kind.IMMATERIAL and not found.changes and self.changes[index].moved_from:
            kind = Kind.MOVED
        return Told(
            kind=kind,
            changes=found.changes,
            words=found.words,
            unsettles=found.unsettles and not replaced,
            declared_by=declared_by or "",
            covered=replaced and found.kind is Kind.MATERIAL,
        )

    def has_written(self, index: int, commit: Commit) -> bool:
        """Say whether a commit that a revision brought changed the text: who only sets status and dates wrote nothing.

        It is held against its parents: what a merge took from one of them is not its own. Where it cannot be told
        where the file lay, it did.
        """
        if len(self.changes[index].brought) == 1 or not commit.parents:
            return True
        after = self.find_at(index, commit.oid)
        befores = [self.find_at(index, parent) for parent in commit.parents]
        if after is None or None in befores:
            return True
        known = [before for before in befores if before is not None]
        if all(before == after for before in known):  # it did change the file, so this is another one
            return True
        return all(self._compare(before, after).kind is Kind.MATERIAL for before in known)

    def has_set(self, index: int, commit: Commit, name: str, value: str) -> bool:
        """Say whether a commit that a revision brought gave a field its value, which no parent of it had."""
        contents, after = self.history.contents, self.find_at(index, commit.oid)
        if after is None or contents.version(after).text(name) != value:
            return False
        befores = (self.find_at(index, parent) for parent in commit.parents)
        return all(one is None or contents.version(one).text(name) != value for one in befores)

    def holds(self, index: int, commit: Commit) -> bool:
        """Say whether a commit has the text of a revision, under any name it ever had; dates and status may differ."""
        return bool(self.holds_at(index, commit.oid))

    def holds_at(self, index: int, oid: str) -> bool | None:
        """Say the same of a commit by its id; None where it does not have the file, or git does not have it."""
        found = self.find_at(index, oid)
        if found is None:
            return None
        text = self.changes.text(index)
        return self._compare(found, text).kind is not Kind.MATERIAL and not self._puts_off(found, text)

    def takes_effect_otherwise(self, before: int, after: int) -> bool:
        """Say whether one revision named another day on which the text takes effect than the other does."""
        return self._puts_off(self.changes.text(before), self.changes.text(after))

    def _puts_off(self, before: Text, after: Text) -> bool:
        """Say whether the day on which people must follow a text is another; one that is named first is none."""
        if before.blob and before.blob == after.blob:
            return False
        contents = self.history.contents
        day = contents.version(before).text("effective_from")
        return bool(day) and day != contents.version(after).text("effective_from")

    def find_at(self, index: int, commit: str) -> Text | None:
        """Return the text that a commit has of this file, under any name it ever had; None where that is not sure."""
        own, contents = self.version(index).text("id"), self.history.contents
        change = self.changes[index]
        known = (
            self._found_at if own else ""
        )  # commits of a branch know it by one name; the id tells that it is it
        names = (known, change.path, change.moved_from, *(one.path for one in self.texts(index)))
        for name in filter(None, dict.fromkeys(names)):
            found = contents.find(commit, name)
            if found is not None and (not own or contents.version(found).text("id") == own):
                self._found_at = name
                return found
        return None

    def _find_declaration(self, index: int) -> str | None:
        """Return the commit that declared a change of the text immaterial; None where nobody did.

        A merge is declared by its own commit, or by every commit that it brought.
        """
        find = self.history.find_declaration
        change = self.changes[index] if self.history.declared else None
        if change is None or change.commit is None:
            return None
        if change.blob == (change.before or self.changes.text(index + 1).blob):
            return None
        own = find(change.commit.oid)
        if own is not None:
            return own
        brought = [find(commit.oid) for commit in change.brought]
        return brought[0] if brought and None not in brought else None


@lru_cache(maxsize=4)
def _gather(fields: tuple[str, ...]) -> frozenset[str]:
    """Return fields as a set, one and the same for all stories."""
    return frozenset(fields)


def _find_suffix(text: Text) -> str:
    """Return how the name of a file ends: the same text is read in another way in a register and on a page."""
    return text.path.rpartition(".")[2]


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
