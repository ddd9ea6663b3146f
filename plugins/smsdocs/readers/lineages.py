"""What happened to each file, by path: the steps of a walk, turned into changes where somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, overload

from smsdocs.model.history import Change

if TYPE_CHECKING:
    from smsdocs.analysis.lineage import Step
    from smsdocs.model.log import Log


class Lineage(Sequence[Change]):
    """What happened to one file, newest first; each change is built when somebody looks at it."""

    def __init__(self, blobs: Sequence[str], build: Callable[[int], Change]) -> None:
        self._blobs = blobs
        self._built: list[Change | None] = [None] * len(blobs)
        self._build = build

    def blobs(self) -> Sequence[str]:
        """Return the objects of all texts, newest first."""
        return self._blobs

    def __len__(self) -> int:
        return len(self._built)

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        """Return a change, or several."""
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        if (found := self._built[at]) is None:
            found = self._built[at] = self._build(at)
        return found


class Lineages(Mapping[str, Sequence[Change]]):
    """Lives by path."""

    def __init__(
        self,
        log: Log,
        live: Mapping[str, list[Step]],
        order: Callable[[int], int],
        count: int,
        prefix: str,
        uncommitted: Mapping[str, str | None],
    ) -> None:
        """Take the lives of a walk.

        Args:
            log: what the numbers of steps mean.
            live: steps by path from the top of the repository, oldest first.
            order: returns the place of a landing among all.
            count: how many landings there are.
            prefix: of the paths that are asked for.
            uncommitted: files that differ from the tip, each with the path it continues: its own, another, or
                None where it is new.
        """
        self._log = log
        self._live = live
        self._order = order
        self._count = count
        self._prefix = prefix
        self._uncommitted = uncommitted
        self._built: dict[str, Lineage] = {}

    def __getitem__(self, path: str) -> Sequence[Change]:
        if (found := self._built.get(path)) is None:
            found = self._built[path] = self._open(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return (path for path in {*self._live, *self._uncommitted} if path in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, path: object) -> bool:
        return path in self._uncommitted or f"{self._prefix}{path}" in self._live

    def _open(self, path: str) -> Lineage:
        edited = path in self._uncommitted
        former = self._uncommitted[path] if edited else path
        if not edited and f"{self._prefix}{path}" not in self._live:
            raise KeyError(path)
        steps = self._live.get(f"{self._prefix}{former}", []) if former else []

        def build(index: int) -> Change:
            if edited and index == 0:
                return self._build_edit(path, former or path, steps)
            return self._build_change(steps[len(steps) - 1 - (index - edited)])

        blobs = [step.blob for step in reversed(steps)]
        return Lineage(["", *blobs] if edited else blobs, build)

    def _build_edit(self, path: str, former: str, steps: Sequence[Step]) -> Change:
        return Change(
            commit=None,
            landed=False,
            path=path,
            moved_from=former if former != path else "",
            blob="",
            before=steps[-1].blob if steps else "",
            order=self._count,
        )

    def _build_change(self, step: Step) -> Change:
        return Change(
            commit=self._log.commit(step.commit),
            landed=step.landed,
            path=self._relative(step.path),
            moved_from=self._relative(step.moved_from),
            blob=step.blob,
            before=step.before,
            brought=tuple(self._log.commit(number) for number in step.brought),
            order=self._order(step.commit),
        )

    def _relative(self, path: str) -> str:
        """Return a path below the root; one outside is told from the top of the repository, as `/path`."""
        if not path or path.startswith(self._prefix):
            return path.removeprefix(self._prefix)
        return f"/{path}"
