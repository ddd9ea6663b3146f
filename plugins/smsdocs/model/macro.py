"""Macros of a page: what its text asks for, as values. Only what stands here can be asked for at all.

The notation is Jinja's. A reader turns it into these values and refuses the rest, so no other part of Jinja and
nothing of Python is ever within reach of an author.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.model.document import Scalar
    from smsdocs.model.place import Place


class MacroUse(StrEnum):
    """Whose pages may run macros: by the `macros` entry under `plugins:`."""

    NEVER = "never"
    ASKED = "asked"
    ALWAYS = "always"

    def holds_for(self, fields: Mapping[str, object]) -> bool:
        """Say whether a page with this front matter runs macros."""
        wish = fields.get("render_macros")
        if self is MacroUse.NEVER or wish is False:
            return False
        return self is MacroUse.ALWAYS or wish is True


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A text, a number, yes or no, written out."""

    value: Scalar
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`[a, b]`."""

    entries: tuple[Expression, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A variable."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """What is handed to a function or filter; `name` is empty where it is told by its position."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`name(arguments)`: one of our functions, by its name and in no other way."""

    name: str
    arguments: tuple[Argument, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`of.key` or `of["key"]`: a field of a row, an entry of a list."""

    of: Expression
    key: Expression
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """`of | name(arguments)`."""

    of: Expression
    name: str
    arguments: tuple[Argument, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """`of is name(arguments)`."""

    of: Expression
    name: str
    arguments: tuple[Argument, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """`left operator right`: `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`."""

    left: Expression
    operator: str
    right: Expression
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculated:
    """`left operator right` with numbers: `+`, `-`, `*`, `/`, `//`, `%`."""

    left: Expression
    operator: str
    right: Expression
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """`a ~ b`: one text of several."""

    entries: tuple[Expression, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """`left and right`, or with `every` false `left or right`."""

    left: Expression
    right: Expression
    every: bool
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Negated:
    """`not of`."""

    of: Expression
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """`then if condition else otherwise`; without `else` nothing."""

    condition: Expression
    then: Expression
    otherwise: Expression | None
    place: Place


Expression: TypeAlias = (
    Literal
    | Listing
    | Name
    | Call
    | Part
    | Filtered
    | Tested
    | Compared
    | Calculated
    | Joined
    | Either
    | Negated
    | Picked
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What stands between macros, as written."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`{{ expression }}`."""

    expression: Expression
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`{% if condition %} ... {% else %} ... {% endif %}`."""

    condition: Expression
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """`{% for names in over if condition %} ... {% else %} ... {% endfor %}`."""

    names: tuple[str, ...]
    over: Expression
    condition: Expression | None
    body: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """`{% set name = value %}`."""

    name: str
    value: Expression
    place: Place


Statement: TypeAlias = Text | Shown | Choice | Loop | Assigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The macros of a page.

    Attributes:
        source: the text they were read from.
        statements: what to do, in order; empty where the page is refused.
        sound: False where something was refused: then nothing of the page runs.
    """

    source: str
    statements: tuple[Statement, ...]
    sound: bool
