"""The history of single documents, ready to be shown: revisions, review, proof and approval side by side."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.evidence import find_approvals
from smsdocs.analysis.proof import find_proofs
from smsdocs.analysis.review import find_review
from smsdocs.analysis.story import find_stories
from smsdocs.analysis.suspects import find_parents
from smsdocs.model.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from smsdocs.analysis.story import Story
    from smsdocs.model.approval import ApprovalEvidence
    from smsdocs.model.history import Contents, Kind, Revision
    from smsdocs.model.proof import Proof
    from smsdocs.model.register import Holder
    from smsdocs.model.review import Review
    from smsdocs.model.snapshot import Snapshot

_AT_ONCE = 20
"""Texts of one file that are read in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which revisions are shown.

    Attributes:
        kinds: empty for every kind.
        since: the first day on which they landed; None for all. What is not committed is always later.
    """

    kinds: frozenset[Kind] = frozenset()
    since: date | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.kinds and self.since is None

    def takes(self, revision: Revision) -> bool:
        """Say whether a revision is shown."""
        early = self.since is not None and revision.day is not None and revision.day < self.since
        return not early and (not self.kinds or revision.kind in self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A revision among those around it.

    Attributes:
        before: the revision before it; None for the first.
        version, status: what its front matter says; empty where it says nothing.
        former_version: what the revision before it said.
    """

    revision: Revision
    before: Revision | None
    version: str
    former_version: str
    status: str


@dataclass(frozen=True, kw_only=True, eq=False)
class DocumentHistory:
    """What there is to tell of one document, register or record.

    Attributes:
        story: None where git has never seen it and nobody can say why.
        proof: None for records, and where there is no story.
        approval: of the revision that approved it; None where nothing did.
        contents: reads the texts of its revisions.
    """

    holder: Holder
    review: Review
    story: Story | None = None
    contents: Contents | None = None
    proof: Proof | None = None
    approval: ApprovalEvidence | None = None

    @property
    def committed(self) -> bool:
        """Whether any commit holds it."""
        return self.story is not None and self.story.changes[-1].commit is not None

    def __len__(self) -> int:
        return len(self.story) if self.story else 0

    def find_last_material(self) -> Revision | None:
        """Return the newest material revision; None while there are only its creation and immaterial changes."""
        if self.story is None:
            return None
        index = self.story.find_material(range(len(self.story)))
        return None if index is None else self.story.revision(index)

    def find_rows(self, wanted: Wanted) -> Iterator[Row]:
        """Yield the revisions that are wanted, newest first."""
        story = self.story
        if story is None:
            return
        for index in range(len(story)):
            if self.contents is not None and index % _AT_ONCE == 0:
                self.contents.prefetch(
                    story.texts(index, index + _AT_ONCE + 1)
                )  # each is compared with the next
            if wanted.takes(story.revision(index)):
                last = index + 1 == len(story)
                version = story.version(index)
                yield Row(
                    revision=story.revision(index),
                    before=None if last else story.revision(index + 1),
                    version=version.text("version"),
                    former_version="" if last else story.version(index + 1).text("version"),
                    status=version.text("status"),
                )


def find_histories(snapshot: Snapshot, holders: Sequence[Holder]) -> Iterator[DocumentHistory]:
    """Yield the histories of some documents, registers and records of a snapshot, in the order given.

    Texts out of git are fetched document by document when rows are asked for, and not held for longer.
    """
    narrow = _narrow(snapshot, holders)
    stories, proofs, approvals = find_stories(narrow), find_proofs(narrow), find_approvals(narrow)
    for holder in holders:
        yield DocumentHistory(
            holder=holder,
            review=find_review(snapshot, holder),
            story=stories.get(holder.path),
            contents=snapshot.history.contents if snapshot.history else None,
            proof=proofs.get(holder.path),
            approval=approvals.get(holder.path),
        )


def _narrow(snapshot: Snapshot, holders: Sequence[Holder]) -> Snapshot:
    """Return the snapshot with only those documents that decide about some: themselves and what they rest on.

    Registers stay, since they name the people. Whoever asks for one document of thousands waits for one.
    """
    if len(holders) * 2 > len(snapshot.holders):
        return snapshot
    kept = _climb(snapshot, holders)
    return dataclasses.replace(
        snapshot,
        pages=tuple(page for page in snapshot.pages if page.path in kept),
        records=tuple(record for record in snapshot.records if record.path in kept),
    )


def _climb(snapshot: Snapshot, holders: Iterable[Holder]) -> set[str]:
    kept: set[str] = set()
    level = {holder.path: holder for holder in holders}
    while level:
        kept.update(level)
        children = [holder for holder in level.values() if isinstance(holder, Document)]
        parents = (one for child in children for one in find_parents(snapshot, child))
        level = {one.path: one for one in parents if one.path not in kept}
    return kept
