"""One approving revision: whose approvals are looked for, in which text, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from smsdocs.analysis.approvals.bounds import Bounds
from smsdocs.model.approval import Approval

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import date

    from smsdocs.analysis.approvals.bounds import Held
    from smsdocs.analysis.identities import Identities
    from smsdocs.model.approval import Grade, RecordIndex, Signature, Signatures
    from smsdocs.model.history import Commit, Revision
    from smsdocs.model.register import Person


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

    def holds_at(self, oid: str) -> bool | None:
        """Say whether a commit has the text that landed; None where git does not have it, or it not the file."""
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

    def find_signature(self, commit: Commit) -> Signature | None:
        """Return the signature of a commit; None where it bears none, or nobody checks them."""
        return self.signatures.of(commit.oid) if self.signatures else None

    def holds(self, commit: Commit) -> bool:
        """Say whether a commit holds the text that landed: a merge may have put more to it."""
        landing = self.revision.change.commit
        if landing is None or commit.oid == landing.oid or self.sight is None:
            return True
        return self.sight.holds(commit)


def find_signable(revision: Revision) -> tuple[Commit, ...]:
    """Return the commit a revision landed with and the last one it brought: what approves others is out of date."""
    landing = revision.change.commit
    if landing is None:
        return ()
    return tuple({commit.oid: commit for commit in (landing, *revision.change.brought[-1:])}.values())
