"""A site as it lies in a folder: pages with what they ask for, where they lead, and what they lack."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Use(Enum):
    """What a browser does with an address."""

    ASK = auto()
    """It asks for it by itself."""
    FOLLOW = auto()
    """It goes there when its reader says so."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a page or a style sheet.

    Attributes:
        use: what a browser does with it.
        said: where it stands, such as `<img src>`.
        url: as the browser takes it.
    """

    use: Use
    said: str
    url: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Something in a page that has a name and a place."""

    name: str
    line: int
    column: int


@dataclass(slots=True, kw_only=True)
class BuiltPage:
    """An HTML page.

    Attributes:
        path: from the top of the site.
        size: in bytes.
        base: the address that relative ones start from; empty where the page names none.
        canonical: the address that the page gives as its own; empty where it gives none.
        repeated: ids that stand for the second time.
        silent: pictures without words for those who do not see them.
        policies: the policies it hands to the browser.
        scripts: inline scripts, each by its text, that run only where a policy allows it.
        handlers: attributes and addresses that hold a script.
        early: the first script that stands before the first policy.
    """

    path: str
    size: int
    titled: bool = False
    base: str = ""
    canonical: str = ""
    addresses: list[Address] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    repeated: list[Spot] = field(default_factory=list)
    silent: list[Spot] = field(default_factory=list)
    policies: list[Spot] = field(default_factory=list)
    scripts: list[Spot] = field(default_factory=list)
    handlers: list[Spot] = field(default_factory=list)
    early: Spot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSite:
    """A folder with a site.

    Attributes:
        pages: by path.
        styles: what style sheets ask for, by path.
        files: every file.
        folders: every folder; the top is the empty path.
    """

    pages: Mapping[str, BuiltPage]
    styles: Mapping[str, tuple[Address, ...]]
    files: frozenset[str]
    folders: frozenset[str]
