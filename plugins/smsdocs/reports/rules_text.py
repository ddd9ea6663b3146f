"""The words of rules for people."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.checks.rule import Rule
    from smsdocs.model.finding import Severity


def render_rules_text(rules: Iterable[Rule], severities: Mapping[str, Severity | None]) -> str:
    """Return the list of rules by family; `severities` are those under the settings, by code."""
    return "\n".join(_list_lines(rules, severities)) + "\n"


def _list_lines(rules: Iterable[Rule], severities: Mapping[str, Severity | None]) -> Iterator[str]:
    for family, group in groupby(rules, key=lambda rule: rule.family):
        yield click.style(family, bold=True)
        for rule in group:
            severity = severities[rule.code]
            shown = severity.value if severity else "off"
            yield f"  {rule.code}  {shown:<7}  {rule.name:<26} {rule.fault}"
        yield ""
    yield click.style("`smsdocs explain CODE` says more of one.", dim=True)


def render_rule_text(rule: Rule, severity: Severity | None, width: int = 90) -> str:
    """Return everything there is to say of one rule."""
    shown = severity.value if severity else "off"
    lines = [click.style(f"{rule.code} {rule.name}", bold=True) + f"  ({shown})", "", f"{rule.fault}.", ""]
    for title, text in (
        ("Triggered when", rule.trigger),
        ("To fix this", rule.fix),
        ("Rationale", rule.rationale),
    ):
        lines += [
            click.style(title, bold=True),
            *(f"  {line}" for line in textwrap.wrap(text, width - 2)),
            "",
        ]
    return "\n".join(lines)
