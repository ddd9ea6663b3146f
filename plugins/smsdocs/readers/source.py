"""Bytes to text, and text to front matter and body: what every page goes through before YAML sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from smsdocs.model.finding import Fault
from smsdocs.model.place import Place

PAGE_LIMIT = 2_000_000
"""Bytes of a page; a larger file is no text that people review."""

_REMAINS = 4_000
"""Characters in which the fields of broken front matter are looked for."""

_DASHES = re.compile(r"(?:-{4,}|\u2014|\u2013)[ \t]*\n(?=[A-Za-z_][\w-]*:)")
_OPEN = re.compile(r"---[ \t]*(?:\n|$)")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_KEY = re.compile(r"[A-Za-z_][\w .-]{0,40}:(?:\s|$)")
_FIELD = re.compile(rf"{_KEY.pattern}|[ \t]|-[ \t]|#|\r?$")
"""A line that may stand among fields: one itself, its value on lines of its own, a comment, or nothing."""
_FIELDS = 200
_METADATA = re.compile(r" {0,3}[A-Za-z0-9_-]+:")
_CONTINUED = re.compile(r"(?: {4}|\t)[ \t]*[^ \t]")
_BLANK = re.compile(r"\s*")
_LATE = re.compile(r"(?:<!--\s*\n)?^---[ \t]*\n(?=[A-Za-z_][\w-]*:)", re.MULTILINE)
_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)


@dataclass(slots=True, kw_only=True)
class Source:
    """A page taken apart.

    Attributes:
        block: the front matter without its fences, None where there is none.
        block_line: lines of the file before the block.
        body: the text after the front matter.
        body_line: the line on which the body begins, 1-based.
        readable: False where the bytes are no text; the rest is empty then.
        broken: True where the front matter cannot be relied on.
        remains: text in which fields of front matter that cannot be read may still be found.
    """

    path: str
    block: str | None = None
    block_line: int = 1
    body: str = ""
    body_line: int = 1
    readable: bool = True
    broken: bool = False
    remains: str = ""
    faults: list[Fault] = field(default_factory=list)

    def fault(self, name: str, line: int | None, column: int | None, message: str, hint: str) -> None:
        """Note a fault of this page."""
        place = Place(self.path, line, column)
        self.faults.append(Fault(name=name, place=place, message=message, hint=hint))


def decode(data: bytes, source: Source) -> str | None:
    r"""Return the text of a file with `\\n` line ends, noting what is odd about its bytes; None where it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        source.fault("unreadable-file", 1, 1, "this file is UTF-16", "save it as UTF-8")
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        source.fault(
            "byte-order-mark", 1, 1, "an invisible mark stands before the text", "save as UTF-8 without BOM"
        )
    if (nul := data.find(b"\0")) >= 0:
        line, column = _position(data, nul)
        source.fault(
            "unreadable-file", line, column, "a NUL byte stands here: this is no text", "save it as UTF-8"
        )
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _position(data, error.start)
        message = f"the byte 0x{data[error.start]:02X} is no UTF-8"
        source.fault("unreadable-file", line, column, message, "save the file as UTF-8")
        return None
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        message = "lines end the Windows way (CR LF)"
        hint = "save with LF, or let git do it: `* text=auto` in .gitattributes, `git add --renormalize .`"
        source.fault("windows-line-endings", line, None, message, hint)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _position(data: bytes, at: int) -> tuple[int, int]:
    before = data[:at].replace(b"\r\n", b"\n")
    last = before[before.rfind(b"\n") + 1 :]
    return before.count(b"\n") + 1, len(last.decode("utf-8", "replace")) + 1


def split_front_matter(path: str, data: bytes) -> Source:
    """Take a page apart. What keeps its front matter from being found is a fault of its own."""
    source = Source(path=path)
    text = decode(data, source)
    if text is None:
        source.readable = False
        source.remains = data[:_REMAINS].decode("utf-8", "replace")
        return source
    source.body = text
    source.remains = text[:_REMAINS]
    if found := _OPEN.match(text):
        _split_open(text, found.end(), source)
    else:
        _look_for_misplaced(text, source)
    return source


def _split_open(text: str, start: int, source: Source) -> None:
    end = _CLOSE.search(text, start)
    if end is None:
        if _KEY.match(text, start):
            hint = "write `---` on a line of its own after the last field"
            source.fault("unclosed-front-matter", 1, 1, "the front matter is never closed", hint)
            source.broken = True
        return
    block = text[start : end.start()]
    if block.strip() and "\n\n" in block and not _KEY.search(block):
        return  # two horizontal rules with prose between them
    source.block = block
    source.body = text[end.end() :]
    source.body_line = text.count("\n", 0, end.end()) + 1
    if "=======" in block and (conflict := _CONFLICT.search(block)):
        line = block.count("\n", 0, conflict.start()) + 2
        source.fault(
            "conflict-marker", line, 1, "a merge was left unfinished in the front matter", "choose one side"
        )
        source.broken = True


def _look_for_misplaced(text: str, source: Source) -> None:
    first = text.split("\n", 1)[0]
    if _DASHES.match(text):
        message = f"the front matter opens with `{first.strip()}`, where nothing reads it"
        source.fault("misplaced-front-matter", 1, 1, message, "write three hyphens: `---`")
        source.broken = True
    elif first.startswith("<<<<<<<"):
        source.fault("conflict-marker", 1, 1, "a merge was left unfinished here", "choose one side")
        source.broken = True
    elif late := _find_late(text):
        line = text.count("\n", 0, late.end()) or 1
        commented = late[0].startswith("<!--")
        what = "stands inside a comment" if commented else f"begins on line {line}"
        hint = "move it to the very first line of the file"
        source.fault(
            "misplaced-front-matter", line, 1, f"the front matter {what}, where nothing reads it", hint
        )
        source.broken = True
    elif _KEY.match(first):
        lines = text.split("\n", _FIELDS)[:_FIELDS]
        count = next((n for n, line in enumerate(lines) if not _FIELD.match(line)), len(lines))
        if count < len(lines) and lines[count].strip() in {"---", "..."}:
            hint = "write `---` as the first line"
            source.fault("misplaced-front-matter", 1, 1, "the front matter lacks its opening `---`", hint)
            source.broken = True
    if not source.broken and _METADATA.match(first):
        _note_swallowed(text, source)


def _find_late(text: str) -> re.Match[str] | None:
    """Return the `---` that opens fields behind blank lines and comments, or inside a comment."""
    at = 0
    while True:
        at = found.end() if (found := _BLANK.match(text, at)) else at
        if late := _LATE.match(text, at):
            return late
        end = text.find("-->", at) if text.startswith("<!--", at) else -1
        if end < 0:
            return None
        at = end + 3


def _note_swallowed(text: str, source: Source) -> None:
    """Note the lines at the top that MkDocs takes for metadata, by its own rule."""
    lines = text.split("\n", 30)[:30]
    count = next(
        (n for n, line in enumerate(lines) if not (_METADATA.match(line) or _CONTINUED.match(line))),
        len(lines),
    )
    message = f"the first {'line' if count == 1 else f'{count} lines'} would vanish from the site"
    hint = "MkDocs reads `Key: value` at the top as metadata: put a blank line or a heading before it"
    source.fault("swallowed-lines", 1, 1, message, hint)
