"""Roles: a list, and a page per role with everything it owns, approves and takes part in."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.reports.site.addresses import ROLES, role_page
from smsdocs.reports.site.cells import build_cell
from smsdocs.reports.site.duties import find_readings, find_tasks
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.words import title_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.register import Holder
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

SHOWN = 40
"""Tasks and documents of each kind that the page of a role names; the lists have them all."""
_TOLD = frozenset({"id", "title", "name", "purpose", "responsibilities"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A role in the list."""

    id: str
    title: str
    purpose: str
    people: tuple[str, ...]
    register: bool
    owns: int
    approves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What a role is named for in one part: the first of it, and how much more."""

    title: str
    part: str
    holders: tuple[Holder, ...]
    more: int


def build_roles(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the list of roles and a page per role."""
    entries = [_line(desk, role, title) for role, title in desk.roles.items()]
    yield desk.page(ROLES, "Roles", "roles.jinja", section="Roles", entries=entries)
    for entry in entries:
        yield from build_list(
            desk, _build_role(desk, entry), "Each document names the roles that take part in it."
        )


def _line(desk: Desk, role: str, title: str) -> RoleLine:
    row = desk.snapshot.roles.get(role)
    uses = desk.relations.uses.get(role, ())
    return RoleLine(
        id=role,
        title=title,
        purpose=row.text("purpose") or row.text("description") if row else "",
        people=tuple(person.name or person.id for person in desk.relations.people.get(role, ())),
        register=bool(desk.snapshot.people),
        owns=sum(1 for use in uses if use.part == "owner"),
        approves=sum(1 for use in uses if use.part == "approver"),
    )


def _build_role(desk: Desk, line: RoleLine) -> GeneratedPage:
    row = desk.snapshot.roles.get(line.id)
    fields = row.fields.items() if row else ()
    register = desk.snapshot.register_of("roles")
    tasks = find_tasks(desk, line.id)
    page = desk.page(
        role_page(line.id),
        line.title,
        "role.jinja",
        id=line.id,
        role=line.title,
        purpose=line.purpose,
        has_people=line.register,
        people=line.people,
        facts=[
            (title_case(name).lower(), build_cell(desk, name, value))
            for name, value in fields
            if name not in _TOLD
        ],
        duties=build_cell(desk, "responsibilities", row.fields["responsibilities"])
        if row and row.fields.get("responsibilities")
        else None,
        tasks=tasks[:SHOWN],
        more_tasks=max(0, len(tasks) - SHOWN),
        shown=SHOWN,
        readings=find_readings(desk, line.id),
        groups=[_used(desk, line.id, "owner", "Owns"), _used(desk, line.id, "approver", "Approves")],
    )
    return dataclasses.replace(page, source=register.path if register else "")


def _used(desk: Desk, role: str, part: str, title: str) -> Group:
    found = [use.holder for use in desk.relations.uses.get(role, ()) if use.part == part]
    return Group(title=title, part=part, holders=tuple(found[:SHOWN]), more=max(0, len(found) - SHOWN))
