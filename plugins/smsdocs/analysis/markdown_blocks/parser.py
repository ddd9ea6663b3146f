"""Lines to blocks: what each line carries on, and what it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.comments import is_open
from smsdocs.analysis.markdown_blocks.block import CODE, TABLE, TEXT, Block
from smsdocs.analysis.markdown_blocks.gaps import mark_before
from smsdocs.analysis.markdown_blocks.nest import Nest
from smsdocs.analysis.markdown_blocks.open_block import OpenBlock
from smsdocs.analysis.markdown_blocks.raw import Comment, Fence, Html, Raw
from smsdocs.analysis.markdown_blocks.signs import (
    DEFINITION,
    FOOTNOTE,
    HEADING,
    PLAIN_RULE,
    REFERENCE,
    find_kind,
)
from smsdocs.analysis.markdown_blocks.spacing import collapse
from smsdocs.analysis.markdown_blocks.written import Written

if TYPE_CHECKING:
    from smsdocs.analysis.markdown_blocks.cursor import Cursor


def parse_blocks(body: str) -> tuple[Block, ...]:
    """Return the blocks of a text."""
    parser = Parser()
    for line in normalise(body).split("\n"):
        parser.feed(line)
    parser.finish()
    return tuple(parser.written.blocks)


def normalise(body: str) -> str:
    """Return a text with one kind of line ends, and without the mark that some editors put first."""
    return body.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


class Parser:
    """Takes lines and makes blocks.

    Attributes:
        open: the block that the next line may continue.
        raw: the fence, HTML or comment that is open.
        after: what the next line follows without a blank line.
        before: what the last block followed.
    """

    def __init__(self) -> None:
        self.written = Written()
        self.nest = Nest()
        self.open: OpenBlock | None = None
        self.raw: Raw | None = None
        self.after = ""
        self.before = ""

    def fork(self) -> Parser:
        """Return another reader in the same state."""
        other = Parser()
        other.written, other.nest = self.written.copy(), self.nest.copy()
        other.open = self.open and self.open.copy()
        other.raw = self.raw and self.raw.copy()
        other.after, other.before = self.after, self.before
        return other

    @property
    def settled(self) -> bool:
        """Whether no block is open."""
        return not (self.open or self.raw or self.after)

    def state(self) -> tuple[object, ...]:
        """Return all that decides how the next line is read, where the reader is settled."""
        return (self.nest.stack, self.nest.levels, self.nest.quotes, self.written.gap)

    def feed(self, line: str) -> None:
        """Read one line."""
        block = self.open
        if self.raw is not None:
            self._feed_raw(self.raw, line)
        elif block is not None and block.sort == TEXT and not block.floor and line[:1].isalpha():
            block.lines.append(line)
        elif not line.strip(" \t"):
            self._blank(0)
        else:
            self._structure(line)

    def finish(self) -> None:
        """Close what the end of the text closes."""
        raw = self.raw
        if raw is not None:
            self.written.emit(f"open {raw.name} {self.before}", raw.nesting, "\n".join(raw.lines))
            self.raw = None
        self._close()

    # Lines

    def _blank(self, quotes: int) -> None:
        """End a paragraph; quotes that a blank line does not carry on end too. In code it is a line."""
        if self.nest.end_quotes(quotes):
            self._close()
        if self.open is not None and self.open.sort == CODE:
            self.open.lines.append("")
        else:
            self._close()
        self.after, self.written.gap = ">" * quotes, True

    def _structure(self, line: str) -> None:
        cursor = self.nest.locate(line)
        if cursor.ended:
            self._blank(cursor.quotes)
            return
        block = self.open if self.open is not None and self.open.sort != CODE else None
        if block is None and self.nest.is_code(cursor):
            self._code(cursor)
            return
        kind = find_kind(cursor.line, cursor.at, paragraph=block is not None and block.sort == TEXT)
        if kind == "admonition" and cursor.column % 4:
            kind = "line"  # the site wants it at the margin of its level
        if block is None:
            self._open(cursor, kind)
        elif kind == TEXT and self._continues(block, cursor):
            block.lines.append(cursor.rest)
        elif kind == "delimiter":
            self._delimiter(block, cursor)
        elif kind == "underline":
            self._underline(block, cursor)
        else:
            self._open(cursor, kind)

    def _continues(self, block: OpenBlock, cursor: Cursor) -> bool:
        """Say whether words carry on the open paragraph: also at the margin, but not out of an admonition."""
        if block.sort == TABLE:
            return cursor.matched >= len(self.nest.stack) and cursor.column - cursor.base < 4  # noqa: PLR2004  # code
        return cursor.matched >= block.floor

    def _feed_raw(self, raw: Raw, line: str) -> None:
        if not raw.feed(line):
            return
        self.raw = None
        self.after = raw.close(self.written)
        if raw.again is not None:
            self.feed(raw.again)

    # Blocks

    def _open(self, cursor: Cursor, kind: str) -> None:
        """Begin a block: close the one before, step into quotes and items, and read what the line holds."""
        nest, level = self.nest, cursor.column // 4
        sibling = nest.find_sibling(cursor)
        before = self._close()
        if before == "lead" and cursor.quotes < nest.quotes:
            before = TEXT  # a list in a quote that has no end yet
        nest.leave(cursor)
        path = nest.path
        cursor.levels += str(level)
        self.before = mark_before(cursor, kind, before)
        if kind != "item":
            nest.leave_levels(level)
        while kind in {"item", "quote"} and not nest.full:
            if kind == "quote":
                nest.enter_quote(cursor)
            elif not nest.enter_item(cursor, sibling, level):
                kind = CODE  # its words are code in one view
                break
            sibling, level = None, -1
            kind = "" if cursor.ended else find_kind(cursor.line, cursor.at, paragraph=False)
        self._begin(cursor, kind, f"{cursor.levels}/{path}/{cursor.marks}")

    def _begin(self, cursor: Cursor, kind: str, nesting: str) -> None:
        if not kind:
            self.written.emit("item" if cursor.item else "quote", nesting, "")
            self.after = ">" * cursor.quotes or "item"
        elif kind == CODE:
            self.written.emit(CODE, nesting, cursor.line[cursor.origin :])
        elif kind == "heading":
            self._heading(cursor, nesting)
        elif kind in {"fence", "html", "verbatim", "comment"}:
            self._begin_raw(cursor, kind, nesting)
        elif kind in {"admonition", "footnote", "definition"}:
            self._padded(cursor, kind, nesting)
        elif kind == "rule":
            self.written.emit(
                "rule", nesting, "" if PLAIN_RULE.match(cursor.rest.rstrip(" ")) else cursor.rest
            )
        elif kind in {"hash", "line"}:
            self._line(cursor, kind, nesting)
        else:
            self._begin_text(cursor, nesting, cursor.rest)

    def _begin_raw(self, cursor: Cursor, kind: str, nesting: str) -> None:
        rest = cursor.rest
        if kind == "fence":
            self.raw = Fence(cursor, nesting, self.nest, self.before)
        elif kind == "comment":
            if cursor.item:
                self.written.emit("item", nesting, "")
            written = self.written
            above = written.blocks[-1].text if written.blocks and not written.gap else ""
            code = cursor.column - cursor.base >= 4 or (self.nest.foreign and cursor.at >= 4)  # noqa: PLR2004  # indentation of code
            self.raw = Comment(nesting, inside=bool(self.nest.path), doubt=code or is_open(above))
            self._feed_raw(self.raw, rest[4:])
        else:
            self.raw = Html(rest, f"{nesting}+{cursor.column}", verbatim=kind == "verbatim")
            self._feed_raw(self.raw, rest)

    def _begin_text(self, cursor: Cursor, nesting: str, words: str, *, lead: bool = False) -> None:
        foreign = self.nest.foreign  # words of a paragraph on the site
        self.open = OpenBlock(
            TEXT,
            nesting,
            [words],
            lead=lead or (cursor.item and not foreign),
            clean=self.written.gap,
            floor=self.nest.floor,
        )

    def _line(self, cursor: Cursor, kind: str, nesting: str) -> None:
        """Write down a line that is neither a paragraph nor part of one."""
        rest = cursor.rest
        words = self.written.uncomment(rest)
        if rest.startswith(("[", "*[")):
            words = rest  # what a definition says is a title, with all that looks like a comment
        self.written.emit(kind, f"{nesting}+{cursor.column}", collapse(words))
        self.after = "" if not cursor.column and REFERENCE.match(rest) else kind

    def _heading(self, cursor: Cursor, nesting: str) -> None:
        found = HEADING.match(cursor.rest)
        rest = ((found[2] if found else "") or "").rstrip(" \t")
        bare = rest.rstrip("#")
        text = bare if not bare or bare[-1] in " \t" else rest
        self.written.begin_section(len(found[1]) if found else 0, nesting, text)

    def _underline(self, block: OpenBlock, cursor: Cursor) -> None:
        """Make the paragraph a heading where both renderers do; elsewhere the line stays what it is."""
        rest = cursor.rest.rstrip(" \t")
        if block.may_be_heading(cursor):
            self.open = None
            self.written.begin_section(1 if rest[0] == "=" else 2, "0//", block.lines[0].strip(" \t"))
            return
        self._close()
        self.written.emit("underline", f"{cursor.levels}{cursor.column}/{cursor.matched}/", rest)

    def _delimiter(self, block: OpenBlock, cursor: Cursor) -> None:
        """Make the last line of the paragraph the head of a table."""
        table = block.begin_table(cursor)
        if block.lines:
            self._close()
        self.open = table

    def _padded(self, cursor: Cursor, kind: str, nesting: str) -> None:
        """Begin what holds text that is indented by four; words on its first line are a paragraph in it."""
        if kind == "definition":
            self.written.make_term()
        self.nest.enter_padded(cursor.column)
        if kind == "admonition":
            self.written.emit(kind, nesting, cursor.rest.rstrip(" \t"))
            return
        found = FOOTNOTE.match(cursor.rest) if kind == "footnote" else DEFINITION.match(cursor.rest)
        if found is None:
            return
        name = f"[^{found[1]}] " if kind == "footnote" else ": "
        if found[2].startswith("<!--"):
            name += "<!-- "  # what follows the comment may begin a list, or be words
        if found[2].strip():
            self._begin_text(cursor, nesting + name, found[2], lead=True)
        else:
            self.written.emit(kind, nesting + name, "")

    def _code(self, cursor: Cursor) -> None:
        text, nest = cursor.line[cursor.origin :], self.nest
        if self.open is not None and cursor.matched == len(nest.stack):
            self.open.lines.append(text)
            return
        before = self._close()
        nest.leave(cursor)
        nest.leave_levels(cursor.column // 4)
        nesting = f"{cursor.levels}{len(nest.levels)}/{nest.path}/{before}{cursor.base}"
        self.open = OpenBlock(CODE, nesting, [text])

    def _close(self) -> str:
        """End the open block, and say what the next line follows without a blank line; empty where nothing."""
        block, before = self.open, self.after
        self.open, self.after = None, ""
        return before if block is None else block.close(self.written)
