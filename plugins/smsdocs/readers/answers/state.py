"""The state of a repository: what git says of it, and the content of every file that git does not vouch for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.readers.answers.machine import read_program
from smsdocs.readers.answers.stamps import (
    TooMuchError,
    digest,
    read_contents,
    read_stamp,
    read_stamps_below,
)
from smsdocs.readers.git.process import start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_QUESTIONS = (
    (
        "rev-parse",
        "--git-path",
        "smsdocs",
        "--absolute-git-dir",
        "--is-shallow-repository",
        "--show-toplevel",
    ),
    ("status", "--porcelain=v2", "--branch", "--no-ahead-behind", "-z", "--untracked-files=all", "--", "."),
    ("for-each-ref", "--format=%(objectname) %(refname) %(symref)"),
    ("ls-files", "-v", "-z"),
    ("config", "--list", "-z"),
)
_PLACES = 4
_FIELDS_TO_PATH = {b"1 ": 8, b"2 ": 9, b"u ": 10, b"? ": 1}
"""Blanks before the path in a line of `status --porcelain=v2`, by how the line begins."""
_CHANGED = 200
_BYTES = 32_000_000
_WATCHED = 5_000
_KEY_FILES = (
    "pubring.kbx",
    "pubring.gpg",
    "pubring.db",
    "public-keys.d/pubring.db",
    "trustdb.gpg",
    "gpg.conf",
)
_NAMED_FILES = (
    "gpg.ssh.allowedsignersfile",
    "gpg.ssh.revocationfile",
    "core.excludesfile",
    "core.attributesfile",
)
_PROGRAMS = {"gpg.program": "gpg", "gpg.openpgp.program": "gpg", "gpg.ssh.program": "ssh-keygen"}


class State(NamedTuple):
    """A repository at a moment.

    Attributes:
        folder: git's own folder for our files, absolute.
        digest: of everything that git says, and of the files it does not vouch for.
    """

    folder: str
    digest: str


class Watched(NamedTuple):
    """What lies outside of what git says and is read all the same.

    Attributes:
        digest: of all of it.
        changed: when the newest of it changed, in nanoseconds since 1970.
    """

    digest: str
    changed: int


def read_state(root: Path) -> State | None:
    """Ask git for the state of the repository that holds `root`; None where there is none that can be told.

    Raises:
        TooMuchError: so much differs from what is committed that telling it costs more than it saves.
        NoGitError: there is no git.
    """
    answers = _ask(root)
    if answers is None:
        return None
    places = os.fsdecode(answers[0]).rstrip("\n").split("\n")
    if len(places) != _PLACES:  # a folder with a line break in its name
        return None
    cache, git_dir, _, top = places
    below = os.path.realpath(root)
    changed = [f"{top}/{os.fsdecode(path)}" for path in _parse_changed(answers[1])]
    if len(changed) > _CHANGED:
        raise TooMuchError
    hidden = [f"{below}/{os.fsdecode(path)}" for path in _parse_hidden(answers[3])]
    present = [path for path in hidden if os.path.lexists(path)]
    if len(present) > _CHANGED:
        raise TooMuchError
    contents = [*read_contents(changed, _BYTES), *read_contents(present, _BYTES)]
    fetched = read_contents([f"{git_dir}/FETCH_HEAD"], _BYTES)  # commits that no ref names: a record may
    stated = (*answers[:3], hidden, answers[4], *fetched)
    outside = _read_outside(_parse_config(answers[4]), below, git_dir)
    folder = os.path.realpath(os.path.join(root, os.path.dirname(cache)))  # noqa: PTH118, PTH120  # no Path: speed
    return State(f"{folder}/{os.path.basename(cache)}", digest((below, stated, contents, outside)))  # noqa: PTH119  # no Path: speed


def read_watched(root: Path, folders: Sequence[str], revisions: Sequence[str]) -> Watched:
    """Look at what a commit does not hold and a snapshot reads: files that git ignores, names of commits.

    Args:
        root: the folder of the settings.
        folders: below it, read with all that lies in them.
        revisions: names that need not be those of a ref.

    Raises:
        TooMuchError: the folders hold too many files.
    """
    paths = [f"{os.path.realpath(root)}/{folder}" for folder in folders]
    stamps = [entry for path in paths for entry in read_stamps_below(path, _WATCHED)]
    named = [_ask_one(root, name) for name in revisions]
    newest = max((stamp[2] for _, stamp in stamps if stamp), default=0)
    return Watched(digest(([os.path.realpath(path) for path in paths], stamps, named)), newest)


def _ask(root: Path) -> list[bytes] | None:
    """Ask everything at once, so that the answers are worked out side by side; None where one is refused."""
    running = [start(root, question) for question in _QUESTIONS]
    answers = [process.communicate()[0] for process in running]
    return None if any(process.returncode for process in running) else answers


def _ask_one(root: Path, revision: str) -> bytes:
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return start(root, arguments).communicate()[0]


def _parse_changed(status: bytes) -> Iterator[bytes]:
    """Yield what differs from the commit checked out, or is not tracked; paths from the top of the repository."""
    fields = iter(status.split(b"\0"))
    for field in fields:
        kind = field[:2]
        if kind in _FIELDS_TO_PATH:
            yield field.split(b" ", _FIELDS_TO_PATH[kind])[-1]
        if kind == b"2 ":
            next(fields, b"")  # where it was before


def _parse_hidden(listing: bytes) -> Iterator[bytes]:
    """Yield files whose edits git was told to overlook (`update-index --assume-unchanged`, `--skip-worktree`)."""
    for entry in listing.split(b"\0"):
        if entry and (entry[:1].islower() or entry[:1] == b"S"):
            yield entry[2:]


def _parse_config(listing: bytes) -> Mapping[str, str]:
    entries = (os.fsdecode(entry).partition("\n") for entry in listing.split(b"\0"))
    return {name.lower(): value for name, _, value in entries}


def _read_outside(config: Mapping[str, str], root: str, git_dir: str) -> Iterable[object]:
    """Return what git reads beside its settings: what to ignore and convert, whose signatures to believe, and how."""
    home = os.environ.get("GNUPGHOME") or os.path.expanduser("~/.gnupg")  # noqa: PTH111  # no Path: speed
    users = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111  # no Path: speed
    files = [
        f"{git_dir}/info/exclude",
        f"{git_dir}/info/attributes",
        f"{users}/git/ignore",
        f"{users}/git/attributes",
        *(f"{home}/{name}" for name in _KEY_FILES),
    ]
    named = [os.path.expanduser(config[name]) for name in _NAMED_FILES if config.get(name)]  # noqa: PTH111  # no Path: speed
    files += [os.path.join(root, name) for name in named]  # noqa: PTH118  # no Path: speed
    stamps = [(path, read_stamp(path)) for path in files]
    programs = [read_program(config.get(name) or usual) for name, usual in _PROGRAMS.items()]
    return [*stamps, *programs]
