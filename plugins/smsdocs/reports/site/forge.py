"""Addresses on the git host: the templates of the settings, filled in."""

from __future__ import annotations

from urllib.parse import quote


def fill_template(template: str, path: str, commit: str, line: int | None = None) -> str:
    """Return an address template with its path quoted; empty without a template or what it asks for."""
    if not template or ("{commit}" in template and not commit):
        return ""
    filled = template.replace("{path}", quote(path.encode("utf-8", "surrogateescape")))
    return filled.replace("{commit}", quote(commit)).replace("{line}", str(line or 1))
