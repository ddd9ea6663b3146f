"""Blocks that the next line may carry on and a blank line ends: paragraphs, tables, indented code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsdocs.analysis.markdown_blocks.block import CODE, TABLE, TEXT
from smsdocs.analysis.markdown_blocks.spacing import collapse, split_cells

if TYPE_CHECKING:
    from smsdocs.analysis.markdown_blocks.cursor import Cursor
    from smsdocs.analysis.markdown_blocks.written import Written

_PREFORMATTED = re.compile(r"<(?:pre|textarea)\b", re.IGNORECASE)


class OpenBlock:
    """The lines of a block that has no end yet.

    Attributes:
        sort: text, table or code.
        lead: of a paragraph, whether it is the first words of a list item, or of what is indented by four.
        clean: of a paragraph, whether nothing stands right above it.
        floor: of a paragraph, how many containers a line must carry on to belong to it.
        sure: of a table, whether both renderers see one; else its rows stay as written.
    """

    __slots__ = ("clean", "floor", "lead", "lines", "nesting", "sort", "sure")

    def __init__(
        self,
        sort: str,
        nesting: str,
        lines: list[str],
        *,
        lead: bool = False,
        clean: bool = False,
        floor: int = 0,
    ) -> None:
        self.sort = sort
        self.nesting = nesting
        self.lines = lines
        self.lead = lead
        self.clean = clean
        self.floor = floor
        self.sure = True

    def copy(self) -> OpenBlock:
        """Return another one with the same lines so far."""
        other = OpenBlock(
            self.sort, self.nesting, list(self.lines), lead=self.lead, clean=self.clean, floor=self.floor
        )
        other.sure = self.sure
        return other

    def may_be_heading(self, cursor: Cursor) -> bool:
        """Say whether an underline makes this paragraph a heading in both renderers."""
        words = self.lines[0]
        surely = self.clean and len(self.lines) == 1 and self.nesting == "0//" and not cursor.at
        return surely and "|" not in words and not words.startswith((" ", "\t"))

    def begin_table(self, cursor: Cursor) -> OpenBlock:
        """Take the last line of this paragraph as the head of a table, and begin it."""
        header = self.lines.pop()
        table = OpenBlock(TABLE, self.nesting, [header, cursor.rest])
        surely = self.clean and not self.lines and not self.lead and "<" not in self.nesting and "|" in header
        same = len(split_cells(header)) == len(split_cells(cursor.rest))
        table.sure = surely and same and cursor.column < 4  # noqa: PLR2004  # code elsewhere
        return table

    def close(self, written: Written) -> str:
        """Write it down, and say what the next line follows without a blank line; empty where nothing."""
        if self.sort == CODE:
            return self._close_code(written)
        if self.sort == TABLE:
            return self._close_table(written)
        text = "\n".join(self.lines)
        if "<" in text:
            text = written.uncomment(text)
            if not _PREFORMATTED.search(text):
                text = collapse(text)
        else:
            text = collapse(text)
        written.emit(TEXT, self.nesting, text)
        written.term = self.lines
        return "lead" if self.lead else TEXT

    def _close_code(self, written: Written) -> str:
        while self.lines and not self.lines[-1].strip():
            self.lines.pop()
        written.emit(CODE, self.nesting, "\n".join(self.lines))
        return ""

    def _close_table(self, written: Written) -> str:
        rows = [written.uncomment(line) for line in self.lines]
        shown = ["|".join(split_cells(row)) if self.sure else collapse(row) for row in rows]
        written.emit(TABLE if self.sure else "rows", self.nesting, "\n".join(shown))
        return TABLE
