"""Which documents and registers the rules on history look at. Records are evidence of something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.proof import find_proofs
from smsdocs.model.document import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.document import Document
    from smsdocs.model.proof import Proof
    from smsdocs.model.register import Register
    from smsdocs.model.snapshot import Snapshot

_KEPT = frozenset({State.IN_REVIEW, State.COMING, State.IN_FORCE})
_APPROVED = frozenset({State.COMING, State.IN_FORCE})


def find_all(snapshot: Snapshot) -> tuple[Document | Register, ...]:
    """Return every controlled document and every register, by path."""
    return tuple(sorted((*snapshot.documents, *snapshot.registers), key=lambda one: one.path))


def find_kept(snapshot: Snapshot) -> Iterator[Document | Register]:
    """Yield what must be kept current: no drafts, nothing retired.

    What is under review was approved before, and people may still work by it: its review stays due.
    """
    return (one for one in find_all(snapshot) if one.head.state(snapshot.today) in _KEPT)


def find_approved(snapshot: Snapshot) -> Iterator[Document | Register]:
    """Yield what says that it is approved, whether it is in effect already or not."""
    return (one for one in find_all(snapshot) if one.head.state(snapshot.today) in _APPROVED)


def find_proven(snapshot: Snapshot) -> Iterator[tuple[Document | Register, Proof]]:
    """Yield every document and register of which git knows, with what git proves; nothing without history."""
    proofs = find_proofs(snapshot)
    return ((one, proofs[one.path]) for one in find_all(snapshot) if one.path in proofs)
