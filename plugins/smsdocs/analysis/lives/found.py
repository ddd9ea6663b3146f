"""What a walk through a history found, so that everybody who asks asks the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.analysis.lives.landing import Landings
    from smsdocs.analysis.lives.lineage import Lines
    from smsdocs.model.log import Log


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
