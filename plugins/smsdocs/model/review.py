"""Whether a document was reviewed when it should have been."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class ReviewState(StrEnum):
    """Where a document stands in its review cycle."""

    CURRENT = "current"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The review state of a document on a date, with its reason in words."""

    state: ReviewState
    last_reviewed: date | None
    interval: str
    next_review: date | None
    reason: str
