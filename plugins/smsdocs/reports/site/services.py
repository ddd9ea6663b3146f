"""The service catalogue, and what each service depends on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from smsdocs.analysis.circles import find_circles
from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.measurements import find_kpis, find_series
from smsdocs.reports.site.addresses import SERVICES
from smsdocs.reports.site.cells import Cell, build_cell
from smsdocs.reports.site.kpis import judge
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.untrusted import NAME, clean
from smsdocs.reports.site.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smsdocs.model.document import Document
    from smsdocs.model.management import At, Kpi
    from smsdocs.model.register import Row
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

SHOWN = 8
"""Documents, KPIs and names of each kind that a service lists; a count stands for the others."""
SIDE = 30
"""Rows and columns of the matrix; what is more stands in the words below it only."""
CIRCLES, MEMBERS = 10, 12
"""Circles that the page names, and services of each."""
CRITICALITY: Mapping[str, Word] = {
    "high": Word("▲", "high", "bad"),
    "medium": Word("◆", "medium", "fair"),
    "low": Word("▽", "low", "plain"),
}
SCOPE: Mapping[str, Word] = {
    "in": Word("✔", "in scope", "good"),
    "later": Word("◷", "comes later", "fair"),
    "out": Word("○", "out of scope", "plain"),
}
NO_SCOPE = Word("?", "scope not said", "plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something that a service names: text, and where it leads.

    Attributes:
        known: whether a register has it.
    """

    id: str
    text: str
    page: str = ""
    anchor: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """The first of a list, and how much more."""

    shown: tuple[Named, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """What one service rests on, and what rests on it."""

    named: Named
    services: Some
    suppliers: Some
    needed_by: Some
    all: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service as the catalogue shows it."""

    named: Named
    row: Row
    scope: Word
    since: str
    criticality: Word | None
    customers: tuple[str, ...]
    agreement: Cell | None
    documents: Some
    processes: tuple[str, ...]
    kpis: tuple[tuple[Named, Word], ...]
    more_kpis: int
    dependence: Dependence


def build_services(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where no service is kept."""
    rows = [(row, at) for _, row, at in find_rows(desk.snapshot, "services") if row.id]
    if not rows:
        return
    names = {row.id: _name_row(desk, row, at) for row, at in rows}
    suppliers = {
        row.id: _name_row(desk, row, at) for _, row, at in find_rows(desk.snapshot, "suppliers") if row.id
    }
    dependences = _build_dependences(desk, names, suppliers)
    columns = _find_columns(list(dependences.values()), names, suppliers)
    lines = [one for one in dependences.values() if one.all or one.needed_by.shown]
    page = desk.list_page(
        SERVICES,
        "Service catalogue",
        "services.jinja",
        section="Services",
        services=list(_build_catalogue(desk, names, dependences)),
        everywhere=sum(1 for one in desk.snapshot.documents if not one.services and desk.in_force(one)),
        columns=columns[:SIDE],
        lines=lines[:SIDE],
        cut=max(len(columns), len(lines)) > SIDE,
        suppliers=frozenset(suppliers),
        circles=_find_circles(desk, names),
        order="|".join(CRITICALITY),
    )
    yield from build_list(desk, page, "The register of services has them all.")


def _name_row(desk: Desk, row: Row, at: At) -> Named:
    return Named(
        id=row.id,
        text=clean(row.text("name") or row.id, NAME),
        page=desk.pages[at.holder.path],
        anchor=desk.row_anchor(row.id),
    )


def _cut(named: Sequence[Named]) -> Some:
    return Some(shown=tuple(named[:SHOWN]), more=max(0, len(named) - SHOWN))


def _build_catalogue(
    desk: Desk, names: Mapping[str, Named], dependences: Mapping[str, Dependence]
) -> Iterator[Service]:
    snapshot = desk.snapshot
    scopes = {row.id: row for _, row, _ in find_rows(snapshot, "scope") if row.text("kind") == "service"}
    documents = _group_documents(desk)
    kpis = _group_kpis(desk)
    for _, row, _ in find_rows(snapshot, "services"):
        if not row.id:
            continue
        scope = scopes.get(row.id)
        measured = kpis.get(row.id, [])
        yield Service(
            named=names[row.id],
            row=row,
            scope=SCOPE.get(scope.text("state"), NO_SCOPE) if scope else NO_SCOPE,
            since=(scope.text("since") if scope else "") or row.text("in_scope_since"),
            criticality=CRITICALITY.get(row.text("criticality")),
            customers=tuple(clean(one, NAME) for one in row.texts("customers")),
            agreement=build_cell(desk, "document", row.text("sla")) if row.text("sla") else None,
            documents=_cut(documents.get(row.id, [])),
            processes=row.texts("processes"),
            kpis=tuple(measured[:SHOWN]),
            more_kpis=max(0, len(measured) - SHOWN),
            dependence=dependences[row.id],
        )


def _group_documents(desk: Desk) -> dict[str, list[Named]]:
    """Return the documents that name each service and are in force, by the id of the service."""
    found: dict[str, list[Named]] = {}
    for document in desk.snapshot.documents:
        if document.services and desk.in_force(document):
            for service in dict.fromkeys(document.services):
                found.setdefault(service, []).append(_name_document(desk, document))
    return found


def _name_document(desk: Desk, document: Document) -> Named:
    return Named(id=document.head.id, text=clean(document.title, NAME), page=desk.pages[document.path])


def _group_kpis(desk: Desk) -> dict[str, list[tuple[Named, Word]]]:
    """Return the KPIs of each service, with where they stand."""
    series = find_series(desk.snapshot)
    found: dict[str, list[tuple[Named, Word]]] = {}
    for kpi in find_kpis(desk.snapshot):
        for service in dict.fromkeys(kpi.row.texts("services")):
            values = series.get(kpi.id, ())
            word = judge(kpi, values[-1] if values else None)
            found.setdefault(service, []).append((_name_kpi(desk, kpi), word))
    return found


def _name_kpi(desk: Desk, kpi: Kpi) -> Named:
    return Named(
        id=kpi.id,
        text=clean(kpi.name, NAME),
        page=desk.pages[kpi.at.holder.path],
        anchor=desk.row_anchor(kpi.id) if kpi.id else "",
    )


def _build_dependences(
    desk: Desk, names: Mapping[str, Named], suppliers: Mapping[str, Named]
) -> dict[str, Dependence]:
    """Return what each service rests on; what suppliers say of services counts as what services say of them."""
    rows = {row.id: row for _, row, _ in find_rows(desk.snapshot, "services") if row.id}
    needs = {one: list(dict.fromkeys(row.texts("depends_on"))) for one, row in rows.items()}
    bought = {one: dict.fromkeys(row.texts("suppliers")) for one, row in rows.items()}
    for _, row, _ in find_rows(desk.snapshot, "suppliers"):
        for service in row.texts("services"):
            if service in bought and row.id:
                bought[service][row.id] = None
    needed: dict[str, list[Named]] = {}
    for one, targets in needs.items():
        for target in targets:
            needed.setdefault(target, []).append(names[one])
    return {
        one: Dependence(
            named=names[one],
            services=_cut([_look_up(target, names) for target in needs[one]]),
            suppliers=_cut([_look_up(target, suppliers) for target in bought[one]]),
            needed_by=_cut(needed.get(one, [])),
            all=frozenset((*needs[one], *bought[one])),
        )
        for one in rows
    }


def _look_up(target: str, known: Mapping[str, Named]) -> Named:
    return known.get(target) or Named(id=target, text=clean(target, NAME), known=False)


def _find_columns(
    dependences: Sequence[Dependence], names: Mapping[str, Named], suppliers: Mapping[str, Named]
) -> list[Named]:
    """Return what somebody rests on: services, then suppliers, then what no register has."""
    used = frozenset().union(*(one.all for one in dependences))
    found = [named for id_, named in names.items() if id_ in used]
    found += [named for id_, named in suppliers.items() if id_ in used and id_ not in names]
    return found + [_look_up(one, {}) for one in sorted(used - names.keys() - suppliers.keys())]


def _find_circles(desk: Desk, names: Mapping[str, Named]) -> list[Some]:
    links = {row.id: row.texts("depends_on") for _, row, _ in find_rows(desk.snapshot, "services") if row.id}
    return [
        Some(shown=tuple(names[one] for one in circle[:MEMBERS]), more=max(0, len(circle) - MEMBERS))
        for circle in islice(find_circles(links), CIRCLES)
    ]
