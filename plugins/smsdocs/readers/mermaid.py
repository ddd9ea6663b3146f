"""Where a copy of Mermaid lies that the site can carry: in the repository, or in the extra `diagrams`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from smsdocs.readers.reserved_files import stands_reserved

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = "mermaidx"
"""A distribution that carries Mermaid as one file; none of its code runs here."""
_INSIDE = "mermaidx/assets/mermaid.js"
_OWN = re.compile(r"(?:.*/)?mermaid(?:\.min)?\.js")


def find_packaged() -> Path | None:
    """Return the copy of the installed package; None where it is not installed, or carries none."""
    from importlib.metadata import PackageNotFoundError, distribution  # noqa: PLC0415  # 8 ms; few systems ask

    try:
        found = Path(str(distribution(PACKAGE).locate_file(_INSIDE)))
    except PackageNotFoundError:
        return None
    return found if found.is_file() else None


def find_own(paths: Iterable[str], docs_dir: str) -> str:
    """Return the path of the copy that a repository brings among its pages; empty where it brings none."""
    inside = f"{docs_dir}/"
    found = (path for path in paths if path.startswith(inside) and _OWN.fullmatch(path))
    return min((path for path in found if not stands_reserved(path.removeprefix(inside))), default="")
