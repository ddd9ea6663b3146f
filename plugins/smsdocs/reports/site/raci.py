"""Who is accountable, responsible, consulted and informed, process by process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.reports.site.addresses import RACI
from smsdocs.reports.site.rows import build_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.document import Document, Responsibilities
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

LETTERS: Mapping[str, str] = {"accountable": "A", "responsible": "R", "consulted": "C", "informed": "I"}
FIELDS = 4_000
"""Fields of a matrix that people can still read; past it each process is told in words."""
IDLE = 60
"""Roles without a part that the page names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A process: its letters by role, and its roles by part."""

    process: str
    document: Document
    letters: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]


def build_raci(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where no process in force gives a role a part."""
    lines = list(_find_lines(desk))
    if not any(line.letters for line in lines):
        return
    roles = _find_roles(desk, lines)
    idle = [role for role in desk.snapshot.roles if role not in set(roles)]
    page = desk.list_page(
        RACI,
        "Responsibilities",
        "raci.jinja",
        section="Responsibilities",
        lines=lines,
        roles=roles,
        matrix=len(lines) * len(roles) <= FIELDS,
        letters=LETTERS,
        idle=idle[:IDLE],
        idle_more=max(0, len(idle) - IDLE),
    )
    yield from build_list(desk, page, "Each process names its roles.")


def _find_lines(desk: Desk) -> Iterator[Line]:
    """Yield the processes whose text is in force, in the order of the model, then by name."""
    rank = {process: index for index, process in enumerate(desk.snapshot.processes)}
    for process in sorted(
        desk.processes, key=lambda one: (rank.get(one, len(rank)), desk.process_name(one).casefold())
    ):
        document = desk.processes[process]
        former = desk.snapshot.in_force.get(document.path)
        if not former and not desk.in_force(document):
            continue
        roles = former.document.roles if former else document.roles
        parts = {part: tuple(dict.fromkeys(named)) for part, named in roles.letters().items()}
        yield Line(process=process, document=document, letters=_build_letters(roles), parts=parts)


def _build_letters(roles: Responsibilities) -> dict[str, str]:
    """Return the letters of each role; who has two parts has two letters."""
    found: dict[str, str] = {}
    for part, named in roles.letters().items():
        for role in dict.fromkeys(named):
            found[role] = found.get(role, "") + LETTERS[part]
    return found


def _find_roles(desk: Desk, lines: list[Line]) -> list[str]:
    """Return the roles that have a letter: in the order of the register, then those it does not know."""
    used = {role: None for line in lines for role in line.letters}
    known = [role for role in desk.snapshot.roles if role in used]
    return known + sorted(used.keys() - set(known))
