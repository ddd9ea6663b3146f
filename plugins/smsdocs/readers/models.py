"""The models of management systems in general: the packaged files, and a tree's own over them by id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smsdocs.model.snapshot import Flow, Model, Pitfall, Process, Step, Topic
from smsdocs.readers.catalogs import read_own_yaml
from smsdocs.readers.overlay import list_schema_files
from smsdocs.readers.yaml_source import load_trusted

if TYPE_CHECKING:
    from smsdocs.model.finding import Fault
    from smsdocs.readers.schemas import Schemas
    from smsdocs.readers.tree import Tree

_YAML = (".yaml", ".yml")
_PARTS = ("processes", "topics", "steps", "pitfalls")
_HEAVY = frozenset({"certification.yaml"})
"""Files that only pages show: a check does not read them."""


def read_model(tree: Tree, schema: str, schemas: Schemas, *, whole: bool) -> tuple[Model, list[Fault]]:
    """Read every model file: processes and what they hand to each other, topics of a review, steps of the way.

    Args:
        tree: where an organisation's own files may lie.
        schema: the setting: the tree's schema folder.
        schemas: judges the tree's own files.
        whole: whether to read what only pages show too.
    """
    rows: dict[str, dict[str, Any]] = {part: {} for part in _PARTS}
    flows: dict[tuple[str, str, str], None] = {}
    faults: list[Fault] = []
    for file in list_schema_files(tree, schema, "models", _YAML):
        if not whole and file.own is None and file.name.split("/")[1] in _HEAVY:
            continue
        parts = [load_trusted(file.base)] if file.base is not None else []
        if file.own is not None:
            own, found = read_own_yaml(file, schemas, "model")
            faults.extend(found)
            parts += [own] if own is not None else []
        for part in parts:
            for name in _PARTS:
                rows[name].update({row["id"]: row for row in part.get(name, ())})
            flows.update({(row["from"], row["to"], row["item"]): None for row in part.get("flows", ())})
    return Model(
        processes={name: _build_process(row) for name, row in rows["processes"].items()},
        flows=tuple(Flow(origin=origin, target=target, item=item) for origin, target, item in flows),
        topics=tuple(
            Topic(
                id=name,
                title=row["title"],
                asks=row.get("asks", ""),
                clauses=tuple(row.get("clauses", ())),
            )
            for name, row in rows["topics"].items()
        ),
        steps=tuple(_build_step(row) for row in rows["steps"].values()),
        pitfalls=tuple(
            Pitfall(id=name, title=row["title"], countermeasures=row.get("countermeasures", ""))
            for name, row in rows["pitfalls"].items()
        ),
    ), faults


def _build_process(row: Any) -> Process:  # noqa: ANN401  # judged by its schema
    return Process(
        id=row["id"],
        name=row["name"],
        group=row.get("group", ""),
        purpose=row.get("purpose", ""),
        owner=row.get("owner", ""),
        clauses=tuple(row.get("clauses", ())),
        pdca=row.get("pdca", ""),
    )


def _build_step(row: Any) -> Step:  # noqa: ANN401  # the same
    return Step(
        id=row["id"],
        title=row["title"],
        description=row.get("description", ""),
        roles=tuple(row.get("roles", ())),
        clauses=tuple(row.get("clauses", ())),
        depends_on=tuple(row.get("depends_on", ())),
        evidence=tuple(row.get("evidence", ())),
        checks=tuple((one["id"], one["rule"], one["automatic"]) for one in row.get("checks", ())),
        pitfalls=tuple(row.get("pitfalls", ())),
    )
