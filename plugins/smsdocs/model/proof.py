"""What git proves of one document: who set its dates and when, what changed since, and what puts it in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from smsdocs.model.history import Author, Revision

DATES = ("last_reviewed", "approved_on", "effective_from")
"""The dates that people write and git can hold against the day they were committed."""


class Evidence(StrEnum):
    """What stands behind the date of the last review, best first."""

    APPROVED = "changed and approved"
    CONFIRMED = "confirmed without change"
    CLAIMED = "claimed only"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateProof:
    """A date of the front matter, and the revision that wrote it first.

    Attributes:
        name: one of `DATES`.
        value: the day it says.
        revision: the first that bore it; of a day on which a text takes effect, the one that set it.
        day: when that was committed, or today for an edit that nobody committed.
        set_in, set_on: the same of the revision that put it where it is now: it may have been taken out in between.
        former: what stood there before that; None where the document began with it, or said nothing.
    """

    name: str
    value: date
    revision: Revision
    day: date
    set_in: Revision
    set_on: date
    former: date | None = None


class Way(NamedTuple):
    """A name, and the way that leads to it; None where a way begins. Long ways share their beginnings."""

    name: str
    before: Way | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """Something a document rests on that changed after the document's last review.

    Attributes:
        way: from the direct parent to the one that changed.
        path: file of the one that changed.
        revision: its newest change of text, clauses, classification, effective date, or its retirement.
    """

    way: Way
    path: str
    revision: Revision

    @property
    def chain(self) -> tuple[str, ...]:
        """Names from the direct parent to the one that changed."""
        names: list[str] = []
        way: Way | None = self.way
        while way is not None:
            names.append(way.name)
            way = way.before
        return tuple(reversed(names))

    @property
    def parent(self) -> str:
        """The document that changed."""
        return self.way.name


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What git proves of one document or register.

    Attributes:
        judge: tells what stands behind the review date: `evidence`, which costs more than a check wants to pay.
        dates: every date of `DATES` that it has, with the revision that wrote it.
        reviewed_in: the revision that set the present review date; None where there is no such date.
        changed_after_review: the newest material revision after that, on a later day than the date.
        approved_in: the revision that approved it; None while it is not approved.
        approved_version: what that revision calls its version; empty where it says nothing.
        approver: the role whose approval that revision needs, as it says itself; empty where it says nothing.
        changed_after_approval: the newest material revision after that, where the text now differs from the
            text approved.
        same_version: the newest material revision since the present version was first approved.
        set_back: where it changed after its approval, what approved the older text that stands there again.
        hands: who had a hand in the file up to the revision that approved it; nobody while it is not approved.
        suspects: what it rests on that changed after its last review.
    """

    judge: Callable[[], Evidence]
    dates: tuple[DateProof, ...] = ()
    reviewed_in: Revision | None = None
    changed_after_review: Revision | None = None
    approved_in: Revision | None = None
    approved_version: str = ""
    approver: str = ""
    changed_after_approval: Revision | None = None
    same_version: Revision | None = None
    set_back: Revision | None = None
    hands: tuple[Author, ...] = ()
    suspects: tuple[Suspect, ...] = ()

    @cached_property
    def evidence(self) -> Evidence:
        """What stands behind the review date."""
        return self.judge()

    def date(self, name: str) -> DateProof | None:
        """Return one of the dates."""
        return next((one for one in self.dates if one.name == name), None)
