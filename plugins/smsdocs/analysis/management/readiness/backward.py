"""Backward planning: from the day of the certificate, the latest day on which each step must be done.

How long a step takes is our own rule of thumb and stands in no standard: the plan of an organisation comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.readiness.project import find_by_step, find_project
from smsdocs.model.duration import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from smsdocs.model.management import Milestone
    from smsdocs.model.snapshot import Snapshot, Step

DECISION = 1
"""Months from stage 2 to the certificate."""
BETWEEN = 1
"""Months between the two stages."""
STAGE_1, STAGE_2, OPERATE = "S16", "S17", "S15"
MONTHS: Mapping[str, int] = {
    "S02": 1, "S03": 2, "S04": 1, "S05": 1, "S06": 2, "S07": 4, "S08": 1, "S09": 1, "S10": 2, "S11": 1, "S12": 1,
    "S13": 1, "S14": 2, "S16": 1, "S17": 0,
}  # fmt: skip
"""Months that a step takes after those it depends on; the months of records stand in the project register."""
DEFAULT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A step whose open milestones come after its latest day."""

    step: str
    planned: date
    latest: date

    @property
    def days(self) -> int:
        """How many days too late it is planned."""
        return (self.planned - self.latest).days


def go_back(day: date, months: int) -> date:
    """Return the day that many months earlier, or the first day of the calendar."""
    return Duration(-months, 0).after(day) if day.year > months // 12 + 1 else date.min


def count_step(snapshot: Snapshot, step: str) -> int:
    """Return how many months a step takes."""
    return find_project(snapshot).months if step == OPERATE else MONTHS.get(step, DEFAULT)


@lru_cache(maxsize=4)
def find_stages(snapshot: Snapshot) -> tuple[date | None, date | None]:
    """Return the days of stage 1 and stage 2: those of the register, else counted back from what it has."""
    project = find_project(snapshot)
    second = project.stage_2
    if second is None and project.certification is not None:
        second = go_back(project.certification, DECISION)
    first = project.stage_1
    if first is None and second is not None:
        first = go_back(second, BETWEEN)
    return first, second


@lru_cache(maxsize=4)
def find_latest(snapshot: Snapshot) -> Mapping[str, date]:
    """Return the latest day of each step, by its id; steps that no day depends on are left out."""
    steps = snapshot.model.steps
    first, second = find_stages(snapshot)
    followers: dict[str, list[str]] = {}
    for step in steps:
        for before in step.depends_on:
            followers.setdefault(before, []).append(step.id)
    found = {name: day for name, day in ((STAGE_1, first), (STAGE_2, second)) if day is not None}
    for step in _order(steps, followers):
        if step.id in found:
            continue
        days = [
            go_back(found[after], count_step(snapshot, after))
            for after in followers.get(step.id, ())
            if after in found
        ]
        if not followers.get(step.id) and step.depends_on and first is not None:
            days = [first]
        if days:
            found[step.id] = min(days)
    return found


def find_planned(one: Milestone) -> date | None:
    """Return the day of a milestone that is held against the latest one: of an audit the day on which it begins."""
    if one.step in {STAGE_1, STAGE_2} and one.begin is not None:
        return one.begin
    return one.done or one.due


def find_behind(snapshot: Snapshot) -> tuple[Behind, ...]:
    """Return the steps that are planned after their latest day, in the order of the way; what is done is no plan."""
    latest, by_step = find_latest(snapshot), find_by_step(find_project(snapshot))
    found = []
    for step in snapshot.model.steps:
        ahead = [find_planned(one) for one in by_step.get(step.id, ()) if not one.done]
        planned = max((day for day in ahead if day is not None), default=None)
        last = latest.get(step.id)
        if planned is not None and last is not None and planned > last:
            found.append(Behind(step=step.id, planned=planned, latest=last))
    return tuple(found)


def _order(steps: Iterable[Step], followers: Mapping[str, list[str]]) -> list[Step]:
    """Return the steps, each after those that depend on it; what stands in a circle is left out."""
    known = {step.id: step for step in steps}
    left = {name: sum(1 for one in followers.get(name, ()) if one in known) for name in known}
    ready = [name for name, number in left.items() if not number]
    found = []
    while ready:
        step = known[ready.pop()]
        found.append(step)
        for before in dict.fromkeys(step.depends_on):
            if before in left:
                left[before] -= 1
                if not left[before]:
                    ready.append(before)
    return found
