"""The published branch: where changes land, and what had landed when."""

from __future__ import annotations

import shlex
from functools import partial
from typing import TYPE_CHECKING

from smsdocs.analysis.nearest import suggest
from smsdocs.model.log import clamp_time
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.process import decode, run
from smsdocs.readers.git.repository import WITHOUT

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Ask = Callable[..., subprocess.CompletedProcess[bytes]]
    """Runs git in a repository with some arguments."""

_ORIGIN = "origin"
_FEW = 8
"""Commits that are asked for one by one; of more, all that lead to the other are listed."""


def find_landed(root: Path, branch: str, before: int) -> str:
    """Return the last commit on the published branch with a committer time of at most `before` (epoch seconds).

    Args:
        root: a folder of the repository.
        branch: the setting; empty for the remote's default branch where it is known, else HEAD.
        before: the last second that counts.

    Raises:
        CannotLookError: there is no such branch, or nothing landed by then.
    """
    published = read_published(root, branch)
    tip = published[1] if published else _read_commit(root, "HEAD")
    if not tip:
        message = "nothing has been committed on this branch yet, so nothing has landed"
        raise CannotLookError(message, "git add . && git commit; or leave out --as-of")
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


def read_published(root: Path, branch: str) -> tuple[str, str] | None:
    """Return name and commit of the published branch; None where HEAD stands for it.

    Args:
        root: a folder of the repository.
        branch: the setting; empty for the remote's default branch where it is known.

    Raises:
        CannotLookError: the setting names a branch that does not exist here.
    """
    read = partial(_read_remote, branch=branch) if branch else _read_default
    found = read(root, _ORIGIN)
    if found is None and (remote := find_remote(root)) != _ORIGIN:
        found = read(root, remote)
    if found is None and branch:
        oid = _read_commit(root, f"refs/heads/{branch}") or _read_commit(root, branch)
        if not oid:
            raise _refuse(root, branch)
        found = branch, oid
    return found


def find_remote(root: Path) -> str:
    """Return the remote whose branches count: origin, else the only one, else that of the branch checked out.

    `git clone --origin` and `git remote rename` give it another name. Empty where there is none, or none of these.
    """
    done = run(root, "config", "--null", "--get-regexp", r"^(remote\..*\.url|branch\..*\.remote)$")
    pairs = [part.partition("\n") for part in decode(done.stdout)]
    remotes = {
        key.removeprefix("remote.").rpartition(".")[0] for key, _, _ in pairs if key.startswith("remote.")
    }
    if _ORIGIN in remotes or len(remotes) == 1:
        return _ORIGIN if _ORIGIN in remotes else remotes.pop()
    head = run(root, "symbolic-ref", "--quiet", "--short", "HEAD").stdout.decode("utf-8", "surrogateescape")
    own = {value for key, _, value in pairs if key == f"branch.{head.strip()}.remote"}
    return next(iter(own & remotes), "")


def _read_default(root: Path, remote: str) -> tuple[str, str] | None:
    """Return name and commit of a remote's default branch, as far as git knows it."""
    if not remote:
        return None
    done = run(root, "for-each-ref", "--format=%(objectname) %(symref)", f"refs/remotes/{remote}/HEAD")
    oid, _, name = done.stdout.decode("utf-8", "replace").strip().partition(" ")
    return (name.removeprefix(f"refs/remotes/{remote}/"), oid) if oid else None


def _read_remote(root: Path, remote: str, branch: str) -> tuple[str, str] | None:
    """Return name and commit of a branch of a remote."""
    oid = _read_commit(root, f"refs/remotes/{remote}/{branch}") if remote else ""
    return (branch, oid) if oid else None


def _read_commit(root: Path, name: str) -> str:
    """Return the commit of a ref, empty where there is none."""
    done = run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return "" if done.returncode else done.stdout.decode().strip()


def _refuse(root: Path, branch: str) -> CannotLookError:
    """Return what to say of a published branch that is not here; a clone of one branch knows no other."""
    remote = find_remote(root)
    places = ["refs/heads/", *([f"refs/remotes/{remote}/"] if remote else [])]
    done = run(root, "for-each-ref", "--format=%(refname)", *places)
    refs = done.stdout.decode("utf-8", "replace").splitlines()
    known = {ref.removeprefix(place) for ref in refs for place in places if ref.startswith(place)} - {"HEAD"}
    nearest = suggest(branch, known, "name one that exists in the setting `branch`")
    asked = remote or "REMOTE"
    fetched = shlex.quote(f"+refs/heads/{branch}:refs/remotes/{asked}/{branch}")
    message = f"the published branch {branch} does not exist here (the setting `branch`)"
    return CannotLookError(message, f"{nearest}; or git fetch {shlex.quote(asked)} {fetched}; {WITHOUT}")


def find_base(root: Path, published: str, tip: str) -> str | None:
    """Return the newest commit on the first-parent line of `published` that `tip` holds; None where it holds none.

    Where clocks are wrong, git gives up too early and lists commits that `tip` holds, the oldest listed at least:
    so that one is asked for by itself.
    """
    if published == tip:
        return tip
    line = _read_line(root, published, f"^{tip}")
    ask = partial(run, root)
    if line and not are_apart(ask, tip, [line[-1][0]]):
        held = read_held(ask, tip)
        line = [pair for pair in _read_line(root, published) if pair[0] not in held]
    if not line:
        return published
    return line[-1][1]


def _read_line(root: Path, *revisions: str) -> list[tuple[str, str | None]]:
    """Return the first-parent line of a commit, newest first, each with its parent."""
    done = run(root, "rev-list", "--first-parent", "--parents", "--end-of-options", *revisions, "--")
    if done.returncode:
        raise _refuse_damaged(done.stderr)
    lines = (line.split() for line in done.stdout.decode().splitlines())
    return [(oid, parents[0] if parents else None) for oid, *parents in lines]


def read_held(ask: Ask, tip: str) -> frozenset[str]:
    """Return every commit that leads to a commit, and that itself: whatever the clocks say, for it leaves out nothing.

    Raises:
        CannotLookError: git cannot walk the history.
    """
    done = ask("rev-list", "--end-of-options", tip, "--")
    if done.returncode:
        raise _refuse_damaged(done.stderr)
    return frozenset(done.stdout.decode().split())


def are_apart(ask: Ask, tip: str, commits: Sequence[str]) -> bool:
    """Say whether none of some commits leads to `tip`; clocks have no say in it.

    Raises:
        CannotLookError: git cannot walk the history.
    """
    if len(commits) > _FEW:
        return not read_held(ask, tip).intersection(commits)
    for commit in commits:
        done = ask("merge-base", "--is-ancestor", commit, tip)
        if done.returncode not in {0, 1}:
            raise _refuse_damaged(done.stderr)
        if not done.returncode:
            return False
    return True


def _refuse_damaged(stderr: bytes) -> CannotLookError:
    message = f"git cannot walk the history: {stderr.decode('utf-8', 'replace').strip()}"
    return CannotLookError(message, "`git fsck` says what is broken")
