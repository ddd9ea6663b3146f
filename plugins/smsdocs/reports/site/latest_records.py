"""The latest records of a document: what follows it and, of a process, every sign that people follow that process.

The process map and the readiness clock take the same signs, so no page knows of a later record than another.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.management.evidence_dates import find_signs
from smsdocs.model.document import Document
from smsdocs.model.register import Record, Register
from smsdocs.reports.site.cells import Cell
from smsdocs.reports.site.untrusted import clean

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.analysis.management.evidence_dates import Sign
    from smsdocs.model.register import Holder, Row
    from smsdocs.reports.site.desk import Desk

_KINDS = {"measurement": ("kpis", "measured"), "attendance": ("training", "attended")}
"""The register that names a sign which stands in a table, and what happened on its day."""
_OPEN = ("draft", "in-review", "retired")
"""States of a record in which it shows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """Something that shows on a day that a document is followed.

    Attributes:
        about: what happened on the day, where it is no record of its own.
    """

    day: date | None
    cell: Cell
    about: str = ""


def find_latest(desk: Desk, holder: Holder) -> list[Latest]:
    """Return what shows that a document is followed, newest first, each once."""
    found: dict[tuple[str, str], Latest] = {}
    counted: set[tuple[str, str]] = set()
    for record in desk.relations.evidence.get(holder.head.id, ()) if holder.head.id else ():
        found["record", record.path] = _show(desk, record)
    if isinstance(holder, Document) and holder.head.type == "process" and holder.head.process:
        for sign in reversed(find_signs(desk.snapshot).get(holder.head.process, ())):
            key = (sign.kind, sign.path if sign.kind in {"record", "register"} else sign.name)
            counted.add(key)
            if key not in found:
                found[key] = _build(desk, sign)
        for key, one in found.items():
            if key not in counted and not one.about:
                found[key] = dataclasses.replace(one, about="about the process, no sign of its use")
    return sorted(found.values(), key=lambda one: (str(one.day or ""), one.cell.text), reverse=True)


def _show(desk: Desk, record: Record) -> Latest:
    """Return a record that follows the document; where no process is shown by it, it says why."""
    about = record.head.status.replace("-", " ") if record.head.status in _OPEN else ""
    if record.date is not None and record.date > desk.today:
        about = "to come"
    return Latest(day=record.date, cell=_link(desk, record), about=about)


def _build(desk: Desk, sign: Sign) -> Latest:
    """Return a sign as something to open: a record or register, or the row that tells what it is."""
    holder = desk.holders.get(sign.path)
    if sign.kind in _KINDS:
        kind, about = _KINDS[sign.kind]
        register, row = desk.find_row(kind, sign.name) or (None, None)
        return Latest(day=sign.day, cell=_link(desk, register, row, sign.name), about=about)
    if sign.kind == "sample" and isinstance(holder, Register):
        row = next((one for one in holder.rows if one.id == sign.name), None)
        return Latest(day=sign.day, cell=_link(desk, holder, row, sign.name), about="sample")
    about = "" if sign.kind == "record" else "reviewed"
    return Latest(day=sign.day, cell=_link(desk, holder, name=sign.name), about=about)


def _link(desk: Desk, holder: Holder | None, row: Row | None = None, name: str = "") -> Cell:
    """Return the way to a holder or to a row of it; nothing but the name where there is none."""
    page = desk.pages.get(holder.path, "") if holder else ""
    if row is None:
        return Cell(text=clean(name if holder is None else holder.title), page=page)
    text = clean(row.text("name") or row.text("title") or row.id)
    return Cell(text=text, page=page, anchor=desk.row_anchor(row.id) if page else "")
