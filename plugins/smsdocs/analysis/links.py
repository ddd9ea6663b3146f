"""Where links lead: from the path they stand in to a path of the tree, by the rule forges use."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.model.document import Document, Link
    from smsdocs.model.history import Changes, Commit
    from smsdocs.model.register import Record
    from smsdocs.model.snapshot import Snapshot

INDEXES = ("index.md", "README.md")
"""What a link to a folder opens."""


_ON_THIS_MACHINE = re.compile(r"file:|[a-z]:[\\/]", re.IGNORECASE)
"""A path on somebody's own disk: `file:` addresses and drive letters."""
_NOT_PLAIN = re.compile(r'[\x00-\x20"#%()<>?\\`\x7f]')
"""What does not stand for itself in the address of a link."""


class Outcome(StrEnum):
    """What becomes of a link."""

    FILE = "file"
    FOLDER = "folder"
    MISSING = "missing"
    WRONG_CASE = "wrong-case"
    OUTSIDE = "outside"
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a link leads: `path` is relative to the root; the right spelling for `wrong-case`."""

    outcome: Outcome
    path: str


def _resolve(
    page: str, target: str, paths: frozenset[str], folders: frozenset[str], folded: Mapping[str, str]
) -> Resolved:
    """Resolve the target of a link that stands on `page`; an empty target is the page itself."""
    if not target:
        return Resolved(Outcome.FILE, page)
    if _ON_THIS_MACHINE.match(target):
        return Resolved(Outcome.OUTSIDE, target)
    if target.startswith("/"):
        return Resolved(Outcome.ABSOLUTE, target.lstrip("/"))
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
    if path == ".." or path.startswith("../"):
        return Resolved(Outcome.OUTSIDE, path)
    if path in paths:
        return Resolved(Outcome.FILE, path)
    if path in folders or path == ".":
        return Resolved(Outcome.FOLDER, path)
    if (right := folded.get(path.casefold())) is not None:
        return Resolved(Outcome.WRONG_CASE, right)
    return Resolved(Outcome.MISSING, path)


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a file lies that lay elsewhere before: `commit` brought it there, None while nobody committed that."""

    path: str
    commit: Commit | None


def build_target(path: str, page: str) -> str:
    """Return the target of a link from a page to a path of the tree, as it is written in that page."""
    target = posixpath.relpath(path, posixpath.dirname(page) or ".")
    return _NOT_PLAIN.sub(lambda found: f"%{ord(found[0]):02X}", target)


class LinkMap:
    """Every path of a tree, ready to resolve links. Holds no link."""

    def __init__(self, paths: frozenset[str]) -> None:
        self.paths = paths
        self._files: dict[str, Resolved] = {}
        folders: set[str] = set()
        for path in paths:
            parent = posixpath.dirname(path)
            while parent and parent not in folders:
                folders.add(parent)
                parent = posixpath.dirname(parent)
        self.folders = frozenset(folders)
        self._folded: dict[str, str] | None = None
        self._by_name: dict[str, list[str]] | None = None

    @property
    def folded(self) -> Mapping[str, str]:
        """Paths and folders by their case-folded spelling; built when a link misses."""
        if self._folded is None:
            self._folded = {
                path.casefold(): path for path in sorted((*self.folders, *self.paths), reverse=True)
            }
        return self._folded

    @property
    def by_name(self) -> Mapping[str, list[str]]:
        """Paths by the name of their file; built when a link misses."""
        if self._by_name is None:
            self._by_name = {}
            for path in sorted(self.paths):
                self._by_name.setdefault(posixpath.basename(path), []).append(path)
        return self._by_name

    def resolve(self, page: str, target: str) -> Resolved:
        """Resolve the target of a link that stands on `page`."""
        found = _resolve(page, target, self.paths, self.folders, {})
        if found.outcome is Outcome.MISSING:
            found = _resolve(page, target, self.paths, self.folders, self.folded)
        if found.outcome is Outcome.FILE:
            found = self._files.setdefault(found.path, found)  # one for all links that lead there
        return found

    def index_of(self, folder: str) -> str | None:
        """Return the page a link to a folder opens, None where there is none."""
        prefix = "" if folder == "." else f"{folder}/"
        return next((f"{prefix}{name}" for name in INDEXES if f"{prefix}{name}" in self.paths), None)


@lru_cache(maxsize=4)
def build_link_map(snapshot: Snapshot) -> LinkMap:
    """Return the link map of a snapshot."""
    return LinkMap(snapshot.paths)


@lru_cache(maxsize=4)
def resolve_links(snapshot: Snapshot) -> tuple[tuple[Document | Record, Link, Resolved], ...]:
    """Return every link, the page it stands on, and where it leads."""
    links = build_link_map(snapshot)
    return tuple(
        (page, link, links.resolve(page.path, link.target))
        for page in snapshot.markdown
        for link in page.links
    )


@lru_cache(maxsize=4)
def find_linked_paths(snapshot: Snapshot) -> frozenset[str]:
    """Return every path that some page links to."""
    links = build_link_map(snapshot)
    found: set[str] = set()
    for page, _, resolved in resolve_links(snapshot):
        folder = resolved.outcome is Outcome.FOLDER
        path = links.index_of(resolved.path) if folder else resolved.path
        if path and path != page.path:
            found.add(path)
    return frozenset(found)


def find_moved(snapshot: Snapshot, path: str) -> Moved | None:
    """Return where the file lies now that lay at a path before; None where git knows of none, or is not asked."""
    former = _find_former_paths(snapshot).get(path)
    if former is None:
        return None
    changes = former.changes
    arrival = next(at for at in range(len(changes)) if changes.text(at + 1).path != former.path)
    return Moved(former.path, changes[arrival].commit)


@dataclass(frozen=True, slots=True)
class _Former:
    """A file that lay at a path before: where it lies now, what happened to it, and which landing took it away."""

    path: str
    changes: Changes
    left: int


@lru_cache(maxsize=4)
def _find_former_paths(snapshot: Snapshot) -> Mapping[str, _Former]:
    """Return every path at which a present file lay before, each with the file that left it last. Builds no change."""
    found: dict[str, _Former] = {}
    lineages = snapshot.history.lineages if snapshot.history else {}
    for path in sorted(snapshot.paths) if lineages else ():
        changes = lineages.get(path)
        if changes is None:
            continue
        paths = [changes.text(at).path for at in range(len(changes))]
        for at, (after, before) in enumerate(pairwise(paths)):
            if before in {after, path}:
                continue
            left = changes.order(at)
            if before not in found or found[before].left < left:
                found[before] = _Former(path, changes, left)
    return found
