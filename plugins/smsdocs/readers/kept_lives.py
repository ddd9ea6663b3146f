"""The lives of files up to a landing, as they are kept, so that what landed once is not walked again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from smsdocs.analysis.lives.step import Step
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.log import LogStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smsdocs.analysis.lives.found import Found
    from smsdocs.model.log import Log
    from smsdocs.readers.git.repository import Repository
    from smsdocs.readers.history_cache import HistoryCache, KeptStep

_NOTHING = ".git"
"""A path that no commit holds: git refuses it."""
_Known: TypeAlias = "dict[str, tuple[str | None, list[Step]]]"
"""Lives by path, each with the id of its first text."""


class KeptLives:
    """Lives in the order of the landings, and what else a walk has to know to go on from there.

    Attributes:
        paths: what was looked at.
        retold: whether a life is told by its id, not as it was walked: nobody can walk on from there.
        place: how many landings lead to the tip.
        latest: the latest time of one, in epoch seconds.
        counted, thorough: see `Lines`.
    """

    def __init__(self, repository: Repository, cache: HistoryCache) -> None:
        self._repository = repository
        self._cache = cache
        self._older: dict[str, bytes] = {}
        meta = cache.meta
        self.paths = _read_names(meta.get("paths"))
        self.retold = bool(meta.get("retold"))
        self.place = _read_number(meta.get("place"))
        self.latest = _read_number(meta.get("latest"))
        self.counted = _read_pair(meta.get("counted"))
        self.thorough = tuple(map(bool, _read_pair(meta.get("thorough"))))
        self._foxtrots = _read_names(meta.get("foxtrots"))
        self._backwards = _read_names(meta.get("backwards"))

    @property
    def tip(self) -> str:
        """The landing up to which they are known; empty where none are, or no more."""
        return str(self._cache.meta.get("tip", ""))

    def find_foxtrots(self, log: Log) -> tuple[int, ...]:
        """Return the merges that swapped the trunk, newest first."""
        return tuple(map(log.number_older, self._foxtrots))

    def find_backwards(self, log: Log) -> tuple[int, ...]:
        """Return the landings with a clock that runs backwards, oldest first."""
        return tuple(map(log.number_older, self._backwards))

    def read_older(self, oid: str) -> bytes:
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

    def recall(self, log: Log) -> tuple[_Known, dict[int, int]] | None:
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

    def keep(self, found: Found, base: str, paths: Sequence[str], *, anew: bool) -> None:
        """Keep the lives up to the base, and what the commits they name say; `anew` in place of all that was kept."""
        log, lines, landings = found.log, found.lines, found.landings
        trunk = frozenset(landings.trunk)
        numbers = {
            one
            for path in lines.touched
            for step in lines.landed.get(path, ())
            for one in _list_numbers(step)
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
            "paths": [*paths],
            "foxtrots": foxtrots,
            "backwards": [*map(log.oid, found.backwards)],
            "latest": found.latest,
            "counted": lines.counted,
            "thorough": lines.thorough,
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


def _list_numbers(step: Step) -> Iterable[int]:
    return (step.commit, *step.brought)


def _read_names(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _read_pair(value: object) -> tuple[int, int]:
    one, other = value if isinstance(value, list) and len(value) == 2 else (0, 0)  # noqa: PLR2004  # a pair
    return _read_number(one), _read_number(other)


def _read_number(value: object) -> int:
    return value if isinstance(value, int) else 0
