"""From when to when each version of a document was in force, as far as its history knows."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smsdocs.analysis.story import Story
    from smsdocs.model.history import Version

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days on which one version was in force.

    Attributes:
        index: the revision of the story that began the version.
        key: what tells it from other versions: its number and the day of its approval.
        start: the first day: the day it landed, or the later one that it names itself.
        end: the last day; None while nothing ends it.
        stated: whether nothing but its own word says when it began: git has it only since later.
    """

    index: int
    key: tuple[str, str]
    start: date
    end: date | None = None
    stated: bool = False


def find_spans(story: Story, today: date, most: int) -> tuple[Span, ...]:
    """Return when each version was in force, the oldest first; what has not landed is left out.

    On any day that version is in force which landed last of those that were approved and effective by then. A version
    that another overtook before its day never was.

    Args:
        story: the revisions of a document.
        today: a commit that is dated later counts as of this day.
        most: how many of the newest revisions are looked at; the version that the oldest of them bears is followed to
            where it began.
    """
    spans: list[Span] = []
    for index in reversed(range(_find_beginning(story, min(most, len(story))))):
        at = story.at(index)
        if at is None or not story.changes[index].landed:
            continue
        version, day = story.version(index), min(at.date(), today)
        status = version.text("status")
        if status == "retired":
            spans = _end(spans, day)
        elif status == "approved":
            begun = _begin(index, version, day, first=index == len(story) - 1)
            if not _goes_on(spans, begun, day):
                spans = [*_end(spans, begun.start), begun]
    return tuple(spans)


def _find_beginning(story: Story, most: int) -> int:
    """Return how many revisions there are up to the first that bears the version of the oldest one looked at."""
    while 0 < most < len(story) and _key(story.version(most)) == _key(story.version(most - 1)):
        most += 1
    return most


def _key(version: Version) -> tuple[str, str]:
    return version.text("version"), version.text("approved_on")


def _begin(index: int, version: Version, day: date, *, first: bool) -> Span:
    """Return the span of a version that landed on a day; of the first text only its own word is older."""
    effective = _parse_day(version.text("effective_from"))
    if first:
        start = effective or _parse_day(version.text("approved_on")) or day
        return Span(index=index, key=_key(version), start=start, stated=start < day)
    return Span(index=index, key=_key(version), start=max(day, effective or day))


def _goes_on(spans: Sequence[Span], begun: Span, day: date) -> bool:
    """Say whether a text is of the version that is there already; one that is put off to a later day is not."""
    return bool(spans) and spans[-1].end is None and spans[-1].key == begun.key and begun.start <= day


def _end(spans: Iterable[Span], day: date) -> list[Span]:
    """Return the spans that began before a day, none of them longer than until then."""
    return [dataclasses.replace(one, end=min(one.end or day, day - _DAY)) for one in spans if one.start < day]


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
