"""`smsdocs coverage`."""

from __future__ import annotations

import dataclasses
import shutil
from typing import TYPE_CHECKING

import click

from smsdocs.adapters.command_line.options import (
    emit,
    format_option,
    keep_answer,
    snapshot_options,
    speaks_unicode,
)
from smsdocs.analysis.clauses import NoClause, find_nearest_clauses, parse_clause
from smsdocs.analysis.coverage import build_coverage
from smsdocs.model.coverage import FrameworkCoverage, Status
from smsdocs.model.trouble import CannotLookError
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from smsdocs.model.clause import ClauseRef
    from smsdocs.model.snapshot import Snapshot


@click.command()
@click.argument("clauses", nargs=-1, metavar="[CLAUSE]...")
@snapshot_options
@format_option("text", "json")
@click.option(
    "--status",
    "statuses",
    type=click.Choice([status.value for status in Status]),
    multiple=True,
    help="Show clauses of this status only; may be given again.",
)
def coverage(  # one parameter per option
    clauses: tuple[str, ...],
    root: Path,
    today: date | None,
    as_of: str | None,
    output: str,
    statuses: tuple[str, ...],
    *,
    no_history: bool,
    no_cache: bool,
) -> None:
    """Show the status of every clause, with reasons.

    CLAUSE shows one clause in full, or a heading with everything below it: 8.6.1, iso27001:A.5.
    """
    snapshot = read_snapshot(root, today=today, as_of=as_of, history=not no_history, cache=not no_cache)
    keep_answer(snapshot, root, today, as_of)
    frameworks: Sequence[FrameworkCoverage] = build_coverage(snapshot)
    if clauses:
        frameworks = _narrow(frameworks, [_find(snapshot, text) for text in clauses])
    emit(_render(snapshot, frameworks, output, statuses, in_full=bool(clauses)))


def _render(
    snapshot: Snapshot,
    frameworks: Sequence[FrameworkCoverage],
    output: str,
    statuses: Iterable[str],
    *,
    in_full: bool,
) -> str:
    shown = [Status(status) for status in statuses] or list(Status)
    if output == "json":
        from smsdocs.reports.contracts import render_coverage_json  # noqa: PLC0415  # only the format that is asked for

        kept = [_keep(framework, shown) for framework in frameworks]
        return render_coverage_json(snapshot, kept)
    found = [clause for framework in frameworks for clause in framework.clauses.values()]
    if in_full and len(found) == 1:
        from smsdocs.reports.clause_text import render_clause_text  # noqa: PLC0415  # only the format that is asked for

        return render_clause_text(found[0], unicode=speaks_unicode())
    from smsdocs.reports.coverage_text import render_coverage_text  # noqa: PLC0415  # only the format that is asked for

    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    return render_coverage_text(snapshot, frameworks, shown, width, unicode=speaks_unicode())


def _keep(framework: FrameworkCoverage, shown: Sequence[Status]) -> FrameworkCoverage:
    clauses = {name: one for name, one in framework.clauses.items() if one.status in shown}
    return dataclasses.replace(framework, clauses=clauses)


def _find(snapshot: Snapshot, text: str) -> ClauseRef:
    ref = parse_clause(text, snapshot.library.known, snapshot.settings.scope)
    if isinstance(ref, NoClause):
        raise CannotLookError(ref.message, ref.hint)
    catalog = snapshot.library.catalogs.get(ref.framework)
    if catalog is None or ref.framework not in snapshot.settings.scope:
        message = f"{ref.framework} is not in scope, so it has no coverage"
        raise CannotLookError(message, f"add {ref.framework} to the setting `frameworks`")
    if ref.clause not in catalog.clauses:
        message = f"{catalog.name} has no clause {ref.clause}"
        raise CannotLookError(message, find_nearest_clauses(catalog, ref.clause))
    return ref


def _narrow(frameworks: Iterable[FrameworkCoverage], refs: Sequence[ClauseRef]) -> list[FrameworkCoverage]:
    """Keep the clauses that are named, and those below a heading that is named."""
    narrowed = []
    for framework in frameworks:
        wanted = {ref.clause for ref in refs if ref.framework == framework.catalog.id}
        for clause in framework.catalog.clauses.values():
            if clause.parent in wanted:
                wanted.add(clause.id)
        clauses = {name: one for name, one in framework.clauses.items() if name in wanted}
        headings = {name: totals for name, totals in framework.headings.items() if name in wanted}
        if wanted:
            totals = {status: sum(one.status is status for one in clauses.values()) for status in Status}
            narrowed.append(dataclasses.replace(framework, clauses=clauses, headings=headings, totals=totals))
    return narrowed
