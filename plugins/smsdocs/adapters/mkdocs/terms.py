"""Terms on authors' pages: where one first stands, it leads to the glossary and says on the way what it means.

It is a link, not an abbreviation: fingers and keyboards reach it, and without scripts it still leads somewhere.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree.ElementTree import Element  # Markdown's own tree, not foreign XML

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from smsdocs.analysis.terms import build_spotter
from smsdocs.reports.site.glossary import place_of
from smsdocs.reports.site.untrusted import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown import Markdown

    from smsdocs.adapters.mkdocs.site import Site
    from smsdocs.analysis.terms import Spotter, Term

MARKED = "glossary-term"
"""The class of a term; authors may use it too, for all that it does is a line of dots."""
_LEFT_OUT = frozenset({
    "a", "abbr", "button", "code", "dfn", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "math", "pre", "samp",
    "script", "style", "summary", "svg", "textarea", "th", "var",
})  # fmt: skip
_TITLES = "admonition-title"
_LONGEST = 400
"""Characters of a meaning that a tooltip shows; the glossary has all of it."""

_Slot = tuple[Element, "Element | None"]
"""A text: that of the element, or with a parent, what follows the element in it."""


class Terms(Treeprocessor):
    """Marks the first occurrence of each term; after all links are made, so that it makes its own."""

    def __init__(self, md: Markdown, site: Site) -> None:
        super().__init__(md)
        self.site = site
        self.ways: dict[str, str] = {}

    def run(self, root: Element) -> None:
        """Mark the terms of one page."""
        mark_terms(root, build_spotter(self.site.snapshot), self._build_mark)

    def _build_mark(self, term: Term, text: str) -> Element:
        page, anchor = place_of(self.site.desk, term)
        if page not in self.ways:
            self.ways[page] = self.site.desk.addresses.link(self.site.current, page)
        address = f"{self.ways[page]}#{quote(anchor)}"
        mark = Element("a", {"class": MARKED, "href": address, "title": _explain(term)})
        mark.text = AtomicString(text)
        return mark


@lru_cache(maxsize=4_096)
def _explain(term: Term) -> str:
    """Return the meaning as a title; a theme that takes titles for HTML finds no tag in it."""
    return clean(term.meaning, _LONGEST).replace("<", "\u2039").replace(">", "\u203a")


def mark_terms(root: Element, spotter: Spotter, build_mark: Callable[[Term, str], Element]) -> None:
    """Put a mark where each term first stands in running text: not in headings, links, code and captions."""
    seen: set[tuple[str, int]] = set()
    for element, parent in list(_find_slots(root)) if spotter else ():
        text = (element.text if parent is None else element.tail) or ""
        found = []
        for start, end, term in spotter.spot(text):
            if term.key not in seen:
                seen.add(term.key)
                found.append((start, end, build_mark(term, text[start:end])))
        if found:
            _insert(element, parent, text, found)


def _insert(
    element: Element, parent: Element | None, text: str, found: list[tuple[int, int, Element]]
) -> None:
    before = text[: found[0][0]]
    for number, (_, end, mark) in enumerate(found):
        mark.tail = text[end : found[number + 1][0]] if number + 1 < len(found) else text[end:]
    marks = [mark for _, _, mark in found]
    if parent is None:
        element.text = before
        element[:0] = marks
    else:
        element.tail = before
        at = list(parent).index(element) + 1
        parent[at:at] = marks


def _find_slots(root: Element) -> Iterator[_Slot]:
    """Yield every running text below `root`, in the order of reading."""
    waiting: list[_Slot | Element] = [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            yield one
        elif one.tag not in _LEFT_OUT and _TITLES not in one.get("class", ""):
            if not isinstance(one.text, AtomicString):
                yield one, None
            for child in reversed(one):
                waiting += [(child, one), child] if child.tail else [child]
