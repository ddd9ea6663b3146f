"""Whether there is a history to look at, and where: what must hold before anybody reads a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.process import run

if TYPE_CHECKING:
    from pathlib import Path

_WITHOUT = "or go on without history: --no-history"
_SHALLOW = (
    "git fetch --unshallow; in CI: `fetch-depth: 0` under actions/checkout on GitHub, "
    "`GIT_DEPTH: 0` under variables on GitLab"
)
_ANSWERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A repository whose whole history is at hand.

    Attributes:
        git_dir: absolute.
        prefix: from the top of the repository to the folder that was asked, with a closing slash; empty at the top.
        cache: a folder of git's own that no commit holds.
        tip: the commit that is checked out, or that was asked for.
        mailmap: the object of its mailmap; empty where it has none.
    """

    git_dir: str
    prefix: str
    cache: str
    tip: str
    mailmap: str


def open_repository(root: Path, tip: str | None = None) -> Repository:
    """Return the repository that holds `root`.

    Args:
        root: a folder.
        tip: the commit to look from; without it the one that is checked out.

    Raises:
        CannotLookError: there is no repository, no commit, or not the whole history.
    """
    asked = ("--absolute-git-dir", "--git-path", "smsdocs", "--is-shallow-repository", "--show-prefix")
    done = run(root, "rev-parse", *asked)
    if done.returncode:
        _explain(root, done.stderr.decode("utf-8", "replace"))
    answers = done.stdout.decode("utf-8", "surrogateescape").split("\n")
    git_dir, cache, shallow, prefix = (*answers, "", "")[:_ANSWERS]  # no prefix at the top
    if shallow == "true":
        message = (
            "this clone is shallow: git holds the last commits only, so it proves nothing about the rest"
        )
        raise CannotLookError(message, f"{_SHALLOW}; {_WITHOUT}")
    if tip is None:
        tip = _find_head(root)
    _refuse_partial(root, tip)
    mailmap = run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{tip}:.mailmap")
    return Repository(
        git_dir=git_dir,
        prefix=prefix,
        cache=str((root / cache).resolve()),
        tip=tip,
        mailmap=mailmap.stdout.decode().strip(),
    )


def _explain(root: Path, stderr: str) -> None:
    if "dubious ownership" in stderr:
        message = f"git does not trust {root}: it belongs to another user"
        hint = f"git config --global --add safe.directory {root.resolve()}"
        raise CannotLookError(message, f"{hint}; {_WITHOUT}")
    if "not a git repository" in stderr:
        message = f"{root} is not in a git repository (an unpacked archive has no history), so nothing can be proved"
        raise CannotLookError(message, f"clone the repository, or `git init` and commit; {_WITHOUT}")
    raise CannotLookError(f"git cannot read {root}: {stderr.strip() or 'no reason given'}", _WITHOUT)


def _find_head(root: Path) -> str:
    done = run(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if done.returncode:
        message = "nothing has been committed on this branch yet, so there is no history"
        raise CannotLookError(message, f"git add . && git commit; {_WITHOUT}")
    return done.stdout.decode().strip()


def _refuse_partial(root: Path, tip: str) -> None:
    """Refuse a partial clone that lacks objects, without having git fetch them one by one."""
    done = run(root, "config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
    if done.returncode:
        return
    listed = run(root, "rev-list", "--objects", "--missing=print", "--end-of-options", tip)
    absent = sum(1 for line in listed.stdout.split(b"\n") if line.startswith(b"?"))
    if absent:
        message = f"this clone is partial: {absent:,} objects of its history are absent"
        raise CannotLookError(message, f"git fetch --refetch --no-filter; {_WITHOUT}")
