"""SMS7xx: audit programmes: what they leave out, audits that were not held, days and ids that contradict."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from smsdocs.analysis.coverage import build_coverage
from smsdocs.analysis.management.audits import (
    find_audits,
    find_held_audits,
    find_programme,
    find_programmes,
    find_unheld,
    order_period,
)
from smsdocs.analysis.management.common import build_period, resolve_clauses
from smsdocs.analysis.management.independence import (
    expand_clauses,
)
from smsdocs.analysis.management.services import find_services
from smsdocs.analysis.nearest import suggest
from smsdocs.checks.mentions import enumerate_texts, find_lacking, quote
from smsdocs.checks.rule import rule
from smsdocs.model.coverage import Status
from smsdocs.model.dates import shift_day
from smsdocs.model.document import State
from smsdocs.model.fields import mappings, text
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.management import At, Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smsdocs.model.clause import ClauseRef
    from smsdocs.model.management import AuditScope, Programme
    from smsdocs.model.register import Record
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_GRACE = timedelta(days=30)
"""Days within which an audit is held after its day."""
_NAMED = 8
"""Clauses, processes or services that one message names."""
_PROGRAMME = (
    *("frequency", "methods", "responsibilities", "planning", "reporting"),
    *("importance", "changes", "previous_results"),
)


@rule("SMS704", "programme-incomplete", _WARNING)
def programme_incomplete(snapshot: Snapshot) -> Iterator[Problem]:
    """The audit programme leaves something out.

    Triggered when: no audit of the cycle, planned or held, names a clause that bears requirements and is not
    excluded, a process that a document describes, or a service in scope; one finding for each of the three. A
    clause that is a heading stands for all below it, a process for the clauses that the process model gives it.
    Frameworks beside the first are looked at where the programme names one of their clauses. Or the programme does
    not say how often, how, by whom, with which planning and reporting audits are held, or how it weighs importance,
    changes and earlier results. Only internal audits count; what is planned counts within the cycle, until the audit
    was held: then what its record says it looked at. Programmes of cycles that are over are left alone where another
    has begun.

    To fix this: name what is missing under `clauses`, `processes` or `services` of an audit, or plan one more.

    Rationale: the programme covers the requirements of the standard and your own, and says frequency, methods,
    responsibilities, planning and reporting (ISO/IEC 20000-1, 9.2.1 and 9.2.2).
    """
    current = find_programme(snapshot)
    for programme in find_programmes(snapshot):
        over = programme.cycle.end is not None and programme.cycle.end < snapshot.today
        if programme is current or not over:
            yield from _find_omissions(snapshot, programme)
            yield from _find_silence(snapshot, programme)


def _find_omissions(snapshot: Snapshot, programme: Programme) -> Iterator[Problem]:
    scopes = list(_find_scopes(snapshot, programme))
    clauses = {ref for scope in scopes for ref in scope.clauses}
    frameworks = {ref.framework for ref in clauses}
    processes = {one for scope in scopes for one in scope.processes}
    services = {one for scope in scopes for one in scope.services}
    implied = (snapshot.processes[one].clauses for one in processes if one in snapshot.processes)
    clauses.update(ref for written in implied for ref in resolve_clauses(snapshot, written))
    covered = expand_clauses(snapshot, clauses)
    for index, framework in enumerate(build_coverage(snapshot)):
        if index == 0 or framework.catalog.id in frameworks:
            wanted = (one.ref for one in framework.clauses.values() if one.status is not Status.EXCLUDED)
            missing = [_tell_clause(ref, first=index == 0) for ref in wanted if ref not in covered]
            where = "`clauses`; a heading stands for all below it"
            yield from _tell_omission(programme, missing, ("clause", "clauses"), where)
    missing = [one for one in _find_described(snapshot) if one not in processes]
    yield from _tell_omission(programme, missing, ("process", "processes"), "`processes`")
    missing = [one for one in _find_services_in_scope(snapshot) if one not in services]
    yield from _tell_omission(programme, missing, ("service", "services"), "`services`")


def _tell_clause(ref: ClauseRef, *, first: bool) -> str:
    return ref.clause if first else f"{ref.framework.name}:{ref.clause}"


def _tell_omission(
    programme: Programme, missing: Sequence[str], words: tuple[str, str], where: str
) -> Iterator[Problem]:
    if missing:
        named = ", ".join(quote(one) for one in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        yield Problem(
            place=programme.record.places.of("audits"),
            message=f"{len(missing)} {words[len(missing) > 1]} that no audit of the cycle covers: {named}{more}",
            hint=f"name them in an audit under {where}",
            document=programme.record.name,
        )


def _find_scopes(snapshot: Snapshot, programme: Programme) -> Iterator[AuditScope]:
    """Yield what the audits of a cycle look at; another programme may plan for the same cycle.

    Of an audit that was held, its record says what it looked at; one in prose leaves it to the plan.
    """
    cycle = programme.cycle
    told = {
        name
        for one in find_held_audits(snapshot)
        if one.structured
        for name in (one.number, one.record.head.id)
    }
    for one in find_programmes(snapshot):
        for planned in one.audits:
            within = one is programme if planned.planned is None else cycle.holds(planned.planned)
            if within and (not planned.id or planned.id not in told):
                yield planned.scope
    numbers = {planned.id for planned in programme.audits}
    for audit in find_held_audits(snapshot):
        day = audit.record.date
        if audit.kind == "internal" and (audit.number in numbers or (day is not None and cycle.holds(day))):
            yield audit.scope


def _find_described(snapshot: Snapshot) -> Iterable[str]:
    kept = {State.IN_REVIEW, State.COMING, State.IN_FORCE}
    return dict.fromkeys(
        one.head.process
        for one in snapshot.documents
        if one.head.type == "process" and one.head.process and one.head.state(snapshot.today) in kept
    )


def _find_services_in_scope(snapshot: Snapshot) -> Iterable[str]:
    """Return the services in scope; without a word on any of them in the scope register, all that are not yet or no
    longer out by their days.
    """
    services = find_services(snapshot)
    states = {"in"} if any(one.scope is not None for one in services.values()) else {"in", ""}
    return [name for name, one in services.items() if one.state(snapshot.today) in states]


def _find_silence(snapshot: Snapshot, programme: Programme) -> Iterator[Problem]:
    record = programme.record
    lacking = find_lacking(snapshot, record, _PROGRAMME)
    if lacking:
        yield Problem(
            place=record.places.of("cycle"),
            message=f"the programme does not say {enumerate_texts(lacking)}",
            hint="write a sentence on each",
            document=record.name,
        )


@rule("SMS705", "audit-not-held", _WARNING)
def audit_not_held(snapshot: Snapshot) -> Iterator[Problem]:
    """A planned audit has not been held.

    Triggered when: the day under `planned` passed more than 30 days ago, and no audit record names the number of
    the audit under `audit`, or has it as its id. A record of a day to come is none.

    To fix this: hold the audit and write its record, or plan it anew and say why under `note`. If there is a record
    already, write the number into it.

    Rationale: audits are held at planned intervals (ISO/IEC 20000-1, 9.2.1).
    """
    held = {audit.number for audit in find_audits(snapshot)}
    strange = held - {one.id for programme in find_programmes(snapshot) for one in programme.audits}
    for programme, one in find_unheld(snapshot):
        if one.planned is not None and shift_day(one.planned, _GRACE) < snapshot.today:
            yield Problem(
                place=one.at.place("planned"),
                message=f"audit `{quote(one.id)}` was planned for {one.planned}, and no record says that it was held",
                hint=suggest(one.id, strange, f"hold it, and write `audit: {quote(one.id)}` in its record"),
                document=programme.record.name,
            )


@rule("SMS738", "contradicting-audit", _ERROR)
def contradicting_audit(snapshot: Snapshot) -> Iterator[Problem]:
    """An audit or an audit programme contradicts itself.

    Triggered when: the `period` of an audit or the `cycle` of a programme ends before it begins; an audit is planned
    for a day outside the cycle of its programme; two planned audits have the same id, in one programme or in two; or
    two findings of an audit have the same id.

    To fix this: mend the day, or give one of the two another id.

    Rationale: what was audited, and whether all of it will be, is told by these days and ids; a record names the
    audit it belongs to, and an answer the finding, by them.
    """
    for audit in find_audits(snapshot):
        yield from _find_backwards(audit.record, "period")
        entries = mappings(audit.record.fields, "findings")
        ids = [(At(audit.record, ("findings", index, "id")), text(entry, "id")) for index, entry in entries]
        yield from _find_doubles(ids, "finding of the audit")
    planned = []
    for programme in find_programmes(snapshot):
        yield from _find_backwards(programme.record, "cycle")
        yield from _find_strays(programme)
        planned += [(At(one.at.holder, (*one.at.key, "id")), one.id) for one in programme.audits]
    yield from _find_doubles(planned, "planned audit")


def _find_backwards(record: Record, name: str) -> Iterator[Problem]:
    written = build_period(record.fields, name)
    if written != order_period(written):
        yield Problem(
            place=record.places.of(name),
            message=f"`{name}` begins on {written.start} and ends on {written.end}, before that",
            hint="write the earlier day under `from`, the later one under `to`",
            document=record.name,
        )


def _find_strays(programme: Programme) -> Iterator[Problem]:
    for one in programme.audits:
        if one.planned is not None and not programme.cycle.holds(one.planned):
            yield Problem(
                place=one.at.place("planned"),
                message=f"audit `{quote(one.id)}` is planned for {one.planned}, outside the cycle, "
                f"{_tell_cycle(programme.cycle)}",
                hint="plan it within the cycle, or in the programme of the next one",
                document=programme.record.name,
            )


def _tell_cycle(cycle: Period) -> str:
    return f"{cycle.start or 'its beginning'} to {cycle.end or 'its end'}"


def _find_doubles(ids: Iterable[tuple[At, str]], what: str) -> Iterator[Problem]:
    first: dict[str, At] = {}
    for at, name in ids:
        if name and (before := first.setdefault(name, at)) is not at:
            yield Problem(
                place=at.place(),
                message=f"another {what} has the id `{quote(name)}`: {before.place()}",
                hint="give one of them another id",
                document=at.holder.name,
            )


@rule("SMS739", "programme-over", _WARNING)
def programme_over(snapshot: Snapshot) -> Iterator[Problem]:
    """No audit programme is for today.

    Triggered when: there are audit programmes, and the cycle of none of them holds today: the last one is over, or
    the first is still to begin. Where no programme is on record at all, coverage says so.

    To fix this: write the programme of the next cycle; begin before the last one ends.

    Rationale: internal audits are held at planned intervals, and a programme is planned and kept up (ISO/IEC
    20000-1, 9.2.1 and 9.2.2).
    """
    programmes = find_programmes(snapshot)
    if not programmes or any(one.cycle.holds(snapshot.today) for one in programmes):
        return
    last = find_programme(snapshot)
    told = f"is over since {last.cycle.end}" if last else f"begins on {programmes[0].cycle.start}"
    record = (last or programmes[0]).record
    yield Problem(
        place=record.places.of("cycle"),
        message=f"no audit programme is for today: the cycle of {quote(record.name)} {told}",
        hint="write the programme of the next cycle" if last else "write the programme of the present cycle",
        document=record.name,
    )
