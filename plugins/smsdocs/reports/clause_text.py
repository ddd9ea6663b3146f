"""One clause for people: status, reasons, what it expects and who provides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from smsdocs.model.coverage import Carrier, ClauseCoverage, ItemCoverage, Status
from smsdocs.reports.words import ASCII_SYMBOLS, SYMBOLS, encodable, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def render_clause_text(coverage: ClauseCoverage, *, unicode: bool = True) -> str:
    """Return the report of one clause."""
    return "\n".join(_lines(coverage, SYMBOLS if unicode else ASCII_SYMBOLS)) + "\n"


def _lines(coverage: ClauseCoverage, symbols: Mapping[Status, str]) -> Iterator[str]:
    clause = coverage.clause
    yield click.style(f"{coverage.ref}  {plain(clause.label)}", bold=True)
    yield f"  {symbols[coverage.status]} {coverage.status.value}"
    for reason in coverage.reasons:
        yield f"    {plain(encodable(reason))}"
    if clause.summary:
        yield ""
        yield f"  In our words: {plain(clause.summary)}"
    if clause.statement:
        yield ""
        yield f"  In the words of the standard: {plain(clause.statement)}"
    if coverage.carriers:
        yield ""
        yield click.style("  Carried by", bold=True)
        for carrier in coverage.carriers:
            yield f"    {_carrier(carrier)}"
    if coverage.items:
        yield ""
        yield click.style("  Documented information", bold=True)
        for item in coverage.items:
            yield f"    {_item(item, symbols)}"
    yield ""


def _carrier(carrier: Carrier) -> str:
    where = "".join(f" #{anchor}" for anchor in carrier.anchors)
    notes = [carrier.standing_words] if not carrier.in_force else [doubt.detail for doubt in carrier.doubts]
    state = f" ({'; '.join(notes)})" if notes else ""
    return plain(
        encodable(f"{carrier.kind} {carrier.name}{where}, {carrier.path}{_tell_day(carrier)}{state}")
    )


def _tell_day(carrier: Carrier) -> str:
    """Return what kind of record it is, of which day, and how long that counts."""
    kind = f", {carrier.record_kind}" if carrier.record_kind else ""
    if carrier.day is None:
        return kind
    verb = "sampled on" if carrier.kind == "location" else "of"
    until = f", counts until {carrier.until}" if carrier.until and carrier.in_force else ""
    return f"{kind}{',' if carrier.kind == 'location' else ''} {verb} {carrier.day}{until}"


def _item(item: ItemCoverage, symbols: Mapping[Status, str]) -> str:
    mark = symbols[Status.COVERED if item.complete else Status.GAP]
    checked = "" if item.item.verified else ", not checked against the standard"
    who = ", ".join(carrier.name for carrier in item.carriers) or "nobody"
    text = f"{item.item.id}: {item.item.name} ({item.item.kind}, {item.item.required.value}{checked}): {who}"
    return f"{mark} {plain(encodable(text))}"
