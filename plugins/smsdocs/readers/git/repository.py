"""Whether there is a history to look at, and where: what must hold before anybody reads a log."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.process import NoGitError, run

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT = "or go on without history: --no-history"
"""How to go on where git cannot help."""
_SHALLOW = (
    "git fetch --unshallow; in CI: `fetch-depth: 0` under actions/checkout on GitHub, "
    "`GIT_DEPTH: 0` under variables on GitLab"
)
_ANSWERS = ("--is-shallow-repository", "--is-inside-work-tree", "--absolute-git-dir", "--git-path", "smsdocs")
_PARTS = 4
"""Lines of the answer, one each but for the pair at the end; the prefix follows, where there is one."""


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


def find_cache(root: Path) -> str:
    """Return a folder of git's own that no commit holds, absolute; empty where there is no repository to ask."""
    try:
        done = run(root, "rev-parse", "--git-path", "smsdocs")
    except NoGitError:
        return ""
    answer = done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")
    return str((root / answer).resolve()) if answer and not done.returncode else ""


def open_repository(root: Path, tip: str | None = None) -> Repository:
    """Return the repository that holds `root`.

    Args:
        root: a folder.
        tip: the commit to look from; without it the one that is checked out.

    Raises:
        CannotLookError: there is no repository, no commit, or not the whole history.
    """
    shallow, files, git_dir, cache, prefix = _ask(root)
    if shallow == "true":
        _refuse_shallow()
    if tip is None:
        _refuse_bare(root, git_dir, has_files=files == "true")
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


def refuse_incomplete(root: Path) -> None:
    """Refuse a folder whose history is not all there, before anybody looks for a commit in it.

    Raises:
        CannotLookError: there is no repository, or not the whole history.
    """
    shallow, *_ = _ask(root)
    if shallow == "true":
        _refuse_shallow()
    _refuse_partial(root, "HEAD")


def _ask(root: Path) -> tuple[str, ...]:
    """Return git's answers about a folder, and its path within the repository."""
    done = run(root, "rev-parse", *_ANSWERS, "--show-prefix")
    if done.returncode:
        _explain(root, done.stderr.decode("utf-8", "replace"))
    answers = done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    if len(answers) > _PARTS + 1:
        message = f"git's answers about {root} cannot be told apart: a folder has a line break in its name"
        raise CannotLookError(message, f"give the folder another name, {WITHOUT}")
    return (*answers, "")[: _PARTS + 1]  # no prefix at the top


def _refuse_shallow() -> NoReturn:
    message = "this clone is shallow: git holds the last commits only, so it proves nothing about the rest"
    raise CannotLookError(message, f"{_SHALLOW}; {WITHOUT}")


def _explain(root: Path, stderr: str) -> None:
    if (untrusted := find_untrusted(root, stderr)) is not None:
        raise CannotLookError(untrusted.message, f"{untrusted.hint}; {WITHOUT}")
    if "not a git repository: " in stderr:
        named = stderr.partition("not a git repository: ")[2].strip()
        message = f"the file .git of {root} leads to {named}, which is not here"
        hint = "bring it here too; `git worktree repair` mends a work tree, `git submodule update --init` a submodule"
        raise CannotLookError(message, f"{hint}; {WITHOUT}")
    if "not a git repository" in stderr:
        message = f"{root} is not in a git repository (an unpacked archive has no history), so nothing can be proved"
        raise CannotLookError(message, f"clone the repository, or `git init` and commit; {WITHOUT}")
    raise CannotLookError(f"git cannot read {root}: {stderr.strip() or 'no reason given'}", WITHOUT)


def find_untrusted(root: Path, stderr: str) -> CannotLookError | None:
    """Return what to say where git does not trust a folder; None where it complains of something else.

    What has to be trusted is the top of the repository; git's own words name it, quoted for a shell.
    """
    if "dubious ownership" not in stderr:
        return None
    named = [line.strip() for line in stderr.splitlines() if line.strip().startswith("git config ")]
    top = shlex.quote(str(root.resolve()))
    hint = named[0] if named else f"git config --global --add safe.directory {top}"
    return CannotLookError(f"git does not trust {root}: it belongs to another user", hint)


def _refuse_bare(root: Path, git_dir: str, *, has_files: bool) -> None:
    """Refuse a folder whose files git does not look after: nobody can say how they differ from what is committed."""
    if has_files:
        return
    if (root / ".git").exists():
        message = f"git takes {root} for a bare repository, one without files: the setting core.bare says so"
        raise CannotLookError(message, f"git config core.bare false; {WITHOUT}")
    message = f"{root} belongs to the git folder {git_dir}, which has no files of its own"
    hint = f"git clone {shlex.quote(git_dir)}; or look at a commit: --as-of HEAD"
    raise CannotLookError(message, f"{hint}; {WITHOUT}")


def _find_head(root: Path) -> str:
    done = run(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if done.returncode:
        message = "nothing has been committed on this branch yet, so there is no history"
        raise CannotLookError(message, f"git add . && git commit; {WITHOUT}")
    return done.stdout.decode().strip()


def _refuse_partial(root: Path, tip: str) -> None:
    """Refuse a partial clone that lacks objects, without having git fetch them one by one."""
    done = run(root, "config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
    if done.returncode:
        return
    listed = run(root, "rev-list", "--objects", "--missing=print", "--end-of-options", tip)
    absent = sum(1 for line in listed.stdout.split(b"\n") if line.startswith(b"?"))
    if absent:
        many = "1 object of its history is" if absent == 1 else f"{absent:,} objects of its history are"
        message = f"this clone is partial: {many} absent"
        raise CannotLookError(message, f"git fetch --refetch --no-filter; {WITHOUT}")
