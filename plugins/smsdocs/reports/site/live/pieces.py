"""What a macro shows, kept aside while Markdown is made into HTML: a mark stands in its place, and is filled after.

Markdown never sees a value, so none can break a table, a heading or a link; the HTML that replaces a mark is made
by us, and escaped. A mark holds a word that is worked out from the page itself: nobody can write it into that page.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smsdocs.model.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something to show.

    Attributes:
        text: in plain words; all there is of it inside a link, in code and in attributes.
        html: ours, and escaped; empty where it is the text alone.
        block: True where it is a paragraph of its own.
        call: how its author asked for it, for messages.
        place: where.
    """

    text: str
    html: str = ""
    block: bool = False
    call: str = ""
    place: Place | None = None


class Pieces:
    """The pieces of one page, by number."""

    def __init__(self, page: str, source: str) -> None:
        """Work out the word of the marks.

        Args:
            page: source of the page on the site.
            source: its text as its author wrote it.
        """
        digest = hashlib.sha256(f"{page}\0{source}".encode("utf-8", "surrogatepass")).hexdigest()
        self._word = f"smslive{digest[:24]}n"
        self._kept: list[Piece] = []
        self._numbers: dict[Piece, int] = {}
        self.pattern = re.compile(f"{self._word}(\\d+)z")

    def keep(self, piece: Piece) -> str:
        """Keep a piece, and return the mark that stands for it."""
        number = self._numbers.setdefault(piece, len(self._kept))
        if number == len(self._kept):
            self._kept.append(piece)
        return f"{self._word}{number}z"

    def find(self, found: re.Match[str]) -> Piece | None:
        """Return the piece of a mark."""
        number = int(found[1]) if len(found[1]) < len(str(len(self._kept))) + 1 else len(self._kept)
        return self._kept[number] if number < len(self._kept) else None

    def speak(self, text: str) -> str:
        """Return a text with plain words for its marks."""
        return self.pattern.sub(lambda found: piece.text if (piece := self.find(found)) else "", text)

    def holds(self, text: str) -> bool:
        """Say whether there is a mark in a text."""
        return bool(self._kept) and self._word in text
