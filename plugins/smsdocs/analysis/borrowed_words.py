"""Words that a page takes from another file while the site is built: git proves nothing of them for the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

_SNIPPET = re.compile(
    r"(?:^|\}|\{\{[ \t]*[\"'])[ \t]*+(-+8<-+(?:[ \t]+[\"'][^\n]*|[ \t]*(?:\{[{%#][^\n]*)?))$", re.MULTILINE
)
"""At the beginning of a line, or after a macro that may leave nothing there."""
_INCLUDE = re.compile(r"^(?:(?![{}]!)[^\n])*+([{}]![^\n]*!(?:lines=[0-9 -]+)?\})", re.MULTILINE)
SNIPPETS = ("pymdownx.snippets", "snippets")
"""The names of the extension for snippets."""
WAYS = {
    **dict.fromkeys(SNIPPETS, _SNIPPET),
    **dict.fromkeys(("markdown_include.include", "markdown_include"), _INCLUDE),
    "include-markdown": re.compile(r"(\{%-?\s*+include(?:-markdown)?\s[^%]*+(?:%\})?)"),
}
"""What a page writes to take words from a file, by the Markdown extension or plugin that does so, with its usual marks.
They look into code blocks too."""
_LONGEST = 60
"""Characters of it that a message shows."""


class Borrowed(NamedTuple):
    """A place at which other words stand on the site.

    Attributes:
        written: what the page says there.
        line: of the file, from 1.
        column: from 1.
    """

    written: str
    line: int
    column: int


def find_borrowed(body: str, first_line: int, ways: Collection[str]) -> list[Borrowed]:
    """Return every place at which a page takes words from elsewhere, in their order.

    Args:
        body: the text below the front matter.
        first_line: its first line in the file.
        ways: the extensions and plugins of the site that do so, of `WAYS`.
    """
    places = {found.start(1): found[1] for one in ways for found in WAYS[one].finditer(body)}
    line, begin, at = first_line, 0, 0
    borrowed = []
    for start, written in sorted(places.items()):
        if breaks := body.count("\n", at, start):
            line, begin = line + breaks, body.rfind("\n", at, start) + 1
        at = start
        shown = " ".join(written[: _LONGEST * 2].split())
        shown = shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
        borrowed.append(Borrowed(shown, line, start - begin + 1))
    return borrowed
