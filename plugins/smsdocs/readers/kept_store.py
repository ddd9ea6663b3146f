"""A SQLite file of what was worked out once, in the folder that `git rev-parse --git-path smsdocs` names.

No commit holds it, and deleting it costs time only. SQLite lets two processes at it. Whatever is wrong with it, nobody
hears of it: it is thrown away, or gone without.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_WAIT = 0.2
"""Seconds to wait for another process, then it is gone without."""


class KeptStore:
    """One file per kind and key; the newest few of a kind stay.

    Args:
        folder: where; empty to keep nothing.
        kind: the first word of the file's name.
        key: everything that what is kept depends on, besides what its rows name; the format of the rows too.
        tables: the SQL that makes them where they are not there yet.
        most: files of the kind in the folder; the oldest go first.
    """

    def __init__(self, folder: str, kind: str, key: Iterable[object], tables: str, most: int) -> None:
        text = json.dumps([sqlite3.sqlite_version, *key])
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
        self._file = Path(folder) / f"{kind}-{digest}.sqlite"
        self._kind, self._tables, self._most = kind, tables, most
        self._connection: sqlite3.Connection | None = None
        if folder:
            with suppress(OSError, sqlite3.Error, ValueError):
                self._open()

    @property
    def is_open(self) -> bool:
        """Whether anything can be found or kept."""
        return self._connection is not None

    def _open(self) -> None:
        self._file.parent.mkdir(mode=0o700, exist_ok=True)
        for again in (False, True):
            connection = sqlite3.connect(
                self._file, timeout=_WAIT, isolation_level=None, check_same_thread=False
            )
            try:
                connection.executescript(f"pragma synchronous = off; {self._tables}")
                self._load(connection)
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

    def _load(self, connection: sqlite3.Connection) -> None:
        """Take what is wanted at once; an error of SQLite or a ValueError makes the file anew."""

    def _has_any(self, table: str) -> bool:
        """Say whether a table holds a row: of an empty one nobody need ask anything."""
        return any(self._read(f"select 1 from {table} limit 1"))  # noqa: S608  # a name of ours

    def _read(self, query: str, *values: object) -> Iterator[tuple[object, ...]]:
        if self._connection is not None:
            try:
                yield from self._connection.execute(query, values)
            except sqlite3.Error:
                self.forget()

    def _change(
        self,
        *statements: tuple[str, Iterable[tuple[object, ...]]],
        unless: Callable[[sqlite3.Connection], bool] = lambda _: False,
    ) -> None:
        """Write all or nothing; where that cannot be, nothing.

        Args:
            statements: what to do, each with the rows to do it with.
            unless: says of what others have written meanwhile whether to write nothing.
        """
        if self._connection is None:
            return
        try:
            self._connection.execute("begin immediate")
            for statement, rows in () if unless(self._connection) else statements:
                self._connection.executemany(statement, rows)
            self._connection.execute("commit")
        except sqlite3.Error:
            with suppress(sqlite3.Error):
                self._connection.execute("rollback")

    def forget(self) -> None:
        """Throw the file away."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go; the oldest files of the kind are deleted."""
        if self._connection is None:
            return
        with suppress(OSError):
            files = sorted(
                self._file.parent.glob(f"{self._kind}-*.sqlite"), key=lambda one: one.stat().st_mtime
            )
            for old in files[: -self._most]:
                old.unlink(missing_ok=True)
        self._connection.close()
        self._connection = None


def pack_path(path: str) -> bytes:
    """Return a path as git has it: not every name of a file is text."""
    return path.encode("utf-8", "surrogateescape")
