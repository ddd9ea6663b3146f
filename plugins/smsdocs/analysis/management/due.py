"""What falls due: everything that has a next day, wherever it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from smsdocs.analysis.management.actions import find_actions, find_milestones, find_promises
from smsdocs.analysis.management.audits import find_programme, find_unheld
from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.management_reviews import find_management_reviews
from smsdocs.analysis.management.measurements import find_kpis, find_missing_periods, find_series
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.analysis.management.objectives import find_objectives
from smsdocs.analysis.management.rounds import (
    find_checks,
    find_last_notice,
    find_leavers,
    find_live_rows,
    find_party_reviews,
    find_risk_reviews,
    find_samplings,
    find_surveys,
)
from smsdocs.analysis.management.training import find_learnings
from smsdocs.analysis.management.trials import find_trials
from smsdocs.analysis.review import build_review, find_reviewed
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import add_duration, parse_duration
from smsdocs.model.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smsdocs.analysis.management.rounds import Round
    from smsdocs.model.management import Action, Kpi, Measurement
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that is to be done by a day.

    Attributes:
        day: the last day on which it is not late.
        kind: review, action, promise, effect, audit, measurement, training, sample, milestone, customer-review,
            supplier-review, survey, contract, risk-review, obligation, external-document, management-review,
            objective or test.
        owner: a role; empty where nobody is named.
        holder_path, holder_name: the document, register or record that asks for it.
        row: the row of the register; empty where it stands in no row.
        person: who has to do it, where that is one person: a training.
    """

    day: date
    kind: str
    owner: str
    title: str
    holder_path: str
    holder_name: str
    row: str = ""
    person: str = ""


@lru_cache(maxsize=4)
def find_dues(snapshot: Snapshot) -> tuple[Due, ...]:
    """Return everything that has a next day, by day; what is late too."""
    found = chain(
        _find_reviews(snapshot),
        _build_actions("action", find_actions(snapshot)),
        _build_actions("promise", find_promises(snapshot)),
        _find_effects(snapshot),
        _find_audits(snapshot),
        _find_measurements(snapshot),
        _find_trainings(snapshot),
        _build_rounds(snapshot, "sample", find_samplings(snapshot)),
        _find_milestones(snapshot),
        _build_rounds(snapshot, "customer-review", find_party_reviews(snapshot, "customer")),
        _build_rounds(snapshot, "supplier-review", find_party_reviews(snapshot, "supplier")),
        _build_rounds(snapshot, "survey", find_surveys(snapshot)),
        _find_contracts(snapshot),
        _build_rounds(snapshot, "risk-review", find_risk_reviews(snapshot)),
        _build_rounds(snapshot, "obligation", find_checks(snapshot, "obligations")),
        _build_rounds(snapshot, "external-document", find_checks(snapshot, "external-documents")),
        _find_management_review(snapshot),
        _find_objectives(snapshot),
        _find_tests(snapshot),
    )
    return tuple(
        sorted(found, key=lambda one: (one.day, one.kind, one.title, one.holder_path, one.row, one.person))
    )


def _build(
    holder: Holder, day: date, kind: str, title: str, *, owner: str = "", row: str = "", person: str = ""
) -> Due:
    return Due(
        day=day,
        kind=kind,
        owner=owner,
        title=title,
        holder_path=holder.path,
        holder_name=holder.name,
        row=row,
        person=person,
    )


def _build_rounds(snapshot: Snapshot, kind: str, rounds: Iterable[Round]) -> Iterator[Due]:
    """Yield rounds as dues; what nobody ever did is due today."""
    for one in rounds:
        row = one.row
        title = row.text("title") or row.text("name") or row.id
        yield _build(
            one.at.holder, one.day or snapshot.today, kind, title, owner=row.text("owner"), row=row.id
        )


def _build_actions(kind: str, actions: Iterable[Action]) -> Iterator[Due]:
    for one in actions:
        if one.is_open and one.due is not None:
            holder = one.at.holder
            row = one.id if isinstance(holder, Register) else ""
            yield _build(holder, one.due, kind, one.what, owner=one.owner, row=row)


def _find_reviews(snapshot: Snapshot) -> Iterator[Due]:
    for one, head in find_reviewed(snapshot):
        day = build_review(head, snapshot.settings, snapshot.today).next_review
        if day is not None:
            yield _build(one, day, "review", one.title, owner=head.owner)


def _find_effects(snapshot: Snapshot) -> Iterator[Due]:
    for one in find_nonconformities(snapshot):
        if one.effect_due is not None and one.checked_on is None:
            record = one.record
            yield _build(record, one.effect_due, "effect", record.title, owner=record.head.owner)


def _find_audits(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the audits that were planned and not held, of cycles that are not over, or of the last one."""
    present = find_programme(snapshot)
    for programme, one in find_unheld(snapshot):
        end = programme.cycle.end
        if one.planned is not None and (programme is present or end is None or end >= snapshot.today):
            record = programme.record
            yield _build(record, one.planned, "audit", one.id, owner=record.head.owner)


def _find_measurements(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the end of the present period of each KPI, and one entry for the periods before it without a value."""
    series = find_series(snapshot)
    for kpi in find_kpis(snapshot):
        values = series.get(kpi.id, ())
        have = {one.start for one in values}
        begin = kpi.since or (values[0].start if values else None)
        open_ = [
            (start, end)
            for start, end in _find_periods(kpi, snapshot.today)
            if start not in have
            and (begin <= start if begin else end >= snapshot.today)
            and (kpi.until is None or end <= kpi.until)
        ]
        late = [end for _, end in open_ if end < snapshot.today]
        yield from _build_gaps(kpi, [*_find_gaps(kpi, values, snapshot), *late])
        for _, end in open_:
            if end >= snapshot.today:
                yield _build(kpi.at.holder, end, "measurement", kpi.name, owner=kpi.owner, row=kpi.id)


def _build_gaps(kpi: Kpi, ends: Sequence[date]) -> Iterator[Due]:
    """Yield one entry for all periods that are over and have no value: it is one thing to do."""
    if ends:
        title = kpi.name if len(ends) == 1 else f"{kpi.name}, {len(ends)} periods without a value"
        yield _build(kpi.at.holder, min(ends), "measurement", title, owner=kpi.owner, row=kpi.id)


def _find_gaps(kpi: Kpi, values: tuple[Measurement, ...], snapshot: Snapshot) -> Iterator[date]:
    """Yield the ends of the periods before these that have no value and still can have one, as SMS607 asks."""
    told = {start for start, _ in _find_periods(kpi, snapshot.today)}
    period = snapshot.settings.period
    for start, end in find_missing_periods(kpi, values, snapshot.today):
        if start not in told and add_duration(end, period) >= snapshot.today:
            yield end


def _find_periods(kpi: Kpi, today: date) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of the period before the present one, and of the present one."""
    months = 1 if kpi.frequency == "weekly" else kpi.months  # the shortest period that a table can name
    if months is not None:
        index = (today.year * _YEAR + today.month - 1) // months
        starts = [divmod(one * months, _YEAR) for one in (index - 1, index, index + 1)]
        days = [date(year, month + 1, 1) for year, month in starts if date.min.year <= year <= date.max.year]
        for start, following in pairwise(days):
            yield start, following - timedelta(days=1)


def _find_trainings(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the last day of each person's trainings; who never took part needs it today."""
    leavers = find_leavers(snapshot)
    owners = {row.id: row.text("owner") for _, row, _ in find_rows(snapshot, "training")}
    for one in find_learnings(snapshot):
        day = snapshot.today if one.last is None else one.until
        if day is not None and one.person.id not in leavers:
            need, person = one.need, one.person.id
            yield _build(
                need.at.holder,
                day,
                "training",
                need.title,
                owner=owners[need.id],
                row=need.id,
                person=person,
            )


def _find_milestones(snapshot: Snapshot) -> Iterator[Due]:
    for one in find_milestones(snapshot):
        if one.due is not None and one.done is None:
            yield _build(one.at.holder, one.due, "milestone", one.title, owner=one.owner, row=one.id)


def _find_contracts(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the last day for notice of each contract with a supplier; once it is over, the day the contract ends."""
    for row, at in find_live_rows(snapshot, "suppliers"):
        until = parse_date(row.fields.get("contract_until"))
        if until is not None:
            notice = find_last_notice(until, parse_duration(row.text("notice")))
            ahead = notice is not None and snapshot.today <= notice
            day, what = (notice, "last day for notice") if notice and ahead else (until, "the contract ends")
            title = f"{row.text('name') or row.id}: {what}"
            yield _build(at.holder, day, "contract", title, owner=row.text("owner"), row=row.id)


def _find_management_review(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the day of the next management review: the one that was set, else as long as a record counts."""
    held = [one for one in find_management_reviews(snapshot) if one.record.date is not None]
    past = [one for one in held if one.record.date and one.record.date <= snapshot.today]
    for one in past[-1:]:
        record = one.record
        if record.date is not None:
            day = one.planned or add_duration(record.date, snapshot.settings.period)
            yield _build(record, day, "management-review", record.title, owner=record.head.owner)


def _find_objectives(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the day by which each objective is to be met, as long as nobody says what came of it."""
    for one in find_objectives(snapshot):
        if one.due is not None and one.is_open:
            title = one.row.text("title") or one.id
            yield _build(one.at.holder, one.due, "objective", title, owner=one.row.text("owner"), row=one.id)


def _find_tests(snapshot: Snapshot) -> Iterator[Due]:
    """Yield the day on which each test is to be repeated, as its record says."""
    for one in find_trials(snapshot):
        if one.planned is not None and not one.repeated:
            yield _build(one.record, one.planned, "test", one.record.title, owner=one.record.head.owner)
