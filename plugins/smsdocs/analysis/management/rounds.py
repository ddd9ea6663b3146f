"""Rows that come round again: customers, suppliers, risks, obligations, samples; and when each is due next."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import find_records, find_rows, read_deed
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import Duration, add_duration, parse_duration
from smsdocs.model.fields import text
from smsdocs.model.management import At

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.register import Record, RecordLocation, Register, Row
    from smsdocs.model.snapshot import Snapshot

_OVER = frozenset({"closed", "declined", "dropped"})
"""States in which a risk needs no more looking at; one that is accepted or treated is still there."""
_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A row that somebody has to look at again and again.

    Attributes:
        at: the row.
        last: the day somebody last did; None where nobody ever did.
        day: the day by which it is due again; None where nobody ever did, and nothing says from when to count.
    """

    at: At
    row: Row
    last: date | None
    day: date | None

    def is_overdue(self, today: date) -> bool:
        """Say whether its day has passed, or nobody ever looked; the day itself is not late."""
        return self.day is None or self.day < today


@lru_cache(maxsize=8)
def find_party_reviews(snapshot: Snapshot, party: str) -> tuple[Round, ...]:
    """Return when each customer or supplier that is to be reviewed is so next; those that ended are left out.

    It is counted by `review_interval` from the last record of a review, or from the first day as a customer. A day
    that the last record promises may come first. Who has neither an interval nor a promise is not reviewed one by one.

    Args:
        snapshot: where to look.
        party: customer or supplier.
    """
    last = _find_last_reviews(snapshot, party)
    found = []
    for row, at in find_live_rows(snapshot, f"{party}s"):
        record = last.get(row.id)
        done = record.date if record else None
        promised = parse_date(record.fields.get("next")) if record else None
        start, span = done or parse_date(row.fields.get("since")), parse_duration(row.text("review_interval"))
        if span is not None or promised is not None:
            days = [promised, add_duration(start, span) if start and span else None]
            day = min((day for day in days if day is not None), default=None)
            found.append(Round(at=at, row=row, last=done, day=day))
    return tuple(found)


def _find_last_reviews(snapshot: Snapshot, party: str) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for record in find_records(snapshot, f"{party}-review"):
        name = record.fields.get(party)
        if isinstance(name, str) and record.date is not None and record.date <= snapshot.today:
            former = found.get(name)
            if former is None or former.date is None or former.date <= record.date:
                found[name] = record
    return found


@lru_cache(maxsize=4)
def find_surveys(snapshot: Snapshot) -> tuple[Round, ...]:
    """Return when the satisfaction of each customer is to be measured next; those that ended are left out.

    It is counted by `survey_interval` from the last record of a customer review that says how satisfied they were,
    or from the first day as a customer. Who has no such interval is not asked one by one.
    """
    last: dict[str, date] = {}
    for record in find_records(snapshot, "customer-review"):
        name, day = text(record.fields, "customer"), record.date
        if "satisfaction" in record.fields and day is not None and day <= snapshot.today:
            last[name] = max(day, last.get(name, day))
    found = []
    for row, at in find_live_rows(snapshot, "customers"):
        span = parse_duration(row.text("survey_interval"))
        start = last.get(row.id) or parse_date(row.fields.get("since"))
        if span is not None:
            day = add_duration(start, span) if start else None
            found.append(Round(at=at, row=row, last=last.get(row.id), day=day))
    return tuple(found)


def find_risk_reviews(snapshot: Snapshot) -> tuple[Round, ...]:
    """Return the risks that are to be looked at on a day; those that are over are left out."""
    return tuple(
        Round(at=at, row=row, last=None, day=day)
        for row, at in find_open_risks(snapshot)
        if (day := parse_date(row.fields.get("review")))
    )


def find_open_risks(snapshot: Snapshot) -> Iterator[tuple[Row, At]]:
    """Yield the rows of the risk registers that are not over."""
    for row, at in find_live_rows(snapshot, "risks"):
        if row.text("state").strip().casefold() not in _OVER:
            yield row, at


@lru_cache(maxsize=8)
def find_checks(snapshot: Snapshot, kind: str) -> tuple[Round, ...]:
    """Return when each row of a register is to be checked next, counted from `checked_on` by `check_interval`.

    Where a row names no interval the setting `review` holds; an obligation that nobody checked is counted from the
    day since which it holds.
    """
    return tuple(
        Round(
            at=at,
            row=row,
            last=(done := read_deed(row.fields, "checked_on", snapshot.today)),
            day=_count(snapshot, done or parse_date(row.fields.get("since")), row.text("check_interval")),
        )
        for row, at in find_live_rows(snapshot, kind)
    )


@lru_cache(maxsize=4)
def find_samplings(snapshot: Snapshot) -> tuple[Round, ...]:
    """Return when each record location is to be sampled next: by `sample_interval`, else as long as samples count."""
    return tuple(
        _build_sampling(snapshot, register, row, location)
        for register in snapshot.registers
        if register.head.status != "retired"
        for row, location in zip(register.rows, register.locations, strict=False)
    )


def _build_sampling(snapshot: Snapshot, register: Register, row: Row, location: RecordLocation) -> Round:
    sample = location.last_sample(snapshot.today)
    last = sample.taken_on if sample else None
    interval = parse_duration(row.text("sample_interval")) or find_period(snapshot, location)
    day = add_duration(last, interval) if last else None
    return Round(at=At(register, ("rows", row.index)), row=row, last=last, day=day)


def find_period(snapshot: Snapshot, location: RecordLocation) -> Duration:
    """Return how long a sample of a location counts as evidence: the shortest period of what it provides."""
    settings = snapshot.settings
    periods = (settings.periods.get(item, settings.period) for item in location.provides)
    return min(periods, key=lambda one: (one.months, one.days), default=settings.period)


def find_leavers(snapshot: Snapshot) -> frozenset[str]:
    """Return the ids of those who have left; their last day is still theirs."""
    days = ((row.id, parse_date(row.fields.get("left_on"))) for row, _ in find_live_rows(snapshot, "people"))
    return frozenset(name for name, day in days if day is not None and day < snapshot.today)


def find_live_rows(snapshot: Snapshot, kind: str) -> Iterator[tuple[Row, At]]:
    """Yield the rows of the registers of a kind that have not ended; nothing of a retired register."""
    for register, row, at in find_rows(snapshot, kind):
        until = parse_date(row.fields.get("until"))
        if register.head.status != "retired" and (until is None or snapshot.today <= until):
            yield row, at


def _count(snapshot: Snapshot, start: date | None, interval: str) -> date | None:
    span = parse_duration(interval) or snapshot.settings.review.interval
    return add_duration(start, span) if start else None


def find_last_notice(until: date, notice: Duration | None) -> date | None:
    """Return the last day on which a contract can be ended by notice; None where nobody can say."""
    if notice is None:
        return None
    index = until.year * _YEAR + until.month - 1 - notice.months
    if index < _YEAR:
        return None
    year, month = divmod(index, _YEAR)
    day = date(year, month + 1, min(until.day, monthrange(year, month + 1)[1]))
    return date.fromordinal(max(1, day.toordinal() - notice.days))
