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
from smsdocs.analysis.management.readiness.running import Run, find_run
from smsdocs.model.duration import add_duration

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.model.snapshot import Snapshot


class Hand(StrEnum):
    """Where the clock of a process stands, best first."""

    ENOUGH = "enough"
    GROWING = "will be enough, if records go on"
    UNWRITTEN = "records, but no description in force"
    QUIET = "no record in a year"
    WAITING = "no record yet"
    LATE = "too late for the day of stage 2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The clock of a process.

    Attributes:
        run: since when the process is in force, and the evidence of that time.
        months: how many months of records there are since then.
        before: how many they are with those of before; the same where there are none.
        wanted: how many there must be.
        by: the last day on which the first record does; None where no day of stage 2 is known.
    """

    state: ProcessState
    run: Run
    months: int
    before: int
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
    run = find_run(snapshot, state)
    fresh = run.last is not None and add_duration(run.last, YEAR) >= today
    first = run.first if fresh else None
    months = _count(first, run.last, second)
    enough = first is not None and months >= wanted
    return Reading(
        state=state,
        run=run,
        months=months,
        before=max(months, _count(state.first, state.last, second)),
        wanted=wanted,
        hand=Hand.ENOUGH if enough else _judge(first, by, today, _name_silence(state, run)),
        by=by,
    )


def _count(first: date | None, last: date | None, second: date | None) -> int:
    """Return the months between two days; what comes after stage 2 is of no use to it."""
    until = min(last, second) if last and second else last
    return count_months(first, until) if first and until and first <= until else 0


def _judge(first: date | None, by: date | None, today: date, silence: Hand) -> Hand:
    if by is not None and (first or today) > by:
        return Hand.LATE
    return silence if first is None else Hand.GROWING


def _name_silence(state: ProcessState, run: Run) -> Hand:
    """Say why nothing counts: there is no description in force, no record yet, or none in the last year."""
    if not run.described and state.last is not None:
        return Hand.UNWRITTEN
    return Hand.WAITING if run.last is None else Hand.QUIET
