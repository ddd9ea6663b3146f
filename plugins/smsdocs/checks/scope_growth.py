"""SMS7xx: the scope that grows, and who decided it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.story import find_stories
from smsdocs.checks.mentions import quote
from smsdocs.checks.rule import rule
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import mappings, text
from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.register import Record, Register, Row
    from smsdocs.model.snapshot import Snapshot

_WARNING = Severity.WARNING


@rule("SMS727", "scope-extended-without-decision", _WARNING)
def scope_extended_without_decision(snapshot: Snapshot) -> Iterator[Problem]:
    """The scope grew, and nobody is shown to have decided it.

    Triggered when: a row of the scope register in state in or later names no decision in `decided_by`, although
    it joined after the first ones did, or a row that joined no later names one; or `decided_by` names a record that
    is neither a decision about scope nor a management review, or one that was made after the row's `since`; or git
    knows the row as out of scope under the very decision that it names now. An id that no record has is a finding of
    SMS737. What the record says is not read: it is taken at its word.

    To fix this: let top management decide, keep a record of kind decision about scope, and name it in `decided_by`.

    Rationale: the scope is determined, and changes to it are planned and authorised (ISO/IEC 20000-1, 4.3 and 6.3).
    """
    records = {record.head.id: record for record in snapshot.records if record.head.id}
    for register in snapshot.registers:
        rows = [row for row in register.rows if row.text("state") in {"in", "later"}]
        if register.kind == "scope" and rows:
            begun, former = _find_beginning(rows), _find_left_out(snapshot, register)
            for row in rows:
                name = row.text("decided_by")
                reason = _judge_decision(row, records.get(name)) if name else _judge_extension(row, begun)
                reason = reason or _find_turn(former.get(row.id), row)
                if reason:
                    yield Problem(
                        place=register.places.of("rows", row.index, *(["decided_by"] if name else [])),
                        message=f"`{quote(row.id)}` is in scope or to be, and {reason}",
                        hint="name the record of the decision in `decided_by`",
                        document=register.name,
                    )


def _find_beginning(rows: list[Row]) -> tuple[date, date]:
    """Return the first day on which anything was in scope, and the first for which a row names its decision."""
    joined = [(parse_date(row.fields.get("since")) or date.min, row) for row in rows]
    first = min((day for day, row in joined if row.text("state") == "in"), default=date.max)
    decided = min((day for day, row in joined if row.text("decided_by")), default=date.max)
    return first, decided


def _judge_extension(row: Row, begun: tuple[date, date]) -> str:
    first, decided = begun
    day = parse_date(row.fields.get("since"))
    if (day or date.min) >= decided != date.max:
        return "it names no decision, although others do"
    if day is not None and first != date.min and day > first:
        return f"it joins on {day}, after the scope of {first}, without a decision"
    return ""


def _judge_decision(row: Row, record: Record | None) -> str:
    if record is None:
        return ""
    about = text(record.fields, "about")
    if record.head.status in {"draft", "in-review", "retired"}:
        return f"`{quote(record.name)}` has the status {record.head.status}"
    decides = about in {"scope", ""} if record.kind == "decision" else record.kind == "management-review"
    if not decides:
        return f"`{quote(record.name)}` is no decision about scope"
    since = parse_date(row.fields.get("since"))
    if since is not None and record.date is not None and record.date > since:
        return f"`{quote(record.name)}` is of {record.date}, after it joined on {since}"
    return ""


def _find_left_out(snapshot: Snapshot, register: Register) -> Mapping[str, str]:
    """Return the decision under which each row was out of scope when it last was, by its id, as git knows it."""
    story = find_stories(snapshot).get(register.path)
    found: dict[str, str] = {}
    for index in range(len(story) if story else 0):
        fields = story.version(index).fields if story else {}
        for _, row in mappings(fields, "rows"):
            if text(row, "state") == "out":
                found.setdefault(text(row, "id"), text(row, "decided_by"))
    return found


def _find_turn(decided: str | None, row: Row) -> str:
    if decided is None or decided != row.text("decided_by"):
        return ""
    return f"it was out of scope under the same decision, `{quote(decided)}`" if decided else ""
