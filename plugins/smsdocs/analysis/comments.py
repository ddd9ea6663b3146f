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
_QUOTED = r"(?:\"[^\"]*\"|'[^']*')"
_WHOLE = re.compile(
    rf"\[[^\[\]]*\]\((?:[^()<>\"'\\]|\([^()<>\"'\\]*\)|<[^<>]*>)*(?:{_QUOTED}\s*)?\)"
    r"|\[[^\[\]]*\](?!\()"
    rf"|</?[a-zA-Z][\w-]*(?:\s+[^\s\"'<>=`/]+(?:\s*=\s*(?:{_QUOTED}|[^\s\"'<>=`]+))?)*\s*/?>"
    r"|<(?=[^<>\s\"'`]*[:@])[^<>\s\"'`]+>"
    rf"|\{{\{{(?:[^{{}}\"']|{_QUOTED})*\}}\}}|\{{(?!\{{)(?:[^{{}}\"']|{_QUOTED})*\}}"
)
"""Links, brackets, tags, addresses, macros and attributes that end where they seem to: nothing in them hides an end."""
_BEGIN = re.compile(r"\[|\]\(|<[a-zA-Z/!?]|\{")
_DEEPEST = 8
"""Brackets in one another that are looked into."""


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
    """Say whether all take some words between `<!--` and `-->` for one comment (HTML standard, 13.2.5.43 ff.)."""
    return not words.startswith((">", "->")) and "--!>" not in words and "<!--" not in words


def is_open(text: str) -> bool:
    """Say whether a link, tag or macro may have begun in a text that has not ended in it."""
    if not _BEGIN.search(text):
        return False
    text = _drop_code(text)
    count = 1
    for _ in range(_DEEPEST):
        if count:
            text, count = _WHOLE.subn("", text)
    return bool(_BEGIN.search(text))


def is_sure_within(words: str) -> bool:
    """Say the same of a comment among words: a forge shows one with two hyphens, the site one that begins twice, and
    in a table a bar ends the cell; code may end behind it (CommonMark 0.29, 6.10).
    """
    shown = "--" in words or "|" in words or words.endswith("-") or "`" in _drop_code(words)
    return is_sure(words) and not shown


def _remove(text: str, note: Callable[[str], None], *, sure: bool) -> str:
    if "<!--" not in text:
        return text
    partner = _pair_ticks(text) if "`" in text else {}
    kept: list[str] = []
    at = start = seen = 0
    doubt = sure and _is_code_unclear(text)
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
            if not doubt and (not sure or is_sure_within(text[at:end])):
                kept.append(text[start : found.start()])
                start = seen
            at = seen
    return "".join(kept) + text[start:]


def _is_code_unclear(text: str) -> bool:
    """Say whether nobody can tell what is code: a backtick is escaped, or has no partner."""
    return "`" in text and ("\\`" in text or "`" in _drop_code(text))


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


def _drop_code(text: str) -> str:
    """Return a text without its code in backticks."""
    if "`" not in text:
        return text
    kept: list[str] = []
    at = 0
    for start, end in sorted(_pair_ticks(text).items()):
        if start >= at:
            kept.append(text[at:start])
            at = end
    return "".join(kept) + text[at:]
