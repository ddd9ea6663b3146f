"""Tables: CSV files below the records folder, for what comes in hundreds of rows (RFC 4180, UTF-8, comma or semicolon).

Spreadsheets write both separators; the first line, which names the columns, tells which.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from smsdocs.analysis.nearest import suggest
from smsdocs.model.dates import parse_date
from smsdocs.model.finding import Fault
from smsdocs.model.place import Place
from smsdocs.model.table import COLUMNS, OPTIONAL, Table, TableRow
from smsdocs.readers.source import Source, decode
from smsdocs.readers.tree import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.settings import Settings
    from smsdocs.readers.tree import Tree

LIMIT = 5_000_000
"""Characters of one file: some 100,000 rows."""
_FAULT = "broken-table"
_SHOWN = 40
"""Characters of a cell that a message shows."""
_DAY = re.compile(r"(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII)
"""How else people write a day; `1/2/2026` is not among them, since nobody knows which of two it is."""


def read_tables(tree: Tree, settings: Settings) -> tuple[tuple[Table, ...], list[Fault]]:
    """Read every CSV file below the records folder; a bad file never stops the run."""
    tables: list[Table] = []
    faults: list[Fault] = []
    for path in sorted(tree.paths):
        if path.endswith(".csv") and path.startswith(f"{settings.records}/"):
            table, found = _read_table(tree, path, settings)
            faults.extend(dataclasses.replace(fault, document=path) for fault in found)
            if table is not None:
                tables.append(table)
    return tuple(tables), faults


def _read_table(tree: Tree, path: str, settings: Settings) -> tuple[Table | None, list[Fault]]:
    parts = PurePosixPath(path).relative_to(settings.records).parts
    kind = parts[0] if len(parts) > 1 else ""
    if kind not in COLUMNS:
        message = f"a table here means nothing: it lies in no folder of {', '.join(COLUMNS)}"
        hint = suggest(kind, COLUMNS, "move it to the folder of its kind, or out of the records")
        return None, [Fault(name=_FAULT, place=Place(path), message=message, hint=hint)]
    source = Source(path=path)
    try:
        content = decode(tree.read(path, LIMIT), source)
    except UnreadableError as error:
        hint = "store a plain text file"
        return None, [Fault(name="unreadable-file", place=Place(path), message=str(error), hint=hint)]
    if content is None:
        return None, source.faults
    rows, faults = _parse(content, path, kind)
    return Table(path=path, kind=kind, rows=rows), [*source.faults, *faults]


def _parse(content: str, path: str, kind: str) -> tuple[tuple[TableRow, ...], list[Fault]]:
    first = content.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(content, newline=""),
        delimiter=";" if first.count(";") > first.count(",") else ",",
        strict=True,
    )
    rows: list[TableRow] = []
    try:
        head = [name.strip().casefold() for name in next(reader, [])]
        faults = list(_judge_head(head, path, kind))
        if faults:
            return (), faults
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(head):
                message = f"this row has {len(cells)} cells, and the head has {len(head)}"
                hint = "quote a cell that holds the separator"
                place = Place(path, reader.line_num, 1)
                faults.append(Fault(name=_FAULT, place=place, message=message, hint=hint))
                continue
            fields = {name: cell.strip() for name, cell in zip(head, cells, strict=True)}
            rows.append(TableRow(reader.line_num, fields))
            faults.extend(_judge_row(rows[-1], path, kind))
    except csv.Error as error:
        place = Place(path, reader.line_num or 1, 1)
        hint = 'a quote inside a quoted cell is written twice: ""'
        return tuple(rows), [Fault(name=_FAULT, place=place, message=f"this is no CSV: {error}", hint=hint)]
    return tuple(rows), faults


def _judge_head(head: list[str], path: str, kind: str) -> Iterator[Fault]:
    known = (*COLUMNS[kind], *OPTIONAL[kind])
    for name in COLUMNS[kind]:
        if name not in head:
            message = f"the column `{name}` is missing"
            hint = f"the first line names the columns: {','.join(known)}"
            yield Fault(name=_FAULT, place=Place(path, 1, 1), message=message, hint=hint)
    for name in head:
        if name not in known or head.count(name) > 1:
            what = "stands twice" if name in known else "is not known"
            message = f"the column `{name}` {what}"
            yield Fault(name=_FAULT, place=Place(path, 1, 1), message=message, hint=suggest(name, known))


def _judge_row(row: TableRow, path: str, kind: str) -> Iterator[Fault]:
    for name in COLUMNS[kind]:
        if not row.text(name):
            message = f"`{name}` is empty"
            yield Fault(name=_FAULT, place=Place(path, row.line, 1), message=message, hint="fill it in")
    if "date" in COLUMNS[kind] and (day := row.text("date")) and parse_date(day) is None:
        yield _describe_day(day, Place(path, row.line, 1))


def _describe_day(written: str, place: Place) -> Fault:
    """Say that a cell is no day, and how to write the one that was probably meant."""
    line = "".join(one for one in " ".join(written.split()) if one.isprintable())
    shown = line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
    found = _DAY.fullmatch(written) or _DAY_FIRST.fullmatch(written)
    meant = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}" if found else ""
    missing = found is not None and parse_date(meant) is None
    message = f"`date`: there is no day {shown}" if missing else f'`date`: "{shown}" is no date'
    hint = f"write {meant}" if found and not missing else "write a day of the calendar as YYYY-MM-DD"
    return Fault(name="impossible-date", place=place, message=message, hint=hint)
