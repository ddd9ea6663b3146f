"""What happened to each file, by path: the steps of a walk, turned into changes where somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple, overload

from smsdocs.model.history import Change, Changes, Text

if TYPE_CHECKING:
    from smsdocs.analysis.lives.step import Step
    from smsdocs.model.history import Author
    from smsdocs.model.log import Log


class Past(NamedTuple):
    """What gives steps their meaning.

    Attributes:
        log: what their numbers stand for.
        order: returns the place of a landing among all.
        landings: how many there are.
        prefix: of the paths that are asked for, from the top of the repository.
    """

    log: Log
    order: Callable[[int], int]
    landings: int
    prefix: str

    def shorten(self, path: str) -> str:
        """Return a path below the root; one outside is told from the top of the repository, as `/path`."""
        if not path or path.startswith(self.prefix):
            return path.removeprefix(self.prefix)
        return f"/{path}"

    def build(self, step: Step) -> Change:
        """Return a step in full."""
        return Change(
            commit=self.log.commit(step.commit),
            landed=step.landed,
            path=self.shorten(step.path),
            moved_from=self.shorten(step.moved_from),
            blob=step.blob,
            before=step.before,
            brought=tuple(self.log.commit(number) for number in step.brought),
            order=self.order(step.commit),
        )


class Lineage(Changes):
    """What happened to one file, newest first; a change is built when somebody looks at it."""

    __slots__ = ("_built", "_edit", "_past", "_steps")

    def __init__(self, past: Past, steps: Sequence[Step], edit: Change | None) -> None:
        """Take the life of a file.

        Args:
            past: what the steps mean.
            steps: oldest first.
            edit: what stands in the work tree and nobody committed, if anything.
        """
        self._past = past
        self._steps = steps
        self._edit = edit
        self._built: dict[int, Change] = {}

    def __len__(self) -> int:
        return len(self._steps) + (self._edit is not None)

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        """Return a change, or several."""
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        if (found := self._built.get(at)) is None:
            step = self._step(at)
            found = self._built[at] = self._past.build(step) if step else self._uncommitted
        return found

    def text(self, index: int) -> Text:
        """Return the text that a change left."""
        step = self._step(index)
        return Text(self._past.shorten(step.path), step.blob) if step else self._uncommitted.text

    def before(self, index: int) -> str:
        """Return the object that a change replaced."""
        return (self._step(index) or self._uncommitted).before

    def landed_at(self, index: int) -> int | None:
        """Return when a change landed, in epoch seconds; None for edits that nobody committed."""
        step = self._step(index)
        return step.time if step else None

    def order(self, index: int) -> int:
        """Return the place of a change among all landings."""
        step = self._step(index)
        return self._past.order(step.commit) if step else self._past.landings

    def authors(self, index: int) -> Iterable[Author]:
        """Return who had a hand in a change; nobody for edits that nobody committed."""
        step, find = self._step(index), self._past.log.authors
        return dict.fromkeys(author for number in step.brought for author in find(number)) if step else ()

    def count_pending(self) -> int:
        """Return how many changes have not landed; they are the newest."""
        steps = sum(1 for _ in takewhile(lambda step: not step.landed, reversed(self._steps)))
        return steps + (self._edit is not None)

    def blobs(self) -> tuple[str, ...]:
        """Return the objects of all texts, newest first."""
        blobs = tuple(step.blob for step in reversed(self._steps))
        return ("", *blobs) if self._edit else blobs

    def name(self) -> str:
        """Return what names all changes: commits, paths and texts, and how many landed; empty for edits at hand.

        A commit and a path do not name a text: a merge not yet landed stands for what is made of both its sides.
        """
        if self._edit:
            return ""
        oid = self._past.log.oid
        steps = [f"{oid(step.commit)} {step.blob} {step.before} {step.path}" for step in self._steps]
        return "\0".join([f"{self.count_pending()}", *steps])

    def _step(self, index: int) -> Step | None:
        """Return a step by the number of its change; None for the edit that nobody committed."""
        at = len(self) - 1 - index
        return self._steps[at] if at < len(self._steps) else None

    @property
    def _uncommitted(self) -> Change:
        if self._edit is None:  # the number of a change that there is none of
            raise IndexError
        return self._edit


class Lineages(Mapping[str, Changes]):
    """Lives by path."""

    def __init__(
        self, past: Past, live: Mapping[str, list[Step]], uncommitted: Mapping[str, str | None]
    ) -> None:
        """Take the lives of a walk.

        Args:
            past: what their steps mean.
            live: steps by path from the top of the repository, oldest first.
            uncommitted: files that differ from the tip, each with the path it continues: its own, another, or
                None where it is new.
        """
        self._past = past
        self._live = live
        self._uncommitted = uncommitted
        self._built: dict[str, Lineage] = {}

    def __getitem__(self, path: str) -> Lineage:
        if (found := self._built.get(path)) is None:
            found = self._built[path] = self._open(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return (path for path in {*self._live, *self._uncommitted} if path in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, path: object) -> bool:
        return path in self._uncommitted or f"{self._past.prefix}{path}" in self._live

    def _open(self, path: str) -> Lineage:
        if path not in self._uncommitted:
            return Lineage(self._past, self._live[f"{self._past.prefix}{path}"], None)
        former = self._uncommitted[path]
        steps = self._live.get(f"{self._past.prefix}{former}", []) if former else []
        return Lineage(self._past, steps, self._build_edit(path, former or path, steps))

    def _build_edit(self, path: str, former: str, steps: Sequence[Step]) -> Change:
        return Change(
            commit=None,
            landed=False,
            path=path,
            moved_from=former if former != path else "",
            blob="",
            before=steps[-1].blob if steps else "",
            order=self._past.landings,
        )
