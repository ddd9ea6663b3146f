"""What makes a document doubtful: this is the one place coverage asks for doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.proof import find_proof
from smsdocs.analysis.review import build_review
from smsdocs.model.coverage import Doubt
from smsdocs.model.review import ReviewState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.proof import Proof, Suspect
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot


def find_doubts(snapshot: Snapshot, holder: Holder) -> tuple[Doubt, ...]:
    """Return why a document or register in force cannot be relied on; empty where it is sound."""
    return tuple(_find_doubts(snapshot, holder))


def _find_doubts(snapshot: Snapshot, holder: Holder) -> Iterator[Doubt]:
    review = build_review(holder.head, snapshot.settings, snapshot.today)
    if review.state is ReviewState.OVERDUE:
        yield Doubt(kind="overdue", detail=review.reason)
    proof = find_proof(snapshot, holder)
    if proof is not None:
        yield from _find_changes(proof, waiting=holder.path in snapshot.in_force)
        if proof.suspects:
            yield Doubt(kind="suspect", detail=tell_suspects(proof.suspects))


def _find_changes(proof: Proof, *, waiting: bool) -> Iterator[Doubt]:
    """Yield what changed since approval and review; of a text that waits to come into force, nothing of the former."""
    if (revision := proof.changed_after_approval) is not None and not waiting:
        yield Doubt(kind="changed-after-approval", detail=f"changed after its approval, {revision.where}")
    if (revision := proof.changed_after_review) is not None:
        yield Doubt(kind="changed-after-review", detail=f"changed after its last review, {revision.where}")


def tell_suspects(suspects: tuple[Suspect, ...]) -> str:
    """Return in words what a document rests on that changed after its last review."""
    first = suspects[0]
    way = f" (by way of {', '.join(first.chain[:-1])})" if len(first.chain) > 1 else ""
    more = f", and {len(suspects) - 1} more" if len(suspects) > 1 else ""
    when = f" on {first.revision.day}" if first.revision.day else ""
    return f"{first.parent}{way} changed{when} {first.revision.where}, after the last review{more}"
