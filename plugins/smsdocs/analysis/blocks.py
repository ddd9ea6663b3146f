"""A Markdown text as the blocks that readers see, so that two versions of it can be compared.

Two texts with equal blocks look alike on the site (Python-Markdown) and on a forge (CommonMark); the two
disagree about indentation, so a block knows its nesting in both views. White space collapses in paragraphs,
headings and cells of tables only; where it is not certain that readers see no difference, the blocks differ.
One pass over the lines, without looking back: the cost is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_DEEPEST = 12
"""Quotes and lists in one another; what lies deeper is taken as plain words of the deepest."""

_TEXT, _TABLE, _CODE = "text", "table", "code"
_QUOTE, _ITEM, _PADDED = ">", "i", "p"
"""Containers: quotes, list items, and what holds text indented by four (admonition, footnote, definition)."""

_SPACES = re.compile(r"[ \t\n]+")
_BLANKS = re.compile(r" *")
_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*)$")
_RULE = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_PLAIN_RULE = re.compile(r"(?:(?:- {0,2}){3,}|(?:\* {0,2}){3,}|(?:_ {0,2}){3,})$")
_MARKER = re.compile(r"([-*+]|\d{1,9}[.)])( +|$)")
_HEADING = re.compile(r"(#{1,6})(?: +(.*)|$)")
_UNDERLINE = re.compile(r"(?:=+|-+)$")
_DELIMITER = re.compile(r"(?=[^|]*\|)(?=[^-]*-)[|:\- ]+$")
_ADMONITION = re.compile(
    r"(?:!!! ?[\w-]|\?\?\?\+?(?: |$)|={3}[!+]{0,2} +\")(?:[\w -]*$|[\w -]*\".*\" *$|.*\" *$)"
)
_FOOTNOTE = re.compile(r"\[\^([^\[\]]*)\]: *(.*)$")
_DEFINITION = re.compile(r":( {1,3})(\S.*)$")
_OWN_LINE = re.compile(r"(?:\*?\[[^\[\]]+\] ?:|\{:?[^{}]*\}$|\{[%{#])")
_REFERENCE = re.compile(r"\[[^\[\]]+\]: +\S+(?: +(?:\"[^\"]*\"|'[^']*'))? *$")
_VERBATIM = re.compile(r"<(script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)(?=[\s/>]|$)")
_LONE_TAG = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>$")
_INSTRUCTION = re.compile(r"<[!?]")
_PREFORMATTED = re.compile(r"<(?:pre|textarea)\b", re.IGNORECASE)
_CLAUSES = re.compile(r"\s*clauses?(?:\s*:|(?=\s+[\w@.-]*:?[\w.]*\d))(.*)$", re.IGNORECASE | re.DOTALL)
_CLAUSE_WORD = re.compile(r"[^\s,\[\]\"']*\w[^\s,\[\]\"']*")
_TICKS = re.compile(r"`+")
_TICKS_OR_COMMENT = re.compile(r"`+|<!--")

_HTML_BLOCKS = re.compile(
    r"(?:address|article|aside|base|basefont|blockquote|body|canvas|caption|center|col|colgroup|dd|details"
    r"|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|group|h[1-6]|head|header"
    r"|hgroup|hr|html|iframe|legend|li|link|main|math|menu|menuitem|nav|noframes|noscript|ol|optgroup|option"
    r"|output|p|param|progress|search|section|source|summary|svg|table|tbody|td|tfoot|th|thead|title|tr|track"
    r"|ul|video)$",
    re.IGNORECASE,
)
_EMPTY_TAGS = re.compile(r"(?:base|basefont|br|col|hr|img|input|link|meta|param|source|track|wbr)$")

_UNSEEN_AFTER = {
    "heading": {_TEXT, "lead", "fence"},
    "admonition": {_TEXT, "fence"},
    "quote": {_TEXT, "fence"},
    "fence": {_TEXT},
    "rule": {_TEXT},
    "item": {"lead"},
    _TEXT: {"fence"},
}
"""What a block may follow without a blank line, and readers see no difference; elsewhere the blank line counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a text. Equal blocks look alike.

    Attributes:
        kind: text, heading, item, table, code, fence, html ...
        nesting: the quotes, lists and indentation it lies in, as both renderers see them; list marks of its own.
        text: its words or lines, without the white space that does not count.
        heading: the nearest heading above, or itself; where it stands does not make a block another one.
    """

    kind: str
    nesting: str
    text: str
    heading: str = field(default="", compare=False)


class Claims(NamedTuple):
    """The clauses that comments of one section claim.

    Attributes:
        section: counts headings from where the reading began.
    """

    section: int
    heading: str
    clauses: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """The parts of two texts between which all differences lie; both empty where there are none."""

    before: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()
    claims_before: tuple[Claims, ...] = ()
    claims_after: tuple[Claims, ...] = ()


def parse_blocks(body: str) -> tuple[Block, ...]:
    """Return the blocks of a text."""
    parser = _Parser()
    for line in _clean(body).split("\n"):
        parser.feed(line)
    parser.finish()
    return tuple(parser.blocks)


def find_text_change(before: str, after: str) -> TextChange:
    """Return what differs between two texts. What they share at both ends is read once, or not at all."""
    old, new = _clean(before), _clean(after)
    if old == new:
        return TextChange()
    old_lines, new_lines = old.split("\n"), new.split("\n")
    start = _count_common(old_lines, new_lines)
    end = _count_common(old_lines[start:][::-1], new_lines[start:][::-1])
    left, right = _begin(old_lines, start)
    for line in old_lines[start : len(old_lines) - end]:
        left.feed(line)
    for line in new_lines[start : len(new_lines) - end]:
        right.feed(line)
    _follow(left, right, old_lines[len(old_lines) - end :])
    left.finish()
    right.finish()
    return TextChange(
        before=tuple(left.blocks),
        after=tuple(right.blocks),
        claims_before=tuple(left.claims),
        claims_after=tuple(right.claims),
    )


def _clean(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def _count_common(one: list[str], other: list[str]) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _begin(lines: list[str], start: int) -> tuple[_Parser, _Parser]:
    """Return two readers that have come to line `start`, without the blocks before it.

    A heading at the margin ends everything that is open, except code, HTML and comments: where none of these
    can stand above, reading begins at the last heading.
    """
    parser = _Parser()
    shared = lines[:start]
    heading = next((n for n in range(start - 1, -1, -1) if _HEADING.match(lines[n])), 0)
    above = "\n".join(shared[:heading])
    if "<" in above or "```" in above or "~~~" in above:
        heading = 0
    for line in shared[heading:]:
        parser.feed(line)
    parser.forget()
    return parser, parser.fork()


def _follow(left: _Parser, right: _Parser, shared: list[str]) -> None:
    """Read what both texts end with, until both readers are in the same state: the rest is the same then."""
    for line in shared:
        if left.settled and right.settled and _begins_afresh(line) and left.state() == right.state():
            return
        left.feed(line)
        right.feed(line)


def _begins_afresh(line: str) -> bool:
    """Say whether a line surely leaves the block before as it is; a definition makes it a term."""
    return bool(line) and (line[0].isalnum() or line[0] == "#")


class _Container(NamedTuple):
    """What the next lines may carry on; a foreign one is a paragraph's words for Python-Markdown."""

    kind: str
    column: int
    mark: str
    foreign: bool = False


@dataclass(slots=True)
class _Cursor:
    """Where the words of a line begin, and what they lie in. Columns count from the last quote mark."""

    line: str
    origin: int = 0
    at: int = 0
    matched: int = 0
    base: int = 0
    quotes: int = 0
    levels: str = ""
    marks: str = ""
    item: bool = False
    foreign: bool = False

    @property
    def column(self) -> int:
        return self.at - self.origin

    @property
    def rest(self) -> str:
        return self.line[self.at :]

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


class _Parser:
    """Takes lines and makes blocks. `open` is the kind of the block that the next line may continue."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.claims: list[Claims] = []
        self.heading = ""
        self.section = 0
        self.stack: list[_Container] = []
        self.levels: list[str] = []
        self.quotes = 0
        self.open = ""
        self.kind = ""
        self.lead = False
        self.floor = 0
        self.nesting = ""
        self.lines: list[str] = []
        self.term: list[str] | None = None
        self.after = ""
        self.before = ""
        self.gap = True
        self.clean = True
        self.raw = ""
        self.raw_end = ""
        self.raw_column = 0
        self.raw_depth = 0

    def fork(self) -> _Parser:
        """Return another reader in the same state."""
        other = _Parser()
        other.__dict__.update(self.__dict__)
        for name in ("blocks", "claims", "stack", "levels", "lines"):
            setattr(other, name, list(getattr(self, name)))
        return other

    def forget(self) -> None:
        """Drop what was read; the last block stays, since the next line may make it a term."""
        del self.blocks[:-1], self.claims[:]

    @property
    def settled(self) -> bool:
        """Whether no block is open."""
        return not (self.open or self.raw or self.after)

    def state(self) -> tuple[object, ...]:
        """Return all that decides how the next line is read, where the reader is settled."""
        return (self.stack, self.levels, self.quotes, self.gap)

    def feed(self, line: str) -> None:
        """Read one line."""
        if self.raw:
            self._feed_raw(line)
        elif self.open == _TEXT and not self.floor and line[:1].isalpha():
            self.lines.append(line)
        elif not line.strip(" \t"):
            self._blank(0)
        else:
            self._structure(line)

    def finish(self) -> None:
        """Close what the end of the text closes."""
        if self.raw:
            self._emit(f"open {self.raw} {self.before}", self.nesting, "\n".join(self.lines))
            self.raw, self.lines = "", []
        self._close()

    # Lines

    def _blank(self, quotes: int) -> None:
        """End a paragraph; quotes that a blank line does not carry on end too. In code it is a line."""
        seen = 0
        for index, container in enumerate(self.stack):
            if container.kind == _QUOTE:
                seen += 1
                if seen > quotes:
                    self._close()
                    del self.stack[index:]
                    break
        if self.open == _CODE:
            self.lines.append("")
        else:
            self._close()
        self.after, self.gap = ">" * quotes, True

    def _structure(self, line: str) -> None:
        cursor = self._locate(line)
        if cursor.at == len(cursor.line):
            self._blank(cursor.quotes)
            return
        paragraph = self.open in {_TEXT, _TABLE}
        if not paragraph and self._is_code(cursor):
            self._code(cursor)
            return
        kind = self._classify(cursor)
        if kind == "admonition" and cursor.column % 4:
            kind = "line"  # the site wants it at the margin of its level
        if kind == _TEXT and paragraph and self._continues(cursor):
            self.lines.append(cursor.rest)
        elif kind == "delimiter":
            self._delimiter(cursor)
        elif kind == "underline":
            self._underline(cursor)
        else:
            self._open(cursor, kind)

    def _locate(self, line: str) -> _Cursor:
        """Find the words of a line behind the containers that it carries on."""
        cursor = _Cursor(_expand(line) if "\t" in line else line)
        cursor.step(0)
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

    def _is_code(self, cursor: _Cursor) -> bool:
        """Say whether the line is indented code in either view."""
        if cursor.line[cursor.at] == ">" and cursor.column < 4:  # noqa: PLR2004  # indentation of code
            return False
        return cursor.column - cursor.base >= 4 or cursor.column // 4 > len(self.levels)  # noqa: PLR2004  # the same

    def _continues(self, cursor: _Cursor) -> bool:
        """Say whether words carry on the open paragraph: also at the margin, but not out of an admonition."""
        if self.open == _TABLE:
            return cursor.matched >= len(self.stack) and cursor.column - cursor.base < 4  # noqa: PLR2004  # code
        return cursor.matched >= self.floor

    def _classify(self, cursor: _Cursor) -> str:
        """Name the kind of block that begins at the cursor; `text` where it is mere words."""
        line, at = cursor.line, cursor.at
        char = line[at]
        if char.isalpha():
            return _TEXT
        if self.open == _TEXT and char in "=-:|" and not cursor.marks:
            rest = line[at:].rstrip(" \t")
            if char in "=-" and _UNDERLINE.match(rest):
                return "underline"
            if _DELIMITER.match(rest):
                return "delimiter"
        if char.isdigit():
            return "item" if _MARKER.match(line, at) else _TEXT
        return _find_kind(line, at, char, paragraph=self.open == _TEXT and not cursor.marks)

    # Blocks

    def _open(self, cursor: _Cursor, kind: str) -> None:
        """Begin a block: close the one before, step into quotes and items, and read what the line holds."""
        sibling = self.stack[cursor.matched] if cursor.matched < len(self.stack) else None
        before = self._close()
        if before == "lead" and cursor.quotes < self.quotes:
            before = _TEXT  # a list in a quote that has no end yet
        del self.stack[cursor.matched :]
        path = "".join(container.kind for container in self.stack)
        if cursor.quotes != self.quotes:
            self.levels, self.quotes = [], cursor.quotes
        level = cursor.column // 4
        cursor.levels += str(level)
        if before[:1] == ">":  # a line with nothing but quote marks; does the quote go on?
            before = before if cursor.quotes < len(before) else ""
        self.before = before
        if before and before not in _UNSEEN_AFTER.get(kind, ()):
            cursor.marks += f"<{before}>"
            cursor.foreign = True
        if cursor.column - cursor.base >= 4:  # noqa: PLR2004  # code in one view, more of the paragraph in the other
            cursor.marks += f"@{cursor.column} "
            cursor.foreign = True
        if kind != "item":
            del self.levels[level:]
        while kind in {"item", "quote"} and len(self.stack) < _DEEPEST:
            if kind == "quote":
                self._quote(cursor)
            elif not self._item(cursor, sibling, level):
                self._words_of_item(cursor, path)
                return
            sibling, level = None, -1
            kind = self._classify(cursor) if cursor.at < len(cursor.line) else ""
        self._begin(cursor, kind, f"{cursor.levels}/{path}/{cursor.marks}")

    def _quote(self, cursor: _Cursor) -> None:
        self.stack.append(_Container(_QUOTE, 0, ""))
        cursor.quote()
        cursor.marks += f"{_QUOTE}{cursor.column // 4}"
        self.levels, self.quotes = [], cursor.quotes

    def _item(self, cursor: _Cursor, sibling: _Container | None, level: int) -> bool:
        """Step into a list item; False where its words are code in one view and words in the other."""
        found = _MARKER.match(cursor.line, cursor.at)
        if found is None:
            return False
        mark, gap = found[1][-1], len(found[2])
        ordered = mark in ".)"
        known = self.levels[level] if 0 <= level < len(self.levels) else ""
        fresh = sibling is None or (sibling.kind, sibling.mark) != (_ITEM, mark) or known != mark
        foreign = mark == ")" or cursor.foreign or any(container.foreign for container in self.stack)
        shown = found[1] if foreign else mark if ordered else "-"
        number = str(int(found[1][:-1])) if ordered and fresh and not foreign else ""
        cursor.marks += f"{'new ' if fresh else ''}{number}{shown} "
        cursor.item = True
        if level >= 0:
            self.levels[level:] = [*([""] * (level - len(self.levels))), mark]
        wide = gap > 4 and found.end() < len(cursor.line)  # noqa: PLR2004  # more is code in CommonMark
        column = cursor.column + len(found[1]) + (1 if wide or not gap else gap)
        if found.end() >= len(cursor.line):
            column = cursor.column + len(found[1]) + 1
        self.stack.append(_Container(_ITEM, column, mark, foreign))
        cursor.base = column
        cursor.step(found.end())
        return not wide

    def _words_of_item(self, cursor: _Cursor, path: str) -> None:
        self._emit(_CODE, f"{cursor.levels}/{path}/{cursor.marks}", cursor.line[cursor.origin :])

    def _begin(self, cursor: _Cursor, kind: str, nesting: str) -> None:
        rest = cursor.rest
        if not kind:
            self._emit("item" if cursor.item else "quote", nesting, "")
            self.after = ">" * cursor.quotes or "item"
        elif kind == "heading":
            self._heading(cursor, nesting)
        elif kind == "fence":
            self._fence(cursor, nesting)
        elif kind in {"html", "verbatim"}:
            self._html(rest, f"{nesting}+{cursor.column}", kind)
        elif kind == "comment":
            self._comment(cursor, nesting)
        elif kind in {"admonition", "footnote", "definition"}:
            self._padded(cursor, kind, nesting)
        elif kind == "rule":
            self._emit("rule", nesting, "" if _PLAIN_RULE.match(rest.rstrip(" ")) else rest)
        elif kind in {"hash", "line"}:
            self._emit(kind, f"{nesting}+{cursor.column}", _collapse(_without_comments(rest, self._claim)))
            self.after = "" if not cursor.column and _REFERENCE.match(rest) else kind
        else:
            self._begin_text(cursor, nesting, rest)

    def _begin_text(self, cursor: _Cursor, nesting: str, rest: str) -> None:
        self.open, self.kind, self.nesting, self.lines = _TEXT, _TEXT, nesting, [rest]
        foreign = any(container.foreign for container in self.stack)  # words of a paragraph on the site
        self.lead, self.clean = cursor.item and not foreign, self.gap
        padded = [index for index, container in enumerate(self.stack) if container.kind == _PADDED]
        self.floor = padded[-1] + 1 if padded else 0

    def _heading(self, cursor: _Cursor, nesting: str) -> None:
        found = _HEADING.match(cursor.rest)
        rest = ((found[2] if found else "") or "").rstrip(" \t")
        bare = rest.rstrip("#")
        text = bare if not bare or bare[-1] in " \t" else rest
        level = len(found[1]) if found else 0
        self._enter(level, nesting, text)

    def _enter(self, level: int, nesting: str, text: str) -> None:
        """Begin a section."""
        self.section += 1
        text = _collapse(_without_comments(text, self._claim))
        self.heading = text
        self._emit("heading", nesting, f"{level} {text}")
        self.gap = True

    def _underline(self, cursor: _Cursor) -> None:
        """Make the paragraph a heading where both renderers do; elsewhere the line stays what it is."""
        rest = cursor.rest.rstrip(" \t")
        surely = self.clean and len(self.lines) == 1 and self.nesting == "0//" and not cursor.at
        if surely and "|" not in self.lines[0] and not self.lines[0].startswith((" ", "\t")):
            text, self.open, self.lines = self.lines[0], "", []
            self._enter(1 if rest[0] == "=" else 2, "0//", text.strip(" \t"))
            self.term = None
            return
        self._close()
        self._emit("underline", f"{cursor.levels}{cursor.column}/{cursor.matched}/", rest)

    def _delimiter(self, cursor: _Cursor) -> None:
        """Make the paragraph a table; where its beginning or width is in doubt, its rows stay as written."""
        header = self.lines.pop()
        nesting = self.nesting
        rows = [_cells(header), _cells(cursor.rest)]
        surely = self.clean and not self.lines and not self.lead and "<" not in nesting and "|" in header
        surely = surely and len(rows[0]) == len(rows[1]) and cursor.column < 4  # noqa: PLR2004  # code elsewhere
        if self.lines:
            self._close()
        self.open, self.kind = _TABLE, "table" if surely else "rows"
        self.nesting, self.lines = nesting, [header, cursor.rest]

    def _padded(self, cursor: _Cursor, kind: str, nesting: str) -> None:
        """Begin what holds text that is indented by four; words on its first line are a paragraph in it."""
        rest, level = cursor.rest, cursor.column // 4
        if kind == "definition" and self.term is not None and self.blocks:
            lines = "\n".join(_collapse(_without_comments(line, _ignore)) for line in self.term)
            self.blocks[-1] = replace(self.blocks[-1], kind="term", text=lines)
            self.term = None
        self.levels[level:] = [*([""] * (level - len(self.levels))), _PADDED]
        self.stack.append(_Container(_PADDED, cursor.column + 4, ""))
        if kind == "admonition":
            self._emit(kind, nesting, rest.rstrip(" \t"))
            return
        found = _FOOTNOTE.match(rest) if kind == "footnote" else _DEFINITION.match(rest)
        if found is None:
            return
        name = f"[^{found[1]}] " if kind == "footnote" else ": "
        if found[2].startswith("<!--"):
            name += "<!-- "  # what follows the comment may begin a list, or be words
        if found[2].strip():
            self._begin_text(cursor, nesting + name, found[2])
            self.lead = True
        else:
            self._emit(kind, nesting + name, "")

    def _code(self, cursor: _Cursor) -> None:
        text = cursor.line[cursor.origin :]
        if self.open == _CODE and cursor.matched == len(self.stack):
            self.lines.append(text)
            return
        before = self._close()
        del self.stack[cursor.matched :]
        if cursor.quotes != self.quotes:
            self.levels, self.quotes = [], cursor.quotes
        del self.levels[cursor.column // 4 :]
        path = "".join(container.kind for container in self.stack)
        self.nesting = f"{cursor.levels}{len(self.levels)}/{path}/{before}{cursor.base}"
        self.open, self.kind, self.lines = _CODE, _CODE, [text]

    # What runs over blank lines: fences, HTML, comments

    def _fence(self, cursor: _Cursor, nesting: str) -> None:
        found = _FENCE.match(cursor.rest)
        if found is None:
            return
        self.raw, self.raw_end, self.nesting = "fence", found[1], nesting
        self.raw_column, self.raw_depth = cursor.column, cursor.base
        self.lines = [found[2].strip(" \t")]

    def _feed_raw(self, line: str) -> None:
        if self.raw == "fence":
            self._feed_fence(line)
        elif self.raw == "comment":
            end = line.find("-->")
            self.lines.append(line if end < 0 else line[:end])
            if end >= 0:
                self._end_comment(line[end + 3 :])
        else:
            self._feed_html(line)

    def _feed_fence(self, whole: str) -> None:
        line = whole
        limit = 3 + max((container.column for container in self.stack), default=0)
        for _ in range(self.quotes):
            bare = line.lstrip(" ")
            if bare[:1] != ">" or len(line) - len(bare) > limit:
                self._cut_fence(whole)
                return
            line = bare[2:] if bare[1:2] == " " else bare[1:]
        bare = line.strip(" \t")
        flat = _expand(line) if "\t" in line else line
        column = len(flat) - len(flat.lstrip(" "))
        if bare and column < self.raw_depth:
            self._cut_fence(whole)
        elif self._closes(bare) and column - self.raw_depth <= 3:  # noqa: PLR2004  # deeper, it is code
            self._end_fence("" if column == self.raw_column else f" ends at {column}")
        else:
            tabbed = "\t" in line[: self.raw_column]
            self.lines.append((flat if tabbed else line)[min(column, self.raw_column) :])

    def _closes(self, bare: str) -> bool:
        return bare.startswith(self.raw_end) and not bare.strip(self.raw_end[0])

    def _end_fence(self, how: str) -> None:
        self.raw = ""
        self._emit(f"fence{how}", self.nesting, "\n".join(self.lines))
        self.lines, self.after = [], "fence"

    def _cut_fence(self, line: str) -> None:
        """End a fence whose list item or quote ends before it is closed."""
        self._end_fence(f" cut {self.before}")
        self.feed(line)

    def _html(self, rest: str, nesting: str, kind: str) -> None:
        """Keep HTML as it is written: to the end tag, or to a blank line where there is Markdown inside."""
        self.raw, self.nesting, self.lines, self.raw_depth = "html", nesting, [], 0
        tag = _TAG.match(rest)
        name = tag[2].lower() if tag else ""
        closing = tag is None or tag[1] or _EMPTY_TAGS.match(name) or re.search(r"\smarkdown\b", rest)
        self.raw_end = name if kind == "verbatim" or not closing else ""
        self._feed_html(rest)

    def _feed_html(self, line: str) -> None:
        if not self.raw_end:
            if line.strip(" \t"):
                self.lines.append(line.rstrip(" \t"))
                return
            self._end_html()
            return
        self.lines.append(line)
        lower = line.lower()
        opened = sum(found[1].lower() == self.raw_end for found in re.finditer(r"<([a-zA-Z][\w-]*)", line))
        self.raw_depth += opened - lower.count(f"</{self.raw_end}")
        if self.raw_depth <= 0:
            self.raw_end = ""

    def _end_html(self) -> None:
        self.raw = ""
        self._emit("html", self.nesting, "\n".join(self.lines))
        self.lines = []

    def _comment(self, cursor: _Cursor, nesting: str) -> None:
        rest = cursor.rest
        self.nesting = nesting
        if cursor.item:
            self._emit("item", nesting, "")
        end = rest.find("-->", 4)
        self.lines = [rest[4:] if end < 0 else rest[4:end]]
        self.raw = "comment"
        if end >= 0:
            self._end_comment(rest[end + 3 :])

    def _end_comment(self, rest: str) -> None:
        """Leave a comment; words behind it are Markdown on the site and HTML on a forge, so they stay a block."""
        self._claim("\n".join(self.lines))
        self.raw, self.lines, self.term = "", [], None
        words = _collapse(_without_comments(rest, self._claim))
        if words:
            self._emit("html", self.nesting, words)
            self.after = "line"
        self.gap = not words

    # Closing

    def _claim(self, comment: str) -> None:
        if found := _CLAUSES.match(comment):
            clauses = frozenset(_CLAUSE_WORD.findall(found[1]))
            self.claims.append(Claims(self.section, self.heading, clauses))

    def _close(self) -> str:
        """End the open block, and say what the next line follows without a blank line; empty where nothing."""
        opened, kind, lines = self.open, self.kind, self.lines
        before, self.after, self.open = self.after, "", ""
        if not opened:
            return before
        self.lines = []
        if opened == _CODE:
            while lines and not lines[-1].strip():
                lines.pop()
            self._emit(kind, self.nesting, "\n".join(lines))
            return ""
        if opened == _TABLE:
            shape = _cells if kind == "table" else _row
            rows = [_without_comments(line, self._claim) for line in lines]
            self._emit(kind, self.nesting, "\n".join("|".join(shape(row)) for row in rows))
            return _TABLE
        self._emit_text(lines)
        return "lead" if self.lead else _TEXT

    def _emit_text(self, lines: list[str]) -> None:
        text = "\n".join(lines)
        if "<" in text:
            text = _without_comments(text, self._claim)
            if not _PREFORMATTED.search(text):
                text = _collapse(text)
        else:
            text = _collapse(text)
        self._emit(_TEXT, self.nesting, text)
        self.term = lines

    def _emit(self, kind: str, nesting: str, text: str) -> None:
        self.term, self.gap = None, False
        self.blocks.append(Block(kind=kind, nesting=nesting, text=text, heading=self.heading))


_BY_SIGN: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "`": (("fence", _FENCE),),
    "~": (("fence", _FENCE),),
    "-": (("rule", _RULE), ("item", _MARKER)),
    "*": (("rule", _RULE), ("item", _MARKER), ("line", _OWN_LINE)),
    "_": (("rule", _RULE),),
    "+": (("item", _MARKER),),
    "[": (("footnote", _FOOTNOTE), ("line", _OWN_LINE)),
    "!": (("admonition", _ADMONITION),),
    "?": (("admonition", _ADMONITION),),
    "=": (("admonition", _ADMONITION),),
    ":": (("definition", _DEFINITION),),
    "{": (("line", _OWN_LINE),),
}
"""What may begin with a sign, the first that fits."""


def _find_kind(line: str, at: int, char: str, *, paragraph: bool) -> str:
    """Name the kind of block that begins with a sign."""
    if char == ">":
        return "quote"
    if char == "#":
        return "heading" if _HEADING.match(line[at:]) and not _indented(line, at) else "hash"
    if char == "<":
        return _find_html(line[at:], paragraph=paragraph)
    return next((kind for kind, shape in _BY_SIGN.get(char, ()) if shape.match(line, at)), _TEXT)


def _indented(line: str, at: int) -> bool:
    """Say whether a heading is indented by what no level explains: the site takes it for words then."""
    return 0 < at < 4 and not line[:at].strip(" ")  # noqa: PLR2004  # a level of Python-Markdown


def _find_html(rest: str, *, paragraph: bool) -> str:
    if rest.startswith("<!--"):
        return "comment"
    if _VERBATIM.match(rest):
        return "verbatim"
    if _INSTRUCTION.match(rest):
        return "html"
    tag = _TAG.match(rest)
    if tag and (_HTML_BLOCKS.match(tag[2]) or (not paragraph and _LONE_TAG.match(rest.rstrip(" \t")))):
        return "html"
    return _TEXT


def _ignore(_comment: str) -> None:
    """Pass over a comment that was noted before."""


def _expand(line: str) -> str:
    """Return a line whose indentation is spaces: a tab goes to the next column of four."""
    bare = line.lstrip(" \t")
    if bare[:1] in ">-*+" or bare[:1].isdigit():  # what comes next may be indented too
        return line.expandtabs(4)
    return line[: len(line) - len(bare)].expandtabs(4) + bare


def _collapse(text: str) -> str:
    return " ".join(text.split()) if text.isascii() else _SPACES.sub(" ", text).strip(" ")


def _row(line: str) -> list[str]:
    return [_collapse(line)]


def _cells(line: str) -> list[str]:
    """Return the cells of a row, the empty ones at its edges too; padding and the length of dashes do not count.

    Where a bar may be escaped or lie in code, the white space around it is kept.
    """
    row = _collapse(line)
    if _DELIMITER.match(row):
        return [re.sub(r"-+", "-", cell.strip()) for cell in row.split("|")]
    if "\\" not in row and "`" not in row:
        return [cell.strip() for cell in row.split("|")]
    return _split_carefully(row)


def _split_carefully(row: str) -> list[str]:
    cells: list[list[str]] = [[]]
    ticks, sure = 0, "``" not in row and "\\`" not in row
    pieces = row.split("|")
    for piece in pieces[:-1]:
        cells[-1].append(piece)
        ticks += piece.count("`")
        if sure and not ticks % 2 and not piece.endswith("\\"):
            cells.append([])
        else:
            cells[-1].append("|")
    cells[-1].append(pieces[-1])
    return ["".join(cell).strip(" ") for cell in cells]


def _without_comments(text: str, note: Callable[[str], None]) -> str:
    """Return a text without its comments, each of which is noted. In code they stay."""
    if "<!--" not in text:
        return text
    partner = _pair_ticks(text) if "`" in text else {}
    kept: list[str] = []
    at = start = 0
    while found := _TICKS_OR_COMMENT.search(text, at):
        at = found.end()
        if found[0] != "<!--":
            at = partner.get(found.start(), at)
        elif text[max(found.start() - 1, 0)] == "\\":
            continue
        elif (end := text.find("-->", at)) < 0:
            break
        else:
            kept.append(text[start : found.start()])
            note(text[at:end])
            at = start = end + 3
    return "".join(kept) + text[start:]


def _pair_ticks(text: str) -> dict[int, int]:
    """Return where code in backticks begins, and where it ends: at the next run of the same length."""
    ends: dict[int, int] = {}
    nearest: dict[int, int] = {}
    for found in reversed(list(_TICKS.finditer(text))):
        start, end = found.span()
        if end - start in nearest:
            ends[start] = nearest[end - start]
        nearest[end - start] = end
    return ends
