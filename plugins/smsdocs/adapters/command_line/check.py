"""`smsdocs check`."""

from __future__ import annotations

import os
import posixpath
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smsdocs.adapters.command_line.options import emit, format_option, keep_answer, snapshot_options
from smsdocs.analysis.links import build_link_map
from smsdocs.analysis.nearest import find_nearest
from smsdocs.checks.run import build_baseline
from smsdocs.checks.run import check as run_checks
from smsdocs.model.finding import Finding, Severity
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.baseline import write_baseline as write_baseline_file
from smsdocs.reports.words import count
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from smsdocs.model.snapshot import Snapshot

FAIL_ON = (*(severity.value for severity in Severity), "never")
_LIKENESS = 0.7
"""How near a path is to one that was mistyped."""


def _render_text(snapshot: Snapshot, findings: Sequence[Finding], *, everything: bool) -> Iterable[str]:
    from smsdocs.reports.check_text import render_check_text  # noqa: PLC0415  # only the format that is asked for

    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    return render_check_text(snapshot, findings, width, everything=everything)


def _render_json(snapshot: Snapshot, findings: Sequence[Finding], *, everything: bool) -> str:
    from smsdocs.reports.contracts import render_check_json  # noqa: PLC0415  # only the format that is asked for

    del everything
    return render_check_json(snapshot, findings)


FORMATS: dict[str, Callable[..., str | Iterable[str]]] = {"text": _render_text, "json": _render_json}
"""Every format there is; a new one is a function and a line here."""


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@snapshot_options
@format_option(*FORMATS)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="The least severity that makes the exit code 1.",
)
@click.option("--all", "everything", is_flag=True, help="Fold nothing in the text report.")
@click.option(
    "--write-baseline", is_flag=True, help="Forgive every present finding from now on; new ones still count."
)
def check(  # noqa: PLR0913  # one parameter per option
    paths: tuple[str, ...],
    root: Path,
    today: date | None,
    as_of: str | None,
    output: str,
    fail_on: str,
    *,
    no_history: bool,
    no_cache: bool,
    everything: bool,
    write_baseline: bool,
) -> None:
    """Find what is wrong: documents, references, coverage, settings.

    With PATH, everything is read and only findings at or below PATH are shown.
    """
    snapshot = read_snapshot(root, today=today, as_of=as_of, history=not no_history, cache=not no_cache)
    findings = run_checks(snapshot)
    if write_baseline:
        _write_baseline(root, snapshot, findings, as_of)
        return
    keep_answer(snapshot, root, today, as_of)
    if paths:
        findings = _below(findings, _relative(paths, root, snapshot))
    emit(FORMATS[output](snapshot, findings, everything=everything))
    if _fails(findings, fail_on):
        raise click.exceptions.Exit(1)


def _fails(findings: Sequence[Finding], fail_on: str) -> bool:
    if fail_on == "never":
        return False
    worst = Severity(fail_on).rank
    return any(finding.waived is None and finding.severity.rank <= worst for finding in findings)


def _relative(paths: Sequence[str], root: Path, snapshot: Snapshot) -> tuple[str, ...]:
    top = root.resolve()
    found = []
    for path in paths:
        full = (Path.cwd() / path).resolve()
        name = full.relative_to(top).as_posix() if full.is_relative_to(top) else None
        if name is None or not _holds(snapshot, name):
            message = f"no file of the tree lies at {path}"
            raise CannotLookError(message, _suggest_path(snapshot, path, name, top))
        found.append(name)
    return tuple(found)


def _suggest_path(snapshot: Snapshot, path: str, name: str | None, top: Path) -> str:
    """Return which path was meant, as it is typed where we stand; else how paths are read.

    Args:
        snapshot: what there is.
        path: as it was typed.
        name: what it is from the root; None where it lies outside.
        top: the root.
    """
    from_root = posixpath.normpath(path)
    known = {*snapshot.paths, *build_link_map(snapshot).folders}
    meant = from_root if from_root in known else find_nearest(name, known, _LIKENESS) if name else None
    if meant is None:
        return "paths are relative to the folder you are in"
    return f"did you mean `{os.path.relpath(top / meant, Path.cwd())}`?"


def _holds(snapshot: Snapshot, name: str) -> bool:
    return name == "." or any(path == name or path.startswith(f"{name}/") for path in snapshot.paths)


def _below(findings: Sequence[Finding], folders: tuple[str, ...]) -> tuple[Finding, ...]:
    return tuple(
        finding
        for finding in findings
        for path in [finding.place.path]
        if any(folder in {".", path} or path.startswith(f"{folder}/") for folder in folders)
    )


def _write_baseline(root: Path, snapshot: Snapshot, findings: Sequence[Finding], as_of: str | None) -> None:
    if as_of is not None:
        message = "the past cannot be given a baseline"
        raise CannotLookError(message, "leave out --as-of")
    target = root / snapshot.settings.baseline
    if target.is_symlink():
        message = f"{target} is a symbolic link"
        raise CannotLookError(message, "name a plain file in the setting `baseline`")
    entries = build_baseline(findings)
    try:
        target.write_text(write_baseline_file(entries), encoding="utf-8")
    except OSError as error:
        message = f"{target} cannot be written: {error.strerror}"
        raise CannotLookError(
            message, "create its folder, or name another file in the setting `baseline`"
        ) from error
    forgiven = sum(entry.count for entry in entries)
    click.echo(
        f"Wrote {target}: {count(forgiven, 'finding')} forgiven. Commit it; it should only ever shrink."
    )
