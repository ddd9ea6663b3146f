"""What git proves of one file: one walk back through its story, and what follows from it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache, partial
from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.setters import (
    APPROVED,
    Approving,
    DateGiver,
    DateSetter,
    VersionSetter,
    find_approving,
    seek,
)
from smsdocs.model.duration import add_duration
from smsdocs.model.history import Author, Kind
from smsdocs.model.proof import DATES, DateProof, Evidence, Proof

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smsdocs.analysis.story import Story
    from smsdocs.model.history import Revision, Version
    from smsdocs.model.snapshot import Snapshot

_DEEDS = ("last_reviewed", "approved_on")
"""Dates of what was done; the day on which a text takes effect may be planned, and put off, and planned again."""


class _Walk(NamedTuple):
    """What a walk back through a story finds. It hangs on the commits and texts alone, so it may be noted.

    Attributes:
        present: the dates of the newest text, as they stand there, by field.
        wrote: by field, the revision that wrote the date.
        gave: by field, the first revision that bore it; of deeds alone.
        former: by field, the latest day that stood there before; empty where none did.
        approved: the approving revision; None where the text is not approved.
        number: the version that it approved.
        approver: the role that it names as the approver.
        after_review: the newest material revision since the review.
        after_approval: the newest material revision since the approval.
        same_version: the newest material revision since the version number was given.
        set_back: where the text changed after its approval, the approving revision of an older text that it is again.
        hands: name and address of everybody who had a hand in the file up to the approving revision.
    """

    present: dict[str, str]
    wrote: dict[str, int]
    gave: dict[str, int]
    former: dict[str, str]
    approved: int | None = None
    number: str = ""
    approver: str = ""
    after_review: int | None = None
    after_approval: int | None = None
    same_version: int | None = None
    set_back: int | None = None
    hands: Sequence[Sequence[str]] = ()


class Prover:
    """Tells what git proves of one story."""

    __slots__ = ("_story", "_today", "_tolerance", "_walk")

    def __init__(self, story: Story, snapshot: Snapshot, name: str, known: Mapping[str, object]) -> None:
        """Take a story, the name under which the walk is noted (empty: it is not), and what was noted of several."""
        self._story = story
        self._today = snapshot.today
        self._tolerance = snapshot.settings.review.tolerance
        noted = known.get(name)
        if isinstance(noted, list) and len(noted) == len(_Walk._fields):
            self._walk = _Walk(*noted)
            return
        self._walk = _Walker(story, snapshot.today).walk()
        notes = snapshot.history.notes if snapshot.history else None
        if notes is not None and name:
            notes.take_note(name, self._walk)

    def prove(self) -> Proof:
        """Return what git proves; the class of evidence is worked out when somebody asks."""
        walk = self._walk
        dates = tuple(self._find_dates())
        reviewed = next((one for one in dates if one.name == "last_reviewed"), None)
        return Proof(
            judge=partial(self._judge, reviewed),
            dates=dates,
            reviewed_in=self._revision(walk.gave.get("last_reviewed")) if reviewed else None,
            changed_after_review=self._revision(walk.after_review),
            approved_in=self._revision(walk.approved),
            approved_version=walk.number,
            approver=walk.approver,
            changed_after_approval=self._revision(walk.after_approval),
            same_version=self._revision(walk.same_version),
            set_back=self._revision(walk.set_back),
            hands=tuple(starmap(_name_author, walk.hands)),
        )

    def _revision(self, index: int | None) -> Revision | None:
        return None if index is None else self._story.revision(index)

    def _find_dates(self) -> Iterator[DateProof]:
        walk = self._walk
        for name in DATES:
            index = walk.wrote.get(name)
            value = _parse_day(walk.present.get(name, ""))
            if index is not None and value is not None:
                first = walk.gave.get(name, index)
                yield DateProof(
                    name=name,
                    value=value,
                    revision=self._story.revision(first),
                    day=self._story.day(first, self._today),
                    set_in=self._story.revision(index),
                    set_on=self._story.day(index, self._today),
                    former=_parse_day(walk.former[name]),
                )

    def _judge(self, reviewed: DateProof | None) -> Evidence:
        """Say what stands behind the review date (the manual's page on evidence has the table)."""
        if reviewed is None:
            return Evidence.NONE
        latest = add_duration(reviewed.value, self._tolerance)
        if reviewed.revision.oid is None or not reviewed.value <= reviewed.day <= latest:
            return Evidence.CLAIMED
        approved_at, index = self._walk.approved, self._walk.gave["last_reviewed"]
        if approved_at is None or approved_at > index:
            return Evidence.CONFIRMED
        changed = {Kind.CREATED, Kind.MATERIAL}
        if reviewed.revision.kind in changed or self._story.revision(approved_at).kind in changed:
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


class _Walker:
    """Walks back through one story, once, up to what it looks for."""

    __slots__ = ("_story", "_today")

    def __init__(self, story: Story, today: date) -> None:
        self._story = story
        self._today = today

    def walk(self) -> _Walk:
        """Find who set the present dates, the approval and the version, and what changed since."""
        newest = self._story.version(0)
        present = {name: text for name in DATES if (text := newest.text(name))}
        setters = {name: DateSetter(name, text) for name, text in present.items()}
        givers = {name: DateGiver(name, present[name], self._find_day) for name in _DEEDS if name in present}
        approved = newest.text("status") == APPROVED
        approving = Approving(self._find_day) if approved else None
        number = newest.text("version") if approved else ""
        numbering = VersionSetter(number) if number else None
        others = (one for one in (approving, numbering) if one is not None)
        seek(self._story, [*setters.values(), *givers.values(), *others])
        wrote = {name: one.index for name, one in setters.items() if one.index is not None}
        gave = {name: one.index for name, one in givers.items() if one.index is not None}
        former = {name: one.former for name, one in setters.items()}
        for name, one in givers.items():
            if name in wrote:
                former[name] = self._find_latest({*one.others, former[name]}, wrote[name])
        approved_at = approving.index if approving else None
        approved_text = None if approved_at is None else self._story.version(approved_at)
        after_approval = self._find_after_approval(approved_at)
        return _Walk(
            present=present,
            wrote=wrote,
            gave=gave,
            former=former,
            approved=approved_at,
            number=approved_text.text("version") if approved_text else "",
            approver=approved_text.text("approver") if approved_text else "",
            after_review=self._find_after_review(present.get("last_reviewed", ""), gave.get("last_reviewed")),
            after_approval=after_approval,
            same_version=self._find_same_version(numbering.index if numbering else None),
            set_back=None if after_approval is None else self._find_set_back(approved_at),
            hands=() if approved_at is None else self._find_hands(approved_at),
        )

    def _find_day(self, index: int) -> str:
        return self._story.day(index, self._today).isoformat()

    def _find_latest(self, days: set[str], index: int) -> str:
        """Return the latest of some days that had come when a revision landed; empty where there is none."""
        now = self._find_day(index)
        return max((day for day in days if day <= now and _parse_day(day)), default="")

    def _find_after_review(self, value: str, reviewed: int | None) -> int | None:
        """Return the newest material revision after the one that gave the review date, and on a later day than it.

        What lands together with a review is reviewed by it.
        """
        day = _parse_day(value)
        if reviewed is None or day is None:
            return None
        day = min(day, self._story.day(reviewed, self._today))  # nobody reviewed on a day that had not come
        later = (
            index
            for index in range(reviewed)
            if self._story.day(index, self._today) > day or self._waits(index, reviewed)
        )
        return self._story.find_unsound(later)

    def _waits(self, index: int, reviewed: int) -> bool:
        """Say whether a revision was made before the review landed and has not landed: it was not what was reviewed."""
        changes = self._story.changes
        if not index < changes.count_pending() <= reviewed:
            return False
        made, landed = changes.landed_at(index), changes.landed_at(reviewed)
        return made is not None and landed is not None and made < landed

    def _find_after_approval(self, approved: int | None) -> int | None:
        """Return the newest material revision after the approval; none where the text is the one approved again."""
        if not approved or not self._story.is_other(approved, 0):
            return None
        found = self._story.find_unsound(range(approved))
        return self._find_seam(approved) if found is None else found

    def _find_set_back(self, approved: int | None) -> int | None:
        """Return the approving revision of the present text where it is one that was approved before the last approval.

        The text that stands there again was replaced by an approved one, and nobody approved that it comes back. It
        bears the date of its own approval.
        """
        story = self._story
        day = story.version(0).text("approved_on")
        if approved is None or story.version(approved).text("approved_on") == day:
            return None
        older = (at for at in range(approved + 1, len(story)) if _is_approved_on(story.version(at), day))
        same = next((at for at in older if story.compare(at, 0).kind is not Kind.MATERIAL), None)
        approving = None if same is None else find_approving(story, same, self._find_day)
        if approving is None or story.is_other(approving, 0):  # what had changed after that approval
            return None
        return approving

    def _find_hands(self, approved: int) -> tuple[tuple[str, str], ...]:
        """Return who had a hand in the file up to its approving revision, each once."""
        changes = self._story.changes
        authors = (author for at in range(approved, len(changes)) for author in changes.authors(at))
        return tuple(map(_spell_author, dict.fromkeys(authors)))

    def _find_seam(self, approved: int) -> int | None:
        """Return the update that lost the approved text although no revision is said to have changed it.

        Commits that have not landed are held against their own parents: between them and what landed meanwhile a text
        can get lost. Where no update shows, it is the commit that does not go on with what landed.
        """
        changes = self._story.changes
        pending = range(min(approved, changes.count_pending()))
        if any(self._story.revision(index).kind is Kind.DECLARED_IMMATERIAL for index in range(approved)):
            return None
        seam = next((at for at in pending if changes.before(at) != changes.text(at + 1).blob), None)
        if seam is None:
            return None
        commits = ((at, changes[at].commit) for at in range(seam))
        return next((at for at, one in commits if one is not None and len(one.parents) > 1), seam)

    def _find_same_version(self, versioned: int | None) -> int | None:
        """Return the newest material revision since the present version number was given; none of the text it meant."""
        if not versioned or not self._story.is_other(versioned, 0):
            return None
        return self._story.find_unsound(range(versioned))


@lru_cache(maxsize=1024)
def _name_author(name: str, email: str) -> Author:
    """Return one and the same author for all files: few people have a hand in many."""
    return Author(name, email)


@lru_cache(maxsize=1024)
def _spell_author(author: Author) -> tuple[str, str]:
    """Return name and address of an author, one and the same for all files."""
    return author.name, author.email


def _is_approved_on(version: Version, day: str) -> bool:
    return version.text("status") == APPROVED and version.text("approved_on") == day


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
