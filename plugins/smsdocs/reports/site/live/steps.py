"""Follows the macros of one page, step by step, and counts: so many steps, so much text, so much time, and no more."""

from __future__ import annotations

import operator
import time
from collections import ChainMap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from smsdocs.analysis.macros.functions import FUNCTIONS
from smsdocs.analysis.macros.walk import match_arguments
from smsdocs.analysis.nearest import suggest
from smsdocs.model import macro
from smsdocs.reports.site.live.filters import apply_filter, apply_test
from smsdocs.reports.site.live.pieces import Piece
from smsdocs.reports.site.live.values import MacroError, is_list, limit, same, to_number, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smsdocs.model.macro import Expression, Statement
    from smsdocs.model.place import Place
    from smsdocs.reports.site.live.pieces import Pieces
    from smsdocs.reports.site.live.values import Datum

STEPS = 200_000
"""Steps of one page: each value looked at is one."""
LENGTH = 4_000_000
"""Characters that one page grows to."""
ENTRIES = 200
"""Entries of a list that is written out."""
SECONDS = 10.0
"""Time that one page takes; the clock is looked at between steps, and no step is long."""
_CALCULATE = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_MISSING = object()
_Names: TypeAlias = "ChainMap[str, Datum]"


class Steps:
    """One page being followed.

    Attributes:
        call: gives what one of our functions gives for its arguments.
        pieces: keeps what is shown.
    """

    def __init__(
        self,
        call: Callable[[str, dict[str, Datum], Place], Datum],
        pieces: Pieces,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.call = call
        self.pieces = pieces
        self._clock = clock
        self._end = clock() + SECONDS
        self._left = STEPS
        self._length = 0

    def follow(self, statements: tuple[Statement, ...], names: Mapping[str, Datum]) -> str:
        """Return the text of a page with its marks.

        Raises:
            MacroError: something is not there, does not fit, or goes on too long.
        """
        return "".join(self._run(statements, ChainMap({}, dict(names))))

    def _run(self, statements: tuple[Statement, ...], names: _Names) -> Iterator[str]:
        for one in statements:
            match one:
                case macro.Text():
                    yield self._grow(one.text, None)
                case macro.Shown():
                    yield self._show(self._look(one.expression, names), one.expression.place)
                case macro.Assigned():
                    names[one.name] = self._look(one.value, names)
                case macro.Choice():
                    held = self._look(one.condition, names)
                    yield from self._run(one.then if held else one.otherwise, names)
                case macro.Loop():
                    yield from self._repeat(one, names)

    def _repeat(self, loop: macro.Loop, names: _Names) -> Iterator[str]:
        rows = list(self._find_rounds(loop, names))
        for index, row in enumerate(rows):
            self._step(loop.place)
            row["loop"] = {
                "index": index + 1,
                "first": index == 0,
                "last": index + 1 == len(rows),
                "length": len(rows),
            }
            yield from self._run(loop.body, names.new_child(row))
        if not rows:
            yield from self._run(loop.otherwise, names.new_child())

    def _find_rounds(self, loop: macro.Loop, names: _Names) -> Iterator[dict[str, Datum]]:
        """Yield what each round gives to the names of the loop."""
        over = self._look(loop.over, names)
        if not is_list(over):
            hint = 'loop over a list, such as rows("services")'
            raise MacroError("there is no list to loop over", loop.place, hint)
        for row in cast("Sequence[Datum]", over):
            self._step(loop.place)
            given = self._unpack(loop, row)
            if loop.condition is None or self._look(loop.condition, names.new_child(given)):
                yield given

    @staticmethod
    def _unpack(loop: macro.Loop, row: Datum) -> dict[str, Datum]:
        if len(loop.names) == 1:
            return {loop.names[0]: row}
        if not is_list(row) or len(cast("Sequence[Datum]", row)) != len(loop.names):
            raise MacroError(
                f"its entries are no lists of {len(loop.names)}", loop.place, "name one variable"
            )
        return dict(zip(loop.names, cast("Sequence[Datum]", row), strict=True))

    def _step(self, place: Place | None) -> None:
        self._left -= 1
        if self._left < 0:
            message = f"this page takes more than {STEPS:,} steps"
            raise MacroError(message, place, "loop over fewer rows")
        if self._left % 64 == 0:
            self._watch(place)

    def _watch(self, place: Place | None) -> None:
        if self._clock() > self._end:
            message = f"this page takes longer than {SECONDS:.0f} seconds"
            raise MacroError(message, place, "show less on one page")

    def _grow(self, text: str, place: Place | None, more: int = 0) -> str:
        self._length += len(text) + more
        if place is not None and self._length > LENGTH:
            message = f"this page grows to more than {LENGTH:,} characters"
            raise MacroError(message, place, "show less on one page")
        return text

    def _show(self, value: Datum, place: Place) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return self._grow(str(value), place)
        piece = value if isinstance(value, Piece) else Piece(text=to_text(value, place))
        if not piece.text and not piece.html:
            return ""
        return self._grow(self.pieces.keep(piece), place, len(piece.text) + len(piece.html))

    def _look(self, one: Expression, names: _Names) -> Datum:  # noqa: C901, PLR0911, PLR0912  # one case per kind
        self._step(one.place)
        match one:
            case macro.Literal():
                return one.value
            case macro.Listing():
                return self._list(one, names)
            case macro.Name():
                if one.name not in names:
                    raise MacroError(f"nothing is called `{one.name}`", one.place, suggest(one.name, names))
                return names[one.name]
            case macro.Call():
                return self._call(one, names)
            case macro.Part():
                return self._find_part(one, names)
            case macro.Filtered():
                return self._filter(one, names)
            case macro.Tested():
                if one.name in {"defined", "undefined"}:
                    return (self._try(one.of, names) is not _MISSING) == (one.name == "defined")
                given = [self._look(argument.value, names) for argument in one.arguments]
                return apply_test(one.name, self._look(one.of, names), given, one.place)
            case macro.Compared():
                return self._compare(one, names)
            case macro.Calculated():
                return self._calculate(one, names)
            case macro.Joined():
                texts = [to_text(self._look(entry, names), one.place) for entry in one.entries]
                return limit("".join(texts), one.place)
            case macro.Either():
                left = self._look(one.left, names)
                return self._look(one.right, names) if bool(left) is one.every else left
            case macro.Negated():
                return not self._look(one.of, names)
            case macro.Picked():
                if self._look(one.condition, names):
                    return self._look(one.then, names)
                return self._look(one.otherwise, names) if one.otherwise is not None else ""

    def _list(self, one: macro.Listing, names: _Names) -> Datum:
        entries = tuple(self._look(entry, names) for entry in one.entries)
        if len(entries) > ENTRIES or any(is_list(entry) for entry in entries):
            message = f"a list of more than {ENTRIES} entries, or of lists"
            raise MacroError(message, one.place, "keep it in a register")
        return entries

    def _call(self, one: macro.Call, names: _Names) -> Datum:
        if one.name not in FUNCTIONS:
            hint = suggest(one.name, FUNCTIONS)
            raise MacroError(f"there is no function `{one.name}`", one.place, hint)
        given = match_arguments(one)
        if isinstance(given, str):
            raise MacroError(given, one.place)
        arguments = {name: self._look(value, names) for name, value in given.items()}
        self._left -= 100  # as much work as so many steps
        self._watch(one.place)
        return self.call(one.name, arguments, one.place)

    def _find_part(self, one: macro.Part, names: _Names) -> Datum:
        of, key = self._look(one.of, names), self._look(one.key, names)
        if isinstance(of, Mapping):
            if isinstance(key, str) and key in of:
                return of[key]
            known = [str(name) for name in of]
            hint = suggest(str(key), known, f"its fields: {', '.join(known[:8])}")
            raise MacroError(f"there is no field `{str(key)[:60]}`", one.place, hint)
        if is_list(of) and isinstance(key, int) and not isinstance(key, bool):
            entries = cast("Sequence[Datum]", of)
            if -len(entries) <= key < len(entries):
                return entries[key]
            raise MacroError(f"the list has no entry {key}", one.place, f"it has {len(entries)}, from 0")
        raise MacroError(f"a plain value has no field `{str(key)[:60]}`", one.place, "only rows have fields")

    def _try(self, one: Expression, names: _Names) -> object:
        """Return a value, or what stands for none where a name or a field is missing."""
        if isinstance(one, macro.Name):
            return names.get(one.name, _MISSING)
        if isinstance(one, macro.Part):
            of = self._try(one.of, names)
            key = self._look(one.key, names)
            return of.get(str(key), _MISSING) if isinstance(of, Mapping) else _MISSING
        return self._look(one, names)

    def _filter(self, one: macro.Filtered, names: _Names) -> Datum:
        given = [self._look(argument.value, names) for argument in one.arguments]
        if one.name == "default":
            found = self._try(one.of, names)
            empty = found is _MISSING or found is None or found == ""
            return (given[0] if given else "") if empty else cast("Datum", found)
        of = self._look(one.of, names)
        if is_list(of):
            self._left -= len(cast("Sequence[Datum]", of))
        return apply_filter(one.name, of, given, one.place)

    def _compare(self, one: macro.Compared, names: _Names) -> bool:
        left, right = self._look(one.left, names), self._look(one.right, names)
        match one.operator:
            case "==":
                return same(left, right)
            case "!=":
                return not same(left, right)
            case "in" | "not in":
                return apply_test("in", left, [right], one.place) is (one.operator == "in")
            case _:
                if isinstance(left, str) and isinstance(right, str):
                    return bool(_ORDER[one.operator](left, right))
                return bool(_ORDER[one.operator](to_number(left, one.place), to_number(right, one.place)))

    def _calculate(self, one: macro.Calculated, names: _Names) -> Datum:
        left = to_number(self._look(one.left, names), one.place)
        right = to_number(self._look(one.right, names), one.place)
        if one.operator in {"/", "//", "%"} and right == 0:
            raise MacroError("it divides by nothing", one.place, "see whether the number is 0 first")
        return to_number(_CALCULATE[one.operator](left, right), one.place)
