"""Whether a document was reviewed when it should have been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class ReviewState(str, Enum):
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
