"""The folder that a command works on when nobody names one. Imported before anything else is, so it is light."""

from __future__ import annotations

import os
from pathlib import Path

SETTINGS_FILES = ("mkdocs.yml", "mkdocs.yaml")
"""The names in `readers.settings`, which is too heavy to be asked here; a test holds the two together."""


def find_root(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds the settings, `start` where there is none.

    The top of a git repository is the last folder looked at: what lies above it is somebody else's.
    """
    for folder in (start, *start.resolve().parents):
        if any((folder / name).is_file() for name in SETTINGS_FILES):
            return folder
        if (folder / ".git").exists():  # a file in work trees and submodules
            break
    return start


def guess_root(arguments: list[str]) -> Path | None:
    """Return the folder that arguments lead to, as click will find it; None where they are incomplete."""
    named: str | None = None
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for index, argument in enumerate(before):
        if argument == "--root":
            named = before[index + 1] if index + 1 < len(before) else ""
        elif argument.startswith("--root="):
            named = argument.removeprefix("--root=")
    if named is None:
        return find_root(Path())
    return Path(named) if named else None


def find_path(name: str, root: Path) -> str | None:
    """Return a path from where we stand as one from the root; None where it leads out of the tree.

    Links are not followed below the root: a file is what the tree calls it.
    """
    top = root.resolve()
    full = Path(os.path.normpath(Path.cwd() / name))
    return full.relative_to(top).as_posix() if name and full.is_relative_to(top) else None
