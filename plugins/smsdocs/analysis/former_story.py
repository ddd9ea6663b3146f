"""A story without its newest revisions: what is judged while a draft of the next version waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from smsdocs.analysis.story import Story
from smsdocs.model.history import Changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smsdocs.model.history import Author, Change, Revision, Text


class _FormerChanges(Changes):
    """What had happened to a file until one of its changes."""

    __slots__ = ("_start", "_whole")

    def __init__(self, whole: Changes, start: int) -> None:
        self._whole = whole
        self._start = start

    def __len__(self) -> int:
        return len(self._whole) - self._start

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        return self._whole[self._start :][index] if isinstance(index, slice) else self._whole[self._at(index)]

    def _at(self, index: int) -> int:
        return self._start + range(len(self))[index]

    def text(self, index: int) -> Text:
        return self._whole.text(self._at(index))

    def before(self, index: int) -> str:
        return self._whole.before(self._at(index))

    def landed_at(self, index: int) -> int | None:
        return self._whole.landed_at(self._at(index))

    def order(self, index: int) -> int:
        return self._whole.order(self._at(index))

    def authors(self, index: int) -> Iterable[Author]:
        return self._whole.authors(self._at(index))

    def count_pending(self) -> int:
        return max(0, self._whole.count_pending() - self._start)

    def blobs(self) -> tuple[str, ...]:
        return self._whole.blobs()[self._start :]

    def name(self) -> str:
        name = self._whole.name()
        return name and f"{name}\0{self._start} newer"


class FormerStory(Story):
    """A story as it was when revision `start` was the newest; its revisions are those of the whole one."""

    __slots__ = ("_start", "_whole")

    def __init__(self, whole: Story, start: int) -> None:
        super().__init__(_FormerChanges(whole.changes, start), whole.history, whole.settings)
        self._whole = whole
        self._start = start

    def revision(self, index: int) -> Revision:
        """Return the revision that the whole story has: one and the same."""
        return self._whole.revision(self._start + index)
