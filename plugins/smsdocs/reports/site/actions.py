"""Nonconformities and everything somebody has to do by a day, as a board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from smsdocs.analysis.management.actions import find_actions, find_promises
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.model.dates import shift_day
from smsdocs.model.management import Grade
from smsdocs.model.register import Record
from smsdocs.reports.site.addresses import ACTIONS
from smsdocs.reports.site.audits import GRADES, find_answer, find_row_pages
from smsdocs.reports.site.cells import Cell
from smsdocs.reports.site.lateness import find_late
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.untrusted import NAME, clean
from smsdocs.reports.site.words import Word, plural, title_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.management import Action, Nonconformity
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

SOON = timedelta(days=30)
RECENT = timedelta(days=90)
SHOWN, CLOSED = 20, 10
"""Nonconformities that the page shows of those open, and of those closed."""
_WORDS = 240
_KINDS = {"risks": "risk", "improvements": "improvement"}
_DONE, _LATE, _WAITS = Word("✔", "done", "good"), Word("✘", "late", "bad"), Word("◷", "next", "fair")
_AHEAD, _MISSING = Word("○", "to come", "plain"), Word("○", "not told", "plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step on the way of a nonconformity, and how far it is."""

    name: str
    word: Word
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A nonconformity with its steps."""

    one: Nonconformity
    grade: Word
    source: Cell | None
    stages: tuple[Stage, ...]

    @property
    def late(self) -> bool:
        """Whether a step is late."""
        return any(stage.word is _LATE for stage in self.stages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """An action on the board: what it is, where it stands, and what asks for it."""

    action: Action
    what: str
    kind: str
    origin: Cell
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A column of the board."""

    id: str
    title: str
    word: Word
    tickets: tuple[Ticket, ...]


def build_actions(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where there is neither a nonconformity nor an action, and nothing is late."""
    cards = build_cards(desk)
    lanes, late = build_lanes(desk), find_late(desk)
    if not cards and not late and not any(lane.tickets for lane in lanes):
        return
    opened = [card for card in cards if card.one.is_open]
    closed = [card for card in reversed(cards) if not card.one.is_open]
    opened.sort(key=lambda card: card.one.grade is not Grade.MAJOR)
    page = desk.list_page(
        ACTIONS,
        "Nonconformities and actions",
        "actions.jinja",
        section="Actions",
        opened=opened,
        closed=closed,
        counts=[(GRADES[grade], sum(card.one.grade is grade for card in opened)) for grade in GRADES],
        lanes=lanes,
        late=late,
        shown=SHOWN,
        last=CLOSED,
    )
    yield from build_list(desk, page, "The record or register that asks for an action tells it.")


def build_cards(desk: Desk) -> list[Card]:
    """Return every nonconformity with its steps, oldest first."""
    rows = find_row_pages(desk)
    return [
        Card(
            one=one,
            grade=GRADES[one.grade],
            source=_find_source(desk, rows, one.source),
            stages=tuple(build_stages(one, desk.today)) if one.structured else (),
        )
        for one in find_nonconformities(desk.snapshot)
    ]


def _find_source(desk: Desk, rows: Mapping[str, str], source: str) -> Cell | None:
    """Return the way to what a nonconformity came from: a record, and the finding in it."""
    if not source:
        return None
    record, mark, finding = source.partition("#")
    cell = find_answer(desk, rows, record)
    text = clean(f"{record}{', finding ' if mark else ''}{finding}", NAME)
    return Cell(text=text, page=cell.page, anchor=cell.anchor)


def build_stages(one: Nonconformity, today: date) -> Iterator[Stage]:
    """Yield the steps: raised, cause found, actions agreed, actions done, effect checked, closed."""
    yield Stage(name="raised", word=_DONE, detail=str(one.raised_on or ""))
    yield Stage(name="cause", word=_DONE if one.cause else _WAITS)
    agreed = _DONE if one.actions else _WAITS if one.cause else _AHEAD
    yield Stage(name="action", word=agreed, detail=plural(len(one.actions), "action") if one.actions else "")
    yield _build_doing(one, today)
    yield _build_effect(one, today)
    ready = one.checked_on is not None and one.works is True
    closed = _DONE if one.closed_on else _WAITS if ready else _AHEAD
    yield Stage(name="closed", word=closed, detail=str(one.closed_on or ""))


def _build_doing(one: Nonconformity, today: date) -> Stage:
    done = sum(action.done is not None for action in one.actions)
    if not one.actions:
        return Stage(name="done", word=_AHEAD)
    if done == len(one.actions):
        return Stage(name="done", word=_DONE, detail=str(max(one_.done for one_ in one.actions if one_.done)))
    late = sum(action.is_overdue(today) for action in one.actions)
    detail = f"{done} of {len(one.actions)}{f', {late} late' if late else ''}"
    return Stage(name="done", word=_LATE if late else _WAITS, detail=detail)


def _build_effect(one: Nonconformity, today: date) -> Stage:
    if one.checked_on is not None:
        works = {True: "works", False: "does not work", None: "no result"}[one.works]
        word = {True: _DONE, False: _LATE, None: _WAITS}[one.works]
        return Stage(name="effect checked", word=word, detail=f"{works}, {one.checked_on}")
    if one.effect_due is None:
        return Stage(name="effect checked", word=_MISSING if one.closed_on else _AHEAD)
    late = one.effect_due < today
    return Stage(name="effect checked", word=_LATE if late else _AHEAD, detail=f"by {one.effect_due}")


def build_lanes(desk: Desk) -> list[Lane]:
    """Return the board: overdue, due in 30 days, later, done in the last 90 days."""
    lanes: dict[str, list[Ticket]] = {id_: [] for id_, _, _ in _LANES}
    for action in sorted(_find_all(desk.snapshot), key=_order):
        lane = _find_lane(action, desk.today)
        if lane:
            lanes[lane].append(_build_ticket(desk, action))
    lanes["done"].reverse()
    return [Lane(id=id_, title=title, word=word, tickets=tuple(lanes[id_])) for id_, title, word in _LANES]


_LANES = (
    ("overdue", "Overdue", Word("✘", "overdue", "bad")),
    ("soon", "Due in 30 days", Word("◷", "due in 30 days", "fair")),
    ("later", "Later", Word("○", "later", "plain")),
    ("done", "Done, last 90 days", Word("✔", "done", "good")),
)


def _find_all(snapshot: Snapshot) -> Iterable[Action]:
    return (*find_actions(snapshot), *find_promises(snapshot))


def _order(action: Action) -> tuple[date, str, str]:
    return action.done or action.due or date.max, action.at.holder.path, action.id


def _find_lane(action: Action, today: date) -> str:
    if not action.is_open:
        return "done" if action.done is not None and action.done >= shift_day(today, -RECENT) else ""
    if action.is_overdue(today):
        return "overdue"
    return "soon" if action.due is not None and action.due <= shift_day(today, SOON) else "later"


def _build_ticket(desk: Desk, action: Action) -> Ticket:
    holder = action.at.holder
    page = desk.pages.get(holder.path, "")
    if isinstance(holder, Record):
        kind, origin = title_case(holder.kind).lower(), Cell(text=clean(holder.title), page=page)
    else:
        kind = _KINDS.get(holder.kind, holder.kind)
        origin = Cell(text=clean(action.id), page=page, anchor=desk.row_anchor(action.id))
    return Ticket(
        action=action,
        what=clean(action.what, _WORDS),
        kind=kind,
        origin=origin,
        day=_tell_day(action, desk.today),
    )


def _tell_day(action: Action, today: date) -> str:
    if action.done is not None:
        return f"done {action.done}"
    if action.due is None:
        return "no day is set"
    late = (today - action.due).days
    return f"due {action.due}, {plural(late, 'day')} late" if late > 0 else f"due {action.due}"
