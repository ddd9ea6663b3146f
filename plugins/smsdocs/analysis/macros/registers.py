"""Which registers a page shows: as its macros name them, by a text or by a variable that holds one."""

from __future__ import annotations

from itertools import product
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
                    known[name] = known.get(name, frozenset()) | texts
            case macro.Loop():
                yield from _look(one.over, known)
                entries = one.over.entries if isinstance(one.over, macro.Listing) else ()
                texts = frozenset[str]().union(*(_find_texts(entry, known) for entry in entries))
                inside = {**known, **dict.fromkeys(one.names, texts or frozenset({_ANYTHING}))}
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


def _find_texts(expression: Expression, known: _Known) -> frozenset[str]:
    """Return the texts that an expression may have."""
    match expression:
        case macro.Literal():
            return frozenset({str(expression.value)})
        case macro.Name():
            return known.get(expression.name, frozenset({_ANYTHING}))
        case macro.Joined():
            return _join([_find_texts(entry, known) for entry in expression.entries])
        case macro.Calculated(operator="+"):
            return _join([_find_texts(expression.left, known), _find_texts(expression.right, known)])
        case macro.Picked(otherwise=otherwise) if otherwise is not None:
            return _find_texts(expression.then, known) | _find_texts(otherwise, known)
        case macro.Either():
            return _find_texts(expression.left, known) | _find_texts(expression.right, known)
    return frozenset({_ANYTHING})


def _join(parts: list[frozenset[str]]) -> frozenset[str]:
    count = 1
    for part in parts:
        count *= len(part)
    return frozenset(map("".join, product(*parts))) if count <= _MOST else frozenset({_ANYTHING})
