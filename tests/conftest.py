"""What tests share: a world in which git and the clock depend on nobody's machine, and example trees."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from chromium import NEEDED, browser
from git_world import GIT_WORLD

__all__ = ["browser"]  # a fixture of all tests

BASE = Path(__file__).parent / "cases" / "_base"
"""A small service management system without any finding."""

Write = Callable[[Mapping[str, str | bytes]], Path]
"""Writes files, by path, into a new folder of the test and returns the folder."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write what a test printed as text that workers can hand over, and fail what is skipped where nothing may be.

    Names of files need not be UTF-8.
    """
    report = yield
    if NEEDED and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and SMSDOCS_NEED_BROWSER is set: {report.longrepr}"
    report.sections = [(name, text.encode("utf-8", "replace").decode()) for name, text in report.sections]
    return report


@pytest.fixture(autouse=True)
def _own_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine reaches a test: no settings of git or of ours, no repository around the folder."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "SMSDOCS_NO_"))]:
        monkeypatch.delenv(name)
    for name in ("SMSDOCS_TODAY", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in GIT_WORLD.items():
        monkeypatch.setenv(name, value)


def write_files(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below `root`, with the line ends they have."""
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files into a folder that is no repository."""

    def into(files: Mapping[str, str | bytes]) -> Path:
        write_files(tmp_path, files)
        return tmp_path

    return into


@dataclass
class Repository:
    """A real git repository whose every commit has a fixed day.

    Attributes:
        root: its folder.
        environment: of every git call.
    """

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def git(self, *arguments: str, at: str = "2026-01-01T12:00:00+00:00", author_at: str = "") -> str:
        """Run git at a moment; `author_at` is the author's clock where it differs."""
        names = {
            f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in _SOMEBODY.items()
        }
        dates = {"GIT_AUTHOR_DATE": author_at or at, "GIT_COMMITTER_DATE": at}
        done = subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *arguments],
            cwd=self.root,
            env={**os.environ, **names, **dates, **self.environment},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files into the work tree."""
        write_files(self.root, files)

    def commit(self, files: Mapping[str, str | bytes], *, at: str, author_at: str = "") -> str:
        """Write files, commit everything, and return the commit."""
        self.write(files)
        self.git("add", "--all", at=at)
        self.git("commit", "--quiet", "--allow-empty", "--message", "change", at=at, author_at=author_at)
        return self.git("rev-parse", "HEAD")


_SOMEBODY = {"NAME": "Ada Example", "EMAIL": "ada@example.org"}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a repository on the branch `main` without any commit."""
    root = tmp_path / "repository"
    root.mkdir()
    made = Repository(root)
    made.git("init", "--quiet", "--initial-branch", "main")
    return made


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Return a copy of the small system without any finding."""
    root = tmp_path / "sound"
    shutil.copytree(BASE, root)
    return root
