"""Who had a hand in a commit by its message: trailers of the last paragraph are git's, the others are found here.

Forges and `git merge --squash` make one commit of many, and write the authors of the many somewhere into the message:
as `Co-authored-by:` above other paragraphs, or as the log of what was squashed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY = b"o-authored-by:"
_SQUASHED = b"quashed commit of the following"
"""`git merge --squash` writes so, and the log of the commits below it: their messages indented."""

_NAMED = rb"([^<>\n]*<[^<>\s]+>)[ \t\r]*$"
_CO_AUTHOR = re.compile(rb"^co-authored-by:" + _NAMED, re.IGNORECASE | re.MULTILINE)
_INDENTED = re.compile(rb"^(?: {4}|\t)?co-authored-by:" + _NAMED, re.IGNORECASE | re.MULTILINE)
_AUTHOR = re.compile(rb"^commit [0-9a-f]{7,64}[^\n]*\n(?:Merge:[^\n]*\n)?Author:" + _NAMED, re.MULTILINE)
"""Only right below the line that names the commit: people may write `Author:` in a message of theirs."""


def find_authors(body: bytes) -> Iterator[bytes]:
    """Yield every `Name <address>` that a message names as co-author, or as author of what was squashed into it.

    An address is wanted, since this looks at prose too.
    """
    lower = body.lower()
    squashed = _SQUASHED in lower
    if squashed:
        yield from (found[1].strip() for found in _AUTHOR.finditer(body))
    if _KEY in lower:
        pattern = _INDENTED if squashed else _CO_AUTHOR
        yield from (found[1].strip() for found in pattern.finditer(body))


def add_authors(trailers: bytes, message: bytes) -> bytes:
    """Return trailers, one a line, with everybody else whom the message names as co-author."""
    found = dict.fromkeys(find_authors(message))
    if not found:
        return trailers
    lines = [line for line in trailers.split(b"\n") if line]
    known = {line[len(b"c" + _KEY) :].strip() for line in lines if line.lower().startswith(b"c" + _KEY)}
    return b"\n".join((*lines, *(b"Co-authored-by: " + one for one in found if one not in known)))
