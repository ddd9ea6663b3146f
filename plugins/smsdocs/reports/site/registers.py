"""Registers: a list, and a page per register with its head and its rows as a table."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from markupsafe import Markup

from smsdocs.reports.site.addresses import REGISTERS, register_page
from smsdocs.reports.site.cells import Cell, build_cell
from smsdocs.reports.site.frame import render_footer, render_header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.register import Register
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

_HEAD = frozenset({
    "id", "title", "description", "kind", "owner", "approver", "status", "version", "approved_on", "effective_from",
    "last_reviewed", "review_interval", "classification", "clauses", "provides", "process", "type",
})  # fmt: skip
PRIVATE = frozenset({"git", "email", "mail", "phone"})
"""Fields of people that the site leaves out: they stand in the register only."""


def build_registers(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the list of registers and a page per register."""
    registers = desk.snapshot.registers
    entries = [(register, desk.review(register.head)) for register in registers]
    yield desk.page(REGISTERS, "Registers", "registers.jinja", section="Registers", entries=entries)
    for register in registers:
        yield _build_register(desk, register)


def _build_register(desk: Desk, register: Register) -> GeneratedPage:
    hidden = PRIVATE if register.kind == "people" else frozenset[str]()
    columns = [
        name
        for name in dict.fromkeys(name for row in register.rows for name in row.fields)
        if name not in hidden
    ]
    rows: list[tuple[str, list[Cell]]] = [
        (
            desk.row_anchor(row.id) if row.id else "",
            [build_cell(desk, name, row.fields.get(name)) for name in columns],
        )
        for row in register.rows
    ]
    more = [
        (name, build_cell(desk, name, value))
        for name, value in register.fields.items()
        if name not in _HEAD and value
    ]
    page = desk.page(
        register_page(register, desk.snapshot.settings),
        register.title,
        "register.jinja",
        register=register,
        columns=columns,
        rows=rows,
        more=more,
        header=Markup(render_header(desk, register)),  # noqa: S704  # escaped by the same environment
        footer=Markup(render_footer(desk, register)),  # noqa: S704  # escaped by the same environment
    )
    return dataclasses.replace(page, source=register.path, wide=True)
