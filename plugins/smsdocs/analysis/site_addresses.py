"""Where the addresses of a built site lead: within it, to another host, or nowhere."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from smsdocs.model.built_site import BuiltSite

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.\-]*:|[/\\]{2}", re.IGNORECASE)
_OTHER = ("mailto:", "tel:", "data:", "blob:", "about:")


class End(Enum):
    """What an address leads to."""

    HERE = auto()
    NO_FILE = auto()
    NO_ANCHOR = auto()
    ANOTHER_HOST = auto()
    OTHER = auto()
    """A mailbox, a telephone, data in the page itself."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where an address leads. `path` is the file it names, empty where it names none."""

    end: End
    path: str = ""
    fragment: str = ""


class SiteAddresses:
    """Follows the addresses of one site; each way is gone once."""

    def __init__(self, site: BuiltSite) -> None:
        self.site = site
        self._known: dict[tuple[str, str], tuple[str, bool]] = {}

    @cached_property
    def prefix(self) -> str:
        """Return the path on its server under which the site expects to stand, as the pages say themselves."""
        for path, page in self.site.pages.items():
            if page.canonical:
                own = urlsplit(page.canonical).path
                ends = (f"/{path}", f"/{path.removesuffix('index.html')}", f"/{path.removesuffix('.html')}")
                for end in ends:
                    if own.endswith(end):
                        return unquote(own.removesuffix(end)) + "/"
        return "/"

    def follow(self, page: str, url: str, base: str = "") -> Target:
        """Return where an address on a page, or in a style sheet, leads.

        Args:
            page: the path of the file it stands in.
            url: the address.
            base: what the page names for relative addresses to start from.
        """
        if url.lower().startswith(_OTHER):
            return Target(End.OTHER)
        if url.lower().startswith("file:"):
            return Target(End.NO_FILE, url)
        if is_elsewhere(url) or (base and is_elsewhere(base) and not url.startswith("#")):
            return Target(End.ANOTHER_HOST)
        address, _, fragment = url.partition("#")
        address = unquote(address.partition("?")[0]).replace("\\", "/")
        folder = posixpath.dirname(page)
        if base:
            folder = posixpath.dirname(posixpath.join(folder, unquote(base)))
        path, found = self._resolve(folder, address) if address else (page, True)
        if not found:
            return Target(End.NO_FILE, path)
        if self._has_anchor(path, fragment):
            return Target(End.HERE, path, fragment)
        return Target(End.NO_ANCHOR, path, unquote(fragment))

    def _resolve(self, folder: str, address: str) -> tuple[str, bool]:
        key = (folder, address)
        if key not in self._known:
            self._known[key] = self._look(folder, address)
        return self._known[key]

    def _look(self, folder: str, address: str) -> tuple[str, bool]:
        ways = [posixpath.join(folder, address)]
        if address.startswith("/"):
            ways = (
                [address.removeprefix(self.prefix), address] if address.startswith(self.prefix) else [address]
            )
        for way in ways:
            path = posixpath.normpath(way.lstrip("/") or ".")
            path = "" if path == "." else path
            if path in self.site.files and not address.endswith("/"):
                return path, True
            if path in self.site.folders:
                index = posixpath.join(path, "index.html")
                if index in self.site.files:
                    return index, True
        return path, False

    def _has_anchor(self, path: str, fragment: str) -> bool:
        """Say whether a page has an anchor; `a=b` is no anchor but what a page remembers, as filters do."""
        page = self.site.pages.get(path)
        if (
            page is None
            or not fragment
            or fragment.lower() == "top"
            or "=" in fragment
            or fragment.startswith(":~:")
        ):
            return True
        return unquote(fragment) in page.anchors or fragment in page.anchors


def is_elsewhere(url: str) -> bool:
    """Say whether an address names another host; `http:` without one is that too."""
    return bool(_ELSEWHERE.match(url)) and not url.lower().startswith(_OTHER)
