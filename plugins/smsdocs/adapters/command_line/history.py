"""`smsdocs history`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NoReturn

import click

from smsdocs.adapters.command_line.options import (
    Day,
    emit,
    format_option,
    keep_answer,
    snapshot_options,
    speaks_unicode,
)
from smsdocs.adapters.command_line.root import find_path
from smsdocs.analysis.histories import DocumentHistory, Wanted, find_histories
from smsdocs.analysis.nearest import find_nearest
from smsdocs.model.history import Kind
from smsdocs.model.trouble import CannotLookError
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot


@click.command()
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@snapshot_options
@format_option("text", "json")
@click.option(
    "--explain", is_flag=True, help="Say why each revision has its kind, and how to check it with plain git."
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice([kind.value for kind in Kind]),
    multiple=True,
    help="Show revisions of this kind only; may be given again.",
)
@click.option("--since", type=Day(), help="Show revisions that landed on this day (YYYY-MM-DD) or later.")
def history(  # noqa: PLR0913  # one parameter per option
    documents: tuple[str, ...],
    root: Path,
    today: date | None,
    as_of: str | None,
    output: str,
    kinds: tuple[str, ...],
    since: date | None,
    *,
    no_history: bool,
    no_cache: bool,
    explain: bool,
) -> None:
    """Show what git proves of documents: every revision, review and approval.

    DOCUMENT tells one in full: the id of a document, register or record, its path from where you stand, or a
    folder for everything below it.
    """
    if no_history:
        message = "without history there is nothing to show: this command tells what git proves"
        raise CannotLookError(
            message,
            "leave out --no-history and unset SMSDOCS_NO_HISTORY; `smsdocs check` and `build` go on without",
        )
    if explain and not documents and output == "text":
        raise CannotLookError("--explain tells of single documents", "name them: an id or a path each")
    snapshot = read_snapshot(root, today=today, as_of=as_of, cache=not no_cache)
    keep_answer(snapshot, root, today, as_of)
    wanted = Wanted(kinds=frozenset(map(Kind, kinds)), since=since)
    holders = _find_holders(snapshot, documents, root)
    found = find_histories(snapshot, holders or (*snapshot.documents, *snapshot.registers))
    if output == "json":
        from smsdocs.reports.history_json import render_history_json  # noqa: PLC0415  # only the format asked for

        drop = not documents and not wanted.everything
        emit(render_history_json(snapshot, found, wanted, drop_empty=drop))
        return
    if documents:
        emit("\n".join(_render_each(snapshot, found, wanted, explain=explain)))
        return
    from smsdocs.reports.history_text import render_histories_text  # noqa: PLC0415  # only the format asked for

    emit(render_histories_text(snapshot, found, wanted, _width(), unicode=speaks_unicode()))


def _render_each(
    snapshot: Snapshot, histories: Iterable[DocumentHistory], wanted: Wanted, *, explain: bool
) -> Iterator[str]:
    from smsdocs.reports.history_document import render_history_text  # noqa: PLC0415  # only the format asked for

    for one in histories:
        yield render_history_text(snapshot, one, wanted, _width(), unicode=speaks_unicode(), explain=explain)


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 120)


def _find_holders(snapshot: Snapshot, names: Sequence[str], root: Path) -> tuple[Holder, ...]:
    """Return what is named, each once, in the order named."""
    found = {holder.path: holder for name in names for holder in _find_named(snapshot, name, root)}
    return tuple(found.values())


def _find_named(snapshot: Snapshot, name: str, root: Path) -> Sequence[Holder]:
    """Return the one that has an id or a path, or all that lie in a folder."""
    path = find_path(name, root)
    named = [holder for holder in snapshot.holders if holder.path == path]
    named = named or [holder for holder in snapshot.holders if name and holder.head.id == name]
    if len(named) == 1:
        return named
    if named:
        message = f"several files have the id {name}: {', '.join(sorted(one.path for one in named))}"
        raise CannotLookError(message, "give the path of one")
    inside = "" if path == "." else f"{path}/"
    below = [one for one in snapshot.holders if path is not None and one.path.startswith(inside)]
    if not below:
        _refuse(snapshot, name, path)
    return below


def _refuse(snapshot: Snapshot, name: str, path: str | None) -> NoReturn:
    if path in snapshot.paths:
        message = f"{name} is no controlled document, register or record"
        raise CannotLookError(message, "give it an id in its front matter, and it is one")
    message = f"there is no document {name!r} here"
    former = _find_former(snapshot, path)
    if former is not None:
        raise CannotLookError(message, f"`{former}` stood at that path before it moved")
    known = [text for holder in snapshot.holders for text in (holder.head.id, holder.path) if text]
    nearest = find_nearest(name, known)
    hint = f"did you mean `{nearest}`?" if nearest else "give an id, or a path from where you stand"
    raise CannotLookError(message, f"{hint}; `smsdocs history` lists all")


def _find_former(snapshot: Snapshot, path: str | None) -> str | None:
    """Return the document that stood at a path in an earlier revision."""
    lineages = snapshot.history.lineages if snapshot.history else {}
    for holder in snapshot.holders:
        if any(change.path == path for change in lineages.get(holder.path, ())):
            return holder.name
    return None
