"""The HTML that authors write, reduced to what a page may hold: scripts, handlers, frames, forms and styles go.

What Material for MkDocs makes of Markdown stays: admonitions, tabs, task lists, footnotes, icons, code. The
names by which the theme and our own pages know their parts are not for authors: with them a link could cover
the whole window, or a line could pass for a status that nothing has worked out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from collections.abc import Callable

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
        "data-linenos",
        "data-search-exclude",
        "data-tabs",
    },
    "a": {"href", "name", "target", "rel", "download"},
    "img": {"src", "alt", "width", "height", "loading", "align"},
    "source": {"srcset", "media", "type"},
    "input": {"checked", "disabled", "name"},
    "label": {"for"},
    "details": {"open"},
    "div": {"style"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "align", "headers", "style"},
    "th": {"colspan", "rowspan", "align", "scope", "abbr", "style"},
    "col": {"span"},
    "colgroup": {"span"},
    "time": {"datetime"},
    "svg": {"viewBox", "xmlns", "width", "height", "fill", "stroke"},
    **dict.fromkeys(_DRAWING, _DRAWN),
}
ELSEWHERE = "sms-elsewhere"
"""Our class of a link that leads to a file which the site does not hold."""
_FOREIGN = ("md-", "sms-")
"""How classes begin by which the theme and our own pages know their parts."""
_CLASSES = frozenset({"md-button", "md-button--primary", ELSEWHERE})
"""Those of them that may stand in a text: buttons that are links, and the class above."""
_NAMES = ("__", "sms-")
"""How anchors begin that the theme and our own pages use; the theme opens its drawer and its search by them."""
_MADE = re.compile(r"__(?:tabbed(?:_\d+)+|(?:codelineno|span)(?:-[\w-]+)?-\d+)")
"""Anchors of that kind that Markdown makes: tabs and lines of code."""
_NAMING = frozenset({"id", "name", "for", "aria-describedby"})
_INPUT = frozenset({"type", "checked", "disabled", "id", "name"})
_STYLES = {
    "td": re.compile(r"text-align: ?(?:left|right|center);?"),
    "th": re.compile(r"text-align: ?(?:left|right|center);?"),
    "div": re.compile(r"width: ?(?:100|\d{1,2})(?:\.\d+)?%;?"),
}
"""What Markdown says of cells, and pymdownx.progressbar of its bar; authors have no other styles."""
_INPUTS = re.compile(r"<input(?:\s[^<>]*)?>")
_TASK = re.compile(r'<input(?=[^<>]* type=")(?: (?:type="checkbox"|checked="[^"]*"|disabled="[^"]*"))*>')
_TAB = re.compile(r'<input(?=[^<>]* type="radio")(?=[^<>]* id=")(?=[^<>]* name="__tabbed_\d+")[^<>]*>')


def _filter(tag: str, name: str, value: str) -> str | None:
    """Return the value of an attribute that may stay; None where it may not."""
    if name == "class":
        return None if tag == "input" else _filter_classes(value)
    if name in _NAMING and value.strip().casefold().startswith(_NAMES) and not _MADE.fullmatch(value):
        return None
    if (tag == "input" and name not in _INPUT) or (name == "style" and not _STYLES[tag].fullmatch(value)):
        return None
    return value


def _filter_classes(value: str) -> str | None:
    kept = [one for one in value.split() if one in _CLASSES or not one.casefold().startswith(_FOREIGN)]
    return " ".join(kept) or None


def _filter_input(found: re.Match[str]) -> str:
    """Keep the boxes of task lists, which do nothing, and the switches of tabs; no other input."""
    return found[0] if _TASK.fullmatch(found[0]) or _TAB.fullmatch(found[0]) else ""


def _build_cleaner(attribute_filter: Callable[[str, str, str], str | None] | None) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags={*_TEXT, *_DRAWING, "svg"},
        clean_content_tags={"script", "style", "iframe", "object", "embed", "form", "template", "noscript"},
        attributes=_ATTRIBUTES,
        tag_attribute_values={"input": {"type": {"checkbox", "radio"}}},
        attribute_filter=attribute_filter,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


_CLEANER = _build_cleaner(_filter)
_QUICK_CLEANER = _build_cleaner(None)
"""The same without looking at each attribute, which takes five times as long."""
_NOTABLE = re.compile(
    r"md-|sms-|__|<input|style\s*=|&(?!(?:amp|lt|gt|quot|para|nbsp|#8617|#160);)", re.IGNORECASE
)
"""What a page must hold for the filter to have work: the names it drops, or an entity that could spell one."""


def clean_html(html: str) -> str:
    """Return the HTML of an author's page without what acts, lies over the page, or bears a name of the theme or ours.

    Left are text, pictures, links to any host, and the classes and anchors that nobody but the author uses; a
    page can still say in plain words what is not true.
    """
    if not _NOTABLE.search(html):
        return _QUICK_CLEANER.clean(html)
    return _INPUTS.sub(_filter_input, _CLEANER.clean(html))
