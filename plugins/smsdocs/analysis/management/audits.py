"""Audits and audit programmes, as their front matter tells them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import build_period, build_scope, find_records, resolve_clauses
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import mapping, mappings, text, texts
from smsdocs.model.management import At, Audit, AuditFinding, Grade, Period, PlannedAudit, Programme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.register import Record
    from smsdocs.model.snapshot import Snapshot

_GRADES = {grade.value: grade for grade in Grade}


@lru_cache(maxsize=4)
def find_audits(snapshot: Snapshot) -> tuple[Audit, ...]:
    """Return every audit record, oldest first."""
    audits = (_build_audit(snapshot, record) for record in find_records(snapshot, "audit"))
    return tuple(sorted(audits, key=lambda one: (str(one.record.date or ""), one.record.path)))


def _build_audit(snapshot: Snapshot, record: Record) -> Audit:
    fields = record.fields
    return Audit(
        record=record,
        number=text(fields, "audit") or record.name,
        kind=text(fields, "audit_kind") or "internal",
        period=order_period(build_period(fields, "period")),
        scope=build_scope(snapshot, mapping(fields, "scope")),
        auditors=texts(fields, "auditors"),
        auditees=texts(fields, "auditees"),
        reported_on=parse_date(fields.get("reported_on")),
        findings=tuple(_build_findings(snapshot, record)),
        structured="scope" in fields,
    )


def order_period(period: Period) -> Period:
    """Return a period with its ends in order: one that is written backwards is a finding, and hides nothing."""
    start, end = period.start, period.end
    return Period(start=end, end=start) if start is not None and end is not None and start > end else period


@lru_cache(maxsize=4)
def find_held_audits(snapshot: Snapshot) -> tuple[Audit, ...]:
    """Return the audits whose day has come: a record of a day to come tells of nothing that was done."""
    return tuple(
        one for one in find_audits(snapshot) if one.record.date is None or one.record.date <= snapshot.today
    )


def find_unheld(snapshot: Snapshot) -> Iterator[tuple[Programme, PlannedAudit]]:
    """Yield the audits that were planned and that no record says were held, by their number or their id."""
    held = {name for audit in find_held_audits(snapshot) for name in (audit.number, audit.record.head.id)}
    for programme in find_programmes(snapshot):
        for one in programme.audits:
            if one.id not in held:
                yield programme, one


def _build_findings(snapshot: Snapshot, record: Record) -> Iterator[AuditFinding]:
    for index, entry in mappings(record.fields, "findings"):
        if (grade := _GRADES.get(text(entry, "grade"))) is not None:
            yield AuditFinding(
                at=At(record, ("findings", index)),
                id=text(entry, "id"),
                grade=grade,
                text=text(entry, "text"),
                clause=next(iter(resolve_clauses(snapshot, texts(entry, "clause"))), None),
                process=text(entry, "process"),
                answer=text(entry, "answer"),
            )


@lru_cache(maxsize=4)
def find_programmes(snapshot: Snapshot) -> tuple[Programme, ...]:
    """Return every audit programme, by the first day of its cycle."""
    programmes = (
        Programme(
            record=record,
            cycle=order_period(build_period(record.fields, "cycle")),
            audits=tuple(
                PlannedAudit(
                    at=At(record, ("audits", index)),
                    id=text(entry, "id"),
                    planned=parse_date(entry.get("planned")),
                    scope=build_scope(snapshot, entry),
                    auditors=texts(entry, "auditors"),
                )
                for index, entry in mappings(record.fields, "audits")
            ),
        )
        for record in find_records(snapshot, "audit-programme")
    )
    return tuple(sorted(programmes, key=lambda one: (str(one.cycle.start or ""), one.record.path)))


def find_programme(snapshot: Snapshot) -> Programme | None:
    """Return the programme whose cycle holds today; the last one that began where none does."""
    begun = [
        one
        for one in find_programmes(snapshot)
        if one.cycle.start is None or one.cycle.start <= snapshot.today
    ]
    return next(
        (one for one in reversed(begun) if one.cycle.holds(snapshot.today)), begun[-1] if begun else None
    )
