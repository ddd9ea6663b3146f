"""A small tree whose pages run macros, built for real; what its one document says is up to the test."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort, PluginError
from mkdocs_macros.plugin import MacrosPlugin

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))

from built_site import Built, build_site

SETTINGS = """\
site_name: Ours
theme: {name: material, font: false}
markdown_extensions: [attr_list, md_in_html, tables, toc, footnotes, pymdownx.superfences]
plugins:
  - search
  - macros
  - smsdocs: {organisation: Northwind Hosting}
"""
HEAD = """\
---
id: PRC-ONE
title: One
type: process
process: incident-management
status: draft
version: "1.0"
owner: boss
roles: {accountable: boss}
---

"""
FIRST = HEAD.count("\n") + 1
"""The line on which the text of the document begins."""
TREE = {
    "mkdocs.yml": SETTINGS,
    "docs/index.md": "# Home\n",
    "docs/registers/roles.yml": "id: REG-ROLES\ntitle: Roles\nowner: boss\nrows:\n  - {id: boss, title: The boss}\n",
    "docs/registers/services.yml": (
        "id: REG-SERVICES\ntitle: Services\nowner: boss\nrows:\n"
        '  - {id: hosting, name: Hosting, hours: 24, portal: "https://portal.example.org/?a=1&b=2", owner: boss}\n'
        "  - {id: backup, name: Backup, hours: 8, tags: [copies, restores], owner: boss}\n"
    ),
    "docs/records/audit/one.md": "---\nid: A-1\ntitle: First audit\ndate: 2026-01-05\n---\n\nHappened.\n",
}
PAGE = "processes/one/index.html"

Try = Callable[..., Built]


def write_tree(root: Path, text: str, more: dict[str, str] | None = None) -> Path:
    """Write the tree with a text for its document."""
    for path, content in {**TREE, "processes/one.md": HEAD + text, **(more or {})}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    return root


@pytest.fixture(autouse=True)
def _no_leaks() -> Iterator[None]:
    """What the macros plugin keeps on its class reaches no other test."""
    yield
    for name in ("_add_macros", "_add_filters", "_add_variables"):
        getattr(MacrosPlugin, name, {}).clear()


@pytest.fixture
def attempt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Try:
    """Return a function that builds the tree, not strictly unless asked, with a text for its document."""

    def run(text: str, more: dict[str, str] | None = None, *, strict: bool = False) -> Built:
        root = write_tree(tmp_path / "tree", text, more)
        caplog.clear()
        try:
            return build_site(root, tmp_path / "site", monkeypatch, strict=strict)
        except Abort:  # MkDocs has said why already
            raise PluginError(caplog.records[-1].getMessage()) from None

    return run


def write_pages(root: Path, texts: Sequence[str], more: dict[str, str] | None = None) -> Path:
    """Write the tree with a document per text, each with the title of the one there is: `processes/p0.md` and on."""
    pages = {
        f"processes/p{number}.md": HEAD.replace("PRC-ONE", f"PRC-P{number}") + text
        for number, text in enumerate(texts)
    }
    return write_tree(root, "Text.\n", {**pages, **(more or {})})


def refuse(attempt: Try, text: str, **more: dict[str, str]) -> str:
    """Build, see that it is refused, and return why."""
    with pytest.raises(PluginError) as caught:
        attempt(text, **more)
    return str(caught.value)
