"""What an audit looks at: the documents and registers of its scope, as they were in the period it looks at."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.claims import find_claims
from smsdocs.analysis.management.common import resolve_clauses
from smsdocs.analysis.management.standings import (
    find_holders,
    find_newest_days,
    find_standings,
    prefetch_standings,
)
from smsdocs.model.clause import ClauseRef
from smsdocs.model.document import Document
from smsdocs.model.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from smsdocs.analysis.management.standings import Audited, Standing
    from smsdocs.model.management import AuditScope, Period
    from smsdocs.model.snapshot import Snapshot

_AT_ONCE = 200
"""Files whose former texts are read in one go."""


class Subject(NamedTuple):
    """Something audited, and what it said of itself while it was: newest first."""

    holder: Audited
    standings: tuple[Standing, ...]


def expand_clauses(snapshot: Snapshot, clauses: Iterable[ClauseRef]) -> set[ClauseRef]:
    """Return clauses with all that stand below them."""
    found: set[ClauseRef] = set()
    waiting = list(clauses)
    while waiting:
        ref = waiting.pop()
        catalog = snapshot.library.catalogs.get(ref.framework)
        if ref not in found and catalog is not None:
            found.add(ref)
            below = catalog.children.get(ref.clause, ())
            waiting.extend(ClauseRef(ref.framework, clause.id) for clause in below)
    return found


def find_processes(snapshot: Snapshot, scope: AuditScope) -> frozenset[str]:
    """Return the processes that a scope names, and those that answer its clauses by the process model."""
    wanted = expand_clauses(snapshot, scope.clauses)
    implied = (
        name
        for name, process in snapshot.processes.items()
        if wanted
        and not wanted.isdisjoint(expand_clauses(snapshot, resolve_clauses(snapshot, process.clauses)))
    )
    return frozenset((*scope.processes, *implied))


@lru_cache(maxsize=128)
def find_audited(snapshot: Snapshot, scope: AuditScope, period: Period) -> tuple[Subject, ...]:
    """Return the documents and registers that a scope covers: that it names, that belonged to one of its processes in
    the period, or that claimed one of its clauses. What was retired before counts where the scope names it.
    """
    return tuple(_Search(snapshot, scope, period).find_subjects())


class _Index(NamedTuple):
    by_path: Mapping[str, Audited]
    by_id: Mapping[str, Audited]
    by_process: Mapping[str, list[Audited]]
    by_clause: Mapping[ClauseRef, list[Audited]]
    days: Mapping[str, date | None]


@lru_cache(maxsize=4)
def _build_index(snapshot: Snapshot) -> _Index:
    holders = find_holders(snapshot).values()
    by_process: dict[str, list[Audited]] = {}
    for one in holders:
        if one.head.process:
            by_process.setdefault(one.head.process, []).append(one)
    by_clause: dict[ClauseRef, list[Audited]] = {}
    for claim in find_claims(snapshot):
        own = claim.counts and not claim.location
        if own and claim.ref is not None and isinstance(claim.holder, Document | Register):
            by_clause.setdefault(claim.ref, []).append(claim.holder)
    return _Index(
        by_path=find_holders(snapshot),
        by_id={one.head.id: one for one in holders if one.head.id},
        by_process=by_process,
        by_clause=by_clause,
        days=find_newest_days(snapshot),
    )


@lru_cache(maxsize=20_000)
def _resolve(snapshot: Snapshot, written: tuple[str, ...]) -> frozenset[ClauseRef]:
    return frozenset(resolve_clauses(snapshot, written))


class _Search:
    """Looks at the present first, and further back only at what has changed since."""

    def __init__(self, snapshot: Snapshot, scope: AuditScope, period: Period) -> None:
        self._snapshot, self._scope, self._period = snapshot, scope, period
        self._named = frozenset(scope.documents)
        self._clauses = expand_clauses(snapshot, scope.clauses)

    def find_subjects(self) -> Iterator[Subject]:
        candidates = list(self._find_candidates())
        for at, holder in enumerate(candidates):
            if at % _AT_ONCE == 0:
                prefetch_standings(self._snapshot, candidates[at : at + _AT_ONCE], self._period.end)
            named = holder.head.id in self._named
            standings = tuple(
                one
                for one in find_standings(self._snapshot, holder, self._period, named=named)
                if self._covers(one)
            )
            if standings:
                yield Subject(holder, standings)

    def _find_candidates(self) -> Iterable[Audited]:
        """Return what may be covered: what is by its present text, and all that changed after the period."""
        index = _build_index(self._snapshot)
        found: dict[str, Audited] = {}
        for name in self._scope.documents:
            if (one := index.by_id.get(name)) is not None:
                found[one.path] = one
        for process in self._scope.processes:
            found.update((one.path, one) for one in index.by_process.get(process, ()))
        for ref in sorted(self._clauses):
            found.update((one.path, one) for one in index.by_clause.get(ref, ()))
        if self._named or self._scope.processes or self._clauses:
            found.update((one.path, one) for one in self._find_changed(index))
        return found.values()

    def _find_changed(self, index: _Index) -> list[Audited]:
        """Return what changed since the period began: it may have said something else then."""
        start = self._period.start or self._period.end
        if start is not None and start >= self._snapshot.today:
            return []
        return [
            index.by_path[path]
            for path, day in index.days.items()
            if day is None or start is None or day > start
        ]

    def _covers(self, one: Standing) -> bool:
        if one.id in self._named or one.holder.head.id in self._named:
            return True
        if (
            one.status == "retired" and one.span.start is not None
        ):  # what it was before stands in an older text
            return False
        if one.process in self._scope.processes:
            return True
        return not self._clauses.isdisjoint(_resolve(self._snapshot, one.clauses))
