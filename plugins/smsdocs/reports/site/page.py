"""A generated page: what the adapter hands to the site generator."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedPage:
    """A page that is a function of the snapshot.

    Attributes:
        src_uri: where it lies among the sources of the site, with forward slashes.
        title: plain text.
        body: Markdown; user-visible data stands in HTML blocks only, and is escaped.
        source: path of the file that the page shows, for edit links; empty where it shows no single file.
        searchable: False for big lists, which would drown what people look for.
        wide: True where a table needs the room of the table of contents.
        section: title in the navigation; empty keeps the page out of it.
        text: Markdown of an author that follows the body, for pages that show a former version. Whoever makes
            HTML of it cleans that like any author's, and runs no macros; `markdown` leaves it out.
        origin: path that links in this text start from.
    """

    src_uri: str
    title: str
    body: str
    source: str = ""
    searchable: bool = True
    wide: bool = False
    section: str = ""
    text: str = ""
    origin: str = ""

    def markdown(self) -> str:
        """Return the page as a file: front matter that no generator can misread, and the body."""
        lines = [f"title: {json.dumps(self.title)}", "render_macros: false"]
        if not self.searchable:
            lines.append("search: {exclude: true}")
        if self.wide:
            lines.append("hide: [toc]")
        return "\n".join(("---", *lines, "---", "", self.body))
