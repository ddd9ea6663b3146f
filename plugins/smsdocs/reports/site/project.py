"""The project plan, and the days it must be ready by, counted backwards."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.management.readiness.afterwards import find_surveillance
from smsdocs.analysis.management.readiness.backward import (
    BETWEEN,
    DECISION,
    count_step,
    find_latest,
    find_planned,
    find_stages,
)
from smsdocs.analysis.management.readiness.project import find_by_step, find_contradictions, find_project
from smsdocs.reports.site.addresses import PROJECT
from smsdocs.reports.site.lettering import cut, measure
from smsdocs.reports.site.readiness import find_days
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.words import Word, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from smsdocs.analysis.management.readiness.project import Project
    from smsdocs.model.management import Milestone
    from smsdocs.model.snapshot import Snapshot, Step
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

    Placing: TypeAlias = Callable[[date], float]

DRAWN = 40
"""Milestones that the drawing has; the table has them all."""
FOOT, LANE, SIZE, YEAR = 8, 14, 11.5, 34
"""Height of the foot, and of each line of names in the head; size of letters; room that the number of a year takes."""
SOON = 30
DONE, SLIPPED = Word("✔", "done", "good"), Word("✔", "done late", "fair")
LATE, NEAR, AHEAD = Word("✘", "late", "bad"), Word("◷", "due soon", "fair"), Word("○", "ahead", "plain")
NO_DAY = Word("?", "no day", "plain")
ORDER = "|".join(word.text for word in (LATE, NEAR, AHEAD, SLIPPED, DONE, NO_DAY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A milestone with where it stands.

    Attributes:
        latest: the latest day of its step, counted back; None where it is not known.
        spare: how the day it is due lies to that, in words with a tone; empty where there is nothing to compare.
    """

    milestone: Milestone
    word: Word
    far: str
    latest: date | None
    spare: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the drawing is laid out; a screen shows the one that is as wide as it.

    Attributes:
        left: where time begins; before it stand the names, where they are not above the bars.
        right: what stays free behind the last day.
        line: height of a milestone; `head` of what is above the first, with one line of names of days.
        drop: how far below the top of its line a name stands; `bar` the same of the bar.
        names: how wide a name may be.
    """

    kind: str
    width: float
    left: float
    right: float
    line: float
    head: float
    drop: float
    bar: float
    names: float
    size: float = SIZE


LAYOUTS = (
    Layout(kind="wide", width=940, left=300, right=14, line=21, head=42, drop=13, bar=4, names=278),
    Layout(kind="slim", width=358, left=2, right=8, line=36, head=46, drop=14, bar=19, names=330, size=12.5),
)
"""Names beside the bars; and names above them, for a phone, where the whole of the time is in view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A milestone in the drawing: from when to when, in its units; `title` is cut to fit."""

    line: Line
    title: str
    y: float
    x: float
    width: float
    latest: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A day that crosses the drawing: a year, today, or an audit; `lane` says on which line its name stands."""

    x: float
    text: str
    kind: str
    anchor: str = "middle"
    lane: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The plan as a drawing."""

    layout: Layout
    height: float
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """A step in backward planning, held against its milestones.

    Attributes:
        months: how many months it takes by our rule of thumb.
        planned: the last day of its milestones, of an audit the first; None where it has none.
        done: whether all of them are done.
    """

    step: Step
    months: int
    latest: date
    planned: date | None
    done: bool
    spare: str
    tone: str


def build_project(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where no project register has a milestone."""
    snapshot = desk.snapshot
    project = find_project(snapshot)
    if not project.milestones:
        return
    lines = tuple(_build_lines(snapshot, project))
    page = desk.page(
        PROJECT,
        "Project plan",
        "project.jinja",
        section="Project",
        project=project,
        days=list(find_days(snapshot, project)),
        lines=lines,
        counts=_count(lines),
        order=ORDER,
        timelines=[one for layout in LAYOUTS if (one := _draw(snapshot, project, lines, layout))],
        dated=any(find_stages(snapshot)) or project.certification is not None,
        drawn=DRAWN,
        contradictions=find_contradictions(snapshot)[:DRAWN],
        more_contradictions=max(0, len(find_contradictions(snapshot)) - DRAWN),
        backs=list(_count_back(snapshot, project)),
        between=BETWEEN,
        decision=DECISION,
        effort=_sum(project, "effort"),
        budget=_sum(project, "budget"),
        afterwards=find_surveillance(project.decided_on) if project.decided_on else (),
    )
    yield from build_list(desk, dataclasses.replace(page, wide=True), "The project register has them all.")


def _sum(project: Project, field: str) -> tuple[float, float, int]:
    """Return how much is planned, how much of it is of milestones that are done, and how many state nothing."""
    given = [(getattr(one, field), one.done is not None) for one in project.milestones]
    total = sum(value for value, _ in given if value is not None)
    done = sum(value for value, over in given if value is not None and over)
    return total, done, sum(value is None for value, _ in given)


def _count(lines: Sequence[Line]) -> list[tuple[Word, int]]:
    words = [one.word for one in lines]
    return [(word, words.count(word)) for word in dict.fromkeys(words)]


def _build_lines(snapshot: Snapshot, project: Project) -> Iterator[Line]:
    latest = find_latest(snapshot)
    for one in project.milestones:
        day = latest.get(one.step)
        spare, tone = compare(find_planned(one), day)
        word = judge(one, snapshot.today)
        yield Line(
            milestone=one, word=word, far=_tell(one, word, snapshot.today), latest=day, spare=spare, tone=tone
        )


def judge(one: Milestone, today: date) -> Word:
    """Return where a milestone stands; the day it is due is not late."""
    if one.done is not None:
        return SLIPPED if one.due and one.done > one.due else DONE
    if one.due is None:
        return NO_DAY
    if one.due < today:
        return LATE
    return NEAR if (one.due - today).days <= SOON else AHEAD


def _tell(one: Milestone, word: Word, today: date) -> str:
    if word is LATE and one.due:
        return plural((today - one.due).days, "day")
    if word is SLIPPED and one.due and one.done:
        return plural((one.done - one.due).days, "day")
    return ""


def compare(planned: date | None, latest: date | None) -> tuple[str, str]:
    """Return how a planned day lies to the latest one, in words with a tone."""
    if planned is None or latest is None:
        return "", "plain"
    days = (latest - planned).days
    if days < 0:
        return f"{plural(-days, 'day')} after the latest", "bad"
    return f"{plural(days, 'day')} to spare" if days else "on the latest day", "good"


def _count_back(snapshot: Snapshot, project: Project) -> Iterator[Back]:
    latest, by_step = find_latest(snapshot), find_by_step(project)
    steps = [one for one in snapshot.model.steps if one.id in latest]
    for step in sorted(steps, key=lambda one: latest[one.id]):
        mine = by_step.get(step.id, ())
        days = [day for one in mine if (day := find_planned(one))]
        planned = max(days, default=None)
        spare, tone = compare(planned, latest[step.id])
        yield Back(
            step=step,
            months=count_step(snapshot, step.id),
            latest=latest[step.id],
            planned=planned,
            done=bool(mine) and all(one.done for one in mine),
            spare=spare or "no milestone",
            tone=tone if spare else "fair",
        )


def _draw(snapshot: Snapshot, project: Project, lines: Sequence[Line], layout: Layout) -> Timeline | None:
    """Return the plan as bars over time; None where no milestone has a day."""
    shown = [one for one in lines if one.milestone.due or one.milestone.done][:DRAWN]
    days = [
        day for one in shown for day in (one.milestone.begin, one.milestone.due, one.milestone.done) if day
    ]
    first, second = find_stages(snapshot)
    days += [day for day in (first, second, project.certification) if day]
    if not shown:
        return None
    start, end = min(days), max(days)
    span = max(1, (end - start).days)

    def place(day: date) -> float:
        share = min(1.0, max(0.0, (day - start).days / span))
        return round(layout.left + (layout.width - layout.left - layout.right) * share, 1)

    marks = list(_find_marks(snapshot, project, (start, end), place))
    head = layout.head + LANE * max((one.lane for one in marks), default=0)
    bars = []
    for index, one in enumerate(shown):
        mine = one.milestone
        until = mine.done or mine.due or start
        since = min(mine.begin or until, until)
        bars.append(
            Bar(
                line=one,
                title=cut(f"{mine.id} {mine.title}", layout.names, layout.size),
                y=head + index * layout.line,
                x=place(since),
                width=max(6.0, round(place(until) - place(since), 1)),
                latest=place(one.latest) if one.latest and start <= one.latest <= end else None,
            )
        )
    return Timeline(
        layout=layout,
        height=head + len(shown) * layout.line + FOOT,
        bars=tuple(bars),
        marks=(*_find_years(start, end, place), *marks),
    )


def _find_years(start: date, end: date, place: Placing) -> Iterator[Mark]:
    """Yield the first day of each year; where years lie close together, only some of them say which they are."""
    last: float = -YEAR
    for year in range(start.year + 1, min(end.year, start.year + 20) + 1):
        x = place(date(year, 1, 1))
        told = x - last >= YEAR
        last = x if told else last
        yield Mark(x=x, text=str(year) if told else "", kind="year")


def _find_marks(
    snapshot: Snapshot, project: Project, span: tuple[date, date], place: Placing
) -> Iterator[Mark]:
    """Yield today and the days of the audits, each with its name on a lane where it fits.

    From the last day to the first: a name stands left of its line, which begins beside it, so that no line runs
    through the name of a later day.
    """
    first, second = find_stages(snapshot)
    named: Mapping[str, date | None] = {
        "today": snapshot.today,
        "stage 1": first,
        "stage 2": second,
        "certificate": project.certification,
    }
    placed = [
        (place(day), text) for text, day in named.items() if day is not None and span[0] <= day <= span[1]
    ]
    free: list[float] = []
    for x, text in sorted(placed, reverse=True):
        wide = measure(text, SIZE) + 6
        left, anchor = (x - wide, "end") if x >= wide else (x, "start")
        fits = [left + wide <= edge for edge in free]
        lane = next((index for index in range(len(free)) if all(fits[index:])), len(free))
        free[lane:] = [left]
        yield Mark(x=x, text=text, kind="today" if text == "today" else "stage", anchor=anchor, lane=lane)
