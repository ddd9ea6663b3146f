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
from mkdocs.exceptions import PluginError

from smsdocs.adapters.mkdocs.per_page import PerPage
from smsdocs.adapters.mkdocs.terms import Terms
from smsdocs.analysis.anchors import build_anchor, number_anchor
from smsdocs.analysis.links import Outcome
from smsdocs.analysis.unsafe_html.allowed import ELSEWHERE
from smsdocs.reports.site.forge import fill_template

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element  # Markdown's own tree, not foreign XML

    from markdown import Markdown

    from smsdocs.adapters.mkdocs.site import Site
    from smsdocs.model.document import Heading
    from smsdocs.reports.site.page import GeneratedPage

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_RAW_LINK = re.compile(
    r"(<(?:a|img|source)\b[^<>]*?\s(?:href|src)\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE
)
_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
NOT_HERE = "not part of this site"
"""What a reader sees on a link that leads to a file which the site does not hold."""


class SiteExtension(Extension):
    """Adds both to Markdown, for the page that `site.current` names while it is converted."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name
        """Register with Markdown: anchors before its table of contents (5), links before MkDocs' (0), terms last."""
        _stop_kindly(md, self.site)
        md.treeprocessors.register(PerPage(md, self._build_anchors), "smsdocs_anchors", 7)
        md.treeprocessors.register(PerPage(md, self._build_links), "smsdocs_links", 1)
        md.treeprocessors.register(PerPage(md, self._build_terms), "smsdocs_terms", -1)

    def _build_anchors(self, md: Markdown) -> Treeprocessor | None:
        if (page := self.site.authored.get(self.site.current)) is not None:
            return _Anchors(md, page.headings)
        return _Anchors(md, ()) if self._find_former() else None

    def _build_links(self, md: Markdown) -> Treeprocessor | None:
        if (page := self.site.authored.get(self.site.current)) is not None:
            return _Links(md, self.site, page.path)
        former = self._find_former()
        return _FormerLinks(md, self.site, former.origin) if former else None

    def _build_terms(self, md: Markdown) -> Treeprocessor | None:
        return Terms(md, self.site) if self.site.current in self.site.authored else None

    def _find_former(self) -> GeneratedPage | None:
        """Return the page that is made, where it shows a former version of a text."""
        made = self.site.generated.get(self.site.current)
        return made if made is not None and made.text else None


def _stop_kindly(md: Markdown, site: Site) -> None:
    """Have Markdown name the page where it comes to its end: lists inside lists, hundreds deep."""
    convert = md.convert

    def convert_or_say(source: str) -> str:
        try:
            return convert(source)
        except RecursionError:
            message = f"{site.current}: more stands inside each other here than Markdown can follow: make it flatter"
            raise PluginError(message) from None

    md.convert = convert_or_say  # type: ignore[method-assign]  # there is no other place to catch it


class _Anchors(Treeprocessor):
    """Gives each heading the anchor that the checks and the forges give it."""

    def __init__(self, md: Markdown, known: Sequence[Heading]) -> None:
        super().__init__(md)
        self.known = known

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

    def __init__(self, md: Markdown, site: Site, path: str) -> None:
        super().__init__(md)
        self.site = site
        self.path = path

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
        _lead_nowhere(element)

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
        except ValueError:  # such as `http://[x`: MkDocs would stop at it
            return "nowhere", ""
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
            return "page", quote("../" * self.site.current.count("/") + src_uri) + rest
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


class _FormerLinks(_Links):
    """Leads the links of a former version to the pages of today; what is gone since then leads nowhere.

    A link that was right when the text was approved is no fault of today's.
    """

    def run(self, root: Element) -> None:
        anchors = {element.get("id") for element in root.iter()}
        for element in root.iter():
            if element.tag == "a":
                self._follow_former(element, anchors)
            elif element.tag == "img":
                self._show_former(element)
        blocks = self.md.htmlStash.rawHtmlBlocks
        for number, block in enumerate(blocks):
            if isinstance(block, str) and "<" in block:
                blocks[number] = _RAW_LINK.sub(self._follow_raw, block)

    def _follow_former(self, element: Element, anchors: set[str | None]) -> None:
        href = element.get("href")
        if href is None or href.startswith(AMP_SUBSTITUTE) or _is_outside(href):
            return
        if href.startswith("#"):
            found = ("page", href) if unquote(href[1:]) in anchors else None
        else:
            found = self._resolve(href)
            found = (found[0], found[1].partition("#")[0]) if found else None
        if found is None or found[0] == "nowhere":
            _lead_nowhere(element)
        else:
            element.set("href", found[1])

    def _show_former(self, element: Element) -> None:
        source = element.get("src", "")
        found = self._resolve(source)
        if found and found[0] != "nowhere":
            element.set("src", found[1])
        elif not _is_outside(source):
            element.text = element.get("alt") or source
            for name in ("src", "alt"):
                element.attrib.pop(name, None)
            element.tag = "span"
            element.set("title", NOT_HERE)
            element.set("class", ELSEWHERE)

    def _follow_raw(self, found: re.Match[str]) -> str:
        followed = super()._follow_raw(found)
        if followed != found[0] or _is_outside(html.unescape(found[2][1:-1])):
            return followed
        return f'{found[1]}"#"'


def _is_outside(url: str) -> bool:
    """Say whether an address leads to another host; one that cannot be read leads nowhere."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.scheme or parts.netloc)


def _lead_nowhere(element: Element) -> None:
    element.tag = "span"
    element.attrib.pop("href", None)
    element.set("title", NOT_HERE)
    element.set("class", ELSEWHERE)
