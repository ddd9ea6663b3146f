"""How git is called: never with user text as an option, never with an editor, a pager or the user's replacements."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError

if TYPE_CHECKING:
    from collections.abc import Sequence

SYMLINK = "120000"
SUBMODULE = "160000"


class NoGitError(CannotLookError):
    """There is no git on this machine."""

    def __init__(self) -> None:
        super().__init__("git is not installed here", "install git; a folder without history needs none")


def environment() -> dict[str, str]:
    """Return the environment of every git process: no translations, no locks, no history but the one there is."""
    return {
        **os.environ,
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": f"{os.devnull}/none",  # a file that is not there; an empty one earns a warning
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }


def run(root: Path, *arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder and return what it said; `text` is its input.

    Raises:
        NoGitError: there is no git.
    """
    try:
        return subprocess.run(
            ["git", "-c", "core.quotepath=off", *arguments],
            cwd=root,
            env=environment(),
            input=text,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise NoGitError from error


def start(root: Path, arguments: Sequence[str], *, fed: bool = False) -> subprocess.Popen[bytes]:
    """Start git in a folder, to read its output as it comes; `fed` where it is also written to.

    Raises:
        NoGitError: there is no git.
    """
    try:
        return subprocess.Popen(
            ["git", "-c", "core.quotepath=off", *arguments],
            cwd=root,
            env=environment(),
            stdin=subprocess.PIPE if fed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise NoGitError from error


def run_inside(git_dir: str, *arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run git inside its own folder, away from the work tree; see `_inside`."""
    return run(Path(git_dir), *_inside(git_dir), *arguments, text=text)


def start_inside(git_dir: str, arguments: Sequence[str], *, fed: bool = False) -> subprocess.Popen[bytes]:
    """Start git inside its own folder, away from the work tree; see `_inside`."""
    return start(Path(git_dir), [*_inside(git_dir), *arguments], fed=fed)


def _inside(git_dir: str) -> tuple[str, ...]:
    """Return the options for questions about history alone.

    Git reads the `.mailmap` of the folder it stands in beside the one it is told to, even with `--bare` (2.39).
    """
    return (f"--git-dir={git_dir}", "--work-tree=.")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, whatever it is doing."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.close()


def decode(output: bytes, separator: str = "\0") -> tuple[str, ...]:
    """Return the parts of what git printed; odd bytes in paths survive as surrogates."""
    return tuple(part for part in output.decode("utf-8", "surrogateescape").split(separator) if part)
