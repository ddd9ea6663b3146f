"""What the site leaves out and what `smsdocs check` finds are the same, piece by piece, on a site that is built."""

from __future__ import annotations

import html
import random
import re
import time
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import nh3
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from snippets import EXPLAINED, SAFE, UNSAFE

from smsdocs.adapters.mkdocs import content
from smsdocs.adapters.sanitise import clean_html, is_tangled, is_unclosed
from smsdocs.analysis.unsafe_html.scan import find_unsafe

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS = """
site_name: Ours
theme: mkdocs
plugins: [smsdocs: {documents: [handbook]}]
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc: {permalink: true, permalink_title: Link to this section}
  - pymdownx.details
  - pymdownx.highlight: {anchor_linenums: true}
  - pymdownx.inlinehilite
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist: {custom_checkbox: true}
"""
PIECES: Mapping[str, str] = {name: text for name, (text, _) in {**UNSAFE, **EXPLAINED}.items()} | SAFE


class Parts(HTMLParser):
    """The elements and the text of a page; the order of attributes and stray end tags do not matter."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; `markdown` is for Markdown."""
        self.found.append((tag, sorted((name, value or "") for name, value in attrs if name != "markdown")))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.found.append(data)


def keep_everything(page: str) -> str:
    """Return the page as the cleaner would write it if it let everything through but comments."""
    tags = {found.lower() for found in re.findall(r"<([a-zA-Z][^\s/>]*)", page)} | {"tbody", "tr", "td", "x"}
    plain = html.unescape(re.sub(r"[\t\n\r]", "", html.unescape(page)))
    schemes = {found.lower() for found in re.findall(r"([a-zA-Z][a-zA-Z0-9+.\-]*)\s*:", plain)} | {"http"}
    return nh3.clean(
        page, tags=tags, clean_content_tags=set(), attributes={}, generic_attribute_prefixes={""}, link_rel=None,
        url_schemes=schemes,
    )  # fmt: skip


def is_reduced(page: str) -> bool:
    """Say whether the cleaner takes anything away."""
    return Parts(keep_everything(page)).found != Parts(clean_html(page)).found


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What Markdown makes of each piece on a site that is built, before it is cleaned."""
    root = tmp_path_factory.mktemp("pieces")
    (root / "docs").mkdir()
    (root / "handbook").mkdir()
    (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    (root / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    for number, text in enumerate(PIECES.values()):
        (root / f"handbook/p{number}.md").write_text(f"---\ntitle: P\n---\n\n{text}\n", encoding="utf-8")
    seen: dict[str, str] = {}
    names = list(PIECES)

    def note(site: object, page: object, text: str) -> str:
        uri = getattr(page, "file").src_uri  # noqa: B009  # MkDocs' page
        if found := re.fullmatch(r"handbook/p(\d+)\.md", uri):
            seen[names[int(found[1])]] = text
        return cleaned(site, page, text)  # type: ignore[arg-type]  # the same

    cleaned = content.clean_content
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMSDOCS_NO_HISTORY", "1")
        patch.setattr("smsdocs.adapters.mkdocs_plugin.clean_content", note)
        build(load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site")))
    return seen


@pytest.mark.parametrize("name", UNSAFE)
def test_what_the_site_leaves_out_is_found_at_its_line(name: str, rendered: Mapping[str, str]) -> None:
    """Something is taken away, and a finding stands at the line of it."""
    text, line = UNSAFE[name]
    assert is_reduced(rendered[name])
    assert line in {one.line for one in find_unsafe(text, 1)}


@pytest.mark.parametrize("name", SAFE)
def test_what_reaches_the_site_is_no_finding(name: str, rendered: Mapping[str, str]) -> None:
    """Nothing is taken away, and nothing is found."""
    assert not is_reduced(rendered[name])
    assert find_unsafe(SAFE[name], 1) == ()


@pytest.mark.parametrize("name", EXPLAINED)
def test_what_is_found_to_be_sure(name: str, rendered: Mapping[str, str]) -> None:
    """Something is found although nothing is taken away here: another browser, setting or Markdown would show it."""
    text, line = EXPLAINED[name]
    assert not is_reduced(rendered[name])
    assert line in {one.line for one in find_unsafe(text, 1)}


def test_an_address_that_cannot_be_read_is_found() -> None:
    """MkDocs does not get far enough with it for the others."""
    assert [one.name for one in find_unsafe("[x](http://[x) <http://[y> [z](http://)", 1)] == [
        "http://[x",
        "http://[y",
        "http://",
    ]


def test_there_are_more_than_a_hundred_pieces() -> None:
    """Enough to speak of agreement."""
    assert len(PIECES) > 150


def test_a_place_is_the_one_in_the_file() -> None:
    """Lines count from the top of the file; columns are characters."""
    found = find_unsafe("Ä ö <script>x</script>\n\n> [x](y){ .md-a onclick=b }", 7)
    assert [(one.line, one.column) for one in found] == [(7, 5), (9, 12), (9, 17)]


def test_pieces_in_one_another_are_seldom_missed() -> None:
    """Pages put together at random: the site is clean of all that is missed; of a thousand, few are missed."""
    markdown = pytest.importorskip("markdown")
    extensions = ["abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables",
                  "pymdownx.details", "pymdownx.superfences", "pymdownx.tabbed"]  # fmt: skip
    converter = markdown.Markdown(
        extensions=extensions, extension_configs={"pymdownx.tabbed": {"alternate_style": True}}
    )
    chance = random.Random(20000)  # noqa: S311  # no secret
    pieces = [
        *PIECES.values(),
        "`",
        "```\n",
        "\n\n",
        "    ",
        "- ",
        "> ",
        "<div>",
        "</div>",
        "<p markdown>",
        "Words ",
    ]
    missed = []
    for _ in range(1000):
        text = "".join(chance.choice(pieces) + chance.choice(["", "\n", "\n\n", " "]) for _ in range(3))
        if is_reduced(converter.reset().convert(text)) and not find_unsafe(text, 1):
            missed.append(text)
    assert len(missed) <= 10, missed


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", '<a x="', "<a x='", "](", "![", "[", "{", "{=", "`", "``a`", "<!--", "<!-- -->", "```\n", "    ```\n",
     "<div>\n", "<div ", "<p></p>", "<script>", "<form>", "<?", "\\", "](((", "[a]: b:c\n", "*[a]: <b\n", "&#", "{a.",
     "??? ", "!!! ", '](a{{ "" }}'],
)  # fmt: skip
def test_no_page_holds_up_the_check(piece: str) -> None:
    """The time is in proportion to the text, whatever it holds."""
    text = piece * (100_000 // len(piece)) + "\n<b"
    started = time.process_time()
    find_unsafe(text, 1)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("name", ["href", "src"])
@pytest.mark.parametrize("macro", ["{{ '' }}", "{# a #}", "{{ x | default('') }}"])
def test_a_scheme_hides_behind_no_macro(name: str, macro: str) -> None:
    """What shows nothing parts nothing."""
    tag = "a" if name == "href" else "img"
    for text in (f"[x](java{macro}script:a)", f'<{tag} {name}="java{macro}script:a">'):
        assert [one.name for one in find_unsafe(text, 1)] == ["javascript:a"], text
    assert not find_unsafe(f"[x]({macro}) [y]({macro}:a) [z](https://{macro}/a)", 1)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000,
        "<div>" * 1_000 + "</div>" * 1_000,
        "<p>" + "".join(f"<b id=b{number}>" for number in range(400)) + "</p>" + "<p>x</p>" * 100_000,
    ],
)
def test_elements_without_end_inside_each_other_are_shown_as_text(page: str) -> None:
    """The cleaner would take minutes, or all memory."""
    assert is_tangled(page)


def test_long_pages_are_not_tangled() -> None:
    """Thousands of rows, code and lists, closed or not."""
    row = "<tr><td><a href='x'>a</a><td><code><span>b</span></code></tr>"
    assert not is_tangled(f"<table>{row * 20_000}</table>" + "<ul><li>a</ul><p>b" * 20_000)


@pytest.mark.parametrize("piece", ["[", "![", "[a](b "])
def test_brackets_that_are_never_closed_are_not_converted(piece: str) -> None:
    """Python-Markdown would take a minute for ten thousand."""
    assert is_unclosed(f"# T\n\n{piece * 2_000}")
    assert is_unclosed("\n\n".join([piece * 600] * 10))
    assert not is_unclosed(f"Words. {piece * 100}\n\n" * 100)


def test_lists_of_links_are_converted() -> None:
    """However long; so are tables of boxes, and code."""
    for text in (
        "[a](b.md) " * 20_000,
        "- [ ] to do\n" * 5_000,
        "| [a][b] |\n" * 5_000,
        "x[i][j] = y[0]\n" * 5_000,
    ):
        assert not is_unclosed(text)


@pytest.mark.parametrize("piece", ["fill=", "&#", "&a", "stroke ="])
def test_no_page_holds_up_the_cleaner(piece: str) -> None:
    """The time is about in proportion to the text."""
    started = time.process_time()
    clean_html(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 5
