"""Which documents and registers the rules on history look at. Records are evidence of something else."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.proof import find_proofs
from smsdocs.model.document import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.document import Document
    from smsdocs.model.proof import Proof
    from smsdocs.model.register import Register
    from smsdocs.model.snapshot import Snapshot

_APPROVED = frozenset({State.COMING, State.IN_FORCE})
_UNREADABLE = frozenset(
    {
        "broken-yaml",
        "conflict-marker",
        "misplaced-front-matter",
        "refused-yaml",
        "unclosed-front-matter",
        "unreadable-file",
    }
)
"""Faults after which the fields are not what their author meant."""


def find_all(snapshot: Snapshot) -> tuple[Document | Register, ...]:
    """Return every controlled document and every register, by path."""
    return tuple(sorted((*snapshot.documents, *snapshot.registers), key=lambda one: one.path))


def find_approved(snapshot: Snapshot) -> Iterator[Document | Register]:
    """Yield what says that it is approved, whether it is in effect already or not, as far as it can be read.

    A document that is being changed while its approved version is in force is one of them.
    """
    unreadable = _find_unreadable(snapshot)
    return (
        one
        for one in find_all(snapshot)
        if snapshot.find_approved_text(one).head.state(snapshot.today) in _APPROVED
        and one.path not in unreadable
    )


def find_proven(snapshot: Snapshot) -> Iterator[tuple[Document | Register, Proof]]:
    """Yield every document and register of which git knows, with what git proves; nothing without history.

    One whose fields cannot be read as it now is gives no dates to hold against anything, and has a finding of its own.
    """
    proofs, unreadable = find_proofs(snapshot), _find_unreadable(snapshot)
    return (
        (one, proofs[one.path])
        for one in find_all(snapshot)
        if one.path in proofs and one.path not in unreadable
    )


@lru_cache(maxsize=4)
def _find_unreadable(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(fault.place.path for fault in snapshot.faults if fault.name in _UNREADABLE)
