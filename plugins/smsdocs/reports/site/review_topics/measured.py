"""Topics of a review that are measured: KPIs, objectives, the performance of the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.measurements import find_kpis, find_series
from smsdocs.model.fields import text
from smsdocs.reports.site.addresses import (
    KPIS,
    OBJECTIVES,
    RECORDS,
)
from smsdocs.reports.site.cells import Cell
from smsdocs.reports.site.charts import format_number, with_unit
from smsdocs.reports.site.objectives import OVERDUE, STATE, Standing, find_standing
from smsdocs.reports.site.review_topics.pack import (
    BETTER,
    MEETS,
    MISSES,
    MISSING,
    OPEN,
    OUTCOMES,
    SAME,
    VALUES,
    WORSE,
    Pack,
    Part,
    Shown,
    find_kept,
    table,
    tell_count,
    tell_target,
)
from smsdocs.reports.site.untrusted import NAME, clean
from smsdocs.reports.site.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smsdocs.model.management import Kpi, Measurement
    from smsdocs.model.register import Register, Row


NAMED = 5
"""KPIs of a service that the pack names."""


def show_measurements(pack: Pack) -> Iterator[Part]:
    """Yield the topic: every KPI with its last values against its target."""
    series = find_series(pack.snapshot)
    heads = ("indicator", "target", "before that", "before", "last value", "state", "trend")
    found = (_tell_kpi(pack, one, series.get(one.id, ())[-VALUES:]) for one in find_kept(pack))
    yield from table("", heads, found, KPIS)


def _tell_kpi(pack: Pack, kpi: Kpi, values: Sequence[Measurement]) -> tuple[Shown, ...]:
    page = pack.desk.pages.get(kpi.at.holder.path, "")
    pack.quote(kpi.at.holder)
    cells = [f"{format_number(one.value)} ({one.period})" for one in values]
    return (
        Cell(text=clean(kpi.name), page=page, anchor=pack.desk.row_anchor(kpi.id)),
        tell_target(kpi.target, kpi.unit, higher=kpi.higher),
        *([""] * (VALUES - len(cells))),
        *cells,
        _judge_kpi(kpi, values),
        _find_trend(kpi, values),
    )


def _judge_kpi(kpi: Kpi, values: Sequence[Measurement]) -> Shown:
    meets = values[-1].meets(kpi) if values else None
    return MISSING if not values else "" if meets is None else MEETS if meets else MISSES


def _find_trend(kpi: Kpi, values: Sequence[Measurement]) -> Shown:
    """Return where the last values go: from the first of them to the last."""
    if len(values) <= 1:
        return ""
    step = values[-1].value - values[0].value
    if not step:
        return SAME
    if kpi.higher is None:
        return "up" if step > 0 else "down"
    return BETTER if (step > 0) is kpi.higher else WORSE


def show_objectives(pack: Pack) -> Iterator[Part]:
    """Yield the topic: objectives with what was reached."""
    kpis = {kpi.id: kpi for kpi in find_kpis(pack.snapshot) if kpi.id}
    heads = ("objective", "from", "target", "value", "due", "state")
    rows = find_rows(pack.snapshot, "objectives")
    found = (_tell_objective(pack, register, row, kpis.get(row.text("kpi"))) for register, row, _ in rows)
    yield from table("", heads, found, OBJECTIVES)


def _tell_objective(pack: Pack, register: Register, row: Row, kpi: Kpi | None) -> tuple[Shown, ...]:
    one = find_standing(pack.snapshot, row, kpi)
    return (
        pack.row(register, row, "title"),
        "" if one.baseline is None else format_number(one.baseline),
        tell_target(one.target, one.unit, higher=one.higher),
        (_tell_value(one), f"KPI {one.beside}" if one.beside else ""),
        clean(row.text("due"), NAME),
        _judge_objective(one),
    )


def _tell_value(one: Standing) -> str:
    """Return the value of an objective; its unit stands with the target, where there is one."""
    if one.value is None:
        return "no value"
    value = with_unit(one.value, one.unit) if one.target is None else format_number(one.value)
    return f"{value} ({one.valued})" if one.valued else value


def _judge_objective(one: Standing) -> Shown:
    """Return what the page of objectives says: the state, whether it is late, and whether it is where it is to be."""
    ended = () if one.state is STATE["open"] else (one.state,)
    late = (OVERDUE,) if one.late else ()
    reach = () if one.reach is None else (one.reach,)
    return (*ended, *late, *reach) or OPEN


def show_services(pack: Pack) -> Iterator[Part]:
    """Yield the topic: KPIs of the service processes, those that are off target first."""
    series = find_series(pack.snapshot)
    kept = find_kept(pack)
    measured: dict[str, list[Kpi]] = {}
    for kpi in kept:
        for service in dict.fromkeys(kpi.row.texts("services")):
            measured.setdefault(service, []).append(kpi)
    services = (
        (
            pack.row(register, row, "name"),
            clean(row.text("criticality"), NAME),
            pack.named(row.text("sla")) if row.text("sla") else "none named",
            _tell_measured(measured.get(row.id, ()), series),
        )
        for register, row, _ in find_rows(pack.snapshot, "services")
    )
    yield from table("Services", ("service", "criticality", "agreement", "measured by"), services)
    yield from _find_off_target(pack, [one for one in kept if _is_of_service(pack, one)], series)
    happened = (
        (pack.holder(one), str(one.date or ""), OUTCOMES.get(text(one.fields, "result"), ""))
        for kind in ("major-incident-review", "test")
        for one in pack.records[kind]
        if pack.is_new(one.date)
    )
    title = "Major incidents and tests since the last review"
    yield from table(title, ("record", "day", "result"), happened, RECORDS)


def _is_of_service(pack: Pack, kpi: Kpi) -> bool:
    process = pack.snapshot.processes.get(kpi.process)
    return bool(kpi.row.texts("services")) or (process is not None and process.group == "service")


def _tell_measured(kpis: Sequence[Kpi], series: Mapping[str, tuple[Measurement, ...]]) -> Shown:
    """Return the KPIs of a service with their last values: those off target first, then those without a value."""
    judged = [(one, values, _judge_kpi(one, values)) for one in kpis for values in [series.get(one.id, ())]]
    rank = {MISSES: 0, MISSING: 1}
    judged.sort(key=lambda each: rank.get(each[2], len(rank)) if isinstance(each[2], Word) else len(rank))
    told = tuple(_tell_last(*one) for one in judged[:NAMED])
    left = judged[NAMED:]
    off = sum(word is MISSES for _, _, word in left)
    more = f"and {len(left)} more{f', {off} of them off target' if off else ''}"
    return (*told, *([Cell(text=more, page=KPIS)] if left else [])) or "nothing"


def _tell_last(kpi: Kpi, values: Sequence[Measurement], word: Shown) -> Shown:
    name = clean(kpi.name)
    if not values:
        return MISSING, name
    said = f"{name}: {with_unit(values[-1].value, kpi.unit)}"
    return (MISSES, said) if word is MISSES else said


def _find_off_target(
    pack: Pack, kpis: Sequence[Kpi], series: Mapping[str, tuple[Measurement, ...]]
) -> Iterator[Part]:
    """Yield how many KPIs of services are on target, and those that are not."""
    judged = [(one, values, _judge_kpi(one, values)) for one in kpis for values in [series.get(one.id, ())]]
    pack.quote(*(one.at.holder for one in kpis))
    if judged:
        met = sum(word is MEETS for _, _, word in judged)
        yield Part(facts=(("indicators of services on target", tell_count(met, len(judged))),))
    off = (
        (
            clean(one.name),
            pack.desk.process_name(one.process) if one.process else "",
            tell_target(one.target, one.unit, higher=one.higher),
            f"{format_number(values[-1].value)} ({values[-1].period})" if values else "",
            word,
        )
        for one, values, word in judged
        if word in {MISSES, MISSING}
    )
    heads = ("indicator", "process", "target", "last value", "state")
    yield from table("Off target, or without a value", heads, off, KPIS)
