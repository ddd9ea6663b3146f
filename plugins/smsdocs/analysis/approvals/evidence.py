"""Who approved each document in force, and how well that is shown: the stories, the people and the records together."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from smsdocs.analysis.approvals.bounds import Bounds
from smsdocs.analysis.approvals.grading import (
    build_record_index,
    find_signed,
    find_text_authors,
    grade_approval,
)
from smsdocs.analysis.approvals.sight import StorySight, find_day_made, find_span
from smsdocs.analysis.changes.kept_words import find_parts, keeps_change, keeps_words
from smsdocs.analysis.identities import build_identities
from smsdocs.analysis.proof import find_proofs
from smsdocs.analysis.story import find_stories
from smsdocs.model.approval import Grade
from smsdocs.model.dates import parse_date
from smsdocs.model.history import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from smsdocs.analysis.story import Story
    from smsdocs.model.approval import ApprovalEvidence
    from smsdocs.model.history import Author, Revision
    from smsdocs.model.proof import Proof
    from smsdocs.model.register import Holder, Person
    from smsdocs.model.snapshot import Snapshot


@lru_cache(maxsize=4)
def find_approvals(snapshot: Snapshot) -> Mapping[str, ApprovalEvidence]:
    """Return what shows that each approved document or register was approved, by path; empty without history."""
    history = snapshot.history
    if history is None:
        return {}
    grader = _Grader(snapshot)
    stories = find_stories(snapshot)
    cases: dict[str, _Present] = {}
    proofs = find_proofs(snapshot)
    for one in snapshot.holders:
        if (proof := proofs.get(one.path)) and proof.approved_in is not None:
            story = stories[one.path]
            start = story.find(proof.approved_in)
            cases[one.path] = _Present(snapshot.find_approved_text(one), story, start, proof)
    grader.prefetch(one.story.revision(one.start) for one in cases.values())
    clear = {path: grader.grade_unwritten(one) for path, one in cases.items()}
    chains = {
        path: grader.find_chain(cases[path].story, cases[path].start) for path in cases if not clear[path]
    }
    grader.prefetch(cases[path].story.revision(span.start) for path in chains for span in chains[path][1:])
    return {path: clear[path] or grader.grade(one, chains[path]) for path, one in cases.items()}


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


class _Said(NamedTuple):
    """What an approving text says of its approval."""

    role: str
    day: date
    version: str


class _Present(NamedTuple):
    """The present text of a document or register, its story with the approving revision, and what git proves of it."""

    holder: Holder
    story: Story
    start: int
    proof: Proof


class _Grader:
    """Grades the approvals of one snapshot, and of earlier revisions where they decide who counts as an author."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._people = build_identities(snapshot.registers, snapshot.history)
        self._records = build_record_index(snapshot.approvals)
        self._signatures = snapshot.history.signatures if snapshot.history else None
        self._zone = ZoneInfo(snapshot.settings.timezone)

    def prefetch(self, revisions: Iterable[Revision]) -> None:
        """Ask git at once for the signatures that some revisions are graded by."""
        if self._signatures is not None:
            self._signatures.prefetch(oid for one in revisions for oid in find_signed(one))

    def find_chain(self, story: Story, start: int) -> list[range]:
        """Return the approval of a text, and those before it that approved the same words, newest first.

        Each is the approving revision and those since the approval before. Where the people register cannot tell whom
        a commit names, nothing is asked of those before.
        """
        if not self._people.known:
            return [range(start, start)]
        chain = [find_span(story, start)]
        while (end := chain[-1].stop) < len(story):
            if not _has_same_words(story, end, start):
                break
            chain.append(find_span(story, end))
        return chain

    def _extend_chain(
        self, story: Story, chain: list[range], approves: Callable[[Person], bool]
    ) -> list[range]:
        """Return a chain with the approvals before it that somebody may have given to what they wrote themselves.

        They count while something of what was approved still stands.

        Args:
            story: of the document or register.
            chain: what `find_chain` returns; of one approval whose authors nobody knows, it is as it was.
            approves: whether a person is one of those who may have.
        """
        start, found = chain[0].start, list(chain)
        while found[-1] and (end := found[-1].stop) < len(story):
            if not _has_same_words(story, end, start) and not (
                self._had_a_hand(story, end, approves)
                and keeps_words(story.version(end), story.version(start))
            ):
                break
            found.append(find_span(story, end))
        return found

    def _had_a_hand(self, story: Story, former: int, approves: Callable[[Person], bool]) -> bool:
        """Say whether one of some people had a hand in the text up to a former revision."""
        authors = (author for at in range(former, len(story)) for author in story.changes.authors(at))
        people = map(self._people.find_person, dict.fromkeys(authors))
        return any(one is not None and approves(one) for one in people)

    def grade_unwritten(self, present: _Present) -> ApprovalEvidence | None:
        """Return what shows the approval of the present text, where nobody who may have given it ever wrote in it.

        That is told by the names of commits alone. None where texts have to be looked into.
        """
        if not self._people.known:
            return None
        hands = present.proof.hands
        found = self._grade_present(present, range(present.start, len(present.story)), hands)
        strange = found.best.grade is not Grade.FRONT_MATTER and any(
            self._people.find_person(one) is None for one in hands
        )
        return None if strange or found.self_approved else found

    def grade(self, present: _Present, chain: list[range]) -> ApprovalEvidence:
        """Return what shows the approval of the present text.

        Its authors begin after the approval before. Where that approved the same words, and nothing shows that
        somebody else than an author did, they begin after the one before it: to approve a text again makes nobody
        innocent. So it is where whoever approves approved other words that they wrote, of which something still stands.
        So the oldest is looked at first.
        """
        found = self._grade_present(present, self._find_writing(present.holder, present.story, chain))
        if found.best.grade is Grade.FRONT_MATTER:
            return found
        longer = self._extend_chain(present.story, chain, lambda person: person.id == found.best.person)
        if len(longer) == len(chain):
            return found
        return self._grade_present(present, self._find_writing(present.holder, present.story, longer))

    def _grade_present(
        self, present: _Present, writing: Sequence[int], authors: Iterable[Author] | None = None
    ) -> ApprovalEvidence:
        holder, story, start, proof = present
        head = holder.head
        day = head.approved_on or story.revision(start).day or self._snapshot.today
        said = _Said(proof.approver, day, proof.approved_version or head.version)
        return self._grade(holder, story, start, writing, said, authors=authors)

    def find_writers(self, holder: Holder, story: Story, approved: Revision | None) -> frozenset[str]:
        """Return who wrote the present text, since an approval of it that is shown."""
        chain = self.find_chain(story, story.find(approved)) if approved else [find_span(story, 0)]
        chain = self._extend_chain(story, chain, lambda person: person.ever_holds(holder.head.approver))
        start = chain[0].start
        writing = self._find_writing(holder, story, chain)
        since = _leave_out_taken_back(story, 0, start) if approved else range(start)
        return self._find_writers(story, 0, since) | self._find_writers(story, start, writing)

    def _find_writers(self, story: Story, present: int, writing: Sequence[int]) -> frozenset[str]:
        sight = StorySight(story, present, writing, self._people, self._zone)
        named = map(self._people.find_person, find_text_authors(map(story.revision, writing)))
        return frozenset(one.id for one in named if one is not None and sight.has_written(one))

    def _find_writing(self, holder: Holder, story: Story, chain: list[range]) -> Sequence[int]:
        """Return the revisions whose authors wrote the text."""
        start, stop, open_since = chain[0].start, chain[-1].stop, False
        for newer, span in reversed([*pairwise(chain)]):
            found = self._grade_former(holder, story, range(span.start, stop), newest=newer.start + 1)
            shown = found.best.grade is not Grade.FRONT_MATTER
            open_since = not shown and (open_since or bool(found.self_approved))
            if not (open_since or (not shown and _has_same_words(story, span.start, start))):
                stop = span.start
        return _leave_out_taken_back(story, start, stop)

    def _grade_former(self, holder: Holder, story: Story, writing: range, *, newest: int) -> ApprovalEvidence:
        """Return what shows an earlier approval; what shows the one after it, from `newest` on, is asked there."""
        version = story.version(writing.start)
        day = parse_date(version.text("approved_on")) or story.revision(writing.start).day
        said = _Said(version.text("approver"), day or self._snapshot.today, version.text("version"))
        return self._grade(holder, story, writing.start, writing, said, newest=newest)

    def _grade(  # what differs between one revision and another
        self,
        holder: Holder,
        story: Story,
        start: int,
        writing: Sequence[int],
        said: _Said,
        *,
        newest: int = 0,
        authors: Iterable[Author] | None = None,
    ) -> ApprovalEvidence:
        approved = story.revision(start)
        bounds = Bounds(
            version=said.version,
            made=find_day_made(approved, self._zone),
            tolerance=self._snapshot.settings.review.tolerance,
            today=self._snapshot.today,
        )
        return grade_approval(
            holder.name,
            said.role,
            approved,
            self._people,
            self._records,
            self._signatures,
            said.day,
            earlier_authors=find_text_authors(map(story.revision, writing)) if authors is None else authors,
            bounds=bounds,
            sight=StorySight(story, start, writing, self._people, self._zone, newest),
        )


def _has_same_words(story: Story, former: int, present: int) -> bool:
    """Say whether two revisions have the same words; of a register, the same rows and head."""
    found = story.compare(former, present)
    return not (found.words or (found.kind is Kind.MATERIAL and story.version(present).register))


def _leave_out_taken_back(story: Story, start: int, stop: int) -> Sequence[int]:
    """Return the revisions since `stop` that made the text of `start`, without those that were taken back.

    Whoever brought the text back to the one approved in `stop` wrote nothing, and what was taken back is gone: unless
    something of it came back again, whoever brought it.
    """
    if stop >= len(story):
        return range(start, stop)
    same = (at for at in range(start, stop) if story.compare(stop, at).kind is not Kind.MATERIAL)
    back = next(same, None)
    if back is None:
        return range(start, stop)
    return (*range(start, back), *_find_returned(story, start, range(back + 1, stop)))


def _find_returned(story: Story, present: int, taken_back: range) -> Iterator[int]:
    """Yield the revisions of which something stands in the present text, although it was taken back."""
    base = taken_back.stop
    if story.compare(base, present).kind is not Kind.MATERIAL:
        return
    parts = cache(lambda at: find_parts(story.version(at), story.settings.material))
    for at in taken_back:
        if story.compare(base, at).kind is Kind.MATERIAL and (
            story.compare(at, present).kind is not Kind.MATERIAL
            or keeps_change(parts(at + 1), parts(at), parts(base), parts(present))
        ):
            yield at
