"""Checks of the way: context, scope and policy, what is written, gaps, the pack of stage 1 (S06, S07, S13, S16.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.process_states import find_process_states
from smsdocs.analysis.management.readiness.people import find_holders
from smsdocs.analysis.management.readiness.planning import TOP
from smsdocs.analysis.management.readiness.verdict import (
    Verdict,
    answers,
    count,
    find_absent,
    find_carriers,
    find_items,
    find_standard,
    name_processes,
    name_some,
    say,
    unknown,
)
from smsdocs.analysis.management.services import find_services
from smsdocs.analysis.review import build_review
from smsdocs.model.clause import Required
from smsdocs.model.coverage import Status
from smsdocs.model.fields import number
from smsdocs.model.review import ReviewState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smsdocs.model.clause import Item
    from smsdocs.model.coverage import Carrier, ItemCoverage
    from smsdocs.model.register import Holder, Row
    from smsdocs.model.snapshot import Snapshot

_SCOPE, _POLICY = "sms-scope", "service-management-policy"
_LEFT = frozenset({"accept", "decline"})
"""Decisions on a risk that need no treatment."""
_NOWHERE = "ISO/IEC 20000-1:2018 is not among the frameworks of the settings"


@answers("S06.1")
def judge_scope(snapshot: Snapshot) -> Verdict:
    """The scope statement names the organisation and the services: in its text, or with the scope register."""
    carriers = find_carriers(snapshot, _SCOPE)
    if not carriers:
        return _find_unprovided(snapshot, _SCOPE, "the scope statement")
    text = " ".join(
        one.body.casefold() for one in snapshot.text_in_force.documents if one.path == carriers[0].path
    )
    rows = [row for _, row, _ in find_rows(snapshot, "scope")]
    organisation = snapshot.settings.organisation
    named = any(row.text("kind") == "organisation" for row in rows) or (
        bool(organisation) and organisation.casefold() in text
    )
    inside = [one for one in find_services(snapshot).values() if one.state(snapshot.today) == "in"]
    lacking = [
        one.id
        for one in inside
        if one.scope is None and not (one.entry and one.entry.row.text("name").casefold() in text)
    ]
    bad = [] if named else ["it does not name the organisation"]
    bad += (
        [f"it does not name {name_some(lacking)}"]
        if lacking
        else []
        if inside
        else ["no service is in scope"]
    )
    good = f"{carriers[0].title} and the scope register name the organisation and {count(len(inside), 'service')}"
    return say(not bad, good, "; ".join(bad), path=carriers[0].path)


def _find_unprovided(snapshot: Snapshot, item: str, name: str) -> Verdict:
    """Return that nothing provides an item, and what would where something answers its clause already."""
    bad, found = f"nothing in force provides {name}", find_items(snapshot).get(item)
    answering = find_answering(snapshot, found.item) if found else ()
    if not found or not answering:
        return say(holds=False, good="", bad=bad, page="standards")
    named = name_some(one.name for one in answering)
    verb = "answers" if len(answering) == 1 else "answer"
    bad += f"; {named} {verb} {found.item.clause}, without provides: [{item}]"
    return say(holds=False, good="", bad=bad, path=answering[0].path)


@answers("S06.2")
def judge_marked(snapshot: Snapshot) -> Verdict:
    """Every service is marked in or out of scope."""
    services = find_services(snapshot)
    if not services:
        return find_absent(snapshot, "services", "service-catalogue")
    lacking = [name for name, one in services.items() if not one.state(snapshot.today)]
    good = f"all {len(services)} are marked"
    return say(not lacking, good, f"neither in nor out: {name_some(lacking)}", "services")


@answers("S06.3")
def judge_policy(snapshot: Snapshot) -> Verdict:
    """The policy is approved by top management and not past its review."""
    carriers = find_carriers(snapshot, _POLICY)
    holder = _find_holder(snapshot, [one.path for one in carriers])
    if holder is None:
        return _find_unprovided(snapshot, _POLICY, "the service management policy")
    top = {
        TOP,
        *(
            role
            for role in (holder.head.approver,)
            if set(find_holders(snapshot, role)) & set(find_holders(snapshot, TOP))
        ),
    }
    review = build_review(holder.head, snapshot.settings, snapshot.today)
    bad = (
        []
        if holder.head.approver in top
        else [f"its approver {holder.head.approver or '(none)'} is not {TOP}"]
    )
    bad += [review.reason] if review.state in {ReviewState.OVERDUE, ReviewState.UNKNOWN} else []
    good = f"approved by {holder.head.approver}; {review.reason}"
    return say(not bad, good, "; ".join(bad), path=holder.path)


def _find_holder(snapshot: Snapshot, paths: Iterable[str]) -> Holder | None:
    wanted = frozenset(paths)
    return next((one for one in snapshot.text_in_force.documents if one.path in wanted), None)


@answers("S06.4")
def judge_matrix(snapshot: Snapshot) -> Verdict:
    """The registers say which processes, suppliers and other services each service rests on."""
    rows = [row for _, row, _ in find_rows(snapshot, "services")]
    if not rows:
        return find_absent(snapshot, "services", "service-catalogue")
    lacking = [
        row.id
        for row in rows
        if not (row.texts("processes") and (row.texts("suppliers") or row.texts("depends_on")))
    ]
    good = f"all {len(rows)} services name processes, and suppliers or services they rest on"
    return say(not lacking, good, f"without processes or dependencies: {name_some(lacking)}", "services")


@answers("S07.1")
def judge_risks(snapshot: Snapshot) -> Verdict:
    """Every risk has owner, rating, decision and treatment."""
    if snapshot.register_of("risks") is None:
        return find_absent(snapshot, "risks", "risk-register")
    rows = [row for _, row, _ in find_rows(snapshot, "risks")]
    lacking = [row.id for row in rows if not _is_treated(row)]
    good = f"all {len(rows)} have owner, rating, decision and treatment"
    return say(
        bool(rows) and not lacking, good, f"not complete: {name_some(lacking) or 'there are none'}", "risks"
    )


def _is_treated(row: Row) -> bool:
    rated = bool(row.text("level")) or (
        number(row.fields, "likelihood") is not None and number(row.fields, "impact") is not None
    )
    treated = bool(row.text("action")) or row.text("decision") in _LEFT
    return bool(row.text("owner")) and rated and bool(row.text("decision")) and treated


@answers("S07.2")
def judge_objectives(snapshot: Snapshot) -> Verdict:
    """Every objective has a measure, a target, an owner and a day."""
    if snapshot.register_of("objectives") is None:
        return find_absent(snapshot, "objectives", "service-management-objectives")
    targets = {
        row.id for _, row, _ in find_rows(snapshot, "kpis") if number(row.fields, "target") is not None
    }
    rows = [row for _, row, _ in find_rows(snapshot, "objectives")]
    lacking = [
        row.id
        for row in rows
        if not (
            (row.text("measure") or row.text("kpi"))
            and (number(row.fields, "target") is not None or row.text("kpi") in targets)
            and row.text("owner")
            and row.text("due")
        )
    ]
    good = f"all {len(rows)} have measure, target, owner and day"
    return say(
        bool(rows) and not lacking,
        good,
        f"not complete: {name_some(lacking) or 'there are none'}",
        "objectives",
    )


@answers("S07.3")
def judge_processes(snapshot: Snapshot) -> Verdict:
    """Every process is described with owner, inputs and outputs, and both ends of each interface agree."""
    states = find_process_states(snapshot)
    missing = [name for name, one in states.items() if one.document is None]
    thin = [
        name
        for name, one in states.items()
        if one.document
        and not (
            one.document.head.owner and {each.direction for each in one.document.interfaces} >= {"to", "from"}
        )
    ]
    lone = sum(len(one.one_sided) for one in states.values())
    bad = (
        [f"{len(missing)} of {len(states)} processes are not described: {name_processes(snapshot, missing)}"]
        if missing
        else []
    )
    bad += [f"without owner, inputs or outputs: {name_processes(snapshot, thin)}"] if thin else []
    bad += [f"{count(lone, 'interface')} named on one side only"] if lone else []
    return say(not bad, f"all {len(states)} are described, and their interfaces agree", "; ".join(bad), "map")


@answers("S07.4")
def judge_explicit(snapshot: Snapshot) -> Verdict:
    """Every item of documented information that the standard asks for in so many words exists."""
    return _judge_items(snapshot, find_explicit(snapshot), "are provided")


def find_explicit(snapshot: Snapshot, kind: str = "") -> list[ItemCoverage]:
    """Return the items that the standard asks for in so many words, of one kind or of both."""
    return [
        one
        for one in find_items(snapshot).values()
        if one.item.required is Required.EXPLICIT and not one.item.derived and kind in {"", one.item.kind}
    ]


def find_answering(snapshot: Snapshot, item: Item) -> tuple[Carrier, ...]:
    """Return what is in force and answers the clause of a document, without a word that it is that document."""
    framework = find_standard(snapshot)
    clause = framework.clauses.get(item.clause) if framework else None
    if clause is None or item.kind != "document":
        return ()
    kinds = {"document", "register"}
    return tuple(
        one for one in clause.carriers if one.in_force and one.kind in kinds and item.id not in one.provides
    )


def _judge_items(snapshot: Snapshot, items: list[ItemCoverage], word: str) -> Verdict:
    if find_standard(snapshot) is None:
        return unknown(_NOWHERE)
    lacking = [one.item.name for one in items if not one.complete]
    good = f"all {len(items)} {word}"
    return say(
        not lacking, good, f"{len(lacking)} of {len(items)} are missing: {name_some(lacking)}", "traceability"
    )


@answers("S07.5")
def judge_linked(snapshot: Snapshot) -> Verdict:
    """Every clause that bears requirements leads to a document or register, a process and a role."""
    framework = find_standard(snapshot)
    if framework is None:
        return unknown(_NOWHERE)
    answered = {clause for process in snapshot.processes.values() for clause in process.clauses}
    holders: tuple[Holder, ...] = (*snapshot.documents, *snapshot.registers)
    owned = {one.path: bool(one.head.owner) for one in holders}
    processes = {one.path for one in snapshot.documents if one.head.process}
    lacking = [
        name
        for name, clause in framework.clauses.items()
        if clause.status is not Status.EXCLUDED
        and not (
            any(owned.get(one.path) for one in clause.carriers)
            and (name in answered or any(one.path in processes for one in clause.carriers))
        )
    ]
    good = f"all {len(framework.clauses)} clauses lead to a document, a process and a role"
    bad = f"{count(len(lacking), 'clause')} without: {name_some(lacking)}"
    return say(not lacking, good, bad, "traceability")


@answers("S13.1")
def judge_gaps(snapshot: Snapshot) -> Verdict:
    """The list of gaps by clause is empty; it is the page of the standards."""
    framework = find_standard(snapshot)
    if framework is None:
        return unknown(_NOWHERE)
    gaps, partial = framework.totals[Status.GAP], framework.totals[Status.PARTIAL]
    bad = f"the list has {count(gaps, 'clause')} with nothing and {partial} that are partial"
    return say(not gaps + partial, "the list of gaps is empty", bad, "standards")


@answers("S13.2")
def judge_judged(snapshot: Snapshot) -> Verdict:
    """How well each clause is fulfilled: people judge; the status of each clause prepares it."""
    framework = find_standard(snapshot)
    covered = framework.totals[Status.COVERED] if framework else 0
    return unknown(f"people decide; the repository shows {count(covered, 'clause')} as covered", "standards")


@answers("S16.1")
def judge_pack(snapshot: Snapshot) -> Verdict:
    """Every document that the standard asks for in so many words is approved and in date."""
    if find_standard(snapshot) is None:
        return unknown(_NOWHERE)
    items = find_explicit(snapshot, "document")
    missing = [one.item.name for one in items if not one.complete]
    old = [
        one.item.name
        for one in items
        if one.complete
        and all(
            any(doubt.kind == "overdue" for doubt in each.doubts) for each in one.carriers if each.in_force
        )
    ]
    bad = [f"{len(missing)} of {len(items)} documents are missing: {name_some(missing)}"] if missing else []
    bad += [f"past their review: {name_some(old)}"] if old else []
    return say(not bad, f"all {len(items)} are approved and in date", "; ".join(bad), "stage-1")
