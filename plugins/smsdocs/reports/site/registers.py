"""Registers: a list, and a page per register with its head and its rows as a table."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from smsdocs.analysis.anchors import ROW, build_slug
from smsdocs.analysis.unsafe_html.allowed import is_foreign_name
from smsdocs.model.finding import Severity
from smsdocs.reports.site.addresses import REGISTERS, register_page, role_page
from smsdocs.reports.site.cells import Cell, build_cell
from smsdocs.reports.site.columns import Layout, build_layout, build_totals
from smsdocs.reports.site.frame import render_footer, render_header
from smsdocs.reports.site.rows import build_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smsdocs.model.finding import Finding
    from smsdocs.model.register import Register, Row
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage
    from smsdocs.reports.site.row_uses import Use

_HEAD = frozenset({
    "id", "title", "description", "kind", "owner", "approver", "status", "version", "approved_on", "effective_from",
    "last_reviewed", "review_interval", "classification", "clauses", "provides", "process", "type",
})  # fmt: skip
USERS = 12
"""Documents, records and rows that a row names as using it; a count stands for the others."""
FOUND = 2
"""Findings that a row shows; a count stands for the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row as it is shown: its cells by field, where it leads, what names it, and what is wrong with it."""

    id: str
    anchor: str
    page: str
    cells: Mapping[str, Cell]
    users: tuple[Use, ...] = ()
    findings: Sequence[Finding] = ()


def build_registers(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the list of registers and a page per register."""
    registers = desk.snapshot.registers
    entries = [(register, desk.review(register)) for register in registers]
    yield desk.page(REGISTERS, "Registers", "registers.jinja", section="Registers", entries=entries)
    for register in registers:
        yield from _build_register(desk, register)


def _build_register(desk: Desk, register: Register) -> Iterator[GeneratedPage]:
    fields = [
        name
        for name in dict.fromkeys(name for row in register.rows for name in row.fields)
        if not register.is_private(name)
    ]
    found = _find_faulty_rows(desk, register)
    lines = [
        _build_line(desk, register, row, fields, findings=found.get(row.index, ())) for row in register.rows
    ]
    cells = [line.cells for line in lines]
    layout = build_layout(cells, fields)
    more = [
        (name, _find_anchor(name), build_cell(desk, name, value))
        for name, value in register.fields.items()
        if name not in _HEAD and value
    ]
    page = desk.page(
        register_page(register, desk.snapshot.settings),
        register.title,
        "register.jinja",
        register=register,
        layout=layout,
        choices=_find_choices(layout),
        lines=lines,
        shown=USERS,
        most=FOUND,
        totals=list(build_totals(cells, (*layout.shown, *layout.folded))),
        more=more,
        header=Markup(render_header(desk, register)),  # noqa: S704  # escaped by the same environment
        footer=Markup(render_footer(desk, register)),  # noqa: S704  # escaped by the same environment
    )
    page = dataclasses.replace(page, source=register.path, wide=True)
    yield from build_list(desk, page, f"The file {register.path} has them all.")


def _find_anchor(field: str) -> str:
    """Return the anchor of a field in the head of a register; none where it is the theme's, ours or a row's."""
    anchor = build_slug(field.lower())
    return "" if is_foreign_name(anchor) or anchor.startswith(ROW) else anchor


def _find_choices(layout: Layout) -> list[tuple[str, str, str]]:
    """Return what the rows of a register are chosen by."""
    return [("select", column.name, column.title) for column in layout.shown if column.choice]


def _find_faulty_rows(desk: Desk, register: Register) -> Mapping[int, Sequence[Finding]]:
    """Return the errors and warnings that stand in a row, by its position, worst first; waived ones count nowhere."""
    told = [
        one
        for one in desk.relations.by_path.get(register.path, ())
        if one.place.line and one.waived is None and one.severity is not Severity.INFO
    ]
    if not told:
        return {}
    places = register.places
    parts: list[tuple[int, int | None]] = [
        (places.of_key(name).line or 0, None) for name in register.fields if name != "rows"
    ]
    parts += [(places.of("rows", row.index).line or 0, row.index) for row in register.rows]
    parts.sort(key=lambda part: part[0])
    starts = [line for line, _ in parts]
    found: dict[int, list[Finding]] = {}
    for one in sorted(told, key=lambda one: one.severity.rank):
        at = bisect_right(starts, one.place.line or 0) - 1
        index = parts[at][1] if at >= 0 else None
        if index is not None:
            found.setdefault(index, []).append(one)
    return found


def _build_line(
    desk: Desk, register: Register, row: Row, fields: list[str], *, findings: Sequence[Finding]
) -> Line:
    return Line(
        id=row.id,
        anchor=desk.row_anchor(row.id) if row.id else "",
        page=role_page(row.id) if register.kind == "roles" and row.id in desk.roles else "",
        cells={name: build_cell(desk, name, row.fields[name]) for name in fields if name in row.fields},
        users=desk.relations.named_by.get((register.path, row.id), ()) if row.id else (),
        findings=findings,
    )
