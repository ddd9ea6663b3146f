"""What happens inside Markdown: anchors as forges have them, and links from repository paths to the site."""

from __future__ import annotations

import html
import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from markdown import Extension
from markdown.extensions.toc import remove_fnrefs, render_inner_html
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from smsdocs.adapters.sanitise import ELSEWHERE
from smsdocs.analysis.anchors import build_anchor, number_anchor
from smsdocs.analysis.links import Outcome
from smsdocs.reports.site.frame import fill_template

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element  # Markdown's own tree, not foreign XML

    from markdown import Markdown

    from smsdocs.adapters.mkdocs.site import Site

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_RAW_LINK = re.compile(
    r"(<(?:a|img|source)\b[^<>]*?\s(?:href|src)\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE
)
_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
NOT_HERE = "not part of this site"
"""What a reader sees on a link that leads to a file which the site does not hold."""


class SiteExtension(Extension):
    """Adds both to Markdown, for the page that `site.current` names."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name
        """Register with Markdown: anchors before its table of contents (5), links before MkDocs' own (0)."""
        if self.site.current in self.site.authored:
            md.treeprocessors.register(_Anchors(md, self.site), "smsdocs_anchors", 7)
            md.treeprocessors.register(_Links(md, self.site), "smsdocs_links", 1)


class _Anchors(Treeprocessor):
    """Gives each heading the anchor that the checks and the forges give it."""

    def __init__(self, md: Markdown, site: Site) -> None:
        super().__init__(md)
        self.known = site.authored[site.current].headings

    def run(self, root: Element) -> None:
        found = [element for element in root.iter() if element.tag in _LEVELS]
        if [_LEVELS[element.tag] for element in found] == [heading.level for heading in self.known]:
            for element, heading in zip(found, self.known, strict=True):
                element.attrib.setdefault("id", heading.anchor)
            return
        used = {element.attrib["id"]: 0 for element in found if "id" in element.attrib}
        for element in found:
            if "id" not in element.attrib:
                text = html.unescape(_TAG.sub("", render_inner_html(remove_fnrefs(element), self.md)))
                element.set("id", number_anchor(build_anchor(text), used))


class _Links(Treeprocessor):
    """Leads links that are written for the repository to the pages of the site; MkDocs then checks them."""

    def __init__(self, md: Markdown, site: Site) -> None:
        super().__init__(md)
        self.site = site
        self.path = site.authored[site.current].path

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag == "a":
                self._follow(element)
            elif element.tag == "img" and (found := self._resolve(element.get("src", ""))):
                element.set("src", found[1])
        blocks = self.md.htmlStash.rawHtmlBlocks
        for number, block in enumerate(blocks):
            if isinstance(block, str) and "<" in block:
                blocks[number] = _RAW_LINK.sub(self._follow_raw, block)

    def _follow(self, element: Element) -> None:
        found = self._resolve(element.get("href", ""))
        if found is None:
            return
        kind, target = found
        if kind != "nowhere":
            element.set("href", target)
            return
        element.tag = "span"
        del element.attrib["href"]
        element.set("title", NOT_HERE)
        element.set("class", ELSEWHERE)

    def _follow_raw(self, found: re.Match[str]) -> str:
        resolved = self._resolve(html.unescape(found[2][1:-1]))
        if resolved is None or resolved[0] == "nowhere":
            return found[0]
        kind, target = resolved
        if kind == "page":
            address, _, fragment = target.partition("#")
            src_uri = posixpath.normpath(
                posixpath.join(posixpath.dirname(self.site.current), unquote(address))
            )
            target = self.site.desk.addresses.link(self.site.current, src_uri, unquote(fragment))
        return f'{found[1]}"{html.escape(target)}"'

    def _resolve(self, url: str) -> tuple[str, str] | None:
        """Return what a link leads to (`page`, `elsewhere`, `nowhere`) and its address; None to leave it as it is."""
        if not url or url.startswith(("#", AMP_SUBSTITUTE)):
            return None
        try:
            scheme, host, path, query, fragment = urlsplit(url)
        except ValueError:
            return None
        if scheme or host or not path:
            return None
        found = self.site.links.resolve(self.path, unquote(path))
        if found.outcome is Outcome.ABSOLUTE:
            found = self.site.links.resolve("", found.path)
        if found.outcome not in {Outcome.FILE, Outcome.FOLDER}:
            return None
        src_uri = self._find_source(found.path, folder=found.outcome is Outcome.FOLDER)
        rest = (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
        if src_uri:
            return "page", quote(
                posixpath.relpath(src_uri, posixpath.dirname(self.site.current) or ".")
            ) + rest
        settings, commit = self.site.snapshot.settings, self.site.snapshot.tree.commit or ""
        view = fill_template(settings.forge.view, found.path, commit)
        return ("elsewhere", view + (f"#{fragment}" if fragment else "")) if view else ("nowhere", "")

    def _find_source(self, path: str, *, folder: bool) -> str:
        """Return the source on the site of a file or folder of the repository; empty where it has none."""
        addresses = self.site.desk.addresses
        if folder:
            page = addresses.folders.get(path, "")
            return page if page in addresses.paths or page in self.site.generated else ""
        if path in addresses.pages:
            return addresses.pages[path]
        if path in self.site.assets:
            return self.site.assets[path]
        inside = f"{self.site.snapshot.settings.docs_dir}/"
        src_uri = path.removeprefix(inside)
        return src_uri if path.startswith(inside) and src_uri not in self.site.excluded else ""
