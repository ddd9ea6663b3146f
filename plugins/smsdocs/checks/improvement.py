"""SMS7xx: nonconformities, actions, improvements: what is not finished, comes back, or changed nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.management.actions import find_actions, find_promises
from smsdocs.analysis.management.audits import find_audits, find_programmes
from smsdocs.analysis.management.common import find_records, find_rows
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.analysis.management.trials import find_trials
from smsdocs.analysis.story import find_stories
from smsdocs.checks.mentions import enumerate_texts, name_field, quote
from smsdocs.checks.rule import rule
from smsdocs.model.duration import Duration, add_duration
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.history import Kind
from smsdocs.model.management import At, Grade
from smsdocs.model.register import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smsdocs.analysis.story import Story
    from smsdocs.model.clause import ClauseRef
    from smsdocs.model.management import Action, Nonconformity
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_WARNING, _INFO = Severity.WARNING, Severity.INFO
_STRUCTURE = {
    "audit": ("scope", ("scope", "period", "criteria", "auditors", "findings")),
    "nonconformity": ("grade", ("grade", "cause", "correction", "actions", "effect")),
    "management-review": ("inputs", ("inputs", "attendees", "decisions")),
}
"""By kind of record: the field that tells whether it says anything in fields, and those that it wants."""
_REPEATED = Duration(24, 0)
_LONGEST = 80
_GRAVE = frozenset({Grade.MAJOR, Grade.MINOR})
_CHANGES = frozenset({Kind.CREATED, Kind.MATERIAL})
_WANTED = ("assessed", "priority", "authorised_by", "authorised_on", "result")
"""What an improvement that is over says of itself."""


@rule("SMS702", "record-in-prose", _INFO)
def record_in_prose(snapshot: Snapshot) -> Iterator[Problem]:
    """A record says in its text only what others of its kind say in fields.

    Triggered when: the record of an audit, a nonconformity or a management review has none of the fields that
    tell what it is about, and another record of that kind has them, or there is an audit programme. Nothing else
    is asked of such a record.

    To fix this: take the facts over into its front matter; the text may stay. Old records may stay as they are:
    waive the rule for them.

    Rationale: what only a text says is followed up by nobody: no overdue action, no repeated finding (ISO/IEC
    20000-1, 7.5.3 and 10.1.2).
    """
    programme = bool(find_programmes(snapshot))
    for kind, (sign, wanted) in _STRUCTURE.items():
        records = list(find_records(snapshot, kind))
        if not programme and not any(sign in record.fields for record in records):
            continue
        for record in records:
            if sign not in record.fields:
                lacking = [
                    f"`{name_field(snapshot, record, one)}`" for one in wanted if one not in record.fields
                ]
                yield Problem(
                    place=record.places.of("date"),
                    message=f"its front matter does not say {enumerate_texts(lacking)}",
                    hint="take them over from its text",
                    document=record.name,
                )


class _Event(NamedTuple):
    """Something was not as it should be: a finding, or a nonconformity.

    Attributes:
        root: the record that it was first written in: what follows from one finding is no repetition of it.
    """

    day: date
    root: str
    name: str
    at: At


@rule("SMS709", "repeated-finding", _INFO)
def repeated_finding(snapshot: Snapshot) -> Iterator[Problem]:
    """The same went wrong again.

    Triggered when: a major or minor finding of an audit, or a nonconformity, is about the same clause and the same
    process as one of another audit, or another nonconformity, in the 24 months before. A nonconformity that
    answers a finding is the same as that finding.

    To fix this: nothing in this record. Look at the earlier one again: its cause was another, or its action did
    not help.

    Rationale: corrective action removes the cause, so that it does not happen again (ISO/IEC 20000-1, 10.1.1);
    what comes back within two years was not removed. This is a signal.
    """
    last: dict[tuple[ClauseRef, str], _Event] = {}
    known: set[tuple[ClauseRef, str, str]] = set()
    for key, event in sorted(_find_events(snapshot), key=lambda one: (one[1].day, one[1].root, one[1].name)):
        earlier = last.get(key)
        if (*key, event.root) in known:
            continue
        known.add((*key, event.root))
        last[key] = event
        if earlier is not None and event.day <= add_duration(earlier.day, _REPEATED):
            clause, process = key
            where = f" in `{quote(process)}`" if process else ""
            yield Problem(
                place=event.at.place(),
                message=f"{quote(clause.clause)}{where} was found wanting before: "
                f"{quote(earlier.name)} of {earlier.day}",
                hint="ask why the earlier action did not help",
                document=event.at.holder.name,
            )


def _find_events(snapshot: Snapshot) -> Iterator[tuple[tuple[ClauseRef, str], _Event]]:
    answers: dict[str, str] = {}
    for audit in find_audits(snapshot):
        name = audit.record.name
        for one in audit.findings if audit.record.date else ():
            if one.grade in _GRAVE:
                answers.setdefault(one.answer, name)
                if one.clause is not None and audit.record.date:
                    yield (
                        (one.clause, one.process),
                        _Event(
                            audit.record.date,
                            name,
                            f"{name}#{one.id}",
                            At(audit.record, (*one.at.key, "clause")),
                        ),
                    )
    for found in find_nonconformities(snapshot):
        record = found.record
        root = found.source.partition("#")[0] or answers.get(record.name, record.name)
        for clause in found.breaks if found.raised_on else ():
            for process in found.concerns.processes or (record.head.process,):
                if found.raised_on:
                    yield (
                        (clause, process),
                        _Event(found.raised_on, root, record.name, At(record, ("breaks",))),
                    )


@rule("SMS711", "nonconformity-incomplete", _WARNING)
def nonconformity_incomplete(snapshot: Snapshot) -> Iterator[Problem]:
    """A nonconformity, or a test that failed, was not dealt with as a whole.

    Triggered when: it has no correction, no cause, no action, or no day on which the effect is to be looked at;
    or it was closed before all of its actions were done, before anybody looked at the effect, or although they did
    not work. So is a test that failed within the setting `period`, in whole or in part, if its record asks for no
    action, no nonconformity names it under `from`, and no later test repeated it.

    To fix this: add what is missing. Take out `closed_on` until the actions are done and somebody else has seen
    that they worked, and has written so under `effect`.

    Rationale: correct, find the cause, act, look at the effect, and keep evidence of all four (ISO/IEC 20000-1,
    10.1.1 and 10.1.2).
    """
    yield from _find_failures(snapshot)
    for one in find_nonconformities(snapshot):
        if not one.structured:
            continue
        lacking = list(_find_lacking(one))
        if lacking:
            yield Problem(
                place=one.record.places.of("grade"),
                message=f"it lacks {enumerate_texts(lacking)}",
                hint="add what is missing; the cause before the action",
                document=one.record.name,
            )
        early = list(_find_haste(one))
        if early:
            yield Problem(
                place=one.record.places.of("closed_on"),
                message=f"it was closed on {one.closed_on}, and {enumerate_texts(early)}",
                hint="take out `closed_on` until the actions are done and their effect was seen",
                document=one.record.name,
            )


def _find_failures(snapshot: Snapshot) -> Iterator[Problem]:
    for one in find_trials(snapshot):
        recent = add_duration(one.day, snapshot.settings.period) >= snapshot.today
        if one.failed and not one.answered and not one.repeated and recent:
            yield Problem(
                place=one.record.places.of("result"),
                message=f"the test of {one.day} did not pass as a whole, and nothing is done about it",
                hint="write an action under `actions`, or raise a nonconformity `from` it",
                document=one.record.name,
            )


def _find_lacking(one: Nonconformity) -> Iterator[str]:
    if not one.correction.strip():
        yield "a `correction`"
    if not one.cause.strip():
        yield "a `cause`"
    if not one.actions:
        yield "an action under `actions`, with owner and day"
    if one.effect_due is None and one.checked_on is None:
        yield "the day on which the effect is looked at, `effect.due`"


def _find_haste(one: Nonconformity) -> Iterator[str]:
    closed = one.closed_on
    if closed is None:
        return
    for index, action in enumerate(one.actions):
        if action.done is None or action.done > closed:
            state = "is not done" if action.done is None else f"was done on {action.done}"
            yield f"{_name_action(action, index)} {state}"
    if one.checked_on is None:
        yield "nobody has looked at the effect (`effect.checked_on`)"
    elif one.checked_on > closed:
        yield f"the effect was looked at on {one.checked_on}"
    elif one.works is None:
        yield "nobody says whether it works (`effect.works`)"
    if one.works is False:
        yield "it does not work (`effect.works: false`)"


def _name_action(action: Action, index: int) -> str:
    return f"action {quote(action.id or str(index + 1))}"


@rule("SMS712", "action-overdue", _WARNING)
def action_overdue(snapshot: Snapshot) -> Iterator[Problem]:
    """Something that was promised by a day is not done.

    Triggered when: the day of an action of a record, of a decision of a management review, of the treatment of a
    risk or of an improvement has passed, and it is not done; the day itself is not late. Or the day has passed on
    which somebody was to look at the effect of the actions of an open nonconformity, and nobody has; or the `next`
    of a test, and no later record of kind test repeats it: with the same `test`, `plan`, process and services.

    To fix this: do it, and write the day under `done` and what came of it under `result`; in a register, set
    `state`. What was looked at stands under `effect`: `checked_on`, `by`, `works`. If the day was wrong, agree on
    another with the owner.

    Rationale: actions are implemented without undue delay, and their effect is reviewed (ISO/IEC 20000-1, 10.1.1,
    6.1.3, 9.3 and 10.2).
    """
    for one in (*find_actions(snapshot), *find_promises(snapshot)):
        if one.is_overdue(snapshot.today):
            yield Problem(
                place=one.at.place("due"),
                message=f"{_tell_action(one)} was due on {one.due} and is not done (owner: `{quote(one.owner)}`)",
                hint="do it and write the day under `done`"
                if isinstance(one.at.holder, Record)
                else "do it and set `state: done`, or agree on another day",
                document=one.at.holder.name,
            )
    for trial in find_trials(snapshot):
        if trial.planned is not None and trial.planned < snapshot.today and not trial.repeated:
            yield Problem(
                place=trial.record.places.of("next"),
                message=f"the test was to be repeated by {trial.planned}, and none is on record since {trial.day}",
                hint="repeat it and keep a record of it, or agree on another day",
                document=trial.record.name,
            )
    for found in find_nonconformities(snapshot):
        day = found.effect_due
        if found.is_open and found.checked_on is None and day is not None and day < snapshot.today:
            yield Problem(
                place=found.record.places.of("effect", "due"),
                message=f"the effect was to be looked at by {day}, and nobody has written what they saw",
                hint="look whether it happened again, and write `checked_on`, `by` and `works`",
                document=found.record.name,
            )


def _tell_action(action: Action) -> str:
    name = f"`{quote(action.id)}` " if action.id else ""
    return f'{name}"{quote(action.what, _LONGEST)}"'


@rule("SMS714", "action-changed-nothing", _WARNING)
def action_changed_nothing(snapshot: Snapshot) -> Iterator[Problem]:
    """An action is done, and the document that it was to change is as it was.

    Triggered when: an action with a day under `done` names a document or register under `documents`, and git shows
    no material revision of it from the date of the record until that day; the setting `review.tolerance` is added.
    An edit that nobody has committed counts as made today. Of days before the first commit, and without history,
    nothing is said.

    To fix this: commit the change. If the document was right after all, take it out of `documents` and say why
    under `result`.

    Rationale: corrective action includes changes to the SMS where they are needed, and evidence of what was done
    (ISO/IEC 20000-1, 10.1.1 and 10.1.2).
    """
    stories = find_stories(snapshot)
    documents: tuple[Holder, ...] = (*snapshot.registers, *snapshot.documents)
    holders = {one.head.id: one for one in documents}
    done = [one for one in find_actions(snapshot) if stories and one.done is not None and one.documents]
    begin = _find_begin(stories.values()) if done else date.max
    for action in done:
        start = action.at.holder.date if isinstance(action.at.holder, Record) else None
        if action.done is None or start is None:
            continue
        end = add_duration(action.done, snapshot.settings.review.tolerance)
        for index, name in enumerate(action.documents if begin <= end else ()):
            holder = holders.get(name)
            story = stories.get(holder.path) if holder else None
            if story is not None and not _changed(story, start, end, snapshot.today):
                yield Problem(
                    place=action.at.place("documents", index),
                    message=f"{_tell_action(action)} is done since {action.done}, and no material change of "
                    f"`{quote(name)}` landed from {start} to {end}",
                    hint="commit the change, or say under `result` why the document stays as it is",
                    document=action.at.holder.name,
                )


def _find_begin(stories: Iterable[Story]) -> date:
    """Return the day of the first commit that git knows: a collection from elsewhere has lived before.

    A file that nobody has committed has no such day, and says nothing of it.
    """
    days = (story.revision(len(story) - 1).day for story in stories)
    return min((day for day in days if day is not None), default=date.max)


def _changed(story: Story, start: date, end: date, today: date) -> bool:
    """Say whether a material change landed; what kind of change it was is asked only of those between the days."""
    return any(start <= (revision.day or today) <= end and revision.kind in _CHANGES for revision in story)


@rule("SMS746", "improvement-incomplete", _WARNING)
def improvement_incomplete(snapshot: Snapshot) -> Iterator[Problem]:
    """An improvement was closed, and nobody says why it was made or what it brought.

    Triggered when: a row of the improvements register is done or closed, was not declined, and has no assessment
    (`assessed`), no priority, no authorisation (`authorised_by` and `authorised_on`) or no `result`.

    To fix this: fill in what the message names, as far as somebody still knows it; open the row again where nobody
    has looked at the result yet.

    Rationale: opportunities for improvement are assessed by criteria, prioritised and approved, and what came of
    them is measured (ISO/IEC 20000-1, 10.2).
    """
    for register, row, at in find_rows(snapshot, "improvements"):
        over = row.text("state").casefold() in {"done", "closed"} and row.text("decision") != "declined"
        lacking = [f"`{name}`" for name in _WANTED if not row.text(name).strip()] if over else []
        if lacking and register.head.status != "retired":
            yield Problem(
                place=at.place("state"),
                message=f"`{quote(row.id)}` is {quote(row.text('state'))} and lacks {enumerate_texts(lacking)}",
                hint="say how it was assessed, who authorised it and when, and what came of it",
                document=register.name,
            )
