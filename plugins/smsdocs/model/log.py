"""The log as git gave it: every commit that leads to the tip, and what each did to the files that were asked for.

Commits are known by their number: 0 is the tip, and no commit comes before one of its children. Texts stay bytes
until somebody looks at them, since a log holds a hundred thousand commits and a report names a few.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from smsdocs.model.history import Author, Commit


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


@dataclass(slots=True, kw_only=True)
class Log:
    """Every commit that leads to a tip.

    Attributes:
        oids: by number.
        numbers: the other way round.
        parents: numbers of the real parents; those that the log does not hold are left out.
        heads: the fields of each commit, NUL between them.
        entries: by number; only commits that did something to a file that was asked for.
        people: co-authors as written, mapped as the mailmap has them.
    """

    oids: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    parents: list[tuple[int, ...]] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    people: dict[str, Author] = field(default_factory=dict)
    _commits: dict[int, Commit] = field(default_factory=dict)

    def commit(self, number: int) -> Commit:
        """Return a commit in full."""
        if (found := self._commits.get(number)) is None:
            found = self._commits[number] = self._build(number)
        return found

    def committed(self, number: int) -> int:
        """Return the committer's time in epoch seconds."""
        return int(self.heads[number].split(b"\0", _COMMITTED + 1)[_COMMITTED])

    def _build(self, number: int) -> Commit:
        fields = self.heads[number].decode("utf-8", "replace").split("\0")
        trailers = parse_trailers(fields[_TRAILERS])
        return Commit(
            oid=self.oids[number],
            parents=tuple(fields[_PARENTS].split()),
            author=Author(fields[_AUTHOR], fields[_ADDRESS]),
            committer=Author(fields[_COMMITTER], fields[_COMMITTER_ADDRESS]),
            co_authors=tuple(
                self.people.get(value) or parse_author(value) for key, value in trailers if key == _CO_AUTHOR
            ),
            authored=int(fields[_AUTHORED]),
            committed=int(fields[_COMMITTED]),
            subject=fields[_SUBJECT],
            trailers=tuple((key, value) for key, value in trailers if key != _CO_AUTHOR),
        )


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
        if b"o-authored-by:" in head.lower():
            text = head.decode("utf-8", "replace").split("\0")[_TRAILERS]
            found.update((value, None) for key, value in parse_trailers(text) if key == _CO_AUTHOR)
    return list(found)
