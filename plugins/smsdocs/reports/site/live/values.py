"""Values while a page is followed: plain data, and pieces that functions made. Nothing else exists here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.reports.site.live.pieces import Piece

if TYPE_CHECKING:
    from smsdocs.model.place import Place

Datum: TypeAlias = "str | int | float | bool | Sequence[Datum] | Mapping[str, Datum] | Piece | None"

LONGEST = 20_000
"""Characters of one text, and entries of one list that is made on the way."""
LARGEST = 10**15
"""The largest number."""


class MacroError(Exception):
    """A macro cannot give what it is asked for; it says where and what would satisfy."""

    def __init__(self, message: str, place: Place | None, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.place, self.hint = message, place, hint

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}{f' ({self.hint})' if self.hint else ''}"


def to_text(value: Datum, place: Place) -> str:
    """Return a value in plain words, as a page shows it.

    Raises:
        MacroError: it is a row or a long list, and only its parts can be shown.
    """
    if isinstance(value, Piece):
        return value.text
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.10g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        hint = f"name one of its fields: {', '.join(list(map(str, value))[:8])}"
        raise MacroError("a row cannot be shown as a whole", place, hint)
    text = ""
    for one in value:
        text = limit(f"{text}, {to_text(one, place)}" if text else to_text(one, place), place)
    return text


def limit(text: str, place: Place) -> str:
    """Return a text that is not too long.

    Raises:
        MacroError: it is.
    """
    if len(text) > LONGEST:
        raise MacroError(f"it makes a text of more than {LONGEST:,} characters", place, "show less")
    return text


def to_number(value: Datum, place: Place) -> int | float:
    """Return a value that is a number.

    Raises:
        MacroError: it is none, or too large.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        shown = (
            "a text"
            if isinstance(value, str | Piece)
            else "a list"
            if isinstance(value, Sequence)
            else "this"
        )
        raise MacroError(f"{shown} is no number", place, "calculate with numbers; join texts with ~")
    if not abs(value) <= LARGEST:
        raise MacroError("the number grows too large", place, "keep it in a register instead")
    return value


def same(left: Datum, right: Datum) -> bool:
    """Say whether two values are equal; what a function shows is equal to its words."""
    left = left.text if isinstance(left, Piece) else left
    right = right.text if isinstance(right, Piece) else right
    return left == right


def is_list(value: Datum) -> bool:
    """Say whether a value is a list."""
    return isinstance(value, Sequence) and not isinstance(value, str)
