"""What a Markdown text holds that matters here: headings, anchors, links, and clauses in comments.

One pass over the lines. Fenced and indented code, code spans and comments hold no links; everything else
that a forge would render does. It does not render: MkDocs and the forge do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from sys import intern
from urllib.parse import unquote

from smsdocs.analysis.anchors import build_anchor, number_anchor, plain_text
from smsdocs.analysis.comments import CLAUSE_WORD, CLAUSES
from smsdocs.model.document import Heading, Link, SectionClaim
from smsdocs.model.finding import Fault
from smsdocs.model.place import Place

_FENCE = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+|>\s*)*(`{3,}|~{3,})(.*)$")
_ATX = re.compile(r" {0,3}(?:> {0,3})*(#{1,6})(?=[ \t]|$)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_TICKS = re.compile(r"`+")
_INLINE = re.compile(r"(?<!\\)\]\(")
_TARGET = re.compile(r"[ \t]*(?:<([^<>]*)>|((?:[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))")
_AFTER_TARGET = re.compile(r"[ \t]*(?:$|[)\"'(])")
_SPACED_TARGET = re.compile(r"[ \t]*+([^()<>\"']*\.\w{1,5}(?:#[^()\s\"'#]*+)?)(?=[ \t]*+[)\"'])")
_DEFINITION = re.compile(r" {0,3}\[[^\[\]^][^\[\]]*\]:[ \t]*(?:<([^<>]*)>|([^\s<]\S*))[ \t]*(?:[\"'(]|$)")
_HTML_LINK = re.compile(
    r"<(?:a|img)\b[^<>]*?\s(?:href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE
)
_HTML_HEADING = re.compile(
    r"<h([1-6])\b[^<>]*>([^<>]*(?:<(?!/?h[1-6])[^<>]*>[^<>]*)*)</h\1\s*>", re.IGNORECASE
)
_HTML_ANCHOR = re.compile(r"<[a-z][^<>]*?\s(?:id|name)\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"\{([^{}]*)\}")
_ATTR_ANCHOR = re.compile(r"#([\w:.\-]+)")
_RUNS_ON = re.compile(r"<!--|\n[ \t]*(?:#|\n)")
"""What no list of clauses holds: another comment, a heading, a blank line."""
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ESCAPED_IN_LINK = re.compile(r"\\([!()\[\]_*~#&<>`])")
"""What people escape in addresses; `..\\\\scope.md` is a path as Windows writes it, and stays as written."""
_SCHEME = re.compile(r"(?!file:)[a-zA-Z][a-zA-Z0-9+.\-]+:|//", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s|\s*(?:!!!|\?\?\?|===|\[\^[^\]]+\]:|: {2,})")
_SHORT = 60
"""Characters of a heading, an anchor or a target that may well stand on other pages too."""
_CONFLICT = re.compile(r"(<{7}|>{7})( |$)")


@dataclass(slots=True, kw_only=True)
class Outline:
    """What one text holds; lines and columns are those of the file."""

    headings: list[Heading] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    claims: list[SectionClaim] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def parse_markdown(body: str, path: str, first_line: int) -> Outline:
    r"""Read the outline of a text.

    Args:
        body: the text after the front matter, with `\\n` line ends.
        path: of the file, for places.
        first_line: the line of the file on which `body` begins, 1-based.
    """
    scanner = _Scanner(path)
    for number, line in enumerate(body.split("\n"), first_line):
        scanner.line(line, number)
    scanner.end()
    return scanner.outline


def _blank_code(text: str) -> str:
    """Return the text with its code spans blanked out: a run of backticks ends at the next one as long."""
    if "`" not in text:
        return text
    runs = [found.span() for found in _TICKS.finditer(text)]
    partner: dict[int, int] = {}
    nearest: dict[int, int] = {}
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        if length in nearest:
            partner[index] = nearest[length]
        nearest[length] = index
    kept, at, index = [], 0, 0
    while index < len(runs):
        last = partner.get(index)
        if last is not None:
            start, end = runs[index][0], runs[last][1]
            kept.append(text[at:start] + " " * (end - start))
            at, index = end, last
        index += 1
    return "".join(kept) + text[at:]


def _hold(text: str) -> str:
    """Return a text; a short one is held once for all pages."""
    return intern(text) if len(text) <= _SHORT else text


class _Scanner:
    def __init__(self, path: str) -> None:
        self.path = path
        self.outline = Outline()
        self.fence = ""
        self.comment: list[str] | None = None
        self.comment_at = (0, 0)
        self.previous = ""
        self.in_list = False
        self.taken: dict[str, int] = {}
        self.conflict: Place | None = None

    def line(self, line: str, number: int) -> None:
        if self.fence:
            self._fenced(line)
            return
        if not line.strip():
            self.previous = ""
            if self.comment is not None:
                self.comment.append("")
            return
        if self.comment is None:
            if ("`" in line or "~" in line) and (found := _FENCE.match(line)) and self._opens(found):
                return
            if self._is_code(line):
                return
        text = self._without_comments(line, number)
        if text.strip():
            self._content(text, line, number)
        self.previous = text

    def end(self) -> None:
        if self.comment is not None:
            line, column = self.comment_at
            self._fault(
                "unclosed-comment", line, column, "this comment is never closed", "write `-->` after it"
            )

    def _opens(self, found: re.Match[str]) -> bool:
        if found[1][0] == "`" and "`" in found[2]:
            return False
        self.fence = found[1]
        return True

    def _fenced(self, line: str) -> None:
        text = line.strip().lstrip("> ")
        if text.startswith(self.fence) and not text.strip(self.fence[0]):
            self.fence = ""
            self.previous = ""

    def _is_code(self, line: str) -> bool:
        """Say whether the line is indented code: four spaces that no list or admonition explains."""
        if line[0] not in " \t":
            self.in_list = bool(_LIST.match(line))
            return False
        if self.in_list or _LIST.match(line):
            self.in_list = True
            return False
        return not self.previous.strip() and line.startswith(("    ", "\t"))

    def _without_comments(self, line: str, number: int) -> str:
        """Return the line with comments blanked out, and note the clauses they carry."""
        if self.comment is None and "<!--" not in line:
            return line
        kept: list[str] = []  # joined at the end: thousands of comments on one line stay cheap
        at = 0
        bare = _blank_code(line)
        while at < len(line):
            if self.comment is None:
                start = bare.find("<!--", at)
                if start < 0:
                    return "".join((*kept, line[at:]))
                kept += line[at:start], "    "
                self.comment, self.comment_at, at = [], (number, start + 1), start + 4
            end = line.find("-->", at)
            if end < 0:
                self.comment.append(line[at:])
                return "".join(kept)
            self.comment.append(line[at:end])
            kept.append(" " * (end + 3 - at))
            at = end + 3
            self._comment("\n".join(self.comment))
            self.comment = None
        return "".join(kept)

    def _comment(self, text: str) -> None:
        """Note the clauses of a comment. One that runs on into the text was never closed where it should be."""
        found = CLAUSES.match(text)
        if not found:
            return
        line, column = self.comment_at
        claims = found[1].rstrip()
        if _RUNS_ON.search(claims):
            hint = "write `-->` after the clauses"
            self._fault("unclosed-comment", line, column, "this comment swallows the text below it", hint)
            claims = claims.partition("\n")[0]
        heading = self.outline.headings[-1] if self.outline.headings else None
        if heading is None:
            self._fault("misplaced-clauses", line, column, "these clauses stand under no heading",
                        "put the comment under the heading of the section that answers them")  # fmt: skip
        keyword = re.sub(r"[^\n]", " ", text[: found.start(1)])
        for count, row in enumerate((keyword + claims).split("\n")):
            before = column + 4 if count == 0 else 1
            for word in CLAUSE_WORD.finditer(row):
                place = Place(self.path, line + count, before + word.start())
                self.outline.claims.append(SectionClaim(clause=word[0], heading=heading, place=place))

    def _content(self, text: str, line: str, number: int) -> None:
        if line[0] in "<>" and _CONFLICT.match(line):
            self._conflict(number)
        elif "#" in text and (found := _ATX.match(text.lstrip() if self.in_list else text)):
            rest = found.string[found.end() :].strip(" \t")
            bare = rest.rstrip("#")
            self._heading(len(found[1]), bare.rstrip() if not bare or bare[-1] in " \t" else rest, number)
        elif text[-1] in "=- \t" and self._may_be_heading() and (found := _SETEXT.match(text)):
            self._heading(1 if found[1][0] == "=" else 2, self.previous.strip(), number - 1)
        text = _blank_code(text)
        if "](" in text or "]:" in text:
            self._markdown_links(text, number)
        if "<" in text:
            self._html(text, number)
        if "{" in text and "#" in text:
            for found in _ATTRIBUTES.finditer(text):
                self.outline.anchors.update(_ATTR_ANCHOR.findall(found[1]))

    def _may_be_heading(self) -> bool:
        """Say whether the line before is text that an underline makes a heading."""
        before = self.previous
        if not before.strip() or before[0] == ">" or "|" in before:
            return False
        return not (_LIST.match(before) or _ATX.match(before) or _SETEXT.match(before))

    def _heading(self, level: int, text: str, number: int) -> None:
        last = text[text.rfind("{") :] if text.endswith("}") else ""
        own = _ATTR_ANCHOR.search(last) if _ATTRIBUTES.fullmatch(last) else None
        plain = _hold(plain_text(text))
        anchor = _hold(number_anchor(own[1] if own else build_anchor(plain), self.taken))
        self.outline.anchors.add(anchor)
        self.outline.headings.append(Heading(level=level, text=plain, anchor=anchor, line=number))

    def _markdown_links(self, text: str, number: int) -> None:
        """Note inline links by their target: the text before it may begin on an earlier line."""
        for opening in _INLINE.finditer(text):
            target = _TARGET.match(text, opening.end())
            if target and not _AFTER_TARGET.match(text, target.end()):
                target = _SPACED_TARGET.match(
                    text, opening.end()
                )  # forges show it as text, our site as a link
            if target:
                self._link(target[target.lastindex or 0], number, target.start(target.lastindex or 0) + 1)
        if found := _DEFINITION.match(text):
            group = found.lastindex or 0
            self._link(found[group], number, found.start(group) + 1)

    def _html(self, text: str, number: int) -> None:
        for found in _HTML_LINK.finditer(text):
            group = next(index for index in (1, 2, 3) if found[index] is not None)
            self._link(found[group], number, found.start(group) + 1)
        self.outline.anchors.update(found[1] for found in _HTML_ANCHOR.finditer(text))
        if "</" in text:
            for found in _HTML_HEADING.finditer(text):
                self._heading(int(found[1]), found[2].strip(), number)

    def _link(self, address: str, line: int, column: int) -> None:
        address = _ESCAPED_IN_LINK.sub(r"\1", address.strip())
        if not address or _SCHEME.match(address) or "{{" in address or "{%" in address:
            return
        target, _, fragment = address.partition("#")
        target = target.partition("?")[0]
        self.outline.links.append(
            Link(
                target=_hold(unquote(target)),
                fragment=unquote(fragment),
                place=Place(self.path, line, column),
            )
        )

    def _conflict(self, number: int) -> None:
        if self.conflict is None:
            self.conflict = Place(self.path, number, 1)
            self._fault("conflict-marker", number, 1, "a merge was left unfinished here", "choose one side")

    def _fault(self, name: str, line: int, column: int, message: str, hint: str) -> None:
        self.outline.faults.append(
            Fault(name=name, place=Place(self.path, line, column), message=message, hint=hint)
        )
