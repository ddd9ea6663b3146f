"""SMS7xx: what others ask of us: reviews of customers and suppliers, climate, obligations, documents of others."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.rounds import find_checks, find_live_rows, find_party_reviews, find_surveys
from smsdocs.analysis.nearest import Slips
from smsdocs.checks.mentions import describe_row, quote
from smsdocs.checks.rule import rule, where_schema_is_silent
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import add_duration
from smsdocs.model.fields import flag, text
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.management import At

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smsdocs.analysis.management.rounds import Round
    from smsdocs.model.register import Row
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_CLIMATE = "iso20000-1@2018"


@rule("SMS725", "customer-review-overdue", _WARNING)
def customer_review_overdue(snapshot: Snapshot) -> Iterator[Problem]:
    """The review with a customer is overdue, or the survey of their satisfaction.

    Triggered when: `review_interval` of a row of the customers register has passed since the last record of a
    customer review that names it, or since the row's `since`; or the day has passed that the last record set as its
    `next`; or `survey_interval` has passed since the last such record that tells their `satisfaction`. A row without
    an interval asks for nothing; customers whose `until` has passed are left out.

    To fix this: review the services with the customer, ask how satisfied they are, and keep a record of kind
    customer-review, with `satisfaction`.

    Rationale: performance and outcomes of the services are reviewed with the customer at planned intervals, and so
    are satisfaction and complaints (ISO/IEC 20000-1, 8.3.2).
    """
    for one in find_party_reviews(snapshot, "customer"):
        if one.is_overdue(snapshot.today):
            hint = "review the services with them, and keep a record of it"
            yield describe_row(one.row, one.at, _tell_review(one), hint)
    for one in find_surveys(snapshot):
        if one.is_overdue(snapshot.today):
            last = f" since {one.last}" if one.last else ""
            due = f", and they were to be asked by {one.day}" if one.day else ""
            message = f"no record says how satisfied they are{last}{due}"
            hint = "ask them, and write `satisfaction` in the record of the review"
            yield describe_row(one.row, one.at, message, hint)


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
            yield describe_row(row, at, ", and ".join(reasons), "; ".join(hints))


def _tell_review(one: Round) -> str:
    if one.last is not None:
        return f"its review was due on {one.day}, and the last one on record is of {one.last}"
    since = parse_date(one.row.fields.get("since"))
    if since is None:
        return "no review of it is on record"
    return f"no review of it is on record since {since}, and one is due every {quote(one.row.text('review_interval'))}"


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
            yield describe_row(one.row, one.at, f"{last}{due}", f"{task}, and set `checked_on`")


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
    slips: defaultdict[str, Slips] = defaultdict(Slips)
    for at, what, name in _find_names(snapshot):
        if name not in found[what] and (found[what] or what == "decision"):
            yield Problem(
                place=at.place(),
                message=f"there is no {what} `{quote(name)}`",
                hint=slips[what].suggest(name, found[what], "use an id that there is, or add it"),
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
