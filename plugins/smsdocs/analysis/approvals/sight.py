"""What the texts of one document say of its approval: who wrote, which objects hold the same words, and since when."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.bounds import Held, find_earlier
from smsdocs.analysis.setters import APPROVED, find_approving
from smsdocs.model.history import Kind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from smsdocs.analysis.identities import Identities
    from smsdocs.analysis.story import Story
    from smsdocs.model.history import Author, Commit, Revision
    from smsdocs.model.register import Person


class StorySight:
    """Looks into the texts of one story, for the text that was approved; a question costs nothing until it is asked.

    Args:
        story: of the document or register.
        index: the revision that approves the text.
        writing: the revisions whose authors wrote it.
        people: the people register.
        zone: whose days count.
        newest: the newest revision whose object may hold the text.
    """

    __slots__ = ("_index", "_newest", "_people", "_story", "_writing", "_zone")

    def __init__(
        self,
        story: Story,
        index: int,
        writing: Sequence[int],
        people: Identities,
        zone: ZoneInfo,
        newest: int = 0,
    ) -> None:
        self._story = story
        self._index = index
        self._writing = writing
        self._newest = newest
        self._people = people
        self._zone = zone

    def find_names(self) -> Iterable[str]:
        """Return every path at which the file ever lay."""
        return (text.path for text in self._story.texts())

    def has_written(self, person: Person) -> bool:
        """Say whether a commit of somebody changed the text since another was approved."""
        story, changes = self._story, self._story.changes
        return any(
            story.has_written(index, commit)
            for index in self._writing
            if self._are(changes.authors(index), person) and story.revision(index).writes
            for commit in changes[index].brought
            if self._are(commit.authors, person)
        )

    def _are(self, authors: Iterable[Author], person: Person) -> bool:
        return any(self._people.find_person(author) is person for author in authors)

    def holds(self, commit: Commit) -> bool:
        """Say whether the text that landed is that of a commit it brought; dates and status may differ."""
        return self._story.holds(self._index, commit)

    def find_texts(self, blobs: Container[str]) -> Mapping[str, Held]:
        """Return which of some objects hold the text that was approved.

        Before it are the drafts since the approval before, after it reviews and layout; none may differ in its text.
        """
        story, found = self._story, dict(self._find_brought(blobs))
        every, stop = story.blobs(), find_span(story, self._index).stop
        former = frozenset(every[stop:])  # a move may have kept the object of the approval before
        for at in range(self._newest, stop):  # of equal ones the oldest decides, which comes last
            if (blob := every[at]) in blobs and blob not in former and self._is_same(at):
                found[blob] = Held(self._find_floor(at), story.version(at).text("version"))
        return found

    def _find_brought(self, blobs: Container[str]) -> Iterator[tuple[str, Held]]:
        """Yield texts that lay on a branch only."""
        brought = self._story.changes[self._index].brought
        for commit in brought if len(brought) > 1 else ():
            text = self._story.find_at(self._index, commit.oid)
            if text is not None and text.blob in blobs and self.holds(commit):
                yield text.blob, Held(self._find_floor(self._index), None)

    def _is_same(self, at: int) -> bool:
        """Say whether a text is the approved one; a list is kept current, and a later one holds what was approved."""
        if at < self._index and self._story.version(at).register:
            return True
        before, after = max(self._index, at), min(self._index, at)
        same = self._story.compare(before, after).kind is not Kind.MATERIAL
        return same and (at < self._index or not self._story.takes_effect_otherwise(before, after))

    def _find_floor(self, index: int) -> date | None:
        """Return the day before which nobody can have approved a text by its object, which no other text has.

        A rebase may land it with its own past on one day, long after it was written.
        """
        made = find_day_made(self._story.revision(index), self._zone)
        return find_earlier(self._find_day_before(index), made)

    def holds_at(self, oid: str) -> bool | None:
        """Say whether a commit has the text that landed; None where git does not have it."""
        return self._story.holds_at(self._index, oid)

    def find_day(self, commit: Commit) -> date | None:
        """Return the day before which nobody can have seen what a commit holds; None where that cannot be known."""
        return _find_commit_day(commit, self._zone)

    def find_day_before(self) -> date | None:
        """Return the day on which the revision before landed; None where there is none."""
        return self._find_day_before(self._index)

    def _find_day_before(self, index: int) -> date | None:
        at = self._story.at(index + 1) if index + 1 < len(self._story) else None
        return at.date() if at else None


def find_span(story: Story, start: int) -> range:
    """Return the revisions that made a text that was approved in revision `start`, since the approval before."""
    end = start + 1
    while end < len(story) and story.version(end).text("status") != APPROVED:
        end += 1
    if end < len(story):
        end = find_approving(story, end, partial(_find_day, story))
    return range(start, end)


def _find_day(story: Story, index: int) -> str:
    """Return the day on which a revision landed; the last of all for edits at hand."""
    at = story.at(index)
    return at.date().isoformat() if at else date.max.isoformat()


def find_day_made(approved: Revision, zone: ZoneInfo) -> date | None:
    """Return the day of the last commit that made a text; the day it landed where no calendar has that one."""
    if not approved.change.brought:
        return None
    return _find_commit_day(approved.change.brought[-1], zone) or approved.day


def _find_commit_day(commit: Commit, zone: ZoneInfo) -> date | None:
    """Return the day on which a commit was written or committed, whichever is earlier: a rebase keeps the former."""
    try:
        return datetime.fromtimestamp(min(commit.authored, commit.committed), zone).date()
    except (OverflowError, ValueError, OSError):
        return None
