"""`smsdocs export`: what other programs read: a calendar of what is due, a register for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from smsdocs.adapters.command_line.options import root_option, snapshot_options, today_option
from smsdocs.adapters.command_line.remind import DAYS, find_chosen, for_option
from smsdocs.analysis.nearest import suggest
from smsdocs.model.trouble import CannotLookError
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

_EXTRA = 'pip install "smsdocs[calendar]"'
_MARK = b"\xef\xbb\xbf"
"""By this spreadsheets know that a table is UTF-8."""


@click.group()
def export() -> None:
    """Write what other programs read to standard output: a calendar, a table."""


@export.command()
@snapshot_options
@click.option("--days", type=DAYS, metavar="N", default=365, show_default=True, help="How many days ahead.")
@for_option
def ics(  # one parameter per option
    root: Path,
    today: date | None,
    as_of: str | None,
    days: int,
    names: tuple[str, ...],
    *,
    no_history: bool,
    no_cache: bool,
) -> None:
    """Write what is due as a calendar (iCalendar), a whole day each."""
    try:
        from smsdocs.reports.due_calendar import render_calendar  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise CannotLookError("calendars need the extra `calendar`", _EXTRA) from error
    snapshot = read_snapshot(root, today=today, as_of=as_of, history=not no_history, cache=not no_cache)
    _write(render_calendar(snapshot, find_chosen(snapshot, days, names)))


@export.command()
@click.argument("register", metavar="REGISTER")
@root_option
@today_option
@click.option(
    "--separator",
    type=click.Choice(("comma", "semicolon", "tab")),
    default="comma",
    show_default=True,
    help="What parts the cells: Excel in German, say, wants the semicolon.",
)
def csv(register: str, root: Path, today: date | None, separator: str) -> None:
    """Write a register as CSV for a spreadsheet: nothing in it is a formula there.

    REGISTER is its kind, such as risks, or its id. Columns that no page shows are left out.
    """
    from smsdocs.reports.register_csv import render_register_csv  # noqa: PLC0415  # only this command needs it

    snapshot = read_snapshot(root, today=today, history=False)
    found = next((one for one in snapshot.registers if register in {one.kind, one.head.id}), None)
    if found is None:
        known = [name for one in snapshot.registers for name in (one.kind, one.head.id) if name]
        hint = suggest(register, known, f"one of: {', '.join(one.kind for one in snapshot.registers)}")
        raise CannotLookError(f"there is no register {register!r} here", hint)
    _write(_MARK + render_register_csv(found, separator).encode())


def _write(content: bytes) -> None:
    click.echo(content, nl=False)
