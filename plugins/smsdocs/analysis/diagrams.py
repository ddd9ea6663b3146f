"""Diagrams in the text of a page: fences of Mermaid, each with its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"(?P<before>\s*(?:(?:[-*+]|\d{1,9}[.)])\s+|>\s*)*)(?P<mark>`{3,}|~{3,})\s*(?P<rest>.*)$")
_LANGUAGE = re.compile(r"(?:\{\s*)?\.?mermaid\b", re.IGNORECASE)
_QUOTE = re.compile(r"[\s>]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """A diagram as its author wrote it.

    Attributes:
        line: of the opening fence, in the file.
        lines: the text of the diagram; the first stands on the line after.
    """

    line: int
    lines: tuple[str, ...]


def find_diagrams(body: str, first_line: int) -> tuple[Diagram, ...]:
    """Return the diagrams of a text that begins on `first_line` of its file."""
    return tuple(_find(body, first_line)) if "mermaid" in body.lower() else ()


def _find(body: str, first_line: int) -> Iterator[Diagram]:
    mark, drawn, start = "", False, 0
    lines: list[str] = []
    for number, line in enumerate(body.split("\n"), first_line):
        if mark:
            text = _QUOTE.sub("", line, count=1).rstrip()
            if text.startswith(mark) and not text.strip(mark[0]):
                if drawn:
                    yield Diagram(line=start, lines=tuple(lines))
                mark = ""
            else:
                lines.append(line)
        elif (found := _FENCE.match(line)) and not (found["mark"][0] == "`" and "`" in found["rest"]):
            mark, drawn, start, lines = found["mark"], bool(_LANGUAGE.match(found["rest"])), number, []
