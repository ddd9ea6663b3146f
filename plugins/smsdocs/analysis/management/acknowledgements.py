"""Lines that say who has read which version, and which of them cannot be true."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.story import find_stories
from smsdocs.model.dates import parse_date
from smsdocs.model.management import Acknowledgement

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.model.document import Document
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_VERSION = re.compile(r"v?(\d{1,9}(?:\.\d{1,9}){0,9})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """A line that says what cannot be.

    Attributes:
        latest: the newest version that there ever was; empty where the day is what cannot be.
    """

    one: Acknowledgement
    latest: str = ""


@lru_cache(maxsize=4)
def find_lines(snapshot: Snapshot) -> tuple[Acknowledgement, ...]:
    """Return every line of every table of acknowledgements."""
    return tuple(
        Acknowledgement(
            table=table,
            row=row,
            person=row.text("person"),
            document=row.text("document"),
            version=row.text("version"),
            day=parse_date(row.text("date")),
        )
        for table in snapshot.tables
        for row in (table.rows if table.kind == "acknowledgement" else ())
    )


@lru_cache(maxsize=4)
def find_impossible(snapshot: Snapshot) -> tuple[Impossible, ...]:
    """Return the lines of a day that is still to come, and of a version newer than any that there ever was."""
    holders: dict[str, Holder] = {}
    for holder in snapshot.holders:
        holders.setdefault(holder.head.id, holder)
    latest: dict[str, str] = {}
    found = []
    for one in find_lines(snapshot):
        held = holders.get(one.document) if one.document else None
        if one.day is not None and one.day > snapshot.today:
            found.append(Impossible(one=one))
        elif held is not None and is_newer(one.version, held.head.version):
            if one.document not in latest:
                latest[one.document] = _find_latest(snapshot, held)
            if is_newer(one.version, latest[one.document]):
                found.append(Impossible(one=one, latest=latest[one.document]))
    return tuple(found)


def _find_latest(snapshot: Snapshot, holder: Holder) -> str:
    """Return the newest version of a text that git has seen, or the present one."""
    latest = holder.head.version
    story = find_stories(snapshot).get(holder.path)
    for index in range(len(story) if story else 0):
        version = story.version(index).text("version") if story else ""
        latest = version if is_newer(version, latest) else latest
    return latest


def find_approval(snapshot: Snapshot, document: Document) -> date | None:
    """Return the day on which the version of a text was first approved, as far as anybody knows."""
    first, story = document.head.approved_on, find_stories(snapshot).get(document.path)
    for index in range(len(story) if story else 0):
        text = story.version(index) if story else None
        if text and text.text("version") == document.head.version:
            day = parse_date(text.text("approved_on"))
            first = min(first or day, day) if day else first
    return first


def is_newer(version: str, other: str) -> bool:
    """Say whether a version is newer than another; False where one of them is no number."""
    one, two = parse_version(version), parse_version(other)
    return one is not None and two is not None and one > two


def parse_version(text: str) -> tuple[int, ...] | None:
    """Return the numbers of a version, without noughts at its end; None where it is no number."""
    found = _VERSION.fullmatch(text.strip())
    if found is None:
        return None
    numbers = [int(part) for part in found[1].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
