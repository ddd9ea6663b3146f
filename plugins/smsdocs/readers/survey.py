"""Reads logs until every file is followed to where it began; what a former walk found is not walked again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smsdocs.analysis.lives.found import Found
from smsdocs.analysis.lives.landing import build_landings, find_backward_clocks, find_foxtrots
from smsdocs.analysis.lives.lineage import Lines
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.arrivals import Arrivals
from smsdocs.readers.git.differences import read_files
from smsdocs.readers.git.log import LogStream
from smsdocs.readers.git.objects import Objects
from smsdocs.readers.git.process import run_inside
from smsdocs.readers.git.published import are_apart
from smsdocs.readers.kept_lives import KeptLives
from smsdocs.readers.origins import Origins, gather
from smsdocs.readers.own_words import read_own_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from smsdocs.analysis.lives.landing import Landings
    from smsdocs.analysis.lives.step import Step
    from smsdocs.model.log import Log
    from smsdocs.model.settings import Settings
    from smsdocs.readers.git.repository import Repository
    from smsdocs.readers.history_cache import HistoryCache
    from smsdocs.readers.versions import GitContents

_ROUNDS = 4
"""Times a file is followed out of the documents' folders and back before that is enough."""


class Survey:
    """Reads the log that leads to a tip, and follows every file."""

    def __init__(
        self, repository: Repository, settings: Settings, contents: GitContents, cache: HistoryCache
    ) -> None:
        self._repository = repository
        self._contents = contents
        self._objects = Objects(repository.git_dir)
        self._kept = KeptLives(repository, cache)
        self.prefix = repository.prefix
        folders = (*settings.documents, settings.registers, settings.records, settings.docs_dir)
        names = sorted({"" if one == "." else one.rstrip("/") for one in folders})
        self._folders = [f"{self.prefix}{path}".rstrip("/") for path in names]
        self._paths = self._folders
        self._asked = (self._kept.paths or self._folders, self._kept.tip)
        self._arrivals = Arrivals(repository.git_dir, repository.tip, contents)
        suffixes = (*settings.suffixes, ".yml", ".yaml")
        self._origins = Origins(repository, contents, self._arrivals, suffixes)
        self._stream: LogStream | None = LogStream(repository.git_dir, repository.tip, *self._asked)

    def start_from_left(self, ids: Mapping[str, str], changed: frozenset[str]) -> None:
        """Look from the beginning at files outside the folders that somebody moved in without a commit.

        Args:
            ids: id of every file that is there, by path from the root.
            changed: paths from the root that differ from the tip.
        """
        left = self._origins.find_left(ids, changed, partial(_holds_any, self._folders))
        self._folders = sorted({*self._folders, *left})

    def _read_log(self, after: str = "") -> Log:
        """Return a log; the one that was started first is waited for."""
        stream, self._stream = self._stream, None
        if stream is None or self._asked != (self._paths, after):
            stream = LogStream(self._repository.git_dir, self._repository.tip, self._paths, after)
        return stream.read()

    def follow(self, base: str | None, branch: str, ids: Mapping[str, str], *, keep: bool) -> Found:
        """Return the log, what landed when, and every life.

        Args:
            base: the newest commit of the published branch that the tip holds.
            branch: its name, as far as it is known.
            ids: id of every file whose history is wanted, by path.
            keep: whether to replace lives that were kept and do not lead here: not on a look into the past.
        """
        found = self._go_on(base, branch, ids)
        if found is None:
            found = self._begin_anew(base, branch)
            if base is not None and (keep or not self._kept.tip):
                self._find_strangers(found.lines, ids)  # so that what they are told by is kept too
                self._kept.keep(found, base, self._paths, anew=True)
        elif found.landings.trunk and base is not None:
            self._kept.keep(found, base, self._paths, anew=False)
        return found

    def _go_on(self, base: str | None, branch: str, ids: Mapping[str, str]) -> Found | None:
        """Walk what landed since the lives that were kept; None where they do not lead here.

        Where the id of a file is not the one it began with, all landings are needed to tell where it came from;
        where a file took on another id or dropped its own, to tell who had it before.
        """
        kept = self._kept
        self._paths = kept.paths
        if base is None or not kept.tip or not all(map(self._is_inside, self._folders)):
            return None
        try:
            log = self._read_log(kept.tip)
        except CannotLookError:  # git may have dropped the commit since
            return None
        log.read_older = kept.read_older
        landings = build_landings(log, base)
        retold = log.oids and kept.retold
        if retold or not _joins(log, landings, base, kept.tip) or self._has_known(log, kept.tip):
            return None
        recalled = kept.recall(log)
        if recalled is None:
            return None
        known_lines, older = recalled
        lines = self._walk(log, landings, known_lines)
        named = {path for path, (first, _) in known_lines.items() if first}
        if lines.thorough != kept.thorough or not self._may_go_on(log, lines, named, ids):
            return None
        backwards, latest = find_backward_clocks(log, landings, kept.latest)
        foxtrots = tuple(find_foxtrots(log, landings, branch))
        landed = [one for one in foxtrots if one in landings.trunk]
        return Found(
            log=log,
            landings=landings,
            lines=lines,
            place=kept.place,
            foxtrots=(*landed, *kept.find_foxtrots(log), *(one for one in foxtrots if one not in landed)),
            backwards=(*kept.find_backwards(log), *backwards),
            latest=latest,
            older=older,
        )

    def _may_go_on(self, log: Log, lines: Lines, named: set[str], ids: Mapping[str, str]) -> bool:
        """Say whether all landings would tell the same of the lives that went on; see `_go_on`.

        Args:
            log: the commits that were walked.
            lines: the lives.
            named: paths of those that began with an id.
            ids: id of every file whose history is wanted, by path.
        """
        if lines.exchanged or lines.doubtful or self._find_strangers(lines, ids):
            return False
        walked = {path for path in named & lines.live.keys() if lines.live[path][-1].commit < len(log.oids)}
        if lines.has_dropped(walked):
            return False
        return "" in self._paths or not self._origins.find(log, lines, set(), self._is_inside)

    def _find_strangers(self, lines: Lines, ids: Mapping[str, str]) -> list[str]:
        """Return the files whose id is not the one they began with, as they lie at hand."""
        return lines.find_strangers({f"{self.prefix}{path}": id_ for path, id_ in ids.items()})

    def _has_known(self, log: Log, known: str) -> bool:
        """Say whether a log holds commits that lead to the kept landing: git leaves some in where clocks are wrong.

        With a commit its parents lead there, so it is enough to look at those without a parent in the log.
        """
        first = [
            oid
            for number, oid in enumerate(log.oids)
            if max(log.parents[number], default=-1) < 0 and known not in log.commit(number).parents
        ]
        return bool(first) and not are_apart(partial(run_inside, self._repository.git_dir), known, first)

    def _begin_anew(self, base: str | None, branch: str) -> Found:
        asked: set[tuple[str, str]] = set()
        self._paths = self._folders
        for _ in range(_ROUNDS):
            log = self._read_log()
            landings = build_landings(log, base)
            lines = self._walk(log, landings)
            origins = set() if "" in self._paths else self._origins.find(log, lines, asked, self._is_inside)
            if not origins:
                break
            self._paths = sorted({*self._paths, *gather(origins)})
        backwards, latest = find_backward_clocks(log, landings, 0)
        return Found(
            log=log,
            landings=landings,
            lines=lines,
            place=0,
            foxtrots=tuple(find_foxtrots(log, landings, branch)),
            backwards=tuple(backwards),
            latest=latest,
            older={},
        )

    def _walk(
        self, log: Log, landings: Landings, known: Mapping[str, tuple[str | None, list[Step]]] | None = None
    ) -> Lines:
        def find_parents(commit: str) -> tuple[str, ...]:
            return log.commit(log.numbers[commit]).parents

        def find_own_words(merges: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
            pairs = ((log.oids[number], path) for number, path in merges)
            found = read_own_words(self._repository.git_dir, pairs, find_parents, self._contents.find_ids)
            return {(log.numbers[commit], path) for commit, path in found}

        self._arrivals.settle(log, landings)
        counted = (0, 0) if known is None else self._kept.counted
        lines = Lines(
            log,
            landings,
            self._contents.find_ids,
            find_own_words,
            _Merged(log, self._objects),
            known,
            counted,
        )
        lines.walk()
        if any(len(log.parents[number]) > 1 for number in landings.pending):
            lines.match(read_files(self._repository.git_dir, self._repository.tip, self._paths))
        return lines

    def _is_inside(self, path: str) -> bool:
        return _holds_any(self._paths, path)

    def find_tip_ids(self, lines: Lines, ids: Mapping[str, str], changed: frozenset[str]) -> dict[str, str]:
        """Return the id of the last committed text of every file, by path from the top."""
        found = {f"{self.prefix}{path}": id_ for path, id_ in ids.items() if path not in changed}
        unread = [
            (path, line[-1].blob) for path in changed if (line := lines.live.get(f"{self.prefix}{path}"))
        ]
        known = self._contents.find_ids(unread) if unread else {}
        return found | {f"{self.prefix}{path}": known[blob] for path, blob in unread}

    def find_departed(
        self, lines: Lines, changed: frozenset[str], there: Mapping[str, str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Return the path of every committed file that the work tree lacks, by its id; and the objects of those
        without one, by path.
        """
        gone = [
            (path, line[-1].blob)
            for path in changed
            if path not in there and (line := lines.live.get(f"{self.prefix}{path}"))
        ]
        known = self._contents.find_ids(gone) if gone else {}
        named = {known[blob]: path for path, blob in gone if known[blob]}
        return named, {path: blob for path, blob in gone if not known[blob]}


class _Merged:
    """Reads what merges of a log brought."""

    def __init__(self, log: Log, objects: Objects) -> None:
        self._log = log
        self._objects = objects

    def find(self, merge: int, paths: Collection[str]) -> list[Mapping[str, str]]:
        """Return the objects at some paths, for each parent of a merge but the first."""
        others = self._log.commit(merge).parents[1:]
        return [{path: self._objects.find(other, path) for path in paths} for other in others]

    def read(self, blobs: Collection[str]) -> Mapping[str, bytes]:
        """Return the content of objects."""
        return dict(self._objects.read(blobs))


def _holds_any(folders: Iterable[str], path: str) -> bool:
    return any(not one or path == one or path.startswith(f"{one}/") for one in folders)


def _joins(log: Log, landings: Landings, base: str, known: str) -> bool:
    """Say whether the landings that were walked follow the one that was kept."""
    if not landings.trunk:
        return base == known
    return log.commit(landings.trunk[0]).parents[:1] == (known,)
