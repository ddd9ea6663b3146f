"""Writes the pages at permanent addresses: plain files, which no theme makes and no search or sitemap lists."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from smsdocs.adapters.mkdocs.site import log, looking
from smsdocs.reports.site.lasting import MARK, build_lasting

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from smsdocs.adapters.mkdocs.site import Site


def write_lasting(config: MkDocsConfig, site: Site) -> None:
    """Write every permanent address below the site; what another page stands at is left alone."""
    with looking():
        pages = list(build_lasting(site.desk))
    for folder in dict.fromkeys(page.path.rpartition("/")[0] for page in pages):
        with suppress(OSError):  # what cannot be made cannot be written into, and that is said below
            os.makedirs(os.path.join(config.site_dir, folder), exist_ok=True)  # noqa: PTH103, PTH118  # thousands of them
    for page in pages:
        if not _write(os.path.join(config.site_dir, page.path), page.html):  # noqa: PTH118  # the same
            log.warning("%s is a permanent address, and another file stands there", page.path)


def _write(place: str, html: str) -> bool:
    """Write a page where nothing stands, or one of its kind; say whether it could be."""
    try:
        with open(place, "xb") as file:  # noqa: PTH123  # thousands of them
            file.write(html.encode("utf-8", "replace"))
    except FileExistsError:
        known = Path(place)
        if not known.is_file() or MARK.encode() not in known.read_bytes():
            return False
        known.write_bytes(html.encode("utf-8", "replace"))
    except OSError:
        return False
    return True
