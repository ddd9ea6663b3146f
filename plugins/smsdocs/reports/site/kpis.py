"""KPIs as small charts with their target: what was measured last, whether it is enough, and the year before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.anchors import build_slug
from smsdocs.analysis.management.measurements import find_kpis, find_missing_periods, find_series
from smsdocs.reports.site.addresses import KPIS
from smsdocs.reports.site.charts import Point, draw_line, format_number, name_target, with_unit
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.untrusted import NAME, PHRASE, clean
from smsdocs.reports.site.words import Word, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from markupsafe import Markup

    from smsdocs.model.management import Kpi, Measurement
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

PERIODS = 13
"""Periods that a chart shows: a year, and the same one of the year before."""
CARDS = 60
"""KPIs with a chart; what is more stands in a plain table."""
_NAMED = 3
"""Periods that a sentence names."""
MEETS = Word("✔", "meets target", "good")
MISSES = Word("✘", "misses target", "bad")
NO_TARGET = Word("○", "no target", "plain")
NO_DATA = Word("?", "no data", "plain")
STATES = (MISSES, MEETS, NO_TARGET, NO_DATA)
_PHRASES = (
    (MISSES, "misses its target", "miss their target"),
    (MEETS, "meets its target", "meet their target"),
    (NO_TARGET, "has no target", "have no target"),
    (NO_DATA, "has no data", "have no data"),
)
_QUARTER, _HALF, _YEAR = 3, 6, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A period as the table below a chart shows it."""

    period: str
    text: str
    word: Word | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A KPI as it is shown.

    Attributes:
        last: the last value with its unit; empty without one.
        lacking: what is to be said of periods without a value; empty where none is missing.
        older: values before those that are listed.
    """

    kpi: Kpi
    title: str
    word: Word
    last: str
    period: str
    target: str
    lacking: str
    chart: Markup | None
    values: tuple[Value, ...]
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The cards of one process."""

    process: str
    name: str
    anchor: str
    cards: tuple[Card, ...]


def build_kpis(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where no KPI is kept."""
    kpis = find_kpis(desk.snapshot)
    if not kpis:
        return
    ordered = _order(desk, kpis)
    cards = [build_card(desk, kpi, chart=index < CARDS) for index, kpi in enumerate(ordered)]
    page = desk.list_page(
        KPIS,
        "KPIs",
        "kpis.jinja",
        section="KPIs",
        totals=list(_count(cards)),
        groups=list(_group(desk, cards[:CARDS])),
        more=cards[CARDS:],
        order="|".join(word.text for word in STATES),
        meets=MEETS,
        lacking=sum(1 for one in cards if one.lacking),
    )
    yield from build_list(desk, page, "The register of KPIs and the files of measurements have them all.")


def _count(cards: Sequence[Card]) -> Iterator[tuple[Word, int, str]]:
    """Yield how many KPIs are in each state, and how to say so."""
    words = [card.word for card in cards]
    for word, one, many in _PHRASES:
        if count := words.count(word):
            yield word, count, one if count == 1 else many


def judge(kpi: Kpi, last: Measurement | None) -> Word:
    """Return where a KPI stands, by its last value."""
    if last is None:
        return NO_DATA
    meets = last.meets(kpi)
    return NO_TARGET if meets is None else MEETS if meets else MISSES


def build_card(desk: Desk, kpi: Kpi, *, chart: bool = True) -> Card:
    """Return a KPI with its last periods; without a chart it has no list of values either."""
    series = find_series(desk.snapshot).get(kpi.id, ())
    last = series[-1] if series else None
    missing = list(find_missing_periods(kpi, series, desk.today))
    by_start: dict[date, Measurement | str] = {start: _name_period(start, end) for start, end in missing}
    by_start |= {one.start: one for one in series}
    shown = [by_start[start] for start in sorted(by_start)[-PERIODS:]]
    points = [_point(kpi, one) for one in shown]
    target = name_target(kpi.target, kpi.unit, higher=kpi.higher)
    return Card(
        kpi=kpi,
        title=clean(kpi.name),
        word=judge(kpi, last),
        last=with_unit(last.value, kpi.unit) if last else "",
        period=last.period if last else "",
        target=target,
        lacking=_name_missing([_name_period(*one) for one in missing[-PERIODS:]], len(missing))
        if last
        else "",
        chart=draw_line(
            points, target=kpi.target, title=kpi.name, description=describe(points, kpi.unit, target)
        )
        if chart and last
        else None,
        values=tuple(_value(kpi, one) for one in reversed(shown)) if chart and last else (),
        older=len(series) - sum(1 for one in shown if not isinstance(one, str)),
    )


def describe(points: Sequence[Point], unit: str, target: str) -> str:
    """Return a line in words: how far it goes, and which periods miss the target or have no value."""
    known = [one.value for one in points if one.value is not None]
    if not known:
        return "No values."
    words = [
        f"{plural(len(known), 'value')} from {points[0].label} to {points[-1].label}",
        f"lowest {format_number(min(known))}, highest {with_unit(max(known), unit)}",
    ]
    if target:
        missed = [one.label for one in points if one.meets is False]
        words.append(f"target {target}, missed in {', '.join(missed)}" if missed else f"target {target}")
    empty = [one.label for one in points if one.value is None]
    words += [f"no value for {', '.join(empty)}"] if empty else []
    return f"{'; '.join(words)}."


def _order(desk: Desk, kpis: Iterable[Kpi]) -> list[Kpi]:
    """Return KPIs by process, in the order of the model; those without one come last."""
    rank = {process: index for index, process in enumerate(desk.snapshot.processes)}
    last = len(rank)
    return sorted(
        kpis,
        key=lambda one: (rank.get(one.process, last + (not one.process)), desk.process_name(one.process)),
    )


def _group(desk: Desk, cards: Iterable[Card]) -> Iterator[Group]:
    groups: dict[str, list[Card]] = {}
    for card in cards:
        groups.setdefault(card.kpi.process, []).append(card)
    for process, found in groups.items():
        name = clean(desk.process_name(process), NAME) if process else "Without a process"
        yield Group(process=process, name=name, anchor=f"process-{build_slug(process)}", cards=tuple(found))


def _point(kpi: Kpi, one: Measurement | str) -> Point:
    return Point(one, None) if isinstance(one, str) else Point(one.period, one.value, one.meets(kpi))


def _value(kpi: Kpi, one: Measurement | str) -> Value:
    if isinstance(one, str):
        return Value(period=one, text="no value", word=None, note="")
    meets = one.meets(kpi)
    return Value(
        period=clean(one.period, NAME),
        text=format_number(one.value),
        word=None if meets is None else MEETS if meets else MISSES,
        note=clean(one.row.text("note"), PHRASE),
    )


def _name_missing(periods: Sequence[str], count: int) -> str:
    """Return which periods lack a value: the last of them by name."""
    if not periods:
        return ""
    named = ", ".join(periods[-_NAMED:])
    return f"no value for {named}" + (f" and {count - _NAMED} earlier" if count > _NAMED else "")


def _name_period(start: date, end: date) -> str:
    months = (end.year - start.year) * _YEAR + end.month - start.month + 1
    if months == _QUARTER:
        return f"{start.year:04}-Q{(start.month + 2) // _QUARTER}"
    if months == _HALF:
        return f"{start.year:04}-H{1 if start.month == 1 else 2}"
    return f"{start.year:04}" if months == _YEAR else f"{start.year:04}-{start.month:02}"
