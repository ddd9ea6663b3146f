"""What readers see for states, statuses and severities: a sign and a word, never a colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.model.approval import Grade
from smsdocs.model.coverage import Status
from smsdocs.model.document import State
from smsdocs.model.finding import Severity
from smsdocs.model.history import Kind
from smsdocs.model.proof import Evidence
from smsdocs.model.review import ReviewState
from smsdocs.reports.site.untrusted import mend
from smsdocs.reports.words import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smsdocs.model.document import Head
    from smsdocs.model.duration import Duration
    from smsdocs.model.review import Review


@dataclass(frozen=True, slots=True)
class Word:
    """A state in words. `tone` is good, fair, bad or plain, for the style sheet."""

    sign: str
    text: str
    tone: str


STATUS: Mapping[Status, Word] = {
    Status.COVERED: Word(SYMBOLS[Status.COVERED], "covered", "good"),
    Status.WEAK: Word(SYMBOLS[Status.WEAK], "weak", "fair"),
    Status.PARTIAL: Word(SYMBOLS[Status.PARTIAL], "partial", "fair"),
    Status.GAP: Word(SYMBOLS[Status.GAP], "gap", "bad"),
    Status.EXCLUDED: Word(SYMBOLS[Status.EXCLUDED], "excluded", "plain"),
}
STATE: Mapping[State, Word] = {
    State.DRAFT: Word("✎", "draft", "fair"),
    State.IN_REVIEW: Word("✎", "in review", "fair"),
    State.COMING: Word("◷", "approved, not yet in force", "fair"),
    State.IN_FORCE: Word("✔", "in force", "good"),
    State.RETIRED: Word("✘", "retired", "bad"),
}
STATELESS = Word("?", "no status", "plain")
"""What is said of a document that says nothing of a status: it did not call itself a draft."""
REVIEW: Mapping[ReviewState, Word] = {
    ReviewState.CURRENT: Word("✔", "up to date", "good"),
    ReviewState.DUE_SOON: Word("◷", "due soon", "fair"),
    ReviewState.OVERDUE: Word("✘", "overdue", "bad"),
    ReviewState.UNKNOWN: Word("?", "not known", "plain"),
}
SEVERITY: Mapping[Severity, Word] = {
    Severity.ERROR: Word("✘", "error", "bad"),
    Severity.WARNING: Word("▲", "warning", "fair"),
    Severity.INFO: Word("i", "info", "plain"),
}
KIND: Mapping[Kind, Word] = {
    Kind.CREATED: Word("+", "created", "plain"),
    Kind.MATERIAL: Word("●", "material change", "fair"),
    Kind.IMMATERIAL: Word("○", "immaterial change", "plain"),
    Kind.MOVED: Word("→", "moved", "plain"),
    Kind.APPROVAL: Word("✔", "approval", "good"),
    Kind.REVIEW: Word("↻", "review", "good"),
    Kind.DECLARED_IMMATERIAL: Word("◌", "declared immaterial", "plain"),
}
KIND_MEANING: Mapping[Kind, str] = {
    Kind.CREATED: "the first revision of the file",
    Kind.MATERIAL: "the text of a block changed, or a field of the front matter that counts as material",
    Kind.IMMATERIAL: "line breaks and spaces inside a paragraph changed, or a field that does not count",
    Kind.MOVED: "another path, and not a word changed; a move with edits has the kind of its edit",
    Kind.APPROVAL: "only the status moved forward, or the approval date was renewed; version and dates may go with it",
    Kind.REVIEW: "only review dates changed",
    Kind.DECLARED_IMMATERIAL: "somebody listed the commit as one that does not count; who did is shown",
}
EVIDENCE: Mapping[Evidence, Word] = {
    Evidence.APPROVED: Word("✔", Evidence.APPROVED.value, "good"),
    Evidence.CONFIRMED: Word("○", Evidence.CONFIRMED.value, "plain"),
    Evidence.CLAIMED: Word("◔", Evidence.CLAIMED.value, "fair"),
    Evidence.NONE: Word("?", Evidence.NONE.value, "plain"),
}
EVIDENCE_MEANING: Mapping[Evidence, str] = {
    Evidence.APPROVED: (
        "the date is honest, the text was approved by then, and something material changed since the review before"
    ),
    Evidence.CONFIRMED: (
        "the date is honest; but nothing material changed since the review before, or no approval is known by then"
    ),
    Evidence.CLAIMED: (
        "the date is not committed, or lies after the day of its commit, or before it by more than the tolerance"
    ),
    Evidence.NONE: "there is no review date",
}
GRADE: Mapping[Grade, Word] = {
    Grade.SIGNATURE: Word("✔", Grade.SIGNATURE.label, "good"),
    Grade.RECORD: Word("✔", Grade.RECORD.label, "good"),
    Grade.MERGE: Word("✔", Grade.MERGE.label, "good"),
    Grade.TRAILER: Word("◔", Grade.TRAILER.label, "fair"),
    Grade.FRONT_MATTER: Word("○", Grade.FRONT_MATTER.label, "plain"),
}
GRADE_MEANING: Mapping[Grade, str] = {
    Grade.SIGNATURE: "a signature of the approver that git can verify",
    Grade.RECORD: "an entry of the approval records that names this text",
    Grade.MERGE: "the approver landed it; worth as much as a record",
    Grade.TRAILER: "a line in the message of the commit, typed by its author",
    Grade.FRONT_MATTER: "nothing but the word of the text itself",
}
NOT_LANDED = Word("◷", "not yet landed", "fair")
UNCOMMITTED = Word("✎", "uncommitted", "fair")


def state_of(head: Head, today: date) -> Word:
    """Return the state of a document in words, with the day it came or comes into force."""
    if not head.status:
        return STATELESS
    state = head.state(today)
    word = STATE[state]
    if state is State.COMING:
        return Word(word.sign, f"approved, in force from {head.effective_from}", word.tone)
    return word


def find_banner(head: Head, today: date) -> str:
    """Return what a reader must know before reading a text that is not in force; empty where it is."""
    if not head.status:
        return "This text does not say whether it is in force."
    state = head.state(today)
    if state is State.DRAFT:
        return "This is a draft. It is not in force, and nobody has to follow it yet."
    if state is State.IN_REVIEW:
        return "This text is under review. It is not in force yet."
    if state is State.COMING:
        return f"This text is approved and comes into force on {head.effective_from}."
    if state is State.RETIRED:
        return "This document is retired. Do not follow it; it is kept for the record."
    return ""


def review_of(review: Review) -> Word:
    """Return the review state in words."""
    return REVIEW[review.state]


def duration_of(duration: Duration) -> str:
    """Return a span of time in words."""
    parts = [
        plural(count, unit) for count, unit in ((duration.months, "month"), (duration.days, "day")) if count
    ]
    return " and ".join(parts) or "0 days"


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def title_case(name: str) -> str:
    """Return the name of a folder or field as a title: service_owner becomes Service owner."""
    text = mend(name).replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]
