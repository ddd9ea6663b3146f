"""Looks through the text of a page for what does not reach the site."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from smsdocs.analysis.unsafe_html.addresses import clean_address, drop_macros, is_unsafe, unescape_markdown
from smsdocs.analysis.unsafe_html.allowed import CLOSED, is_tag_in_words
from smsdocs.analysis.unsafe_html.judgement import Verdict, judge_address, judge_attribute, judge_tag
from smsdocs.analysis.unsafe_html.tags import TagReader, read_attribute_list
from smsdocs.analysis.unsafe_html.text import Text, blank_code
from smsdocs.model.unsafe import Unsafe, UnsafeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUSPICIOUS = {
    "<": re.compile(r"<[a-zA-Z?]|<!(?!--)"),
    "{": re.compile(r"\{[^{}\n]*[=.#]"),
    "](": re.compile(r"\]\([ \t\n]*+<?[ \t]*+(?!https?://[^\[]|mailto:|tel:)[^\s()/#?]*[:&\\]"),
    "]:": re.compile(r"\]:[ \t\n]*+<?[ \t]*+(?!https?://[^\[]|mailto:|tel:)[^\s()/#?]*[:&\\]"),
    "{{": re.compile(r"\]\([ \t\n]*+<?[^\s(){}]*\{\{"),
    "{%": re.compile(r"\]\([ \t\n]*+<?[^\s(){}]*\{%"),
    "{#": re.compile(r"\]\([ \t\n]*+<?[^\s(){}]*\{#"),
    "![": re.compile(r"!\["),
    "!!!": re.compile(r"^[ \t]*!!! [^\"\n]*(?:md|sms)-", re.IGNORECASE | re.MULTILINE),
    "???": re.compile(r"^[ \t]*\?\?\?\+? [^\"\n]*(?:md|sms)-", re.IGNORECASE | re.MULTILINE),
}
"""What a page must hold to be looked through: tags, attributes, addresses that are not plain, pictures, and names."""
_INLINE_TAG = re.compile(
    r"</?[a-zA-Z][^<>@\s]*(?:\s[^<>]*)?>"
    r"|<[a-zA-Z][^\s\"'<>@]*+(?:\s+[^\s\"'=<>]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>]++))?+)*+\s*+/?>"
)
"""What versions of Markdown take for a tag in words; what only some do counts too."""
_OPENING = re.compile(r"<(?=[a-zA-Z?!])")
_DECLARATION = re.compile(r"<[?!][^<>]*>")
_LINK = re.compile(r"(?<!\\)\]\(")
_TARGET = re.compile(
    r"[ \t\n]*(?:<([^<>\n]{0,2000})>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.){0,500}\)){0,2000}))"
)
_CLOSED = re.compile(r"[ \t\n]*[)\"'(]")
_RUN_ON = re.compile(r"[^()<>\"']*")
_DEFINITION = re.compile(
    r"^ {0,3}\[([^\[\]^][^\[\]]*)\]:[ \t]*\n?[ \t]*(?:<([^<>\n]*)>|([^\s<]\S*))", re.MULTILINE
)
_REFERENCE = re.compile(r"!\[([^\[\]]*)\](?![(:])(?:[ \n]?\[([^\[\]]*)\])?")
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.\-]*://[^<>]*)>")
_NEAR = 300
"""Characters behind an opening bracket in which an address begins to speak."""
_LIST = re.compile(r"\{[^{}\n]*+\}")
_BEFORE_LIST = re.compile(r"[)\]*_~=^`>\"']")
_ABBREVIATION = re.compile(r"^ {0,3}\*\[[^\]\n]+\]:([^\n]*)", re.MULTILINE)
_ADMONITION = re.compile(r"^[ \t]*(?:!!!|\?\?\?\+?) ([^\"\n]*)", re.MULTILINE)


def find_unsafe(body: str, first_line: int) -> tuple[Unsafe, ...]:
    """Return what of a text does not reach the site, in order of place.

    Args:
        body: the text after the front matter.
        first_line: the line of the file on which it begins, 1-based.
    """
    if not any(sign in body and pattern.search(body) for sign, pattern in _SUSPICIOUS.items()):
        return ()
    scan = _Scan(body, blank_code(body))
    found = sorted({(at, kind, name) for kind, name, at in scan.run()})
    starts = [0, *(match.end() for match in re.finditer(r"\n", body))]
    return tuple(
        Unsafe(kind=kind, name=name, line=first_line + line, column=at - starts[line] + 1)
        for at, kind, name in found
        for line in [bisect_right(starts, at) - 1]
    )


class _Scan:
    def __init__(self, body: str, text: Text) -> None:
        self.body = body
        self.text = text
        self.shown = text.shown
        self.raw_starts = [start for start, _ in text.raw]
        openings = (found.end() for found in _LINK.finditer(self.shown))
        self.links = [found for at in openings if (found := _TARGET.match(self.shown, at))]
        self.targets = [found.span() for found in self.links if _CLOSED.match(self.shown, found.end())]
        self.last_ends: dict[str, int] = {}

    def run(self) -> Iterator[Verdict]:
        yield from self._tags()
        yield from self._addresses()
        yield from self._attribute_lists()
        for found in _ABBREVIATION.finditer(self.shown):
            if is_tag_in_words(found[1]):
                yield UnsafeKind.DROPPED, "title", found.start(1)
        for found in _ADMONITION.finditer(self.shown):
            for word in re.finditer(r"\S+", found[1]):
                if word[0].casefold().startswith(("md-", "sms-")):
                    yield UnsafeKind.NAME, word[0], found.start(1) + word.start()

    def _is_raw(self, at: int) -> bool:
        index = bisect_right(self.raw_starts, at) - 1
        return index >= 0 and at < self.text.raw[index][1]

    def _tags(self) -> Iterator[Verdict]:
        """Yield what HTML holds; of an element that goes with all it holds, nothing inside."""
        reader = TagReader(self.shown)
        at = 0
        while found := _OPENING.search(self.shown, at):
            start = found.start()
            at = start + 1
            raw = self._is_raw(start)
            if not raw and not self._is_tag(start):
                continue
            if self.shown[at] in "?!":
                if _DECLARATION.match(self.shown, start):
                    yield UnsafeKind.DROPPED, self.shown[start : start + 2], start
                continue
            tag = reader.read(start)
            if tag is None:
                if raw:
                    yield UnsafeKind.DROPPED, self.shown[start : start + 10].split()[0], start
                at = max(at, reader.stopped)
                continue
            yield from judge_tag(tag)
            at = tag.end
            if tag.name in CLOSED:
                at = self._find_end(tag.name, at)

    def _find_end(self, name: str, at: int) -> int:
        """Return where the end tag of an element stands; `at` where it has none."""
        ends = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
        if name not in self.last_ends:
            self.last_ends[name] = max((one.start() for one in ends.finditer(self.shown)), default=-1)
        found = ends.search(self.shown, at) if at <= self.last_ends[name] else None
        return found.start() if found else at

    def _is_tag(self, start: int) -> bool:
        index = bisect_right(self.targets, (start, len(self.shown)))
        if index and start < self.targets[index - 1][1]:
            return False
        if self.shown[start + 1] in "?!":
            return True
        return bool(_INLINE_TAG.match(self.shown, start)) and not _AUTOLINK.match(self.shown, start)

    def _addresses(self) -> Iterator[Verdict]:
        shown = self.shown
        defined: dict[str, str] = {}
        for found in _DEFINITION.finditer(shown):
            group = 2 if found[2] is not None else 3
            defined.setdefault(" ".join(found[1].lower().split()), found[group])
            yield from self._link("a", found[group], found.start(group))
        pictures = self._find_pictures() if "![" in shown else set()
        for found in self.links:
            group = 1 if found[1] is not None else 2
            written = found[group]
            if shown[found.end() : found.end() + 1] == "\n" and (more := _RUN_ON.match(shown, found.end())):
                written += more[0]
            element = "img" if found.start() - 2 in pictures else "a"
            yield from self._link(element, written, found.start(group))
        if "{{" in shown or "{#" in shown or "{%" in shown:
            yield from self._addresses_around_macros()
        for found in _AUTOLINK.finditer(shown):
            yield from self._link("a", found[1], found.start(1))
        for found in _REFERENCE.finditer(shown):
            target = defined.get(" ".join((found[2] or found[1]).lower().split()))
            if target is not None:
                yield from (
                    one for one in self._link("img", target, found.start()) if one[0] is UnsafeKind.PICTURE
                )

    def _addresses_around_macros(self) -> Iterator[Verdict]:
        """Yield addresses that act once what stands in their middle has shown nothing."""
        for opening in _LINK.finditer(self.shown):
            at = opening.end()
            rest = self.shown[at : at + _NEAR]
            plain = drop_macros(rest)
            if plain != rest and (found := _TARGET.match(plain)):
                address = clean_address(unescape_markdown(found[1] if found[1] is not None else found[2]))
                if is_unsafe(address):
                    yield UnsafeKind.ADDRESS, address, at

    def _link(self, element: str, written: str, at: int) -> Iterator[Verdict]:
        if "{{" in written or "{%" in written or self._is_raw(at):
            return
        name = "src" if element == "img" else "href"
        yield from judge_address(element, name, unescape_markdown(written).replace("\t", " "), at)

    def _find_pictures(self) -> set[int]:
        """Return where the brackets close that pictures open."""
        found: set[int] = set()
        opened: list[int] = []
        for bracket in re.finditer(r"[\[\]]", self.shown):
            at = bracket.start()
            if bracket[0] == "[":
                opened.append(at)
            elif opened and (start := opened.pop()) and self.shown[start - 1] == "!":
                found.add(at)
        return found

    def _attribute_lists(self) -> Iterator[Verdict]:
        for found in _LIST.finditer(self.shown):
            if "=" in found[0] or "." in found[0] or "#" in found[0]:
                if self._is_raw(found.start()) or not self._is_list(found):
                    continue
                yield from self._judge_list(found.start(), found.end())
        for start, end in self.text.infos:
            for found in _LIST.finditer(self.body, start, end):
                judged = self._judge_list(found.start(), found.end())
                yield from (one for one in judged if one[0] is not UnsafeKind.DROPPED)

    def _judge_list(self, start: int, end: int) -> Iterator[Verdict]:
        for attribute in read_attribute_list(self.body, start, end):
            yield from judge_attribute("", attribute)

    def _is_list(self, found: re.Match[str]) -> bool:
        """Say whether Markdown takes braces for attributes: behind what they belong to, or at the end of a line."""
        start, end = found.span()
        before = self.body[start - 1] if start else "\n"
        after = self.body[end : end + 80].partition("\n")[0].strip(" \t")
        return bool(_BEFORE_LIST.match(before)) or not after or after[0] == "|"
