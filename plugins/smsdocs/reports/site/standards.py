"""The standards: a tree of clauses per framework, and a page per clause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.coverage import build_coverage
from smsdocs.model.clause import ClauseRef
from smsdocs.model.document import Document
from smsdocs.reports.site.addresses import STANDARDS, clause_page, framework_anchor
from smsdocs.reports.site.chain import build_link
from smsdocs.reports.site.traceability import count_lacking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.clause import Clause
    from smsdocs.model.coverage import Carrier, ClauseCoverage, FrameworkCoverage, Status
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

REQUIRED = {
    "explicit": "in so many words",
    "implied": "by its content",
    "supporting": "not asked for, but usually looked for",
}
WHOLE = 20
"""Carriers of a clause that its page shows with all that stands behind them; of more it names them, up to a bound."""
LISTED = 120
SOURCES = {"packaged": "as packaged with smsdocs", "overlaid": "changed by this repository"}


@dataclass(frozen=True, kw_only=True)
class TreeEntry:
    """A clause in the tree, with what stands below it."""

    ref: ClauseRef
    clause: Clause
    coverage: ClauseCoverage | None
    totals: Mapping[Status, int] | None
    children: tuple[TreeEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A clause that a clause page leads to."""

    ref: ClauseRef
    label: str
    coverage: ClauseCoverage | None = None
    totals: Mapping[Status, int] | None = None
    known: bool = True


@dataclass(frozen=True, kw_only=True)
class FrameworkTree:
    """A framework with its tree of clauses, and what its catalog says about itself.

    Attributes:
        titles: how many clauses have a title of each degree of certainty.
        verified: how many of the `count` items were compared with the standard.
    """

    coverage: FrameworkCoverage
    anchor: str
    tree: tuple[TreeEntry, ...]
    source: str
    titles: list[tuple[str, int]]
    verified: int
    count: int
    notes: list[tuple[str, str]]


def build_standards(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the tree of clauses and a page per clause."""
    coverages = build_coverage(desk.snapshot)
    yield desk.page(
        STANDARDS,
        "Standards",
        "standards.jinja",
        section="Standards",
        frameworks=[_describe(coverage) for coverage in coverages],
        lacking=sum(map(count_lacking, coverages)),
    )
    for coverage in coverages:
        for clause in coverage.catalog.clauses.values():
            yield _build_clause(desk, coverage, clause)


def _describe(coverage: FrameworkCoverage) -> FrameworkTree:
    catalog = coverage.catalog
    counted = Counter(clause.title_status for clause in catalog.clauses.values() if clause.title_status)
    return FrameworkTree(
        coverage=coverage,
        anchor=framework_anchor(catalog.id),
        tree=_build_tree(coverage, None),
        source=SOURCES.get(catalog.source, "brought by this repository"),
        titles=sorted(counted.items()),
        verified=sum(1 for item in catalog.items.values() if item.verified),
        count=len(catalog.items),
        notes=sorted(catalog.notes.items()),
    )


def _build_tree(coverage: FrameworkCoverage, parent: str | None) -> tuple[TreeEntry, ...]:
    return tuple(
        TreeEntry(
            ref=ClauseRef(coverage.catalog.id, clause.id),
            clause=clause,
            coverage=coverage.clauses.get(clause.id),
            totals=coverage.headings.get(clause.id),
            children=_build_tree(coverage, clause.id),
        )
        for clause in coverage.catalog.children.get(parent, ())
    )


def _build_clause(desk: Desk, framework: FrameworkCoverage, clause: Clause) -> GeneratedPage:
    ref = ClauseRef(framework.catalog.id, clause.id)
    coverage = framework.clauses.get(clause.id)
    carriers = coverage.carriers if coverage else ()
    scope = desk.snapshot.settings.scope
    short = f"{ref.framework.name}:{ref.clause}"
    return desk.page(
        clause_page(ref),
        f"{clause.id} {clause.label}",
        "clause.jinja",
        catalog=framework.catalog,
        clause=clause,
        coverage=coverage,
        totals=framework.headings.get(clause.id, {}),
        unverified=sum(1 for item in clause.expects if not item.verified),
        chain=[build_link(desk, one) for one in carriers[:WHOLE]],
        further=carriers[WHOLE:LISTED],
        beyond=max(0, len(carriers) - LISTED),
        processes=_find_processes(desk, carriers),
        children=[_neighbour(framework, child) for child in framework.catalog.children.get(clause.id, ())],
        counterparts=_find_counterparts(desk, ref),
        required=REQUIRED,
        short=short
        if next(one for one in scope if one.name == ref.framework.name) == ref.framework
        else str(ref),
    )


def _neighbour(framework: FrameworkCoverage, clause: Clause) -> Neighbour:
    return Neighbour(
        ref=ClauseRef(framework.catalog.id, clause.id),
        label=clause.label,
        coverage=framework.clauses.get(clause.id),
        totals=framework.headings.get(clause.id),
    )


def _find_processes(desk: Desk, carriers: tuple[Carrier, ...]) -> list[str]:
    """Return the processes that the carriers belong to, in the order of the carriers."""
    named = [desk.by_id.get(one.name) for one in carriers if one.kind == "document"]
    return list(
        dict.fromkeys(one.head.process for one in named if isinstance(one, Document) and one.head.process)
    )


def _find_counterparts(desk: Desk, ref: ClauseRef) -> list[tuple[str, list[Neighbour]]]:
    """Return what crosswalks suggest, either way round, by framework."""
    library = desk.snapshot.library
    found: dict[str, list[Neighbour]] = {}
    for (origin, target), crosswalk in library.crosswalks.items():
        if origin == ref.framework:
            other, numbers = target, library.find_counterparts(ref, target)
        elif target == ref.framework:
            other = origin
            numbers = tuple(row.clause for row in crosswalk.rows.values() if ref.clause in row.to)
        else:
            continue
        catalog = library.catalogs.get(other)
        name = catalog.name if catalog else str(other)
        in_scope = other in desk.snapshot.settings.scope
        entries = [
            Neighbour(
                ref=ClauseRef(other, number),
                label=catalog.clauses[number].label if catalog and number in catalog.clauses else "",
                known=bool(in_scope and catalog and number in catalog.clauses),
            )
            for number in numbers
        ]
        if entries:
            found[name] = entries
    return sorted(found.items())
