"""The files of kept answers: a line of JSON, then what was printed. One that is damaged is as good as none."""

from __future__ import annotations

import contextlib
import json
import os
import stat
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FORMAT = 3
"""Version of the files; a part of every key, so another version finds none of them."""
LARGEST = 24_000_000
"""Bytes of one answer; a longer one is not kept."""
_MOST = 50
_ALL = 96_000_000
_FOLDER = "answers"
_SUFFIX = ".answer"


class Answer(NamedTuple):
    """What was printed, and what else has to be looked at before it is printed again.

    Attributes:
        parts: what went to the output, in pieces.
        code: the exit code.
        folders: below the root, whose files count although git may ignore them.
        revisions: names of commits that need not be refs.
        watched: digest of both.
    """

    parts: Sequence[str]
    code: int
    folders: tuple[str, ...]
    revisions: tuple[str, ...]
    watched: str


def read_answer(folder: str, key: str) -> Answer | None:
    """Return the answer that was kept under a key; None where there is none that can be relied on.

    Args:
        folder: git's own folder for our files.
        key: digest of everything the answer depends on.
    """
    try:
        data = _read_own(folder, f"{key}{_SUFFIX}")
        return _parse(data, key)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_answer(folder: str, key: str, answer: Answer) -> None:
    """Keep an answer, for nobody else to read; where that cannot be done, nothing happens.

    It is written beside its place and put there in one step, so that nobody ever reads half of it.
    """
    digest = sha256()
    size = 0
    for piece in _encode(answer.parts):
        digest.update(piece)
        size += len(piece)
    if size > LARGEST:
        return
    head = {**answer._asdict(), "parts": digest.hexdigest(), "key": key}
    with contextlib.suppress(OSError):
        place = _make_folder(folder)
        line = json.dumps(head).encode()
        seal = sha256(line).hexdigest().encode()
        _replace(place, f"{key}{_SUFFIX}", chain((seal, b" ", line, b"\n"), _encode(answer.parts)))
        _drop_oldest(place)


def _encode(parts: Iterable[str]) -> Iterator[bytes]:
    """Yield what is written of parts, a piece at a time: a report may be large."""
    return (part.encode("utf-8", "surrogatepass") for part in parts)


def _read_own(folder: str, name: str) -> bytes:
    """Return the content of a plain file of ours; a link, or somebody else's file, is an OSError."""
    place = f"{folder}/{_FOLDER}"
    for part in (folder, place):
        _refuse_link(part)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(f"{place}/{name}", flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        ours = not hasattr(os, "getuid") or facts.st_uid == os.getuid()
        if not stat.S_ISREG(facts.st_mode) or not ours or facts.st_size > 2 * LARGEST:
            raise OSError(name)
        return file.read()


def _parse(data: bytes, key: str) -> Answer | None:
    first, _, body = data.partition(b"\n")
    seal, _, line = first.partition(b" ")
    if sha256(line).hexdigest().encode() != seal:
        return None
    head = json.loads(line)
    if head["key"] != key or head["parts"] != sha256(body).hexdigest() or head["code"] not in {0, 1}:
        return None
    return Answer(
        parts=(body.decode("utf-8", "surrogatepass"),),
        code=int(head["code"]),
        folders=tuple(map(str, head["folders"])),
        revisions=tuple(map(str, head["revisions"])),
        watched=str(head["watched"]),
    )


def _refuse_link(folder: str) -> None:
    if not stat.S_ISDIR(os.stat(folder, follow_symlinks=False).st_mode):  # noqa: PTH116  # a Path says no more
        raise NotADirectoryError(folder)


def _make_folder(folder: str) -> str:
    place = f"{folder}/{_FOLDER}"
    for part in (folder, place):
        with contextlib.suppress(FileExistsError):
            os.mkdir(part, 0o700)  # noqa: PTH102  # as above
        _refuse_link(part)
    return place


def _replace(place: str, name: str, data: Iterable[bytes]) -> None:
    import tempfile  # noqa: PLC0415  # only who writes pays for it

    handle, beside = tempfile.mkstemp(dir=place)  # nobody else may read it
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(data)
        os.replace(beside, f"{place}/{name}")  # noqa: PTH105  # as above
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)  # noqa: PTH108  # as above
        raise


def _drop_oldest(place: str) -> None:
    """Keep the newest files, up to a number and a size; what another process drops first is dropped."""
    found: list[tuple[int, int, str]] = []
    for entry in os.scandir(place):
        with contextlib.suppress(OSError):
            facts = entry.stat(follow_symlinks=False)
            found.append((facts.st_mtime_ns, facts.st_size, entry.path))
    left = _ALL
    for number, (_, size, path) in enumerate(sorted(found, reverse=True)):
        left -= size
        if number >= _MOST or left < 0:
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108  # as above
