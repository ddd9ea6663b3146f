"""Documents with ids on branches that have not landed and hold merges: told by their ids alone.

Such a branch has sides, on which a document may lie at different paths, and others at its own. Names do not tell what
a commit of one side did to what a merge made of both; an id does.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.lives.step import Step
from smsdocs.analysis.lives.updates import find_losses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from smsdocs.analysis.lives.text_ids import TextIds
    from smsdocs.analysis.lives.updates import Merged
    from smsdocs.model.log import Entry, Log


class _Text(NamedTuple):
    """What a commit's first parent had of a document."""

    path: str
    blob: str


class PendingLives:
    """Lives by id, as commits that have not landed go on with them.

    Args:
        log: the commits.
        landed: lives by path, before them.
        ids: of texts.
        novel: merges, each with a path, that hold a text which nobody made before them.
    """

    def __init__(
        self,
        log: Log,
        landed: Mapping[str, Sequence[Step]],
        ids: TextIds,
        novel: Collection[tuple[int, str]],
    ) -> None:
        self._log = log
        self._ids = ids
        self._novel = novel
        ids.learn((path, line[-1].blob) for path, line in landed.items())
        named = [(ids.get(line[-1].blob), line) for line in landed.values()]
        self._lines = {id_: list(line) for id_, line in named if id_}
        self._unclear = find_shared(id_ for id_, _ in named)
        self._deleted: set[str] = set()

    def walk(self, pending: Sequence[int], merged: Merged) -> None:
        """Go on with some commits, oldest first.

        Args:
            pending: their numbers.
            merged: reads what a merge brought.
        """
        self._ids.learn(
            text
            for number in pending
            for one in self._log.entries.get(number, ())
            for text in ((one.old_path, one.old_blob), (one.path, one.blob))
        )
        changed: dict[str, None] = {}
        for number in pending:
            entries = self._log.entries.get(number, ())
            merge = len(self._log.parents[number]) > 1
            had = {self._ids.get(one.old_blob): _Text(one.old_path, one.old_blob) for one in entries}
            has = {self._ids.get(one.blob) for one in entries}
            for entry in entries:
                if id_ := self._ids.get(entry.blob):
                    self._go_on(number, entry, id_, had.get(id_), merge=merge)
                    changed[id_] = None
            if not merge:
                self._deleted.update(had.keys() - has)
            else:
                lines = {id_: self._lines[id_] for id_ in changed if id_ in self._lines}
                losses = find_losses(self._log, number, lines, merged)
                self._lines.update((id_, [*lines[id_], step]) for id_, step in losses)

    def _go_on(self, number: int, entry: Entry, id_: str, before: _Text | None, *, merge: bool) -> None:
        """Take what a commit did to a document; one that had no id before is not told here."""
        life = self._lines.get(id_, [])
        if before is None and entry.old_blob and not self._ids.get(entry.old_blob):
            self._unclear.add(id_)
        if before is None and id_ in self._deleted and not merge:
            self._deleted.remove(id_)
            life = []
        if merge and not self._is_news(number, entry, life):
            return
        path, blob = before or ("", "")
        moved_from = path if path != entry.path else ""
        time = self._log.committed(number)
        step = Step(number, False, entry.path, moved_from, entry.blob, blob, (number,), time)
        self._lines[id_] = [*life, step]

    def _is_news(self, merge: int, entry: Entry, life: Sequence[Step]) -> bool:
        """Say whether a merge did something that no row tells yet; what is the trunk's has landed."""
        if not life or (merge, entry.path) in self._novel:
            return True
        return not life[-1].landed and (life[-1].path, life[-1].blob) != (entry.path, entry.blob)

    def find(self, tip: Mapping[str, str]) -> Iterator[tuple[str, list[Step]]]:
        """Yield path and life of every document of a tip that is told here.

        Args:
            tip: the object at every path.
        """
        self._ids.learn(tip.items())
        named = {path: self._ids.get(blob) for path, blob in tip.items()}
        unclear = self._unclear | find_shared(named.values())
        for path, id_ in named.items():
            if id_ and id_ not in unclear and id_ in self._lines:
                yield path, self._lines[id_]


def find_shared(ids: Iterable[str]) -> set[str]:
    """Return the ids that several texts have."""
    return {id_ for id_, times in Counter(ids).items() if times > 1}
