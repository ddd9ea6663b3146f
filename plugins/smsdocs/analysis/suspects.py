"""Suspects: documents that rest on something which changed after they were last reviewed.

Computed from history, nothing is stored in authors' files. A document rests on what it implements, on what that
implements in turn, and on registers that its text shows by macro. A review of the document clears it, whatever
became of those above it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsdocs.analysis.macros.walk import find_registers
from smsdocs.analysis.setters import APPROVED
from smsdocs.model.proof import Suspect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.analysis.story import Story
    from smsdocs.model.document import Document
    from smsdocs.model.history import Revision
    from smsdocs.model.proof import Proof
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_MACRO = re.compile(r"\{\{[^{}]*?\b(?:register|value)\(\s*[\"']([\w-]+)")
"""`{{ register("services") }}` and `{{ value("services.hosting.p1") }}`: the register stands first."""

_CODE = re.compile(r"^[ \t>]*(`{3,}|~{3,}).*?^[ \t>]*\1[`~]*[ \t]*$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
"""Code shows what a macro looks like; it runs none."""


def find_parents(snapshot: Snapshot, document: Document) -> Iterator[Holder]:
    """Yield what a document rests on directly: what it implements, and registers that its text shows."""
    for name in dict.fromkeys(document.implements):
        parent = snapshot.documents_by_id.get(name)
        if parent is not None and parent is not document:
            yield parent
    if "{{" in document.body or document.macros is not None:
        for name in _find_shown(document):
            register = snapshot.register_of(name)
            register = register or next((one for one in snapshot.registers if one.head.id == name), None)
            if register is not None:
                yield register


def _find_shown(document: Document) -> Iterable[str]:
    """Return the registers that a text shows, as it names them."""
    if document.macros is not None:
        return find_registers(document.macros)
    return dict.fromkeys(_MACRO.findall(_CODE.sub("", document.body)))


def find_suspects(
    snapshot: Snapshot, stories: Mapping[str, Story], proofs: Mapping[str, Proof]
) -> dict[str, tuple[Suspect, ...]]:
    """Return, by path, what each suspect document rests on that changed after its last review."""
    parents = {
        one.path: tuple(find_parents(snapshot, one)) for one in snapshot.documents if one.path in proofs
    }
    parents = {path: found for path, found in parents.items() if found}
    oldest = min((_reviewed(proofs[path], stories[path]) for path in parents), default=0)
    until = {path: one.revision.order for path, one in snapshot.in_force.items()}
    watch = _Watch(stories, oldest, until)
    found: dict[str, tuple[Suspect, ...]] = {}
    for path in parents:
        since = _reviewed(proofs[path], stories[path])
        reviewed = proofs[path].date("last_reviewed")
        suspects = []
        for chain, holder in _climb(path, parents):
            change = watch.newest(holder.path)
            if change is None or change.order <= since:
                continue
            if reviewed is None or (change.day or snapshot.today) > min(reviewed.value, reviewed.day):
                suspects.append(Suspect(chain=chain, path=holder.path, revision=change))
        if suspects:
            found[path] = tuple(suspects)
    return found


def _reviewed(proof: Proof, story: Story) -> int:
    """Return the landing of the last review; that of the first revision where there never was one."""
    revision = proof.reviewed_in
    return revision.order if revision else story.changes.order(len(story) - 1)


def _climb(path: str, parents: Mapping[str, tuple[Holder, ...]]) -> Iterator[tuple[tuple[str, ...], Holder]]:
    """Yield everything a document rests on, each once with the shortest chain that leads there; circles end."""
    seen = {path}
    level: list[tuple[tuple[str, ...], Holder]] = [((one.name,), one) for one in parents.get(path, ())]
    while level:
        following: list[tuple[tuple[str, ...], Holder]] = []
        for chain, holder in level:
            if holder.path not in seen:
                seen.add(holder.path)
                yield chain, holder
                following += [((*chain, one.name), one) for one in parents.get(holder.path, ())]
        level = following


class _Watch:
    """The newest change of each document that puts in doubt what rests on it; nothing older than all reviews."""

    def __init__(self, stories: Mapping[str, Story], oldest: int, until: Mapping[str, int]) -> None:
        self._stories = stories
        self._until = until
        self._oldest = oldest
        self._found: dict[str, Revision | None] = {}

    def newest(self, path: str) -> Revision | None:
        if path not in self._found:
            self._found[path] = self._find(path)
        return self._found[path]

    def _find(self, path: str) -> Revision | None:
        story = self._stories.get(path)
        index, end = 0, len(story) if story else 0
        while story is not None and index < end:
            order = story.changes.order(index)
            if order <= self._oldest:
                break
            if order > self._until.get(path, order):
                index += 1  # a text to come binds nobody yet
                continue
            revision = story.revision(index)
            before = _find_replaced(story, index) if _is_approved_by(revision) else None
            if before is None:
                before, unsettles = index + 1, revision.unsettles
            else:
                unsettles = story.compare(before, index).unsettles
            if unsettles:
                return revision
            index = before
        return None


def _is_approved_by(revision: Revision) -> bool:
    """Say whether a draft of a document came into force with a revision."""
    named = (change.partition(": ") for change in revision.changes)
    return any(name == "status" and value.endswith(f"-> {APPROVED}") for name, _, value in named)


def _find_replaced(story: Story, index: int) -> int | None:
    """Return the approved text that one replaced, whatever drafts lie between them; None where there was none."""
    older = range(index + 1, len(story))
    return next((one for one in older if story.version(one).text("status") == APPROVED), None)
