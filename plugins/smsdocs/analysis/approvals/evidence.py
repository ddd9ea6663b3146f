"""Who approved each document in force, and how well that is shown: the stories, the people and the records together."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from smsdocs.analysis.approvals.bounds import Bounds
from smsdocs.analysis.approvals.grading import (
    build_record_index,
    find_signed,
    find_text_authors,
    grade_approval,
)
from smsdocs.analysis.approvals.sight import StorySight, find_day_made, find_span
from smsdocs.analysis.identities import build_identities
from smsdocs.analysis.proof import find_proofs
from smsdocs.analysis.story import find_stories
from smsdocs.model.approval import Grade
from smsdocs.model.dates import parse_date
from smsdocs.model.history import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smsdocs.analysis.story import Story
    from smsdocs.model.approval import ApprovalEvidence
    from smsdocs.model.history import Revision
    from smsdocs.model.proof import Proof
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot


@lru_cache(maxsize=4)
def find_approvals(snapshot: Snapshot) -> Mapping[str, ApprovalEvidence]:
    """Return what shows that each approved document or register was approved, by path; empty without history."""
    history = snapshot.history
    if history is None:
        return {}
    grader = _Grader(snapshot)
    proofs, stories = find_proofs(snapshot), find_stories(snapshot)
    approved = {path: proof.approved_in for path, proof in proofs.items() if proof.approved_in is not None}
    chains = {path: grader.find_chain(stories[path], revision) for path, revision in approved.items()}
    if history.signatures is not None:
        graded = (stories[path].revision(span.start) for path, chain in chains.items() for span in chain)
        history.signatures.prefetch(oid for revision in graded for oid in find_signed(revision))
    return {
        one.path: grader.grade(snapshot.find_approved_text(one), stories[one.path], chain, proofs[one.path])
        for one in snapshot.holders
        if (chain := chains.get(one.path)) is not None
    }


def find_writers(snapshot: Snapshot, holder: Holder) -> frozenset[str]:
    """Return the ids of the people who wrote the present text of a document or register: none of them may approve it.

    They are those whom `find_approvals` would call its authors, and whoever wrote in it since. Empty without history,
    and where no commit holds the file.
    """
    story = find_stories(snapshot).get(holder.path)
    if story is None:
        return frozenset()
    proof = find_proofs(snapshot).get(holder.path)
    own = proof is not None and snapshot.find_approved_text(holder) is holder
    return _Grader(snapshot).find_writers(holder, story, proof.approved_in if proof and own else None)


class _Grader:
    """Grades the approvals of one snapshot, and of earlier revisions where they decide who counts as an author."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._people = build_identities(snapshot.registers, snapshot.history)
        self._records = build_record_index(snapshot.approvals)
        self._signatures = snapshot.history.signatures if snapshot.history else None
        self._zone = ZoneInfo(snapshot.settings.timezone)

    def find_chain(self, story: Story, approved: Revision) -> list[range]:
        """Return the approval of a text, and those before it that approved the same words, newest first.

        Each is the approving revision and those since the approval before. Where the people register cannot tell whom
        a commit names, nothing is asked of those before.
        """
        order, changes = approved.order, story.changes
        start = next(
            index
            for index in range(len(story))
            if changes.order(index) == order and changes[index] is approved.change
        )
        if not self._people.known:
            return [range(start, start)]
        chain = [find_span(story, start)]
        while (end := chain[-1].stop) < len(story):
            found = story.compare(end, start)
            if found.words or (found.kind is Kind.MATERIAL and story.version(start).register):
                break
            chain.append(find_span(story, end))
        return chain

    def grade(self, holder: Holder, story: Story, chain: list[range], proof: Proof) -> ApprovalEvidence:
        """Return what shows the approval of the present text.

        Its authors begin after the approval before. Where that approved the same words, and nothing shows that
        somebody else than an author did, they begin after the one before it: to approve a text again makes nobody
        innocent. So the oldest is looked at first.
        """
        start = chain[0].start
        head = holder.head
        day = head.approved_on or story.revision(start).day or self._snapshot.today
        writing = range(start, self._find_stop(holder, story, chain))
        version = proof.approved_version or head.version
        return self._grade(holder, story, writing, proof.approver, day, version)

    def find_writers(self, holder: Holder, story: Story, approved: Revision | None) -> frozenset[str]:
        """Return who wrote the present text, since an approval of it that is shown."""
        chain = self.find_chain(story, approved) if approved else [find_span(story, 0)]
        writing = range(self._find_stop(holder, story, chain))
        sight = StorySight(story, writing, self._people, self._zone)
        named = map(self._people.find_person, find_text_authors([story.revision(index) for index in writing]))
        return frozenset(one.id for one in named if one is not None and sight.has_written(one))

    def _find_stop(self, holder: Holder, story: Story, chain: list[range]) -> int:
        """Return the revision before the first whose authors wrote the text."""
        stop = chain[-1].stop
        for newer, span in reversed([*pairwise(chain)]):
            if self._is_shown(holder, story, range(span.start, stop), newest=newer.start + 1):
                stop = span.start
        return stop

    def _is_shown(self, holder: Holder, story: Story, writing: range, *, newest: int) -> bool:
        """Say whether something shows an earlier approval by somebody who did not write the text.

        What shows the approval after it, from revision `newest` on, is asked there.
        """
        version = story.version(writing.start)
        day = parse_date(version.text("approved_on")) or story.revision(writing.start).day
        found = self._grade(
            holder,
            story,
            writing,
            version.text("approver"),
            day or self._snapshot.today,
            version.text("version"),
            newest=newest,
        )
        return found.best.grade is not Grade.FRONT_MATTER

    def _grade(  # what differs between one revision and another
        self,
        holder: Holder,
        story: Story,
        writing: range,
        role: str,
        day: date,
        version: str,
        *,
        newest: int = 0,
    ) -> ApprovalEvidence:
        approved = story.revision(writing.start)
        bounds = Bounds(
            version=version,
            made=find_day_made(approved, self._zone),
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
            earlier_authors=find_text_authors([story.revision(index) for index in writing]),
            bounds=bounds,
            sight=StorySight(story, writing, self._people, self._zone, newest),
        )
