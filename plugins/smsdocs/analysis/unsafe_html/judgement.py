"""Which elements, attributes and addresses stay, one by one."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from smsdocs.analysis.unsafe_html.addresses import (
    clean_address,
    drop_macros,
    is_elsewhere,
    is_unsafe,
    list_candidates,
)
from smsdocs.analysis.unsafe_html.allowed import (
    ACTIVE,
    ATTRIBUTES,
    ELEMENTS,
    EVERYWHERE,
    INPUT,
    NAMING,
    STYLES,
    is_foreign_class,
    is_foreign_name,
    is_tag_in_words,
    paints_from_elsewhere,
)
from smsdocs.model.unsafe import UnsafeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.analysis.unsafe_html.tags import Attribute, Tag

Verdict = tuple[UnsafeKind, str, int]
"""Why something does not stay, what it is, and where it stands in the text."""
_KNOWN = {name: EVERYWHERE | {one.lower() for one in more} for name, more in ATTRIBUTES.items()}
_KNOWN[""] = frozenset().union(*_KNOWN.values()) - {"style"}
_ADDRESSES = {"href": "a", "src": "img", "srcset": "source"}
"""Attributes that hold an address, and the element they belong to where none is known."""
_FOR_MARKDOWN = re.compile(r"markdown|data-toc-label")
"""Attributes that Markdown takes out itself."""


def judge_tag(tag: Tag) -> Iterator[Verdict]:
    """Yield what of a tag does not stay; of an element that goes, only the element."""
    if tag.name in ACTIVE or (tag.name == "input" and not _is_box(tag)):
        yield UnsafeKind.ELEMENT, tag.name, tag.start
    elif tag.name not in ELEMENTS:
        scheme = is_unsafe(clean_address(tag.name))
        yield UnsafeKind.ADDRESS if scheme else UnsafeKind.DROPPED, f"<{tag.name}>", tag.start
    else:
        for attribute in tag.attributes:
            yield from judge_attribute(tag.name, attribute)


def judge_attribute(element: str, attribute: Attribute) -> Iterator[Verdict]:
    """Yield why an attribute does not stay; an element of unknown name has those of all."""
    name, value = attribute.name, html.unescape(attribute.value or "")
    if name.startswith("on"):
        yield UnsafeKind.HANDLER, name, attribute.start
    elif _FOR_MARKDOWN.fullmatch(name):
        return
    elif name == "class":
        yield from ((UnsafeKind.NAME, one, attribute.at) for one in value.split() if is_foreign_class(one))
    elif name in NAMING and is_foreign_name(value):
        yield UnsafeKind.NAME, value.strip(), attribute.at
    elif name in _ADDRESSES:
        yield from judge_address(element, name, attribute.value or "", attribute.start)
    elif not _is_allowed(element, name, value):
        yield UnsafeKind.DROPPED, name, attribute.start


def judge_address(element: str, name: str, written: str, at: int) -> Iterator[Verdict]:
    """Yield why an address does not stay: it acts, or the browser would fetch it from another host."""
    element = element or _ADDRESSES[name]
    if name not in ATTRIBUTES.get(element, ()):
        yield UnsafeKind.DROPPED, name, at
        return
    written = drop_macros(written)
    for address in list_candidates(written) if name == "srcset" else [clean_address(written)]:
        if is_unsafe(address):
            yield UnsafeKind.ADDRESS, address, at
        elif element != "a" and is_elsewhere(address) and not _is_on_disk(address):
            yield UnsafeKind.PICTURE, address, at


def _is_on_disk(address: str) -> bool:
    scheme = address.partition(":")[0].lower()
    return scheme == "file" or len(scheme) == 1


def _is_allowed(element: str, name: str, value: str) -> bool:
    if name not in _KNOWN.get(element, EVERYWHERE):
        return False
    if name == "style":
        return bool(STYLES[element].fullmatch(value))
    if name in {"title", "aria-label"} and is_tag_in_words(value):
        return False
    return not (name in {"fill", "stroke"} and paints_from_elsewhere(value))


def _is_box(tag: Tag) -> bool:
    """Say whether an input is the box of a list of tasks, or the switch of a tab."""
    values = {one.name: html.unescape(one.value or "") for one in tag.attributes}
    if set(values) - INPUT:
        return False
    kind = values.get("type", "").lower()
    boxed = kind == "checkbox" and not set(values) - {"type", "checked", "disabled"}
    return boxed or (
        kind == "radio"
        and bool(values.get("id"))
        and bool(re.fullmatch(r"__tabbed_\d+", values.get("name", "")))
    )
