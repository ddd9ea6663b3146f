"""Suspects: documents that rest on something which changed after they were last reviewed.

Computed from history, nothing is stored in authors' files. A document rests on what it implements, on what that
implements in turn, and on registers that its text shows by macro. A review of the document clears it, whatever
became of those above it.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from smsdocs.analysis.macros.code import hide_code
from smsdocs.analysis.macros.registers import find_registers
from smsdocs.analysis.review import find_reviewed
from smsdocs.analysis.setters import APPROVED, RETIRED
from smsdocs.model.document import Document, State
from smsdocs.model.history import Kind, Revision
from smsdocs.model.macro import MacroUse
from smsdocs.model.proof import Suspect, Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from smsdocs.analysis.story import Story
    from smsdocs.model.history import Comparison
    from smsdocs.model.proof import Proof
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_FEW = 16
"""Parents of a document that are soon looked at."""
_MACRO = re.compile(r"\{\{[^{}]*?\b(?:register|value)\(\s*[\"']([\w-]+)")
"""`{{ register("services") }}` and `{{ value("services.hosting.p1") }}`: the register stands first."""


def find_parents(snapshot: Snapshot, document: Document) -> Iterator[Holder]:
    """Yield what a document rests on directly: what it implements, and registers that its text shows.

    That of the text in force counts: a draft may name other parents, and binds nobody yet.
    """
    present, document = document, snapshot.find_text_in_force(document)
    for name in dict.fromkeys(document.implements):
        parent = snapshot.holders_by_id.get(name)
        if parent is not None and parent is not present:
            yield parent
    for name in _find_shown(snapshot, document):
        register = snapshot.register_of(name)
        register = register or next((one for one in snapshot.registers if one.head.id == name), None)
        if register is not None:
            yield register


def _find_shown(snapshot: Snapshot, document: Document) -> Iterable[str]:
    """Return the registers that a text shows, as it names them; what another tool may render is read by its letters."""
    if document.macros is not None:
        return find_registers(document.macros)
    if snapshot.settings.macros is not MacroUse.NEVER or "{{" not in document.body:
        return ()
    return dict.fromkeys(_MACRO.findall(hide_code(document.body)))


def find_suspects(
    snapshot: Snapshot, stories: Mapping[str, Story], proofs: Mapping[str, Proof]
) -> dict[str, tuple[Suspect, ...]]:
    """Return, by path, what each suspect document rests on that changed after its last review.

    Drafts that never were in force and retired documents are none; `proofs` are those of the texts in force.
    """
    kept = {one.path for one, _ in find_reviewed(snapshot)}
    parents = {
        one.path: tuple(find_parents(snapshot, one))
        for one in snapshot.documents
        if one.path in proofs and one.path in kept
    }
    parents = {path: found for path, found in parents.items() if found}
    oldest = min((_reviewed(proofs[path], stories[path]) for path in parents), default=0)
    watch = _Watch(snapshot, stories, oldest)
    ways = _Ways(parents)
    found: dict[str, tuple[Suspect, ...]] = {}
    texts = map(snapshot.find_text_in_force, snapshot.documents)
    unreadable = {one.path for one in texts if _is_unreadable(one)}
    for path in (one for one in parents if one not in unreadable):
        since = _reviewed(proofs[path], stories[path])
        reviewed = proofs[path].date("last_reviewed")
        suspects = []
        for way, holder in ways.climb(path):
            change = watch.newest(holder)
            if change is None or change.order <= since:
                continue
            if reviewed is None or (change.day or snapshot.today) > min(reviewed.value, reviewed.day):
                suspects.append(Suspect(way=way, path=holder.path, revision=change))
        if suspects:
            found[path] = tuple(suspects)
    return found


def _is_unreadable(document: Document) -> bool:
    """Say whether a review date is there that nobody can read: what came after it cannot be known."""
    return document.head.last_reviewed is None and bool(document.fields.get("last_reviewed"))


def _reviewed(proof: Proof, story: Story) -> int:
    """Return the landing of the last review; that of the first revision where there never was one."""
    revision = proof.reviewed_in
    return revision.order if revision else story.changes.order(len(story) - 1)


class _Ways:
    """Leads from a document to everything it rests on.

    Parents are numbered, and those of a document are the bits of one number: where every document rests on every other,
    most of them lead to nothing new, and that is seen without looking at each.
    """

    def __init__(self, parents: Mapping[str, tuple[Holder, ...]]) -> None:
        self._parents = parents
        self._numbers: dict[str, int] = {}
        for found in parents.values():
            for one in found:
                self._numbers.setdefault(one.path, len(self._numbers))
        self._kept: dict[str, int] = {}
        self._places: dict[str, dict[int, int]] = {}

    def _find_bits(self, path: str) -> int:
        """Return the parents of a document as bits; those of many are kept."""
        found = self._parents.get(path, ())
        if len(found) <= _FEW:
            return sum(1 << number for number in {self._numbers[one.path] for one in found})
        if path not in self._kept:
            self._kept[path] = sum(1 << number for number in {self._numbers[one.path] for one in found})
        return self._kept[path]

    def climb(self, path: str) -> Iterator[tuple[Way, Holder]]:
        """Yield everything a document rests on, each once with the shortest way that leads there; circles end."""
        left = (1 << len(self._numbers)) - 1
        if path in self._numbers:
            left ^= 1 << self._numbers[path]
        level: list[tuple[Way | None, str]] = [(None, path)]
        while level:
            following: list[tuple[Way | None, str]] = []
            for way, child in level:
                new = self._find_bits(child) & left
                left ^= new
                for one in self._find(child, new):
                    above = Way(one.name, way) if way else Way(one.name)
                    yield above, one
                    following.append((above, one.path))
            level = following

    def _find(self, child: str, new: int) -> Iterator[Holder]:
        """Yield some parents of a document, as bits, in the order in which it names them."""
        if not new:
            return
        if (places := self._places.get(child)) is None:
            places = self._places[child] = {}
            for at, one in enumerate(self._parents[child]):
                places.setdefault(self._numbers[one.path], at)
        numbers = []
        while new:
            lowest = new & -new
            numbers.append(lowest.bit_length() - 1)
            new ^= lowest
        for at in sorted(places[number] for number in numbers):
            yield self._parents[child][at]


class _Watch:
    """The newest change of each document that puts in doubt what rests on it; nothing older than all reviews."""

    def __init__(self, snapshot: Snapshot, stories: Mapping[str, Story], oldest: int) -> None:
        self._snapshot = snapshot
        self._stories = stories
        self._oldest = oldest
        self._found: dict[str, Revision | None] = {}

    def newest(self, holder: Holder) -> Revision | None:
        if holder.path not in self._found:
            story = self._stories.get(holder.path)
            self._found[holder.path] = self._find(story, self._find_start(holder, story)) if story else None
        return self._found[holder.path]

    def _find_start(self, holder: Holder, story: Story) -> int:
        """Return the newest revision that binds anybody: a draft and a text to come bind nobody yet.

        What was retired binds nobody since; that it was drafted anew and given up changes nothing.
        """
        former = self._snapshot.in_force.get(holder.path)
        if former is not None:
            return former.index
        if not _waits(holder, self._snapshot.today) and holder.head.status != RETIRED:
            return 0
        states = [story.version(at).text("status") for at in range(len(story))]
        newest = states.index(RETIRED) if RETIRED in states else len(states)
        bound = next((at for at in range(newest, len(states)) if states[at] == APPROVED), 0)
        return next((at for at in reversed(range(bound)) if states[at] == RETIRED), len(story))

    def _find(self, story: Story, index: int) -> Revision | None:
        while index < len(story) and story.changes.order(index) > self._oldest:
            revision = story.revision(index)
            before = _find_replaced(story, index) if _is_approved_by(revision) else None
            if before is not None and any(map(partial(_is_retired, story), range(index, before))):
                return revision  # nobody had to follow it in between
            if before is None:
                if revision.unsettles:
                    return revision
                index += 1
            else:
                found = story.compare(before, index)
                if found.unsettles and not _is_declared(story, range(index, before)):
                    return _tell_as(revision, found)
                index = before
        return None


def _waits(holder: Holder, today: date) -> bool:
    """Say whether a document is not in force yet; one that says nothing of its status is, and so is every list."""
    head = holder.head
    if not isinstance(holder, Document):
        return False
    return head.state(today) in {State.IN_REVIEW, State.COMING} or head.status == State.DRAFT


def _tell_as(revision: Revision, found: Comparison) -> Revision:
    """Return a revision as what it changed of the text that was in force before."""
    return Revision(
        change=revision.change,
        at=revision.at,
        kind=found.kind,
        changes=found.changes,
        words=found.words,
        unsettles=found.unsettles,
        declared_by=revision.declared_by,
    )


def _is_declared(story: Story, indexes: range) -> bool:
    """Say whether all that some revisions did to a text was declared immaterial."""
    revisions = [story.revision(index) for index in indexes]
    declared = any(one.kind is Kind.DECLARED_IMMATERIAL for one in revisions)
    return declared and not any(one.unsettles for one in revisions)


def _is_retired(story: Story, index: int) -> bool:
    return story.version(index).text("status") == RETIRED


def _is_approved_by(revision: Revision) -> bool:
    """Say whether a draft of a document came into force with a revision."""
    named = (change.partition(": ") for change in revision.changes)
    return any(name == "status" and value.endswith(f"-> {APPROVED}") for name, _, value in named)


def _find_replaced(story: Story, index: int) -> int | None:
    """Return the approved text that one replaced, whatever drafts lie between them; None where there was none."""
    older = range(index + 1, len(story))
    return next((one for one in older if story.version(one).text("status") == APPROVED), None)
