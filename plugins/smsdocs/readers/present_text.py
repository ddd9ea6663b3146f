"""The text that somebody approves on disk, as git knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.approvals import OID
from smsdocs.readers.git.process import run

if TYPE_CHECKING:
    from pathlib import Path


def read_blob_id(root: Path, path: str, content: bytes) -> str:
    """Return the object that git would store for a file with this content: line ends as git keeps them.

    Raises:
        CannotLookError: git does not say.
    """
    done = run(root, "hash-object", "--stdin", f"--path={path}", text=content)
    oid = done.stdout.decode("ascii", "replace").strip()
    if done.returncode or not OID.fullmatch(oid):
        message = f"git cannot name the text of {path}: {done.stderr.decode('utf-8', 'replace').strip()}"
        raise CannotLookError(message, "run `git hash-object` on it and mend what it says")
    return oid


def has_commits(root: Path) -> bool:
    """Say whether there is a history to ask; a folder that git does not trust, or half of one, may have one."""
    done = run(root, "rev-parse", "--git-dir")
    if done.returncode:
        return b"not a git repository (or any" not in done.stderr
    named = run(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return not named.returncode
