"""Terms on the site: explained on authors' pages, and listed in the glossary."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from chromium import serve

os.environ["NO_MKDOCS_2_WARNING"] = "1"  # Material prints its notice on import, before any fixture runs

from mkdocs.commands.build import build
from mkdocs.config import load_config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

SETTINGS = """\
site_name: Terms
use_directory_urls: false
theme: {name: material, font: false}
plugins:
  - search
  - smsdocs
markdown_extensions: [abbr, admonition, tables, attr_list]
"""
TERMS = """\
id: REG-TERMS
title: Our words
owner: boss
rows:
  - id: incident
    term: incident
    also: [disturbance]
    forms: [incidents]
    meaning: A service does not work as "promised" & <b>soon</b> will not. See what a problem is.
    see: [problem, POL-A]
  - id: problem
    term: problem
    meaning: The cause of an incident.
  - id: ubel
    term: Übel
    meaning: Sorted beside U.
  - id: umbrella
    term: umbrella
    meaning: Sorted after it.
  - id: three
    term: 3rd party
    meaning: Somebody else.
"""
POLICY = """\
---
id: POL-A
title: A policy about an incident
type: policy
status: draft
version: "1"
owner: boss
---

*[ABC]: An abbreviation of the author

## The incident

An incident, `incident`, [incident](b.md) and another incident. Incidents too. ABC.

!!! note "incident problem"

    | problem |
    |---|
    | a problem, **Übel** *of* 3rd party |
"""
OTHER = (
    '---\nid: POL-B\ntitle: Another\ntype: policy\nstatus: draft\nversion: "1"\nowner: boss\n---\n'
    "\nA disturbance.\n"
)


def make(root: Path, files: dict[str, str], patch: pytest.MonkeyPatch) -> Path:
    """Build a site and return its folder."""
    patch.setenv("SMSDOCS_TODAY", "2026-06-01")
    patch.setenv("SMSDOCS_NO_HISTORY", "1")
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    build(load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"), strict=False))
    return root / "site"


FILES = {
    "mkdocs.yml": SETTINGS,
    "docs/index.md": "# Home\n\nEach incident counts.\n",
    "docs/registers/terms.yml": TERMS,
    "policies/a.md": POLICY,
    "policies/b.md": OTHER,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small site with a glossary."""
    with pytest.MonkeyPatch.context() as patch:
        yield make(tmp_path_factory.mktemp("terms"), FILES, patch)


def marks(site: Path, page: str) -> list[tuple[str, str]]:
    """Return the terms that a page explains: where they lead, and the words."""
    text = (site / page).read_text(encoding="utf-8")
    return re.findall(r'<a class="glossary-term" href="([^"]*)" title="[^"]*">([^<]*)</a>', text)


def test_each_term_is_explained_where_it_first_stands(site: Path) -> None:
    """Once on a page, in running text and cells; not in headings, links, code and titles of boxes."""
    assert marks(site, "policies/a.html") == [
        ("../registers/terms.html#row-incident", "incident"),
        ("../registers/terms.html#row-problem", "problem"),
        ("../registers/terms.html#row-ubel", "Übel"),
        ("../registers/terms.html#row-three", "3rd party"),
    ]
    text = (site / "policies/a.html").read_text(encoding="utf-8")
    assert 'An <a class="glossary-term"' in text
    assert '<abbr title="An abbreviation of the author">ABC</abbr>' in text


def test_pages_that_are_no_documents_explain_terms_too(site: Path) -> None:
    """A newcomer starts at the home page."""
    assert marks(site, "index.html") == [("registers/terms.html#row-incident", "incident")]


def test_another_name_leads_to_its_term(site: Path) -> None:
    """Who reads it learns what it is called here."""
    assert marks(site, "policies/b.html") == [("../registers/terms.html#row-incident", "disturbance")]


def test_a_meaning_is_text(site: Path) -> None:
    """What a stranger writes into the register cannot leave its place."""
    for page in ("policies/a.html", "registers/terms.html"):
        text = (site / page).read_text(encoding="utf-8")
        assert "<b>soon" not in text
        assert "\u2039b\u203asoon\u2039/b\u203a" in text or "&lt;b&gt;soon&lt;/b&gt;" in text


def test_the_glossary_has_every_term_under_its_letter(site: Path) -> None:
    """Sorted as people sort; what begins with no letter comes first."""
    text = (site / "registers/terms.html").read_text(encoding="utf-8")
    assert re.findall(r'<h2 id="letter-\d+"[^>]*>(.)</h2>', text) == ["#", "I", "P", "U"]
    assert re.findall(r'<h3 id="row-([a-z]+)">', text) == ["three", "incident", "problem", "ubel", "umbrella"]
    assert text.count('<h1 id="sms-title">Our words</h1>') == 1


def test_the_glossary_leads_on_and_back(site: Path) -> None:
    """To other terms, to documents, and to the pages that use a term: documents first."""
    text = (site / "registers/terms.html").read_text(encoding="utf-8")
    entry = text.partition('<h3 id="row-incident">')[2].partition("<h3")[0]
    assert 'what a <a href="#row-problem">problem</a> is' in entry
    assert "Also: disturbance" in entry
    assert '>problem</a>, <a href="../policies/a.html">A policy about an incident</a>' in entry
    used = entry.partition("Used in: ")[2]
    assert re.findall(r">([^<]+)</a>", used) == ["A policy about an incident", "Another", "Home"]


def test_pages_that_use_a_term_are_not_listed_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A term that everybody uses does not fill the glossary."""
    pages = {f"docs/p{number}.md": "# P\n\nAn incident.\n" for number in range(20)}
    site = make(tmp_path, FILES | pages, monkeypatch)
    assert "and 20 other pages" in (site / "registers/terms.html").read_text(encoding="utf-8")


def test_the_search_finds_terms_and_not_who_uses_them(site: Path) -> None:
    """Each term is a place of its own; a list of pages would drown it."""
    index = (site / "search/search_index.json").read_text(encoding="utf-8")
    assert '"registers/terms.html#row-problem"' in index
    assert "Used in" not in index


def test_a_site_without_terms_has_no_tooltips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing changes for who has no such register."""
    files = {path: text for path, text in FILES.items() if "terms" not in path}
    site = make(tmp_path, files, monkeypatch)
    assert marks(site, "policies/a.html") == []


def test_a_register_without_good_rows_still_has_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a register is a finding, and no reason to stop."""
    broken = "id: REG-TERMS\ntitle: Our words\nowner: boss\nrows:\n  - id: a\n  - term: b\n  - meaning: c\n"
    site = make(tmp_path, FILES | {"docs/registers/terms.yml": broken}, monkeypatch)
    assert "There are no terms yet." in (site / "registers/terms.html").read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_keyboard_gets_the_meaning_too(site: Path, browser: Browser, scheme: str) -> None:
    """A term has the focus like any link, says what it means, and leads to its entry; nothing is fetched elsewhere."""
    from playwright.sync_api import expect  # noqa: PLC0415  # one test

    with serve(site) as served:
        start = served if scheme == "http" else f"file://{site}"
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{start}/policies/a.html")
        page.locator("a.glossary-term", has_text="problem").focus()
        expect(page.get_by_role("tooltip").filter(has_text="The cause of an incident.")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("tooltip")).to_have_count(0)
        page.locator("a.glossary-term", has_text="incident").hover()
        meaning = page.get_by_role("tooltip")
        expect(meaning).to_have_text(
            'A service does not work as "promised" & \u2039b\u203asoon\u2039/b\u203a will not. See what a problem is.'
        )
        assert meaning.locator("*").count() == 0
        page.locator("a.glossary-term", has_text="problem").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/registers/terms.html#row-problem")
        expect(page.locator("#row-problem")).to_be_in_viewport()
        page.close()
    assert [url for url in asked if not url.startswith(start)] == []
