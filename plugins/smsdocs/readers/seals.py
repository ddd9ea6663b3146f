"""Check sums on what is kept: a row that does not fit its own is none of ours, whatever became of it.

SQLite notices a file that is no database, or half of one; it does not notice a byte that changed inside a row, and a
wrong row would be a wrong history. CRC-32 (RFC 1952) is there against accidents, not against people: who may write into
the folder may write whatever he likes.
"""

from __future__ import annotations

from zlib import crc32

_DIGITS = 8


class NotOursError(ValueError):
    """A row is not what was written."""


def seal(name: bytes, content: bytes) -> bytes:
    """Return a content with its check sum before it.

    Args:
        name: of the row: a content that stands in another row's place is none of ours either.
        content: what is kept.
    """
    return b"%0*x%b" % (_DIGITS, crc32(content, crc32(name)), content)


def unseal(name: bytes, sealed: object) -> bytes:
    """Return the content of a row.

    Raises:
        NotOursError: it is not what was sealed under this name.
    """
    if isinstance(sealed, bytes) and seal(name, sealed[_DIGITS:]) == sealed:
        return sealed[_DIGITS:]
    raise NotOursError
