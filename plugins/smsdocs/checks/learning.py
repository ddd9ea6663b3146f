"""SMS7xx: trainings that are missing, and texts that changed since somebody read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.acknowledgements import find_approval, find_impossible, parse_version
from smsdocs.analysis.management.rounds import find_leavers
from smsdocs.analysis.management.training import (
    COUNTS,
    COUNTS_NOT,
    find_acknowledgements,
    find_learnings,
    parse_result,
)
from smsdocs.analysis.nearest import suggest
from smsdocs.analysis.story import find_stories
from smsdocs.checks.mentions import quote, tell_changes, tell_revision
from smsdocs.checks.rule import rule
from smsdocs.model.dates import parse_date
from smsdocs.model.document import State
from smsdocs.model.duration import add_duration
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.history import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smsdocs.analysis.management.training import Learning
    from smsdocs.analysis.story import Story
    from smsdocs.model.document import Document
    from smsdocs.model.history import Revision
    from smsdocs.model.management import Acknowledgement
    from smsdocs.model.place import Place
    from smsdocs.model.register import Record
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_SHOWN = 8
"""People whom one message names."""
_ATTENDED = frozenset({"awareness-session", "customer-review", "supplier-review", "training"})
_TABLES = ("attendance", "acknowledgement")
_UNFINISHED = frozenset({"draft", "in-review"})


@rule("SMS718", "training-missing", _WARNING)
def training_missing(snapshot: Snapshot) -> Iterator[Problem]:
    """People hold a role and lack a training that it asks for.

    Triggered when: a row of the training register names a role, and somebody who holds it today never took part,
    or the interval of the row has passed since they last did; the day itself is not late. A line of a table of
    attendance counts where its `result` is empty or says that they took part. Who has left is left out. One
    finding per training.

    To fix this: hold the training, and name who took part in a record or in a line of a table of attendance.

    Rationale: who does the work must be competent for it and know what it is for, and there is evidence of that
    (ISO/IEC 20000-1, 7.2 and 7.3).
    """
    leavers = find_leavers(snapshot)
    lacking: dict[int, list[Learning]] = {}
    for one in find_learnings(snapshot):
        if one.person.id not in leavers and not one.holds(snapshot.today):
            lacking.setdefault(id(one.need), []).append(one)
    for many in lacking.values():
        need = many[0].need
        yield Problem(
            place=need.at.place(),
            message=f"`{need.id}` is missing: {_tell_lacking(many)}",
            hint="hold it, and write down who took part",
            document=need.at.holder.name,
        )


def _tell_lacking(many: Sequence[Learning]) -> str:
    never = [one.person.id for one in many if one.last is None]
    again = [one.person.id for one in many if one.last is not None]
    parts = ((never, "never took part"), (again, "took part too long ago"))
    return "; ".join(f"{_name_people(people)} {words}" for people, words in parts if people)


def _name_people(people: Sequence[str]) -> str:
    """Return ids of people, the first of many and how many more there are."""
    more = len(people) - _SHOWN
    named = ", ".join(quote(one) for one in people[:_SHOWN])
    return f"{named} and {more} more ({len(people)} people)" if more > 0 else named


@rule("SMS719", "unknown-training-or-person", _ERROR)
def unknown_training_or_person(snapshot: Snapshot) -> Iterator[Problem]:
    """A record of a training or of reading names somebody or something that does not exist.

    Triggered when: a line of a table of attendance or acknowledgement, a training, an awareness session or a
    review with a customer or supplier names a person, a training or a document that there is none of. Without a
    people or training register nobody can say; and nothing is said of evidence older than the setting `period`,
    since people and trainings leave their registers. One finding per file and id.

    To fix this: use the id of the register; the hint names the nearest.

    Rationale: evidence of competence counts for the person it names (ISO/IEC 20000-1, 7.2).
    """
    known = {
        "person": {person.id for person in snapshot.people if person.id},
        "training": {row.id for one in snapshot.registers if one.kind == "training" for row in one.rows},
        "document": {one.head.id for one in snapshot.holders if one.head.id},
    }
    found: dict[tuple[str, str, str], list[Place]] = {}
    for place, day, what, name, document in _find_mentions(snapshot):
        present = day is None or add_duration(day, snapshot.settings.period) >= snapshot.today
        if present and name and known[what] and name not in known[what]:
            found.setdefault((document, what, name), []).append(place)
    for (document, what, name), places in found.items():
        more = f", which stands here {len(places)} times" if len(places) > 1 else ""
        yield Problem(
            place=places[0],
            message=f"there is no {what} `{quote(name)}`{more}",
            hint=suggest(name, known[what], _WHERE[what]),
            document=document,
        )


_WHERE = {
    "person": "add them to the people register",
    "training": "add it to the training register",
    "document": "use the id of a document",
}


def _find_mentions(snapshot: Snapshot) -> Iterator[tuple[Place, date | None, str, str, str]]:
    """Yield whatever evidence names: where, of which day, what it is, its id, and the file that says so."""
    for table in snapshot.tables:
        for row in table.rows if table.kind in _TABLES else ():
            for what in ("person", "training", "document"):
                yield table.place(row), parse_date(row.text("date")), what, row.text(what), table.path
    for record in snapshot.records:
        if record.kind in _ATTENDED:
            for name, what in (("training", "training"), ("attendees", "person")):
                for key, one in find_entries(record.fields, name):
                    yield record.places.of(*key), record.date, what, one, record.name


@rule("SMS740", "unknown-result", _ERROR)
def unknown_result(snapshot: Snapshot) -> Iterator[Problem]:
    """Nobody can tell from a result whether somebody took part.

    Triggered when: the `result` of a line of a table of attendance is neither one of the words that count (took
    part, attended, passed ...) nor one of those that do not (absent, excused, failed ...). Such a line counts for
    nothing. One finding per file and word.

    To fix this: use a word of the lists that the hint names; a mark such as `4 of 5` goes into the column `note`.

    Rationale: a list of who was invited shows no competence (ISO/IEC 20000-1, 7.2).
    """
    found: dict[tuple[str, str], list[Place]] = {}
    for table in snapshot.tables:
        for row in table.rows if table.kind == "attendance" else ():
            if parse_result(row.text("result")) is None:
                found.setdefault((table.path, row.text("result")), []).append(table.place(row))
    for (path, result), places in found.items():
        more = f"; it stands here {len(places)} times" if len(places) > 1 else ""
        yield Problem(
            place=places[0],
            message=f"`{quote(result)}` does not say whether they took part{more}",
            hint=f"these count: {', '.join(COUNTS)}; these do not: {', '.join(COUNTS_NOT)}",
            document=path,
        )


@rule("SMS741", "impossible-acknowledgement", _ERROR)
def impossible_acknowledgement(snapshot: Snapshot) -> Iterator[Problem]:
    """Somebody is said to have read what nobody can have read.

    Triggered when: a line of a table of acknowledgement is of a day that is still to come, or names a version that
    is newer than any that the document ever had, as far as git and its present text tell. Such a line counts for
    nothing. One finding per file and version, or day.

    To fix this: write the version that was read, and the day on which it was.

    Rationale: what is written down before it happened is no evidence (ISO/IEC 20000-1, 7.3 and 7.5.3).
    """
    found: dict[tuple[str, str, str], list[Place]] = {}
    for doubted in find_impossible(snapshot):
        one = doubted.one
        if doubted.latest:
            name = quote(one.document)
            message = f"there has never been a version {quote(one.version)} of `{name}`"
            hint = f"its newest is {quote(doubted.latest)}"
        else:
            message, hint = f"{one.day} is still to come", "give the day on which it was read"
        found.setdefault((one.table.path, message, hint), []).append(one.table.place(one.row))
    for (path, message, hint), places in found.items():
        more = f"; {len(places)} lines here say so" if len(places) > 1 else ""
        yield Problem(place=places[0], message=f"{message}{more}", hint=hint, document=path)


@rule("SMS720", "acknowledgement-outdated", _WARNING)
def acknowledgement_outdated(snapshot: Snapshot) -> Iterator[Problem]:
    """People have read an older text of a document than the one in force.

    Triggered when: the last acknowledgement of somebody who holds a role is of an older text than the one in force,
    and a material change landed since, whether or not the version was raised. Where git does not know the text of
    that day, the versions decide, and whether this one was approved by then. One finding per document, at its
    latest outdated line.

    To fix this: have them read the version in force, and add a line for each.

    Rationale: who has not read what changed works by the old rule (ISO/IEC 20000-1, 7.3 and 7.5.3).
    """
    for document, many in _find_older(snapshot):
        approved = _find_approval(snapshot, document, many)
        found = list(_keep_material(snapshot, document, many, approved))
        if found:
            last = max((one for one, _ in found), key=lambda one: one.day or date.min)
            changes = [revision for _, revision in found if revision is not None]
            told = f"; it changed {tell_revision(changes[0])}{tell_changes(changes[0])}" if changes else ""
            told += f"; version {quote(document.head.version)} was approved on {approved}" if approved else ""
            people = [f"{one.person} ({_tell_read(document, one, approved)})" for one, _ in found]
            yield Problem(
                place=last.table.place(last.row),
                message=f"{quote(document.name)} is in force as {quote(document.head.version)}, and "
                f"these acknowledged an older {_name_text(document, found)}: {_name_people(people)}{told}",
                hint=f"have them read version {quote(document.head.version)}, and add a line for each",
                document=document.name,
            )


def _find_older(snapshot: Snapshot) -> list[tuple[Document, list[Acknowledgement]]]:
    """Return each document in force with the last acknowledgements, by present people, of older versions."""
    leavers, today = find_leavers(snapshot), snapshot.today
    present = {
        person.id
        for person in snapshot.people
        if person.id not in leavers and any(person.holds(one.role, today) for one in person.assignments)
    }
    texts = snapshot.text_in_force.documents_by_id
    found: dict[str, list[Acknowledgement]] = {}
    for one in find_acknowledgements(snapshot).values():
        document = texts.get(one.document)
        if (
            document is not None
            and document.head.state(today) is State.IN_FORCE
            and one.day is not None
            and (one.person in present or not snapshot.people)
            and (_is_older(one.version, document.head.version) or _is_doubtful(snapshot, one, document))
        ):
            found.setdefault(one.document, []).append(one)
    return [(texts[name], many) for name, many in sorted(found.items())]


def _is_doubtful(snapshot: Snapshot, one: Acknowledgement, document: Document) -> bool:
    """Say whether the text that was read may be another of the same version: git can tell, or it was not approved."""
    known = document.path in find_stories(snapshot)
    return one.version == document.head.version and (known or _precedes(one, document.head.approved_on))


def _precedes(one: Acknowledgement, day: date | None) -> bool:
    return one.day is not None and day is not None and one.day < day


def _find_approval(snapshot: Snapshot, document: Document, many: Iterable[Acknowledgement]) -> date | None:
    """Return the day before which nobody can have read the approved text; looked up only where somebody may have."""
    head = document.head
    asked = any(one.version == head.version and _precedes(one, head.approved_on) for one in many)
    return find_approval(snapshot, document) if asked else None


def _tell_read(document: Document, one: Acknowledgement, approved: date | None) -> str:
    early = one.version == document.head.version and _precedes(one, approved)
    return f"{quote(one.version)}{', too early' if early else ''}"


def _name_text(document: Document, found: Iterable[tuple[Acknowledgement, object]]) -> str:
    older = all(_is_older(one.version, document.head.version) for one, _ in found)
    return "version" if older else "text"


def _is_older(version: str, present: str) -> bool:
    """Say whether a version is older than another; where one of them is no number, whether they differ."""
    if not present:
        return False
    one, other = parse_version(version), parse_version(present)
    if one is None or other is None:
        return version.strip().casefold() != present.strip().casefold()
    return one < other


def _keep_material(
    snapshot: Snapshot, document: Document, many: Iterable[Acknowledgement], approved: date | None
) -> Iterator[tuple[Acknowledgement, Revision | None]]:
    """Yield those after which the text changed materially, with the newest such change where git knows it.

    Where git does not, those of the present version from before it was `approved` are among them.
    """
    story = find_stories(snapshot).get(document.path)
    if story is None:
        yield from ((one, None) for one in many)
        return
    texts = _list_texts(snapshot, document, story)
    newest = next((one for one in texts if one.revision.kind in {Kind.MATERIAL, Kind.CREATED}), None)
    known: dict[tuple[str, date | None], int | None] = {}
    for one in many:
        key = (one.version, one.day)
        if key not in known:
            known[key] = _find_read(texts, one)
        read = known[key]
        if read is None and one.version == document.head.version:  # they read it before the repository began
            if _precedes(one, approved):
                yield one, None
            continue
        if newest is not None and (read is None or newest.index < read):
            yield one, newest.revision if newest.revision.kind is Kind.MATERIAL else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text of a document: what its head says, and the revision that left it."""

    index: int
    version: str
    status: str
    revision: Revision


def _list_texts(snapshot: Snapshot, document: Document, story: Story) -> list[_Text]:
    """Return the texts of a document from the one in force back, newest first."""
    earlier = snapshot.in_force.get(document.path)
    start = 0
    if earlier is not None:
        commits = (change.commit.oid if change.commit else None for change in story.changes)
        start = next((index for index, oid in enumerate(commits) if oid == earlier.revision.oid), 0)
    return [
        _Text(
            index=index,
            version=story.version(index).text("version"),
            status=story.version(index).text("status"),
            revision=story.revision(index),
        )
        for index in range(start, len(story))
    ]


def _find_read(texts: Sequence[_Text], one: Acknowledgement) -> int | None:
    """Return the text that somebody acknowledged: of that version, approved, landed by that day; else any by then."""
    by_then = [text for text in texts if text.revision.day and one.day and text.revision.day <= one.day]
    same = [text for text in by_then if text.version == one.version]
    approved = [text for text in same if text.status == "approved"]
    return next((text.index for text in (*approved, *same, *by_then)), None)


@rule("SMS721", "record-followed-outdated", _INFO)
def record_followed_outdated(snapshot: Snapshot) -> Iterator[Problem]:
    """A record followed a document that was not in force.

    Triggered when: a record says that it `follows` a document that another had replaced by the day of the record
    (`supersedes`), that was retired before it, or that has never been approved. When a document was retired is
    asked of git; without history only what replaced it tells.

    To fix this: name the document that was followed; if it was the old one, see what the new one would have
    asked for.

    Rationale: what was done by an outdated rule is no evidence for the present one (ISO/IEC 20000-1, 7.5.3:
    prevention of the use of obsolete documented information).
    """
    successors = _find_successors(snapshot)
    retired: dict[str, date | None] = {}
    for record in snapshot.records:
        day = record.date
        if day is None or record.head.status in {*_UNFINISHED, "retired"}:
            continue
        for key, name in find_entries(record.fields, "follows"):
            document = snapshot.documents_by_id.get(name)
            if document is None:
                continue
            if name not in retired:
                retired[name] = _find_retirement(snapshot, document)
            reason = _judge_followed(snapshot, document, day, successors.get(name), retired[name])
            if reason:
                yield _describe_followed(record, record.places.of(*key), name, reason)


def _describe_followed(record: Record, place: Place, name: str, reason: str) -> Problem:
    return Problem(
        place=place,
        message=f"`{quote(name)}` {reason}",
        hint="name the document that was in force and was followed",
        document=record.name,
    )


def _judge_followed(
    snapshot: Snapshot,
    document: Document,
    day: date,
    successor: tuple[date, str] | None,
    retired: date | None,
) -> str:
    """Return why a document was not to be followed on a day; empty where it was."""
    if successor is not None and successor[0] <= day:
        return f"was replaced by `{quote(successor[1])}` on {successor[0]}, before this record of {day}"
    if retired is not None and retired < day:
        return f"was retired on {retired}, before this record of {day}"
    head = document.head
    never = head.status in _UNFINISHED and head.approved_on is None
    if never and document.path not in snapshot.in_force:
        return "has never been approved"
    return ""


def _find_successors(snapshot: Snapshot) -> dict[str, tuple[date, str]]:
    """Return for each document that another replaces the first day on which it did, and which."""
    found: dict[str, tuple[date, str]] = {}
    for document in snapshot.documents:
        day = document.head.effective_from or document.head.approved_on
        if document.head.status == "approved" and day is not None:
            for name in document.supersedes:
                found[name] = min(found.get(name, (day, document.name)), (day, document.name))
    return found


def _find_retirement(snapshot: Snapshot, document: Document) -> date | None:
    """Return the day on which git saw a retired document retired; None where it is not, or git does not know."""
    story = find_stories(snapshot).get(document.path) if document.head.status == "retired" else None
    found = None
    for index in range(len(story) if story else 0):
        if story is None or story.version(index).text("status") != "retired":
            break
        at = story.at(index)
        found = at.date() if at else snapshot.today
    return found
