"""The settings: defaults, and every way to say them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from smsdocs.model.duration import Duration
from smsdocs.model.finding import Severity
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.settings import SETTING_NAMES, read_settings
from smsdocs.readers.tree import DiskTree

if TYPE_CHECKING:
    from pathlib import Path

    from smsdocs.model.settings import Settings

GOOD = {
    "documents": ("[a, ./b/, .]", ("a", "b", ".")),
    "suffixes": ("[.md, .markdown]", (".md", ".markdown")),
    "fields": ("{owner: held_by}", {"owner": "held_by"}),
    "frameworks": ("[iso27001]", ("iso27001",)),
    "registers": ("lists/", "lists"),
    "records": ("./evidence", "evidence"),
    "schema": ("rules", "rules"),
    "period": ("6 months", Duration(6, 0)),
    "periods": ("{audit-report: P24M}", {"audit-report": Duration(24, 0)}),
    "classifications": ("[green, red]", ("green", "red")),
    "material": ("[owner, title]", ("owner", "title")),
    "branch": ("trunk", "trunk"),
    "timezone": ("Europe/Berlin", "Europe/Berlin"),
    "severity": ("{SMS101: info, no-settings: off}", {"SMS101": Severity.INFO, "no-settings": None}),
    "baseline": ("old.json", "old.json"),
    "organisation": ("Northwind", "Northwind"),
    "feedback": ("mailto:sms@example.org", "mailto:sms@example.org"),
}
BAD = {
    "documents": ["[]", "policies", "[5]", "[/etc]", "[../x]", "['a\\\\b']", "{}"],
    "suffixes": ["[md]", "[]"],
    "fields": ["[a]", "{owner: 5}", "{owner: 'a b'}", "{a: x, b: x}"],
    "frameworks": ["[]", "iso27001", "[8.1]"],
    "registers": ["[a]", "5", "/abs", ".."],
    "period": ["soon", "5", "P0D", ""],
    "periods": ["P1Y", "{a: soon}"],
    "review": ["P1Y", "{intervall: P1Y}", "{warn: 5}"],
    "severity": ["error", "{SMS101: fatal}", "{SMS101: true}", "{SMS101: [error]}", "{SMS101: 5}"],
    "material": ["owner", "[5]"],
    "branch": ["HEAD", "refs/heads/main", "[a]"],
    "timezone": ["Mars/Olympus", "../../etc/passwd", "5", "''"],
    "waivers": [
        "{}",
        "[a]",
        "[{rule: SMS101}]",
        "[{rule: SMS101, reason: x, until: 2026-02-30}]",
        "[{rules: SMS101}]",
    ],
    "forge": [
        "https://x",
        "{views: https://x}",
        "{view: 'javascript:alert(1)'}",
        "{view: 'https://x/{oops}'}",
        "{view: 'https://x/\"'}",
    ],
    "feedback": ["javascript:alert(1)", "sms@example.org", "5"],
    "organisation": ["[a]", "no"],
}


def read(root: Path, entry: str) -> Settings:
    """Read settings with one entry for smsdocs."""
    (root / "mkdocs.yml").write_text(f"site_name: T\nplugins:\n  - smsdocs:\n      {entry}\n")
    return read_settings(DiskTree(root))


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    """An entry without settings is a decision for the defaults."""
    (tmp_path / "mkdocs.yml").write_text("plugins:\n  - smsdocs\n")
    settings = read_settings(DiskTree(tmp_path))
    assert settings.entry is not None
    assert (settings.documents, settings.frameworks) == (
        ("policies", "processes", "docs"),
        ("iso20000-1@2018",),
    )
    assert (settings.registers, settings.records, settings.schema) == (
        "docs/registers",
        "docs/records",
        "schema",
    )
    assert (settings.review.interval, settings.review.warn) == (Duration(12, 0), Duration(0, 30))
    assert (settings.timezone, settings.branch, settings.period) == ("UTC", "", Duration(12, 0))


@pytest.mark.parametrize("name", GOOD)
def test_a_setting_is_read(tmp_path: Path, name: str) -> None:
    """Paths lose their ornaments, spans become durations, severities are known."""
    written, meant = GOOD[name]
    assert getattr(read(tmp_path, f"{name}: {written}"), name) == meant


@pytest.mark.parametrize(
    ("plugins", "said"),
    [
        (
            "plugins:\n  - smsdocs:\n    branch: main\n",
            "3:5: `branch` stands beside `smsdocs:`, not below it",
        ),
        ("plugins:\n  - smsdocs:\n    branch:\n      x: 1\n", "3:5: `branch` stands beside"),
        ("plugins:\n  - search\n  - smdocs\n", "3:5: there is no plugin `smdocs`"),
        ("plugins:\n  - sms-docs:\n      branch: main\n", "2:5: there is no plugin `sms-docs`"),
        ("plugins: {SMSDocs: {}}\n", "1:11: there is no plugin `SMSDocs`"),
        ("plugins: [search]\nsmsdocs:\n  branch: main\n", "`smsdocs:` stands at the outermost level"),
        ("plugins:\n  - smsdocs: main\n", "2:14: the settings of smsdocs are no mapping"),
    ],
)
def test_an_entry_that_is_written_amiss_is_refused(tmp_path: Path, plugins: str, said: str) -> None:
    """Its settings would be passed over in silence, and a pipeline judge by the wrong ones."""
    (tmp_path / "mkdocs.yml").write_text(plugins)
    with pytest.raises(CannotLookError) as refused:
        read_settings(DiskTree(tmp_path))
    assert said in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(
    "plugins", ["", "plugins: [search, macros, docs, sms]\n", "plugins: {search: {}}\n", "plugins: 5\n"]
)
def test_a_tree_that_does_not_list_us_is_looked_at(tmp_path: Path, plugins: str) -> None:
    """Anybody may try the check before they write an entry."""
    (tmp_path / "mkdocs.yml").write_text(f"site_name: T\n{plugins}")
    assert read_settings(DiskTree(tmp_path)).entry is None


def test_settings_of_several_parts_are_read(tmp_path: Path) -> None:
    """A part that is not given keeps its default."""
    settings = read(tmp_path, "review: {warn: P10D}")
    assert (settings.review.warn, settings.review.interval) == (Duration(0, 10), Duration(12, 0))
    settings = read(tmp_path, "forge: {edit: 'https://git.example.org/{path}#{line}'}")
    assert settings.forge.edit == "https://git.example.org/{path}#{line}"
    settings = read(
        tmp_path, "waivers: [{rule: SMS101, document: A, clause: '8.1', reason: why, until: 2026-06-01}]"
    )
    assert (settings.waivers[0].until, settings.waivers[0].clause) == (date(2026, 6, 1), "8.1")


def test_every_setting_has_a_good_and_most_have_a_bad_example() -> None:
    """No setting lands without an example."""
    shown = {*GOOD, "review", "forge", "waivers"}
    assert set(SETTING_NAMES) - shown == set()
    assert set(BAD) - set(SETTING_NAMES) == set()


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD.items() for value in values]
)
def test_a_setting_that_does_not_fit_is_refused_at_its_place(tmp_path: Path, name: str, value: str) -> None:
    """Judging by half of what somebody meant would be a lie; the refusal names line and setting."""
    with pytest.raises(CannotLookError, match=rf"^mkdocs.yml:4:\d+: setting `{name}`"):
        read(tmp_path, f"{name}: {value}")


@pytest.mark.parametrize(
    "content", [b"", b"- a\n", b"\xff\xfe", b"\x00", b"a: [\n", b"5\n", b"a: " + b"[" * 99 + b"]" * 99]
)
def test_a_settings_file_that_is_none_cannot_be_looked_at(tmp_path: Path, content: bytes) -> None:
    """The message names the file."""
    (tmp_path / "mkdocs.yml").write_bytes(content)
    with pytest.raises(CannotLookError, match=r"mkdocs\.yml"):
        read_settings(DiskTree(tmp_path))


def test_a_settings_file_with_mark_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    """Editors on Windows write both."""
    (tmp_path / "mkdocs.yml").write_bytes(b"\xef\xbb\xbfplugins:\r\n  - smsdocs:\r\n      branch: trunk\r\n")
    assert read_settings(DiskTree(tmp_path)).branch == "trunk"


def test_a_child_overrides_what_it_inherits_as_in_mkdocs(tmp_path: Path) -> None:
    """Mappings are merged, lists are replaced."""
    (tmp_path / "base.yml").write_text("plugins:\n  smsdocs: {branch: trunk, timezone: Europe/Berlin}\n")
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\nplugins:\n  smsdocs: {branch: main}\n")
    settings = read_settings(DiskTree(tmp_path))
    assert (settings.branch, settings.timezone) == ("main", "Europe/Berlin")


def test_a_refusal_of_an_inherited_setting_names_the_file_it_stands_in(tmp_path: Path) -> None:
    """Whoever mends it must find it."""
    (tmp_path / "base.yml").write_text("site_name: T\nplugins:\n  - smsdocs:\n      oops: 1\n")
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\n")
    with pytest.raises(CannotLookError, match=r"base\.yml:4:7: unknown setting `oops`"):
        read_settings(DiskTree(tmp_path))


def test_inherited_settings_that_repeat_themselves_do_not_grow_without_end(tmp_path: Path) -> None:
    """Eleven levels of nine aliases each would be thirty thousand million mappings."""
    levels = ["a0: &a0 {x: 1}"]
    for level in range(1, 12):
        parts = ", ".join(f"k{number}: *a{level - 1}" for number in range(9))
        levels.append(f"a{level}: &a{level} {{{parts}}}")
    text = "\n".join([*levels, "plugins: [smsdocs]", "site_name: X", ""])
    (tmp_path / "base.yml").write_text(text)
    (tmp_path / "mkdocs.yml").write_text(f"INHERIT: base.yml\n{text}")
    assert read_settings(DiskTree(tmp_path)).site_name == "X"


@pytest.mark.parametrize(
    "name", ["baseline", "schema", "registers", "records", "documents", "branch", "organisation"]
)
def test_a_setting_that_holds_a_character_of_no_file_is_refused(tmp_path: Path, name: str) -> None:
    """No path, branch or name has it, and no program could be asked for it."""
    value = '["a\\0b"]' if name == "documents" else '"a\\0b"'
    with pytest.raises(CannotLookError, match=rf"^mkdocs.yml:4:\d+: setting `{name}`"):
        read(tmp_path, f"{name}: {value}")
