"""A check of a repository with years of history: from nothing, with nothing changed, after one edit and one commit.

Beside it runs what anybody must do to know the same: one `git log` with the same traversal and the same paths.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import TODAY
from measurement import Command, measure, python

from smsdocs.readers.git.log import log_arguments
from smsdocs.readers.git.process import environment

if TYPE_CHECKING:
    from measurement import Cost

HERE = Path(__file__).resolve().parent
_PATHS = ("policies", "processes", "docs")
_DOCUMENT = "processes/incident-management/part-00/index.md"
_SOMEBODY = ("-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgsign=false")


def compare_history(root: Path, documents: int, commits: int, *, cold: int, warm: int) -> dict[str, Cost]:
    """Make a repository and return the costs of `git`, `cold`, `warm`, `edited` and `nothing`.

    Args:
        root: a folder that does not exist yet.
        documents: how many documents.
        commits: how many commits lead to them.
        cold: how often git and the check from nothing run.
        warm: how often the rest runs.
    """
    _write(root, documents, commits)
    _settle(root)
    check = python(
        HERE, "-m", "smsdocs", "check", "--today", TODAY, "--fail-on", "never", "--root", str(root)
    )
    again = partial(subprocess.run, check.arguments, cwd=HERE, check=True, stdout=subprocess.DEVNULL)
    numbers = count(1)
    first = measure(
        {"git": _log(root), "cold": check.after(partial(_forget, root))},
        repeat=cold,
    )
    rest = measure(
        {
            "warm": check.after(again),
            "edited": check.after(lambda: _edit_and_commit(root, next(numbers))),
            "nothing": python(HERE, "-c", "pass"),
        },
        repeat=warm,
    )
    return {**first, **rest}


def _write(root: Path, documents: int, commits: int) -> None:
    """Write the repository in a process of its own: what a process held counts for whatever it starts later."""
    words = (
        "import pathlib, sys, history_corpus\n"
        "history_corpus.write_history(pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))"
    )
    subprocess.run(
        [sys.executable, "-c", words, str(root), str(documents), str(commits)], cwd=HERE, check=True
    )


def _log(root: Path) -> Command:
    """Return the bare log, as `readers.git.log` runs it."""
    git_dir = root / ".git"
    tip = _git(root, "rev-parse", "HEAD").strip()
    inside = ("-c", "core.quotepath=off", f"--git-dir={git_dir}", "--work-tree=.")
    return Command(
        arguments=["git", *inside, *log_arguments(tip, _PATHS)], folder=git_dir, environment=environment()
    )


def _forget(root: Path) -> None:
    """Delete everything that an earlier run kept."""
    kept = root / _git(root, "rev-parse", "--git-path", "smsdocs").strip()
    shutil.rmtree(kept, ignore_errors=True)


def _edit_and_commit(root: Path, number: int) -> None:
    """Add a sentence to a paragraph and commit it."""
    document = root / _DOCUMENT
    text = document.read_text(encoding="utf-8")
    head, section, body = text.partition("\n## Trigger\n")
    document.write_text(
        f"{head}{section}\nEdit {number} asks for more care. {body.lstrip()}", encoding="utf-8"
    )
    _git(root, *_SOMEBODY, "commit", "--quiet", "--all", "--message", f"Edit {number}")


def _settle(root: Path) -> None:
    """Let git see once that nothing changed: it looks into files that are as new as its index every time anew."""
    time.sleep(1.1)
    _git(root, "status", "--short")


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout
