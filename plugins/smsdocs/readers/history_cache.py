"""What was worked out once about objects that never change, kept where git keeps its own.

One SQLite file per way of looking (folders, mailmap, settings, versions of git and of this tool), in the folder that
`git rev-parse --git-path smsdocs` names: no commit holds it, and deleting it costs time only. SQLite lets two
processes at it. Whatever is wrong with it, nobody hears of it: it is thrown away, or gone without.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

KeptStep: TypeAlias = "tuple[str, str, str, str, str, list[str]]"
"""Commit, path, former path, object, object before, and the commits that made the change."""

_FORMAT = 1
"""Raised with every change of what the tables hold, or of how it was worked out."""
_KEPT = 4
"""Files in the folder; the oldest go first."""
_WAIT = 0.2
"""Seconds to wait for another process, then it is gone without."""
_TABLES = """
create table if not exists meta (name text primary key, value text);
create table if not exists commits (oid text primary key, place integer, head blob) without rowid;
create table if not exists lines (path blob primary key, id text, steps text) without rowid;
create table if not exists notes (name text primary key, value text) without rowid;
"""


class HistoryCache:
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
        text = json.dumps([_FORMAT, sqlite3.sqlite_version, *key])
        self._file = (
            Path(folder) / f"history-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:20]}.sqlite"
        )
        self._fresh: dict[str, str] = {}
        self._connection: sqlite3.Connection | None = None
        self.meta: Mapping[str, object] = {}
        if folder:
            with suppress(OSError, sqlite3.Error, ValueError):
                self._open()

    def _open(self) -> None:
        self._file.parent.mkdir(mode=0o700, exist_ok=True)
        for again in (False, True):
            connection = sqlite3.connect(
                self._file, timeout=_WAIT, isolation_level=None, check_same_thread=False
            )
            try:
                connection.executescript(f"pragma synchronous = off; {_TABLES}")
                rows = connection.execute("select name, value from meta")
                self.meta = {str(name): json.loads(value) for name, value in rows}
            except sqlite3.OperationalError:  # another process has it
                connection.close()
                return
            except (sqlite3.DatabaseError, ValueError):
                connection.close()
                if again:
                    return
                self._file.unlink(missing_ok=True)
            else:
                self._connection = connection
                self._file.touch()
                return

    def read_lines(self) -> Iterator[tuple[str, str, list[KeptStep]]]:
        """Yield path, id of the first text and steps of every file there was at `tip`."""
        for path, first, steps in self._read("select path, id, steps from lines"):
            if isinstance(path, bytes):
                yield path.decode("utf-8", "surrogateescape"), str(first), json.loads(str(steps))

    def read_commit(self, oid: str) -> tuple[int, bytes] | None:
        """Return place and fields of a commit, None where it is not known."""
        for place, head in self._read("select place, head from commits where oid = ?", oid):
            if isinstance(place, int) and isinstance(head, bytes):
                return place, head
        return None

    def _read(self, query: str, *values: str) -> Iterator[tuple[object, ...]]:
        if self._connection is not None:
            try:
                yield from self._connection.execute(query, values)
            except sqlite3.Error:
                self.forget()

    def write(
        self,
        meta: Mapping[str, object],
        commits: Iterable[tuple[str, int, bytes]],
        lines: Mapping[str, tuple[str, object] | None],
    ) -> None:
        """Keep lives up to a landing.

        Args:
            meta: `tip`, the landing; `place`, how many landings lead to it; and what else is asked for again.
            commits: oid, place among the landings (-1 for what a merge brought), and fields of new commits.
            lines: by path, id of the first text and steps of what changed; None where a path is gone.
        """
        gone = [(_pack(path),) for path, line in lines.items() if line is None]
        kept = [
            (_pack(path), line[0], json.dumps(line[1])) for path, line in lines.items() if line is not None
        ]
        values = [(name, json.dumps(value)) for name, value in meta.items()]
        self._change(
            ("insert or replace into commits values (?, ?, ?)", commits),
            ("delete from lines where path = ?", gone),
            ("insert or replace into lines values (?, ?, ?)", kept),
            ("insert or replace into meta values (?, ?)", values),
        )

    def _change(self, *statements: tuple[str, Iterable[tuple[object, ...]]]) -> None:
        """Write all or nothing; where that cannot be, nothing."""
        if self._connection is None:
            return
        try:
            self._connection.execute("begin immediate")
            for statement, rows in statements:
                self._connection.executemany(statement, rows)
            self._connection.execute("commit")
        except sqlite3.Error:
            with suppress(sqlite3.Error):
                self._connection.execute("rollback")

    def clear(self) -> None:
        """Forget all lives; what is noted of objects stays true."""
        once: tuple[tuple[object, ...], ...] = ((),)
        self._change(("delete from commits", once), ("delete from lines", once), ("delete from meta", once))
        self.meta = {}

    def forget(self) -> None:
        """Throw the file away."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self.meta = None, {}
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    def note(self, name: str) -> object:
        """Return what was noted under a name, None where nothing was."""
        if self._connection is None:
            return None
        if name in self._fresh:
            return json.loads(self._fresh[name])
        for (value,) in self._read("select value from notes where name = ?", name):
            with suppress(ValueError):
                return json.loads(str(value))
        return None

    def take_note(self, name: str, value: object) -> None:
        """Note something that is a function of its name alone; kept when the process ends well."""
        if self._connection is not None:
            self._fresh[name] = json.dumps(value)

    def close(self) -> None:
        """Write down what was noted, and let go."""
        if self._connection is None:
            return
        if self._fresh:
            self._change(("insert or replace into notes values (?, ?)", self._fresh.items()))
            self._fresh = {}
        with suppress(OSError):
            files = sorted(self._file.parent.glob("history-*.sqlite"), key=lambda one: one.stat().st_mtime)
            for old in files[:-_KEPT]:
                old.unlink(missing_ok=True)
        self._connection.close()
        self._connection = None


def _pack(path: str) -> bytes:
    """Return a path as git has it: not every name of a file is text."""
    return path.encode("utf-8", "surrogateescape")
