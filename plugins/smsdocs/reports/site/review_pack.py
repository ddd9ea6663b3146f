"""The management review pack: every required topic of clause 9.3 with its live data, ready to print."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.analysis.management.actions import find_actions, find_milestones
from smsdocs.analysis.management.audits import find_audits, find_programme
from smsdocs.analysis.management.common import find_records, find_rows
from smsdocs.analysis.management.management_reviews import find_management_reviews
from smsdocs.analysis.management.measurements import find_kpis, find_series
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.model.clause import ClauseRef
from smsdocs.model.dates import parse_date
from smsdocs.model.document import State
from smsdocs.model.duration import add_duration, parse_duration
from smsdocs.model.fields import number, text
from smsdocs.model.management import Grade
from smsdocs.reports.site.addresses import (
    ACTIONS,
    AUDITS,
    DOCUMENTS,
    FINDINGS,
    KPIS,
    LEARNING,
    OBJECTIVES,
    PROJECT,
    RECORDS,
    REVIEW_PACK,
    RISKS,
    clause_page,
)
from smsdocs.reports.site.audits import (
    HELD,
    PLANNED,
    build_columns,
    count_grades,
    find_answer,
    find_findings,
    find_row_pages,
)
from smsdocs.reports.site.cells import Cell
from smsdocs.reports.site.learning import HOLDS, NEVER, OVER, find_standings
from smsdocs.reports.site.untrusted import NAME, PATH, clean
from smsdocs.reports.site.words import REVIEW, Word, duration_of, plural, state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from smsdocs.model.document import Document
    from smsdocs.model.management import Action, Kpi, ManagementReview, Measurement, Nonconformity
    from smsdocs.model.register import Holder, Record, Register, Row
    from smsdocs.model.snapshot import Snapshot, Topic
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

Shown: TypeAlias = "str | Word | Cell | tuple[Shown, ...]"
"""What stands in a field: text, a state, a link, or several of them."""

SHOWN = (20, 17, 15, 13, 11, 9, 7, 5, 3)
"""Lines of a table: as many of these as keep the page light; the page that a table leads to has all."""
LIGHT = 43_000
"""Bytes of the page without its frame."""
VALUES = 3
"""Values of a KPI, the newest last."""
_SHORT = 28
"""Characters of facts that stand in one line."""
_AHEAD = timedelta(days=365)
_RECORDS = frozenset(
    {"audit", "audit-programme", "nonconformity", "management-review", "customer-review", "supplier-review"}
)
_REGISTERS = frozenset({"context", "risks", "objectives", "kpis", "improvements", "customers", "suppliers"})

_DONE, _OPEN, _LATE = Word("✔", "done", "good"), Word("◷", "open", "fair"), Word("✘", "overdue", "bad")
_NEW, _NEVER, _MISSING = Word("●", "new", "fair"), Word("?", "never", "plain"), Word("▲", "no value", "fair")
_MEETS, _MISSES = Word("✔", "on target", "good"), Word("✘", "off target", "bad")
_BETTER, _WORSE, _SAME = Word("↗", "better", "good"), Word("↘", "worse", "fair"), Word("→", "same", "plain")
_LEVELS = {
    "high": Word("✘", "high", "bad"),
    "medium": Word("▲", "medium", "fair"),
    "low": Word("○", "low", "plain"),
}
_OUTCOMES = {
    "passed": Word("✔", "passed", "good"),
    "partly": Word("▲", "partly", "fair"),
    "failed": Word("✘", "failed", "bad"),
}
_ENDED = {
    "met": Word("✔", "met", "good"),
    "missed": Word("✘", "missed", "bad"),
    "dropped": Word("✘", "dropped", "plain"),
}
_CLOSED = frozenset({"done", "closed", "declined", "accepted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table of a topic, or a few facts.

    Attributes:
        facts: labels, and what is known of each.
        page: where all lines stand, for some may be left out.
    """

    title: str = ""
    facts: tuple[tuple[str, Shown], ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Shown, ...], ...] = ()
    page: str = ""

    @property
    def counts(self) -> bool:
        """Whether the facts are short enough for one line."""
        return all(isinstance(value, str) and len(value) <= _SHORT for _, value in self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A topic with its data, and what the last review said of it."""

    topic: Topic
    clauses: tuple[Cell, ...]
    known: bool
    parts: tuple[Part, ...]
    before: str


@dataclass(frozen=True, eq=False)
class Pack:
    """What the topics are made of.

    Attributes:
        reviews: earlier reviews, oldest first.
        since: the day of the last one; None where there is none.
    """

    desk: Desk
    reviews: tuple[ManagementReview, ...]
    since: date | None

    @property
    def snapshot(self) -> Snapshot:
        """What was read."""
        return self.desk.snapshot

    @property
    def today(self) -> date:
        """The clock."""
        return self.desk.today

    @cached_property
    def row_pages(self) -> Mapping[str, str]:
        """The page of the register that holds each row, by id."""
        return find_row_pages(self.desk)

    def is_new(self, day: date | None) -> bool:
        """Say whether something came after the last review; without one, everything did."""
        return day is not None and (self.since is None or day > self.since)

    def holder(self, one: Holder) -> Cell:
        """Return the way to a document, register or record."""
        return Cell(text=clean(one.title), page=self.desk.pages.get(one.path, ""))

    def row(self, register: Register, row: Row, name: str) -> Cell:
        """Return the way to a row of a register."""
        page = self.desk.pages.get(register.path, "")
        return Cell(text=clean(row.text(name) or row.id), page=page, anchor=self.desk.row_anchor(row.id))

    def role(self, id_: str) -> str:
        """Return the title of a role."""
        return clean(self.desk.roles.get(id_, id_), NAME)

    def named(self, id_: str) -> Cell:
        """Return the way to what an id names."""
        return find_answer(self.desk, self.row_pages, id_)

    @cached_property
    def records(self) -> Mapping[str, list[Record]]:
        """Records that count, by kind, oldest first."""
        return {
            kind: sorted(find_records(self.snapshot, kind), key=lambda one: (str(one.date or ""), one.path))
            for kind in ("customer-review", "supplier-review", "major-incident-review", "test")
        }


def build_review_pack(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where no record and no register has anything for it."""
    snapshot = desk.snapshot
    records = any(one.kind in _RECORDS for one in snapshot.records)
    registers = any(one.kind in _REGISTERS for one in snapshot.registers)
    if not (records or registers) or not snapshot.model.topics:
        return
    held = (one for one in find_management_reviews(snapshot) if (one.record.date or date.min) <= desk.today)
    reviews = tuple(held)
    pack = Pack(desk, reviews, reviews[-1].record.date if reviews else None)
    sections = list(build_sections(pack))
    pages = (_build_page(pack, sections, shown) for shown in SHOWN)
    page = next((one for one in pages if len(one.body.encode()) <= LIGHT), None)
    yield page or _build_page(pack, sections, 1)


def _build_page(pack: Pack, sections: Sequence[Section], shown: int) -> GeneratedPage:
    planned = pack.reviews[-1].planned if pack.reviews else None
    page = pack.desk.page(
        REVIEW_PACK,
        "Management review",
        "review_pack.jinja",
        section="Management review",
        since=pack.since,
        planned=planned,
        late=planned is not None and planned < pack.today,
        reviews=list(reversed(pack.reviews)),
        sections=sections,
        shown=shown,
    )
    return dataclasses.replace(page, searchable=False, wide=True)


def build_sections(pack: Pack) -> Iterator[Section]:
    """Yield every topic of the model, in its order."""
    catalog = next(iter(pack.snapshot.catalogs), None)
    last = pack.reviews[-1].inputs if pack.reviews else {}
    for topic in pack.snapshot.model.topics:
        find = _FINDERS.get(topic.id)
        refs = [ClauseRef(catalog.id, one) for one in topic.clauses] if catalog else []
        known = [one for one in refs if one in pack.desk.relations.clauses]
        yield Section(
            topic=topic,
            clauses=tuple(Cell(text=one.clause, page=clause_page(one)) for one in known),
            known=find is not None,
            parts=tuple(find(pack)) if find else (),
            before=clean(last.get(topic.id, ""), PATH * 2),
        )


def _table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[Shown]], page: str = ""
) -> Iterator[Part]:
    """Yield a table; nothing where there is no row."""
    if every := tuple(tuple(row) for row in rows):
        yield Part(title=title, heads=tuple(heads), rows=every, page=page)


def _tell_count(count: int, every: int) -> str:
    return f"{count} of {every}"


def _find_previous(pack: Pack) -> Iterator[Part]:
    kind = "management-review"
    actions = [one for one in find_actions(pack.snapshot) if getattr(one.at.holder, "kind", "") == kind]
    actions.sort(key=lambda one: (one.done is not None, one.due or date.max, one.id))
    states = Counter(_judge_action(pack, one).text for one in actions)
    words = (_DONE, _OPEN, _LATE)
    if actions:
        yield Part(facts=tuple((one.text, _tell_count(states[one.text], len(actions))) for one in words))
    heads = ("action", "from", "owner", "due", "state", "result")
    yield from _table("", heads, (_tell_action(pack, one) for one in actions), ACTIONS)
    prose = [one.record for one in pack.reviews if not one.structured and not one.decisions]
    if prose:
        told = tuple(pack.holder(one) for one in prose[-VALUES:])
        yield Part(facts=(("actions told in the text only", told),))


def _judge_action(pack: Pack, action: Action) -> Word:
    return _DONE if action.done else _LATE if action.is_overdue(pack.today) else _OPEN


def _tell_action(pack: Pack, one: Action) -> tuple[Shown, ...]:
    holder = one.at.holder
    origin = Cell(text=clean(f"{holder.name} {one.id}", NAME), page=pack.desk.pages.get(holder.path, ""))
    state = (_judge_action(pack, one), str(one.done or ""))
    what, result = clean(one.what, PATH), clean(one.result, PATH)
    return what, origin, pack.role(one.owner), str(one.due or ""), state, result


def _find_context(pack: Pack) -> Iterator[Part]:
    rows = [(register, row) for register, row, _ in find_rows(pack.snapshot, "context")]
    rows.sort(key=lambda one: one[1].text("decided_on"), reverse=True)
    days = [parse_date(row.fields.get("decided_on")) for _, row in rows]
    parties = sum(1 for _ in find_rows(pack.snapshot, "interested-parties"))
    facts: list[tuple[str, Shown]] = []
    if rows:
        facts.append(("issues", str(len(rows))))
        facts.append(("new since the last review", str(sum(map(pack.is_new, days)))))
    if parties:
        facts.append(("interested parties", str(parties)))
    if facts:
        yield Part(facts=tuple(facts))
    heads = ("issue", "kind", "effect", "decided")
    found = (
        (
            pack.row(register, row, "title"),
            clean(row.text("kind"), NAME),
            clean(row.text("effect"), PATH),
            (str(day or ""), _NEW if pack.is_new(day) else ""),
        )
        for (register, row), day in zip(rows, days, strict=True)
    )
    yield from _table("", heads, found)


def _find_nonconformities(pack: Pack) -> Iterator[Part]:
    every = find_nonconformities(pack.snapshot)
    graded = {grade: [one for one in every if one.grade is grade] for grade in (Grade.MAJOR, Grade.MINOR)}
    heads = (
        "grade",
        "in all",
        "raised since the last review",
        "closed since",
        "open",
        "days to close, on average",
    )
    yield from _table("", heads, (_count_grade(pack, *one) for one in graded.items() if one[1]))
    opened = (one for some in graded.values() for one in some if one.is_open)
    heads = ("nonconformity", "grade", "raised", "cause", "actions done", "check of effect")
    yield from _table("Open", heads, (_tell_nonconformity(pack, one) for one in opened), ACTIONS)
    again: dict[str, list[Nonconformity]] = {}
    for one in every:
        for ref in dict.fromkeys(one.breaks):
            again.setdefault(ref.clause, []).append(one)
    repeated = (
        (clause, tuple(pack.holder(one.record) for one in some[-VALUES:]))
        for clause, some in again.items()
        if len(some) > 1
    )
    yield from _table("Repeated: several against one clause", ("clause", "the last of them"), repeated)
    failed = [one for one in every if one.works is False]
    if failed:
        told = tuple(pack.holder(one.record) for one in failed[-VALUES:])
        yield Part(facts=(("actions did not work", told),))


def _count_grade(pack: Pack, grade: Grade, some: Sequence[Nonconformity]) -> tuple[Shown, ...]:
    days = [(one.closed_on - one.raised_on).days for one in some if one.closed_on and one.raised_on]
    return (
        grade.value,
        str(len(some)),
        str(sum(pack.is_new(one.raised_on) for one in some)),
        str(sum(pack.is_new(one.closed_on) for one in some)),
        str(sum(one.is_open for one in some)),
        f"{sum(days) / len(days):.0f}" if days else "none closed",
    )


def _tell_nonconformity(pack: Pack, one: Nonconformity) -> tuple[Shown, ...]:
    due = one.effect_due
    late = due is not None and due < pack.today and one.checked_on is None
    done = sum(action.done is not None for action in one.actions)
    return (
        pack.holder(one.record),
        one.grade.value,
        str(one.raised_on or ""),
        "known" if one.cause else "not known",
        _tell_count(done, len(one.actions)) if one.actions else "no actions",
        (_LATE if late else "", str(due or "not planned")),
    )


def _find_measurements(pack: Pack) -> Iterator[Part]:
    series = find_series(pack.snapshot)
    heads = ("indicator", "target", "before that", "before", "last value", "state", "trend")
    found = (_tell_kpi(pack, one, series.get(one.id, ())[-VALUES:]) for one in _find_kept(pack))
    yield from _table("", heads, found, KPIS)


def _find_kept(pack: Pack) -> list[Kpi]:
    """Return the KPIs that are measured today."""
    return [one for one in find_kpis(pack.snapshot) if one.until is None or one.until >= pack.today]


def _tell_kpi(pack: Pack, kpi: Kpi, values: Sequence[Measurement]) -> tuple[Shown, ...]:
    page = pack.desk.pages.get(kpi.at.holder.path, "")
    cells = [f"{one.value:g} ({one.period})" for one in values]
    return (
        Cell(text=clean(kpi.name), page=page, anchor=pack.desk.row_anchor(kpi.id)),
        _tell_target(kpi.target, kpi.unit, higher=kpi.higher),
        *([""] * (VALUES - len(cells))),
        *cells,
        _judge_kpi(kpi, values),
        _find_trend(kpi, values),
    )


def _judge_kpi(kpi: Kpi, values: Sequence[Measurement]) -> Shown:
    meets = values[-1].meets(kpi) if values else None
    return _MISSING if not values else "" if meets is None else _MEETS if meets else _MISSES


def _tell_target(target: float | None, unit: str, *, higher: bool | None) -> str:
    sign = {True: "at least ", False: "at most ", None: ""}[higher]
    return "no target" if target is None else f"{sign}{target:g} {clean(unit, NAME)}".strip()


def _find_trend(kpi: Kpi, values: Sequence[Measurement]) -> Shown:
    """Return where the last values go: from the first of them to the last."""
    if len(values) <= 1:
        return ""
    step = values[-1].value - values[0].value
    if not step:
        return _SAME
    if kpi.higher is None:
        return "up" if step > 0 else "down"
    return _BETTER if (step > 0) is kpi.higher else _WORSE


def _find_audit_results(pack: Pack) -> Iterator[Part]:
    columns = build_columns(find_programme(pack.snapshot), find_audits(pack.snapshot), pack.today)
    held = (
        (
            pack.holder(one.held.record),
            (str(one.day or ""), _NEW if pack.is_new(one.day) else ""),
            ", ".join(plural(count, word.text) for word, count in count_grades(one.held.findings)) or "none",
        )
        for one in reversed(columns)
        if one.held
    )
    yield from _table("Held", ("audit", "day", "findings"), held, AUDITS)
    planned = ((one.number, str(one.day or ""), one.word) for one in columns if one.word is not HELD)
    yield from _table("Planned", ("audit", "day", "state"), planned, AUDITS)
    unanswered = (
        (pack.holder(one.audit.record), one.word, clean(one.finding.text, PATH))
        for one in find_findings(pack.desk)
        if one.answered.tone == "bad"
    )
    yield from _table(
        "Nonconformities that nothing answers", ("audit", "grade", "finding"), unanswered, AUDITS
    )


def _find_improvements(pack: Pack) -> Iterator[Part]:
    rows = [(register, row) for register, row, _ in find_rows(pack.snapshot, "improvements")]
    states = Counter(clean(row.text("state"), _SHORT) or "no state" for _, row in rows)
    if rows:
        yield Part(facts=tuple((state, str(count)) for state, count in states.most_common(len(_LEVELS) * 2)))
    kept = [one for one in rows if one[1].text("decision") != "declined"]
    opened = [one for one in kept if one[1].text("state") not in _CLOSED]
    opened.sort(key=lambda one: ((*_LEVELS, "").index(_level_of(one[1], "priority")), one[1].text("due")))
    heads = ("improvement", "priority", "decision", "owner", "due", "state")
    yield from _table("Open", heads, (_tell_improvement(pack, *one) for one in opened), ACTIONS)
    done = (
        (pack.row(register, row, "title"), row.text("due"), clean(row.text("result"), PATH))
        for register, row in kept
        if row.text("state") in _CLOSED
    )
    yield from _table("Done, and what came of it", ("improvement", "due", "result"), done)


def _level_of(row: Row, name: str) -> str:
    return level if (level := row.text(name)) in _LEVELS else ""


def _tell_improvement(pack: Pack, register: Register, row: Row) -> tuple[Shown, ...]:
    return (
        pack.row(register, row, "title"),
        _level_of(row, "priority"),
        clean(row.text("decision"), NAME),
        pack.role(row.text("owner")),
        clean(row.text("due"), NAME),
        _LATE if _is_late(pack, row) else clean(row.text("state"), NAME),
    )


def _is_late(pack: Pack, row: Row) -> bool:
    """Say whether the day of a row has passed and its state leaves something to do."""
    day = parse_date(row.fields.get("due"))
    return day is not None and day < pack.today and row.text("state").casefold() not in _CLOSED


def _find_feedback(pack: Pack) -> Iterator[Part]:
    reviews = pack.records["customer-review"]
    year = [one for one in reviews if one.date and one.date > pack.today - _AHEAD]
    grades = [value for one in year if (value := number(one.fields, "satisfaction")) is not None]
    if year:
        complaints = sum(number(one.fields, "complaints") or 0 for one in year)
        yield Part(
            facts=(
                ("reviews in the last year", str(len(year))),
                ("satisfaction, on average", f"{sum(grades) / len(grades):.1f}" if grades else "not asked"),
                ("complaints", f"{complaints:g}"),
            )
        )
    yield from _list_reviews(pack, "customers", "customer-review", "customer")


def _find_other_parties(pack: Pack) -> Iterator[Part]:
    yield from _list_reviews(pack, "suppliers", "supplier-review", "supplier")
    ending = (
        (pack.row(register, row, "name"), str(until), _tell_span(row.text("notice")))
        for register, row, _ in find_rows(pack.snapshot, "suppliers")
        if (until := parse_date(row.fields.get("contract_until"))) and until <= pack.today + _AHEAD
    )
    yield from _table("Contracts that end within a year", ("supplier", "until", "notice to give"), ending)


def _tell_span(written: str) -> str:
    span = parse_duration(written)
    return duration_of(span) if span else clean(written, NAME)


def _list_reviews(pack: Pack, kind: str, records: str, name: str) -> Iterator[Part]:
    """Yield each row of a register with its last review, and the reviews whose row nobody finds."""
    last: dict[str, list[Record]] = {}
    for record in pack.records[records]:
        last.setdefault(text(record.fields, name), []).append(record)
    rows = [
        (pack.row(register, row, "name"), *_tell_review(pack, row, last.pop(row.id, [])))
        for register, row, _ in find_rows(pack.snapshot, kind)
    ]
    rows += [(clean(id_, NAME), *_tell_review(pack, None, some)) for id_, some in last.items()]
    heads = (name, "last review", "satisfaction", "complaints", "what came of it", "next")
    yield from _table("", heads, rows, RECORDS)


def _tell_review(pack: Pack, row: Row | None, reviews: Sequence[Record]) -> tuple[Shown, ...]:
    interval = parse_duration(row.text("review_interval")) if row else None
    if not reviews:
        return _NEVER, "", "", "", _LATE if interval else ""
    one = reviews[-1]
    grades = [value for record in reviews if (value := number(record.fields, "satisfaction")) is not None]
    before = f" (before {grades[-2]:g})" if len(grades) > 1 else ""
    complaints = number(one.fields, "complaints")
    due = parse_date(one.fields.get("next"))
    if due is None and one.date and interval:
        due = add_duration(one.date, interval)
    return (
        Cell(text=str(one.date or "no date"), page=pack.desk.pages.get(one.path, "")),
        f"{grades[-1]:g}{before}" if grades else "",
        "" if complaints is None else f"{complaints:g}",
        clean(text(one.fields, "result"), PATH),
        (_LATE if due and due < pack.today else "", str(due or "")),
    )


def _find_policies(pack: Pack) -> Iterator[Part]:
    policies = (
        _tell_policy(pack, one)
        for one in pack.snapshot.documents
        if one.head.type == "policy" and one.head.state(pack.today) is not State.RETIRED
    )
    heads = ("policy", "version", "state", "owner", "last reviewed", "findings")
    yield from _table("", heads, policies, FINDINGS)


def _tell_policy(pack: Pack, document: Document) -> tuple[Shown, ...]:
    held = pack.snapshot.in_force.get(document.path)
    head = held.document.head if held else document.head
    findings = pack.desk.relations.by_path.get(document.path, ())
    count = sum(one.waived is None for one in findings)
    return (
        pack.holder(document),
        clean(head.version, NAME),
        state_of(document.head, pack.today),
        pack.role(head.owner),
        (REVIEW[pack.desk.review(head).state], str(head.last_reviewed or "")),
        plural(count, "finding") if count else "none",
    )


def _find_objectives(pack: Pack) -> Iterator[Part]:
    series = find_series(pack.snapshot)
    heads = ("objective", "from", "target", "value", "due", "state")
    rows = find_rows(pack.snapshot, "objectives")
    found = (
        _tell_objective(pack, register, row, series.get(row.text("kpi"), ())) for register, row, _ in rows
    )
    yield from _table("", heads, found, OBJECTIVES)


def _tell_objective(
    pack: Pack, register: Register, row: Row, measured: Sequence[Measurement]
) -> tuple[Shown, ...]:
    value, day = number(row.fields, "value"), clean(row.text("valued_on"), NAME)
    if value is None and measured:
        value, day = measured[-1].value, measured[-1].period
    target, baseline = number(row.fields, "target"), number(row.fields, "baseline")
    higher = {"higher": True, "lower": False}.get(row.text("better"))
    meets = None if None in {value, target, higher} else _meets(value or 0, target or 0, higher=bool(higher))
    return (
        pack.row(register, row, "title"),
        "" if baseline is None else f"{baseline:g}",
        _tell_target(target, row.text("unit"), higher=higher),
        "no value" if value is None else f"{value:g} ({day})" if day else f"{value:g}",
        clean(row.text("due"), NAME),
        _judge_objective(pack, row, meets=meets),
    )


def _meets(value: float, target: float, *, higher: bool) -> bool:
    return value >= target if higher else value <= target


def _judge_objective(pack: Pack, row: Row, *, meets: bool | None) -> Word:
    state = row.text("state")
    if state in _ENDED:
        return _ENDED[state]
    due = parse_date(row.fields.get("due"))
    if due is not None and due < pack.today:
        return Word("✘", "its day has passed", "bad")
    return _OPEN if meets is None else _MEETS if meets else Word("◷", "not there yet", "fair")


def _find_services(pack: Pack) -> Iterator[Part]:
    series = find_series(pack.snapshot)
    kept = _find_kept(pack)
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
    yield from _table("Services", ("service", "criticality", "agreement", "measured by"), services)
    yield from _find_off_target(pack, [one for one in kept if _is_of_service(pack, one)], series)
    happened = (
        (pack.holder(one), str(one.date or ""), _OUTCOMES.get(text(one.fields, "result"), ""))
        for kind in ("major-incident-review", "test")
        for one in pack.records[kind]
        if pack.is_new(one.date)
    )
    title = "Major incidents and tests since the last review"
    yield from _table(title, ("record", "day", "result"), happened, RECORDS)


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
        met = sum(word is _MEETS for _, _, word in judged)
        yield Part(facts=(("indicators of services on target", _tell_count(met, len(judged))),))
    off = (
        (
            clean(one.name),
            pack.desk.process_name(one.process) if one.process else "",
            _tell_target(one.target, one.unit, higher=one.higher),
            f"{values[-1].value:g} ({values[-1].period})" if values else "",
            word,
        )
        for one, values, word in judged
        if word in {_MISSES, _MISSING}
    )
    heads = ("indicator", "process", "target", "last value", "state")
    yield from _table("Off target, or without a value", heads, off, KPIS)


def _find_resources(pack: Pack) -> Iterator[Part]:
    standings = list(find_standings(pack.desk))
    facts: list[tuple[str, Shown]] = []
    if standings:
        held = sum(one.word is HOLDS for one in standings)
        facts.append(("trainings that people need and hold", _tell_count(held, len(standings))))
    if pack.snapshot.people:
        vacant = [one for one in pack.desk.roles if one not in pack.desk.relations.people]
        facts.append(("roles that nobody holds", _tell_some([pack.role(one) for one in vacant]) or "none"))
    capacity = [one for one in pack.snapshot.documents if one.head.process == "capacity-management"]
    if capacity:
        facts.append(("on capacity", tuple(map(pack.holder, capacity[: SHOWN[0]]))))
    facts += _tell_project(pack)
    if facts:
        yield Part(facts=tuple(facts))
    lacking: dict[str, dict[Word, list[str]]] = {}
    for one in standings:
        people = lacking.setdefault(one.learning.need.title, {NEVER: [], OVER: []})
        people.get(one.word, []).append(one.learning.person.id)
    rows = (
        (clean(title), _tell_some(words[NEVER]), _tell_some(words[OVER]))
        for title, words in lacking.items()
        if any(words.values())
    )
    yield from _table("Trainings that are missing", ("training", "never", "overdue"), rows, LEARNING)


def _tell_some(names: Sequence[str]) -> str:
    more = len(names) - SHOWN[0]
    return ", ".join(clean(one, NAME) for one in names[: SHOWN[0]]) + (
        f" and {more} more" if more > 0 else ""
    )


def _tell_project(pack: Pack) -> Iterator[tuple[str, Shown]]:
    milestones = find_milestones(pack.snapshot)
    effort = sum(one.effort or 0 for one in milestones)
    if budget := sum(one.budget or 0 for one in milestones):
        spent = sum(one.budget or 0 for one in milestones if one.done)
        yield "budget of the project", f"{budget:,.0f}, of it {spent:,.0f} for milestones that are done"
    if effort:
        yield "work planned in the project", f"{effort:,.0f} days"


def _find_risks(pack: Pack) -> Iterator[Part]:
    rows = [(register, row) for register, row, _ in find_rows(pack.snapshot, "risks")]
    risks = [row for _, row in rows if row.text("kind") != "opportunity"]
    levels = Counter(_level_of(row, "level") for row in risks)
    if rows:
        late = sum(_is_late(pack, row) for _, row in rows)
        yield Part(
            facts=(
                *((f"{level} risks", str(levels[level])) for level in _LEVELS),
                ("opportunities", str(len(rows) - len(risks))),
                ("treatments overdue", str(late)),
            )
        )
    rows.sort(key=lambda one: -(number(one[1].fields, "score") or 0))
    heads = ("risk or opportunity", "level", "decision", "action", "due", "state")
    yield from _table("", heads, (_tell_risk(pack, *one) for one in rows), RISKS)


def _tell_risk(pack: Pack, register: Register, row: Row) -> tuple[Shown, ...]:
    return (
        pack.row(register, row, "title"),
        _LEVELS.get(row.text("level"), ""),
        clean(row.text("decision"), NAME),
        clean(row.text("action"), PATH),
        clean(row.text("due"), NAME),
        _LATE if _is_late(pack, row) else clean(row.text("state"), NAME),
    )


def _find_changes(pack: Pack) -> Iterator[Part]:
    scope = (
        (pack.row(register, row, "name"), row.text("since"), clean(row.text("reason"), PATH))
        for register, row, _ in find_rows(pack.snapshot, "scope")
        if row.text("state") == "later"
    )
    yield from _table("Scope", ("what comes in", "from", "why later"), scope)
    ahead = [one for one in find_milestones(pack.snapshot) if one.done is None]
    ahead.sort(key=lambda one: one.due or date.max)
    milestones = (
        (
            clean(one.title),
            pack.role(one.owner),
            str(one.due or ""),
            _LATE if one.due and one.due < pack.today else PLANNED,
        )
        for one in ahead
    )
    yield from _table("Milestones", ("milestone", "owner", "due", "state"), milestones, PROJECT)
    obligations = (
        (pack.row(register, row, "title"), clean(row.text("kind"), NAME), str(since))
        for register, row, _ in find_rows(pack.snapshot, "obligations")
        if (since := parse_date(row.fields.get("since"))) and since > pack.today
    )
    yield from _table("Obligations", ("obligation", "kind", "from"), obligations)
    documents = (
        (pack.holder(one), clean(one.head.version, NAME), state_of(one.head, pack.today))
        for one in pack.snapshot.documents
        if one.head.state(pack.today) in {State.COMING, State.IN_REVIEW}
    )
    yield from _table("Documents", ("document", "version", "state"), documents, DOCUMENTS)


_FINDERS: Mapping[str, Callable[[Pack], Iterator[Part]]] = {
    "mr-previous-actions": _find_previous,
    "mr-context-changes": _find_context,
    "mr-nonconformity-trends": _find_nonconformities,
    "mr-measurement-trends": _find_measurements,
    "mr-audit-trends": _find_audit_results,
    "mr-improvement-opportunities": _find_improvements,
    "mr-feedback": _find_feedback,
    "mr-policies": _find_policies,
    "mr-objectives": _find_objectives,
    "mr-service-performance": _find_services,
    "mr-other-parties": _find_other_parties,
    "mr-resources": _find_resources,
    "mr-risks": _find_risks,
    "mr-changes-ahead": _find_changes,
}
"""What we know of each topic; of an organisation's own topics we know nothing."""
