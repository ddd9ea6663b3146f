"""SMS7xx: management reviews: topics, decisions, and the day of the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.management.management_reviews import find_management_reviews
from smsdocs.analysis.nearest import find_nearest
from smsdocs.checks.mentions import quote
from smsdocs.checks.rule import rule
from smsdocs.model.duration import Duration, add_duration
from smsdocs.model.fields import mappings, text
from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smsdocs.model.management import ManagementReview
    from smsdocs.model.place import Key
    from smsdocs.model.register import Person
    from smsdocs.model.snapshot import Snapshot

_WARNING = Severity.WARNING
_YEAR = Duration(12, 0)
_NAMED = 8
_TOP = ("top-management", "sms-owner")
_FOLLOWED = frozenset({"improvement", "change"})


@rule("SMS715", "review-lacks-topic", _WARNING)
def review_lacks_topic(snapshot: Snapshot) -> Iterator[Problem]:
    """A management review does not say what it saw of a topic that it has to consider.

    Triggered when: `inputs` of a management review has no text for one of the topics of the model: those of
    ISO/IEC 20000-1:2018, 9.3, or of your own in schema/models. One finding per review.

    To fix this: write a sentence on each topic, if only that there was nothing to see. Topics of your own may stand
    beside them.

    Rationale: the review considers all of them (ISO/IEC 20000-1, 9.3), and its minutes are the evidence.
    """
    topics = [topic.id for topic in snapshot.model.topics]
    for review in find_management_reviews(snapshot):
        missing = [topic for topic in topics if topic not in review.inputs]
        if review.structured and missing:
            more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
            yield Problem(
                place=review.record.places.of("inputs"),
                message=f"nothing is said of {len(missing)} of {len(topics)} topics: "
                f"{', '.join(map(quote, missing[:_NAMED]))}{more}",
                hint=_find_slip(review, missing) or "write a sentence on each under `inputs`",
                document=review.record.name,
            )


def _find_slip(review: ManagementReview, missing: list[str]) -> str:
    """Return what a topic that the model does not know may have meant."""
    for name in review.inputs:
        meant = find_nearest(name, missing, likeness=0.8)
        if meant is not None:
            return f"did you mean `{meant}` by `{quote(name)}`?"
    return ""


@rule("SMS716", "review-lacks-decision", _WARNING)
def review_lacks_decision(snapshot: Snapshot) -> Iterator[Problem]:
    """A management review decided nothing, or nobody of top management was there.

    Triggered when: a review that says its `inputs` has no `decisions`; a decision about an improvement or a change
    has no owner or no day; or neither chair nor attendees held on that day a role of top management, one whose
    id contains `top-management` or `sms-owner`. The last is looked at where there is a people register.

    To fix this: write down each decision with owner and day, even that all stays as it is. A review without top
    management is a meeting: hold it again with them, or mend the assignments.

    Rationale: top management reviews the SMS, and the outputs include decisions on improvement and on changes
    (ISO/IEC 20000-1, 9.3).
    """
    for review in find_management_reviews(snapshot):
        if review.structured:
            for key, message, hint in _find_indecision(snapshot, review):
                yield Problem(
                    place=review.record.places.of(*(key if key[0] in review.record.fields else ("date",))),
                    message=message,
                    hint=hint,
                    document=review.record.name,
                )


def _find_indecision(snapshot: Snapshot, review: ManagementReview) -> Iterator[tuple[Key, str, str]]:
    if not review.decisions:
        hint = "write down each with owner and day, even that all stays as it is"
        yield ("decisions",), "the review has no decision", hint
    for index, entry in mappings(review.record.fields, "decisions"):
        lacking = [f"`{name}`" for name in ("owner", "due") if not text(entry, name)]
        about = text(entry, "about")
        if about in _FOLLOWED and lacking:
            name = quote(text(entry, "id")) or str(index + 1)
            message = (
                f"decision {name} is about {'an improvement' if about == 'improvement' else 'a change'} "
            )
            yield (
                ("decisions", index),
                f"{message}and has no {' and no '.join(lacking)}",
                "say who does it by when",
            )
    day = review.record.date
    present = {review.chair, *review.attendees}
    people = [person for person in snapshot.people if person.id in present]
    if snapshot.people and day is not None and not any(_is_top(person, day) for person in people):
        hint = f"a role whose id contains {' or '.join(_TOP)}, held on that day"
        yield ("attendees",), f"nobody who was there held a role of top management on {day}", hint


def _is_top(person: Person, day: date) -> bool:
    return any(
        person.holds(one.role, day) for one in person.assignments if any(top in one.role for top in _TOP)
    )


@rule("SMS717", "management-review-overdue", _WARNING)
def management_review_overdue(snapshot: Snapshot) -> Iterator[Problem]:
    """The next management review is overdue.

    Triggered when: the day under `next` of the last management review has passed, or that review was held more
    than 12 months ago; the day itself is not late. Reviews whose date has not come do not count.

    To fix this: hold the review and write its record; if it was put off, set `next` to the day agreed on.

    Rationale: top management reviews the SMS at planned intervals (ISO/IEC 20000-1, 9.3). The standard sets no
    number; a year is the usual bound.
    """
    today = snapshot.today
    held = [one for one in find_management_reviews(snapshot) if one.record.date and one.record.date <= today]
    if not held or held[-1].record.date is None:
        return
    last, day = held[-1].record, held[-1].record.date
    planned = held[-1].planned
    if planned is not None and planned < today:
        message = f"the next review was to be held on {planned}, and there is no record of one"
    elif add_duration(day, _YEAR) < today:
        message = f"the last review was held on {day}, more than 12 months ago"
    else:
        return
    yield Problem(
        place=last.places.of("next" if planned is not None else "date"),
        message=message,
        hint="hold it and write its record",
        document=last.name,
    )
