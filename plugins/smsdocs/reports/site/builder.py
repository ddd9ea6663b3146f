"""The generated part of the site: a function of the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.reports.site.addresses import build_addresses
from smsdocs.reports.site.desk import Desk
from smsdocs.reports.site.documents import build_documents, build_records
from smsdocs.reports.site.findings import build_findings, build_rules
from smsdocs.reports.site.registers import build_registers
from smsdocs.reports.site.relations import Relations
from smsdocs.reports.site.roles import build_roles
from smsdocs.reports.site.sections import build_sections
from smsdocs.reports.site.standards import build_standards
from smsdocs.reports.site.traceability import build_traceability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.finding import Finding
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.page import GeneratedPage

_BUILDERS = (
    build_sections,
    build_standards,
    build_traceability,
    build_roles,
    build_registers,
    build_documents,
    build_records,
    build_findings,
    build_rules,
)
"""In the order of the navigation."""


def build_desk(snapshot: Snapshot, findings: tuple[Finding, ...], *, directory_urls: bool) -> Desk:
    """Return what page builders need.

    Args:
        snapshot: what was read.
        findings: what the checks found in it.
        directory_urls: whether `x.md` becomes `x/` or `x.html`.
    """
    addresses = build_addresses(snapshot, directory_urls=directory_urls)
    return Desk(snapshot, Relations(snapshot, findings), addresses)


def build_pages(desk: Desk) -> tuple[GeneratedPage, ...]:
    """Return every generated page; where an author's page holds its place, the author's page stays."""
    return tuple(_without_taken(desk, (page for build in _BUILDERS for page in build(desk))))


def _without_taken(desk: Desk, pages: Iterator[GeneratedPage]) -> Iterator[GeneratedPage]:
    authored = {src_uri.casefold() for path, src_uri in desk.pages.items() if path not in _registers(desk)}
    taken = set(authored)
    for page in pages:
        key = page.src_uri.casefold()
        if key not in taken:
            taken.add(key)
            yield page


def _registers(desk: Desk) -> frozenset[str]:
    return frozenset(register.path for register in desk.snapshot.registers)
