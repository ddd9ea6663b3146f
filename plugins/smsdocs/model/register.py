"""Registers (lists that are kept current) and records (dated evidence that something happened)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.model.document import Document, Head, Heading, Link, SectionClaim, Value
from smsdocs.model.place import NoPlaces, Places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.model.macro import Template


PRIVATE = frozenset({"accounts", "email", "git", "mail", "phone"})
"""Columns of the people register that no page shows, in small letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a register.

    Attributes:
        id: unique within the register; empty where the row has none.
        index: 0-based position under `rows`.
        fields: every field as data.
    """

    id: str
    index: int
    fields: Mapping[str, Value]

    def text(self, name: str) -> str:
        """Return the field as text, empty where it is absent or no scalar."""
        value = self.fields.get(name)
        return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the field as a list of texts; other entries are left out."""
        value = self.fields.get(name)
        entries = value if isinstance(value, list) else [value]
        return tuple(entry for entry in entries if isinstance(entry, str))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A clause the organisation leaves out, and why."""

    clause: str
    reason: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Somebody looked at records that live in another system."""

    taken_on: date | None
    by: str = ""
    count: int = 0
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLocation:
    """Records that live in another system: where, whose, how long, and when last looked at."""

    id: str
    name: str
    system: str
    location: str
    owner: str
    retention: str
    provides: tuple[str, ...]
    clauses: tuple[str, ...]
    samples: tuple[Sample, ...]
    index: int

    def last_sample(self, today: date) -> Sample | None:
        """Return the newest sample taken by `today`, or None where there is none."""
        taken = [
            sample for sample in self.samples if sample.taken_on is not None and sample.taken_on <= today
        ]
        return max(taken, key=lambda sample: sample.taken_on or date.min, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A person holds a role from a day on, until another day or for good."""

    role: str
    start: date | None
    end: date | None
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who holds roles. The id may be a pseudonym; the name stands in this register only."""

    id: str
    name: str
    external: bool
    identities: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    index: int

    def holds(self, role: str, today: date) -> bool:
        """Say whether the person holds `role` on `today`; both end days count."""
        return any(
            assignment.role == role
            and (assignment.start is None or assignment.start <= today)
            and (assignment.end is None or today <= assignment.end)
            for assignment in self.assignments
        )

    def ever_holds(self, role: str) -> bool:
        """Say whether the person ever holds `role`."""
        return any(assignment.role == role for assignment in self.assignments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A YAML file of rows with a head: owner, approver, review dates, what it provides.

    Attributes:
        kind: roles, people, services, scope, record-locations, or any other word: the file's stem.
    """

    path: str
    kind: str
    head: Head
    fields: Mapping[str, Value] = field(default_factory=dict)
    places: Places = NoPlaces("")
    rows: tuple[Row, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    locations: tuple[RecordLocation, ...] = ()
    people: tuple[Person, ...] = ()

    @property
    def name(self) -> str:
        """The id, or the path where there is no id."""
        return self.head.id or self.path

    @property
    def title(self) -> str:
        """The title, or the kind."""
        return self.head.title or self.kind

    def is_private(self, column: str) -> bool:
        """Say whether no page shows a column: it tells how to reach a person, or what they sign with."""
        return self.kind == "people" and column.casefold() in PRIVATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Dated evidence that something happened.

    Attributes:
        kind: the folder under the records folder: audits, reviews, ...
        date: when it happened; None where the record does not say.
        follows: ids of the documents it followed.
        macros: what its text asks for; None where it asks for nothing, or runs no macros.
    """

    path: str
    kind: str
    head: Head
    date: date | None
    follows: tuple[str, ...] = ()
    fields: Mapping[str, Value] = field(default_factory=dict)
    places: Places = NoPlaces("")
    body: str = ""
    body_line: int = 1
    headings: tuple[Heading, ...] = ()
    anchors: frozenset[str] = frozenset()
    claims: tuple[SectionClaim, ...] = ()
    links: tuple[Link, ...] = ()
    macros: Template | None = None

    @property
    def name(self) -> str:
        """The id, or the path where there is no id."""
        return self.head.id or self.path

    @property
    def title(self) -> str:
        """The title, or the first heading, or the path."""
        return self.head.title or next((h.text for h in self.headings if h.level == 1), self.path)


Holder: TypeAlias = Document | Register | Record
"""Whatever has a head, and so can claim clauses and provide items."""

Page: TypeAlias = Document | Record
"""Whatever is Markdown."""
