"""The snapshot: the files of one tree, the history that leads to it, and a date. All else is a function of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from smsdocs.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from smsdocs.model.approval import ApprovalRecord
    from smsdocs.model.clause import Catalog, Library
    from smsdocs.model.document import Document
    from smsdocs.model.finding import Fault
    from smsdocs.model.history import History, Revision
    from smsdocs.model.register import Holder, Page, Person, Record, RecordLocation, Register, Row
    from smsdocs.model.table import Table

    _Holder = TypeVar("_Holder", bound=Holder)


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeState:
    """Which tree was read.

    Attributes:
        rev: the revision or date that was asked for; None for the files as they lie on disk.
        commit: the commit whose content was read; None where files differ from it or there is no git.
    """

    rev: str | None = None
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process of the model, whether or not a document describes it yet."""

    id: str
    name: str
    group: str = ""
    purpose: str = ""
    owner: str = ""
    clauses: tuple[str, ...] = ()
    pdca: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What one process of the model hands to another."""

    origin: str
    target: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Something a management review has to look at (ISO/IEC 20000-1:2018, 9.3).

    Attributes:
        asks: what to say of it, in our own words.
        clauses: of the default framework, where its data comes from.
    """

    id: str
    title: str
    asks: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the way to certification.

    Attributes:
        checks: (id, rule, automatic) of each thing to look at; `automatic` is yes, partial or no.
        evidence: what shows that it is done.
        pitfalls: ids of what goes wrong here.
    """

    id: str
    title: str
    description: str = ""
    roles: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    checks: tuple[tuple[str, str, str], ...] = ()
    pitfalls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pitfall:
    """What brings the way to certification down, and what helps."""

    id: str
    title: str
    countermeasures: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What is known of management systems in general: shipped, and a tree may lay its own over it by id."""

    processes: Mapping[str, Process] = field(default_factory=dict)
    flows: tuple[Flow, ...] = ()
    topics: tuple[Topic, ...] = ()
    steps: tuple[Step, ...] = ()
    pitfalls: tuple[Pitfall, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineEntry:
    """A finding that was there when the baseline was written; `count` of them are forgiven."""

    code: str
    document: str
    message: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """An earlier text of a document that is in force while the present one is not yet.

    Attributes:
        document: the document as it was.
        revision: the one that left it so.
        index: how many revisions came after that one.
    """

    document: Document
    revision: Revision
    index: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """Everything there is to know, read once. Compared by identity, so that results can be kept per snapshot.

    Attributes:
        today: the clock.
        pages: every Markdown page that was read, controlled or not; records are apart.
        paths: every file of the tree, for links.
        faults: what readers found wrong.
        baseline: entries of the baseline file; empty where there is none.
        history: what git proves; None where it was left out on purpose.
        in_force: by path, the earlier text that is in force of each document whose present text is a draft, in
            review or coming; documents without one are left out.
        basis: the snapshot that this one is a view of; None for what was read.
        approvals: what `approvals.yml` in the records folder holds.
        tables: records that are rows of a CSV file.
        model: what is known of management systems in general.
        mermaid: the copy of Mermaid that a site can carry: a path of the tree, or the name of an installed package;
            empty where there is none, or no page has a diagram.
    """

    today: date
    tree: TreeState = TreeState()
    settings: Settings = Settings()
    library: Library
    model: Model = Model()
    pages: tuple[Document, ...] = ()
    registers: tuple[Register, ...] = ()
    records: tuple[Record, ...] = ()
    tables: tuple[Table, ...] = ()
    paths: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    baseline: tuple[BaselineEntry, ...] = ()
    history: History | None = None
    approvals: tuple[ApprovalRecord, ...] = ()
    in_force: Mapping[str, InForce] = field(default_factory=dict)
    basis: Snapshot | None = None
    mermaid: str = ""

    @property
    def processes(self) -> Mapping[str, Process]:
        """The processes of the model, by id."""
        return self.model.processes

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The controlled documents, by path."""
        return tuple(page for page in self.pages if page.controlled)

    @cached_property
    def catalogs(self) -> tuple[Catalog, ...]:
        """The catalogs in scope, the default first."""
        return tuple(self.library.catalogs[framework] for framework in self.settings.scope)

    @property
    def holders(self) -> tuple[Holder, ...]:
        """Documents, registers and records: whatever has a head."""
        return (*self.documents, *self.registers, *self.records)

    @property
    def markdown(self) -> tuple[Page, ...]:
        """Pages and records: whatever is Markdown and may hold links."""
        return (*self.pages, *self.records)

    @cached_property
    def documents_by_id(self) -> Mapping[str, Document]:
        """Controlled documents by id; where an id stands twice, the first by path."""
        return _index(self.documents)

    @cached_property
    def holders_by_id(self) -> Mapping[str, Holder]:
        """Documents, registers and records by id; where an id stands twice, the first by kind and path."""
        return _index(self.holders)

    @cached_property
    def text_in_force(self) -> Snapshot:
        """The same snapshot with the texts that are in force: what coverage looks at."""
        if not self.in_force:
            return self
        pages = tuple(
            self.in_force[page.path].document if page.path in self.in_force else page for page in self.pages
        )
        return replace(self, pages=pages, basis=self)

    def find_text_in_force(self, document: Document) -> Document:
        """Return the text of a document that is in force, where that is an earlier one; else the present one."""
        former = self.in_force.get(document.path)
        return former.document if former else document

    def find_approved_text(self, holder: Holder) -> Holder:
        """Return the text whose approval counts: of a document that is being changed, the one in force."""
        former = self.in_force.get(holder.path)
        return former.document if former and holder.head.status != "approved" else holder

    def register_of(self, kind: str) -> Register | None:
        """Return the register of a kind, or None."""
        return next((register for register in self.registers if register.kind == kind), None)

    def rows_of(self, kind: str) -> Mapping[str, Row]:
        """Return the rows of a register by id; empty where there is no such register."""
        register = self.register_of(kind)
        return {row.id: row for row in register.rows if row.id} if register else {}

    @cached_property
    def roles(self) -> Mapping[str, Row]:
        """Rows of the roles register by id."""
        return self.rows_of("roles")

    @cached_property
    def services(self) -> Mapping[str, Row]:
        """Rows of the services register by id."""
        return self.rows_of("services")

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everybody in the people register."""
        return tuple(person for register in self.registers for person in register.people)

    @cached_property
    def locations(self) -> tuple[tuple[Register, RecordLocation], ...]:
        """Record locations, each with the register it stands in."""
        return tuple((register, row) for register in self.registers for row in register.locations)


def _index(holders: Iterable[_Holder]) -> Mapping[str, _Holder]:
    """Return what has an id by it, the first where several have the same."""
    found: dict[str, _Holder] = {}
    for one in holders:
        if one.head.id:
            found.setdefault(one.head.id, one)
    return found
