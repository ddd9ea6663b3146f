"""Who has had each id, kept as a walk goes on, so that nobody looks through every life again for one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from smsdocs.analysis.lives.step import Step
    from smsdocs.analysis.lives.text_ids import TextIds


@dataclass(slots=True, eq=False)
class _Life:
    """One life, whichever list holds it: what has not landed copies the list of what has.

    Attributes:
        line: its steps, oldest first.
        seen: how many of them are told.
        ended: whether it is over.
    """

    line: list[Step]
    seen: int = 0
    ended: bool = False


_Until: TypeAlias = "tuple[int, _Life | None]"
_NEVER: _Until = (-1, None)


@dataclass(slots=True)
class _Held:
    """Who has one id, and who had it longest.

    Attributes:
        now: lives whose newest text has it.
        last: how long it was had and by whom, of those who have lost it; then the same of the next other life.
    """

    now: dict[_Life, None] = field(default_factory=dict)
    last: tuple[_Until, _Until] = (_NEVER, _NEVER)

    def lose(self, until: int, life: _Life) -> None:
        """Take in that a life had the id until a landing."""
        self.now.pop(life, None)
        first, second = self.last
        if first[1] is life:
            self.last = max(first, (until, life), key=_place), second
        elif until > first[0]:
            self.last = (until, life), first
        elif until > second[0]:
            self.last = first, (until, life)

    def until(self, other: _Life | None) -> int:
        """Return the latest place at which somebody else than a life lost the id."""
        first, second = self.last
        return second[0] if first[1] is other else first[0]


def _place(until: _Until) -> int:
    return until[0]


class Holders:
    """Remembers lives; their ids are read when somebody asks.

    Args:
        ids: of texts.
        order: the place of each landing in the walk.
        lines: lives before it.
    """

    def __init__(self, ids: TextIds, order: Mapping[int, int], lines: Iterable[list[Step]]) -> None:
        self._ids = ids
        self._order = order
        self._lives = {id(line): _Life(line) for line in lines}
        self._fresh: dict[_Life, None] = dict.fromkeys(self._lives.values())
        self._over: list[tuple[_Life, int]] = []
        self._held: dict[str, _Held] = {}

    def go_on(self, before: list[Step], line: list[Step]) -> None:
        """Take in that a life has a step more; `before` is the list that held it until now."""
        life = self._lives.pop(id(before), None) or _Life(line)
        life.line = line
        self._lives[id(line)] = life
        self._fresh[life] = None

    def end(self, line: list[Step], number: int) -> None:
        """Take in that a life is over with a landing."""
        if (life := self._lives.pop(id(line), None)) is not None:
            self._over.append((life, number))

    def _tell(self) -> None:
        """Take in what is new."""
        fresh, self._fresh = self._fresh, {}
        self._ids.learn((step.path, step.blob) for life in fresh for step in life.line[life.seen :])
        for life in fresh:
            for at in range(life.seen, len(life.line)):
                if at:
                    self._lose(life, at - 1, self._order.get(life.line[at].commit, -1))
                self._held.setdefault(self._id(life, at), _Held()).now[life] = None
            life.seen = len(life.line)
        over, self._over = self._over, []
        for life, number in over:
            if life.line:
                self._lose(life, len(life.line) - 1, self._order[number])

    def _lose(self, life: _Life, at: int, until: int) -> None:
        self._held[self._id(life, at)].lose(until, life)

    def _id(self, life: _Life, at: int) -> str:
        return self._ids.get(life.line[at].blob)

    def have_had(self, id_: str, line: list[Step], number: int, lost: int) -> bool:
        """Say whether another life has had an id since one lost it.

        Args:
            id_: the id.
            line: the life that lost it.
            number: of the landing; who took the id on with it has not had it since.
            lost: the place of the landing with which it was lost.
        """
        self._tell()
        held, own = self._held.get(id_), self._lives.get(id(line))
        if held is None:
            return False
        others = (one for one in held.now if one is not own and one.line[-1].commit != number)
        return any(True for _ in others) or held.until(own) > lost
