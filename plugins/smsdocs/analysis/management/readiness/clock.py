"""The readiness clock: how many months of records each process has, and whether they will do by stage 2."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.process_states import (
    YEAR,
    ProcessState,
    count_months,
    find_process_states,
)
from smsdocs.analysis.management.readiness.backward import find_stages, go_back
from smsdocs.analysis.management.readiness.project import find_project
from smsdocs.model.duration import add_duration

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.model.snapshot import Snapshot


class Hand(StrEnum):
    """Where the clock of a process stands, best first."""

    ENOUGH = "enough"
    GROWING = "will be enough, if records go on"
    WAITING = "no record yet"
    LATE = "too late for the day of stage 2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The clock of a process.

    Attributes:
        months: how many months of records there are.
        wanted: how many there must be.
        by: the last day on which the first record does; None where no day of stage 2 is known.
    """

    state: ProcessState
    months: int
    wanted: int
    hand: Hand
    by: date | None


@lru_cache(maxsize=4)
def find_clock(snapshot: Snapshot) -> tuple[Reading, ...]:
    """Return the clock of each process of the model, in its order."""
    return tuple(
        _read(snapshot, state)
        for process, state in find_process_states(snapshot).items()
        if process in snapshot.processes or state.document is not None
    )


def _read(snapshot: Snapshot, state: ProcessState) -> Reading:
    today, wanted = snapshot.today, find_project(snapshot).months
    second = find_stages(snapshot)[1]
    by = go_back(second, wanted) if second else None
    fresh = state.last is not None and add_duration(state.last, YEAR) >= today
    first = state.first if fresh else None
    last = min(state.last, second) if state.last and second else state.last
    months = count_months(first, last) if first and last and first <= last else 0
    hand = _judge(months, wanted, first, by, today)
    return Reading(state=state, months=months, wanted=wanted, hand=hand, by=by)


def _judge(months: int, wanted: int, first: date | None, by: date | None, today: date) -> Hand:
    if first is not None and months >= wanted:
        return Hand.ENOUGH
    if by is not None and (first or today) > by:
        return Hand.LATE
    return Hand.WAITING if first is None else Hand.GROWING
