"""SMS6xx and SMS7xx, measures: KPIs and objectives that are incomplete, values that are missing or off target."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.answers import Answers
from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.measurements import (
    find_kpis,
    find_missing_periods,
    find_series,
    parse_number,
    parse_period,
    read_measurement,
)
from smsdocs.analysis.management.objectives import find_objectives
from smsdocs.analysis.nearest import Slips
from smsdocs.checks.mentions import enumerate_texts, quote
from smsdocs.checks.rule import rule, where_schema_is_silent
from smsdocs.model.dates import shift_day
from smsdocs.model.duration import add_duration
from smsdocs.model.fields import number
from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from smsdocs.analysis.management.objectives import Objective
    from smsdocs.model.management import Kpi, Measurement
    from smsdocs.model.place import Place
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.model.table import Table, TableRow

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
GRACE = timedelta(days=14)
"""How long after the end of a period its value may still come in."""


def _find_current(snapshot: Snapshot) -> Iterator[Kpi]:
    """Yield the KPIs that are measured still, those whose row stands twice once."""
    seen: set[str] = set()
    for kpi in find_kpis(snapshot):
        if kpi.id and kpi.id not in seen and (kpi.until is None or kpi.until >= snapshot.today):
            seen.add(kpi.id)
            yield kpi


def _find_lines(snapshot: Snapshot) -> Iterator[tuple[Table, TableRow]]:
    for table in snapshot.tables:
        if table.kind == "measurement":
            for row in table.rows:
                yield table, row


@rule("SMS605", "unknown-kpi", _ERROR)
@where_schema_is_silent
def unknown_kpi(snapshot: Snapshot) -> Iterator[Problem]:
    """A KPI is not in the KPI register.

    Triggered when: there is a KPI register, and `kpis` of a document that is not retired, `kpi` of an objective or
    an improvement, or a line of a measurement table names a KPI that it does not have. Lines of one table that
    name the same one are one finding.

    To fix this: mend the spelling, or add a row to the KPI register; a KPI that ended keeps its row, with `until`.

    Rationale: a number without a row says neither what it counts nor what it should be (ISO/IEC 20000-1, 9.1).
    """
    if snapshot.register_of("kpis") is None:
        return
    known = {kpi.id for kpi in find_kpis(snapshot)}
    slips = Slips()
    for place, holder, kpi, count in _find_unknown(snapshot, known):
        more = f", and {count} lines here name it" if count > 1 else ""
        hint = slips.suggest(kpi, known, "add it to the KPI register")
        yield Problem(
            place=place, message=f"there is no KPI `{quote(kpi)}`{more}", hint=hint, document=holder
        )


def _find_unknown(snapshot: Snapshot, known: Container[str]) -> Iterator[tuple[Place, str, str, int]]:
    """Yield where a KPI is named that is not known, in what, and how many lines of a table name it."""
    for document in snapshot.documents:
        for key, kpi in find_entries(document.fields, "kpis") if document.head.status != "retired" else ():
            if kpi not in known:
                yield document.places.of(*key), document.name, kpi, 1
    for kind in ("objectives", "improvements"):
        for register, row, at in find_rows(snapshot, kind):
            if row.text("kpi") and row.text("kpi") not in known:
                yield at.place("kpi"), register.name, row.text("kpi"), 1
    lines: dict[tuple[str, str], list[Place]] = {}
    for table, line in _find_lines(snapshot):
        if line.text("kpi") and line.text("kpi") not in known:
            lines.setdefault((table.path, line.text("kpi")), []).append(table.place(line))
    for (path, kpi), places in lines.items():
        yield places[0], path, kpi, len(places)


@rule("SMS606", "kpi-incomplete", _WARNING)
def kpi_incomplete(snapshot: Snapshot) -> Iterator[Problem]:
    """A row of the KPI register leaves open what a KPI needs.

    Triggered when: a KPI that has not ended has no target, no direction (`better`), no owner, no formula, no unit
    or no frequency; or it says under `data` nothing of where its values come from, and has none either.

    To fix this: fill in what the message names.

    Rationale: what is measured, how, when and by whom is decided beforehand, and a value means something only
    beside a target (ISO/IEC 20000-1, 9.1).
    """
    series = find_series(snapshot)
    for kpi in _find_current(snapshot):
        missing = [
            f"no {words}"
            for words, there in (
                ("target", kpi.target is not None),
                ("direction", kpi.higher is not None),
                ("owner", bool(kpi.owner)),
                ("formula", bool(kpi.row.text("formula"))),
                ("unit", bool(kpi.unit)),
                ("frequency", bool(kpi.frequency)),
                ("source of its data", bool(kpi.row.text("data")) or kpi.id in series),
            )
            if not there
        ]
        if missing:
            yield Problem(
                place=kpi.at.place("id"),
                message=f"`{kpi.id}` has {enumerate_texts(missing)}",
                hint="fill it in; `better` says whether higher or lower values are better",
                document=kpi.at.holder.name,
            )


@rule("SMS607", "kpi-without-data", _WARNING)
def kpi_without_data(snapshot: Snapshot) -> Iterator[Problem]:
    """A KPI has no value for a period that has ended.

    Triggered when: a KPI that has not ended has no value at all, and no `since` or a first whole period after it
    that has ended; or values are missing for periods that ended within the setting `period` (12 months unless set
    otherwise), counted from `since` or from the first value. A value may come in until 14 days after its period.
    A weekly KPI is asked for a value each month, the shortest period that a table can name.

    To fix this: add the values to a table in the folder `measurement` of the records; where none was taken, say
    with `since` or `until` when it was measured.

    Rationale: a KPI that nobody measures shows nothing (ISO/IEC 20000-1, 9.1).
    """
    series = find_series(snapshot)
    due = shift_day(snapshot.today, -GRACE)
    for kpi in _find_current(snapshot):
        values = series.get(kpi.id, ())
        rhythm = dataclasses.replace(kpi, months=1) if kpi.frequency == "weekly" else kpi
        if not values and kpi.since is None:
            message = f"`{kpi.id}` has no value yet, and does not say since when it is measured"
            hint = "add its values to a table of measurements, or say with `since` from when on"
        else:
            periods = find_missing_periods(rhythm, values, due)
            missing = [
                one for one in periods if add_duration(one[1], snapshot.settings.period) >= snapshot.today
            ]
            if not missing:
                continue
            message = f"`{kpi.id}` {_tell_missing(missing, some=bool(values))}"
            hint = "add the values to a table of measurements"
        yield Problem(place=kpi.at.place("id"), message=message, hint=hint, document=kpi.at.holder.name)


def _tell_missing(missing: list[tuple[date, date]], *, some: bool) -> str:
    first, count = _name_period(*missing[0]), len(missing)
    yet = "" if some else " yet"
    return (
        f"has no value{yet} for {count} periods, the first {first}"
        if count > 1
        else (f"has no value{yet} for {first}")
    )


def _name_period(start: date, end: date) -> str:
    """Return a period as a table writes it."""
    months = end.month - start.month + 1
    words = {1: f"-{start.month:02}", 3: f"-Q{end.month // 3}", 6: f"-H{end.month // 6}"}
    return f"{start.year}{words.get(months, '')}"


@rule("SMS608", "off-target", _WARNING)
def off_target(snapshot: Snapshot) -> Iterator[Problem]:
    """A KPI misses its target, and nobody does anything about it.

    Triggered when: the last value of a KPI that has not ended misses the target, is not older than the setting
    `period`, and nothing answers it: no improvement that names the KPI, no risk of its process that is treated, no
    nonconformity that concerns its process, and no action that names the KPI, belongs to a record of its process or
    changes a document of it. What is open answers it, and so does what was done since that period began. A risk
    that was accepted or declined answers nothing, nor does a record that merely follows a document of the process.

    To fix this: plan an improvement with `kpi`, or another action, or raise a nonconformity; or agree on another
    target.

    Rationale: where planned results are not achieved, something is done about it (ISO/IEC 20000-1, 9.1 and 10).
    """
    series = find_series(snapshot)
    late = [kpi for kpi in _find_current(snapshot) if _misses(kpi, series, snapshot)]
    answers = Answers(snapshot) if late else None
    for kpi in late:
        values = series[kpi.id]
        last = values[-1]
        if answers is None or answers.has((kpi.id, kpi.process), last.start):
            continue
        least = "least" if kpi.higher else "most"
        misses = next(
            (n for n, one in enumerate(reversed(values)) if one.meets(kpi) is not False), len(values)
        )
        again = f", off target {misses} times in a row" if misses > 1 else ""
        yield Problem(
            place=last.table.place(last.row),
            message=f"`{kpi.id}` is {_show(last.value, kpi)} in {last.period}, and should be at {least} "
            f"{_show(kpi.target, kpi)}{again}; nothing is done about it",
            hint=f"plan an improvement with `kpi: {kpi.id}`, or an action about its process",
            document=last.table.path,
        )


def _misses(kpi: Kpi, series: Mapping[str, tuple[Measurement, ...]], snapshot: Snapshot) -> bool:
    last = next(reversed(series.get(kpi.id, ())), None)
    if last is None or last.meets(kpi) is not False:
        return False
    return add_duration(last.end, snapshot.settings.period) >= snapshot.today


def _show(value: float | None, kpi: Kpi) -> str:
    number = f"{value:g}" if value is not None else ""
    return f"{number}{quote(kpi.unit)}" if kpi.unit == "%" else f"{number} {quote(kpi.unit)}".strip()


@rule("SMS609", "unreadable-measurement", _ERROR)
def unreadable_measurement(snapshot: Snapshot) -> Iterator[Problem]:
    """A line of a measurement table cannot be read.

    Triggered when: the period is none of `2026-05`, `2026-Q2`, `2026-H1` and `2026`, or the value is no number. An
    empty cell makes the table a broken one, and is told as that.

    To fix this: write the period in one of these forms, and the value as a plain number; its unit stands in the
    KPI register.

    Rationale: a value that cannot be read counts as none.
    """
    for table, row in _find_lines(snapshot):
        if row.text("period") and parse_period(row.text("period")) is None:
            yield Problem(
                place=table.place(row),
                message=f"`{quote(row.text('period'))}` is no period",
                hint="write a month as 2026-05, a quarter as 2026-Q2, half a year as 2026-H1, a year as 2026",
                document=table.path,
            )
        if row.text("value") and parse_number(row.text("value")) is None:
            yield Problem(
                place=table.place(row),
                message=f"`{quote(row.text('value'))}` is no number",
                hint="write digits, with a point or a comma before decimals, and no separator of thousands",
                document=table.path,
            )


@rule("SMS614", "contradictory-measurement", _ERROR)
def contradictory_measurement(snapshot: Snapshot) -> Iterator[Problem]:
    """A measurement does not fit the others, or its KPI.

    Triggered when: two lines give one KPI different values for the same period; or a period is longer or shorter
    than the frequency of the KPI asks for; or it has not begun yet.

    To fix this: keep the line that is right; write a value for each period of the frequency.

    Rationale: of two values one is wrong, and nobody can tell which (ISO/IEC 20000-1, 7.5.4 and 9.1).
    """
    months = {kpi.id: (kpi.months, kpi.frequency) for kpi in find_kpis(snapshot)}
    first: dict[tuple[str, date, date], Measurement] = {}
    for table, row in _find_lines(snapshot):
        if (one := read_measurement(table, row)) is None:
            continue
        span, frequency = months.get(one.kpi, (None, ""))
        other = first.setdefault((one.kpi, one.start, one.end), one)
        message = hint = ""
        if other.value != one.value:
            message = (
                f"`{quote(one.kpi)}` is {one.value:g} in {one.period}, and {other.value:g} by another line"
            )
            hint = f"keep the one that is right: the other is at {other.table.place(other.row)}"
        elif one.start > snapshot.today:
            message, hint = f"the period {one.period} has not begun yet", "mend the period"
        elif span and span != _count_months(one):
            message = f"{one.period} is no period of `{quote(one.kpi)}`, which is measured {frequency}"
            hint = "write a value for each period of its frequency"
        if message:
            yield Problem(place=table.place(row), message=message, hint=hint, document=table.path)


def _count_months(one: Measurement) -> int:
    return (one.end.year - one.start.year) * 12 + one.end.month - one.start.month + 1


@rule("SMS744", "objective-incomplete", _WARNING)
@where_schema_is_silent
def objective_incomplete(snapshot: Snapshot) -> Iterator[Problem]:
    """An objective leaves open what an objective needs.

    Triggered when: a row of the objectives register that is open has no target, no unit, no direction (`better`), no
    day (`due`), no owner, or neither a `measure` in words nor a KPI. What the KPI says that it names need not be
    said again; what the schema has told of the owner is not told twice.

    To fix this: fill in what the message names.

    Rationale: objectives are measurable, and it is planned who answers for them and by when (ISO/IEC 20000-1, 6.2.1
    and 6.2.2).
    """
    told = {fault.place for fault in snapshot.faults}
    for one in find_objectives(snapshot):
        missing = [
            f"no {words}"
            for words, there in (
                ("target", one.target is not None),
                ("unit", bool(one.unit)),
                ("direction", one.higher is not None),
                ("day", one.due is not None),
                ("owner", bool(one.row.text("owner")) or not told.isdisjoint(_find_owner_places(one))),
                ("measure", bool(one.measure)),
            )
            if not there
        ]
        if missing and one.is_open:
            yield Problem(
                place=one.at.place("id"),
                message=f"the objective `{quote(one.id)}` has {enumerate_texts(missing)}",
                hint="fill it in; `better` says whether higher or lower values are better",
                document=one.at.holder.name,
            )


def _find_owner_places(one: Objective) -> tuple[Place, Place]:
    return one.at.place(), one.at.place("owner")


@rule("SMS745", "objective-not-judged", _WARNING)
def objective_not_judged(snapshot: Snapshot) -> Iterator[Problem]:
    """The day of an objective has passed, and nobody says what came of it, or does anything about it.

    Triggered when: `due` of a row of the objectives register is before today, and it is neither met nor missed nor
    dropped; or within the setting `period` it was missed, and nothing answers that: no improvement, no action, no
    nonconformity and no treated risk about the objective, its KPI or the process of that, as for SMS608; or it is
    said to be met, and the `value` of its own row is off target.

    To fix this: write `state` and the last `value`, and set the next objective. Where it was missed, plan an
    improvement that names it or its KPI, or agree on another day.

    Rationale: it is determined how results are evaluated, and what is not achieved is acted on (ISO/IEC 20000-1,
    6.2.2, 9.1 and 10.2).
    """
    past = [one for one in find_objectives(snapshot) if one.due is not None and one.due < snapshot.today]
    answers = Answers(snapshot) if past else None
    for one in past:
        reasons = list(_find_unjudged(one, answers, snapshot)) if answers else []
        if reasons:
            yield Problem(
                place=one.at.place("due" if one.is_open else "state"),
                message=f"the objective `{quote(one.id)}` was due on {one.due}: {'; '.join(reasons)}",
                hint="write `state` and the last `value`; where it was missed, plan what is done about it",
                document=one.at.holder.name,
            )


def _find_unjudged(one: Objective, answers: Answers, snapshot: Snapshot) -> Iterator[str]:
    recent = one.due is not None and add_duration(one.due, snapshot.settings.period) >= snapshot.today
    least = "least" if one.higher else "most"
    off = f"it is {_show_figure(one.value, one)}, and should be at {least} {_show_figure(one.target, one)}"
    if one.is_open:
        yield "nobody says whether it was met"
    if one.state == "met":
        if recent and one.meets is False and number(one.row.fields, "value") == one.value:
            yield f"{off}, although it is said to be met"
    elif one.state == "missed" or (one.is_open and one.meets is False):
        names = (one.id, one.row.text("kpi"), one.kpi.process if one.kpi else "")
        if recent and not answers.has(names, one.valued or one.due or snapshot.today):
            yield f"{off}, and nothing is done about it" if one.meets is False else "nothing is done about it"


def _show_figure(value: float | None, one: Objective) -> str:
    return f"{value or 0:g}{'' if one.unit == '%' else ' '}{quote(one.unit)}".strip()
