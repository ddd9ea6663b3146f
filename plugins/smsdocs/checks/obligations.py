"""SMS7xx: risks, context, customers, suppliers, milestones: what nobody owns, or nobody has looked at."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.actions import find_milestones
from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.due import (
    find_checks,
    find_live_rows,
    find_open_risks,
    find_party_reviews,
    find_risk_reviews,
)
from smsdocs.analysis.nearest import suggest
from smsdocs.checks.mentions import enumerate_texts, quote
from smsdocs.checks.rule import rule, where_schema_is_silent
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import add_duration
from smsdocs.model.fields import flag, number, text
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.management import At

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.analysis.management.due import Round
    from smsdocs.model.management import Milestone
    from smsdocs.model.register import Record, Register, Row
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_CLIMATE = "iso20000-1@2018"
BEFORE = {
    "stage_1": frozenset({"S01", "S02", "S04", "S06", "S07", "S08", "S09", "S10", "S11", "S12", "S14"}),
    "stage_2": frozenset({"S15", "S16"}),
    "certification": frozenset({"S17"}),
}
"""Steps of the shipped way to certification that lead to each of these days, and to none before it."""
_TOLD = {"stage_1": "stage 1", "stage_2": "stage 2", "certification": "certification"}


@rule("SMS722", "risk-without-owner", _WARNING)
def risk_without_owner(snapshot: Snapshot) -> Iterator[Problem]:
    """A risk that is open lacks its owner, its decision or its rating.

    Triggered when: a row of the risk register that is not closed, declined or dropped names no owner or no
    decision, or a risk has neither likelihood and impact nor a level. An opportunity needs no rating.

    To fix this: rate it, decide what to do about it, and name the role that sees to it.

    Rationale: risks and opportunities are determined, assessed and addressed, and somebody answers for each
    (ISO/IEC 20000-1, 6.1.2 and 6.1.3).
    """
    for row, at in find_open_risks(snapshot):
        lacks = list(_find_lacks(row))
        if lacks:
            yield Problem(
                place=at.place(),
                message=f"the open {row.text('kind') or 'risk'} `{quote(row.id)}` lacks {enumerate_texts(lacks)}",
                hint="say who sees to it, how grave it is, and what was decided",
                document=at.holder.name,
            )


def _find_lacks(row: Row) -> Iterator[str]:
    if not row.text("owner"):
        yield "an owner"
    if not row.text("decision"):
        yield "a decision"
    if row.text("kind") != "opportunity" and not row.text("level"):
        yield from (f"its {name}" for name in ("likelihood", "impact") if number(row.fields, name) is None)


@rule("SMS723", "risk-review-overdue", _WARNING)
def risk_review_overdue(snapshot: Snapshot) -> Iterator[Problem]:
    """The day on which a risk was to be looked at again has passed.

    Triggered when: the `review` of a row of the risk register that is not closed, declined or dropped is before
    today; the day itself is not.

    To fix this: look whether rating, decision and treatment still hold, and set the next day.

    Rationale: risks change while a register stands still (ISO/IEC 20000-1, 6.1 and 9.3).
    """
    for one in find_risk_reviews(snapshot):
        if one.is_overdue(snapshot.today):
            yield Problem(
                place=one.at.place("review"),
                message=f"the review of `{quote(one.row.id)}` was due on {one.day}",
                hint="see whether rating, decision and treatment still hold, and set the next day",
                document=one.at.holder.name,
            )


@rule("SMS734", "wrong-risk-score", _ERROR)
@where_schema_is_silent
def wrong_risk_score(snapshot: Snapshot) -> Iterator[Problem]:
    """The score of a risk is not likelihood times impact.

    Triggered when: a row of the risk register has all three and they do not agree.

    To fix this: mend the one that is wrong.

    Rationale: what is treated first follows the score (ISO/IEC 20000-1, 6.1.2).
    """
    for register, row, at in find_rows(snapshot, "risks"):
        one, other, score = (number(row.fields, name) for name in ("likelihood", "impact", "score"))
        if one is not None and other is not None and score is not None and score != one * other:
            yield Problem(
                place=at.place("score"),
                message=f"its score is {score:g}, but {one:g} times {other:g} is {one * other:g}",
                hint=f"write {one * other:g}, or mend the likelihood or the impact",
                document=register.name,
            )


@rule("SMS724", "milestone-overdue", _WARNING)
def milestone_overdue(snapshot: Snapshot) -> Iterator[Problem]:
    """The day of a milestone has passed, and it is not done.

    Triggered when: the `due` of a row of the project register is before today, it has no `done`, and no `note`
    that explains it; the day itself is not late.

    To fix this: set `done`, or say in `note` why it is late and what is done about it, or plan it anew.

    Rationale: what an SMS needs is planned, with who, until when and with what (ISO/IEC 20000-1, 6.3).
    """
    for one in find_milestones(snapshot):
        if one.due is not None and one.due < snapshot.today and one.done is None and not one.note.strip():
            yield Problem(
                place=one.at.place("due"),
                message=f"the milestone `{quote(one.id)}` was due on {one.due} and is not done",
                hint="set `done`, explain it in `note`, or plan it anew",
                document=one.at.holder.name,
            )


@rule("SMS735", "contradicting-milestone", _ERROR)
def contradicting_milestone(snapshot: Snapshot) -> Iterator[Problem]:
    """The days of a milestone contradict each other, or those of the project.

    Triggered when: a milestone was done on a day that is still to come, or is due before it begins; or it is open
    and due before one that it comes `after`, or due after the day of the stage or certification that its step leads
    to. Stage 1 after stage 2, or stage 2 after the certification, is one too.

    To fix this: mend the day that is wrong, or move the later one.

    Rationale: a plan that cannot be kept is none (ISO/IEC 20000-1, 6.3).
    """
    milestones = {one.id: one for one in find_milestones(snapshot)}
    for one in find_milestones(snapshot):
        for name, message in _find_contradictions(one, milestones, snapshot.today):
            yield Problem(
                place=one.at.place(name),
                message=f"the milestone `{quote(one.id)}` {message}",
                hint="mend the day that is wrong",
                document=one.at.holder.name,
            )
    for register in snapshot.registers:
        if register.kind == "project":
            yield from _find_contradicting_days(register)


def _find_contradictions(
    one: Milestone, milestones: Mapping[str, Milestone], today: date
) -> Iterator[tuple[str, str]]:
    """Yield the field that contradicts, and how."""
    if one.done is not None:
        if one.done > today:
            yield "done", f"is done on {one.done}, which is still to come"
        return
    if one.due is None:
        return
    if one.begin is not None and one.due < one.begin:
        yield "due", f"is due on {one.due}, before it begins on {one.begin}"
    for name in one.after:
        former = milestones.get(name)
        if former and former.due and former.done is None and one.due < former.due:
            yield (
                "due",
                f"is due on {one.due}, before `{quote(name)}`, which it comes after and is due on {former.due}",
            )
    for name, steps in BEFORE.items():
        day = parse_date(one.at.holder.fields.get(name))
        if day is not None and one.step in steps and one.due > day:
            yield "due", f"is due on {one.due}, after {_TOLD[name]} on {day}, which needs its step {one.step}"
            return


def _find_contradicting_days(register: Register) -> Iterator[Problem]:
    days = [(name, day) for name in _TOLD if (day := parse_date(register.fields.get(name)))]
    for (former, early), (name, day) in pairwise(days):
        if day < early:
            yield Problem(
                place=register.places.of(name),
                message=f"{_TOLD[name]} on {day} lies before {_TOLD[former]} on {early}",
                hint="mend the day that is wrong",
                document=register.name,
            )


@rule("SMS725", "customer-review-overdue", _WARNING)
def customer_review_overdue(snapshot: Snapshot) -> Iterator[Problem]:
    """The review with a customer is overdue.

    Triggered when: `review_interval` of a row of the customers register has passed since the last record of a
    customer review that names it, or since the row's `since`; or the day has passed that the last record set as its
    `next`. A row without an interval asks for no reviews; customers whose `until` has passed are left out.

    To fix this: review the services with the customer, and keep a record of kind customer-review.

    Rationale: performance and outcomes of the services are reviewed with the customer at planned intervals, and so
    are satisfaction and complaints (ISO/IEC 20000-1, 8.3.2).
    """
    for one in find_party_reviews(snapshot, "customer"):
        if one.is_overdue(snapshot.today):
            hint = "review the services with them, and keep a record of it"
            yield _describe_row(one.row, one.at, _tell_review(one), hint)


@rule("SMS726", "supplier-review-overdue", _WARNING)
def supplier_review_overdue(snapshot: Snapshot) -> Iterator[Problem]:
    """The review of a supplier is overdue, or its contract has ended.

    Triggered when: `review_interval` of a row of the suppliers register has passed since the last record of a
    supplier review that names it, or there is no such record; the day has passed that the last record set as its
    `next`; or `contract_until` has passed. A row without an interval asks for no reviews.

    To fix this: compare what was delivered with what was agreed, and keep a record of kind supplier-review; renew
    the contract, or take the supplier off the register.

    Rationale: what others deliver is monitored at planned intervals against what was agreed, be they external,
    internal or customers who act as supplier (ISO/IEC 20000-1, 8.3.4).
    """
    rounds = {(one.at.holder.path, one.row.index): one for one in find_party_reviews(snapshot, "supplier")}
    for row, at in find_live_rows(snapshot, "suppliers"):
        until = parse_date(row.fields.get("contract_until"))
        one = rounds.get((at.holder.path, row.index))
        reasons, hints = [], []
        if one is not None and one.is_overdue(snapshot.today):
            reasons.append(_tell_review(one))
            hints.append("compare what was delivered with what was agreed, and keep a record of it")
        if until is not None and until < snapshot.today:
            reasons.append(f"its contract ended on {until}")
            hints.append("renew the contract, or take it off the register")
        if reasons:
            yield _describe_row(row, at, ", and ".join(reasons), "; ".join(hints))


def _tell_review(one: Round) -> str:
    if one.day is None:
        return "no review of it is on record"
    last = f"the last one on record is of {one.last}" if one.last else "none is on record"
    return f"its review was due on {one.day}, and {last}"


def _describe_row(row: Row, at: At, message: str, hint: str) -> Problem:
    name = quote(row.text("name") or row.text("title") or row.id)
    return Problem(place=at.place(), message=f"{name}: {message}", hint=hint, document=at.holder.name)


@rule("SMS727", "scope-extended-without-decision", _WARNING)
def scope_extended_without_decision(snapshot: Snapshot) -> Iterator[Problem]:
    """The scope grew, and nobody is shown to have decided it.

    Triggered when: a row of the scope register in state in or later names no decision in `decided_by`, although
    it joined after the first ones did, or a row that joined no later names one; or `decided_by` names a record that
    is neither a decision about scope nor a management review, or one that was made after the row's `since`. An id
    that no record has is a finding of SMS737. What the record decided is not read: it is taken at its word.

    To fix this: let top management decide, keep a record of kind decision about scope, and name it in `decided_by`.

    Rationale: the scope is determined, and changes to it are planned and authorised (ISO/IEC 20000-1, 4.3 and 6.3).
    """
    records = {record.head.id: record for record in snapshot.records if record.head.id}
    for register in snapshot.registers:
        rows = [row for row in register.rows if row.text("state") in {"in", "later"}]
        if register.kind == "scope" and rows:
            begun = _find_beginning(rows)
            for row in rows:
                name = row.text("decided_by")
                reason = _judge_decision(row, records.get(name)) if name else _judge_extension(row, begun)
                if reason:
                    yield Problem(
                        place=register.places.of("rows", row.index, *(["decided_by"] if name else [])),
                        message=f"`{quote(row.id)}` is in scope or to be, and {reason}",
                        hint="name the record of the decision in `decided_by`",
                        document=register.name,
                    )


def _find_beginning(rows: list[Row]) -> tuple[date, date]:
    """Return the first day on which anything was in scope, and the first for which a row names its decision."""
    joined = [(parse_date(row.fields.get("since")) or date.min, row) for row in rows]
    first = min((day for day, row in joined if row.text("state") == "in"), default=date.max)
    decided = min((day for day, row in joined if row.text("decided_by")), default=date.max)
    return first, decided


def _judge_extension(row: Row, begun: tuple[date, date]) -> str:
    first, decided = begun
    day = parse_date(row.fields.get("since"))
    if (day or date.min) >= decided != date.max:
        return "it names no decision, although others do"
    if day is not None and first != date.min and day > first:
        return f"it joins on {day}, after the scope of {first}, without a decision"
    return ""


def _judge_decision(row: Row, record: Record | None) -> str:
    if record is None:
        return ""
    about = text(record.fields, "about")
    if record.head.status in {"draft", "in-review", "retired"}:
        return f"`{quote(record.name)}` has the status {record.head.status}"
    decides = about in {"scope", ""} if record.kind == "decision" else record.kind == "management-review"
    if not decides:
        return f"`{quote(record.name)}` is no decision about scope"
    since = parse_date(row.fields.get("since"))
    if since is not None and record.date is not None and record.date > since:
        return f"`{quote(record.name)}` is of {record.date}, after it joined on {since}"
    return ""


@rule("SMS728", "climate-not-decided", _WARNING)
def climate_not_decided(snapshot: Snapshot) -> Iterator[Problem]:
    """Nobody has decided whether climate change is a relevant issue.

    Triggered when: ISO/IEC 20000-1:2018 is in scope, there is a context register, and none of its rows has the
    topic `climate-change` with `relevant` and the day of the decision in `decided_on`.

    To fix this: decide whether climate change matters for the SMS and its services, and add a row: either answer
    is good, a missing one is not.

    Rationale: since Amendment 1 of 2024 the organisation determines whether climate change is a relevant issue
    (ISO/IEC 20000-1, 4.1).
    """
    register = snapshot.register_of("context")
    if register is None or _CLIMATE not in map(str, snapshot.settings.scope):
        return
    rows = [(row, at) for _, row, at in find_rows(snapshot, "context") if _is_climate(row)]
    if any(_is_decided(row, snapshot.today) for row, _ in rows):
        return
    yield Problem(
        place=rows[0][1].place() if rows else register.places.of_key("rows"),
        message="no decision says whether climate change is a relevant issue",
        hint="a row with `topic: climate-change`, `relevant` and `decided_on`",
        document=rows[0][1].holder.name if rows else register.name,
        clause=f"{_CLIMATE}:4.1",
    )


def _is_climate(row: Row) -> bool:
    return "-".join(row.text("topic").casefold().split()) in {"climate", "climate-change"}


def _is_decided(row: Row, today: date) -> bool:
    day = parse_date(row.fields.get("decided_on"))
    return flag(row.fields, "relevant") is not None and day is not None and day <= today


@rule("SMS731", "external-document-unchecked", _WARNING)
def external_document_unchecked(snapshot: Snapshot) -> Iterator[Problem]:
    """Nobody has looked lately whether a document of others is still the right one.

    Triggered when: `check_interval` of a row of the register of external documents, or the setting `review` where it
    names none, has passed since `checked_on`, or nobody ever checked it.

    To fix this: see whether there is a newer edition and what it changes, and set `checked_on`.

    Rationale: documented information of external origin is identified and controlled (ISO/IEC 20000-1, 7.5.3).
    """
    return _find_unchecked(snapshot, "external-documents", "see whether the edition is the one to use")


@rule("SMS732", "obligation-unchecked", _WARNING)
def obligation_unchecked(snapshot: Snapshot) -> Iterator[Problem]:
    """Nobody has looked lately whether an obligation is still met.

    Triggered when: `check_interval` of a row of the obligations register, or the setting `review` where it names
    none, has passed since `checked_on`, or since the row's `since` where nobody ever checked it. Obligations whose
    `until` has passed are left out.

    To fix this: see whether it changed and whether what answers it still does, and set `checked_on`.

    Rationale: services meet what law, regulation and contracts ask, and that changes without asking us (ISO/IEC
    20000-1, 4.2 and 8.2.2).
    """
    return _find_unchecked(snapshot, "obligations", "see whether it changed and is still met")


def _find_unchecked(snapshot: Snapshot, kind: str, task: str) -> Iterator[Problem]:
    for one in find_checks(snapshot, kind):
        if one.is_overdue(snapshot.today):
            last = f"it was last checked on {one.last}" if one.last else "nobody has checked it"
            due = f", and the next check was due on {one.day}" if one.day else ""
            yield _describe_row(one.row, one.at, f"{last}{due}", f"{task}, and set `checked_on`")


@rule("SMS737", "unknown-row", _ERROR)
@where_schema_is_silent
def unknown_row(snapshot: Snapshot) -> Iterator[Problem]:
    """A record or a row names something that its register does not have.

    Triggered when: a review names a customer or a supplier, a decision names a milestone, or a milestone comes
    `after` one that the register does not have; or a row of the scope register names a decision that no record has.
    Where there is no such register nobody can say; and nothing is said of records older than the setting `period`,
    since rows leave their registers.

    To fix this: use the id of the register; the hint names the nearest.

    Rationale: a review of nobody counts for nobody (ISO/IEC 20000-1, 8.3.2 and 8.3.4).
    """
    found: dict[str, set[str]] = {"decision": {one.head.id for one in snapshot.records if one.head.id}}
    for what, kind in (("customer", "customers"), ("supplier", "suppliers"), ("milestone", "project")):
        found[what] = {row.id for _, row, _ in find_rows(snapshot, kind)}
    for at, what, name in _find_names(snapshot):
        if name not in found[what] and (found[what] or what == "decision"):
            yield Problem(
                place=at.place(),
                message=f"there is no {what} `{quote(name)}`",
                hint=suggest(name, found[what], "use an id that there is, or add it"),
                document=at.holder.name,
            )


def _find_names(snapshot: Snapshot) -> Iterator[tuple[At, str, str]]:
    """Yield where something is named, what it is, and its id."""
    kinds = {"customer-review": "customer", "supplier-review": "supplier", "decision": "milestone"}
    for record in snapshot.records:
        name = text(record.fields, kinds.get(record.kind, ""))
        day = record.date
        if name and (day is None or add_duration(day, snapshot.settings.period) >= snapshot.today):
            yield At(record, (kinds[record.kind],)), kinds[record.kind], name
    for register, row, at in find_rows(snapshot, "project"):
        for key, name in find_entries(row.fields, "after"):
            yield At(register, (*at.key, *key)), "milestone", name
    for register, row, at in find_rows(snapshot, "scope"):
        if name := row.text("decided_by"):
            yield At(register, (*at.key, "decided_by")), "decision", name
