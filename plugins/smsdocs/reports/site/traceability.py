"""The traceability matrix: a line per clause and carrier, so that it never grows as documents x clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.coverage import build_coverage
from smsdocs.model.coverage import Status
from smsdocs.model.document import Document
from smsdocs.reports.site.addresses import TRACEABILITY, framework_anchor
from smsdocs.reports.site.rows import build_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.clause import Item
    from smsdocs.model.coverage import Carrier, ClauseCoverage, FrameworkCoverage
    from smsdocs.model.document import Heading
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

COUNTS, DOUBTFUL, NOT, NOTHING = "counts", "doubtful", "does not count", "none"
"""Whether a carrier counts, as the matrix is filtered by it; `none` where there is nothing to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One clause and one thing that carries it; none where nothing does.

    Attributes:
        first: whether it is the first line of its clause.
        kind: what carries it: the type of a document, or register, record, location.
        owner: the role that answers for what carries it.
        lacks: the records that the clause asks for and nothing provides.
    """

    coverage: ClauseCoverage
    first: bool = True
    carrier: Carrier | None = None
    sections: tuple[Heading, ...] = ()
    kind: str = ""
    owner: str = ""
    lacks: tuple[Item, ...] = ()

    @property
    def counts(self) -> str:
        """Whether it counts, in a word."""
        if self.carrier is None:
            return NOTHING
        return NOT if not self.carrier.in_force else DOUBTFUL if self.carrier.doubts else COUNTS


def build_traceability(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the matrix of all frameworks in scope."""
    owners = _find_owners(desk)
    frameworks = [
        {
            "coverage": coverage,
            "anchor": framework_anchor(coverage.catalog.id),
            "rows": list(_find_lines(desk, coverage, owners)),
        }
        for coverage in build_coverage(desk.snapshot)
    ]
    page = desk.list_page(
        TRACEABILITY, "Traceability", "traceability.jinja", section="Traceability", frameworks=frameworks
    )
    yield from build_list(desk, page, "The page of each clause tells what carries it.")


def _find_owners(desk: Desk) -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return kind and owner of all that may carry a clause: by path, and for a record location also by its row."""
    found = {}
    for one in desk.snapshot.holders:
        kind = one.head.type if isinstance(one, Document) else ""
        found[one.path, ""] = (kind, one.head.owner)
    for register, row in desk.snapshot.locations:
        found[register.path, row.id] = ("", row.owner)
    return found


def _find_lines(
    desk: Desk, framework: FrameworkCoverage, owners: Mapping[tuple[str, str], tuple[str, str]]
) -> Iterator[Line]:
    for coverage in framework.clauses.values():
        lacks = find_missing_records(coverage)
        for number, carrier in enumerate(coverage.carriers):
            row = carrier.name if carrier.kind == "location" else ""
            kind, owner = owners.get((carrier.path, row), ("", ""))
            yield Line(
                coverage=coverage,
                first=not number,
                carrier=carrier,
                sections=desk.sections(carrier.path, carrier.anchors),
                kind=kind or _KINDS.get(carrier.kind, carrier.kind),
                owner=owner,
                lacks=lacks,
            )
        if not coverage.carriers:
            yield Line(coverage=coverage, lacks=lacks)


def find_missing_records(coverage: ClauseCoverage) -> tuple[Item, ...]:
    """Return the records that a clause asks for and nothing in its period provides; none where it is excluded."""
    if coverage.status is Status.EXCLUDED:
        return ()
    asked = [one for one in coverage.items if one.item.kind == "record"]
    return tuple(one.item for one in asked if not any(carrier.in_force for carrier in one.carriers))


def count_lacking(coverage: FrameworkCoverage) -> int:
    """Return how many clauses ask for a record that nothing provides."""
    return sum(1 for one in coverage.clauses.values() if find_missing_records(one))


_KINDS = {"location": "record location"}
"""Kinds of carriers that are said otherwise."""
