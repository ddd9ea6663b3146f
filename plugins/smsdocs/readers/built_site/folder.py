"""The folder of a site: every page and every style sheet, one after the other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from smsdocs.model.built_site import Address, BuiltPage, BuiltSite
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.built_site.page import parse_page
from smsdocs.readers.built_site.style import parse_style

if TYPE_CHECKING:
    from pathlib import Path

_PAGES = (".html", ".htm", ".xhtml")
_DRAWINGS = (".svg",)


def read_built_site(top: Path) -> BuiltSite:
    """Read a site.

    Raises:
        CannotLookError: there is no such folder, it holds no page, or a file cannot be read.
    """
    if not top.is_dir():
        message = f"{top} is no folder"
        raise CannotLookError(message, "name the folder that `smsdocs build` made")
    files, folders = _walk(top)
    pages: dict[str, BuiltPage] = {}
    styles: dict[str, tuple[Address, ...]] = {}
    for path in sorted(files):
        name = path.lower()
        if name.endswith(_PAGES):
            pages[path] = parse_page(path, _read(top, path))
        elif name.endswith(".css"):
            text = _read(top, path).decode("utf-8", "replace")
            styles[path] = tuple(parse_style(text, "style sheet"))
        elif name.endswith(_DRAWINGS):
            styles[path] = tuple(parse_page(path, _read(top, path)).addresses)
    if not pages:
        message = f"{top} holds no HTML page"
        raise CannotLookError(message, "name the folder that `smsdocs build` made")
    return BuiltSite(pages=pages, styles=styles, files=files, folders=folders)


def _walk(top: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Return every file and folder below the top; a link out of the folder is a file like any other."""
    files: set[str] = set()
    folders: set[str] = {""}
    for folder, below, names in os.walk(top, onerror=_refuse):
        inside = os.path.relpath(folder, top).replace(os.sep, "/")
        prefix = "" if inside == "." else f"{inside}/"
        folders.update(f"{prefix}{name}" for name in below)
        files.update(f"{prefix}{name}" for name in names)
    return frozenset(files), frozenset(folders)


def _refuse(error: OSError) -> None:
    message = f"{error.filename} cannot be read: {error.strerror}"
    raise CannotLookError(message, "run it as somebody who may read the site") from error


def _read(top: Path, path: str) -> bytes:
    place = top / path
    try:
        return place.read_bytes() if place.is_file() else b""
    except OSError as error:
        message = f"{place} cannot be read: {error.strerror}"
        raise CannotLookError(message, "run it as somebody who may read the site") from error
