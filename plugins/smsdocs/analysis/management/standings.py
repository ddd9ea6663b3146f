"""What documents and registers said of themselves at a time: whose they were, and what they answered.

A closed audit is judged by the texts of its period. Where history began later, the first text that git knows stands
for those before it; without history the present one does.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from smsdocs.analysis.comments import CLAUSE_WORD, CLAUSES, remove_comments
from smsdocs.analysis.story import find_stories
from smsdocs.model.dates import parse_date
from smsdocs.model.document import Document
from smsdocs.model.fields import mapping, mappings, text, texts
from smsdocs.model.management import Period
from smsdocs.model.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from smsdocs.analysis.story import Story
    from smsdocs.model.document import Value
    from smsdocs.model.history import Version
    from smsdocs.model.snapshot import Snapshot

Audited: TypeAlias = "Document | Register"
_ALWAYS = Period(start=None, end=None)
_LISTS = frozenset({"roles", "services"})
"""Kinds of registers whose rows say who owns what."""


_NAMES = ("id", "type", "status", "process", "owner", "approver", "approved_on")
_CLAIMS = re.compile(r"<!--\s*clause", re.IGNORECASE)
_SIMPLE = re.compile(
    r'^(?:title|description|version|status|approved_on|effective_from|last_reviewed):[ \t]+(?:\w[^\n]*|"[^"\\\n]*")\n',
    re.MULTILINE,
)
"""Lines of front matter that tell nothing of the others."""


class Owning(NamedTuple):
    """A row of the roles register, and what it owns; or of the services register, and the role that owns it."""

    id: str
    owner: str
    owns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a document or register said of itself between two changes.

    Attributes:
        span: from the day it landed to the day of the next change; both open where nobody knows.
        clauses: that it claimed, as a whole or in a section, as written.
        owning: rows of the registers of roles and of services.
    """

    holder: Audited
    span: Period = _ALWAYS
    id: str
    type: str
    status: str
    process: str
    owner: str
    approver: str
    approved_on: date | None
    accountable: str = ""
    responsible: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    owning: tuple[Owning, ...] = ()


def find_standings(
    snapshot: Snapshot, holder: Audited, period: Period, *, named: bool = False
) -> tuple[Standing, ...]:
    """Return what a document or register said of itself within a period, newest first.

    Nothing where it did not exist yet: git first saw it later, although history began before, and it does not say
    itself that it was approved by then. What is `named` existed.
    """
    story = find_stories(snapshot).get(holder.path)
    if story is None:
        return (_build_present(holder),)
    found = tuple(_find_within(snapshot, holder, period))
    if found or period.end is None:
        return found or (_build_present(holder),)
    first = _find_first(snapshot, holder)
    claims = first.approved_on is not None and first.approved_on <= period.end
    return (first,) if named or claims or not reaches(snapshot, period.end) else ()


@lru_cache(maxsize=4)
def find_holders(snapshot: Snapshot) -> Mapping[str, Audited]:
    """Return every register and document by path."""
    holders: tuple[Audited, ...] = (*snapshot.registers, *snapshot.documents)
    return {one.path: one for one in holders}


@lru_cache(maxsize=4)
def find_newest_days(snapshot: Snapshot) -> Mapping[str, date | None]:
    """Return on which day each document and register was last changed; None where an edit is not committed."""
    stories = find_stories(snapshot)
    return {path: _day(stories[path], 0) for path in find_holders(snapshot) if path in stories}


@lru_cache(maxsize=256)
def reaches(snapshot: Snapshot, day: date) -> bool:
    """Say whether history began by a day."""
    stories = find_stories(snapshot).values()
    return any((first := _day(story, len(story) - 1)) is not None and first <= day for story in stories)


def prefetch_standings(snapshot: Snapshot, holders: Iterable[Audited], end: date | None) -> None:
    """Read at once what stood at the end of a period, as far as nobody noted it before."""
    history, stories = snapshot.history, find_stories(snapshot)
    wanted = []
    for holder in holders:
        if holder.path not in stories:
            continue
        days = _find_days(snapshot, holder.path)
        found = (index for index, day in enumerate(days) if end is None or (day is not None and day <= end))
        index = next(found, len(days) - 1)
        blobs = stories[holder.path].blobs()
        if blobs[index] not in {"", blobs[0]} and _recall(snapshot, blobs[index]) is None:
            wanted.append(stories[holder.path].changes.text(index))
    if history is not None and wanted:
        history.contents.prefetch(wanted)


def find_owning(snapshot: Snapshot, kind: str, period: Period) -> Iterator[tuple[Owning, Period]]:
    """Yield who owned what by the rows of a register within a period, each with the span in which it said so.

    Where history began later, the first text counts that says it of anything: the field may be younger than the list.
    """
    for register in snapshot.registers:
        if register.kind != kind:
            continue
        standings = find_standings(snapshot, register, period, named=True)
        if period.end is not None and not reaches(snapshot, period.end):
            standings = (_find_first_owning(snapshot, register),)
        for one in standings:
            yield from ((owning, one.span) for owning in one.owning)


def _find_first_owning(snapshot: Snapshot, register: Register) -> Standing:
    story = find_stories(snapshot).get(register.path)
    days = _find_days(snapshot, register.path) if story else ()
    for index in reversed(range(len(days))):
        found = _read(snapshot, register.path, index)
        if days[index] is not None and any(one.owner or one.owns for one in found.owning):
            return dataclasses.replace(found, span=_ALWAYS)
    return _build_present(register)


def _day(story: Story, index: int) -> date | None:
    at = story.at(index)
    return at.date() if at else None


@lru_cache(maxsize=10_000)
def _find_days(snapshot: Snapshot, path: str) -> tuple[date | None, ...]:
    """Return on which days a text changed, newest first; None for an edit that is not committed."""
    story = find_stories(snapshot)[path]
    return tuple(_day(story, index) for index in range(len(story)))


def _find_within(snapshot: Snapshot, holder: Audited, period: Period) -> Iterator[Standing]:
    """Yield what stood at the beginning of a period, and what landed within it."""
    end, open_end = period.end, period.end is None or period.end >= snapshot.today
    for index, day in enumerate(_find_days(snapshot, holder.path)):
        if open_end if day is None else end is None or day <= end:
            yield _read(snapshot, holder.path, index)
            if day is not None and period.start is not None and day <= period.start:
                return


def _find_first(snapshot: Snapshot, holder: Audited) -> Standing:
    """Return the first text that git knows; the present one where nobody committed any."""
    days = _find_days(snapshot, holder.path)
    found = _read(snapshot, holder.path, len(days) - 1) if days[-1] is not None else _build_present(holder)
    return dataclasses.replace(found, span=_ALWAYS)


@lru_cache(maxsize=20_000)
def _read(snapshot: Snapshot, path: str, index: int) -> Standing:
    """Return what a revision said; the newest is the text at hand, and others are noted once taken apart."""
    holder, story, days = (
        find_holders(snapshot)[path],
        find_stories(snapshot)[path],
        _find_days(snapshot, path),
    )
    span = Period(start=days[index], end=days[index - 1] if index else None)
    blobs = story.blobs()
    if index == 0 or (blobs[index] and blobs[index] == blobs[0]):
        return _build_present(holder, span)
    told = _recall(snapshot, blobs[index])
    if told is None:
        told = _tell(snapshot, story.version(index))
        if snapshot.history is not None and snapshot.history.notes is not None:
            snapshot.history.notes.take_note(f"standing {blobs[index]}", told)
    return _build_past(holder, told, span)


def _recall(snapshot: Snapshot, blob: str) -> dict[str, Value] | None:
    """Return what was noted of a text before."""
    notes = snapshot.history.notes if snapshot.history is not None else None
    told = notes.note(f"standing {blob}") if notes is not None else None
    return told if isinstance(told, dict) else None


def _tell(snapshot: Snapshot, version: Version) -> dict[str, Value]:
    """Return what is wanted of a former text, as data."""
    comments: list[str] = []
    if _CLAIMS.search(version.body):
        remove_comments(version.body, comments.append)
    sections = [
        word for one in comments if (found := CLAUSES.match(one)) for word in CLAUSE_WORD.findall(found[1])
    ]
    parts = _tell_parts(snapshot, version)
    return {
        **{name: version.text(name) for name in _NAMES},
        **parts,
        "clauses": [*texts(parts, "clauses"), *sections],
    }


def _tell_parts(snapshot: Snapshot, version: Version) -> Mapping[str, Value]:
    """Return what stands in lists: most changes are of other lines, so most texts need not be parsed."""
    known, key = _find_known(snapshot), _SIMPLE.sub("", version.block)
    if (found := known.get(key)) is None:
        fields = version.fields
        roles, rows = mapping(fields, "roles"), mappings(fields, "rows") if version.register else []
        found = known[key] = {
            "accountable": text(roles, "accountable"),
            "responsible": list(texts(roles, "responsible")),
            "clauses": list(texts(fields, "clauses")),
            "rows": [
                {"id": text(row, "id"), "owner": text(row, "owner"), "owns": list(texts(row, "owns"))}
                for _, row in rows
                if "owns" in row or "owner" in row
            ],
        }
    return found


@lru_cache(maxsize=4)
def _find_known(_snapshot: Snapshot) -> dict[str, dict[str, Value]]:
    return {}


def _build_past(holder: Audited, told: Mapping[str, Value], span: Period) -> Standing:
    listed = isinstance(holder, Register) and holder.kind in _LISTS
    return Standing(
        holder=holder,
        span=span,
        id=text(told, "id"),
        type=text(told, "type"),
        status=text(told, "status"),
        process=text(told, "process"),
        owner=text(told, "owner"),
        approver=text(told, "approver"),
        approved_on=parse_date(told.get("approved_on")),
        accountable=text(told, "accountable"),
        responsible=texts(told, "responsible"),
        clauses=texts(told, "clauses"),
        owning=tuple(_build_owning(row for _, row in mappings(told, "rows"))) if listed else (),
    )


def _build_owning(rows: Iterable[Mapping[str, Value]]) -> Iterator[Owning]:
    for row in rows:
        yield Owning(text(row, "id"), text(row, "owner"), texts(row, "owns"))


def _build_present(holder: Audited, span: Period = _ALWAYS) -> Standing:
    head = holder.head
    document = holder if isinstance(holder, Document) else None
    listed = holder.rows if isinstance(holder, Register) and holder.kind in _LISTS else ()
    return Standing(
        holder=holder,
        span=span,
        id=head.id,
        type=head.type,
        status=head.status,
        process=head.process,
        owner=head.owner,
        approver=head.approver,
        approved_on=head.approved_on,
        accountable=document.roles.accountable if document else "",
        responsible=document.roles.responsible if document else (),
        clauses=(*head.clauses, *(one.clause for one in document.claims if one.heading))
        if document
        else head.clauses,
        owning=tuple(_build_owning(row.fields for row in listed)),
    )
