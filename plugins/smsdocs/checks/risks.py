"""SMS7xx: risks: whose they are, how grave they are, and when somebody looks at them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.rounds import find_open_risks, find_risk_reviews
from smsdocs.checks.mentions import enumerate_texts, quote
from smsdocs.checks.rule import rule, where_schema_is_silent
from smsdocs.model.fields import number
from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.register import Row
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


@rule("SMS722", "risk-without-owner", _WARNING)
def risk_without_owner(snapshot: Snapshot) -> Iterator[Problem]:
    """A risk that is open lacks its owner, its decision, its rating or the day of its review.

    Triggered when: a row of the risk register that is not closed, declined or dropped names no owner, no decision or
    no `review`, or a risk has neither likelihood and impact nor a level. An opportunity needs no rating.

    To fix this: rate it, decide what to do about it, name the role that sees to it, and set the day on which it is
    looked at again.

    Rationale: risks and opportunities are determined, assessed and addressed, and somebody answers for each
    (ISO/IEC 20000-1, 6.1.2 and 6.1.3).
    """
    for row, at in find_open_risks(snapshot):
        lacks = list(_find_lacks(row))
        if lacks:
            yield Problem(
                place=at.place(),
                message=f"the open {row.text('kind') or 'risk'} `{quote(row.id)}` lacks {enumerate_texts(lacks)}",
                hint="say who sees to it, how grave it is, what was decided, and when it is looked at again",
                document=at.holder.name,
            )


def _find_lacks(row: Row) -> Iterator[str]:
    if not row.text("owner"):
        yield "an owner"
    if not row.text("decision"):
        yield "a decision"
    if row.text("kind") != "opportunity" and not row.text("level"):
        yield from (f"its {name}" for name in ("likelihood", "impact") if number(row.fields, name) is None)
    if "review" not in row.fields:
        yield "a day for its `review`"


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
