"""The home page of a site whose author wrote none: what there is, how much of it, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.reports.site import addresses
from smsdocs.reports.site.shape import build_shape
from smsdocs.reports.site.words import plural, title_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

PROCESSES = 12
"""Processes that the page lists by name; more of them have an index of their own."""
_HOMES = ("index.markdown", "index.mdown", "index.mkdn", "index.mkd")
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
        shape=build_shape(desk),
        ways=[(title, ways) for title, ways in _find_ways(desk) if ways],
    )


def _find_sections(desk: Desk) -> Iterator[Way]:
    for folder in addresses.find_sections(desk.snapshot):
        count = sum(1 for page in desk.snapshot.pages if page.path.startswith(f"{folder}/"))
        if count:
            title = title_case(folder.rpartition("/")[2])
            yield Way(title=title, page=desk.addresses.folders[folder], about=plural(count, "page"))


def _find_ways(desk: Desk) -> Iterator[tuple[str, list[Way]]]:
    """Yield what there is, by what people come for."""
    processes = [
        Way(title=desk.process_name(process), page=desk.pages[one.path], about=one.head.description)
        for process, one in sorted(desk.processes.items(), key=lambda pair: desk.process_name(pair[0]))
    ]
    if 0 < len(processes) <= PROCESSES:
        yield "Do my work", processes
    reading = list(_find_sections(desk))
    if desk.roles:
        reading.append(Way(title="Roles", page=addresses.ROLES, about="what each role owns, reads and does"))
    yield "Find what applies to me", reading
    yield (
        "Look something up",
        [
            Way(
                title="All documents",
                page=addresses.DOCUMENTS,
                about="each with its owner, version and state",
            ),
            Way(title="Registers", page=addresses.REGISTERS, about="services, risks, people and other lists"),
            Way(title="Records", page=addresses.RECORDS, about=plural(len(desk.snapshot.records), "record")),
            Way(title="What changed", page=addresses.CHANGES, about="by week"),
        ],
    )
    yield (
        "Show the evidence",
        [
            Way(title="Standards", page=addresses.STANDARDS, about="each clause and what it rests on"),
            Way(title="Traceability", page=addresses.TRACEABILITY, about="all of it in one table"),
            Way(title="Reviews", page=addresses.REVIEWS, about="a year at a glance, by owner"),
            Way(title="Findings", page=addresses.FINDINGS, about="what the checks found, and how to mend it"),
            Way(
                title="What git proves", page=addresses.EVIDENCE, about="the rules, and how to look yourself"
            ),
        ],
    )
