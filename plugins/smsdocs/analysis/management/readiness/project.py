"""The project: the days that count, its milestones, and where they contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from smsdocs.analysis.management.actions import find_milestones
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import number, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from smsdocs.model.management import Milestone
    from smsdocs.model.register import Register
    from smsdocs.model.snapshot import Snapshot

MONTHS = 3
"""Months of records that each process needs before stage 2, where the project register says nothing."""
AFTERWARDS = frozenset({"S18", "S19"})
"""Steps that go on after the certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The head of the project register, and its rows.

    Attributes:
        certification: the target day; `stage_1` and `stage_2` are the days of the audits.
        decided_on: the day of the decision, once there is one.
        body: the certification body.
        months: how many months of records each process needs.
    """

    register: Register | None = None
    certification: date | None = None
    stage_1: date | None = None
    stage_2: date | None = None
    decided_on: date | None = None
    body: str = ""
    currency: str = ""
    months: int = MONTHS
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Something in the plan that cannot be right, and the milestone it stands at; empty for a day of the head."""

    milestone: str
    what: str


@lru_cache(maxsize=4)
def find_project(snapshot: Snapshot) -> Project:
    """Return the project; an empty one where there is no register."""
    register = snapshot.register_of("project")
    if register is None:
        return Project()
    fields = register.fields
    months = number(fields, "months_of_records")
    return Project(
        register=register,
        certification=parse_date(fields.get("certification")),
        stage_1=parse_date(fields.get("stage_1")),
        stage_2=parse_date(fields.get("stage_2")),
        decided_on=parse_date(fields.get("decided_on")),
        body=text(fields, "body"),
        currency=text(fields, "currency"),
        months=int(months) if months is not None and 0 <= months <= 36 else MONTHS,  # noqa: PLR2004  # the schema's bound
        milestones=find_milestones(snapshot),
    )


def find_by_step(project: Project) -> Mapping[str, tuple[Milestone, ...]]:
    """Return the milestones by the step they belong to."""
    found: dict[str, list[Milestone]] = {}
    for one in project.milestones:
        found.setdefault(one.step, []).append(one)
    return {step: tuple(ones) for step, ones in found.items()}


@lru_cache(maxsize=4)
def find_contradictions(snapshot: Snapshot) -> tuple[Contradiction, ...]:
    """Return what in the plan cannot be right, in the order of the register."""
    project = find_project(snapshot)
    found = list(_compare_days(project))
    known = {one.id: one for one in project.milestones}
    steps = {step.id for step in snapshot.model.steps}
    for one in project.milestones:
        found += (Contradiction(milestone=one.id, what=what) for what in _judge(one, known, project, steps))
    found += (
        Contradiction(milestone=one, what="depends on itself, by way of others")
        for one in _find_circles(known)
    )
    return tuple(found)


def _compare_days(project: Project) -> Iterator[Contradiction]:
    named = [
        ("stage 1", project.stage_1), ("stage 2", project.stage_2), ("certification", project.certification),
    ]  # fmt: skip
    days = [(name, day) for name, day in named if day is not None]
    for (name, day), (other, later) in pairwise(days):
        if later < day:
            yield Contradiction(milestone="", what=f"{other} on {later} lies before {name} on {day}")


def _judge(
    one: Milestone, known: Mapping[str, Milestone], project: Project, steps: set[str]
) -> Iterator[str]:
    if one.begin and one.due and one.begin > one.due:
        yield f"begins on {one.begin}, after it is due"
    if one.begin and one.done and one.done < one.begin:
        yield f"was done on {one.done}, before it began"
    if steps and one.step and one.step not in steps:
        yield f"names the step {one.step}, which there is not"
    last = project.certification
    if last and one.due and one.due > last and one.step not in AFTERWARDS:
        yield f"is due after the certification on {last}"
    for name in one.after:
        other = known.get(name)
        if other is None:
            yield f"comes after {name}, which there is not"
            continue
        if other.due and one.due and other.due > one.due:
            yield f"is due before {name}, which it comes after ({other.due})"
        if one.done and not other.done:
            yield f"is done, while {name}, which it comes after, is not"


def _find_circles(known: Mapping[str, Milestone]) -> Sequence[str]:
    """Return milestones that come after themselves: what is left once all that waits for nothing is taken away."""
    waits = {one.id: {name for name in one.after if name in known} for one in known.values()}
    follows: dict[str, list[str]] = {}
    for name, befores in waits.items():
        for before in befores:
            follows.setdefault(before, []).append(name)
    ready = [name for name, befores in waits.items() if not befores]
    while ready:
        done = ready.pop()
        for name in follows.get(done, ()):
            waits[name].discard(done)
            if not waits[name]:
                ready.append(name)
        waits.pop(done)
    return [name for name in waits if _leads_back(name, waits)]


def _leads_back(start: str, waits: Mapping[str, set[str]]) -> bool:
    """Say whether a way leads back to where it began; only what stands in or behind a circle is asked."""
    seen: set[str] = set()
    todo = list(waits[start])
    while todo and len(seen) <= len(waits):
        name = todo.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            todo += waits.get(name, ())
    return False
