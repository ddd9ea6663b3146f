"""What readers see for states, statuses and severities: a sign and a word, never a colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.model.coverage import Status
from smsdocs.model.document import State
from smsdocs.model.finding import Severity
from smsdocs.model.review import ReviewState
from smsdocs.reports.words import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smsdocs.model.document import Head
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


def state_of(head: Head, today: date) -> Word:
    """Return the state of a document in words, with the day it came or comes into force."""
    state = head.state(today)
    word = STATE[state]
    if state is State.COMING:
        return Word(word.sign, f"approved, in force from {head.effective_from}", word.tone)
    return word


def find_banner(head: Head, today: date) -> str:
    """Return what a reader must know before reading a text that is not in force; empty where it is."""
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


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def title_case(name: str) -> str:
    """Return the name of a folder or field as a title: service_owner becomes Service owner."""
    text = name.replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]
