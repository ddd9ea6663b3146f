"""Signs and short words that the reports on history share, and untrusted text cut to a cell."""

from __future__ import annotations

from smsdocs.model.history import Kind
from smsdocs.model.proof import Evidence
from smsdocs.model.review import ReviewState
from smsdocs.reports.words import encodable, plain

KINDS = {
    Kind.CREATED: ("+", "+"),
    Kind.MATERIAL: ("●", "#"),
    Kind.IMMATERIAL: ("·", "."),
    Kind.MOVED: ("→", ">"),
    Kind.APPROVAL: ("✔", "v"),
    Kind.REVIEW: ("○", "o"),
    Kind.DECLARED_IMMATERIAL: ("≈", "~"),
}
"""A sign per kind of revision, and one for a terminal that cannot show it."""

KIND_COLOURS = {
    Kind.CREATED: "cyan",
    Kind.MATERIAL: "yellow",
    Kind.APPROVAL: "green",
    Kind.REVIEW: "green",
    Kind.DECLARED_IMMATERIAL: "magenta",
}
STATES = {
    ReviewState.CURRENT: ("✔", "+"),
    ReviewState.DUE_SOON: ("◐", "~"),
    ReviewState.OVERDUE: ("✘", "x"),
    ReviewState.UNKNOWN: ("○", "-"),
}
"""A sign per review state, and one for a terminal that cannot show it."""

STATE_COLOURS = {
    ReviewState.CURRENT: "green",
    ReviewState.DUE_SOON: "yellow",
    ReviewState.OVERDUE: "red",
    ReviewState.UNKNOWN: "cyan",
}
EVIDENCE = {
    Evidence.APPROVED: "approved",
    Evidence.CONFIRMED: "confirmed",
    Evidence.CLAIMED: "claimed",
    Evidence.NONE: "none",
}
"""Classes of evidence in one word each, for a table."""

_MOST = 4_000
"""Characters of untrusted text that are looked at: nobody reads a longer subject."""


def sign(signs: tuple[str, str], *, unicode: bool) -> str:
    """Return the sign that the terminal can show."""
    return signs[0] if unicode else signs[1]


def clean(text: str) -> str:
    """Return untrusted text as one that is safe on a terminal."""
    return plain(encodable(text[:_MOST]))


def cut(text: str, room: int) -> str:
    """Return safe text, cut to fit a cell."""
    safe = clean(text)
    return safe if len(safe) <= room else f"{safe[: max(room - 3, 1)]}..."


def cut_front(text: str, room: int) -> str:
    """Return safe text, cut at its beginning to fit a cell."""
    safe = clean(text)
    return safe if len(safe) <= room else f"...{safe[len(safe) - max(room - 3, 1) :]}"
