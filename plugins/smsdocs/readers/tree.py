"""The files of one tree: a folder on disk, or a commit that nobody checked out.

Symbolic links are never followed: a pull request may point one anywhere.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from smsdocs.model.snapshot import TreeState
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.past import Commit, Entry
from smsdocs.readers.git.work_tree import WorkTree, find_normalised, read_work_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

_NEVER = frozenset({".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__"})
_NOT_PLAIN = "this is no plain file"


class UnreadableError(Exception):
    """A file that cannot be read; becomes a fault at its path."""


class Tree(Protocol):
    """The files of one tree; paths are relative to its root, with forward slashes."""

    paths: frozenset[str]
    commit: str | None
    """The commit that is read; None for files on disk."""
    changed: frozenset[str]
    """Files on disk that differ from the commit checked out; empty for a commit."""
    left_out: frozenset[str]
    """Files that git knows and the work tree leaves out, as in a sparse checkout; empty for a commit."""

    def read(self, path: str, limit: int) -> bytes:
        """Return the content of a file.

        Raises:
            UnreadableError: it is no plain file, or larger than `limit` bytes.
        """
        ...

    def begin(self, path: str, count: int) -> bytes:
        """Return the first bytes of a file, however large it is.

        Raises:
            UnreadableError: it is no plain file.
        """
        ...

    def files_below(self, folder: str) -> list[str]:
        """Return every file below a folder, those that git ignores too, sorted."""
        ...

    def find_repositories(self, wanted: Callable[[str], bool]) -> list[str]:
        """Return the paths, of those that are wanted, at which another repository lies, sorted."""
        ...

    def find_normalised(self, paths: Collection[str]) -> frozenset[str]:
        """Return those of some files with CR LF that git stores with LF; none for a commit."""
        ...

    def state(self, reads: Callable[[str], bool]) -> TreeState:
        """Say which tree this is; `reads` says whether a snapshot reads a file."""
        ...

    def close(self) -> None:
        """Let go of what the tree holds open."""
        ...


def too_large(size: int, limit: int) -> UnreadableError:
    """Return the refusal of a file that is too large."""
    return UnreadableError(f"{size / 1e6:,.1f} MB are too much for a text (at most {limit / 1e6:,.1f} MB)")


class DiskTree:
    """A folder as it lies on disk. Inside a repository git says which files are ignored."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            message = f"{root} is not a folder"
            raise CannotLookError(message, "name the folder that holds mkdocs.yml with --root")
        self.root = root
        self._top = str(root)
        self._git: WorkTree | None = read_work_tree(root)
        self.paths = frozenset(self._git.paths if self._git else _walk(root))
        self.commit: str | None = None
        self.changed = self._git.changed if self._git else frozenset()
        self.left_out = self._git.left_out if self._git else frozenset()

    def read(self, path: str, limit: int) -> bytes:
        """Return the content of a file; see `Tree`."""
        handle = self._open(path)
        try:
            facts = os.fstat(handle)
            if not stat.S_ISREG(facts.st_mode):
                raise UnreadableError(_NOT_PLAIN)
            if facts.st_size > limit:
                raise too_large(facts.st_size, limit)
            with os.fdopen(handle, "rb", closefd=False) as file:
                return file.read()
        finally:
            os.close(handle)

    def begin(self, path: str, count: int) -> bytes:
        """Return the first bytes of a file; see `Tree`."""
        handle = self._open(path)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UnreadableError(_NOT_PLAIN)
            return os.read(handle, count)
        finally:
            os.close(handle)

    def _open(self, path: str) -> int:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        flags |= getattr(os, "O_NONBLOCK", 0)
        try:
            return os.open(f"{self._top}/{path}", flags)
        except UnicodeEncodeError as error:
            raise UnreadableError("the name cannot be written in this locale: set LC_ALL=C.UTF-8") from error
        except OSError as error:
            if Path(self._top, path).is_symlink():  # one stat, on the hot path
                message = "a symbolic link is not read"
                raise UnreadableError(message) from error
            raise UnreadableError(error.strerror or str(error)) from error

    def files_below(self, folder: str) -> list[str]:
        """Return every file below a folder; see `Tree`. A folder behind a symbolic link holds none."""
        if (self.root / folder).resolve() != self.root.resolve() / folder:
            return []
        return sorted(f"{folder}/{path}" for path in _walk(self.root / folder))

    def find_repositories(self, wanted: Callable[[str], bool]) -> list[str]:
        """Return where other repositories lie; see `Tree`. Git lists a submodule, and any other, as one path."""
        listed = self._git.paths if self._git else ()
        found = (path for path in listed if wanted(path.rstrip("/")))
        return sorted(path.rstrip("/") for path in found if path.endswith("/") or self._is_folder(path))

    def _is_folder(self, path: str) -> bool:
        try:
            return stat.S_ISDIR(os.lstat(f"{self._top}/{path}").st_mode)
        except (OSError, ValueError):
            return False

    def find_normalised(self, paths: Collection[str]) -> frozenset[str]:
        """Return the files that git stores with LF; see `Tree`."""
        return find_normalised(self.root, paths, self.changed) if self._git and paths else frozenset()

    def state(self, reads: Callable[[str], bool]) -> TreeState:
        """Name the commit where no file that is read differs from it; see `Tree`."""
        if self._git is None or self._git.head is None:
            return TreeState()
        clean = not any(reads(path) for path in self._git.changed)
        return TreeState(commit=self._git.head if clean else None)

    def close(self) -> None:
        """Hold nothing open."""


def _walk(root: Path) -> Iterable[str]:
    for folder, folders, files in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in _NEVER)
        base = Path(folder).relative_to(root).as_posix()
        for name in files:
            yield name if base == "." else f"{base}/{name}"


class CommitTree:
    """A commit, read without checking it out."""

    def __init__(self, root: Path, rev: str, asked: str) -> None:
        self._asked = asked
        self._commit = Commit(root, rev)
        self._entries = self._commit.entries()
        self.commit: str | None = self._commit.commit
        self.changed: frozenset[str] = frozenset()
        self.left_out: frozenset[str] = frozenset()
        self.timestamp = self._commit.timestamp
        self.paths = frozenset(self._entries)

    def read(self, path: str, limit: int) -> bytes:
        """Return the content of a file; see `Tree`."""
        entry = self._find(path)
        if entry.size > limit:
            raise too_large(entry.size, limit)
        return self._commit.read(entry.oid)

    def begin(self, path: str, count: int) -> bytes:
        """Return the first bytes of a file; see `Tree`."""
        return self._commit.read(self._find(path).oid)[:count]

    def _find(self, path: str) -> Entry:
        entry = self._entries.get(path)
        if entry is None:
            message = "no such file in this commit"
            raise UnreadableError(message)
        if entry.symlink:
            message = "a symbolic link is not read"
            raise UnreadableError(message)
        return entry

    def files_below(self, folder: str) -> list[str]:
        """Return every file below a folder; see `Tree`. A commit holds no file that git ignores."""
        return sorted(path for path in self.paths if path.startswith(f"{folder}/"))

    def find_repositories(self, wanted: Callable[[str], bool]) -> list[str]:
        """Return the submodules; see `Tree`."""
        return sorted(path for path in self._commit.submodules if wanted(path))

    def find_normalised(self, paths: Collection[str]) -> frozenset[str]:
        """Return nothing: what a commit holds is what git stores."""
        del paths
        return frozenset()

    def state(self, reads: Callable[[str], bool]) -> TreeState:
        """Name the commit; see `Tree`."""
        del reads
        return TreeState(rev=self._asked, commit=self._commit.commit)

    def close(self) -> None:
        """End the git processes."""
        self._commit.close()
