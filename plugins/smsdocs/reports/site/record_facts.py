"""What the front matter of a record says happened, below its text: plain facts, and a table for each list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.reports.site.cells import build_cell
from smsdocs.reports.site.words import title_case

if TYPE_CHECKING:
    from smsdocs.model.document import Value
    from smsdocs.model.register import Record
    from smsdocs.reports.site.cells import Cell
    from smsdocs.reports.site.desk import Desk

_TOLD = frozenset({
    "id", "title", "description", "status", "version", "owner", "approver", "approved_on", "effective_from",
    "last_reviewed", "review_interval", "classification", "clauses", "provides", "tags", "date", "process", "follows",
    "services", "render_macros", "type", "hide", "search", "template", "icon", "image", "social",
})  # fmt: skip
"""What the header and the footer show, and what only generators of sites read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactTable:
    """A list of mappings: its columns are all names that occur, in the order in which they first do."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]


def render_facts(desk: Desk, record: Record) -> str:
    """Return what a record says as fields besides those that every record has; empty where it says nothing."""
    facts: list[tuple[str, Cell]] = []
    tables: list[FactTable] = []
    for name, value in record.fields.items():
        if name in _TOLD or value in (None, "", [], {}):
            continue
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            tables.append(_build_table(desk, name, [one for one in value if isinstance(one, dict)]))
        else:
            facts.append((title_case(name), build_cell(desk, name, value)))
    if not facts and not tables:
        return ""
    return desk.render("record_facts.jinja", desk.pages[record.path], facts=facts, tables=tables)


def _build_table(desk: Desk, name: str, entries: list[dict[str, Value]]) -> FactTable:
    names = list(dict.fromkeys(key for entry in entries for key in entry))
    return FactTable(
        title=title_case(name),
        columns=tuple(map(title_case, names)),
        rows=tuple(
            tuple(build_cell(desk, key, entry[key]) if key in entry else None for key in names)
            for entry in entries
        ),
    )
