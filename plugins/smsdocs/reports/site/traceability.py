"""The traceability matrix: a line per clause and carrier, so that it never grows as documents x clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.coverage import build_coverage
from smsdocs.reports.site.addresses import TRACEABILITY, framework_anchor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.coverage import Carrier, ClauseCoverage, FrameworkCoverage
    from smsdocs.model.document import Heading
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One clause and one thing that carries it; none where nothing does."""

    coverage: ClauseCoverage
    carrier: Carrier | None = None
    sections: tuple[Heading, ...] = ()


def build_traceability(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the matrix of all frameworks in scope."""
    frameworks = [
        {
            "coverage": coverage,
            "anchor": framework_anchor(coverage.catalog.id),
            "rows": list(_find_lines(desk, coverage)),
        }
        for coverage in build_coverage(desk.snapshot)
    ]
    yield desk.list_page(
        TRACEABILITY, "Traceability", "traceability.jinja", section="Traceability", frameworks=frameworks
    )


def _find_lines(desk: Desk, framework: FrameworkCoverage) -> Iterator[Line]:
    for coverage in framework.clauses.values():
        for carrier in coverage.carriers:
            sections = desk.sections(carrier.path, carrier.anchors)
            yield Line(coverage=coverage, carrier=carrier, sections=sections)
        if not coverage.carriers:
            yield Line(coverage=coverage)
