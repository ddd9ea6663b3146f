"""What git says of a work tree: its files, and which of them differ from the commit checked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.process import NoGitError, decode, run

if TYPE_CHECKING:
    from pathlib import Path

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


def read_work_tree(root: Path) -> WorkTree | None:
    """Ask git for the files of a work tree; None where there is no repository.

    Raises:
        CannotLookError: there is a repository, but git refuses to read it, or there is no git to read it.
    """
    try:
        status = run(root, "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all", "--", ".")
    except NoGitError:
        if _lies_in_repository(root):
            raise
        return None
    if status.returncode:
        _explain(root, status.stderr.decode("utf-8", "replace"))
        return None
    listing = run(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    paths = decode(listing.stdout)
    prefix = decode(run(root, "rev-parse", "--show-prefix").stdout, "\n") if _is_below(root) else ("",)
    head, changed, deleted = _parse_status(status.stdout, prefix[0] if prefix else "")
    present = tuple(path for path in paths if path not in deleted) if deleted else paths
    return WorkTree(paths=present, head=head, changed=changed)


def _lies_in_repository(root: Path) -> bool:
    return any((folder / ".git").exists() for folder in (root, *root.resolve().parents))


def _is_below(root: Path) -> bool:
    """Say whether `root` is a folder inside a repository; status speaks from the top, listings from here."""
    return not (root / ".git").exists()


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
