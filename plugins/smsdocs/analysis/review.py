"""Review state: when a document falls due, counted from the day it says it was last reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.duration import add_duration, parse_duration
from smsdocs.model.review import Review, ReviewState

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.model.document import Head
    from smsdocs.model.settings import Settings


def build_review(head: Head, settings: Settings, today: date) -> Review:
    """Return the review state of a document on `today`.

    Overdue begins on the day after the next review day. A document that says nothing of a review is unknown,
    never current.
    """
    interval = parse_duration(head.review_interval) or settings.review.interval
    shown = head.review_interval or "the default interval"
    if head.last_reviewed is None:
        return Review(
            state=ReviewState.UNKNOWN,
            last_reviewed=None,
            interval=shown,
            next_review=None,
            reason="it does not say when it was last reviewed",
        )
    due = add_duration(head.last_reviewed, interval)
    soon = add_duration(today, settings.review.warn)
    if due < today:
        state, reason = ReviewState.OVERDUE, f"its review was due on {due}"
    elif due <= soon:
        state, reason = ReviewState.DUE_SOON, f"its review is due on {due}"
    else:
        state, reason = ReviewState.CURRENT, f"its next review is due on {due}"
    return Review(
        state=state, last_reviewed=head.last_reviewed, interval=shown, next_review=due, reason=reason
    )
