"""Checks of the way: support of management, the project and its plan, the certification body (S01, S02, S14)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import find_records
from smsdocs.analysis.management.readiness.backward import find_behind
from smsdocs.analysis.management.readiness.people import find_holders
from smsdocs.analysis.management.readiness.project import find_contradictions, find_project
from smsdocs.analysis.management.readiness.verdict import (
    Outcome,
    Verdict,
    answers,
    count,
    find_absent,
    name_some,
    say,
    unknown,
)
from smsdocs.model.document import State

if TYPE_CHECKING:
    from smsdocs.model.document import Head
    from smsdocs.model.snapshot import Snapshot

OWNER, TOP = "sms-owner", "top-management"
_CASE = "business case"


@answers("S01.1")
def judge_owner(snapshot: Snapshot) -> Verdict:
    """An SMS owner from top management is named."""
    if snapshot.register_of("people") is None:
        return find_absent(snapshot, "people")
    owners, top = find_holders(snapshot, OWNER), find_holders(snapshot, TOP)
    if not owners:
        return say(holds=False, good="", bad=f"nobody holds the role {OWNER} today", page="roles")
    held = [one for one in owners if one in top]
    return say(
        bool(held),
        f"{name_some(held)} holds {OWNER} and {TOP}",
        f"{name_some(owners)} holds {OWNER}, but not {TOP}",
        "roles",
    )


@answers("S01.2")
def judge_case(snapshot: Snapshot) -> Verdict:
    """A business case exists and is approved: a document or a decision with these words in its title or its id."""
    decided = next((one for one in find_records(snapshot, "decision") if _is_case(one.head)), None)
    if decided is not None:
        return say(holds=True, good=f"{decided.title}, on record", bad="", path=decided.path)
    cases = [one for one in snapshot.text_in_force.documents if _is_case(one.head)]
    good = [one for one in cases if one.head.state(snapshot.today) is State.IN_FORCE]
    first = (good or cases)[0] if cases else None
    if first is None:
        return say(
            holds=False,
            good="",
            bad="no document or decision has `business case` in its title, or `BUSINESS-CASE` in its id",
            page="documents",
        )
    return say(bool(good), f"{first.title} is approved", f"{first.title} is not approved", path=first.path)


def _is_case(head: Head) -> bool:
    """Say whether something names itself a business case; in another language the id may, as `DOC-BUSINESS-CASE`."""
    return any(_CASE in " ".join(one.casefold().replace("-", " ").split()) for one in (head.title, head.id))


@answers("S02.1")
def judge_target(snapshot: Snapshot) -> Verdict:
    """A target day is set, and every milestone has a day and an owner."""
    project = find_project(snapshot)
    if project.register is None:
        return find_absent(snapshot, "the project")
    lacking = [one.id for one in project.milestones if not one.due or not one.owner]
    bad = [] if project.certification else ["no day of the certification is set"]
    bad += [] if project.milestones else ["there are no milestones"]
    bad += [f"without day or owner: {name_some(lacking)}"] if lacking else []
    good = f"certification on {project.certification}; {count(len(project.milestones), 'milestone')} with day and owner"
    return say(not bad, good, "; ".join(bad), "project", project.register.path)


@answers("S02.2")
def judge_overdue(snapshot: Snapshot) -> Verdict:
    """No milestone is overdue without a note."""
    project = find_project(snapshot)
    if project.register is None:
        return find_absent(snapshot, "the project")
    late = [one for one in project.milestones if one.due and not one.done and one.due < snapshot.today]
    silent = [one for one in late if not one.note]
    good = f"{count(len(late), 'milestone')} overdue, each with a note" if late else "no milestone is overdue"
    bad = f"overdue without a note: {name_some(one.id for one in silent)}"
    said = say(not silent, good, bad, "project")
    return dataclasses.replace(said, by=min((one.due for one in silent if one.due), default=None))


@answers("S02.3")
def judge_budget(snapshot: Snapshot) -> Verdict:
    """Effort and budget are stated for each milestone."""
    project = find_project(snapshot)
    if project.register is None:
        return find_absent(snapshot, "the project")
    lacking = [one.id for one in project.milestones if one.effort is None or one.budget is None]
    holds = bool(project.milestones) and not lacking
    good = "each milestone states effort and budget"
    return say(
        holds, good, f"without effort or budget: {name_some(lacking) or 'all, for there are none'}", "project"
    )


@answers("S02.4")
def judge_order(snapshot: Snapshot) -> Verdict:
    """Milestones, their order and the target day agree, and no step is planned after its latest day."""
    if find_project(snapshot).register is None:
        return find_absent(snapshot, "the project")
    found, behind = find_contradictions(snapshot), find_behind(snapshot)
    told = name_some(f"{one.milestone} {one.what}".strip() for one in found[:2])
    more = f" and {len(found) - 2} more" if len(found) > 2 else ""  # noqa: PLR2004  # two are told
    late = name_some(f"{one.step} by {count(one.days, 'day')}" for one in behind)
    bad = [f"{told}{more}"] if found else []
    bad += [f"planned after the latest day, counted back: {late}"] if behind else []
    said = say(not bad, "days and dependencies agree", "; ".join(bad), "project")
    return dataclasses.replace(said, by=min((one.latest for one in behind), default=None))


@answers("S14.1")
def judge_body(snapshot: Snapshot) -> Verdict:
    """The certification body and the days of the audits are recorded."""
    project = find_project(snapshot)
    if project.register is None:
        return find_absent(snapshot, "the project")
    named = (("body", project.body), ("stage_1", project.stage_1), ("stage_2", project.stage_2))
    lacking = [name for name, value in named if not value]
    good = f"{project.body}, stage 1 on {project.stage_1}, stage 2 on {project.stage_2}"
    return say(
        not lacking,
        good,
        f"the project register lacks {name_some(lacking)}",
        "project",
        project.register.path,
    )


@answers("S14.2")
def judge_accredited(snapshot: Snapshot) -> Verdict:
    """The body is accredited: people look it up."""
    body = find_project(snapshot).body
    if not body:
        return Verdict(outcome=Outcome.NOT_MET, why="no certification body is recorded", page="project")
    return unknown(f"people decide: look {body} up in the list of its accreditation body", "project")
