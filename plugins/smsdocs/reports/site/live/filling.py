"""Puts into a finished page what its marks stand for: after the page was cleaned, so that our HTML stays ours.

Where a mark stands decides what it becomes: HTML in a text, plain words inside a link, in code and in attributes.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import quote

from smsdocs.analysis.unsafe_html.allowed import NAMING, is_foreign_class, is_foreign_name
from smsdocs.reports.site.live.functions import text_of
from smsdocs.reports.site.live.values import MacroError

if TYPE_CHECKING:
    from smsdocs.reports.site.live.pieces import Piece, Pieces

_PART = re.compile(r"<!--.*?-->|</?[A-Za-z](?:[^\"'>]|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")
_ATTRIBUTE = re.compile(r"([\w:.-]+)=\"([^\"]*)\"")
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "col", "source"})
_PLAIN = frozenset({"a", "code", "pre", "kbd", "samp", "label", "summary", "title", "svg"})
"""Elements in which a piece is plain words: nothing in them may be a link."""
_NO_BLOCK = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "b", "i", "span", "del", "ins", "mark", "abbr", "q",
    "small", "sub", "sup", "dt", "caption", "u", "s", "cite", "dfn", *_PLAIN,
})  # fmt: skip
"""Elements that hold no paragraph."""
_WHERE = {"p": "a sentence", **{f"h{level}": "a heading" for level in range(1, 7)}}
"""What these are to an author; any other element was written as HTML, and may have been left open."""
_ADDRESSES = frozenset({"href", "src", "srcset"})
_TOLD = frozenset({"alt", "title", "aria-label"})
"""Attributes that are read out as words."""
_PLAIN_VALUE = re.compile(r"[\w .:%-]*")
_SAFE = re.compile(r"(?:https?://|mailto:|tel:)[!#-&(-;=?-~]+")


def fill(html: str, pieces: Pieces) -> str:
    """Return the HTML of a page with everything its macros show.

    Raises:
        MacroError: a table stands in the middle of a sentence.
    """
    if not pieces.holds(html):
        return html
    html = re.sub(f"<p>\\s*({pieces.pattern.pattern})\\s*</p>", lambda found: _lift(found, pieces), html)
    kept: list[str] = []
    open_: list[str] = []
    at = 0
    for part in _PART.finditer(html):
        kept.append(_fill_text(html[at : part.start()], pieces, open_))
        kept.append(_fill_tag(part[0], pieces) if pieces.holds(part[0]) else part[0])
        _follow(part[0], open_)
        at = part.end()
    return "".join((*kept, _fill_text(html[at:], pieces, open_)))


def _lift(found: re.Match[str], pieces: Pieces) -> str:
    """Take a block out of the paragraph that Markdown put around it."""
    mark = pieces.pattern.fullmatch(found[1])
    piece = pieces.find(mark) if mark else None
    return found[1] if piece is not None and piece.block else found[0]


def _follow(tag: str, open_: list[str]) -> None:
    """Note which elements are open."""
    found = _TAG.match(tag)
    if found is None or found[2].lower() in _VOID or tag.endswith("/>"):
        return
    name = found[2].lower()
    if not found[1]:
        open_.append(name)
    elif name in open_:
        while open_.pop() != name:
            pass


def _fill_text(text: str, pieces: Pieces, open_: list[str]) -> str:
    if not pieces.holds(text):
        return text

    def put(found: re.Match[str]) -> str:
        piece = pieces.find(found)
        return _put(piece, open_) if piece is not None else ""

    return pieces.pattern.sub(put, text)


def _put(piece: Piece, open_: list[str]) -> str:
    if piece.block:
        inside = next((name for name in reversed(open_) if name in _NO_BLOCK), "")
        if inside:
            message = f"`{piece.call}` shows a table, and stands inside {_WHERE.get(inside, f'`<{inside}>`')}"
            hint = "give it a line of its own, with an empty line before and after"
            raise MacroError(
                message, piece.place, hint if inside in _WHERE else f"{hint}; close `<{inside}>` first"
            )
        return piece.html
    if not piece.html or not _PLAIN.isdisjoint(open_):
        return str(text_of(piece))
    return piece.html


def _fill_tag(tag: str, pieces: Pieces) -> str:
    return _ATTRIBUTE.sub(
        lambda found: _fill_judged(found, pieces) if pieces.holds(found[2]) else found[0], tag
    )


def _fill_judged(found: re.Match[str], pieces: Pieces) -> str:
    """Return an attribute with its live data: the page was cleaned before, so what it says now is judged anew."""
    name = found[1].lower()
    value = fill_attribute(name, found[2], pieces)
    if name == "class":
        value = " ".join(one for one in unescape(value).split() if not is_foreign_class(one))
        return f'{found[1]}="{escape(value)}"'
    if name in NAMING:
        stays = not is_foreign_name(unescape(value))
    else:
        stays = name in _ADDRESSES | _TOLD or bool(_PLAIN_VALUE.fullmatch(unescape(value)))
    return f'{found[1]}="{value if stays else ""}"'


def fill_attribute(name: str, value: str, pieces: Pieces) -> str:
    """Return the value of an attribute with plain words for its marks: an address stays where it was meant to lead."""
    if not pieces.holds(value):
        return value

    def put(found: re.Match[str]) -> str:
        piece = pieces.find(found)
        if piece is None:
            return ""
        if name not in _ADDRESSES:
            return str(text_of(piece))
        if name == "href" and found.start() == 0 and _SAFE.fullmatch(piece.text):
            return str(text_of(piece))
        return quote(piece.text, safe="", errors="replace")

    return pieces.pattern.sub(put, value)
