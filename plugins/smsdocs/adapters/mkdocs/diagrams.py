"""Diagrams on the site: a copy of Mermaid beside the pages, and nothing that makes the theme fetch one elsewhere."""

from __future__ import annotations

import html
import os
import re
from typing import TYPE_CHECKING

from mkdocs.structure.files import File, InclusionLevel

from smsdocs.adapters.mkdocs.files import ASSETS, add_asset
from smsdocs.adapters.mkdocs.site import log
from smsdocs.readers.mermaid import PACKAGE, find_packaged

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from smsdocs.adapters.mkdocs.site import Site

MERMAID = f"{ASSETS}/mermaid/mermaid.js"
"""Where the copy of Mermaid stands on the site."""
SCRIPT, STYLE = "diagrams.js", "diagrams.css"
"""Ours, on every page of a site with diagrams."""
_FRAME = ("diagrams-frame.html", "diagrams-frame.js")
"""Ours, in the frame where they are drawn."""
_FENCES = "pymdownx.superfences"
_BLOCK = re.compile(
    r"<(?:pre|div)\b[^<>]*\bclass\s*=\s*[\"'][^\"']*\bmermaid\b[^<>]*>(?:\s*<code\b[^<>]*>)?", re.IGNORECASE
)
_CLASS = re.compile(r"(\bclass\s*=\s*[\"'])([^\"']*)", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w-])mermaid(?![\w-])", re.IGNORECASE)


def load_diagrams(config: MkDocsConfig, site: Site) -> None:
    """Have every page load what draws diagrams, where some page has one and a copy of Mermaid is at hand.

    Fences of Mermaid keep their language in any case; highlighting would drop it. An owner's own fence stays.
    """
    if _FENCES in config.markdown_extensions:
        settings = config.mdx_configs.setdefault(_FENCES, {})
        fences = list(settings.get("custom_fences") or ())
        if all(fence.get("name") != "mermaid" for fence in fences if isinstance(fence, dict)):
            fences.append({"name": "mermaid", "class": "language-mermaid", "format": format_fence})
            settings["custom_fences"] = fences
    if site.snapshot.mermaid:
        config.extra_css.append(f"{ASSETS}/{STYLE}")
        config.extra_javascript.append(f"{ASSETS}/{SCRIPT}")


def format_fence(
    source: str, language: str, css_class: str, options: object, md: object, **more: object
) -> str:
    """Return a fence of Mermaid as a plain block of code; pymdownx calls this."""
    del language, options, md, more
    return f'<pre><code class="{css_class}">{html.escape(source, quote=False)}</code></pre>'


def host_mermaid(files: Files, config: MkDocsConfig, site: Site) -> None:
    """Put the copy of Mermaid on the site, with what draws."""
    source = _find_copy(site)
    if source is None:
        return
    for name in (SCRIPT, STYLE, *_FRAME):
        add_asset(files, config, name)
    content = source.read_bytes()
    files.append(File.generated(config, MERMAID, content=content, inclusion=InclusionLevel.NOT_IN_NAV))


def _find_copy(site: Site) -> Path | None:
    wanted = site.snapshot.mermaid
    if not wanted or wanted == PACKAGE:
        return find_packaged() if wanted else None
    place = site.root / wanted
    if place.is_file() and os.path.realpath(place) == f"{os.path.realpath(site.root)}/{wanted}":
        return place
    log.warning("%s is a link or no file: diagrams are not drawn", wanted)
    return None


def keep_diagrams(content: str) -> str:
    """Return the HTML of a page whose diagrams are ours to draw: the theme would fetch Mermaid from another host.

    It looks for the class `mermaid`; the block keeps the class that Markdown gives a block of code of that language.
    """
    return _BLOCK.sub(_rename, content) if "mermaid" in content.lower() else content


def _rename(found: re.Match[str]) -> str:
    opening, mark, code = found[0].partition("<code")
    opening = _CLASS.sub(lambda one: one[1] + _WORD.sub("language-mermaid", one[2]), opening, count=1)
    return f"{opening}{mark}{code}"
