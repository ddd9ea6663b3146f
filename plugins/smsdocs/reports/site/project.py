"""The project plan, and the days it must be ready by, counted backwards."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from smsdocs.analysis.management.readiness.afterwards import find_surveillance
from smsdocs.analysis.management.readiness.backward import (
    BETWEEN,
    DECISION,
    count_step,
    find_latest,
    find_stages,
)
from smsdocs.analysis.management.readiness.project import find_by_step, find_contradictions, find_project
from smsdocs.reports.site.addresses import PROJECT
from smsdocs.reports.site.lettering import cut
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
WIDTH, NAMES, LINE, HEAD, FOOT = 940, 300, 21, 42, 8
"""Width of the drawing and of the names in it, height of a line, of its head and of its foot."""
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
    """A day that crosses the drawing: a year or quarter, today, or an audit."""

    x: float
    text: str
    kind: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The plan as a drawing."""

    height: float
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """A step in backward planning, held against its milestones.

    Attributes:
        months: how many months it takes by our rule of thumb.
        planned: the last day of its milestones; None where it has none.
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
        timeline=_draw(snapshot, project, lines),
        drawn=DRAWN,
        contradictions=find_contradictions(snapshot)[:DRAWN],
        more_contradictions=max(0, len(find_contradictions(snapshot)) - DRAWN),
        backs=list(_count_back(snapshot, project)),
        between=BETWEEN,
        decision=DECISION,
        effort=_sum(project, "effort"),
        budget=_sum(project, "budget"),
        afterwards=find_surveillance(project.decided_on) if project.decided_on else (),
        map_width=WIDTH,
        names=NAMES,
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
        spare, tone = compare(one.done or one.due, day)
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
        days = [day for one in mine if (day := one.done or one.due)]
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


def _draw(snapshot: Snapshot, project: Project, lines: Sequence[Line]) -> Timeline | None:
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
        return round(NAMES + (WIDTH - NAMES - 14) * min(1.0, max(0.0, (day - start).days / span)), 1)

    bars = []
    for index, one in enumerate(shown):
        mine = one.milestone
        until = mine.done or mine.due or start
        since = min(mine.begin or until, until)
        bars.append(
            Bar(
                line=one,
                title=cut(f"{mine.id} {mine.title}", NAMES - 22, 11.5),
                y=HEAD + index * LINE,
                x=place(since),
                width=max(6.0, round(place(until) - place(since), 1)),
                latest=place(one.latest) if one.latest and start <= one.latest <= end else None,
            )
        )
    marks = [*_find_years(start, end, place), *_find_marks(snapshot, project, (start, end), place)]
    return Timeline(height=HEAD + len(shown) * LINE + FOOT, bars=tuple(bars), marks=tuple(marks))


def _find_years(start: date, end: date, place: Placing) -> Iterator[Mark]:
    for year in range(start.year + 1, min(end.year, start.year + 20) + 1):
        yield Mark(x=place(date(year, 1, 1)), text=str(year), kind="year")


def _find_marks(
    snapshot: Snapshot, project: Project, span: tuple[date, date], place: Placing
) -> Iterator[Mark]:
    first, second = find_stages(snapshot)
    named: Mapping[str, date | None] = {
        "today": snapshot.today,
        "stage 1": first,
        "stage 2": second,
        "certificate": project.certification,
    }
    before: date | None = None
    for text, day in named.items():
        if day is None or not span[0] <= day <= span[1]:
            continue
        crowded = before is not None and abs(day - before) < timedelta(
            days=max(40, (span[1] - span[0]).days // 9)
        )
        kind = "today" if text == "today" else "stage"
        yield Mark(
            x=place(day),
            text="" if crowded else text,
            kind=kind,
            anchor="end" if kind == "stage" else "middle",
        )
        before = day
