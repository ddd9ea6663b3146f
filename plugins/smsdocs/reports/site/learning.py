"""Trainings and reading: which person in which role has learnt what, and who has read which version of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from smsdocs.analysis.management.rounds import find_leavers
from smsdocs.analysis.management.training import find_acknowledgements, find_learnings, find_needs
from smsdocs.model.dates import shift_day
from smsdocs.reports.site.addresses import LEARNING
from smsdocs.reports.site.learning_matrix import ENDS, HOLDS, NEVER, OVER, Standing, build_matrix
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from smsdocs.analysis.management.training import Learning
    from smsdocs.model.document import Document
    from smsdocs.model.management import Acknowledgement
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

__all__ = ["HOLDS", "NEVER", "OVER", "Standing", "build_learning", "find_standings"]

SHOWN = 40
"""Documents that the page shows, and people that it names for each; the list below has all."""
SOON = timedelta(days=60)
READ = Word("✔", "read", "good")
OLD = Word("▲", "another version", "fair")
GONE = Word("?", "no such document", "plain")
ORDER = "|".join(word.text for word in (NEVER, OVER, ENDS, HOLDS, OLD, GONE, READ))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A person says that they read a version of a document."""

    one: Acknowledgement
    document: Document | None
    version: str
    word: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A document that people say they read: how many read the version in force, and who has not."""

    id: str
    document: Document | None
    version: str
    read: tuple[str, ...]
    old: tuple[tuple[str, str], ...]

    @property
    def word(self) -> Word:
        """What those who did not read the version in force have read."""
        return OLD if self.document else GONE


def build_learning(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where there is neither a need for training nor an acknowledgement."""
    needs = find_needs(desk.snapshot)
    readings = sorted(find_readings(desk), key=_order)
    if not needs and not readings:
        return
    standings = sorted(find_standings(desk), key=_urgency)
    page = desk.list_page(
        LEARNING,
        "Training and reading",
        "learning.jinja",
        section="Training",
        needs=needs,
        matrix=build_matrix(desk, needs, standings),
        standings=standings,
        counts=[(word, sum(one.word is word for one in standings)) for word in (HOLDS, ENDS, OVER, NEVER)],
        readings=readings,
        texts=list(build_texts(readings)),
        order=ORDER,
        shown=SHOWN,
    )
    yield from build_list(desk, page, "Tables of attendance and acknowledgement hold every line.")


def find_standings(desk: Desk) -> Iterator[Standing]:
    """Yield where each person stands with each training that a role of theirs asks for."""
    leavers = find_leavers(desk.snapshot)
    for one in find_learnings(desk.snapshot):
        if one.person.id not in leavers:
            yield Standing(learning=one, word=tell(one, desk.today))


def tell(one: Learning, today: date) -> Word:
    """Return where a person stands with a training."""
    if one.last is None:
        return NEVER
    if not one.holds(today):
        return OVER
    return ENDS if one.until is not None and one.until <= shift_day(today, SOON) else HOLDS


def _urgency(one: Standing) -> tuple[int, str, str]:
    rank = (NEVER, OVER, ENDS, HOLDS).index(one.word)
    return rank, one.learning.person.id, one.learning.need.id


def find_readings(desk: Desk) -> Iterator[Reading]:
    """Yield what people say they read, held against the version in force."""
    documents: Mapping[str, Document] = desk.snapshot.documents_by_id
    leavers = find_leavers(desk.snapshot)
    for one in find_acknowledgements(desk.snapshot).values():
        if one.person in leavers:
            continue
        document = documents.get(one.document)
        version = find_version(desk, document) if document else ""
        word = GONE if document is None else READ if not version or version == one.version else OLD
        yield Reading(one=one, document=document, version=version, word=word)


def find_version(desk: Desk, document: Document) -> str:
    """Return the version that is in force: of a text that is not yet, the one before."""
    held = desk.snapshot.in_force.get(document.path)
    return (held.document if held else document).head.version


def _order(one: Reading) -> tuple[str, int, str]:
    return one.one.document, (OLD, GONE, READ).index(one.word), one.one.person


def build_texts(readings: Iterable[Reading]) -> Iterator[Text]:
    """Yield each document that people say they read, with who read what."""
    by_document: dict[str, list[Reading]] = {}
    for reading in readings:
        by_document.setdefault(reading.one.document, []).append(reading)
    for id_, some in by_document.items():
        yield Text(
            id=id_,
            document=some[0].document,
            version=some[0].version,
            read=tuple(one.one.person for one in some if one.word is READ),
            old=tuple((one.one.person, one.one.version) for one in some if one.word is not READ),
        )
