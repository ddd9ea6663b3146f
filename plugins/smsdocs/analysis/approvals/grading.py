"""How well it is shown that a text was approved: the best evidence that counts, and what claims to and does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.bounds import Bounds
from smsdocs.analysis.approvals.case import Case, Claim, Sight, find_signable
from smsdocs.analysis.approvals.claims import find_claims
from smsdocs.analysis.identities import is_machine
from smsdocs.model.approval import Approval, ApprovalEvidence, Grade, Reason, RecordIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from smsdocs.analysis.identities import Identities
    from smsdocs.model.approval import ApprovalRecord, Signatures
    from smsdocs.model.history import Author, Revision
    from smsdocs.model.register import Person


def build_record_index(records: Iterable[ApprovalRecord]) -> RecordIndex:
    """Return approval records by what they cover."""
    by_commit: dict[str, list[ApprovalRecord]] = {}
    by_blob: dict[str, list[ApprovalRecord]] = {}
    blobs: dict[str, set[str]] = {}
    unnamed: dict[str, list[ApprovalRecord]] = {}
    for record in records:
        for oid in record.commits:
            by_commit.setdefault(oid, []).append(record)
        if record.blob:
            by_blob.setdefault(record.blob, []).append(record)
            blobs.setdefault(record.document, set()).add(record.blob)
        elif record.commits:
            unnamed.setdefault(record.document, []).append(record)
    return RecordIndex(
        by_commit={oid: tuple(found) for oid, found in by_commit.items()},
        by_blob={oid: tuple(found) for oid, found in by_blob.items()},
        blobs={name: frozenset(found) for name, found in blobs.items()},
        unnamed={name: tuple(found) for name, found in unnamed.items()},
    )


def find_signed(revision: Revision) -> tuple[str, ...]:
    """Return the commits whose signatures `grade_approval` asks for, to prefetch them for many documents at once."""
    return tuple(commit.oid for commit in find_signable(revision))


def find_text_authors(revisions: Iterable[Revision]) -> tuple[Author, ...]:
    """Return who wrote a text in several revisions; who only approved or reviewed it is not among them."""
    writing = (revision for revision in revisions if revision.writes)
    return tuple(dict.fromkeys(author for revision in writing for author in revision.authors))


def grade_approval(  # noqa: PLR0913  # one judgement, and everything it rests on by name
    holder_name: str,
    approver_role: str,
    revision: Revision,
    people: Identities,
    records: RecordIndex,
    signatures: Signatures | None,
    day: date,
    *,
    earlier_authors: Iterable[Author] = (),
    bounds: Bounds | None = None,
    sight: Sight | None = None,
) -> ApprovalEvidence:
    """Say how well the approval of a text is shown.

    Args:
        holder_name: id, or path, of the document or register.
        approver_role: the role its front matter names in that revision.
        revision: the approving one.
        people: the people register.
        records: the approval records.
        signatures: None where nobody checks them.
        day: the day on which its front matter says that it was approved. Where git shows the approval, the day the
            revision landed counts instead; a record has a day of its own.
        earlier_authors: who wrote the text in revisions between the approval before and this one; looked at only
            where somebody claims to have approved it.
        bounds: what records must agree with.
        sight: looks into the texts; without it whoever had a hand in a revision that changed the text wrote in it.
    """
    names = {"", holder_name, revision.change.path, revision.change.moved_from}
    if sight is not None and (records.by_blob or records.by_commit):
        names.update(sight.find_names())
    case = Case(
        names=frozenset(names),
        role=approver_role,
        revision=revision,
        people=people,
        records=records,
        signatures=signatures,
        day=day,
        landed=revision.day or day,
        bounds=bounds or Bounds(),
        sight=sight,
    )
    return _Grading(case=case, earlier_authors=earlier_authors).judge()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grading:
    """Judges whose claims count."""

    case: Case
    earlier_authors: Iterable[Author]

    def judge(self) -> ApprovalEvidence:
        if not self.case.role:
            return ApprovalEvidence(best=self._front_matter("the document names no approver role"))
        best: Approval | None = None
        rejected: dict[tuple[Approval, Reason], None] = {}
        for claim in find_claims(self.case):
            reason = self._find_reason(claim)
            if reason is None:
                best = best or claim.approval
            elif self._is_worth_telling(claim, reason):
                rejected[claim.approval, reason] = None
        if best is None:
            rejected.update(dict.fromkeys(self._find_lonely_authors(rejected)))
            best = self._front_matter(self._say_why_nothing())
        else:
            self.case.notes.extend(self._find_strangers())
        return ApprovalEvidence(
            best=best,
            rejected=tuple(rejected),
            knowable=self.case.people.known,
            notes=tuple(dict.fromkeys(self.case.notes)),
        )

    def _front_matter(self, detail: str) -> Approval:
        return Approval(grade=Grade.FRONT_MATTER, role=self.case.role, day=self.case.day, detail=detail)

    def _say_why_nothing(self) -> str:
        if not self.case.people.known:
            return "nobody can tell whom a commit names: the people register maps no git identity (`git`)"
        if self.case.revision.change.commit is None:
            return "the text is not committed yet"
        return f"no signature, record, merge or trailer of somebody who held {self.case.role} on that day"

    def _find_reason(self, claim: Claim) -> Reason | None:
        if claim.outdated:
            return Reason.OUTDATED
        if self._is_author(claim):
            return Reason.AUTHOR
        return None if self._holds_role(claim) else Reason.NO_ROLE

    def _holds_role(self, claim: Claim) -> bool:
        return claim.person.holds(self.case.role, claim.approval.day or self.case.landed)

    def _is_author(self, claim: Claim) -> bool:
        """Say whether somebody wrote the text; what they did to it is asked only where they had a hand in it."""
        sight = self.case.sight
        return self._had_a_hand(claim) and (sight is None or sight.has_written(claim.person))

    def _had_a_hand(self, claim: Claim) -> bool:
        if self._is_among(self.earlier_authors, claim.person):
            return True
        revision = self.case.revision
        own = (author for commit in revision.change.brought for author in commit.authors)
        return self._is_among(own, claim.person) and revision.writes  # to know what a revision did costs most

    def _is_among(self, authors: Iterable[Author], person: Person) -> bool:
        return any(self.case.people.find_person(one) is person for one in dict.fromkeys(authors))

    def _is_worth_telling(self, claim: Claim, reason: Reason) -> bool:
        """Say whether somebody claimed to approve: whoever merges without the role has approved nothing."""
        if claim.spoken:
            return True
        return reason is Reason.AUTHOR and self._holds_role(claim)

    def _find_lonely_authors(
        self, rejected: Iterable[tuple[Approval, Reason]]
    ) -> Iterator[tuple[Approval, Reason]]:
        """Yield the holders of the role where all of them wrote the text: whoever approved it was an author."""
        case = self.case
        holders = [person for person in case.people.people.values() if person.holds(case.role, case.day)]
        told = {approval.person for approval, reason in rejected if reason is Reason.AUTHOR}
        found = [
            Claim(
                person=one,
                approval=case.approve(Grade.FRONT_MATTER, one, "holds the role", case.day),
                spoken=True,
            )
            for one in holders
        ]
        if all(self._is_author(claim) for claim in found):
            yield from ((claim.approval, Reason.AUTHOR) for claim in found if claim.person.id not in told)

    def _find_strangers(self) -> Iterator[str]:
        """Yield a note for each author who is a machine, or whom the register does not know."""
        own = self.case.revision.authors if self.case.revision.writes else ()
        for author in dict.fromkeys((*self.earlier_authors, *own)):
            if is_machine(author):
                yield (
                    f"a machine wrote the text, {author.name} <{author.email}>, so whether the approver is "
                    "somebody else than whoever had it written cannot be known"
                )
            elif self.case.people.find_person(author) is None:
                shared = author.email.casefold() in self.case.people.ambiguous
                who = "shares that address with others of" if shared else "is nobody in"
                yield (
                    f"the author {author.name} <{author.email}> {who} the people register, "
                    "so whether the approver is somebody else cannot be known"
                )
