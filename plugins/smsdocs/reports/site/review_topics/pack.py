"""What the topics of a management review share: the data, looked up once, and tables that are cut evenly."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.analysis.management.common import find_records
from smsdocs.analysis.management.measurements import find_kpis
from smsdocs.model.dates import parse_date
from smsdocs.reports.site.audits import (
    find_answer,
    find_row_pages,
)
from smsdocs.reports.site.cells import Cell
from smsdocs.reports.site.charts import name_target
from smsdocs.reports.site.untrusted import NAME, clean
from smsdocs.reports.site.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from smsdocs.model.management import Kpi, ManagementReview
    from smsdocs.model.register import Holder, Record, Register, Row
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk


Shown: TypeAlias = "str | Word | Cell | tuple[Shown, ...]"
"""What stands in a field: text, a state, a link, or several of them."""


SHOWN = (20, 17, 15, 13, 11, 9, 7, 5, 3)
"""Lines of a table: as many of these as keep the page light; the page that a table leads to has all."""


VALUES = 3
"""Values of a KPI, the newest last."""


SHORT = 28
"""Characters of facts that stand in one line."""


AHEAD = timedelta(days=365)


DONE, OPEN, LATE = Word("✔", "done", "good"), Word("◷", "open", "fair"), Word("✘", "overdue", "bad")


NEW, NOT_YET, MISSING = Word("●", "new", "fair"), Word("?", "never", "plain"), Word("▲", "no value", "fair")


MEETS, MISSES = Word("✔", "on target", "good"), Word("✘", "off target", "bad")


BETTER, WORSE, SAME = Word("↗", "better", "good"), Word("↘", "worse", "fair"), Word("→", "same", "plain")


LEVELS = {
    "high": Word("✘", "high", "bad"),
    "medium": Word("▲", "medium", "fair"),
    "low": Word("○", "low", "plain"),
}


OUTCOMES = {
    "passed": Word("✔", "passed", "good"),
    "partly": Word("▲", "partly", "fair"),
    "failed": Word("✘", "failed", "bad"),
}


CLOSED = frozenset({"done", "closed", "declined", "accepted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table of a topic, or a few facts.

    Attributes:
        facts: labels, and what is known of each.
        page: where all lines stand, for some may be left out.
    """

    title: str = ""
    facts: tuple[tuple[str, Shown], ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Shown, ...], ...] = ()
    page: str = ""

    @property
    def counts(self) -> bool:
        """Whether the facts are short enough for one line."""
        return all(isinstance(value, str) and len(value) <= SHORT for _, value in self.facts)


@dataclass(frozen=True, eq=False)
class Pack:
    """What the topics are made of.

    Attributes:
        reviews: earlier reviews, oldest first.
        since: the day of the last one; None where there is none.
        quoted: what the topics took from, by path: filled while they are made.
    """

    desk: Desk
    reviews: tuple[ManagementReview, ...]
    since: date | None
    quoted: dict[str, Holder] = field(default_factory=dict)

    @property
    def snapshot(self) -> Snapshot:
        """What was read."""
        return self.desk.snapshot

    @property
    def today(self) -> date:
        """The clock."""
        return self.desk.today

    @cached_property
    def row_pages(self) -> Mapping[str, str]:
        """The page of the register that holds each row, by id."""
        return find_row_pages(self.desk)

    def is_new(self, day: date | None) -> bool:
        """Say whether something came after the last review; without one, everything did."""
        return day is not None and (self.since is None or day > self.since)

    def quote(self, *holders: Holder) -> None:
        """Note that something of documents, registers or records stands in the pack."""
        self.quoted.update((one.path, one) for one in holders)

    def quote_kind(self, kind: str) -> None:
        """Note the registers of a kind."""
        self.quote(*(one for one in self.snapshot.registers if one.kind == kind))

    def holder(self, one: Holder) -> Cell:
        """Return the way to a document, register or record."""
        self.quote(one)
        return Cell(text=clean(one.title), page=self.desk.pages.get(one.path, ""))

    def row(self, register: Register, row: Row, name: str) -> Cell:
        """Return the way to a row of a register."""
        self.quote(register)
        page = self.desk.pages.get(register.path, "")
        return Cell(text=clean(row.text(name) or row.id), page=page, anchor=self.desk.row_anchor(row.id))

    def role(self, id_: str) -> str:
        """Return the title of a role."""
        if id_ in self.desk.roles:
            self.quote_kind("roles")
        return clean(self.desk.roles.get(id_, id_), NAME)

    def named(self, id_: str) -> Cell:
        """Return the way to what an id names; that alone quotes nothing of it."""
        return find_answer(self.desk, self.row_pages, id_)

    @cached_property
    def records(self) -> Mapping[str, list[Record]]:
        """Records that count, by kind, oldest first."""
        return {
            kind: sorted(find_records(self.snapshot, kind), key=lambda one: (str(one.date or ""), one.path))
            for kind in ("customer-review", "supplier-review", "major-incident-review", "test")
        }


def table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[Shown]], page: str = ""
) -> Iterator[Part]:
    """Yield a table; nothing where there is no row."""
    if every := tuple(tuple(row) for row in rows):
        yield Part(title=title, heads=tuple(heads), rows=every, page=page)


def tell_count(count: int, every: int) -> str:
    """Return how many of how many."""
    return f"{count} of {every}"


def find_kept(pack: Pack) -> list[Kpi]:
    """Return the KPIs that are measured today."""
    return [one for one in find_kpis(pack.snapshot) if one.until is None or one.until >= pack.today]


def tell_target(target: float | None, unit: str, *, higher: bool | None) -> str:
    """Return a target in words."""
    return name_target(target, unit, higher=higher) or "no target"


def level_of(row: Row, name: str) -> str:
    """Return the level a row states, where it is one that we know."""
    return level if (level := row.text(name)) in LEVELS else ""


def is_late(pack: Pack, row: Row) -> bool:
    """Say whether the day of a row has passed and its state leaves something to do."""
    day = parse_date(row.fields.get("due"))
    return day is not None and day < pack.today and row.text("state").casefold() not in CLOSED
