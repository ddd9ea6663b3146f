"""Reads logs until every file is followed to where it began; what a former walk found is not walked again."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.analysis.lives.landing import build_landings, find_backward_clocks, find_foxtrots
from smsdocs.analysis.lives.lineage import Lines, Step
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.arrivals import Arrivals
from smsdocs.readers.git.differences import read_departures, read_files
from smsdocs.readers.git.log import LogStream
from smsdocs.readers.git.process import run_inside
from smsdocs.readers.git.published import are_apart
from smsdocs.readers.own_words import read_own_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from smsdocs.analysis.lives.landing import Landings
    from smsdocs.model.log import Entry, Log
    from smsdocs.model.settings import Settings
    from smsdocs.readers.git.repository import Repository
    from smsdocs.readers.history_cache import HistoryCache, KeptStep
    from smsdocs.readers.versions import GitContents

_ROUNDS = 4
"""Times a file is followed out of the documents' folders and back before that is enough."""
_NOTHING = ".git"
"""A path that no commit holds: git refuses it."""
_MANY = 20
"""Files from one folder outside; more are followed by the folder."""


_Known: TypeAlias = "dict[str, tuple[str | None, list[Step]]]"
"""Lives by path, each with the id of its first text."""


@dataclass(slots=True, kw_only=True)
class Found:
    """What a survey found.

    Attributes:
        log: the commits that were walked; older ones are known by what was kept of them.
        place: how many landings lie before the first of the log.
        older: the places of older landings that a life names.
        foxtrots: merges that swapped the trunk, newest first.
        backwards: landings with a clock that runs backwards, oldest first.
        latest: the latest time of a landing, in epoch seconds.
    """

    log: Log
    landings: Landings
    lines: Lines
    place: int
    foxtrots: tuple[int, ...]
    backwards: tuple[int, ...]
    latest: int
    older: Mapping[int, int]
    _order: dict[int, int] = field(default_factory=dict)

    def order(self, number: int) -> int:
        """Return the place of a landing among all."""
        if not self._order:
            numbers = (*self.landings.trunk, *self.landings.pending)
            self._order.update((one, self.place + at) for at, one in enumerate(numbers))
        found = self._order.get(number)
        return self.older[number] if found is None else found

    @property
    def count(self) -> int:
        """How many landings there are, with what has not landed."""
        return self.place + len(self.landings.trunk) + len(self.landings.pending)


class Survey:
    """Reads the log that leads to a tip, and follows every file."""

    def __init__(
        self, repository: Repository, settings: Settings, contents: GitContents, cache: HistoryCache
    ) -> None:
        self._repository = repository
        self._contents = contents
        self._cache = cache
        self.prefix = repository.prefix
        folders = (*settings.documents, settings.registers, settings.records, settings.docs_dir)
        names = sorted({"" if one == "." else one.rstrip("/") for one in folders})
        self._folders = [f"{self.prefix}{path}".rstrip("/") for path in names]
        self._paths = self._folders
        self._suffixes = (*settings.suffixes, ".yml", ".yaml")
        kept = _as_list(cache.meta.get("paths"))
        self._asked = ([str(path) for path in kept] or self._folders, str(cache.meta.get("tip", "")))
        self._older: dict[str, bytes] = {}
        self._arrivals = Arrivals(repository.git_dir, repository.tip, contents)
        self._stream: LogStream | None = LogStream(repository.git_dir, repository.tip, *self._asked)

    def find_left(self, ids: Mapping[str, str], changed: frozenset[str]) -> set[str]:
        """Return files outside the folders that somebody moved in without a commit: the id is here, and gone there.

        Args:
            ids: id of every file that is there, by path from the root.
            changed: paths from the root that differ from the tip.
        """
        new = {ids[path] for path in changed & ids.keys() if ids[path]}
        outside = {f"{self.prefix}{path}" for path in changed - ids.keys() if path.endswith(self._suffixes)}
        outside = {path for path in outside if not any(_holds(one, path) for one in self._folders)}
        if not new or not outside:
            return set()
        there = read_files(self._repository.git_dir, self._repository.tip, sorted(outside))
        known = self._contents.find_ids(there.items())
        return {path for path, blob in there.items() if known[blob] in new}

    def start_from(self, paths: Iterable[str]) -> None:
        """Look at some files outside the folders from the beginning."""
        self._folders = sorted({*self._folders, *paths})

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
            if base is not None and (keep or not self._cache.meta):
                self._find_strangers(found.lines, ids)  # so that what they are told by is kept too
                self._keep(found, base, anew=True)
        elif found.landings.trunk and base is not None:
            self._keep(found, base, anew=False)
        return found

    def _go_on(self, base: str | None, branch: str, ids: Mapping[str, str]) -> Found | None:
        """Walk what landed since the lives that were kept; None where they do not lead here.

        Where the id of a file is not the one it began with, all landings are needed to tell where it came from;
        where a file took on another id or dropped its own, to tell who had it before.
        """
        known = str(self._cache.meta.get("tip", ""))
        self._paths = [str(path) for path in _as_list(self._cache.meta.get("paths"))]
        if base is None or not known or not all(map(self._is_inside, self._folders)):
            return None
        try:
            log = self._read_log(known)
        except CannotLookError:  # git may have dropped the commit since
            return None
        log.read_older = self._read_older
        landings = build_landings(log, base)
        retold = log.oids and self._cache.meta.get("retold")
        if retold or not _joins(log, landings, base, known) or self._has_known(log, known):
            return None
        recalled = self._recall(log)
        if recalled is None:
            return None
        known_lines, older = recalled
        lines = self._walk(log, landings, known_lines)
        if lines.exchanged or lines.doubtful or self._find_strangers(lines, ids):
            return None
        named = {path for path, (first, _) in known_lines.items() if first} & lines.live.keys()
        if lines.has_dropped(path for path in named if lines.live[path][-1].commit < len(log.oids)):
            return None
        if "" not in self._paths and self._find_origins(log, lines, set()):
            return None
        place = self._cache.meta.get("place")
        fresh = find_foxtrots(log, landings, branch)
        old = (log.number_older(str(oid)) for oid in _as_list(self._cache.meta.get("foxtrots")))
        known_back = (log.number_older(str(oid)) for oid in _as_list(self._cache.meta.get("backwards")))
        floor = self._cache.meta.get("latest")
        backwards, latest = find_backward_clocks(log, landings.trunk, floor if isinstance(floor, int) else 0)
        return Found(
            log=log,
            landings=landings,
            lines=lines,
            place=place if isinstance(place, int) else 0,
            foxtrots=(*fresh, *old),
            backwards=(*known_back, *backwards),
            latest=latest,
            older=older,
        )

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
            origins = set() if "" in self._paths else self._find_origins(log, lines, asked)
            if not origins:
                break
            self._paths = sorted({*self._paths, *_gather(origins)})
        backwards, latest = find_backward_clocks(log, landings.trunk, 0)
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

    def _read_older(self, oid: str) -> bytes:
        """Return what was kept of a commit; where that is damaged, git is asked for all, and the file is made anew."""
        known = self._older.get(oid) or self._cache.read_commit(oid)
        if known is None:
            self._cache.forget()
            log = LogStream(self._repository.git_dir, self._repository.tip, [_NOTHING]).read()
            self._older = dict(zip(log.oids, log.heads, strict=True))
            known = self._older.get(oid)
        if known is None:
            message = f"git does not hold the commit {oid}, which led here before"
            raise CannotLookError(message, f"delete the folder {self._repository.cache}, or add --no-cache")
        self._older[oid] = known
        return known

    def _recall(self, log: Log) -> tuple[_Known, dict[int, int]] | None:
        """Return the lives that were kept, and the places of their landings; None where they are not ours, or not all.

        A page of the file that is damaged may show a row twice, and another not at all.
        """
        try:
            kept = self._cache.read_lines()
            known, places = self._read_known(log, kept or ())
        except (ValueError, TypeError):
            kept, known, places = None, {}, {}
        if kept is None:
            return None
        return (known, places) if len(known) == self._cache.meta.get("lives") else None

    @staticmethod
    def _read_known(
        log: Log, kept: Iterable[tuple[str, str | None, Sequence[KeptStep]]]
    ) -> tuple[_Known, dict[int, int]]:
        """Return the lives that were kept, and the places of their landings.

        Raises:
            ValueError, TypeError: these are none.
        """
        number = log.number_older
        lines: _Known = {}
        places: dict[int, int] = {}
        for path, first, told in kept:
            steps = []
            for oid, at, moved, blob, before, brought, time, place in told:
                commit = number(oid)
                places[commit] = place
                made_by = (commit,) if brought == [oid] else tuple(map(number, brought))
                steps.append(Step(commit, True, at, moved, blob, before, made_by, time))
            if not steps:
                message = f"no step leads to {path}"
                raise ValueError(message)
            lines[path] = first, steps
        return lines, places

    def _keep(self, found: Found, base: str, *, anew: bool) -> None:
        """Keep the lives up to the base, and what the commits they name say; `anew` in place of all that was kept."""
        log, lines, landings = found.log, found.lines, found.landings
        trunk = frozenset(landings.trunk)
        numbers = {
            one for path in lines.touched for step in lines.landed.get(path, ()) for one in _numbers(step)
        }
        numbers.update((*found.foxtrots, *found.backwards))
        fresh = sorted((one for one in numbers if one < len(log.oids)), key=log.oids.__getitem__)
        foxtrots = [
            log.oid(number) for number in found.foxtrots if number in trunk or number >= len(log.oids)
        ]
        meta = {
            "tip": base,
            "place": found.place + len(landings.trunk),
            "lives": len(lines.landed),
            "retold": lines.retold,
            "paths": self._paths,
            "foxtrots": foxtrots,
            "backwards": [*map(log.oid, found.backwards)],
            "latest": found.latest,
        }
        self._cache.write(
            meta,
            ((log.oids[number], log.heads[number]) for number in fresh),
            lines.touched - lines.landed.keys(),
            (
                (path, lines.first_id(path), self._pack(found, path))
                for path in sorted(lines.touched & lines.landed.keys())
            ),
            anew=anew,
        )

    @staticmethod
    def _pack(found: Found, path: str) -> list[KeptStep]:
        log = found.log
        return [
            (
                log.oid(one.commit),
                one.path,
                one.moved_from,
                one.blob,
                one.before,
                [*map(log.oid, one.brought)],
                one.time,
                found.order(one.commit),
            )
            for one in found.lines.landed[path]
        ]

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
        lines = Lines(log, landings, self._contents.find_ids, find_own_words, known)
        lines.walk()
        if any(len(log.parents[number]) > 1 for number in landings.pending):
            lines.match(read_files(self._repository.git_dir, self._repository.tip, self._paths))
        return lines

    def _find_origins(self, log: Log, lines: Lines, asked: set[tuple[str, str]]) -> set[str]:
        """Return files outside the folders that live on in a file which seems to begin inside.

        Their own former lives come with the next log, which looks at them too. So do those of files that a merge
        took in under another path.
        """
        walked = len(log.oids)
        first = {
            path: line[0]
            for path, line in lines.live.items()
            if path.endswith(self._suffixes) and line[0].commit < walked
        }
        commits: dict[str, list[Step]] = {}
        for step in first.values():
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
        found = {one for one in self._arrivals.find_sources(suffixes) if not self._is_inside(one)}
        gone: list[tuple[str, Entry]] = []
        for commit, entry in read_departures(self._repository.git_dir, pairs):
            if not self._is_inside(entry.old_path):
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

    def _is_inside(self, path: str) -> bool:
        return any(_holds(one, path) for one in self._paths)

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
    ) -> dict[str, str]:
        """Return the path of every committed file that the work tree lacks, by its id."""
        gone = [
            (path, line[-1].blob)
            for path in changed
            if path not in there and (line := lines.live.get(f"{self.prefix}{path}"))
        ]
        known = self._contents.find_ids(gone) if gone else {}
        return {known[blob]: path for path, blob in gone if known[blob]}


def _gather(origins: set[str]) -> set[str]:
    """Return what to look at for files outside: each by itself, or their folder where there are many."""
    folders: dict[str, list[str]] = {}
    for path in origins:
        folders.setdefault(str(PurePosixPath(path).parent), []).append(path)
    found: set[str] = set()
    for folder, paths in folders.items():
        found.update([folder] if len(paths) > _MANY and folder != "." else paths)
    return found


def _holds(folder: str, path: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def _numbers(step: Step) -> Iterable[int]:
    return (step.commit, *step.brought)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _joins(log: Log, landings: Landings, base: str, known: str) -> bool:
    """Say whether the landings that were walked follow the one that was kept."""
    if not landings.trunk:
        return base == known
    return log.commit(landings.trunk[0]).parents[:1] == (known,)
