"""Lists and tables that the site does not show as such: Python-Markdown wants more of their lines than a forge does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from smsdocs.analysis.unsafe_html.text import Text, blank_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARK = r"(?:[-*+]|\d{1,9}\.)[ \t]"
_WORDS = rf"[ \t]+(?![ \t]|{_MARK})[^\n]+"
_SUSPICIOUS = {
    "\n": re.compile(
        r"\n(?:"
        rf"(?![-*+][ \t]|\d{{1,9}}\.[ \t]|[\s#>|<={{])[^\n]*\n[ \t]*{_MARK}"  # words, and a list behind them
        rf"|(?:[ \t]*|(?:!!!|\?\?\?|===)[^\n]*)\n{_WORDS}(?:\n{_WORDS})*\n[ \t]*{_MARK}"  # the same, indented
        rf"|(?: {{4}})* {{1,3}}{_MARK}"  # an indentation that is no level
        r"|((?: {4})*)[-*+][ \t][^\n]*\n(?:[ \t]*\n)?\1\d{1,9}\.[ \t]"  # a list behind one of another kind
        r"|((?: {4})*)\d{1,9}\.[ \t][^\n]*\n(?:[ \t]*\n)?\2[-*+][ \t]"
        r"|[ \t]*\d{1,9}\)[ \t])"
    ),
    "|": re.compile(
        r"\n(?:(?:[ \t]*|#[^\n]*)\n[^\n|]*\|[^\n]*\n(?![ \t:|\-]+(?:\n|$))[^\n|]*\|"  # no divider below the first row
        r"|(?<=[^|\s]\n)[ \t]*\|)"  # words, and a row behind them
    ),
    "\t": re.compile(r"\n[^\t\n]*[^\s\-*+.] *\t[^\n]*\n[^\t\n]*[^\s\-*+.] *\t"),
}
"""What a page must hold to be looked through, by a sign that it holds then; two line ends stand before the page."""
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)")
_RULE = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|-+[ \t]*|=+[ \t]*)$")
"""A line across the page, or one that makes a heading of the line above."""
_HOLDER = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]?) ?\S")
"""What begins an admonition or a tab: its text is a block of its own."""
_OTHER = re.compile(r"[<>{:]|\[[^\]]+\]:|\*\[[^\]]+\]:|\+[-=]")
"""What begins a line that is neither words nor an item: HTML, a quote, macros, definitions, references, drawings."""
_MACRO = re.compile(r"\{[%#]|^[ \t]*\{\{", re.MULTILINE)
_DIVIDER = re.compile(r"(?=[^|]*\|)(?=[^-]*-)[ \t|:\-]+$")
_TABBED = re.compile(r"\S[ ]*\t[ \t]*\S")
_LEVEL = 4
"""Spaces of a level of Python-Markdown."""
_DEEP = 5
"""Spaces behind the sign of an item with which code begins."""


class Loss(Enum):
    """What becomes of a list or a table on the site."""

    BEHIND_WORDS = "a list that is part of the paragraph before it"
    OUTER_LEVEL = "points on the level above"
    OTHER_LIST = "points of the list before"
    BRACKETS = "numbers with a bracket as words"
    NO_DIVIDER = "rows as one paragraph"
    TABLE_BEHIND_WORDS = "a table that is part of the paragraph before it"
    TABS = "rows with tabs as one paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainList:
    """A list or a table that the site does not show as one; the place is that of its first line in the file."""

    loss: Loss
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank.

    Attributes:
        number: of the line in the text, 0-based.
        shown: it without code.
        words: the same without indentation; nothing where all of it is code, a comment or HTML.
        indent: how far it is indented, where tabs stop at every fourth column.
        sign: of the item that it begins; empty for none.
        content: the column on which the words of that item begin.
    """

    number: int
    shown: str
    words: str
    indent: int
    sign: str = ""
    content: int = 0

    @property
    def ordered(self) -> bool:
        """Whether it begins an item of a numbered list."""
        return self.sign[-1:] == "."

    @property
    def count(self) -> int:
        """The number of an item; 0 for none."""
        return int(self.sign[:-1] or 0)


@dataclass(slots=True)
class _Levels:
    """The items that are open: as a forge nests them, and as Python-Markdown does.

    Attributes:
        base: the indentation of the outermost level.
        kinds: by level, whether the list of Python-Markdown is a numbered one.
        stack: the items a forge would put the next one into: level and column of the words.
        told: whether this list was reported.
    """

    sane: bool
    base: int = 0
    kinds: list[bool] = field(default_factory=list)
    stack: list[tuple[int, int]] = field(default_factory=list)
    told: bool = False

    def end(self, indent: int) -> None:
        """Take note of something between items that begins at a column."""
        if indent >= self.base + _LEVEL:
            return
        self.kinds.clear()
        self._leave(indent)

    def feed(self, line: _Line, *, loose: bool) -> Loss | None:
        """Take an item; return what the site makes of it, where that is another list than its own.

        Args:
            line: with which it begins.
            loose: whether it follows a blank line.
        """
        self._leave(line.indent)
        level = (line.indent - self.base) // _LEVEL
        if not self.kinds or level < 0:
            self.base, level = line.indent // _LEVEL * _LEVEL, 0
            self.kinds.clear()
        if level > len(self.kinds):
            return None
        loss = Loss.OUTER_LEVEL if self.stack and level <= self.stack[-1][0] else None
        if level == len(self.kinds):
            self.kinds.append(line.ordered)
        elif self.kinds[level] is not line.ordered:
            if loose and self.sane:
                self.kinds[level] = line.ordered
            elif loss is None:
                loss = Loss.OUTER_LEVEL if line.indent % _LEVEL else Loss.OTHER_LIST
        del self.kinds[level + 1 :]
        self.stack.append((level, line.content))
        if loss is None or self.told:
            return None
        self.told = True
        return loss

    def _leave(self, indent: int) -> None:
        while self.stack and indent < self.stack[-1][1]:
            self.stack.pop()
        if not self.stack and not self.kinds:
            self.told = False


def find_plain_lists(body: str, first_line: int, extensions: Sequence[str] = ()) -> tuple[PlainList, ...]:
    """Return the lists and tables of a text that the site does not show as such, in order of place.

    Args:
        body: the text after the front matter.
        first_line: the line of the file on which it begins, 1-based.
        extensions: names of the Markdown extensions of the site; some make lists of more than Python-Markdown does.
    """
    after = f"\n\n{body}"
    if not any(sign in body and shape.search(after) for sign, shape in _SUSPICIOUS.items()):
        return ()
    nests = any("truly_sane_lists" in one for one in extensions)
    brackets = any("fancylists" in one for one in extensions)
    levels = _Levels(sane=any(one.rpartition(".")[2] == "sane_lists" for one in extensions))
    found = []
    for block in _split_blocks(body, blank_code(body)):
        for loss, line in _judge(block, levels):
            if (loss in {Loss.OUTER_LEVEL, Loss.OTHER_LIST} and nests) or (
                loss is Loss.BRACKETS and brackets
            ):
                continue
            column = len(line.shown) - len(line.shown.lstrip()) + 1
            found.append(PlainList(loss=loss, line=first_line + line.number, column=column))
    return tuple(found)


@dataclass(slots=True)
class _Block:
    """Lines that nothing parts, and whether a blank line stands before them.

    A heading, a line across or the first line of an admonition is a block without lines; it begins at `indent`.
    """

    lines: list[_Line]
    loose: bool = True
    indent: int = 0


def _split_blocks(body: str, text: Text) -> Iterator[_Block]:
    """Yield the blocks of a text: blank lines, headings and lines across part them."""
    html = _find_html_lines(body, text.raw) if text.raw else frozenset()
    lines: list[_Line] = []
    loose = True
    for number, (shown, written) in enumerate(zip(text.shown.split("\n"), body.split("\n"), strict=True)):
        blank = not written.strip()
        line = _read_line(number, "" if number in html else shown, written)
        if not blank and not _parts(line, lines):
            lines.append(line)
            continue
        if lines:
            yield _Block(lines, loose)
            lines = []
        loose = blank
        if not blank:
            yield _Block([], indent=line.indent)
    if lines:
        yield _Block(lines, loose)


def _find_html_lines(body: str, raw: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the numbers of the lines that hold HTML which is kept as written."""
    found: set[int] = set()
    at = number = 0
    for start, end in raw:
        first = number + body.count("\n", at, start)
        at, number = end, first + body.count("\n", start, end)
        found.update(range(first, number + 1))
    return frozenset(found)


def _measure(line: str) -> int:
    flat = line.expandtabs(_LEVEL)
    return len(flat) - len(flat.lstrip(" "))


def _read_line(number: int, shown: str, written: str) -> _Line:
    """Return a line; what is not shown of it is blank."""
    words = shown.strip()
    indent = _measure(written)
    at = len(written) - len(written.lstrip(" \t"))
    found = _ITEM.match(written, at)
    if not words or not found or not words.startswith(found[1]):
        return _Line(number, shown, words, indent)
    spaces = _measure(" " * (indent + len(found[1])) + found[2]) - indent - len(found[1])
    content = indent + len(found[1]) + (1 if spaces >= _DEEP else spaces)
    return _Line(number, shown, words, indent, found[1], content)


def _parts(line: _Line, before: list[_Line]) -> bool:
    """Say whether a line ends the block before it, and is not part of the next."""
    if line.words.startswith("#"):
        return True
    if _RULE.match(line.words):
        return bool(before) or len(line.words) > 1
    return bool(_HOLDER.match(line.words))


def _judge(block: _Block, levels: _Levels) -> Iterator[tuple[Loss, _Line]]:
    """Yield what the site does not show as its author sees it, with its first line."""
    first = next((at for at, line in enumerate(block.lines) if line.words), len(block.lines))
    open_before = bool(levels.kinds or levels.stack)
    if first or not block.lines:
        levels.end(block.lines[0].indent if block.lines else block.indent)
    if not (lines := block.lines[first:]):
        return
    if _MACRO.search("\n".join(line.shown for line in lines)):
        levels.end(lines[0].indent)
        return
    brackets = next(
        (at for at, line in enumerate(lines) if line.sign[-1:] == ")" and _goes_on(lines, at)), None
    )
    if brackets is not None:
        yield Loss.BRACKETS, lines[brackets]
    if _begins_list(lines[0]):
        for number, line in enumerate(lines):
            if _begins_list(line) and (loss := levels.feed(line, loose=block.loose and not number)):
                yield loss, line
        return
    levels.end(lines[0].indent)
    code_of_item = first and open_before
    if brackets is None and not code_of_item and not any(_OTHER.match(line.words) for line in lines):
        yield from _judge_words(lines)


def _begins_list(line: _Line) -> bool:
    return line.sign[-1:] not in {"", ")"}


def _judge_words(lines: list[_Line]) -> Iterator[tuple[Loss, _Line]]:
    """Yield the first list or table in a block that begins with words: the site makes one paragraph of it."""
    rows = [_count_cells(line) for line in lines]
    dividers = [number for number, line in enumerate(lines) if _DIVIDER.match(line.words)]
    if 1 in dividers and rows[0] > 1:
        return
    behind = next((one for one in dividers if one > 1 and rows[one - 1] > 1), None)
    if behind is not None:
        yield Loss.TABLE_BEHIND_WORDS, lines[behind - 1]
        return
    for number, line in enumerate(lines):
        if line.sign and not lines[number - 1].words:
            return  # behind code, extensions differ in what they make of the rest
        if loss := _judge_line(lines, number, rows):
            yield loss, line
            return


def _judge_line(lines: list[_Line], at: int, rows: list[int]) -> Loss | None:
    """Say what is lost with a list or a table that begins with a line."""
    line = lines[at]
    if line.sign:
        return Loss.BEHIND_WORDS if at and (_is_announced(lines, at) or _goes_on(lines, at)) else None
    if at + 1 == len(lines) or lines[at + 1].sign:
        return None
    after = lines[at + 1]
    if min(rows[at : at + 2]) > 1 and line.words[0] == after.words[0] == "|":
        return Loss.NO_DIVIDER
    if not at and rows[0] > 1 and set(rows) == {rows[0]} and not any("[" in one.words for one in lines):
        return Loss.NO_DIVIDER
    return Loss.TABS if _TABBED.search(line.words) and _TABBED.search(after.words) else None


def _count_cells(line: _Line) -> int:
    """Return how many cells a row has, 1 for no row; bars in words part nothing unless the line begins with one."""
    words = line.words.replace("\\|", "")
    return words.strip("|").count("|") + 1 if words.startswith("|") else words.count(" | ") + 1


def _is_announced(lines: list[_Line], at: int) -> bool:
    """Say whether the words before an item end with a colon; a number must be the first."""
    return lines[at - 1].words.rstrip("*_\\ ").endswith(":") and lines[at].sign in {"-", "*", "+", "1."}


def _goes_on(lines: list[_Line], at: int) -> bool:
    """Say whether an item is followed by another one of its list; what belongs to it may stand in between."""
    line = lines[at]
    for number in range(at + 1, len(lines)):
        after = lines[number]
        if after.sign and after.indent < line.content:
            if not line.count:
                return not after.count
            return after.sign[-1] == line.sign[-1] and after.count in {line.count + 1, 1 // line.count}
        if after.indent <= line.indent:
            return False
    return False
