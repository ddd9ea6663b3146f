"""The policy that each page hands to the browser: what the page may load, and which of its scripts may run.

An inline script runs where a template wrote it, and nowhere else. Templates are marked as they are loaded, so a
script that came in with a title, a name or a page has no mark, gets no hash, and the browser leaves it alone.
"""

from __future__ import annotations

import html
import os
import re
import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2.ext import Extension
from markupsafe import Markup

from smsdocs.adapters.mkdocs.files import ASSETS, add_asset
from smsdocs.adapters.mkdocs.site import log
from smsdocs.analysis.scripts import RUNS, hash_script
from smsdocs.readers.active_files import find_acting, may_act
from smsdocs.readers.source import PAGE_LIMIT
from smsdocs.readers.tree import too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from smsdocs.adapters.mkdocs.site import Site

SHIM_NAME = "iframe-worker"
"""What the address of a script holds that Material takes for a stand-in of workers."""
_SHIM_FILE = f"{SHIM_NAME}/shim.js"
SHIM = f"{ASSETS}/{_SHIM_FILE}"
MARK = f'data-sms-{secrets.token_hex(16)}=""'
"""What nobody who writes a page can know; no page keeps it."""
_WRITTEN = re.compile(r"<script(?=[\s>])", re.IGNORECASE)
_SCRIPT = re.compile(r"<script(\s[^>]*)?>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_SOURCE = re.compile(r"\ssrc\s*=", re.IGNORECASE)
_TYPE = re.compile(r"\stype\s*=\s*[\"']?([^\s\"'>]*)", re.IGNORECASE)
_HEAD = re.compile(r"<head(?:\s[^>]*)?>(?:\s*<meta\s+charset=[\"']?utf-8[\"']?\s*/?>)?", re.IGNORECASE)
_DOCTYPE = re.compile(r"\s*<!doctype[^>]*>", re.IGNORECASE)
_POLICY = 'http-equiv="Content-Security-Policy"'
_FIRST = 16_384
"""Characters of a page in which a policy of ours stands."""
_HINT = re.compile(r'(\s(?:title|aria-label)=")([^"]*[<&][^"]*)"')
_HINTED = (re.compile(r'title="[^"<&]*[<&]'), re.compile(r'aria-label="[^"<&]*[<&]'))
"""The same without what stands before it, which is found ten times as fast: most pages have none."""
_TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_LAYERS = 8
"""Times that a text can be escaped before it is no text."""
TOOLTIPS = "content.tooltips"
"""A feature of the theme that is not safe for text of strangers."""
INSTANT = "navigation.instant"
"""A feature of the theme, and how its kin begin: they fetch the next page, which no browser does from a folder."""
_OFFLINE = "material.plugins.offline"
"""Where the plugin comes from that makes a site for a folder."""
SIGN = "\u2039"
"""What stands for `<` in titles."""
POLICY = (
    "default-src 'self'",
    "script-src 'self'{hashes}",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)
"""The directives. Styles stay free: a page cannot send anything anywhere by them while pictures and fonts cannot."""


class Marking(Extension):
    """Marks the scripts of every template while it is loaded."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source with its scripts marked."""
        del name, filename
        return _WRITTEN.sub(f"<script {MARK}", source)


def mark_templates(env: Environment) -> None:
    """Have every template that is loaded from now on mark its scripts."""
    env.add_extension(Marking)


def escape_names(config: MkDocsConfig) -> None:
    """Let the names of the site be text: the theme prints them as they are, whatever their signs."""
    for key in ("site_name", "site_description", "site_author"):
        if isinstance(config[key], str):
            config[key] = Markup(html.escape(html.unescape(config[key])))  # noqa: S704  # it is escaped right here


def drop_tooltips(config: MkDocsConfig) -> None:
    """Take back the theme's own tooltips: they take for HTML what a heading or a title says as text."""
    features = config.theme.get("features") or []
    if TOOLTIPS in features:
        config.theme["features"] = [one for one in features if one != TOOLTIPS]
        log.info("The feature %s is left out: it would make HTML of what authors write as text", TOOLTIPS)


def drop_instant(config: MkDocsConfig) -> None:
    """Take back what fetches pages by script where a site is made to be opened from a folder.

    There the theme stops before it has told anybody that a page is shown: diagrams would not be drawn, nor tables
    filtered.
    """
    features = config.theme.get("features") or []
    dropped = [one for one in features if one == INSTANT or str(one).startswith(f"{INSTANT}.")]
    if dropped and _is_offline(config):
        config.theme["features"] = [one for one in features if one not in dropped]
        words = (
            "With the plugin offline %s is left out: it fetches pages, which no browser does from a folder"
        )
        log.info(words, ", ".join(dropped))


def _is_offline(config: MkDocsConfig) -> bool:
    return any(
        type(plugin).__module__.startswith(_OFFLINE) and getattr(plugin.config, "enabled", True)
        for plugin in config.plugins.values()
    )


def finish_template(page: str, name: str, *, served: bool) -> str:
    """Return what a template made without a page; where it is one itself, as `404.html` is, with its policy."""
    if name.endswith((".html", ".htm")):
        return set_policy(page, name, served=served)
    return page.replace(f" {MARK}", "")


def set_policy(page: str, name: str, *, served: bool) -> str:
    """Return a page with its policy before any script, and without marks.

    Args:
        page: the HTML as MkDocs would write it.
        name: of the page, for a warning where a script will not run because no template wrote it.
        served: by `mkdocs serve`, which adds a script to each page that reloads it; there inline scripts run.
    """
    page = _calm_titles(page)
    hashes = [] if not served else ["'unsafe-inline'"]
    for found in _SCRIPT.finditer(page):
        attributes = found[1] or ""
        if served or _SOURCE.search(attributes) or not _is_run(attributes):
            continue
        if MARK in attributes:
            hashes.append(f"'{hash_script(found[2].replace(f' {MARK}', ''))}'")
        else:
            message = "%s holds a script that no template wrote: the policy of the page keeps it from running"
            log.warning(message, name)
    return _insert(page.replace(f" {MARK}", ""), dict.fromkeys(hashes))


def _calm_titles(page: str) -> str:
    """Return a page in whose titles and labels no tag can stand: the theme's tooltips take them for HTML, twice."""
    if not any(one.search(page) for one in _HINTED):
        return page
    return _TAG.sub(lambda tag: _HINT.sub(_calm_title, tag[0]), page)  # words may hold ` title="` too


def _calm_title(found: re.Match[str]) -> str:
    text = found[2]
    for _ in range(_LAYERS):
        if (plain := html.unescape(text)) == text:
            break
        text = plain
    else:
        return f'{found[1]}"'
    return f'{found[1]}{html.escape(text.replace("<", SIGN))}"' if "<" in text else found[0]


def _is_run(attributes: str) -> bool:
    found = _TYPE.search(attributes)
    return (found[1].casefold() if found else "") in RUNS


def _insert(page: str, hashes: dict[str, None]) -> str:
    words = "; ".join(POLICY).format(hashes="".join(f" {one}" for one in hashes))
    meta = f'<meta {_POLICY} content="{words}">'
    found = _HEAD.search(page[:_FIRST]) or _DOCTYPE.match(page)
    at = found.end() if found else 0
    return f"{page[:at]}{meta}{page[at:]}"


def leave_out_active(files: Files, config: MkDocsConfig, site: Site) -> None:
    """Drop files of authors that a browser would run when it opens them; `smsdocs check` has told of them."""
    assets = set(site.assets.values())
    for file in list(files):
        if file.abs_src_path is None or not may_act(file.src_uri):
            continue
        if file.src_dir == config.docs_dir or file.src_uri in assets:
            path = Path(file.abs_src_path)
            found = find_acting(file.src_uri, partial(_begin, path), partial(_read, path))
            if found is not None:
                log.info("%s stays out of the site: %s", file.src_uri, found[0])
                files.remove(file)
                site.excluded.add(file.src_uri)
                site.assets = {path: uri for path, uri in site.assets.items() if uri != file.src_uri}


def _begin(path: Path, count: int) -> bytes:
    with path.open("rb") as file:
        return file.read(count)


def _read(path: Path) -> bytes:
    """Return what the checks can look into; what they cannot stays out here too."""
    size = path.stat().st_size
    if size > PAGE_LIMIT:
        raise too_large(size, PAGE_LIMIT)
    return path.read_bytes()


def host_shim(files: Files, config: MkDocsConfig) -> None:
    """Have pages opened from a folder search with a script of ours: others write scripts, which the policy forbids."""
    wanted = [url for url in config.extra.get("polyfills", ()) if SHIM_NAME in str(url)]
    if wanted:
        rest = [url for url in config.extra["polyfills"] if url not in wanted]
        config.extra["polyfills"] = [SHIM, *rest]
        add_asset(files, config, _SHIM_FILE)


def finish_pages(config: MkDocsConfig) -> None:
    """Give a policy to the pages that no template made: redirects and what else plugins write. Their scripts stay."""
    for path in _find_pages(config.site_dir):
        page = path.read_bytes().decode("utf-8", "surrogateescape")
        if _POLICY not in page[:_FIRST]:
            path.write_bytes(_insert(page, {}).encode("utf-8", "surrogateescape"))


def _find_pages(site_dir: str) -> Iterator[Path]:
    for folder, folders, names in os.walk(site_dir):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".html", ".htm")):
                yield Path(folder, name)
