"""Findings about a built site for people: one line for what many pages share, a summary last."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from smsdocs.model.finding import Finding, Severity
from smsdocs.reports.words import count, encodable, enumerate_words, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smsdocs.model.built_site import BuiltSite

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def render_site_text(
    site: BuiltSite, findings: Sequence[Finding], width: int = 100, *, everything: bool = False
) -> str:
    """Return the report of a site.

    Args:
        site: what was checked.
        findings: in order.
        width: of the terminal, in characters.
        everything: show what many pages share on each of them.
    """
    lines: list[str] = []
    for finding, others in _fold(findings, everything=everything):
        lines += _render(finding, others, width)
    if lines:
        lines.append("")
    lines += _summarise(site, findings)
    return "\n".join(lines) + "\n"


def _fold(findings: Sequence[Finding], *, everything: bool) -> list[tuple[Finding, int]]:
    """Return findings with how many more pages share each."""
    if everything:
        return [(finding, 0) for finding in findings]
    first: dict[tuple[str, str], Finding] = {}
    paths: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        key = (finding.code, finding.message)
        first.setdefault(key, finding)
        paths.setdefault(key, set()).add(finding.place.path)
    return [(finding, len(paths[key]) - 1) for key, finding in first.items()]


def _render(finding: Finding, others: int, width: int) -> Iterator[str]:
    severity = click.style(f"{finding.severity.value:<7}", fg=_COLOURS[finding.severity])
    more = f" and on {count(others, 'more page')}" if others else ""
    place = click.style(plain(encodable(str(finding.place))), bold=True)
    yield f"{place}{more}"
    code = click.style(finding.code, dim=True)
    first, *rest = _wrap(finding.message, width - 19) or [""]
    yield f"  {severity}  {first}  {code}"
    yield from (f"{'':11}{line}" for line in rest)
    for line in _wrap(finding.hint, width - 11):
        yield f"{'':11}{click.style(line, dim=True)}"


def _wrap(text: str, width: int) -> list[str]:
    shown = plain(encodable(text))
    return textwrap.wrap(shown, max(width, 30), break_long_words=False, break_on_hyphens=False)


def _summarise(site: BuiltSite, findings: Sequence[Finding]) -> Iterator[str]:
    numbers = {severity: sum(one.severity is severity for one in findings) for severity in Severity}
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "hint"}
    parts = [
        click.style(count(number, words[severity]), fg=_COLOURS[severity], bold=True)
        for severity, number in numbers.items()
        if number
    ]
    found = enumerate_words(parts) if parts else click.style("No findings", fg="green", bold=True)
    addresses = sum(len(page.addresses) for page in site.pages.values())
    yield f"{found} in {count(len(site.pages), 'page')} with {count(addresses, 'address', 'addresses')}."
    if findings:
        worst = min(findings, key=lambda finding: finding.severity.rank)
        yield click.style(
            f"Next: `smsdocs explain {worst.code}` says what it means and how to mend it.", dim=True
        )
