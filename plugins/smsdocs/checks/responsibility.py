"""SMS5xx: who answers for what: owners, parts, conflicts between roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.coverage import build_coverage
from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.common import find_rows, resolve_clauses
from smsdocs.analysis.management.measurements import find_kpis
from smsdocs.analysis.management.people import find_conflicts, find_overlap, find_tenures
from smsdocs.checks.mentions import count_holders, name_field, quote
from smsdocs.checks.proven import find_all
from smsdocs.checks.rule import rule
from smsdocs.model.coverage import Status
from smsdocs.model.dates import parse_date
from smsdocs.model.document import State
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.analysis.management.people import Holding, Member
    from smsdocs.model.clause import ClauseRef
    from smsdocs.model.coverage import Carrier
    from smsdocs.model.document import Document
    from smsdocs.model.management import At
    from smsdocs.model.place import Key
    from smsdocs.model.register import Holder, Register
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_NAMED = 3
"""Names that one message shows."""
_NOT_YET = frozenset({"draft", "in-review", "retired"})
_DECIDES, _CARRIES_OUT = "change-authority", "change-implementer"


@rule("SMS501", "clause-without-owner", _WARNING)
def clause_without_owner(snapshot: Snapshot) -> Iterator[Problem]:
    """Nobody answers for a clause.

    Triggered when: something claims a clause that bears requirements or provides one of its items, but none of
    it names an owner, and no row of the roles register names the clause. A record answers through the document
    it follows, a record location through its register. What nothing claims is a finding of SMS306; of documents
    and registers whose owner is missing or no text, the schema has told.

    To fix this: name an owner in what carries the clause, or the clause under `clauses` of a role.

    Rationale: responsibilities and authorities are assigned (ISO/IEC 20000-1, 5.3); an auditor asks whom to talk to.
    """
    answered = _find_answered(snapshot)
    owners = _find_owners(snapshot)
    for framework in build_coverage(snapshot):
        for one in framework.clauses.values():
            if one.status in {Status.GAP, Status.EXCLUDED} or one.ref in answered:
                continue
            carriers = one.carriers or tuple(carrier for item in one.items for carrier in item.carriers)
            if carriers and not any(_is_owned(carrier, owners) for carrier in carriers):
                names = list(dict.fromkeys(carrier.name for carrier in carriers))
                yield Problem(
                    place=Place(""),
                    message=f"{one.ref.clause} {one.clause.label}: nobody owns what carries it: {_name_some(names)}",
                    hint="name an owner there, or the clause under `clauses` of a role",
                    clause=str(one.ref),
                )


def _find_answered(snapshot: Snapshot) -> frozenset[ClauseRef]:
    """Return the clauses that a role of the roles register answers for."""
    return frozenset(
        ref for row in snapshot.roles.values() for ref in resolve_clauses(snapshot, row.texts("clauses"))
    )


def _find_owners(snapshot: Snapshot) -> Mapping[tuple[str, str], str]:
    """Return owners by path, and by path and id of a record location; `?` where a fault stands in the owner's way."""
    told = {fault.place.path for fault in snapshot.faults}
    found = {
        (one.path, ""): one.head.owner or ("?" if one.path in told else "") for one in find_all(snapshot)
    }
    by_id = {one.head.id: one.head.owner for one in find_all(snapshot) if one.head.id}
    for record in snapshot.records:
        followed = (by_id.get(name, "") for name in record.follows)
        found[record.path, ""] = record.head.owner or next(filter(None, followed), "")
    found.update({(register.path, row.id): row.owner for register, row in snapshot.locations})
    return found


def _is_owned(carrier: Carrier, owners: Mapping[tuple[str, str], str]) -> bool:
    location = carrier.name if carrier.kind == "location" else ""
    return bool(owners.get((carrier.path, location)) or owners.get((carrier.path, "")))


def _name_some(names: list[str]) -> str:
    more = len(names) - _NAMED
    shown = ", ".join(quote(name) for name in names[:_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown


@rule("SMS502", "process-without-owner", _WARNING)
def process_without_owner(snapshot: Snapshot) -> Iterator[Problem]:
    """A process that is in use has no owner.

    Triggered when: a document in force, a KPI or a record names a process under `process`, no document of type
    process names an owner or an accountable role for it, and no role has it under `owns`. One finding per process,
    at the first place; a mere interface to it is no use of it.

    To fix this: describe the process in a document of type process with its owner, or name it under `owns` of the
    role that answers for it.

    Rationale: responsibilities and authorities for the processes are assigned (ISO/IEC 20000-1, 5.3 and 8.1); what
    belongs to nobody is improved by nobody.
    """
    described = {one.head.process: one for one in snapshot.documents if one.head.type == "process"}
    owned = {name for row in snapshot.roles.values() for name in row.texts("owns")}
    owned |= {one.head.process for one in snapshot.documents if _names_owner(one)}
    told: set[str] = set()
    for holder, key, process in _find_uses(snapshot):
        known = process in snapshot.processes or process in described  # SMS204 tells of others
        if known and process not in owned and process not in told:
            told.add(process)
            yield Problem(
                place=holder.places.of(*key),
                message=f"the process `{quote(process)}` has no owner",
                hint="name one in a document of type process, or the process under `owns` of a role",
                document=holder.name,
            )


def _names_owner(document: Document) -> bool:
    head = document.head
    return head.type == "process" and head.status != "retired" and bool(_find_accountable(document))


def _find_accountable(document: Document) -> str:
    """Return who answers for what a document describes: the owner does where its parts name nobody."""
    return document.roles.accountable or document.head.owner


def _find_uses(snapshot: Snapshot) -> Iterator[tuple[Holder, Key, str]]:
    """Yield the processes that something in use belongs to, with where that stands."""
    for document in snapshot.documents:
        if document.head.process and document.head.state(snapshot.today) is State.IN_FORCE:
            yield document, ("process",), document.head.process
    for kpi in find_kpis(snapshot):
        if kpi.process and (kpi.until is None or kpi.until >= snapshot.today):
            yield kpi.at.holder, (*kpi.at.key, "process"), kpi.process
    for record in snapshot.records:
        if record.head.process and record.head.status not in _NOT_YET:
            yield record, ("process",), record.head.process


@rule("SMS503", "several-accountable", _ERROR)
def several_accountable(snapshot: Snapshot) -> Iterator[Problem]:
    """Two roles are accountable for one process.

    Triggered when: two documents of type process are in force for the same process, and they name different roles
    as accountable; the owner counts where no role is named. The first by path keeps it; each further one is a
    finding. Two roles that have the same process under `owns` are one too, and so is a role that has one under
    `owns` for which the document names another role.

    To fix this: name the same role, or describe two processes.

    Rationale: accountable is exactly one role, which may be a group (ISO/IEC 20000-1, 5.3); where two answer for a
    thing, each waits for the other.
    """
    first: dict[str, Document] = {}
    for document in sorted(snapshot.documents, key=lambda one: one.path):
        head = document.head
        role = _find_accountable(document)
        if head.type == "process" and head.process and role and head.state(snapshot.today) is State.IN_FORCE:
            other = first.setdefault(head.process, document)
            if _find_accountable(other) != role:
                key = ("roles", "accountable") if document.roles.accountable else ("owner",)
                yield Problem(
                    place=document.places.of(*key),
                    message=f"`{quote(role)}` is accountable for `{quote(head.process)}` here, and "
                    f"`{quote(_find_accountable(other))}` is in {quote(other.name)}",
                    hint="name the same role, or describe two processes",
                    document=document.name,
                )
    yield from _find_two_owners(snapshot, first)


def _find_two_owners(snapshot: Snapshot, described: Mapping[str, Document]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for register, row, _ in find_rows(snapshot, "roles"):
        for entry, process in find_entries(row.fields, "owns"):
            other = first.setdefault(process, row.id)
            if other != row.id:
                yield Problem(
                    place=register.places.of("rows", row.index, *entry),
                    message=f"`{quote(row.id)}` owns `{quote(process)}`, and so does `{quote(other)}`",
                    hint="leave it to one of them",
                    document=register.name,
                )
            document = described.get(process)
            if other == row.id and document is not None and _find_accountable(document) != row.id:
                yield Problem(
                    place=register.places.of("rows", row.index, *entry),
                    message=f"`{quote(row.id)}` owns `{quote(process)}` here, and "
                    f"`{quote(_find_accountable(document))}` is accountable for it in {quote(document.name)}",
                    hint="name the same role, here or there",
                    document=register.name,
                )


@rule("SMS506", "owner-approves", _WARNING)
def owner_approves(snapshot: Snapshot) -> Iterator[Problem]:
    """A document is approved by its own owner.

    Triggered when: `approver` of a document or register names the role that `owner` names. Retired documents and
    roles that do not exist are left out.

    To fix this: let a role approve it that did not have it written: whoever answers for the level above.

    Rationale: approval asks whether a text is suitable and adequate (ISO/IEC 20000-1, 7.5.2); whoever wrote it, or
    had it written, has said so already.
    """
    for one in find_all(snapshot):
        head = one.head
        known = not snapshot.roles or head.approver in snapshot.roles  # SMS202 tells of others
        if known and head.approver and head.approver == head.owner and head.status != "retired":
            yield Problem(
                place=one.places.of("approver"),
                message=f"`{quote(head.approver)}` owns it and approves it",
                hint=f"let another role approve it; `{name_field(snapshot, one, 'owner')}` stays",
                document=one.name,
            )


@rule("SMS507", "conflicting-roles", _ERROR)
def conflicting_roles(snapshot: Snapshot) -> Iterator[Problem]:
    """Somebody holds two roles that one person must not hold at once.

    Triggered when: the roles register lists one of the roles under `not_with` of the other, and a person holds both
    on the same day, today or later. It is enough that one of the two rows says so.

    To fix this: give one of the roles to somebody else, or let the first end before the second begins.

    Rationale: some duties watch over others: who decides on a change does not carry it out, who plans audits does
    not run what is audited (ISO/IEC 20000-1, 5.3, 8.5.1.3 and 9.2.2).
    """
    return _find_conflicting(snapshot, find_conflicts(snapshot), "one person must not hold both")


def _find_conflicting(
    snapshot: Snapshot, conflicts: Mapping[str, frozenset[str]], why: str
) -> Iterator[Problem]:
    """Yield a finding for each person and each pair of roles, at the assignment that begins later."""
    tenures = find_tenures(snapshot)
    held: dict[tuple[int, str], list[Holding]] = {}
    for role in conflicts:
        for one in tenures[role].holdings if role in tenures else ():
            if one.period.end is None or one.period.end >= snapshot.today:
                held.setdefault((id(one.member), role), []).append(one)
    for (member, role), holdings in held.items():
        for other in sorted(conflicts[role]):
            if role < other and (member, other) in held:
                yield from _describe_conflict(snapshot, holdings, held[member, other], why)


def _describe_conflict(
    snapshot: Snapshot, ones: list[Holding], others: list[Holding], why: str
) -> Iterator[Problem]:
    for one in ones:
        for other in others:
            overlap = find_overlap(one.period, other.period)
            if overlap is None:
                continue
            start = max(one.period.start, other.period.start, key=lambda day: str(day or ""))
            late = one if start == one.period.start != other.period.start else other
            early = other if late is one else one
            when = f" from {start} on" if start is not None and start > snapshot.today else ""
            roles = f"`{quote(early.assignment.role)}` and `{quote(late.assignment.role)}`"
            yield Problem(
                place=late.at.place("role"),
                message=f"`{quote(late.member.person.id)}` holds {roles}{when}: {why}",
                hint="give one of them to somebody else, or end one before the other begins",
                document=late.member.at.holder.name,
            )
            return


@rule("SMS509", "service-without-owner", _WARNING)
def service_without_owner(snapshot: Snapshot) -> Iterator[Problem]:
    """A service in scope has no owner.

    Triggered when: the scope register says that a service is in, and its row in the services register names no
    owner; where the schema says so already, this rule keeps silent. Where there is no services register at all,
    that is one finding. A service that the register lacks is a finding of SMS205.

    To fix this: name the role that answers for the service under `owner`.

    Rationale: every service in scope has exactly one owner (ISO/IEC 20000-1, 5.3): customers, changes and costs
    need one place to go to.
    """
    services = snapshot.register_of("services")
    inside = [
        at for at in _find_services_in_scope(snapshot) if services is None or at[1] in snapshot.services
    ]
    if services is None and inside:
        at, _ = inside[0]
        count = "1 service is" if len(inside) == 1 else f"{len(inside):,} services are"
        yield Problem(
            place=at.place(),
            message=f"{count} in scope, and there is no services register that says who owns them",
            hint=f"add {snapshot.settings.registers}/services.yml",
            document=at.holder.name,
        )
    if services is not None:
        yield from _find_ownerless(snapshot, services, [service for _, service in inside])


def _find_services_in_scope(snapshot: Snapshot) -> Iterator[tuple[At, str]]:
    for _, row, at in find_rows(snapshot, "scope"):
        since = parse_date(row.fields.get("since"))
        begun = since is None or since <= snapshot.today
        if row.id and row.text("kind") == "service" and row.text("state") == "in" and begun:
            yield at, row.id


def _find_ownerless(snapshot: Snapshot, services: Register, inside: list[str]) -> Iterator[Problem]:
    ownerless = [snapshot.services[one] for one in inside if not snapshot.services[one].text("owner")]
    faulted = {fault.place for fault in snapshot.faults} if ownerless else set()
    for row in ownerless:
        places = services.places.of("rows", row.index), services.places.of("rows", row.index, "owner")
        if not faulted.intersection(places):
            yield Problem(
                place=places[0],
                message=f"the service `{quote(row.id)}` is in scope and has no owner",
                hint="name the role that answers for it under `owner`",
                document=services.name,
            )


@rule("SMS510", "approver-implements", _INFO)
def approver_implements(snapshot: Snapshot) -> Iterator[Problem]:
    """Somebody may approve the changes that they carry out.

    Triggered when: a person holds both `change-authority` and `change-implementer`. Where the roles register lists
    one of them under `not_with` of the other, SMS507 says so instead.

    To fix this: give one of the roles to somebody else; or let the change policy say which changes need no second
    person, such as standard changes.

    Rationale: the person who implements a change does not approve it. This is practice (the constraint
    approver-not-implementer); the clause on change activities is related and does not ask for it (ISO/IEC
    20000-1, 8.5.1.3).
    """
    if _DECIDES in find_conflicts(snapshot).get(_CARRIES_OUT, ()):
        return iter(())
    pair = {_DECIDES: frozenset({_CARRIES_OUT}), _CARRIES_OUT: frozenset({_DECIDES})}
    return _find_conflicting(snapshot, pair, "who carries out a change does not approve it")


@rule("SMS511", "nobody-accountable", _WARNING)
def nobody_accountable(snapshot: Snapshot) -> Iterator[Problem]:
    """A process gives parts to roles, and none of them is accountable.

    Triggered when: `roles` of a document of type process names who is responsible, consulted or informed, but
    nobody as accountable. Retired documents are left out; a value that is no role is left to the schema.

    To fix this: name one role under `accountable`; it may be a group, and it may be the owner of the document.

    Rationale: many may do the work, exactly one role answers for it (ISO/IEC 20000-1, 5.3).
    """
    for document in snapshot.documents:
        parts = document.roles
        named = parts.responsible or parts.consulted or parts.informed
        if document.head.type == "process" and document.head.status != "retired" and named:
            written = document.fields.get("roles")
            if not parts.accountable and isinstance(written, dict) and "accountable" not in written:
                yield Problem(
                    place=document.places.of("roles"),
                    message="its roles have parts, and nobody is accountable",
                    hint="name one role under `accountable`, such as the owner",
                    document=document.name,
                )


@rule("SMS515", "one-person-approves", _INFO)
def one_person_approves(snapshot: Snapshot) -> Iterator[Problem]:
    """One and the same person owns documents and approves them.

    Triggered when: `owner` and `approver` of a document or register are two roles, today each is held by one person
    only, and that is the same person. One finding for each such pair of roles, at the first document.

    To fix this: give one of the roles to a second person, or name another approver. Where your rules forbid it,
    raise it with the setting `severity`.

    Rationale: two roles in one hand are no second pair of eyes (ISO/IEC 20000-1, 7.5.2). Small organisations may
    have no choice, so this is a hint.
    """
    pairs: dict[tuple[str, str], list[Document | Register]] = {}
    for one in find_all(snapshot):
        owner, approver = one.head.owner, one.head.approver
        if owner and approver and owner != approver and one.head.status != "retired":
            pairs.setdefault((owner, approver), []).append(one)
    for (owner, approver), holders in pairs.items():
        person = _find_only_holder(snapshot, owner)
        if person is not None and person is _find_only_holder(snapshot, approver):
            first = holders[0]
            yield Problem(
                place=first.places.of("approver"),
                message=f"`{quote(person.person.id)}` alone holds `{quote(owner)}`, which owns, and "
                f"`{quote(approver)}`, which approves: {count_holders(len(holders))}",
                hint="give one of the roles to a second person, or name another approver",
                document=first.name,
            )


def _find_only_holder(snapshot: Snapshot, role: str) -> Member | None:
    tenure = find_tenures(snapshot).get(role)
    holders = tenure.find_holders(snapshot.today) if tenure else ()
    return holders[0] if len(holders) == 1 else None
