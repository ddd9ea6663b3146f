"""The chain from a clause to its evidence: document, section, approval, review, and the records it left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.evidence import find_approvals
from smsdocs.model.register import Record
from smsdocs.reports.site.words import GRADE, Word, review_of

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.model.coverage import Carrier
    from smsdocs.model.document import Heading
    from smsdocs.model.register import Holder
    from smsdocs.reports.site.desk import Desk

SHOWN = 3
"""Records of one document that a clause shows; its own page has more."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """One carrier of a clause, with all that stands behind it.

    Attributes:
        sections: headings of the sections that claim the clause; empty where the whole does.
        version: as it says itself.
        approved_on: the day it says it was approved.
        approval: how good the evidence for that is; None without history.
        review: where it stands in its review cycle; None for what is not reviewed.
        next_review: the day of it.
        records: the newest records that follow it.
        more: how many more there are.
    """

    carrier: Carrier
    sections: tuple[Heading, ...]
    version: str = ""
    approved_on: date | None = None
    approval: Word | None = None
    review: Word | None = None
    next_review: date | None = None
    records: tuple[Holder, ...] = ()
    more: int = 0


def build_link(desk: Desk, carrier: Carrier) -> Link:
    """Return a carrier with what stands behind it."""
    sections = desk.sections(carrier.path, carrier.anchors)
    holder = desk.holders.get(carrier.path)
    if holder is None or carrier.kind == "location" or isinstance(holder, Record):
        return Link(carrier=carrier, sections=sections)
    head = holder.head
    records = tuple(desk.relations.evidence.get(head.id, ())) if head.id else ()
    approval = find_approvals(desk.snapshot).get(holder.path)
    review = desk.review(holder)
    return Link(
        carrier=carrier,
        sections=sections,
        version=head.version or "",
        approved_on=head.approved_on,
        approval=GRADE[approval.best.grade] if approval else None,
        review=review_of(review),
        next_review=review.next_review,
        records=records[:SHOWN],
        more=max(0, len(records) - SHOWN),
    )
