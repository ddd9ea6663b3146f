"""SMS7xx: milestones of the project: late ones, days that contradict each other, and days that cannot be."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from smsdocs.analysis.management.actions import find_milestones
from smsdocs.analysis.management.deeds import find_impossible
from smsdocs.checks.mentions import quote
from smsdocs.checks.rule import rule
from smsdocs.model.dates import parse_date
from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from smsdocs.analysis.management.deeds import Deed
    from smsdocs.model.management import Milestone
    from smsdocs.model.register import Register
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
BEFORE = {
    "stage_1": frozenset({"S01", "S02", "S04", "S06", "S07", "S08", "S09", "S10", "S11", "S12", "S14"}),
    "stage_2": frozenset({"S15", "S16"}),
    "certification": frozenset({"S17"}),
}
"""Steps of the shipped way to certification that lead to each of these days, and to none before it."""
_TOLD = {"stage_1": "stage 1", "stage_2": "stage 2", "certification": "certification"}


@rule("SMS724", "milestone-overdue", _WARNING)
def milestone_overdue(snapshot: Snapshot) -> Iterator[Problem]:
    """The day of a milestone has passed, and it is not done.

    Triggered when: the `due` of a row of the project register is before today, it has no `done`, and no `note`
    that explains it; the day itself is not late.

    To fix this: set `done`, or say in `note` why it is late and what is done about it, or plan it anew.

    Rationale: what an SMS needs is planned, with who, until when and with what (ISO/IEC 20000-1, 6.3).
    """
    for one in find_milestones(snapshot):
        if one.due is not None and one.due < snapshot.today and one.done is None and not one.note.strip():
            yield Problem(
                place=one.at.place("due"),
                message=f"the milestone `{quote(one.id)}` was due on {one.due} and is not done",
                hint="set `done`, explain it in `note`, or plan it anew",
                document=one.at.holder.name,
            )


@rule("SMS735", "contradicting-milestone", _ERROR)
def contradicting_milestone(snapshot: Snapshot) -> Iterator[Problem]:
    """The days of a milestone contradict each other, or those of the project.

    Triggered when: an open milestone is due before it begins, before one that it comes `after`, or after the day of
    the stage or certification that its step leads to. Stage 1 after stage 2, or stage 2 after the certification, is
    one too. A milestone that is done on a day still to come is open, and a finding of SMS743.

    To fix this: mend the day that is wrong, or move the later one.

    Rationale: a plan that cannot be kept is none (ISO/IEC 20000-1, 6.3).
    """
    milestones = {one.id: one for one in find_milestones(snapshot)}
    for one in find_milestones(snapshot):
        for name, message in _find_contradictions(one, milestones):
            yield Problem(
                place=one.at.place(name),
                message=f"the milestone `{quote(one.id)}` {message}",
                hint="mend the day that is wrong",
                document=one.at.holder.name,
            )
    for register in snapshot.registers:
        if register.kind == "project":
            yield from _find_contradicting_days(register)


def _find_contradictions(one: Milestone, milestones: Mapping[str, Milestone]) -> Iterator[tuple[str, str]]:
    """Yield the field that contradicts, and how."""
    if one.done is not None or one.due is None:
        return
    if one.begin is not None and one.due < one.begin:
        yield "due", f"is due on {one.due}, before it begins on {one.begin}"
    for name in one.after:
        former = milestones.get(name)
        if former and former.due and former.done is None and one.due < former.due:
            yield (
                "due",
                f"is due on {one.due}, before `{quote(name)}`, which it comes after and is due on {former.due}",
            )
    for name, steps in BEFORE.items():
        day = parse_date(one.at.holder.fields.get(name))
        if day is not None and one.step in steps and one.due > day:
            yield "due", f"is due on {one.due}, after {_TOLD[name]} on {day}, which needs its step {one.step}"
            return


def _find_contradicting_days(register: Register) -> Iterator[Problem]:
    days = [(name, day) for name in _TOLD if (day := parse_date(register.fields.get(name)))]
    for (former, early), (name, day) in pairwise(days):
        if day < early:
            yield Problem(
                place=register.places.of(name),
                message=f"{_TOLD[name]} on {day} lies before {_TOLD[former]} on {early}",
                hint="mend the day that is wrong",
                document=register.name,
            )


@rule("SMS743", "impossible-day", _ERROR)
def impossible_day(snapshot: Snapshot) -> Iterator[Problem]:
    """Something is said to have been done on a day on which it cannot have been done.

    Triggered when: a day after today stands where a record or a register says when something was done: `done` of an
    action, a decision or a milestone; `raised_on`, `closed_on` and `checked_on` of a nonconformity; `reported_on` of
    an audit; `checked_on`, `decided_on`, `accepted_on`, `authorised_on`, `measured_on`, `valued_on` or
    `last_disposal` of a row; the day of a sample; or `date` of a record of what was held or decided (a training may
    be recorded beforehand). Or `done` of an action lies more than six months before the record that asks for it.
    What such a day says does not count: the action is open, and late once its day has passed.

    To fix this: write the day on which it was done, and leave it out until then. What is planned stands under `due`
    or `next`.

    Rationale: a day that is written before the deed is a promise and no evidence (ISO/IEC 20000-1, 7.5.2 and 10.1).
    """
    for one in find_impossible(snapshot):
        message, hint = _tell_impossible(one, snapshot.today)
        yield Problem(place=one.at.place(), message=message, hint=hint, document=one.at.holder.name)


def _tell_impossible(one: Deed, today: date) -> tuple[str, str]:
    said = f"`{one.at.key[-1]}` says {one.day}"
    if one.day > today:
        return f"{said}, after today, {today}", "write the day once it is done; until then it counts as open"
    asked = one.asked or today
    year = f"most likely the year should be {asked.year}; " if one.day.year != asked.year else ""
    return (
        f"{said}, long before {asked}, the date of the record that asks for it",
        f"{year}until it is mended, it counts as open",
    )
