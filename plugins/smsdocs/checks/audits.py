"""SMS7xx: audits: impartial auditors, records that say what was looked at, findings that are answered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.audits import find_audits, find_unheld
from smsdocs.analysis.management.independence import (
    find_period,
    find_role_conflicts,
    find_work_conflicts,
    is_auditor_role,
)
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.checks.mentions import enumerate_texts, find_lacking, quote
from smsdocs.checks.rule import rule
from smsdocs.model.dates import shift_day
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.management import At, Grade, Period

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smsdocs.analysis.management.independence import RoleConflict, WorkConflict
    from smsdocs.model.management import Audit
    from smsdocs.model.register import Person
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_GRACE = timedelta(days=30)
"""Days within which an audit is reported, and its findings are answered."""
_SHOWN = 3
"""Deeds, or things that a role has to do with, that one message names."""
_GRAVE = frozenset({Grade.MAJOR, Grade.MINOR})


@rule("SMS703", "auditor-not-independent", _ERROR)
def auditor_not_independent(snapshot: Snapshot) -> Iterator[Problem]:
    """An auditor audited their own work.

    Triggered when: within the period of an audit, one of its auditors wrote or approved a material revision of an
    audited document, declared immaterial or not, as git and the approval records tell it; or held a role that owns,
    is accountable in or works in what is audited. Co-authors are authors; approvals are records, trailers,
    signatures, merges and commits by a holder of the approver role, and `approved_on` where nobody else held it.
    Documents and registers are audited that the scope names, that belong to its processes, or that claim one of its
    clauses as a whole or in a section; it is not enough to provide an item of the clause. Of those that claim a
    clause, roles are looked at where they describe a process. Whoever owns a process, a document or a service of
    the scope by `owns` of the roles register, and the owner of a service by the services register, has a conflict
    too; a clause stands for the processes that the process model gives it to. What counts is what the texts of the
    period said, as far as git knows them; what was retired since then counts.
    Consulted and informed are no conflict; neither is it to be an auditor. Where an audit states no period, the day
    it was held counts.

    To fix this: have that part audited by somebody else. If the register of people is wrong, mend it there.

    Rationale: auditors are objective and impartial (ISO/IEC 20000-1, 9.2.2); nobody sees the faults of their own
    text. What git tells counts although no register says it.
    """
    people = {person.id: person for person in snapshot.people}
    for audit in find_audits(snapshot):
        for key, name in find_entries(audit.record.fields, "auditors"):
            if (person := people.get(name)) is not None:
                yield from _find_conflicts(snapshot, audit, person, At(audit.record, key))


def _find_conflicts(snapshot: Snapshot, audit: Audit, person: Person, at: At) -> Iterator[Problem]:
    period = find_period(audit)
    hint = "let somebody else audit that part"
    for work in find_work_conflicts(snapshot, audit, person):
        yield Problem(
            place=at.place(),
            message=f"`{quote(person.id)}` {_tell_work(work)}, within the period of the audit, {_tell_period(period)}",
            hint=hint,
            document=audit.record.name,
        )
    for conflict in find_role_conflicts(snapshot, audit.scope, person, period):
        yield Problem(
            place=at.place(),
            message=f"`{quote(person.id)}` held `{quote(conflict.role)}`, which {_tell_ties(conflict)}, "
            f"within the period of the audit, {_tell_period(period)}",
            hint=hint,
            document=audit.record.name,
        )


def _tell_work(work: WorkConflict) -> str:
    name = quote(work.holder.name)
    told = [f"{deed.act} {name} on {deed.day} ({quote(deed.how, 160)})" for deed in work.deeds[:_SHOWN]]
    more = len(work.deeds) - len(told)
    return enumerate_texts([*told, *([f"{more} more"] if more > 0 else [])])


def _tell_ties(conflict: RoleConflict) -> str:
    verbs: dict[str, list[str]] = {}
    for tie in conflict.ties:
        verbs.setdefault(tie.subject, []).append(tie.verb)
    told = [f"{enumerate_texts(many)} {quote(name)}" for name, many in list(verbs.items())[:_SHOWN]]
    more = len(verbs) - len(told)
    return enumerate_texts([*told, *([f"{more} more"] if more > 0 else [])])


def _tell_period(period: Period) -> str:
    if period.start == period.end:
        return str(period.start)
    return f"{period.start or 'its beginning'} to {period.end or 'today'}"


@rule("SMS706", "planned-auditor-not-independent", _WARNING)
def planned_auditor_not_independent(snapshot: Snapshot) -> Iterator[Problem]:
    """Somebody is to audit their own work.

    Triggered when: a person who is named as auditor of an audit that is still to be held has, on its planned day
    or today, whichever is later, a role that owns, is accountable in or works in what is to be audited; as
    SMS703 looks at audits that were held.

    To fix this: plan another auditor, or move that part to an audit of somebody else.

    Rationale: auditors are selected so that they are objective and impartial (ISO/IEC 20000-1, 9.2.2); before the
    audit that costs nothing.
    """
    people = {person.id: person for person in snapshot.people}
    for programme, one in find_unheld(snapshot):
        day = max(one.planned or snapshot.today, snapshot.today)
        for index, name in enumerate(one.auditors):
            person = people.get(name)
            if person is None:
                continue
            for conflict in find_role_conflicts(snapshot, one.scope, person, Period(start=day, end=day)):
                yield Problem(
                    place=one.at.place("auditors", index),
                    message=f"`{quote(person.id)}` is to audit `{quote(one.id)}` and will hold "
                    f"`{quote(conflict.role)}` on {day}, which {_tell_ties(conflict)}",
                    hint="plan somebody else for that part",
                    document=programme.record.name,
                )


@rule("SMS707", "audit-incomplete", _WARNING)
def audit_incomplete(snapshot: Snapshot) -> Iterator[Problem]:
    """The record of an audit lacks what makes it one.

    Triggered when: an audit that says its scope names no `auditors`, no `criteria` or no `period`; or it was held
    more than 30 days ago and `reported_on` is absent.

    To fix this: add what is missing. `period` is the time whose work was looked at, not the days of the audit.

    Rationale: for each audit criteria and scope are set, and results go to the management concerned (ISO/IEC
    20000-1, 9.2.2). Whether auditors were independent can only be told of a period.
    """
    for audit in find_audits(snapshot):
        if not audit.structured:
            continue
        record, late = (
            audit.record,
            audit.record.date is not None and shift_day(audit.record.date, _GRACE) < snapshot.today,
        )
        names = ("auditors", "criteria", "period", *(("reported_on",) if late else ()))
        lacking = find_lacking(snapshot, record, names)
        if lacking:
            yield Problem(
                place=record.places.of("scope"),
                message=f"the audit does not say {enumerate_texts(lacking)}",
                hint="add what is missing",
                document=record.name,
            )


@rule("SMS708", "finding-unanswered", _WARNING)
def finding_unanswered(snapshot: Snapshot) -> Iterator[Problem]:
    """A finding of an audit has no answer.

    Triggered when: a major or minor finding has no `answer`, no nonconformity names it under `from`, and the
    audit was reported, or held where that is not said, more than 30 days ago; or its `answer` names a document, a row
    or a record that is no nonconformity, so that nobody is asked for the cause and the effect. An answer that does not
    exist is a finding of SMS713.

    To fix this: write a nonconformity, and its id under `answer`.

    Rationale: a nonconformity is reacted to, its cause sought, and action taken (ISO/IEC 20000-1, 10.1.1).
    """
    raised = {one.source for one in find_nonconformities(snapshot)}
    others = _find_other_answers(snapshot)
    for audit in find_audits(snapshot):
        day = audit.reported_on or audit.record.date
        late = day is not None and shift_day(day, _GRACE) < snapshot.today
        for one in audit.findings:
            if one.grade not in _GRAVE or f"{audit.record.name}#{one.id}" in raised:
                continue
            named = f"the {one.grade.value} finding `{quote(one.id)}`"
            if one.answer in others:
                message = f"{named} is answered by `{quote(one.answer)}`, which is no nonconformity"
            elif late and not one.answer:
                message = f"{named} of {day} has no answer"
            else:
                continue
            yield Problem(
                place=one.at.place("answer" if one.answer else "id"),
                message=message,
                hint="write a nonconformity, and its id under `answer`",
                document=audit.record.name,
            )


def _find_other_answers(snapshot: Snapshot) -> frozenset[str]:
    """Return the ids of what is there and is no nonconformity."""
    rows = (row.id for register in snapshot.registers for row in register.rows)
    sound = {one.head.id for one in snapshot.records if one.kind == "nonconformity"}
    return frozenset({*rows, *(one.head.id for one in snapshot.holders)}) - {"", *sound}


@rule("SMS710", "auditor-without-competence", _WARNING)
def auditor_without_competence(snapshot: Snapshot) -> Iterator[Problem]:
    """An auditor is none by the register of people.

    Triggered when: on the day of an audit, one of its auditors held no role whose id or title speaks of an
    auditor, and is not marked `external`; or somebody is planned as auditor who will hold none on that day. A
    person who is not in the register is a finding of SMS713.

    To fix this: assign the role to whoever has learnt to audit, with the day it began, or let somebody else audit.

    Rationale: auditors are competent, with evidence (ISO/IEC 20000-1, 7.2 and 9.2.2).
    """
    people = {person.id: person for person in snapshot.people}
    for at, name, day in _find_auditors(snapshot):
        person = people.get(name)
        if person is None or person.external or _is_auditor(snapshot, person, day):
            continue
        yield Problem(
            place=at.place(),
            message=f"`{quote(person.id)}` holds no auditor's role on {day}",
            hint="assign it in the register of people, or let somebody else audit",
            document=at.holder.name,
        )


def _find_auditors(snapshot: Snapshot) -> Iterator[tuple[At, str, date]]:
    for audit in find_audits(snapshot):
        for key, name in find_entries(audit.record.fields, "auditors"):
            if audit.record.date is not None:
                yield At(audit.record, key), name, audit.record.date
    for programme, one in find_unheld(snapshot):
        day = max(one.planned or snapshot.today, snapshot.today)
        for index, name in enumerate(one.auditors):
            yield At(programme.record, (*one.at.key, "auditors", index)), name, day


def _is_auditor(snapshot: Snapshot, person: Person, day: date) -> bool:
    return any(
        person.holds(one.role, day) for one in person.assignments if is_auditor_role(snapshot, one.role)
    )
