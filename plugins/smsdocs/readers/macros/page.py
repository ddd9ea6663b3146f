"""The macros of one page: read, judged, and never run here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsdocs.analysis.macros.code import hide_code, may_hold_macros
from smsdocs.model.finding import Fault
from smsdocs.model.macro import Template

if TYPE_CHECKING:
    from smsdocs.model.macro import Statement
    from smsdocs.model.place import Place

_AT = re.compile(r" at (\d+)$")
_UNKNOWN_TAG = re.compile(r"Encountered unknown tag '(\w+)'")
_HINT = "braces that are no macro stand in backticks, in a code block, or between {% raw %} and {% endraw %}"


def read_macros(body: str, path: str, first_line: int) -> tuple[Template | None, list[Fault]]:
    """Return the macros of a page and what is wrong with them; None where it has none.

    Args:
        body: the text after the front matter.
        path: of the file, for places.
        first_line: the line of the file on which `body` begins, 1-based.
    """
    if not may_hold_macros(body):
        return None, []
    text = hide_code(body)
    if not may_hold_macros(text):
        return None, []
    statements, faults = _parse(text, path, first_line)
    return Template(source=body, statements=() if faults else statements, sound=not faults), faults


def _parse(text: str, path: str, first_line: int) -> tuple[tuple[Statement, ...], list[Fault]]:
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415  # most trees hold no macro, and Jinja takes its time

    from smsdocs.readers.macros.placing import Spot, TooMuchError, build_notation  # noqa: PLC0415  # the same
    from smsdocs.readers.macros.syntax import Converter  # noqa: PLC0415  # the same

    converter = Converter(path, first_line)
    notation = build_notation()
    try:
        notation.lexer.count_tags(text)
        return converter.statements(notation.parse(text).body), converter.faults
    except TemplateSyntaxError as error:
        message, spot = error.message or "", error.lineno
        if (found := _AT.search(message)) is not None:
            at = int(found[1])
            spot = Spot(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
            message = message[: found.start()]
        fault = _describe(message, converter.place(spot))
        return (), [fault]
    except TooMuchError as error:
        spot, message = error.args[0], "there is more inside braces than a page needs"
    except RecursionError:
        spot, message = notation.lexer.last, "there are more brackets inside each other than anybody can read"
    except ValueError:
        spot, message = notation.lexer.last, "a number has too many digits"
    return (), [Fault(name="costly-macro", place=converter.place(spot), message=message, hint=_HINT)]


def _describe(message: str, place: Place) -> Fault:
    if found := _UNKNOWN_TAG.match(message):
        hint = "there are if, for, set and raw"
        return Fault(name="broken-macro", place=place, message=f"there is no tag `{found[1]}`", hint=hint)
    words = " ".join(message.split()).rstrip(".")
    return Fault(
        name="broken-macro", place=place, message=f"the braces cannot be read: {words[:200]}", hint=_HINT
    )
