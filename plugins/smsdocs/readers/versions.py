"""Former versions of documents: texts out of git, taken apart only as far as somebody asks."""

from __future__ import annotations

import re
from collections import OrderedDict
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from smsdocs.readers.source import PAGE_LIMIT, split_front_matter
from smsdocs.readers.tree import UnreadableError
from smsdocs.readers.yaml_source import FRONT_MATTER, REGISTER, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from smsdocs.model.document import Value
    from smsdocs.model.history import Change

_KEPT = 4_000
"""Versions held in memory at once: those of a batch of documents, not of all."""
_REGISTERS = (".yml", ".yaml")


class GitVersion:
    """One version of a page or a register; see `smsdocs.model.history.Version`."""

    def __init__(self, path: str, data: bytes, names: Mapping[str, str]) -> None:
        self._names = names
        self.register = path.endswith(_REGISTERS)
        if self.register:
            text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
            self.readable, self.block, self.body = "\ufffd" not in text and "\0" not in text, text, ""
            self.broken = False
            return
        source = split_front_matter(path, data)
        self.readable, self.broken = source.readable, source.broken
        self.block = source.block or ""
        self.body = source.body if source.readable else data.decode("utf-8", "replace")

    @cached_property
    def fields(self) -> Mapping[str, Value]:
        """Front matter by canonical name, or a register whole; empty where it cannot be read."""
        if self.broken or not self.block:
            return {}
        value = parse_yaml(self.block, REGISTER if self.register else FRONT_MATTER).value
        if not isinstance(value, dict):
            return {}
        if not self._names or self.register:
            return value
        canonical = {own: name for name, own in self._names.items()}
        renamed = {canonical.get(name, name): one for name, one in value.items() if name not in self._names}
        return {**{name: one for name, one in value.items() if name in self._names}, **renamed}

    def text(self, name: str) -> str:
        """Return a field that is plain text or a date; empty where it is absent or something else."""
        own = name if self.register else self._names.get(name, name)
        found = _plain_field(own).findall(self.block)
        if len(found) == 1 and not self.broken:
            return str(found[0][0] or found[0][1] or found[0][2])
        if not found and own not in self.block:
            return ""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""


@lru_cache
def _plain_field(name: str) -> re.Pattern[str]:
    """Return what finds a field whose value YAML takes as it is written."""
    plain = r"([A-Za-z0-9][\w./:+-]*(?: [\w./+-]+)*)"
    quoted = r'"([^"\\\n]*)"|\'([^\'\n]*)\''
    return re.compile(rf"^{re.escape(name)}:[ \t]+(?:{plain}|{quoted})[ \t]*(?:[ \t]#.*)?$", re.MULTILINE)


class GitContents:
    """Versions by change; see `smsdocs.model.history.Contents`.

    Args:
        read_objects: yields objects by id.
        read_file: reads a file of the work tree, for edits that nobody committed.
        names: the organisation's own field names.
    """

    def __init__(
        self,
        read_objects: Callable[[Iterable[str]], Iterator[tuple[str, bytes]]],
        read_file: Callable[[str, int], bytes],
        names: Mapping[str, str],
    ) -> None:
        self._read_objects = read_objects
        self._read_file = read_file
        self._names = names
        self._kept: OrderedDict[tuple[str, str], GitVersion] = OrderedDict()

    def prefetch(self, changes: Iterable[Change]) -> None:
        """Read many versions at once."""
        wanted: dict[str, list[str]] = {}
        for change in changes:
            if change.blob and (change.blob, change.path) not in self._kept:
                wanted.setdefault(change.blob, []).append(change.path)
        if wanted:
            for oid, data in self._read_objects(wanted):
                for path in wanted[oid]:
                    self._keep((oid, path), GitVersion(path, data[:PAGE_LIMIT], self._names))

    def version(self, change: Change) -> GitVersion:
        """Return the version that a change left."""
        key = (change.blob, change.path)
        if (found := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return found
        version = GitVersion(change.path, self._read(change)[:PAGE_LIMIT], self._names)
        self._keep(key, version)
        return version

    def find_ids(self, files: Iterable[tuple[str, str]]) -> Mapping[str, str]:
        """Return the id of each blob, given path and blob; empty where it has none."""
        paths = {blob: path for path, blob in files}
        return {
            blob: GitVersion(paths[blob], data[:PAGE_LIMIT], self._names).text("id")
            for blob, data in self._read_objects(paths)
        }

    def _read(self, change: Change) -> bytes:
        if change.blob:
            return next(self._read_objects([change.blob]))[1]
        try:
            return self._read_file(change.path, PAGE_LIMIT)
        except UnreadableError:
            return b""

    def _keep(self, key: tuple[str, str], version: GitVersion) -> None:
        self._kept[key] = version
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
