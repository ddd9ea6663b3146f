"""The elements, attributes, classes and anchors that a page may hold."""

from __future__ import annotations

import re

TEXT = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del",
    "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "input", "ins", "kbd", "label", "li", "mark", "nav", "ol", "p", "picture", "pre", "q", "rp", "rt", "ruby",
    "s", "samp", "section", "small", "source", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
})  # fmt: skip
DRAWING = frozenset({"circle", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "title"})
_DRAWN = frozenset({
    "clip-rule", "cx", "cy", "d", "fill", "fill-rule", "height", "points", "r", "rx", "ry", "stroke",
    "stroke-linecap", "stroke-linejoin", "stroke-width", "transform", "width", "x", "x1", "x2", "y", "y1", "y2",
})  # fmt: skip
ELEMENTS = TEXT | DRAWING | {"svg"}
"""Every element that may stay."""
WHOLE = frozenset({"script", "style", "iframe", "object", "embed", "form", "template", "noscript"})
"""Elements that go with all they hold; of other elements the text stays."""
ACTIVE = WHOLE | {
    "applet", "base", "button", "fencedframe", "frame", "frameset", "link", "math", "meta", "param", "plaintext",
    "portal", "select", "textarea",
}  # fmt: skip
"""Elements that do something, wherever they stand."""
CLOSED = WHOLE | {"math", "select", "textarea"}
"""Elements of which only themselves are spoken, and not what they hold."""
EVERYWHERE = frozenset({
    "class", "id", "title", "lang", "dir", "role", "hidden", "aria-label", "aria-hidden", "aria-describedby",
    "data-linenos", "data-search-exclude", "data-tabs",
})  # fmt: skip
"""Attributes that any element may have."""
ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "name", "target", "rel", "download"}),
    "img": frozenset({"src", "alt", "width", "height", "loading", "align"}),
    "source": frozenset({"srcset", "media", "type"}),
    "input": frozenset({"checked", "disabled", "name", "type"}),
    "label": frozenset({"for"}),
    "details": frozenset({"open"}),
    "div": frozenset({"align", "style"}),
    "p": frozenset({"align"}),
    "table": frozenset({"align"}),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), frozenset({"align"})),
    "ol": frozenset({"start", "type", "reversed"}),
    "li": frozenset({"value"}),
    "td": frozenset({"colspan", "rowspan", "align", "headers", "style"}),
    "th": frozenset({"colspan", "rowspan", "align", "scope", "abbr", "style"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "time": frozenset({"datetime"}),
    "svg": frozenset({"viewBox", "xmlns", "width", "height", "fill", "stroke"}),
    **dict.fromkeys(DRAWING, _DRAWN),
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""Where a link may lead; a relative address has none."""
ELSEWHERE = "sms-elsewhere"
"""Our class of what the site does not show: a link that leads to no file of it, a picture of another host."""
FOREIGN = ("md-", "sms-")
"""How classes begin by which the theme and our own pages know their parts."""
CLASSES = frozenset({"md-button", "md-button--primary", ELSEWHERE})
"""Those of them that may stand in a text: buttons that are links, and the class above."""
NAMES = ("__", "sms-")
"""How anchors begin that the theme and our own pages use; the theme opens its drawer and its search by them."""
_MADE = re.compile(r"__(?:tabbed(?:_\d+)+|(?:codelineno|span)(?:-[\w-]+)?-\d+)")
"""Anchors of that kind that Markdown makes: tabs and lines of code."""
NAMING = frozenset({"id", "name", "for", "aria-describedby"})
"""Attributes that hold an anchor."""
INPUT = frozenset({"type", "checked", "disabled", "id", "name"})
"""What may stand at a box of a list or a tab."""
STYLES = {
    "td": re.compile(r"text-align: ?(?:left|right|center);?"),
    "th": re.compile(r"text-align: ?(?:left|right|center);?"),
    "div": re.compile(r"width: ?(?:100|\d{1,2})(?:\.\d+)?%;?"),
}
"""What Markdown says of cells, and pymdownx.progressbar of its bar; authors have no other styles."""
_TAG = re.compile(r"<[a-zA-Z/!?]")
_PAINT = re.compile(r"url\s*\(\s*[\"']?(?!#)|\\", re.IGNORECASE)


def is_foreign_class(name: str) -> bool:
    """Say whether a class is one of the theme or of ours."""
    return name not in CLASSES and name.casefold().startswith(FOREIGN)


def is_foreign_name(value: str) -> bool:
    """Say whether an anchor is one of the theme or of ours; not where Markdown makes such."""
    return value.strip().casefold().startswith(NAMES) and not _MADE.fullmatch(value)


def is_tag_in_words(value: str) -> bool:
    """Say whether a title holds a tag: the theme's own tooltips would take it for HTML."""
    return bool(_TAG.search(value))


def paints_from_elsewhere(value: str) -> bool:
    """Say whether the attribute of a drawing names something outside it."""
    return bool(_PAINT.search(value))
