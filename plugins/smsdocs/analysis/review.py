"""Review state: when the text that applies falls due, counted from the day it says it was last reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.document import Document, Head, State
from smsdocs.model.duration import add_duration, parse_duration
from smsdocs.model.register import Register
from smsdocs.model.review import Review, ReviewState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smsdocs.model.register import Holder
    from smsdocs.model.settings import Settings
    from smsdocs.model.snapshot import Snapshot

_DEFAULT = "the default interval"


def find_reviewed(snapshot: Snapshot) -> Iterator[tuple[Document | Register, Head]]:
    """Yield every document and register whose review falls due, with the front matter that says when.

    While its next version is a draft, in review or coming, that of the version in force. A draft or a text in review
    that never was in force and what is retired are left out; who says nothing of a status did not call it a draft.
    Without history nobody knows whether a text in review was in force before: its own dates count.
    """
    holders: tuple[Document | Register, ...] = (*snapshot.documents, *snapshot.registers)
    for one in holders:
        if (head := _find_head(snapshot, one)) is not None:
            yield one, head


def find_review(snapshot: Snapshot, holder: Holder) -> Review:
    """Return the review state of a document, register or record; unknown, with the reason, where nobody reviews it."""
    if not isinstance(holder, Document | Register):
        return _unreviewed(Head(), "none", "a record is evidence of something else: nobody reviews it")
    head = _find_head(snapshot, holder)
    if head is not None:
        return build_review(head, snapshot.settings, snapshot.today)
    shown = holder.head.review_interval or _DEFAULT
    if holder.head.status == State.RETIRED:
        return _unreviewed(holder.head, shown, "it is retired: nobody reviews it")
    return _unreviewed(holder.head, shown, "it is reviewed once it is in force")


def _find_head(snapshot: Snapshot, holder: Document | Register) -> Head | None:
    """Return what says when a review falls due; None where none does."""
    former = snapshot.in_force.get(holder.path)
    if former is not None:
        return former.document.head
    waiting = {State.DRAFT, State.IN_REVIEW} if snapshot.history is not None else {State.DRAFT}
    return None if holder.head.status in {*waiting, State.RETIRED} else holder.head


def _unreviewed(head: Head, interval: str, reason: str) -> Review:
    return Review(
        state=ReviewState.UNKNOWN,
        last_reviewed=head.last_reviewed,
        interval=interval,
        next_review=None,
        reason=reason,
    )


def build_review(head: Head, settings: Settings, today: date) -> Review:
    """Return the review state of a document on `today`.

    Overdue begins on the day after the next review day. A document that says nothing of a review, or names a day
    that is to come, is unknown, never current.
    """
    own = parse_duration(head.review_interval)
    interval = own or settings.review.interval
    shown = head.review_interval if own else _DEFAULT
    if head.last_reviewed is None:
        return _unreviewed(head, shown, "it does not say when it was last reviewed")
    if head.last_reviewed > today:
        return _unreviewed(
            head, shown, f"it says that it was reviewed on {head.last_reviewed}, which is to come"
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
