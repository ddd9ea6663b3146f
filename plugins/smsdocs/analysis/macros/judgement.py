"""Whether what a page's macros name is there and is given what it takes, one by one, with the nearest name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from smsdocs.analysis.macros.functions import FILTERS, FUNCTIONS, LOOP, NAMED, PAGE, TESTS, VARIABLES
from smsdocs.analysis.macros.walk import Unknown, match_arguments
from smsdocs.analysis.nearest import suggest
from smsdocs.model import macro

if TYPE_CHECKING:
    from smsdocs.analysis.macros.walk import Use
    from smsdocs.model.macro import Call, Filtered, Part, Tested
    from smsdocs.model.place import Place

Judged: TypeAlias = "tuple[Place, str, str] | None"
"""Where something is wrong, what, and what would satisfy."""


def judge_use(use: Use) -> Judged:
    """Return what is wrong with a name that a template uses; None where it is there and fits."""
    match use:
        case Unknown():
            return _judge_unknown(use)
        case macro.Call():
            return _judge_call(use)
        case macro.Filtered():
            return _judge_filter(use)
        case macro.Tested():
            return _judge_test(use)
        case macro.Part():
            return _judge_part(use)


def _judge_unknown(use: Unknown) -> Judged:
    name = use.name.name
    names = [*use.known, *(f"{one}()" for one in FUNCTIONS)]
    if name in FUNCTIONS:
        hint = f"a function is called: `{name}(...)`"
    else:
        hint = suggest(name, names, f"there are {', '.join(VARIABLES)}, and the functions")
    return use.name.place, f"nothing is called `{name}`", hint


def _judge_call(use: Call) -> Judged:
    if use.name not in FUNCTIONS:
        otherwise = f"there are: {', '.join(FUNCTIONS)}"
        return use.place, f"there is no function `{use.name}`", suggest(use.name, FUNCTIONS, otherwise)
    given = match_arguments(use)
    return (use.place, given, FUNCTIONS[use.name].words) if isinstance(given, str) else None


def _judge_filter(use: Filtered) -> Judged:
    if use.name not in FILTERS:
        otherwise = f"there are: {', '.join(sorted(FILTERS))}"
        return use.place, f"there is no filter `{use.name}`", suggest(use.name, FILTERS, otherwise)
    fewest, most = FILTERS[use.name]
    if not fewest <= len(use.arguments) <= most or any(one.name not in ("", *NAMED) for one in use.arguments):
        takes = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        return use.place, f"the filter `{use.name}` takes {takes} arguments", ""
    return None


def _judge_test(use: Tested) -> Judged:
    if use.name not in TESTS:
        hint = suggest(use.name, TESTS, "one of: defined, in, eq")
        return use.place, f"there is no test `{use.name}`", hint
    if len(use.arguments) != TESTS[use.name]:
        return use.place, f"the test `{use.name}` takes {TESTS[use.name]} arguments", ""
    return None


def _judge_part(use: Part) -> Judged:
    """Judge a field of `page` and `loop`, whose fields are known; those of rows are known when a page is built."""
    if not (isinstance(use.of, macro.Name) and isinstance(use.key, macro.Literal)):
        return None
    known = {"page": PAGE, "loop": LOOP}.get(use.of.name, ())
    if known and use.key.value not in known:
        message = f"`{use.of.name}` has no `{use.key.value}`"
        return use.place, message, suggest(str(use.key.value), known, f"it has: {', '.join(known)}")
    return None
