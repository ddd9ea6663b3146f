"""The JSON contract of `remind`, version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.reports.contracts import dump, head
from smsdocs.reports.dues import group_dues

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsdocs.analysis.management.due import Due
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.contracts import Json


def render_due_json(snapshot: Snapshot, dues: Sequence[Due], days: int) -> str:
    """Return what is due as JSON, by role."""
    owners: list[Json] = [
        {
            "role": desk.role or None,
            "title": desk.title or None,
            "people": list(desk.people),
            "dues": [_due(one, snapshot) for one in desk.dues],
        }
        for desk in group_dues(dues, snapshot)
    ]
    late = sum(one.day < snapshot.today for one in dues)
    return dump(
        {**head(snapshot), "days": days, "summary": {"due": len(dues), "late": late}, "owners": owners}
    )


def _due(one: Due, snapshot: Snapshot) -> Json:
    return {
        "date": one.day.isoformat(),
        "late": one.day < snapshot.today,
        "kind": one.kind,
        "title": one.title,
        "document": one.holder_name,
        "path": one.holder_path,
        "row": one.row or None,
        "person": one.person or None,
    }
