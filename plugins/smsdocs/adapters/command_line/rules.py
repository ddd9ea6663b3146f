"""`smsdocs rules` and `smsdocs explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from smsdocs.adapters.command_line.options import emit, format_option, root_option
from smsdocs.analysis.nearest import suggest
from smsdocs.checks.built_site import list_site_rules
from smsdocs.checks.run import list_rules, severity_of
from smsdocs.model.settings import Settings
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.settings import SETTINGS_FILES, read_settings
from smsdocs.readers.tree import DiskTree
from smsdocs.reports.contracts import render_rules_json
from smsdocs.reports.rules_text import render_rule_text, render_rules_text

if TYPE_CHECKING:
    from pathlib import Path

    from smsdocs.checks.rule import Rule
    from smsdocs.model.finding import Severity


def _severities(root: Path) -> dict[str, Severity | None]:
    """Return the severity of every rule under the settings of a tree, the defaults where there is none."""
    has_settings = any((root / name).is_file() for name in SETTINGS_FILES)
    settings = read_settings(DiskTree(root)) if has_settings else Settings()
    return {rule.code: severity_of(rule, settings) for rule in _list_all()}


def _list_all() -> tuple[Rule, ...]:
    """Return the rules about the repository and those about a built site."""
    return tuple(sorted((*list_rules(), *list_site_rules()), key=lambda rule: rule.code))


@click.command()
@root_option
@format_option("text", "json")
def rules(root: Path, output: str) -> None:
    """List the rules with their severity under the settings here."""
    render = render_rules_json if output == "json" else render_rules_text
    emit(render(_list_all(), _severities(root)))


@click.command()
@click.argument("code")
@root_option
@format_option("text", "json")
def explain(code: str, root: Path, output: str) -> None:
    """Explain a rule: when it is triggered, how to mend it, why it matters.

    CODE is a code (SMS301) or a name (unknown-clause).
    """
    rule = _find_rule(code)
    severities = _severities(root)
    if output == "json":
        emit(render_rules_json([rule], severities))
    else:
        emit(render_rule_text(rule, severities[rule.code]))


def _find_rule(code: str) -> Rule:
    codes = {rule.code: rule for rule in _list_all()}
    names = {rule.name: rule for rule in _list_all()}
    found = codes.get(code.upper()) or names.get(code.lower())
    if found is None:
        message = f"there is no rule `{code}`"
        raise CannotLookError(
            message, suggest(code.upper(), codes, suggest(code, names, "`smsdocs rules` lists them"))
        )
    return found
