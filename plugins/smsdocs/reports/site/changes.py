"""What changed: the landings of documents and registers, newest first, by week; only what is shown is told."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from smsdocs.analysis.story import find_stories
from smsdocs.model.history import Kind
from smsdocs.model.register import Record
from smsdocs.reports.site.addresses import CHANGES
from smsdocs.reports.site.history import build_line
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.words import KIND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.analysis.story import Story
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.history import Line
    from smsdocs.reports.site.page import GeneratedPage

WEEKS = 52
"""Weeks before the newest landing that the page goes back."""
ROWS = 1_000
"""Landings that the page shows at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """One document in one landing; what kind of change it was, nobody asked yet."""

    day: date
    order: int
    holder: Holder
    story: Story
    index: int

    @property
    def rank(self) -> tuple[date, int, str]:
        """Newest first is the greatest first."""
        return self.day, self.order, self.holder.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """An ISO week with what landed in it."""

    name: str
    monday: date
    lines: tuple[tuple[Holder, Line], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The landings that are shown, and how many are not.

    Attributes:
        older: landings before the weeks that are shown.
        beyond: landings of these weeks past the number of rows.
        waiting: revisions that have not landed.
        newest: what changed on the newest day, each once, shown or not.
    """

    landings: tuple[Landing, ...]
    newest: tuple[Holder, ...]
    older: int
    beyond: int
    waiting: int


def build_changes(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page of what changed."""
    chosen = select_landings(desk.snapshot)
    told = [(one, build_line(desk, one.story.revision(one.index))) for one in chosen.landings]
    kinds = {line.kind for _, line in told}
    page = desk.list_page(
        CHANGES,
        "What changed",
        "changes.jinja",
        section="What changed",
        history=desk.snapshot.history,
        weeks=[
            _build_week(week, list(found)) for week, found in groupby(told, lambda pair: _week(pair[0].day))
        ],
        chosen=chosen,
        kinds=[KIND[kind] for kind in Kind if kind in kinds],
        span=WEEKS,
        zone=desk.snapshot.settings.timezone,
    )
    yield from build_list(desk, page, "Each document tells its own.")


@lru_cache(maxsize=4)
def select_landings(snapshot: Snapshot) -> Selection:
    """Return the newest landings, and count the others; nobody reads a text for it."""
    found: list[Landing] = []
    waiting = 0
    stories = find_stories(snapshot)
    for holder in snapshot.holders:
        story = stories.get(holder.path)
        if story is None or isinstance(holder, Record):
            continue
        for index, change in enumerate(story.changes):
            at = story.at(index) if change.landed else None
            if at is None:
                waiting += 1
            else:
                found.append(
                    Landing(day=at.date(), order=change.order, holder=holder, story=story, index=index)
                )
    newest = max((one.day for one in found), default=date.min)
    first = newest - timedelta(weeks=WEEKS) if found else newest
    recent = [one for one in found if one.day > first]
    shown = heapq.nlargest(ROWS, recent, key=lambda one: one.rank)
    return Selection(
        landings=tuple(shown),
        newest=tuple({one.holder.path: one.holder for one in found if one.day == newest}.values()),
        older=len(found) - len(recent),
        beyond=len(recent) - len(shown),
        waiting=waiting,
    )


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week


def _build_week(week: tuple[int, int], told: list[tuple[Landing, Line]]) -> Week:
    year, number = week
    return Week(
        name=f"{year}-W{number:02}",
        monday=date.fromisocalendar(year, number, 1),
        lines=tuple((landing.holder, line) for landing, line in told),
    )
