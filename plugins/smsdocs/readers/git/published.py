"""The published branch: where changes land, and what had landed when."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from smsdocs.analysis.nearest import suggest
from smsdocs.model.log import clamp_time
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.process import run
from smsdocs.readers.git.repository import WITHOUT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


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
        found = run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if not found.returncode:
            tip = found.stdout.decode().strip()
            break
    else:
        raise _refuse(root, branch)
    listed = run(root, "log", "--first-parent", "--format=%H %ct", tip, "--")
    for line in listed.stdout.decode().splitlines():
        commit, _, stamp = line.partition(" ")
        if clamp_time(stamp.strip() or "0") <= before:  # a commit without a time is of 1970
            return commit
    shallow = run(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    message = "nothing had landed by then"
    if shallow:
        message = "this clone is shallow, so nobody can say what had landed by then"
    raise CannotLookError(message, "git fetch --unshallow" if shallow else "ask for a later date")


def _published(branch: str) -> Iterable[str]:
    if branch:
        return (f"refs/remotes/origin/{branch}", f"refs/heads/{branch}", branch)
    return ("refs/remotes/origin/HEAD", "HEAD")


def read_published(root: Path, branch: str) -> tuple[str, str] | None:
    """Return name and commit of the published branch; None where HEAD stands for it.

    Args:
        root: a folder of the repository.
        branch: the setting; empty for the remote's default branch where it is known.

    Raises:
        CannotLookError: the setting names a branch that does not exist here.
    """
    if not branch:
        done = run(root, "for-each-ref", "--format=%(objectname) %(symref)", "refs/remotes/origin/HEAD")
        oid, _, name = done.stdout.decode("utf-8", "replace").strip().partition(" ")
        return (name.removeprefix("refs/remotes/origin/"), oid) if oid else None
    for name in _published(branch):
        found = run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if not found.returncode:
            return branch, found.stdout.decode().strip()
    raise _refuse(root, branch)


def _refuse(root: Path, branch: str) -> CannotLookError:
    """Return what to say of a published branch that is not here; a clone of one branch knows no other."""
    if not branch:
        message = "nothing has been committed on this branch yet, so nothing has landed"
        return CannotLookError(message, "git add . && git commit; or leave out --as-of")
    done = run(root, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes/origin")
    refs = done.stdout.decode("utf-8", "replace").splitlines()
    known = {ref.removeprefix("refs/heads/").removeprefix("refs/remotes/origin/") for ref in refs} - {"HEAD"}
    nearest = suggest(branch, known, "name one that exists in the setting `branch`")
    fetched = shlex.quote(f"+refs/heads/{branch}:refs/remotes/origin/{branch}")
    message = f"the published branch {branch} does not exist here (the setting `branch`)"
    return CannotLookError(message, f"{nearest}; or git fetch origin {fetched}; {WITHOUT}")


def find_base(root: Path, published: str, tip: str) -> str | None:
    """Return the newest commit on the first-parent line of `published` that `tip` holds; None where it holds none."""
    if published == tip:
        return tip
    done = run(
        root, "rev-list", "--first-parent", "--parents", "--end-of-options", published, f"^{tip}", "--"
    )
    if done.returncode:
        message = f"git cannot walk the history: {done.stderr.decode('utf-8', 'replace').strip()}"
        raise CannotLookError(message, "`git fsck` says what is broken")
    lines = done.stdout.decode().splitlines()
    if not lines:
        return published
    parents = lines[-1].split()[1:]
    return parents[0] if parents else None
