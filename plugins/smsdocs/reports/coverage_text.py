"""Coverage for people: every clause under its headings, with what it rests on or lacks."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from smsdocs.model.coverage import ClauseCoverage, FrameworkCoverage, Status
from smsdocs.reports.words import ASCII_SYMBOLS, NO_HISTORY, SYMBOLS, count, encodable, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smsdocs.model.clause import Clause
    from smsdocs.model.coverage import Carrier
    from smsdocs.model.snapshot import Snapshot

_COLOURS = {
    Status.COVERED: "green",
    Status.WEAK: "yellow",
    Status.PARTIAL: "yellow",
    Status.GAP: "red",
    Status.EXCLUDED: "cyan",
}
_BAR = 40
_NAMES_ON_A_LINE = 2


_KINDS = {"register": "kept current", "location": "kept in another system"}
_SPANS = {"location": "sampled "}


def render_coverage_text(
    snapshot: Snapshot,
    frameworks: Sequence[FrameworkCoverage],
    shown: Sequence[Status],
    width: int = 100,
    *,
    unicode: bool = True,
) -> str:
    """Return the report of coverage.

    Args:
        snapshot: what was looked at.
        frameworks: what to show, each perhaps cut down to some clauses.
        shown: the statuses to list; totals count all.
        width: of the terminal, in characters.
        unicode: whether the terminal can show symbols.
    """
    symbols = SYMBOLS if unicode else ASCII_SYMBOLS
    lines: list[str] = []
    for framework in frameworks:
        lines += [*_render_framework(framework, shown, symbols, width), ""]
    if all(len(framework.clauses) > 1 for framework in frameworks):
        lines += [*_render_evidence(frameworks, symbols), ""]
    lines.append(click.style(_next(frameworks, snapshot), dim=True))
    return "\n".join(lines) + "\n"


def _render_framework(
    framework: FrameworkCoverage, shown: Sequence[Status], symbols: Mapping[Status, str], width: int
) -> Iterator[str]:
    total = sum(framework.totals.values())
    words = [
        click.style(f"{symbols[status]} {number} {status.value}", fg=_COLOURS[status])
        for status, number in framework.totals.items()
        if number or status in {Status.COVERED, Status.GAP}
    ]
    catalog = framework.catalog
    yield (
        click.style(plain(catalog.name), bold=True)
        + f"  (catalog {plain(catalog.version)}, {catalog.source})"
    )
    yield f"{_bar(framework.totals, total, symbols)}  {'  '.join(words)}  of {count(total, 'clause')}"
    yield ""
    number_width = max((len(number) for number in framework.clauses), default=0)
    for clause in framework.catalog.clauses.values():
        yield from _render_clause(framework, clause, shown, symbols, number_width, width)


def _render_evidence(frameworks: Sequence[FrameworkCoverage], symbols: Mapping[Status, str]) -> Iterator[str]:
    """Yield what the clauses rest on besides documents: records by kind with their days, registers, samples."""
    found = {
        (carrier.path, carrier.name): carrier
        for framework in frameworks
        for clause in framework.clauses.values()
        for carrier in clause.carriers
        if carrier.kind != "document"
    }
    by_kind: dict[tuple[str, str], list[Carrier]] = {}
    for carrier in found.values():
        by_kind.setdefault((carrier.kind, carrier.record_kind), []).append(carrier)
    if by_kind:
        yield click.style("  Evidence besides documents", bold=True)
    for (kind, record_kind), carriers in sorted(by_kind.items()):
        days = sorted(carrier.day for carrier in carriers if carrier.day)
        span = (
            f"{days[0]} to {days[-1]}"
            if len(days) > 1 and days[0] != days[-1]
            else f"{days[0]}"
            if days
            else ""
        )
        counting = sum(carrier.sound for carrier in carriers)
        rest = (
            ""
            if counting == len(carriers)
            else f"  {symbols[Status.WEAK]} {counting} of them count without doubt"
        )
        name = plain(encodable(record_kind)) or _KINDS.get(kind, kind)
        yield f"  {kind:<9} {name:<24} {len(carriers):>3}  {_SPANS.get(kind, '')}{span}{rest}".rstrip()


def _bar(totals: Mapping[Status, int], total: int, symbols: Mapping[Status, str]) -> str:
    fill = {Status.COVERED: "█", Status.WEAK: "▓", Status.PARTIAL: "▒", Status.GAP: "░", Status.EXCLUDED: "·"}
    if symbols is not SYMBOLS:
        fill = {
            Status.COVERED: "#",
            Status.WEAK: "=",
            Status.PARTIAL: "-",
            Status.GAP: ".",
            Status.EXCLUDED: " ",
        }
    bar, done, drawn = "", 0, 0
    for status, number in totals.items():
        done += number
        end = round(_BAR * done / total) if total else 0
        bar += click.style(fill[status] * (end - drawn), fg=_COLOURS[status])
        drawn = end
    return bar


def _render_clause(
    framework: FrameworkCoverage,
    clause: Clause,
    shown: Sequence[Status],
    symbols: Mapping[Status, str],
    number_width: int,
    width: int,
) -> Iterator[str]:
    coverage = framework.clauses.get(clause.id)
    below = framework.headings.get(clause.id, {})
    if coverage is None:
        if any(below.get(status) for status in shown):
            total = sum(below.values())
            title = click.style(
                f"{clause.id:<{number_width}}  {plain(clause.label)}", bold=clause.parent is None
            )
            yield f"  {title}" + click.style(f"  {below[Status.COVERED]} of {total} covered", dim=True)
        return
    if coverage.status not in shown:
        return
    colour = _COLOURS[coverage.status]
    symbol = click.style(symbols[coverage.status], fg=colour)
    evidence = _evidence(coverage)
    status = click.style(f"{coverage.status.value:<{8 if evidence else 0}}", fg=colour)
    label = textwrap.shorten(plain(clause.label), max(width - number_width - 46, 24), placeholder=" ...")
    room = max(width - number_width - 46, 24)
    yield f"{symbol} {clause.id:<{number_width}}  {label:<{room}}  {status}{'  ' if evidence else ''}{evidence}"
    if coverage.status in {Status.PARTIAL, Status.WEAK}:
        for reason in coverage.reasons:
            for line in textwrap.wrap(plain(encodable(reason)), max(width - number_width - 6, 30)):
                yield " " * (number_width + 4) + click.style(line, dim=True)


def _evidence(coverage: ClauseCoverage) -> str:
    if coverage.status is Status.EXCLUDED:
        return textwrap.shorten(plain(coverage.reasons[0]), 40, placeholder=" ...")
    names = list(dict.fromkeys(plain(encodable(carrier.name)) for carrier in coverage.carriers))
    more = f" +{len(names) - _NAMES_ON_A_LINE}" if len(names) > _NAMES_ON_A_LINE else ""
    return ", ".join(names[:_NAMES_ON_A_LINE]) + more


def _next(frameworks: Sequence[FrameworkCoverage], snapshot: Snapshot) -> str:
    open_clauses = [
        clause.ref
        for framework in frameworks
        for clause in framework.clauses.values()
        if clause.status in {Status.GAP, Status.PARTIAL}
    ]
    day = f"On {snapshot.today}. " if snapshot.history is not None else f"{NO_HISTORY}\nOn {snapshot.today}. "
    if not open_clauses:
        return f"{day}Every clause is carried."
    one = f"`smsdocs coverage {open_clauses[0].clause}` says what one clause lacks"
    return f"{day}Next: {one}; --status gap lists the gaps."
