"""The content of objects, through one `cat-file --batch` that stays open."""

from __future__ import annotations

import weakref
from itertools import islice
from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.process import end, start_inside
from smsdocs.readers.git.repository import WITHOUT

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable, Iterator

_AT_ONCE = 500
"""Questions written before answers are read: few enough to fit into a pipe, so that neither side waits for ever."""

_ANSWER_FIELDS = 3
"""`cat-file --batch` answers "<oid> <type> <size>", or "<oid> missing"."""


class Objects:
    """Reads objects of a repository by their id."""

    def __init__(self, git_dir: str) -> None:
        self._git_dir = git_dir
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield each object with its content.

        Raises:
            CannotLookError: an object is absent, as in a partial clone.
        """
        process = self._open()
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("cat-file runs without pipes")
        asked = iter(oids)
        while some := list(islice(asked, _AT_ONCE)):
            process.stdin.write("".join(f"{oid}\n" for oid in some).encode())
            process.stdin.flush()
            for oid in some:
                answer = process.stdout.readline().split()
                if len(answer) != _ANSWER_FIELDS:
                    raise missing_object(oid)
                content = process.stdout.read(int(answer[2]) + 1)
                yield oid, content[:-1]

    def _open(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = start_inside(self._git_dir, ["cat-file", "--batch"], fed=True)
            weakref.finalize(self, end, self._process)
        return self._process


def missing_object(oid: str) -> CannotLookError:
    """Return what is said where an object is absent."""
    message = f"git does not hold the object {oid}: this clone is partial or damaged"
    hint = "`git fsck` says what is broken, `git fetch --refetch --no-filter` brings what is absent"
    return CannotLookError(message, f"{hint}; {WITHOUT}")
