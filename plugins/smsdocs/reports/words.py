"""Small words that reports share: counts, plain text for a terminal, the order of statuses."""

from __future__ import annotations

from smsdocs.model.coverage import Status

SYMBOLS = {
    Status.COVERED: "✔",
    Status.WEAK: "◐",
    Status.PARTIAL: "◔",
    Status.GAP: "✘",
    Status.EXCLUDED: "○",
}
"""A sign per status, so that nothing rests on colour."""

ASCII_SYMBOLS = {
    Status.COVERED: "+",
    Status.WEAK: "~",
    Status.PARTIAL: "/",
    Status.GAP: "x",
    Status.EXCLUDED: "-",
}
"""The same for a terminal that cannot show them."""


def count(number: int, one: str, many: str = "") -> str:
    """Return `1 error`, `2 errors`, `1,200 errors`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def enumerate_words(words: list[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def plain(text: str) -> str:
    """Return text that is safe on a terminal: control, invisible and direction characters show as escapes.

    File names and titles come from pull requests; an escape sequence in one could repaint the report.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def encodable(text: str) -> str:
    """Return text without lone surrogates: bytes of a file name that are no UTF-8 show as U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


NO_HISTORY = "Without git history: nothing is said of landings, suspects, approvals and honest dates."
"""What every report says where history was left out on purpose."""
