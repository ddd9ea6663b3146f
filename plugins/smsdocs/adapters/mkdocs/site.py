"""One build of the site: what was read, what was found, and which page is being made."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mkdocs.exceptions import PluginError

from smsdocs.analysis.links import build_link_map
from smsdocs.checks.run import check
from smsdocs.model.finding import Severity
from smsdocs.model.trouble import CannotLookError
from smsdocs.reports.site.builder import build_desk, build_pages
from smsdocs.reports.site.findings import count_findings
from smsdocs.reports.site.live.page import Live
from smsdocs.reports.site.places import build_places
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem
    from mkdocs.structure.pages import Page as MkDocsPage

    from smsdocs.analysis.links import LinkMap
    from smsdocs.model.finding import Finding
    from smsdocs.model.register import Page
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage
    from smsdocs.reports.site.places import Places

log = logging.getLogger("mkdocs.plugins.smsdocs")


class Shelved(NamedTuple):
    """A branch of the navigation that holds a shelf for a moment.

    Attributes:
        head: the index page of the shelf.
        branch: the items beside it, and the shelf.
        before: what the branch was.
    """

    head: MkDocsPage
    branch: list[StructureItem]
    before: list[StructureItem]


@dataclass(kw_only=True)
class Site:
    """One build.

    Attributes:
        root: the folder that holds the settings file.
        directory_urls: whether `x.md` becomes `x/` or `x.html`; other plugins decide until files are collected.
        assets: repository path of a linked file outside the docs folder to its place on the site.
        excluded: sources in the docs folder that are not published.
        current: source of the page that is being made.
        pages: MkDocs' pages by their source.
        shelved: the branch of the navigation that holds a shelf while a page of it is written.
        live: what macros show on authors' pages.
    """

    root: Path
    snapshot: Snapshot
    findings: tuple[Finding, ...]
    directory_urls: bool = True
    assets: dict[str, str] = field(default_factory=dict)
    excluded: set[str] = field(default_factory=set)
    current: str = ""
    pages: dict[str, MkDocsPage] = field(default_factory=dict)
    shelved: Shelved | None = None
    live: Live = field(default_factory=Live)

    @cached_property
    def desk(self) -> Desk:
        """What page builders need."""
        with looking():
            return build_desk(self.snapshot, self.findings, directory_urls=self.directory_urls)

    @cached_property
    def places(self) -> Places:
        """Where each page stands."""
        return build_places(self.desk)

    @cached_property
    def generated(self) -> dict[str, GeneratedPage]:
        """Every generated page by its source."""
        with looking():
            return {page.src_uri: page for page in build_pages(self.desk)}

    @cached_property
    def authored(self) -> Mapping[str, Page]:
        """Authors' pages by their source on the site."""
        pages = self.desk.pages
        return {pages[page.path]: page for page in self.snapshot.markdown}

    @cached_property
    def links(self) -> LinkMap:
        """Every path of the tree."""
        return build_link_map(self.snapshot)


def open_site(config: MkDocsConfig) -> Site:
    """Read the snapshot once, and refuse a strict build that has errors before anything is written.

    Raises:
        PluginError: settings or git keep us from looking, or errors were found in strict mode.
    """
    file = Path(config.config_file_path) if config.config_file_path else None
    root = file.parent if file else Path.cwd()
    name = file.name if file else None
    history = os.environ.get("SMSDOCS_NO_HISTORY", "").lower() in {"", "0", "false", "no", "off"}
    with looking():
        snapshot = read_snapshot(
            root, today=_read_today(), counterparts=True, settings_file=name, history=history
        )
        findings = check(snapshot)
    _report(findings, strict=config.strict)
    _watch(config, root, snapshot)
    return Site(root=root, snapshot=snapshot, findings=findings)


@contextmanager
def looking() -> Iterator[None]:
    """Say in MkDocs' own way what keeps us from looking: a text that is not there shows when it is asked for.

    Raises:
        PluginError: settings or git keep us from looking.
    """
    try:
        yield
    except CannotLookError as trouble:
        message = f"{trouble.message}\n  {trouble.hint}" if trouble.hint else trouble.message
        raise PluginError(message) from None


def _read_today() -> date | None:
    text = os.environ.get("SMSDOCS_TODAY", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = f"SMSDOCS_TODAY is {text!r}: give a day of the calendar as YYYY-MM-DD"
        raise PluginError(message) from None


def _report(findings: tuple[Finding, ...], *, strict: bool) -> None:
    """Log every error with its place, and all else in one line: a gap must not fail a strict build."""
    errors = [one for one in findings if one.severity is Severity.ERROR and one.waived is None]
    for one in errors:
        hint = f" ({one.hint})" if one.hint else ""
        log.error("%s: %s %s%s", one.place, one.code, one.message, hint)
    log.info("smsdocs found %s; the site has them all under Findings", count_findings(findings))
    if errors and strict:
        count = f"{len(errors)} error{'s' if len(errors) > 1 else ''}"
        message = f"{count} in the documents: a strict build writes nothing. `smsdocs explain CODE` says what to do."
        raise PluginError(message)


def _watch(config: MkDocsConfig, root: Path, snapshot: Snapshot) -> None:
    """Have `mkdocs serve` look at every folder the snapshot reads; of the whole tree, at what it holds."""
    settings = snapshot.settings
    wanted = [*settings.documents, settings.registers, settings.records, settings.schema, *settings.sources]
    if "." in wanted:
        wanted = sorted({path.partition("/")[0] for path in snapshot.paths if not path.startswith(".")})
    inside = Path(config.docs_dir)
    for path in dict.fromkeys(wanted):
        full = root / path
        if full.exists() and inside not in (full, *full.parents) and str(full) not in config.watch:
            config.watch.append(str(full))
