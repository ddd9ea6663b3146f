"""Registers: YAML files with a head and rows."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from smsdocs.model.dates import parse_date
from smsdocs.model.fields import mappings, text, texts
from smsdocs.model.finding import Fault
from smsdocs.model.place import NoPlaces, Place, Places
from smsdocs.model.register import (
    Assignment,
    Exclusion,
    Person,
    RecordLocation,
    Register,
    Row,
    Sample,
)
from smsdocs.readers.head import build_head
from smsdocs.readers.readings import Halves
from smsdocs.readers.source import Source, decode
from smsdocs.readers.tree import Tree, UnreadableError
from smsdocs.readers.yaml_places import YamlPlaces
from smsdocs.readers.yaml_source import REGISTER, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.model.document import Value
    from smsdocs.model.settings import Settings
    from smsdocs.readers.readings import Readings
    from smsdocs.readers.schemas import Schemas


def read_registers(
    tree: Tree, settings: Settings, schemas: Schemas, readings: Readings
) -> tuple[list[Register], list[Fault]]:
    """Read every `.yml` and `.yaml` file of the registers folder; a bad file never stops the run."""
    registers: list[Register] = []
    faults: list[Fault] = []
    for path in sorted(tree.paths):
        if path.startswith(f"{settings.registers}/") and path.endswith((".yml", ".yaml")):
            register, found = _read_register(tree, path, schemas, readings)
            faults.extend(dataclasses.replace(fault, document=register.name) for fault in found)
            registers.append(register)
    return registers, faults


def _read_register(
    tree: Tree, path: str, schemas: Schemas, readings: Readings
) -> tuple[Register, list[Fault]]:
    stem = PurePosixPath(path).stem
    empty = Register(path=path, kind=stem, head=build_head({}), places=NoPlaces(path))
    source = Source(path=path)
    try:
        data = tree.read(path, REGISTER.characters)
    except UnreadableError as error:
        message = str(error)
        return empty, [
            Fault(name="unreadable-file", place=Place(path), message=message, hint="store a plain text file")
        ]
    content = decode(data, source)
    if content is None:
        return empty, source.faults
    halves = Halves(data)
    reading = readings.find(path, halves)
    parsed = reading.parse(partial(parse_yaml, content, REGISTER))
    for fault in parsed.faults:
        source.fault(fault.name, fault.line, fault.column, fault.message, fault.hint)
    places = YamlPlaces(path, content, REGISTER, outer=parsed.outer)
    fields = parsed.value if isinstance(parsed.value, dict) else {}
    kind = text(fields, "kind") or stem
    if parsed.complete:
        value = parsed.value if parsed.value is not None else {}
        source.faults.extend(reading.judge(partial(schemas.find_faults, "registers", kind, value, places)))
    readings.keep(path, halves, reading)
    return _build_register(path, kind, fields, places), source.faults


def _build_register(path: str, kind: str, fields: Mapping[str, Value], places: Places) -> Register:
    rows = mappings(fields, "rows")
    return Register(
        path=path,
        kind=kind,
        head=build_head({"status": "approved", **fields}),
        fields={name: value for name, value in fields.items() if name != "rows"},
        places=places,
        rows=tuple(Row(id=text(row, "id"), index=index, fields=row) for index, row in rows),
        exclusions=tuple(
            Exclusion(clause=text(row, "clause"), reason=text(row, "reason"), index=index)
            for index, row in mappings(fields, "exclusions")
        ),
        locations=tuple(_build_location(index, row) for index, row in rows)
        if kind == "record-locations"
        else (),
        people=tuple(_build_person(index, row) for index, row in rows) if kind == "people" else (),
    )


def _build_location(index: int, row: Mapping[str, Value]) -> RecordLocation:
    return RecordLocation(
        id=text(row, "id"),
        name=text(row, "name"),
        system=text(row, "system"),
        location=text(row, "location"),
        owner=text(row, "owner"),
        retention=text(row, "retention"),
        provides=texts(row, "provides"),
        clauses=texts(row, "clauses"),
        samples=tuple(_build_sample(sample) for _, sample in mappings(row, "samples")),
        index=index,
    )


def _build_sample(row: Mapping[str, Value]) -> Sample:
    count = row.get("count")
    return Sample(
        taken_on=parse_date(row.get("date")),
        by=text(row, "by"),
        count=count if isinstance(count, int) else 0,
        result=text(row, "result"),
    )


def _build_person(index: int, row: Mapping[str, Value]) -> Person:
    return Person(
        id=text(row, "id"),
        name=text(row, "name"),
        external=row.get("external") is True,
        identities=texts(row, "git"),
        assignments=tuple(
            Assignment(
                role=text(entry, "role"),
                start=parse_date(entry.get("from")),
                end=parse_date(entry.get("to")),
                index=number,
            )
            for number, entry in mappings(row, "assignments")
        ),
        index=index,
    )
