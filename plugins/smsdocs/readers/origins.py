"""Where files came from that seem to begin inside the documents' folders: what lived outside before lives on."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from smsdocs.readers.git.differences import read_departures, read_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from smsdocs.analysis.lives.lineage import Lines
    from smsdocs.analysis.lives.step import Step
    from smsdocs.model.log import Entry, Log
    from smsdocs.readers.arrivals import Arrivals
    from smsdocs.readers.git.repository import Repository
    from smsdocs.readers.versions import GitContents

_MANY = 20
"""Files from one folder outside; more are followed by the folder."""


class Origins:
    """Looks for them, by likeness and by id.

    Args:
        repository: where.
        contents: reads ids.
        arrivals: what merges took in under another path.
        suffixes: how files end that are followed.
    """

    def __init__(
        self, repository: Repository, contents: GitContents, arrivals: Arrivals, suffixes: tuple[str, ...]
    ) -> None:
        self._repository = repository
        self._contents = contents
        self._arrivals = arrivals
        self._suffixes = suffixes

    def find_left(
        self, ids: Mapping[str, str], changed: frozenset[str], is_inside: Callable[[str], bool]
    ) -> set[str]:
        """Return files outside the folders that somebody moved in without a commit: the id is here, and gone there.

        Args:
            ids: id of every file that is there, by path from the root.
            changed: paths from the root that differ from the tip.
            is_inside: says of a path from the top whether it lies in the folders.
        """
        new = {ids[path] for path in changed & ids.keys() if ids[path]}
        outside = {
            f"{self._repository.prefix}{path}"
            for path in changed - ids.keys()
            if path.endswith(self._suffixes)
        }
        outside = {path for path in outside if not is_inside(path)}
        if not new or not outside:
            return set()
        there = read_files(self._repository.git_dir, self._repository.tip, sorted(outside))
        known = self._contents.find_ids(there.items())
        return {path for path, blob in there.items() if known[blob] in new}

    def find(
        self, log: Log, lines: Lines, asked: set[tuple[str, str]], is_inside: Callable[[str], bool]
    ) -> set[str]:
        """Return files outside the folders that live on in a file which seems to begin inside.

        Their own former lives come with the next log, which looks at them too. So do those of files that a merge
        took in under another path.

        Args:
            log: the commits.
            lines: every life.
            asked: commits and paths that were looked at already; these are added.
            is_inside: says of a path from the top whether it is looked at.
        """
        walked = len(log.oids)
        lives = (
            *lines.live.items(),
            *lines.landed.items(),
        )  # a branch may take away what is kept as it landed
        first = dict.fromkeys(
            line[0] for path, line in lives if path.endswith(self._suffixes) and line[0].commit < walked
        )
        commits: dict[str, list[Step]] = {}
        for step in first:
            for number in {step.commit, *step.brought}:
                commits.setdefault(log.oids[number], []).append(step)
        begun = {(commit, step.path) for commit, steps in commits.items() for step in steps} - asked
        pairs = [
            (commit, parent)
            for commit in dict.fromkeys(commit for commit, _ in begun)
            if (parent := log.first_parent(log.numbers[commit]))
        ]
        asked.update(begun)
        names = self._arrivals.find_names
        suffixes = {*self._suffixes}
        found = {one for one in self._arrivals.find_sources(suffixes) if not is_inside(one)}
        gone: list[tuple[str, Entry]] = []
        for commit, entry in read_departures(self._repository.git_dir, pairs):
            if not is_inside(entry.old_path):
                if entry.status == "R" and any(entry.path in names(step.path) for step in commits[commit]):
                    found.add(entry.old_path)
                gone.append((commit, entry))
        return found | self._match_ids(gone, commits)

    def _match_ids(self, gone: list[tuple[str, Entry]], commits: Mapping[str, list[Step]]) -> set[str]:
        """Return files that went where one came which has the same id, however much its text had changed.

        One went, too, whose path holds another since.
        """
        suffixes = {PurePosixPath(step.path).suffix for steps in commits.values() for step in steps}
        gone = [one for one in gone if PurePosixPath(one[1].old_path).suffix in suffixes]
        if not gone:
            return set()
        wanted = {commit for commit, _ in gone}
        come = [(step.path, step.blob) for commit in wanted for step in commits[commit]]
        left = [(one.old_path, one.old_blob) for _, one in gone]
        since = [(one.path, one.blob) for _, one in gone if one.status == "M"]
        known = self._contents.find_ids([*left, *since, *come])
        return {
            one.old_path
            for commit, one in gone
            if (id_ := known[one.old_blob])
            and (one.status != "M" or known[one.blob] != id_)
            and any(known[step.blob] == id_ for step in commits[commit])
        }


def gather(origins: Iterable[str]) -> set[str]:
    """Return what to look at for files outside: each by itself, or their folder where there are many."""
    folders: dict[str, list[str]] = {}
    for path in origins:
        folders.setdefault(str(PurePosixPath(path).parent), []).append(path)
    found: set[str] = set()
    for folder, paths in folders.items():
        found.update([folder] if len(paths) > _MANY and folder != "." else paths)
    return found
