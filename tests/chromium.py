"""Chromium for tests: one browser for all tests of a process, since Playwright bears no second one beside it."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

_NAMES = ("chromium-headless-shell", "chromium")
"""Debian's packages. The shell is the same browser without windows, and takes half of the time."""
NO_CHROMIUM = (
    "There is no Chromium: install chromium-headless-shell or chromium, or set CHROMIUM to its path."
)
NEEDED = bool(os.environ.get("SMSDOCS_NEED_BROWSER"))
"""Whether a browser test that is skipped fails: set where they must run, such as in a pipeline."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


def find_chromium() -> str | None:
    """Return the Chromium of this machine: the one that CHROMIUM names, else the first that there is."""
    named = os.environ.get("CHROMIUM")
    return next((found for name in ([named] if named else _NAMES) if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser that asks nobody for anything by itself, and gets no answer from another host."""
    chromium = find_chromium()
    if chromium is None:
        pytest.skip(NO_CHROMIUM)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # most test runs of one file need none

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield running
        running.close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Say nothing."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, and say at which address."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
