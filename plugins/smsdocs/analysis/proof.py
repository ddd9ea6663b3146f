"""What git proves of every document, and of every register: dates held against the commits that wrote them."""

from __future__ import annotations

import dataclasses
from datetime import date
from functools import lru_cache, partial
from hashlib import sha1
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.story import AHEAD, Story, find_stories
from smsdocs.analysis.suspects import find_suspects
from smsdocs.model.duration import add_duration
from smsdocs.model.history import Kind
from smsdocs.model.proof import DATES, DateProof, Evidence, Proof
from smsdocs.model.register import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.history import Revision, Version
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_APPROVED = "approved"
_NOTED = 7
"""Values in a note on a story."""
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
        proofs.update({path: _Prover(stories[path], snapshot, names[path], known).prove() for path in some})
    for register in snapshot.registers:
        if (proof := proofs.get(register.path)) is not None:
            proofs[register.path] = _keep_current(proof)
    suspects = find_suspects(snapshot, stories, proofs)
    return {
        path: dataclasses.replace(proof, suspects=suspects[path]) if path in suspects else proof
        for path, proof in proofs.items()
    }


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


def _keep_current(proof: Proof) -> Proof:
    """Return what git proves of a register: a list is kept current between its approvals, so new rows mend it."""
    return dataclasses.replace(
        proof, changed_after_review=None, changed_after_approval=None, same_version=None
    )


def find_proof(snapshot: Snapshot, holder: Holder) -> Proof | None:
    """Return what git proves of a document or register; None without history, or where it was never committed."""
    return find_proofs(snapshot.basis or snapshot).get(holder.path)


class _Later(NamedTuple):
    """The newest material revisions after a review, after an approval, and under the present version."""

    review: int | None = None
    approval: int | None = None
    version: int | None = None


class _Prover:
    """Walks back through one story, once."""

    __slots__ = (
        *("_story", "_name", "_known", "_notes", "_today", "_tolerance"),
        *("_set", "_former", "_approved", "_versioned", "_number", "_present", "_later"),
    )

    def __init__(self, story: Story, snapshot: Snapshot, name: str, known: Mapping[str, object]) -> None:
        """Take a story, the name under which what is found is noted, and what was noted of several."""
        self._story = story
        self._name = name
        self._known = known
        self._notes = snapshot.history.notes if snapshot.history else None
        self._today = snapshot.today
        self._tolerance = snapshot.settings.review.tolerance
        self._set: dict[str, int] = {}
        self._former: dict[str, str] = {}
        self._approved: int | None = None
        self._versioned: int | None = None
        self._number = ""
        self._present: dict[str, str] = {}
        self._later = _Later()
        self._remember()

    def prove(self) -> Proof:
        dates = tuple(self._find_dates())
        reviewed = next((one for one in dates if one.name == "last_reviewed"), None)
        return Proof(
            judge=partial(self._judge, reviewed),
            dates=dates,
            reviewed_in=reviewed.revision if reviewed else None,
            changed_after_review=self._revision(self._later.review),
            approved_in=self._revision(self._approved),
            approved_version=self._number,
            changed_after_approval=self._revision(self._later.approval),
            same_version=self._revision(self._later.version),
        )

    def _revision(self, index: int | None) -> Revision | None:
        return None if index is None else self._story.revision(index)

    def _remember(self) -> None:
        """Walk back once for every sequence of commits and texts: what it finds depends on them alone."""
        known = self._known.get(self._name)
        if isinstance(known, list) and len(known) == _NOTED:
            *found, later = known
            self._set, self._former, self._approved, self._versioned, self._number, self._present = found
            self._later = _Later(*later)
            return
        self._walk()
        self._later = _Later(
            self._find_after_review(), self._find_after_approval(), self._find_same_version()
        )
        if self._notes is not None and self._name:
            found = [self._set, self._former, self._approved, self._versioned, self._number, self._present]
            self._notes.take_note(self._name, [*found, self._later])

    def _walk(self) -> None:
        """Find the revisions that set the present dates, that approved the text, and that began its version."""
        story = self._story
        newest = story.version(0)
        present = {name: text for name in DATES if (text := newest.text(name))}
        self._present = dict(present)
        approval = _Approval() if newest.text("status") == _APPROVED else None
        number = newest.text("version")
        numbered = approval is not None and bool(number)
        for index in range(len(story)):
            version = story.version(index)
            before = story.version(index + 1) if index + 1 < len(story) else None
            for name, text in list(present.items()):
                if before is None or before.text(name) != text:
                    self._set[name], self._former[name] = index, before.text(name) if before else ""
                    del present[name]
            if approval is not None:
                approval.look(index, version)
            if numbered and version.text("version") == number:
                self._versioned = index if version.text("status") == _APPROVED else self._versioned
            else:
                numbered = False
            if not (present or numbered or (approval is not None and not approval.done)):
                break
        if approval is not None:
            self._approved, self._number = approval.index, story.version(approval.index).text("version")

    def _find_dates(self) -> Iterator[DateProof]:
        for name in DATES:
            index = self._set.get(name)
            value = _parse_day(self._present.get(name, ""))
            if index is not None and value is not None:
                yield DateProof(
                    name=name,
                    value=value,
                    revision=self._story.revision(index),
                    day=self._day(index),
                    former=_parse_day(self._former[name]),
                )

    def _day(self, index: int) -> date:
        at = self._story.at(index)
        return at.date() if at else self._today

    def _find_after_review(self) -> int | None:
        """Return the newest material revision after the one that set the review date, and on a later day than it.

        What lands together with a review is reviewed by it.
        """
        reviewed = next((one for one in self._find_dates() if one.name == "last_reviewed"), None)
        if reviewed is None:
            return None
        day = min(reviewed.value, reviewed.day)  # nobody reviewed on a day that had not come
        later = (index for index in range(self._set["last_reviewed"]) if self._day(index) > day)
        return self._story.find_material(later)

    def _find_after_approval(self) -> int | None:
        """Return the newest material revision after the approval; none where the text is the one approved again."""
        if not self._approved:
            return None
        if self._story.compare(self._approved, 0).kind is not Kind.MATERIAL:
            return None
        return self._story.find_material(range(self._approved))

    def _find_same_version(self) -> int | None:
        """Return the newest material revision since the present version number was given."""
        return self._story.find_material(range(self._versioned)) if self._versioned else None

    def _judge(self, reviewed: DateProof | None) -> Evidence:
        """Say what stands behind the review date (the manual's page on evidence has the table)."""
        if reviewed is None:
            return Evidence.NONE
        latest = add_duration(reviewed.value, self._tolerance)
        if reviewed.revision.oid is None or not reviewed.value <= reviewed.day <= latest:
            return Evidence.CLAIMED
        if self._approved is None or self._approved > self._set["last_reviewed"]:
            return Evidence.CONFIRMED
        approved = self._story.revision(self._approved)
        changed = {Kind.CREATED, Kind.MATERIAL}
        index = self._set["last_reviewed"]
        if reviewed.revision.kind in changed or approved.kind in changed:
            return Evidence.APPROVED
        before = self._find_former_review(index)
        found = self._story.find_material(range(index, before)) if before else None
        return Evidence.APPROVED if found is not None else Evidence.CONFIRMED

    def _find_former_review(self, index: int) -> int:
        """Return the revision that set the review date before the present one; the first where there is none."""
        former = self._former["last_reviewed"]
        at = index + 1
        while at + 1 < len(self._story) and self._story.version(at + 1).text("last_reviewed") == former:
            at += 1
        return at


class _Approval:
    """Looks for the revision that approved the present text, from the newest back.

    Only a later date renews an approval: a status that went back and forth under the same date, or a date that was
    set back, approves nothing anew. Without dates it is the revision whose status became approved.
    """

    def __init__(self) -> None:
        self.index = 0
        self.done = False
        self._day = ""
        self._gap = False
        self._before: str | None = None

    def look(self, index: int, version: Version) -> None:
        """Look at the next older revision. A date that was set back, and forward again, was not renewed either."""
        if self.done:
            return
        if version.text("status") != _APPROVED:
            self._gap = True
            return
        day = version.text("approved_on")
        renewed = self._gap if not (day or self._day) else bool(self._day) and day < self._day
        if index and renewed and (not self._day or self._before not in {None, day}):
            self.done = True
        elif index and renewed:
            self._before = day
        else:
            self.index, self._day, self._gap, self._before = index, day or self._day, False, None


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
