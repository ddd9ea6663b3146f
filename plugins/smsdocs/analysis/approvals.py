"""Who approved each document in force, and how well that is shown: the stories, the people and the records together."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from smsdocs.analysis.approval import build_record_index, find_signed, find_text_authors, grade_approval
from smsdocs.analysis.approval_claims import Bounds
from smsdocs.analysis.identities import build_identities
from smsdocs.analysis.proof import find_proofs
from smsdocs.analysis.setters import APPROVED, find_approving
from smsdocs.analysis.story import find_stories
from smsdocs.model.history import Kind

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from smsdocs.analysis.identities import Identities
    from smsdocs.analysis.story import Story
    from smsdocs.model.approval import ApprovalEvidence
    from smsdocs.model.history import Author, Commit, Revision
    from smsdocs.model.register import Holder, Person
    from smsdocs.model.snapshot import Snapshot


@lru_cache(maxsize=4)
def find_approvals(snapshot: Snapshot) -> Mapping[str, ApprovalEvidence]:
    """Return what shows that each approved document or register was approved, by path; empty without history."""
    history = snapshot.history
    if history is None:
        return {}
    proofs, stories = find_proofs(snapshot), find_stories(snapshot)
    approved = {path: proof.approved_in for path, proof in proofs.items() if proof.approved_in is not None}
    if history.signatures is not None:
        history.signatures.prefetch(oid for revision in approved.values() for oid in find_signed(revision))
    people, records = build_identities(snapshot.registers), build_record_index(snapshot.approvals)
    zone = ZoneInfo(snapshot.settings.timezone)
    return {
        holder.path: grade_approval(
            holder.name,
            holder.head.approver,
            revision,
            people,
            records,
            history.signatures,
            holder.head.approved_on or revision.day or snapshot.today,
            earlier_authors=_find_authors(stories[holder.path], revision, people),
            bounds=_find_bounds(snapshot, holder, proofs[holder.path].approved_version, revision),
            sight=_StorySight(stories[holder.path], revision, people, zone),
        )
        for holder in snapshot.holders
        if (revision := approved.get(holder.path)) is not None
    }


def _find_bounds(snapshot: Snapshot, holder: Holder, version: str, approved: Revision) -> Bounds:
    """Return what a record of the text that was approved must agree with."""
    return Bounds(
        version=version or holder.head.version,
        made=_find_day_made(approved, ZoneInfo(snapshot.settings.timezone)),
        tolerance=snapshot.settings.review.tolerance,
        today=snapshot.today,
    )


def _find_day_made(approved: Revision, zone: ZoneInfo) -> date | None:
    """Return the day of the last commit that made a text; the day it landed where no calendar has that one."""
    if not approved.change.brought:
        return None
    try:
        return datetime.fromtimestamp(approved.change.brought[-1].committed, zone).date()
    except (OverflowError, ValueError, OSError):
        return approved.day


def _find_index(story: Story, revision: Revision) -> int:
    return next(index for index, change in enumerate(story.changes) if change is revision.change)


def _find_day(story: Story, index: int) -> str:
    """Return the day on which a revision landed; the last of all for edits at hand."""
    at = story.at(index)
    return at.date().isoformat() if at else date.max.isoformat()


def _find_span(story: Story, approved: Revision) -> range:
    """Return the revisions that made the text that was approved, since the approval before."""
    start = _find_index(story, approved)
    end = start + 1
    while end < len(story) and story.version(end).text("status") != APPROVED:
        end += 1
    if end < len(story):
        end = find_approving(story, end, partial(_find_day, story))
    return range(start, end)


def _find_authors(story: Story, approved: Revision, people: Identities) -> tuple[Author, ...]:
    """Return who wrote the text that was approved, since the approval before.

    What kind of change each was is asked only where the people register can tell whom a commit names.
    """
    if not people.known:
        return ()
    return find_text_authors([story.revision(index) for index in _find_span(story, approved)])


class _StorySight:
    """Looks into the texts of one story, for the text that was approved; a question costs nothing until it is asked."""

    __slots__ = ("_approved", "_people", "_story", "_zone")

    def __init__(self, story: Story, approved: Revision, people: Identities, zone: ZoneInfo) -> None:
        self._story = story
        self._approved = approved
        self._people = people
        self._zone = zone

    def has_written(self, person: Person) -> bool:
        """Say whether a commit of somebody changed the text since the approval before."""
        return any(
            self._story.has_written(index, commit)
            for index in _find_span(self._story, self._approved)
            if self._story.revision(index).writes
            for commit in self._story.changes[index].brought
            if any(self._people.find_person(author) is person for author in commit.authors)
        )

    def holds(self, commit: Commit) -> bool:
        """Say whether the text that landed is that of a commit it brought; dates and status may differ."""
        return self._story.holds(_find_index(self._story, self._approved), commit)

    def find_texts(self, blobs: Container[str]) -> Mapping[str, date | None]:
        """Return which of some objects hold the text that was approved, each with the day on which it was made.

        Before it are the drafts since the approval before, after it reviews and layout; none may differ in its text.
        """
        story, index = self._story, _find_index(self._story, self._approved)
        if not any(blob in blobs for blob in story.blobs()):
            return {}
        end = _find_span(story, self._approved).stop
        return {
            blob: _find_day_made(story.revision(at), self._zone)
            for at, blob in reversed([*enumerate(story.blobs()[:end])])  # of equal ones the oldest decides
            if blob in blobs and story.compare(index, at).kind is not Kind.MATERIAL
        }
