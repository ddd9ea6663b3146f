"""Objectives: what their rows say, and what the KPI that a row names fills in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import find_rows, read_deed
from smsdocs.analysis.management.measurements import find_kpis, find_series
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from smsdocs.model.management import At, Kpi, Measurement
    from smsdocs.model.register import Row
    from smsdocs.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """A row of the objectives register; what it leaves open, its KPI says.

    Attributes:
        measure: what is counted, in words, or the id of the KPI.
        higher: whether more is better; None where nobody says.
        value: the last figure by its day: what the row states comes first, for it need not be what the KPI counts.
        valued: first day that the figure speaks of; None where there is no figure, or nobody says.
        state: open, met, missed or dropped; open where it is absent.
    """

    at: At
    row: Row
    id: str
    kpi: Kpi | None
    measure: str
    unit: str
    target: float | None
    higher: bool | None
    due: date | None
    state: str
    value: float | None
    valued: date | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has said what came of it."""
        return self.state not in {"met", "missed", "dropped"}

    @property
    def meets(self) -> bool | None:
        """Whether the figure meets the target; None where nobody can say."""
        if self.value is None or self.target is None or self.higher is None:
            return None
        return self.value >= self.target if self.higher else self.value <= self.target


@lru_cache(maxsize=4)
def find_objectives(snapshot: Snapshot) -> tuple[Objective, ...]:
    """Return every row of the objectives registers, in their order; nothing of a retired register."""
    kpis, series = {one.id: one for one in find_kpis(snapshot) if one.id}, find_series(snapshot)
    found = []
    for register, row, at in find_rows(snapshot, "objectives"):
        if register.head.status != "retired":
            kpi = kpis.get(row.text("kpi"))
            found.append(_build(at, row, kpi, series.get(kpi.id, ()) if kpi else (), snapshot.today))
    return tuple(found)


def _build(at: At, row: Row, kpi: Kpi | None, series: Sequence[Measurement], today: date) -> Objective:
    target, due = number(row.fields, "target"), parse_date(row.fields.get("due"))
    value, valued = _find_value(row, series, due, today)
    return Objective(
        at=at,
        row=row,
        id=row.id,
        kpi=kpi,
        measure=row.text("measure") or row.text("kpi"),
        unit=row.text("unit") or (kpi.unit if kpi else ""),
        target=kpi.target if target is None and kpi else target,
        higher={"higher": True, "lower": False}.get(row.text("better"), kpi.higher if kpi else None),
        due=due,
        state=row.text("state").strip().casefold(),
        value=value,
        valued=valued,
    )


def _find_value(
    row: Row, series: Sequence[Measurement], due: date | None, today: date
) -> tuple[float | None, date | None]:
    """Return what the row states, else the last measurement of a period that had ended on the day it was due."""
    stated, day = number(row.fields, "value"), parse_date(row.fields.get("valued_on"))
    if stated is not None and (day is None or read_deed(row.fields, "valued_on", today)):
        return stated, day
    ended = (one for one in reversed(series) if one.end <= (due or today))
    last = next(ended, None)
    return (last.value, last.start) if last else (None, None)
