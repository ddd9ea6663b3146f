"""Whether anything of a text stands in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.markdown_blocks.parser import parse_blocks

if TYPE_CHECKING:
    from smsdocs.model.history import Version

_HEADING = "heading"


def keeps_words(before: Version, after: Version) -> bool:
    """Say whether a block of a text stands in another, wherever. Headings say little: many texts have the same.

    A register is kept current, so something of it always does.
    """
    if before.register or after.register:
        return True
    blocks = {block for block in parse_blocks(before.body) if block.kind != _HEADING}
    return any(block in blocks for block in parse_blocks(after.body))
