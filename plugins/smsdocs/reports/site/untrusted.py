"""Text that anybody may have written into a commit, made fit to show: one line, no control or direction characters.

Templates escape it; here it loses what escaping leaves: characters that turn a line round, hide, or ring.
"""

from __future__ import annotations

import re
import unicodedata

SUBJECT, NAME, PHRASE, PATH = 120, 60, 160, 200
"""How much is shown of a subject, a name, a change in words, and a path: more says nothing more."""
_JOINERS = "\u200c\u200d"
"""Invisible, but letters of several scripts need them."""
_ODD = re.compile(r"[\ud800-\udfff]")
_UNKNOWN = "\ufffd"


def clean(text: str, limit: int = SUBJECT) -> str:
    """Return text on one line, without characters that cannot be seen, and no longer than `limit`."""
    text = fit(text[: limit * 4])
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def fit(text: str) -> str:
    """Return text on one line, without characters that cannot be seen."""
    if not text.isprintable():
        text = "".join(_show(char) for char in text)
    return " ".join(text.split())


def mend(text: str) -> str:
    """Return text that can be written: bytes of a file name that are no UTF-8 show as such."""
    return _ODD.sub(_UNKNOWN, text)


def _show(char: str) -> str:
    if char.isprintable() or char in _JOINERS:
        return char
    kind = unicodedata.category(char)
    if kind == "Cs":  # a byte of a file name that is no UTF-8
        return _UNKNOWN
    return " " if char.isspace() or kind == "Cc" else ""
