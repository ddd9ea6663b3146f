"""Standards as values: clauses, the documented information they expect, catalogs and crosswalks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Exclusions(StrEnum):
    """Whether a framework lets an organisation leave clauses out."""

    FORBIDDEN = "forbidden"
    ANNEX_ONLY = "annex-only"
    WITH_REASON = "with-reason"


class Required(StrEnum):
    """How strongly an edition asks for an item of documented information."""

    EXPLICIT = "explicit"
    IMPLIED = "implied"
    SUPPORTING = "supporting"


class Derived(StrEnum):
    """Items nobody provides by name: they are computed (evidence: coverage)."""

    PROCESSES = "processes"
    PROCEDURES = "procedures"
    RECORDS = "records"


@dataclass(frozen=True, slots=True, order=True)
class FrameworkId:
    """One edition of one standard, written `iso20000-1@2018`."""

    name: str
    edition: str

    def __str__(self) -> str:
        return f"{self.name}@{self.edition}"


@dataclass(frozen=True, slots=True, order=True)
class ClauseRef:
    """A clause of an edition, written `iso20000-1@2018:8.6.1`."""

    framework: FrameworkId
    clause: str

    def __str__(self) -> str:
        return f"{self.framework}:{self.clause}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of documented information that a clause expects.

    Attributes:
        id: unique within the catalog; authors write it under `provides` and `records`.
        clause: id of the clause that expects it.
        kind: `document` or `record`.
        verified: False while nobody compared the item with a licensed copy of the standard.
        derived: how it is computed, None for an item that somebody provides by name.
        procedure: True where the item is a procedure that the standard requires.
    """

    id: str
    clause: str
    kind: str
    name: str
    required: Required
    verified: bool
    derived: Derived | None = None
    procedure: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A numbered clause. Titles and numbers are facts; the summary is in our own words.

    Attributes:
        title: the official title, None for a numbered paragraph without one.
        label: what to show.
        parent: id of the clause above, None at the top.
        requirements: True where the clause itself obliges the organisation; False for a heading.
        statement: text that its licence lets us ship (FitSM), empty otherwise.
        title_status: how sure we are of the title; empty where the catalog says nothing.
    """

    id: str
    title: str | None
    label: str
    parent: str | None
    requirements: bool
    pdca: str = ""
    summary: str = ""
    statement: str = ""
    note: str = ""
    title_status: str = ""
    annex: bool = False
    expects: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """One edition of one framework with its clauses, in the order of the standard.

    Attributes:
        version: of the catalog file, not of the standard.
        source: `packaged`, `overlaid` (the tree changes the packaged one) or `own` (the tree brings it).
        notes: what the catalog says about itself: edition, copyright, confidence, licence.
    """

    id: FrameworkId
    version: str
    name: str
    exclusions: Exclusions
    clauses: Mapping[str, Clause]
    source: str = "packaged"
    notes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every item of documented information by id."""
        return {item.id: item for clause in self.clauses.values() for item in clause.expects}

    @cached_property
    def children(self) -> Mapping[str | None, tuple[Clause, ...]]:
        """Clauses by parent id, in the order of the standard; top clauses under None."""
        found: dict[str | None, list[Clause]] = {}
        for clause in self.clauses.values():
            found.setdefault(clause.parent, []).append(clause)
        return {parent: tuple(clauses) for parent, clauses in found.items()}

    def requirement_clauses(self) -> tuple[Clause, ...]:
        """Return the clauses that bear requirements: those that have a status."""
        return tuple(clause for clause in self.clauses.values() if clause.requirements)

    def allows_exclusion(self, clause: Clause) -> bool:
        """Say whether the framework lets an organisation leave `clause` out with a reason."""
        if self.exclusions is Exclusions.WITH_REASON:
            return True
        return self.exclusions is Exclusions.ANNEX_ONLY and clause.annex


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosswalkRow:
    """A clause of one edition and its counterparts in another. It suggests; it never changes a status."""

    clause: str
    to: tuple[str, ...]
    basis: str = ""
    strength: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """A table that leads from the clauses of one edition to those of another."""

    origin: FrameworkId
    target: FrameworkId
    version: str
    rows: Mapping[str, CrosswalkRow]
    source: str = "packaged"


@dataclass(frozen=True, kw_only=True)
class Library:
    """All catalogs and crosswalks there are.

    Attributes:
        catalogs: by framework and edition; loaded ones only, the frameworks in scope first.
        known: every framework and edition there is, whether loaded or not, newest edition first per name.
        crosswalks: by origin and target.
    """

    catalogs: Mapping[FrameworkId, Catalog]
    known: tuple[FrameworkId, ...]
    crosswalks: Mapping[tuple[FrameworkId, FrameworkId], Crosswalk] = field(default_factory=dict)

    def find_counterparts(self, ref: ClauseRef, target: FrameworkId) -> tuple[str, ...]:
        """Return the clauses of `target` that a crosswalk suggests for `ref`; empty where none does."""
        crosswalk = self.crosswalks.get((ref.framework, target))
        row = crosswalk.rows.get(ref.clause) if crosswalk else None
        return row.to if row else ()
