"""SMS6xx, scope: services register, scope register, catalogue and agreements that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.services import Entry, Service, find_services
from smsdocs.analysis.nearest import Slips
from smsdocs.checks.rule import rule
from smsdocs.model.dates import parse_date
from smsdocs.model.document import Document, State
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.register import Record, Register

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.place import Key
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_CATALOGUE = "service-catalogue"


@rule("SMS610", "service-scope-contradiction", _ERROR)
def service_scope_contradiction(snapshot: Snapshot) -> Iterator[Problem]:
    """The services register and the scope register contradict each other about a service.

    Triggered when: both registers have the service and name different days for joining or leaving the scope; the
    scope register says `out`, and the services register since when it is in; the scope register says `in`, and the
    day it joins lies in the future; a day of leaving lies before the day of joining. Also where the scope register
    lists services, and a service is not among them. A service that only the scope register has is a finding of
    SMS205.

    To fix this: find out what was decided, and write it into both registers.

    Rationale: the scope says which services it covers, and everybody must read the same (ISO/IEC 20000-1, 4.3).
    """
    services = find_services(snapshot)
    listed = any(one.scope for one in services.values())
    for one in services.values():
        for entry in (one.scope, one.entry):
            if entry and entry.since and entry.until and entry.until < entry.since:
                message = f"`{one.id}` leaves the scope on {entry.until}, before it joins on {entry.since}"
                yield _build(entry, entry.end, message, "mend the day that is wrong")
        if one.entry and one.scope:
            yield from _contradict(one, one.entry, one.scope, snapshot)
        elif one.entry and listed:
            message = f"the scope register does not say whether `{one.id}` is in, later or out"
            yield _build(one.entry, "id", message, "add a row of kind service with its state and the reason")


def _contradict(service: Service, entry: Entry, scope: Entry, snapshot: Snapshot) -> Iterator[Problem]:
    if scope.row.text("state") == "out":
        if entry.since and not entry.until:
            message = f"`{service.id}` is in scope since {entry.since} here, and out by the scope register"
            yield _build(entry, entry.begin, message, f"the scope register: {scope.at.place('state')}")
        return
    for mine, theirs, name, other, words in (
        (entry.since, scope.since, entry.begin, scope.begin, "since"),
        (entry.until, scope.until, entry.end, scope.end, "until"),
    ):
        if mine and theirs and mine != theirs:
            message = (
                f"`{service.id}` is in scope {words} {mine} here, and {words} {theirs} by the scope register"
            )
            yield _build(entry, name, message, f"the scope register: {scope.at.place(other)}")
    if scope.row.text("state") == "in" and service.since and service.since > snapshot.today:
        message = f"`{service.id}` is said to be in scope, and joins it only on {service.since}"
        yield _build(scope, "state", message, "write `later` until then, or mend the day")


def _build(entry: Entry, name: str, message: str, hint: str) -> Problem:
    return Problem(place=entry.at.place(name), message=message, hint=hint, document=entry.at.holder.name)


@rule("SMS611", "service-outside-scope", _WARNING)
def service_outside_scope(snapshot: Snapshot) -> Iterator[Problem]:
    """A document or record names a service that is out of scope.

    Triggered when: `services` of a document that is not retired, or of a record, names a service whose state in
    the scope register is `out`, or that left the scope by the services register. A record of the time before it
    left is left out.

    To fix this: delete the service there, or decide that it is in scope.

    Rationale: what holds for services in scope and what does not must not be mixed (ISO/IEC 20000-1, 4.3).
    """
    for holder, key, service in _find_service_uses(snapshot):
        if service.state(snapshot.today) != "out" or _was_in_scope(holder, service):
            continue
        entry = service.scope or service.entry
        yield Problem(
            place=holder.places.of(*key),
            message=f"the service `{service.id}` is out of scope",
            hint=f"delete it here, or decide otherwise: {entry.at.place('state')}" if entry else "",
            document=holder.name,
        )


def _was_in_scope(holder: Holder, service: Service) -> bool:
    """Say whether a record is of a day before the service left."""
    if not isinstance(holder, Record) or holder.date is None:
        return False
    left = service.scope.since if service.scope and service.scope.row.text("state") == "out" else None
    return any(day is not None and holder.date <= day for day in (left, service.until))


@rule("SMS612", "service-without-agreement", _WARNING)
def service_without_agreement(snapshot: Snapshot) -> Iterator[Problem]:
    """A service in scope has no agreement in force.

    Triggered when: some service of the register names its agreement under `sla`, and another one, in scope,
    names none; or the agreement that a service in scope names is a draft, under review, coming or retired.

    To fix this: agree service levels with the customer, and name the agreement.

    Rationale: each service has its agreed targets and how they are kept (ISO/IEC 20000-1, 8.3.3).
    """
    services = [one for one in find_services(snapshot).values() if one.entry]
    if not any(one.entry and one.entry.row.text("sla") for one in services):
        return
    holders = _find_agreements(snapshot)
    for one in services:
        if one.entry is None or one.state(snapshot.today) not in {"in", ""}:
            continue
        name = one.entry.row.text("sla")
        if not name:
            message = f"the service `{one.id}` is in scope and has no agreement"
            yield _build(one.entry, "id", message, "name its agreement under `sla`")
        elif (doubt := _find_state(holders.get(name), snapshot)) is not None:
            message = f"the agreement `{name}` of the service `{one.id}` is {doubt}"
            yield _build(one.entry, "sla", message, "approve it, or name the one in force")


def _find_state(holder: Holder | None, snapshot: Snapshot) -> str | None:
    """Return what an agreement is instead of in force; None where it is, or says nothing of its state."""
    if holder is None or not holder.head.status:
        return None
    state = holder.head.state(snapshot.today)
    earlier = isinstance(holder, Document) and holder.path in snapshot.in_force
    words = {State.DRAFT: "a draft", State.IN_REVIEW: "under review", State.COMING: "not in force yet"}
    return None if state is State.IN_FORCE or earlier else words.get(state, "retired")


def _find_agreements(snapshot: Snapshot) -> Mapping[str, Holder]:
    found: dict[str, Holder] = {}
    for holder in snapshot.holders:
        if holder.head.id:
            found.setdefault(holder.head.id, holder)
    return found


@rule("SMS615", "scope-day-passed", _WARNING)
def scope_day_passed(snapshot: Snapshot) -> Iterator[Problem]:
    """The day on which something joins or leaves the scope has passed, and the scope register says the old state.

    Triggered when: a row of the scope register has the state `later` and its day (`since`, or the
    `in_scope_since` of the service) is before today; or it has the state `in` and its last day (`until`, or the
    `in_scope_until` of the service) is before today.

    To fix this: write the new state, or the new day if it was put off.

    Rationale: the scope is documented as it is today (ISO/IEC 20000-1, 4.3).
    """
    services = find_services(snapshot)
    for register, row, at in find_rows(snapshot, "scope"):
        service = services.get(row.id) if row.text("kind") == "service" else None
        since = parse_date(row.fields.get("since")) or (service.since if service else None)
        until = parse_date(row.fields.get("until")) or (service.until if service else None)
        said = ""
        if row.text("state") == "later" and since and since < snapshot.today:
            said = f"`{row.id}` was to join the scope on {since}, and its state is still `later`"
        elif row.text("state") == "in" and until and until < snapshot.today:
            said = f"`{row.id}` was in scope until {until}, and its state is still `in`"
        if said:
            hint = "write the new state, or the new day"
            yield Problem(place=at.place("state"), message=said, hint=hint, document=register.name)


@rule("SMS616", "service-not-yet-in-scope", _INFO)
def service_not_yet_in_scope(snapshot: Snapshot) -> Iterator[Problem]:
    """A document in force names a service that joins the scope later.

    Triggered when: `services` of a document in force names a service whose state in the scope register is
    `later`, or that is in scope only from a later day by the services register.

    To fix this: nothing, where the document holds for it already; else add the service when it joins.

    Rationale: a service may be prepared long before it joins, but nobody should take it for one in scope (ISO/IEC
    20000-1, 4.3).
    """
    for holder, key, service in _find_service_uses(snapshot):
        in_force = isinstance(holder, Document) and holder.head.state(snapshot.today) is State.IN_FORCE
        if in_force and service.state(snapshot.today) == "later":
            since = f", from {service.since}" if service.since else ""
            yield Problem(
                place=holder.places.of(*key),
                message=f"the service `{service.id}` joins the scope later{since}",
                hint="add it when it joins, unless this holds for it already",
                document=holder.name,
            )


def _find_service_uses(snapshot: Snapshot) -> Iterator[tuple[Holder, Key, Service]]:
    """Yield every service that a document or record names and a register knows."""
    services = find_services(snapshot)
    holders: tuple[Document | Record, ...] = (*snapshot.documents, *snapshot.records)
    for holder in holders:
        if holder.head.status != "retired":
            for key, name in find_entries(holder.fields, "services"):
                if (service := services.get(name)) is not None:
                    yield holder, key, service


@rule("SMS617", "service-agreement-contradiction", _ERROR)
def service_agreement_contradiction(snapshot: Snapshot) -> Iterator[Problem]:
    """What a service names as its agreement is none, or is about other services.

    Triggered when: `sla` of a service names an id that no document or register has, a record, or a document that
    is no agreement; or that agreement lists `services`, and this one is not among them.

    To fix this: name the agreement of this service, or add the service to the agreement.

    Rationale: the register and the agreement must speak of the same services (ISO/IEC 20000-1, 8.3.3).
    """
    holders = _find_agreements(snapshot)
    known = [
        name
        for name, one in holders.items()
        if isinstance(one, Register) or (isinstance(one, Document) and one.head.type == "agreement")
    ]
    slips = Slips()
    for service in find_services(snapshot).values():
        name = service.entry.row.text("sla") if service.entry else ""
        if not name or service.entry is None:
            continue
        said = _doubt(name, holders.get(name))
        listing = holders.get(name)
        if said:
            hint = slips.suggest(name, known, "name a document of type agreement, or a register")
            yield _build(service.entry, "sla", said, hint)
        elif isinstance(listing, Document) and listing.services and service.id not in listing.services:
            message = f"the agreement `{name}` does not list the service `{service.id}`"
            yield _build(service.entry, "sla", message, f"add it there: {listing.places.of('services')}")


def _doubt(name: str, holder: Holder | None) -> str:
    """Return why something is no agreement; empty where it is one. Of a register its rows may tell it."""
    if holder is None:
        return f"there is no agreement `{name}`"
    if isinstance(holder, Record):
        return f"`{name}` is a record, no agreement"
    if isinstance(holder, Document) and holder.head.type not in {"agreement", ""}:
        return f"`{name}` is of type {holder.head.type}, no agreement"
    return ""


@rule("SMS618", "service-catalogue-contradiction", _WARNING)
def service_catalogue_contradiction(snapshot: Snapshot) -> Iterator[Problem]:
    """The catalogue and the services register do not name the same services.

    Triggered when: some service of the register is marked with `catalogue: true`, and another one, in scope, is
    not; or a document in force that provides `service-catalogue` lists `services`, and one that is in scope or
    marked is not among them.

    To fix this: add the service to the catalogue, and mark it with `catalogue: true`.

    Rationale: the catalogue describes the services on offer, and customers go by it (ISO/IEC 20000-1, 8.2.4).
    """
    entries = [(one, one.entry) for one in find_services(snapshot).values() if one.entry]
    marks = any(entry.row.fields.get("catalogue") is True for _, entry in entries)
    catalogues = [
        one
        for one in snapshot.documents
        if one.head.state(snapshot.today) is State.IN_FORCE
        and _CATALOGUE in one.head.provides
        and one.services
    ]
    listed = {name for one in catalogues for name in one.services}
    for service, entry in entries:
        marked = entry.row.fields.get("catalogue") is True
        offered = service.state(snapshot.today) in {"in", ""}
        if catalogues and (marked or offered) and service.id not in listed:
            why = "marked as in the catalogue" if marked else "in scope"
            message = f"the service `{service.id}` is {why}, and {catalogues[0].name} does not list it"
            where = catalogues[0].places.of("services")
            yield _build(entry, "catalogue" if marked else "id", message, f"add it there: {where}")
        elif marks and offered and not marked:
            message = f"the service `{service.id}` is in scope, and not marked as in the catalogue"
            yield _build(entry, "id", message, "describe it in the catalogue and write `catalogue: true`")
