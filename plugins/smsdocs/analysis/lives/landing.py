"""Which commits landed with which: the first-parent line of the published branch, and what each merge brought."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from smsdocs.model.log import Log

_PULLED = re.compile(
    r"Merge (?:branch '([^']+)' of \S+|remote-tracking branch '[^'/]+/([^']+)')(?: into (\S+))?"
)
"""What git itself writes when `git pull` merges: without `into`, or into the branch of the same name."""
_UPDATED = re.compile(
    r"Merge (?:branch '([^']+)'(?: of \S+)?|remote-tracking branch '[^'/]+/([^']+)') into (\S+)"
)
"""What git and forges write when a branch is brought up to date from another, here or elsewhere."""
_DAY = 86_400
_TRUNKS = ("main", "master", "trunk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Landings:
    """The commits of a log, by what they landed with. Numbers are those of the log.

    Attributes:
        trunk: the first-parent line of the published branch, oldest first.
        brought: for each merge on it, the commits it brought in, oldest first.
        pending: commits that have not landed, oldest first.
    """

    trunk: tuple[int, ...]
    brought: dict[int, tuple[int, ...]]
    pending: tuple[int, ...]


def build_landings(log: Log, base: str | None) -> Landings:
    """Assign every commit to the landing that first contained it.

    Args:
        log: everything that leads to the tip.
        base: the newest commit of the published branch that the tip holds; None where it holds none.
    """
    trunk = _find_trunk(log, base)
    seen = bytearray(len(log.oids))
    for number in trunk:
        seen[number] = 1
    brought: dict[int, tuple[int, ...]] = {}
    for number in trunk:
        if len(log.parents[number]) > 1:
            found = _collect(log, number, seen)
            if found:
                brought[number] = tuple(sorted(found, reverse=True))
    pending = tuple(number for number in range(len(log.oids) - 1, -1, -1) if not seen[number])
    return Landings(trunk=trunk, brought=brought, pending=pending)


def _find_trunk(log: Log, base: str | None) -> tuple[int, ...]:
    line: list[int] = []
    number = log.numbers.get(base, -1) if base else -1
    while number >= 0:
        line.append(number)
        number = next(iter(log.parents[number]), -1)
    return tuple(reversed(line))


def _collect(log: Log, merge: int, seen: bytearray) -> list[int]:
    """Return what a merge brought: its ancestors that nothing before it held."""
    found: list[int] = []
    waiting = list(log.parents[merge])
    while waiting:
        number = waiting.pop()
        if number >= 0 and not seen[number]:
            seen[number] = 1
            found.append(number)
            waiting.extend(log.parents[number])
    return found


def find_foxtrots(log: Log, landings: Landings, branch: str) -> Iterator[int]:
    """Yield merges on the line to the tip that swapped the trunk for what was pulled into it, newest first.

    `git pull` on a trunk with commits of its own makes the pulled trunk the second parent, and a push then makes
    that the published line: what had landed before seems to have landed with the merge. So does a trunk that is moved
    forward to a branch which was updated from it. Git tells by the words it writes itself; elsewhere than on a trunk
    that is known, a merge of the trunk *into* another branch is how that is kept up to date.
    """
    names = {branch} if branch else set(_TRUNKS)
    trunk = frozenset(landings.trunk)
    line = [*_find_trunk(log, log.oids[0]), *landings.trunk] if log.oids else []
    for number in dict.fromkeys(reversed(line)):
        if len(log.parents[number]) > 1:
            subject = log.subject(number)
            pulled = _PULLED.fullmatch(subject)
            name = pulled and (pulled[1] or pulled[2])
            updated = _UPDATED.fullmatch(subject) if branch and number in trunk else None
            if (pulled and name in names and pulled[3] in {None, name}) or (
                updated and (updated[1] or updated[2]) == branch != updated[3]
            ):
                yield number


def find_backward_clocks(log: Log, landings: Landings, latest: int) -> tuple[list[int], int]:
    """Return landings whose committer's clock lies more than a day before one they build on, oldest first.

    Git proves order: such a commit was made later than it says. With them comes the latest time of all.

    Args:
        log: the commits.
        landings: each builds on those before it, and on what it brought.
        latest: the latest time before them, in epoch seconds.
    """
    found = []
    for number in landings.trunk:
        time = log.committed(number)
        brought = landings.brought.get(number, ())
        latest = max([latest, *(log.committed(one) for one in brought if one != number)])
        if time < latest - _DAY:
            found.append(number)
        latest = max(latest, time)
    return found, latest


def find_backward_pending(
    log: Log, numbers: Iterable[int], read_times: Callable[[Iterable[str]], Mapping[str, int]]
) -> list[int]:
    """Return those of some commits that have not landed whose clock lies more than a day before one they build on.

    A branch does not build on what landed beside it, so each is held against what leads to it alone.

    Args:
        log: the commits.
        numbers: all that have not landed, oldest first.
        read_times: returns the times of commits that the log does not hold, by id.
    """
    pending = list(numbers)
    parents = {number: log.commit(number).parents for number in pending}
    times = read_times({oid for oids in parents.values() for oid in oids if oid not in log.numbers})
    latest: dict[str, int] = {}

    def look(oid: str) -> int:
        number = log.numbers.get(oid)
        return latest.get(oid) or (times.get(oid, 0) if number is None else log.committed(number))

    found = []
    for number in pending:
        before, time = max(map(look, parents[number]), default=0), log.committed(number)
        if time < before - _DAY:
            found.append(number)
        latest[log.oids[number]] = max(before, time)
    return found
