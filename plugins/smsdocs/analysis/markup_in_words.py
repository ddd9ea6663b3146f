"""Markup in titles, cells and names of files: the site shows it as text, and nobody means text by it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsdocs.analysis.unsafe_html.addresses import clean_address, is_unsafe
from smsdocs.analysis.unsafe_html.allowed import ACTIVE, ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.document import Value
    from smsdocs.model.place import Key

SHOWN = 60
"""Characters of it that a message shows."""
KNOWN = ELEMENTS | ACTIVE | {
    "acronym", "address", "animate", "animatemotion", "animatetransform", "area", "article", "aside", "audio",
    "basefont", "bgsound", "big", "blink", "body", "canvas", "center", "data", "datalist", "defs", "desc", "dialog",
    "dir", "discard", "fieldset", "filter", "font", "footer", "foreignobject", "head", "header", "hgroup", "html",
    "image", "isindex", "keygen", "legend", "lineargradient", "listing", "main", "map", "marker", "marquee", "mask",
    "menu", "menuitem", "meter", "mglyph", "mtext", "nobr", "noembed", "noframes", "optgroup", "option", "output",
    "pattern", "progress", "radialgradient", "rb", "rtc", "search", "set", "slot", "spacer", "stop", "strike",
    "switch", "symbol", "text", "textpath", "track", "tspan", "use", "video", "view", "xmp", "xss",
}  # fmt: skip
"""Names of elements of HTML, and of drawings; between angle brackets any other word may hold somebody's place."""
ADDRESSES = frozenset({"homepage", "href", "uri", "url", "urls", "website"})
"""Fields whose text is an address."""
_BRACES = re.compile(r"\{[{%#][^/}]{0,40}[}]{0,2}")
_SIGNS = ("<", "=", "script:", "data:", *sorted(f"'{name}'" for name in ADDRESSES))
"""What the words of a file hold where there is something to look for."""
_TAG = re.compile(r"<(?:/?([a-zA-Z][^\s/<>]*)([^<>]*)|[!?])")
_BRACKETED = re.compile(
    r"<(?:[^\s<>\"'=][^\s<>\"'=@]*+@[^\s<>\"'=]++|https?://(?![^<>]*/on[a-z]+=)[\w.-]+(?:[/?:#][^\s<>\"']*)?)>",
    re.IGNORECASE,
)
"""An address that is only set in brackets."""
_SCRIPT = re.compile(
    r"(?:java|vb)script:[^\s,;.][^\s\"'<>]*|\bdata:[a-z]+/[a-z0-9.+-]+[;,][^\s\"'<>]*", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    r"[\"'`<][\s/]*(?:[\w-]+[\s/]+){0,5}?(?:on[a-z]{3,}\s*|style|src|srcdoc|href|formaction)=[^\s<>]*",
    re.IGNORECASE,
)
"""What would leave the attribute it stands in, and begin another."""


def find_markup(text: str, field: str = "") -> str:
    """Return what in a text would be markup, or an address that does not reach the site; else nothing.

    Args:
        text: a title, a cell, the name of a file.
        field: what it is called: some fields hold addresses.
    """
    if "<" in text and (tag := _find_tag(text)):
        return _shorten(tag)
    if "=" in text and (attribute := _ATTRIBUTE.search(text)):
        return _shorten(attribute[0])
    if ":" in text:
        if (script := _SCRIPT.search(text)) is not None:
            return _shorten(script[0])
        if field in ADDRESSES and " " not in text.strip() and is_unsafe(clean_address(text)):
            return _shorten(text)
    return ""


def find_markup_in_name(path: str) -> str:
    """Return what in the path of a file would be markup, or would run in a page; else nothing."""
    braces = _BRACES.search(path)
    return braces[0] if braces else find_markup(path)


def _find_tag(text: str) -> str:
    last = text.rfind(">")
    for found in _TAG.finditer(text):
        at = found.start()
        name = (found[1] or "").casefold()
        if ((name in KNOWN or not name) and at < last) or (
            name and "=" in found[0] and not _BRACKETED.match(text, at)
        ):
            return text[at : at + 2 * SHOWN].partition(">")[0] + (">" if at < last else "")
    return ""


def _shorten(text: str) -> str:
    line = " ".join(text[: 2 * SHOWN].split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}..."


def find_markup_in(value: Value, key: Key = ()) -> Iterator[tuple[Key, str, bool]]:
    """Yield what of a value and all it holds is markup: the way to it, what it is, and whether it is a name there."""
    whole = repr(value).lower()  # one look at all it holds: hardly any goes on
    if any(sign in whole for sign in _SIGNS):
        yield from _search(value, key)


def _search(value: Value, key: Key) -> Iterator[tuple[Key, str, bool]]:
    if isinstance(value, str):
        if found := find_markup(value, _find_field(key)):
            yield key, found, False
    elif isinstance(value, dict):
        for name, part in value.items():
            if found := find_markup(name):
                yield (*key, name), found, True
            yield from _search(part, (*key, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _search(part, (*key, index))


def _find_field(key: Key) -> str:
    """Return the innermost name on the way to a value."""
    return next((one.casefold() for one in reversed(key) if isinstance(one, str)), "")
