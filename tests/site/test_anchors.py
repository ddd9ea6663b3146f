"""The checks, the site and the forges give a heading the same anchor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import built_site
import pytest
from markdown import Markdown

from smsdocs.adapters.mkdocs.extension import SiteExtension
from smsdocs.adapters.mkdocs.site import Site
from smsdocs.readers.markdown import parse_markdown
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from built_site import Write

write = built_site.write

HEADINGS = [
    "Plain words",
    "With *emphasis* and **strong** words",
    "With `code` and `a_b_c`",
    "A [link](other.md) inside",
    "Punctuation: what, why? (and how!)",
    "Übergabe & Prüfung … täglich",
    "snake_case_stays",
    "A & B &amp; C",
    "5.2.1 Numbered, with dots",
    "Trailing hashes ##",
    "Explicit {#own-anchor}",
    "Two  spaces",
    "Escaped \\*star\\*",
    "Slash / and + plus = equals",
    "日本語 heading",
    "A footnote[^1]",
]


def _site_anchors(write: Write, body: str) -> list[str]:
    root = write({"mkdocs.yml": "site_name: x\nplugins:\n  - smsdocs\n", "docs/index.md": "placeholder\n"})
    Path(root / "docs/index.md").write_text(body, encoding="utf-8")
    site = Site(root=root, snapshot=read_snapshot(root, history=False), findings=(), current="index.md")
    markdown = Markdown(extensions=["toc", "attr_list", "footnotes", SiteExtension(site)])
    markdown.convert(body)
    tokens: list[str] = []

    def walk(entries: list[dict[str, object]]) -> None:
        for entry in entries:
            tokens.append(str(entry["id"]))
            walk(entry["children"])  # type: ignore[arg-type]

    walk(markdown.toc_tokens)  # type: ignore[attr-defined]
    return tokens


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_has_one_anchor(write: Write, heading: str) -> None:
    """Whether the checks compute it or the site does."""
    body = f"## {heading}\n\nText.\n\n[^1]: Note.\n"
    expected = [one.anchor for one in parse_markdown(body, "x.md", 1).headings]
    assert _site_anchors(write, body) == expected


@pytest.mark.parametrize("heading", HEADINGS[:-1])
def test_a_heading_has_one_anchor_where_the_site_must_compute_it(write: Write, heading: str) -> None:
    """A heading that the checks do not see (in a quotation) makes the site compute all anchors of the page."""
    body = f"## {heading}\n\n> ## Quoted\n\n!!! note\n\n    ## Deep\n"
    expected = parse_markdown(f"## {heading}\n", "x.md", 1).headings[0].anchor
    assert _site_anchors(write, body)[0] == expected


def test_repeated_headings_are_numbered_alike(write: Write) -> None:
    """The second gets -1, as on a forge."""
    body = "# Same\n\n## Same\n\n## Same\n\n### Other\n"
    assert _site_anchors(write, body) == ["same", "same-1", "same-2", "other"]
