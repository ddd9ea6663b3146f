"""The one room that talks to git. User text is never an option: revisions stand behind `--end-of-options`.

The hot calls (listing the work tree) run git directly; going back in time goes through GitPython, whose
import costs more than checking a small repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smsdocs.model.trouble import CannotLookError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import ModuleType

_SYMLINK = "120000"
_SUBMODULE = "160000"
_ANSWER_FIELDS = 3
"""`cat-file --batch` answers "<oid> <type> <size>", or "<oid> missing"."""
_FIELDS_BEFORE_PATH = {"1": 7, "2": 8, "u": 9, "?": 0}
"""Fields between the kind of a line of `status --porcelain=v2` and its path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTree:
    """What git says of a work tree.

    Attributes:
        paths: tracked files and untracked ones that are not ignored, relative to the root that was asked.
        head: the commit that is checked out, None on an unborn branch.
        changed: paths that differ from it, untracked ones included.
    """

    paths: tuple[str, ...]
    head: str | None
    changed: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file in a commit: its object and whether it is a symbolic link."""

    oid: str
    size: int
    symlink: bool


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1"}


class _NoGitError(CannotLookError):
    """There is no git on this machine."""

    def __init__(self) -> None:
        super().__init__("git is not installed here", "install git; a folder without history needs none")


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "-c", "core.quotepath=off", *arguments],
            cwd=root,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise _NoGitError from error


def read_work_tree(root: Path) -> WorkTree | None:
    """Ask git for the files of a work tree; None where there is no repository.

    Raises:
        CannotLookError: there is a repository, but git refuses to read it, or there is no git to read it.
    """
    try:
        status = _run(root, "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all", "--", ".")
    except _NoGitError:
        if _lies_in_repository(root):
            raise
        return None
    if status.returncode:
        _explain(root, status.stderr.decode("utf-8", "replace"))
        return None
    listing = _run(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    paths = _decode(listing.stdout)
    prefix = _decode(_run(root, "rev-parse", "--show-prefix").stdout, "\n") if _is_below(root) else ("",)
    head, changed, deleted = _parse_status(status.stdout, prefix[0] if prefix else "")
    present = tuple(path for path in paths if path not in deleted) if deleted else paths
    return WorkTree(paths=present, head=head, changed=changed)


def _lies_in_repository(root: Path) -> bool:
    return any((folder / ".git").exists() for folder in (root, *root.resolve().parents))


def _is_below(root: Path) -> bool:
    """Say whether `root` is a folder inside a repository; status speaks from the top, listings from here."""
    return not (root / ".git").exists()


def _decode(output: bytes, separator: str = "\0") -> tuple[str, ...]:
    return tuple(part for part in output.decode("utf-8", "surrogateescape").split(separator) if part)


def _parse_status(output: bytes, prefix: str) -> tuple[str | None, frozenset[str], frozenset[str]]:
    """Return the commit checked out, the paths that differ from it, and those that are gone from disk."""
    head: str | None = None
    changed: dict[str, str] = {}
    lines = iter(output.decode("utf-8", "surrogateescape").split("\0"))
    for line in lines:
        kind, _, rest = line.partition(" ")
        if line.startswith("# branch.oid "):
            oid = line.removeprefix("# branch.oid ")
            head = None if oid == "(initial)" else oid
        elif kind in _FIELDS_BEFORE_PATH:
            path = rest.split(" ", _FIELDS_BEFORE_PATH[kind])[-1].removeprefix(prefix)
            changed[path] = "" if kind == "?" or (kind == "u" and rest[:2] != "DD") else rest[:2]
            if kind == "2":
                changed[next(lines, "").removeprefix(prefix)] = ""
    gone = frozenset(path for path, state in changed.items() if state.endswith("D"))
    return head, frozenset(changed), gone


def _explain(root: Path, stderr: str) -> None:
    """Raise where there is a repository that cannot be read; return where there is none."""
    if "dubious ownership" in stderr:
        message = f"git does not trust {root}: it belongs to another user"
        raise CannotLookError(message, f"git config --global --add safe.directory {root.resolve()}")
    if "not a git repository" in stderr or "must be run in a work tree" in stderr:
        return
    message = f"git cannot read {root}: {stderr.strip() or 'no reason given'}"
    raise CannotLookError(message, "run `git status` there and mend what it says")


def _import_gitpython() -> ModuleType:
    """Return GitPython, which needs a git. Its import takes 140 ms: only those who go back in time pay for it."""
    if shutil.which("git") is None:
        raise _NoGitError
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
        self._repo.git.update_environment(GIT_NO_REPLACE_OBJECTS="1", LC_ALL="C")
        self._root = root.resolve()
        self.commit = self._resolve(rev)
        self.timestamp = int(self._git("show", "-s", "--format=%ct", self.commit, "--"))
        self._process: Any = None

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
        """Return every file of the commit below the root, by its path relative to the root."""
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
        for line in _decode(bytes(output)):
            meta, path = line.split("\t", 1)
            mode, _, oid, size = meta.split()
            if mode != _SUBMODULE:
                found[path] = Entry(oid=oid, size=int(size), symlink=mode == _SYMLINK)
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


def find_landed(root: Path, branch: str, before: int) -> str:
    """Return the last commit on the published branch with a committer time of at most `before` (epoch seconds).

    Args:
        root: a folder of the repository.
        branch: the setting; empty for the remote's default branch where it is known, else HEAD.
        before: the last second that counts.

    Raises:
        CannotLookError: there is no such branch, or nothing landed by then.
    """
    for name in _published(branch):
        found = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if not found.returncode:
            tip = found.stdout.decode().strip()
            break
    else:
        message = f"the published branch {branch or 'HEAD'} does not exist here"
        raise CannotLookError(message, "name it in the setting `branch`, or fetch it")
    listed = _run(root, "log", "--first-parent", "--format=%H %ct", tip, "--")
    for line in listed.stdout.decode().splitlines():
        commit, stamp = line.split()
        if int(stamp) <= before:
            return commit
    shallow = _run(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    message = "nothing had landed by then"
    if shallow:
        message = "this clone is shallow, so nobody can say what had landed by then"
    raise CannotLookError(message, "git fetch --unshallow" if shallow else "ask for a later date")


def _published(branch: str) -> Iterable[str]:
    if branch:
        return (f"refs/remotes/origin/{branch}", f"refs/heads/{branch}", branch)
    return ("refs/remotes/origin/HEAD", "HEAD")
