"""The steps of the way with what the repository shows of each, and what is missing by when."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.audits import find_audits
from smsdocs.analysis.management.readiness import (
    afterwards,
    documents,
    improvement,
    operation,
    people,
    planning,
)
from smsdocs.analysis.management.readiness.backward import Behind, find_behind, find_latest, find_planned
from smsdocs.analysis.management.readiness.project import find_by_step, find_project
from smsdocs.analysis.management.readiness.verdict import JUDGES, Outcome, Verdict, unknown
from smsdocs.model.dates import shift_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from smsdocs.model.management import Milestone
    from smsdocs.model.snapshot import Snapshot, Step

CHECKED: tuple[ModuleType, ...] = (planning, people, documents, operation, improvement, afterwards)
"""The modules whose functions decide checks."""
_AUDITED = {"S16": "stage-1", "S17": "stage-2"}
"""Steps that are an audit, and the kind of its record."""
NEAR = 90
"""Days in which a milestone is near."""


class Progress(StrEnum):
    """How far a step is, best first."""

    SHOWN = "shown by evidence"
    READY = "ready, the audit is ahead"
    UNCLEAR = "not all known"
    LATE = "a milestone is late"
    OPEN = "something is missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check of a step with its answer; `automatic` is yes, partial or no."""

    id: str
    rule: str
    automatic: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """A step and where it stands.

    Attributes:
        latest: its latest day by backward planning; None where no target day is set.
        by: the day that counts: of its open milestones the last one, else `latest`.
        behind: how its open milestones lie after the latest day; None where they do not.
    """

    step: Step
    checks: tuple[Check, ...]
    progress: Progress
    milestones: tuple[Milestone, ...]
    latest: date | None
    by: date | None
    behind: Behind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A check that is not met, the step it belongs to, and the day by which it is to be."""

    state: StepState
    check: Check

    @property
    def by(self) -> date | None:
        """The day that counts: its own, where it has one."""
        return self.check.verdict.by or self.state.by


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A milestone that is late or near, and the step it belongs to; None where it names none."""

    milestone: Milestone
    state: StepState | None

    @property
    def by(self) -> date | None:
        """The day it is due."""
        return self.milestone.due


@lru_cache(maxsize=4)
def find_steps(snapshot: Snapshot) -> tuple[StepState, ...]:
    """Return every step of the model, in its order."""
    milestones = find_by_step(find_project(snapshot))
    latest = find_latest(snapshot)
    behind = {one.step: one for one in find_behind(snapshot)}
    return tuple(
        dataclasses.replace(
            _build(snapshot, step, milestones.get(step.id, ()), latest.get(step.id)),
            behind=behind.get(step.id),
        )
        for step in snapshot.model.steps
    )


def _build(
    snapshot: Snapshot, step: Step, milestones: tuple[Milestone, ...], latest: date | None
) -> StepState:
    checks = tuple(
        Check(id=name, rule=rule, automatic=automatic, verdict=_decide(snapshot, name, automatic))
        for name, rule, automatic in step.checks
    )
    ahead = [day for one in milestones if not one.done and (day := find_planned(one)) is not None]
    return StepState(
        step=step,
        checks=checks,
        progress=_judge(snapshot, step, checks, late=any(is_late(one, snapshot.today) for one in milestones)),
        milestones=milestones,
        latest=latest,
        by=_find_by(snapshot, step, max(ahead) if ahead else latest),
    )


def _find_by(snapshot: Snapshot, step: Step, by: date | None) -> date | None:
    """Return the day by which a step is to be ready; what an audit looks at is ready when it begins."""
    project = find_project(snapshot)
    begins = {"S16": project.stage_1, "S17": project.stage_2}.get(step.id)
    return min(by, begins) if by and begins else by or begins


def _decide(snapshot: Snapshot, check: str, automatic: str) -> Verdict:
    judge = JUDGES.get(check)
    if judge is not None:
        return judge(snapshot)
    return unknown("people decide" if automatic == "no" else "not computed: people decide")


def is_late(one: Milestone, today: date) -> bool:
    """Say whether the day of a milestone has passed; the day itself is not late."""
    return one.done is None and one.due is not None and one.due < today


def _judge(snapshot: Snapshot, step: Step, checks: tuple[Check, ...], *, late: bool) -> Progress:
    """Say how far a step is: checks that only people decide hold nothing up, a milestone that is late does."""
    if any(one.verdict.outcome is Outcome.NOT_MET for one in checks):
        return Progress.OPEN
    if late:
        return Progress.LATE
    kind = _AUDITED.get(step.id)
    if kind is not None and not any(one.kind == kind for one in find_audits(snapshot)):
        return Progress.READY
    if any(one.verdict.outcome is Outcome.UNKNOWN and one.automatic == "yes" for one in checks):
        return Progress.UNCLEAR
    return Progress.SHOWN if any(one.verdict.outcome is Outcome.MET for one in checks) else Progress.UNCLEAR


@lru_cache(maxsize=4)
def find_missing(snapshot: Snapshot) -> tuple[Missing, ...]:
    """Return all checks that are not met, by the day they are to be."""
    return tuple(sorted(_find_missing(snapshot), key=lambda one: one.by or date.max))


def _find_missing(snapshot: Snapshot) -> Iterator[Missing]:
    for state in find_steps(snapshot):
        for check in state.checks:
            if check.verdict.outcome is Outcome.NOT_MET:
                yield Missing(state=state, check=check)


def find_waiting(snapshot: Snapshot) -> tuple[Waiting, ...]:
    """Return the open milestones that are late, and those that are due, begin or are under way within some days."""
    states = {state.step.id: state for state in find_steps(snapshot)}
    until = shift_day(snapshot.today, timedelta(days=NEAR))
    found = [
        Waiting(milestone=one, state=states.get(one.step))
        for one in find_project(snapshot).milestones
        if one.done is None and one.due is not None and min(one.due, one.begin or one.due) <= until
    ]
    return tuple(sorted(found, key=lambda one: one.by or date.max))
