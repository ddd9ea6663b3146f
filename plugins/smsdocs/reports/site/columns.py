"""The columns of a register: what stands in the table, what is folded below the name, and what rows are chosen by.

A register may have twenty fields. What fits into a window is shown; the rest is one click away, and on paper in full.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.reports.site.words import plural, title_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from smsdocs.reports.site.cells import Cell

NAMES = ("title", "name", "term")
"""Fields that name a row, best first."""
FIRST = (
    "owner", "state", "status", "level", "due", "kind", "type", "decision", "score", "criticality", "target", "held_by",
    "assignments", "purpose", "description", "definition", "system", "location", "retention",
)  # fmt: skip
"""Fields that are shown before others where there is not room for all."""
ADDITIVE = frozenset({"amount", "cost", "costs", "budget", "effort", "hours", "days", "quantity", "seats"})
"""Fields whose sum says something; that of likelihoods says nothing."""
WIDTH, PADDING, NAME, WIDEST, NARROWEST = 124, 4, 30, 30, 8
"""Characters a table has room for, what a column takes besides, and the bounds of one; by eye at 1280 pixels."""
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
CHOICES, WORDY = 12, 40
"""Values a field has at most, and their characters, where rows are chosen by it."""
COUNTED = 6
"""Values a field has at most where the total line counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A field of a register.

    Attributes:
        choice: whether rows are chosen by its values.
        number: whether its values are numbers.
    """

    name: str
    choice: bool = False
    number: bool = False

    @property
    def title(self) -> str:
        """What stands in the head of the table."""
        return title_case(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the fields of a register stand.

    Attributes:
        name: the field that names a row; empty where there is none but the id.
        shown: columns of the table, in the order of the file.
        folded: fields below the name, in the order of the file.
    """

    name: str
    shown: tuple[Column, ...]
    folded: tuple[Column, ...]


def build_layout(rows: Sequence[Mapping[str, Cell]], fields: Iterable[str]) -> Layout:
    """Return where fields stand: those with short values first, then the long ones, while there is room."""
    names = [name for name in fields if name != "id"]
    name = next((one for one in NAMES if one in names), "")
    others = [one for one in names if one != name]
    widths = {one: _measure(row[one] for row in rows if one in row) for one in others}
    ranks = {
        one: (0, FIRST.index(one)) if one in FIRST else (1 + (widths[one] > WIDEST), at)
        for at, one in enumerate(others)
    }
    left = WIDTH - NAME
    chosen = set()
    for one in sorted(others, key=ranks.__getitem__):
        width = max(min(widths[one], WIDEST), min(len(one), NARROWEST)) + PADDING
        if width <= left:
            chosen.add(one)
            left -= width
    columns = {one: _build_column(one, rows) for one in others}
    return Layout(
        name=name,
        shown=tuple(columns[one] for one in others if one in chosen),
        folded=tuple(columns[one] for one in others if one not in chosen),
    )


def _measure(cells: Iterable[Cell]) -> int:
    """Return how many characters wide a column wants to be: that of a list is as wide as one of its entries."""
    return max((max(len(text) for text in find_texts(cell)) for cell in cells), default=0)


def find_texts(cell: Cell) -> list[str]:
    """Return every text of a cell, each entry of a list for itself."""
    if cell.pairs:
        return [", ".join(text for _, part in cell.pairs for text in find_texts(part))]
    return [text for part in cell.items for text in find_texts(part)] or [cell.text]


def _build_column(name: str, rows: Sequence[Mapping[str, Cell]]) -> Column:
    cells = [row[name] for row in rows if name in row]
    values = Counter(cell.text for cell in cells)
    plain = all(not cell.items and not cell.pairs and not cell.url for cell in cells)
    few = 1 < len(values) <= max(2, min(CHOICES, len(rows) - 1))
    short = all(len(value) <= WORDY and not _DAY.fullmatch(value) for value in values)
    number = plain and all(_is_number(value) for value in values if value) and any(values)
    return Column(name=name, choice=plain and few and short and not number, number=number)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def build_totals(rows: Sequence[Mapping[str, Cell]], columns: Iterable[Column]) -> Iterator[str]:
    """Yield the total line: how many rows, how many of each state or kind, and sums where they mean something."""
    yield plural(len(rows), "row")
    for column in columns:
        values = [row[column.name].text for row in rows if column.name in row]
        if column.name in ADDITIVE and column.number:
            yield f"{column.title.lower()}: {_add(values)} in all"
        elif column.choice and column.name not in {"owner", "approver"}:
            counts = Counter(value for value in values if value)
            if 1 < len(counts) <= COUNTED:
                told = ", ".join(f"{value} {count:,}" for value, count in counts.most_common())
                yield f"{column.title.lower()}: {told}"


def _add(values: Iterable[str]) -> str:
    total = sum(float(value) for value in values if value)
    return f"{total:,.2f}".rstrip("0").rstrip(".")
