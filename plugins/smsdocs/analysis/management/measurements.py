"""KPIs and their values: the register says what is measured, tables say what came out."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import find_rows
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import number
from smsdocs.model.management import Kpi, Measurement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.snapshot import Snapshot
    from smsdocs.model.table import Table, TableRow

_PERIOD = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?", re.ASCII)
_MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
YEAR = 12
OLDEST = 30
"""Years back from which no value is missed any more."""


@lru_cache(maxsize=4)
def find_kpis(snapshot: Snapshot) -> tuple[Kpi, ...]:
    """Return every row of the KPI registers, in their order."""
    return tuple(
        Kpi(
            at=at,
            row=row,
            id=row.id,
            name=row.text("name") or row.id,
            process=row.text("process"),
            unit=row.text("unit"),
            target=number(row.fields, "target"),
            higher={"higher": True, "lower": False}.get(row.text("better")),
            frequency=row.text("frequency"),
            months=_MONTHS.get(row.text("frequency")),
            owner=row.text("owner"),
            since=parse_date(row.fields.get("since")),
            until=parse_date(row.fields.get("until")),
        )
        for _, row, at in find_rows(snapshot, "kpis")
    )


@lru_cache(maxsize=4)
def find_series(snapshot: Snapshot) -> Mapping[str, tuple[Measurement, ...]]:
    """Return the values of each KPI by its id, oldest first; of two for one period the last that was written."""
    found: dict[str, dict[date, Measurement]] = {}
    for table in snapshot.tables:
        for row in table.rows if table.kind == "measurement" else ():
            if (one := read_measurement(table, row)) is not None:
                found.setdefault(one.kpi, {})[one.start] = one
    return {kpi: tuple(values[start] for start in sorted(values)) for kpi, values in found.items()}


def read_measurement(table: Table, row: TableRow) -> Measurement | None:
    """Return a line as a measurement; None where its period or its value cannot be read."""
    period, value = parse_period(row.text("period")), parse_number(row.text("value"))
    if period is None or value is None:
        return None
    return Measurement(
        table=table,
        row=row,
        kpi=row.text("kpi"),
        period=row.text("period"),
        start=period[0],
        end=period[1],
        value=value,
    )


def parse_period(text: str) -> tuple[date, date] | None:
    """Return the first and last day of `2026-05`, `2026-Q2`, `2026-H1` or `2026`; None where it is none of these."""
    found = _PERIOD.fullmatch(text.strip())
    if found is None or not int(found[1]):
        return None
    year, month, quarter, half = found.groups()
    if month:
        first, months = int(month), 1
    elif quarter:
        first, months = int(quarter) * 3 - 2, 3
    elif half:
        first, months = int(half) * 6 - 5, 6
    else:
        first, months = 1, YEAR
    return date(int(year), first, 1), _last_day(int(year), first, months)


def _last_day(year: int, first: int, months: int) -> date:
    following, month = divmod(year * YEAR + first - 1 + months, YEAR)
    return date(following, month + 1, 1) - timedelta(days=1) if following <= date.max.year else date.max


def parse_number(text: str) -> float | None:
    """Return the number that a cell writes; a decimal comma is read too. None where it is none."""
    try:
        value = float(text.strip().removesuffix("%").strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def find_missing_periods(
    kpi: Kpi, series: tuple[Measurement, ...], today: date
) -> Iterator[tuple[date, date]]:
    """Yield each period that ended before today and has no value, from the first one there should be.

    That is the first whole period after `since`; without it, the one after the first value. Nobody asks for those of
    thirty years ago.
    """
    if kpi.months is None:
        return
    begin = kpi.since or (series[0].start if series else None)
    if begin is None:
        return
    have = {one.start for one in series}
    index = -(-(begin.year * YEAR + begin.month - 1) // kpi.months)
    if begin.day > 1 and begin.month % kpi.months == 1 % kpi.months:
        index += 1
    index = max(index, (today.year - OLDEST) * YEAR // kpi.months)
    while True:
        year, month = divmod(index * kpi.months, YEAR)
        if year > date.max.year:
            return
        start, end = date(year, month + 1, 1), _last_day(year, month + 1, kpi.months)
        if end >= today or (kpi.until is not None and end > kpi.until):
            return
        if start not in have:
            yield start, end
        index += 1
