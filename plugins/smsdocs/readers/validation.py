"""The one room that imports jsonschema: 150 milliseconds that only those pay who have something to judge.

The registry is closed: it holds the schemas there are, so a reference can open neither file nor connection.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from jsonschema import Draft202012Validator, FormatChecker, SchemaError, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from smsdocs.model.dates import parse_date
from smsdocs.model.duration import parse_duration
from smsdocs.readers.inlining import SCHEMA_BASE, inline_references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Loose: TypeAlias = Any
"""A schema as JSON, or a value it judges."""


_LONGEST_MATCHED = 500
"""Characters of a text that a pattern is tried on: even a simple one takes the cube of its length."""


class UnusableSchemaError(Exception):
    """A schema refers to what does not exist, or to itself without end."""


class Validation:
    """Judges values by any of the schemas; each is prepared when first used."""

    def __init__(self, contents: Mapping[str, Loose]) -> None:
        self._contents = {name: _leave_out(schema) for name, schema in contents.items()}
        resources = [
            (f"{SCHEMA_BASE}{name}", DRAFT202012.create_resource(schema))
            for name, schema in self._contents.items()
        ]
        self._registry: Loose = Registry().with_resources(resources)
        self._formats = _build_format_checker()
        self._validators: dict[str, Loose] = {}

    def find_errors(self, name: str, value: Loose) -> list[Loose]:
        """Return what is wrong with `value` by the schema of that file name.

        Raises:
            UnusableSchemaError: the schema itself is at fault.
        """
        try:
            if name not in self._validators:
                schema = inline_references(name, self._contents)
                self._validators[name] = _Validator(
                    schema, registry=self._registry, format_checker=self._formats
                )
            return list(self._validators[name].iter_errors(value))
        except RecursionError as error:
            raise UnusableSchemaError("it refers to itself without end") from error
        except Unresolvable as error:
            raise UnusableSchemaError(f"the reference {error.ref!r} leads nowhere") from error


def _judge_pattern(validator: Loose, pattern: str, value: Loose, schema: Loose) -> Iterator[ValidationError]:
    """Judge by `pattern`; a text that is too long to try does not fit."""
    del validator, schema
    if isinstance(value, str) and (len(value) > _LONGEST_MATCHED or not re.search(pattern, value)):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _judge_names(validator: Loose, patterns: Loose, value: Loose, schema: Loose) -> Iterator[ValidationError]:
    """Judge by `patternProperties`; a name that is too long to try is left to the other keywords."""
    if isinstance(value, dict):
        value = {name: part for name, part in value.items() if len(name) <= _LONGEST_MATCHED}
    yield from Draft202012Validator.VALIDATORS["patternProperties"](validator, patterns, value, schema)


def _judge_properties(
    validator: Loose, properties: Loose, value: Loose, schema: Loose
) -> Iterator[ValidationError]:
    """Judge by `properties`; a field with a value that was found good before is not judged again.

    Most documents share their status, owner, roles and dates: this saves half of all judging.
    """
    del schema
    if not isinstance(value, dict):
        return
    for name, part in properties.items():
        if name in value:
            key = id(part), repr(value[name])
            if key not in _GOOD:
                errors = list(validator.descend(value[name], part, path=name, schema_path=name))
                if not errors and len(_GOOD) < _MOST_GOOD:
                    _GOOD[key] = part
                yield from errors


_GOOD: dict[tuple[int, str], Loose] = {}
"""Schema and value found good; the schema is held, so that its identity is given to no other."""
_MOST_GOOD = 10_000

_Validator: Loose = extend(  # type: ignore[no-untyped-call]  # jsonschema says no types of it
    Draft202012Validator,
    {"pattern": _judge_pattern, "patternProperties": _judge_names, "properties": _judge_properties},
)


def _leave_out(schema: Loose) -> Loose:
    """Return a schema without what others judge better.

    Which fields a type knows (`unevaluatedProperties`) is judged by `Schemas`, which is twice as fast and names the
    nearest one. A part that names its dialect (`$schema`) would be judged by jsonschema's own keywords, not by ours.
    """
    return {key: part for key, part in schema.items() if key not in {"unevaluatedProperties", "$schema"}}


def _build_format_checker() -> FormatChecker:
    """Return a checker that knows our two formats; jsonschema alone lets most of them pass anything."""
    checker = FormatChecker(formats=())
    checker.checks("date")(lambda value: not isinstance(value, str) or parse_date(value) is not None)
    checker.checks("interval")(lambda value: not isinstance(value, str) or parse_duration(value) is not None)
    return checker


def find_schema_error(content: Loose) -> str:
    """Say where a schema breaks JSON Schema 2020-12, or nothing."""
    try:
        Draft202012Validator.check_schema(content)
    except SchemaError as error:
        where = ".".join(str(step) for step in error.absolute_path)
        return f"{where or 'the schema'}: {error.message}"
    return ""
