"""What differs between two texts, read only where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.changes.shared_ends import count_shared
from smsdocs.analysis.markdown_blocks.parser import Parser, normalise
from smsdocs.analysis.markdown_blocks.signs import HEADING

if TYPE_CHECKING:
    from smsdocs.analysis.markdown_blocks.block import Block, Claims


class TextChange(NamedTuple):
    """The parts of two texts between which all differences lie; all empty where there are none."""

    before: tuple[Block, ...] = ()
    after: tuple[Block, ...] = ()
    claims_before: tuple[Claims, ...] = ()
    claims_after: tuple[Claims, ...] = ()


def find_text_change(before: str, after: str) -> TextChange:
    """Return what differs between two texts. What they share at both ends is read once, or not at all."""
    old, new = normalise(before), normalise(after)
    if old == new:
        return TextChange()
    old_lines, new_lines = old.split("\n"), new.split("\n")
    start, end = count_shared(old_lines, new_lines)
    left, right = _begin(old_lines, start)
    for line in old_lines[start : len(old_lines) - end]:
        left.feed(line)
    for line in new_lines[start : len(new_lines) - end]:
        right.feed(line)
    _follow(left, right, old_lines[len(old_lines) - end :])
    return _build_change(left, right)


def _build_change(left: Parser, right: Parser) -> TextChange:
    left.finish()
    right.finish()
    return TextChange(
        before=tuple(left.written.blocks),
        after=tuple(right.written.blocks),
        claims_before=tuple(left.written.claims),
        claims_after=tuple(right.written.claims),
    )


def _begin(lines: list[str], start: int) -> tuple[Parser, Parser]:
    """Return two readers that have come to line `start`, without the blocks before it.

    A heading at the margin ends everything that is open, except code, HTML and comments: where none of these
    can stand above, reading begins at the last heading.
    """
    parser = Parser()
    shared = lines[:start]
    heading = next((n for n in range(start - 1, -1, -1) if HEADING.match(lines[n])), 0)
    above = "\n".join(shared[:heading])
    if "<" in above or "```" in above or "~~~" in above:
        heading = 0
    for line in shared[heading:]:
        parser.feed(line)
    parser.written.forget()
    return parser, parser.fork()


def _follow(left: Parser, right: Parser, shared: list[str]) -> None:
    """Read what both texts end with, until both readers are in the same state: the rest is the same then."""
    for line in shared:
        if left.settled and right.settled and _begins_afresh(line) and left.state() == right.state():
            return
        left.feed(line)
        right.feed(line)


def _begins_afresh(line: str) -> bool:
    """Say whether a line surely leaves the block before as it is; a definition makes it a term."""
    return bool(line) and (line[0].isalnum() or line[0] == "#")
