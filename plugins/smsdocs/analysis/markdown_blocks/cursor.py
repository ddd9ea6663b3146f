"""Where the words of a line begin, and what they lie in."""

from __future__ import annotations

import re

_BLANKS = re.compile(r" *")


class Cursor:
    """A place in a line, moved to the right over quote marks, list marks and white space.

    Attributes:
        origin: where the line begins behind the last quote mark; columns count from there.
        at: the first visible character not yet read.
        matched: how many of the containers that were open it carries on.
        base: the column from which its innermost container counts.
        quotes: how many quote marks are behind it.
        levels, marks: parts of the nesting of the block that begins here.
        item: whether a list mark is behind it.
        foreign: whether one renderer may take it for words of the paragraph above.
    """

    __slots__ = ("at", "base", "foreign", "item", "levels", "line", "marks", "matched", "origin", "quotes")

    def __init__(self, line: str) -> None:
        self.line = line
        self.origin = self.at = self.matched = self.base = self.quotes = 0
        self.levels = self.marks = ""
        self.item = self.foreign = False
        self.step(0)

    @property
    def column(self) -> int:
        """Where it is, counted from the last quote mark."""
        return self.at - self.origin

    @property
    def rest(self) -> str:
        """The words from here on."""
        return self.line[self.at :]

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.at == len(self.line)

    def quote(self) -> None:
        """Step behind a quote mark."""
        self.levels += f"{self.column // 4}>"
        self.origin = self.at + 1 + self.line.startswith(" ", self.at + 1)
        self.step(self.origin)
        self.base = 0
        self.quotes += 1

    def step(self, at: int) -> None:
        """Go to the first visible character from `at`."""
        found = _BLANKS.match(self.line, at)
        self.at = found.end() if found else len(self.line)
