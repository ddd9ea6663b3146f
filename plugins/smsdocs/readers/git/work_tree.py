"""What git says of a work tree: its files, and which of them differ from the commit checked out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.process import NoGitError, decode, run
from smsdocs.readers.git.repository import find_untrusted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

_STATUS = ("status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all", "--no-renames", "--", ".")
_FIELDS_BEFORE_PATH = {"1": 7, "u": 9, "?": 0}
"""Fields between the kind of a line of `status --porcelain=v2` and its path."""
_FEW = 100
"""Files that git is asked about by their names; with more it is asked about all."""
_NO_LF = frozenset({"i/crlf", "i/mixed", "i/-text"})
"""What `ls-files --eol` says of a text that git holds with other line ends than LF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTree:
    """What git says of a work tree.

    Attributes:
        paths: tracked files and untracked ones that are not ignored, relative to the root that was asked.
        head: the commit that is checked out, None on an unborn branch.
        changed: paths that differ from it, untracked ones included.
        left_out: paths that git knows and was told to leave out of the work tree, as in a sparse checkout.
    """

    paths: tuple[str, ...]
    head: str | None
    changed: frozenset[str]
    left_out: frozenset[str] = frozenset()


def read_work_tree(root: Path) -> WorkTree | None:
    """Ask git for the files of a work tree; None where there is no repository.

    Raises:
        CannotLookError: there is a repository, but git refuses to read it, or there is no git to read it.
    """
    try:
        status = run(root, *_STATUS)
    except NoGitError:
        if _lies_in_repository(root):
            raise
        return None
    if status.returncode:
        _explain(root, status.stderr.decode("utf-8", "replace"))
        return None
    listing = decode(run(root, "ls-files", "-v", "-z", "--cached", "--others", "--exclude-standard").stdout)
    paths = tuple(entry[2:] for entry in listing)
    prefix = decode(run(root, "rev-parse", "--show-prefix").stdout, "\n") if _is_below(root) else ("",)
    head, changed, deleted = _parse_status(status.stdout, prefix[0] if prefix else "")
    overlooked = {entry[2:]: entry[0] for entry in listing if entry[0] == "S" or entry[0].islower()}
    absent = [path for path in overlooked if not os.path.lexists(f"{root}/{path}")]
    left_out = frozenset(path for path in absent if overlooked[path] in "Ss")
    deleted |= frozenset(absent) - left_out
    changed |= _read_overlooked(root, [*overlooked]) | deleted
    present = tuple(path for path in paths if path not in deleted) if deleted else paths
    return WorkTree(paths=present, head=head, changed=changed, left_out=left_out)


def _lies_in_repository(root: Path) -> bool:
    return any((folder / ".git").exists() for folder in (root, *root.resolve().parents))


def _is_below(root: Path) -> bool:
    """Say whether `root` is a folder inside a repository; status speaks from the top, listings from here."""
    return not (root / ".git").exists()


def _parse_status(output: bytes, prefix: str) -> tuple[str | None, frozenset[str], frozenset[str]]:
    """Return the commit checked out, the paths that differ from it, and those that are gone from disk."""
    head: str | None = None
    changed: dict[str, str] = {}
    for line in output.decode("utf-8", "surrogateescape").split("\0"):
        kind, _, rest = line.partition(" ")
        if line.startswith("# branch.oid "):
            oid = line.removeprefix("# branch.oid ")
            head = None if oid == "(initial)" else oid
        elif kind in _FIELDS_BEFORE_PATH:
            path = rest.split(" ", _FIELDS_BEFORE_PATH[kind])[-1].removeprefix(prefix)
            changed[path] = "" if kind == "?" or (kind == "u" and rest[:2] != "DD") else rest[:2]
    gone = frozenset(path for path, state in changed.items() if state.endswith("D"))
    return head, frozenset(changed), gone


def _read_overlooked(root: Path, paths: Sequence[str]) -> frozenset[str]:
    """Return what differs of files that `git update-index` was told to overlook: status never names them."""
    there = [path for path in paths if (root / path).is_file() and "\n" not in path]
    if not there:
        return frozenset()
    staged = decode(run(root, "ls-files", "-s", "-z").stdout)
    known = {path: meta.split(" ")[1] for meta, _, path in (entry.partition("\t") for entry in staged)}
    text = "".join(f"{path}\n" for path in there).encode("utf-8", "surrogateescape")
    hashed = run(root, "hash-object", "--stdin-paths", text=text).stdout.decode().split()
    return frozenset(path for path, oid in zip(there, hashed, strict=False) if known.get(path) != oid)


def find_normalised(root: Path, paths: Collection[str], changed: frozenset[str]) -> frozenset[str]:
    """Return those of some files with CR LF that git stores with LF.

    Args:
        root: the work tree.
        paths: files in it.
        changed: those that differ from the commit checked out: what git will make of them counts.
    """
    named = [f":(literal){path}" for path in paths] if len(paths) <= _FEW else ["."]
    options = ("--eol", "-z", "--cached", "--others", "--exclude-standard", "--")
    listing = decode(run(root, "ls-files", *options, *named).stdout)
    setting = run(root, "config", "--get", "core.autocrlf").stdout.decode("utf-8", "replace").strip().lower()
    automatic = setting in {"true", "yes", "on", "1", "input"}
    found = set()
    for entry in listing:
        facts, _, path = entry.partition("\t")
        held, _, attributes = facts.partition(" attr/")
        made = attributes.startswith("text") or (automatic and not attributes.strip())
        if path in paths and held.split(" ")[0] not in _NO_LF and (made or path not in changed):
            found.add(path)
    return frozenset(found)


def _explain(root: Path, stderr: str) -> None:
    """Raise where there is a repository that cannot be read; return where there is none."""
    if (untrusted := find_untrusted(root, stderr)) is not None:
        raise untrusted
    if "not a git repository" in stderr or "must be run in a work tree" in stderr:
        return
    message = f"git cannot read {root}: {stderr.strip() or 'no reason given'}"
    raise CannotLookError(message, "run `git status` there and mend what it says")
