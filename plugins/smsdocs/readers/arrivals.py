"""Looks up where merges have files from that nobody on their sides had under that path, and tells it in the log."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from smsdocs.analysis.lives.subtrees import find_arrivals, find_source, retell
from smsdocs.readers.git.differences import read_sides
from smsdocs.readers.git.process import run_inside

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping

    from smsdocs.analysis.lives.landing import Landings
    from smsdocs.analysis.lives.subtrees import Arrival
    from smsdocs.model.log import Entry, Log
    from smsdocs.readers.versions import GitContents


class Arrivals:
    """Remembers what it found, since a log is read again where that lay outside the folders that were asked for.

    Attributes:
        sources: paths on the other sides, by the path that the file has since.
    """

    def __init__(self, git_dir: str, tip: str, contents: GitContents) -> None:
        self._git_dir = git_dir
        self._tip = tip
        self._root: str | None = None
        self._own_roots: dict[str, bool] = {}
        self._contents = contents
        self._known: dict[tuple[str, str, str], str] = {}
        self.sources: dict[str, set[str]] = {}

    def settle(self, log: Log, landings: Landings) -> None:
        """Tell in a log what was done to files before a merge took them in, under the paths they have since."""
        self._learn(log, find_arrivals(log, landings, self._has_own_root))
        for arrival in find_arrivals(log, landings, self._has_own_root):
            merge, parent = log.oids[arrival.merge], log.oids[arrival.parent]
            self._learn(log, [arrival])  # what was told of the one before may show another
            moved: dict[str, list[str]] = {}
            for entry in arrival.entries:
                if source := self._known[merge, parent, entry.path]:
                    moved.setdefault(source, []).append(entry.path)
                    self.sources.setdefault(entry.path, set()).add(source)
            if moved:
                retell(log, arrival.side, moved)

    def _has_own_root(self, oid: str) -> bool:
        """Say whether the first commit of the line to the tip does not lead to a commit."""
        if self._root is None:
            line = ("rev-list", "--first-parent", "--max-parents=0", self._tip)
            self._root = run_inside(self._git_dir, *line).stdout.decode().strip()
        if oid not in self._own_roots:
            done = run_inside(self._git_dir, "merge-base", "--is-ancestor", self._root, oid)
            self._own_roots[oid] = done.returncode == 1
        return self._own_roots[oid]

    def find_names(self, path: str) -> set[str]:
        """Return the paths that a file had: the present one, and those it was taken in from."""
        return {path, *self.sources.get(path, ())}

    def find_sources(self, suffixes: Collection[str]) -> set[str]:
        """Return the paths of all files with such an ending before they were taken in."""
        return {
            one for some in self.sources.values() for one in some if PurePosixPath(one).suffix in suffixes
        }

    def _learn(self, log: Log, arrivals: Iterable[Arrival]) -> None:
        """Look up where some files lay, in one go."""
        wanted: dict[tuple[str, str], list[Entry]] = {}
        for one in arrivals:
            merge, parent = log.oids[one.merge], log.oids[one.parent]
            unknown = [entry for entry in one.entries if (merge, parent, entry.path) not in self._known]
            if unknown:
                wanted.setdefault((merge, parent), []).extend(unknown)
        for (merge, parent), new, left in read_sides(self._git_dir, list(wanted)):
            found = self._look_up(wanted[merge, parent], new, left)
            self._known.update({(merge, parent, path): source for path, source in found.items()})

    def _look_up(
        self, entries: Iterable[Entry], new: Container[str], left: Mapping[str, str]
    ) -> dict[str, str]:
        """Return the path that each file has on a side, by object or else by id; empty where it came from nowhere."""
        found = {one.path: "" for one in entries}
        lost = [one for one in entries if one.path in new]
        if not lost or not left:
            return found
        names = _invert(left)
        found |= {one.path: find_source(one, left, names) for one in lost}
        lost = [one for one in lost if not found[one.path]]
        return found | self._match_ids(lost, left)

    def _match_ids(self, lost: list[Entry], left: Mapping[str, str]) -> dict[str, str]:
        """Return the path at which a side has the id of each file that came; empty where it has not."""
        suffixes = {PurePosixPath(one.path).suffix for one in lost}
        some = {path: blob for path, blob in left.items() if PurePosixPath(path).suffix in suffixes}
        if not some:
            return {}
        ids = self._contents.find_ids([*some.items(), *((one.path, one.blob) for one in lost)])
        names = _invert({path: ids[blob] for path, blob in some.items() if ids[blob]})
        return {one.path: find_source(one._replace(blob=ids[one.blob]), left, names) for one in lost}


def _invert(tree: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, blob in tree.items():
        found.setdefault(blob, []).append(path)
    return found
