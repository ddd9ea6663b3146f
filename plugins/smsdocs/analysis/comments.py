"""Comments in Markdown: where they are, and how they name the clauses that a section answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CLAUSES = re.compile(r"\s*clauses?(?:\s*:|(?=\s+[\w@.-]*:?[\w.]*\d))(.*)$", re.IGNORECASE | re.DOTALL)
"""A comment that names clauses."""
CLAUSE_WORD = re.compile(r"[^\s,\[\]\"']*\w[^\s,\[\]\"']*")
"""A clause in a comment; brackets and quotes around it are the list that front matter wants."""

_TICKS = re.compile(r"`+")
_TICKS_OR_COMMENT = re.compile(r"`+|<!--")


def remove_comments(text: str, note: Callable[[str], None]) -> str:
    """Return a text without its comments, each of which is noted. In code they stay."""
    if "<!--" not in text:
        return text
    partner = _pair_ticks(text) if "`" in text else {}
    kept: list[str] = []
    at = start = 0
    while found := _TICKS_OR_COMMENT.search(text, at):
        at = found.end()
        if found[0] != "<!--":
            at = partner.get(found.start(), at)
        elif text[max(found.start() - 1, 0)] == "\\":
            continue
        elif (end := text.find("-->", at)) < 0:
            break
        else:
            kept.append(text[start : found.start()])
            note(text[at:end])
            at = start = end + 3
    return "".join(kept) + text[start:]


def _pair_ticks(text: str) -> dict[int, int]:
    """Return where code in backticks begins, and where it ends: at the next run of the same length."""
    ends: dict[int, int] = {}
    nearest: dict[int, int] = {}
    for found in reversed(list(_TICKS.finditer(text))):
        start, end = found.span()
        if end - start in nearest:
            ends[start] = nearest[end - start]
        nearest[end - start] = end
    return ends
