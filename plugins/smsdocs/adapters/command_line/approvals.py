"""`smsdocs approve` and `smsdocs approvals`: who approved which text, kept where an auditor finds it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from smsdocs.adapters.command_line.options import emit, root_option, today_option
from smsdocs.adapters.command_line.root import find_path
from smsdocs.analysis.approvals.evidence import find_writers
from smsdocs.analysis.identities import build_identities
from smsdocs.analysis.nearest import suggest
from smsdocs.model.approval import ApprovalRecord, Source
from smsdocs.model.document import Document, State
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.approval_entries import write_approvals
from smsdocs.readers.approvals import find_approvals_path, read_approvals
from smsdocs.readers.forge_reviews.export import parse_export
from smsdocs.readers.forge_reviews.node import SIZE_LIMIT
from smsdocs.readers.forge_reviews.records import build_import
from smsdocs.readers.git.repository import WITHOUT
from smsdocs.readers.present_text import has_commits, read_blob_id
from smsdocs.readers.schemas import read_schemas
from smsdocs.readers.source import PAGE_LIMIT
from smsdocs.readers.tree import DiskTree, UnreadableError
from smsdocs.readers.yaml_source import REGISTER
from smsdocs.reports.words import count, encodable, enumerate_words, plain
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from smsdocs.model.register import Holder, Person
    from smsdocs.model.settings import Settings
    from smsdocs.model.snapshot import Snapshot

_MOST_NAMED = 5


@click.command()
@click.argument("document", metavar="DOC")
@click.option(
    "--by",
    "approver",
    metavar="PERSON",
    help="Who approves: an id of the people register. Without it you are told who may.",
)
@root_option
@today_option
def approve(document: str, approver: str | None, root: Path, today: date | None) -> None:
    """Record that somebody approves a document as it lies on disk.

    DOC is the id of a document or register, or its path, from where you stand or from the root. The entry goes into
    approvals.yml in the records folder.
    """
    snapshot = _read_snapshot(root, today)
    holder = _find_holder(snapshot, document, root)
    if approver is None:
        raise _ask_for_approver(snapshot, holder)
    person = _find_person(snapshot, approver)
    tree = DiskTree(root)
    present = _read_present(tree, snapshot.settings)
    _refuse_unready(holder, snapshot.today)
    _refuse_without_role(snapshot, holder, person)
    _refuse_author(snapshot, holder, person)
    record = _build_record(snapshot, tree, holder, person)
    _refuse_duplicate(present, record)
    path = write_approvals(root, snapshot.settings, (record,))
    _report_approval(record, path, _find_doubt(snapshot, person))


@click.group()
def approvals() -> None:
    """Keep approval records: add the reviews of a forge."""


@approvals.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@root_option
@click.option("--dry-run", is_flag=True, help="Say what would be added, and write nothing.")
def import_(files: tuple[str, ...], root: Path, *, dry_run: bool) -> None:
    """Add the approvals that a forge exported as JSON: GitHub or GitLab, told apart by what they hold.

    FILE may be - for standard input. What is there already is not added again.
    """
    export = parse_export([(name, _read_export(name)) for name in files])
    snapshot = read_snapshot(root, history=False)
    present = _read_present(DiskTree(root), snapshot.settings)
    zone = ZoneInfo(snapshot.settings.timezone)
    found = build_import(export, build_identities(snapshot.registers), present, zone)
    path = find_approvals_path(snapshot.settings)
    if found.records and not dry_run:
        write_approvals(root, snapshot.settings, found.records)
    _report_import(found.records, found.skipped, path, dry_run=dry_run)


# --- approve ------------------------------------------------------------------------------------


def _read_snapshot(root: Path, today: date | None) -> Snapshot:
    """Read what is there with its history, which says who wrote it; without, where nothing was ever committed.

    Raises:
        CannotLookError: git has not the whole history, so nobody can say.
    """
    try:
        return read_snapshot(root, today=today, history=has_commits(root))
    except CannotLookError as error:  # whoever approves cannot go on without history
        raise CannotLookError(error.message, error.hint.removesuffix(WITHOUT).removesuffix("; ")) from error


def _find_holder(snapshot: Snapshot, name: str, root: Path) -> Holder:
    known = [one for one in snapshot.holders if not isinstance(one, Document) or one.controlled]
    path = find_path(name, root)
    for holder in known:
        if name and (holder.head.id == name or holder.path in {name, path}):
            return holder
    names = {text for holder in known for text in (holder.head.id, holder.path) if text}
    message = f"there is no document {name!r} here"
    raise CannotLookError(message, suggest(name, names, "give the id of a document or register, or its path"))


def _ask_for_approver(snapshot: Snapshot, holder: Holder) -> CannotLookError:
    """Return what to say where nobody is named: who holds the role of the approver, else who there is."""
    people, role = _index_people(snapshot), _require_role(holder)
    message = f"nobody is named who approves {holder.name}"
    holders = _find_holders(snapshot, role)
    if not holders:
        some = _name_some(sorted(people))
        hint = (
            f"nobody holds {role} on {snapshot.today}; the people register has {some}: assign the role first"
        )
        return CannotLookError(message, hint)
    one = f" {shlex.quote(holders[0])}`" if len(holders) == 1 else "` and one of them"
    command = f"`smsdocs approve {shlex.quote(holder.name)} --by{one}"
    return CannotLookError(message, f"{role} is held by {_name_some(holders)}: write {command}")


def _find_holders(snapshot: Snapshot, role: str, without: Person | None = None) -> list[str]:
    """Return the ids of the people who hold a role today, each once."""
    holders = {one.id for one in snapshot.people if one is not without and one.holds(role, snapshot.today)}
    return sorted(holders - {""})


def _name_some(ids: list[str]) -> str:
    """Return ids as a sentence has them, the first of many; empty where there are none."""
    more = len(ids) - _MOST_NAMED
    return enumerate_words([*ids[:_MOST_NAMED], f"{more} more"] if more > 0 else ids)


def _index_people(snapshot: Snapshot) -> dict[str, Person]:
    """Return the people of the register by id.

    Raises:
        CannotLookError: there is nobody.
    """
    people = {person.id: person for person in snapshot.people if person.id}
    if not people:
        hint = f"write {snapshot.settings.registers}/people.yml: people, and the roles they hold"
        raise CannotLookError("there is no people register, so nobody can tell who may approve", hint)
    return people


def _find_person(snapshot: Snapshot, name: str) -> Person:
    people = _index_people(snapshot)
    if name in people:
        return people[name]
    message = f"there is nobody {name!r} in the people register"
    named = {person.name: person.id for person in people.values() if person.name}
    if name in named:
        raise CannotLookError(message, f"give the id: `{named[name]}`")
    raise CannotLookError(message, suggest(name, people, "give the id of a person, not a name"))


def _read_present(tree: DiskTree, settings: Settings) -> tuple[ApprovalRecord, ...]:
    records, found = read_approvals(tree, settings, read_schemas(tree, settings.schema))
    faults = [fault for fault in found if fault.name != "windows-line-endings"]  # they are kept
    if faults:
        lines = [f"{fault.place}: {fault.message}" for fault in faults[:_MOST_NAMED]]
        raise CannotLookError("\n".join(lines), faults[0].hint or "mend the file before more is added to it")
    return records


def _refuse_unready(holder: Holder, today: date) -> None:
    if holder.head.state(today) in {State.DRAFT, State.IN_REVIEW}:
        message = f"{holder.name} says `status: {holder.head.status or 'draft'}`"
        hint = "set `status: approved` and `approved_on` first: to set them later makes another text"
        raise CannotLookError(message, hint)


def _require_role(holder: Holder) -> str:
    """Return the role that approves.

    Raises:
        CannotLookError: the document names none.
    """
    if not holder.head.approver:
        message = f"{holder.name} does not say who approves it"
        raise CannotLookError(message, "name a role: `approver: ...`")
    return holder.head.approver


def _refuse_without_role(snapshot: Snapshot, holder: Holder, person: Person) -> None:
    role = _require_role(holder)
    if not person.holds(role, snapshot.today):
        some = _name_some(_find_holders(snapshot, role))
        hint = f"on that day it is held by {some}" if some else "on that day nobody holds it: assign it first"
        message = f"{person.id} does not hold {role}, the approver of {holder.name}, on {snapshot.today}"
        raise CannotLookError(message, hint)


def _refuse_author(snapshot: Snapshot, holder: Holder, person: Person) -> None:
    if person.id in find_writers(snapshot, holder):
        role = holder.head.approver
        some = _name_some(_find_holders(snapshot, role, without=person))
        hint = f"somebody else who holds {role} must approve it: {some or 'nobody does yet, so assign it'}"
        message = f"{person.id} is an author of the present text of {holder.name}"
        raise CannotLookError(message, hint)


def _build_record(snapshot: Snapshot, tree: DiskTree, holder: Holder, person: Person) -> ApprovalRecord:
    try:
        content = tree.read(holder.path, max(PAGE_LIMIT, REGISTER.characters))
    except UnreadableError as error:
        raise CannotLookError(f"{holder.path}: {error}", "store a plain text file") from error
    head = tree.state(lambda path: path == holder.path).commit
    return ApprovalRecord(
        document=holder.name,
        version=holder.head.version,
        blob=read_blob_id(tree.root, holder.path, content),
        commits=(head,) if head else (),
        by=person.id,
        day=snapshot.today,
        source=Source.COMMAND_LINE,
    )


def _refuse_duplicate(present: Iterable[ApprovalRecord], record: ApprovalRecord) -> None:
    for one in present:
        if (one.document, one.blob, one.by) == (record.document, record.blob, record.by):
            message = f"{one.place}: {one.by} has approved this text of {one.document} on {one.day}"
            raise CannotLookError(message, "there is nothing to add; a changed text can be approved anew")


def _find_doubt(snapshot: Snapshot, person: Person) -> str:
    """Return why nobody can tell whether a person wrote the text; empty where that can be told."""
    if snapshot.history is None:
        return f"There is no git history here, so nobody can tell whether {person.id} wrote the text."
    if build_identities(snapshot.registers, snapshot.history).known:
        return ""
    return (
        f"The people register gives no names of git, so nobody can tell whether {person.id} wrote the text."
    )


def _report_approval(record: ApprovalRecord, path: str, doubt: str) -> None:
    version = f" {record.version}" if record.version else ""
    lines = [
        f"{record.by} approves {record.document}{version} on {record.day}: the text {record.blob[:10]}.",
        f"Commit {path}."
        if record.commits
        else f"Commit {path} together with the document, as it is now: another text is not covered.",
        "To prove who approved, and not only say so, the approver signs that commit: git commit -S.",
        *filter(None, (doubt,)),
    ]
    emit("".join(f"{_safe(line)}\n" for line in lines))


# --- import -------------------------------------------------------------------------------------


def _read_export(name: str) -> bytes:
    """Return the content of an export, at most one byte more than is allowed."""
    if name == "-":
        return sys.stdin.buffer.read(SIZE_LIMIT + 1)
    path = Path(name)
    if not path.is_file():
        message = f"{name} is {'no file' if path.exists() else 'not there'}"
        raise CannotLookError(message, "give a file of JSON, or - for standard input")
    try:
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise CannotLookError(f"{name} cannot be read: {error.strerror}", "give a file of JSON") from error


def _report_import(
    records: Sequence[ApprovalRecord], skipped: Sequence[str], path: str, *, dry_run: bool
) -> None:
    verb = "Would add" if dry_run else "Added"
    lines = [f"{verb} {count(len(records), 'approval')} to {path}." if records else "Nothing to add."]
    lines += [f"  {one.by} on {one.day}  {one.url or one.commits[0][:10]}" for one in records]
    if skipped:
        lines += [f"Left out or partly covered ({len(skipped)}):", *(f"  {words}" for words in skipped)]
    if records and not dry_run:
        lines.append(f"Commit {path}.")
    emit("".join(f"{_safe(line)}\n" for line in lines))


def _safe(text: str) -> str:
    return plain(encodable(text))
