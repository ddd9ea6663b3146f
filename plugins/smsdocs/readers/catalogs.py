"""Catalogs and crosswalks: the packaged base, and what a tree lays over it by id.

A catalog file is named for what it holds, `iso20000-1@2018.yaml`, so that only those that are needed are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from smsdocs.model.clause import (
    Catalog,
    Clause,
    Crosswalk,
    CrosswalkRow,
    Derived,
    Exclusions,
    FrameworkId,
    Item,
    Library,
    Required,
)
from smsdocs.model.finding import Fault
from smsdocs.model.place import Place
from smsdocs.readers.overlay import SchemaFile, list_schema_files
from smsdocs.readers.source import Source, decode
from smsdocs.readers.yaml_places import YamlPlaces
from smsdocs.readers.yaml_source import REGISTER, load_trusted, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from smsdocs.readers.schemas import Schemas
    from smsdocs.readers.tree import Tree

_YAML = (".yaml", ".yml")
_NUMBERS = re.compile(r"\d+")


def parse_framework(text: str) -> FrameworkId | None:
    """Parse `iso20000-1@2018`; None where a part is missing."""
    name, at, edition = text.partition("@")
    return FrameworkId(name, edition) if name and at and edition else None


@dataclass(slots=True)
class Shelf:
    """Every catalog and crosswalk there is, read when asked for.

    Attributes:
        faults: what is wrong with the tree's own files, found so far.
        drift: the tree's files that change the base (True) or add to it (False), with what they change.
    """

    files: Mapping[FrameworkId, SchemaFile]
    tables: Mapping[tuple[FrameworkId, FrameworkId], SchemaFile]
    schemas: Schemas
    faults: list[Fault] = field(default_factory=list)
    drift: list[tuple[str, bool, tuple[str, ...]]] = field(default_factory=list)
    _catalogs: dict[FrameworkId, Catalog] = field(default_factory=dict)

    @property
    def known(self) -> tuple[FrameworkId, ...]:
        """Every framework and edition there is, newest edition first per name."""
        return tuple(
            sorted(self.files, key=lambda framework: (framework.name, [-n for n in _edition(framework)]))
        )

    def newest(self, name: str) -> FrameworkId | None:
        """Return the newest edition of a framework, None where there is no such framework."""
        return next((framework for framework in self.known if framework.name == name), None)

    def catalog(self, framework: FrameworkId) -> Catalog | None:
        """Return a catalog, None where there is none or it is broken."""
        if framework not in self._catalogs:
            file = self.files.get(framework)
            catalog = self._read(framework, file) if file else None
            if catalog is None:
                return None
            self._catalogs[framework] = catalog
        return self._catalogs[framework]

    def library(self, wanted: Iterable[FrameworkId], scope: Iterable[FrameworkId]) -> Library:
        """Return the catalogs of `scope` and `wanted`, and the crosswalks that lead from them into `scope`."""
        targets = list(scope)
        loaded = {one: catalog for one in (*targets, *wanted) if (catalog := self.catalog(one))}
        pairs = [(a, b) for a in loaded for b in targets if (a, b) in self.tables]
        crosswalks = {pair: self._crosswalk(pair, self.tables[pair]) for pair in pairs}
        return Library(catalogs=loaded, known=self.known, crosswalks=crosswalks)

    def leading_into(self, scope: Iterable[FrameworkId]) -> tuple[FrameworkId, ...]:
        """Return the frameworks from which a crosswalk leads into `scope`."""
        targets = frozenset(scope)
        return tuple(origin for origin, target in self.tables if target in targets)

    def own_frameworks(self) -> tuple[FrameworkId, ...]:
        """Return the frameworks that the tree changes or brings."""
        return tuple(framework for framework, file in self.files.items() if file.own is not None)

    def _read(self, framework: FrameworkId, file: SchemaFile) -> Catalog | None:
        data: Any = load_trusted(file.base) if file.base is not None else None  # a safe loader
        source = "packaged"
        if file.own is not None:
            own = self._own(file, "overlay" if file.base is not None else "catalog")
            if own is None and data is None:
                return None
            if own is not None:
                if (named := FrameworkId(str(own["framework"]), str(own["edition"]))) != framework:
                    message = f"this file holds {named}, but is named {framework}"
                    self._fault(file, message, f"name it {named}.yaml")
                changes = () if data is None else _overlay(data, own)
                source = "own" if data is None else "overlaid"
                self.drift.append((file.path, data is not None, changes))
                data = own if data is None else data
        catalog = _build_catalog(framework, data, source)
        for clause in catalog.clauses.values():
            if clause.parent is not None and clause.parent not in catalog.clauses:
                self._fault(
                    file, f"clause {clause.id} has the parent {clause.parent}, which is no clause", "mend it"
                )
        return catalog

    def _crosswalk(self, pair: tuple[FrameworkId, FrameworkId], file: SchemaFile) -> Crosswalk:
        data: Any = load_trusted(file.base) if file.base is not None else {"rows": []}
        source = "packaged"
        if file.own is not None and (own := self._own(file, "crosswalk")) is not None:
            self.drift.append((file.path, file.base is not None, ()))
            merged = {row["from"]: row for row in (*data["rows"], *own["rows"])}
            source = "overlaid" if file.base is not None else "own"
            data = {**data, **own, "rows": list(merged.values())}
        rows = [
            CrosswalkRow(
                clause=str(row["from"]),
                to=tuple(map(str, row["to"])),
                basis=str(row.get("basis", "")),
                strength=str(row.get("strength", "")),
                note=str(row.get("note", "")),
            )
            for row in data["rows"]
        ]
        version = str(data.get("version", ""))
        return Crosswalk(
            origin=pair[0],
            target=pair[1],
            version=version,
            rows={row.clause: row for row in rows},
            source=source,
        )

    def _own(self, file: SchemaFile, kind: str) -> Any:  # noqa: ANN401  # judged by its schema right here
        data, faults = read_own_yaml(file, self.schemas, kind)
        self.faults.extend(faults)
        return data

    def _fault(self, file: SchemaFile, message: str, hint: str) -> None:
        self.faults.append(Fault(name="broken-catalog", place=Place(file.path), message=message, hint=hint))


def read_own_yaml(file: SchemaFile, schemas: Schemas, kind: str) -> tuple[Any, list[Fault]]:
    """Read a tree's own YAML file of the schema folder and judge it.

    Returns:
        The data, None where it has a fault, and the faults.
    """
    source = Source(path=file.path)
    content = decode(file.own or b"", source)
    if content is None:
        return None, [_as_catalog_fault(fault) for fault in source.faults]
    parsed = parse_yaml(content, REGISTER)
    for found in parsed.faults:
        source.fault(found.name, found.line, found.column, found.message, found.hint)
    faults = [
        fault for fault in source.faults if fault.name not in {"windows-line-endings", "byte-order-mark"}
    ]
    if parsed.complete and not faults:
        folder = file.name.split("/", 1)[0]
        places = YamlPlaces(file.path, content, REGISTER)
        faults = schemas.find_faults(folder, kind, parsed.value, places)
    return (None if faults else parsed.value), [_as_catalog_fault(fault) for fault in faults]


def _as_catalog_fault(fault: Fault) -> Fault:
    return Fault(name="broken-catalog", place=fault.place, message=fault.message, hint=fault.hint)


def _edition(framework: FrameworkId) -> list[int]:
    return [int(number) for number in _NUMBERS.findall(framework.edition)]


def _overlay(base: dict[str, Any], own: dict[str, Any]) -> tuple[str, ...]:
    """Lay `own` over `base` in place, by id; return what changed, in words."""
    changes: list[str] = []
    for name in ("version", "name", "exclusions", "meta"):
        if name in own and own[name] != base.get(name):
            base[name] = own[name]
            changes.append(name)
    clauses = {clause["id"]: clause for clause in base["clauses"]}
    for clause in own["clauses"]:
        mine = clauses.get(clause["id"])
        if mine is None:
            base["clauses"].append(clause)
            changes.append(f"adds {clause['id']}")
            continue
        for name, value in clause.items():
            if name == "expects":
                changes.extend(f"{clause['id']} {change}" for change in _overlay_items(mine, value))
            elif mine.get(name) != value:
                mine[name] = value
                changes.append(f"{clause['id']} {name}")
    return tuple(changes)


def _overlay_items(clause: dict[str, Any], own: list[dict[str, Any]]) -> list[str]:
    items = {item["id"]: item for item in clause.setdefault("expects", [])}
    changes = []
    for item in own:
        mine = items.get(item["id"])
        if mine is None:
            clause["expects"].append({"kind": "document", "required": "implied", "verified": False, **item})
            changes.append(f"expects {item['id']}")
        elif {**mine, **item} != mine:
            mine.update(item)
            changes.append(f"changes {item['id']}")
    return changes


def _build_catalog(framework: FrameworkId, data: Mapping[str, Any], source: str) -> Catalog:
    clauses = {str(entry["id"]): _build_clause(entry) for entry in data["clauses"]}
    notes = {str(name): value for name, value in (data.get("meta") or {}).items() if isinstance(value, str)}
    return Catalog(
        id=framework,
        version=str(data.get("version", "")),
        name=str(data.get("name") or framework),
        exclusions=Exclusions(data.get("exclusions", "forbidden")),
        clauses=clauses,
        source=source,
        notes=notes,
    )


def _build_clause(entry: Mapping[str, Any]) -> Clause:
    number = str(entry["id"])
    return Clause(
        id=number,
        title=entry.get("title"),
        label=str(entry.get("label") or entry.get("title") or number),
        parent=entry.get("parent"),
        requirements=bool(entry.get("requirements", True)),
        pdca=entry.get("pdca", ""),
        summary=entry.get("summary", ""),
        statement=entry.get("statement", ""),
        note=entry.get("note", ""),
        title_status=entry.get("title_status", ""),
        annex=bool(entry.get("annex", False)),
        expects=tuple(
            Item(
                id=item["id"],
                clause=number,
                kind=item.get("kind", "document"),
                name=item.get("name", item["id"]),
                required=Required(item.get("required", "implied")),
                verified=bool(item.get("verified", False)),
                derived=Derived(item["derived"]) if "derived" in item else None,
                procedure=bool(item.get("procedure", False)),
                note=item.get("note", ""),
            )
            for item in entry.get("expects", ())
        ),
    )


def read_shelf(tree: Tree, schema: str, schemas: Schemas) -> Shelf:
    """List the catalogs and crosswalks there are, packaged and the tree's own; read none yet."""
    files: dict[FrameworkId, SchemaFile] = {}
    faults: list[Fault] = []
    for file in list_schema_files(tree, schema, "catalogs", _YAML):
        framework = parse_framework(file.name.split("/")[1].rsplit(".", 1)[0])
        if framework:
            files[framework] = file
        else:
            hint = "such as myframework@1.yaml"
            message = "a catalog file is named framework@edition.yaml"
            faults.append(Fault(name="broken-catalog", place=Place(file.path), message=message, hint=hint))
    tables: dict[tuple[FrameworkId, FrameworkId], SchemaFile] = {}
    for file in list_schema_files(tree, schema, "crosswalks", _YAML):
        origin, _, target = file.name.split("/")[1].rsplit(".", 1)[0].partition("_")
        pair = parse_framework(origin), parse_framework(target)
        if pair[0] and pair[1]:
            tables[pair[0], pair[1]] = file
        else:
            hint = "such as a@1_b@2.yaml"
            message = "a crosswalk file is named from@edition_to@edition.yaml"
            faults.append(Fault(name="broken-catalog", place=Place(file.path), message=message, hint=hint))
    return Shelf(files=files, tables=tables, schemas=schemas, faults=faults)
