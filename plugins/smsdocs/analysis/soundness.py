"""What makes a document doubtful. History joins here: this is the one place coverage asks for doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.review import build_review
from smsdocs.model.coverage import Doubt
from smsdocs.model.review import ReviewState

if TYPE_CHECKING:
    from smsdocs.model.document import Head
    from smsdocs.model.snapshot import Snapshot


def find_doubts(snapshot: Snapshot, head: Head) -> tuple[Doubt, ...]:
    """Return why a document or register in force cannot be relied on; empty where it is sound."""
    review = build_review(head, snapshot.settings, snapshot.today)
    if review.state is ReviewState.OVERDUE:
        return (Doubt(kind="overdue", detail=review.reason),)
    return ()
