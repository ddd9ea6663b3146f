"""Diagrams in the text of a page: fences of Mermaid and what is one in HTML, each with its lines."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.unsafe_html.text import blank_code

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"(?P<before>\s*(?:(?:[-*+]|\d{1,9}[.)])\s+|>\s*)*)(?P<mark>`{3,}|~{3,})\s*(?P<rest>.*)$")
_LANGUAGE = re.compile(r"(?:\{\s*)?\.?mermaid\b", re.IGNORECASE)
_TAG = re.compile(r"<([a-z]+)\s[^<>]*?\bclass\s*=\s*[\"']?[^<>\"']*\bmermaid\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?(?:pre|code|div|span)\b[^<>]*>", re.IGNORECASE)
_QUOTE = re.compile(r"[\s>]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """A diagram as its author wrote it.

    Attributes:
        line: of the opening fence or tag, in the file.
        first: the line on which the text begins.
        lines: the text of the diagram.
    """

    line: int
    first: int
    lines: tuple[str, ...]


def find_diagrams(body: str, first_line: int) -> tuple[Diagram, ...]:
    """Return the diagrams of a text that begins on `first_line` of its file."""
    if "mermaid" not in body.lower():
        return ()
    return (*_find_fences(body, first_line), *_find_in_html(body, first_line))


def _find_in_html(body: str, first_line: int) -> Iterator[Diagram]:
    """Yield what HTML of an author hands over as a diagram: the site draws it too."""
    shown = blank_code(body).shown if "<" in body else ""
    end = 0
    for found in _TAG.finditer(shown):
        if found.start() < end:
            continue
        closing = re.compile(rf"</{found[1]}\s*>", re.IGNORECASE).search(shown, found.end())
        end = closing.start() if closing else len(body)
        text = html.unescape(_ANY_TAG.sub("", body[found.end() : end]))
        line = first_line + body.count("\n", 0, found.start())
        first = line + body.count("\n", found.start(), found.end())
        yield Diagram(line=line, first=first, lines=tuple(text.split("\n")))


def _find_fences(body: str, first_line: int) -> Iterator[Diagram]:
    mark, drawn, start = "", False, 0
    lines: list[str] = []
    for number, line in enumerate(body.split("\n"), first_line):
        if mark:
            text = _QUOTE.sub("", line, count=1).rstrip()
            if text.startswith(mark) and not text.strip(mark[0]):
                if drawn:
                    yield Diagram(line=start, first=start + 1, lines=tuple(lines))
                mark = ""
            else:
                lines.append(line)
        elif (found := _FENCE.match(line)) and not (found["mark"][0] == "`" and "`" in found["rest"]):
            mark, drawn, start, lines = found["mark"], bool(_LANGUAGE.match(found["rest"])), number, []
