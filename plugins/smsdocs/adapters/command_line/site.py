"""`smsdocs build` and `smsdocs serve`: MkDocs with our plugin, and a site that is replaced only when it is whole."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smsdocs.adapters.command_line.options import history_option, root_option, today_option
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.settings import read_settings
from smsdocs.readers.tree import DiskTree
from smsdocs.reports.site.addresses import DOCUMENTS
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.model.settings import Settings

_NO_BREAKS = 100_000
"""Columns of what is no terminal."""


@click.command()
@root_option
@today_option
@history_option
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    help="Where the site goes; by default the setting of mkdocs.yml.",
)
@click.option(
    "--strict/--no-strict", default=True, show_default=True, help="Stop at errors and at MkDocs' warnings."
)
def build(root: Path, today: date | None, site_dir: Path | None, *, no_history: bool, strict: bool) -> None:
    """Build the site. The old one stays until the new one is whole."""
    _require_mkdocs()
    settings = read_settings(DiskTree(root))
    _require_entry(settings)
    _require_docs(root, settings)
    target = site_dir or root / settings.site_dir
    _refuse_foreign(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".smsdocs-site-", dir=target.parent) as scratch:
        fresh = Path(scratch) / "new"
        arguments = ["build", "--site-dir", str(fresh.resolve())] + (["--strict"] if strict else [])
        code = _run_mkdocs(root / settings.path, today, arguments, history=not no_history)
        if code:
            read_snapshot(
                root, today=today, history=not no_history
            )  # settings that keep us from looking end with exit code 2
            kept = f"; {target} is as it was" if target.exists() else ""
            click.echo(f"smsdocs: the site was not built{kept}", err=True)
            raise click.exceptions.Exit(1 if code == 1 else 2)
        if target.exists():
            target.replace(Path(scratch) / "old")
        fresh.replace(target)
    click.echo(_tell_where(target))


def _tell_where(target: Path) -> str:
    """Say how to look at a site. Where addresses are folders, a browser shows their list instead, without a server."""
    if not (target / DOCUMENTS.removesuffix(".md") / "index.html").is_file():
        return f"The site is in {target}: open {target / 'index.html'}."
    return (
        f"The site is in {target}. Its links need a web server: `smsdocs serve` shows it here. For a site that opens "
        "from a folder, add `- offline` under `plugins:`."
    )


@click.command()
@root_option
@today_option
@history_option
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to listen: host:port.")
def serve(root: Path, today: date | None, address: str, *, no_history: bool) -> None:
    """Serve the site here, and rebuild it at every change of a document, register, record or setting."""
    _require_mkdocs()
    settings = read_settings(DiskTree(root))
    _require_entry(settings)
    _require_docs(root, settings)
    code = _run_mkdocs(
        root / settings.path, today, ["serve", "--livereload", "--dev-addr", address], history=not no_history
    )
    raise click.exceptions.Exit(code)


def _require_mkdocs() -> None:
    if importlib.util.find_spec("mkdocs") is None or importlib.util.find_spec("material") is None:
        message = "the site needs MkDocs and its theme, which are not installed"
        raise CannotLookError(message, "pip install 'smsdocs[site]'")


def _require_entry(settings: Settings) -> None:
    if settings.entry is None:
        message = f"{settings.path} does not name smsdocs, so the site would hold none of its pages"
        raise CannotLookError(message, "add `- smsdocs` under `plugins:`")


def _require_docs(root: Path, settings: Settings) -> None:
    if not (root / settings.docs_dir).is_dir():
        message = f"there is no folder {settings.docs_dir}, from which MkDocs builds the site"
        raise CannotLookError(message, f"make it, or name another as `docs_dir` in {settings.path}")


def _refuse_foreign(target: Path) -> None:
    """Refuse to replace a folder that holds something else than a site."""
    if target.is_file() or target.is_symlink():
        message = f"{target} is no folder"
        raise CannotLookError(message, "name another with --site-dir")
    if target.is_dir() and any(target.iterdir()) and not (target / "404.html").is_file():
        message = f"{target} holds something that is no site of ours"
        raise CannotLookError(message, "empty it, or name another folder with --site-dir")


def _run_mkdocs(config: Path, today: date | None, arguments: list[str], *, history: bool) -> int:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # the manual says what the notice says
    if today is not None:
        environment["SMSDOCS_TODAY"] = today.isoformat()
    if not history:
        environment["SMSDOCS_NO_HISTORY"] = "1"
    if (
        not sys.stderr.isatty()
    ):  # MkDocs breaks its lines by the terminal, in a file too: nobody finds a message there
        environment["COLUMNS"] = str(_NO_BREAKS)
    command, *rest = arguments
    try:
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", command, "--config-file", str(config), *rest],
            env=environment,
            check=False,
        ).returncode
    except KeyboardInterrupt:
        return 0
