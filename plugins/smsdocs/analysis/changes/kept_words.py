"""Whether anything of a text stands in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from smsdocs.analysis.changes.values import HEAD, build_key, settle
from smsdocs.analysis.markdown_blocks.parser import parse_blocks

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from smsdocs.analysis.markdown_blocks.block import Block
    from smsdocs.model.history import Version

Parts: TypeAlias = "frozenset[Block | str]"
"""What a text consists of, each part as something that compares."""

_HEADING = "heading"


def keeps_words(before: Version, after: Version) -> bool:
    """Say whether a block of a text stands in another, wherever. Headings say little: many texts have the same.

    A register is kept current, so something of it always does.
    """
    if before.register or after.register:
        return True
    blocks = frozenset(_find_blocks(before))
    return any(block in blocks for block in parse_blocks(after.body))


def keeps_change(before: Parts, after: Parts, base: Parts, present: Parts) -> bool:
    """Say whether something that a change brought stands in the present text, though it was taken back meanwhile.

    Of a change that only took something away, it is whether that is still gone.

    Args:
        before: what the text that the change found consists of.
        after: the same of the text that it left.
        base: of the text that stood there again when it was taken back; what that has is nobody's doing.
        present: of the text that may have it again.
    """
    added, taken = (after - before) - base, (before - after) & base
    return bool(added & present) if added else bool(taken - present)


def find_parts(version: Version, material: Container[str]) -> Parts:
    """Return what a text consists of: blocks without headings, entries of material fields, rows of a register."""
    return frozenset((*_find_blocks(version), *_find_entries(version, material)))


def _find_blocks(version: Version) -> Iterator[Block]:
    return (block for block in parse_blocks(version.body) if block.kind != _HEADING)


def _find_entries(version: Version, material: Container[str]) -> Iterator[str]:
    """Yield the entries of the material fields, and the rows of a register."""
    for name, value in version.fields.items():
        if name in material or (version.register and name not in HEAD):
            settled = settle(name, value)
            for entry in settled if isinstance(settled, list) else (settled,):
                yield f"{name}: {build_key(entry)}"
