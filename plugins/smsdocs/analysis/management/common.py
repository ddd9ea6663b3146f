"""What the views share: days, clauses and actions of front matter and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.clauses import NoClause, parse_clause
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import mapping, mappings, text, texts
from smsdocs.model.management import Action, At, AuditScope, Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.clause import ClauseRef
    from smsdocs.model.document import Value
    from smsdocs.model.place import Key
    from smsdocs.model.register import Record, Register, Row
    from smsdocs.model.snapshot import Snapshot


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
    holder: Record | Register, fields: Mapping[str, Value], name: str, key: Key = ()
) -> tuple[Action, ...]:
    """Return the actions that stand under `name`; `key` is the way to `fields` in the file."""
    return tuple(
        Action(
            at=At(holder, (*key, name, index)),
            id=text(entry, "id"),
            what=text(entry, "what"),
            owner=text(entry, "owner"),
            due=parse_date(entry.get("due")),
            done=parse_date(entry.get("done")),
            result=text(entry, "result"),
            documents=texts(entry, "documents"),
        )
        for index, entry in mappings(fields, name)
    )
