"""What may show an approval: signatures, approval records, merges, trailers. Whether it does is judged elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from smsdocs.analysis.identities import is_machine
from smsdocs.model.approval import Approval, Grade, Source
from smsdocs.model.duration import Duration, add_duration
from smsdocs.model.history import Author

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from datetime import date

    from smsdocs.analysis.identities import Identities
    from smsdocs.model.approval import ApprovalRecord, RecordIndex, Signature, Signatures
    from smsdocs.model.history import Commit, Revision
    from smsdocs.model.register import Person

_TRAILERS = ("approved-by", "reviewed-by")
_UNCOUNTED = {
    "E": "cannot be checked here: its key is not at hand",
    "B": "does not fit the commit, or its key was revoked",
    "X": "has expired",
    "Y": "was made with a key that has expired",
    "R": "was made with a key that was revoked",
}
"""Signatures that show nothing, by git's letter."""
_BAD = "B"
_FORGES = frozenset({Source.GITHUB, Source.GITLAB})


class Held(NamedTuple):
    """What is known of an object that holds the approved text.

    Attributes:
        day: before it nobody can have approved it; None where that cannot be known.
        version: that it says itself; None where nobody compares it.
    """

    day: date | None
    version: str | None


class Sight(Protocol):
    """Looks into the texts in git, for what commits do not say."""

    def find_names(self) -> Iterable[str]:
        """Return every path at which the file ever lay."""
        ...

    def has_written(self, person: Person) -> bool:
        """Say whether a commit of somebody changed the text since the approval before."""
        ...

    def holds(self, commit: Commit) -> bool:
        """Say whether the text that landed is that of a commit it brought; dates and status may differ."""
        ...

    def find_texts(self, blobs: Container[str]) -> Mapping[str, Held]:
        """Return which of some objects hold the text that was approved."""
        ...

    def find_day(self, commit: Commit) -> date | None:
        """Return the day before which nobody can have seen what a commit holds; None where that cannot be known."""
        ...

    def find_day_before(self) -> date | None:
        """Return the day on which the revision before landed; None where there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that may show an approval.

    Attributes:
        spoken: whether it says that it approves. A merge and a signature need not mean that.
        outdated: whether the text changed afterwards.
    """

    person: Person
    approval: Approval
    spoken: bool
    outdated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What an approval record must agree with, or it speaks of another text or of another day.

    Attributes:
        version: of the text that was approved; None where nobody compares it.
        made: the day of the last commit that made the text; None where there is none.
        tolerance: how long before that day a record may be dated.
        today: the last day on which anybody can have approved anything; None where nobody asks.
    """

    version: str | None = None
    made: date | None = None
    tolerance: Duration = Duration(0, 0)
    today: date | None = None

    def find_fault(self, record: ApprovalRecord) -> str:
        """Return why a record shows nothing, as a sentence goes on after naming it; empty where it may."""
        if record.day is None:
            return "does not say on which day"
        if self.today is not None and record.day > self.today:
            return f"is dated {record.day}, and that day has not come"
        if self.precedes(record):
            return f"is dated {record.day}, and nobody had this text before {self.made}"
        if record.version and self.version is not None and record.version != self.version:
            return f"is of version {record.version}, and the text says {self.version or 'no version'}"
        return ""

    def precedes(self, record: ApprovalRecord) -> bool:
        """Say whether a record is older than the text, beyond the tolerance."""
        if record.day is None or self.made is None:
            return False
        return add_duration(record.day, self.tolerance) < self.made


@dataclass(frozen=True, kw_only=True)
class Case:
    """One approving revision, and where what may show its approval is found.

    Attributes:
        names: the names and paths under which records may speak of the text.
        role: of the approver.
        day: on which its front matter says that it was approved, else the day it landed.
        landed: the day it landed: on it the approver must have held the role where git shows the approval.
        bounds: what records must agree with.
        sight: looks into the texts; without it every commit holds the text that landed.
        notes: what was found and shows nothing, and why.
    """

    names: frozenset[str]
    role: str
    revision: Revision
    people: Identities
    records: RecordIndex
    signatures: Signatures | None
    day: date
    landed: date
    bounds: Bounds = field(default_factory=Bounds)
    sight: Sight | None = None
    notes: list[str] = field(default_factory=list)

    def find_claims(self) -> Iterator[Claim]:
        """Yield what may show an approval, best first."""
        yield from self._find_signatures()
        yield from self._find_records()
        yield from self._find_merge()
        yield from self._find_trailers()

    def approve(
        self, grade: Grade, person: Person, detail: str, day: date | None = None, url: str = ""
    ) -> Approval:
        """Return an approval by a person, on the day the revision landed where no other is known."""
        return Approval(
            grade=grade,
            role=self.role,
            person=person.id,
            name=person.name or person.id,
            day=day or self.landed,
            detail=detail,
            url=url,
        )

    def _find_signatures(self) -> Iterator[Claim]:
        for commit in find_signable(self.revision):
            signature = self._find_signature(commit)
            person = self._find_signer(commit, signature) if signature else None
            if signature is None or person is None:
                continue
            if outdated := not self._holds(commit):
                self.notes.append(
                    f"the signature on {commit.oid[:10]} is on another text: the merge brought more than it had"
                )
            trust = "" if signature.status == "G" else ", with a key that nobody here vouches for"
            detail = f"signature on {commit.oid[:10]}{trust}"
            approval = self.approve(Grade.SIGNATURE, person, detail)
            yield Claim(person=person, approval=approval, spoken=False, outdated=outdated)

    def _find_signature(self, commit: Commit) -> Signature | None:
        return self.signatures.of(commit.oid) if self.signatures else None

    def _holds(self, commit: Commit) -> bool:
        """Say whether a commit holds the text that landed: a merge may have put more to it."""
        landing = self.revision.change.commit
        if landing is None or commit.oid == landing.oid or self.sight is None:
            return True
        return self.sight.holds(commit)

    def _find_signer(self, commit: Commit, signature: Signature) -> Person | None:
        """Return whose signature it is; a note says why one that is there shows nothing."""
        named = f"the signature on {commit.oid[:10]}"
        if not signature.verified:
            self.notes.append(f"{named} {_UNCOUNTED.get(signature.status, 'cannot be judged')}")
            return None
        if not signature.name and not signature.email:
            self.notes.append(f"{named} is good, but nobody here says whose key {signature.key or '?'} is")
            return None
        author = Author(signature.name, signature.email)
        person = self.people.find_signer(author)
        if person is None and not is_machine(author):
            who = " ".join(filter(None, (signature.name, f"<{signature.email}>" if signature.email else "")))
            self.notes.append(f"{named} is good, but {who} is nobody in the people register")
        return person

    def _find_records(self) -> Iterator[Claim]:
        change = self.revision.change
        texts = self._find_texts()
        present = find_signable(self.revision)
        oids = dict.fromkeys(commit.oid for commit in (*present, *change.brought))
        found = [record for blob in texts for record in self.records.by_blob.get(blob, ())]
        found += [record for oid in oids for record in self.records.by_commit.get(oid, ())]
        for record in sorted({record.index: record for record in found}.values(), key=lambda one: one.index):
            if record.document not in self.names:
                continue
            same = record.blob in texts if record.blob else self._saw(record)
            person = self.people.people.get(record.by)
            if person is None:
                self.notes.append(
                    f"an approval record names `{record.by}`, who is not in the people register"
                )
                continue
            bounds = self._find_bounds(record, texts)
            fault = bounds.find_fault(record) if same else ""
            if fault:
                self.notes.append(f"the approval record of `{record.by}` ({record.place}) {fault}")
            if not fault or bounds.precedes(record):
                yield self._claim_by_record(record, person, outdated=bool(fault) or not same)

    def _find_texts(self) -> Mapping[str, Held]:
        """Return the objects that hold the approved text."""
        own = {self.revision.change.blob: Held(self.bounds.made, self.bounds.version)}
        wanted = frozenset[str]().union(*(self.records.blobs.get(name, ()) for name in self.names))
        if self.sight is None or not wanted:
            return own
        return {**own, **self.sight.find_texts(wanted)}

    def _find_seen(self, record: ApprovalRecord) -> Commit | None:
        """Return the newest commit that a record covers, of those on the branch, else the one that landed."""
        landing, brought = self.revision.change.commit, self.revision.change.brought
        commits = [*reversed(brought), *([landing] if landing else [])]
        return next((commit for commit in commits if commit.oid in record.commits), None)

    def _saw(self, record: ApprovalRecord) -> bool:
        """Say whether whoever approved commits saw the text that landed."""
        seen = self._find_seen(record)
        if seen is None or (self.sight is None and seen not in find_signable(self.revision)):
            return False
        return self._holds(seen)

    def _find_bounds(self, record: ApprovalRecord, texts: Mapping[str, Held]) -> Bounds:
        """Return what a record must agree with; one that names an object, with what that says itself."""
        held = texts.get(record.blob) if record.blob else None
        if held is not None:
            return replace(self.bounds, made=held.day, version=held.version)
        return self.bounds if record.blob else replace(self.bounds, made=self._find_day_made(record))

    def _find_day_made(self, record: ApprovalRecord) -> date | None:
        """Return the day before which nobody can have given a record; None where that cannot be known.

        A forge makes the commit of a squash or a rebase long after the review of those that it replaces. Such a record
        cannot be older than what landed before.
        """
        seen = self._find_seen(record)
        if self.sight is None or seen is None:
            return self.bounds.made
        known = {commit.oid for commit in (*find_signable(self.revision), *self.revision.change.brought)}
        landing = self.revision.change.commit
        single = landing is not None and len(landing.parents) <= 1
        if single and record.source in _FORGES and not known.issuperset(record.commits):
            return self.sight.find_day_before()
        return self.sight.find_day(seen)

    def _claim_by_record(self, record: ApprovalRecord, person: Person, *, outdated: bool) -> Claim:
        source = f" from {record.source}" if record.source else ""
        detail = f"approval record{source} ({record.place})"
        approval = self.approve(Grade.RECORD, person, detail, record.day, record.url)
        return Claim(person=person, approval=approval, spoken=True, outdated=outdated)

    def _find_merge(self) -> Iterator[Claim]:
        landing = self.revision.change.commit
        if landing is None or not self.revision.change.landed:
            return
        merge = len(landing.parents) > 1
        who = landing.author if merge and is_machine(landing.committer) else landing.committer
        person = self.people.find_person(who)
        if person is not None and not self._is_contradicted(landing, person):
            what = "merge" if merge else "commit"
            detail = f"landed by the approver with the {what} {landing.oid[:10]}"
            yield Claim(person=person, approval=self.approve(Grade.MERGE, person, detail), spoken=False)

    def _is_contradicted(self, commit: Commit, person: Person) -> bool:
        """Say whether the signature of a commit speaks against the name that it bears; a note says so."""
        signature = self._find_signature(commit)
        if signature is None or not signature.verified:
            return signature is not None and signature.status == _BAD
        signer = self.people.find_signer(Author(signature.name, signature.email))
        if signer is None or signer is person:
            return False
        self.notes.append(
            f"{commit.oid[:10]} bears the name of {person.name or person.id} and the signature of "
            f"{signer.name or signer.id}"
        )
        return True

    def _find_trailers(self) -> Iterator[Claim]:
        for commit in find_signable(self.revision):
            signature = self._find_signature(commit)
            if signature is not None and signature.status == _BAD:
                continue  # its words are not those that were signed
            for key, value in commit.trailers:
                if key not in _TRAILERS:
                    continue
                person = self.people.find_named(value)
                label = key.capitalize()
                if person is None:
                    self.notes.append(f"`{label}: {value}` names nobody in the people register")
                    continue
                detail = f"`{label}:` in {commit.oid[:10]}"
                yield Claim(
                    person=person,
                    approval=self.approve(Grade.TRAILER, person, detail),
                    spoken=key == "approved-by",
                    outdated=not self._holds(commit),
                )


def find_signable(revision: Revision) -> tuple[Commit, ...]:
    """Return the commit a revision landed with and the last one it brought: what approves others is out of date."""
    landing = revision.change.commit
    if landing is None:
        return ()
    return tuple({commit.oid: commit for commit in (landing, *revision.change.brought[-1:])}.values())
