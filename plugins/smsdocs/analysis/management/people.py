"""People and the roles they hold: who, from when to when, until when at all, and with which competences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.actions import find_actions, find_promises
from smsdocs.analysis.management.training import find_attendances, find_needs
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import add_duration
from smsdocs.model.fields import mappings, text
from smsdocs.model.management import At, Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from smsdocs.model.register import Assignment, Person, Row
    from smsdocs.model.snapshot import Snapshot

_WORD = re.compile(r"[\w.-]*\w")
"""An id within a text, without the full stop after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """Something a person can do, and how long its evidence holds.

    Attributes:
        name: as written.
        period: the days for which the evidence holds.
    """

    name: str
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody in the people register, with all that the row says.

    Attributes:
        at: the row.
        left_on: the last day they were there; None where they have not left.
    """

    at: At
    person: Person
    left_on: date | None
    competences: tuple[Competence, ...]

    def has_left(self, today: date) -> bool:
        """Say whether their last day has passed."""
        return self.left_on is not None and self.left_on < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A member holds a role for a time."""

    member: Member
    assignment: Assignment

    @property
    def at(self) -> At:
        """The assignment in the people register."""
        return At(self.member.at.holder, (*self.member.at.key, "assignments", self.assignment.index))

    @property
    def period(self) -> Period:
        """From when to when."""
        return Period(start=self.assignment.start, end=self.assignment.end)


@dataclass(frozen=True, kw_only=True)
class Tenure:
    """Everybody who ever held a role, in the order of the register. Backwards assignments are left out."""

    role: str
    holdings: tuple[Holding, ...]

    def find_holders(self, day: date) -> tuple[Member, ...]:
        """Return who holds the role on a day, each once."""
        found = {id(one.member): one.member for one in self.holdings if one.period.holds(day)}
        return tuple(found.values())

    @cached_property
    def _spans(self) -> tuple[Period, ...]:
        """The times in which somebody holds the role, those that overlap made one."""
        found: list[Period] = []
        for one in sorted((one.period for one in self.holdings), key=lambda one: str(one.start or "")):
            last = found[-1] if found else None
            if last is None or (last.end is not None and one.start is not None and last.end < one.start):
                found.append(one)
            elif last.end is not None and (one.end is None or one.end > last.end):
                found[-1] = Period(start=last.start, end=one.end)
        return tuple(found)

    def is_held(self, day: date) -> bool:
        """Say whether anybody holds the role on a day."""
        return any(span.holds(day) for span in self._spans)

    def find_last_day(self, day: date) -> date | None:
        """Return the last day before `day` on which somebody held the role; None where nobody did, or does."""
        ends = [span.end for span in self._spans if span.end is not None and span.end < day]
        return ends[-1] if ends and not self.is_held(day) else None

    def find_next_day(self, day: date) -> date | None:
        """Return the first day after `day` on which somebody begins to hold it."""
        return next((span.start for span in self._spans if span.start is not None and span.start > day), None)


@lru_cache(maxsize=4)
def find_members(snapshot: Snapshot) -> tuple[Member, ...]:
    """Return everybody in the people registers."""
    return tuple(
        Member(
            at=At(register, ("rows", person.index)),
            person=person,
            left_on=parse_date(row.fields.get("left_on")),
            competences=tuple(_find_competences(row)),
        )
        for register in snapshot.registers
        for person, row in zip(register.people, register.rows, strict=False)  # a people register has both
    )


def _find_competences(row: Row) -> Iterator[Competence]:
    for _, entry in mappings(row.fields, "competences"):
        if text(entry, "competence"):
            yield Competence(
                name=text(entry, "competence"),
                period=Period(start=parse_date(entry.get("since")), end=parse_date(entry.get("until"))),
            )


@lru_cache(maxsize=4)
def find_tenures(snapshot: Snapshot) -> Mapping[str, Tenure]:
    """Return who held each role, by role; a role that was never given to anybody is not in it."""
    found: dict[str, list[Holding]] = {}
    for member in find_members(snapshot):
        for one in member.person.assignments:
            backwards = one.start is not None and one.end is not None and one.end < one.start
            if one.role and not backwards:  # SMS215 tells of those
                found.setdefault(one.role, []).append(Holding(member=member, assignment=one))
    return {role: Tenure(role=role, holdings=tuple(holdings)) for role, holdings in found.items()}


@lru_cache(maxsize=4)
def find_conflicts(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    """Return, by role, the roles that nobody may hold with it; it is enough that one of the two says so."""
    found: dict[str, set[str]] = {}
    for role, row in snapshot.roles.items():
        for other in row.texts("not_with"):
            if other != role:
                found.setdefault(role, set()).add(other)
                found.setdefault(other, set()).add(role)
    return {role: frozenset(others) for role, others in found.items()}


def find_overlap(one: Period, other: Period) -> Period | None:
    """Return the days that two periods share; None where they share none."""
    start = max((day for day in (one.start, other.start) if day is not None), default=None)
    end = min((day for day in (one.end, other.end) if day is not None), default=None)
    return None if start is not None and end is not None and end < start else Period(start=start, end=end)


def fold(competence: str) -> str:
    """Return a competence as it is compared: letters' case and white space do not count."""
    return " ".join(competence.split()).casefold()


def find_lacking(required: Iterable[str], member: Member, today: date) -> dict[str, Competence | None]:
    """Return the required competences of which nothing shows today that the member has them.

    The value is the last evidence, where it no longer or not yet holds.
    """
    held = {fold(one.name) for one in member.competences if one.period.holds(today)}
    known = {fold(one.name): one for one in member.competences}
    return {name: known.get(fold(name)) for name in required if fold(name) not in held}


@lru_cache(maxsize=4)
def find_taught(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    """Return, by person, the folded competences that a training gave them, or will: they are on its list.

    What is due again and was not repeated no longer counts.
    """
    needs = {need.id: need for need in find_needs(snapshot)}
    found: dict[str, set[str]] = {}
    for one in find_attendances(snapshot):
        need = needs.get(one.training)
        if need is None or one.day is None or not need.competences:
            continue
        if need.interval is None or add_duration(one.day, need.interval) >= snapshot.today:
            found.setdefault(one.person, set()).update(map(fold, need.competences))
    return {person: frozenset(competences) for person, competences in found.items()}


@lru_cache(maxsize=4)
def find_intended(snapshot: Snapshot) -> Mapping[str, frozenset[str]]:
    """Return, by person and by role, the folded competences of the role register that an open action names with them.

    A role stands in the text of the action or owns it.
    """
    texts: dict[str, list[str]] = {}
    for one in (*find_actions(snapshot), *find_promises(snapshot)):
        if one.is_open:
            for name in {one.owner, *_WORD.findall(one.what)}:
                texts.setdefault(name, []).append(fold(one.what))
    found: dict[str, frozenset[str]] = {}
    for role, row in snapshot.roles.items():
        required = {fold(one) for one in row.texts("competences")}
        found[role] = frozenset(one for one in required if any(one in text for text in texts.get(role, ())))
    for member in find_members(snapshot):
        mine = texts.get(member.person.id, ())
        roles = {one.role for one in member.person.assignments} if mine else ()
        wanted = {
            fold(one)
            for role in roles
            if role in snapshot.roles
            for one in snapshot.roles[role].texts("competences")
        }
        found[member.person.id] = frozenset(one for one in wanted if any(one in text for text in mine))
    return found
