"""Where braces are no macro: in fenced code, code spans, comments, and anchors such as `{#top}`.

Jinja does not know Markdown: it would run what a page only shows, and a playbook or a workflow in a code block
would break the build. So braces there are put out of Jinja's sight while a page is read, and back afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]*)*(`{3,}|~{3,})([^\n]*)$")
_MARK = re.compile(r"(?P<ticks>`+)|(?P<open><!--)|(?P<close>-->)|\n(?P<blank>[ \t]*)(?=\n)")
_ANCHOR = re.compile(r"\{#[^{}#\n]*\}(?!\})")
_BRACES = "{}%#"
_HIDDEN = "\ufdd0\ufdd1\ufdd2\ufdd3"
"""No characters at all, by the rules of Unicode; where a page holds one all the same, it shows as unknown."""
_HIDE = str.maketrans(_BRACES, _HIDDEN)
_SHOW = str.maketrans(_HIDDEN, _BRACES)
_ODD = re.compile(f"[{_HIDDEN}]")


def may_hold_macros(text: str) -> bool:
    """Say whether there is anything to read at all: the one question that most pages are asked."""
    return "{{" in text or "{%" in text or "{#" in text


def hide_code(text: str) -> str:
    """Return a text of the same length in which braces that are no macros are out of sight."""
    if _ODD.search(text):
        text = _ODD.sub("\ufffd", text)
    text = _ANCHOR.sub(lambda found: found[0].translate(_HIDE), text)
    kept: list[str] = []
    at = 0
    for start, end in _find_code(text):
        kept += (text[at:start], text[start:end].translate(_HIDE))
        at = end
    return "".join((*kept, text[at:]))


def show_code(text: str) -> str:
    """Return a part of such a text as its author wrote it."""
    return text.translate(_SHOW)


def _find_code(text: str) -> Iterator[tuple[int, int]]:
    """Yield where code and comments begin and end, in order."""
    at = after = 0
    fence, opened = "", 0
    for line in text.split("\n"):
        end = at + len(line)
        found = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            if found is not None and found[1].startswith(fence) and not found[2].strip():
                yield opened, end
                fence, after = "", end
        elif found is not None and not (found[1][0] == "`" and "`" in found[2]):
            yield from _find_spans(text, after, at)
            fence, opened = found[1], at
        at = end + 1
    if fence:
        yield opened, len(text)
    else:
        yield from _find_spans(text, after, len(text))


def _find_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield code spans and comments of a stretch: backticks end at the next as many, within their paragraph."""
    marks = list(_MARK.finditer(text, start, end))
    stops = _pair(marks)
    at = start
    for mark in marks:
        stop = stops.get(mark.start())
        if stop is not None and mark.start() >= at:
            yield mark.start(), stop
            at = stop


def _pair(marks: list[re.Match[str]]) -> dict[int, int]:
    """Return where each mark that opens something finds its end."""
    stops: dict[int, int] = {}
    nearest: dict[int, int] = {}
    close = 0
    for mark in reversed(marks):
        if mark.lastgroup == "blank":
            nearest.clear()
        elif mark.lastgroup == "close":
            close = mark.end()
        elif mark.lastgroup == "open":
            if close:
                stops[mark.start()] = close
        else:
            length = mark.end() - mark.start()
            if length in nearest:
                stops[mark.start()] = nearest[length]
            nearest[length] = mark.end()
    return stops
