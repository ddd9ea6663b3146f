"""References of schemas resolved once, when a schema is prepared, instead of once per document and field.

Looking references up is two fifths of what jsonschema does with our schemas. What refers to itself keeps
its reference, which the registry resolves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from smsdocs.readers.schema_guard import find_referenced

if TYPE_CHECKING:
    from collections.abc import Mapping

Loose: TypeAlias = Any
"""A schema as JSON: any value may stand anywhere in it."""

SCHEMA_BASE = "https://smsdocs.invalid/"
"""Where schemas live as far as jsonschema is concerned; nothing is ever fetched from there."""

_DATA = frozenset({"const", "default", "enum", "examples"})
"""Keywords whose values are data, not schemas."""


_NAMED = frozenset({"dependentSchemas", "patternProperties", "properties"})
"""Keywords whose values are schemas by name: a field may well be called `enum` or `default`."""

_SHELVES = frozenset({"$defs", "definitions"})
"""Keywords that only hold what references take."""


def inline_references(name: str, contents: Mapping[str, Loose]) -> Loose:
    """Return a schema with its references replaced by what they refer to.

    What is left names no dialect (`$schema`): jsonschema would judge that part by its own keywords, not by ours.

    Args:
        name: file name of the schema, relative to the schema folder.
        contents: every schema by such a name.
    """
    return _inline(contents[name], name, contents, ((name, ""),))


def _inline(part: Loose, name: str, contents: Mapping[str, Loose], way: tuple[tuple[str, str], ...]) -> Loose:
    if isinstance(part, list):
        return [_inline(entry, name, contents, way) for entry in part]
    if not isinstance(part, dict):
        return part
    inlined = {
        keyword: _inline_keyword(keyword, value, name, contents, way)
        for keyword, value in part.items()
        if keyword not in _SHELVES and keyword != "$schema"
    }
    reference = part.get("$ref")
    if not isinstance(reference, str):
        return inlined
    file, pointer, target = find_referenced(reference, name, contents)
    del inlined["$ref"]
    if target is None or (file, pointer) in way:
        return {**inlined, "$ref": f"{SCHEMA_BASE}{file}{'#' if pointer else ''}{pointer}"}
    whole = _inline(target, file, contents, (*way, (file, pointer)))
    return {**inlined, "allOf": [*inlined.get("allOf", ()), whole]} if inlined else whole


def _inline_keyword(
    keyword: str, value: Loose, name: str, contents: Mapping[str, Loose], way: tuple[tuple[str, str], ...]
) -> Loose:
    if keyword in _DATA:
        return value
    if keyword in _NAMED and isinstance(value, dict):
        return {field: _inline(schema, name, contents, way) for field, schema in value.items()}
    return _inline(value, name, contents, way)
