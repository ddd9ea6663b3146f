"""SMS6xx, processes: interfaces, procedures, KPIs, what shows that they are followed; plans that disagree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.evidence_dates import find_begin, find_signs
from smsdocs.analysis.management.interfaces import End, OneSided, find_one_sided
from smsdocs.analysis.management.measurements import find_kpis
from smsdocs.checks.mentions import enumerate_texts, quote
from smsdocs.checks.rule import rule
from smsdocs.model.document import Document, State
from smsdocs.model.duration import add_duration
from smsdocs.model.fields import number
from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.register import Row
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_SHOWN = 3
_PROCEDURES = frozenset({"procedure", "process"})
_STEPS = re.compile(
    r"^[ \t>]*(?:\d{1,9}[.)][ \t]|\|?[ \t]*:?-{3,}:?[ \t]*\||(?:```|~~~)[ \t]*mermaid)", re.MULTILINE
)
"""A numbered list, the second line of a table, or a diagram: some way to tell who does what, step by step."""


def _find_in_force(snapshot: Snapshot) -> Iterator[Document]:
    for document in snapshot.documents:
        if document.head.state(snapshot.today) is State.IN_FORCE:
            yield document


@rule("SMS601", "interface-one-sided", _ERROR)
def interface_one_sided(snapshot: Snapshot) -> Iterator[Problem]:
    """Two processes do not agree on what one gives to the other.

    Triggered when: an approved document of type process says that its process gives an item to another or takes
    one from it, the other process is described by an approved document too, and says nothing of that item. Two
    items that are nearly alike are one finding, at the process that gives. A process that no document describes
    yet, and a text that is a draft or under review, give no finding.

    To fix this: agree with the owner of the other process, and write the same item at both ends.

    Rationale: what one process leaves and no other takes gets lost between them (ISO/IEC 20000-1, 4.4 and 8.2.3).
    """
    for one in find_one_sided(snapshot):
        message, hint = _tell_one_sided(one)
        yield Problem(place=one.end.place, message=message, hint=hint, document=one.end.document.name)


def _tell_one_sided(one: OneSided) -> tuple[str, str]:
    end, meant = one.end, one.meant
    if meant is not None:
        message = f"`{end.other}` takes `{quote(meant.item)}` from here, not `{quote(end.item)}`"
        return message, f"use the same words at both ends: {meant.place}"
    if end.gives:
        message = f"`{end.other}` does not say that it takes `{quote(end.item)}` from `{end.giver}`"
        missing = f"{{from: {end.giver}, item: {quote(end.item)}}}"
    else:
        message = f"`{end.other}` does not say that it gives `{quote(end.item)}` to `{end.taker}`"
        missing = f"{{to: {end.taker}, item: {quote(end.item)}}}"
    return message, f"add {missing} there, or delete it here{_tell_rest(one.rest)}"


def _tell_rest(rest: tuple[End, ...]) -> str:
    if not rest:
        return ""
    items = [f"`{quote(end.item)}`" for end in rest[:_SHOWN]]
    more = [f"{len(rest) - _SHOWN} more"] if len(rest) > _SHOWN else []
    return f"; what it says instead: {enumerate_texts([*items, *more])}"


@rule("SMS602", "process-without-procedure", _INFO)
def process_without_procedure(snapshot: Snapshot) -> Iterator[Problem]:
    """A process needs a procedure, and has none in force.

    Triggered when: documents of type procedure belong to the process and none of them is in force; or several
    roles carry the process out, no procedure belongs to it, and its own page has no numbered list, table or
    diagram that tells who does what; or what a document `provides` is a procedure that the standard requires,
    and the document is neither a procedure nor a process. A procedure that nothing provides is a finding of
    SMS306 or SMS307.

    To fix this: write the steps down and approve them, in a procedure beside the process or on its own page.

    Rationale: people can only work alike by what is written down and in force (ISO/IEC 20000-1, 7.5.4 and 8.1).
    How much is needed is for you to say, so this is a hint.
    """
    procedures: dict[str, list[Document]] = {}
    for document in snapshot.documents:
        if document.head.type == "procedure" and document.head.process:
            procedures.setdefault(document.head.process, []).append(document)
    standing = {document.path for document in _find_in_force(snapshot.text_in_force)}
    for document in _find_in_force(snapshot):
        if document.head.type == "process" and document.head.process:
            own = procedures.get(document.head.process, [])
            if own and not any(one.path in standing for one in own):
                yield _announced(document, own, snapshot)
            elif not own and len(document.roles.responsible) > 1 and not _STEPS.search(document.body):
                yield Problem(
                    place=document.places.of("roles", "responsible"),
                    message=f"{len(document.roles.responsible)} roles carry it out, and no procedure says how",
                    hint="write the steps as a procedure, or as a numbered list or table on this page",
                    document=document.name,
                )
    yield from _provided_elsewhere(snapshot)


def _announced(document: Document, procedures: list[Document], snapshot: Snapshot) -> Problem:
    names = [f"{one.name} ({one.head.state(snapshot.today).value})" for one in procedures]
    shown = [*names[:_SHOWN], *([f"{len(names) - _SHOWN} more"] if len(names) > _SHOWN else [])]
    return Problem(
        place=document.places.of("process"),
        message=f"no procedure of `{document.head.process}` is in force: {enumerate_texts(shown)}",
        hint="approve it, or say on this page how the work is done and delete it",
        document=document.name,
    )


def _provided_elsewhere(snapshot: Snapshot) -> Iterator[Problem]:
    """Find procedures of the standard that only documents of another kind provide."""
    wanted = {
        item.id: item for catalog in snapshot.catalogs for item in catalog.items.values() if item.procedure
    }
    provided: dict[str, list[Document]] = {}
    for document in _find_in_force(snapshot):
        for item in document.head.provides:
            if item in wanted:
                provided.setdefault(item, []).append(document)
    for item, documents in provided.items():
        if not any(one.head.type in _PROCEDURES for one in documents):
            one = documents[0]
            what = f"of type {one.head.type}" if one.head.type else "without a type"
            yield Problem(
                place=one.places.of("provides"),
                message=f"`{item}` is a procedure that the standard requires, and this document is {what}",
                hint="write it as a document of type procedure that provides it",
                document=one.name,
            )


@rule("SMS603", "process-without-kpi", _WARNING)
def process_without_kpi(snapshot: Snapshot) -> Iterator[Problem]:
    """Nothing measures a process.

    Triggered when: there is a KPI register, a document of type process is in force, no document of the process
    lists `kpis`, and no row of the KPI register that has not ended names the process.

    To fix this: decide what shows that the process works, and give it a row in the KPI register.

    Rationale: performance is evaluated against something (ISO/IEC 20000-1, 8.1 and 9.1).
    """
    if snapshot.register_of("kpis") is None:
        return
    measured = {
        one.process for one in find_kpis(snapshot) if one.until is None or one.until >= snapshot.today
    }
    measured.update(document.head.process for document in snapshot.documents if document.kpis)
    for document in _find_one_per_process(snapshot):
        if document.head.process not in measured:
            yield Problem(
                place=document.places.of("process"),
                message=f"nothing measures `{document.head.process}`",
                hint=f"list `kpis` here, or add a row with `process: {document.head.process}` to the KPI register",
                document=document.name,
            )


def _find_one_per_process(snapshot: Snapshot) -> Iterator[Document]:
    """Yield one description in force of each process, the first by path."""
    seen: set[str] = set()
    for document in _find_in_force(snapshot):
        if document.head.type == "process" and document.head.process and document.head.process not in seen:
            seen.add(document.head.process)
            yield document


@rule("SMS604", "on-paper-only", _WARNING)
def on_paper_only(snapshot: Snapshot) -> Iterator[Problem]:
    """A process has left no trace for a year: it stands on paper only.

    Triggered when: a document of type process has been in force for longer than the setting `period` (12 months
    unless set otherwise), counted from `effective_from` or else `approved_on`, or from the day on which git has
    its first version in force; and within the last such time no record follows it or names its process, no KPI of
    it was measured, no sample of its records was taken, and no register that it keeps was reviewed. What provides
    an item that the document lists under `records` counts too. Where the repository has no records, tables and
    record locations at all, nothing is said.

    To fix this: file what shows that the process is followed, or take a sample where its records live; if nobody
    works by it, change or retire it.

    Rationale: auditors of the second stage ask for records of what a process did (ISO/IEC 20000-1, 7.5.4, 8.1).
    """
    if not (snapshot.records or snapshot.tables or snapshot.locations):
        return
    signs = find_signs(snapshot)
    period = snapshot.settings.period
    for document in _find_one_per_process(snapshot):
        last = next(reversed(signs.get(document.head.process, ())), None)
        if last is not None and add_duration(last.day, period) >= snapshot.today:
            continue
        begun = find_begin(snapshot, document)
        if begun is not None and add_duration(begun, period) < snapshot.today:
            trace = f" since the {last.kind} {last.name} of {last.day}" if last else " at all"
            yield Problem(
                place=document.places.of("process"),
                message=f"`{document.head.process}` stands on paper only: in force since {begun}, and no record, "
                f"measurement or sample{trace}",
                hint="file a record that follows it, or take a sample where its records live",
                document=document.name,
            )


@rule("SMS613", "plans-disagree", _WARNING)
def plans_disagree(snapshot: Snapshot) -> Iterator[Problem]:
    """Two plans in force stand against each other.

    Triggered when: two documents of type plan in force provide the same item for the same services (a plan that
    lists no `services` is for all), and neither implements the other; or one supersedes the other and both are in
    force; or an objective that is open names a KPI, and its target, unit or direction is not that of the KPI; or
    two open objectives give one KPI different targets for the same day.

    To fix this: decide which one holds, and retire or change the other.

    Rationale: people follow the plan they know, so there can be one only (ISO/IEC 20000-1, 6.2 and 6.3).
    """
    yield from _compare_plans(snapshot)
    yield from _compare_objectives(snapshot)


def _compare_plans(snapshot: Snapshot) -> Iterator[Problem]:
    plans = {one.name: one for one in _find_in_force(snapshot) if one.head.type == "plan"}
    told: set[tuple[str, str]] = set()
    for plan in plans.values():
        for key, name in find_entries(plan.fields, "supersedes"):
            if name in plans and name != plan.name:
                told.add((name, plan.name))
                yield Problem(
                    place=plan.places.of(*key),
                    message=f"it supersedes the plan {name}, and both are in force",
                    hint=f"retire {plans[name].path}",
                    document=plan.name,
                )
    first: dict[tuple[str, str], Document] = {}
    for plan in plans.values():
        for key, item in find_entries(plan.fields, "provides"):
            other = _find_rival(plan, item, first)
            if other is None or (plan.name, other.name) in told or (other.name, plan.name) in told:
                continue
            told.add((other.name, plan.name))
            yield Problem(
                place=plan.places.of(*key),
                message=f"the plan {other.name} provides `{item}` for the same services, and both are in force",
                hint=f"let one plan provide it, or let one implement the other: {other.path}",
                document=plan.name,
            )


def _find_rival(plan: Document, item: str, first: dict[tuple[str, str], Document]) -> Document | None:
    """Return the plan that was the first to provide an item for one of the services; note what this one provides."""
    wanted = [first.get((item, service)) for service in (*plan.services, "")]
    if not plan.services:
        wanted.append(first.get((item, "*")))
    for service in (*(plan.services or ("",)), "*"):
        first.setdefault((item, service), plan)
    for other in wanted:
        if other and plan is not other and not _is_related(plan, other):
            return other
    return None


def _is_related(plan: Document, other: Document) -> bool:
    return other.head.id in plan.implements or plan.head.id in other.implements


def _compare_objectives(snapshot: Snapshot) -> Iterator[Problem]:
    kpis = {one.id: one for one in find_kpis(snapshot)}
    first: dict[tuple[str, str], tuple[str, float]] = {}
    for register, row, at in find_rows(snapshot, "objectives"):
        kpi = kpis.get(row.text("kpi"))
        if kpi is None or row.text("state") not in {"", "open"}:
            continue
        for name, mine, theirs in (
            ("target", number(row.fields, "target"), kpi.target),
            ("unit", row.text("unit").casefold() or None, kpi.unit.casefold() or None),
            ("better", _read_direction(row), _read_direction(kpi.row)),
        ):
            if mine is not None and theirs is not None and mine != theirs:
                shown, other = quote(row.text(name)), quote(kpi.row.text(name))
                yield Problem(
                    place=at.place(name),
                    message=f"the {_NAMES[name]} of `{row.id}` is {shown}, and that of its KPI `{kpi.id}` is {other}",
                    hint=f"agree on one: {kpi.at.place(name)}",
                    document=register.name,
                )
        target = number(row.fields, "target")
        if target is None:
            continue
        rival, value = first.setdefault((kpi.id, row.text("due")), (row.id, target))
        if value != target and kpi.target is None:
            yield Problem(
                place=at.place("target"),
                message=f"the objectives `{rival}` and `{row.id}` give `{kpi.id}` different targets for the same day",
                hint="agree on one",
                document=register.name,
            )


def _read_direction(row: Row) -> str | None:
    return row.text("better") if row.text("better") in {"higher", "lower"} else None  # SMS111 tells of others


_NAMES = {"target": "target", "unit": "unit", "better": "direction"}
