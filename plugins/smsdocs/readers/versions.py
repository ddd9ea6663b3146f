"""Former versions of documents: texts out of git, taken apart only as far as somebody asks."""

from __future__ import annotations

import re
from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING

from smsdocs.model.history import Text
from smsdocs.readers.source import PAGE_LIMIT, Source, split_front_matter
from smsdocs.readers.tree import UnreadableError
from smsdocs.readers.yaml_source import FRONT_MATTER, REGISTER, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from smsdocs.model.document import Value

_KEPT = 1_000
"""Versions held in memory at once: those of a batch of documents, not of all."""
_BYTES = 16_000_000
"""What they may take as they lie in git; what is read of a register takes ten times as much."""
_FEW = 40
"""Versions that are held however large they are: those that were asked for together."""
_REGISTERS = (".yml", ".yaml")


class GitVersion:
    """One version of a page or a register; see `smsdocs.model.history.Version`.

    Most who ask want one date of the front matter: that much is found without decoding the page.
    """

    def __init__(self, path: str, data: bytes, names: Mapping[str, str]) -> None:
        self._path = path
        self._data = data
        self._names = names
        self._register = path.endswith(_REGISTERS)
        self._plain: dict[str, str | None] = {}

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self._data)

    @property
    def register(self) -> bool:
        """Whether it is a register."""
        return self._register

    @cached_property
    def _source(self) -> Source:
        if not self.register:
            return split_front_matter(self._path, self._data)
        text = self._data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
        readable = "\ufffd" not in text and "\0" not in text
        return Source(path=self._path, block=text, readable=readable)

    @cached_property
    def _halves(self) -> tuple[str, str] | None:
        """Front matter and text of a page of the usual form; None where a closer look is needed."""
        return None if self.register else _split_plain(self._data)

    @property
    def readable(self) -> bool:
        """Whether the bytes are text."""
        return self._halves is not None or self._source.readable

    @property
    def block(self) -> str:
        """Front matter as written, without fences; the whole text of a register."""
        return self._halves[0] if self._halves else self._source.block or ""

    @property
    def body(self) -> str:
        """What follows the front matter; the bytes as far as they are text where they are none."""
        if self._halves:
            return self._halves[1]
        return self._source.body if self.readable else self._data.decode("utf-8", "replace")

    @cached_property
    def fields(self) -> Mapping[str, Value]:
        """Front matter by canonical name, or a register whole; empty where it cannot be read."""
        if not self.block or (self._halves is None and self._source.broken):
            return {}
        value = parse_yaml(self.block, REGISTER if self.register else FRONT_MATTER).value
        if not isinstance(value, dict):
            return {}
        if not self._names or self.register:
            return value
        canonical = {own: name for name, own in self._names.items()}
        renamed = {canonical.get(name, name): one for name, one in value.items() if name not in self._names}
        return {**{name: one for name, one in value.items() if name in self._names}, **renamed}

    @cached_property
    def _runs_on(self) -> bool:
        """Whether a line may be a part of the value before it, although it stands at the margin."""
        return '\\"' in self.block or _OPEN.search(self.block) is not None

    def _find_plain(self, own: str) -> str | None:
        """Return a value by its own name where YAML takes it as it is written; None where it has to be asked."""
        block, start = self.block, f"{own}:"
        if not block.startswith(start) and self._runs_on:  # nothing stands before the first line
            return None
        at = 0 if block.startswith(start) else block.find(f"\n{start}") + 1
        found = _LINE.match(block, at)
        if found is None or (found[1] or found[6]) != own:
            return ""
        if block.find(f"\n{start}", at) >= 0:
            return None
        date, word, quoted, single = found.groups("")[1:5]
        return date or quoted or single or (word if word.lower() not in _NO_TEXT else "") or None

    def text(self, name: str) -> str:
        """Return a field that is plain text or a date; empty where it is absent or something else."""
        own = name if self.register else self._names.get(name, name)
        if own not in self._plain:
            self._plain[own] = self._find_plain(own)
        value = self._plain[own]
        if value and (own != name or name not in self._names.values()):
            return value
        if value == "" and own not in self.block and name not in self.block:
            return ""  # a text that has not taken the organisation's own names yet counts by ours
        known = self.fields.get(name)
        return known if isinstance(known, str) else ""


_LINE = re.compile(
    r"^([A-Za-z_][\w.-]*):[ \t]+(?:(\d{4}-\d\d-\d\d)|([A-Za-z][\w./+-]*(?: [\w./+-]+)*)"
    r'|"([^"\\\n]*)"|\'([^\'\n]*)\')(?:[ \t]++(?:#[^\n]*)?)?$(?!\n\s*[ \t][^\s#])'
    r"|^([A-Za-z_][\w.-]*):[ \t][^\n]*$(?!\n\s*[ \t][^\s#])",
    re.MULTILINE,
)
"""A line of a mapping at the top: a date, plain words that begin with a letter, quoted text, or anything else."""
_OPEN = re.compile(
    r"""[\[{][^\[{\]}\n]*$"""
    r"""|["'](?<![^\s:,\[{-].)(?:(?<=")[^"\n]*|(?<=')[^'\n]*(?:''[^'\n]*)*)$""",
    re.MULTILINE,
)
"""A line with a bracket or with quotes that it does not close; escaped quotes are looked for apart."""
_NO_TEXT = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
"""Words that YAML 1.1 may take for something else than text."""


def _split_plain(data: bytes) -> tuple[str, str] | None:
    """Return front matter and text of a page of the usual form: what `split_front_matter` would make of it."""
    end = data.find(b"\n---\n", 3)
    if not data.startswith(b"---\n") or end < 0 or b"\r" in data or b"\0" in data:
        return None
    if b"\n..." in data[:end] or b"\n--- " in data[:end] or b"=======" in data[:end]:
        return None
    try:
        block, body = data[4 : end + 1].decode(), data[end + 5 :].decode()
    except UnicodeDecodeError:
        return None
    return None if "\n\n" in block else (block, body)


class GitContents:
    """Versions by change; see `smsdocs.model.history.Contents`.

    Args:
        read_objects: yields objects by id.
        read_file: reads a file of the work tree, for edits that nobody committed.
        find_object: returns the object that a commit has at a path; empty where it has none.
        names: the organisation's own field names.
    """

    def __init__(
        self,
        read_objects: Callable[[Iterable[str]], Iterator[tuple[str, bytes]]],
        read_file: Callable[[str, int], bytes],
        find_object: Callable[[str, str], str],
        names: Mapping[str, str],
    ) -> None:
        self._read_objects = read_objects
        self._read_file = read_file
        self._find_object = find_object
        self._names = names
        self._kept: OrderedDict[Text, GitVersion] = OrderedDict()
        self._size = 0

    def prefetch(self, texts: Iterable[Text]) -> None:
        """Read many versions at once."""
        wanted: dict[str, list[Text]] = {}
        for text in texts:
            if text.blob and text not in self._kept:
                wanted.setdefault(text.blob, []).append(text)
        if wanted:
            for blob, data in self._read_objects(wanted):
                for text in wanted[blob]:
                    self._keep(text, GitVersion(text.path, data[:PAGE_LIMIT], self._names))

    def version(self, text: Text) -> GitVersion:
        """Return the version that a text is."""
        if (found := self._kept.get(text)) is not None:
            self._kept.move_to_end(text)
            return found
        version = GitVersion(text.path, self._read(text)[:PAGE_LIMIT], self._names)
        self._keep(text, version)
        return version

    def find(self, commit: str, path: str) -> Text | None:
        """Return the text that a commit has at a path; None where there is none."""
        blob = self._find_object(commit, path)
        return Text(path, blob) if blob else None

    def find_ids(self, files: Iterable[tuple[str, str]]) -> Mapping[str, str]:
        """Return the id of each blob, given path and blob; empty where it has none."""
        paths = {blob: path for path, blob in files}
        return {
            blob: GitVersion(paths[blob], data[:PAGE_LIMIT], self._names).text("id")
            for blob, data in self._read_objects(paths)
        }

    def _read(self, text: Text) -> bytes:
        if text.blob:
            return next(self._read_objects([text.blob]))[1]
        try:
            return self._read_file(text.path, PAGE_LIMIT)
        except UnreadableError:
            return b""

    def _keep(self, text: Text, version: GitVersion) -> None:
        self._kept[text] = version
        self._size += version.size
        while len(self._kept) > (_KEPT if self._size <= _BYTES else _FEW):
            self._size -= self._kept.popitem(last=False)[1].size
