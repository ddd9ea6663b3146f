"""How well a clause is carried, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smsdocs.model.clause import Catalog, Clause, ClauseRef, Item


class Status(StrEnum):
    """The status of a clause that bears requirements, best first (evidence: coverage)."""

    COVERED = "covered"
    WEAK = "weak"
    PARTIAL = "partial"
    GAP = "gap"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a carrier that is in force cannot be relied on.

    Attributes:
        kind: overdue, suspect, changed-after-review, changed-after-approval, link-only, never-sampled or
            sample-outdated.
        detail: in words.
    """

    kind: str
    detail: str


class Standing(StrEnum):
    """Whether a carrier counts on the day, or why it does not: the state of what it is, or the day of a record."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    COMING = "coming"
    IN_FORCE = "in-force"
    RETIRED = "retired"
    UNDATED = "undated"
    FUTURE = "future"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Something that claims a clause or provides an item.

    Attributes:
        kind: document, register, record or location.
        name: id of the document, register or record, its path where it has none; for a location the id of its row.
        anchors: the sections that claim the clause; empty where the whole does.
        standing: in force, or why it does not count.
        standing_detail: the same in words for people; empty where the standing says it all.
        doubts: why it cannot be relied on; empty where it is sound.
        provides: items of the clause that it provides.
        record_kind: of a record, the folder it lies in; empty for all else.
        day: of a record its date, of a location its last sample; None for all else.
        until: the last day on which that counts; None where no day does.
    """

    kind: str
    name: str
    path: str
    title: str
    anchors: tuple[str, ...] = ()
    standing: Standing = Standing.IN_FORCE
    standing_detail: str = ""
    doubts: tuple[Doubt, ...] = ()
    provides: tuple[str, ...] = ()
    record_kind: str = ""
    day: date | None = None
    until: date | None = None

    @property
    def in_force(self) -> bool:
        """Whether it counts at all."""
        return self.standing is Standing.IN_FORCE

    @property
    def standing_words(self) -> str:
        """The standing as people read it."""
        return self.standing_detail or self.standing.value

    @property
    def sound(self) -> bool:
        """Whether it counts without doubt."""
        return self.in_force and not self.doubts


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCoverage:
    """An item of documented information and what provides it.

    Attributes:
        complete: True where something in force provides it; for a derived item, where nothing is missing.
        reason: why it is not complete, empty where it is.
    """

    item: Item
    carriers: tuple[Carrier, ...]
    complete: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCoverage:
    """The status of one clause, with its reasons."""

    ref: ClauseRef
    clause: Clause
    status: Status
    reasons: tuple[str, ...]
    carriers: tuple[Carrier, ...] = ()
    items: tuple[ItemCoverage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkCoverage:
    """All clauses of one framework.

    Attributes:
        clauses: those that bear requirements, in the order of the standard; headings have no status.
        totals: how many clauses have each status.
        headings: the same per heading, over the clauses below it.
    """

    catalog: Catalog
    clauses: Mapping[str, ClauseCoverage]
    totals: Mapping[Status, int]
    headings: Mapping[str, Mapping[Status, int]]
