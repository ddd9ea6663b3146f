"""What carries each clause and each item, with its standing and its doubts: one pass over the tree."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smsdocs.analysis.claims import Claim, find_claims
from smsdocs.analysis.soundness import find_doubts
from smsdocs.model.clause import Catalog, ClauseRef, FrameworkId, Item
from smsdocs.model.coverage import Carrier, Doubt, Standing
from smsdocs.model.document import Document, State
from smsdocs.model.duration import add_duration
from smsdocs.model.register import Holder, Record, RecordLocation, Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from smsdocs.model.duration import Duration
    from smsdocs.model.snapshot import Snapshot

LINK_ONLY_ABOVE = 3
"""A document that claims more clauses of a framework than this at document level links them only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """Carriers by clause and by item, and the clauses left out with their reasons."""

    clauses: Mapping[ClauseRef, tuple[Carrier, ...]]
    items: Mapping[tuple[FrameworkId, str], tuple[Carrier, ...]]
    exclusions: Mapping[ClauseRef, str]


@dataclass(slots=True)
class _Share:
    """What one holder says of one clause, before it becomes a carrier."""

    whole: bool = False
    anchors: list[str] = field(default_factory=list)
    provides: list[str] = field(default_factory=list)

    @property
    def claimed(self) -> bool:
        """Whether it names the clause, beyond what its items imply."""
        return self.whole or bool(self.anchors)


def find_carriage(snapshot: Snapshot) -> Carriage:
    """Return what carries every clause and item of the frameworks in scope."""
    collector = _Collector(snapshot)
    for (_, location), (holder, shares) in collector.shares().items():
        collector.add(holder, location, shares)
    if snapshot.basis is not None:
        collector.add_waiting(snapshot.basis)
    return Carriage(
        clauses={ref: tuple(found) for ref, found in collector.clauses.items()},
        items={key: tuple(found) for key, found in collector.items.items()},
        exclusions=dict(_find_exclusions(snapshot)),
    )


class _Collector:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.catalogs = {catalog.id: catalog for catalog in snapshot.catalogs}
        self.clauses: dict[ClauseRef, list[Carrier]] = {}
        self.items: dict[tuple[FrameworkId, str], list[Carrier]] = {}
        self.listed: dict[str, dict[FrameworkId, set[str]]] = {}
        """Clauses that each document lists for itself, headings included, by path and framework."""
        self.locations = {(register.path, row.id): row for register, row in snapshot.locations}

    def shares(self) -> dict[tuple[str, str], tuple[Holder, dict[ClauseRef, _Share]]]:
        """Gather claims and provided items by path and location: a location is apart from its register."""
        found: dict[tuple[str, str], tuple[Holder, dict[ClauseRef, _Share]]] = {}

        def share(holder: Holder, location: str, ref: ClauseRef) -> _Share:
            _, shares = found.setdefault((holder.path, location), (holder, {}))
            return shares.setdefault(ref, _Share())

        for claim in find_claims(self.snapshot):
            self._note_listed(claim)
            if claim.counts and claim.ref is not None and self._bears_requirements(claim.ref):
                mine = share(claim.holder, claim.location, claim.ref)
                if claim.anchor is None:
                    mine.whole = True
                elif claim.anchor not in mine.anchors:
                    mine.anchors.append(claim.anchor)
        for holder, location, item_id in self._provided():
            for item in self._items(item_id):
                mine = share(holder, location, ClauseRef(item[0], item[1].clause))
                if item_id not in mine.provides:
                    mine.provides.append(item_id)
        return found

    def _note_listed(self, claim: Claim) -> None:
        if isinstance(claim.holder, Document) and claim.anchor is None and claim.ref is not None:
            catalog = self.catalogs.get(claim.ref.framework)
            if catalog and claim.ref.clause in catalog.clauses:
                listed = self.listed.setdefault(claim.holder.path, {})
                listed.setdefault(catalog.id, set()).add(claim.ref.clause)

    def _provided(self) -> Iterator[tuple[Holder, str, str]]:
        holders: Iterable[Holder] = (
            *self.snapshot.documents,
            *self.snapshot.registers,
            *self.snapshot.records,
        )
        for holder in holders:
            for item_id in holder.head.provides:
                yield holder, "", item_id
        for register, row in self.snapshot.locations:
            for item_id in row.provides:
                yield register, row.id, item_id

    def _items(self, item_id: str) -> Iterator[tuple[FrameworkId, Item]]:
        for catalog in self.catalogs.values():
            if (item := catalog.items.get(item_id)) is not None and not item.derived:
                yield catalog.id, item

    def _bears_requirements(self, ref: ClauseRef) -> bool:
        catalog = self.catalogs.get(ref.framework)
        clause = catalog.clauses.get(ref.clause) if catalog else None
        return clause is not None and clause.requirements

    def add(self, holder: Holder, location: str, shares: Mapping[ClauseRef, _Share]) -> None:
        """Turn what one holder says into carriers."""
        row = self.locations.get((holder.path, location)) if location else None
        doubts = () if isinstance(holder, Record) else find_doubts(self.snapshot, holder)
        link_only = _find_link_only(self.listed.get(holder.path, {}), shares)
        for ref, share in shares.items():
            plain = Carrier(
                kind=_kind(holder, location),
                name=location or holder.name,
                path=holder.path,
                title=row.name if row else holder.title,
                anchors=tuple(share.anchors),
                doubts=doubts,
                provides=tuple(share.provides),
                record_kind=holder.kind if isinstance(holder, Record) else "",
                day=self._find_day(holder, row),
            )
            plain = self._stand(plain, holder, None)
            provided = [self._of_item(plain, holder, row, item) for item in share.provides]
            for item_id, carrier in zip(share.provides, provided, strict=True):
                self.items.setdefault((ref.framework, item_id), []).append(carrier)
            self.clauses.setdefault(ref, []).append(
                self._of_clause(plain, holder, row, share, provided, link_only.get(ref))
            )

    def add_waiting(self, present: Snapshot) -> None:
        """Add what texts that wait say of clauses that the same document in force says nothing of."""
        collector = _Collector(present)
        shares = collector.shares()
        self.listed = collector.listed
        for (path, location), (holder, waiting) in shares.items():
            if path in present.in_force:
                said = {ref for ref in waiting if any(one.path == path for one in self.clauses.get(ref, ()))}
                self.add(holder, location, {ref: share for ref, share in waiting.items() if ref not in said})

    def _of_item(self, plain: Carrier, holder: Holder, row: RecordLocation | None, item_id: str) -> Carrier:
        period = self._period(item_id)
        doubts = (*plain.doubts, *self._sampling(row, period))
        return self._stand(dataclasses.replace(plain, doubts=doubts), holder, period)

    def _of_clause(
        self,
        plain: Carrier,
        holder: Holder,
        row: RecordLocation | None,
        share: _Share,
        provided: list[Carrier],
        link_only: Doubt | None,
    ) -> Carrier:
        """A claim stands where the whole does, or where an item that it provides does.

        A record whose claim is only implied by what it provides stands no longer than that.
        """
        best = next((one for one in provided if one.sound), None) or next(
            (one for one in provided if one.in_force), None
        )
        if best is not None:
            return best
        if provided and not (isinstance(holder, Record) and share.claimed):
            return provided[0]
        extra = (link_only,) if link_only else ()
        period = self.snapshot.settings.period
        doubts = (*plain.doubts, *self._sampling(row, period), *extra)
        return self._stand(dataclasses.replace(plain, doubts=doubts), holder, period)

    def _period(self, item_id: str) -> Duration:
        return self.snapshot.settings.periods.get(item_id, self.snapshot.settings.period)

    def _stand(self, carrier: Carrier, holder: Holder, period: Duration | None) -> Carrier:
        standing, detail = self._standing(holder, period)
        until = add_duration(carrier.day, period) if carrier.day and period else None
        return dataclasses.replace(carrier, standing=standing, standing_detail=detail, until=until)

    def _find_day(self, holder: Holder, row: RecordLocation | None) -> date | None:
        if row is not None:
            sample = row.last_sample(self.snapshot.today)
            return sample.taken_on if sample else None
        return holder.date if isinstance(holder, Record) else None

    def _standing(self, holder: Holder, period: Duration | None) -> tuple[Standing, str]:
        """Return the standing of a holder, with words where it rests on a day."""
        today = self.snapshot.today
        if not isinstance(holder, Record):
            return Standing(holder.head.state(today).value), ""
        if holder.head.status in {"draft", "in-review", "retired"}:
            return Standing(holder.head.status), ""
        if holder.date is None:
            return Standing.UNDATED, ""
        if holder.date > today:
            return Standing.FUTURE, f"dated {holder.date}, in the future"
        if period is not None and not _within(holder.date, period, today):
            return Standing.OUTDATED, f"dated {holder.date}, outside its period"
        return Standing.IN_FORCE, ""

    def _sampling(self, row: RecordLocation | None, period: Duration) -> tuple[Doubt, ...]:
        if row is None:
            return ()
        sample = row.last_sample(self.snapshot.today)
        if sample is None or sample.taken_on is None:
            return (Doubt(kind="never-sampled", detail="nobody has sampled it yet"),)
        if not _within(sample.taken_on, period, self.snapshot.today):
            detail = f"last sampled on {sample.taken_on}, outside its period"
            return (Doubt(kind="sample-outdated", detail=detail),)
        return ()


def _kind(holder: Holder, location: str) -> str:
    if location:
        return "location"
    if isinstance(holder, Document):
        return "document"
    return "register" if isinstance(holder, Register) else "record"


def _within(day: date, period: Duration, today: date) -> bool:
    return today <= add_duration(day, period)


def _find_link_only(
    listed: Mapping[FrameworkId, set[str]], shares: Mapping[ClauseRef, _Share]
) -> dict[ClauseRef, Doubt]:
    """Return the clauses that a document only lists: focus is evidence, a list of numbers is not."""
    found: dict[ClauseRef, Doubt] = {}
    for ref, share in shares.items():
        count = len(listed.get(ref.framework, ()))
        if share.whole and count > LINK_ONLY_ABOVE and not share.anchors and not share.provides:
            detail = f"it lists {count} clauses, and no section answers this one"
            found[ref] = Doubt(kind="link-only", detail=detail)
    return found


def _find_exclusions(snapshot: Snapshot) -> Iterator[tuple[ClauseRef, str]]:
    """Yield the clauses the scope register leaves out where their framework allows it."""
    reasons = {
        (register.path, exclusion.index): exclusion.reason
        for register in snapshot.registers
        for exclusion in register.exclusions
    }
    catalogs: Mapping[FrameworkId, Catalog] = {catalog.id: catalog for catalog in snapshot.catalogs}
    for register, index, ref in find_exclusion_refs(snapshot):
        catalog = catalogs.get(ref.framework)
        clause = catalog.clauses.get(ref.clause) if catalog else None
        reason = reasons[register.path, index].strip()
        in_force = register.head.state(snapshot.today) is State.IN_FORCE
        if (
            catalog
            and clause
            and clause.requirements
            and catalog.allows_exclusion(clause)
            and reason
            and in_force
        ):
            yield ref, reason


def find_exclusion_refs(snapshot: Snapshot) -> Iterator[tuple[Register, int, ClauseRef]]:
    """Yield every clause that the scope register wants to leave out, whether or not it may."""
    targets: dict[tuple[str, str], ClauseRef] = {
        (claim.holder.path, claim.text): claim.ref
        for claim in find_claims(snapshot)
        if not claim.counts and claim.ref is not None
    }
    for register in snapshot.registers:
        for exclusion in register.exclusions if register.kind == "scope" else ():
            ref = targets.get((register.path, exclusion.clause))
            if ref is not None:
                yield register, exclusion.index, ref
