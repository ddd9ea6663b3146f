"""Topics of a review that follow up: earlier actions, nonconformities, audits, improvements."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.management.actions import find_actions
from smsdocs.analysis.management.audits import find_audits, find_programme
from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.model.management import Grade
from smsdocs.reports.site.addresses import (
    ACTIONS,
    AUDITS,
)
from smsdocs.reports.site.audits import (
    HELD,
    build_columns,
    count_grades,
    find_findings,
)
from smsdocs.reports.site.cells import Cell
from smsdocs.reports.site.review_topics.pack import (
    CLOSED,
    DONE,
    LATE,
    LEVELS,
    NEW,
    OPEN,
    SHORT,
    VALUES,
    Pack,
    Part,
    Shown,
    is_late,
    level_of,
    table,
    tell_count,
)
from smsdocs.reports.site.untrusted import NAME, PATH, clean
from smsdocs.reports.site.words import Word, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smsdocs.model.management import Action, Nonconformity
    from smsdocs.model.register import Register, Row


def show_previous(pack: Pack) -> Iterator[Part]:
    """Yield the topic: what became of the decisions and actions of earlier reviews."""
    kind = "management-review"
    actions = [one for one in find_actions(pack.snapshot) if getattr(one.at.holder, "kind", "") == kind]
    actions.sort(key=lambda one: (one.done is not None, one.due or date.max, one.id))
    pack.quote(*(one.at.holder for one in actions))
    states = Counter(_judge_action(pack, one).text for one in actions)
    words = (DONE, OPEN, LATE)
    if actions:
        yield Part(facts=tuple((one.text, tell_count(states[one.text], len(actions))) for one in words))
    heads = ("action", "from", "owner", "due", "state", "result")
    yield from table("", heads, (_tell_action(pack, one) for one in actions), ACTIONS)
    prose = [one.record for one in pack.reviews if not one.structured and not one.decisions]
    if prose:
        told = tuple(pack.holder(one) for one in prose[-VALUES:])
        yield Part(facts=(("actions told in the text only", told),))


def _judge_action(pack: Pack, action: Action) -> Word:
    return LATE if action.is_overdue(pack.today) else OPEN if action.is_open else DONE


def _tell_action(pack: Pack, one: Action) -> tuple[Shown, ...]:
    holder = one.at.holder
    origin = Cell(text=clean(f"{holder.name} {one.id}", NAME), page=pack.desk.pages.get(holder.path, ""))
    state = (_judge_action(pack, one), str(one.done or ""))
    what, result = clean(one.what, PATH), clean(one.result, PATH)
    return what, origin, pack.role(one.owner), str(one.due or ""), state, result


def show_nonconformities(pack: Pack) -> Iterator[Part]:
    """Yield the topic: how many of which grade, how fast they are closed, and those that are open."""
    every = find_nonconformities(pack.snapshot)
    pack.quote(*(one.record for one in every))
    graded = {grade: [one for one in every if one.grade is grade] for grade in (Grade.MAJOR, Grade.MINOR)}
    heads = (
        "grade",
        "in all",
        "raised since the last review",
        "closed since",
        "open",
        "days to close, on average",
    )
    yield from table("", heads, (_count_grade(pack, *one) for one in graded.items() if one[1]))
    opened = (one for some in graded.values() for one in some if one.is_open)
    heads = ("nonconformity", "grade", "raised", "cause", "actions done", "check of effect")
    yield from table("Open", heads, (_tell_nonconformity(pack, one) for one in opened), ACTIONS)
    again: dict[str, list[Nonconformity]] = {}
    for one in every:
        for ref in dict.fromkeys(one.breaks):
            again.setdefault(ref.clause, []).append(one)
    repeated = (
        (clause, tuple(pack.holder(one.record) for one in some[-VALUES:]))
        for clause, some in again.items()
        if len(some) > 1
    )
    yield from table("Repeated: several against one clause", ("clause", "the last of them"), repeated)
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
        tell_count(done, len(one.actions)) if one.actions else "no actions",
        (LATE if late else "", str(due or "not planned")),
    )


def show_audit_results(pack: Pack) -> Iterator[Part]:
    """Yield the topic: audits held, and what they found."""
    programme = find_programme(pack.snapshot)
    if programme is not None:
        pack.quote(programme.record)
    columns = build_columns(programme, find_audits(pack.snapshot), pack.today)
    held = (
        (
            pack.holder(one.held.record),
            (str(one.day or ""), NEW if pack.is_new(one.day) else ""),
            ", ".join(plural(count, word.text) for word, count in count_grades(one.held.findings)) or "none",
        )
        for one in reversed(columns)
        if one.held
    )
    yield from table("Held", ("audit", "day", "findings"), held, AUDITS)
    planned = ((one.number, str(one.day or ""), one.word) for one in columns if one.word is not HELD)
    yield from table("Planned", ("audit", "day", "state"), planned, AUDITS)
    unanswered = (
        (pack.holder(one.audit.record), one.word, clean(one.finding.text, PATH))
        for one in find_findings(pack.desk)
        if one.answered.tone == "bad"
    )
    yield from table(
        "Nonconformities that nothing answers", ("audit", "grade", "finding"), unanswered, AUDITS
    )


def show_improvements(pack: Pack) -> Iterator[Part]:
    """Yield the topic: improvements by state, the open ones with what they are to bring."""
    rows = [(register, row) for register, row, _ in find_rows(pack.snapshot, "improvements")]
    states = Counter(clean(row.text("state"), SHORT) or "no state" for _, row in rows)
    if rows:
        yield Part(facts=tuple((state, str(count)) for state, count in states.most_common(len(LEVELS) * 2)))
    kept = [one for one in rows if one[1].text("decision") != "declined"]
    opened = [one for one in kept if one[1].text("state") not in CLOSED]
    opened.sort(key=lambda one: ((*LEVELS, "").index(level_of(one[1], "priority")), one[1].text("due")))
    heads = ("improvement", "priority", "decision", "owner", "due", "state")
    yield from table("Open", heads, (_tell_improvement(pack, *one) for one in opened), ACTIONS)
    done = (
        (pack.row(register, row, "title"), row.text("due"), clean(row.text("result"), PATH))
        for register, row in kept
        if row.text("state") in CLOSED
    )
    yield from table("Done, and what came of it", ("improvement", "due", "result"), done)


def _tell_improvement(pack: Pack, register: Register, row: Row) -> tuple[Shown, ...]:
    return (
        pack.row(register, row, "title"),
        level_of(row, "priority"),
        clean(row.text("decision"), NAME),
        pack.role(row.text("owner")),
        clean(row.text("due"), NAME),
        LATE if is_late(pack, row) else clean(row.text("state"), NAME),
    )
