"""Records that are rows of a CSV file: measurements, attendance, acknowledgements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "measurement": ("kpi", "period", "value"),
    "attendance": ("date", "training", "person"),
    "acknowledgement": ("date", "person", "document", "version"),
}
"""The columns that a table of each kind must have; the kind is the folder it lies in."""
OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "measurement": ("note",),
    "attendance": ("result", "note"),
    "acknowledgement": ("note",),
}
"""The columns it may have besides."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a table.

    Attributes:
        line: on which it stands, 1-based; the head is line 1.
        fields: text by column.
    """

    line: int
    fields: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return a field, empty where it is absent."""
        return self.fields.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A CSV file below the records folder.

    Attributes:
        kind: the folder it lies in: `measurement`, `attendance` or `acknowledgement`.
    """

    path: str
    kind: str
    rows: tuple[TableRow, ...] = ()

    def place(self, row: TableRow) -> Place:
        """Return where a row stands."""
        return Place(self.path, row.line, 1)
