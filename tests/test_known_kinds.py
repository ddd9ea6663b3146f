"""Kinds that the rules know are those that the package describes, and results are told apart by their words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from smsdocs.analysis.known_kinds import RECORDS, REGISTERS
from smsdocs.analysis.management.training import COUNTS, COUNTS_NOT, parse_result
from smsdocs.analysis.row_names import FIELDS

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "schema"


def _list_kinds(folder: str, general: str) -> set[str]:
    return {path.stem for path in (SCHEMA / folder).glob("*.json")} - {general, "approvals.yml"}


def test_every_kind_with_a_schema_is_known() -> None:
    """A kind that gets a schema is one that a slip of the pen can miss."""
    assert _list_kinds("registers", "register") == REGISTERS
    assert _list_kinds("records", "record") == RECORDS


def test_fields_that_name_something_are_fields_of_their_register() -> None:
    """The table of names speaks of no field that a register cannot have."""
    for kind, fields in FIELDS.items():
        schema = json.loads((SCHEMA / "registers" / f"{kind}.json").read_text("utf-8"))
        assert set(fields) <= set(schema["properties"]["rows"]["items"]["properties"]), kind


@pytest.mark.parametrize(
    ("result", "counts"),
    [
        ("", True),
        ("  ", True),
        ("Took part.", True),
        ("TOOK  PART", True),
        ("no-show", False),
        ("did not take part", False),
        ("-", None),
        ("partly", None),
        ("passed?!", True),
        ("not yet", None),
    ],
)
def test_a_result_counts_by_its_words(result: str, counts: bool | None) -> None:  # noqa: FBT001  # what is expected
    """Capitals, hyphens and stops make no difference; a word that stands in no list decides nothing."""
    assert parse_result(result) is counts


def test_the_manual_names_every_result() -> None:
    """Both lists of results stand in the manual as they stand in the code."""
    assert not set(COUNTS) & set(COUNTS_NOT)
    page = (ROOT / "docs/guide/reference/management-data.md").read_text("utf-8")
    plain = re.sub(r"\s+", " ", page)
    assert f"{', '.join(COUNTS)}." in plain
    assert f"{', '.join(COUNTS_NOT)}." in plain
