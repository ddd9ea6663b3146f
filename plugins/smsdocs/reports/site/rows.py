"""Rows that would make a page heavy: past a bound they lie in a file beside the page, and its script adds them.

The page stays light to open, and a list of thousands of rows is still one list to filter. The file is a script, since
a page opened from a folder may load nothing else.
"""

from __future__ import annotations

import dataclasses
import json
import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import escape

from smsdocs.reports.site.page import GeneratedPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.reports.site.desk import Desk

HEAVY = 50_000
"""Bytes of a page's own that stay on it; with the frame around them a page is lighter than 100 KB."""
LEAST = 8_000
"""Bytes of rows that stay on a page however much stands around them: a list without rows is none."""
_TABLE, _ROW, _END = "<table data-sms-filter", "<tr", "</tbody></table>"
_COUNTED = "<tr><", '<tr id="', "<tr data-"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsFile(GeneratedPage):
    """Rows of a list as a script that does nothing but hold them."""

    def markdown(self) -> str:
        """Return the file as it is published."""
        rows = json.dumps(self.body, ensure_ascii=False)
        return f"document.currentScript.rows = {rows};\n"


def build_list(desk: Desk, page: GeneratedPage, elsewhere: str = "") -> Iterator[GeneratedPage]:
    """Yield a page with its tables, and a file for each table whose rows would make it heavy.

    Args:
        desk: where everything stands.
        page: a page whose rows stand on lines of their own.
        elsewhere: where a reader without scripts finds the rows that are not on the page.
    """
    if len(page.body.encode()) <= HEAVY:
        yield page
        return
    light, files = split_rows(page.body, posixpath.splitext(page.src_uri)[0], elsewhere)
    for name in files:
        light = light.replace(
            f'data-rows="{name}"', f'data-rows="{escape(desk.addresses.link(page.src_uri, name))}"'
        )
    yield dataclasses.replace(page, body=light)
    for name, rows in files.items():
        yield RowsFile(src_uri=name, title=page.title, body=rows)


def split_rows(body: str, stem: str, elsewhere: str = "") -> tuple[str, dict[str, str]]:
    """Return a page without the rows that make it heavy, and these rows by the name of their file."""
    around = len("".join(line for line in body.split("\n") if not line.startswith(_ROW)).encode())
    left = max(LEAST, HEAVY - around)
    kept: list[str] = []
    files: dict[str, list[str]] = {}
    at = name = ""
    for line in body.split("\n"):
        if _TABLE in line:
            at, name = f"{stem}-rows{len(files) + 1}.js", ""
            opening = len(kept)
        elif at and _END in line:
            at = name = ""
        elif at and (name or (line.startswith(_ROW) and left <= 0)):
            if not name:
                name = at
                files[name] = []
                kept[opening] = kept[opening].replace(_TABLE, f'{_TABLE} data-rows="{name}"', 1)
            files[name].append(line)
            continue
        left -= len(line.encode()) if line.startswith(_ROW) else 0
        kept.append(line)
    moved = sum(line.startswith(_COUNTED) for lines in files.values() for line in lines)
    words = f"{moved:,} rows are left out here, since they need a script. {escape(elsewhere)}"
    note = f"<noscript><p>{words}</p></noscript>"
    text = "\n".join(kept).replace('<div class="sms-table', f'{note}\n<div class="sms-table', 1)
    return text, {name: "\n".join(lines) for name, lines in files.items()}
