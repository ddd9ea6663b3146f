"""What makes building quick changes nothing: one Markdown for all pages, pages parted for the search by a pattern."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING, Any

import markdown
import pytest
from built_site import build_site, copy_sample
from material.plugins.search.plugin import Parser
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import pages

from smsdocs.adapters import mkdocs_plugin
from smsdocs.adapters.mkdocs import search
from smsdocs.adapters.mkdocs.one_markdown import REUSABLE, part_markdown, share_markdown
from smsdocs.adapters.mkdocs.sections import Section, part_page, space_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Told = list[tuple[str | None, list[str], list[str]]]

TEXTS = {
    "abbr": "The SLA holds.\n\n*[SLA]: service level agreement\n",
    "no abbr": "The SLA holds, and so does this.\n",
    "admonition": "!!! note\n    Mind the gap.\n\n    - a\n    - b\n\n    More.\n",
    "sibling": "!!! note\n    One.\n\nTwo.\n\n    Three.\n",
    "attr_list": "A word{: .loud #here }\n\n## Heading {: #own }\n",
    "code": "```python\nx = 1\n```\n\n``` { .yaml linenums='1' }\na: 1\n```\n\n`#!python print`\n",
    "def_list": "Term\n: what it means\n\n    and more\n",
    "footnotes": "Said[^1] and done[^2], said[^1].\n\n[^1]: By whom.\n[^2]: By when.\n",
    "footnote left": "Said[^1].\n",
    "html": '<div markdown="1">\n*one*\n\n<p>two</p>\n</div>\n\n<div>\nleft open\n',
    "links": "[a][one] and [b](#b)\n\n[one]: other.md 'Title'\n",
    "link left": "[a][one]\n",
    "lists": "1. a\n2. b\n    - c\n\n- [x] done\n- [ ] open\n",
    "marks": "==mark== ^^in^^ ~~out~~ H~2~O x^2^ ++ctrl+c++ **a *b* c** :smile: \"quoted\" -- 'it's'\n",
    "tables": "| a | b |\n|---|:-:|\n| 1 | `2|3` |\n",
    "tabs": '=== "One"\n    first\n\n=== "Two"\n    second\n',
    "toc": "# A\n\n## B\n\n### B\n\n## A\n\n[TOC]\n",
    "details": '??? warning "Careful"\n    Inside.\n\n???+ note\n    Open.\n',
    "line breaks": "one\ntwo\n",
}
"""A page for each thing that an extension could carry over to the next page."""


@pytest.fixture(autouse=True)
def _leave_mkdocs_as_it_was() -> Iterator[None]:
    yield
    part_markdown()


def test_the_site_is_the_same_with_and_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte, the index of the search included; and both were at work, or the test would show nothing."""
    root = copy_sample(tmp_path / "sample")
    made: list[markdown.Markdown] = []
    parted: list[bool] = []
    new, part = markdown.Markdown.__init__, search.part_page

    def count(self: markdown.Markdown, **settings: Any) -> None:  # noqa: ANN401  # whatever MkDocs hands on
        made.append(self)
        new(self, **settings)

    def note(page: str) -> list[Section] | None:
        parted.append((sections := part(page)) is not None)
        return sections

    monkeypatch.setattr(markdown.Markdown, "__init__", count)
    monkeypatch.setattr(search, "part_page", note)
    quick = build_site(root, tmp_path / "quick", monkeypatch, strict=False).files()
    assert len(parted) > 100
    assert sum(parted) > 0.9 * len(parted)
    assert len(made) < 5
    made.clear()
    monkeypatch.setattr(mkdocs_plugin, "share_markdown", lambda _: None)
    monkeypatch.setattr(search, "part_page", lambda _: None)
    assert build_site(root, tmp_path / "slow", monkeypatch, strict=False).files() == quick
    assert len(made) > 100


def read_as_material(page: str) -> Told | None:
    """Return what Material's own parser makes of a page; None where it stops."""
    parser = Parser()
    try:
        parser.feed(page)
        parser.close()
    except ValueError:  # it looks for an opening tag where there is none
        return None
    return [(section.id, section.title, section.text) for section in parser.data]


def tell(sections: list[Section]) -> Told:
    """Return the same of ours."""
    return [(section.id, section.title, section.text) for section in sections]


@pytest.mark.parametrize(
    "page",
    [
        "",
        "text alone",
        '<h1 id="a">One</h1><p>text</p><h2 id="b">Two<a class="headerlink" href="#b" title="L">¶</a></h2>\n<p>more</p>',
        '<p>before</p><h2 id="b">Two</h2><p></p><ul><li> </li><li>a</li></ul>',
        "<h2>no id</h2><p>text</p>",
        '<div><h2 id="x">inside</h2><p>a</p></div><p>after</p>',
        '<div><div><h3 id="x">deep</h3></div></div><p>after</p><h3 id="y">next</h3>',
        "<pre><code>a\n  b\n\n</code></pre>\n\n<p>a\nb &amp; c &lt;d&gt; &nbsp;e</p>",
        '<p>a<br />b<img alt="x" src="y"/><svg viewBox="0 0 1 1"><path d="M0"/></svg></p>',
        "<p>never closed<p>again</div></p>",
        '<h2 id="a&amp;b">x</h2>',
        '<h2 id="a">one <h2 id="b">two</h2></h2><p>x</p>',
        "<sup>1</sup><sub></sub>H<sub>2</sub>O",
    ],
)
def test_a_page_is_parted_as_material_parts_it(page: str) -> None:
    """Headings, sections inside elements, entities, blanks, blocks of code, what is never closed."""
    sections = part_page(page)
    assert sections is not None
    assert tell(sections) == read_as_material(page)


@pytest.mark.parametrize(
    "page",
    [
        "<p>a < b</p>",
        "<p>a</p><!-- a comment -->",
        "<P>shouting</P>",
        "<script>x</script>",
        "<p class=bare>x</p>",
        "<p class='single'>x</p>",
        "<div data-search-exclude>hidden</div>",
        "<noscript>x</noscript>",
        '<div class="linenodiv"><pre>1</pre></div>',
        "</p",
        '</p class="x">',
    ],
)
def test_what_is_not_plain_is_left_to_material(page: str) -> None:
    """A page that the pattern cannot follow is not guessed at."""
    assert part_page(page) is None


def invent_page(chance: random.Random) -> str:
    """Return a page of tags and text in an order that nobody would write."""
    names = [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "ul",
        "li",
        "code",
        "pre",
        "span",
        "a",
        "table",
        "td",
        "sup",
        "br",
        "img",
    ]
    names += ["section", "ol", "strong"]
    words = [
        "word",
        " ",
        "\n",
        "two words",
        "a &amp; b",
        "&lt;x&gt;",
        "&#8617;",
        "line\nbreak",
        "  ",
        "&nbsp;",
        "ü ¶",
    ]
    attributes = [
        "",
        ' class="x"',
        ' id="one"',
        ' id="two"',
        ' class="headerlink" href="#x"',
        " hidden",
        ' id=""',
    ]
    pieces = []
    open_: list[str] = []
    for _ in range(chance.randrange(1, 60)):
        kind = chance.random()
        if kind < 0.35:
            pieces.append(chance.choice(words))
        elif kind < 0.7:
            name = chance.choice(names)
            pieces.append(f"<{name}{chance.choice(attributes)}{chance.choice(['', '', '', ' /'])}>")
            open_.append(name)
        elif open_:
            pieces.append(f"</{open_.pop() if chance.random() < 0.8 else chance.choice(names)}>")
    return "".join(pieces)


def test_no_invented_page_is_parted_otherwise() -> None:
    """Thousands of pages of tags in any order: the same sections, or left to Material."""
    chance = random.Random(6)  # noqa: S311  # no secret
    followed = 0
    for _ in range(4_000):
        page = invent_page(chance)
        sections, wanted = part_page(page), read_as_material(page)
        if sections is not None:
            followed += 1
            assert tell(sections) == wanted, page
    assert followed > 3_000


def settings_of(extensions: list[str], settings: dict[str, dict[str, Any]] | None = None) -> MkDocsConfig:
    """Return settings of a site with these extensions."""
    config = MkDocsConfig()  # type: ignore[no-untyped-call]  # MkDocs leaves it untyped
    config["markdown_extensions"], config["mdx_configs"] = extensions, settings or {}
    return config


def hand_out(config: MkDocsConfig) -> markdown.Markdown:
    """Return the Markdown that MkDocs gets for a page."""
    return vars(pages)["markdown"].Markdown(
        extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"]
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_page_leaves_anything_to_the_next(seed: int) -> None:
    """With every extension that is said to forget, in any order of pages, twice."""
    settings = {
        "pymdownx.tabbed": {"alternate_style": True},
        "pymdownx.highlight": {"anchor_linenums": True},
        "toc": {"permalink": True},
    }
    bundles = {"fenced_code"}  # pymdownx.superfences takes its place
    config = settings_of(sorted(REUSABLE - bundles), settings)
    order = [*TEXTS.values(), *TEXTS.values()]
    random.Random(seed).shuffle(order)  # noqa: S311  # no secret
    share_markdown(config)
    for text in order:
        own = markdown.Markdown(extensions=config["markdown_extensions"], extension_configs=settings)
        shared = hand_out(config)
        assert shared.convert(text) == own.convert(text)
        assert vars(shared)["toc_tokens"] == vars(own)["toc_tokens"]


@pytest.mark.parametrize(
    ("extensions", "settings", "shared"),
    [
        (["toc", "tables", "markdown.extensions.footnotes"], {}, True),
        (["toc", "wikilinks"], {}, False),
        (["toc", "pymdownx.snippets"], {}, False),
        (["footnotes"], {"footnotes": {"UNIQUE_IDS": True}}, False),
        (["footnotes"], {"footnotes": {"UNIQUE_IDS": False}}, True),
    ],
)
def test_one_markdown_where_all_extensions_bear_it(
    extensions: list[str],
    settings: dict[str, dict[str, Any]],
    shared: bool,  # noqa: FBT001  # a parameter of a test
) -> None:
    """An extension that nobody compared, or one that counts from page to page, gets a Markdown for each page."""
    config = settings_of(extensions, settings)
    share_markdown(config)
    assert (hand_out(config) is hand_out(config)) is shared
    part_markdown()
    assert vars(pages)["markdown"] is markdown


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<dl><div><dt>owner</dt><dd>Service manager</dd></div><div><dt>approver</dt></div></dl>", 3),
        ("<table><tr><th>Role</th><th>Held by</th></tr><tr><td>a</td><td>b</td></tr></table>", 4),
        ("<details><summary>More</summary>text<br>line</details>after", 4),
    ],
)
def test_cells_and_lines_are_words_of_their_own(page: str, words: int) -> None:
    """What stands in two cells is not one word for the search."""
    spaced = space_blocks(page)
    parted = part_page(spaced)
    assert parted is not None
    text = "".join("".join(section.text) for section in parted)
    assert len([one for one in text.split() if one not in {"manager", "by"}]) == words
    assert read_as_material(spaced) == tell(parted)


def test_no_word_of_the_sample_runs_into_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A role is found by who holds it, and no entry of a generated page glues what stands in two places."""
    root = copy_sample(tmp_path / "sample")
    built = build_site(root, tmp_path / "site", monkeypatch, strict=False)
    entries = json.loads(built.files()["search/search_index.json"])["docs"]
    texts = {one["location"]: re.sub(r"<[^<>]*>", " ", one["text"]) for one in entries}
    assert "held today by Priya Halloran " in texts["roles/incident-manager.html"]
    glued = {
        f"{place}: {found[0]}"
        for place, text in texts.items()
        if not place.startswith("guide/")
        for found in re.finditer(r"\b[a-z]{3,}[A-Z][a-z]{2,}\w*", text)
    }
    assert glued == set()
