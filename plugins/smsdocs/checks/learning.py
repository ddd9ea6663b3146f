"""SMS7xx: trainings that are missing, results that nobody can tell, and records that follow an older text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.rounds import find_leavers
from smsdocs.analysis.management.training import (
    COUNTS,
    COUNTS_NOT,
    find_learnings,
    parse_result,
)
from smsdocs.analysis.nearest import Slips
from smsdocs.analysis.story import find_stories
from smsdocs.checks.mentions import name_readers, quote
from smsdocs.checks.rule import rule
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import add_duration
from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from smsdocs.analysis.management.training import Learning
    from smsdocs.model.document import Document
    from smsdocs.model.place import Place
    from smsdocs.model.register import Record
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
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
    return "; ".join(f"{name_readers(people)} {words}" for people, words in parts if people)


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
    slips = {what: Slips() for what in known}
    for (document, what, name), places in found.items():
        more = f", which stands here {len(places)} times" if len(places) > 1 else ""
        yield Problem(
            place=places[0],
            message=f"there is no {what} `{quote(name)}`{more}",
            hint=slips[what].suggest(name, known[what], _WHERE[what]),
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
