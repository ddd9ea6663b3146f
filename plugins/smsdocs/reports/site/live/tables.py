"""The tables that functions show: the same ones as on generated pages, made by the same templates and escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.macros.targets import Miss, show_fields
from smsdocs.analysis.nearest import suggest
from smsdocs.model.clause import ClauseRef
from smsdocs.model.document import State
from smsdocs.reports.site.cells import build_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smsdocs.model.coverage import ClauseCoverage
    from smsdocs.model.document import Document
    from smsdocs.model.register import Register
    from smsdocs.reports.site.desk import Desk

MOST = 100
"""Records that one table lists at most."""


def render_raci(desk: Desk, source: str, document: Document) -> str:
    """Return the roles of a document by their part; empty where it names none."""
    letters = document.roles.letters()
    if not any(letters.values()):
        return ""
    return _tidy(desk.render("live/raci.jinja", source, letters=list(letters.items())))


def render_coverage(desk: Desk, source: str, ref: ClauseRef) -> str:
    """Return the state of a clause, or of all clauses below a heading."""
    return _tidy(desk.render("live/coverage.jinja", source, clauses=list(_find_below(desk, ref))))


def _find_below(desk: Desk, ref: ClauseRef) -> Iterator[ClauseCoverage]:
    own = desk.relations.coverage.get(ref)
    if own is not None:
        yield own
    for child in desk.snapshot.library.catalogs[ref.framework].children.get(ref.clause, ()):
        yield from _find_below(desk, ClauseRef(ref.framework, child.id))


def render_register(desk: Desk, source: str, register: Register, wanted: Sequence[str]) -> str | Miss:
    """Return a register as a table with the columns that are wanted, or with all of them."""
    shown = [show_fields(register, row) for row in register.rows]
    known = list(dict.fromkeys(name for row in shown for name in row))
    for name in wanted:
        if name not in known:
            return Miss(
                f"no row of `{register.kind}` has a field `{name}`",
                suggest(name, known, f"its fields: {', '.join(known)}"),
            )
    columns = list(wanted) or known
    rows = [[build_cell(desk, name, row.get(name)) for name in columns] for row in shown]
    return _tidy(desk.render("live/register.jinja", source, register=register, columns=columns, rows=rows))


def render_documents(desk: Desk, source: str, wanted: Mapping[str, str]) -> str:
    """Return a list of documents that are not retired, by type, process, owner or what they implement."""
    found = [
        one
        for one in desk.snapshot.documents
        if one.head.state(desk.today) is not State.RETIRED
        and all(
            text in one.implements if name == "implements" else getattr(one.head, name) == text
            for name, text in wanted.items()
        )
    ]
    found.sort(key=lambda one: (one.title.casefold(), one.path))
    return _tidy(desk.render("live/documents.jinja", source, found=found))


def render_records(desk: Desk, source: str, kind: str, limit: int) -> str:
    """Return the newest records of a kind."""
    found = [one for one in desk.snapshot.records if one.kind == kind]
    found.sort(key=lambda one: (str(one.date or ""), one.path), reverse=True)
    more = max(0, len(found) - limit)
    return _tidy(desk.render("live/records.jinja", source, found=found[:limit], more=more))


def _tidy(html: str) -> str:
    return html.strip()
