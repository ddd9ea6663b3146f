"""Findings for people: grouped by file, aligned, a summary last, and what to do next."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

import click

from smsdocs.model.finding import Finding, Severity
from smsdocs.reports.words import NO_HISTORY, count, encodable, enumerate_words, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smsdocs.model.snapshot import Snapshot

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_FOLD_ABOVE = 8
"""More findings than this of one rule in the group of clauses are folded: `coverage` shows them better."""


def render_check_text(
    snapshot: Snapshot, findings: Sequence[Finding], width: int = 100, *, everything: bool = False
) -> Iterator[str]:
    """Yield the report of a check, a piece for each file.

    Args:
        snapshot: what was checked.
        findings: in order, waived ones included.
        width: of the terminal, in characters.
        everything: fold nothing.
    """
    counting = [finding for finding in findings if finding.waived is None]
    for title, group in groupby(counting, key=_group):
        lines = _render_group(list(group), width, everything=everything)
        yield "\n".join([click.style(title, bold=True), *lines, "", ""])
    yield "".join(f"{line}\n" for line in _render_waived(findings))
    yield "".join(f"{line}\n" for line in _render_summary(snapshot, findings, counting))


def _group(finding: Finding) -> str:
    if finding.place.path:
        return plain(encodable(finding.place.path))
    return f"clauses of {finding.clause.partition(':')[0]}" if finding.clause else "the tree as a whole"


def _render_group(findings: list[Finding], width: int, *, everything: bool) -> Iterator[str]:
    shown: list[Finding] = findings
    folded: dict[str, int] = {}
    if not everything and not findings[0].place.path:
        shown, folded = _fold(findings)
    place_width = max(len(_where(finding)) for finding in shown)
    for finding in shown:
        yield from _render_finding(finding, place_width, width)
    for code, hidden in folded.items():
        words = count(hidden, "more of the same", "more of the same")
        yield click.style(
            f"  ... {words} ({code}): `smsdocs coverage` shows them, --all lists them here", dim=True
        )


def _fold(findings: list[Finding]) -> tuple[list[Finding], dict[str, int]]:
    seen: dict[str, int] = {}
    shown = []
    for finding in findings:
        seen[finding.code] = seen.get(finding.code, 0) + 1
        if seen[finding.code] <= _FOLD_ABOVE:
            shown.append(finding)
    return shown, {code: number - _FOLD_ABOVE for code, number in seen.items() if number > _FOLD_ABOVE}


def _where(finding: Finding) -> str:
    if finding.place.path:
        return ":".join(str(n) for n in (finding.place.line, finding.place.column) if n is not None)
    return finding.clause.partition(":")[2] if finding.clause else ""


def _render_finding(finding: Finding, place_width: int, width: int) -> Iterator[str]:
    message = plain(encodable(finding.message))
    if finding.clause and not finding.place.path:
        message = message.removeprefix(f"{_where(finding)} ")
    indent = place_width + 13
    room = max(width - indent - 8, 30)
    first, *rest = _wrap(message, room) or ("",)
    severity = click.style(f"{finding.severity.value:<7}", fg=_COLOURS[finding.severity])
    code = click.style(finding.code, dim=True)
    yield f"  {_where(finding):>{place_width}}  {severity}  {first:<{room}} {code}".rstrip()
    yield from (" " * indent + line for line in rest)
    hint = plain(encodable(finding.hint))
    for line in _wrap(hint, room):
        yield " " * indent + click.style(line, dim=True)


@lru_cache(maxsize=1_024)  # a hint stands below many findings
def _wrap(text: str, room: int) -> tuple[str, ...]:
    """Return the lines of a text; most have one, which `textwrap` would take apart all the same."""
    if text and len(text) <= room and text.isprintable() and text == text.strip():
        return (text,)
    return tuple(textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False))


def _render_waived(findings: Sequence[Finding]) -> Iterator[str]:
    waived = [finding for finding in findings if finding.waived not in {None, "baseline"}]
    if waived:
        yield click.style("waived", bold=True)
        for finding in waived:
            where = encodable(str(finding.place)) or finding.clause or ""
            text = f"{finding.code}  {where}  {encodable(finding.message)} ({finding.waived})"
            yield click.style(f"  {plain(text)}", dim=True)
        yield ""


def _render_summary(
    snapshot: Snapshot, findings: Sequence[Finding], counting: Sequence[Finding]
) -> Iterator[str]:
    numbers = {severity: sum(f.severity is severity for f in counting) for severity in Severity}
    what = enumerate_words(
        [
            count(len(snapshot.documents), "document"),
            count(len(snapshot.registers), "register"),
            count(len(snapshot.records), "record"),
        ]
    )
    parts = [
        click.style(count(numbers[severity], word), fg=_COLOURS[severity], bold=True)
        for severity, word in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"))
        if numbers[severity]
    ]
    if numbers[Severity.INFO]:
        parts.append(click.style(count(numbers[Severity.INFO], "hint"), fg="cyan"))
    found = enumerate_words(parts) if parts else click.style("No findings", fg="green", bold=True)
    yield f"{found} in {what}{_excused(findings)}, on {snapshot.today}{_tree(snapshot)}."
    if snapshot.history is None:
        yield click.style(NO_HISTORY, dim=True)
    yield from _render_next(counting, numbers)


def _excused(findings: Sequence[Finding]) -> str:
    baseline = sum(finding.waived == "baseline" for finding in findings)
    waived = sum(finding.waived not in {None, "baseline"} for finding in findings)
    parts = [f"{waived:,} waived"] * bool(waived) + [f"{baseline:,} forgiven by the baseline"] * bool(
        baseline
    )
    return f" ({enumerate_words(parts)})" if parts else ""


def _tree(snapshot: Snapshot) -> str:
    if snapshot.tree.rev is None or snapshot.tree.commit is None:
        return ""
    return f", as of {plain(snapshot.tree.rev)} ({snapshot.tree.commit[:10]})"


def _render_next(counting: Sequence[Finding], numbers: dict[Severity, int]) -> Iterator[str]:
    if not counting:
        return
    worst = min(counting, key=lambda finding: finding.severity.rank)
    if numbers[Severity.ERROR]:
        hint = f"Next: mend the errors; `smsdocs explain {worst.code}` says how and why."
    elif any(finding.name.startswith("clause-") for finding in counting):
        hint = "Next: `smsdocs coverage` shows what every clause rests on."
    else:
        hint = f"Next: `smsdocs explain {worst.code}` says what it means."
    yield click.style(hint, dim=True)
