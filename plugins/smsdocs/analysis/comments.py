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
_WHOLE = re.compile(
    r"\[[^][<>(){}\"'`\\]*\](?:\([^][<>(){}\"'`\\\s]*\))?|\([^][<>(){}\"'`\\]*\)|</?[a-zA-Z]+>|\{{1,2}[^{}<>\"'`\\]*\}{1,2}"
)
"""Brackets, links, tags and attributes that end where they seem to: nothing in them hides an end."""
_BEGIN = re.compile(r"[][<({]")


def remove_comments(text: str, note: Callable[[str], None]) -> str:
    """Return a text without its comments, each of which is noted. In code they stay."""
    return _remove(text, note, sure=False)


def remove_sure_comments(text: str, note: Callable[[str], None]) -> str:
    """Return a text without those comments that no renderer shows; the others are noted too, and stay.

    What looks like a comment is shown where it lies in a link, an address, a tag or a macro, and where HTML ends it
    before `-->`. Words that readers may see are words of the text.
    """
    return _remove(text, note, sure=True)


def is_sure(words: str) -> bool:
    """Say whether HTML takes some words between `<!--` and `-->` for one comment (HTML standard, 13.2.5.43 ff.)."""
    return not words.startswith((">", "->")) and "--!>" not in words


def is_open(text: str) -> bool:
    """Say whether a link, tag or macro may have begun in a text that has not ended in it."""
    return bool(_BEGIN.search(text)) and bool(_BEGIN.search(_WHOLE.sub("", text)))


def _remove(text: str, note: Callable[[str], None], *, sure: bool) -> str:
    if "<!--" not in text:
        return text
    partner = _pair_ticks(text) if "`" in text else {}
    kept: list[str] = []
    at = start = seen = 0
    doubt = False
    while found := _TICKS_OR_COMMENT.search(text, at):
        at = found.end()
        if found[0] != "<!--":
            at = partner.get(found.start(), at)
        elif text[max(found.start() - 1, 0)] == "\\":
            continue
        elif (end := text.find("-->", at)) < 0:
            break
        else:
            note(text[at:end])
            doubt = doubt or (sure and is_open(text[seen : found.start()]))
            seen = end + 3
            if not doubt and not (sure and ("`" in text[at:end] or not is_sure(text[at:end]))):
                kept.append(text[start : found.start()])
                start = seen
            at = seen
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
