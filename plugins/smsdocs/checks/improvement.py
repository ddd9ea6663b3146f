"""SMS7xx: nonconformities, actions and management reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.actions import find_actions, find_promises
from smsdocs.analysis.management.audits import find_audits, find_programmes
from smsdocs.analysis.management.common import find_records
from smsdocs.analysis.management.management_reviews import find_management_reviews
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.analysis.nearest import find_nearest, suggest
from smsdocs.analysis.story import find_stories
from smsdocs.checks.mentions import enumerate_texts, name_field, quote
from smsdocs.checks.rule import rule
from smsdocs.model.duration import Duration, add_duration
from smsdocs.model.fields import mapping, mappings, text
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.history import Kind
from smsdocs.model.management import At, Grade
from smsdocs.model.register import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from smsdocs.analysis.story import Story
    from smsdocs.model.clause import ClauseRef
    from smsdocs.model.document import Value
    from smsdocs.model.management import Action, ManagementReview, Nonconformity
    from smsdocs.model.place import Key
    from smsdocs.model.register import Holder, Person
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_STRUCTURE = {
    "audit": ("scope", ("scope", "period", "criteria", "auditors", "findings")),
    "nonconformity": ("grade", ("grade", "cause", "correction", "actions", "effect")),
    "management-review": ("inputs", ("inputs", "attendees", "decisions")),
}
"""By kind of record: the field that tells whether it says anything in fields, and those that it wants."""
_REPEATED = Duration(24, 0)
_YEAR = Duration(12, 0)
_NAMED = 8
_LONGEST = 80
_GRAVE = frozenset({Grade.MAJOR, Grade.MINOR})
_CHANGES = frozenset({Kind.CREATED, Kind.MATERIAL})
_TOP = ("top-management", "sms-owner")
_FOLLOWED = frozenset({"improvement", "change"})


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
    """A nonconformity was not dealt with as a whole.

    Triggered when: it has no correction, no cause, no action, or no day on which the effect is to be looked at;
    or it was closed before all of its actions were done, before anybody looked at the effect, or although they did
    not work.

    To fix this: add what is missing. Take out `closed_on` until the actions are done and somebody else has seen
    that they worked, and has written so under `effect`.

    Rationale: correct, find the cause, act, look at the effect, and keep evidence of all four (ISO/IEC 20000-1,
    10.1.1 and 10.1.2).
    """
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
    which somebody was to look at the effect of the actions of an open nonconformity, and nobody has.

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


@rule("SMS713", "unknown-in-record", _ERROR)
def unknown_in_record(snapshot: Snapshot) -> Iterator[Problem]:
    """A record names something that does not exist.

    Triggered when: an audit, an audit programme, a nonconformity or a management review names a person who is
    not in the people register; a process that neither the model nor a document knows; a service that the services
    register does not have; a document, or a finding of an audit, that is none; an `answer` that is the id of no
    record and of no row; or an action names a document that is none. Persons and services are only looked at
    where there is such a register.

    To fix this: mend the spelling, or add what is missing to its register. People from outside stand in the
    register too, with `external: true`.

    Rationale: an answer that nobody finds is none (ISO/IEC 20000-1, 7.5.3), and whether an auditor was impartial
    cannot be told of a stranger (9.2.2).
    """
    known = _Known(snapshot)
    for at, kind, name in _find_mentions(snapshot):
        there = known.of(kind)
        if there and name not in there:
            yield Problem(
                place=at.place(),
                message=f"there is no {_KINDS[kind]} `{quote(name)}`",
                hint=suggest(name, there, _OTHERWISE.get(kind, "")),
                document=at.holder.name,
            )


_KINDS = {
    "person": "person",
    "process": "process",
    "service": "service",
    "document": "document",
    "answer": "record or row",
    "finding": "finding",
}
_OTHERWISE = {
    "person": "add them to the people register",
    "process": "describe it in a document of type process",
    "service": "add it to the services register",
    "document": "a retired document keeps its file and its id",
    "answer": "write the id of a nonconformity, or of a row of a register",
    "finding": "write the id of the audit's record, `#` and the id of the finding",
}


class _Known:
    """What there is, by kind; each is put together when somebody asks."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._found: dict[str, Collection[str]] = {}

    def of(self, kind: str) -> Collection[str]:
        """Return the names there are; empty where nobody can tell."""
        if kind not in self._found:
            self._found[kind] = self._find(kind)
        return self._found[kind]

    def _find(self, kind: str) -> Collection[str]:
        snapshot = self._snapshot
        documents = {one.head.id for one in snapshot.holders if one.head.id}
        if kind == "person":
            return {person.id for person in snapshot.people if person.id}
        if kind == "process":
            described = (one.head.process for one in snapshot.documents if one.head.type == "process")
            return {*snapshot.processes, *described}
        if kind == "service":
            return snapshot.services.keys()
        if kind == "answer":
            return documents | {row.id for register in snapshot.registers for row in register.rows if row.id}
        if kind == "finding":
            return {
                f"{audit.record.name}#{one.id}" for audit in find_audits(snapshot) for one in audit.findings
            }
        return documents


def _find_mentions(snapshot: Snapshot) -> Iterator[tuple[At, str, str]]:
    """Yield what records name, each with its place and its kind."""
    yield from _find_mentions_of_audits(snapshot)
    for found in find_nonconformities(snapshot):
        record = found.record
        yield from _find_in_scope(record, mapping(record.fields, "concerns"), ("concerns",))
        yield from _find_text(
            At(record, ("effect",)), "by", text(mapping(record.fields, "effect"), "by"), "person"
        )
        if "#" in found.source:
            yield from _find_text(At(record), "from", found.source, "finding")
    for review in find_management_reviews(snapshot):
        yield from _find_text(At(review.record), "chair", review.chair, "person")
        yield from _find_texts(review.record, review.record.fields, "attendees", "person")
    for action in find_actions(snapshot):
        for index, name in enumerate(action.documents):
            yield At(action.at.holder, (*action.at.key, "documents", index)), "document", name


def _find_mentions_of_audits(snapshot: Snapshot) -> Iterator[tuple[At, str, str]]:
    for audit in find_audits(snapshot):
        record = audit.record
        for name in ("auditors", "auditees"):
            yield from _find_texts(record, record.fields, name, "person")
        yield from _find_in_scope(record, mapping(record.fields, "scope"), ("scope",))
        for one in audit.findings:
            yield from _find_text(one.at, "process", one.process, "process")
            yield from _find_text(one.at, "answer", one.answer, "answer")
    for programme in find_programmes(snapshot):
        for index, entry in mappings(programme.record.fields, "audits"):
            yield from _find_texts(programme.record, entry, "auditors", "person", ("audits", index))
            yield from _find_in_scope(programme.record, entry, ("audits", index))


def _find_in_scope(record: Record, fields: Mapping[str, Value], key: Key) -> Iterator[tuple[At, str, str]]:
    for name, kind in (("processes", "process"), ("services", "service"), ("documents", "document")):
        yield from _find_texts(record, fields, name, kind, key)


def _find_texts(
    record: Record, fields: Mapping[str, Value], name: str, kind: str, key: Key = ()
) -> Iterator[tuple[At, str, str]]:
    for further, written in find_entries(fields, name):
        yield At(record, (*key, *further)), kind, written


def _find_text(at: At, name: str, written: str, kind: str) -> Iterator[tuple[At, str, str]]:
    if written:
        yield At(at.holder, (*at.key, name)), kind, written


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
    begin = _find_begin(stories.values(), snapshot.today)
    for action in find_actions(snapshot) if stories else ():
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


def _find_begin(stories: Iterable[Story], today: date) -> date:
    """Return the day of the first revision that git knows: a collection from elsewhere has lived before."""
    return min(((story.revision(len(story) - 1).day or today) for story in stories), default=today)


def _changed(story: Story, start: date, end: date, today: date) -> bool:
    """Say whether a material change landed; what kind of change it was is asked only of those between the days."""
    return any(start <= (revision.day or today) <= end and revision.kind in _CHANGES for revision in story)


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
