"""A commit read without checking it out. GitPython does it: its import costs more than checking a small repository,
so only those who go back in time pay for it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smsdocs.model.log import clamp_time
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.process import SUBMODULE, SYMLINK, NoGitError, decode, environment

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

_ANSWER_FIELDS = 3
"""`cat-file --batch` answers "<oid> <type> <size>", or "<oid> missing"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file in a commit: its object and whether it is a symbolic link."""

    oid: str
    size: int
    symlink: bool


def _import_gitpython() -> ModuleType:
    """Return GitPython, which needs a git. Its import takes 140 ms: only those who go back in time pay for it."""
    if shutil.which("git") is None:
        raise NoGitError
    import git  # noqa: PLC0415  # see above

    return git


class Commit:
    """One commit, read without checking it out: a listing, and contents through one `cat-file --batch`."""

    def __init__(self, root: Path, rev: str) -> None:
        git = _import_gitpython()
        try:
            self._repo = git.Repo(root, search_parent_directories=True)
        except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
            message = f"{root} is not in a git repository, so it has no past"
            raise CannotLookError(message, "leave out --as-of") from error
        self._repo.git.update_environment(**environment())
        self._root = root.resolve()
        self.commit = self._resolve(rev)
        self.timestamp = clamp_time(self._git("show", "-s", "--format=%ct", self.commit, "--"))
        self._process: Any = None
        self.submodules: frozenset[str] = frozenset()

    def _git(self, command: str, *arguments: str) -> str:
        git = _import_gitpython()
        try:
            return str(self._repo.git.execute(["git", command, *arguments]))
        except git.GitCommandError as error:
            message = f"git {command} failed: {str(error.stderr).strip()}"
            raise CannotLookError(message) from error

    def _resolve(self, rev: str) -> str:
        git = _import_gitpython()
        try:
            return str(
                self._repo.git.execute(
                    ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}"]
                )
            )
        except git.GitCommandError as error:
            message = f"no commit is named {rev!r} here"
            hint = "give a commit, a branch, a tag or a date (YYYY-MM-DD)"
            if self.shallow:
                hint += "; this clone is shallow: `git fetch --unshallow` brings the rest"
            raise CannotLookError(message, hint) from error

    @property
    def shallow(self) -> bool:
        """Whether the clone lacks history."""
        return self._git("rev-parse", "--is-shallow-repository") == "true"

    def entries(self) -> dict[str, Entry]:
        """Return every file of the commit below the root, by its path relative to the root; note its submodules."""
        git = _import_gitpython()
        top = self._repo.working_tree_dir or self._repo.git_dir
        prefix = os.path.relpath(self._root, os.path.realpath(top)).replace(os.sep, "/")
        where = self.commit if prefix == "." else f"{self.commit}:{prefix}"
        try:
            output = self._repo.git.execute(
                ["git", "ls-tree", "-r", "-z", "-l", "--full-tree", where],
                stdout_as_string=False,
                strip_newline_in_stdout=False,
            )
        except git.GitCommandError as error:
            message = f"there is no folder {prefix} in the commit {self.commit[:12]}"
            raise CannotLookError(message, "ask for a later revision or date") from error
        found: dict[str, Entry] = {}
        submodules = []
        for line in decode(bytes(output)):
            meta, path = line.split("\t", 1)
            mode, _, oid, size = meta.split()
            if mode == SUBMODULE:
                submodules.append(path)
            else:
                found[path] = Entry(oid=oid, size=int(size), symlink=mode == SYMLINK)
        self.submodules = frozenset(submodules)
        return found

    def read(self, oid: str) -> bytes:
        """Return the content of an object.

        Raises:
            CannotLookError: the object is absent, as in a partial clone.
        """
        if self._process is None:
            self._process = self._repo.git.cat_file(
                "--batch", as_process=True, istream=subprocess.PIPE, max_chunk_size=None
            )
        self._process.stdin.write(oid.encode() + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().split()
        if len(answer) != _ANSWER_FIELDS:
            message = f"git does not hold the object {oid}"
            raise CannotLookError(message, "this clone is partial: `git fetch --refetch` brings the rest")
        content = bytes(self._process.stdout.read(int(answer[2])))
        self._process.stdout.read(1)
        return content

    def close(self) -> None:
        """End the git processes."""
        if self._process is not None:
            self._process.stdin.close()
            self._process.wait()
            self._process = None
        self._repo.close()
