"""Suppliers: what they deliver, how long the contract runs, how the last review went, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.management.actions import find_actions
from smsdocs.analysis.management.common import find_records, find_rows
from smsdocs.analysis.management.rounds import find_last_notice
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import add_duration, parse_duration
from smsdocs.model.fields import text
from smsdocs.model.review import ReviewState
from smsdocs.reports.site.addresses import SUPPLIERS
from smsdocs.reports.site.cells import Cell, build_cell
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.untrusted import PHRASE, clean
from smsdocs.reports.site.words import REVIEW, Word, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smsdocs.model.duration import Duration
    from smsdocs.model.management import Action, At
    from smsdocs.model.register import Record, Row
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

SHOWN = 5
"""Open actions of a supplier that are named; a count stands for the others."""
SOON, _YEAR, _WEEKS = 3, 12, 60
PRESSING = 60
"""Days before the last day for notice from which it is said aloud."""
_NEVER = Word("▲", "never reviewed", "fair")
ORDER = f"{REVIEW[ReviewState.OVERDUE].text}|{_NEVER.text}|{REVIEW[ReviewState.DUE_SOON].text}"
"""States of the next review as the list sorts them, the most urgent first."""
_OPEN_END = Word("○", "no end given", "plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """A row of the supplier register as it is shown.

    Attributes:
        contract: how long the contract runs, in words.
        notice: the last day to give notice, in words; None where there is none, or the contract is over.
        pressing: whether that day is near or gone.
        last: the newest review; None where there is none.
        review: where the next review stands.
        open: actions of reviews that are not done.
    """

    at: At
    row: Row
    name: str
    services: Cell
    contract: Word
    until: date | None
    notice: Word | None
    pressing: bool
    last: Record | None
    result: str
    due: date | None
    review: Word
    open: tuple[Action, ...]
    more: int
    late: int


def build_suppliers(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where no supplier is kept."""
    reviews = _group_reviews(desk)
    actions = _group_actions(desk)
    found = [
        _build_supplier(desk, row, at, reviews.get(row.id, ()), actions)
        for _, row, at in find_rows(desk.snapshot, "suppliers")
    ]
    if not found:
        return
    page = desk.list_page(
        SUPPLIERS,
        "Suppliers",
        "suppliers.jinja",
        section="Suppliers",
        suppliers=found,
        totals=_count(found),
        late=sum(1 for one in found if one.late),
        near=sum(1 for one in found if one.pressing and one.notice and one.notice.tone == "fair"),
        past=sum(1 for one in found if one.pressing and one.notice and one.notice.tone == "bad"),
        overdue=REVIEW[ReviewState.OVERDUE],
        order=ORDER,
    )
    yield from build_list(desk, page, "The register of suppliers has them all.")


def _group_reviews(desk: Desk) -> dict[str, list[Record]]:
    """Return the reviews of each supplier that were held by today, oldest first."""
    found: dict[str, list[Record]] = {}
    records = [
        one
        for one in find_records(desk.snapshot, "supplier-review")
        if one.date is None or one.date <= desk.today
    ]
    for record in sorted(records, key=lambda one: (str(one.date or ""), one.path)):
        found.setdefault(text(record.fields, "supplier"), []).append(record)
    return found


def _group_actions(desk: Desk) -> dict[str, list[Action]]:
    """Return the open actions by the path of the record that asks for them."""
    found: dict[str, list[Action]] = {}
    for action in find_actions(desk.snapshot):
        if action.done is None:
            found.setdefault(action.at.holder.path, []).append(action)
    return found


def _build_supplier(
    desk: Desk, row: Row, at: At, reviews: Sequence[Record], actions: Mapping[str, list[Action]]
) -> Supplier:
    last = reviews[-1] if reviews else None
    until = parse_date(row.fields.get("contract_until"))
    leave = find_leave(until, parse_duration(row.text("notice")))
    press = judge_notice(until, leave, desk.today)
    due = find_due(row, last)
    waiting = [action for record in reviews for action in actions.get(record.path, ())]
    waiting.sort(key=lambda one: one.due or date.max)
    return Supplier(
        at=at,
        row=row,
        name=clean(row.text("name") or row.id),
        services=build_cell(desk, "services", list(row.texts("services"))),
        contract=describe_end(until, desk.today, pressing=press is not None),
        until=until,
        notice=tell_notice(leave, press) if leave and until and until >= desk.today else None,
        pressing=press is not None,
        last=last,
        result=clean(text(last.fields, "result"), PHRASE) if last else "",
        due=due,
        review=_judge(desk, due, last),
        open=tuple(waiting[:SHOWN]),
        more=max(0, len(waiting) - SHOWN),
        late=sum(1 for one in waiting if one.is_overdue(desk.today)),
    )


def find_due(row: Row, last: Record | None) -> date | None:
    """Return the day of the next review: one interval after the last, or the day that was agreed, what is first."""
    if last is None:
        return None
    interval = parse_duration(row.text("review_interval"))
    days = [parse_date(last.fields.get("next"))]
    if interval and last.date:
        days.append(add_duration(last.date, interval))
    return min((day for day in days if day), default=None)


def _judge(desk: Desk, due: date | None, last: Record | None) -> Word:
    if last is None:
        return _NEVER
    if due is None:
        return REVIEW[ReviewState.UNKNOWN]
    if due < desk.today:
        return REVIEW[ReviewState.OVERDUE]
    soon = due <= add_duration(desk.today, desk.snapshot.settings.review.warn)
    return REVIEW[ReviewState.DUE_SOON if soon else ReviewState.CURRENT]


def find_leave(until: date | None, notice: Duration | None) -> date | None:
    """Return the last day on which a contract can be ended by notice; None where nobody can say."""
    return find_last_notice(until, notice) if until else None


def judge_notice(until: date | None, leave: date | None, today: date) -> Word | None:
    """Return how near the last day for notice is, or that it is gone while the contract runs; None where it is calm."""
    if until is None or leave is None or until < today:
        return None
    days = (leave - today).days
    if days < 0:
        return Word("✘", "past", "bad")
    if days > PRESSING:
        return None
    return Word("▲", f"in {plural(days, 'day')}" if days else "today", "fair")


def tell_notice(leave: date, press: Word | None) -> Word:
    """Return the last day for notice in words: a contract with one is taken to go on by itself once it is past."""
    if press is None:
        return Word("◷", f"notice by {leave}", "plain")
    if press.tone == "bad":
        return Word(press.sign, f"last day for notice was {leave}", press.tone)
    return Word(press.sign, f"notice by {leave} ({press.text})", press.tone)


def describe_end(until: date | None, today: date, *, pressing: bool = False) -> Word:
    """Return how long a contract still runs; `pressing` where the last day for notice is near or gone."""
    if until is None:
        return _OPEN_END
    if until < today:
        return Word("✘", f"ended {_span(until, today)} ago", "bad")
    left = f"ends in {_span(today, until)}" if until > today else "ends today"
    months = (until.year - today.year) * _YEAR + until.month - today.month
    return Word("◷", left, "fair") if pressing or months <= SOON else Word("✔", left, "good")


def _span(start: date, end: date) -> str:
    """Return the time between two days in words: days up to two months, then whole months."""
    days = (end - start).days
    if days <= _WEEKS:
        return plural(days, "day")
    return plural((end.year - start.year) * _YEAR + end.month - start.month - (end.day < start.day), "month")


def _count(found: Sequence[Supplier]) -> list[tuple[Word, int]]:
    words = [one.review for one in found]
    order = (
        REVIEW[ReviewState.OVERDUE],
        _NEVER,
        *(REVIEW[one] for one in (ReviewState.DUE_SOON, ReviewState.UNKNOWN, ReviewState.CURRENT)),
    )
    return [(word, count) for word in order if (count := words.count(word))]
