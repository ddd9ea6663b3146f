"""What an address is to a browser: entities, white space, control characters and capital letters hide nothing."""

from __future__ import annotations

import html
import re

from smsdocs.analysis.unsafe_html.allowed import SCHEMES

_EDGE = "".join(map(chr, range(33)))
"""What browsers strip from the ends of an address."""
_IGNORED = re.compile(r"[\t\n\r]")
"""What they leave out inside it."""
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_ESCAPED = re.compile(r"\\([-\\`*_{}\[\]()>#+.!])")
_HOST = re.compile(r"(?:https?:)?[/\\]{2}", re.IGNORECASE)
_NO_HOST = re.compile(r"https?:[/\\]*(?:[?#]|$)|https?:[/\\]*\[(?![0-9a-fA-F:.]+\])", re.IGNORECASE)
_MACRO = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}|\{#[^{}\n]*#\}")
_CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*)(?:\s[^,]*)?")


def clean_address(written: str) -> str:
    """Return an address as a browser takes it from an attribute."""
    return _IGNORED.sub("", html.unescape(written).strip(_EDGE))


def drop_macros(written: str) -> str:
    """Return an address as it is where its macros show nothing."""
    return _MACRO.sub("", written) if "{" in written else written


def unescape_markdown(written: str) -> str:
    """Return an address without the backslashes that Markdown takes out."""
    return _ESCAPED.sub(r"\1", written) if "\\" in written else written


def is_unsafe(address: str) -> bool:
    """Say whether a cleaned address leads to something that no text needs, or that cannot be read.

    A path on somebody's own disk (`file:`, `C:`) is no danger; the rules for links speak of it.
    """
    found = _SCHEME.match(address)
    if found is None:
        return False
    scheme = found[1].lower()
    if scheme in SCHEMES:
        return bool(_NO_HOST.match(address))
    return len(scheme) > 1 and scheme != "file"


def is_elsewhere(address: str) -> bool:
    """Say whether a browser would ask another host for what a cleaned address names."""
    return bool(_HOST.match(address) or _SCHEME.match(address))


def list_candidates(srcset: str) -> list[str]:
    """Return the addresses of a `srcset`."""
    return [clean_address(found[1].rstrip(",")) for found in _CANDIDATE.finditer(html.unescape(srcset))]
