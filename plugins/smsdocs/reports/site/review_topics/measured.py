"""Topics of a review that are measured: KPIs, objectives, the performance of the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.measurements import find_series
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import number, text
from smsdocs.reports.site.addresses import (
    KPIS,
    OBJECTIVES,
    RECORDS,
)
from smsdocs.reports.site.cells import Cell
from smsdocs.reports.site.review_topics.pack import (
    BETTER,
    ENDED,
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
    is_met,
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


def show_measurements(pack: Pack) -> Iterator[Part]:
    """Yield the topic: every KPI with its last values against its target."""
    series = find_series(pack.snapshot)
    heads = ("indicator", "target", "before that", "before", "last value", "state", "trend")
    found = (_tell_kpi(pack, one, series.get(one.id, ())[-VALUES:]) for one in find_kept(pack))
    yield from table("", heads, found, KPIS)


def _tell_kpi(pack: Pack, kpi: Kpi, values: Sequence[Measurement]) -> tuple[Shown, ...]:
    page = pack.desk.pages.get(kpi.at.holder.path, "")
    cells = [f"{one.value:g} ({one.period})" for one in values]
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
    series = find_series(pack.snapshot)
    heads = ("objective", "from", "target", "value", "due", "state")
    rows = find_rows(pack.snapshot, "objectives")
    found = (
        _tell_objective(pack, register, row, series.get(row.text("kpi"), ())) for register, row, _ in rows
    )
    yield from table("", heads, found, OBJECTIVES)


def _tell_objective(
    pack: Pack, register: Register, row: Row, measured: Sequence[Measurement]
) -> tuple[Shown, ...]:
    value, day = number(row.fields, "value"), clean(row.text("valued_on"), NAME)
    if value is None and measured:
        value, day = measured[-1].value, measured[-1].period
    target, baseline = number(row.fields, "target"), number(row.fields, "baseline")
    higher = {"higher": True, "lower": False}.get(row.text("better"))
    meets = None if None in {value, target, higher} else is_met(value or 0, target or 0, higher=bool(higher))
    return (
        pack.row(register, row, "title"),
        "" if baseline is None else f"{baseline:g}",
        tell_target(target, row.text("unit"), higher=higher),
        "no value" if value is None else f"{value:g} ({day})" if day else f"{value:g}",
        clean(row.text("due"), NAME),
        _judge_objective(pack, row, meets=meets),
    )


def _judge_objective(pack: Pack, row: Row, *, meets: bool | None) -> Word:
    state = row.text("state")
    if state in ENDED:
        return ENDED[state]
    due = parse_date(row.fields.get("due"))
    if due is not None and due < pack.today:
        return Word("✘", "its day has passed", "bad")
    return OPEN if meets is None else MEETS if meets else Word("◷", "not there yet", "fair")


def show_services(pack: Pack) -> Iterator[Part]:
    """Yield the topic: kPIs of the service processes, those that are off target first."""
    series = find_series(pack.snapshot)
    kept = find_kept(pack)
    measured: dict[str, list[str]] = {}
    for kpi in kept:
        for service in dict.fromkeys(kpi.row.texts("services")):
            measured.setdefault(service, []).append(_tell_last(kpi, series.get(kpi.id, ())))
    services = (
        (
            pack.row(register, row, "name"),
            clean(row.text("criticality"), NAME),
            pack.named(row.text("sla")) if row.text("sla") else "none named",
            tuple(measured.get(row.id, ())[:VALUES]) or "nothing",
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


def _tell_last(kpi: Kpi, values: Sequence[Measurement]) -> str:
    return clean(f"{kpi.name}: {values[-1].value:g} {kpi.unit}" if values else f"{kpi.name}: no value")


def _find_off_target(
    pack: Pack, kpis: Sequence[Kpi], series: Mapping[str, tuple[Measurement, ...]]
) -> Iterator[Part]:
    """Yield how many KPIs of services are on target, and those that are not."""
    judged = [(one, values, _judge_kpi(one, values)) for one in kpis for values in [series.get(one.id, ())]]
    if judged:
        met = sum(word is MEETS for _, _, word in judged)
        yield Part(facts=(("indicators of services on target", tell_count(met, len(judged))),))
    off = (
        (
            clean(one.name),
            pack.desk.process_name(one.process) if one.process else "",
            tell_target(one.target, one.unit, higher=one.higher),
            f"{values[-1].value:g} ({values[-1].period})" if values else "",
            word,
        )
        for one, values, word in judged
        if word in {MISSES, MISSING}
    )
    heads = ("indicator", "process", "target", "last value", "state")
    yield from table("Off target, or without a value", heads, off, KPIS)
