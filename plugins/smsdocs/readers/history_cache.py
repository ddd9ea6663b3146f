"""What was worked out once about objects of git, which never change.

One file per way of looking: folders, mailmap, settings, versions of git and of this tool.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from smsdocs.readers.kept_store import KeptStore, pack_path
from smsdocs.readers.seals import NotOursError, seal, unseal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

KeptStep: TypeAlias = "tuple[str, str, str, str, str, list[str], int, int]"
"""Commit, path, former path, object, object before, the commits that made the change, time and place of the landing."""

Loose: TypeAlias = Any
"""Whatever JSON holds; a row that fits its check sum is as we wrote it."""

_FORMAT = 11
"""Raised with every change of what the tables hold, or of how it was worked out."""
_MOST = 4
"""Files in the folder."""
_AT_ONCE = 500
"""Names asked for in one query; SQLite takes at least 999."""
_MANY = 5_000
"""Notes held before they are written."""
_TABLES = """
create table if not exists meta (value blob);
create table if not exists commits (oid text primary key, head blob) without rowid;
create table if not exists lines (path blob primary key, life blob) without rowid;
create table if not exists notes (name text primary key, value blob) without rowid;
"""


_META = "select value from meta"
_META_NAME = "meta"
"""What the one row there is sealed under: it holds all or nothing."""


class HistoryCache(KeptStore):
    """Lives of files up to a landing, and notes on objects.

    Attributes:
        meta: `tip`, the landing up to which lives are known, and what else was kept with it.
    """

    def __init__(self, folder: str, key: Iterable[str]) -> None:
        """Open what was kept under a key.

        Args:
            folder: where; empty to keep nothing.
            key: everything that what is kept depends on, besides the objects it names.
        """
        self._fresh: dict[str, bytes] = {}
        self.meta: Mapping[str, object] = {}
        super().__init__(folder, "history", (_FORMAT, *key), _TABLES, _MOST)
        self._noted = self._has_any("notes")

    def _load(self, connection: sqlite3.Connection) -> None:
        self.meta = _read_meta(connection)

    def read_lines(self) -> list[tuple[str, str | None, list[KeptStep]]] | None:
        """Return path, id of the first text, as far as it is known, and steps of every file there was at `tip`.

        None where another process has kept other lives since `meta` was read.

        Raises:
            ValueError, TypeError: these are none.
        """
        for _ in self._read("begin"):
            pass
        meta = _unpack_meta(self._read(_META))
        rows = [*self._read("select path, life from lines")] if meta == self.meta else None
        for _ in self._read("commit"):
            pass
        if rows is None or not self.is_open:
            return None
        return [(_decode(path), *_unpack(path, life)) for path, life in rows]

    def read_commit(self, oid: str) -> bytes | None:
        """Return the fields of a commit, None where it is not known."""
        for (head,) in self._read("select head from commits where oid = ?", oid):
            with suppress(NotOursError):
                return unseal(oid.encode(), head)
        return None

    def write(
        self,
        meta: Mapping[str, object],
        commits: Iterable[tuple[str, bytes]],
        gone: Iterable[str],
        lines: Iterable[tuple[str, str | None, object]],
        *,
        anew: bool,
    ) -> None:
        """Keep lives up to a landing; nothing where they go on from `meta`, and another process has gone on meanwhile.

        Args:
            meta: `tip`, the landing; `place`, how many landings lead to it; and what else is asked for again.
            commits: oid and fields of new commits; in order, for SQLite takes twice as long for others.
            gone: paths without a life.
            lines: path, id of the first text and steps of every life that changed, asked for one by one.
            anew: whether these are all lives there are, in place of what was kept.
        """
        once: tuple[tuple[object, ...], ...] = ((),)
        self._change(
            *((("delete from lines", once),) if anew else ()),
            (
                "insert or replace into commits values (?, ?)",
                ((oid, seal(oid.encode(), head)) for oid, head in commits),
            ),
            ("delete from lines where path = ?", ((pack_path(path),) for path in gone)),
            (
                "insert or replace into lines values (?, ?)",
                (
                    (name, _pack(name, (first, steps)))
                    for path, first, steps in lines
                    for name in [pack_path(path)]
                ),
            ),
            ("delete from meta", once),
            ("insert into meta values (?)", [(_pack(_META_NAME, meta),)]),
            unless=lambda connection: not anew and _read_meta(connection) != self.meta,
        )

    def forget(self) -> None:
        """Throw the file away."""
        super().forget()
        self.meta = {}

    def note(self, name: str) -> object:
        """Return what was noted under a name, None where nothing was."""
        if not self.is_open:
            return None
        if name in self._fresh:
            return _unpack(name, self._fresh[name])
        for (value,) in self._read("select value from notes where name = ?", name) if self._noted else ():
            with suppress(ValueError):
                return _unpack(name, value)
        return None

    def find_notes(self, names: Iterable[str]) -> Mapping[str, object]:
        """Return what was noted under several names, found in one go."""
        wanted = list(names)
        found = {name: _unpack(name, self._fresh[name]) for name in wanted if name in self._fresh}
        for start in range(0, len(wanted) if self._noted else 0, _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            query = f"select name, value from notes where name in ({','.join('?' * len(some))})"  # noqa: S608  # marks
            for name, value in self._read(query, *some):
                with suppress(ValueError):
                    found.setdefault(str(name), _unpack(name, value))
        return found

    def take_note(self, name: str, value: object) -> None:
        """Note something that is a function of its name alone; kept when there are many, or the process ends well."""
        if self.is_open:
            self._fresh[name] = _pack(name, value)
            if len(self._fresh) >= _MANY:
                self._write_notes()

    def _write_notes(self) -> None:
        if self._fresh:
            self._change(("insert or replace into notes values (?, ?)", sorted(self._fresh.items())))
            self._fresh = {}

    def close(self) -> None:
        """Write down what was noted, and let go."""
        self._write_notes()
        super().close()


def _read_meta(connection: sqlite3.Connection) -> dict[str, object]:
    return _unpack_meta(connection.execute(_META))


def _unpack_meta(rows: Iterable[tuple[object, ...]]) -> dict[str, object]:
    """Return what was kept with lives; nothing where none were.

    Raises:
        ValueError: this is none of ours.
    """
    values = [_unpack(_META_NAME, value) for (value,) in rows]
    if len(values) > 1:
        raise NotOursError
    return values[0] if values else {}


def _pack(name: str | bytes, value: object) -> bytes:
    """Return what stands in the row of a name."""
    return seal(_encode(name), json.dumps(value).encode())


def _unpack(name: object, sealed: object) -> Loose:
    """Return what was packed under a name.

    Raises:
        ValueError: this is none of ours.
    """
    return json.loads(unseal(_encode(name), sealed).decode())


def _encode(name: object) -> bytes:
    return name if isinstance(name, bytes) else str(name).encode("utf-8", "surrogatepass")


def _decode(path: object) -> str:
    return _encode(path).decode("utf-8", "surrogateescape")
