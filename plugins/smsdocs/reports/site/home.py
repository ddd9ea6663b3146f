"""The home page of a site whose author wrote none: what there is, how much of it, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.coverage import build_coverage
from smsdocs.model.review import ReviewState
from smsdocs.reports.site import addresses
from smsdocs.reports.site.changes import select_landings
from smsdocs.reports.site.findings import count_findings
from smsdocs.reports.site.reviews import find_dues
from smsdocs.reports.site.words import plural, title_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

_HOMES = ("index.html", "index.markdown", "index.mdown", "index.mkdn", "index.mkd")
"""Files of the docs folder that MkDocs takes for a home page and we do not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A part of the site, and what is there."""

    title: str
    page: str
    about: str


def build_home(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the home page, unless an author's page stands at the top of the site."""
    settings = desk.snapshot.settings
    others = {f"{settings.docs_dir}/{name}" for name in _HOMES}
    if desk.addresses.is_taken(addresses.HOME) or others & desk.snapshot.paths:
        return
    yield desk.page(
        addresses.HOME,
        settings.site_name or settings.organisation or "Home",
        "home.jinja",
        organisation=settings.organisation,
        sections=list(_find_sections(desk)),
        frameworks=build_coverage(desk.snapshot),
        ways=list(_find_ways(desk)),
    )


def _find_sections(desk: Desk) -> Iterator[Way]:
    for folder in addresses.find_sections(desk.snapshot):
        count = sum(1 for page in desk.snapshot.pages if page.path.startswith(f"{folder}/"))
        if count:
            title = title_case(folder.rpartition("/")[2])
            yield Way(title=title, page=desk.addresses.folders[folder], about=plural(count, "page"))


def _find_ways(desk: Desk) -> Iterator[Way]:
    snapshot = desk.snapshot
    force = sum(1 for one in snapshot.documents if desk.in_force(one) or one.path in snapshot.in_force)
    documents = f"{plural(len(snapshot.documents), 'controlled document')}, {force:,} in force"
    yield Way(title="Documents", page=addresses.DOCUMENTS, about=documents)
    yield from _find_history_ways(desk)
    yield Way(title="Roles", page=addresses.ROLES, about=plural(len(desk.roles), "role"))
    registers = plural(len(snapshot.registers), "register")
    yield Way(title="Registers", page=addresses.REGISTERS, about=registers)
    yield Way(title="Records", page=addresses.RECORDS, about=plural(len(snapshot.records), "record"))
    findings = count_findings(desk.relations.findings)
    yield Way(title="Findings", page=addresses.FINDINGS, about=findings)
    yield Way(
        title="What git proves",
        page=addresses.EVIDENCE,
        about="for auditors: the rules, and how to look yourself",
    )


def _find_history_ways(desk: Desk) -> Iterator[Way]:
    states = [due.review.state for due in find_dues(desk.snapshot)]
    overdue, soon = states.count(ReviewState.OVERDUE), states.count(ReviewState.DUE_SOON)
    yield Way(title="Reviews", page=addresses.REVIEWS, about=f"{overdue:,} overdue, {soon:,} due soon")
    if desk.snapshot.history is None:
        about = "not known: this site was built without history"
    else:
        landings = select_landings(desk.snapshot).landings
        newest = f", the newest on {landings[0].day}" if landings else ""
        about = f"{plural(len(landings), 'landing')}{newest}"
    yield Way(title="What changed", page=addresses.CHANGES, about=about)
