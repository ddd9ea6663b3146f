"""What is read from Markdown: headings with the anchors of forges, links, clauses."""

from __future__ import annotations

import time

import pytest

from smsdocs.analysis.anchors import build_anchor, number_anchor, plain_text
from smsdocs.readers.markdown import Outline, parse_markdown


def read(text: str) -> Outline:
    """Read a text that begins on the first line of its file."""
    return parse_markdown(text, "a.md", 1)


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Simple", "simple"),
        ("Two  spaces", "two--spaces"),
        ("What's *new* in `1.2`?", "whats-new-in-12"),
        ("Übergabe & Prüfung", "übergabe--prüfung"),
        ("snake_case and _emphasis_ and __bold__", "snake_case-and-emphasis-and-bold"),
        ("`_private_` stays", "_private_-stays"),
        ('[A link](x.md "t") and ![image](y.png) here', "a-link-and--here"),
        ("[Nested (brackets)](a_(b).md)", "nested-brackets"),
        ("🚀 Start", "-start"),
        ("⚠️ Warning", "️-warning"),
        (":rocket: Start", "rocket-start"),
        ("Half ½, x², Ⅳ", "half--x-ⅳ"),
        ("हिन्दी शीर्षक", "हिन्दी-शीर्षक"),
        ("日本語 の 見出し", "日本語-の-見出し"),
        ("GET /users/{id}", "get-usersid"),
        ("Array<string> and <T, U>", "array-and-t-u"),
        ('See <b class="x">this</b><br/>now', "see-thisnow"),
        ("<nodejs.org> access", "nodejsorg-access"),
        ("a &amp; b &lt;c&gt;", "a--b-c"),
        (r"Not \*emphasis\* at all", "not-emphasis-at-all"),
        ("1. First / second", "1-first--second"),
        ("C#", "c"),
        ("---", "---"),
        ("A – B — C", "a--b--c"),  # noqa: RUF001  # dashes are what it is about
        ("e‿f", "e‿f"),
        ("?!", ""),
    ],
)
def test_the_anchor_of_a_heading_is_that_of_the_forges(heading: str, anchor: str) -> None:
    """Lower case, spaces to hyphens; letters, marks, digits, underscores and hyphens stay, all else goes."""
    assert build_anchor(plain_text(heading)) == anchor


def test_repeated_anchors_are_numbered_as_forges_number_them() -> None:
    """A heading that is named like a numbered one gets a number of its own."""
    used: dict[str, int] = {}
    names = ["a", "a", "a-1", "a", "b", "a-1"]
    assert [number_anchor(name, used) for name in names] == ["a", "a-1", "a-1-1", "a-2", "b", "a-1-2"]


def test_an_anchor_in_html_takes_no_name_from_a_heading() -> None:
    """Forges keep both; a link opens the first."""
    outline = read("<a id='setup'></a>\n\n## Setup\n\n## Setup\n")
    assert [heading.anchor for heading in outline.headings] == ["setup", "setup-1"]


@pytest.mark.parametrize(
    "text",
    [
        "    # indented code",
        "#hashtag",
        "####### seven",
        "`# code`",
        "```\n# fenced\n```",
        "<!--\n# comment\n-->",
        "| a |\n| - |\n---",
        "- item\n---",
        "\n---",
        "> quote\n---",
    ],
)
def test_what_looks_like_a_heading_and_is_none(text: str) -> None:
    """Code, tables, lists, rules and hashtags make no heading."""
    assert read(f"{text}\n").headings == []


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("# A", 1, "A"),
        ("###### A ######", 6, "A"),
        ("## A #", 2, "A"),
        ("## A#", 2, "A#"),
        ("##\tA", 2, "A"),
        ("   # A", 1, "A"),
        ("#", 1, ""),
        ("# #", 1, ""),
        ("A\n===", 1, "A"),
        ("A\n-", 2, "A"),
        ("> # A", 1, "A"),
        ("<h2 id='x'>A</h2>", 2, "A"),
        ("## A {#own}", 2, "A"),
        ("## A {.cls}", 2, "A"),
    ],
)
def test_headings_of_every_make_are_read(text: str, level: int, words: str) -> None:
    """A heading has a level and the text a reader sees."""
    assert [(heading.level, heading.text) for heading in read(f"{text}\n").headings] == [(level, words)]


def test_a_claim_belongs_to_the_heading_above_it() -> None:
    """Several words, commas and lines in one comment; each with its own place."""
    outline = read("# A\n## B\ntext <!-- Clauses: 8.1, x:8.2\n  8.3 --> more <!-- clause:8.4 -->\n")
    found = [
        (claim.clause, claim.heading.text if claim.heading else "", str(claim.place))
        for claim in outline.claims
    ]
    assert found == [
        ("8.1", "B", "a.md:3:20"),
        ("x:8.2", "B", "a.md:3:25"),
        ("8.3", "B", "a.md:4:3"),
        ("8.4", "B", "a.md:4:28"),
    ]


def test_places_count_from_the_top_of_the_file() -> None:
    """The body begins below the front matter."""
    outline = parse_markdown("\n[a](b.md)\n", "a.md", 10)
    assert [str(link.place) for link in outline.links] == ["a.md:11:5"]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[a](b.md)", [("b.md", "")]),
        ("[a](b.md#c)", [("b.md", "c")]),
        ("[a](#c)", [("", "c")]),
        ("[a](b%20c.md)", [("b c.md", "")]),
        ("[a](<b c.md>)", [("b c.md", "")]),
        ("[a](b(c).md)", [("b(c).md", "")]),
        (r"[a](b\_c.md)", [("b_c.md", "")]),
        ("[a](b.md 'title')", [("b.md", "")]),
        ("[a](b.md\n'title')", [("b.md", "")]),
        ("[a\nb](c.md)", [("c.md", "")]),
        ("![a](b.png){ width=5 }", [("b.png", "")]),
        ("[![a](b.png)](c.md)", [("b.png", ""), ("c.md", "")]),
        ("[a]: b.md", [("b.md", "")]),
        ("[a]: <b c.md> 'title'", [("b c.md", "")]),
        ("[a]: some words", []),
        ("[^a]: b.md", []),
        ("*[HTML]: b.md", []),
        ("<a class='x' href=b.md>", [("b.md", "")]),
        ("[a](https://b.c/d.md)", []),
        ("[a](mailto:b@c)", []),
        ("[a]()", []),
        ("`[a](b.md)`", []),
        ("`` ` [a](b.md) ``", []),
        ("`a [a](b.md)", [("b.md", "")]),
        ("[`a`](b.md)", [("b.md", "")]),
        ("[a](b.md?plain=1#L5)", [("b.md", "L5")]),
        ("    [a](b.md)", []),
        ("text\n    [a](b.md)", [("b.md", "")]),
        ("!!! note\n    [a](b.md)", [("b.md", "")]),
        ("[a]({{ b }})", []),
        ("f[0](see the words)", []),
        ("\\[a](b.md)", [("b.md", "")]),
        ("[a\\](b.md)", []),
    ],
)
def test_links_are_read_as_forges_and_our_site_show_them(text: str, links: list[tuple[str, str]]) -> None:
    """Targets are decoded and split from their anchors."""
    assert [(link.target, link.fragment) for link in read(f"{text}\n").links] == links


def test_thousands_of_comments_on_one_line_take_no_time() -> None:
    """The work grows with the line, not with its square."""
    started = time.process_time()
    parse_markdown("<!-- -->" * 100_000, "a.md", 1)
    assert time.process_time() - started < 5
