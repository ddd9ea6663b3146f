"""A register as CSV, for a spreadsheet: nothing in a cell is a formula there."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from smsdocs.reports.words import encodable

if TYPE_CHECKING:
    from smsdocs.model.document import Value
    from smsdocs.model.register import Register

_FORMULA = re.compile(r"(^|[;,|\t\r\n])([\s\"']*)(?=[=+\-@＝＋－＠])")  # noqa: RUF001  # full-width signs too
"""Where a spreadsheet takes the next sign for the beginning of a formula (OWASP, CSV injection).

Which character separates cells is for the spreadsheet and its language to say: a cell may be split at a semicolon.
"""


SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
"""What parts cells, by name. Excel takes the semicolon where a comma parts the figures of a number, as in German."""


def render_register_csv(register: Register, separator: str = "comma") -> str:
    """Return the rows of a register as CSV, a column per field, without columns that no page shows.

    Every cell is quoted, and text that a spreadsheet would take for a formula gets an apostrophe before it, also
    after a character that may separate cells; numbers stay numbers.
    """
    fields = list(dict.fromkeys(name for row in register.rows for name in row.fields))
    shown = [name for name in fields if not register.is_private(name)]
    text = io.StringIO(newline="")
    delimiter = SEPARATORS[separator]
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([_guard(name) for name in shown])
    for row in register.rows:
        writer.writerow([_cell(row.fields.get(name)) for name in shown])
    return text.getvalue()


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    return _guard(_flatten(value))


def _flatten(value: Value) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_flatten(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(map(_flatten, value))
    return "" if value is None else str(value)


def _guard(text: str) -> str:
    clean = encodable(text)
    return _FORMULA.sub(r"\1\2'", f"'{clean}" if clean.startswith(("\t", "\r", "\n")) else clean)
