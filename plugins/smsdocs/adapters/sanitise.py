"""The HTML that authors write, reduced to what a page may hold: scripts, handlers, frames, forms and styles go.

What Material for MkDocs makes of Markdown stays: admonitions, tabs, task lists, footnotes, icons, code. The
names by which the theme and our own pages know their parts are not for authors: with them a link could cover
the whole window, or a line could pass for a status that nothing has worked out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3

from smsdocs.analysis.unsafe_html.addresses import clean_address, is_elsewhere, list_candidates
from smsdocs.analysis.unsafe_html.allowed import (
    ATTRIBUTES,
    ELEMENTS,
    ELSEWHERE,
    EVERYWHERE,
    INPUT,
    NAMING,
    SCHEMES,
    STYLES,
    WHOLE,
    is_foreign_class,
    is_foreign_name,
    is_tag_in_words,
    paints_from_elsewhere,
)

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_SHOWN = "picture of another host, not shown"
"""What a reader sees in the place of a picture that the browser would ask another host for."""
_ATTRIBUTES = {**ATTRIBUTES, "input": ATTRIBUTES["input"] - {"type"}}  # the values of this one stand below
_TOLD = frozenset({"title", "aria-label"})
_PAINTS = frozenset({"fill", "stroke"})
_UNSOURCED = re.compile(r"<img(?![^<>]* src=)[^<>]*>")
_ALT = re.compile(r' alt="([^"]*)"')
_INPUTS = re.compile(r"<input(?:\s[^<>]*)?>")
_TASK = re.compile(r'<input(?=[^<>]* type=")(?: (?:type="checkbox"|checked="[^"]*"|disabled="[^"]*"))*>')
_TAB = re.compile(r'<input(?=[^<>]* type="radio")(?=[^<>]* id=")(?=[^<>]* name="__tabbed_\d+")[^<>]*>')


def _filter(tag: str, name: str, value: str) -> str | None:
    """Return the value of an attribute that may stay; None where it may not."""
    if name == "class":
        return None if tag == "input" else _filter_classes(value)
    if name in NAMING and is_foreign_name(value):
        return None
    if (tag == "input" and name not in INPUT) or (name == "style" and not STYLES[tag].fullmatch(value)):
        return None
    if name in {"src", "srcset"}:
        return _filter_source(name, value)
    if (name in _TOLD and is_tag_in_words(value)) or (name in _PAINTS and paints_from_elsewhere(value)):
        return None
    return value


def _filter_classes(value: str) -> str | None:
    return " ".join(one for one in value.split() if not is_foreign_class(one)) or None


def _filter_source(name: str, value: str) -> str | None:
    """Drop what the reader's browser would fetch from another host."""
    addresses = list_candidates(value) if name == "srcset" else [clean_address(value)]
    return None if any(map(is_elsewhere, addresses)) else value


def _name_picture(found: re.Match[str]) -> str:
    """Return the words for a picture without its source, in its place."""
    words = _ALT.search(found[0])
    shown = words[1] if words and words[1].strip() else NOT_SHOWN
    return f'<span class="{ELSEWHERE}" title="{NOT_SHOWN}">{shown}</span>'


def _filter_input(found: re.Match[str]) -> str:
    """Keep the boxes of task lists, which do nothing, and the switches of tabs; no other input."""
    return found[0] if _TASK.fullmatch(found[0]) or _TAB.fullmatch(found[0]) else ""


def _build_cleaner(attribute_filter: Callable[[str, str, str], str | None] | None) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(ELEMENTS),
        clean_content_tags=set(WHOLE),
        attributes={"*": set(EVERYWHERE), **{name: set(some) for name, some in _ATTRIBUTES.items()}},
        tag_attribute_values={"input": {"type": {"checkbox", "radio"}}},
        attribute_filter=attribute_filter,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


_CLEANER = _build_cleaner(_filter)
_QUICK_CLEANER = _build_cleaner(None)
"""The same without looking at each attribute, which takes five times as long."""
_NOTABLE_WORDS = ("md-", "sms-", "__", "<input", "<img", "<source")
_NOTABLE = tuple(
    re.compile(pattern)
    for pattern in (
        r"style\s*=",
        r"title\s*=\s*(?:\"[^\"]*?(?:<|&lt;)|'[^']*?(?:<|&lt;)|[^\"'\s])",
        r"aria-label\s*=\s*(?:\"[^\"]*?(?:<|&lt;)|'[^']*?(?:<|&lt;)|[^\"'\s])",
        r"fill\s*=\s*[\"']?[^\"'<>=]*[(\\]",
        r"stroke\s*=\s*[\"']?[^\"'<>=]*[(\\]",
        r"&(?!(?:amp|lt|gt|quot|para|nbsp|#8617|#160);)",
    )
)
"""What a page must hold for the filter to have work: the names it drops, or an entity that could spell one.

Each begins with letters that stand as they are, in lower case: so the search leaps from one place to the next,
which is four times as fast as one pattern that ignores case.
"""

_AMPERSAND = re.compile(r"&(?!#?\w{1,40};)")
"""An ampersand that begins no entity; the cleaner takes ever longer over thousands of them."""
_MANY = 2_000
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_SINGLE = frozenset({
    "area", "base", "br", "circle", "col", "dd", "dt", "ellipse", "embed", "hr", "img", "input", "li", "line", "link",
    "meta", "option", "p", "path", "polygon", "polyline", "rect", "rp", "rt", "source", "tbody", "td", "tfoot", "th",
    "thead", "tr", "track", "wbr",
})  # fmt: skip
"""Elements that end by themselves."""
_REOPENED = frozenset({
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
})  # fmt: skip
"""Elements that a browser opens anew in each paragraph until they are closed: few letters make many of them."""
_DEEPEST = 500
"""Elements inside each other; browsers stop at about as many."""
_REOPENINGS = 5
"""Of those, how many stand open per tag of the page."""
_FREE = 10_000
_BRACKETS = 200
"""Open brackets in a paragraph that cost next to nothing."""
_COSTLY = 1_000_000
"""The square of the brackets that may stand open in one paragraph, or the sum of the squares of several."""
_GAPS = re.compile(r"\n[ \t]*\n")


def is_tangled(html: str) -> bool:
    """Say whether elements stand so deep inside each other that nobody could read the page, and no machine soon."""
    if html.count("<") < _DEEPEST:
        return False
    open_: dict[str, int] = {}
    depth = reopened = total = 0
    for count, found in enumerate(_TAG.finditer(html)):
        name = found[2].lower()
        if not found[1]:
            total += reopened
        if name not in _SINGLE:
            step = 1 if not found[1] else -1 if open_.get(name) else 0
            open_[name] = open_.get(name, 0) + step
            depth += step
            reopened += step if name in _REOPENED else 0
        if depth > _DEEPEST or total > _FREE + _REOPENINGS * count:
            return True
    return False


def is_unclosed(text: str) -> bool:
    """Say whether so many brackets of links stand open in a text of Markdown that nobody meant them.

    Python-Markdown looks for the end of each through all that follows in its paragraph: a thousand in one take half a
    second, ten thousand a minute.
    """
    if text.count("[") < _BRACKETS:
        return False
    blocks = (block for block in _GAPS.split(text) if block.count("[") >= _BRACKETS)
    open_ = (
        max(block.count("[") - block.count("]"), block.count("](") - block.count(")")) for block in blocks
    )
    return sum(one * one for one in open_ if one > 0) > _COSTLY


def _is_notable(html: str) -> bool:
    """Say whether the filter has work on a page."""
    lower = html.casefold()
    return any(word in lower for word in _NOTABLE_WORDS) or any(one.search(lower) for one in _NOTABLE)


def clean_html(html: str) -> str:
    """Return the HTML of an author's page without what acts, lies over the page, or bears a name of the theme or ours.

    Left are text, pictures, links to any host, and the classes and anchors that nobody but the author uses; a
    page can still say in plain words what is not true.
    """
    if html.count("&") > _MANY:
        html = _AMPERSAND.sub("&amp;", html)
    if not _is_notable(html):
        return _QUICK_CLEANER.clean(html)
    return _UNSOURCED.sub(_name_picture, _INPUTS.sub(_filter_input, _CLEANER.clean(html)))
