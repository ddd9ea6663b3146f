"""Sites built in temporary folders, in this process, with a fixed clock; and what tests ask of them.

Test modules take the fixtures they need from here by name: a second conftest.py would hide the first.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from git_world import GIT_WORLD

os.environ["NO_MKDOCS_2_WARNING"] = "1"  # Material prints its notice on import, before any fixture runs

from mkdocs.commands.build import build
from mkdocs.config import load_config

REPOSITORY = Path(__file__).parents[2]
TODAY = "2026-07-01"


class Elements(HTMLParser):
    """The elements of a page: tag and attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data

    def ids(self) -> set[str]:
        """Return every anchor."""
        return {value for _, attrs in self.found for name in ("id", "name") if (value := attrs.get(name))}

    def links(self) -> list[tuple[str, str]]:
        """Return every address with the tag it stands on."""
        return [
            (tag, value)
            for tag, attrs in self.found
            for name in ("href", "src")
            if (value := attrs.get(name)) is not None
        ]


@dataclass
class Built:
    """A built site."""

    folder: Path
    log: list[logging.LogRecord] = field(default_factory=list)

    def html(self, page: str) -> str:
        """Return the HTML of a page."""
        return (self.folder / page).read_text(encoding="utf-8")

    def article(self, page: str) -> str:
        """Return the part of a page that is not the theme's."""
        return self.html(page).partition("<article")[2].partition("</article>")[0]

    def page(self, page: str) -> Elements:
        """Return the elements of a page."""
        return Elements(self.html(page))

    def pages(self) -> list[str]:
        """Return every HTML page."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))

    def files(self) -> dict[str, bytes]:
        """Return every file with its content."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def broken_links(self) -> list[str]:
        """Return links within the site that lead to no file or no anchor."""
        pages = {page: self.page(page) for page in self.pages() if page != "404.html"}
        anchors = {page: elements.ids() for page, elements in pages.items()}
        return [
            f"{page}: {address}"
            for page, elements in pages.items()
            for _, address in elements.links()
            if not self._leads_somewhere(page, address, anchors)
        ]

    def _leads_somewhere(self, page: str, address: str, anchors: dict[str, set[str]]) -> bool:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return True
        target = os.path.normpath(f"{page}/../{unquote(parts.path)}") if parts.path else page
        if (self.folder / target).is_dir():
            target = os.path.normpath(f"{target}/index.html")
        if not (self.folder / target).is_file():
            return False
        return not parts.fragment or target not in anchors or unquote(parts.fragment) in anchors[target]


Build = Callable[..., Built]
Write = Callable[[dict[str, str]], Path]


def build_site(
    root: Path,
    folder: Path,
    patch: pytest.MonkeyPatch,
    *,
    strict: bool,
    file: str = "mkdocs.yml",
    **settings: object,
) -> Built:
    """Build the site of a repository into a folder, and keep what MkDocs logs."""
    patch.setenv("SMSDOCS_TODAY", TODAY)
    patch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))
    if not (root / ".git").exists():
        patch.setenv("SMSDOCS_NO_HISTORY", "1")
    built = Built(folder)
    handler = logging.Handler()
    handler.emit = built.log.append  # type: ignore[method-assign]  # a handler that keeps records
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        config = load_config(str(root / file), site_dir=str(folder), strict=strict, **settings)
        build(config)
    finally:
        logger.removeHandler(handler)
    return built


def copy_sample(root: Path) -> Path:
    """Copy the sample into a repository of two commits; a guide that is being written does not matter here."""
    for name in ("docs", "policies", "processes"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "mkdocs.yml", root / "mkdocs.yml")
    shutil.rmtree(root / "docs/guide", ignore_errors=True)
    (root / "docs/guide").mkdir()
    (root / "docs/guide/index.md").write_text("# Guide\n\nA stub.\n", encoding="utf-8")
    _commit_twice(root)
    return root


def _commit_twice(root: Path) -> None:
    """Commit the sample as if one policy had been laid out otherwise at first."""
    page = root / "policies/service-management-policy.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(f"{text}\n\n", encoding="utf-8")
    run_git(root, "init", "--quiet", "--initial-branch", "main")
    commit_all(root, "The system as it is", at="2026-06-27T09:00:00+00:00")
    page.write_text(text, encoding="utf-8")
    commit_all(root, "Lay it out better", at="2026-06-28T09:00:00+00:00")


def commit_all(root: Path, message: str, *, at: str, name: str = "Ada Example") -> str:
    """Commit everything at a moment, and return the commit."""
    run_git(root, "add", "--all", at=at, name=name)
    run_git(root, "commit", "--quiet", "--allow-empty", "--message", message, at=at, name=name)
    return run_git(root, "rev-parse", "HEAD")


def run_git(root: Path, *arguments: str, at: str = "", name: str = "Ada Example") -> str:
    """Run git in a world of its own, and return what it says."""
    world = {
        **GIT_WORLD,
        "GIT_CEILING_DIRECTORIES": str(root.parent),
    }
    for who in ("AUTHOR", "COMMITTER"):
        world |= {f"GIT_{who}_NAME": name, f"GIT_{who}_EMAIL": "somebody@example.org", f"GIT_{who}_DATE": at}
    done = subprocess.run(
        ["git", *arguments], cwd=root, env={**os.environ, **world}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes a folder without history: path to content."""
    monkeypatch.setenv("SMSDOCS_NO_HISTORY", "1")

    def files(contents: dict[str, str]) -> Path:
        root = tmp_path / "repository"
        for path, content in contents.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(textwrap.dedent(content).lstrip("\n"), encoding="utf-8")
        return root

    return files


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Return a function that builds the site of a repository."""

    def run(root: Path, *, strict: bool = True, name: str = "site", **settings: object) -> Built:
        return build_site(root, tmp_path / name, monkeypatch, strict=strict, **settings)

    return run


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The site of the sample, built strictly, once."""
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        yield build_site(copy_sample(folder / "repository"), folder / "site", patch, strict=True)
