"""Coverage: the truth table of the manual's page on coverage, clause by clause.

Completeness first, soundness second: gap, partial, weak, covered; excluded beside them. A link is not
coverage, and every status says why it is what it is. The cost is one pass over the carriers and one over
the clauses, never their product.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.carriers import Carriage, find_carriage
from smsdocs.analysis.soundness import find_doubts
from smsdocs.model.clause import Catalog, Clause, ClauseRef, Derived, Item, Required
from smsdocs.model.coverage import (
    Carrier,
    ClauseCoverage,
    FrameworkCoverage,
    ItemCoverage,
    Status,
)
from smsdocs.model.document import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from smsdocs.model.snapshot import Snapshot


@lru_cache(maxsize=4)
def build_coverage(snapshot: Snapshot) -> tuple[FrameworkCoverage, ...]:
    """Return the coverage of every framework in scope, the default first, by the texts that are in force."""
    snapshot = snapshot.text_in_force
    carriage = find_carriage(snapshot)
    return tuple(_cover_framework(snapshot, catalog, carriage) for catalog in snapshot.catalogs)


def _cover_framework(snapshot: Snapshot, catalog: Catalog, carriage: Carriage) -> FrameworkCoverage:
    provided = {
        item.id: _cover_item(item, catalog, carriage) for item in catalog.items.values() if not item.derived
    }
    for item in catalog.items.values():
        if item.derived:
            provided[item.id] = _derive(item, snapshot, provided)
    clauses = {
        clause.id: _cover_clause(
            catalog, clause, carriage, tuple(provided[item.id] for item in clause.expects)
        )
        for clause in catalog.requirement_clauses()
    }
    return FrameworkCoverage(
        catalog=catalog,
        clauses=clauses,
        totals=_count(clauses.values()),
        headings=_roll_up(catalog, clauses),
    )


def _cover_item(item: Item, catalog: Catalog, carriage: Carriage) -> ItemCoverage:
    carriers = carriage.items.get((catalog.id, item.id), ())
    if any(carrier.in_force for carrier in carriers):
        return ItemCoverage(item=item, carriers=carriers, complete=True)
    if carriers:
        return ItemCoverage(
            item=item, carriers=carriers, complete=False, reason=f"only {_name_all(carriers)}"
        )
    return ItemCoverage(item=item, carriers=(), complete=False, reason="nothing provides it")


def _derive(item: Item, snapshot: Snapshot, provided: Mapping[str, ItemCoverage]) -> ItemCoverage:
    """Compute an item that nobody provides by name."""
    if item.derived is Derived.PROCESSES:
        return _derive_processes(item, snapshot)
    if item.derived is Derived.PROCEDURES:
        parts = [one for one in provided.values() if one.item.procedure]
        what = "procedures that the standard requires"
    else:
        parts = [
            one
            for one in provided.values()
            if one.item.kind == "record" and one.item.required is Required.EXPLICIT and not one.item.derived
        ]
        what = "kinds of record that the standard asks for"
    missing = [one.item.id for one in parts if not one.complete]
    carriers = _keep_soundest(carrier for one in parts for carrier in one.carriers)
    reason = f"{len(parts) - len(missing)} of {len(parts)} {what} are provided" if missing else ""
    return ItemCoverage(item=item, carriers=carriers, complete=bool(parts) and not missing, reason=reason)


def _keep_soundest(carriers: Iterable[Carrier]) -> tuple[Carrier, ...]:
    """Return each carrier once, in order: one name may stand for a register and for a row of another."""
    found: dict[tuple[str, str, str], Carrier] = {}
    for one in carriers:
        key = (one.kind, one.path, one.name)
        other = found.setdefault(key, one)
        if (one.sound, one.in_force) > (other.sound, other.in_force):
            found[key] = one
    return tuple(found.values())


def _derive_processes(item: Item, snapshot: Snapshot) -> ItemCoverage:
    """The processes of the SMS are described where each one that documents in force refer to has a description."""
    in_force = [
        document for document in snapshot.documents if document.head.state(snapshot.today) is State.IN_FORCE
    ]
    described = {document.head.process: document for document in in_force if document.head.type == "process"}
    named = {document.head.process for document in in_force if document.head.process}
    named.update(interface.process for document in in_force for interface in document.interfaces)
    missing = sorted(named - described.keys())
    carriers = tuple(
        Carrier(
            kind="document",
            name=document.name,
            path=document.path,
            title=document.title,
            doubts=find_doubts(snapshot, document),
        )
        for document in described.values()
    )
    reason = f"{len(named) - len(missing)} of {len(named)} processes that documents refer to are described"
    if missing:
        reason += f"; missing: {_some(missing)}"
    complete = bool(described) and not missing
    return ItemCoverage(item=item, carriers=carriers, complete=complete, reason="" if complete else reason)


def _cover_clause(
    catalog: Catalog, clause: Clause, carriage: Carriage, items: tuple[ItemCoverage, ...]
) -> ClauseCoverage:
    ref = ClauseRef(catalog.id, clause.id)
    carriers = carriage.clauses.get(ref, ())
    if (reason := carriage.exclusions.get(ref)) is not None:
        # what is computed claims nothing, so it does not contradict the exclusion
        return ClauseCoverage(
            ref=ref,
            clause=clause,
            status=Status.EXCLUDED,
            reasons=(f"excluded: {reason}",),
            carriers=carriers,
            items=items,
        )
    carriers += _find_derived_carriers(items)
    if not carriers:
        status, reasons = Status.GAP, ["nothing claims this clause or provides one of its items"]
    else:
        status, reasons = _judge(carriers, items)
    return ClauseCoverage(
        ref=ref, clause=clause, status=status, reasons=tuple(reasons), carriers=carriers, items=items
    )


def _find_derived_carriers(items: Sequence[ItemCoverage]) -> tuple[Carrier, ...]:
    """What provides a derived item provides one of the clause's items, so the clause is no gap."""
    return _keep_soundest(carrier for one in items if one.item.derived for carrier in one.carriers)


def _judge(carriers: Sequence[Carrier], items: Sequence[ItemCoverage]) -> tuple[Status, list[str]]:
    explicit = [one for one in items if one.item.required is Required.EXPLICIT]
    standing = [carrier for carrier in carriers if carrier.in_force]
    reasons = [] if standing else [f"claimed only by {_name_all(carriers)}"]
    reasons += [f"{one.item.id} ({one.item.name}): {one.reason}" for one in explicit if not one.complete]
    if reasons:
        return Status.PARTIAL, reasons
    if not any(carrier.sound for carrier in standing):
        reasons.append(f"every carrier is doubtful: {_doubts(standing)}")
    for one in explicit:
        carried = [carrier for carrier in one.carriers if carrier.in_force]
        if not any(carrier.sound for carrier in carried):
            reasons.append(f"{one.item.id} ({one.item.name}): every carrier is doubtful: {_doubts(carried)}")
    if reasons:
        return Status.WEAK, reasons
    sound = [carrier for carrier in standing if carrier.sound]
    return Status.COVERED, [f"carried by {_name_all(sound)}"]


def _name_all(carriers: Sequence[Carrier]) -> str:
    names = dict.fromkeys(
        carrier.name if carrier.in_force else f"{carrier.name} ({carrier.standing_words})"
        for carrier in carriers
    )
    return _some(list(names))


def _doubts(carriers: Iterable[Carrier]) -> str:
    return _some(
        [f"{carrier.name} ({'; '.join(doubt.detail for doubt in carrier.doubts)})" for carrier in carriers], 3
    )


def _some(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _count(clauses: Iterable[ClauseCoverage]) -> dict[Status, int]:
    totals = dict.fromkeys(Status, 0)
    for clause in clauses:
        totals[clause.status] += 1
    return totals


def _roll_up(catalog: Catalog, clauses: Mapping[str, ClauseCoverage]) -> dict[str, dict[Status, int]]:
    """Count the clauses below each heading, each once per heading above it."""
    found = {
        clause.id: dict.fromkeys(Status, 0)
        for clause in catalog.clauses.values()
        if catalog.children.get(clause.id)
    }
    for number, coverage in clauses.items():
        seen = {number}
        above = catalog.clauses[number].parent
        while above is not None and above in found and above not in seen:
            found[above][coverage.status] += 1
            seen.add(above)
            above = catalog.clauses[above].parent
    return found
