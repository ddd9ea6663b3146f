"""What style sheets ask for: `url()` and `@import`, in files, in `<style>` and in `style=`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsdocs.model.built_site import Address, Use

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ASKED = re.compile(
    r"url\(\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s\"'()]*))\s*\)|@import\s+(?:\"([^\"\n]*)\"|'([^'\n]*)')",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
_LAST = 0x10FFFF


def parse_style(text: str, said: str, line: int = 1, column: int | None = None) -> Iterator[Address]:
    """Yield every address that a style sheet names; on the first line of one in a page, at the element's column."""
    if "url(" not in text.lower() and "@import" not in text.lower() and "\\" not in text:
        return
    plain = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    for found in _ASKED.finditer(plain):
        url = next((group for group in found.groups() if group is not None), "")
        before = plain.count("\n", 0, found.start())
        start = found.start() - plain.rfind("\n", 0, found.start())
        place = start if before or column is None else column
        yield Address(Use.ASK, said, _unescape(url), line + before, place)


def _unescape(url: str) -> str:
    """Return an address without the escapes of style sheets."""

    def plain(found: re.Match[str]) -> str:
        if not found[1]:
            return str(found[2])
        code = int(found[1], 16)
        return chr(code) if 0 < code <= _LAST else "\ufffd"

    return _ESCAPE.sub(plain, url) if "\\" in url else url
