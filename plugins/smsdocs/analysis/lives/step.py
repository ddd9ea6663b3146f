"""One landing in the life of a file, as a walk tells it: everybody who walks, keeps or shows lives speaks of steps."""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """One landing in the life of a file.

    Attributes:
        commit: number of the commit it landed with, or of the commit itself while it has not landed.
        before: the object that it replaced; of a commit not yet landed, that of its own parent.
        brought: numbers of the commits that made it, oldest first.
        time: of the commit, by the committer's clock, in epoch seconds.
    """

    commit: int
    landed: bool
    path: str
    moved_from: str
    blob: str
    before: str
    brought: tuple[int, ...]
    time: int
