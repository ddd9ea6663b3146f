"""JSON Schema 2020-12 for front matter, registers and records, and what its verdicts mean to an author.

References stay inside the schema folder: the registry is closed, so no schema can make the tool open a file
or a connection. Patterns must be simple: one that backtracks without end could hold up a check for hours.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from smsdocs.analysis.nearest import find_nearest, suggest
from smsdocs.model.duration import parse_duration
from smsdocs.model.finding import Fault
from smsdocs.model.place import Key, Place, Places
from smsdocs.readers.overlay import SchemaFile, list_schema_files
from smsdocs.readers.yaml_source import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.document import Value
    from smsdocs.readers.tree import Tree

_BASE = "https://smsdocs.invalid/"
_FOLDERS = ("", "documents", "registers", "records", "catalogs", "crosswalks", "models")
_GENERAL = {
    "documents": "document",
    "registers": "register",
    "records": "record",
    "catalogs": "overlay",
    "crosswalks": "crosswalk",
    "models": "model",
}
"""The schema of a folder that judges what has no schema of its own."""
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def parse_date(value: object) -> date | None:
    """Return the day a value writes as YYYY-MM-DD, else None."""
    if not isinstance(value, str) or len(value) != 10:  # noqa: PLR2004  # YYYY-MM-DD
        return None
    try:
        return date.fromisoformat(value) if value[4] == value[7] == "-" else None
    except ValueError:
        return None


@dataclass(slots=True)
class Schemas:
    """Every schema of a tree, ready to judge.

    Attributes:
        faults: what is wrong with the schemas themselves.
        drift: files in which the tree changes or adds to the packaged base.
    """

    contents: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()
    drift: tuple[tuple[str, bool], ...] = ()
    _validators: dict[str, Any] = field(default_factory=dict)
    _fields: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _registry: Any = None

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the types a folder knows, without the general one."""
        found = (name.split("/")[1][:-5] for name in self.contents if name.startswith(f"{folder}/"))
        return tuple(sorted(name for name in found if name != _GENERAL[folder]))

    def find_faults(self, folder: str, kind: str, value: Value, places: Places, path: str) -> list[Fault]:
        """Judge front matter or a register.

        Args:
            folder: documents, registers or records.
            kind: the type; the general schema judges one that has none of its own.
            value: by canonical names.
            places: finds where a key stands.
            path: of the file, for a fault that has no key.

        Returns:
            One fault per cause, in the order of the schema.
        """
        name = f"{folder}/{kind}.json"
        if name not in self.contents:
            name = f"{folder}/{_GENERAL[folder]}.json"
        if not isinstance(value, dict):
            what = "a list" if isinstance(value, list) else "no mapping"
            hint = "write `name: value` lines"
            return [Fault(name="invalid-value", place=places.of(), message=f"this is {what}", hint=hint)]
        try:
            errors = list(self._validator(name).iter_errors(value))
        except (RecursionError, *_unresolvable()) as error:
            why = "refers to itself without end" if isinstance(error, RecursionError) else str(error)
            message = f"the schema {name} cannot be used: {why}"
            return [Fault(name="broken-schema", place=Place(path), message=message, hint="mend its references")]
        unknown = list(self._unknown(name, folder, value))
        return [*_Verdict(places, path).faults(errors, unknown, value)]

    def _unknown(self, name: str, folder: str, value: Mapping[str, Value]) -> Iterator[tuple[str, frozenset[str]]]:
        if name not in self._fields:
            self._fields[name] = self._known_fields(name, folder)
        known = self._fields[name]
        if known is not None:
            yield from ((key, known) for key in value if key not in known)

    def _known_fields(self, name: str, folder: str) -> frozenset[str] | None:
        schema = self.contents[name]
        general = name == f"{folder}/{_GENERAL[folder]}.json"
        closed = isinstance(schema, dict) and schema.get("unevaluatedProperties") is False
        return frozenset(_collect_properties(schema, name, self.contents)) if closed or general else None

    def _validator(self, name: str) -> Any:  # noqa: ANN401  # jsonschema is imported only here
        if name not in self._validators:
            from jsonschema import Draft202012Validator  # noqa: PLC0415  # 150 ms: only where something is judged

            if self._registry is None:
                self._registry = _build_registry(self.contents)
            schema = {key: part for key, part in self.contents[name].items() if key != "unevaluatedProperties"}
            # The fields a type knows are judged by `_unknown`, which is much faster and names the nearest one.
            resolver = self._registry.resolver(f"{_BASE}{name}")
            self._validators[name] = Draft202012Validator(
                schema, registry=self._registry, format_checker=_format_checker(), _resolver=resolver
            )
        return self._validators[name]


def _unresolvable() -> tuple[type[Exception], ...]:
    from referencing.exceptions import Unresolvable  # noqa: PLC0415  # loaded with jsonschema, not before

    return (Unresolvable,)


def _build_registry(contents: Mapping[str, Any]) -> Any:  # noqa: ANN401
    from referencing import Registry, Resource  # noqa: PLC0415
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

    resources = {
        f"{_BASE}{name}": Resource(contents=_open(schema), specification=DRAFT202012)
        for name, schema in contents.items()
    }
    return Registry(resources).crawl()  # type: ignore[var-annotated, arg-type]


def _open(schema: Any) -> Any:  # noqa: ANN401
    """Return the schema without its own closing, which is judged by `Schemas._unknown`."""
    return {key: part for key, part in schema.items() if key != "unevaluatedProperties"}


def _format_checker() -> Any:  # noqa: ANN401
    from jsonschema import FormatChecker  # noqa: PLC0415

    checker = FormatChecker(formats=())
    checker.checks("date")(lambda value: not isinstance(value, str) or parse_date(value) is not None)
    checker.checks("interval")(lambda value: not isinstance(value, str) or parse_duration(value) is not None)
    return checker


def _collect_properties(
    schema: Any,  # noqa: ANN401
    name: str,
    contents: Mapping[str, Any],
    seen: set[int] | None = None,
) -> set[str]:
    found: set[str] = set()
    seen = set() if seen is None else seen
    if not isinstance(schema, dict) or id(schema) in seen:
        return found
    seen.add(id(schema))
    found.update(schema.get("properties", {}))
    for part in (*schema.get("allOf", ()), schema.get("then"), schema.get("else")):
        found |= _collect_properties(part, name, contents, seen)
    if isinstance(reference := schema.get("$ref"), str):
        target, _, pointer = reference.partition("#")
        file = _resolve(name, target)
        part = contents.get(file)
        for step in pointer.strip("/").split("/") if pointer.strip("/") else ():
            part = part.get(step) if isinstance(part, dict) else None
        found |= _collect_properties(part, file, contents, seen)
    return found


def _resolve(name: str, target: str) -> str:
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


class _Verdict:
    """Turns what jsonschema says into what an author understands: one fault per cause."""

    def __init__(self, places: Places, path: str) -> None:
        self.places = places
        self.path = path

    def faults(
        self, errors: Iterable[Any], unknown: list[tuple[str, frozenset[str]]], value: Mapping[str, Value]
    ) -> Iterator[Fault]:
        missing: dict[Key, dict[str, str]] = {}
        judged: set[Key] = set()
        for error in errors:
            key = tuple(error.absolute_path)
            if error.validator == "required":
                names = [name for name in error.validator_value if name not in error.instance]
                why = error.schema.get("description", "") if error.schema_path[0] in {"then", "else"} else ""
                missing.setdefault(key, {}).update({name: why for name in names if name not in missing.get(key, {})})
            elif error.validator == "additionalProperties":
                known = frozenset(error.schema.get("properties", ()))
                extra = [name for name in error.instance if name not in known]
                for name in extra if key not in judged else ():
                    yield self._unknown(key, name, known)
                judged.add(key)
            elif key not in judged:
                judged.add(key)
                yield self._invalid(key, error)
        for name, known in unknown:
            meant = find_nearest(name, known - value.keys())
            if meant in missing.get((), {}):
                missing[()].pop(meant)
            yield self._unknown((), name, known - value.keys())
        for key, names in missing.items():
            if names:
                yield self._missing(key, names)

    def _unknown(self, key: Key, name: str, known: frozenset[str]) -> Fault:
        return Fault(
            name="unknown-field",
            place=self.places.of_key(*key, name),
            message=f"`{_show(key, name)}` is no field we know",
            hint=suggest(name, known, "delete it, or give the type a schema that knows it"),
        )

    def _missing(self, key: Key, names: Mapping[str, str]) -> Fault:
        shown = ", ".join(f"`{name}`" for name in names)
        within = f" in `{_show(key)}`" if key else ""
        why = next((text for text in names.values() if text), "")
        hint = why or ("add it" if len(names) == 1 else "add them")
        return Fault(
            name="missing-field", place=self.places.of(*key), message=f"{shown} {'is' if len(names) == 1 else 'are'} missing{within}", hint=hint  # noqa: E501
        )

    def _invalid(self, key: Key, error: Any) -> Fault:  # noqa: ANN401
        place, shown, value = self.places.of(*key), _show(key), error.instance
        wanted = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
        if error.validator == "type" and not isinstance(value, str | list | dict) and value is not None:
            if error.validator_value in ("string", "array"):
                return self._unquoted(key, value, wanted if error.validator_value == "array" else "")
        if value is None:
            message, hint = f"`{shown}` is empty", f"give {wanted}" if wanted else "give it a value, or delete it"
        elif error.validator == "format" and error.validator_value == "date":
            return Fault(name="impossible-date", place=place, message=f"`{shown}`: {_why_no_date(value)}", hint=_date_hint(value))  # noqa: E501
        elif error.validator in {"enum", "const"}:
            choices = error.validator_value if error.validator == "enum" else [error.validator_value]
            message = f"`{shown}` cannot be {_quote(value)}"
            hint = suggest(str(value), map(str, choices), f"one of: {', '.join(map(str, choices))}")
        elif error.validator == "type":
            message = f"`{shown}` is {_kind(value)}, not {_KINDS.get(str(error.validator_value), 'what is wanted')}"
            hint = f"give {wanted}" if wanted else ""
        else:
            message = f"`{shown}`: {_quote(value)} does not fit"
            hint = f"give {wanted}" if wanted else f"the schema says: {error.validator} {error.validator_value}"
        return Fault(name="invalid-value", place=place, message=message, hint=hint)

    def _unquoted(self, key: Key, value: Value, wanted: str) -> Fault:
        source = self.places.source(*key) or str(value)
        return Fault(
            name="unquoted-value",
            place=self.places.of(*key),
            message=f"`{_show(key)}`: {source} without quotes is read as {describe(value)}",
            hint=f"give {wanted}" if wanted else f'write "{source}" in quotes',
        )


_KINDS = {"string": "text", "array": "a list", "object": "a mapping", "boolean": "true or false", "integer": "a whole number", "number": "a number"}  # noqa: E501


def _kind(value: Value) -> str:
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return f"the text {_quote(value)}" if isinstance(value, str) else describe(value)


def _quote(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f'"{text[:57]}..."' if len(text) > 60 else f'"{text}"'  # noqa: PLR2004  # a line of a report


def _show(key: Key, *more: str) -> str:
    text = ""
    for step in (*key, *more):
        text += f"[{step}]" if isinstance(step, int) else f"{'.' if text else ''}{step}"
    return text or "the front matter"


def _why_no_date(value: object) -> str:
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found and len(found[2]) == len(found[3]) == 2:  # noqa: PLR2004  # two digits
        return f"there is no day {value}"
    return f"{_quote(value)} is no date"


def _date_hint(value: object) -> str:
    if isinstance(value, str) and (found := _DATE.fullmatch(value)):
        padded = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
        if parse_date(padded):
            return f"write {padded}"
        return "give a day of the calendar as YYYY-MM-DD"
    return "write a date as YYYY-MM-DD"


def read_schemas(tree: Tree, schema: str) -> Schemas:
    """Read the packaged schemas and what the tree lays over them.

    Args:
        tree: where an organisation's own files may lie.
        schema: the setting: the tree's schema folder.
    """
    contents: dict[str, Any] = {}
    faults: list[Fault] = []
    drift: list[tuple[str, bool]] = []
    for folder in _FOLDERS:
        for file in list_schema_files(tree, schema, folder, (".json",)):
            if file.own is not None:
                own = list(_judge_own(file))
                faults.extend(own)
                drift.append((file.path, file.base is not None))
                if own:
                    if file.base is not None:
                        contents[file.name] = json.loads(file.base)
                    continue
            contents[file.name] = json.loads(file.content)
    faults.extend(_find_broken_references(contents, schema, {file for file, _ in drift}))
    return Schemas(contents=contents, faults=tuple(faults), drift=tuple(drift))


def _judge_own(file: SchemaFile) -> Iterator[Fault]:
    def fault(message: str, hint: str, line: int | None = None, column: int | None = None) -> Fault:
        return Fault(name="broken-schema", place=Place(file.path, line, column), message=message, hint=hint)

    try:
        content = json.loads(file.own or b"")
    except UnicodeDecodeError:
        yield fault("this file is no UTF-8", "save it as UTF-8")
        return
    except json.JSONDecodeError as error:
        yield fault(f"JSON: {error.msg}", "mend the JSON", error.lineno, error.colno)
        return
    except RecursionError:
        yield fault("nested too deep", "flatten it")
        return
    if not isinstance(content, dict):
        yield fault("a schema is a mapping", "write a JSON object")
        return
    for keyword, text in _texts(content):
        if keyword in {"$ref", "$dynamicRef"} and (":" in text or text.startswith("/")):
            yield fault(f"the reference {text!r} leads out of the schema folder", "copy what you need into schema/")
        elif keyword == "$id":
            yield fault("`$id` gives the schema another address", "delete it: a schema is known by its file name")
        elif keyword == "pattern" and (why := _why_not_simple(text)):
            yield fault(f"the pattern {text!r} {why}", "use a simpler pattern")
    from jsonschema import Draft202012Validator, SchemaError  # noqa: PLC0415  # only where a tree brings its own

    try:
        Draft202012Validator.check_schema(content)
    except SchemaError as error:
        yield fault(f"{_show(tuple(error.absolute_path)) or 'the schema'}: {error.message}", "see JSON Schema 2020-12")


def _texts(value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:  # noqa: ANN401
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
    if len(pattern) > 200:  # noqa: PLR2004  # nobody can review a longer one
        return "is longer than 200 characters"
    bare = re.sub(r"\\.", "x", re.sub(r"\[\^?\]?(?:\\.|[^\]\\])*\]", "x", pattern))
    if re.search(r"\\[1-9]", pattern) or "(?P=" in pattern:
        return "refers back to a group"
    depth: list[bool] = []
    for at, character in enumerate(bare):
        if character == "(":
            depth.append(False)
        elif character == ")" and depth:
            inner = depth.pop()
            repeated = bare[at + 1 : at + 2] in {"*", "+", "{"}
            if inner and repeated:
                return "repeats a repetition"
            if depth and (inner or repeated):
                depth[-1] = True
        elif character in "*+{|" and depth:
            depth[-1] = True
    if len(re.findall(r"[*+]|\{\d+,\d*\}", bare)) > 3:  # noqa: PLR2004  # polynomial backtracking
        return "has more than three repetitions"
    return ""


def _find_broken_references(contents: Mapping[str, Any], schema: str, own: set[str]) -> Iterator[Fault]:
    for name in contents:
        path = f"{schema}/{name}"
        if path not in own:
            continue
        for keyword, text in _texts(contents[name]):
            if keyword == "$ref" and ":" not in text:
                target = _resolve(name, text.partition("#")[0])
                if target not in contents:
                    yield Fault(
                        name="broken-schema",
                        place=Place(path),
                        message=f"the reference {text!r} leads nowhere",
                        hint=suggest(target, contents, "name a file of the schema folder"),
                    )
