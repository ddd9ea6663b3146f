"""What the theme fetches by script is left out of a site that is made to be opened from a folder."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import built_site
import pytest
from playwright.sync_api import Browser, expect

from smsdocs.readers.mermaid import find_packaged

if TYPE_CHECKING:
    from built_site import Build, Built, Write

make = built_site.make
write = built_site.write

INSTANT = ["navigation.instant", "navigation.instant.prefetch", "navigation.instant.progress"]
SETTINGS = """\
site_name: Ours
site_url: https://sms.example.org/
theme:
  name: material
  font: false
  features: [navigation.indexes, {instant}, search.highlight]
extra: {{generator: false}}
plugins: [search, {offline}, smsdocs]
markdown_extensions: [attr_list, md_in_html, pymdownx.superfences]
"""
PAGE = "# Home\n\n```mermaid\nflowchart LR\n  A --> B\n```\n\n[Other](other.md)\n"


def _build(write: Write, make: Build, offline: str) -> Built:
    settings = SETTINGS.format(instant=", ".join(INSTANT), offline=offline)
    return make(
        write({"mkdocs.yml": settings, "docs/index.md": PAGE, "docs/other.md": "# Other\n"}), strict=False
    )


def _features(built: Built) -> list[str]:
    found = re.search(
        r'<script id="__config" type="application/json">(.*?)</script>', built.html("index.html")
    )
    assert found
    return list(json.loads(found[1])["features"])


@pytest.mark.parametrize(
    ("offline", "left"),
    [("offline", []), ("material/offline", []), ("tags", INSTANT), ("offline: {enabled: false}", INSTANT)],
)
def test_pages_are_fetched_only_where_a_server_sends_them(
    write: Write, make: Build, caplog: pytest.LogCaptureFixture, offline: str, left: list[str]
) -> None:
    """With the plugin that makes a site for a folder they are loaded as ever, and the build says so."""
    built = _build(write, make, offline)
    features = _features(built)
    assert [one for one in features if "instant" in one] == left
    assert {"navigation.indexes", "search.highlight"} <= {*features}
    words = f"With the plugin offline {', '.join(INSTANT)} is left out: it fetches pages"
    assert (words in caplog.text) is not bool(left)


@pytest.mark.browser
@pytest.mark.skipif(find_packaged() is None, reason="the extra `diagrams` is not installed")
def test_diagrams_are_drawn_and_links_lead_on_from_a_folder(
    browser: Browser, write: Write, make: Build
) -> None:
    """Also where the settings ask for what does not work there."""
    built = _build(write, make, "offline")
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((built.folder / "index.html").as_uri())
    expect(page.locator(".sms-diagram > img:visible")).to_have_count(1, timeout=30_000)
    page.locator("article").get_by_role("link", name="Other", exact=True).click()
    expect(page.locator("article h1")).to_contain_text("Other")
    assert wrong == []
    page.close()
