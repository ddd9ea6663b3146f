"""A document rests on the registers that its macros show, and on no other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import macro_site
from macro_site import SETTINGS, write_tree

from smsdocs.analysis.suspects import find_parents
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

_no_leaks = macro_site._no_leaks  # noqa: SLF001  # a fixture
TEXT = """\
{{ value("services.hosting.name") }} `{{ register("roles") }}`

{% for row in rows("REG-ROLES") | sort(attribute="id") %}{{ row.id }}{% endfor %}
"""


def _find(root: Path) -> list[str]:
    snapshot = read_snapshot(root, today=date(2026, 7, 1), history=False)
    return [one.name for one in find_parents(snapshot, snapshot.documents_by_id["PRC-ONE"])]


def test_what_macros_show_is_what_a_document_rests_on(tmp_path: Path) -> None:
    """By value, by table and by loop; what stands in code shows nothing."""
    assert _find(write_tree(tmp_path, TEXT)) == ["REG-SERVICES", "REG-ROLES"]


def test_without_the_plugin_the_text_alone_is_looked_at(tmp_path: Path) -> None:
    """A tree that another tool renders is read as before."""
    settings = {"mkdocs.yml": SETTINGS.replace("  - macros\n", "")}
    assert _find(write_tree(tmp_path, TEXT, settings)) == ["REG-SERVICES"]
