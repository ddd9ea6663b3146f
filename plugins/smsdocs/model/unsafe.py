"""What of an author's page does not reach the site: a value per element, attribute or address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class UnsafeKind(StrEnum):
    """Why it does not."""

    ELEMENT = "element"
    """It acts: a script, a frame, a form, a style sheet."""
    HANDLER = "handler"
    """It would run a script."""
    ADDRESS = "address"
    """It leads to something else than a page, a mailbox or a telephone."""
    DROPPED = "dropped"
    """No text needs it."""
    NAME = "name"
    """The theme, or a part that we make, knows itself by it."""
    PICTURE = "picture"
    """The reader's browser would ask another host for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsafe:
    """Something on a page that does not reach the site.

    Attributes:
        kind: why.
        name: of the element, attribute or class, or the address.
        line: in the file, 1-based.
        column: 1-based, in code points.
    """

    kind: UnsafeKind
    name: str
    line: int
    column: int
