"""Who audits their own work: by the roles that people held, and by what git and the approval records tell of them.

A conflict is owning, managing or working in what is audited, or approving or writing a material revision of an
audited document, within the period of the audit (evidence: independence). Documents are audited that the scope names,
that belong to one of its processes, or that claim one of its clauses as a whole or in a section; a clause that is only
implied by what a document provides does not count. All of that is judged by the texts of the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.approvals.case import Case
from smsdocs.analysis.approvals.claims import find_claims
from smsdocs.analysis.approvals.evidence import find_approvals
from smsdocs.analysis.approvals.grading import build_record_index, find_signed
from smsdocs.analysis.identities import build_identities
from smsdocs.analysis.management.audited import expand_clauses, find_audited, find_processes
from smsdocs.analysis.management.audits import find_audits, order_period
from smsdocs.analysis.management.standings import find_owning
from smsdocs.analysis.story import find_stories
from smsdocs.model.approval import Grade
from smsdocs.model.history import Kind
from smsdocs.model.management import Period
from smsdocs.model.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.analysis.approvals.case import Claim
    from smsdocs.analysis.management.audited import Subject
    from smsdocs.analysis.management.standings import Audited, Standing
    from smsdocs.analysis.story import Story
    from smsdocs.model.approval import ApprovalRecord
    from smsdocs.model.history import Author, Revision
    from smsdocs.model.management import Audit, AuditScope
    from smsdocs.model.register import Person
    from smsdocs.model.snapshot import Snapshot

__all__ = [
    "Deed",
    "RoleConflict",
    "Tie",
    "WorkConflict",
    "expand_clauses",
    "find_period",
    "find_role_conflicts",
    "find_work_conflicts",
    "is_auditor_role",
]

_AUDITOR = "auditor"
_SHOWN = 3
"""Commits of one revision that are named."""
_WRITES = frozenset({Kind.CREATED, Kind.MATERIAL})
_APPROVES = frozenset({Kind.CREATED, Kind.MATERIAL, Kind.APPROVAL})
"""Kinds of revision that put a text into use: who approves a mere review date has approved no text."""


class Tie(NamedTuple):
    """What a role has to do with something audited: `owns`, `is accountable in`, `works in`, and its name."""

    verb: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleConflict:
    """A role that an auditor held within the period, and what it has to do with what is audited."""

    role: str
    ties: tuple[Tie, ...]


class Deed(NamedTuple):
    """Something that a person did to the text of a document.

    Attributes:
        act: `wrote` or `approved`.
        how: where it shows, with the commit where there is one. May hold untrusted text.
    """

    act: str
    day: date
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkConflict:
    """What an auditor did within the period to a document that is audited, oldest first."""

    holder: Audited
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hand:
    """Somebody had a hand in a revision: by a commit of their own, or by a claim that they approved it."""

    person: Person
    index: int
    day: date
    oids: tuple[str, ...] = ()
    claim: Claim | None = None


def is_auditor_role(snapshot: Snapshot, role: str) -> bool:
    """Say whether a role is one of auditors: by its id or its title."""
    row = snapshot.roles.get(role)
    return _AUDITOR in role.casefold() or (row is not None and _AUDITOR in row.text("title").casefold())


def find_period(audit: Audit) -> Period:
    """Return whose days an audit looks at: the day it was held where it says nothing, and none after that.

    A period that is written backwards is a finding of its own, and hides nothing.
    """
    if audit.period.start is None and audit.period.end is None:
        return Period(start=audit.record.date, end=audit.record.date)
    return order_period(Period(start=audit.period.start, end=audit.period.end or audit.record.date))


def find_role_conflicts(
    snapshot: Snapshot, scope: AuditScope, person: Person, period: Period
) -> tuple[RoleConflict, ...]:
    """Return the roles that somebody held in a period and that had to do with what is audited, on a day of it.

    Of what merely claims a clause, documents count that describe a process. Consulted and informed are no conflict;
    neither is it that auditors work as auditors in the process of internal audit.
    """
    held = [one for one in person.assignments if _meet(Period(start=one.start, end=one.end), period)]
    found: dict[str, dict[Tie, None]] = {}
    for role, tie, span in _find_ties(snapshot, scope, period) if held else ():
        common = _cut(span, period)
        if (
            role
            and any(one.role == role and _meet(Period(start=one.start, end=one.end), common) for one in held)
            and not (tie.verb == "works in" and is_auditor_role(snapshot, role))
        ):
            found.setdefault(role, {})[tie] = None
    return tuple(RoleConflict(role=role, ties=tuple(ties)) for role, ties in sorted(found.items()))


def _meet(one: Period, other: Period) -> bool:
    """Say whether two periods have a day in common."""
    return not (
        (one.start is not None and other.end is not None and one.start > other.end)
        or (one.end is not None and other.start is not None and one.end < other.start)
    )


def _cut(one: Period, other: Period) -> Period:
    """Return what two periods have in common."""
    starts = [day for day in (one.start, other.start) if day is not None]
    ends = [day for day in (one.end, other.end) if day is not None]
    return Period(start=max(starts, default=None), end=min(ends, default=None))


@lru_cache(maxsize=128)
def _find_ties(snapshot: Snapshot, scope: AuditScope, period: Period) -> tuple[tuple[str, Tie, Period], ...]:
    """Return each role that had to do with what is audited, in what way, and in which span of days."""
    owned = {name: f"process {name}" for name in find_processes(snapshot, scope)}
    owned |= {name: f"service {name}" for name in scope.services}
    found: list[tuple[str, Tie, Period]] = []
    for subject in find_audited(snapshot, scope, period):
        name = subject.holder.name
        for one in subject.standings:
            if _is_worked_in(one, scope):
                found += _find_ties_of(one, name)
                owned |= dict.fromkeys((one.id, name), name)
    for row, span in find_owning(snapshot, "roles", period):
        found += [(row.id, Tie("owns", owned[name]), span) for name in row.owns if name in owned]
    for row, span in find_owning(snapshot, "services", period):
        if row.id in scope.services:
            found.append((row.owner, Tie("owns", f"service {row.id}"), span))
    return tuple(found)


def _is_worked_in(one: Standing, scope: AuditScope) -> bool:
    """Say whether roles count: it is named, or belongs to a named process, or describes or serves a process."""
    named = one.id in scope.documents or one.holder.head.id in scope.documents
    serves = isinstance(one.holder, Register) and bool(one.process)
    return named or one.process in scope.processes or one.type == "process" or serves


def _find_ties_of(one: Standing, name: str) -> Iterator[tuple[str, Tie, Period]]:
    yield one.owner, Tie("owns", name), one.span
    yield one.accountable, Tie("is accountable in", name), one.span
    yield from ((role, Tie("works in", name), one.span) for role in one.responsible)


def find_work_conflicts(snapshot: Snapshot, audit: Audit, person: Person) -> Iterator[WorkConflict]:
    """Yield what an auditor wrote or approved of the audited documents within the period of the audit."""
    period = find_period(audit)
    for subject in find_audited(snapshot, audit.scope, period):
        deeds = sorted(_find_deeds(snapshot, subject, person, period), key=lambda deed: deed.day)
        if deeds:
            yield WorkConflict(holder=subject.holder, deeds=tuple(deeds))


def _find_deeds(snapshot: Snapshot, subject: Subject, person: Person, period: Period) -> list[Deed]:
    path = subject.holder.path
    story = find_stories(snapshot).get(path)
    hands = [hand for hand in _find_hands(snapshot).get((path, person.id), ()) if period.holds(hand.day)]
    found = list(_judge_hands(story, hands)) if story else []
    for record in _find_records(snapshot).get((person.id, path), ()):
        told = f"({record.place})"
        if record.day and period.holds(record.day) and not any(told in deed.how for deed in found):
            found.append(Deed("approved", record.day, f"approval record {told}{_tell_commits(record)}"))
    if not any(deed.act == "approved" for deed in found):
        found.extend(_find_plain_approvals(snapshot, subject, person, period))
    return found


def _tell_commits(record: ApprovalRecord) -> str:
    return f" of {record.commits[-1][:10]}" if record.commits else ""


def _judge_hands(story: Story, hands: Iterable[_Hand]) -> Iterator[Deed]:
    """Yield what had to do with a material text; what kind of change it was is asked of these few only."""
    seen: set[tuple[str, int]] = set()
    for hand in hands:
        revision = story.revision(hand.index)
        role = story.version(hand.index).text("approver")
        act, how = _judge_hand(hand, revision, approves=hand.person.holds(role, hand.day))
        unspoken = hand.claim is not None and not hand.claim.spoken
        if act and (act, hand.index) not in seen and not (unspoken and ("wrote", hand.index) in seen):
            seen.add((act, hand.index))
            yield Deed(act, hand.day, how)


def _judge_hand(hand: _Hand, revision: Revision, *, approves: bool) -> tuple[str, str]:
    """Return what a hand in a revision was, and where it shows; nothing where it had to do with no material text."""
    claim = hand.claim
    if claim is None:
        landed = "" if hand.oids == (revision.oid,) else f", which landed with {revision.short}"
        more = f" and {len(hand.oids) - _SHOWN} more" if len(hand.oids) > _SHOWN else ""
        how = f"in {', '.join(oid[:10] for oid in hand.oids[:_SHOWN])}{more}{landed}"
        if revision.kind in _WRITES:
            return "wrote", how
        if revision.covered:  # a declaration saves a review, and makes nobody innocent
            return "wrote", f"{how}, declared immaterial"
        return ("approved", how) if revision.kind is Kind.APPROVAL and approves else ("", "")
    if claim.approval.grade is Grade.RECORD:
        return "approved", f"{claim.approval.detail} of the text in {revision.short}"
    if revision.kind in _APPROVES and (claim.spoken or approves):
        return "approved", claim.approval.detail
    return "", ""


def _find_plain_approvals(
    snapshot: Snapshot, subject: Subject, person: Person, period: Period
) -> Iterator[Deed]:
    """Yield a signed approval of the present text, and approvals on whose day nobody else held the approver role."""
    holder = subject.holder
    evidence = find_approvals(snapshot).get(holder.path)
    best = evidence.best if evidence is not None and evidence.best.person else None
    if best is not None and best.person == person.id and best.day is not None and period.holds(best.day):
        yield Deed("approved", best.day, best.detail)
        return
    known = {snapshot.find_approved_text(holder).head.approved_on} if best is not None else set[date | None]()
    known |= {record.day for record in snapshot.approvals if record.document in {holder.name, holder.path}}
    for one in subject.standings:
        role, day = one.approver, one.approved_on
        if role and day is not None and day not in known and period.holds(day):
            known.add(day)
            if [other for other in snapshot.people if other.holds(role, day)] == [person]:
                yield Deed("approved", day, f"as the only one who held `{role}`")


@lru_cache(maxsize=4)
def _find_records(snapshot: Snapshot) -> Mapping[tuple[str, str], list[ApprovalRecord]]:
    """Return the approval records by person and path of the document that they name."""
    holders: tuple[Audited, ...] = (*snapshot.registers, *snapshot.documents)
    paths = {name: one.path for one in holders for name in (one.path, one.name)}
    found: dict[tuple[str, str], list[ApprovalRecord]] = {}
    for record in snapshot.approvals:
        if record.document in paths:
            found.setdefault((record.by, paths[record.document]), []).append(record)
    return found


class _Watched(NamedTuple):
    """An audited document or register, who audits it, and whose days each of its audits looks at."""

    holder: Audited
    auditors: set[str]
    periods: set[Period]

    def asks(self, revision: Revision) -> bool:
        """Say whether a revision landed within a period: looking at signatures takes its time."""
        day = revision.day
        return day is not None and any(one.holds(day) for one in self.periods)


@lru_cache(maxsize=4)
def _find_hands(snapshot: Snapshot) -> Mapping[tuple[str, str], list[_Hand]]:
    """Return every hand that an auditor had in an audited document, by path and person."""
    watched: dict[str, _Watched] = {}
    known = {person.id for person in snapshot.people}
    for audit in find_audits(snapshot):
        auditors, period = known.intersection(audit.auditors), find_period(audit)
        for holder, _ in find_audited(snapshot, audit.scope, period) if auditors else ():
            one = watched.setdefault(holder.path, _Watched(holder, set(), set()))
            one.auditors.update(auditors)
            one.periods.add(period)
    stories = find_stories(snapshot) if watched else {}
    walks = [(stories[path], one) for path, one in watched.items() if path in stories]
    _prefetch_signatures(snapshot, walks)
    walker = _Walker(snapshot)
    found: dict[tuple[str, str], list[_Hand]] = {}
    for story, one in walks:
        for hand in walker.walk(story, one):
            found.setdefault((one.holder.path, hand.person.id), []).append(hand)
    return found


def _prefetch_signatures(snapshot: Snapshot, walks: Iterable[tuple[Story, _Watched]]) -> None:
    """Have git look at the signatures of all audited periods at once."""
    signatures = snapshot.history.signatures if snapshot.history else None
    if signatures is not None:
        asked = (revision for story, one in walks for revision in story if one.asks(revision))
        signatures.prefetch(oid for revision in asked for oid in find_signed(revision))


class _Walker:
    """Walks through stories, and looks for the hands of some people; whom a commit names is found once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._people = build_identities(snapshot.registers, snapshot.history)
        self._records = build_record_index(snapshot.approvals)
        self._signatures = snapshot.history.signatures if snapshot.history else None
        self._known: dict[Author, Person | None] = {}

    def walk(self, story: Story, watched: _Watched) -> Iterator[_Hand]:
        for index in range(len(story)):
            revision = story.revision(index)
            if revision.day is not None:
                yield from self._find_authors(revision, index, revision.day, watched.auditors)
                yield from self._find_claims(revision, index, watched)

    def _find_authors(self, revision: Revision, index: int, day: date, auditors: set[str]) -> Iterator[_Hand]:
        own: dict[str, tuple[Person, dict[str, None]]] = {}
        for commit in revision.change.brought:
            for author in commit.authors:
                person = self._find_person(author)
                if person is not None and person.id in auditors:
                    own.setdefault(person.id, (person, {}))[1][commit.oid] = None
        for person, oids in own.values():
            yield _Hand(person=person, index=index, day=day, oids=tuple(oids))

    def _find_claims(self, revision: Revision, index: int, watched: _Watched) -> Iterator[_Hand]:
        holder = watched.holder
        case = Case(
            names=frozenset({"", holder.name, revision.change.path, revision.change.moved_from}),
            role=holder.head.approver,
            revision=revision,
            people=self._people,
            records=self._records,
            signatures=self._signatures if watched.asks(revision) else None,
            day=revision.day or date.min,
            landed=revision.day or date.min,
        )
        for claim in find_claims(case):
            if claim.person.id in watched.auditors and claim.approval.day is not None:
                yield _Hand(person=claim.person, index=index, day=claim.approval.day, claim=claim)

    def _find_person(self, author: Author) -> Person | None:
        if author not in self._known:
            self._known[author] = self._people.find_person(author)
        return self._known[author]
