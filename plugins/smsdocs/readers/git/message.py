"""What a commit says in its message: the trailers of its last paragraph, and who had a hand in it.

Git prints trailers too, but which lines are some and what they are called depends on `trailer.*` in the configuration
of whoever asks. So they are read here, by the rules that git has where nobody configured anything.

Forges and `git merge --squash` make one commit of many, and write the authors of the many somewhere into the message:
as `Co-authored-by:` above other paragraphs, or as the log of what was squashed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_KEY = b"o-authored-by:"
_SQUASHED = b"quashed commit of the following"
"""`git merge --squash` writes so, and the log of the commits below it: their messages indented."""

_NAMED = rb"([^<>\n]*<[^<>\s]+>)[ \t\r]*$"
_CO_AUTHOR = re.compile(rb"^co-authored-by:" + _NAMED, re.IGNORECASE | re.MULTILINE)
_INDENTED = re.compile(rb"^(?: {4}|\t)?co-authored-by:" + _NAMED, re.IGNORECASE | re.MULTILINE)
_AUTHOR = re.compile(rb"^commit [0-9a-f]{7,64}[^\n]*\n(?:Merge:[^\n]*\n)?Author:" + _NAMED, re.MULTILINE)
"""Only right below the line that names the commit: people may write `Author:` in a message of theirs."""

_TRAILER = re.compile(rb"([A-Za-z0-9-]+)[ \t]*:(.*)", re.DOTALL)
_GENERATED = (b"Signed-off-by: ", b"(cherry picked from commit ")
"""Lines that git writes itself: with one of them, prose may stand among the trailers."""
_PROSE = 3
"""Lines of prose to each trailer that may stand among them then."""
_SCISSORS = b"# ------------------------ >8 ------------------------\n"
_SPACES = b" \t\r\n"


def find_trailers(body: bytes) -> bytes:
    """Return the trailers of a message without its subject: `Key: value`, one a line, folded lines joined."""
    if b":" not in body:
        return b""
    lines = _cut_end(body).split(b"\n")
    found: list[bytes] = []
    open_ = False
    for line in lines[_find_block(lines) :]:
        if open_ and line[:1] in _SPACES:
            found[-1] += b" " + line.strip()
        else:
            trailer = _TRAILER.match(line)
            open_ = trailer is not None
            if trailer is not None:
                found.append(trailer[1] + b": " + trailer[2].strip())
    return b"\n".join(found)


def _cut_end(body: bytes) -> bytes:
    """Return a message without what git does not count as part of it: comments at its end, lists of conflicts."""
    if _SCISSORS in body:
        body = (b"\n" + body).partition(b"\n" + _SCISSORS)[0]
    lines = body.rstrip(_SPACES).split(b"\n")
    end, listed = len(lines), False
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if line.startswith(b"\t"):
            listed = True
        elif line == b"Conflicts:":
            end, listed = at, False
        elif line and not line.startswith(b"#"):
            break
        elif not listed:
            end = at
    return b"\n".join(lines[:end]).rstrip(_SPACES)


def _find_block(lines: Sequence[bytes]) -> int:
    """Return where the trailers of the last paragraph begin; behind it where it holds too much prose."""
    trailers = prose = folded = 0
    generated = False
    start = 0
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if not line.strip(_SPACES):
            start = at + 1
            break
        if line.startswith(_GENERATED) or _TRAILER.match(line):
            generated = generated or line.startswith(_GENERATED)
            trailers, folded = trailers + 1, 0
        elif line[:1] in _SPACES:
            folded += 1
        else:  # prose, and what is folded below it; of a comment only that
            prose, folded = prose + folded + (not line.startswith(b"#")), 0
    prose += folded
    enough = trailers * _PROSE >= prose if generated else not prose
    return start if trailers and enough else len(lines)


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
