"""Nonconformities, as their front matter tells them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import (
    build_actions,
    build_scope,
    find_records,
    read_deed,
    resolve_clauses,
)
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import flag, mapping, text, texts
from smsdocs.model.management import Grade, Nonconformity

if TYPE_CHECKING:
    from smsdocs.model.register import Record
    from smsdocs.model.snapshot import Snapshot


@lru_cache(maxsize=4)
def find_nonconformities(snapshot: Snapshot) -> tuple[Nonconformity, ...]:
    """Return every nonconformity, oldest first."""
    found = (_build(snapshot, record) for record in find_records(snapshot, "nonconformity"))
    return tuple(sorted(found, key=lambda one: (str(one.raised_on or ""), one.record.path)))


def _build(snapshot: Snapshot, record: Record) -> Nonconformity:
    fields, today = record.fields, snapshot.today
    effect = mapping(fields, "effect")
    return Nonconformity(
        record=record,
        grade=Grade.MAJOR if text(fields, "grade") == Grade.MAJOR else Grade.MINOR,
        raised_on=read_deed(fields, "raised_on", today) or record.date,
        source=text(fields, "from"),
        breaks=resolve_clauses(snapshot, texts(fields, "breaks")),
        concerns=build_scope(snapshot, mapping(fields, "concerns")),
        correction=text(fields, "correction"),
        cause=text(fields, "cause"),
        actions=build_actions(record, fields, "actions", today=today),
        effect_due=parse_date(effect.get("due")),
        checked_on=read_deed(effect, "checked_on", today),
        works=flag(effect, "works"),
        closed_on=read_deed(fields, "closed_on", today),
        structured="grade" in fields,
    )
