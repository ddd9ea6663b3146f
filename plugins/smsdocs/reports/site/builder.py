"""The generated part of the site: a function of the snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.checks.rule import RULES
from smsdocs.reports.site import addresses
from smsdocs.reports.site.actions import build_actions
from smsdocs.reports.site.audits import build_audits
from smsdocs.reports.site.changes import build_changes
from smsdocs.reports.site.desk import Desk
from smsdocs.reports.site.documents import build_documents, build_records
from smsdocs.reports.site.evidence import build_evidence
from smsdocs.reports.site.findings import build_findings, build_rules
from smsdocs.reports.site.former import build_formers, find_formers
from smsdocs.reports.site.glossary import build_glossary
from smsdocs.reports.site.home import build_home
from smsdocs.reports.site.kpis import build_kpis
from smsdocs.reports.site.landscape import build_landscape
from smsdocs.reports.site.learning import build_learning
from smsdocs.reports.site.objectives import build_objectives
from smsdocs.reports.site.project import build_project
from smsdocs.reports.site.raci import build_raci
from smsdocs.reports.site.readiness import build_readiness
from smsdocs.reports.site.registers import build_registers
from smsdocs.reports.site.relations import Relations
from smsdocs.reports.site.review_pack import build_review_pack
from smsdocs.reports.site.reviews import build_reviews
from smsdocs.reports.site.risk_matrix import build_risk_matrix
from smsdocs.reports.site.roles import build_roles
from smsdocs.reports.site.sections import build_sections
from smsdocs.reports.site.services import build_services
from smsdocs.reports.site.standards import build_standards
from smsdocs.reports.site.suppliers import build_suppliers
from smsdocs.reports.site.traceability import build_traceability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.finding import Finding
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.page import GeneratedPage

_BUILDERS = (
    build_home,
    build_sections,
    build_landscape,
    build_standards,
    build_traceability,
    build_readiness,
    build_project,
    build_roles,
    build_raci,
    build_learning,
    build_services,
    build_suppliers,
    build_kpis,
    build_objectives,
    build_risk_matrix,
    build_actions,
    build_audits,
    build_review_pack,
    build_glossary,  # before the registers: it is the page of one
    build_registers,
    build_documents,
    build_reviews,
    build_changes,
    build_records,
    build_findings,
    build_rules,
    build_evidence,
    build_formers,
)
"""In the order of the navigation."""


def build_desk(snapshot: Snapshot, findings: tuple[Finding, ...], *, directory_urls: bool) -> Desk:
    """Return what page builders need.

    Args:
        snapshot: what was read.
        findings: what the checks found in it.
        directory_urls: whether `x.md` becomes `x/` or `x.html`.
    """
    relations = Relations(snapshot, findings)
    reserved = (
        *find_reserved(snapshot, relations),
        addresses.NOTICES,
    )  # that page is made of what the site carries
    places = addresses.build_addresses(snapshot, reserved, directory_urls=directory_urls)
    return Desk(snapshot, relations, places)


def find_reserved(snapshot: Snapshot, relations: Relations) -> Iterator[str]:
    """Yield the sources of the generated pages that give way to no page of an author."""
    yield from (addresses.STANDARDS, addresses.TRACEABILITY, addresses.ROLES, addresses.REGISTERS)
    yield from (addresses.DOCUMENTS, addresses.RECORDS, addresses.FINDINGS, addresses.RULES)
    yield from (addresses.REVIEWS, addresses.CHANGES, addresses.EVIDENCE)
    yield from addresses.MANAGEMENT
    yield from (former.page for former in find_formers(snapshot).values())
    yield from map(addresses.clause_page, relations.clauses)
    yield from map(addresses.role_page, relations.roles)
    yield from map(addresses.rule_page, RULES)
    for register in snapshot.registers:
        yield addresses.register_page(register, snapshot.settings)


def build_pages(desk: Desk) -> tuple[GeneratedPage, ...]:
    """Return every generated page; of two at one place the first."""
    pages: dict[str, GeneratedPage] = {}
    for build in _BUILDERS:
        for page in build(desk):
            pages.setdefault(desk.addresses.url(page.src_uri).casefold(), page)
    return tuple(pages.values())
