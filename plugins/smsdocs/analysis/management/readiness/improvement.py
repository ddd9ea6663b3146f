"""Checks of the way: internal audits, what they found, the management review, stage 1 (S10, S11, S12, S16.2)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from smsdocs.analysis.management.actions import find_actions, find_promises
from smsdocs.analysis.management.audits import find_audits, find_programme, find_unheld
from smsdocs.analysis.management.independence import (
    expand_clauses,
    find_period,
    find_role_conflicts,
    find_work_conflicts,
)
from smsdocs.analysis.management.management_reviews import find_management_reviews
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.analysis.management.people import find_tenures
from smsdocs.analysis.management.process_states import find_process_states
from smsdocs.analysis.management.readiness.majors import is_answered
from smsdocs.analysis.management.readiness.planning import TOP
from smsdocs.analysis.management.readiness.verdict import (
    Verdict,
    answers,
    count,
    find_standard,
    name_processes,
    name_some,
    say,
    unknown,
)
from smsdocs.model.clause import ClauseRef
from smsdocs.model.fields import mappings, text
from smsdocs.model.management import Grade, Period

if TYPE_CHECKING:
    from smsdocs.model.management import Action, Audit, ManagementReview, Nonconformity
    from smsdocs.model.snapshot import Snapshot

_GRAVE = frozenset({Grade.MAJOR, Grade.MINOR})


def find_held(snapshot: Snapshot, period: Period | None = None) -> list[Audit]:
    """Return the internal audits that are over, with a stated scope, of a period or of all times."""
    return [
        one
        for one in find_audits(snapshot)
        if one.kind == "internal"
        and one.structured
        and one.record.date is not None
        and one.record.date <= snapshot.today
        and (period is None or period.holds(one.record.date))
    ]


def find_unaudited(snapshot: Snapshot, audits: list[Audit]) -> tuple[list[str], list[str]]:
    """Return the processes and the clauses that no audit looked at; who audits a process looks at its clauses."""
    seen = {process for one in audits for process in one.scope.processes}
    processes = [name for name in find_process_states(snapshot) if name not in seen]
    framework = find_standard(snapshot)
    if framework is None:
        return processes, []
    looked = expand_clauses(snapshot, (ref for one in audits for ref in one.scope.clauses))
    for name in seen & snapshot.processes.keys():
        looked |= {ClauseRef(framework.catalog.id, clause) for clause in snapshot.processes[name].clauses}
    clauses = [name for name in framework.clauses if ClauseRef(framework.catalog.id, name) not in looked]
    return processes, clauses


@answers("S10.1")
def judge_audited(snapshot: Snapshot) -> Verdict:
    """Every process and every clause was audited in the cycle of the programme."""
    programme = find_programme(snapshot)
    audits = find_held(snapshot, programme.cycle if programme else None)
    if not audits:
        return say(
            holds=False, good="", bad="no internal audit with a stated scope is on record", page="audits"
        )
    processes, clauses = find_unaudited(snapshot, audits)
    bad = (
        [
            f"{count(len(processes), 'process', 'processes')} not audited: {name_processes(snapshot, processes)}"
        ]
        if processes
        else []
    )
    bad += [f"{count(len(clauses), 'clause')} not audited: {name_some(clauses)}"] if clauses else []
    return say(not bad, f"{count(len(audits), 'audit')} covered all", "; ".join(bad), "audits")


@answers("S10.2")
def judge_independent(snapshot: Snapshot) -> Verdict:
    """No auditor audited own work: by the roles held, and by what git tells of the audited documents."""
    audits = find_held(snapshot)
    if not audits:
        return unknown("no internal audit with a stated scope is on record", "audits")
    people = {one.id: one for one in snapshot.people}
    found = []
    for audit in audits:
        for name in audit.auditors:
            person = people.get(name)
            if person is not None and (
                find_role_conflicts(snapshot, audit.scope, person, find_period(audit))
                or next(find_work_conflicts(snapshot, audit, person), None) is not None
            ):
                found.append(f"{name} in {audit.record.name}")
    good = f"no conflict in {count(len(audits), 'audit')}"
    return say(not found, good, f"own work: {name_some(found)}", "audits")


@answers("S10.3")
def judge_planned(snapshot: Snapshot) -> Verdict:
    """Every audit that was planned until today was held."""
    programme = find_programme(snapshot)
    if programme is None:
        return say(holds=False, good="", bad="there is no audit programme", page="audits")
    unheld = [one for _, one in find_unheld(snapshot)]
    due = [one for one in programme.audits if one.planned is not None and one.planned < snapshot.today]
    lacking = [one for one in due if one in unheld]
    good = f"{count(len(due), 'audit')} planned until today, all held"
    bad = f"planned and not held: {name_some(one.id for one in lacking)}"
    said = say(not lacking, good, bad, "audits")
    return dataclasses.replace(said, by=min((one.planned for one in lacking if one.planned), default=None))


@answers("S11.1")
def judge_complete(snapshot: Snapshot) -> Verdict:
    """Every nonconformity has cause, action, owner, day and a check of the effect."""
    ours = find_nonconformities(snapshot)
    if not ours:
        return unknown("no nonconformity is on record", "actions")
    told = [one for one in ours if one.structured]
    lacking = [one.record.name for one in told if not _is_complete(one)]
    if not told:
        return unknown(f"{count(len(ours), 'record')} in prose only: people decide", "actions")
    return say(not lacking, f"all {len(told)} are complete", f"not complete: {name_some(lacking)}", "actions")


def _is_complete(one: Nonconformity) -> bool:
    acted = bool(one.actions) and all(action.owner and action.due for action in one.actions)
    return bool(one.cause) and acted and (one.effect_due is not None or one.checked_on is not None)


@answers("S11.2")
def judge_late(snapshot: Snapshot) -> Verdict:
    """No action of a record is overdue, and nothing that a register promises."""
    actions = (*find_actions(snapshot), *find_promises(snapshot))
    late = [one for one in actions if one.is_overdue(snapshot.today)]
    late.sort(key=lambda one: one.due or snapshot.today)
    named = name_some(f"{one.at.holder.name} {one.id}".strip() for one in late)
    good = f"none of {count(len(actions), 'action')} is overdue" if actions else "no action is open"
    said = say(not late, good, f"overdue: {named}", "actions")
    return dataclasses.replace(said, by=late[0].due) if late else said


def find_last_review(snapshot: Snapshot) -> ManagementReview | None:
    """Return the last management review that was held."""
    held = [
        one
        for one in find_management_reviews(snapshot)
        if one.record.date is not None and one.record.date <= snapshot.today
    ]
    return held[-1] if held else None


@answers("S12.1")
def judge_review(snapshot: Snapshot) -> Verdict:
    """The last review looked at every topic, and top management was there."""
    last = find_last_review(snapshot)
    if last is None:
        return say(holds=False, good="", bad="no management review is on record", page="review")
    if not last.structured:
        return unknown(f"{last.record.title} is told in prose only: people decide", path=last.record.path)
    lacking = [one.id for one in snapshot.model.topics if one.id not in last.inputs]
    present = {last.chair, *last.attendees}
    bad = [f"nothing on {name_some(lacking)}"] if lacking else []
    bad += [] if find_top(snapshot, last) & present else [f"nobody who held {TOP} was there"]
    good = f"all {len(snapshot.model.topics)} topics, with {TOP}, on {last.record.date}"
    return say(not bad, good, "; ".join(bad), path=last.record.path)


def find_top(snapshot: Snapshot, review: ManagementReview) -> set[str]:
    """Return who held the role of top management on the day of a review."""
    tenure, day = find_tenures(snapshot).get(TOP), review.record.date
    return {one.person.id for one in tenure.find_holders(day)} if tenure and day else set()


@answers("S12.2")
def judge_decisions(snapshot: Snapshot) -> Verdict:
    """Every decision of the last review has an owner and a day."""
    last = find_last_review(snapshot)
    if last is None:
        return say(holds=False, good="", bad="no management review is on record", page="review")
    if not last.decisions:
        return unknown(f"{last.record.title} states no decisions as fields", path=last.record.path)
    asking = [one for one in last.decisions if one.due or _asks(last, one)]
    lacking = [one.id or one.what for one in asking if not (one.owner and one.due)]
    good = f"{count(len(asking), 'decision')} to be carried out, each with owner and day"
    return say(not lacking, good, f"without owner or day: {name_some(lacking)}", path=last.record.path)


def _asks(review: ManagementReview, decision: Action) -> bool:
    """Say whether a decision asks for something to be done; that targets stay as they are asks for nothing."""
    about = {index: text(entry, "about") for index, entry in mappings(review.record.fields, "decisions")}
    return about.get(int(str(decision.at.key[-1])), "") in {"", "improvement", "change"}


@answers("S16.2")
def judge_stage_1(snapshot: Snapshot) -> Verdict:
    """What stage 1 found is answered and closed."""
    audits = [one for one in find_audits(snapshot) if one.kind == "stage-1"]
    if not audits:
        return unknown("stage 1 is not on record yet", "audits")
    open_ = [
        finding.id
        for audit in audits
        for finding in audit.findings
        if finding.grade in _GRAVE and not is_answered(snapshot, finding)
    ]
    return say(not open_, "all findings are closed", f"open: {name_some(open_)}", "audits")
