"""The files of the site: authors' pages from outside the docs folder, generated pages, and what stays out."""

from __future__ import annotations

import logging
import os
import posixpath
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from mkdocs.structure.files import File, InclusionLevel, set_exclusions

from smsdocs.adapters.mkdocs.site import log
from smsdocs.analysis.links import find_linked_paths
from smsdocs.model.document import Document
from smsdocs.readers.reserved_files import is_reserved
from smsdocs.reports.site.addresses import spell_path
from smsdocs.reports.site.navigation import build_navigation, build_sections_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from smsdocs.adapters.mkdocs.site import Site
    from smsdocs.reports.site.addresses import Moved
    from smsdocs.reports.site.navigation import Entry
    from smsdocs.reports.site.page import GeneratedPage

STYLES = (
    "look.css", "home.css", "document.css", "tables.css", "history.css", "glossary.css", "management.css",
    "charts.css", "landscape.css", "access.css", "print.css",
)  # fmt: skip
"""Style sheets of our own, in this order; pages load them as one file, since each would be a request and a line."""
STYLE = "smsdocs.css"
"""That file."""
SCRIPTS = ("tables.js", "access.js", "search.js", "terms.js")
"""Scripts of our own that every page loads; each page is readable without them."""
ASSETS = "assets/smsdocs"
"""Where they stand on the site."""
THEME = str(resources("smsdocs.reports") / "theme")
"""The folder of our templates."""
PUBLISHED = frozenset({
    ".avif", ".bpmn", ".docx", ".drawio", ".gif", ".jpeg", ".jpg", ".odp", ".ods", ".odt", ".pdf", ".png", ".pptx",
    ".svg", ".txt", ".webp", ".xlsx",
})  # fmt: skip
"""Endings of files beside documents that are published where a page links to them."""
DATA = (".yml", ".yaml", ".csv", ".json")
"""Endings of registers and tables of records: data about people, shown on pages and never copied."""

_SHOWN = frozenset({InclusionLevel.INCLUDED, InclusionLevel.NOT_IN_NAV})


def load_assets(config: MkDocsConfig) -> None:
    """Have every page load our style sheets and scripts, and let our templates stand before the theme's own.

    A template of the repository's `custom_dir` still comes before ours.
    """
    config.extra_css.append(f"{ASSETS}/{STYLE}")
    config.extra_javascript.extend(f"{ASSETS}/{name}" for name in SCRIPTS)
    theme = config.theme
    first = 1 if theme.custom_dir and theme.dirs and theme.dirs[0] == theme.custom_dir else 0
    theme.dirs.insert(first, THEME)


def add_asset(files: Files, config: MkDocsConfig, name: str) -> None:
    """Put a file of our own on the site."""
    _add_file(files, config, name, _read_asset(name))


def _read_asset(name: str) -> bytes:
    return (resources("smsdocs.reports") / "assets" / name).read_bytes()


def _add_file(files: Files, config: MkDocsConfig, name: str, content: bytes) -> None:
    made = File.generated(config, f"{ASSETS}/{name}", content=content, inclusion=InclusionLevel.NOT_IN_NAV)
    files.append(made)


def collect_files(files: Files, config: MkDocsConfig, site: Site) -> None:
    """Bring the files of MkDocs in line with the snapshot, and give the site its navigation."""
    site.directory_urls = config.use_directory_urls
    set_exclusions(files, config)
    _keep_theme(files, config, site)
    _leave_out(files, config, site)
    _add_documents(files, config, site)
    _add_linked(files, config, site)
    _add_generated(files, config, site)
    _add_file(files, config, STYLE, b"\n".join(map(_read_asset, STYLES)))
    for name in SCRIPTS:
        add_asset(files, config, name)
    config.nav = _navigate(files, config, site)


def _keep_theme(files: Files, config: MkDocsConfig, site: Site) -> None:
    """Drop what stands in the place of the theme's scripts and styles, and put those back."""
    for file in list(files):
        if file.src_dir == config.docs_dir and is_reserved(file.src_uri, site.snapshot.settings):
            log.info("%s stays out of the site: scripts and styles of every page stand there", file.src_uri)
            _exclude(files, file, site)
            own = next((one for one in config.theme.dirs if Path(one, file.src_uri).is_file()), None)
            if own is not None:
                files.append(File(file.src_uri, own, config.site_dir, config.use_directory_urls))


def _leave_out(files: Files, config: MkDocsConfig, site: Site) -> None:
    """Drop links out of the docs folder and data files; keep controlled documents and records out of the navigation."""
    settings = site.snapshot.settings
    folders = (f"{settings.registers}/", f"{settings.records}/")
    docs_dir = os.path.realpath(config.docs_dir)
    for file in list(files):
        if file.abs_src_path is None or file.src_dir != config.docs_dir:
            continue
        path = f"{settings.docs_dir}/{file.src_uri}"
        if spell_path(path) != path:
            _leave_out_odd(files, file, path, site)
            continue
        if os.path.realpath(file.abs_src_path) != os.path.normpath(f"{docs_dir}/{file.src_uri}"):
            log.info("%s is a symbolic link and stays out of the site", path)
            _exclude(files, file, site)
        elif path.startswith(folders) and path.endswith(DATA):
            _exclude(files, file, site)
        else:
            page = site.authored.get(file.src_uri)
            leaf = page is not None and not (isinstance(page, Document) and not page.controlled)
            if leaf and file.inclusion is InclusionLevel.INCLUDED:
                file.inclusion = InclusionLevel.NOT_IN_NAV


def _leave_out_odd(files: Files, file: File, path: str, site: Site) -> None:
    """Drop a file whose path no address can hold; pages that we know come back at an address that spells it."""
    if path in site.desk.addresses.pages:
        files.remove(file)
        if file.inclusion not in _SHOWN:
            site.excluded.add(file.src_uri)
        return
    log.error("%s stays out of the site: its path is no UTF-8. Rename it.", ascii(path))
    _exclude(files, file, site)


def _exclude(files: Files, file: File, site: Site) -> None:
    files.remove(file)
    site.excluded.add(file.src_uri)


def _add_documents(files: Files, config: MkDocsConfig, site: Site) -> None:
    """Add every page that MkDocs does not find at its place, with the way back to its file for edit links."""
    inside = f"{site.snapshot.settings.docs_dir}/"
    moved = {one.path: one for one in site.desk.addresses.moved}
    for src_uri, page in site.authored.items():
        found = page.path.removeprefix(inside) if page.path.startswith(inside) else ""
        if found == src_uri or found in site.excluded:
            continue
        file = files.get_file_from_path(found) if found else None
        if file is not None:
            files.remove(file)
            if file.inclusion not in _SHOWN:
                continue
        _add(files, config, site, page.path, src_uri)
        if page.path in moved:
            _report_moved(moved[page.path], site.desk.addresses.url(src_uri))


def _report_moved(one: Moved, address: str) -> None:
    """Say that a page does not stand where its path says; a strict build stops where nobody expects it."""
    log.log(
        logging.INFO if one.expected else logging.WARNING,
        "%s would stand at %s, where %s stands: it is at %s. Rename it to give it another place.",
        one.path,
        one.address or "the top of the site",
        one.holder or "a page that smsdocs makes",
        address,
    )


def _add(files: Files, config: MkDocsConfig, site: Site, path: str, src_uri: str) -> None:
    file = File.generated(
        config, src_uri, abs_src_path=str(site.root / path), inclusion=InclusionLevel.NOT_IN_NAV
    )
    file.edit_uri = _find_edit_uri(path, site)
    files.append(file)


def _add_linked(files: Files, config: MkDocsConfig, site: Site) -> None:
    """Add images and other files beside documents that some page links to."""
    for path in sorted(_find_linked(site)):
        src_uri = spell_path(path)
        if files.get_file_from_path(src_uri) is None:
            site.assets[path] = src_uri
            _add(files, config, site, path, src_uri)


def _find_linked(site: Site) -> Iterator[str]:
    settings = site.snapshot.settings
    root = os.path.realpath(site.root)
    for path in find_linked_paths(site.snapshot) & site.snapshot.paths:
        wanted = any(folder == "." or path.startswith(f"{folder}/") for folder in settings.documents)
        hidden = any(part.startswith(".") for part in path.split("/"))
        if not wanted or hidden or path.startswith(f"{settings.docs_dir}/"):
            continue
        if (
            posixpath.splitext(path)[1].lower() in PUBLISHED
            and os.path.realpath(site.root / path) == f"{root}/{path}"
        ):
            yield path


def _add_generated(files: Files, config: MkDocsConfig, site: Site) -> None:
    """Add the generated pages; a file that only MkDocs knows does not replace one without a word."""
    found = {file.dest_uri.casefold(): file for file in files}
    for page in site.generated.values():
        made = _generate(config, page, site)
        other = found.get(made.dest_uri.casefold())
        if other is not None:
            files.remove(other)
            if other.inclusion in _SHOWN:
                message = "%s/%s stays out of the site: a page that smsdocs makes stands at %s"
                log.warning(message, site.snapshot.settings.docs_dir, other.src_uri, made.url)
        files.append(made)


def _generate(config: MkDocsConfig, page: GeneratedPage, site: Site) -> File:
    inclusion = InclusionLevel.INCLUDED if page.section else InclusionLevel.NOT_IN_NAV
    file = File.generated(config, page.src_uri, content=page.markdown(), inclusion=inclusion)
    if page.source:
        file.edit_uri = _find_edit_uri(page.source, site)
    return file


def _find_edit_uri(path: str, site: Site) -> str:
    """Return the way from the docs folder to a file, as MkDocs wants it: it quotes nothing."""
    way = posixpath.relpath(path, site.snapshot.settings.docs_dir)
    return way if spell_path(path) == path else quote(way.encode("utf-8", "surrogateescape"))


def _navigate(files: Files, config: MkDocsConfig, site: Site) -> list[Entry]:
    pages = site.generated.values()
    if config.nav is None:
        _show_groups(config)
        guides = [
            file.src_uri
            for file in files.documentation_pages()
            if file.src_dir == config.docs_dir and file.inclusion is InclusionLevel.INCLUDED
        ]
        entries = build_navigation(site.desk, pages, sorted(guides))
    else:
        own = build_sections_entries(site.desk, pages, set(_flatten(config.nav)))
        entries = [*config.nav, *own]
    for src_uri in _flatten(entries):
        file = files.get_file_from_path(src_uri)
        if file is not None and file.inclusion is InclusionLevel.NOT_IN_NAV:
            file.inclusion = InclusionLevel.INCLUDED
    return entries


def _show_groups(config: MkDocsConfig) -> None:
    """Have the theme show the navigation we make as it is meant: groups as headings, index pages as their titles.

    Sections that a reader is not in are a link and no more: with all that is in them each page would be twice as heavy.
    """
    features = config.theme.get("features")
    if isinstance(features, list):
        wanted = ["navigation.sections", "navigation.indexes"]
        wanted += (
            [] if "navigation.expand" in features else ["navigation.prune"]
        )  # the theme bears one of them
        features.extend(one for one in wanted if one not in features)


def _flatten(entry: object) -> Iterator[str]:
    """Yield every page that a navigation names."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        yield from _flatten(list(entry.values()))
    elif isinstance(entry, list):
        for one in entry:
            yield from _flatten(one)
