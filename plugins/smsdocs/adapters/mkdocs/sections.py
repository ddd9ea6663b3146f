"""Part a page into the sections that Material's search lists, as Material does it, in a third of the time.

Material follows a page letter by letter with Python's parser of HTML, which is a tenth of building a site. What
comes out of Markdown and of our own templates is plainer than that parser has to expect: one pattern finds each
tag. A page that the pattern cannot follow is left to Material.
"""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)((?:\s+[^\s\"'<>/=]+(?:=\"[^\"]*\")?)*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:=\"([^\"]*)\")?")
_OTHERWISE: Final = frozenset({
    "iframe", "noembed", "noframes", "noscript", "object", "plaintext", "script", "style", "textarea", "title", "xmp",
})  # fmt: skip
"""Elements whose text is no HTML, or that Material skips: pages that hold one are left to Material."""
_VOID: Final = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_KEPT: Final = frozenset({"p", "code", "pre", "li", "ol", "ul", "sub", "sup"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCK_END = re.compile(
    r"(?:</(?:address|article|aside|blockquote|button|caption|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|"
    r"label|li|nav|option|p|section|summary|table|tbody|td|tfoot|th|thead|tr)>|<br ?/?>)(?=\S)"
)
_EXCLUDED = "data-search-exclude"
_NOTABLE = (_EXCLUDED, "linenodiv")


@dataclass(slots=True, eq=False)
class Section:
    """A heading and what stands below it, in the shape that Material's index takes.

    Attributes:
        tag: of its heading; `hx` where text comes before any.
        depth: how many elements it stands in.
        id: its anchor; None for the opening of a page.
        title: pieces of HTML of its heading.
        text: pieces of HTML below.
    """

    tag: str
    depth: float = 0
    id: str | None = None
    title: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def space_blocks(page: str) -> str:
    """Return the HTML of a page with a blank behind each block and cell.

    What stands in two cells is two words, and the search would take it for one: `ownerService manager`.
    """
    return _BLOCK_END.sub(r"\g<0> ", page)


def part_page(page: str) -> list[Section] | None:
    """Return the sections of the HTML of a page; None for one that Material has to read itself."""
    reading = _Reading()
    at = 0
    for found in _TAG.finditer(page):
        start = found.start()
        if start > at and not reading.tell(page[at:start]):
            return None
        at = found.end()
        closing, tag, attributes, single = found.groups()
        if tag in _OTHERWISE:
            return None
        if closing:
            if attributes or single or not reading.close(tag):
                return None
        elif not reading.open(tag, attributes) or (single and not reading.close(tag)):
            return None
    if at < len(page) and not reading.tell(page[at:]):
        return None
    return reading.sections


class _Reading:
    """Where one stands in a page. Each step says whether Material's parser would take it as well."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self._section: Section | None = None
        self._inside: list[str] = []
        self._permalinks: list[int] = []
        """Depths of links to the heading they stand in."""

    def _open_section(self) -> Section:
        if self._section is None:
            self._section = Section("hx")
            self.sections.append(self._section)
        return self._section

    def open(self, tag: str, attributes: str) -> bool:
        if tag in _VOID:
            return True
        if attributes and any(word in attributes for word in _NOTABLE):
            return False
        self._inside.append(tag)
        if tag in _HEADINGS and "id" in (named := dict(_name(attributes))):
            depth = len(self._inside)
            if tag != "h1" and not self.sections:
                self.sections.append(Section("hx", depth))
            self._section = Section(tag, depth, html.unescape(named["id"]) if self.sections else None)
            self.sections.append(self._section)
        elif (
            tag == "a" and "headerlink" in attributes and dict(_name(attributes)).get("class") == "headerlink"
        ):
            self._permalinks.append(len(self._inside))
        section = self._section or self._open_section()
        if tag in _KEPT:
            (section.title if section.tag in self._inside else section.text).append(f"<{tag}>")
        return True

    def close(self, tag: str) -> bool:
        inside, section = self._inside, self._section
        if not inside or inside[-1] != tag or section is None:
            return True
        if section.depth > len(inside):
            section = self._leave(section, len(inside))
        if self._permalinks and self._permalinks[-1] == len(inside):
            self._permalinks.pop()
        inside.pop()
        if tag in _KEPT:
            pieces = section.title if section.tag in inside else section.text
            return _close_kept(pieces, tag)
        return True

    def _leave(self, section: Section, depth: int) -> Section:
        """Go on with the section around one that ended inside an element."""
        for outer in reversed(self.sections):
            if outer.depth <= depth:
                section.depth = math.inf
                self._section = outer
                return outer
        return section

    def tell(self, text: str) -> bool:
        """Take the text between two tags."""
        if "<" in text:
            return False
        if "&" in text:
            text = html.unescape(text)
        blank = text.isspace()
        if "pre" not in self._inside:
            text = " " if blank else text.replace("\n", " ")
        section = self._section or self._open_section()
        if section.tag in self._inside:
            if not self._permalinks:
                section.title.append(html.escape(text, quote=False))
        elif blank:
            if not section.text or not section.text[-1].isspace() or "pre" in self._inside:
                section.text.append(text)
        else:
            section.text.append(html.escape(text, quote=False))
        return True


def _name(attributes: str) -> Iterator[tuple[str, str]]:
    return ((found[1].lower(), found[2] or "") for found in _ATTRIBUTE.finditer(attributes))


def _close_kept(pieces: list[str], tag: str) -> bool:
    """Close an element that the index keeps; one that is empty, and the first of its kind, goes again."""
    try:
        first = pieces.index(f"<{tag}>")
    except ValueError:
        return False
    if all(piece.isspace() for piece in pieces[first + 1 :]):
        del pieces[first:]
    else:
        pieces.append(f"</{tag}>")
    return True
