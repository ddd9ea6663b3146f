"""A document rests on the registers that its macros show, and on no other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import macro_site
import pytest
from macro_site import SETTINGS, write_tree

from smsdocs.analysis.suspects import find_parents
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repository

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


@pytest.mark.parametrize(
    "text",
    [
        '{% set name = "services" %}{{ register(name) }}',
        '{{ value("services." ~ "hosting" ~ ".p1") }}',
        '{{ value("services.hosting." ~ page.id) }}',
        '{% for name in ["roles", "services"] %}{% for row in rows(name) %}{{ row.id }}{% endfor %}{% endfor %}',
        '{% if page.id == "X" %}{% set n = "services" %}{% else %}{% set n = "roles" %}{% endif %}{{ register(n) }}',
        '{{ register("services" if page.id else "roles") }}',
        '{% set names = ["roles", "services"] %}{% for n in names %}{{ register(n) }}{% endfor %}',
        '{{ register(page.process | default("services")) }}',
    ],
)
def test_a_register_may_be_named_by_what_the_page_itself_says(tmp_path: Path, text: str) -> None:
    """By a variable, by texts joined, by a loop over texts."""
    assert "REG-SERVICES" in _find(write_tree(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ('<!-- {{ register("services") }} -->', ""),
        ('{% raw %}{{ register("services") }}{% endraw %}', ""),
        ('{{ register("services") }}', "render_macros: false\n"),
        ("{{ register(page.id) }}", ""),
        ('{{ register("serv" ~ page.id) }}', ""),
    ],
)
def test_what_is_not_shown_or_not_known_is_no_parent(tmp_path: Path, text: str, more: str) -> None:
    """Comments, text that says so, pages without macros, and names that only the built page has."""
    root = write_tree(tmp_path, text)
    page = root / "processes/one.md"
    page.write_text(page.read_text(encoding="utf-8").replace("---\n", f"---\n{more}", 1), encoding="utf-8")
    assert _find(root) == []


@pytest.mark.parametrize("sign", ["~", "+"])
def test_a_text_that_doubles_and_doubles_again_costs_nothing(tmp_path: Path, sign: str) -> None:
    """Forty lines of a pull request would make a text of a terabyte; no register has so long a name."""
    doubled = "".join(f"{{% set a = a {sign} a %}}" for _ in range(40))
    text = f'{{% set a = "x" %}}{doubled}{{{{ register(a) }}}}{{{{ register("services") }}}}'
    assert _find(write_tree(tmp_path, text)) == ["REG-SERVICES"]


def test_what_the_version_in_force_shows_counts_while_a_draft_waits(repository: Repository) -> None:
    """The draft shows nothing any more; who works by the version in force still sees the register."""
    page = write_tree(repository.root, TEXT) / "processes/one.md"
    draft = page.read_text(encoding="utf-8")
    repository.commit(
        {"processes/one.md": draft.replace("status: draft", "status: approved")}, at="2026-01-10T12:00:00Z"
    )
    repository.commit({"processes/one.md": draft.replace(TEXT, "Nothing.\n")}, at="2026-02-10T12:00:00Z")
    snapshot = read_snapshot(repository.root, today=date(2026, 7, 1))
    parents = find_parents(snapshot, snapshot.documents_by_id["PRC-ONE"])
    assert [one.name for one in parents] == ["REG-SERVICES", "REG-ROLES"]
