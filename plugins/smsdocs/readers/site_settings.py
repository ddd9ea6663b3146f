"""What `mkdocs.yml` says beside our own entry: macros, Markdown extensions, what every page loads, and what runs."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from smsdocs.analysis.borrowed_words import SNIPPETS
from smsdocs.model.macro import MacroUse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.document import Value

_GROUPS = ("group", "material/group")
"""Plugins of Material that list plugins."""


def find_macro_use(plugins: Value) -> MacroUse:
    """Return whose pages run macros: everybody's where the plugin is listed, unless it says otherwise itself."""
    entries = [plugins] if isinstance(plugins, dict) else plugins if isinstance(plugins, list) else []
    for entry in entries:
        if entry == "macros":
            return MacroUse.ALWAYS
        if isinstance(entry, dict) and "macros" in entry:
            own = entry["macros"] if isinstance(entry["macros"], dict) else {}
            if own.get("enabled") is False:
                return MacroUse.NEVER
            return MacroUse.ASKED if own.get("render_by_default") is False else MacroUse.ALWAYS
    return MacroUse.NEVER


def find_names(listed: Value, depth: int = 3) -> Iterator[str]:
    """Yield the names of extensions or plugins; MkDocs takes a list of names and of mappings, or one mapping.

    Markdown takes a class behind the name of a module, as in `module:Class`; Material has a plugin that lists others.

    Args:
        listed: the value of the setting.
        depth: how many lists within lists are read; a list of YAML may hold itself.
    """
    for entry in listed if isinstance(listed, list) else [listed]:
        names = entry if isinstance(entry, dict) else {entry: None} if isinstance(entry, str) else {}
        for name, own in names.items():
            if isinstance(name, str):
                yield name.partition(":")[0]
            if name in _GROUPS and isinstance(own, dict) and depth:
                yield from find_names(own.get("plugins"), depth - 1)


def find_loaded(data: Mapping[str, Value]) -> Iterator[str]:
    """Yield the files that every page loads; MkDocs takes a path, or a mapping with one."""
    for name in ("extra_css", "extra_javascript"):
        entries = data.get(name)
        for entry in entries if isinstance(entries, list) else ():
            if path := _find_below(entry.get("path") if isinstance(entry, dict) else entry):
                yield path


def find_code(data: Mapping[str, Value]) -> Iterator[str]:
    """Yield the folder of the owner's own templates, and the programs that MkDocs runs."""
    theme, hooks = data.get("theme"), data.get("hooks")
    folder = theme.get("custom_dir") if isinstance(theme, dict) else None
    for one in (folder, *(hooks if isinstance(hooks, list) else ())):
        if path := _find_below(one):
            yield path


def find_appended(data: Mapping[str, Value], docs_dir: str) -> Iterator[str]:
    """Yield the files that the extension for snippets appends to every page."""
    listed = data.get("markdown_extensions")
    for entry in listed if isinstance(listed, list) else [listed]:
        for name, own in entry.items() if isinstance(entry, dict) else ():
            if isinstance(own, dict) and name.partition(":")[0] in SNIPPETS:
                yield from _list_appended(own, docs_dir)


def _list_appended(own: Mapping[str, Value], docs_dir: str) -> Iterator[str]:
    appended, bases = own.get("auto_append"), own.get("base_path")
    for base in bases if isinstance(bases, list) else [bases]:
        folders = (
            [base] if isinstance(base, str) and base else [".", docs_dir]
        )  # a tag of MkDocs names either
        for one in appended if isinstance(appended, list) else ():
            file = one.strip().partition(":")[0] if isinstance(one, str) else ""  # a part of it may be named
            yield from (path for folder in folders if file and (path := _find_below(f"{folder}/{file}")))


def _find_below(value: Value) -> str:
    """Return a path that stays below its folder; empty for an address, and for what leads elsewhere or nowhere."""
    if not isinstance(value, str) or not value.strip() or "\0" in value or "://" in value:
        return ""
    path = posixpath.normpath(value.strip())
    return "" if path in {".", ".."} or path.startswith(("/", "../")) else path
