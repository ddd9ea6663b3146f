"""What a role has to read and to do: the landing page of everybody in scope."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.due import find_dues
from smsdocs.analysis.proof import find_proofs
from smsdocs.model.document import Document, State
from smsdocs.model.duration import Duration, add_duration
from smsdocs.model.register import Record
from smsdocs.model.review import ReviewState
from smsdocs.reports.dues import KINDS
from smsdocs.reports.site.relations import PARTS
from smsdocs.reports.site.words import REVIEW, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smsdocs.analysis.management.due import Due
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk

SOON = Duration(1, 0)
"""How far ahead a role sees what it has to do."""
_WAITS = Word("✎", "waits for approval", "fair")
_LOST = Word("✘", "changed after it was approved", "bad")
_DOUBT = Word("◐", "something it rests on changed", "fair")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document that a role must know, and why."""

    document: Document
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that waits for a role now: what, and the document it is about.

    Attributes:
        word: what is to be done.
        holder: the document, register or record that asks for it.
        title: what to call it; empty for the title of the holder.
        row: the row of the register; empty where it stands in no row.
        detail: by when, for whom, since when.
    """

    word: Word
    holder: Holder
    title: str = ""
    row: str = ""
    detail: str = ""


def find_readings(desk: Desk, role: str) -> list[Reading]:
    """Return what a role must read: where it has a part, what it owns or approves, and policies for everybody.

    A policy that gives nobody a part binds everybody in scope. Retired texts and drafts bind nobody.
    """
    reasons: dict[str, tuple[Document, list[str]]] = {}
    for use in desk.relations.uses.get(role, ()):
        if isinstance(use.holder, Document) and _binds(desk, use.holder):
            reasons.setdefault(use.holder.path, (use.holder, []))[1].append(use.part)
    for document in desk.snapshot.documents:
        open_to_all = document.head.type == "policy" and not any(document.roles.letters().values())
        if open_to_all and _binds(desk, document):
            reasons.setdefault(document.path, (document, []))[1].append("everybody")
    found = [Reading(document=one, why=", ".join(_order(parts))) for one, parts in reasons.values()]
    return sorted(found, key=lambda one: (one.why == "everybody", one.document.title.casefold()))


def _binds(desk: Desk, document: Document) -> bool:
    return desk.in_force(document) or document.path in desk.snapshot.in_force


def _order(parts: list[str]) -> list[str]:
    order = (*PARTS, "owner", "approver", "everybody")
    return sorted(dict.fromkeys(parts), key=order.index)


def find_tasks(desk: Desk, role: str) -> list[Task]:
    """Return what waits for a role: texts to approve, reviews, changes to look at, and what it has to do soon."""
    uses = desk.relations.uses.get(role, ())
    owned = [one.holder for one in uses if one.part == "owner" and not isinstance(one.holder, Record)]
    approved = [one.holder for one in uses if one.part == "approver" and not isinstance(one.holder, Record)]
    return [
        *_find_approvals(desk, approved),
        *_find_reviews(desk, owned),
        *_find_doubts(desk, owned),
        *_find_promises(desk, role),
    ]


def _find_approvals(desk: Desk, holders: Sequence[Holder]) -> Iterator[Task]:
    proofs = find_proofs(desk.snapshot)
    for holder in holders:
        proof = proofs.get(holder.path)
        if holder.head.status and holder.head.state(desk.today) is State.IN_REVIEW:
            yield Task(word=_WAITS, holder=holder)
        elif proof and (changed := proof.changed_after_approval) is not None:
            yield Task(
                word=_LOST, holder=holder, detail=f"on {changed.day}" if changed.day else "not committed"
            )


def _find_reviews(desk: Desk, holders: Sequence[Holder]) -> Iterator[Task]:
    for holder in holders:
        review = desk.review(holder)
        if review.state in {ReviewState.OVERDUE, ReviewState.DUE_SOON}:
            word = REVIEW[review.state]
            yield Task(
                word=Word(word.sign, f"review {word.text}", word.tone),
                holder=holder,
                detail=f"by {review.next_review}",
            )


def _find_doubts(desk: Desk, holders: Sequence[Holder]) -> Iterator[Task]:
    proofs = find_proofs(desk.snapshot)
    for holder in holders:
        proof = proofs.get(holder.path)
        if proof and proof.suspects:
            yield Task(word=_DOUBT, holder=holder, detail="review it again")


@lru_cache(maxsize=4)
def _group_dues(snapshot: Snapshot) -> Mapping[str, tuple[Due, ...]]:
    """Return what is due within the next weeks by role; reviews of documents apart, they are told with their state."""
    last = add_duration(snapshot.today, SOON)
    found: dict[str, list[Due]] = {}
    for one in find_dues(snapshot):
        if one.day <= last and one.kind != "review":
            found.setdefault(one.owner, []).append(one)
    return {role: tuple(some) for role, some in found.items()}


def _find_promises(desk: Desk, role: str) -> Iterator[Task]:
    for one in _group_dues(desk.snapshot).get(role, ()):
        if (holder := desk.holders.get(one.holder_path)) is not None:
            late = one.day < desk.today
            person = f"for {one.person}, " if one.person else ""
            word = Word(
                "✘" if late else "◷",
                f"{KINDS[one.kind]} {'late' if late else 'due'}",
                "bad" if late else "fair",
            )
            yield Task(word=word, holder=holder, title=one.title, row=one.row, detail=f"{person}by {one.day}")
