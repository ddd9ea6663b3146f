"""What is wrong in a YAML text, and what to tell an author whose YAML cannot be read at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

_NEVER_CLOSED = ("end of stream", "expected ',' or", "could not find expected ':'")
_OPEN_QUOTE = re.compile(r"""[:\-,\[{][ \t]+(["'])""")


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFault:
    """Something wrong in a YAML text; `line` and `column` are 1-based within the text."""

    name: str
    line: int
    column: int
    message: str
    hint: str = ""


def describe_syntax(error: yaml.YAMLError, text: str) -> YamlFault:
    """Return where reading ended, or where what ended it began, and what would mend it."""
    problem = str(getattr(error, "problem", None) or "cannot be read")
    marks = ("problem_mark", "context_mark")
    if any(words in problem for words in _NEVER_CLOSED):
        marks = ("context_mark", "problem_mark")  # where the quote or bracket was opened
    mark = next((mark for name in marks if (mark := getattr(error, name, None))), None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    if "expected key" in problem and (quote := _find_open_quote(lines[:line])):
        line, column = quote
        problem = "a quote that is opened here is never closed"
    here = lines[line - 1] if line <= len(lines) else ""
    return YamlFault(
        name="broken-yaml", line=line, column=column, message=f"YAML: {problem}", hint=_advice(problem, here)
    )


def _find_open_quote(lines: list[str]) -> tuple[int, int] | None:
    """Return where the last value begins whose quote is not closed on its line: YAML notices much later."""
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        found = _OPEN_QUOTE.search(line)
        if found and line.count(found[1], found.start(1)) % 2:
            return number, found.start(1) + 1
    return None


def _advice(problem: str, here: str) -> str:
    indent = here[: len(here) - len(here.lstrip())]
    if "\t" in indent or ("cannot start any token" in problem and "\t" in here):
        return "indent with spaces: YAML allows no tabs"
    if "mapping values are not allowed" in problem:
        return "put a value that holds `: ` in quotes"
    if "could not find expected ':'" in problem:
        return "write `name: value`, with a colon and a space"
    if "block mapping" in problem or "block end" in problem or "block collection" in problem:
        return "check the indentation and the quotes of this line and the one before"
    if "cannot start any token" in problem:
        return "put the value in quotes"
    if "never closed" in problem or any(words in problem for words in _NEVER_CLOSED):
        return "close the quote or the bracket"
    return "check quotes, brackets and indentation of this line"
