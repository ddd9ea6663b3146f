"""The review calendar: a year at a glance by owner, and the same as a list."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.evidence import find_approvals
from smsdocs.analysis.proof import find_proofs
from smsdocs.analysis.review import build_review, find_reviewed
from smsdocs.model.duration import parse_duration
from smsdocs.model.review import ReviewState
from smsdocs.reports.site.addresses import REVIEWS
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.standing import tell_evidence
from smsdocs.reports.site.untrusted import NAME, clean
from smsdocs.reports.site.words import REVIEW, Word, duration_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smsdocs.model.document import Head
    from smsdocs.model.proof import Proof
    from smsdocs.model.register import Holder
    from smsdocs.model.review import Review
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

MONTHS = 12
_UNKNOWN, _FIRST = 1, 2
"""Columns of the calendar: what has no date, and the first month."""
SHOWN = 8
"""Documents that one field of the calendar names; the list below it has them all."""
_STATES = (ReviewState.OVERDUE, ReviewState.DUE_SOON, ReviewState.CURRENT, ReviewState.UNKNOWN)
ORDER = "|".join(REVIEW[state].text for state in _STATES)
"""States of a review as lists sort and filter them, the most urgent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A document or register and when it is looked at next.

    Attributes:
        proof: what stands behind the last review; None without history.
        doubts: what git says against it, in words.
        usual: how often what names no interval is looked at, in words.
    """

    holder: Holder
    head: Head
    review: Review
    proof: Word | None
    doubts: tuple[str, ...]
    usual: str

    @property
    def label(self) -> str:
        """What fits into a cell."""
        return clean(self.head.id or self.holder.path.rpartition("/")[2], NAME)

    @property
    def word(self) -> Word:
        """Where it stands in its review cycle."""
        return REVIEW[self.review.state]

    @property
    def interval(self) -> str:
        """How often it is looked at, in words."""
        duration = parse_duration(self.head.review_interval)
        return duration_of(duration) if duration else f"{self.usual}, as usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the calendar: overdue, no date, a month, or later.

    Attributes:
        key: what the list below calls the same reviews.
    """

    short: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role has to look at in one month: the first of it, and how much more."""

    dues: tuple[Due, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRow:
    """What one role has to look at, by column."""

    owner: str
    cells: tuple[Cell, ...]


def build_reviews(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the review calendar."""
    dues = sorted(find_dues(desk.snapshot), key=_order)
    columns = _build_columns(desk.today)
    placed = [(due, _place(due.review, desk.today)) for due in dues]
    kept = [at for at in range(len(columns)) if at != _UNKNOWN or any(at == place for _, place in placed)]
    page = desk.list_page(
        REVIEWS,
        "Review calendar",
        "reviews.jinja",
        section="Reviews",
        columns=[columns[at] for at in kept],
        rows=list(_build_rows(desk, placed, kept)),
        totals=_count(dues),
        order=ORDER,
        sound=all(due.review.state in {ReviewState.DUE_SOON, ReviewState.CURRENT} for due in dues),
        doubtful=sum(1 for due in dues if due.doubts),
        dues=[(due, columns[place].key) for due, place in placed],
        history=desk.snapshot.history,
    )
    yield from build_list(desk, page, "Each document tells its own.")


def find_dues(snapshot: Snapshot) -> Iterator[Due]:
    """Yield every document and register that is to be reviewed; of a text not yet in force, the version that is."""
    proofs, usual = find_proofs(snapshot), duration_of(snapshot.settings.review.interval)
    approvals = find_approvals(snapshot)
    for holder, head in find_reviewed(snapshot):
        proof = proofs.get(holder.path)
        yield Due(
            holder=holder,
            head=head,
            review=build_review(head, snapshot.settings, snapshot.today),
            proof=tell_evidence(proof.evidence, approvals.get(holder.path)).word if proof else None,
            doubts=tuple(_find_doubts(proof)) if proof else (),
            usual=usual,
        )


def _find_doubts(proof: Proof) -> Iterator[str]:
    """Yield why a review that is not due yet says little of the text."""
    if proof.changed_after_approval is not None:
        yield "changed after its approval"
    if proof.changed_after_review is not None:
        yield "changed after its review"
    if proof.suspects:
        yield "suspect"


def _order(due: Due) -> tuple[date, str]:
    return due.review.next_review or date.max, due.holder.path


def _count(dues: Iterable[Due]) -> list[tuple[Word, int]]:
    states = [due.review.state for due in dues]
    return [(REVIEW[state], states.count(state)) for state in _STATES if state in states]


def _build_columns(today: date) -> list[Column]:
    columns = [_name_column("overdue"), _name_column("no date")]
    for ahead in range(MONTHS):
        year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        columns.append(
            Column(
                short=f"{calendar.month_abbr[month + 1]} {year}",
                name=f"{calendar.month_name[month + 1]} {year}",
                key=f"{year}-{month + 1:02}",
            )
        )
    return [*columns, _name_column("later")]


def _name_column(name: str) -> Column:
    return Column(short=name, name=name, key=name)


def _build_rows(desk: Desk, placed: Iterable[tuple[Due, int]], kept: Sequence[int]) -> Iterator[OwnerRow]:
    by_owner: dict[str, dict[int, list[Due]]] = {}
    for due, place in placed:
        by_owner.setdefault(due.head.owner, {}).setdefault(place, []).append(due)
    for owner in sorted(by_owner, key=lambda one: (not one, desk.roles.get(one, one).casefold(), one)):
        cells = [by_owner[owner].get(at, []) for at in kept]
        fields = (Cell(tuple(cell[:SHOWN]), max(0, len(cell) - SHOWN)) for cell in cells)
        yield OwnerRow(owner=owner, cells=tuple(fields))


def _place(review: Review, today: date) -> int:
    """Return the column in which a review stands."""
    due = review.next_review
    if due is None:
        return _UNKNOWN
    if review.state is ReviewState.OVERDUE:
        return 0
    ahead = (due.year - today.year) * 12 + due.month - today.month
    return _FIRST + min(ahead, MONTHS)
