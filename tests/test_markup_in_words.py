"""What in a title, a cell or the name of a file is markup, and what only looks like it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from smsdocs.analysis.markup_in_words import find_markup, find_markup_in_name
from smsdocs.checks.run import check
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<img src=x onerror=alert(1)> x", "<img src=x onerror=alert(1)>"),
        ("<SVG/onload=alert(1)>", "<SVG/onload=alert(1)>"),
        ("words</title> more", "</title>"),
        ("<!-- a comment -->", "<!-- a comment -->"),
        ("<?php echo 1 ?>", "<?php echo 1 ?>"),
        ("<x onclick=alert(1)", "<x onclick=alert(1)"),
        ("<https://onmouseover=alert(1)>", "<https://onmouseover=alert(1)>"),
        ("<https://example.org/onmouseover=alert(1)>", "<https://example.org/onmouseover=alert(1)>"),
        ('" onmouseover="alert(1)', '" onmouseover="alert(1)'),
        ("' autofocus onfocus=alert(1) x='", "' autofocus onfocus=alert(1)"),
        ('" style="position:fixed', '" style="position:fixed'),
        ("see JavaScript:alert(1)", "JavaScript:alert(1)"),
        ("data:text/html,<b", "data:text/html,"),
    ],
)
def test_markup_is_found(text: str, found: str) -> None:
    """Elements that there are, anything with attributes, what leaves its quotes, addresses that run."""
    assert find_markup(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "<customer>", "<your name here>", "P1 < P2 and P3 > P4", "< 15 minutes", "<=5 and >=3", "x <- y -> z",
        "<ada@example.org>", "<https://example.org/?a=1&b=2>", "JavaScript: an introduction", "data: where it lies",
        "a = b", '"quoted" style = a word', "once = 1", "iso20000-1:8.6.1", "2026-01-01T09:00", "<", "<!", "</",
    ],
)  # fmt: skip
def test_words_are_words(text: str) -> None:
    """Places to fill in, signs of mathematics, addresses in brackets."""
    assert find_markup(text) == ""


def test_an_address_that_does_not_reach_the_site_counts_where_addresses_stand() -> None:
    """Elsewhere a colon is a colon."""
    assert find_markup("ftp://files.example.org", "url") == "ftp://files.example.org"
    assert find_markup("java\tscript:x", "url") == "java script:x"
    assert find_markup("https://example.org", "url") == ""
    assert find_markup("ftp://files.example.org", "location") == ""


def test_the_name_of_a_file_holds_no_braces() -> None:
    """Single ones are fine."""
    assert find_markup_in_name("docs/{{ 7*7 }}.md") == "{{ 7*7 }}"
    assert find_markup_in_name("docs/{id}.md") == ""


def test_a_file_full_of_it_names_fifty_and_counts_the_rest(tmp_path: Path) -> None:
    """A register of thousands of rows does not drown the report."""
    register = tmp_path / "docs/registers/assets.yml"
    register.parent.mkdir(parents=True)
    rows = "".join(f"  - {{id: A-{number}, name: <b>x</b>}}\n" for number in range(60))
    register.write_text(f"rows:\n{rows}", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\nplugins: [smsdocs]\n", encoding="utf-8")
    found = [
        one
        for one in check(read_snapshot(tmp_path, today=date(2026, 7, 1), history=False))
        if one.name == "markup-in-words"
    ]
    assert len(found) == 51
    assert [one.message for one in found if one.place.line is None] == [
        "10 more of its texts hold HTML, which the site shows as text"
    ]
