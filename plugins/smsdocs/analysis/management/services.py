"""Services as the services register and the scope register tell them, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import find_rows
from smsdocs.model.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smsdocs.model.management import At
    from smsdocs.model.register import Row
    from smsdocs.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row about a service, and where it stands.

    Attributes:
        begin: name of the field that says since when it is in scope.
        end: name of the field that says until when.
    """

    at: At
    row: Row
    begin: str
    end: str

    @property
    def since(self) -> date | None:
        """The first day in scope."""
        return parse_date(self.row.fields.get(self.begin))

    @property
    def until(self) -> date | None:
        """The last day in scope."""
        return parse_date(self.row.fields.get(self.end))


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What both registers say of a service.

    Attributes:
        entry: its row of the services register; None where only the scope register has it.
        scope: its row of the scope register; None where only the services register has it.
    """

    id: str
    entry: Entry | None = None
    scope: Entry | None = None

    @property
    def since(self) -> date | None:
        """The first day in scope, by the scope register if that says one."""
        return next((one.since for one in (self.scope, self.entry) if one and one.since), None)

    @property
    def until(self) -> date | None:
        """The last day in scope, by the scope register if that says one."""
        return next((one.until for one in (self.scope, self.entry) if one and one.until), None)

    def state(self, today: date) -> str:
        """Return `in`, `later` or `out`: the word of the scope register, else what the days say; empty if unknown."""
        if self.scope is not None:
            return self.scope.row.text("state")
        if self.until is not None and self.until < today:
            return "out"
        if self.since is None:
            return ""
        return "later" if self.since > today else "in"


@lru_cache(maxsize=4)
def find_services(snapshot: Snapshot) -> Mapping[str, Service]:
    """Return every service of the services register and of the scope register by its id."""
    entries: dict[str, Entry] = {}
    scopes: dict[str, Entry] = {}
    for _, row, at in find_rows(snapshot, "services"):
        if row.id:
            entry = Entry(at=at, row=row, begin="in_scope_since", end="in_scope_until")
            entries.setdefault(row.id, entry)
    for _, row, at in find_rows(snapshot, "scope"):
        if row.id and row.text("kind") == "service":
            scopes.setdefault(row.id, Entry(at=at, row=row, begin="since", end="until"))
    return {
        name: Service(id=name, entry=entries.get(name), scope=scopes.get(name))
        for name in {**entries, **scopes}
    }
