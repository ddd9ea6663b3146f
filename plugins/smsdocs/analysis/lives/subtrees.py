"""Files that a merge took in under another path, as `git subtree add` does: whoever wrote them wrote them elsewhere.

Compared with its first parent, such a merge made them; compared with the other, it only moved them. So what the
commits on that side did is told under the path that the file has since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from smsdocs.analysis.lives.landing import Landings
    from smsdocs.model.log import Entry, Log


class Arrival(NamedTuple):
    """Files of a merge that nobody on one of its other sides is known to have touched.

    Attributes:
        merge: its number.
        parent: the number of the parent that leads to the side.
        side: the commits of the side that came with the merge.
        entries: what the merge did to the files.
    """

    merge: int
    parent: int
    side: frozenset[int]
    entries: tuple[Entry, ...]


def find_arrivals(log: Log, landings: Landings, has_own_root: Callable[[str], bool]) -> Iterator[Arrival]:
    """Yield the files of each merge that may have come from elsewhere, merges inside a branch first.

    Args:
        log: the commits.
        landings: what landed with what.
        has_own_root: says of a commit that the log begins after whether the trunk's first commit does not lead to it.
    """
    foreign = _Foreign(log, frozenset(landings.trunk), has_own_root)
    pending = frozenset(landings.pending)
    groups = [(landing, frozenset(brought)) for landing, brought in landings.brought.items()]
    added: set[str] | None = None
    for landing, group in (*groups, (-1, pending)):
        merges = [number for number in group if len(log.parents[number]) > 1 and number in log.entries]
        if merges and added is None:
            added = {
                entry.path
                for number, entries in log.entries.items()
                if len(log.parents[number]) <= 1
                for entry in entries
                if entry.status in "AR"
            }
        for number in sorted(merges, reverse=True):
            fresh = [
                one for one in log.entries[number] if one.status == "A" and one.path not in (added or ())
            ]
            yield from _find_sides(log, number, group, fresh, foreign)
        if landing >= 0 and landing in log.entries:
            touched = {
                entry.path
                for number in group
                if len(log.parents[number]) <= 1
                for entry in log.entries.get(number, ())
            }
            fresh = [one for one in log.entries[landing] if one.status in "AM" and one.path not in touched]
            yield from _find_sides(log, landing, group, fresh, foreign)


class _Foreign:
    """Says of commits whether they have another root than the trunk."""

    def __init__(self, log: Log, trunk: frozenset[int], has_own_root: Callable[[str], bool]) -> None:
        self._log = log
        self._trunk = trunk
        self._has_own_root = has_own_root

    def __contains__(self, number: object) -> bool:
        waiting, seen = [number], set()
        older: set[str] = set()
        while waiting:
            here = waiting.pop()
            if here in self._trunk:
                return False
            if here in seen or not isinstance(here, int):
                continue
            seen.add(here)
            parents = self._log.parents[here]
            waiting += [one for one in parents if one >= 0]
            if min(parents, default=0) < 0:
                oids = self._log.commit(here).parents
                older.update(oid for oid, one in zip(oids, parents, strict=True) if one < 0)
        return all(map(self._has_own_root, older))


def _find_sides(
    log: Log, merge: int, group: frozenset[int], entries: Sequence[Entry], foreign: _Foreign
) -> Iterator[Arrival]:
    """Yield each side of a merge with the files, as far as it came with the merge.

    A file that was there before comes from a side with a root of its own only. Elsewhere the trunk has renamed it.
    """
    first, *others = log.parents[merge] if entries else (-1,)
    for parent in others:
        if parent not in group:
            continue
        changed = any(one.status != "A" for one in entries) and parent in foreign
        some = tuple(one for one in entries if changed or one.status == "A")
        if some:
            side = _reach(log, parent, group) - _reach(log, first, group)
            yield Arrival(merge, parent, side, some)


def _reach(log: Log, number: int, group: frozenset[int]) -> frozenset[int]:
    """Return a commit of a group and those of the group that lead to it."""
    found: set[int] = set()
    waiting = [number]
    while waiting:
        here = waiting.pop()
        if here in group and here not in found:
            found.add(here)
            waiting.extend(log.parents[here])
    return frozenset(found)


def find_source(entry: Entry, tree: Mapping[str, str], names: Mapping[str, Collection[str]]) -> str:
    """Return where a side has the file of an entry under another path; empty where it has not.

    Args:
        entry: what a merge did to the file.
        tree: objects of the side, by path.
        names: paths of the side by object, or by what else says that it is the same file.
    """
    if entry.path in tree:
        return ""
    return max(
        sorted(names.get(entry.blob, ())), key=lambda path: _count_shared(path, entry.path), default=""
    )


def _count_shared(one: str, other: str) -> int:
    """Return how many parts two paths share at their ends."""
    pairs = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(one.count("/"), other.count("/")) + 1)


def retell(log: Log, side: Iterable[int], moved: Mapping[str, Sequence[str]]) -> None:
    """Tell what commits did under the paths that the files have since.

    Args:
        log: changed in place.
        side: numbers of the commits.
        moved: the paths that a file has since, by the path it had.
    """
    for number in side:
        if any(one.path in moved or one.old_path in moved for one in log.entries.get(number, ())):
            log.entries[number] = [new for one in log.entries[number] for new in _retell(one, moved)]


def _retell(entry: Entry, moved: Mapping[str, Sequence[str]]) -> Iterator[Entry]:
    for path in moved.get(entry.path, (entry.path,)):
        renamed = entry.status == "R"
        old_path = moved.get(entry.old_path, (entry.old_path,))[0] if renamed else path
        yield entry._replace(path=path, old_path=old_path)
