"""`smsdocs remind`: what is due for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from smsdocs.adapters.command_line.options import emit, format_option, keep_answer, snapshot_options
from smsdocs.analysis.management.due import find_dues
from smsdocs.analysis.nearest import suggest
from smsdocs.model.trouble import CannotLookError
from smsdocs.reports.dues import choose_dues
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date
    from pathlib import Path

    from smsdocs.analysis.management.due import Due
    from smsdocs.model.snapshot import Snapshot

P = ParamSpec("P")
T = TypeVar("T")

DAYS = click.IntRange(min=0, max=36_500)


def for_option(command: Callable[P, T]) -> Callable[P, T]:
    """Add `--for`; the command gets `names`."""
    return click.option(
        "--for",
        "names",
        metavar="ROLE|PERSON",
        multiple=True,
        help="For this role, or this person in all their roles; may be given again.",
    )(command)


@click.command()
@snapshot_options
@format_option("text", "markdown", "json")
@click.option("--days", type=DAYS, metavar="N", default=30, show_default=True, help="How many days ahead.")
@for_option
def remind(  # one parameter per option
    root: Path,
    today: date | None,
    as_of: str | None,
    output: str,
    days: int,
    names: tuple[str, ...],
    *,
    no_history: bool,
    no_cache: bool,
) -> None:
    """Show what is due for whom: reviews, actions, audits, measurements, trainings and more.

    What is late comes first. Nothing is sent: pipe the Markdown into a ticket or a mail.
    """
    snapshot = read_snapshot(root, today=today, as_of=as_of, history=not no_history, cache=not no_cache)
    keep_answer(snapshot, root, today, as_of)
    dues = find_chosen(snapshot, days, names)
    if output == "json":
        from smsdocs.reports.due_json import render_due_json  # noqa: PLC0415  # only the format that is asked for

        emit(render_due_json(snapshot, dues, days))
        return
    from smsdocs.reports.due_text import render_due_markdown, render_due_text  # noqa: PLC0415  # the same

    emit((render_due_markdown if output == "markdown" else render_due_text)(snapshot, dues, days))


def find_chosen(snapshot: Snapshot, days: int, names: Collection[str]) -> tuple[Due, ...]:
    """Return what is due in so many days, for these roles and people alone where some are named.

    Raises:
        CannotLookError: there is no such role or person; an empty answer would look like a calm month.
    """
    people = {person.id for person in snapshot.people if person.id}
    for name in names:
        if name not in people and name not in snapshot.roles:
            hint = suggest(name, [*snapshot.roles, *people], "give the id of a role or of a person")
            raise CannotLookError(f"there is no role and nobody {name!r} in the registers", hint)
    return choose_dues(find_dues(snapshot), snapshot, days, set(names))
