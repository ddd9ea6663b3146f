"""How messages mention revisions, commits and people: text that anybody may have written, on one short line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.changes.own_names import tell_by_own_names
from smsdocs.model.finding import Problem
from smsdocs.model.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smsdocs.model.history import Author, Commit, Revision
    from smsdocs.model.management import At
    from smsdocs.model.register import Holder, Record, Row
    from smsdocs.model.snapshot import Snapshot

_LONGEST = 60
"""Characters of a name or a subject that a message shows."""
_LOOKED_AT = 2_000
"""Characters of untrusted text that are looked at: nobody needs more to fill one line."""
_PEOPLE = 2
_COMMITS = 3
_READERS = 8
UNCOMMITTED = "an edit that nobody has committed"


def quote(text: str, longest: int = _LONGEST) -> str:
    """Return untrusted text on one line, of printable characters, and not too long."""
    words = " ".join(text[:_LOOKED_AT].split())
    line = "".join(character for character in words if character.isprintable())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def name_people(authors: Sequence[Author]) -> str:
    """Return the names of authors, the first two of many."""
    names = [quote(author.name) or "somebody without a name" for author in authors[:_PEOPLE]]
    more = len(authors) - len(names)
    if more > 0:
        return f"{', '.join(names)} and {more} more"
    return " and ".join(names)


def name_commit(commit: Commit) -> str:
    """Return a commit as people quote it."""
    return commit.oid[:10]


def name_commits(commits: Sequence[Commit]) -> str:
    """Return commits as people quote them, the first of many."""
    more = len(commits) - _COMMITS
    named = ", ".join(map(name_commit, commits[:_COMMITS]))
    return f"{named} and {more} more" if more > 0 else named


def name_revision(revision: Revision) -> str:
    """Return `abc1234567 of 2026-03-01`, with what to call an edit that nobody has committed."""
    return f"{revision.short} of {revision.day}" if revision.day else UNCOMMITTED


def tell_revision(revision: Revision) -> str:
    """Return when, where and by whom something was done: `on 2026-03-01 in abc1234567 (Ada Example)`."""
    if revision.day is None:
        return f"in {UNCOMMITTED}"
    notes = [name_people(revision.authors)] if revision.authors else []
    notes += [] if revision.change.landed else ["not landed yet"]
    told = f" ({', '.join(notes)})" if notes else ""
    return f"on {revision.day} in {revision.short}{told}"


def tell_changes(snapshot: Snapshot, revision: Revision) -> str:
    """Return what differs in a revision, after a colon; empty where that is not told."""
    changes = tell_by_own_names(revision, snapshot.settings)
    shown = [quote(one, 80) for one in changes[:_PEOPLE]]
    more = len(changes) - len(shown)
    return f": {'; '.join(shown)}{f'; and {more} more' if more > 0 else ''}" if shown else ""


def tell_in_force(snapshot: Snapshot, holder: Holder) -> str:
    """Return the words that a finding on a text to come ends with, where it speaks of the text in force."""
    former = snapshot.in_force.get(holder.path)
    if former is None:
        return ""
    version = former.document.head.version
    return f"; {f'version {quote(version)}' if version else 'the version'} is in force until this one is"


def name_field(snapshot: Snapshot, holder: Holder, name: str) -> str:
    """Return a field under the name that its author uses; registers have no names of their own."""
    return name if isinstance(holder, Register) else snapshot.settings.fields.get(name, name)


def find_lacking(snapshot: Snapshot, record: Record, names: Iterable[str]) -> list[str]:
    """Return the fields that a record lacks, by the names its author uses, as code."""
    return [
        f"`{name_field(snapshot, record, name)}`"
        for name in names
        if record.fields.get(name) in (None, "", [])
    ]


def enumerate_texts(texts: Iterable[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    *first, last = texts
    return f"{', '.join(first)} and {last}" if first else last


def count_holders(number: int) -> str:
    """Return `1 document or register`, `12 documents and registers`."""
    return "1 document or register" if number == 1 else f"{number:,} documents and registers"


def describe_row(row: Row, at: At, message: str, hint: str) -> Problem:
    """Return a problem of a row of a register, which is called by its name."""
    name = quote(row.text("name") or row.text("title") or row.id)
    return Problem(place=at.place(), message=f"{name}: {message}", hint=hint, document=at.holder.name)


def name_readers(people: Sequence[str]) -> str:
    """Return ids of people, the first of many and how many more there are."""
    more = len(people) - _READERS
    named = ", ".join(quote(one) for one in people[:_READERS])
    return f"{named} and {more} more ({len(people)} people)" if more > 0 else named
