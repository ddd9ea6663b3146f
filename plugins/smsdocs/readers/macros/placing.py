"""Jinja's own reader of its notation, made to know columns: it only counts lines."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Self

from jinja2 import Environment
from jinja2.lexer import Lexer

if TYPE_CHECKING:
    from collections.abc import Iterator

TAGS = 5_000
"""Macros in one page."""
TOKENS = 20_000
"""Names, marks and texts inside the braces of one page; nobody writes more by hand."""


class TooMuchError(Exception):
    """A page asks for more than anybody needs."""


class Spot(int):
    """The number of a line that knows its column too; Jinja hands it on from token to node."""

    column: int

    def __new__(cls, line: int, column: int) -> Self:
        """Make a number of it."""
        spot = super().__new__(cls, line)
        spot.column = column
        return spot


class _PlacingLexer(Lexer):
    """Tells where each token stands, and stops where there are too many.

    Attributes:
        last: where the newest token stands, for errors that know no place.
    """

    last: Spot

    @staticmethod
    def count_tags(source: str) -> None:
        """Stop where there are too many macros, before any is read.

        Raises:
            TooMuchError: there are.
        """
        if source.count("{{") + source.count("{%") > TAGS:
            first = next(at for at in range(len(source)) if source.startswith(("{{", "{%"), at))
            raise TooMuchError(Spot(source.count("\n", 0, first) + 1, first - source.rfind("\n", 0, first)))

    def tokeniter(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> Iterator[tuple[int, str, str]]:
        at, line, begun = 0, 1, 0
        for count, (_, token, value) in enumerate(super().tokeniter(source, name, filename, state)):
            found = max(source.find(value, at), at)
            line += source.count("\n", at, found)
            begun = source.rfind("\n", 0, found) + 1 if "\n" in source[at:found] else begun
            self.last = Spot(line, found - begun + 1)
            yield self.last, token, value
            at = found + len(value)
            if "\n" in value:
                line += value.count("\n")
                begun = source.rfind("\n", 0, at) + 1
            if count == TOKENS:
                raise TooMuchError(Spot(line, at - begun + 1))


class _Notation(Environment):
    """Jinja as far as its notation goes: there is nothing in it that could run."""

    @property
    def lexer(self) -> _PlacingLexer:
        return _build_lexer(self)


@lru_cache(maxsize=2)
def _build_lexer(environment: Environment) -> _PlacingLexer:
    return _PlacingLexer(environment)


@lru_cache(maxsize=1)
def build_notation() -> _Notation:
    """Return the one environment that pages are read with."""
    notation = _Notation(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    notation.globals.clear()
    return notation
