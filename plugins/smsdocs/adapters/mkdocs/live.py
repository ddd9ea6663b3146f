"""Live data on its way through MkDocs: into addresses and anchors beside Markdown, into the page when it is clean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown import Extension
from markdown.treeprocessors import Treeprocessor
from mkdocs.exceptions import PluginError

from smsdocs.adapters.mkdocs.per_page import PerPage
from smsdocs.analysis.anchors import build_anchor, number_anchor
from smsdocs.reports.site.live.filling import fill, fill_attribute
from smsdocs.reports.site.live.functions import text_of
from smsdocs.reports.site.live.pieces import Piece
from smsdocs.reports.site.live.values import MacroError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element  # Markdown's own tree, not foreign XML

    from markdown import Markdown
    from mkdocs.structure.pages import Page
    from mkdocs.structure.toc import AnchorLink

    from smsdocs.adapters.mkdocs.site import Site
    from smsdocs.reports.site.live.pieces import Pieces

_LEVELS = {f"h{level}": level for level in range(1, 7)}


def fill_live(site: Site, page: Page, html: str) -> str:
    """Return the cleaned HTML of a page with its live data, and put it into the table of contents too.

    Raises:
        PluginError: a table stands in the middle of a sentence.
    """
    pieces = site.live.pieces.get(page.file.src_uri)
    if pieces is None:
        return html
    try:
        _fill_contents(page.toc.items if page.toc else (), pieces)
        return fill(html, pieces)
    except MacroError as error:
        raise PluginError(str(error)) from None


def _fill_contents(entries: Iterable[AnchorLink], pieces: Pieces) -> None:
    for entry in entries:
        entry.title = pieces.pattern.sub(lambda found: _speak(found, pieces), entry.title)
        _fill_contents(entry.children, pieces)


def _speak(found: re.Match[str], pieces: Pieces) -> str:
    return str(text_of(pieces.find(found) or Piece(text="")))


class LiveExtension(Extension):
    """Sees to addresses and anchors that hold live data while Markdown is at work, before links are checked."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name
        """Register with Markdown, before our own anchors (7)."""
        md.treeprocessors.register(PerPage(md, self._build), "smsdocs_live", 8)

    def _build(self, md: Markdown) -> Treeprocessor | None:
        pieces = self.site.live.pieces.get(self.site.current)
        page = self.site.authored.get(self.site.current)
        if pieces is None or page is None:
            return None
        return _Addresses(md, pieces, [heading.level for heading in page.headings])


class _Addresses(Treeprocessor):
    """Puts live data into addresses, and names headings by what they will say."""

    def __init__(self, md: Markdown, pieces: Pieces, levels: list[int]) -> None:
        super().__init__(md)
        self.pieces = pieces
        self.levels = levels

    def run(self, root: Element) -> None:
        headings = [element for element in root.iter() if element.tag in _LEVELS]
        if [_LEVELS[element.tag] for element in headings] != self.levels:
            self._name(headings)
        for element in root.iter():
            for name in ("href", "src"):
                value = element.get(name)
                if value is not None and self.pieces.holds(value):
                    element.set(name, fill_attribute(name, value, self.pieces))

    def _name(self, headings: list[Element]) -> None:
        """Give headings their anchors where macros made some of them: by their words, as forges would."""
        used = {element.attrib["id"]: 0 for element in headings if "id" in element.attrib}
        for element in headings:
            text = "".join(element.itertext())
            if "id" not in element.attrib and self.pieces.holds(text):
                element.set("id", number_anchor(build_anchor(self.pieces.speak(text)), used))
