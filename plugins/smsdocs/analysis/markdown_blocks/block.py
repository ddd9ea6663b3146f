"""What a text is taken apart into: blocks, and the clauses that its sections claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

TEXT, TABLE, CODE = "text", "table", "code"
"""Kinds of blocks that the next line may carry on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a text. Equal blocks are meant to look alike.

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
