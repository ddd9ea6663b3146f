"""What the views share: days, clauses and actions of front matter and rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.clauses import NoClause, parse_clause
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import Duration, add_duration
from smsdocs.model.fields import mapping, mappings, text, texts
from smsdocs.model.management import Action, At, AuditScope, Period
from smsdocs.model.register import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.clause import ClauseRef
    from smsdocs.model.document import Value
    from smsdocs.model.place import Key
    from smsdocs.model.register import Register, Row
    from smsdocs.model.snapshot import Snapshot

BEFOREHAND = Duration(6, 0)
"""How long before a record that asks for it something may have been done: a review may tell of a whole half-year."""


def find_records(snapshot: Snapshot, kind: str) -> Iterator[Record]:
    """Yield the records of a kind that count: no drafts, nothing retired."""
    for record in snapshot.records:
        if record.kind == kind and record.head.status not in {"draft", "in-review", "retired"}:
            yield record


def find_rows(snapshot: Snapshot, kind: str) -> Iterator[tuple[Register, Row, At]]:
    """Yield the rows of the registers of a kind, each with where it stands."""
    for register in snapshot.registers:
        if register.kind == kind:
            for row in register.rows:
                yield register, row, At(register, ("rows", row.index))


def resolve_clauses(snapshot: Snapshot, written: Iterable[str]) -> tuple[ClauseRef, ...]:
    """Return the clauses that texts name; those that name none are left out, SMS304 has told of them."""
    found = (parse_clause(one, snapshot.library.known, snapshot.settings.scope) for one in written)
    return tuple(one for one in found if not isinstance(one, NoClause))


def read_deed(
    fields: Mapping[str, Value], name: str, today: date, holder: Record | Register | None = None
) -> date | None:
    """Return the day on which something was done; None where it cannot have been done then: see `is_possible`."""
    day = parse_date(fields.get(name))
    return day if day is not None and is_possible(day, today, holder) else None


def is_possible(day: date, today: date, holder: Record | Register | None = None) -> bool:
    """Say whether a deed can be of a day: not after today, and not long before the record that asks for it."""
    asked = holder.date if isinstance(holder, Record) else None
    return day <= today and (asked is None or asked <= add_duration(day, BEFOREHAND))


def build_period(fields: Mapping[str, Value], name: str) -> Period:
    """Return `{from, to}` as a period."""
    ends = mapping(fields, name)
    return Period(start=parse_date(ends.get("from")), end=parse_date(ends.get("to")))


def build_scope(snapshot: Snapshot, fields: Mapping[str, Value]) -> AuditScope:
    """Return what `processes`, `clauses`, `services`, `documents` and `sites` name."""
    return AuditScope(
        processes=texts(fields, "processes"),
        clauses=resolve_clauses(snapshot, texts(fields, "clauses")),
        services=texts(fields, "services"),
        documents=texts(fields, "documents"),
        sites=texts(fields, "sites"),
    )


def build_actions(
    holder: Record | Register,
    fields: Mapping[str, Value],
    name: str,
    key: Key = (),
    *,
    today: date | None = None,
) -> tuple[Action, ...]:
    """Return the actions that stand under `name`.

    Args:
        holder: the record or register that asks for them.
        fields: where they stand.
        name: of the field.
        key: the way to `fields` in the file.
        today: what is dated later is not done yet; without it every day counts.
    """
    return tuple(
        Action(
            at=At(holder, (*key, name, index)),
            id=text(entry, "id"),
            what=text(entry, "what"),
            owner=text(entry, "owner"),
            due=parse_date(entry.get("due")),
            done=read_deed(entry, "done", today or date.max, holder),
            result=text(entry, "result"),
            documents=texts(entry, "documents"),
        )
        for index, entry in mappings(fields, name)
    )
