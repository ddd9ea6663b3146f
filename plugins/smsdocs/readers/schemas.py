"""JSON Schema 2020-12 for front matter, registers and records, and what its verdicts mean to an author.

References stay inside the schema folder: the registry is closed, so no schema can make the tool open a file
or a connection. Patterns must be simple: one that backtracks without end could hold up a check for hours.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from smsdocs.model.finding import Fault
from smsdocs.model.place import Place
from smsdocs.readers.overlay import list_schema_files
from smsdocs.readers.schema_guard import find_broken_references, find_referenced, is_endless, judge_own
from smsdocs.readers.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.document import Value
    from smsdocs.model.place import Places
    from smsdocs.readers.tree import Tree
    from smsdocs.readers.validation import Validation

Loose: TypeAlias = Any
"""A schema as JSON: any value may stand anywhere in it."""

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


@dataclass(slots=True)
class Schemas:
    """Every schema of a tree, ready to judge.

    Attributes:
        folder: the setting: the tree's schema folder.
        contents: schemas by file name relative to that folder.
        faults: what is wrong with the schemas themselves; grows when one proves unusable.
        drift: files in which the tree changes or adds to the packaged base.
    """

    folder: str
    contents: Mapping[str, Loose]
    faults: list[Fault] = field(default_factory=list)
    drift: tuple[tuple[str, bool], ...] = ()
    _fields: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _validation: Validation | None = None

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the types a folder knows, without the general one."""
        found = (name.split("/")[1][:-5] for name in self.contents if name.startswith(f"{folder}/"))
        return tuple(sorted(name for name in found if name != _GENERAL[folder]))

    def find_faults(self, folder: str, kind: str, value: Value, places: Places) -> list[Fault]:
        """Judge front matter or a register.

        Args:
            folder: documents, registers or records.
            kind: the type; the general schema judges one that has none of its own.
            value: by canonical names.
            places: finds where a key stands.

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
        errors = self._find_errors(name, value)
        unknown = list(self._unknown(name, folder, value))
        return [*Verdict(places).faults(errors, unknown, value)]

    def _unknown(
        self, name: str, folder: str, value: Mapping[str, Value]
    ) -> Iterator[tuple[str, frozenset[str]]]:
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

    def _find_errors(self, name: str, value: Value) -> list[Loose]:
        from smsdocs.readers.validation import UnusableSchemaError, Validation  # noqa: PLC0415  # 150 ms

        if self._validation is None:
            self._validation = Validation(self.contents)
        try:
            return self._validation.find_errors(name, value)
        except UnusableSchemaError as error:
            fault = Fault(
                name="broken-schema",
                place=Place(f"{self.folder}/{name}"),
                message=f"the schema cannot be used: {error}",
                hint="mend its references",
            )
            if fault not in self.faults:
                self.faults.append(fault)
            return []


def _collect_properties(
    schema: Loose,
    name: str,
    contents: Mapping[str, Loose],
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
        file, _, part = find_referenced(reference, name, contents)
        found |= _collect_properties(part, file, contents, seen)
    return found


def _leave_out_endless(
    contents: dict[str, Loose], bases: Mapping[str, bytes | None], schema: str
) -> Iterator[Fault]:
    """Put the packaged schema back where the tree's own would hold up a check; a new one is left out."""
    for name in [name for name in bases if name in contents and is_endless(name, contents)]:
        base = bases[name]
        if base is None:
            del contents[name]
        else:
            contents[name] = json.loads(base)
        message = "its references lead to references to references: judging by it would hardly end"
        hint = "refer to fewer parts"
        yield Fault(name="broken-schema", place=Place(f"{schema}/{name}"), message=message, hint=hint)


def read_schemas(tree: Tree, schema: str) -> Schemas:
    """Read the packaged schemas and what the tree lays over them.

    Args:
        tree: where an organisation's own files may lie.
        schema: the setting: the tree's schema folder.
    """
    contents: dict[str, Loose] = {}
    faults: list[Fault] = []
    drift: list[tuple[str, bool]] = []
    bases: dict[str, bytes | None] = {}
    for folder in _FOLDERS:
        for file in list_schema_files(tree, schema, folder, (".json",)):
            if file.own is not None:
                own = list(judge_own(file))
                faults.extend(own)
                drift.append((file.path, file.base is not None))
                bases[file.name] = file.base
                if own:
                    if file.base is not None:
                        contents[file.name] = json.loads(file.base)
                    continue
            contents[file.name] = json.loads(file.content)
    faults.extend(find_broken_references(contents, schema, {file for file, _ in drift}))
    faults.extend(_leave_out_endless(contents, bases, schema))
    return Schemas(folder=schema, contents=contents, faults=faults, drift=tuple(drift))
