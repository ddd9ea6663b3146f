"""What git proves of every document, and of every register: dates held against the commits that wrote them."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from hashlib import sha1
from typing import TYPE_CHECKING

from smsdocs.analysis.former_story import FormerStory
from smsdocs.analysis.prover import Prover
from smsdocs.analysis.setters import APPROVED
from smsdocs.analysis.story import AHEAD, find_stories
from smsdocs.analysis.suspects import find_suspects
from smsdocs.model.register import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.analysis.story import Story
    from smsdocs.model.proof import Proof
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_CHANGING = frozenset({"draft", "in-review", "retired"})
"""States of a text that is meant to change, or that nobody reviews: what changed since the review says nothing."""
_AT_ONCE = 100
"""Files whose newest texts are read in one go."""


@lru_cache(maxsize=4)
def find_proofs(snapshot: Snapshot) -> Mapping[str, Proof]:
    """Return what git proves of every document and register that was ever committed, by path.

    Empty without history. Records are evidence of something else and need no review.
    """
    stories = find_stories(snapshot)
    paths = [one.path for one in snapshot.holders if one.path in stories and not isinstance(one, Record)]
    proofs: dict[str, Proof] = {}
    for start in range(0, len(paths), _AT_ONCE):
        some = paths[start : start + _AT_ONCE]
        names = {path: _name(stories[path]) for path in some}
        known = _prefetch(snapshot, stories, names)
        proofs.update({path: Prover(stories[path], snapshot, names[path], known).prove() for path in some})
    for document in snapshot.documents:
        proof = proofs.get(document.path)
        if proof is not None and document.head.status in _CHANGING:
            proofs[document.path] = dataclasses.replace(proof, changed_after_review=None)
    applying = {**proofs, **_prove_in_force(snapshot, stories)}
    suspects = find_suspects(snapshot, stories, applying)
    for document in snapshot.documents:
        if (proof := proofs.get(document.path)) is not None and document.path in snapshot.in_force:
            proofs[document.path] = _join(proof, applying[document.path], document.head.status)
    return {
        path: dataclasses.replace(proof, suspects=suspects[path]) if path in suspects else proof
        for path, proof in proofs.items()
    }


def _prove_in_force(snapshot: Snapshot, stories: Mapping[str, Story]) -> Mapping[str, Proof]:
    """Return what git proves of each earlier text that is in force: what is said of it while its successor waits."""
    parts = {
        path: FormerStory(stories[path], one.index)
        for path, one in snapshot.in_force.items()
        if path in stories
    }
    names = {path: _name(story) for path, story in parts.items()}
    known = _prefetch(snapshot, parts, names)
    return {path: Prover(story, snapshot, names[path], known).prove() for path, story in parts.items()}


def _join(present: Proof, former: Proof, status: str) -> Proof:
    """Return what is told of a document whose earlier text is in force.

    The review is that of the text in force, and so is the approval while the present text has none. The dates are
    those of the present text: whoever wrote them can still mend them.
    """
    joined = dataclasses.replace(
        present, judge=former.judge, changed_after_review=former.changed_after_review
    )
    if status == APPROVED:
        return joined
    return dataclasses.replace(
        joined,
        approved_in=former.approved_in,
        approved_version=former.approved_version,
        approver=former.approver,
        hands=former.hands,
    )


def _prefetch(
    snapshot: Snapshot, stories: Mapping[str, Story], names: Mapping[str, str]
) -> Mapping[str, object]:
    """Return what was noted under some names; and read the newest texts of the other files at once."""
    history = snapshot.history
    if history is None:
        return {}
    known = history.notes.find_notes(names.values()) if history.notes is not None else {}
    unknown = (stories[path] for path, name in names.items() if name not in known)
    history.contents.prefetch(text for one in unknown for text in one.texts(stop=AHEAD))
    return known


def _name(story: Story) -> str:
    """Return the name under which it is noted what was found in a story; empty where nothing may be."""
    name = story.name()
    return (
        name and f"proof {sha1(name.encode('utf-8', 'surrogateescape'), usedforsecurity=False).hexdigest()}"
    )


def find_proof(snapshot: Snapshot, holder: Holder) -> Proof | None:
    """Return what git proves of a document or register; None without history, or where it was never committed."""
    return find_proofs(snapshot.basis or snapshot).get(holder.path)
