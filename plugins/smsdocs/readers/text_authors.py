"""The text that somebody approves on disk, as git knows it: its object, and who wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from smsdocs.analysis.identities import parse_identity
from smsdocs.model.history import Author
from smsdocs.model.log import parse_trailers
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.approvals import OID
from smsdocs.readers.git.message import find_authors, find_trailers
from smsdocs.readers.git.process import run
from smsdocs.readers.git.published import read_held, read_published
from smsdocs.readers.git.repository import WITHOUT, open_repository

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from smsdocs.model.settings import Settings

_TOUCH = "%x00%x00%H%x00=%aN%x00=%aE%x00=%b%x00=%B%x00"
"""Two NULs begin a commit; the signs keep an empty field from looking like that."""

_TOUCHES = 1_000
_LOG = (
    *(
        "-c",
        "log.showSignature=false",
        "log",
        "--no-merges",
        "--topo-order",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
    ),
    *("--no-color", "--src-prefix=a/", "--dst-prefix=b/", "--encoding=UTF-8", "--patch", "--unified=0"),
    "--text",
)
"""The log with patches, whatever the user's own settings and the attributes of files are."""
_APPROVAL_FIELDS = ("status", "version", "approved_on", "last_reviewed")
"""What changes when somebody approves a text and changes nothing of it."""


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


@dataclass(frozen=True, slots=True)
class _Touch:
    """A commit that changed a text, and whether it changed nothing but its approval."""

    oid: str
    authors: tuple[Author, ...]
    approval: bool


def read_text_authors(root: Path, path: str, settings: Settings) -> tuple[Author, ...]:
    """Return who wrote the present text, as far as git says: in commits not yet landed, else in the last one.

    Who only set it to approved has written nothing. Empty where git does not know the file, and where there is no
    repository, or no commit in it.

    Raises:
        CannotLookError: git has not the whole history, so it cannot say.
    """
    if not _has_commits(root):
        return ()
    _refuse_half_histories(root)
    touches = [touch for touch in _read_touches(root, path, settings) if not touch.approval]
    pending = _find_pending(root, settings, [touch.oid for touch in touches])
    chosen = [touch for touch in touches if touch.oid in pending] or touches[:1]
    return tuple(dict.fromkeys(author for touch in chosen for author in touch.authors))


def _has_commits(root: Path) -> bool:
    """Say whether there is a history to ask; a folder that git does not trust, or half of one, may have one."""
    done = run(root, "rev-parse", "--git-dir")
    if done.returncode:
        return b"not a git repository (or any" not in done.stderr
    named = run(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return not named.returncode


def _refuse_half_histories(root: Path) -> None:
    try:
        open_repository(root)
    except CannotLookError as error:  # whoever approves cannot go on without history
        raise CannotLookError(error.message, error.hint.removesuffix(WITHOUT).removesuffix("; ")) from error


def _read_touches(root: Path, path: str, settings: Settings) -> list[_Touch]:
    done = run(root, *_LOG, f"-n{_TOUCHES}", f"--format={_TOUCH}", "HEAD", "--", f":(literal){path}")
    names = {settings.fields.get(name, name) for name in _APPROVAL_FIELDS}
    approval = re.compile(rf"[+-](?:{'|'.join(map(re.escape, sorted(names)))}):(?: .*)?")
    parts = done.stdout.decode("utf-8", "replace").split("\0\0")[1:]
    return [_parse_touch(part, approval) for part in parts]


def _parse_touch(part: str, approval: re.Pattern[str]) -> _Touch:
    oid, name, email, body, message, patch = [*part.replace("\0=", "\0").split("\0", 5), *[""] * 5][:6]
    lines = [line for line in patch.partition("\n@@")[2].splitlines()[1:] if line[:1] in {"+", "-"}]
    named = [one.decode("utf-8", "replace") for one in find_authors(message.encode("utf-8", "replace"))]
    trailers = parse_trailers(find_trailers(body.encode("utf-8", "replace")).decode("utf-8", "replace"))
    others = [value for key, value in trailers if key == "co-authored-by"]
    coauthors = (parse_identity(text) for text in (*others, *named) if text.strip())
    only = bool(lines) and all(approval.fullmatch(line) for line in lines)
    return _Touch(oid, tuple(dict.fromkeys((Author(name, email), *coauthors))), only)


def _find_pending(root: Path, settings: Settings, commits: Sequence[str]) -> frozenset[str]:
    """Return those of some commits that have not landed on the published branch; none where nobody can say.

    Where clocks are wrong, git lists some that have landed as well: so what it lists is held against all that have.
    """
    try:
        published = read_published(root, settings.branch)
    except CannotLookError:  # no such branch
        published = None
    if published is None:
        return frozenset()
    done = run(root, "rev-list", "HEAD", "--end-of-options", f"^{published[1]}", "--")
    listed = frozenset(done.stdout.decode("ascii", "replace").split()).intersection(commits)
    return listed - read_held(partial(run, root), published[1]) if listed else listed
