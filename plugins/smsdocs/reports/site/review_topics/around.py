"""Topics of a review around the services: context, feedback, other parties, policies, resources, risks, plans."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.coverage import build_coverage
from smsdocs.analysis.management.actions import find_milestones
from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.readiness.project import find_project
from smsdocs.model.clause import Required
from smsdocs.model.coverage import Status
from smsdocs.model.dates import parse_date, shift_day
from smsdocs.model.document import State
from smsdocs.model.duration import add_duration, parse_duration
from smsdocs.model.fields import number, text
from smsdocs.reports.site.addresses import (
    DOCUMENTS,
    FINDINGS,
    LEARNING,
    PROJECT,
    RECORDS,
    RISKS,
    SUPPLIERS,
    clause_page,
)
from smsdocs.reports.site.audits import (
    PLANNED,
)
from smsdocs.reports.site.cells import Cell
from smsdocs.reports.site.charts import format_number
from smsdocs.reports.site.learning import HOLDS, NEVER, OVER, find_standings
from smsdocs.reports.site.review_topics.pack import (
    AHEAD,
    LATE,
    LEVELS,
    NEW,
    NOT_YET,
    SHOWN,
    Pack,
    Part,
    Shown,
    is_late,
    level_of,
    table,
    tell_count,
)
from smsdocs.reports.site.suppliers import find_leave, judge_notice
from smsdocs.reports.site.untrusted import NAME, PATH, clean
from smsdocs.reports.site.words import REVIEW, Word, duration_of, plural, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smsdocs.model.clause import ClauseRef
    from smsdocs.model.coverage import ItemCoverage
    from smsdocs.model.document import Document
    from smsdocs.model.register import Record, Register, Row

LACKS = Word("✘", "missing", "bad")
_POLICY = re.compile(r"\bpolic(?:y|ies)\b", re.IGNORECASE)


def show_context(pack: Pack) -> Iterator[Part]:
    """Yield the topic: issues and interested parties, the newest decision first."""
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
            (str(day or ""), NEW if pack.is_new(day) else ""),
        )
        for (register, row), day in zip(rows, days, strict=True)
    )
    yield from table("", heads, found)


def show_feedback(pack: Pack) -> Iterator[Part]:
    """Yield the topic: reviews with customers: satisfaction, complaints, wishes."""
    reviews = pack.records["customer-review"]
    pack.quote(*reviews)
    year = [one for one in reviews if one.date and one.date > shift_day(pack.today, -AHEAD)]
    grades = [value for one in year if (value := number(one.fields, "satisfaction")) is not None]
    if year:
        complaints = sum(number(one.fields, "complaints") or 0 for one in year)
        yield Part(
            facts=(
                ("reviews in the last year", str(len(year))),
                ("satisfaction, on average", f"{sum(grades) / len(grades):.1f}" if grades else "not asked"),
                ("complaints", f"{format_number(complaints)}"),
            )
        )
    yield from _list_reviews(pack, "customers", "customer-review", "customer")


def show_other_parties(pack: Pack) -> Iterator[Part]:
    """Yield the topic: suppliers: their last review, and contracts that end."""
    yield from _list_reviews(pack, "suppliers", "supplier-review", "supplier")
    heads = ("supplier", "last day for notice", "until", "notice to give")
    title = "Contracts that end or can be ended within a year"
    yield from table(title, heads, _find_ending(pack), SUPPLIERS)


def _find_ending(pack: Pack) -> Iterator[tuple[Shown, ...]]:
    """Yield contracts by the day on which somebody has to decide: the last one for notice, else their end."""
    found = []
    for register, row, _ in find_rows(pack.snapshot, "suppliers"):
        until, written = parse_date(row.fields.get("contract_until")), row.text("notice")
        leave = find_leave(until, parse_duration(written))
        first = min((day for day in (leave, until) if day), default=None)
        if until and first and first <= shift_day(pack.today, AHEAD):
            over = Word("✘", "ended", "bad") if until < pack.today else ""
            pressing = judge_notice(until, leave, pack.today) or ""
            day = (pressing, str(leave or ""))
            told = (pack.row(register, row, "name"), day, (over, str(until)), _tell_span(written))
            found.append((first if until >= pack.today else until, told))
    for _, told in sorted(found, key=lambda one: one[0]):
        yield told


def _tell_span(written: str) -> str:
    span = parse_duration(written)
    return duration_of(span) if span else clean(written, NAME)


def _list_reviews(pack: Pack, kind: str, records: str, name: str) -> Iterator[Part]:
    """Yield each row of a register with its last review, and the reviews whose row nobody finds."""
    last: dict[str, list[Record]] = {}
    pack.quote(*pack.records[records])
    for record in pack.records[records]:
        last.setdefault(text(record.fields, name), []).append(record)
    rows = [
        (pack.row(register, row, "name"), *_tell_review(pack, row, last.pop(row.id, [])))
        for register, row, _ in find_rows(pack.snapshot, kind)
    ]
    rows += [(clean(id_, NAME), *_tell_review(pack, None, some)) for id_, some in last.items()]
    heads = (name, "last review", "satisfaction", "complaints", "what came of it", "next")
    yield from table("", heads, rows, RECORDS)


def _tell_review(pack: Pack, row: Row | None, reviews: Sequence[Record]) -> tuple[Shown, ...]:
    interval = parse_duration(row.text("review_interval")) if row else None
    if not reviews:
        return NOT_YET, "", "", "", LATE if interval else ""
    one = reviews[-1]
    grades = [value for record in reviews if (value := number(record.fields, "satisfaction")) is not None]
    before = f" (before {format_number(grades[-2])})" if len(grades) > 1 else ""
    complaints = number(one.fields, "complaints")
    due = parse_date(one.fields.get("next"))
    if due is None and one.date and interval:
        due = add_duration(one.date, interval)
    return (
        Cell(text=str(one.date or "no date"), page=pack.desk.pages.get(one.path, "")),
        f"{format_number(grades[-1])}{before}" if grades else "",
        "" if complaints is None else format_number(complaints),
        clean(text(one.fields, "result"), PATH),
        (LATE if due and due < pack.today else "", str(due or "")),
    )


def show_policies(pack: Pack) -> Iterator[Part]:
    """Yield the topic: policies with their review, what the checks say of them, and the required ones that lack."""
    required = list(_find_required(pack))
    named = {carrier.path for _, one in required for carrier in one.carriers}
    policies = [
        _tell_policy(pack, one)
        for one in pack.snapshot.documents
        if (one.head.type == "policy" or one.path in named)
        and one.head.state(pack.today) is not State.RETIRED
    ]
    policies += [_tell_lacking(ref, one) for ref, one in required if not one.complete]
    heads = ("policy", "version", "state", "owner", "last reviewed", "findings")
    yield from table("", heads, policies, FINDINGS)


def _find_required(pack: Pack) -> Iterator[tuple[ClauseRef, ItemCoverage]]:
    """Yield the policies that the frameworks in scope ask for in so many words, by clause."""
    for framework in build_coverage(pack.snapshot):
        for clause in framework.clauses.values():
            for one in clause.items if clause.status is not Status.EXCLUDED else ():
                asked = one.item.required is Required.EXPLICIT and one.item.kind == "document"
                if asked and _POLICY.search(one.item.name):
                    yield clause.ref, one


def _tell_lacking(ref: ClauseRef, one: ItemCoverage) -> tuple[Shown, ...]:
    what = Cell(text=clean(f"{one.item.name} ({ref.clause})"), page=clause_page(ref))
    return what, "", LACKS, "", "", clean(one.reason, PATH)


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
        (REVIEW[pack.desk.review(document).state], str(head.last_reviewed or "")),
        plural(count, "finding") if count else "none",
    )


def show_resources(pack: Pack) -> Iterator[Part]:
    """Yield the topic: trainings that are missing, roles that nobody holds, the budget of the project."""
    standings = list(find_standings(pack.desk))
    pack.quote(*(one.learning.need.at.holder for one in standings))
    pack.quote_kind("people")
    facts: list[tuple[str, Shown]] = []
    if standings:
        held = sum(one.word is HOLDS for one in standings)
        facts.append(("trainings that people need and hold", tell_count(held, len(standings))))
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
    yield from table("Trainings that are missing", ("training", "never", "overdue"), rows, LEARNING)


def _tell_some(names: Sequence[str]) -> str:
    more = len(names) - SHOWN[0]
    return ", ".join(clean(one, NAME) for one in names[: SHOWN[0]]) + (
        f" and {more} more" if more > 0 else ""
    )


def _tell_project(pack: Pack) -> Iterator[tuple[str, Shown]]:
    milestones, currency = find_milestones(pack.snapshot), find_project(pack.snapshot).currency
    pack.quote(*(one.at.holder for one in milestones))
    effort = sum(one.effort or 0 for one in milestones)
    if budget := sum(one.budget or 0 for one in milestones):
        spent = sum(one.budget or 0 for one in milestones if one.done)
        amount = f"{budget:,.0f} {clean(currency, NAME)}".strip()
        yield "budget of the project", f"{amount}, of it {spent:,.0f} for milestones that are done"
    if effort:
        yield "work planned in the project", f"{effort:,.0f} days"


def show_risks(pack: Pack) -> Iterator[Part]:
    """Yield the topic: risks by level, with what is done about them."""
    rows = [(register, row) for register, row, _ in find_rows(pack.snapshot, "risks")]
    risks = [row for _, row in rows if row.text("kind") != "opportunity"]
    levels = Counter(level_of(row, "level") for row in risks)
    if rows:
        late = sum(is_late(pack, row) for _, row in rows)
        yield Part(
            facts=(
                *((f"{level} risks", str(levels[level])) for level in LEVELS),
                ("opportunities", str(len(rows) - len(risks))),
                ("treatments overdue", str(late)),
            )
        )
    rows.sort(key=lambda one: -(number(one[1].fields, "score") or 0))
    heads = ("risk or opportunity", "level", "decision", "action", "due", "state")
    yield from table("", heads, (_tell_risk(pack, *one) for one in rows), RISKS)


def _tell_risk(pack: Pack, register: Register, row: Row) -> tuple[Shown, ...]:
    return (
        pack.row(register, row, "title"),
        LEVELS.get(row.text("level"), ""),
        clean(row.text("decision"), NAME),
        clean(row.text("action"), PATH),
        clean(row.text("due"), NAME),
        LATE if is_late(pack, row) else clean(row.text("state"), NAME),
    )


def show_changes(pack: Pack) -> Iterator[Part]:
    """Yield the topic: what is coming: scope, milestones, texts that come into force."""
    scope = (
        (pack.row(register, row, "name"), row.text("since"), clean(row.text("reason"), PATH))
        for register, row, _ in find_rows(pack.snapshot, "scope")
        if row.text("state") == "later"
    )
    yield from table("Scope", ("what comes in", "from", "why later"), scope)
    ahead = [one for one in find_milestones(pack.snapshot) if one.done is None]
    pack.quote(*(one.at.holder for one in ahead))
    ahead.sort(key=lambda one: one.due or date.max)
    milestones = (
        (
            clean(one.title),
            pack.role(one.owner),
            str(one.due or ""),
            LATE if one.due and one.due < pack.today else PLANNED,
        )
        for one in ahead
    )
    yield from table("Milestones", ("milestone", "owner", "due", "state"), milestones, PROJECT)
    obligations = (
        (pack.row(register, row, "title"), clean(row.text("kind"), NAME), str(since))
        for register, row, _ in find_rows(pack.snapshot, "obligations")
        if (since := parse_date(row.fields.get("since"))) and since > pack.today
    )
    yield from table("Obligations", ("obligation", "kind", "from"), obligations)
    documents = (
        (pack.holder(one), clean(one.head.version, NAME), state_of(one.head, pack.today))
        for one in pack.snapshot.documents
        if one.head.state(pack.today) in {State.COMING, State.IN_REVIEW}
    )
    yield from table("Documents", ("document", "version", "state"), documents, DOCUMENTS)
