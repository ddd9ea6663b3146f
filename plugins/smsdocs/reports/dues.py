"""What is due for whom: chosen by days, role and person, and told by role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from smsdocs.analysis.management.due import Due
    from smsdocs.model.snapshot import Snapshot

KINDS = {
    "review": "review",
    "action": "action",
    "promise": "measure",
    "effect": "check of effect",
    "audit": "audit",
    "measurement": "measurement",
    "training": "training",
    "sample": "sample of records",
    "milestone": "milestone",
    "customer-review": "customer review",
    "supplier-review": "supplier review",
    "survey": "survey of satisfaction",
    "contract": "contract",
    "risk-review": "risk review",
    "obligation": "check of an obligation",
    "external-document": "check of an external document",
    "management-review": "management review",
    "objective": "objective",
    "test": "test",
}
"""Each kind in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What one role has to do.

    Attributes:
        role: its id; empty for what has no owner.
        title: what the roles register calls it; the id where it does not.
        people: ids of those who hold it today.
    """

    role: str
    title: str
    people: tuple[str, ...]
    dues: tuple[Due, ...]


def choose_dues(
    dues: Iterable[Due], snapshot: Snapshot, days: int, names: Collection[str] = ()
) -> tuple[Due, ...]:
    """Return what is due by the end of some days, overdue included.

    Args:
        dues: everything, by day.
        snapshot: for today, and for who holds which role.
        days: how many from today.
        names: of these roles and people alone; empty for all. What a person has to do is what their roles have to do,
            and their own trainings.
    """
    today = snapshot.today
    last = today + timedelta(days=days) if days < (today.max - today).days else today.max
    held = {
        assignment.role
        for person in snapshot.people
        if person.id in names
        for assignment in person.assignments
        if person.holds(assignment.role, today)
    }
    return tuple(
        one
        for one in dues
        if one.day <= last and (not names or one.owner in names or _is_theirs(one, names, held))
    )


def _is_theirs(one: Due, people: Collection[str], held: Collection[str]) -> bool:
    return one.person in people if one.person else one.owner in held


def group_dues(dues: Iterable[Due], snapshot: Snapshot) -> list[Desk]:
    """Return what is due by role, in the order of the roles register; what has no owner comes last."""
    by_role: dict[str, list[Due]] = {}
    for one in dues:
        by_role.setdefault(one.owner, []).append(one)
    order = {role: place for place, role in enumerate(snapshot.roles)}
    return [
        Desk(
            role=role,
            title=_name_role(snapshot, role),
            people=tuple(sorted({one.id for one in snapshot.people if one.holds(role, snapshot.today)})),
            dues=tuple(by_role[role]),
        )
        for role in sorted(by_role, key=lambda role: (not role, order.get(role, len(order)), role))
    ]


def _name_role(snapshot: Snapshot, role: str) -> str:
    row = snapshot.roles.get(role)
    return (row.text("title") or row.text("name") if row else "") or role


def tell_day(day: date, today: date) -> str:
    """Return how far off a day is: `in 3 days`, `today`, `12 days late`."""
    gap = (day - today).days
    if gap == 0:
        return "today"
    days = f"{abs(gap):,} day{'s' if abs(gap) > 1 else ''}"
    return f"in {days}" if gap > 0 else f"{days} late"
