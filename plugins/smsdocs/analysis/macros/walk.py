"""Everything that a page's macros name: functions with their arguments, filters, tests, and unknown variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.analysis.macros.functions import FUNCTIONS, VARIABLES, Parameter
from smsdocs.model import macro

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.macro import Call, Expression, Filtered, Name, Part, Statement, Template, Tested


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A variable that nothing gave a value; `known` are those that have one there."""

    name: Name
    known: frozenset[str]


Use: TypeAlias = "Call | Filtered | Tested | Part | Unknown"


def find_uses(template: Template) -> Iterator[Use]:
    """Yield what a template names, in the order of the text."""
    yield from _walk(template.statements, set(VARIABLES))


def _walk(statements: tuple[Statement, ...], names: set[str]) -> Iterator[Use]:
    """Go through statements; what they assign is added to `names`."""
    for one in statements:
        match one:
            case macro.Shown():
                yield from _look(one.expression, names)
            case macro.Assigned():
                yield from _look(one.value, names)
                names.add(one.name)
            case macro.Choice():
                yield from _look(one.condition, names)
                yield from _walk(one.then, names)
                yield from _walk(one.otherwise, names)
            case macro.Loop():
                yield from _look(one.over, names)
                inside = {*names, *one.names, "loop"}
                if one.condition is not None:
                    yield from _look(one.condition, inside)
                yield from _walk(one.body, inside)
                yield from _walk(one.otherwise, set(names))


def _look(expression: Expression, names: set[str]) -> Iterator[Use]:
    match expression:
        case macro.Name():
            if expression.name not in names:
                yield Unknown(name=expression, known=frozenset(names))
            return
        case macro.Tested(name="defined" | "undefined", of=macro.Name()):
            return
        case macro.Filtered(name="default", of=macro.Name()):
            yield expression
            for argument in expression.arguments:
                yield from _look(argument.value, names)
            return
        case macro.Call() | macro.Filtered() | macro.Tested() | macro.Part():
            yield expression
    for part in _parts(expression):
        yield from _look(part, names)


def _parts(expression: Expression) -> Iterator[Expression]:
    match expression:
        case macro.Listing() | macro.Joined():
            yield from expression.entries
        case macro.Call():
            yield from (one.value for one in expression.arguments)
        case macro.Filtered() | macro.Tested():
            yield expression.of
            yield from (one.value for one in expression.arguments)
        case macro.Part():
            yield from (expression.of, expression.key)
        case macro.Compared() | macro.Calculated() | macro.Either():
            yield from (expression.left, expression.right)
        case macro.Negated():
            yield expression.of
        case macro.Picked():
            yield from (expression.condition, expression.then)
            if expression.otherwise is not None:
                yield expression.otherwise


def find_calls(expression: Expression) -> Iterator[Call]:
    """Yield every call in an expression."""
    if isinstance(expression, macro.Call):
        yield expression
    for part in _parts(expression):
        yield from find_calls(part)


def match_arguments(call: Call) -> dict[str, Expression] | str:
    """Return the arguments of a call by the names of their parameters; words where they do not fit."""
    parameters = FUNCTIONS[call.name].parameters
    known = [one.name for one in parameters]
    found: dict[str, Expression] = {}
    for index, argument in enumerate(call.arguments):
        name = argument.name or (known[index] if index < len(known) else "")
        if not name:
            return f"`{call.name}()` takes {_count(len(known))}: {', '.join(known)}"
        if name not in known:
            return f"`{call.name}()` has no argument `{name}`; it takes: {', '.join(known)}"
        if name in found:
            return f"`{call.name}()` is given `{name}` twice"
        found[name] = argument.value
    missing = [one.name for one in parameters if one.needed and one.name not in found]
    return f"`{call.name}()` is not given: {', '.join(missing)}" if missing else found


def _count(count: int) -> str:
    return "1 argument" if count == 1 else f"{count} arguments"


def find_named(template: Template) -> Iterator[tuple[Call, Parameter, Expression]]:
    """Yield every argument of every call that fits, with its parameter."""
    for use in find_uses(template):
        if isinstance(use, macro.Call) and use.name in FUNCTIONS:
            given = match_arguments(use)
            if isinstance(given, dict):
                for parameter in FUNCTIONS[use.name].parameters:
                    if parameter.name in given:
                        yield use, parameter, given[parameter.name]


_KEEPS_ROWS = frozenset({"selectattr", "rejectattr", "sort", "reverse", "unique"})
"""Filters that give the rows they were given, or some of them."""


def find_row_fields(template: Template) -> Iterator[tuple[str, Part]]:
    """Yield every field that a loop over the rows of a register asks for, with the register as it was named."""
    yield from _walk_rows(template.statements, {})


def _walk_rows(statements: tuple[Statement, ...], rows: dict[str, str]) -> Iterator[tuple[str, Part]]:
    for one in statements:
        match one:
            case macro.Loop():
                register = _find_looped(one.over)
                inside = {name: known for name, known in rows.items() if name not in one.names}
                if register and len(one.names) == 1:
                    inside[one.names[0]] = register
                yield from _look_rows(one.over, rows)
                if one.condition is not None:
                    yield from _look_rows(one.condition, inside)
                yield from _walk_rows(one.body, inside)
                yield from _walk_rows(one.otherwise, rows)
            case macro.Choice():
                yield from _look_rows(one.condition, rows)
                yield from _walk_rows(one.then, rows)
                yield from _walk_rows(one.otherwise, rows)
            case macro.Shown():
                yield from _look_rows(one.expression, rows)
            case macro.Assigned():
                yield from _look_rows(one.value, rows)
                rows.pop(one.name, None)


def _look_rows(expression: Expression, rows: dict[str, str]) -> Iterator[tuple[str, Part]]:
    match expression:
        case macro.Tested(name="defined" | "undefined") | macro.Filtered(name="default"):
            return
        case macro.Part(of=macro.Name(name=name), key=macro.Literal()) if name in rows:
            yield rows[name], expression
    for part in _parts(expression):
        yield from _look_rows(part, rows)


def _find_looped(over: Expression) -> str:
    """Return the register whose rows a loop goes through; empty where that is not plain."""
    while isinstance(over, macro.Filtered) and over.name in _KEEPS_ROWS:
        over = over.of
    if isinstance(over, macro.Call) and over.name == "rows" and len(over.arguments) == 1:
        given = over.arguments[0].value
        return str(given.value) if isinstance(given, macro.Literal) else ""
    return ""
