"""The packaged catalogs, crosswalks and models are sound, and the packaged schemas judge as they say."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from smsdocs.checks.run import check
from smsdocs.model.clause import Catalog, Derived, Exclusions, FrameworkId
from smsdocs.readers.catalogs import Shelf, read_shelf
from smsdocs.readers.models import read_model
from smsdocs.readers.resources import find_packaged_schema
from smsdocs.readers.schemas import Schemas, read_schemas
from smsdocs.readers.tree import DiskTree
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

CATALOGS = sorted(path.stem for path in (find_packaged_schema() / "catalogs").glob("*.yaml"))
CROSSWALKS = sorted(path.stem for path in (find_packaged_schema() / "crosswalks").glob("*.yaml"))


def framework(text: str) -> FrameworkId:
    """Return the framework a file name begins with."""
    name, _, edition = text.partition("@")
    return FrameworkId(name, edition)


@pytest.fixture
def empty(tmp_path: Path) -> DiskTree:
    """Return a tree without any schema of its own."""
    return DiskTree(tmp_path)


@pytest.fixture
def schemas(empty: DiskTree) -> Schemas:
    """Return the packaged schemas."""
    return read_schemas(empty, "schema")


@pytest.fixture
def shelf(empty: DiskTree, schemas: Schemas) -> Shelf:
    """Return the packaged catalogs."""
    return read_shelf(empty, "schema", schemas)


def open_catalog(shelf: Shelf, name: str) -> Catalog:
    """Return a catalog that exists."""
    catalog = shelf.catalog(framework(name))
    assert catalog is not None
    return catalog


@pytest.mark.parametrize("name", CATALOGS)
def test_a_packaged_catalog_is_sound(shelf: Shelf, name: str) -> None:
    """Parents exist and stand above, items are unique, every clause says what to show."""
    catalog = open_catalog(shelf, name)
    assert shelf.faults == []
    seen: set[str] = set()
    for clause in catalog.clauses.values():
        assert clause.parent is None or clause.parent in seen, clause.id
        assert clause.label.strip(), clause.id
        seen.add(clause.id)
    items = [item.id for clause in catalog.clauses.values() for item in clause.expects]
    assert len(items) == len(set(items))
    assert all(item.kind in {"document", "record"} for item in catalog.items.values())
    assert catalog.requirement_clauses()


@pytest.mark.parametrize("name", CATALOGS)
def test_a_packaged_catalog_fits_its_own_schema(tmp_path: Path, name: str) -> None:
    """What is asked of a tree's own catalog, the packaged ones keep."""
    own = name.replace("@", "-copy@")
    text = (find_packaged_schema() / "catalogs" / f"{name}.yaml").read_text("utf-8")
    text = text.replace(f"framework: {framework(name).name}\n", f"framework: {framework(own).name}\n", 1)
    (tmp_path / "schema/catalogs").mkdir(parents=True)
    (tmp_path / f"schema/catalogs/{own}.yaml").write_text(text, "utf-8")
    (tmp_path / "mkdocs.yml").write_text("plugins:\n  - smsdocs\n")
    found = check(read_snapshot(tmp_path, today=date(2026, 6, 1), history=False))
    assert [finding.message for finding in found if finding.name == "broken-catalog"] == []


@pytest.mark.parametrize("name", CROSSWALKS)
def test_a_crosswalk_leads_from_clauses_there_are_to_clauses_there_are(shelf: Shelf, name: str) -> None:
    """A suggestion that leads nowhere helps nobody."""
    origin, target = (open_catalog(shelf, part) for part in name.split("_"))
    library = shelf.library([origin.id], [target.id])
    rows = library.crosswalks[origin.id, target.id].rows
    assert set(rows) <= set(origin.clauses)
    assert {clause for row in rows.values() for clause in row.to} <= set(target.clauses)


def test_editions_are_listed_newest_first(shelf: Shelf) -> None:
    """A framework without edition means the newest."""
    editions = [one.edition for one in shelf.known if one.name == "iso20000-1"]
    assert editions == ["2018", "2011", "2005"]
    assert all(one.name <= other.name for one, other in pairwise(shelf.known))
    assert shelf.newest("iso20000-1") == FrameworkId("iso20000-1", "2018")
    assert shelf.newest("nothing") is None


def test_exclusions_are_as_each_standard_allows_them(shelf: Shelf) -> None:
    """ISO/IEC 20000-1 lets nobody leave out a requirement; ISO/IEC 27001 only controls of its annex."""
    service = open_catalog(shelf, "iso20000-1@2018")
    security = open_catalog(shelf, "iso27001@2022")
    assert service.exclusions is Exclusions.FORBIDDEN
    assert not any(service.allows_exclusion(clause) for clause in service.clauses.values())
    assert security.allows_exclusion(security.clauses["A.7.4"])
    assert not security.allows_exclusion(security.clauses["5.2"])


def test_the_derived_items_of_the_service_standard_are_computed(shelf: Shelf) -> None:
    """Processes, procedures and records of conformity are provided by nobody by name."""
    items = open_catalog(shelf, "iso20000-1@2018").items
    derived = {item.id: item.derived for item in items.values() if item.derived}
    assert derived == {
        "sms-processes": Derived.PROCESSES,
        "required-procedures": Derived.PROCEDURES,
        "conformity-records": Derived.RECORDS,
    }


def test_the_packaged_model_and_schemas_are_sound(empty: DiskTree, schemas: Schemas) -> None:
    """Nothing of ours is broken, and nothing counts as drift where a tree has no schema."""
    model, faults = read_model(empty, "schema", schemas, whole=True)
    processes = model.processes
    assert faults == []
    assert "incident-management" in processes
    assert not schemas.faults
    assert not schemas.drift
    assert {"policy", "process", "procedure", "plan", "agreement", "scope", "guide", "template"} <= set(
        schemas.names("documents")
    )


def test_a_copy_of_the_packaged_schema_is_no_drift(tmp_path: Path) -> None:
    """Also with Windows line ends: a checkout may have them."""
    for folder in ("documents", "catalogs", "crosswalks", "models", "registers", "records"):
        for path in (find_packaged_schema() / folder).iterdir():
            place = tmp_path / "schema" / folder / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "mkdocs.yml").write_text("plugins:\n  - smsdocs\n")
    found = check(read_snapshot(tmp_path, today=date(2026, 6, 1), history=False))
    assert {finding.name for finding in found} & {"catalog-drift", "broken-schema", "broken-catalog"} == set()


def test_every_packaged_schema_is_json_without_outside_references() -> None:
    """They would be refused if a tree brought them."""
    for path in find_packaged_schema().rglob("*.json"):
        assert not re.search(r'"\$(?:ref|id|dynamicRef)":\s*"[^"]*:', path.read_text("utf-8")), path
        json.loads(path.read_text("utf-8"))
