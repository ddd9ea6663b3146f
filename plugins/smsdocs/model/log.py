"""The log as git gave it: every commit that leads to the tip, and what each did to the files that were asked for.

Commits are known by their number: 0 is the tip, and no commit comes before one of its children. Texts stay bytes
until somebody looks at them, since a log holds a hundred thousand commits and a report names a few.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.model.history import Author, Commit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Entry(NamedTuple):
    """What a commit did to one file, compared with its first parent.

    Attributes:
        status: A (added), D (deleted), M (changed) or R (renamed, by git's own similarity).
        old_path: the path before, for R; else the same as `path`.
        old_blob, blob: the objects before and after, empty where there is none.
    """

    status: str
    old_path: str
    path: str
    old_blob: str
    blob: str


(
    _HASH,
    _PARENTS,
    _AUTHORED,
    _COMMITTED,
    _AUTHOR,
    _ADDRESS,
    _COMMITTER,
    _COMMITTER_ADDRESS,
    _SUBJECT,
    _TRAILERS,
) = range(10)
_CO_AUTHOR = "co-authored-by"
_CO_AUTHORED = b"co-authored-by"
_LAST_SECOND = 253_370_764_800
"""The first of January 9999, so that no time zone leads out of the calendar."""


@dataclass(slots=True, kw_only=True)
class Log:
    """Every commit that leads to a tip.

    Attributes:
        oids: by number.
        numbers: the other way round.
        parents: numbers of the real parents, -1 for those that the log does not hold.
        heads: the fields of each commit, NUL between them.
        entries: by number; only commits that did something to a file that was asked for.
        read_older: returns the fields of a commit that the log begins after.
    """

    oids: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    parents: list[tuple[int, ...]] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    read_older: Callable[[str], bytes] | None = None
    _older: dict[str, int] = field(default_factory=dict)
    _older_oids: list[str] = field(default_factory=list)
    _commits: dict[int, Commit] = field(default_factory=dict)
    _people: dict[tuple[str, str], Author] = field(default_factory=dict)

    def let_go(self) -> None:
        """Forget what only a walk asks for: what commits did, and what they build on."""
        self.numbers.clear()
        self.parents.clear()
        self.entries.clear()

    def commit(self, number: int) -> Commit:
        """Return a commit in full."""
        if (found := self._commits.get(number)) is None:
            found = self._commits[number] = self._build(number)
        return found

    def authors(self, number: int) -> tuple[Author, ...]:
        """Return the author and the co-authors of a commit; cheap where there is but one."""
        head = self.head(number)
        if _CO_AUTHORED in head.lower():
            return self.commit(number).authors
        name, email = head.split(b"\0", _ADDRESS + 1)[_AUTHOR : _ADDRESS + 1]
        return (self._person(name.decode("utf-8", "replace"), email.decode("utf-8", "replace")),)

    def committed(self, number: int) -> int:
        """Return the committer's time of a commit, in epoch seconds."""
        return clamp_time(self.head(number).split(b"\0", _COMMITTED + 1)[_COMMITTED])

    def first_parent(self, number: int) -> str:
        """Return the id of the first parent of a commit, empty where it has none."""
        return self.head(number).split(b"\0", _PARENTS + 1)[_PARENTS].decode().partition(" ")[0]

    def subject(self, number: int) -> str:
        """Return the first line of the message of a commit: untrusted text."""
        return self.head(number).split(b"\0", _SUBJECT + 1)[_SUBJECT].decode("utf-8", "replace")

    def number_older(self, oid: str) -> int:
        """Return a number for a commit that the log begins after."""
        if (found := self._older.get(oid)) is None:
            found = self._older[oid] = len(self.oids) + len(self._older_oids)
            self._older_oids.append(oid)
        return found

    def oid(self, number: int) -> str:
        """Return the id of a commit, older ones included."""
        count = len(self.oids)
        return self.oids[number] if number < count else self._older_oids[number - count]

    def head(self, number: int) -> bytes:
        """Return the fields of a commit, NUL between them."""
        if number < len(self.oids):
            return self.heads[number]
        return self.read_older(self.oid(number)) if self.read_older else b""

    def _build(self, number: int) -> Commit:
        fields = self.head(number).decode("utf-8", "replace").split("\0")
        trailers = parse_trailers(fields[_TRAILERS])
        return Commit(
            oid=self.oid(number),
            parents=tuple(fields[_PARENTS].split()),
            author=self._person(fields[_AUTHOR], fields[_ADDRESS]),
            committer=self._person(fields[_COMMITTER], fields[_COMMITTER_ADDRESS]),
            co_authors=tuple(parse_author(value) for key, value in trailers if key == _CO_AUTHOR),
            authored=clamp_time(fields[_AUTHORED]),
            committed=clamp_time(fields[_COMMITTED]),
            subject=fields[_SUBJECT],
            trailers=tuple((key, value) for key, value in trailers if key != _CO_AUTHOR),
        )

    def _person(self, name: str, email: str) -> Author:
        """Return one and the same author for all their commits."""
        if (found := self._people.get((name, email))) is None:
            found = self._people[name, email] = Author(name, email)
        return found


def clamp_time(text: str | bytes) -> int:
    """Return epoch seconds that a calendar can hold: anybody may push a commit of the year 3 million."""
    return min(max(int(text or 0), 0), _LAST_SECOND)


def parse_trailers(text: str) -> list[tuple[str, str]]:
    """Return the trailers of a message, `Key: value` lines, with keys in lower case."""
    parts = (line.partition(":") for line in text.split("\n"))
    return [(key.strip().lower(), value.strip()) for key, colon, value in parts if colon and value.strip()]


def parse_author(text: str) -> Author:
    """Return who `Name <address>` is; a text without an address is a name."""
    name, _, rest = text.partition("<")
    return Author(name.strip(), rest.partition(">")[0].strip())


def find_co_authors(log: Log) -> list[str]:
    """Return every co-author as written, each once."""
    found: dict[str, None] = {}
    for head in log.heads:
        if _CO_AUTHORED in head.lower():
            text = head.decode("utf-8", "surrogateescape").split("\0")[_TRAILERS]
            found.update((value, None) for key, value in parse_trailers(text) if key == _CO_AUTHOR)
    return list(found)


def rename_co_authors(log: Log, names: Mapping[str, str]) -> None:
    """Write co-authors anew, as `names` has them."""
    for number, head in enumerate(log.heads):
        if _CO_AUTHORED in head.lower():
            fields = head.decode("utf-8", "surrogateescape").split("\0")
            trailers = parse_trailers(fields[_TRAILERS])
            fields[_TRAILERS] = "\n".join(f"{key}: {names.get(value, value)}" for key, value in trailers)
            log.heads[number] = "\0".join(fields).encode("utf-8", "surrogateescape")
