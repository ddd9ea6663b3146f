"""Who approved a text, and how well that is shown (evidence: review and approval)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


class Grade(StrEnum):
    """How well an approval is shown, best first."""

    SIGNATURE = "signature"
    RECORD = "record"
    MERGE = "merge"
    TRAILER = "trailer"
    FRONT_MATTER = "front-matter"

    @property
    def rank(self) -> int:
        """Order: 0 is best. A record and a merge are worth the same."""
        order = (Grade.SIGNATURE, Grade.RECORD, Grade.TRAILER, Grade.FRONT_MATTER)
        return order.index(Grade.RECORD if self is Grade.MERGE else self)

    @property
    def label(self) -> str:
        """The grade as readers see it."""
        return _LABELS[self]


_LABELS = {
    Grade.SIGNATURE: "verified signature",
    Grade.RECORD: "approval record",
    Grade.MERGE: "merged by the approver",
    Grade.TRAILER: "trailer in the commit",
    Grade.FRONT_MATTER: "front matter only",
}


class Source(StrEnum):
    """Where an approval record comes from."""

    COMMAND_LINE = "command-line"
    GITHUB = "github"
    GITLAB = "gitlab"


class Reason(StrEnum):
    """Why an approval does not count."""

    AUTHOR = "author"
    NO_ROLE = "no-role"
    OUTDATED = "outdated"

    @property
    def words(self) -> str:
        """The reason as a sentence goes on after the name of the person."""
        return _WORDS[self]


_WORDS = {
    Reason.AUTHOR: "is an author of the text",
    Reason.NO_ROLE: "did not hold the approver role on that day",
    Reason.OUTDATED: "approved another text: this one is later, or a merge put more to it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One approval, as well as it is shown.

    Attributes:
        role: the approver role of the document; empty where it names none.
        person: id in the people register; empty where nobody is known.
        name: the person as the register names them; empty where nobody is known.
        day: when: of the record, else the day the text was approved.
        detail: what shows it, in words. May hold untrusted text.
        url: where it can be looked at; empty, or an http(s) address.
    """

    grade: Grade
    role: str
    person: str = ""
    name: str = ""
    day: date | None = None
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRecord:
    """One entry of the approval records.

    Attributes:
        document: id or path; empty for every document that the commits brought.
        commits: full object ids that the approval covers.
        blob: the object that holds the approved text, empty where the commits say it.
        version: of the document, for readers.
        by: id in the people register.
        day: when; None where the file does not say it rightly.
        source: where it comes from; None where the file does not say it rightly.
        url: of the review; empty, or an http(s) address.
        index: 0-based position under `rows`.
    """

    document: str = ""
    commits: tuple[str, ...] = ()
    blob: str = ""
    version: str = ""
    by: str
    day: date | None
    source: Source | None = None
    url: str = ""
    place: Place = field(default=Place(""))
    index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What git says of the signature of a commit.

    Attributes:
        status: the letter of git's `%G?`: G good; U good, by a key that nobody here vouches for; B bad; X and Y
            expired; R revoked; E cannot be checked here.
        name, email: who the key belongs to, where git knows.
        key: its fingerprint.
    """

    status: str
    name: str = ""
    email: str = ""
    key: str = ""

    @property
    def verified(self) -> bool:
        """Whether the signature fits the commit and a key we have."""
        return self.status in {"G", "U"}


class Signatures(Protocol):
    """Signatures of commits. Checking is slow, so it is asked for many at once."""

    def prefetch(self, oids: Iterable[str]) -> None:
        """Check many commits at once; what was checked already is not checked again."""
        ...

    def of(self, oid: str) -> Signature | None:
        """Return the signature of a commit, None where it bears none."""
        ...


@dataclass(frozen=True, kw_only=True)
class ApprovalEvidence:
    """What shows that a text was approved.

    Attributes:
        best: the best that counts; front matter only where nothing does.
        rejected: what claims to approve and does not count, and why.
        knowable: False where nobody can tell whom a commit names: the people register maps no git identity.
        notes: what else somebody who judges it must know, a sentence each. May hold untrusted text.
    """

    best: Approval
    rejected: tuple[tuple[Approval, Reason], ...] = ()
    knowable: bool = True
    notes: tuple[str, ...] = ()

    @property
    def self_approved(self) -> tuple[Approval, ...]:
        """What an author of the text claims to approve, where nothing better counts."""
        return self._rejected_for(Reason.AUTHOR)

    @property
    def without_role(self) -> tuple[Approval, ...]:
        """What somebody approved without the role on that day, where nothing better counts."""
        return self._rejected_for(Reason.NO_ROLE)

    def _rejected_for(self, wanted: Reason) -> tuple[Approval, ...]:
        if self.best.grade is not Grade.FRONT_MATTER:
            return ()
        return tuple(approval for approval, reason in self.rejected if reason is wanted)


@dataclass(frozen=True, kw_only=True, eq=False)
class RecordIndex:
    """Approval records by what they cover, so that nobody looks through all of them for each document."""

    by_commit: Mapping[str, tuple[ApprovalRecord, ...]] = field(default_factory=dict)
    by_blob: Mapping[str, tuple[ApprovalRecord, ...]] = field(default_factory=dict)
    blobs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Those of `by_blob`, by the name or path of the document that a record gives; under "" where it gives none."""
    unnamed: Mapping[str, tuple[ApprovalRecord, ...]] = field(default_factory=dict)
    """Those that name commits and no object, by the name or path of their document."""
