"""Who must learn what, who took part, and who has read what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.acknowledgements import find_impossible, find_lines
from smsdocs.analysis.management.common import find_records, find_rows
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import Duration, add_duration, parse_duration
from smsdocs.model.fields import text
from smsdocs.model.management import At, Attendance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smsdocs.model.management import Acknowledgement
    from smsdocs.model.register import Person
    from smsdocs.model.snapshot import Snapshot

EVERYBODY = "everybody"
"""What a row of the training register writes for all who hold a role."""
_SESSIONS = ("training", "awareness-session")
COUNTS = (
    "attended", "certified", "completed", "done", "held", "held the session", "instructed", "participated", "passed",
    "present", "successful", "took part", "trained", "yes",
)  # fmt: skip
"""Results with which somebody has taken part; so has who stands there without one."""
COUNTS_NOT = (
    "absent", "cancelled", "did not attend", "did not pass", "did not take part", "excused", "failed", "ill",
    "invited", "missed", "no", "no show", "not attended", "not passed", "not present", "planned",
    "postponed", "registered", "sick", "withdrew",
)  # fmt: skip
"""Results with which nobody has."""
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A row of the training register.

    Attributes:
        roles: who must take part; `everybody` stands for all who hold a role.
        interval: after which it is due again; None where once is enough.
    """

    at: At
    id: str
    title: str
    roles: tuple[str, ...]
    competences: tuple[str, ...]
    interval: Duration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """Where a person stands with a training.

    Attributes:
        last: the day they last took part; None where they never did.
        until: the last day for which that holds; None where it holds for good, or never was.
    """

    need: Need
    person: Person
    role: str
    last: date | None
    until: date | None

    def holds(self, today: date) -> bool:
        """Say whether the person has what the role asks for."""
        return self.last is not None and (self.until is None or today <= self.until)


@lru_cache(maxsize=4)
def find_needs(snapshot: Snapshot) -> tuple[Need, ...]:
    """Return every row of the training registers."""
    return tuple(
        Need(
            at=at,
            id=row.id,
            title=row.text("title") or row.id,
            roles=row.texts("roles"),
            competences=row.texts("competences"),
            interval=parse_duration(row.text("interval")),
        )
        for _, row, at in find_rows(snapshot, "training")
    )


def parse_result(result: str) -> bool | None:
    """Say whether a result means that somebody took part; None where nobody can tell."""
    words = " ".join(_WORDS.findall(result.casefold()))
    if words in COUNTS or not result.strip():
        return True
    return False if words in COUNTS_NOT else None


@lru_cache(maxsize=4)
def find_attendances(snapshot: Snapshot) -> tuple[Attendance, ...]:
    """Return who took part in what, from records of sessions and from tables.

    A line counts with a result that counts. The result of a record is a text about all of it: only one that says that
    nothing came of it, such as `cancelled`, counts against those who are named.
    """
    found = [
        Attendance(
            place=table.place(row),
            training=row.text("training"),
            person=row.text("person"),
            day=parse_date(row.text("date")),
        )
        for table in snapshot.tables
        for row in (table.rows if table.kind == "attendance" else ())
        if parse_result(row.text("result"))
    ]
    for kind in _SESSIONS:
        for record in find_records(snapshot, kind):
            training = text(record.fields, "training")
            found.extend(
                Attendance(place=record.places.of(*key), training=training, person=person, day=record.date)
                for key, person in find_entries(record.fields, "attendees")
                if training and parse_result(text(record.fields, "result")) is not False
            )
    return tuple(found)


@lru_cache(maxsize=4)
def find_learnings(snapshot: Snapshot) -> tuple[Learning, ...]:
    """Return, for each training and each person who needs it today, where they stand; each person once per training."""
    today = snapshot.today
    last: dict[tuple[str, str], date] = {}
    for one in find_attendances(snapshot):
        key = (one.training, one.person)
        if one.day is not None and one.day <= today and one.day > last.get(key, one.day.min):
            last[key] = one.day
    found = []
    for need in find_needs(snapshot):
        for person in snapshot.people:
            held = [one.role for one in person.assignments if person.holds(one.role, today)]
            role = next((one for one in held if one in need.roles or EVERYBODY in need.roles), None)
            if role is not None:
                day = last.get((need.id, person.id))
                until = add_duration(day, need.interval) if day and need.interval else None
                found.append(Learning(need=need, person=person, role=role, last=day, until=until))
    return tuple(found)


@lru_cache(maxsize=4)
def find_acknowledgements(snapshot: Snapshot) -> Mapping[tuple[str, str], Acknowledgement]:
    """Return the last acknowledgement of each person for each document, by person and document id.

    Lines that cannot be true count for nothing.
    """
    untrue = {(one.one.table.path, one.one.row.line) for one in find_impossible(snapshot)}
    found: dict[tuple[str, str], Acknowledgement] = {}
    for one in find_lines(snapshot):
        if (one.table.path, one.row.line) in untrue:
            continue
        former = found.get((one.person, one.document))
        if former is None or (one.day is not None and (former.day is None or former.day <= one.day)):
            found[one.person, one.document] = one
    return found
