"""SMS7xx: texts that changed since somebody read them, and readings that cannot have been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.management.acknowledgements import find_approval, find_impossible, parse_version
from smsdocs.analysis.management.rounds import find_leavers
from smsdocs.analysis.management.training import find_acknowledgements
from smsdocs.analysis.story import find_stories
from smsdocs.checks.mentions import name_readers, quote, tell_changes, tell_revision
from smsdocs.checks.rule import rule
from smsdocs.model.document import State
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.history import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smsdocs.analysis.story import Story
    from smsdocs.model.document import Document
    from smsdocs.model.history import Revision
    from smsdocs.model.management import Acknowledgement
    from smsdocs.model.place import Place
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


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
            told = (
                f"; it changed {tell_revision(changes[0])}{tell_changes(snapshot, changes[0])}"
                if changes
                else ""
            )
            told += f"; version {quote(document.head.version)} was approved on {approved}" if approved else ""
            people = [f"{one.person} ({_tell_read(document, one, approved)})" for one, _ in found]
            yield Problem(
                place=last.table.place(last.row),
                message=f"{quote(document.name)} is in force as {quote(document.head.version)}, and "
                f"these acknowledged an older {_name_text(document, found)}: {name_readers(people)}{told}",
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
