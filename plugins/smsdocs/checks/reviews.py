"""SMS4xx, reviews: what is due, what changed since, and what was confirmed in bulk."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.review import build_review, find_reviewed
from smsdocs.analysis.story import find_stories
from smsdocs.checks.mentions import (
    count_holders,
    name_people,
    quote,
    tell_changes,
    tell_in_force,
    tell_revision,
)
from smsdocs.checks.proven import find_all, find_proven
from smsdocs.checks.rule import rule
from smsdocs.model.document import Document
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.review import ReviewState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smsdocs.analysis.story import Story
    from smsdocs.model.history import Commit, Revision
    from smsdocs.model.place import Place
    from smsdocs.model.proof import Suspect
    from smsdocs.model.register import Register
    from smsdocs.model.snapshot import Snapshot

_WARNING, _INFO = Severity.WARNING, Severity.INFO
BULK = 10
"""Documents confirmed by one commit from which that is worth a word: careful reading of ten takes a day or more."""
_WORDS_PER_PAGE = 400


@rule("SMS401", "review-overdue", _WARNING)
def review_overdue(snapshot: Snapshot) -> Iterator[Problem]:
    """The review of a document is overdue.

    Triggered when: the next review day, counted from `last_reviewed` by `review_interval` or the setting
    `review`, is before today; the day itself is not. Of a text that is not in force yet, the version that is
    counts. Drafts that never were in force and retired documents are left out. A document that names no last review is
    a finding of SMS109 once it is approved.

    To fix this: read the document, change what is no longer true, and set `last_reviewed` to the day you did.

    Rationale: documented information is reviewed so that it stays suitable (ISO/IEC 20000-1, 7.5.2), and what was
    true two years ago may mislead today.
    """
    return _of_state(snapshot, ReviewState.OVERDUE)


@rule("SMS402", "review-due-soon", _INFO)
def review_due_soon(snapshot: Snapshot) -> Iterator[Problem]:
    """The review of a document is due soon.

    Triggered when: the next review day is today, or within the time of the setting `review.warn` (30 days unless
    set otherwise).

    To fix this: plan the review; set `last_reviewed` when it is done.

    Rationale: a review that is prepared is more than a new date (ISO/IEC 20000-1, 7.5.2).
    """
    return _of_state(snapshot, ReviewState.DUE_SOON)


def _of_state(snapshot: Snapshot, state: ReviewState) -> Iterator[Problem]:
    for one, head in find_reviewed(snapshot):
        review = build_review(head, snapshot.settings, snapshot.today)
        if review.state is state:
            message = f"{review.reason}, counted from {review.last_reviewed} by {quote(review.interval)}"
            hint = "read it, change what is no longer true, and set the day of the review"
            yield _describe(snapshot, one, message, hint, one.places.of("last_reviewed"))


def _describe(
    snapshot: Snapshot, holder: Document | Register, message: str, hint: str, place: Place
) -> Problem:
    """Return a finding on a review; where an earlier text is in force, it says that it speaks of that."""
    if holder.path in snapshot.in_force:
        message = f"{message}{tell_in_force(snapshot, holder)}"
        hint = "set the day of the review here when it is done, and bring this text into force"
    return Problem(place=place, message=message, hint=hint, document=holder.name)


@rule("SMS403", "changed-after-review", _WARNING)
def changed_after_review(snapshot: Snapshot) -> Iterator[Problem]:
    """A document changed after its last review.

    Triggered when: the document is approved, or says nothing of a status, and a material change landed after the
    revision that set the present `last_reviewed`, and on a later day than that date. What lands together with a review
    is reviewed by it; drafts and documents under review are meant to change. While an earlier version of theirs is in
    force, that is looked at, by its own date.

    To fix this: review the text as it now is, and set `last_reviewed` to that day.

    Rationale: the review says of another text that it is suitable (ISO/IEC 20000-1, 7.5.2).
    """
    for one, proof in find_proven(snapshot):
        revision = proof.changed_after_review
        if revision is not None:
            head = snapshot.in_force[one.path].document.head if one.path in snapshot.in_force else one.head
            day = revision.day or snapshot.today
            said = (
                "the commit that says it was reviewed on"
                if head.last_reviewed and day < head.last_reviewed
                else "its review of"
            )
            since = f", after {said} {head.last_reviewed}"
            message = f"it changed {tell_revision(revision)}{since}{tell_changes(snapshot, revision)}"
            hint = "review the text as it now is, and set the day"
            yield _describe(snapshot, one, message, hint, one.places.of("last_reviewed"))


@rule("SMS413", "bulk-confirmation", _INFO)
def bulk_confirmation(snapshot: Snapshot) -> Iterator[Problem]:
    """Many documents were confirmed at once without a change.

    Triggered when: one commit set the present review date of ten or more documents and registers and changed not
    a word of them. One finding per commit; the pages are reckoned at 400 words.

    To fix this: nothing, if each was read. Else review them again, a few at a time, with their owners.

    Rationale: a review that reads is slower than one that sets dates. This is a signal and no proof; an auditor
    who sees the numbers will ask (ISO/IEC 20000-1, 7.5.2 and 9.2).
    """
    reviewed = [
        (one, proof.reviewed_in) for one, proof in find_proven(snapshot) if proof.reviewed_in is not None
    ]
    shared = Counter(commit for _, revision in reviewed for commit in _find_commits(revision))
    groups: dict[Commit | None, list[tuple[Document | Register, Revision]]] = {}
    for one, revision in reviewed:
        several = tuple(commit for commit in _find_commits(revision) if shared[commit] >= BULK)
        if several:  # what a text said takes texts out of git: asked only of so many at once
            writer = _find_writer(find_stories(snapshot)[one.path], revision, several)
            groups.setdefault(writer, []).append((one, revision))
    for commit, many in groups.items():
        found = [one for one, revision in many if not revision.words] if len(many) >= BULK else []
        if len(found) >= BULK:
            yield _describe_bulk(snapshot, found, commit)


def _find_commits(revision: Revision) -> tuple[Commit | None, ...]:
    """Return the commits that a revision was written in; None stands for an edit that nobody committed."""
    return revision.change.brought or (revision.change.commit,)


def _find_writer(story: Story, revision: Revision, shared: Sequence[Commit | None]) -> Commit | None:
    """Return the commit that set the review date: one merge may bring many careful reviews, and other edits with them.

    The last one, where none of them can be told.
    """
    commits = _find_commits(revision)
    if len(commits) == 1:
        return commits[0]
    index = next(at for at, change in enumerate(story.changes) if change is revision.change)
    day = story.version(index).text("last_reviewed")
    written = (one for one in shared if one and story.has_set(index, one, "last_reviewed", day))
    return next(written, commits[-1])


def _describe_bulk(
    snapshot: Snapshot, found: Sequence[Document | Register], commit: Commit | None
) -> Problem:
    first = found[0]
    who = (
        f"{commit.oid[:10]} ({name_people(commit.authors)})"
        if commit
        else "an edit that nobody has committed"
    )
    pages = -(-sum(_count_words(one) for one in found) // _WORDS_PER_PAGE)
    text = f"some {pages:,} pages of text" if pages > 1 else "a page of text"
    return Problem(
        place=first.places.of("last_reviewed"),
        message=f"{who} set the review date of {len(found):,} of "
        f"{count_holders(len(find_all(snapshot)))} and changed "
        f"not a word of them: {text}",
        hint="nothing to do, if each of them was read; else review them a few at a time",
    )


def _count_words(holder: Document | Register) -> int:
    if isinstance(holder, Document):
        return len(holder.body.split())
    return sum(len(str(value).split()) for row in holder.rows for value in row.fields.values())


@rule("SMS414", "suspect", _WARNING)
def suspect(snapshot: Snapshot) -> Iterator[Problem]:
    """Something that a document rests on changed after its last review.

    Triggered when: what the document implements, what that implements in turn, or a register that its text shows,
    changed in text, clauses, classification or effective date, or was retired, after the last review of the
    document and on a later day than that. A draft changes nothing until it comes into force. One finding per
    document; drafts that never were in force and retired ones are left out. Of a text that is not in force yet, the
    version that is counts, with what that rests on and when that was reviewed.

    To fix this: read what changed, change the document where it no longer fits, and set `last_reviewed`. A review
    clears it; nothing else is stored.

    Rationale: a procedure that follows last year's policy is wrong without having changed (ISO/IEC 20000-1, 7.5.3:
    control of changes).
    """
    for one, proof in find_proven(snapshot):
        if proof.suspects:
            message = _describe_suspects(snapshot, proof.suspects)
            hint = "read what changed, and set `last_reviewed` when the document fits it"
            yield _describe(snapshot, one, message, hint, _place_of_parent(one, proof.suspects[0]))


def _describe_suspects(snapshot: Snapshot, suspects: tuple[Suspect, ...]) -> str:
    first = suspects[0]
    way = f" by way of {', '.join(map(quote, first.chain[:-1]))}" if len(first.chain) > 1 else ""
    more = f", and so did {len(suspects) - 1} more that it rests on" if len(suspects) > 1 else ""
    change = f"{tell_revision(first.revision)}{tell_changes(snapshot, first.revision)}"
    return (
        f"it rests{way} on {quote(first.parent)}, which changed after this was last reviewed{more}: {change}"
    )


def _place_of_parent(holder: Document | Register, found: Suspect) -> Place:
    """Return where the direct parent is named; the review date where the text shows a register."""
    entries = (key for key, name in find_entries(holder.fields, "implements") if name == found.chain[0])
    return holder.places.of(*next(entries, ("last_reviewed",)))
