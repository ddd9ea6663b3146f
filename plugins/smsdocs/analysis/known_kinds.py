"""Kinds of registers and records that the rules know, and what somebody probably meant by another."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.nearest import find_nearest
from smsdocs.model.table import COLUMNS

if TYPE_CHECKING:
    from smsdocs.model.snapshot import Snapshot

REGISTERS = frozenset({
    "context", "customers", "external-documents", "improvements", "interested-parties", "kpis", "objectives",
    "obligations", "people", "project", "record-locations", "retention", "risks", "roles", "scope", "services",
    "suppliers", "terms", "training",
})  # fmt: skip
RECORDS = frozenset({
    "audit", "audit-programme", "awareness-session", "customer-review", "decision", "major-incident-review",
    "management-review", "nonconformity", "supplier-review", "test", "training",
})  # fmt: skip
_LIKENESS = 0.85
"""From which a kind of one's own is a kind of ours misspelt: `risk` is `risks`, and `rules` are no `roles`."""
_REGISTER = re.compile(r"^register-(?:of-)?|-register$")


@lru_cache(maxsize=4)
def find_own_kinds(snapshot: Snapshot, folder: str) -> frozenset[str]:
    """Return the kinds of `registers` or `records` that the tree describes by a schema of its own."""
    start = f"{snapshot.settings.schema}/{folder}/"
    return frozenset(
        path.removeprefix(start).removesuffix(".json")
        for path in snapshot.paths
        if path.startswith(start) and path.endswith(".json")
    )


def find_meant_register(snapshot: Snapshot, kind: str) -> str | None:
    """Return the kind of register that was probably meant by a kind that no rule knows."""
    if kind in REGISTERS or kind in find_own_kinds(snapshot, "registers"):
        return None
    plain = re.sub(r"[\s_]+", "-", kind.strip().casefold())
    return find_nearest(_REGISTER.sub("", plain) or plain, REGISTERS, likeness=_LIKENESS)


def find_meant_record(snapshot: Snapshot, kind: str) -> str | None:
    """Return the kind of record that was probably meant by a folder that no rule knows."""
    if kind in RECORDS or kind in COLUMNS or kind in find_own_kinds(snapshot, "records"):
        return None
    return find_nearest(re.sub(r"[\s_]+", "-", kind.strip()), RECORDS, likeness=_LIKENESS)
