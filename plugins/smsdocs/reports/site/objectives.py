"""Objectives with how far they are, and improvements by state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.measurements import find_kpis, find_series
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import number
from smsdocs.reports.site.addresses import OBJECTIVES
from smsdocs.reports.site.cells import Cell, build_cell
from smsdocs.reports.site.charts import draw_bullet, name_target, with_unit
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.untrusted import NAME, clean
from smsdocs.reports.site.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from markupsafe import Markup

    from smsdocs.model.management import At, Kpi, Measurement
    from smsdocs.model.register import Row
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

STATE: Mapping[str, Word] = {
    "open": Word("◷", "open", "plain"),
    "met": Word("✔", "met", "good"),
    "missed": Word("✘", "missed", "bad"),
    "dropped": Word("○", "dropped", "plain"),
}
ON_TARGET = Word("✔", "on target", "good")
NOT_YET = Word("▲", "not there yet", "fair")
OVERDUE = Word("✘", "overdue", "bad")
OPEN = STATE["open"]
STAGES: Mapping[str, Word] = {
    "open": Word("○", "open", "plain"),
    "planned": Word("◷", "planned", "plain"),
    "under way": Word("◔", "under way", "fair"),
    "done": Word("✔", "done", "good"),
    "closed": Word("●", "closed", "plain"),
}
"""States of improvements, in their order."""
MEASURED = "measured"
NOT_MEASURED = Word("▲", "not measured yet", "fair")
_ENDED = frozenset({"done", "closed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an objective stands: the one answer that every page gives.

    Attributes:
        value: what the row states, else the last value of its KPI; `valued` says of when.
        beside: the last value of the KPI, where the row states its own; an average of it, say.
        higher: whether more is better; None where nobody says.
        reach: whether the value is where it is to be; None where nobody can say.
        late: whether its day has passed while it is open.
    """

    baseline: float | None
    value: float | None
    valued: str
    target: float | None
    unit: str
    higher: bool | None
    beside: str
    reach: Word | None
    state: Word
    due: date | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """A row of the register of objectives as it is shown: `baseline`, `value` and `target` in words, or empty."""

    at: At
    row: Row
    title: str
    measure: str
    baseline: str
    value: str
    target: str
    kpi: Kpi | None
    policy: Cell | None
    chart: Markup
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement:
    """A row of the improvement register as it is shown; `measured` says whether somebody looked what it brought."""

    at: At
    row: Row
    title: str
    stage: Word
    due: date | None
    late: bool
    measured: Word | None


def build_objectives(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where neither objectives nor improvements are kept."""
    objectives = list(_find_objectives(desk))
    improvements = list(_find_improvements(desk))
    if not objectives and not improvements:
        return
    stages = [one.stage for one in improvements]
    page = desk.list_page(
        OBJECTIVES,
        "Objectives and improvements"
        if objectives and improvements
        else "Objectives"
        if objectives
        else "Improvements",
        "objectives.jinja",
        section="Objectives" if objectives else "Improvements",
        objectives=objectives,
        states=_count([one.standing.state for one in objectives]),
        improvements=improvements,
        stages=[(word, stages.count(word)) for word in dict.fromkeys(stages)],
        unmeasured=sum(1 for one in improvements if one.measured is NOT_MEASURED),
        late=sum(one.standing.late for one in objectives) + sum(one.late for one in improvements),
        overdue=OVERDUE,
        order="|".join(STAGES),
    )
    yield from build_list(desk, page, "The registers have them all.")


def _count(words: Sequence[Word]) -> list[tuple[Word, int]]:
    return [(word, words.count(word)) for word in dict.fromkeys(words)]


def _find_objectives(desk: Desk) -> Iterator[Objective]:
    kpis = {kpi.id: kpi for kpi in find_kpis(desk.snapshot) if kpi.id}
    for _, row, at in find_rows(desk.snapshot, "objectives"):
        yield _build_objective(desk, row, at, kpis.get(row.text("kpi")))


def _build_objective(desk: Desk, row: Row, at: At, kpi: Kpi | None) -> Objective:
    one = find_standing(desk.snapshot, row, kpi)
    words = {
        "baseline": with_unit(one.baseline, one.unit) if one.baseline is not None else "",
        "value": with_unit(one.value, one.unit) if one.value is not None else "",
        "target": name_target(one.target, one.unit, higher=one.higher),
    }
    title = clean(row.text("title") or row.id)
    return Objective(
        at=at,
        row=row,
        title=title,
        measure=clean(row.text("measure") or (kpi.name if kpi else "")),
        **words,
        kpi=kpi,
        policy=build_cell(desk, "document", row.text("policy")) if row.text("policy") else None,
        chart=draw_bullet(
            baseline=one.baseline,
            value=one.value,
            target=one.target,
            meets=None if one.reach is None else one.reach is ON_TARGET,
            title=title,
            description=describe(**words),
        ),
        standing=one,
    )


def find_standing(snapshot: Snapshot, row: Row, kpi: Kpi | None) -> Standing:
    """Return where an objective stands; what its row states comes first, for it need not be what its KPI counts.

    Args:
        snapshot: where to look for the values of the KPI.
        row: of the register of objectives.
        kpi: the one that the row names; it fills in the value, the target, the unit and the direction.
    """
    series = find_series(snapshot).get(kpi.id, ()) if kpi else ()
    last = series[-1] if series else None
    value, valued = number(row.fields, "value"), row.text("valued_on")
    stated = value is not None
    if not stated and last:
        value, valued = last.value, last.period
    target = number(row.fields, "target")
    if target is None and kpi is not None:
        target = kpi.target
    higher = {"higher": True, "lower": False}.get(row.text("better"), kpi.higher if kpi else None)
    meets = _meets(value, target, higher=higher)
    state, due = STATE.get(row.text("state"), OPEN), parse_date(row.fields.get("due"))
    return Standing(
        baseline=number(row.fields, "baseline"),
        value=value,
        valued=clean(valued, NAME),
        target=target,
        unit=row.text("unit") or (kpi.unit if kpi else ""),
        higher=higher,
        beside=_tell_beside(kpi, last, parse_date(row.fields.get("valued_on"))) if stated else "",
        reach=None if meets is None else ON_TARGET if meets else NOT_YET,
        state=state,
        due=due,
        late=bool(due and due < snapshot.today and state is OPEN),
    )


def _tell_beside(kpi: Kpi | None, last: Measurement | None, day: date | None) -> str:
    """Return the last value of a KPI, and whether its period began after the day of what is stated."""
    if kpi is None or last is None:
        return ""
    newer = ", newer than this" if day is not None and day < last.start else ""
    return f"{with_unit(last.value, kpi.unit)} ({clean(last.period, NAME)}{newer})"


def _meets(value: float | None, target: float | None, *, higher: bool | None) -> bool | None:
    if value is None or target is None or higher is None:
        return None
    return value >= target if higher else value <= target


def describe(*, baseline: str, value: str, target: str) -> str:
    """Return the way of an objective in words."""
    parts = [
        f"from {baseline}" if baseline else "",
        f"now {value}" if value else "",
        f"target {target}" if target else "",
    ]
    return ", ".join(part for part in parts if part)


def _find_improvements(desk: Desk) -> Iterator[Improvement]:
    """Yield improvements by state, each state in the order of its register."""
    rank = {word: index for index, word in enumerate(STAGES.values())}
    found = []
    for _, row, at in find_rows(desk.snapshot, "improvements"):
        state = row.text("state").casefold()
        due = parse_date(row.fields.get("due"))
        ended = state in _ENDED or row.text("decision") == "declined"
        found.append(
            Improvement(
                at=at,
                row=row,
                title=clean(row.text("title") or row.id),
                stage=STAGES.get(state, STAGES["open"]),
                due=due,
                late=bool(due and due < desk.today and not ended),
                measured=_judge_measuring(row, ended=ended),
            )
        )
    yield from sorted(found, key=lambda one: rank[one.stage])


def _judge_measuring(row: Row, *, ended: bool) -> Word | None:
    """Say whether somebody looked what an improvement brought; nothing while it is not done, or was declined."""
    if measured := parse_date(row.fields.get("measured_on")):
        return Word("✔", f"{MEASURED} on {measured}", "good")
    return NOT_MEASURED if ended and row.text("decision") != "declined" else None
