"""One HTML page: its elements in one pass, without building a tree."""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser

from smsdocs.analysis.scripts import RUNS
from smsdocs.analysis.unsafe_html.addresses import list_candidates
from smsdocs.model.built_site import Address, BuiltPage, Spot, Use
from smsdocs.readers.built_site.style import parse_style

_ASKING = {
    ("img", "src"), ("script", "src"), ("iframe", "src"), ("frame", "src"), ("embed", "src"), ("source", "src"),
    ("track", "src"), ("video", "src"), ("video", "poster"), ("audio", "src"), ("object", "data"), ("input", "src"),
    ("use", "href"), ("use", "xlink:href"), ("image", "href"), ("image", "xlink:href"), ("feimage", "href"),
    ("feimage", "xlink:href"), ("script", "href"), ("script", "xlink:href"), ("body", "background"),
    ("table", "background"), ("td", "background"), ("th", "background"), ("html", "manifest"), ("base", "href"),
    ("form", "action"), ("button", "formaction"), ("input", "formaction"), ("a", "ping"), ("area", "ping"),
}  # fmt: skip
"""What a browser asks for by itself, or sends something to."""
_FOLLOWED = {("a", "href"), ("area", "href"), ("a", "xlink:href")}
_SETS = {("img", "srcset"), ("source", "srcset"), ("link", "imagesrcset")}
_TOLD = frozenset({
    "alternate", "amphtml", "author", "bookmark", "canonical", "cite", "external", "first", "help", "index", "last",
    "license", "me", "next", "nofollow", "noopener", "noreferrer", "original", "payment", "prev", "privacy-policy",
    "search", "self", "start", "tag", "terms-of-service", "up",
})  # fmt: skip
"""Relations of `<link>` that a browser only takes note of."""
_REFRESH = re.compile(r"\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"']*)", re.IGNORECASE)
_DRAWN = frozenset(
    {"fill", "stroke", "filter", "mask", "clip-path", "marker-start", "marker-mid", "marker-end", "cursor"}
)


class PageParser(HTMLParser):
    """Fills a page from its HTML."""

    def __init__(self, page: BuiltPage) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self._held: list[str] | None = None
        self._opened = ("", 0, 0)
        self._depth = 0

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; a slash closes only drawings."""
        self.handle_starttag(tag, attrs)
        if tag == "title":
            self._held = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element asks for and leads to."""
        if tag == "svg":
            self._depth += 1
        if not attrs and tag not in {"script", "style", "title", "img"}:
            return
        line, offset = self.getpos()
        column = offset + 1
        values: dict[str, str] = {}
        for name, value in attrs:
            values.setdefault(name, value or "")
        for name, value in values.items():
            self._attribute(tag, name, value, line, column)
        special = getattr(self, f"_see_{tag}", None)
        if special is not None:
            special(values, line, column)

    def _attribute(self, tag: str, name: str, value: str, line: int, column: int) -> None:
        page = self.page
        if name == "id" or (name == "name" and tag == "a"):
            if name == "id" and value in page.anchors and value:
                page.repeated.append(Spot(value, line, column))
            page.anchors.add(value)
        elif name[:2] == "on":
            page.handlers.append(Spot(name, line, column))
        elif (tag, name) in _FOLLOWED:
            self._note(Use.FOLLOW, tag, name, value, line, column)
        elif (tag, name) in _ASKING:
            self._note(Use.ASK, tag, name, value, line, column)
        elif (tag, name) in _SETS:
            for one in list_candidates(value):
                self._note(Use.ASK, tag, name, one, line, column)
        elif name == "style" or (name in _DRAWN and "(" in value):
            page.addresses += parse_style(value, f"<{tag} {name}>", line, column)

    def _note(self, use: Use, tag: str, name: str, value: str, line: int, column: int) -> None:
        url = value.strip("\x00\t\n\f\r ").replace("\n", "").replace("\t", "")
        if url[:11].lower() == "javascript:":
            self.page.handlers.append(Spot(f"{tag} {name}", line, column))
        elif url or use is Use.FOLLOW:
            self.page.addresses.append(Address(use, f"<{tag} {name}>", url, line, column))

    def _see_base(self, values: dict[str, str], _line: int, _column: int) -> None:
        self.page.base = self.page.base or values.get("href", "")

    def _see_link(self, values: dict[str, str], line: int, column: int) -> None:
        relations = set(values.get("rel", "").lower().split())
        if "canonical" in relations:
            self.page.canonical = values.get("href", "")
        elif relations - _TOLD:
            self._note(Use.ASK, "link", "href", values.get("href", ""), line, column)

    def _see_meta(self, values: dict[str, str], line: int, column: int) -> None:
        kind = values.get("http-equiv", "").lower()
        content = values.get("content", "")
        if kind == "content-security-policy":
            self.page.policies.append(Spot(content, line, column))
        elif kind == "refresh" and (found := _REFRESH.match(content)) and found[1].strip():
            self._note(Use.ASK, "meta", "refresh", found[1].strip(), line, column)

    def _see_img(self, values: dict[str, str], line: int, column: int) -> None:
        if (
            "alt" not in values
            and values.get("role") != "presentation"
            and values.get("aria-hidden") != "true"
        ):
            self.page.silent.append(Spot(values.get("src", ""), line, column))

    def _see_input(self, values: dict[str, str], line: int, column: int) -> None:
        if values.get("type", "").lower() == "image" and not values.get("alt"):
            self.page.silent.append(Spot(values.get("src", ""), line, column))

    def _see_area(self, values: dict[str, str], line: int, column: int) -> None:
        if "href" in values and not values.get("alt"):
            self.page.silent.append(Spot(values["href"], line, column))

    def _see_script(self, values: dict[str, str], line: int, column: int) -> None:
        runs = values.get("type", "").strip().lower() in RUNS
        if not self.page.policies and self.page.early is None and (runs or "src" in values):
            self.page.early = Spot("script", line, column)
        if "src" not in values and runs:
            self._hold("script", line, column)

    def _see_style(self, _values: dict[str, str], line: int, column: int) -> None:
        self._hold("style", line, column)

    def _see_title(self, _values: dict[str, str], line: int, column: int) -> None:
        if not self._depth:
            self._hold("title", line, column)

    def _hold(self, tag: str, line: int, column: int) -> None:
        self._held, self._opened = [], (tag, line, column)

    def handle_data(self, data: str) -> None:
        """Keep the text of a script, a style sheet or the title."""
        if self._held is not None:
            self._held.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Note what the text was."""
        if tag == "svg":
            self._depth = max(self._depth - 1, 0)
        if self._held is None or tag != self._opened[0]:
            return
        text, (_, line, column) = "".join(self._held), self._opened
        self._held = None
        if tag == "script":
            self.page.scripts.append(Spot(text, line, column))
        elif tag == "style":
            self.page.addresses += parse_style(text, "<style>", line, column)
        else:
            self.page.titled = self.page.titled or bool(text.strip())


def parse_page(path: str, data: bytes) -> BuiltPage:
    """Return what a page holds; bytes that are no UTF-8 count as strange characters."""
    page = BuiltPage(path=path, size=len(data))
    parser = PageParser(page)
    with suppress(AssertionError):  # Python's way of saying that a declaration makes no sense
        parser.feed(data.decode("utf-8-sig", "replace").replace("\r\n", "\n"))
        parser.close()
    return page
