"""Who approved each document in force, and how well that is shown: the stories, the people and the records together."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.approval import build_record_index, find_signed, find_text_authors, grade_approval
from smsdocs.analysis.identities import build_identities
from smsdocs.analysis.proof import find_proofs
from smsdocs.analysis.story import find_stories

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.analysis.identities import Identities
    from smsdocs.analysis.story import Story
    from smsdocs.model.approval import ApprovalEvidence
    from smsdocs.model.history import Author, Revision
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
        )
        for holder in snapshot.holders
        if (revision := approved.get(holder.path)) is not None
    }


def _find_authors(story: Story, approved: Revision, people: Identities) -> tuple[Author, ...]:
    """Return who wrote the text that was approved, since the approval before.

    What kind of change each was is asked only where somebody whom the people register knows had a hand in it.
    """
    start = next(index for index, change in enumerate(story.changes) if change is approved.change)
    end = start + 1
    while end < len(story) and story.version(end).text("status") != "approved":
        end += 1
    hands = {author for index in range(start, end) for author in story.changes[index].authors}
    if not any(people.find_person(author) for author in hands):
        return ()
    return find_text_authors([story.revision(index) for index in range(start, end)])
