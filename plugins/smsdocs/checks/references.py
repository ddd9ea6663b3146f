"""SMS2xx: what documents, registers and records refer to must exist; links have a file of their own."""

from __future__ import annotations

from functools import partial
from itertools import islice
from math import inf
from typing import TYPE_CHECKING

from smsdocs.analysis.circles import find_circles
from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.nearest import Slips, find_nearest
from smsdocs.analysis.role_uses import find_role_uses
from smsdocs.analysis.row_names import (
    ANYTHING,
    OWNED,
    PROCESS,
    SERVICE,
    SUPPLIER,
    find_ids,
    find_names,
    is_like_an_id,
)
from smsdocs.analysis.story import find_stories
from smsdocs.checks.mentions import quote
from smsdocs.checks.rule import rule, where_schema_is_silent
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import add_duration
from smsdocs.model.fields import mappings, text
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.place import Key, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator

    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_SLIP = 0.85
"""Likeness from which a process of one's own is a process of the model misspelt."""
_CIRCLES = 50
"""Circles that are told: who mends some of so many mends the others."""
_MEMBERS = 12
"""Members of a circle that are named."""
_HINTED = 50
"""Owned things without a service register whose nearest match is looked for."""


@rule("SMS201", "duplicate-id", _ERROR)
def duplicate_id(snapshot: Snapshot) -> Iterator[Problem]:
    """An id stands for two things.

    Triggered when: two documents, registers or records share an id, or two rows of one register do. The one that landed
    first keeps it, the first by path where git does not say; each further one is a finding.

    To fix this: give the newer one an id of its own; ids are never used again.

    Rationale: links, approvals and history follow the id (ISO/IEC 20000-1, 7.5.2).
    """
    found: dict[str, list[Holder]] = {}
    for one in snapshot.holders:
        if one.head.id:
            found.setdefault(one.head.id, []).append(one)
    for holders in found.values():
        other, *more = sorted(holders, key=partial(_find_age, snapshot)) if len(holders) > 1 else holders
        for one in more:
            yield Problem(
                place=one.places.of("id"),
                message=f"the id `{one.head.id}` is taken by {other.path}",
                hint="give this one an id of its own",
                document=one.name,
            )
    for register in snapshot.registers:
        rows: dict[str, int] = {}
        for row in register.rows:
            if row.id and rows.setdefault(row.id, row.index) != row.index:
                place = register.places.of("rows", row.index, "id")
                message = f"the row `{row.id}` stands twice"
                yield Problem(place=place, message=message, hint="keep one of them", document=register.name)


def _find_age(snapshot: Snapshot, holder: Holder) -> tuple[float, str]:
    """Return what the older of two is sorted by: the landing with which its history begins, then its path."""
    story = find_stories(snapshot).get(holder.path)
    return story.changes.order(len(story) - 1) if story else inf, holder.path


@rule("SMS202", "unknown-role", _ERROR)
@where_schema_is_silent
def unknown_role(snapshot: Snapshot) -> Iterator[Problem]:
    """A role is in no roles register.

    Triggered when: an owner, an approver, a part in `roles`, an assignment, a row or an action names a role that the
    roles register does not have. Without a roles register SMS211 says so once.

    To fix this: mend the spelling, or add the role to the roles register.

    Rationale: nobody can hold a role that does not exist (ISO/IEC 20000-1, 5.3).
    """
    if not snapshot.roles:
        return
    slips = Slips()
    for holder, key, role in find_role_uses(snapshot):
        if role not in snapshot.roles:
            yield Problem(
                place=holder.places.of(*key),
                message=f"there is no role `{role}`",
                hint=_suggest_role(snapshot, role, slips),
                document=holder.name,
            )


def _suggest_role(snapshot: Snapshot, name: str, slips: Slips) -> str:
    """Return what was meant: of a person the roles they hold, else the nearest role."""
    person = next((one for one in snapshot.people if one.id == name), None)
    held = sorted({one.role for one in person.assignments if one.role in snapshot.roles}) if person else []
    if held:
        return f"`{name}` is a person; write a role that they hold: {' or '.join(f'`{one}`' for one in held[:3])}"
    return slips.suggest(name, snapshot.roles, "add it to the roles register")


@rule("SMS203", "unknown-document", _ERROR)
@where_schema_is_silent
def unknown_document(snapshot: Snapshot) -> Iterator[Problem]:
    """Something refers to an id that nothing has.

    Triggered when: `implements` or `supersedes` names an id that no document, register or record has, or a
    record `follows` one; `answered_by`, `used_by` or `policy` of a row, or what a role `owns`, is no document,
    register, record, row or process either; a service names a supplier that the suppliers register does not have;
    or the evidence of a competence has the form of the ids of records here and is none. Without a suppliers
    register nobody can say, and without a services register an owned thing may be a service: only a slip of the pen
    is told then. Evidence from before the setting `period` may be disposed of.

    To fix this: mend the spelling. A retired document keeps its file and its id.

    Rationale: a parent that does not exist cannot put its children in doubt when it changes, and an answer that
    nobody finds is none (ISO/IEC 20000-1, 7.5.3).
    """
    known = {one.head.id for one in snapshot.holders if one.head.id}
    yield from _find_strangers(_find_document_uses(snapshot), known, "document")
    anything = find_ids(snapshot)
    answers = ((register, key, name) for register, _, key, name in find_names(snapshot, ANYTHING))
    named = ((holder, key, name) for holder, key, name in answers if name.partition("#")[0] not in anything)
    yield from _find_strangers(named, anything, "document, record or row")
    yield from _find_strangers(_find_owned(snapshot, anything), anything, "document, process or service")
    suppliers = {
        row.id for one in snapshot.registers if one.kind == "suppliers" for row in one.rows if row.id
    }
    if suppliers:
        yield from _find_strangers(
            _find_in_rows(snapshot, SUPPLIER), suppliers, "supplier", "add it to the suppliers register"
        )
    yield from _find_strangers(_find_evidence(snapshot), known, "record")


def _find_document_uses(snapshot: Snapshot) -> Iterator[tuple[Holder, Key, str]]:
    for document in snapshot.documents:
        for name in ("implements", "supersedes"):
            yield from ((document, key, one) for key, one in find_entries(document.fields, name))
    for record in snapshot.records:
        yield from ((record, key, one) for key, one in find_entries(record.fields, "follows"))


def _find_in_rows(snapshot: Snapshot, what: str) -> Iterator[tuple[Holder, Key, str]]:
    return ((register, key, name) for register, _, key, name in find_names(snapshot, what))


def _find_owned(snapshot: Snapshot, known: Collection[str]) -> Iterator[tuple[Holder, Key, str]]:
    """Yield what roles own; without services to hold it against, only what is nearly something else."""
    nearest: dict[str, str | None] = {}
    for holder, key, name in _find_in_rows(snapshot, OWNED):
        if name not in known and name not in nearest:
            looked = bool(snapshot.services) or len(nearest) >= _HINTED
            nearest[name] = name if looked else find_nearest(name, known, likeness=_SLIP)
        if nearest.get(name):
            yield holder, key, name


def _find_evidence(snapshot: Snapshot) -> Iterator[tuple[Holder, Key, str]]:
    """Yield the evidence of competences that is formed like an id; other evidence is text."""
    for register in snapshot.registers:
        for row in register.rows if register.kind == "people" else ():
            for index, entry in mappings(row.fields, "competences"):
                since, evidence = parse_date(entry.get("since")), text(entry, "evidence")
                recent = since is None or add_duration(since, snapshot.settings.period) >= snapshot.today
                if recent and is_like_an_id(snapshot, evidence):
                    yield register, ("rows", row.index, "competences", index, "evidence"), evidence


def _find_strangers(
    uses: Iterable[tuple[Holder, Key, str]], known: Collection[str], what: str, otherwise: str = ""
) -> Iterator[Problem]:
    """Return a problem for each use of a name that is not known."""
    slips = Slips()
    for holder, key, name in uses:
        if name in known:
            continue
        yield Problem(
            place=holder.places.of(*key),
            message=f"there is no {what} `{quote(name)}`",
            hint=slips.suggest(name, known, otherwise),
            document=holder.name,
        )


@rule("SMS204", "unknown-process", _ERROR)
@where_schema_is_silent
def unknown_process(snapshot: Snapshot) -> Iterator[Problem]:
    """A process exists neither in the model nor in a document.

    Triggered when: `process` of a document, record or register, an interface, or `process` or `processes` of a row
    of a KPI, a risk, a service, a supplier or a record location names a process that is not in the process
    model and that no document of type process describes. A described process that is spelt almost like one of
    the model, which nothing describes, is taken for that one misspelt.

    To fix this: mend the spelling, describe the process, or add it to schema/models/ in your tree; a process of
    your own whose name is that close to one of the model belongs there too.

    Rationale: an interface to a process that does not exist leads nowhere (ISO/IEC 20000-1, 4.4).
    """
    described = {document.head.process for document in snapshot.documents if document.head.type == "process"}
    known = {*snapshot.processes, *(one for one in described if not _is_misspelt(one, described, snapshot))}
    otherwise = "describe it in a document of type process"
    yield from _find_strangers(_find_process_uses(snapshot), known, "process", otherwise)


def _is_misspelt(process: str, described: Container[str], snapshot: Snapshot) -> bool:
    """Say whether a described process is one of the model with a slip of the pen: nothing describes that one."""
    if process in snapshot.processes:
        return False
    meant = find_nearest(process, snapshot.processes, likeness=_SLIP)
    return meant is not None and meant not in described


def _find_process_uses(snapshot: Snapshot) -> Iterator[tuple[Holder, Key, str]]:
    for one in snapshot.holders:
        if one.head.process:
            yield one, ("process",), one.head.process
    for document in snapshot.documents:
        entries = document.fields.get("interfaces")
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            for direction in ("to", "from"):
                process = entry.get(direction) if isinstance(entry, dict) else None
                if isinstance(process, str):
                    yield document, ("interfaces", index, direction), process
    yield from _find_in_rows(snapshot, PROCESS)


@rule("SMS205", "unknown-service", _ERROR)
@where_schema_is_silent
def unknown_service(snapshot: Snapshot) -> Iterator[Problem]:
    """A service is not in the services register.

    Triggered when: there is a services register, and `services` of a document, a record, or a row of a customer,
    a supplier, a KPI, a risk or an obligation, a dependency of a service, or a row of kind service in the scope
    register names a service it does not have. Nothing is said of records older than the setting `period`.

    To fix this: mend the spelling, or add the service to the register.

    Rationale: scope, documents and services must speak of the same services (ISO/IEC 20000-1, 4.3).
    """
    if snapshot.services:
        otherwise = "add it to the services register"
        yield from _find_strangers(_find_service_uses(snapshot), snapshot.services, "service", otherwise)


def _find_service_uses(snapshot: Snapshot) -> Iterator[tuple[Holder, Key, str]]:
    for document in snapshot.documents:
        yield from ((document, key, name) for key, name in find_entries(document.fields, "services"))
    for record in snapshot.records:
        if record.date is None or add_duration(record.date, snapshot.settings.period) >= snapshot.today:
            yield from ((record, key, name) for key, name in find_entries(record.fields, "services"))
    for register in snapshot.registers:
        for row in register.rows if register.kind == "scope" else ():
            if row.text("kind") == "service" and row.id:
                yield register, ("rows", row.index, "id"), row.id
    yield from _find_in_rows(snapshot, SERVICE)


@rule("SMS211", "missing-register", _INFO)
def missing_register(snapshot: Snapshot) -> Iterator[Problem]:
    """There is no register to hold references against.

    Triggered when: documents name roles or services and the tree has no roles or services register.

    To fix this: add roles.yml or services.yml to the registers folder.

    Rationale: without it nobody can say whether a role or a service exists; the tool does not guess.
    """
    roles = sum(1 for _ in find_role_uses(snapshot)) if not snapshot.roles else 0
    services = sum(len(document.services) for document in snapshot.documents) if not snapshot.services else 0
    for count, kind in ((roles, "roles"), (services, "services")):
        if count and snapshot.register_of(kind) is None:
            yield Problem(
                place=Place(f"{snapshot.settings.registers}/{kind}.yml"),
                message=f"there is no {kind} register, so nobody can say whether the {kind} named here exist",
                hint=f"add {snapshot.settings.registers}/{kind}.yml",
            )


@rule("SMS212", "circular-parents", _WARNING)
def circular_parents(snapshot: Snapshot) -> Iterator[Problem]:
    """Documents implement or supersede each other in a circle.

    Triggered when: following `implements` from a document leads back to it, or following `supersedes` does. A
    document that names itself is such a circle. Each circle is one finding; of many, the first fifty.

    To fix this: decide which of them sets the rule and which follows it, which is the older and which the newer.

    Rationale: in a circle a change of any member puts all of them in doubt, for ever; and where each document
    replaces the other, nobody knows which one holds.
    """
    documents = snapshot.documents_by_id
    parents = {name: document.implements for name, document in documents.items()}
    elders = {name: document.supersedes for name, document in documents.items()}
    for field, links in (("implements", parents), ("supersedes", elders)):
        for circle in islice(find_circles(links), _CIRCLES):
            document = documents[circle[0]]
            more = f"{len(circle) - _MEMBERS} more"
            shown = (*circle[:_MEMBERS], more) if len(circle) > _MEMBERS else circle
            yield Problem(
                place=document.places.of(field),
                message=f"it {field} itself: {' > '.join([*shown, circle[0]])}",
                hint="remove one of these links",
                document=document.name,
            )


@rule("SMS213", "colliding-paths", _ERROR)
def colliding_paths(snapshot: Snapshot) -> Iterator[Problem]:
    """Two pages differ only in capital letters, or become the same page of the site.

    Triggered when: the paths of two pages are equal but for their letters' case, or a folder holds both
    index.md and README.md.

    To fix this: rename one of them.

    Rationale: one silently replaces the other: on Windows and macOS in the checkout, on the site everywhere.
    """
    first: dict[str, str] = {}
    for page in sorted(snapshot.markdown, key=lambda page: page.path):
        folder, _, name = page.path.rpartition("/")
        site_name = "index.md" if name.casefold() == "readme.md" else name
        key = f"{folder}/{site_name}".casefold()
        if (other := first.setdefault(key, page.path)) != page.path:
            yield Problem(
                place=Place(page.path),
                message=f"it collides with {other}",
                hint="rename one of them",
                document=page.name,
            )


@rule("SMS214", "unknown-person", _ERROR)
@where_schema_is_silent
def unknown_person(snapshot: Snapshot) -> Iterator[Problem]:
    """A sample was taken by somebody who is not in the people register.

    Triggered when: there is a people register, and a sample of a record location names another person.

    To fix this: use the id of a row of the people register.

    Rationale: evidence is worth what the person is worth who looked at it.
    """
    known = {person.id for person in snapshot.people if person.id}
    if not known:
        return
    slips = Slips()
    for register, row in snapshot.locations:
        for index, sample in enumerate(row.samples):
            if sample.by and sample.by not in known:
                yield Problem(
                    place=register.places.of("rows", row.index, "samples", index, "by"),
                    message=f"there is no person `{sample.by}`",
                    hint=slips.suggest(sample.by, known, "add them to the people register"),
                    document=register.name,
                )


@rule("SMS215", "backwards-assignment", _ERROR)
def backwards_assignment(snapshot: Snapshot) -> Iterator[Problem]:
    """A person stops holding a role before they begin.

    Triggered when: in an assignment of the people register `to` is before `from`. Both days count, so the same
    day twice is one day.

    To fix this: mend the day that is wrong.

    Rationale: such an assignment never holds, so the role looks vacant although somebody was given it (ISO/IEC
    20000-1, 5.3).
    """
    for register in snapshot.registers:
        for person in register.people:
            for one in person.assignments:
                if one.start and one.end and one.end < one.start:
                    yield Problem(
                        place=register.places.of("rows", person.index, "assignments", one.index, "to"),
                        message=f"it ends on {one.end}, but begins on {one.start}",
                        hint=f"give {one.start} or a later day",
                        document=register.name,
                    )
