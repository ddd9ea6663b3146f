"""The content of objects, and which one a commit has at a path, through one `cat-file` each that stays open."""

from __future__ import annotations

import weakref
from itertools import islice
from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.differences import read_files
from smsdocs.readers.git.process import end, start_inside
from smsdocs.readers.git.repository import WITHOUT

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable, Iterator

_AT_ONCE = 500
"""Questions written before answers are read: few enough to fit into a pipe, so that neither side waits for ever."""

_REMEMBERED = 100_000
"""Answers to where a file lay that are remembered."""
_ANSWER_FIELDS = 3
"""`cat-file --batch` answers "<oid> <type> <size>", or "<oid> missing"."""


class Objects:
    """Reads objects of a repository by their id."""

    def __init__(self, git_dir: str) -> None:
        self._git_dir = git_dir
        self._process: subprocess.Popen[bytes] | None = None
        self._finder: subprocess.Popen[bytes] | None = None
        self._found: dict[tuple[str, str], str] = {}

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

    def find(self, commit: str, path: str) -> str:
        """Return the object that a commit has at a path from the top; empty where it has no file there.

        Each is asked for once.
        """
        if "\n" in path:  # git takes a question for each line
            return read_files(self._git_dir, commit, [path]).get(path, "")
        if (known := self._found.get((commit, path))) is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            known = self._found[commit, path] = self._ask(f"{commit}:{path}")
        return known

    def _ask(self, name: str) -> str:
        if self._finder is None:
            self._finder = self._start("--batch-check")
        if self._finder.stdin is None or self._finder.stdout is None:
            raise RuntimeError("cat-file runs without pipes")
        self._finder.stdin.write(f"{name}\n".encode("utf-8", "surrogateescape"))
        self._finder.stdin.flush()
        answer = self._finder.stdout.readline().rsplit(maxsplit=2)
        return answer[0].decode() if len(answer) == _ANSWER_FIELDS and answer[1] == b"blob" else ""

    def _open(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = self._start("--batch")
        return self._process

    def _start(self, option: str) -> subprocess.Popen[bytes]:
        process = start_inside(self._git_dir, ["cat-file", option], fed=True)
        weakref.finalize(self, end, process)
        return process


def missing_object(oid: str) -> CannotLookError:
    """Return what is said where an object is absent."""
    message = f"git does not hold the object {oid}: this clone is partial or damaged"
    hint = "`git fsck` says what is broken, `git fetch --refetch --no-filter` brings what is absent"
    return CannotLookError(message, f"{hint}; {WITHOUT}")
