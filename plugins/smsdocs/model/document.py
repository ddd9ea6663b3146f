"""A page of the repository: what its front matter says, and what its text holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.model.place import NoPlaces, Place, Places

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smsdocs.model.macro import Template

Scalar: TypeAlias = "str | int | float | bool | None"
Value: TypeAlias = "Scalar | list[Value] | dict[str, Value]"
"""Front matter as data: what JSON can hold. Dates stay the text their author wrote."""


class State(StrEnum):
    """What a document is on a date (evidence: documents)."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    COMING = "coming"
    IN_FORCE = "in-force"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a document, a register and a record say about themselves. Absent fields are empty or None.

    Attributes:
        id: stable, independent of path and title; empty where the file has none.
        owner: a role.
        approver: a role.
        clauses: as written, one entry per claim; only text that YAML read as text.
        provides: items of documented information.
    """

    id: str = ""
    title: str = ""
    description: str = ""
    type: str = ""
    status: str = ""
    version: str = ""
    owner: str = ""
    approver: str = ""
    classification: str = ""
    process: str = ""
    approved_on: date | None = None
    effective_from: date | None = None
    last_reviewed: date | None = None
    review_interval: str = ""
    clauses: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()

    def state(self, today: date) -> State:
        """Say what the document is on `today`: a text that is approved for later is coming, not in force."""
        if self.status == "approved":
            later = self.effective_from is not None and self.effective_from > today
            return State.COMING if later else State.IN_FORCE
        return {"in-review": State.IN_REVIEW, "retired": State.RETIRED}.get(self.status, State.DRAFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a page, with the anchor that forges and our site give it."""

    level: int
    text: str
    anchor: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionClaim:
    """A clause that a section claims, by the comment under its heading."""

    clause: str
    heading: Heading | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link or an image in a page that leads to another place of the repository, as written.

    Attributes:
        target: the address without its fragment, percent-decoded; empty for a link within the page.
        fragment: the anchor, percent-decoded, empty where there is none.
    """

    target: str
    fragment: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """What a process gives to or gets from another. `direction` is `to` or `from`."""

    direction: str
    process: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibilities:
    """RACI by role."""

    accountable: str = ""
    responsible: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()

    def letters(self) -> Mapping[str, tuple[str, ...]]:
        """Return the roles by the word of their part, in RACI order."""
        return {
            "accountable": (self.accountable,) if self.accountable else (),
            "responsible": self.responsible,
            "consulted": self.consulted,
            "informed": self.informed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A Markdown page under the folders the settings name.

    Attributes:
        path: relative to the root, with forward slashes.
        controlled: True where rules for documents apply (evidence: documents); False for a mere page.
        fields: the front matter by canonical name, as data.
        places: finds where a field stands, under the name its author used.
        body: the text after the front matter.
        body_line: the line on which the body begins, 1-based.
        macros: what its text asks for; None where it asks for nothing, or runs no macros.
    """

    path: str
    controlled: bool
    head: Head
    fields: Mapping[str, Value] = field(default_factory=dict)
    places: Places = NoPlaces("")
    body: str = ""
    body_line: int = 1
    implements: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    kpis: tuple[str, ...] = ()
    roles: Responsibilities = Responsibilities()
    interfaces: tuple[Interface, ...] = ()
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
