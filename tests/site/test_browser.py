"""The site of the sample in a browser: over http and opened from a folder."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import built_site
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from built_site import Build, Built, Write

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PAGES = (
    "index.html",
    "processes/incident-management/index.html",
    "standards/index.html",
    "traceability.html",
    "changes.html",
    "reviews.html",
    "evidence.html",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="there is no Chromium"),
]
sample = built_site.sample
make = built_site.make
write = built_site.write


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser that asks nobody for anything by itself."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield running
        running.close()


@pytest.fixture(scope="module")
def address(sample: Built) -> Iterator[str]:
    """The address of a server with the site."""
    handler = functools.partial(QuietHandler, directory=str(sample.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _open(browser: Browser, url: str, *, width: int = 1280, scheme: str = "light") -> tuple[Page, list[str]]:
    """Open a page; return it with everything it asked for, and with what went wrong in its console."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(f"error: {error}"))
    page.goto(url)
    page.wait_for_timeout(300)
    return page, asked


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_host(browser: Browser, address: str, path: str) -> None:
    """Neither over http nor from a folder; and no script fails."""
    page, asked = _open(browser, f"{address}/{path}")
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_its_window(browser: Browser, address: str, path: str, width: int) -> None:
    """Wide tables scroll by themselves, not the page."""
    page, _ = _open(browser, f"{address}/{path}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.close()


def test_the_search_works_from_a_folder(browser: Browser, sample: Built) -> None:
    """A document is found by its id without a server, and without asking another host."""
    page, asked = _open(browser, (sample.folder / "policies/scope.html").as_uri())
    page.click("[data-md-component=search-query]")
    page.keyboard.type("PRC-INC")
    page.wait_for_selector(".md-search-result__link")
    assert "Incident management" in page.locator(".md-search-result__link").first.inner_text()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    page.close()


def test_the_matrix_is_filtered_by_words(browser: Browser, sample: Built) -> None:
    """The field shows only the lines that hold every word; an empty one shows all."""
    page, _ = _open(browser, (sample.folder / "traceability.html").as_uri())
    rows = page.locator("tbody tr:visible")
    every = rows.count()
    page.fill(".sms-filter input", "GAP 8.7")
    assert 0 < rows.count() < every
    assert f"of {every}" in page.inner_text(".sms-shown")
    page.fill(".sms-filter input", "")
    assert rows.count() == every
    page.close()


def test_what_changed_is_filtered_by_kind(browser: Browser, sample: Built) -> None:
    """The keyboard does it; weeks without a row go; the address remembers it, and brings it back."""
    url = (sample.folder / "changes.html").as_uri()
    page, _ = _open(browser, url)
    rows = page.locator("tbody tr[data-kind]:visible")
    every, weeks = rows.count(), page.locator(".sms-week:visible").count()
    page.focus(".sms-kinds input[value=created]")
    page.keyboard.press("Space")
    assert 0 < rows.count() < every
    assert page.locator(".sms-week:visible").count() < weeks
    assert page.url.endswith("#kinds=immaterial")
    assert f"{rows.count()} of {every}" in page.inner_text(".sms-shown")
    again, _ = _open(browser, page.url)
    assert not again.is_checked(".sms-kinds input[value=created]")
    assert again.locator("tbody tr[data-kind]:visible").count() == rows.count()
    page.keyboard.press("Space")
    assert (page.evaluate("location.href"), rows.count()) == (url, every)
    page.close()
    again.close()


def test_without_scripts_what_changed_is_a_table(browser: Browser, sample: Built) -> None:
    """Boxes that would do nothing do not show."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((sample.folder / "changes.html").as_uri())
    assert page.locator("tbody tr[data-kind]").first.is_visible()
    assert not page.locator(".sms-kinds").is_visible()
    context.close()


def test_without_scripts_the_matrix_is_a_table(browser: Browser, sample: Built) -> None:
    """The field for filtering does not show where it cannot work."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((sample.folder / "traceability.html").as_uri())
    assert page.locator("tbody tr").first.is_visible()
    assert not page.locator(".sms-filter").is_visible()
    context.close()


def test_no_link_of_an_author_covers_the_page(browser: Browser, write: Write, make: Build) -> None:
    """What the reader points at is what stands there, wherever it is."""
    attack = (
        '<div><input type="checkbox" checked data-md-toggle="drawer">'
        '<a class="md-overlay" href="https://evil.example/">x</a></div>'
    )
    settings = "site_name: Ours\ntheme: {name: material, font: false}\nplugins: [smsdocs]\n"
    root = write({"mkdocs.yml": settings, "docs/index.md": f"# Home\n\n{attack}\n"})
    page, _ = _open(browser, (make(root, strict=False).folder / "index.html").as_uri(), width=390)
    points = "[[10, 500], [300, 500], [380, 850]]"
    covers = "([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest('article a'))"
    assert page.locator("article a").count() == 1
    assert page.evaluate(f"{points}.map({covers})") == [False, False, False]
    page.close()
