"""Finds what of others the site carries: scripts, styles and fonts that neither the repository nor we have written."""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files as resources
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, InclusionLevel

from smsdocs.adapters.mkdocs.diagrams import MERMAID
from smsdocs.adapters.mkdocs.search import find_search
from smsdocs.adapters.mkdocs.site import log, looking
from smsdocs.reports.site.notices import WORKS, Carried, build_notices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from smsdocs.adapters.mkdocs.site import Site

ENDINGS = (".css", ".eot", ".js", ".mjs", ".otf", ".ttf", ".wasm", ".woff", ".woff2")
_MERMAID_VERSION = re.compile(rb'version:"(\d+\.\d+\.\d+)"')
_LANGUAGE = re.compile(r"assets/javascripts/lunr/(?:min/lunr\.)?([a-z.]+?)(?:\.min)?\.js")
_FOR = {"tinyseg": {"ja"}, "wordcut": {"hi", "th"}}
"""Scripts beside those of a language that it needs."""


def leave_out_languages(files: Files, config: MkDocsConfig) -> None:
    """Leave out what the search needs for languages that this site is not searched in: a megabyte, and licences."""
    plugin = find_search(config)
    spoken = set(plugin.config.get("lang") or ()) if plugin else set()
    for file in list(files):
        if (found := _LANGUAGE.fullmatch(file.src_uri)) and not _is_needed(found[1], spoken):
            files.remove(file)


def _is_needed(name: str, spoken: set[str]) -> bool:
    others = spoken - {"en"}
    if name == "stemmer.support":
        return bool(others) or len(spoken) > 1
    if name == "multi":
        return len(spoken) > 1
    return bool(_FOR.get(name, {name}) & others)


def add_notices(files: Files, config: MkDocsConfig, site: Site) -> None:
    """Add the page that names all of it."""
    carried = list(_find_carried(files, config))
    with looking():
        page = build_notices(site.desk, carried, dict(_find_versions(files)))
    made = File.generated(config, page.src_uri, content=page.markdown(), inclusion=InclusionLevel.NOT_IN_NAV)
    for other in [file for file in files if file.dest_uri.casefold() == made.dest_uri.casefold()]:
        log.warning(
            "%s stays out of the site: a page that smsdocs makes stands at %s", other.src_uri, made.url
        )
        files.remove(other)
    site.generated[page.src_uri] = page
    files.append(made)
    config.extra["sms_notices"] = made.url  # every page leads there; see `main.html`


def _find_carried(files: Files, config: MkDocsConfig) -> Iterator[Carried]:
    own = str(resources("smsdocs.reports"))
    for file in files:
        ours = file.generated_by == "smsdocs" and file.src_uri != MERMAID
        written = file.abs_src_path is not None and (
            file.src_dir == config.docs_dir or file.abs_src_path.startswith(own)
        )
        if file.src_uri.lower().endswith(ENDINGS) and not ours and not written:
            content = file.content_bytes
            bringer = (
                f"Brought by the plugin {file.generated_by}" if file.generated_by else "Part of the theme"
            )
            digest = hashlib.sha256(content).hexdigest()
            yield Carried(path=file.dest_uri, size=len(content), sha256=digest, bringer=bringer)


def _find_versions(files: Files) -> Iterator[tuple[str, str]]:
    for package in sorted({work.package for work in WORKS if work.package}):
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue
    mermaid = files.get_file_from_path(MERMAID)
    if mermaid is not None and (found := _MERMAID_VERSION.search(mermaid.content_bytes)):
        yield "Mermaid", found[1].decode()
