"""A text with its code and comments blanked out, as Markdown tells them from HTML; places stay what they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_FENCE = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]?)*(`{3,}|~{3,})(.*)$")
_HOLDER = re.compile(
    r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]|(?:!!!|\?\?\?\+?|===[!+]?) |\[\^[^\]]+\]:|:[ \t]+)"
)
"""What begins a block whose text is indented: items of lists, admonitions, tabs, footnotes, definitions."""
_BLOCK = re.compile(
    r" {0,3}<(address|article|aside|blockquote|body|canvas|caption|center|colgroup|dd|details|div|dl|dt|fieldset|"
    r"figcaption|figure|footer|form|frame|frameset|group|h[1-6]|head|header|hgroup|hr|html|iframe|legend|li|link|main|"
    r"map|math|menu|nav|noframes|noscript|object|ol|output|p|pre|progress|script|section|style|summary|svg|table|"
    r"tbody|td|template|textarea|tfoot|th|thead|title|tr|ul|video)(?=[\s/>])",
    re.IGNORECASE,
)
"""HTML that is kept as it is written, to its end."""
_MARKDOWN_INSIDE = re.compile(r"\smarkdown\b", re.IGNORECASE)
_ALONE = frozenset({"hr", "link", "frame"})
_TICKS = re.compile(r"(?<!\\)`+")
_BLANKS = re.compile(r"[ \t]*")
_COMMENT_END = re.compile(r"--!?>")
_QUOTES = re.compile(r"[ \t]*(?:>[ \t]?)+")


@dataclass(slots=True)
class Text:
    """A text to be scanned.

    Attributes:
        shown: the text; blanks stand for its code and comments.
        raw: where HTML begins that is kept as written, and where it ends, in order.
        infos: where words stand behind the opening of a fence, and where they end.
    """

    shown: str
    raw: list[tuple[int, int]] = field(default_factory=list)
    infos: list[tuple[int, int]] = field(default_factory=list)


def blank_code(body: str) -> Text:
    """Return a text without its code and comments."""
    blanker = _Blanker(_blank_comments(body).split("\n"), body.split("\n"))
    blanker.run()
    return Text("\n".join(blanker.lines), blanker.raw, blanker.infos)


def _blank(text: str) -> str:
    return " " * len(text)


def _blank_comments(body: str) -> str:
    """Return a text without comments; those in code are blank anyway, so only ends that code would hide are left."""
    if "<!--" not in body:
        return body
    ticks = pair_ticks(body) if "`" in body else {}
    kept: list[str] = []
    lines = _Lines(body)
    closing: re.Match[str] | None = None
    at = 0
    for found in re.finditer(r"(?<!\\)(`+)|<!--", body):
        start = found.start()
        if start < at:
            continue
        if found[1]:
            end = ticks.get(start, 0)
            if end and "\n\n" not in body[start:end]:
                kept.append(body[at:end])
                at = end
            continue
        if closing is None or closing.start() < start + 2:  # else it is the nearest still
            closing = _COMMENT_END.search(body, start + 2)
        if closing and not lines.begins(start) and lines.find_gap(start) + 2 <= closing.end():
            kept.append(body[at : start + 4])  # Markdown takes words and a blank line apart first
            at = start + 4
            continue
        end = closing.end() if closing else start + 4
        kept += [body[at:start], re.sub(r"[^\n]", " ", body[start:end])]
        at = end
        if closing is None:
            break
    return "".join(kept) + body[at:]


class _Lines:
    """Says where lines begin and where blank ones are, of places asked for in their order: each is read once."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._at = 0
        self._first = self._find_first(0)
        self._gap = -1

    def begins(self, at: int) -> bool:
        """Say whether nothing but blanks stands before a place in its line."""
        line = self._body.rfind("\n", self._at, at) + 1
        if line > self._at:
            self._first = self._find_first(line)
        self._at = at
        return self._first >= at

    def find_gap(self, at: int) -> int:
        """Return where the next blank line begins; behind the end where there is none."""
        if self._gap < at:
            found = self._body.find("\n\n", at)
            self._gap = found if found >= 0 else len(self._body)
        return self._gap

    def _find_first(self, line: int) -> int:
        found = _BLANKS.match(self._body, line)
        return found.end() if found else line


def pair_ticks(text: str) -> dict[int, int]:
    """Return where code in backticks begins, and where it ends: at the next run of the same length."""
    ends: dict[int, int] = {}
    nearest: dict[int, int] = {}
    for found in reversed(list(_TICKS.finditer(text))):
        start, end = found.span()
        if end - start in nearest:
            ends[start] = nearest[end - start]
        nearest[end - start] = end
    return ends


class _Blanker:
    """Goes through the lines once; an opening without its end is read again as text."""

    def __init__(self, lines: list[str], written: list[str]) -> None:
        self.lines = lines
        self.written = written
        self.raw: list[tuple[int, int]] = []
        self.infos: list[tuple[int, int]] = []
        self.starts = [0]
        for line in lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.never: dict[str, tuple[int, int]] = {}
        self.base = 0
        self.text_from = 0
        self.blank_before = True

    def run(self) -> None:
        number = 0
        while number < len(self.lines):
            number = self._take(number)
        self._end_text(number)

    def _take(self, number: int) -> int:
        """Read a line, or the whole block that it begins; return the number of the next."""
        line = self.lines[number]
        if not line.strip():
            self._end_text(number)
            self.blank_before = True
            return number + 1
        if ("`" in line or "~" in line) and (after := self._take_fence(number)):
            return after
        indent = self._measure(number)
        if self.blank_before and indent < self.base:
            self.base = indent // 4 * 4
        if self.blank_before and indent >= self.base + 4:
            self.lines[number] = _blank(line)
            return number + 1
        if _HOLDER.match(line):
            self.base = (indent // 4 + 1) * 4
        if (
            "<" in line
            and (found := _BLOCK.match(line[min(self.base, indent) :]))
            and self._is_raw(line, found)
        ):
            return self._take_raw(number, found)
        if not self.blank_before and (line.lstrip(" ")[:1] in "#>") and self._begins_block(number):
            self._end_text(number)
            self.blank_before = True
        if self.blank_before:
            self.text_from = number
        self.blank_before = False
        return number + 1

    def _begins_block(self, number: int) -> bool:
        """Say whether a line with a heading or a quote is not part of the words before it."""
        return self.lines[number].lstrip(" ")[0] == "#" or self.lines[number - 1].lstrip(" ")[:1] != ">"

    def _measure(self, number: int) -> int:
        """Return how far a line is indented, where tabs stop at every fourth column; a comment is no space."""
        line, written = self.lines[number], self.written[number]
        if line[0] not in " \t" or len(line.lstrip(" \t")) != len(written.lstrip(" \t")):
            return 0
        flat = line.expandtabs(4)
        return len(flat) - len(flat.lstrip(" "))

    def _take_fence(self, number: int) -> int:
        """Blank code between two fences; return the number of the line behind it, 0 where there is no such."""
        found = _FENCE.match(self.lines[number])
        if not found or (found[1][0] == "`" and "`" in found[2]):
            return 0
        last = self._find_closing(number, found[1], found.start(1))
        if not last:
            return 0
        self._end_text(number)
        at = self.starts[number]
        self.infos.append((at + found.start(2), at + found.end(2)))
        for one in range(number, last + 1):
            self.lines[one] = _blank(self.lines[one])
        self.blank_before = True
        return last + 1

    def _find_closing(self, number: int, fence: str, column: int) -> int:
        """Return the line of the closing fence; 0 where none comes, or a line before it stands further left."""
        quoted = ">" in self.lines[number][:column]
        until, inside = self.never.get(fence, (0, 0))
        if number < until and column >= inside:
            return 0
        for last in range(number + 1, len(self.lines)):
            line = self.written[last]
            if line.strip() == fence or (quoted and _QUOTES.sub("", line).strip() == fence):
                return last
            if not quoted and line[:column].strip() and not _HOLDER.match(self.lines[number]):
                break
        self.never[fence] = (last if number + 1 < len(self.lines) else number, column)
        return 0

    @staticmethod
    def _is_raw(line: str, found: re.Match[str]) -> bool:
        return found[1].lower() not in _ALONE and not _MARKDOWN_INSIDE.search(line.partition(">")[0])

    def _take_raw(self, number: int, found: re.Match[str]) -> int:
        """Take HTML to its end tag, and what begins right behind it; return the number of the next line."""
        self._end_text(number)
        at = 0
        begun: re.Match[str] | None = found
        while begun:
            first = number
            number, at = self._find_end(number, at, begun[1])
            last = number - 1 if at else number
            self.raw.append((self.starts[first], self.starts[last] + at))
            begun = _BLOCK.match(self.lines[last], at) if at else None
            number = last if begun else number
        self.blank_before = True
        return number

    def _find_end(self, number: int, at: int, name: str) -> tuple[int, int]:
        """Return the line behind the end tag of an element, and where its own line goes on; code in fences is code."""
        tags = re.compile(rf"<(/?){name}(?=[\s/>])", re.IGNORECASE)
        depth, first = 0, number
        while number < len(self.lines):
            line = self.lines[number]
            if number > first and ("`" in line or "~" in line) and (after := self._take_fence(number)):
                number = after
                continue
            for tag in tags.finditer(line, at):
                depth += -1 if tag[1] else 1
                if depth <= 0:
                    return number + 1, line.find(">", tag.end()) + 1 or len(line)
            number, at = number + 1, 0
        return number, 0

    def _end_text(self, number: int) -> None:
        """Blank the code in backticks of the lines of a text that ends before `number`."""
        first = self.text_from
        if self.blank_before or first >= number:
            return
        text = "\n".join(self.lines[first:number])
        if "`" in text:
            ends = pair_ticks(text)
            kept, at = [], 0
            for start in sorted(ends):
                if start >= at:
                    kept += [text[at:start], re.sub(r"[^\n]", " ", text[start : ends[start]])]
                    at = ends[start]
            self.lines[first:number] = ("".join(kept) + text[at:]).split("\n")
