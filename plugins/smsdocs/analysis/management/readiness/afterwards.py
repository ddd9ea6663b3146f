"""Checks of the way: keeping the certificate, and letting the scope grow with the services (S18, S19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.management.readiness.improvement import find_held, find_last_review, find_unaudited
from smsdocs.analysis.management.readiness.project import find_project
from smsdocs.analysis.management.readiness.verdict import (
    Verdict,
    answers,
    find_absent,
    name_processes,
    name_some,
    say,
    unknown,
)
from smsdocs.analysis.management.services import find_services
from smsdocs.model.duration import Duration, add_duration
from smsdocs.model.management import Period

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.model.snapshot import Snapshot

SURVEILLANCE, RENEWAL = (12, 24), 36
"""Months from the decision to each surveillance audit at the latest, and to the end of the certificate."""
_UNDECIDED = "begins with the day of the decision, which the project register does not have yet"


def find_surveillance(decided_on: date) -> tuple[date, ...]:
    """Return the latest days of both surveillance audits and of recertification."""
    return tuple(add_duration(decided_on, Duration(months, 0)) for months in (*SURVEILLANCE, RENEWAL))


@answers("S18.1")
def judge_surveillance(snapshot: Snapshot) -> Verdict:
    """The days of surveillance and recertification are known."""
    decided = find_project(snapshot).decided_on
    if decided is None:
        return unknown(_UNDECIDED, "project")
    first, second, renewal = find_surveillance(decided)
    good = f"surveillance by {first} and {second}, recertification before {renewal}"
    return say(holds=True, good=good, bad="", page="project")


@answers("S18.2")
def judge_cycle(snapshot: Snapshot) -> Verdict:
    """In the last twelve months everything was audited, and a management review was held."""
    if find_project(snapshot).decided_on is None:
        return unknown(_UNDECIDED, "project")
    period = Period(start=add_duration(snapshot.today, Duration(-12, 0)), end=snapshot.today)
    processes, _ = find_unaudited(snapshot, find_held(snapshot, period))
    last = find_last_review(snapshot)
    held = last is not None and last.record.date is not None and period.holds(last.record.date)
    bad = [f"not audited in twelve months: {name_processes(snapshot, processes)}"] if processes else []
    bad += [] if held else ["no management review in twelve months"]
    return say(not bad, "a full cycle of audits and a review in twelve months", "; ".join(bad), "audits")


@answers("S19.1")
def judge_delivered(snapshot: Snapshot) -> Verdict:
    """Every service that is delivered stands in the scope register, in whatever state."""
    services = find_services(snapshot)
    if snapshot.register_of("services") is None:
        return find_absent(snapshot, "services", "service-catalogue")
    lacking = [name for name, one in services.items() if one.entry is not None and one.scope is None]
    good = "every service stands in the scope register"
    return say(not lacking, good, f"not in the scope register: {name_some(lacking)}", "services")


@answers("S19.2")
def judge_decided(snapshot: Snapshot) -> Verdict:
    """A service that is not in scope is left out with a reason, or comes in on a day."""
    services = find_services(snapshot)
    if snapshot.register_of("scope") is None:
        return find_absent(snapshot, "what is in scope", "sms-scope")
    today = snapshot.today
    lacking = [name for name, one in services.items() if one.state(today) not in {"in", "later", "out"}]
    lacking += [
        name
        for name, one in services.items()
        if one.scope is not None
        and (
            (one.state(today) == "out" and not one.scope.row.text("reason"))
            or (one.state(today) == "later" and one.since is None)
        )
    ]
    return say(
        not lacking, "each service has a decision", f"without a decision: {name_some(lacking)}", "services"
    )
