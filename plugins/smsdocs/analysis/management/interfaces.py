"""Interfaces between processes: what each end says, and where the two ends do not say the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.analysis.nearest import find_nearest
from smsdocs.model.document import State
from smsdocs.model.fields import mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.document import Document
    from smsdocs.model.place import Place
    from smsdocs.model.snapshot import Snapshot

_MANY = 50
"""Items between two processes that are compared by likeness; more are compared by their words alone."""
_APPROVED = frozenset({State.IN_FORCE, State.COMING})


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end of an interface: what a document says that its process gives or takes.

    Attributes:
        index: of the entry in `interfaces`.
        gives: whether the document describes the process that gives the item.
    """

    document: Document
    index: int
    giver: str
    taker: str
    item: str
    gives: bool

    @property
    def place(self) -> Place:
        """Where the item stands."""
        return self.document.places.of("interfaces", self.index, "item")

    @property
    def other(self) -> str:
        """The process at the other end."""
        return self.taker if self.gives else self.giver


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSided:
    """An end to which the other process says nothing, or something else.

    Attributes:
        meant: the end that is most like it and has no counterpart either.
        rest: what else the other process says about this one that has no counterpart.
    """

    end: End
    meant: End | None = None
    rest: tuple[End, ...] = ()


_Pair: TypeAlias = tuple[str, str]
_Ends: TypeAlias = dict[_Pair, dict[str, End]]
"""By giver and taker, the ends by the words of their item."""


@lru_cache(maxsize=4)
def find_described(snapshot: Snapshot) -> frozenset[str]:
    """Return the processes that an approved document of type process describes, now or from a later day on."""
    return frozenset(document.head.process for document in _find_approved(snapshot) if document.head.process)


@lru_cache(maxsize=4)
def find_one_sided(snapshot: Snapshot) -> tuple[OneSided, ...]:
    """Return each interface whose other end says something else; two ends that mean the same are told once.

    What is approved is held against all that the other process says: in force, coming or under review.
    """
    approved = _gather(_find_approved_now(snapshot))
    known = _gather((*_find_approved(snapshot), *_find_in_review(snapshot)))
    described = find_described(snapshot)
    found: list[OneSided] = []
    for pair in {**approved[True], **approved[False]}:
        if pair[0] in described and pair[1] in described:
            found += _compare(pair, approved, known)
    return tuple(found)


def _compare(pair: _Pair, approved: Mapping[bool, _Ends], known: Mapping[bool, _Ends]) -> Iterator[OneSided]:
    given, taken = known[True].get(pair, {}), known[False].get(pair, {})
    lone_given = {words: end for words, end in given.items() if words not in taken}
    lone_taken = {words: end for words, end in taken.items() if words not in given}
    told: set[str] = set()
    for words, end in approved[True].get(pair, {}).items():
        if words in lone_given:
            left = {one: other for one, other in lone_taken.items() if one not in told}
            nearest = _find_meant(words, left)
            told.update({nearest} if nearest else ())
            meant = left.get(nearest) if nearest else None
            yield OneSided(end=end, meant=meant, rest=tuple(left.values()))
    for words, end in approved[False].get(pair, {}).items():
        if words in lone_taken and words not in told:
            yield OneSided(end=end, rest=tuple(lone_given.values()))


def _find_meant(words: str, others: Mapping[str, End]) -> str | None:
    return find_nearest(words, others) if len(others) <= _MANY else None


def _gather(documents: Iterable[Document]) -> Mapping[bool, _Ends]:
    """Return the ends that give and those that take; of several with the same words the first."""
    found: Mapping[bool, _Ends] = {True: {}, False: {}}
    for document in documents:
        for end in _find_ends(document):
            found[end.gives].setdefault((end.giver, end.taker), {}).setdefault(_fold(end.item), end)
    return found


def _find_ends(document: Document) -> Iterator[End]:
    mine = document.head.process
    for index, entry in mappings(document.fields, "interfaces") if mine else ():
        item = text(entry, "item")
        for direction, gives in (("to", True), ("from", False)):
            other = text(entry, direction)
            if other and item and other != mine:
                giver, taker = (mine, other) if gives else (other, mine)
                yield End(document=document, index=index, giver=giver, taker=taker, item=item, gives=gives)


def _fold(item: str) -> str:
    return " ".join(item.casefold().split()).rstrip(".;,")


def _find_approved_now(snapshot: Snapshot) -> Iterator[Document]:
    """Yield descriptions of processes whose present text is approved: a finding can point into it."""
    for document in snapshot.documents:
        if document.head.type == "process" and document.head.state(snapshot.today) in _APPROVED:
            yield document


def _find_approved(snapshot: Snapshot) -> Iterator[Document]:
    yield from _find_approved_now(snapshot)
    for earlier in snapshot.in_force.values():
        if earlier.document.head.type == "process":
            yield earlier.document


def _find_in_review(snapshot: Snapshot) -> Iterator[Document]:
    for document in snapshot.documents:
        if document.head.type == "process" and document.head.state(snapshot.today) is State.IN_REVIEW:
            yield document
