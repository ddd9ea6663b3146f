"""Schemas that a tree brings along: they must not open files, connections or endless loops."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from smsdocs.analysis.nearest import suggest
from smsdocs.model.finding import Fault
from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.readers.overlay import SchemaFile

Loose: TypeAlias = Any
"""A schema as JSON: any value may stand anywhere in it."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LONGEST_PATTERN = 200
"""Nobody can review a longer one."""

_MOST_PARTS = 5_000
"""Parts of a schema, each counted as often as references lead to it; the packaged ones have less than a hundred."""

_MOST_REPETITIONS = 3
"""Each further one multiplies the time a pattern may take."""


def judge_own(file: SchemaFile) -> Iterator[Fault]:
    """Say what is wrong with a schema that a tree brings."""

    def fault(message: str, hint: str, line: int | None = None, column: int | None = None) -> Fault:
        return Fault(name="broken-schema", place=Place(file.path, line, column), message=message, hint=hint)

    try:
        content = json.loads(file.own or b"")
    except UnicodeDecodeError:
        yield fault("this file is no UTF-8", "save it as UTF-8")
    except json.JSONDecodeError as error:
        yield fault(f"JSON: {error.msg}", "mend the JSON", error.lineno, error.colno)
    except RecursionError:
        yield fault("it is nested too deep", "flatten it")
    else:
        if isinstance(content, dict):
            yield from (fault(message, hint) for message, hint in _find_dangers(content))
        else:
            yield fault("a schema is a mapping", "write a JSON object")


def _find_dangers(content: Loose) -> Iterator[tuple[str, str]]:
    from smsdocs.readers.validation import find_schema_error  # noqa: PLC0415  # only where a tree brings its own

    for keyword, text in dict.fromkeys(_texts(content)):
        if keyword == "$ref" and (":" in text or text.startswith("/")):
            yield f"the reference {text!r} leads out of the schema folder", "copy what you need into schema/"
        elif keyword in {"$anchor", "$dynamicAnchor", "$dynamicRef"}:
            yield (
                f"`{keyword}` gives a part a name of its own",
                "refer to it by its path, such as #/$defs/part",
            )
        elif keyword == "$schema" and text.rstrip("#") != _DIALECT:
            yield f"`$schema` names another dialect, {text!r}", f"write {_DIALECT!r}, and its keywords"
        elif keyword == "$id":
            yield "`$id` gives the schema another address", "delete it: a schema is known by its file name"
        elif keyword == "pattern" and (why := _why_not_simple(text)):
            yield f"the pattern {text!r} {why}", "use a simpler pattern"
            return
    if why := find_schema_error(content):
        yield why, "see JSON Schema 2020-12"


def _texts(value: Loose, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield every keyword with a text; property names are no keywords, but looking at them does no harm."""
    if isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, str):
                yield key, part
            if key == "patternProperties" and isinstance(part, dict):
                yield from (("pattern", name) for name in part)
            yield from _texts(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, depth + 1)


def _why_not_simple(pattern: str) -> str:
    """Say why a pattern is refused, or nothing: repeated repetition is what backtracks without end."""
    try:
        re.compile(pattern)
    except re.error as error:
        return f"is no regular expression: {error}"
    if len(pattern) > _LONGEST_PATTERN:
        return f"is longer than {_LONGEST_PATTERN} characters"
    if re.search(r"\\[1-9]", pattern) or "(?P=" in pattern:
        return "refers back to a group"
    bare = re.sub(r"\\.", "x", re.sub(r"\[\^?\]?(?:\\.|[^\]\\])*\]", "x", pattern))
    if _repeats_repetition(bare):
        return "repeats a repetition"
    if len(re.findall(r"[*+]|\{\d+,\d*\}", bare)) > _MOST_REPETITIONS:
        return f"has more than {_MOST_REPETITIONS} repetitions"
    return ""


def _repeats_repetition(bare: str) -> bool:
    """Say whether a group that repeats or chooses is itself repeated; `bare` has no classes and escapes."""
    open_groups: list[bool] = []
    for at, character in enumerate(bare):
        if character == "(":
            open_groups.append(False)
        elif character == ")" and open_groups:
            inner = open_groups.pop()
            repeated = bare[at + 1 : at + 2] in {"*", "+", "{"}
            if inner and repeated:
                return True
            if open_groups:
                open_groups[-1] |= inner or repeated
        elif open_groups and (character in "*+{|" or (character == "?" and bare[at - 1] != "(")):
            open_groups[-1] = True
    return False


def is_endless(name: str, contents: Mapping[str, Loose]) -> bool:
    """Say whether judging by a schema would not end: references to references multiply what is to be judged."""
    try:
        return _weigh(contents[name], name, contents, {}) > _MOST_PARTS
    except RecursionError:
        return True


def _weigh(part: Loose, name: str, contents: Mapping[str, Loose], known: dict[tuple[str, str], int]) -> int:
    """Count the parts of a schema of the file `name`; `known` holds those that references have led to."""
    if isinstance(part, list):
        return sum(_weigh(one, name, contents, known) for one in part)
    if not isinstance(part, dict):
        return 0
    total = 1 + sum(_weigh(one, name, contents, known) for one in part.values())
    if isinstance(reference := part.get("$ref"), str):
        file, pointer, referenced = find_referenced(reference, name, contents)
        if (file, pointer) not in known:
            known[file, pointer] = 1  # for one that leads back to itself: the validator finds that out
            known[file, pointer] = _weigh(referenced, file, contents, known)
        total += known[file, pointer]
    return min(total, _MOST_PARTS + 1)


def find_broken_references(contents: Mapping[str, Loose], schema: str, own: set[str]) -> Iterator[Fault]:
    """Find references of the tree's own schemas, those with a path in `own`, that lead nowhere."""
    for name in contents:
        path = f"{schema}/{name}"
        if path not in own:
            continue
        for keyword, text in _texts(contents[name]):
            if keyword == "$ref" and ":" not in text:
                target = resolve_reference(name, text.partition("#")[0])
                if target not in contents:
                    yield Fault(
                        name="broken-schema",
                        place=Place(path),
                        message=f"the reference {text!r} leads nowhere",
                        hint=suggest(target, contents, "name a file of the schema folder"),
                    )


def resolve_reference(name: str, target: str) -> str:
    """Return the schema file a reference names, relative to the schema folder."""
    if not target:
        return name
    parts = name.split("/")[:-1]
    for step in target.split("/"):
        if step == "..":
            if not parts:
                return f"../{target}"
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def find_referenced(reference: str, name: str, contents: Mapping[str, Loose]) -> tuple[str, str, Loose]:
    """Return the file, the pointer and the schema that a reference in the file `name` means; None for no schema."""
    target, _, pointer = reference.partition("#")
    file = resolve_reference(name, target)
    part = contents.get(file)
    for step in pointer.strip("/").split("/") if pointer.strip("/") else ():
        step = unquote(step).replace("~1", "/").replace("~0", "~")  # noqa: PLW2901  # the same step, decoded
        if isinstance(part, list):
            part = part[int(step)] if step.isdecimal() and int(step) < len(part) else None
        else:
            part = part.get(step) if isinstance(part, dict) else None
    return file, pointer, part
