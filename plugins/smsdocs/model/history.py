"""What git proves: commits, what landed for each document, and what kind of change it was."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, datetime

    from smsdocs.model.approval import Signatures
    from smsdocs.model.document import Value


class Kind(StrEnum):
    """What a revision did to a document (evidence: kinds of revision)."""

    CREATED = "created"
    MATERIAL = "material"
    IMMATERIAL = "immaterial"
    MOVED = "moved"
    APPROVAL = "approval"
    REVIEW = "review"
    DECLARED_IMMATERIAL = "declared-immaterial"


@dataclass(frozen=True, slots=True)
class Author:
    """Who a commit names, through the mailmap of the tip."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit. Everything but ids and times is text that anybody may have written.

    Attributes:
        parents: the real ones, first parent first.
        authored, committed: epoch seconds by the author's and by the committer's clock.
        trailers: key in lower case and value, in order; `co-authored-by` is left out.
    """

    oid: str
    parents: tuple[str, ...] = ()
    author: Author
    committer: Author
    co_authors: tuple[Author, ...] = ()
    authored: int
    committed: int
    subject: str = ""
    trailers: tuple[tuple[str, str], ...] = ()

    @property
    def authors(self) -> tuple[Author, ...]:
        """The author and the co-authors, each once."""
        return tuple(dict.fromkeys((self.author, *self.co_authors)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One document in one landing, before anybody compared the words.

    Attributes:
        commit: the commit it landed with, or stands in while it has not landed; None for uncommitted edits.
        landed: whether it is on the first-parent line of the published branch.
        path: after the change.
        moved_from: the path before, empty where it stayed.
        blob: the object that holds the text; empty for uncommitted edits.
        before: the object it replaced, empty for the first. That is what the revision below left, but for a
            commit that has not landed: it is held against its own parent, whatever landed meanwhile.
        brought: the commits that made the change, oldest first: those of a merged branch that touched this
            document, else the commit itself. Empty for uncommitted edits.
        order: grows from landing to landing; the same for everything that landed together.
    """

    commit: Commit | None
    landed: bool
    path: str
    moved_from: str = ""
    blob: str
    before: str = ""
    brought: tuple[Commit, ...] = ()
    order: int = 0

    @property
    def text(self) -> Text:
        """The text that it left."""
        return Text(self.path, self.blob)

    @property
    def authors(self) -> tuple[Author, ...]:
        """Authors and co-authors of the commits that made the change, each once."""
        return tuple(dict.fromkeys(author for commit in self.brought for author in commit.authors))


class Text(NamedTuple):
    """The text of a file as git names it.

    Attributes:
        path: where it lies; what is read of a text depends on its kind.
        blob: the object that holds it; empty for an edit that nobody committed.
    """

    path: str
    blob: str


class Changes(Sequence[Change]):
    """What happened to one file, newest first; what is asked of many files is told without building a change."""

    @abstractmethod
    def text(self, index: int) -> Text:
        """Return the text that a change left."""

    @abstractmethod
    def before(self, index: int) -> str:
        """Return the object that a change replaced; see `Change`."""

    @abstractmethod
    def landed_at(self, index: int) -> int | None:
        """Return when a change landed, in epoch seconds; None for edits that nobody committed."""

    @abstractmethod
    def order(self, index: int) -> int:
        """Return the place of a change among all landings."""

    @abstractmethod
    def authors(self, index: int) -> Iterable[Author]:
        """Return who had a hand in a change; see `Change`."""

    @abstractmethod
    def count_pending(self) -> int:
        """Return how many changes have not landed; they are the newest."""

    @abstractmethod
    def blobs(self) -> tuple[str, ...]:
        """Return the objects of all texts."""

    @abstractmethod
    def name(self) -> str:
        """Return what names all changes: commits, paths and texts; empty where something is not committed."""


class Version(Protocol):
    """The text of a document or register in one revision. Taking it apart is left until somebody asks."""

    @property
    def register(self) -> bool:
        """Whether it is a register: everything in it beside the head is its text."""
        ...

    @property
    def readable(self) -> bool:
        """False where the bytes are no text."""
        ...

    @property
    def block(self) -> str:
        """Front matter as written, without fences; the whole text of a register. Empty where there is none."""
        ...

    @property
    def body(self) -> str:
        """What follows the front matter; empty for a register."""
        ...

    @property
    def fields(self) -> Mapping[str, Value]:
        """Front matter by canonical name; empty where it cannot be read."""
        ...

    def text(self, name: str) -> str:
        """Return a field that is plain text or a date, as text; empty where it is absent or something else.

        Cheap: a simple line is found without parsing the block.
        """
        ...


class Contents(Protocol):
    """Reads versions. Objects of git never change, so when one is read makes no difference."""

    def prefetch(self, texts: Iterable[Text]) -> None:
        """Read many at once; what was read already is not read again."""
        ...

    def version(self, text: Text) -> Version:
        """Return the version that a text is.

        Raises:
            CannotLookError: the object is absent, as in a partial clone.
        """
        ...

    def find(self, commit: str, path: str) -> Text | None:
        """Return the text that a commit has at a path, as `Change` tells paths; None where there is none."""
        ...


class Notes(Protocol):
    """Remembers values that are a function of their name alone: of objects, which never change."""

    def note(self, name: str) -> object:
        """Return what was noted, as JSON has it; None where nothing was."""
        ...

    def find_notes(self, names: Iterable[str]) -> Mapping[str, object]:
        """Return what was noted under several names, found in one go."""
        ...

    def take_note(self, name: str, value: object) -> None:
        """Note a value that JSON can hold."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two versions of a document.

    Attributes:
        kind: material, immaterial, approval or review; the caller knows of creation, moves and declarations.
        changes: what differs, in words: `text: 2 blocks`, `owner: a -> b`, `status: draft -> approved`.
        words: whether the words of the text differ: what a declared-immaterial commit must not do.
        unsettles: whether what rests on the document is in doubt: text, clauses, classification,
            effective_from, or retirement (evidence: suspect).
    """

    kind: Kind
    changes: tuple[str, ...] = ()
    words: bool = False
    unsettles: bool = False


_WRITES = frozenset({Kind.CREATED, Kind.MATERIAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One row of the history of a document.

    Attributes:
        change: what landed.
        at: when it landed, in the time zone of the settings; None for uncommitted edits.
        kind: what kind of change it was.
        changes: what differs from the revision before, in words; empty for the first.
        words, unsettles: see `Comparison`.
        declared_by: the commit that declared it immaterial, whatever `kind` says; may be empty.
        covered: whether it would be material, had nobody declared it immaterial.
    """

    change: Change
    at: datetime | None
    kind: Kind
    changes: tuple[str, ...] = ()
    words: bool = False
    unsettles: bool = False
    declared_by: str = ""
    covered: bool = False

    @property
    def writes(self) -> bool:
        """Whether who made it is an author of the text: a declaration may save a review, and makes nobody innocent.

        Who only sets a text to approved has written nothing.
        """
        return self.covered or self.kind in _WRITES

    @property
    def order(self) -> int:
        """The place among all landings."""
        return self.change.order

    @property
    def day(self) -> date | None:
        """The day it landed."""
        return self.at.date() if self.at else None

    @property
    def oid(self) -> str | None:
        """The commit, None for uncommitted edits."""
        return self.change.commit.oid if self.change.commit else None

    @property
    def short(self) -> str:
        """The commit as people quote it."""
        return self.oid[:10] if self.oid else "uncommitted"

    @property
    def where(self) -> str:
        """Where it stands, as a sentence goes on: in a commit, or in an edit that nobody committed."""
        return f"in {self.short}" if self.oid else "in an edit that is not committed"

    @property
    def subject(self) -> str:
        """The first line of the message: untrusted text."""
        return self.change.commit.subject if self.change.commit else ""

    @property
    def authors(self) -> tuple[Author, ...]:
        """Who made the change, each once."""
        return self.change.authors


CODE = "code of the site"
"""What a file is that runs on every page or while the site is built, where all else is text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardChange:
    """A commit not yet landed, or an uncommitted edit, that touches what the tool judges by, or what runs on the site.

    Attributes:
        what: mailmap, ignore list, settings, baseline, schema, or `CODE`; waivers stand in the settings.
        commit: None for an uncommitted edit.
        unlike: the branch that the tree does not call published any more, where what it touches differs from that.
    """

    path: str
    what: str
    commit: Commit | None
    unlike: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """The git log that ends at the tip, by document.

    Attributes:
        tip: the commit that was asked for.
        branch: the published branch as it was found (`main`); empty where HEAD itself stands for it.
        base: the newest commit of the published branch that the tip holds; None where it holds none.
        lineages: what happened to each present file, by path, newest first. A file without an entry was
            never committed.
        declared: commits that count as immaterial, each with the commit that declared it so (empty where that
            is not known).
        foxtrots: merges that swapped the trunk for what was pulled into it.
        backwards: commits whose clock lies more than a day before one they build on, oldest first.
        guards: what of the rules themselves is changed in commits not yet landed.
        signatures: checks the signatures of commits; None where nobody can.
        notes: remembers what was worked out about objects, from one run to the next.
        rename: returns people as the mailmap of the tip names them; None where there is no mailmap.
    """

    tip: str
    branch: str = ""
    base: str | None = None
    lineages: Mapping[str, Changes]
    contents: Contents
    declared: Mapping[str, str] = field(default_factory=dict)
    foxtrots: tuple[Commit, ...] = ()
    backwards: tuple[Commit, ...] = ()
    guards: tuple[GuardChange, ...] = ()
    signatures: Signatures | None = None
    notes: Notes | None = None
    rename: Callable[[Sequence[Author]], Sequence[Author]] | None = None

    @cached_property
    def declared_lengths(self) -> tuple[int, ...]:
        """How many digits the ids have that are declared, each number once, in order."""
        return tuple(sorted({len(oid) for oid in self.declared}))

    def find_declaration(self, oid: str) -> str | None:
        """Return the commit that declared one immaterial, by its id or the beginning of it; None where none did."""
        if oid in self.declared:
            return self.declared[oid]
        starts = (oid[:length] for length in self.declared_lengths)
        return next((self.declared[start] for start in starts if start in self.declared), None)

    @cached_property
    def declarations(self) -> str:
        """All that is declared, as a text to compare."""
        return repr(sorted(self.declared.items()))
