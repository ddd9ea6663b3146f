"""What git proves of every document, and of every register: dates held against the commits that wrote them."""

from __future__ import annotations

import dataclasses
from datetime import date
from functools import lru_cache, partial
from hashlib import sha1
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.setters import APPROVED, Approving, DateGiver, DateSetter, VersionSetter, seek
from smsdocs.analysis.story import AHEAD, Story, find_stories
from smsdocs.analysis.suspects import find_suspects
from smsdocs.model.duration import add_duration
from smsdocs.model.history import Kind
from smsdocs.model.proof import DATES, DateProof, Evidence, Proof
from smsdocs.model.register import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.history import Revision
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_DEEDS = ("last_reviewed", "approved_on")
"""Dates of what was done; the day on which a text takes effect may be planned, and put off, and planned again."""
_NOTED = 8
"""Values in a note on a story."""
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
        proofs.update({path: _Prover(stories[path], snapshot, names[path], known).prove() for path in some})
    for register in snapshot.registers:
        if (proof := proofs.get(register.path)) is not None:
            proofs[register.path] = _keep_current(proof)
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
        path: stories[path].as_of(one.index) for path, one in snapshot.in_force.items() if path in stories
    }
    names = {path: _name(story) for path, story in parts.items()}
    known = _prefetch(snapshot, parts, names)
    return {path: _Prover(story, snapshot, names[path], known).prove() for path, story in parts.items()}


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
        joined, approved_in=former.approved_in, approved_version=former.approved_version
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
        *("_set", "_former", "_approved", "_versioned", "_number", "_present", "_first", "_later"),
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
        self._first: dict[str, int] = {}
        self._later = _Later()
        self._remember()

    def prove(self) -> Proof:
        dates = tuple(self._find_dates())
        reviewed = next((one for one in dates if one.name == "last_reviewed"), None)
        return Proof(
            judge=partial(self._judge, reviewed),
            dates=dates,
            reviewed_in=self._revision(self._reviewed) if reviewed else None,
            changed_after_review=self._revision(self._later.review),
            approved_in=self._revision(self._approved),
            approved_version=self._number,
            changed_after_approval=self._revision(self._later.approval),
            same_version=self._revision(self._later.version),
        )

    @property
    def _reviewed(self) -> int | None:
        """The revision that set the review date."""
        return self._first.get("last_reviewed")

    def _revision(self, index: int | None) -> Revision | None:
        return None if index is None else self._story.revision(index)

    def _remember(self) -> None:
        """Walk back once for every sequence of commits and texts: what it finds depends on them alone."""
        known = self._known.get(self._name)
        if isinstance(known, list) and len(known) == _NOTED:
            *found, later = known
            (self._set, self._former, self._approved, self._versioned, self._number, self._present) = found[
                :-1
            ]
            self._first = found[-1]
            self._later = _Later(*later)
            return
        self._walk()
        self._later = _Later(
            self._find_after_review(), self._find_after_approval(), self._find_same_version()
        )
        if self._notes is not None and self._name:
            found = [self._set, self._former, self._approved, self._versioned, self._number, self._present]
            self._notes.take_note(self._name, [*found, self._first, self._later])

    def _walk(self) -> None:
        """Find the revisions that set the present dates, that approved the text, and that began its version."""
        newest = self._story.version(0)
        self._present = {name: text for name in DATES if (text := newest.text(name))}
        dates = {name: DateSetter(name, text) for name, text in self._present.items()}
        first = {
            name: DateGiver(name, self._present[name], self._find_day)
            for name in _DEEDS
            if name in self._present
        }
        approved = newest.text("status") == APPROVED
        approving = Approving(self._find_day) if approved else None
        number = newest.text("version") if approved else ""
        numbering = VersionSetter(number) if number else None
        others = (one for one in (approving, numbering) if one is not None)
        seek(self._story, [*dates.values(), *first.values(), *others])
        self._set = {name: one.index for name, one in dates.items() if one.index is not None}
        self._former = {name: one.former for name, one in dates.items()}
        self._first = {name: one.index for name, one in first.items() if one.index is not None}
        self._former |= {
            name: self._find_latest({*one.others, self._former[name]}, self._set[name])
            for name, one in first.items()
            if name in self._set
        }
        self._versioned = numbering.index if numbering else None
        if approving is not None and approving.index is not None:
            self._approved = approving.index
            self._number = self._story.version(approving.index).text("version")

    def _find_latest(self, days: set[str], index: int) -> str:
        """Return the latest of some days that had come when a revision landed; empty where there is none."""
        now = self._find_day(index)
        return max((day for day in days if day <= now and _parse_day(day)), default="")

    def _find_dates(self) -> Iterator[DateProof]:
        for name in DATES:
            index = self._set.get(name)
            value = _parse_day(self._present.get(name, ""))
            if index is not None and value is not None:
                first = self._first.get(name, index)
                yield DateProof(
                    name=name,
                    value=value,
                    revision=self._story.revision(first),
                    day=self._day(first),
                    set_in=self._story.revision(index),
                    set_on=self._day(index),
                    former=_parse_day(self._former[name]),
                )

    def _find_day(self, index: int) -> str:
        return self._day(index).isoformat()

    def _day(self, index: int) -> date:
        at = self._story.at(index)
        return at.date() if at else self._today

    def _find_after_review(self) -> int | None:
        """Return the newest material revision after the one that set the review date, and on a later day than it.

        What lands together with a review is reviewed by it.
        """
        reviewed = next((one for one in self._find_dates() if one.name == "last_reviewed"), None)
        if reviewed is None or self._reviewed is None:
            return None
        day = min(reviewed.value, self._day(self._reviewed))  # nobody reviewed on a day that had not come
        later = (index for index in range(self._reviewed) if self._day(index) > day or self._waits(index))
        return self._story.find_material(later)

    def _waits(self, index: int) -> bool:
        """Say whether a revision was made before the review landed and has not landed: it was not what was reviewed."""
        changes, reviewed = self._story.changes, self._reviewed or 0
        if not index < changes.count_pending() <= reviewed:
            return False
        made, landed = changes.landed_at(index), changes.landed_at(reviewed)
        return made is not None and landed is not None and made < landed

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
        if self._approved is None or self._approved > self._first["last_reviewed"]:
            return Evidence.CONFIRMED
        approved = self._story.revision(self._approved)
        changed = {Kind.CREATED, Kind.MATERIAL}
        index = self._first["last_reviewed"]
        if reviewed.revision.kind in changed or approved.kind in changed:
            return Evidence.APPROVED
        before = self._find_former_review(index)
        found = self._story.find_material(range(index, before)) if before else None
        return Evidence.APPROVED if found is not None else Evidence.CONFIRMED

    def _find_former_review(self, index: int) -> int:
        """Return the revision that set the review date before the present one; the first where there is none."""
        at = index + 1
        former = self._story.version(at).text("last_reviewed") if at < len(self._story) else ""
        while at + 1 < len(self._story) and self._story.version(at + 1).text("last_reviewed") == former:
            at += 1
        return at


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
