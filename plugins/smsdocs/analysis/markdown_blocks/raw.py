"""What runs over blank lines and is kept as it is written: fences, HTML, comments."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, ClassVar

from smsdocs.analysis.comments import is_sure, is_sure_within
from smsdocs.analysis.markdown_blocks.signs import FENCE, TAG
from smsdocs.analysis.markdown_blocks.spacing import collapse, expand

if TYPE_CHECKING:
    from typing import Self

    from smsdocs.analysis.markdown_blocks.cursor import Cursor
    from smsdocs.analysis.markdown_blocks.nest import Nest
    from smsdocs.analysis.markdown_blocks.written import Written

_EMPTY_TAGS = re.compile(r"(?:base|basefont|br|col|hr|img|input|link|meta|param|source|track|wbr)$")
_MARKDOWN_INSIDE = re.compile(r"\smarkdown\b")
_BEGIN_TAG = re.compile(r"<([a-zA-Z][\w-]*)")


class Raw:
    """What takes all lines until it ends.

    Attributes:
        again: the line that ended it without being part of it; it is read once more.
    """

    name: ClassVar[str]

    def __init__(self, nesting: str) -> None:
        self.nesting = nesting
        self.lines: list[str] = []
        self.again: str | None = None

    def copy(self) -> Self:
        """Return another one with the same lines so far."""
        other = copy.copy(self)
        other.lines = list(self.lines)
        return other

    def feed(self, line: str) -> bool:
        """Take a line; say whether it ends here."""
        raise NotImplementedError

    def close(self, written: Written) -> str:
        """Write it down, and say what the next line follows without a blank line; empty where nothing."""
        raise NotImplementedError


class Fence(Raw):
    """Code between two fences. In a list item or a quote it ends with that, closed or not."""

    name = "fence"

    def __init__(self, cursor: Cursor, nesting: str, nest: Nest, before: str) -> None:
        super().__init__(nesting)
        found = FENCE.match(cursor.rest)
        self.end, info = (found[1], found[2].strip(" \t")) if found else ("", "")
        self.column, self.depth = cursor.column, cursor.base
        self.quotes, self.limit = nest.quotes, 3 + nest.reach
        self.before = before
        self.how = ""
        self.lines.append(info)

    def feed(self, line: str) -> bool:
        """Take a line without its quote marks and the indentation of the fence."""
        words = self._strip_quotes(line)
        if words is None:
            return self._cut(line)
        bare = words.strip(" \t")
        flat = expand(words) if "\t" in words else words
        column = len(flat) - len(flat.lstrip(" "))
        if bare and column < self.depth:
            return self._cut(line)
        if self._closes(bare) and column - self.depth <= 3:  # noqa: PLR2004  # deeper, it is code
            self.how = "" if column == self.column else f" ends at {column}"
            return True
        tabbed = "\t" in words[: self.column]
        self.lines.append((flat if tabbed else words)[min(column, self.column) :])
        return False

    def close(self, written: Written) -> str:
        """Write down the code, and how the fence ends."""
        written.emit(f"fence{self.how}", self.nesting, "\n".join(self.lines))
        return "fence"

    def _strip_quotes(self, line: str) -> str | None:
        """Return a line behind the quote marks of the fence; None where it lacks one."""
        for _ in range(self.quotes):
            bare = line.lstrip(" ")
            if bare[:1] != ">" or len(line) - len(bare) > self.limit:
                return None
            line = bare[2:] if bare[1:2] == " " else bare[1:]
        return line

    def _closes(self, bare: str) -> bool:
        return bare.startswith(self.end) and not bare.strip(self.end[0])

    def _cut(self, line: str) -> bool:
        """End with the list item or quote around it."""
        self.how, self.again = f" cut {self.before}", line
        return True


class Html(Raw):
    """HTML as it is written: to the end tag, or to a blank line where there is Markdown inside."""

    name = "html"

    def __init__(self, rest: str, nesting: str, *, verbatim: bool) -> None:
        super().__init__(nesting)
        tag = TAG.match(rest)
        name = tag[2].lower() if tag else ""
        closing = tag is None or tag[1] or _EMPTY_TAGS.match(name) or _MARKDOWN_INSIDE.search(rest)
        self.end = name if verbatim or not closing else ""
        self.depth = 0

    def feed(self, line: str) -> bool:
        """Take a line; without an open tag a blank one is the end."""
        if not self.end:
            if not line.strip(" \t"):
                return True
            self.lines.append(line.rstrip(" \t"))
            return False
        self.lines.append(line)
        opened = sum(found[1].lower() == self.end for found in _BEGIN_TAG.finditer(line))
        self.depth += opened - line.lower().count(f"</{self.end}")
        if self.depth <= 0:
            self.end = ""
        return False

    def close(self, written: Written) -> str:
        """Write down the HTML."""
        written.emit("html", self.nesting, "\n".join(self.lines))
        return ""


class Comment(Raw):
    """A comment; words behind it are Markdown on the site and HTML on a forge, so they are a block.

    So is all of it where a reader may see its words: where it may lie in a tag that began above it, or be code, where
    HTML ends it before `-->`, and where it runs over several lines in a quote or an item, which may end in between.
    """

    name = "comment"

    def __init__(self, nesting: str, *, inside: bool, doubt: bool) -> None:
        super().__init__(nesting)
        self.rest = ""
        self.inside = inside
        self.doubt = doubt

    def feed(self, line: str) -> bool:
        """Take a line up to the end of the comment."""
        words, end, self.rest = line.partition("-->")
        self.lines.append(words)
        return bool(end)

    def close(self, written: Written) -> str:
        """Note what it claims, and write down the words behind it."""
        comment = "\n".join(self.lines)
        written.claim(comment)
        written.term = None
        words = collapse(written.uncomment(self.rest))
        one_line = len(self.lines) == 1 and is_sure_within(comment)
        if self.doubt or not (one_line if self.inside else is_sure(comment)):
            words = f"<!--{collapse(comment)}-->{words}"
        if words:
            written.emit("html", self.nesting, words)
        written.gap = not words
        return "line" if words else ""
