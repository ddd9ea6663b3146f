"""How git is called: never with user text as an option, never with an editor, a pager or the user's replacements.

The same repository gives the same answer to everybody: settings that change what git prints are set here, and the
folder that was asked decides which repository is meant, not the environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError

if TYPE_CHECKING:
    from collections.abc import Sequence

SYMLINK = "120000"
SUBMODULE = "160000"


_SETTINGS = (
    *("core.quotepath=off", "core.fsmonitor=false", "color.ui=false"),
    *("log.showSignature=false", "log.showRoot=true", "log.follow=false"),
    *("diff.renames=true", "diff.relative=false", f"diff.orderFile={os.devnull}"),
    "trailer.separators=:",
)
"""Settings of users that would change an answer. A monitor of files may say that nothing has changed."""
_DROPPED = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"),
    *("GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE", "GIT_SHALLOW_FILE", "GIT_CONFIG", "GIT_REPLACE_REF_BASE"),
    *("GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"),
    *("GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_ATTR_SOURCE"),
)
"""Git sets the first of them for its hooks, relative to a folder that is not ours."""


class NoGitError(CannotLookError):
    """There is no git on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "git is not installed here",
            "install git; a folder that is no repository needs none: --no-history",
        )


def environment() -> dict[str, str]:
    """Return the environment of every git process: no translations, no locks, no history but the one there is.

    Before git 2.44 nothing but a protocol that is not allowed keeps a partial clone from fetching.
    """
    return {
        **{name: value for name, value in os.environ.items() if name not in _DROPPED},
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": f"{os.devnull}/none",  # a file that is not there; an empty one earns a warning
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_TERMINAL_PROMPT": "0",
    }


def run(root: Path, *arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder and return what it said; `text` is its input.

    Raises:
        NoGitError: there is no git.
        CannotLookError: it cannot be started there.
    """
    try:
        return subprocess.run(
            _command(arguments),
            cwd=root,
            env=environment(),
            input=text,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise _refuse(root, error) from error


def start(root: Path, arguments: Sequence[str], *, fed: bool = False) -> subprocess.Popen[bytes]:
    """Start git in a folder, to read its output as it comes; `fed` where it is also written to.

    Raises:
        NoGitError: there is no git.
        CannotLookError: it cannot be started there.
    """
    try:
        return subprocess.Popen(
            _command(arguments),
            cwd=root,
            env=environment(),
            stdin=subprocess.PIPE if fed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if fed else subprocess.PIPE,  # nobody drains it beside answers
        )
    except OSError as error:
        raise _refuse(root, error) from error


def _command(arguments: Sequence[str]) -> list[str]:
    settings = (part for setting in _SETTINGS for part in ("-c", setting))
    return ["git", *settings, *arguments]


def _refuse(root: Path, error: OSError) -> CannotLookError:
    if shutil.which("git") is None:
        return NoGitError()
    message = f"git cannot be started in {root}: {error.strerror or error}"
    return CannotLookError(message, "see that the folder is there and may be entered")


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
