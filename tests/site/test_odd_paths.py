"""Paths that are no UTF-8: no address can hold them, so their pages stand at one that spells them."""

from __future__ import annotations

import logging
import os
import re
import sys
from typing import TYPE_CHECKING

import built_site
import pytest
from built_site import commit_all, run_git

from smsdocs.reports.site.addresses import spell_path, version_page

if TYPE_CHECKING:
    from pathlib import Path

    from built_site import Build, Built

pytestmark = pytest.mark.skipif(
    sys.platform in {"darwin", "win32"}, reason="the file system takes no path that is no UTF-8"
)
make = built_site.make

SETTINGS = """\
site_name: Ours
repo_url: https://git.example.org/ours
edit_uri: edit/main/docs/
theme: {name: material, font: false}
plugins:
  - smsdocs:
      documents: ["."]
      forge: {view: "https://git.example.org/b/{commit}/{path}"}
      severity: {missing-front-matter: "off", missing-field: "off"}
"""
DOCUMENT = """\
---
id: %s
title: "%s"
type: policy
status: %s
version: "1.0"
owner: boss
approver: boss
approved_on: 2026-01-01
effective_from: 2026-01-01
last_reviewed: 2026-01-01
review_interval: P12M
classification: internal
---

Text.
"""


def _write(root: Path, files: dict[bytes, str]) -> None:
    for path, text in files.items():
        place = root / os.fsdecode(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with an odd document, an odd folder, an odd page without a title and an odd register."""
    root = tmp_path / "repository"
    _write(
        root,
        {
            b"mkdocs.yml": SETTINGS,
            b"docs/index.md": "# Home\n",
            b"policies/\xff.md": DOCUMENT % ("POL-1", "Odd", "approved"),
            b"policies/plain.md": DOCUMENT % ("POL-2", "Plain", "approved"),
            b"\xf0/\xf1.md": "No heading.\n",
            b"docs/\xf2.md": "# A guide\n",
            b"docs/registers/\xf3.yml": "id: REG-1\nkind: risks\ntitle: Odd register\nrows: []\n",
        },
    )
    run_git(root, "init", "--quiet", "--initial-branch", "main")
    commit_all(root, "All of it", at="2026-01-01T09:00:00+00:00")
    return root


def _messages(built: Built) -> list[str]:
    return [one.getMessage() for one in built.log if one.levelno >= logging.WARNING]


@pytest.mark.parametrize("directory_urls", [True, False])
def test_a_page_stands_at_an_address_that_spells_its_path(
    root: Path, make: Build, *, directory_urls: bool
) -> None:
    """Pages, folders and registers, and every link to them leads there."""
    built = make(root, strict=False, use_directory_urls=directory_urls)
    end = "/index.html" if directory_urls else ".html"
    assert "Text." in built.article(f"policies/~ff{end}")
    assert {f"~f0/~f1{end}", f"~f2{end}", f"registers/~f3{end}"} <= set(built.pages())
    assert "\ufffd" in built.html(f"~f0/~f1{end}").partition("<title>")[2].partition("</title>")[0]
    assert built.broken_links() == []


def test_a_former_version_of_it_has_a_page(root: Path, make: Build) -> None:
    """A draft over an approved text leads to that, here and on the forge."""
    _write(root, {b"policies/\xff.md": DOCUMENT % ("POL-1", "Odd", "draft") + "More.\n"})
    commit_all(root, "Plan", at="2026-04-01T09:00:00+00:00")
    built = make(root, strict=False)
    assert "This version is in force" in built.article("versions/policies/~ff/index.html")
    assert re.search(
        r'"https://git\.example\.org/b/\w+/policies/%FF\.md"', built.article("policies/~ff/index.html")
    )
    assert built.broken_links() == []


def test_two_paths_have_two_addresses(root: Path, make: Build) -> None:
    """A page that is really called so keeps its place, and the other is said to have moved."""
    _write(root, {b"policies/~ff.md": DOCUMENT % ("POL-3", "Tilde", "approved")})
    built = make(root, strict=False)
    assert "Tilde" in built.html("policies/~ff/index.html")
    assert "Odd" in built.html("repository/policies/~ff/index.html")
    assert any("\udcff.md would stand at policies/~ff/" in one for one in _messages(built))


def test_a_picture_stays_out_and_is_named(root: Path, make: Build) -> None:
    """No link can lead to it."""
    _write(root, {b"docs/\xfe.png": "no picture"})
    built = make(root, strict=False)
    assert r"'docs/\udcfe.png' stays out of the site: its path is no UTF-8. Rename it." in _messages(built)
    assert not [name for name in built.files() if name.endswith("fe.png")]


def test_no_two_odd_paths_are_spelled_alike() -> None:
    """A tilde beside odd bytes is spelled too; other paths stay as they are."""
    assert spell_path("a~ff/ü.md") == "a~ff/ü.md"
    assert spell_path("\udcff~ff.md") == "~ff~7eff.md"
    assert spell_path("~ff\udcff.md") == "~7eff~ff.md"
    assert version_page("a/\udcff.md") == "versions/a/~ff.md"
