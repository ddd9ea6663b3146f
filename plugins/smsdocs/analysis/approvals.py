"""Who approved each document in force, and how well that is shown: the stories, the people and the records together."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from smsdocs.analysis.approval import build_record_index, find_signed, find_text_authors, grade_approval
from smsdocs.analysis.approval_claims import Bounds, Held
from smsdocs.analysis.identities import build_identities
from smsdocs.analysis.proof import find_proofs
from smsdocs.analysis.setters import APPROVED, find_approving
from smsdocs.analysis.story import find_stories
from smsdocs.model.approval import Grade
from smsdocs.model.dates import parse_date
from smsdocs.model.history import Kind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from smsdocs.analysis.identities import Identities
    from smsdocs.analysis.story import Story
    from smsdocs.model.approval import ApprovalEvidence
    from smsdocs.model.history import Commit, Revision
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
    grader = _Grader(snapshot)
    return {
        holder.path: grader.grade(
            holder, stories[holder.path], revision, proofs[holder.path].approved_version
        )
        for holder in snapshot.holders
        if (revision := approved.get(holder.path)) is not None
    }


class _Grader:
    """Grades the approvals of one snapshot, and of earlier revisions where they decide who counts as an author."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._people = build_identities(snapshot.registers)
        self._records = build_record_index(snapshot.approvals)
        self._signatures = snapshot.history.signatures if snapshot.history else None
        self._zone = ZoneInfo(snapshot.settings.timezone)

    def grade(self, holder: Holder, story: Story, approved: Revision, version: str) -> ApprovalEvidence:
        """Return what shows the approval of the present text."""
        head = holder.head
        day = head.approved_on or approved.day or self._snapshot.today
        return self._grade(holder, story, approved, head.approver, day, version or head.version)

    def _grade(  # what differs between one revision and another
        self, holder: Holder, story: Story, approved: Revision, role: str, day: date, version: str
    ) -> ApprovalEvidence:
        span = self._find_writing(holder, story, approved)
        bounds = Bounds(
            version=version,
            made=_find_day_made(approved, self._zone),
            tolerance=self._snapshot.settings.review.tolerance,
            today=self._snapshot.today,
        )
        return grade_approval(
            holder.name,
            role,
            approved,
            self._people,
            self._records,
            self._signatures,
            day,
            earlier_authors=find_text_authors([story.revision(index) for index in span]),
            bounds=bounds,
            sight=_StorySight(story, approved, span, self._people, self._zone),
        )

    def _find_writing(self, holder: Holder, story: Story, approved: Revision) -> range:
        """Return the revisions whose authors wrote the text that was approved.

        They begin after the approval before. Where that approved the same words, and nothing shows that somebody else
        than an author did, they begin after the one before it: to approve a text again makes nobody innocent. Nothing
        is asked where the people register cannot tell whom a commit names.
        """
        if not self._people.known:
            return range(0)
        span = _find_span(story, approved)
        while span.stop < len(story) and story.compare(span.stop, span.start).kind is not Kind.MATERIAL:
            before = story.revision(span.stop)
            if self._is_shown(holder, story, before, span.stop):
                break
            span = range(span.start, _find_span(story, before).stop)
        return span

    def _is_shown(self, holder: Holder, story: Story, approved: Revision, index: int) -> bool:
        """Say whether something shows an earlier approval by somebody who did not write the text."""
        version = story.version(index)
        day = parse_date(version.text("approved_on")) or approved.day or self._snapshot.today
        role, number = version.text("approver"), version.text("version")
        return self._grade(holder, story, approved, role, day, number).best.grade is not Grade.FRONT_MATTER


def _find_day_made(approved: Revision, zone: ZoneInfo) -> date | None:
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


class _StorySight:
    """Looks into the texts of one story, for the text that was approved; a question costs nothing until it is asked."""

    __slots__ = ("_approved", "_people", "_story", "_writing", "_zone")

    def __init__(
        self, story: Story, approved: Revision, writing: range, people: Identities, zone: ZoneInfo
    ) -> None:
        self._story = story
        self._approved = approved
        self._writing = writing
        self._people = people
        self._zone = zone

    def find_names(self) -> Iterable[str]:
        """Return every path at which the file ever lay."""
        return (text.path for text in self._story.texts())

    def has_written(self, person: Person) -> bool:
        """Say whether a commit of somebody changed the text since another was approved."""
        return any(
            self._story.has_written(index, commit)
            for index in self._writing
            if self._story.revision(index).writes
            for commit in self._story.changes[index].brought
            if any(self._people.find_person(author) is person for author in commit.authors)
        )

    def holds(self, commit: Commit) -> bool:
        """Say whether the text that landed is that of a commit it brought; dates and status may differ."""
        return self._story.holds(_find_index(self._story, self._approved), commit)

    def find_texts(self, blobs: Container[str]) -> Mapping[str, Held]:
        """Return which of some objects hold the text that was approved.

        Before it are the drafts since the approval before, after it reviews and layout; none may differ in its text.
        """
        story = self._story
        span = _find_span(story, self._approved)
        found = dict(self._find_brought(blobs, span.start))
        for at, blob in reversed(
            [*enumerate(story.blobs()[: span.stop])]
        ):  # of equal ones the oldest decides
            if blob in blobs and self._is_same(span.start, at):
                found[blob] = Held(self._find_floor(at), story.version(at).text("version"))
        return found

    def _find_brought(self, blobs: Container[str], index: int) -> Iterator[tuple[str, Held]]:
        """Yield texts that lay on a branch only."""
        story = self._story
        brought = story.changes[index].brought
        for commit in brought if len(brought) > 1 else ():
            text = story.find_at(index, commit.oid)
            if text is not None and text.blob in blobs and story.holds(index, commit):
                yield text.blob, Held(self._find_floor(index), None)

    def _is_same(self, index: int, at: int) -> bool:
        """Say whether a text is the approved one; a list is kept current, and a later one holds what was approved."""
        if at < index and self._story.version(at).register:
            return True
        return self._story.compare(max(index, at), min(index, at)).kind is not Kind.MATERIAL

    def _find_floor(self, index: int) -> date | None:
        """Return the day before which nobody can have approved a text by its object, which no other text has."""
        at = self._story.at(index + 1) if index + 1 < len(self._story) else None
        return at.date() if at else _find_day_made(self._story.revision(index), self._zone)

    def find_day(self, commit: Commit) -> date | None:
        """Return the day before which nobody can have seen what a commit holds; None where that cannot be known."""
        return _find_commit_day(commit, self._zone)

    def find_day_before(self) -> date | None:
        """Return the day on which the revision before landed; None where there is none."""
        index = _find_index(self._story, self._approved) + 1
        at = self._story.at(index) if index < len(self._story) else None
        return at.date() if at else None
