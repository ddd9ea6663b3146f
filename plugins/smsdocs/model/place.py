"""Where something stands: a file, and if known a line and a column."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Key: TypeAlias = tuple[Hashable, ...]
"""The way to a value inside front matter or a register: keys and list indexes, outermost first."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file.

    Attributes:
        path: relative to the root, with forward slashes; empty for the tree as a whole.
        line: 1-based, or None where there is no line.
        column: 1-based, in code points, or None.
    """

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.path, *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(parts)


class Places(Protocol):
    """Finds the place of a key of a YAML mapping. Looking is lazy: only a finding asks."""

    def of(self, *key: Hashable) -> Place:
        """Return the place of the value at `key`; of its nearest parent where the key is absent."""
        ...

    def of_key(self, *key: Hashable) -> Place:
        """Return the place of the key itself, not of its value."""
        ...

    def source(self, *key: Hashable) -> str | None:
        """Return the scalar at `key` as the author wrote it, or None."""
        ...


@dataclass(frozen=True, slots=True)
class NoPlaces:
    """The places of a file that holds no YAML: everything stands at its top."""

    path: str

    def of(self, *key: Hashable) -> Place:
        """Return the top of the file."""
        del key
        return Place(self.path, 1, 1)

    def of_key(self, *key: Hashable) -> Place:
        """Return the top of the file."""
        del key
        return Place(self.path, 1, 1)

    def source(self, *key: Hashable) -> str | None:
        """Return None: there is no source."""
        del key
        return None
