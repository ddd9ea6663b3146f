"""The management review pack: every required topic of clause 9.3 with its live data, ready to print."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.management.management_reviews import find_management_reviews
from smsdocs.model.clause import ClauseRef
from smsdocs.reports.site.addresses import (
    REVIEW_PACK,
    clause_page,
)
from smsdocs.reports.site.cells import Cell
from smsdocs.reports.site.review_topics.around import (
    show_changes,
    show_context,
    show_feedback,
    show_other_parties,
    show_policies,
    show_resources,
    show_risks,
)
from smsdocs.reports.site.review_topics.followed_up import (
    show_audit_results,
    show_improvements,
    show_nonconformities,
    show_previous,
)
from smsdocs.reports.site.review_topics.measured import show_measurements, show_objectives, show_services
from smsdocs.reports.site.review_topics.pack import SHOWN, Pack, Part
from smsdocs.reports.site.untrusted import NAME, PATH, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Topic
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


LIGHT = 48_000
"""Bytes of the page without its frame."""


_RECORDS = frozenset(
    {"audit", "audit-programme", "nonconformity", "management-review", "customer-review", "supplier-review"}
)


_REGISTERS = frozenset({"context", "risks", "objectives", "kpis", "improvements", "customers", "suppliers"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A topic with its data, and what the last review said of it."""

    topic: Topic
    clauses: tuple[Cell, ...]
    known: bool
    parts: tuple[Part, ...]
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Who may see the pack: as few as may see the least open thing that it takes something from.

    Attributes:
        level: the classification; several where the settings do not rank one of them; empty where nothing has any.
        sources: what has it, by title.
    """

    level: str
    sources: tuple[Holder, ...]


def build_review_pack(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where no record and no register has anything for it."""
    snapshot = desk.snapshot
    records = any(one.kind in _RECORDS for one in snapshot.records)
    registers = any(one.kind in _REGISTERS for one in snapshot.registers)
    if not (records or registers) or not snapshot.model.topics:
        return
    held = (one for one in find_management_reviews(snapshot) if (one.record.date or date.min) <= desk.today)
    reviews = tuple(held)
    pack = Pack(desk, reviews, reviews[-1].record.date if reviews else None)
    sections = list(build_sections(pack))
    mark = find_mark(pack.quoted.values(), snapshot.settings.classifications)
    pages = (_build_page(pack, sections, mark, shown) for shown in SHOWN)
    page = next((one for one in pages if len(one.body.encode()) <= LIGHT), None)
    yield page or _build_page(pack, sections, mark, 1)


def find_mark(quoted: Iterable[Holder], order: Sequence[str]) -> Mark:
    """Return the highest classification of what is quoted; one that the settings do not rank is named beside it.

    Args:
        quoted: what the topics took from.
        order: the classifications of the settings, the most open first.
    """
    by_level: dict[str, list[Holder]] = {}
    for one in quoted:
        if one.head.classification:
            by_level.setdefault(one.head.classification, []).append(one)
    top = max((level for level in by_level if level in order), key=order.index, default="")
    levels = [top] * bool(top) + sorted(level for level in by_level if level not in order)
    sources = sorted((one for level in levels for one in by_level[level]), key=lambda one: one.title)
    return Mark(level=clean(", ".join(levels), NAME), sources=tuple(sources))


def _build_page(pack: Pack, sections: Sequence[Section], mark: Mark, shown: int) -> GeneratedPage:
    organisation = clean(pack.snapshot.settings.organisation)
    imprint = (organisation, "management review", mark.level, f"data of {pack.today}")
    planned = pack.reviews[-1].planned if pack.reviews else None
    page = pack.desk.page(
        REVIEW_PACK,
        "Management review",
        "review_pack.jinja",
        section="Management review",
        organisation=organisation,
        mark=mark,
        imprint=" · ".join(part for part in imprint if part),
        since=pack.since,
        planned=planned,
        late=planned is not None and planned < pack.today,
        reviews=list(reversed(pack.reviews)),
        sections=sections,
        shown=shown,
    )
    return dataclasses.replace(page, searchable=False, wide=True)


def build_sections(pack: Pack) -> Iterator[Section]:
    """Yield every topic of the model, in its order."""
    catalog = next(iter(pack.snapshot.catalogs), None)
    last = pack.reviews[-1].inputs if pack.reviews else {}
    pack.quote(*(one.record for one in pack.reviews))
    for topic in pack.snapshot.model.topics:
        find = _FINDERS.get(topic.id)
        refs = [ClauseRef(catalog.id, one) for one in topic.clauses] if catalog else []
        known = [one for one in refs if one in pack.desk.relations.clauses]
        yield Section(
            topic=topic,
            clauses=tuple(Cell(text=one.clause, page=clause_page(one)) for one in known),
            known=find is not None,
            parts=tuple(find(pack)) if find else (),
            before=clean(last.get(topic.id, ""), PATH * 2),
        )


_FINDERS: Mapping[str, Callable[[Pack], Iterator[Part]]] = {
    "mr-previous-actions": show_previous,
    "mr-context-changes": show_context,
    "mr-nonconformity-trends": show_nonconformities,
    "mr-measurement-trends": show_measurements,
    "mr-audit-trends": show_audit_results,
    "mr-improvement-opportunities": show_improvements,
    "mr-feedback": show_feedback,
    "mr-policies": show_policies,
    "mr-objectives": show_objectives,
    "mr-service-performance": show_services,
    "mr-other-parties": show_other_parties,
    "mr-resources": show_resources,
    "mr-risks": show_risks,
    "mr-changes-ahead": show_changes,
}
"""What we know of each topic; of an organisation's own topics we know nothing."""
