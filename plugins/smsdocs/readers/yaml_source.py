"""YAML as people write it by hand, read so that nothing is silent and nothing explodes.

The text is read as a stream of events from the C parser, once. That gives every guard at the moment it is
needed (depth, number of events, aliases: a nested list of 30,000 brackets ends the process in PyYAML's
composer), and keeps what an author wrote: dates stay text, and a scalar that YAML reads as something else
than text is known by its source. Places are looked up by reading again, only when a finding asks.

YAML 1.1 is what PyYAML and MkDocs speak, so its traps are judged: `no` is false, `8.10` is the number 8.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from sys import intern
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import yaml

from smsdocs.model.place import Key
from smsdocs.readers.outer import NESTED, pack_outer
from smsdocs.readers.yaml_faults import (
    BLANK_AFTER_HYPHEN,
    YamlFault,
    describe_syntax,
    describe_typographic,
    find_typographic,
    lacks_blank,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.document import Scalar, Value
    from smsdocs.readers.outer import Outer

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST_NUMBER = 18
"""Digits of an int64; a longer run of digits is an identifier."""
_LONGEST_NOTATION = 80
"""Characters of a number in any other notation: signs, bases, fractions; one in base 2 has most."""
_SHORT = 40
"""Characters of a text that may well stand in other files too, and is held once: an id, a role, a status, a date."""
_DEEPEST = "maximum nesting depth"
"""What libyaml 0.2.6 says of a thousand levels; its scanner looks ahead, so it meets them before we count to ours."""

Event: TypeAlias = Any
"""An event of PyYAML's parser: its classes share no base that names what is read of them."""

Seen: TypeAlias = Callable[[Key, Event, bool], None]
"""Gets the way to a key or value, its event, and whether it is the key itself."""

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **{form: True for word in ("yes", "true", "on") for form in (word, word.title(), word.upper())},
    **{form: False for word in ("no", "false", "off") for form in (word, word.title(), word.upper())},
}
_NUMBER = re.compile(
    r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?"
    r"|[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)",
)
_UNPRINTABLE_ASCII = re.compile("[^\t\n\r\x20-\x7e]")


@cache  # three milliseconds, and most texts are plain
def _unprintable() -> re.Pattern[str]:
    return re.compile(
        "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much YAML is too much: characters, levels and events."""

    characters: int
    depth: int
    events: int


FRONT_MATTER = Limits(characters=65_536, depth=20, events=5_000)
REGISTER = Limits(characters=8_388_608, depth=20, events=1_000_000)
SETTINGS = Limits(characters=1_048_576, depth=50, events=100_000)


@dataclass(slots=True, kw_only=True)
class Parsed:
    """What a YAML text holds.

    Attributes:
        value: the data; what was read before a fault where the text breaks off; None for an empty text.
        faults: in the order of the text.
        complete: False where a fault ended the reading.
        outer: where the outermost keys of a mapping stand; None for anything else, or where there are faults.
    """

    value: Value = None
    faults: list[YamlFault] = field(default_factory=list)
    complete: bool = True
    outer: Outer | None = None


class _StopReading(Exception):  # noqa: N818  # no error of anybody's: it ends the reading at a fault
    def __init__(self, fault: YamlFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def resolve_plain(text: str) -> Scalar:
    """Return what YAML 1.1 makes of an unquoted scalar; dates stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "0123456789+-." and _NUMBER.fullmatch(text):
        return _number(text)
    return text


def _number(text: str) -> int | float | str:
    if text.isascii() and text.isdigit() and (text[0] != "0" or text == "0"):
        return int(text) if len(text) <= _LONGEST_NUMBER else text
    if len(text) > _LONGEST_NOTATION:
        return text
    try:
        value = load_trusted(text)
    except (ValueError, yaml.YAMLError):
        return text
    small = isinstance(value, float) or (isinstance(value, int) and abs(value) < 10**_LONGEST_NUMBER)
    return value if small else text


def load_trusted(content: str | bytes) -> Any:  # noqa: ANN401  # whatever the YAML holds
    """Return the data of a YAML text that we wrote ourselves: a packaged catalog, or a matched scalar."""
    return yaml.load(content, Loader=_Loader)  # noqa: S506  # a safe loader, the C one where there is one


class _Reader:
    """Builds values from events, within limits. `seen` gets the place of every key and value, if given."""

    def __init__(self, text: str, limits: Limits, seen: Seen | None, *, lenient: bool) -> None:
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=_Loader))
        self.limits = limits
        self.count = 0
        self.seen = seen
        self.lenient = lenient
        self.faults: list[YamlFault] = []
        self.anchors: dict[str, Value] = {}
        self.partial: Value = None
        self.outer: dict[str, list[int]] = {}

    def next(self) -> Event:  # PyYAML's events share no base that names what we read
        self.count += 1
        event = next(self.events)
        if self.count > self.limits.events:
            stop("refused-yaml", event, f"more than {self.limits.events:,} entries", "split the file")
        return event

    def document(self) -> Value:
        self.next()
        event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return None
        event = self.next()
        value = self.value(event, (), 0)
        self.next()
        event = self.next()
        if not isinstance(event, yaml.StreamEndEvent):
            stop(
                "broken-yaml",
                event,
                "a second document begins here",
                "keep one mapping, without a `---` inside",
            )
        return value

    def value(self, event: Event, key: Key, depth: int) -> Value:
        if self.seen:
            self.seen(key, event, False)
        if isinstance(event, yaml.AliasEvent):
            if self.lenient:
                return self.anchors.get(str(event.anchor))
            stop("refused-yaml", event, f"`*{event.anchor}` repeats another value", "write the value out")
        if not self.lenient:
            self.refuse_marks(event)
        if isinstance(event, yaml.ScalarEvent):
            text = str(event.value)
            text = intern(text) if len(text) <= _SHORT else text
            value: Value = text if event.style or event.tag else self.plain(event, text)
        elif depth >= self.limits.depth:
            stop("refused-yaml", event, *_describe_depth(self.limits))
        elif isinstance(event, yaml.MappingStartEvent):
            value = self.mapping(key, depth)
        else:
            value = self.sequence(key, depth)
        if self.lenient and event.tag:
            value = _opaque(event.tag, value)
        if event.anchor is not None:
            self.anchors[str(event.anchor)] = value
        return value

    def plain(self, event: Event, text: str) -> Scalar:
        """Return what an unquoted scalar means, without the typographic quotes that are said to be wrong."""
        if self.lenient or text.isascii() or (meant := find_typographic(text)) is None:
            return resolve_plain(text)
        self.faults.append(fault("unquoted-value", event, *describe_typographic(text, meant)))
        return meant

    def refuse_marks(self, event: Event) -> None:
        if event.anchor is not None:
            stop(
                "refused-yaml",
                event,
                f"`&{event.anchor}` marks a value for repetition",
                "write the value out",
            )
        if event.tag is not None and event.tag != "tag:yaml.org,2002:str":
            shown = event.tag.replace("tag:yaml.org,2002:", "!!")
            stop(
                "refused-yaml",
                event,
                f"`{shown}` asks for a special type",
                "write plain text, lists and mappings",
            )

    def sequence(self, key: Key, depth: int) -> list[Value]:
        found: list[Value] = []
        marks: list[int] = []
        if depth == 0:
            self.partial = found
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            if depth == 1 and isinstance(event, yaml.ScalarEvent):
                marks += _place(event)
            found.append(self.value(event, (*key, len(found)), depth + 1))
        if depth == 1 and key[0] in self.outer:
            self.outer[str(key[0])] += marks if len(marks) == 2 * len(found) else [NESTED]
        return found

    def mapping(self, key: Key, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        if depth == 0:
            self.partial = found
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            before = len(self.faults)
            name = self.key(event)
            meant = len(self.faults) == before
            if name in found and not self.lenient:
                hint = BLANK_AFTER_HYPHEN if lacks_blank(name) else "keep one of them"
                self.faults.append(fault("duplicate-key", event, f"`{name}` stands twice", hint))
                self.value(self.next(), (*key, name, None), depth + 1)
                continue
            if self.seen:
                self.seen((*key, name), event, True)
            start = self.next()
            if depth == 0:
                self.outer[name] = [*_place(event), *_place(start)]
            value = self.value(start, (*key, name), depth + 1)
            if meant:  # a key that YAML reads as something else names no field
                found[name] = value
        return _merge_keys(found) if self.lenient else found

    def key(self, event: Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            stop("broken-yaml", event, "a key must be plain text", "write `name: value`")
        if self.lenient:
            return str(event.value)
        self.refuse_marks(event)
        if not event.style and event.tag is None:
            if event.value == "<<":
                stop("refused-yaml", event, "`<<` merges another mapping", "write the values out")
            meant = resolve_plain(event.value)
            if not isinstance(meant, str):
                self.faults.append(
                    fault(
                        "unquoted-value",
                        event,
                        f"the key `{event.value}` is read as {describe(meant)}",
                        f'write "{event.value}": in quotes',
                    )
                )
        return intern(str(event.value))


def _place(event: Event) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def _merge_keys(found: dict[str, Value]) -> dict[str, Value]:
    """Return a mapping of a file that is not ours with what `<<` merges into it; its own keys win."""
    if "<<" not in found:
        return found
    merged = found.pop("<<")
    parts = merged if isinstance(merged, list) else [merged]
    for part in parts:
        if isinstance(part, dict):
            found = {**part, **found}
    return found


def _opaque(tag: str, value: Value) -> Value:
    """Return what a tag of a file that is not ours stands for: `!ENV` its default, any other nothing."""
    if tag == "!ENV" and isinstance(value, list) and len(value) > 1:
        return value[-1]
    return value if tag.startswith("tag:yaml.org,2002:str") else None


def _describe_depth(limits: Limits) -> tuple[str, str]:
    return f"nested deeper than {limits.depth} levels", "flatten this value"


def describe(value: Value) -> str:
    """Say in words what YAML made of a scalar."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"the number {value}"


def fault(name: str, event: Event, message: str, hint: str = "") -> YamlFault:
    """Return a fault at an event of the parser."""
    mark = event.start_mark
    return YamlFault(name=name, line=mark.line + 1, column=mark.column + 1, message=message, hint=hint)


def stop(name: str, event: Event, message: str, hint: str = "") -> NoReturn:
    """End the reading with a fault at an event of the parser."""
    raise _StopReading(fault(name, event, message, hint))


def parse_yaml(
    text: str,
    limits: Limits,
    seen: Seen | None = None,
    *,
    lenient: bool = False,
) -> Parsed:
    r"""Read a YAML text; every problem is a fault in the result.

    Args:
        text: the text, with `\\n` line ends.
        limits: how much is too much.
        seen: called with the key path, the event and whether it is the key itself, for each key and value.
        lenient: accept tags (they become None) and keys of any type, for files that are not ours.
    """
    if len(text) > limits.characters:
        message = f"{len(text):,} characters are too many (at most {limits.characters:,})"
        return Parsed(
            faults=[YamlFault(name="refused-yaml", line=1, column=1, message=message, hint="shorten it")],
            complete=False,
        )
    if found := (_UNPRINTABLE_ASCII if text.isascii() else _unprintable()).search(text):
        before = text[: found.start()]
        line, column = before.count("\n") + 1, found.start() - before.rfind("\n")
        message = f"the control character U+{ord(found[0]):04X} stands here"
        return Parsed(
            faults=[
                YamlFault(name="broken-yaml", line=line, column=column, message=message, hint="delete it")
            ],
            complete=False,
        )
    reader = _Reader(text, limits, seen, lenient=lenient)
    try:
        value = reader.document()
        plain = isinstance(value, dict) and not reader.faults and not lenient
        return Parsed(value=value, faults=reader.faults, outer=pack_outer(reader.outer) if plain else None)
    except _StopReading as end:
        return Parsed(value=reader.partial, faults=[*reader.faults, end.fault], complete=False)
    except yaml.YAMLError as error:
        fault = describe_syntax(error, text)
        if _DEEPEST in fault.message:
            message, hint = _describe_depth(limits)
            fault = replace(fault, name="refused-yaml", message=message, hint=hint)
        return Parsed(value=reader.partial, faults=[*reader.faults, fault], complete=False)
