"""Tags and their attributes, read as browsers read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>][^\s/>=]*)")
_IS = re.compile(r"\s*=\s*")
_BARE = re.compile(r"[^\s>]*")
_LONGEST = 20_000
"""Characters of a tag; what is longer was never meant to be one."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute as it is written.

    Attributes:
        name: in small letters.
        value: as written, entities and all; None where there is none.
        start: where its name begins.
        at: where its value begins.
    """

    name: str
    value: str | None
    start: int
    at: int


@dataclass(frozen=True, slots=True)
class Tag:
    """An opening tag. `end` is behind its last character."""

    name: str
    attributes: tuple[Attribute, ...]
    start: int
    end: int


class TagReader:
    """Reads tags of one text; knows where its last quotes are, so that an open one is not looked for again.

    Attributes:
        stopped: how far the last tag that never ended was read.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.stopped = 0
        self.last = {quote: text.rfind(quote) for quote in "\"'"}

    def read(self, start: int) -> Tag | None:
        """Return the opening tag at `start`, where a `<` stands; None where it never ends."""
        found = _NAME.match(self.text, start + 1)
        if not found:
            return None
        attributes: list[Attribute] = []
        at = found.end()
        limit = min(len(self.text), start + _LONGEST)
        while at < limit:
            if self.text.startswith(">", at):
                return Tag(found[0].lower(), tuple(attributes), start, at + 1)
            at = self._read_attribute(at, attributes)
        self.stopped = at
        return None

    def _read_attribute(self, at: int, attributes: list[Attribute]) -> int:
        found = _ATTRIBUTE.match(self.text, at)
        if not found:
            return at + 1
        name, end = found[1], found.end()
        equals = _IS.match(self.text, end)
        if not equals:
            attributes.append(Attribute(name.lower(), None, found.start(1), end))
            return end
        first = equals.end()
        quote = self.text[first : first + 1]
        if quote and quote in "\"'":
            if self.last[quote] <= first:
                attributes.append(Attribute(name.lower(), "", found.start(1), first + 1))
                return first + 1
            last = self.text.index(quote, first + 1)
            attributes.append(Attribute(name.lower(), self.text[first + 1 : last], found.start(1), first + 1))
            return last + 1
        bare = _BARE.match(self.text, first)
        value = bare[0] if bare else ""
        attributes.append(Attribute(name.lower(), value, found.start(1), first))
        return first + len(value)


def read_attribute_list(text: str, start: int, end: int) -> Iterator[Attribute]:
    """Yield the attributes of `{: #name .class key="value" }`, which stands between `start` and `end`."""
    for found in _LISTED.finditer(text, start, end):
        if found[1]:
            kind = "class" if found[1] == "." else "id"
            yield Attribute(kind, found[2], found.start(1), found.start(2))
        else:
            value = found[4] if found[4] is not None else found[5] if found[5] is not None else found[6]
            group = 4 if found[4] is not None else 5 if found[5] is not None else 6
            yield Attribute(found[3].lower(), value, found.start(3), found.start(group))


_LISTED = re.compile(
    r"([.#])([^\s{}.#=]{1,200})|([^\s{}.#=\"':]{1,100})=(?:\"([^\"}]*)\"|'([^'}]*)'|([^\s\"'{}]*))",
    re.IGNORECASE,
)
