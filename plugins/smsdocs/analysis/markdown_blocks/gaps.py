"""Blocks without a blank line between them: where that counts, and how it marks the second one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.markdown_blocks.block import TEXT

if TYPE_CHECKING:
    from smsdocs.analysis.markdown_blocks.cursor import Cursor

_UNSEEN_AFTER = {
    "heading": {TEXT, "lead", "fence"},
    "admonition": {TEXT, "fence"},
    "quote": {TEXT, "fence"},
    "fence": {TEXT},
    "rule": {TEXT},
    "item": {"lead"},
    TEXT: {"fence"},
}
"""What a block may follow without a blank line, and readers see no difference; elsewhere the blank line counts."""


def mark_before(cursor: Cursor, kind: str, before: str) -> str:
    """Mark a block that follows another without a blank line where that counts; return what it follows."""
    if before[:1] == ">":  # a line with nothing but quote marks; does the quote go on?
        before = before if cursor.quotes < len(before) else ""
    if before and before not in _UNSEEN_AFTER.get(kind, ()):
        cursor.marks += f"<{before}>"
        cursor.foreign = True
    if cursor.column - cursor.base >= 4:  # noqa: PLR2004  # code in one view, more of the paragraph in the other
        cursor.marks += f"@{cursor.column} "
        cursor.foreign = True
    return before
