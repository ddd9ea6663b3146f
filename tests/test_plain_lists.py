"""Which lists and tables the site shows as such, held against Python-Markdown with the extensions of our own site."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import markdown
import pytest
import yaml

from smsdocs.analysis.plain_lists import Loss, find_plain_lists
from smsdocs.readers.settings import read_settings
from smsdocs.readers.site_settings import find_names
from smsdocs.readers.tree import DiskTree

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = Path(__file__).resolve().parent.parent / "mkdocs.yml"
BUILT_IN = ("toc", "tables", "fenced_code")
"""Extensions that MkDocs always uses."""

LOST = [
    # text, the shape that its author means, what is lost on which line
    ("1. a\n  - b\n  - c\n2. d", "ol(li) ul(li li) ol(li)", Loss.OUTER_LEVEL, 2),
    ("1. a\n   - b\n   - c\n2. d", "ol(li(ul(li li)) li)", Loss.OUTER_LEVEL, 2),
    ("1. a\n\n   - b\n\n2. c", "ol(li(ul(li)) li)", Loss.OUTER_LEVEL, 3),
    ("1. a\n   words\n   - b\n2. c", "ol(li(ul(li)) li)", Loss.OUTER_LEVEL, 3),
    ("- a\n  - b\n    - c", "ul(li(ul(li(ul(li)))))", Loss.OUTER_LEVEL, 2),
    ("- a\n    - b\n      - c", "ul(li(ul(li(ul(li)))))", Loss.OUTER_LEVEL, 3),
    ("- a\n\n  words\n\n  - b\n- c", "ul(li(ul(li)) li)", Loss.OUTER_LEVEL, 5),
    ("- a\n  - b\n\n# H\n\n- c", "ul(li(ul(li))) ul(li)", Loss.OUTER_LEVEL, 2),
    ("- a\n- b\n1. c\n2. d", "ul(li li) ol(li li)", Loss.OTHER_LIST, 3),
    ("1. a\n2. b\n\n- c\n- d", "ol(li li) ul(li li)", Loss.OTHER_LIST, 4),
    ("Words:\n- a\n- b", "ul(li li)", Loss.BEHIND_WORDS, 2),
    ("Words:\n- a", "ul(li)", Loss.BEHIND_WORDS, 2),
    ("**Words:**\n* a", "ul(li)", Loss.BEHIND_WORDS, 2),
    ("Words\n- a\n  more\n- b", "ul(li li)", Loss.BEHIND_WORDS, 2),
    ("Words\n1. a\n2. b", "ol(li li)", Loss.BEHIND_WORDS, 2),
    ("Words\n1. a\n   - b\n1. c", "ol(li(ul(li)) li)", Loss.BEHIND_WORDS, 2),
    ("- a\n\n    Words:\n    - b\n    - c", "ul(li(ul(li li)))", Loss.BEHIND_WORDS, 4),
    ("!!! note\n    Words:\n    - a\n    - b", "ul(li li)", Loss.BEHIND_WORDS, 3),
    ("# H\nWords:\n- a\n- b", "ul(li li)", Loss.BEHIND_WORDS, 3),
    ("1) a\n2) b", "ol(li li)", Loss.BRACKETS, 1),
    ("Words:\n1) a\n2) b", "ol(li li)", Loss.BRACKETS, 2),
    ("| a | b |\n| 1 | 2 |", "table", Loss.NO_DIVIDER, 1),
    ("a | b\n1 | 2", "table", Loss.NO_DIVIDER, 1),
    ("Words\n| a | b |\n| 1 | 2 |", "table", Loss.NO_DIVIDER, 2),
    ("Words:\n| a | b |\n|---|---|\n| 1 | 2 |", "table", Loss.TABLE_BEHIND_WORDS, 2),
    ("a\tb\n1\t2", "table", Loss.TABS, 1),
]
SHOWN = [
    ("- a\n- b\n\nWords\n\n1. c\n2. d", "ul(li li) ol(li li)"),
    ("Words:\n\n- a\n- b", "ul(li li)"),
    ("1. a\n    - b\n    - c\n2. d", "ol(li(ul(li li)) li)"),
    ("10. a\n    - b\n11. c", "ol(li(ul(li)) li)"),
    ("1. a\n\n    - b\n\n2. c", "ol(li(ul(li)) li)"),
    ("- a\n    - b\n        - c\n- d", "ul(li(ul(li(ul(li)))) li)"),
    ("- a\n\t- b\n\t\t- c", "ul(li(ul(li(ul(li)))))"),
    (" - a\n - b", "ul(li li)"),
    ("  - a\n    - b", "ul(li(ul(li)))"),
    ("- a\nlazy\n- b", "ul(li li)"),
    ("- a\n\n- b\n\n- c", "ul(li li li)"),
    ("- a\n\n    words\n\n- b", "ul(li li)"),
    ("* a\n- b", "ul(li li)"),
    ("# H\n- a\n- b", "ul(li li)"),
    ("H\n---\n- a\n- b", "ul(li li)"),
    ("Words\n\n* * *\n- a\n- b", "ul(li li)"),
    ("<!-- words -->\n- a\n- b", "ul(li li)"),
    ("<div>words</div>\n- a\n- b", "ul(li li)"),
    ("[a]: https://example.org\n- a\n- b", "ul(li li)"),
    ("!!! note\n    - a\n    - b", "ul(li li)"),
    ("!!! note\n\n    - a\n        - b", "ul(li(ul(li)))"),
    ("- [ ] a\n- [x] b", "ul(li li)"),
    ("- a\n    ```\n    - b\n\n    - c\n    ```\n- d", "ul(li li)"),
    ("- a `b\n  c d`\n  words:\n- e", "ul(li li)"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "table"),
    ("a | b\n--- | ---\n1 | 2", "table"),
    ("# H\n| a | b |\n|---|---|\n| 1 | 2 |", "table"),
    # what nobody means as a list or a table
    ("Words that go on\n- with a dash at the beginning of a line.", ""),
    ("It was in the year\n2019. And then\nin another.", ""),
    ("It ends on the\n1. January of that year.", ""),
    ("It lies between\n5. and\n8. of that month.", ""),
    ("Words - or not -\n- and more\nwords\n- or more.", ""),
    ("```yaml\nwords:\n- a\n- b\n```", ""),
    ("Words\n\n    words:\n    - a\n    - b\n\n    1) a\n    2) b", ""),
    ("<pre>\nwords:\n- a\n- b\n</pre>", ""),
    ("<!--\nwords:\n- a\n- b\n-->", ""),
    ("Words `a\n- b\n- c` words", ""),
    ("> words:\n> - a", "ul(li)"),
    ("[a](a.md) | [b](b.md)\n[c](c.md) | [d](d.md)", ""),
    ("Either `a | b`\nor `c | d`", ""),
    ("```\na\tb\n1\t2\n```", ""),
    ("As in 1) and\n2) of it.", ""),
]


class _Shape(HTMLParser):
    """Writes down how lists and tables nest."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol", "li", "table"}:
            self.text += f"{tag}("

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol", "li", "table"}:
            self.text = f"{self.text.rstrip()}) "


def _extensions() -> Iterator[tuple[str, dict[str, object]]]:
    for entry in yaml.safe_load(SITE.read_text("utf-8"))["markdown_extensions"]:
        yield from entry.items() if isinstance(entry, dict) else [(entry, {})]


def _show(text: str, **more: dict[str, object]) -> str:
    """Return the shape of a text on the site."""
    configured = {**{name: {} for name in BUILT_IN}, **dict(_extensions()), **more}
    shape = _Shape()
    shape.feed(markdown.markdown(text, extensions=list(configured), extension_configs=configured))
    return shape.text.strip().replace("()", "")


@pytest.mark.parametrize(("text", "meant", "loss", "line"), LOST)
def test_a_list_that_the_site_does_not_show_is_told(text: str, meant: str, loss: Loss, line: int) -> None:
    """Where something is told, the site shows another shape than its author means."""
    assert [(one.loss, one.line) for one in find_plain_lists(text, 1)] == [(loss, line)]
    assert _show(text) != meant


@pytest.mark.parametrize(("text", "meant"), SHOWN)
def test_of_a_list_that_the_site_shows_nothing_is_told(text: str, meant: str) -> None:
    """Where nothing is told, the site shows the shape that its author means."""
    assert find_plain_lists(text, 1) == ()
    if not text.startswith(">"):  # quotes are not judged
        assert _show(text) == meant


@pytest.mark.parametrize("text", [text for text, _, _, _ in LOST] + [text for text, _ in SHOWN])
def test_what_stands_around_a_list_makes_no_difference(text: str) -> None:
    """A list is judged the same between other blocks; lines and columns are those of the file."""
    alone = [(one.loss, one.line + 4, one.column) for one in find_plain_lists(text, 1)]
    among = find_plain_lists(f"# Begin\n\nWords.\n\n{text}\n\nWords.\n\n- a\n- b\n", 1)
    assert [(one.loss, one.line, one.column) for one in among] == alone


@pytest.mark.parametrize(
    "text",
    [
        "{% for one in rows %}\n- {{ one }}\n- words\n{% endfor %}",
        "{{ words }}\n- a\n- b",
        "| a | b |\n{% for one in rows %}\n| 1 | 2 |\n| 3 | 4 |\n{% endfor %}",
        "> words:\n> - a\n> - b",
        "> words:\n- a\n- b",
        "[^1]: words:\n    - a\n    - b",
        "Words\n:   words:\n    - a\n    - b",
    ],
)
def test_macros_quotes_footnotes_and_definitions_are_not_judged(text: str) -> None:
    """What they become is known to others."""
    assert find_plain_lists(text, 1) == ()


def test_extensions_that_show_more_are_known() -> None:
    """Lists of other extensions nest otherwise, take brackets, or end where another kind begins."""
    nested, brackets, other = "- a\n  - b", "1) a\n2) b", "1. a\n\n- b\n- c"
    assert find_plain_lists(nested, 1, ("mdx_truly_sane_lists",)) == ()
    assert find_plain_lists(brackets, 1, ("pymdownx.fancylists",)) == ()
    assert find_plain_lists(other, 1, ("sane_lists",)) == ()
    assert _show(other, sane_lists={}) == "ol(li) ul(li li)"
    assert len(find_plain_lists(nested, 1, ("sane_lists",))) == 1
    assert _show(nested, sane_lists={}) == "ul(li li)"
    assert len(find_plain_lists("Words:\n- a\n- b", 1, ("mdx_truly_sane_lists",))) == 1


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        (["tables", {"toc": {"permalink": True}}, {"abbr": None}], ["tables", "toc", "abbr"]),
        ({"tables": None, "mdx_truly_sane_lists": {"nested_indent": 2}}, ["tables", "mdx_truly_sane_lists"]),
        ([1, None, ["toc"]], []),
        (None, []),
    ],
)
def test_extensions_are_read_as_mkdocs_takes_them(listed: object, names: list[str]) -> None:
    """A list of names and mappings, or one mapping; what is neither is passed over."""
    assert list(find_names(listed)) == names  # type: ignore[arg-type]  # anything may stand in a settings file


def test_the_settings_hold_the_extensions(tmp_path: Path) -> None:
    """What `mkdocs.yml` lists reaches the rules."""
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: a\nmarkdown_extensions: [tables, mdx_truly_sane_lists]\n"
    )
    assert read_settings(DiskTree(tmp_path)).extensions == ("tables", "mdx_truly_sane_lists")


def test_long_texts_are_read_in_one_go() -> None:
    """What would be tried again from every line ends."""
    for text in ("a\t" * 50_000 + "\n" + "b" * 50_000, "Words\n" + "- a\nb\n" * 20_000, "3) a\n" * 20_000):
        assert find_plain_lists(text, 1) == ()
    assert len(find_plain_lists("\n".join("  " * depth + "- a" for depth in range(300)), 1)) == 1
