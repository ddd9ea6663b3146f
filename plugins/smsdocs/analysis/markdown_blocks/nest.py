"""The quotes, lists and indentation that are open: what the next line may carry on, and what it leaves."""

from __future__ import annotations

from typing import NamedTuple

from smsdocs.analysis.markdown_blocks.cursor import Cursor
from smsdocs.analysis.markdown_blocks.signs import MARKER
from smsdocs.analysis.markdown_blocks.spacing import expand

_DEEPEST = 12
"""Quotes and lists in one another; what lies deeper is taken as plain words of the deepest."""

_QUOTE, _ITEM, _PADDED = ">", "i", "p"
"""Containers: quotes, list items, and what holds text indented by four (admonition, footnote, definition)."""


class Container(NamedTuple):
    """What the next lines may carry on; a foreign one is a paragraph's words for Python-Markdown."""

    kind: str
    column: int
    mark: str
    foreign: bool = False


class Nest:
    """What is open, in both views: `stack` as CommonMark sees it, `levels` of four as Python-Markdown does."""

    def __init__(self) -> None:
        self.stack: list[Container] = []
        self.levels: list[str] = []
        self.quotes = 0

    def copy(self) -> Nest:
        """Return another one with the same open."""
        other = Nest()
        other.stack, other.levels, other.quotes = list(self.stack), list(self.levels), self.quotes
        return other

    # What it is

    @property
    def path(self) -> str:
        """The kinds of what is open."""
        return "".join(container.kind for container in self.stack)

    @property
    def full(self) -> bool:
        """Whether nothing more can be opened."""
        return len(self.stack) >= _DEEPEST

    @property
    def foreign(self) -> bool:
        """Whether one of the open ones is a paragraph's words for Python-Markdown."""
        return any(container.foreign for container in self.stack)

    @property
    def reach(self) -> int:
        """The column from which the deepest counts."""
        return max((container.column for container in self.stack), default=0)

    @property
    def floor(self) -> int:
        """How many a line must carry on to stay in the last admonition, footnote or definition."""
        padded = [index for index, container in enumerate(self.stack) if container.kind == _PADDED]
        return padded[-1] + 1 if padded else 0

    def is_code(self, cursor: Cursor) -> bool:
        """Say whether the line is indented code in either view."""
        column = cursor.column
        if column < 4 and cursor.line[cursor.at] == ">":  # noqa: PLR2004  # indentation of code
            return False
        return column - cursor.base >= 4 or column // 4 > len(self.levels)  # noqa: PLR2004  # the same

    def find_sibling(self, cursor: Cursor) -> Container | None:
        """Return the first that a line does not carry on, beside which it may begin another."""
        return self.stack[cursor.matched] if cursor.matched < len(self.stack) else None

    def locate(self, line: str) -> Cursor:
        """Find the words of a line behind the containers that it carries on."""
        cursor = Cursor(expand(line) if "\t" in line else line)
        end = len(cursor.line)
        for container in self.stack:
            if cursor.at == end:
                break
            if container.kind == _QUOTE:
                if cursor.line[cursor.at] != ">" or cursor.column - cursor.base > 3:  # noqa: PLR2004  # CommonMark's three
                    break
                cursor.quote()
            elif cursor.column < container.column:
                break
            else:
                cursor.base = container.column
            cursor.matched += 1
        return cursor

    # What changes it

    def end_quotes(self, quotes: int) -> bool:
        """Leave the quotes that a blank line does not carry on; say whether there were any."""
        seen = 0
        for index, container in enumerate(self.stack):
            seen += container.kind == _QUOTE
            if seen > quotes:
                del self.stack[index:]
                return True
        return False

    def leave(self, cursor: Cursor) -> None:
        """Leave what a line does not carry on."""
        del self.stack[cursor.matched :]
        if cursor.quotes != self.quotes:
            self.levels, self.quotes = [], cursor.quotes

    def leave_levels(self, level: int) -> None:
        """Leave what lies as deep as a level, or deeper, in Python-Markdown's view."""
        del self.levels[level:]

    def enter_quote(self, cursor: Cursor) -> None:
        """Step into a quote."""
        self.stack.append(Container(_QUOTE, 0, ""))
        cursor.quote()
        cursor.marks += f"{_QUOTE}{cursor.column // 4}"
        self.levels, self.quotes = [], cursor.quotes

    def enter_item(self, cursor: Cursor, sibling: Container | None, level: int) -> bool:
        """Step into a list item; False where its words are code in one view and words in the other."""
        found = MARKER.match(cursor.line, cursor.at)
        if found is None:
            return False
        mark, gap = found[1][-1], len(found[2])
        known = self.levels[level] if 0 <= level < len(self.levels) else ""
        fresh = sibling is None or (sibling.kind, sibling.mark) != (_ITEM, mark) or known != mark
        foreign = mark == ")" or cursor.foreign or self.foreign
        cursor.marks += _describe_mark(found[1], fresh=fresh, foreign=foreign)
        cursor.item = True
        if level >= 0:
            self._set_level(level, mark)
        empty = found.end() >= len(cursor.line)
        wide = gap > 4 and not empty  # noqa: PLR2004  # more is code in CommonMark
        column = cursor.column + len(found[1]) + (1 if wide or empty or not gap else gap)
        self.stack.append(Container(_ITEM, column, mark, foreign))
        cursor.base = column
        cursor.step(found.end())
        return not wide

    def enter_padded(self, column: int) -> None:
        """Step into what holds text that is indented by four."""
        self._set_level(column // 4, _PADDED)
        self.stack.append(Container(_PADDED, column + 4, ""))

    def _set_level(self, level: int, mark: str) -> None:
        self.levels[level:] = [*([""] * (level - len(self.levels))), mark]


def _describe_mark(mark: str, *, fresh: bool, foreign: bool) -> str:
    """Return how readers see a list mark: the number where a list begins, the sign itself where it is mere words."""
    ordered = mark[-1] in ".)"
    shown = mark if foreign else mark[-1] if ordered else "-"
    number = str(int(mark[:-1])) if ordered and fresh and not foreign else ""
    return f"{'new ' if fresh else ''}{number}{shown} "
