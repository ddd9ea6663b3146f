"""Which registers a page shows: as its macros name them, by a text or by a variable that holds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.macros.functions import FUNCTIONS, Wants
from smsdocs.analysis.macros.walk import find_calls, match_arguments
from smsdocs.model import macro

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.macro import Expression, Statement, Template

    _Known = Mapping[str, frozenset[str]]

_MOST = 200
"""Texts that an expression may have; of one with more nothing is known."""
_LONGEST = 200
"""Letters of a text that are kept: no register has a longer name."""
_ANYTHING = "\0"
"""Stands in a text for what cannot be known."""
_NAMING = frozenset({Wants.REGISTER, Wants.VALUE})


def find_registers(template: Template) -> list[str]:
    """Return the registers that a template shows, as it names them, each once.

    What a variable holds is known where the page itself gave it a text, or where a loop goes through a list of texts.
    """
    found = (text.partition(".")[0] for text in _walk(template.statements, {}))
    return list(dict.fromkeys(name for name in found if name and _ANYTHING not in name))


def _walk(statements: Iterable[Statement], known: dict[str, frozenset[str]]) -> Iterator[str]:
    """Yield what is given where a register is named; what statements assign is added to `known`.

    Whichever way a choice goes, both are read, and a variable may hold what either gave it.
    """
    for one in statements:
        match one:
            case macro.Shown():
                yield from _look(one.expression, known)
            case macro.Assigned():
                yield from _look(one.value, known)
                known[one.name] = _find_texts(one.value, known)
            case macro.Choice():
                yield from _look(one.condition, known)
                otherwise = dict(known)
                yield from _walk(one.then, known)
                yield from _walk(one.otherwise, otherwise)
                for name, texts in otherwise.items():
                    known[name] = _unite(known.get(name, frozenset()), texts)
            case macro.Loop():
                yield from _look(one.over, known)
                inside = {**known, **dict.fromkeys(one.names, _find_texts(one.over, known))}
                if one.condition is not None:
                    yield from _look(one.condition, inside)
                yield from _walk(one.body, inside)
                yield from _walk(one.otherwise, dict(known))


def _look(expression: Expression, known: _Known) -> Iterator[str]:
    for call in find_calls(expression):
        given = match_arguments(call) if call.name in FUNCTIONS else {}
        if isinstance(given, dict):
            for parameter in FUNCTIONS[call.name].parameters if given else ():
                if parameter.wants in _NAMING and parameter.name in given:
                    yield from _find_texts(given[parameter.name], known)


def _find_texts(  # noqa: PLR0911  # one per kind of expression
    expression: Expression, known: _Known
) -> frozenset[str]:
    """Return the texts that an expression may have; of a list, those in it."""
    match expression:
        case macro.Listing():
            return _unite(*(_find_texts(entry, known) for entry in expression.entries))
        case macro.Filtered(name="default"):
            given = (_find_texts(one.value, known) for one in expression.arguments[:1])
            return _unite(_find_texts(expression.of, known), *given)
        case macro.Literal():
            return frozenset({str(expression.value)[:_LONGEST]})
        case macro.Name():
            return known.get(expression.name, frozenset({_ANYTHING}))
        case macro.Joined():
            return _join([_find_texts(entry, known) for entry in expression.entries])
        case macro.Calculated(operator="+"):
            return _join([_find_texts(expression.left, known), _find_texts(expression.right, known)])
        case macro.Picked(otherwise=otherwise) if otherwise is not None:
            return _unite(_find_texts(expression.then, known), _find_texts(otherwise, known))
        case macro.Either():
            return _unite(_find_texts(expression.left, known), _find_texts(expression.right, known))
    return frozenset({_ANYTHING})


def _unite(*parts: frozenset[str]) -> frozenset[str]:
    united = frozenset[str]().union(*parts)
    return united if len(united) <= _MOST else frozenset({_ANYTHING})


def _join(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the texts that parts make when they are joined, one part at a time: neither many nor long."""
    joined = frozenset({""})
    for part in parts:
        if len(joined) * len(part) > _MOST:
            return frozenset({_ANYTHING})
        joined = frozenset((before + after)[:_LONGEST] for before in joined for after in part)
    return joined
