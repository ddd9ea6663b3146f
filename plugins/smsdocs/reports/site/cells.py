"""Values of front matter and registers as readers see them: links where they name something, lists, pairs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from smsdocs.analysis.clauses import NoClause, parse_clause
from smsdocs.reports.site.addresses import clause_page, role_page
from smsdocs.reports.site.row_uses import NAMELESS, names_row
from smsdocs.reports.site.words import title_case

if TYPE_CHECKING:
    from smsdocs.model.document import Value
    from smsdocs.reports.site.desk import Desk

SHORT, LONG, LINE = 12, 40, 56
"""Characters of a text that stays on one line, of one that needs room in a table, and of named parts on one line."""
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value to show: text with an optional link, a list, or named parts."""

    text: str = ""
    page: str = ""
    anchor: str = ""
    url: str = ""
    items: tuple[Cell, ...] = ()
    pairs: tuple[tuple[str, Cell], ...] = ()

    @property
    def flat(self) -> bool:
        """Whether the parts of a list are short enough for one line."""
        return all(not part.items and not part.pairs and len(part.text) < LONG for part in self.items)

    @property
    def line(self) -> bool:
        """Whether named parts are short enough for one line, the first without its name."""
        parts = [part for _, part in self.pairs]
        short = sum(len(part.text) for part in parts) <= LINE
        return bool(parts) and short and all(not part.items and not part.pairs for part in parts)

    @property
    def room(self) -> str:
        """How much room it needs in a table: `short` stays on one line, `long` is not squeezed."""
        if self.items or self.pairs:
            parts = (*self.items, *(part for _, part in self.pairs))
            return (
                "long" if self.pairs or len(parts) > 1 or any(part.room == "long" for part in parts) else ""
            )
        return "short" if len(self.text) <= SHORT else "long" if len(self.text) > LONG else ""


def _drop_repeats(cells: Iterable[Cell]) -> Iterator[Cell]:
    """Yield cells, but no link twice: a process and the document that describes it lead to one page by one name."""
    seen: set[Cell] = set()
    for cell in cells:
        if not cell.page or cell not in seen:
            yield cell
        seen.add(cell)


def build_cell(desk: Desk, field: str, value: Value) -> Cell:
    """Return a value as a cell; `field` says what its texts may name."""
    if isinstance(value, Mapping):
        return Cell(
            pairs=tuple((title_case(name), build_cell(desk, name, part)) for name, part in value.items())
        )
    if isinstance(value, list):
        return Cell(items=tuple(_drop_repeats(build_cell(desk, field, part) for part in value)))
    if isinstance(value, bool):
        return Cell(text="yes" if value else "no")
    text = "" if value is None else str(value)
    if _ADDRESS.fullmatch(text):
        return Cell(text=text, url=text)
    find = _FINDERS.get(field)
    page, anchor, shown = find(desk, text) if find and text else _NOTHING
    if not page:
        page, anchor, _ = _find_named(desk, field, text)
    return Cell(text=shown or text, page=page, anchor=anchor)


_Target = tuple[str, str, str]
_NOTHING: _Target = ("", "", "")


def _find_named(desk: Desk, field: str, text: str) -> _Target:
    """Find what an id in any field means: a document, register or record, part of a record, or a row."""
    if field in NAMELESS or not text:
        return _NOTHING
    holder = desk.by_id.get(text) or desk.by_id.get(text.partition("#")[0])
    if holder is not None and holder.path in desk.pages:
        return desk.pages[holder.path], "", text
    register, row = desk.relations.rows.get(text, (None, None)) if names_row(field, text) else (None, None)
    if register is None or row is None or register.path not in desk.pages:
        return _NOTHING
    return desk.pages[register.path], desk.row_anchor(row.id), text


def _find_role(desk: Desk, text: str) -> _Target:
    return (role_page(text), "", desk.roles[text]) if text in desk.roles else _NOTHING


def _find_acting(desk: Desk, text: str) -> _Target:
    """Find a role, or the record of a decision."""
    found = _find_role(desk, text)
    return found if found != _NOTHING else _find_document(desk, text)


def _find_process(desk: Desk, text: str) -> _Target:
    document = desk.processes.get(text)
    name = desk.process_name(text)
    return (desk.pages[document.path], "", name) if document else ("", "", name)


def _find_document(desk: Desk, text: str) -> _Target:
    holder = desk.by_id.get(text)
    return (desk.pages[holder.path], "", holder.title) if holder and holder.path in desk.pages else _NOTHING


def _find_owned(desk: Desk, text: str) -> _Target:
    """Find what a role owns: a document, or a process that may have none yet."""
    found = _find_document(desk, text)
    return found if found != _NOTHING else _find_process(desk, text)


def _find_service(desk: Desk, text: str) -> _Target:
    row = desk.snapshot.services.get(text)
    register = desk.snapshot.register_of("services")
    if row is None or register is None:
        return _NOTHING
    return desk.pages[register.path], desk.row_anchor(text), row.text("name") or row.text("title")


def _find_row(kind: str, desk: Desk, text: str) -> _Target:
    """Find a row of a register by its id."""
    found = desk.find_row(kind, text)
    if found is None:
        return _NOTHING
    register, row = found
    return desk.pages[register.path], desk.row_anchor(text), row.text("name") or row.text("title") or text


def _find_clause(desk: Desk, text: str) -> _Target:
    ref = parse_clause(text, desk.snapshot.library.known, desk.snapshot.settings.scope)
    if isinstance(ref, NoClause) or ref not in desk.relations.clauses:
        return _NOTHING
    return clause_page(ref), "", text


_FINDERS: Mapping[str, Callable[[Desk, str], _Target]] = {
    **dict.fromkeys(
        ("owner", "approver", "role", "roles", "deputy", "accountable", "responsible"), _find_role
    ),
    **dict.fromkeys(("consulted", "informed"), _find_role),
    **dict.fromkeys(("process", "processes"), _find_process),
    "owns": _find_owned,
    **dict.fromkeys(("document", "documents", "follows", "implements", "record", "records"), _find_document),
    **dict.fromkeys(("service", "services", "depends_on"), _find_service),
    **dict.fromkeys(("clause", "clauses", "breaks"), _find_clause),
    **dict.fromkeys(("answer", "answered_by", "used_by", "plan", "sla", "policy", "from"), _find_document),
    **{
        name: partial(_find_row, kind)
        for kind, names in {
            "customers": ("customer", "customers"),
            "suppliers": ("supplier", "suppliers"),
            "kpis": ("kpi", "kpis"),
            "training": ("training",),
            "project": ("milestone", "after"),
        }.items()
        for name in names
    },
    **dict.fromkeys(("decided_by", "authorised_by", "accepted_by", "reported_to", "not_with"), _find_acting),
}
"""What the texts of a field may name."""
