"""Checks of the way: processes at work, months of records, values of KPIs, the pack of stage 2 (S08, S15, S17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.management.audits import find_audits
from smsdocs.analysis.management.management_reviews import find_management_reviews
from smsdocs.analysis.management.measurements import find_kpis, find_missing_periods, find_series
from smsdocs.analysis.management.process_states import ProcessWord, find_process_states
from smsdocs.analysis.management.readiness.backward import find_stages
from smsdocs.analysis.management.readiness.clock import Hand, find_clock
from smsdocs.analysis.management.readiness.majors import find_open_majors
from smsdocs.analysis.management.readiness.project import find_project
from smsdocs.analysis.management.readiness.running import find_run
from smsdocs.analysis.management.readiness.verdict import (
    Verdict,
    answers,
    count,
    find_absent,
    find_carriers,
    name_processes,
    name_some,
    say,
    unknown,
)

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.model.snapshot import Snapshot

_REPORTS, _REPORTING = "service-reports", "service-reporting"


@answers("S08.1")
def judge_working(snapshot: Snapshot) -> Verdict:
    """Every process has a day from which it is in force, and a record after it, of whatever version."""
    states = find_process_states(snapshot)
    missing = [name for name, one in states.items() if one.document is None]
    undated = [
        name for name, one in states.items() if one.document and one.document.head.effective_from is None
    ]
    idle = [
        name
        for name, one in states.items()
        if one.document
        and one.document.head.effective_from is not None
        and find_run(snapshot, one).last is None
    ]
    bad = [f"{len(missing)} of {len(states)} processes are not described"] if missing else []
    bad += [f"no day of coming into force: {name_processes(snapshot, undated)}"] if undated else []
    bad += [f"no record since they came into force: {name_processes(snapshot, idle)}"] if idle else []
    return say(not bad, f"all {len(states)} left a record since they came into force", "; ".join(bad), "map")


@answers("S08.2")
def judge_paper(snapshot: Snapshot) -> Verdict:
    """No process exists on paper only."""
    paper = [name for name, one in find_process_states(snapshot).items() if one.word is ProcessWord.PAPER]
    good = "every description in force has records of the last twelve months"
    return say(not paper, good, f"on paper only: {name_processes(snapshot, paper)}", "map")


@answers("S15.1")
def judge_months(snapshot: Snapshot) -> Verdict:
    """Each process has the months of records that the certification body wants, since it came into force."""
    readings = find_clock(snapshot)
    wanted = find_project(snapshot).months
    enough = sum(one.hand is Hand.ENOUGH for one in readings)
    since = f"{count(wanted, 'month')} of records since they came into force"
    good = f"all {len(readings)} have {since}"
    return say(
        enough == len(readings),
        good,
        f"{enough} of {len(readings)} processes have {since}",
        "clock",
    )


@answers("S15.2")
def judge_measured(snapshot: Snapshot) -> Verdict:
    """Every KPI has a value for each period that is over."""
    kpis = find_kpis(snapshot)
    if not kpis:
        return find_absent(snapshot, "KPIs")
    series = find_series(snapshot)
    live = [one for one in kpis if one.until is None or one.until >= snapshot.today]
    none = [one.id for one in live if one.id not in series and one.since is None]
    lacking = [
        one.id
        for one in kpis
        if next(find_missing_periods(one, series.get(one.id, ()), snapshot.today), None) is not None
    ]
    bad = [f"no value yet: {name_some(none)}"] if none else []
    bad += [f"a period without a value: {name_some(lacking)}"] if lacking else []
    return say(not bad, f"all {len(kpis)} KPIs have their values", "; ".join(bad), "kpis")


@answers("S15.3")
def judge_reports(snapshot: Snapshot) -> Verdict:
    """There are service reports; whether there is one for each period only people can say."""
    state = find_process_states(snapshot).get(_REPORTING)
    carriers = find_carriers(snapshot, _REPORTS)
    if not carriers and (state is None or state.last is None):
        return say(holds=False, good="", bad="no service report is on record", page="records")
    title = carriers[0].title if carriers else ""
    last = f", the last sign of one is of {state.last}" if state and state.last else ""
    return unknown(f"not computed for each period: {title or 'reports'}{last}", "records")


@answers("S17.1")
def judge_records(snapshot: Snapshot) -> Verdict:
    """Each process has records of the last twelve months; an internal audit and a management review were held."""
    states = find_process_states(snapshot)
    silent = [name for name, one in states.items() if one.word is ProcessWord.PAPER or (one.last is None)]
    audits = [
        one for one in find_audits(snapshot) if one.kind == "internal" and _is_past(one.record.date, snapshot)
    ]
    reviews = [one for one in find_management_reviews(snapshot) if _is_past(one.record.date, snapshot)]
    bad = (
        [f"{len(silent)} of {len(states)} processes have no records: {name_processes(snapshot, silent)}"]
        if silent
        else []
    )
    bad += [] if audits else ["no internal audit is on record"]
    bad += [] if reviews else ["no management review is on record"]
    return say(not bad, "each process has records; audit and review were held", "; ".join(bad), "stage-2")


def _is_past(day: date | None, snapshot: Snapshot) -> bool:
    return day is not None and day <= snapshot.today


@answers("S17.2")
def judge_majors(snapshot: Snapshot) -> Verdict:
    """No major nonconformity is open."""
    if not find_audits(snapshot):
        return unknown("no audit is on record yet, so nobody has looked", "audits")
    found = find_open_majors(snapshot)
    second = find_stages(snapshot)[1]
    until = f", to be closed before {second}" if second else ""
    return say(not found, "none is open", f"open: {name_some(one.name for one in found)}{until}", "actions")
