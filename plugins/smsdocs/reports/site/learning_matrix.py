"""Who has learnt what: a line per training that everybody needs, and lines per person for what a role asks for.

What everybody needs is folded, since a line per person says the same hundreds of times. Roles share the room there is,
and whoever lacks something stands first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from smsdocs.analysis.management.rounds import find_leavers
from smsdocs.analysis.management.training import EVERYBODY
from smsdocs.reports.site.untrusted import clean
from smsdocs.reports.site.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from smsdocs.analysis.management.training import Learning, Need
    from smsdocs.reports.site.desk import Desk

SHOWN = 40
"""Lines of the matrix that the page shows; the list below has all."""
WIDTH, FIELDS = 12, 240
"""Trainings that the matrix has as columns, and fields it may fill."""
FOLDED, NAMED = 20, 12
"""Trainings for everybody that have a line, and people that one names of each kind."""
LABEL = 36
"""Characters of a training's title above a column."""
HOLDS = Word("✔", "held", "good")
ENDS = Word("◷", "ends soon", "fair")
OVER = Word("✘", "overdue", "bad")
NEVER = Word("✘", "never", "bad")
_BAD = (NEVER, OVER)
_RANK = (NEVER, OVER, ENDS, HOLDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a person stands with a training, in words."""

    learning: Learning
    word: Word

    @property
    def label(self) -> str:
        """The training, short."""
        return clean(self.learning.need.title, LABEL)

    @property
    def until(self) -> str:
        """Until when it holds, or since when it does not."""
        one = self.learning
        return "" if one.last is None else str(one.until or "for good")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """People who lack a training in the same way: the first of them, and how many there are besides."""

    word: Word
    people: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A training that whoever holds a role needs.

    Attributes:
        word: the worst there is.
        held: how many hold it.
        wanted: how many need it.
        soon: how many of those who hold it lose it soon.
    """

    need: Need
    word: Word
    held: int
    wanted: int
    soon: int
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A person in a role, and where they stand with each training, in the order of the columns."""

    person: str
    standings: tuple[Standing | None, ...]

    @property
    def rank(self) -> tuple[int, str]:
        """The worst first, then by name."""
        return min(_RANK.index(one.word) for one in self.standings if one), self.person

    @property
    def lacks(self) -> bool:
        """Whether something is overdue or was never learnt."""
        return any(one is not None and one.word in _BAD for one in self.standings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Who holds a role today.

    Attributes:
        left: lines that the page has no room for.
        lacking: how many of those lack something.
    """

    role: str
    lines: tuple[Line, ...]
    left: int = 0
    lacking: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """What the page shows, and what it leaves out.

    Attributes:
        columns: trainings that roles ask for.
        unasked: trainings of roles that nobody holds.
        hidden: trainings for which there is no column or line.
        skipped: roles of which no line is shown.
        left: lines that are not shown.
        lacking: how many of those lack something.
    """

    shared: tuple[Shared, ...]
    columns: tuple[Need, ...]
    groups: tuple[Group, ...]
    unasked: tuple[str, ...] = ()
    hidden: int = 0
    skipped: int = 0
    left: int = 0
    lacking: int = 0


def build_matrix(desk: Desk, needs: Sequence[Need], standings: Iterable[Standing]) -> Matrix:
    """Return the matrix of all trainings."""
    by_need: dict[str, dict[str, Standing]] = {need.id: {} for need in needs}
    for one in standings:
        by_need.setdefault(one.learning.need.id, {})[one.learning.person.id] = one
    known = [need for need in needs if by_need[need.id]]
    everybody = [need for need in known if EVERYBODY in need.roles]
    special = [need for need in known if EVERYBODY not in need.roles]
    columns = special[:WIDTH]
    groups = list(_build_groups(desk, columns, by_need))
    cut = [_cut(group, count) for group, count in zip(groups, _share(groups), strict=True)]
    return Matrix(
        shared=tuple(_fold(need, by_need[need.id].values()) for need in everybody[:FOLDED]),
        columns=tuple(columns),
        groups=tuple(one for one in cut if one.lines),
        unasked=tuple(clean(need.title, LABEL) for need in needs if not by_need[need.id]),
        hidden=max(0, len(everybody) - FOLDED) + len(special) - len(columns),
        skipped=sum(not one.lines for one in cut),
        left=sum(one.left for one in cut),
        lacking=sum(one.lacking for one in cut),
    )


def _fold(need: Need, standings: Iterable[Standing]) -> Shared:
    """Return a training that everybody needs as one line."""
    people: dict[Word, list[str]] = {}
    for one in standings:
        people.setdefault(one.word, []).append(one.learning.person.id)
    count = {word: len(people.get(word, ())) for word in _RANK}
    return Shared(
        need=need,
        word=next(word for word in _RANK if count[word]),
        held=count[HOLDS] + count[ENDS],
        wanted=sum(count.values()),
        soon=count[ENDS],
        lacking=tuple(
            Lacking(word=word, people=tuple(some[:NAMED]), more=max(0, len(some) - NAMED))
            for word in _BAD
            if (some := sorted(people.get(word, ())))
        ),
    )


def _build_groups(
    desk: Desk, columns: Sequence[Need], by_need: Mapping[str, Mapping[str, Standing]]
) -> Iterator[Group]:
    """Yield each role that a training asks for, with who holds it; whoever lacks something stands first."""
    leavers = find_leavers(desk.snapshot)
    people = desk.relations.people
    for role in dict.fromkeys((*desk.roles, *people)):
        lines = []
        for person in sorted({one.id for one in people.get(role, ())} - leavers):
            found = tuple(by_need[need.id].get(person) if role in need.roles else None for need in columns)
            if any(found):
                lines.append(Line(person=person, standings=found))
        if lines:
            yield Group(role=role, lines=tuple(sorted(lines, key=lambda one: one.rank)))


def _share(groups: Sequence[Group]) -> list[int]:
    """Return how many lines of each group there is room for: by turns, those that lack something before all others."""
    counts = [0] * len(groups)
    lines, fields = SHOWN, FIELDS
    for lacks in (True, False):
        wanted = (
            [(index, one) for one in group.lines if one.lacks is lacks] for index, group in enumerate(groups)
        )
        for turn in zip_longest(*wanted):
            for index, line in filter(None, turn):
                filled = sum(one is not None for one in line.standings)
                if lines < 1 or fields < filled:
                    return counts
                counts[index], lines, fields = counts[index] + 1, lines - 1, fields - filled
    return counts


def _cut(group: Group, count: int) -> Group:
    left = group.lines[count:]
    return Group(
        role=group.role, lines=group.lines[:count], left=len(left), lacking=sum(one.lacks for one in left)
    )
