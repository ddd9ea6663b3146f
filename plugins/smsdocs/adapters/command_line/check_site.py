"""`smsdocs check-site`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smsdocs.adapters.command_line.options import emit, format_option
from smsdocs.adapters.command_line.root import SETTINGS_FILES, find_root
from smsdocs.checks.built_site import check_site as find_findings
from smsdocs.model.finding import Severity
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.built_site.folder import read_built_site
from smsdocs.readers.settings import read_settings
from smsdocs.readers.tree import DiskTree
from smsdocs.reports.check_site_json import render_site_json
from smsdocs.reports.check_site_text import render_site_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsdocs.model.finding import Finding

FAIL_ON = (*(severity.value for severity in Severity), "never")


@click.command("check-site")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@format_option("text", "json")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="The least severity that makes the exit code 1.",
)
@click.option("--all", "everything", is_flag=True, help="Fold nothing in the text report.")
def check_site(folder: Path | None, output: str, fail_on: str, *, everything: bool) -> None:
    """Find what is wrong with a built site: requests, links, titles, policies.

    DIR is the folder of the site, by default `site_dir` of mkdocs.yml. Any folder with HTML will do; nothing is asked
    over the network.
    """
    site = read_built_site(folder or _find_site())
    findings = find_findings(site)
    if output == "json":
        emit(render_site_json(site, findings))
    else:
        width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        emit(render_site_text(site, findings, width, everything=everything))
    if _fails(findings, fail_on):
        raise click.exceptions.Exit(1)


def _find_site() -> Path:
    """Return the folder that `smsdocs build` fills.

    Raises:
        CannotLookError: there are no settings that could name it, or nothing was built.
    """
    root = find_root(Path())
    if not any((root / name).is_file() for name in SETTINGS_FILES):
        message = f"there is no {SETTINGS_FILES[0]} here that could say where the site is"
        raise CannotLookError(message, "name its folder: `smsdocs check-site site`")
    site = root / read_settings(DiskTree(root)).site_dir
    if not site.is_dir():
        message = f"there is no site in {site}"
        raise CannotLookError(
            message, "make it with `smsdocs build`, or name its folder: `smsdocs check-site site`"
        )
    return site


def _fails(findings: Sequence[Finding], fail_on: str) -> bool:
    if fail_on == "never":
        return False
    worst = Severity(fail_on).rank
    return any(finding.severity.rank <= worst for finding in findings)
