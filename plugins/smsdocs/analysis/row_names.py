"""Which fields of registers name something else, and what: a table, and who walks along it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.place import Key
    from smsdocs.model.register import Register, Row
    from smsdocs.model.snapshot import Snapshot

PROCESS, SERVICE, SUPPLIER, ANYTHING, OWNED = "process", "service", "supplier", "anything", "owned"

FIELDS: Mapping[str, Mapping[str, str]] = {
    "context": {"answered_by": ANYTHING},
    "customers": {"services": SERVICE},
    "external-documents": {"used_by": ANYTHING},
    "interested-parties": {"answered_by": ANYTHING},
    "kpis": {"process": PROCESS, "services": SERVICE},
    "objectives": {"policy": ANYTHING},
    "obligations": {"services": SERVICE, "answered_by": ANYTHING},
    "record-locations": {"process": PROCESS},
    "risks": {"process": PROCESS, "services": SERVICE},
    "roles": {"owns": OWNED},
    "services": {"depends_on": SERVICE, "processes": PROCESS, "suppliers": SUPPLIER},
    "suppliers": {"process": PROCESS, "services": SERVICE},
}
"""What a field of each kind of register names; in a register of somebody's own it may mean anything else.

Roles, people, KPIs, milestones and agreements have rules of their own.
"""
_NUMBER = re.compile(r"\d+")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,79}")


def find_names(snapshot: Snapshot, what: str) -> Iterator[tuple[Register, Row, Key, str]]:
    """Yield where rows name something of a kind, and its name."""
    for register in snapshot.registers:
        fields = [name for name, named in FIELDS.get(register.kind, {}).items() if named == what]
        for row in register.rows if fields else ():
            for field in fields:
                for key, name in find_entries(row.fields, field):
                    if name:
                        yield register, row, ("rows", row.index, *key), name


@lru_cache(maxsize=4)
def find_ids(snapshot: Snapshot) -> frozenset[str]:
    """Return the id of every document, register, record, row and process of the model."""
    found = {one.head.id for one in snapshot.holders} | {one.head.process for one in snapshot.documents}
    found.update(row.id for register in snapshot.registers for row in register.rows)
    return frozenset(found | set(snapshot.processes)) - {""}


@lru_cache(maxsize=4)
def _find_forms(snapshot: Snapshot) -> frozenset[str]:
    numbered = (one.head.id for one in snapshot.holders if _NUMBER.search(one.head.id))
    return frozenset(_NUMBER.sub("0", one) for one in numbered)


def is_like_an_id(snapshot: Snapshot, words: str) -> bool:
    """Say whether words are formed like a numbered id here, such as REC-TRN-2026-01: what may be text is one then."""
    return bool(_ID.fullmatch(words)) and _NUMBER.sub("0", words) in _find_forms(snapshot)
