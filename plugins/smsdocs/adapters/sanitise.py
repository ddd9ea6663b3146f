"""The HTML that authors write, reduced to what a page may hold: scripts, handlers, frames, forms and styles go.

What Material for MkDocs makes of Markdown stays: admonitions, tabs, task lists, footnotes, icons, code.
"""

from __future__ import annotations

import nh3

_TEXT = {
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del",
    "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "input", "ins", "kbd", "label", "li", "mark", "nav", "ol", "p", "picture", "pre", "q", "rp", "rt", "ruby",
    "s", "samp", "section", "small", "source", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
}  # fmt: skip
_DRAWING = {"circle", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "title"}
_DRAWN = {
    "clip-rule", "cx", "cy", "d", "fill", "fill-rule", "height", "points", "r", "rx", "ry", "stroke",
    "stroke-linecap", "stroke-linejoin", "stroke-width", "transform", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {
        "class",
        "id",
        "title",
        "lang",
        "dir",
        "role",
        "hidden",
        "aria-label",
        "aria-hidden",
        "aria-describedby",
    },
    "a": {"href", "name", "target", "rel", "download"},
    "img": {"src", "alt", "width", "height", "loading", "align"},
    "source": {"srcset", "media", "type"},
    "input": {"checked", "disabled", "name"},
    "label": {"for"},
    "details": {"open"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "align", "headers"},
    "th": {"colspan", "rowspan", "align", "scope", "abbr"},
    "col": {"span"},
    "colgroup": {"span"},
    "time": {"datetime"},
    "svg": {"viewBox", "xmlns", "width", "height", "fill", "stroke"},
    **dict.fromkeys(_DRAWING, _DRAWN),
}
_CLEANER = nh3.Cleaner(
    tags={*_TEXT, *_DRAWING, "svg"},
    clean_content_tags={"script", "style", "iframe", "object", "embed", "form", "template", "noscript"},
    attributes=_ATTRIBUTES,
    tag_attribute_values={"input": {"type": {"checkbox", "radio"}}},
    generic_attribute_prefixes={"data-"},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


def clean_html(html: str) -> str:
    """Return the HTML of an author's page without anything that could act or disguise itself."""
    return _CLEANER.clean(html)
