"""SMS5xx: people in roles: holders, leavers, competences."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.actions import find_actions, find_milestones, find_promises
from smsdocs.analysis.management.audits import find_programmes
from smsdocs.analysis.management.common import find_records, find_rows, read_deed
from smsdocs.analysis.management.people import (
    find_intended,
    find_lacking,
    find_members,
    find_taught,
    find_tenures,
    fold,
)
from smsdocs.checks.mentions import enumerate_texts, quote
from smsdocs.checks.proven import find_all
from smsdocs.checks.rule import rule
from smsdocs.model.dates import parse_date
from smsdocs.model.document import Document
from smsdocs.model.fields import flag, mapping, text
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.management import At

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from smsdocs.analysis.management.people import Competence, Holding, Member, Tenure
    from smsdocs.model.management import Action, Milestone
    from smsdocs.model.place import Key, Place
    from smsdocs.model.register import Holder, Row
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_NAMED = 3
"""Roles or competences that one message shows."""
_CLOSED = frozenset({"closed", "declined", "done", "dropped", "met", "missed"})
"""States of a row in which its owner has nothing left to do."""
_PRESENT = ("auditors", "auditees", "chair", "attendees")
"""Fields of records that name who was there on its day."""


@rule("SMS504", "role-without-holder", _WARNING)
def role_without_holder(snapshot: Snapshot) -> Iterator[Problem]:
    """Nobody holds a role that answers for something.

    Triggered when: there is a people register, a document, a register, a row or an open action names a role as
    owner, approver or accountable, or the role has processes under `owns` in the roles register, and nobody holds
    it today. One finding per role, at the first place that names
    it; one for all where nobody holds any role. What an assignment leaves vacant that is at fault itself (SMS202,
    SMS215) is not told twice.

    To fix this: assign the role to somebody in the people register, or name a role that somebody holds.

    Rationale: responsibilities are assigned and known (ISO/IEC 20000-1, 5.3); a task of a role without a holder is
    a task of nobody.
    """
    register = snapshot.register_of("people")
    if register is None or (
        not register.rows and any(one.place.path == register.path for one in snapshot.faults)
    ):
        return  # what cannot be read is told already
    tenures = find_tenures(snapshot)
    vacant = _find_vacant(snapshot, tenures)
    if vacant and not tenures:
        count = len(vacant)
        yield Problem(
            place=register.places.of("rows"),
            message=f"nobody holds any role, and {count:,} {'roles answer' if count > 1 else 'role answers'} for "
            "something",
            hint="give people `assignments`",
            document=register.name,
        )
        return
    for role, ((holder, key), *more) in vacant.items():
        yield Problem(
            place=holder.places.of(*key),
            message=_describe_vacancy(role, tenures.get(role), len(more), snapshot.today),
            hint=f"assign it to somebody in {quote(register.path)}, or name another role",
            document=holder.name,
        )


def _find_vacant(snapshot: Snapshot, tenures: Mapping[str, Tenure]) -> Mapping[str, list[tuple[Holder, Key]]]:
    """Return the roles that nobody holds today, with where they are named."""
    given = [one for person in snapshot.people for one in person.assignments]
    backwards = {one.role for one in given if one.start and one.end and one.end < one.start}
    astray = bool(snapshot.roles) and any(one.role not in snapshot.roles for one in given)
    found: dict[str, list[tuple[Holder, Key]]] = {}
    for holder, key, role in filter(itemgetter(2), _find_offices(snapshot)):
        known = not snapshot.roles or role in snapshot.roles  # SMS202 tells of others
        held = tenures[role].is_held(snapshot.today) if role in tenures else astray
        if known and not held and role not in backwards:
            found.setdefault(role, []).append((holder, key))
    return found


def _describe_vacancy(role: str, tenure: Tenure | None, more: int, today: date) -> str:
    last = tenure.find_last_day(today) if tenure else None
    following = tenure.find_next_day(today) if tenure else None
    since = f" since {last}" if last else ""
    until = f" until {following}" if following else ""
    others = f"; {more:,} more {'places name' if more > 1 else 'place names'} it" if more else ""
    holds = "has held" if last else "holds"
    return f"nobody {holds} `{quote(role)}`{since}{until}{others}"


def _find_offices(snapshot: Snapshot) -> Iterator[tuple[Holder, Key, str]]:
    """Yield the roles that answer for something, with where they are named; empty where nothing is."""
    yield from _find_offices_of_heads(snapshot)
    for register in snapshot.registers if snapshot.roles else ():  # else an owner may be anything
        for row in register.rows:
            if not _is_closed(row, snapshot.today):
                yield register, ("rows", row.index, "owner"), row.text("owner")
    for action in find_actions(snapshot):
        if action.done is None:
            yield action.at.holder, (*action.at.key, "owner"), action.owner
    for register, row, at in find_rows(snapshot, "roles"):
        if row.texts("owns"):
            yield register, (*at.key, "owns"), row.id


def _find_offices_of_heads(snapshot: Snapshot) -> Iterator[tuple[Holder, Key, str]]:
    for one in find_all(snapshot):
        head = one.head
        if head.status != "retired":
            yield one, ("owner",), head.owner
            yield one, ("approver",), head.approver
            if isinstance(one, Document):
                yield one, ("roles", "accountable"), one.roles.accountable


def _is_closed(row: Row, today: date) -> bool:
    until = parse_date(row.fields.get("until"))
    over = until is not None and until < today
    return over or row.text("state").casefold() in _CLOSED or read_deed(row.fields, "done", today) is not None


@rule("SMS505", "person-left", _WARNING)
def person_left(snapshot: Snapshot) -> Iterator[Problem]:
    """Somebody who left still has something to do.

    Triggered when: `left_on` of a person has passed and an assignment is still open; or an assignment ends or begins
    after that day; or an audit still to come names an external auditor who left (SMS710 tells of others, once they
    hold no auditor's role). One finding per person and file.

    To fix this: end the assignments on the day the person left, and give the roles to others.

    Rationale: whoever asks for the holder of a role must not be sent to somebody who is gone (ISO/IEC 20000-1, 5.3).
    """
    tenures = find_tenures(snapshot)
    left = {one.person.id: one for one in find_members(snapshot) if one.left_on and one.person.id}
    held: dict[int, list[Holding]] = {}
    for tenure in tenures.values() if left else ():
        for one in tenure.holdings:
            if one.member.left_on is not None and _outlasts(one, one.member.left_on, snapshot.today):
                held.setdefault(id(one.member), []).append(one)
    staffed = {role for role, one in tenures.items() if _has_present_holder(one, snapshot.today)}
    for member in left.values():
        if holdings := held.get(id(member)):
            yield _describe_leaver(member, holdings, staffed, snapshot.today)
    if external := {name: one for name, one in left.items() if one.person.external}:
        yield from _find_lost_audits(snapshot, external)


def _has_present_holder(tenure: Tenure, today: date) -> bool:
    return any(one.period.holds(today) and not one.member.has_left(today) for one in tenure.holdings)


def _find_lost_audits(snapshot: Snapshot, left: Mapping[str, Member]) -> Iterator[Problem]:
    for programme in find_programmes(snapshot):
        for audit in programme.audits:
            planned = audit.planned
            for auditor in audit.auditors if planned and planned >= snapshot.today else ():
                day = left[auditor].left_on if auditor in left else None
                if planned and day and planned > day:
                    yield Problem(
                        place=audit.at.place("auditors"),
                        message=f"`{quote(auditor)}` is to audit on {planned}, and is there until {day} only",
                        hint="choose another auditor",
                        document=programme.record.name,
                    )


def _outlasts(holding: Holding, left_on: date, today: date) -> bool:
    start, end = holding.period.start, holding.period.end
    if end is None:
        return left_on < today or (start is not None and start > left_on)
    return end > left_on


def _describe_leaver(
    member: Member, holdings: list[Holding], staffed: Collection[str], today: date
) -> Problem:
    holdings.sort(key=lambda one: one.assignment.index)
    roles = list(dict.fromkeys(one.assignment.role for one in holdings))
    vacant = [role for role in roles if role not in staffed]
    gone = f"; nobody else holds {_list_some(vacant)}" if vacant and member.has_left(today) else ""
    verb = "left" if member.has_left(today) else "leaves"
    return Problem(
        place=holdings[0].at.place("to"),
        message=f"`{quote(member.person.id)}` {verb} on {member.left_on}, and holds {_list_some(roles)} after that"
        f"{gone}",
        hint=f"write `to: {member.left_on}` in the assignment, and give the role to somebody else",
        document=member.at.holder.name,
    )


def _list_some(names: list[str]) -> str:
    shown = [f"`{quote(name)}`" for name in names[:_NAMED]]
    more = len(names) - _NAMED
    return enumerate_texts([*shown, f"{more} more"] if more > 0 else shown)


@rule("SMS508", "competence-not-evidenced", _WARNING)
def competence_not_evidenced(snapshot: Snapshot) -> Iterator[Problem]:
    """Nothing shows that somebody has a competence that their role requires.

    Triggered when: a person holds a role today, the roles register lists a competence for it, and neither
    `competences` of the person holds it on this day, nor did a training that teaches it, nor is there something
    underway: a training to come with the person on its list, or an open action that names the competence and the
    person or role. Letters' case does not count. One finding per person and role. Silent as long as the people
    register holds no competence of anybody.

    To fix this: write down what shows the competence, with its evidence; else plan a training or another action.

    Rationale: people are competent on the basis of education, training or experience, and evidence of it is kept
    (ISO/IEC 20000-1, 7.2).
    """
    members = find_members(snapshot)
    if not any(one.competences for one in members):
        return
    taught, intended = find_taught(snapshot), find_intended(snapshot)
    for role, row in snapshot.roles.items():
        tenure = find_tenures(snapshot).get(role)
        required = row.texts("competences")
        for one in tenure.holdings if tenure and required else ():
            member = one.member
            if not one.period.holds(snapshot.today) or member.has_left(snapshot.today):
                continue
            lacking = find_lacking(required, member, snapshot.today)
            found = {*intended.get(role, ()), *intended.get(member.person.id, ())}
            found |= taught.get(member.person.id, frozenset())
            names = [_tell_lacking(name, last) for name, last in lacking.items() if fold(name) not in found]
            if names:
                yield _describe_lacking(one, role, names)


def _tell_lacking(name: str, last: Competence | None) -> str:
    if last is None:
        return quote(name)
    days = f"until {last.period.end}" if last.period.end else f"from {last.period.start} on"
    return f"{quote(name)} ({days})"


def _describe_lacking(holding: Holding, role: str, names: list[str]) -> Problem:
    more = len(names) - _NAMED
    shown = "; ".join(names[:_NAMED]) + (f"; and {more} more" if more > 0 else "")
    return Problem(
        place=holding.at.place("role"),
        message=f"nothing shows that `{quote(holding.member.person.id)}` has what `{quote(role)}` requires: {shown}",
        hint="write it under `competences` with its evidence, or plan a training",
        document=holding.member.at.holder.name,
    )


@rule("SMS512", "shared-role", _INFO)
def shared_role(snapshot: Snapshot) -> Iterator[Problem]:
    """Several people are accountable at once.

    Triggered when: the roles register says `group: false` of a role, a document or a service names it as owner or
    accountable, and more than one person holds it today. One finding per role, at the second person.

    To fix this: end the assignment that no longer holds; or say `group: true` where the role is a group.

    Rationale: the person who owns a process must be named. This is practice (the constraint one-owner-per-process);
    the clause is related and does not ask for it (ISO/IEC 20000-1, 5.3).
    """
    accountable = {one.head.owner for one in snapshot.documents if one.head.status != "retired"}
    accountable |= {one.roles.accountable for one in snapshot.documents if one.head.status != "retired"}
    accountable |= {row.text("owner") for row in snapshot.services.values()}
    for role, tenure in find_tenures(snapshot).items():
        if role not in accountable or role not in snapshot.roles:
            continue
        holders = tenure.find_holders(snapshot.today)
        if len(holders) > 1 and flag(snapshot.roles[role].fields, "group") is False:
            second = next(
                one
                for one in tenure.holdings
                if one.member is holders[1] and one.period.holds(snapshot.today)
            )
            people = _list_some([member.person.id for member in holders])
            yield Problem(
                place=second.at.place("role"),
                message=f"`{quote(role)}` is no group, and {people} hold it",
                hint="end one of the assignments, or say `group: true` in the roles register",
                document=second.member.at.holder.name,
            )


@rule("SMS513", "role-vacant-on-day", _WARNING)
def role_vacant_on_day(snapshot: Snapshot) -> Iterator[Problem]:
    """Nobody holds a role on the day that counts.

    Triggered when: an open action, a promise of a register or a milestone is due on a day after the last one on
    which somebody holds its owner role; or a decision, the acceptance of a risk or the authorisation of an
    improvement names a role that somebody held before that day, but nobody on it. Roles that nobody holds today are
    findings of SMS504, approvals of documents of SMS411.

    To fix this: assign the role for that time, mend the day, or name the role that decided.

    Rationale: who does not hold a role any more can neither finish its actions nor decide in its name (ISO/IEC
    20000-1, 5.3).
    """
    tenures = find_tenures(snapshot)
    for at, role, day, what in (*_find_open(snapshot), *_find_decisions(snapshot)):
        tenure = tenures.get(role)
        if tenure is None or (day >= snapshot.today and not tenure.is_held(snapshot.today)):
            continue
        if last := tenure.find_last_day(day):
            yield Problem(
                place=at.place(),
                message=f"nobody holds `{quote(role)}` on {day}, {what}: the last assignment ends on {last}",
                hint="assign the role for that time, or name another one",
                document=at.holder.name,
            )


def _find_open(snapshot: Snapshot) -> Iterator[tuple[At, str, date, str]]:
    promised = (one for one in (*find_actions(snapshot), *find_promises(snapshot)) if one.is_open)
    ahead = (one for one in find_milestones(snapshot) if one.done is None)
    open_: tuple[Action | Milestone, ...] = (*promised, *ahead)
    for one in open_:
        if one.due is not None and one.due >= snapshot.today:
            yield At(one.at.holder, (*one.at.key, "owner")), one.owner, one.due, "when this is due"


def _find_decisions(snapshot: Snapshot) -> Iterator[tuple[At, str, date, str]]:
    for record in find_records(snapshot, "decision"):
        role = text(record.fields, "decided_by")
        if role and record.date is not None and record.date <= snapshot.today:
            yield At(record, ("decided_by",)), role, record.date, "when this was decided"
    for kind, field, when in (
        ("risks", "accepted", "when this was accepted"),
        ("improvements", "authorised", "when this was authorised"),
    ):
        for _, row, at in find_rows(snapshot, kind):
            role, day = row.text(f"{field}_by"), parse_date(row.fields.get(f"{field}_on"))
            if role and day is not None and day <= snapshot.today:
                yield At(at.holder, (*at.key, f"{field}_by")), role, day, when


@rule("SMS514", "acted-after-leaving", _ERROR)
def acted_after_leaving(snapshot: Snapshot) -> Iterator[Problem]:
    """Somebody did something after the day they left.

    Triggered when: a sample, a record or a line of a table is dated after `left_on` of a person whom it names: who took
    the sample, auditors and auditees, chair and attendees, who checked an effect, who took part in a training, who
    read a document. Approvals are looked at by SMS411.

    To fix this: mend the date or the person; or `left_on`, where the person came back.

    Rationale: evidence with an impossible date shows that it was not written when it says (ISO/IEC 20000-1, 7.5.3).
    """
    left = {one.person.id: one.left_on for one in find_members(snapshot) if one.left_on and one.person.id}
    if not left:
        return
    for holder, key, person, day in _find_deeds(snapshot):
        last = left.get(person)
        if last is not None and day is not None and day > last:
            yield _describe_deed(holder.places.of(*key), person, last, day, holder.name)
    for table in snapshot.tables:
        for row in table.rows:
            last, day = left.get(row.text("person")), parse_date(row.text("date"))
            if last is not None and day is not None and day > last:
                yield _describe_deed(table.place(row), row.text("person"), last, day, table.path)


def _describe_deed(place: Place, person: str, last: date, day: date, name: str) -> Problem:
    return Problem(
        place=place,
        message=f"`{quote(person)}` left on {last}, and is named on {day}",
        hint="mend the date or the person, or `left_on` in the people register",
        document=name,
    )


def _find_deeds(snapshot: Snapshot) -> Iterator[tuple[Holder, Key, str, date | None]]:
    """Yield where somebody is named as having done something, who and when."""
    for register, row in snapshot.locations:
        for index, sample in enumerate(row.samples):
            yield register, ("rows", row.index, "samples", index, "by"), sample.by, sample.taken_on
    for record in snapshot.records:
        for name in _PRESENT:
            for key, person in find_entries(record.fields, name):
                yield record, key, person, record.date
        effect = mapping(record.fields, "effect")
        if text(effect, "by"):
            yield record, ("effect", "by"), text(effect, "by"), parse_date(effect.get("checked_on"))
