"""How well it is shown that a text was approved: the best evidence that counts, and what claims to and does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smsdocs.analysis.identities import is_machine
from smsdocs.model.approval import Approval, ApprovalEvidence, Grade, Reason, RecordIndex
from smsdocs.model.history import Author, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from smsdocs.analysis.identities import Identities
    from smsdocs.model.approval import ApprovalRecord, Signature, Signatures
    from smsdocs.model.history import Commit, Revision
    from smsdocs.model.register import Person

_WRITES = frozenset({Kind.CREATED, Kind.MATERIAL})
"""Kinds of revision whose authors are authors of the text. Who only sets it to approved has written nothing."""

_TRAILERS = ("approved-by", "reviewed-by")
_UNCOUNTED = {
    "E": "cannot be checked here: its key is not at hand",
    "B": "does not fit the commit",
    "X": "has expired",
    "Y": "was made with a key that has expired",
    "R": "was made with a key that was revoked",
}
"""Signatures that show nothing, by git's letter."""


def build_record_index(records: Iterable[ApprovalRecord]) -> RecordIndex:
    """Return approval records by what they cover."""
    by_commit: dict[str, list[ApprovalRecord]] = {}
    by_blob: dict[str, list[ApprovalRecord]] = {}
    for record in records:
        for oid in record.commits:
            by_commit.setdefault(oid, []).append(record)
        if record.blob:
            by_blob.setdefault(record.blob, []).append(record)
    return RecordIndex(
        by_commit={oid: tuple(found) for oid, found in by_commit.items()},
        by_blob={oid: tuple(found) for oid, found in by_blob.items()},
    )


def find_signed(revision: Revision) -> tuple[str, ...]:
    """Return the commits whose signatures `grade_approval` asks for, to prefetch them for many documents at once."""
    return tuple(commit.oid for commit in _commits(revision))


def find_text_authors(revisions: Sequence[Revision]) -> tuple[Author, ...]:
    """Return who wrote a text in several revisions; who only approved or reviewed it is not among them."""
    writing = (revision for revision in revisions if revision.kind in _WRITES)
    return tuple(dict.fromkeys(author for revision in writing for author in revision.authors))


def grade_approval(
    holder_name: str,
    approver_role: str,
    revision: Revision,
    people: Identities,
    records: RecordIndex,
    signatures: Signatures | None,
    day: date,
    *,
    earlier_authors: Iterable[Author] = (),
) -> ApprovalEvidence:
    """Say how well the approval of a text is shown.

    Args:
        holder_name: id, or path, of the document or register.
        approver_role: the role its front matter names in that revision.
        revision: the approving one.
        people: the people register.
        records: the approval records.
        signatures: None where nobody checks them.
        day: the day on which the approver must have held the role.
        earlier_authors: who wrote the text in revisions between the approval before and this one.
    """
    case = _Case(
        names=frozenset({"", holder_name, revision.change.path, revision.change.moved_from}),
        role=approver_role,
        revision=revision,
        people=people,
        records=records,
        signatures=signatures,
        day=day,
        earlier_authors=tuple(earlier_authors),
    )
    return case.judge()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """Something that may show an approval.

    Attributes:
        spoken: whether it says that it approves. A merge and a signature need not mean that.
        excused: whether the person's own last commit does not make them an author of the text.
        outdated: whether the text changed afterwards.
    """

    person: Person
    approval: Approval
    spoken: bool
    excused: bool = False
    outdated: bool = False


def _commits(revision: Revision) -> tuple[Commit, ...]:
    """Return the commit a revision landed with and the last one it brought: what approves others is out of date."""
    landing = revision.change.commit
    if landing is None:
        return ()
    return tuple({commit.oid: commit for commit in (landing, *revision.change.brought[-1:])}.values())


@dataclass(frozen=True, kw_only=True)
class _Case:
    """Everything that is needed to judge one approval."""

    names: frozenset[str]
    role: str
    revision: Revision
    people: Identities
    records: RecordIndex
    signatures: Signatures | None
    day: date
    earlier_authors: tuple[Author, ...]
    notes: list[str] = field(default_factory=list)

    def judge(self) -> ApprovalEvidence:
        if not self.role:
            return ApprovalEvidence(best=self.front_matter("the document names no approver role"))
        best: Approval | None = None
        rejected: dict[tuple[Approval, Reason], None] = {}
        for claim in self.claims():
            reason = self.find_reason(claim)
            if reason is None:
                best = best or claim.approval
            elif self.is_worth_telling(claim, reason):
                rejected[claim.approval, reason] = None
        if best is None:
            rejected.update(dict.fromkeys(self.find_lonely_authors(rejected)))
            best = self.front_matter(self.say_why_nothing())
        else:
            self.notes.extend(self.find_strangers())
        return ApprovalEvidence(
            best=best,
            rejected=tuple(rejected),
            knowable=self.people.known,
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def front_matter(self, detail: str) -> Approval:
        return Approval(grade=Grade.FRONT_MATTER, role=self.role, day=self.day, detail=detail)

    def say_why_nothing(self) -> str:
        if not self.people.known:
            return "nobody can tell whom a commit names: the people register maps no git identity (`git`)"
        if self.revision.change.commit is None:
            return "the text is not committed yet"
        return f"no signature, record, merge or trailer of somebody who held {self.role} on that day"

    # --- who counts ---

    def find_reason(self, claim: _Claim) -> Reason | None:
        if claim.outdated:
            return Reason.OUTDATED
        if self.is_author(claim):
            return Reason.AUTHOR
        return None if claim.person.holds(self.role, claim.approval.day or self.day) else Reason.NO_ROLE

    def is_author(self, claim: _Claim) -> bool:
        own = self.revision.change.brought if self.revision.kind in _WRITES else ()
        commits = own[:-1] if claim.excused else own
        written = (author for commit in commits for author in commit.authors)
        return any(self.people.find_person(one) is claim.person for one in (*self.earlier_authors, *written))

    def is_worth_telling(self, claim: _Claim, reason: Reason) -> bool:
        """Say whether somebody claimed to approve: whoever merges without the role has approved nothing."""
        if claim.spoken:
            return True
        return reason is Reason.AUTHOR and claim.person.holds(self.role, self.day)

    def find_lonely_authors(
        self, rejected: Iterable[tuple[Approval, Reason]]
    ) -> Iterator[tuple[Approval, Reason]]:
        """Yield the holders of the role where all of them wrote the text: whoever approved it was an author."""
        holders = [person for person in self.people.people.values() if person.holds(self.role, self.day)]
        told = {approval.person for approval, reason in rejected if reason is Reason.AUTHOR}
        found = [
            _Claim(person=one, approval=self.approve(Grade.FRONT_MATTER, one, "holds the role"), spoken=True)
            for one in holders
        ]
        if all(self.is_author(claim) for claim in found):
            yield from ((claim.approval, Reason.AUTHOR) for claim in found if claim.person.id not in told)

    def find_strangers(self) -> Iterator[str]:
        """Yield a note for each author whom the register does not know."""
        own = self.revision.authors if self.revision.kind in _WRITES else ()
        for author in dict.fromkeys((*self.earlier_authors, *own)):
            if not is_machine(author) and self.people.find_person(author) is None:
                yield (
                    f"the author {author.name} <{author.email}> is nobody in the people register, "
                    "so whether the approver is somebody else cannot be known"
                )

    # --- what may show an approval, best first ---

    def claims(self) -> Iterator[_Claim]:
        yield from self.find_signatures()
        yield from self.find_records()
        yield from self.find_merge()
        yield from self.find_trailers()

    def approve(
        self, grade: Grade, person: Person, detail: str, day: date | None = None, url: str = ""
    ) -> Approval:
        return Approval(
            grade=grade,
            role=self.role,
            person=person.id,
            name=person.name or person.id,
            day=day or self.day,
            detail=detail,
            url=url,
        )

    def find_signatures(self) -> Iterator[_Claim]:
        for commit in _commits(self.revision):
            signature = self.signatures.of(commit.oid) if self.signatures else None
            if signature is None:
                continue
            person = self.find_signer(commit, signature)
            if person is None:
                continue
            trust = "" if signature.status == "G" else ", with a key that nobody here vouches for"
            detail = f"signature on {commit.oid[:10]}{trust}"
            yield _Claim(
                person=person,
                approval=self.approve(Grade.SIGNATURE, person, detail),
                spoken=False,
                excused=self.stands_alone_on_top(commit, person),
            )

    def find_signer(self, commit: Commit, signature: Signature) -> Person | None:
        """Return whose signature it is; a note says why one that is there shows nothing."""
        named = f"the signature on {commit.oid[:10]}"
        if not signature.verified:
            self.notes.append(f"{named} {_UNCOUNTED.get(signature.status, 'cannot be judged')}")
            return None
        if not signature.name and not signature.email:
            self.notes.append(f"{named} is good, but nobody here says whose key {signature.key or '?'} is")
            return None
        author = Author(signature.name, signature.email)
        person = self.people.find_person(author)
        if person is None and not is_machine(author):
            self.notes.append(
                f"{named} is good, but {signature.name or signature.email} is nobody in the people register"
            )
        return person

    def stands_alone_on_top(self, commit: Commit, person: Person) -> bool:
        """Say whether a commit is the person's own, on top of a text that others brought in the same revision."""
        brought = self.revision.change.brought
        alone = all(self.people.find_person(author) is person for author in commit.authors)
        return alone and len(brought) > 1 and brought[-1].oid == commit.oid

    def find_records(self) -> Iterator[_Claim]:
        change = self.revision.change
        present = tuple(commit.oid for commit in _commits(self.revision))
        oids = dict.fromkeys((*present, *(commit.oid for commit in change.brought)))
        found = [*self.records.by_blob.get(change.blob, ())] if change.blob else []
        found += [record for oid in oids for record in self.records.by_commit.get(oid, ())]
        for record in sorted({record.index: record for record in found}.values(), key=lambda one: one.index):
            if record.document not in self.names:
                continue
            same = record.blob == change.blob if record.blob else not set(present).isdisjoint(record.commits)
            person = self.people.people.get(record.by)
            if person is None:
                self.notes.append(
                    f"an approval record names `{record.by}`, who is not in the people register"
                )
                continue
            source = f" from {record.source}" if record.source else ""
            approval = self.approve(
                Grade.RECORD, person, f"approval record{source} ({record.place})", record.day, record.url
            )
            yield _Claim(person=person, approval=approval, spoken=True, outdated=not same)

    def find_merge(self) -> Iterator[_Claim]:
        landing = self.revision.change.commit
        if landing is None or not self.revision.change.landed:
            return
        merge = len(landing.parents) > 1
        who = landing.author if merge and is_machine(landing.committer) else landing.committer
        person = self.people.find_person(who)
        if person is not None:
            what = "merge" if merge else "commit"
            detail = f"landed by the approver with the {what} {landing.oid[:10]}"
            yield _Claim(person=person, approval=self.approve(Grade.MERGE, person, detail), spoken=False)

    def find_trailers(self) -> Iterator[_Claim]:
        for commit in _commits(self.revision):
            for key, value in commit.trailers:
                if key not in _TRAILERS:
                    continue
                person = self.people.find_named(value)
                label = key.capitalize()
                if person is None:
                    self.notes.append(f"`{label}: {value}` names nobody in the people register")
                    continue
                detail = f"`{label}:` in {commit.oid[:10]}"
                yield _Claim(
                    person=person,
                    approval=self.approve(Grade.TRAILER, person, detail),
                    spoken=key == "approved-by",
                )
