"""Inline scripts as the policy of a page sees them: which types run, and the hash by which one is known."""

from __future__ import annotations

import base64
import hashlib
import re

RUNS = frozenset({"", "module", "importmap", "speculationrules", "text/javascript", "application/javascript"})
"""Types of scripts that a policy speaks of; others, such as JSON, are data."""


def hash_script(script: str, kind: str = "sha256") -> str:
    """Return the hash by which a policy knows a script; browsers take line ends for one character."""
    text = script.replace("\r\n", "\n").replace("\r", "\n")
    digest = hashlib.new(kind, text.encode("utf-8", "replace")).digest()
    return f"{kind}-{base64.b64encode(digest).decode()}"


def find_sources(policy: str) -> str | None:
    """Return what a policy says of scripts; None where any inline script may run."""
    found: dict[str, str] = {}
    for directive in policy.split(";"):
        name, _, words = directive.strip().partition(" ")
        found.setdefault(name.lower(), words)
    sources = found.get("script-src-elem", found.get("script-src", found.get("default-src")))
    if sources is None or ("'unsafe-inline'" in sources and not re.search(r"'nonce-|'sha\d", sources)):
        return None
    return sources
