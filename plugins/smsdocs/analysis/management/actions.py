"""Everything somebody has to do by a day, wherever it stands: records, improvements, risks, milestones."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import build_actions, find_rows, read_deed
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import number
from smsdocs.model.management import Action, Milestone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.snapshot import Snapshot

_CLOSED = frozenset({"done", "closed", "declined", "accepted", "met", "missed", "dropped"})
"""States of improvements and risks in which nothing is left to do."""


@lru_cache(maxsize=4)
def find_actions(snapshot: Snapshot) -> tuple[Action, ...]:
    """Return the actions of all records, by path; decisions with a day are actions too."""
    found: list[Action] = []
    for record in snapshot.records:
        if record.head.status not in {"draft", "in-review", "retired"}:
            for name in ("actions", "decisions"):
                actions = build_actions(record, record.fields, name, today=snapshot.today)
                found += (one for one in actions if one.due or name == "actions")
    return tuple(found)


@lru_cache(maxsize=4)
def find_promises(snapshot: Snapshot) -> tuple[Action, ...]:
    """Return what registers promise by a day: treatments of risks, improvements, and what is done of them."""
    return tuple(_find_promises(snapshot))


def _find_promises(snapshot: Snapshot) -> Iterator[Action]:
    for kind, what in (("risks", "action"), ("improvements", "title")):
        for _, row, at in find_rows(snapshot, kind):
            due = parse_date(row.fields.get("due"))
            closed = row.text("state").casefold() in _CLOSED or row.text("decision") == "declined"
            if row.text(what):
                yield Action(
                    at=at,
                    id=row.id,
                    what=row.text(what),
                    owner=row.text("owner"),
                    due=due,
                    done=None,
                    closed=closed,
                    result=row.text("result"),
                )


@lru_cache(maxsize=4)
def find_milestones(snapshot: Snapshot) -> tuple[Milestone, ...]:
    """Return the milestones of the project registers, in their order."""
    return tuple(
        Milestone(
            at=at,
            id=row.id,
            title=row.text("title") or row.id,
            step=row.text("step"),
            owner=row.text("owner"),
            begin=parse_date(row.fields.get("begin")),
            due=parse_date(row.fields.get("due")),
            done=read_deed(row.fields, "done", snapshot.today),
            after=row.texts("after"),
            effort=number(row.fields, "effort"),
            budget=number(row.fields, "budget"),
            note=row.text("note"),
        )
        for _, row, at in find_rows(snapshot, "project")
    )
