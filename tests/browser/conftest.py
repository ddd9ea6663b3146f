"""What browser tests share: the sites, made once for all workers, and a browser that reaches no other host.

A test opens pages with `visit`. Whatever a page asks of another host, and whatever fails in it, fails the test.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import pytest
from chromium import serve

from browser import covering, dressed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

WATCH = """
document.addEventListener("securitypolicyviolation", event =>
    console.error("against the policy: " + event.violatedDirective + " " + event.blockedURI))
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):  # noqa: PTH120  # a path as pytest has it
            item.add_marker(pytest.mark.browser)


@dataclass(kw_only=True)
class Visitor:
    """Opens pages, and keeps what they ask for and what goes wrong in them.

    Attributes:
        address: of the server of the dressed site; `plain` is that of the other.
        troubles: what fails the test at its end.
    """

    browser: Browser
    folder: Path
    address: str
    plain: str
    troubles: list[str] = field(default_factory=list)
    _contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def __call__(
        self,
        path: str,
        *,
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        over: Literal["http", "file", "plain"] = "http",
        scripts: bool = True,
    ) -> Page:
        """Open a page as a newcomer would: nothing is remembered from another visit."""
        page = self.context(width=width, scheme=scheme, scripts=scripts).new_page()
        self.go(page, path, over=over, scripts=scripts)
        return page

    def go(
        self, page: Page, path: str, *, over: Literal["http", "file", "plain"] = "http", scripts: bool = True
    ) -> None:
        """Lead an open page to another address, and wait until its scripts have run."""
        base = {"http": self.address, "plain": self.plain, "file": (self.folder / "site").as_uri()}[over]
        page.goto(f"{base}/{path}")
        if scripts:
            page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)))")

    def context(self, *, width: int, scheme: str, scripts: bool = True) -> BrowserContext:
        """Return a window of its own, whose pages are watched; nothing in it moves."""
        made = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        made.set_default_timeout(8000)
        made.add_init_script(WATCH)
        made.on("request", lambda request: self._note_request(request.url))
        made.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        made.on("console", lambda message: self._note_message(message.type, message.text))
        self._contexts[str(id(made))] = made
        return made

    def _note_request(self, url: str) -> None:
        if not url.startswith((self.address, self.plain, "file:", "data:", "blob:", "about:")):
            self.troubles.append(f"another host: {url}")

    def _note_message(self, kind: str, text: str) -> None:
        if kind == "error":
            self.troubles.append(f"console: {text}")

    def close(self) -> None:
        """Close every window."""
        for context in self._contexts.values():
            context.close()


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with both sites; the first worker makes them, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "dressed"
    with (shared / "dressed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "templates.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            dressed.build_all(folder)
    return folder


@pytest.fixture(scope="session")
def cover(sites: Path) -> tuple[str, ...]:
    """Return the pages that stand for all."""
    return covering.find_cover(covering.read_worn(sites), covering.NAMED.values())


@pytest.fixture(scope="session")
def thin_cover(sites: Path) -> tuple[str, ...]:
    """Return the fewest pages that wear everything, for tests that look closely."""
    return covering.find_cover(covering.read_worn(sites))


@pytest.fixture(scope="session")
def addresses(sites: Path) -> Iterator[tuple[str, str]]:
    """The addresses of the servers of both sites."""
    with serve(sites / "site") as dressed_site, serve(sites / "plain") as plain_site:
        yield dressed_site, plain_site


@pytest.fixture
def visit(browser: Browser, sites: Path, addresses: tuple[str, str]) -> Iterator[Visitor]:
    """What opens pages; at the end no page may have asked another host, or failed in anything."""
    visitor = Visitor(browser=browser, folder=sites, address=addresses[0], plain=addresses[1])
    yield visitor
    visitor.close()
    assert visitor.troubles == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, as its package brings it."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
