"""Files that act when a browser opens them: HTML always, a drawing where it holds more than a drawing.

Browsers know more endings than anybody lists, and look into files whose ending they do not know. So only files of
well-known kinds that hold no markup pass by their ending; whatever else begins as markup does is looked into.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from xml.parsers import expat

from smsdocs.analysis.unsafe_html.addresses import clean_address, is_elsewhere
from smsdocs.analysis.unsafe_html.allowed import paints_from_elsewhere
from smsdocs.model.finding import Fault
from smsdocs.model.place import Place
from smsdocs.readers.source import PAGE_LIMIT
from smsdocs.readers.tree import Tree, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsdocs.model.settings import Settings

PAGES = frozenset({".hta", ".mht", ".svgz", ".swf", ".xsl", ".xslt"})
"""Endings of files that browsers run as pages, or that cannot be looked into; so are those with `htm` or `xht`."""
_PAGE = re.compile(r"\.[a-z]*(?:htm|xht)[a-z]*")
DRAWINGS = frozenset({".svg", ".xml"})
"""Endings of files that may be no more than they seem."""
_IDLE = frozenset({
    ".7z", ".apng", ".avif", ".bmp", ".css", ".csv", ".doc", ".docx", ".gif", ".gz", ".ico", ".jpeg", ".jpg", ".js",
    ".json", ".m4a", ".markdown", ".md", ".mdown", ".mjs", ".mkd", ".mkdn", ".mp3", ".mp4", ".odp", ".ods", ".odt",
    ".ogg", ".otf", ".pdf", ".png", ".ppt", ".pptx", ".tar", ".tgz", ".tif", ".tiff", ".ttf", ".txt", ".wasm", ".wav",
    ".webm", ".webp", ".woff", ".woff2", ".xls", ".xlsx", ".zip",
})  # fmt: skip
"""Endings that every browser knows as something else than markup, and those of pages in Markdown."""
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|\x00\s*<|<\x00")
"""How a file begins that a browser may take for a page, in any of the encodings it would guess."""
_FIRST = 1_024
_XHTML = "http://www.w3.org/1999/xhtml"
_RUNNING = frozenset(
    {
        "audio",
        "canvas",
        "embed",
        "foreignObject",
        "handler",
        "iframe",
        "listener",
        "object",
        "script",
        "video",
    }
)
_MOVING = frozenset({"animate", "animateColor", "animateMotion", "animateTransform", "set"})
_IMPORT = re.compile(r"@import|url\s*\(\s*[\"']?(?!#|data:image/)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp)[;,]", re.IGNORECASE)
_MEND = "export it anew as a plain drawing, without scripts, links to other hosts and embedded pages"


class _ActingError(Exception):
    """What a drawing holds more than a drawing, and where."""

    def __init__(self, words: str, parser: expat.XMLParserType) -> None:
        super().__init__(words)
        self.words = words
        self.line, self.column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1


def find_active_files(tree: Tree, settings: Settings) -> list[Fault]:
    """Return the files below the folders of the site that act; none of them reaches it."""
    inside = f"{settings.docs_dir}/"
    folders = tuple(f"{folder}/" for folder in settings.documents)
    faults = []
    for path in sorted(tree.paths):
        ending = path[path.rfind(".") :].lower()
        if ending in _IDLE or any(part.startswith(".") for part in path.split("/")):
            continue
        if path.startswith(inside) or (
            ending in DRAWINGS and ("." in settings.documents or path.startswith(folders))
        ):
            faults.extend(_judge(tree, path))
    return faults


def may_act(path: str) -> bool:
    """Say whether a file has to be looked into before a site carries it."""
    return PurePosixPath(path).suffix.lower() not in _IDLE


def _judge(tree: Tree, path: str) -> list[Fault]:
    try:
        found = find_acting(path, partial(tree.begin, path), partial(tree.read, path, PAGE_LIMIT))
    except UnreadableError:  # a symbolic link, say: it stays out of the site for that
        found = None
    if found is None:
        return []
    words, line, column = found
    return [
        Fault(
            name="active-file",
            place=Place(path, line, column),
            message=f"this file stays out of the site: {words}",
            hint=_MEND if _is_drawing(path) else "write a page in Markdown, or publish it elsewhere",
            document=path,
        )
    ]


def _is_drawing(path: str) -> bool:
    return path.lower().endswith(tuple(DRAWINGS))


def _is_page(path: str) -> bool:
    """Say whether browsers run a file as a page, by its ending."""
    ending = PurePosixPath(path).suffix.lower()
    return ending in PAGES or _PAGE.fullmatch(ending) is not None


def find_acting(
    path: str, begin: Callable[[int], bytes], read: Callable[[], bytes]
) -> tuple[str, int | None, int | None] | None:
    """Return what in a file acts, with its line and column; None where nothing does.

    Args:
        path: its ending says what browsers take it for.
        begin: returns its first bytes, so many.
        read: returns all of it, asked only where it begins as markup does; where it is too large to be looked into,
            an UnreadableError.
    """
    if _is_page(path):
        return "a browser would run what it holds", None, None
    if not _is_drawing(path) and not _MARKUP.match(begin(_FIRST)):
        return None
    try:
        data = read()
    except UnreadableError as error:
        return str(error), None, None
    return _look(data)


def _look(data: bytes) -> tuple[str, int | None, int | None] | None:
    parser = expat.ParserCreate(namespace_separator=" ")
    looker = _Looker(parser)
    parser.StartElementHandler = looker.element
    parser.CharacterDataHandler = looker.words
    parser.EndElementHandler = looker.end
    parser.ProcessingInstructionHandler = looker.instruction
    parser.EntityDeclHandler = looker.entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(data, True)
    except _ActingError as found:
        return found.words, found.line, found.column
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = getattr(error, "lineno", None)
        return "it is no well-formed XML, so nobody can tell what a browser makes of it", line, None
    return None


class _Looker:
    """Looks at every part of a drawing."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.style: list[str] | None = None

    def element(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if space == _XHTML or tag in _RUNNING or tag.lower() == "script":
            raise _ActingError(f"it holds `<{tag}>`", self.parser)
        if tag == "style":
            self.style = []
        for full, value in attributes.items():
            self._attribute(tag, full.rpartition(" ")[2], value)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        address = clean_address(value)
        if name.lower().startswith("on"):
            raise _ActingError(f"it holds the event handler `{name}`", self.parser)
        if tag in _MOVING and name == "attributeName" and value.strip().lower().rpartition(":")[2] == "href":
            raise _ActingError(f"`<{tag}>` changes an address", self.parser)
        if name in {"href", "src"} and is_elsewhere(address) and not _PICTURE.match(address):
            if tag == "a" and address.lower().startswith(("http:", "https:", "mailto:")):
                return
            raise _ActingError(f"it leads to `{address[:60]}`", self.parser)
        if (
            name != "d"
            and "(" in value
            and (_IMPORT.search(value) or ("\\" in value and paints_from_elsewhere(value)))
        ):
            raise _ActingError(f"`{name}` names something outside it", self.parser)

    def words(self, text: str) -> None:
        if self.style is not None:
            self.style.append(text)

    def end(self, name: str) -> None:
        if self.style is not None and name.rpartition(" ")[2] == "style":
            rules = "".join(self.style)
            self.style = None
            if _IMPORT.search(rules) or "\\" in rules:
                raise _ActingError("its style names something outside it", self.parser)

    def instruction(self, target: str, data: str) -> None:
        del data
        if target.lower() != "xpacket":
            raise _ActingError(f"it holds the instruction `<?{target}`", self.parser)

    def entity(self, *_parts: object) -> None:
        raise _ActingError("it declares entities", self.parser)
