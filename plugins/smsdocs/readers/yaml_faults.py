"""What is wrong in a YAML text, and what to tell an author whose YAML cannot be read at all.

The parser says where it gave up, in words of its grammar. Most people who meet them have moved a line by a space
or left out a blank: what stands around that place tells which, and is said in words of theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

_NEVER_CLOSED = ("end of stream", "expected ',' or", "could not find expected ':'")
_BLOCK_ENDS = (
    "expected key",
    "expected '-' indicator",
    "document start",
    "block mapping",
    "block end",
    "block collection",
)
_OPEN_QUOTE = re.compile(r"""[:\-,\[{][ \t]+(["'])""")
_FIELD = re.compile(
    r"""(?P<items>[ ]*(?:-[ ]+)*)(?P<quote>["']?)(?P<name>[^\W\d][\w.-]{0,79})(?P=quote)[ ]*:(?=\s|$)(?P<value>.*)"""
)
_ITEMS = re.compile(r" *-(?: +-)*(?= |$)")
_TEXT_BLOCK = re.compile(r"\s*[|>][-+0-9]{0,2}\s*(?:#.*)?")
_BARE_HYPHEN = re.compile(r"""( *(?:- +)*)-(?=[^\W\d]|["'{\[])""")
_BARE_HYPHEN_FIELD = re.compile(r" *(?:- +)*-[^\W\d][\w.-]{0,79}:(?=\s|$)")
_BARE_COLON = re.compile(r" *(?:- +)*[^\W\d][\w.-]{0,79}:(?=[^\s/:])")
_TYPOGRAPHIC = re.compile("[“”„‟«»‘‚‹›]((?:[^“”„‟«»‘’‚‹›]|’(?=\\w))*)[“”«»‘’‹›]")  # noqa: RUF001  # as typed
_MOST_SHOWN = 60
"""Characters of a value that a message shows."""
BLANK_AFTER_HYPHEN = "write a blank after the hyphen"


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFault:
    """Something wrong in a YAML text; `line` and `column` are 1-based within the text."""

    name: str
    line: int
    column: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stop:
    """Where the parser gave up, and in which words; `line` and `column` count from 0."""

    problem: str
    lines: list[str]
    line: int
    column: int

    @property
    def here(self) -> str:
        """The line at which the parser gave up; empty behind the last one."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    def says(self, *words: str) -> bool:
        """Say whether the parser used any of these words."""
        return any(one in self.problem for one in words)

    def fault(self, message: str, hint: str, line: int | None = None, column: int | None = None) -> YamlFault:
        """Return what is wrong, where the parser gave up or at another place; both count from 0."""
        return YamlFault(
            name="broken-yaml",
            line=(self.line if line is None else line) + 1,
            column=(self.column if column is None else column) + 1,
            message=message,
            hint=hint,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """Where a field, an item of a list or a text of several lines begins; `line` and `column` count from 0."""

    kind: str
    name: str
    line: int
    column: int

    @property
    def shown(self) -> str:
        """How a message names it."""
        return f"`{self.name}`" if self.kind == "field" else f"the {self.kind}"


def find_typographic(text: str) -> str | None:
    """Return what stands between the typographic quotes around a whole value; None where there are none."""
    found = _TYPOGRAPHIC.fullmatch(text)
    return found[1] if found else None


def describe_typographic(text: str, meant: str) -> tuple[str, str]:
    """Return message and hint for a value in typographic quotes.

    Args:
        text: the value as written.
        meant: what stands between its quotes.
    """
    shown = text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 3]}..."
    message = f"the quotes of {shown} are typographic: YAML takes them for a part of the value"
    plain = len(text) <= _MOST_SHOWN and not {'"', "\\"} & set(meant)
    return (
        message,
        f'write straight quotes: "{meant}"' if plain else 'write straight quotes: " instead of these',
    )


def lacks_blank(name: str) -> bool:
    """Say whether text begins with a hyphen that was meant to begin an item of a list."""
    return _BARE_HYPHEN.match(name) is not None


def describe_syntax(error: yaml.YAMLError, text: str) -> YamlFault:
    """Return where reading ended, or where what ended it began, and what would mend it."""
    problem = str(getattr(error, "problem", None) or "cannot be read")
    marks = ("problem_mark", "context_mark")
    if any(words in problem for words in _NEVER_CLOSED):
        marks = ("context_mark", "problem_mark")  # where the quote or bracket was opened
    mark = next((mark for name in marks if (mark := getattr(error, name, None))), None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    stop = _Stop(problem=problem, lines=text.split("\n"), line=line, column=column)
    known = (judge(stop) for judge in (_judge_quote, _judge_mark, _judge_hyphen, _judge_line))
    return next((fault for fault in known if fault), None) or stop.fault(f"YAML: {problem}", _advice(stop))


def _judge_quote(stop: _Stop) -> YamlFault | None:
    """Return the quote that is never closed, or that is closed before its value ends."""
    never = "a quote that is opened here is never closed"
    close = "close the quote or the bracket"
    if stop.says("expected key") and (quote := _find_open_quote(stop.lines[: stop.line + 1])):
        return stop.fault(never, close, *quote)
    if stop.says("end of stream") and stop.here[stop.column : stop.column + 1] in {'"', "'"}:
        return stop.fault(never, close)
    if stop.says(*_BLOCK_ENDS) and stop.here[: stop.column].rstrip().endswith(('"', "'")):
        hint = "put quotes around the whole value, single ones where it holds double ones"
        return stop.fault("the value goes on after its closing quote", hint)
    return None


def _find_open_quote(lines: list[str]) -> tuple[int, int] | None:
    """Return where the last value begins whose quote is not closed on its line: YAML notices much later."""
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        found = _OPEN_QUOTE.search(line)
        if found and line.count(found[1], found.start(1)) % 2:
            return number, found.start(1)
    return None


def _judge_mark(stop: _Stop) -> YamlFault | None:
    """Return the tab, or the character with which no value may begin."""
    indent = stop.here[: len(stop.here) - len(stop.here.lstrip())]
    begins = stop.says("cannot start any token")
    if "\t" in indent or (begins and "\t" in stop.here):
        return stop.fault("a tab stands here", "indent with spaces: YAML allows no tabs")
    if begins and (character := stop.here[stop.column : stop.column + 1]):
        message = f"a value without quotes cannot begin with {character}"
        return stop.fault(message, "put the value in quotes")
    return None


def _judge_hyphen(stop: _Stop) -> YamlFault | None:
    """Return the hyphen that begins no item, since no blank follows: on the line itself, or on the one before."""
    if not stop.says("mapping values are not allowed", "could not find expected ':'", *_BLOCK_ENDS):
        return None
    message = "a hyphen begins an item of a list only with a blank after it"
    before = _find_line_before(stop)
    for number in (stop.line, before):
        line = stop.lines[number] if 0 <= number < len(stop.lines) else ""
        found = _BARE_HYPHEN.match(line)
        if found and (number != before or _BARE_HYPHEN_FIELD.match(line)):
            return stop.fault(message, BLANK_AFTER_HYPHEN, number, found.end(1))
    return None


def _find_line_before(stop: _Stop) -> int:
    """Return the number of the last line before that holds more than a comment; -1 where there is none."""
    numbers = range(min(stop.line, len(stop.lines)) - 1, -1, -1)
    return next((one for one in numbers if stop.lines[one].split("#")[0].strip()), -1)


def _judge_line(stop: _Stop) -> YamlFault | None:
    """Return what is wrong with a line that has its quotes and hyphens: its colon, or its indentation."""
    field = _FIELD.match(stop.here)
    if stop.says("mapping values are not allowed"):
        goes_on = not _find_starts_of(stop.lines, _find_line_before(stop))
        if field is None or field.start("value") - 1 != stop.column or (goes_on and not _lacks_colon(stop)):
            hint = "put a value that holds `: ` in quotes"
            return stop.fault("a value without quotes holds `: `", hint)
        return _judge_colon(stop) or _judge_indentation(stop)
    if stop.says("could not find expected ':'"):
        return _judge_indentation(stop) or _judge_wordless(stop)
    return _judge_indentation(stop) if stop.says(*_BLOCK_ENDS) else None


def _lacks_colon(stop: _Stop) -> bool:
    """Say whether the colon of the line before has no blank after it."""
    before = _find_line_before(stop)
    return before >= 0 and _BARE_COLON.match(stop.lines[before]) is not None


def _judge_colon(stop: _Stop) -> YamlFault | None:
    """Return the line before whose colon has no blank after it."""
    if not _lacks_colon(stop):
        return None
    number = _find_line_before(stop)
    line = stop.lines[number]
    return _fault_without_colon(stop, number, len(line) - len(line.lstrip()))


def _judge_wordless(stop: _Stop) -> YamlFault | None:
    """Return the line that is no field since it holds no colon with a blank after it."""
    if ": " in stop.here or stop.here.rstrip().endswith(":"):
        return None
    return _fault_without_colon(stop, stop.line, stop.column)


def _fault_without_colon(stop: _Stop, line: int, column: int) -> YamlFault:
    message = "this line is no field: it has no `: `"
    return stop.fault(message, "write `name: value`, with a colon and a space", line, column)


def _judge_indentation(stop: _Stop) -> YamlFault | None:
    """Return the line that begins in another column than those it belongs with."""
    starts = _find_starts_of(stop.lines, stop.line)
    open_ones = _find_open(stop.lines[: stop.line])
    if not starts:
        return _judge_text(stop, open_ones)
    this = starts[0]
    if stop.says("document start"):
        return _judge_first(stop, this)
    alike = [one for one in open_ones if one.kind == this.kind or (one.kind, this.kind) == ("text", "field")]
    if this.kind == "item" and (astray := _find_astray(stop, this)):
        return _describe_pair(stop, *astray)
    if not alike or this.column in {one.column for one in alike}:
        return None
    return _describe_pair(stop, this, _find_closest(this.column, alike))


def _judge_first(stop: _Stop, this: _Start) -> YamlFault | None:
    """Return the first field, where it is indented and one below it is not."""
    numbers = range(stop.line)
    first = next((found[0] for one in numbers if (found := _find_starts_of(stop.lines, one))), None)
    if first is None or first.column <= this.column:
        return None
    message = f"{first.shown} is indented by {_count(first.column)}, {this.shown} below it by {this.column}"
    return stop.fault(message, "align them: begin both in column 1", first.line, first.column)


def _judge_text(stop: _Stop, open_ones: list[_Start]) -> YamlFault | None:
    """Return a line of a text that is indented less than the lines of the text above it."""
    column = len(stop.here) - len(stop.here.lstrip())
    if not open_ones or open_ones[-1].kind != "text" or column >= open_ones[-1].column:
        return None
    this = _Start(kind="line", name="", line=stop.line, column=column)
    return _describe_pair(stop, this, open_ones[-1])


def _find_astray(stop: _Stop, item: _Start) -> tuple[_Start, _Start] | None:
    """Return the field that ended the list to which an item belongs, and the field it belongs with itself."""
    number = _find_line_before(stop)
    last = _find_starts_of(stop.lines, number)
    if not last or last[0].kind != "field" or last[0].column >= item.column:
        return None
    before = _find_open(stop.lines[:number])
    fields = [one for one in before if one.kind == "field" and one.column > item.column]
    is_item = any((one.kind, one.column) == ("item", item.column) for one in before)
    return (last[0], _find_closest(last[0].column, fields)) if is_item and fields else None


def _find_closest(column: int, starts: list[_Start]) -> _Start:
    """Return what begins nearest to a column; of two that are as near, the inner one."""
    return min(starts, key=lambda one: (abs(one.column - column), -one.column))


def _describe_pair(stop: _Stop, this: _Start, other: _Start) -> YamlFault:
    shown = this.shown if this.kind == "field" else f"this {this.kind}"
    message = f"{shown} is indented by {_count(this.column)}, {other.shown} above it by {other.column}"
    hint = f"align them: begin {shown} in column {other.column + 1}"
    return stop.fault(message, hint, this.line, this.column)


def _count(spaces: int) -> str:
    return f"{spaces} space{'' if spaces == 1 else 's'}"


def _find_open(lines: list[str]) -> list[_Start]:
    """Return the fields, items and text that the next line may go on with, from the outermost to the innermost."""
    found: list[_Start] = []
    text_of: int | None = None  # the column of a field whose text stands on the lines below it
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip(" "))
        if not line.strip():
            continue
        if text_of is not None and indent > text_of:
            if found[-1].kind != "text":
                found.append(_Start(kind="text", name="", line=number, column=indent))
            continue
        text_of = None
        starts = _find_starts_of(lines, number)
        for start in starts:
            while found and _is_ended(found[-1], start):
                found.pop()
            found.append(start)
        field = _FIELD.match(line)
        if starts and _TEXT_BLOCK.fullmatch(field["value"] if field else ""):
            text_of = starts[-1].column
    return found


def _is_ended(former: _Start, start: _Start) -> bool:
    """Say whether what begins at `start` ends a former field, item or text, or takes its place."""
    if former.column == start.column:
        return (former.kind, start.kind) != ("field", "item")  # a list may stand right under its name
    return former.column > start.column


def _find_starts_of(lines: list[str], number: int) -> list[_Start]:
    """Return the items and the field that begin on a line, from left to right; none on a line of mere text."""
    line = lines[number] if 0 <= number < len(lines) else ""
    return list(_iterate_starts(line, number))


def _iterate_starts(line: str, number: int) -> Iterator[_Start]:
    field, items = _FIELD.match(line), _ITEMS.match(line)
    for column, character in enumerate(items[0] if items else ""):
        if character == "-":
            yield _Start(kind="item", name="", line=number, column=column)
    if field:
        yield _Start(kind="field", name=field["name"], line=number, column=field.end("items"))


def _advice(stop: _Stop) -> str:
    if stop.says(*_BLOCK_ENDS):
        return "check the indentation and the quotes of this line and the one before"
    if stop.says(*_NEVER_CLOSED):
        return "close the quote or the bracket"
    return "check quotes, brackets and indentation of this line"
