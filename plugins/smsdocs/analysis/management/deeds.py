"""Days on which something is said to have been done, wherever they stand, and those on which it cannot have been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import is_possible
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import mapping, mappings
from smsdocs.model.management import At

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from smsdocs.model.document import Value
    from smsdocs.model.register import Record, Register
    from smsdocs.model.snapshot import Snapshot

_HELD = frozenset(
    {
        "audit",
        "customer-review",
        "decision",
        "major-incident-review",
        "management-review",
        "nonconformity",
        "supplier-review",
        "test",
    }
)
"""Kinds of record whose `date` is the day of a deed. A training may be recorded beforehand, with those invited."""
_OF_RECORDS = {"audit": ("reported_on",), "nonconformity": ("raised_on", "closed_on")}
_OF_REGISTERS = {"project": ("decided_on",)}
_OF_ROWS = {
    "context": ("decided_on",),
    "external-documents": ("checked_on",),
    "improvements": ("authorised_on", "measured_on"),
    "objectives": ("valued_on",),
    "obligations": ("checked_on",),
    "project": ("done",),
    "retention": ("last_disposal",),
    "risks": ("accepted_on",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A day on which something is said to have been done.

    Attributes:
        at: the day itself.
        asked: the day of the record that asks for it; None where none does.
    """

    at: At
    day: date
    asked: date | None = None


def find_impossible(snapshot: Snapshot) -> Iterator[Deed]:
    """Yield the deeds of days on which they cannot have been done: such a deed counts as not done."""
    for record in snapshot.records:
        if record.head.status not in {"draft", "in-review", "retired"}:
            yield from _keep(_find_in_record(record), snapshot.today)
    for register in snapshot.registers:
        if register.head.status != "retired":
            yield from _keep(_find_in_register(register), snapshot.today)


def _keep(deeds: Iterator[Deed], today: date) -> Iterator[Deed]:
    for one in deeds:
        if not is_possible(one.day, today, one.at.holder if one.asked else None):
            yield one


def _find_in_record(record: Record) -> Iterator[Deed]:
    fields, at = record.fields, At(record)
    names = (*(("date",) if record.kind in _HELD else ()), *_OF_RECORDS.get(record.kind, ()))
    yield from _find(at, fields, *names)
    if record.kind == "nonconformity":
        yield from _find(At(record, ("effect",)), mapping(fields, "effect"), "checked_on")
    for name in ("actions", "decisions"):
        for index, entry in mappings(fields, name):
            for deed in _find(At(record, (name, index)), entry, "done"):
                yield Deed(at=deed.at, day=deed.day, asked=record.date)


def _find_in_register(register: Register) -> Iterator[Deed]:
    yield from _find(At(register), register.fields, *_OF_REGISTERS.get(register.kind, ()))
    names = _OF_ROWS.get(register.kind, ())
    for row in register.rows if names or register.locations else ():
        key = ("rows", row.index)
        yield from _find(At(register, key), row.fields, *names)
        for index, entry in mappings(row.fields, "samples") if register.locations else ():
            yield from _find(At(register, (*key, "samples", index)), entry, "date")


def _find(at: At, fields: Mapping[str, Value], *names: str) -> Iterator[Deed]:
    for name in names:
        if (day := parse_date(fields.get(name))) is not None:
            yield Deed(at=At(at.holder, (*at.key, name)), day=day)
