"""Commands of plain git that show what the tool says, to be run in the folder of the settings."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smsdocs.model.history import Change

GIT = "git --no-replace-objects"
"""How every command begins: replaced objects show one thing and hold another."""
_WILD = frozenset("*?[]\\:")
"""Characters that mean something in git's path patterns."""


def find_difference(before: Change | None, after: Change) -> str | None:
    """Return the command that shows what a revision changed; of a mere move it prints the object of either text.

    None where git holds neither side.
    """
    new = after.commit.oid[:10] if after.commit else ""
    if before is None or before.commit is None:
        return f"{GIT} show {name_object(new, after.path)}" if new else None
    old = before.commit.oid[:10]
    if new and after.before and after.before != before.blob:
        kept = (
            after.blob == before.blob
        )  # an update that kept the branch's text is held against what it brought
        return _find_beside(after, new, "^2" if kept else "^")
    if before.path == after.path:
        return " ".join([GIT, "diff", old, *([new] if new else []), "--", name_path(after.path)])
    if not new:
        return f"{GIT} show {name_object(old, before.path)} | diff - {_quote(f'./{after.path}')}"
    does = "rev-parse" if before.blob == after.blob else "diff"
    return f"{GIT} {does} {name_object(old, before.path)} {name_object(new, after.path)}"


def _find_beside(after: Change, new: str, parent: str) -> str:
    """Return the command for a commit that is held against a parent of its own, for something else landed meanwhile."""
    former = after.moved_from or after.path
    if former == after.path:
        return f"{GIT} diff {new}{parent} {new} -- {name_path(after.path)}"
    return f"{GIT} diff {name_object(f'{new}{parent}', former)} {name_object(new, after.path)}"


def name_object(commit: str, path: str) -> str:
    """Return the text of a file in a commit; a path outside the root is told from the top of the repository."""
    return _quote(f"{commit}:{path[1:]}" if path.startswith("/") else f"{commit}:./{path}")


def name_path(path: str) -> str:
    """Return a path as a pattern of git that matches nothing else."""
    if path.startswith("/"):
        return _quote(f":(top,literal){path[1:]}")
    return _quote(f":(literal){path}" if _WILD.intersection(path) else path)


def _quote(word: str) -> str:
    """Return a word as a shell reads it; bytes that no terminal should see are spelt out, as bash and zsh take them."""
    if word.isprintable():
        return shlex.quote(word)
    return "$'" + "".join(_escape(char) for char in word) + "'"


def _escape(char: str) -> str:
    if char in "\\'":
        return f"\\{char}"
    return char if char.isprintable() else "".join(f"\\{byte:03o}" for byte in os.fsencode(char))
