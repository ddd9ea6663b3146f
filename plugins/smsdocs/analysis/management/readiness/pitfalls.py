"""What brings the way to certification down, and what the repository shows about each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.measurements import find_kpis, find_series
from smsdocs.analysis.management.process_states import ProcessWord, find_process_states
from smsdocs.analysis.management.readiness.improvement import find_last_review, find_top
from smsdocs.analysis.management.readiness.people import find_aware, find_lapsed, find_staff
from smsdocs.analysis.management.readiness.planning import OWNER, judge_owner
from smsdocs.analysis.management.readiness.project import find_project
from smsdocs.analysis.management.readiness.verdict import (
    Judge,
    Outcome,
    Verdict,
    count,
    find_standard,
    name_some,
    say,
    unknown,
)
from smsdocs.analysis.management.services import find_services
from smsdocs.analysis.review import build_review
from smsdocs.model.coverage import Status
from smsdocs.model.dates import parse_date
from smsdocs.model.document import State
from smsdocs.model.review import ReviewState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.model.snapshot import Snapshot

LONG = 2_500
"""Words from which a document is long."""
_MERGER = ("merger", "restructur", "takeover", "acquisition", "transition of the organisation")


def judge_pitfall(snapshot: Snapshot, pitfall: str) -> Verdict:
    """Return what the repository shows about a pitfall."""
    judge = _JUDGES.get(pitfall)
    return judge(snapshot) if judge else unknown("not computed: people decide")


def _judge_commitment(snapshot: Snapshot) -> Verdict:
    owner = judge_owner(snapshot)
    last = find_last_review(snapshot)
    there = len(find_top(snapshot, last) & {last.chair, *last.attendees}) if last else 0
    said = (
        f"{count(there, 'person', 'people')} of top management"
        if last and last.structured
        else "see the record"
    )
    review = (
        f"the last management review was on {last.record.date} ({said})"
        if last
        else "no management review yet"
    )
    named = owner.why if owner.outcome is Outcome.MET else f"no {OWNER} from top management"
    return say(
        owner.outcome is Outcome.MET and last is not None,
        f"{named}; {review}",
        f"{named}; {review}",
        "review",
    )


def _judge_training(snapshot: Snapshot) -> Verdict:
    staff = find_staff(snapshot)
    aware = sum(person in find_aware(snapshot) for person in staff)
    if not staff:
        return unknown("nobody holds a role in the people register", "roles")
    lapsed = sum(person in find_lapsed(snapshot) for person in staff)
    words = f"{aware} of {len(staff)} who hold a role have an awareness training on record that holds"
    words += f"; that of {lapsed} has run out" if lapsed else ""
    return say(aware == len(staff), words, words, "training")


def _judge_scope(snapshot: Snapshot) -> Verdict:
    framework = find_standard(snapshot)
    gaps = framework.totals[Status.GAP] if framework else 0
    project = find_project(snapshot)
    services = [one.state(snapshot.today) for one in find_services(snapshot).values()]
    words = (
        f"{count(services.count('in'), 'service')} in scope, {services.count('later')} to come; "
        f"{count(len(project.milestones), 'milestone')}; {count(gaps, 'clause')} with nothing yet"
    )
    return say("in" in services and bool(project.milestones) and not gaps, words, words, "standards")


def _judge_resources(snapshot: Snapshot) -> Verdict:
    project = find_project(snapshot)
    if not project.milestones:
        return unknown("there is no plan with milestones", "project")
    late = sum(1 for one in project.milestones if one.due and not one.done and one.due < snapshot.today)
    slipped = sum(1 for one in project.milestones if one.due and one.done and one.done > one.due)
    effort = sum(one.effort or 0 for one in project.milestones)
    words = f"{effort:,.0f} days of work planned; {count(late, 'milestone')} overdue, {slipped} done late"
    return say(not late, words, words, "project")


def _judge_fit(snapshot: Snapshot) -> Verdict:
    states = find_process_states(snapshot).values()
    lone = sum(len(one.one_sided) for one in states)
    named = sum(len(one.document.interfaces) for one in states if one.document)
    if not named:
        return unknown("no description names an interface", "map")
    words = f"{lone} of {count(named, 'interface')} named on one side only"
    return say(not lone, words, words, "map")


def _judge_use(snapshot: Snapshot) -> Verdict:
    words_of = Counter(one.word for one in find_process_states(snapshot).values())
    missing, paper = words_of[ProcessWord.MISSING], words_of[ProcessWord.PAPER]
    words = f"{missing} of {sum(words_of.values())} processes are not described, {paper} are on paper only"
    return say(not missing + paper, words, words, "map")


def _judge_difference(snapshot: Snapshot) -> Verdict:
    types = Counter(one.head.type for one in snapshot.documents if one.head.status != "retired")
    loose = [one.name for one in snapshot.documents if one.head.type == "procedure" and not one.head.process]
    words = f"{count(types['process'], 'process', 'processes')}, {count(types['procedure'], 'procedure')}"
    good = f"{words}, each procedure belongs to a process"
    return say(not loose, good, f"{words}; these belong to no process: {name_some(loose)}", "documents")


def _judge_amount(snapshot: Snapshot) -> Verdict:
    texts = snapshot.text_in_force.documents
    live = [one for one in texts if one.head.state(snapshot.today) is State.IN_FORCE]
    long = [one.name for one in live if len(one.body.split()) > LONG]
    states = (build_review(one.head, snapshot.settings, snapshot.today).state for one in live)
    overdue = sum(state is ReviewState.OVERDUE for state in states)
    words = f"{count(len(live), 'document')} in force, {overdue} past their review"
    bad = f"{words}; long ones: {name_some(long)}" if long else words
    return say(not long and not overdue, f"{words}, none is longer than {LONG:,} words", bad, "documents")


def _judge_growth(snapshot: Snapshot) -> Verdict:
    services = find_services(snapshot)
    if not services:
        return unknown("there is no register of services", "services")
    outside = [name for name, one in services.items() if one.state(snapshot.today) != "in"]
    words = f"not in scope: {name_some(outside)}" if outside else "every service is in scope"
    undecided = [name for name in outside if not services[name].state(snapshot.today)]
    return say(not undecided, words, f"{words}; without a decision: {name_some(undecided)}", "services")


def _judge_momentum(snapshot: Snapshot) -> Verdict:
    kpis, series = find_kpis(snapshot), find_series(snapshot)
    measured = sum(one.id in series for one in kpis)
    rows = [row for _, row, _ in find_rows(snapshot, "improvements") if row.text("decision") != "declined"]
    done = [row for row in rows if row.text("state").casefold() in {"done", "closed"}]
    told = sum(parse_date(row.fields.get("measured_on")) is not None for row in done)
    words = (
        f"{measured} of {count(len(kpis), 'KPI')} have values; "
        f"{len(done)} of {count(len(rows), 'improvement')} done, {told or 'none'} with a measured result"
    )
    return say(bool(kpis) and measured == len(kpis) and told == len(done), words, words, "kpis")


def _judge_merger(snapshot: Snapshot) -> Verdict:
    found = [
        row.id
        for kind in ("risks", "context")
        for _, row, _ in find_rows(snapshot, kind)
        if any(
            word in f"{row.text('title')} {row.text('topic')} {row.text('effect')}".casefold()
            for word in _MERGER
        )
    ]
    if found:
        return unknown(f"{name_some(found)} speak of it: people decide whether they do", "risks")
    return unknown("no risk and no issue speaks of a merger or of restructuring", "risks")


_JUDGES: Mapping[str, Judge] = {
    "P01": _judge_commitment,
    "P02": _judge_training,
    "P03": _judge_scope,
    "P04": _judge_resources,
    "P05": _judge_fit,
    "P06": _judge_use,
    "P07": _judge_difference,
    "P08": _judge_amount,
    "P09": _judge_growth,
    "P10": _judge_momentum,
    "P11": _judge_merger,
}
