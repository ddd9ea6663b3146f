"""How a file is known to be the one it was: by its stamp where that will do, by its content where it will not."""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Stamp = tuple[int, ...]

_NEVER = frozenset({".git", "__pycache__"})


class TooMuchError(Exception):
    """More would have to be looked at than an answer saves."""


def digest(value: object) -> str:
    """Return the digest of a value made of texts, bytes, numbers, tuples and lists."""
    return sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()


def read_stamp(path: str, *, follow: bool = True) -> Stamp | None:
    """Return what changes whenever somebody writes to a file, None where there is none.

    The time of the last change of status is a part: nobody sets it back, unlike that of the last change.
    """
    try:
        facts = os.stat(path, follow_symlinks=follow)  # noqa: PTH116  # a Path costs more than the call
    except (OSError, ValueError):
        return None
    return facts.st_mode, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_size, facts.st_ino


def read_stamps_below(folder: str, limit: int) -> Iterator[tuple[str, Stamp | None]]:
    """Yield path and stamp of a folder, and of every file and folder below it; symbolic links are not followed.

    Raises:
        TooMuchError: there are more than `limit`.
    """
    yield folder, read_stamp(folder, follow=False)
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NEVER)
        limit -= len(folders) + len(files)
        if limit < 0:
            raise TooMuchError
        for name in (*folders, *sorted(files)):
            path = f"{place}/{name}"
            yield path, read_stamp(path, follow=False)


def read_contents(paths: Iterable[str], limit: int) -> Iterator[tuple[str, str]]:
    """Yield each path with the digest of what lies there.

    Args:
        paths: files, links, folders, or nothing at all.
        limit: of bytes, for all of them together.

    Raises:
        TooMuchError: there is more than that.
    """
    for path in paths:
        facts = read_stamp(path, follow=False)
        if facts is None or not stat.S_ISREG(facts[0]):
            yield path, _describe(path, facts)
            continue
        limit -= facts[3]
        if limit < 0:
            raise TooMuchError
        yield path, _read_digest(path)


def _describe(path: str, facts: Stamp | None) -> str:
    """Say what lies there where it is no plain file."""
    if facts is None:
        return "nothing"
    try:
        return f"link to {os.readlink(path)}"  # noqa: PTH115  # see read_stamp
    except OSError:
        return f"no file: {stat.S_IFMT(facts[0])}"


def _read_digest(path: str) -> str:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except OSError as error:
        return f"unreadable: {error.errno}"
    with os.fdopen(handle, "rb") as file:
        return sha256(file.read()).hexdigest()
