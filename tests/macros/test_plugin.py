"""The macros plugin is held down: what of it would run code is refused, and what we do not know stops the build."""

# ruff: noqa: E501  # what an author writes stays on its line

from __future__ import annotations

import importlib.metadata
from typing import TYPE_CHECKING

import macro_site
import pytest
from macro_site import PAGE, SETTINGS, refuse
from mkdocs_macros.plugin import MacrosPlugin

if TYPE_CHECKING:
    from macro_site import Try

attempt = macro_site.attempt
_no_leaks = macro_site._no_leaks  # noqa: SLF001  # a fixture


@pytest.mark.parametrize(
    "setting",
    [
        "modules: [mkdocs_macros_test]", "module_name: theirs", "include_dir: docs", "include_yaml: [mkdocs.yml]",
        "j2_variable_start_string: '[['", "j2_block_end_string: ']]'", "j2_extensions: [jinja2.ext.do]",
        "on_undefined: silent", "on_undefined: lax", "force_render_paths: docs/",
    ],
)  # fmt: skip
def test_settings_that_run_code_or_read_files_are_refused(attempt: Try, setting: str) -> None:
    """By name, before the plugin sets itself up."""
    settings = SETTINGS.replace("  - macros\n", f"  - macros: {{{setting}}}\n")
    why = refuse(attempt, "Text.\n", more={"mkdocs.yml": settings})
    assert f"`{setting.partition(':')[0]}`" in why
    assert "take it out" in why


@pytest.mark.parametrize("path", ["main.py", "main/__init__.py"])
def test_programs_of_the_repository_are_not_run(attempt: Try, path: str) -> None:
    """The plugin would import main.py of its own accord."""
    built = attempt("Text.\n", {path: "raise SystemExit('ran')\n"})
    assert "Text." in built.article(PAGE)
    assert any("main.py is not run" in record.getMessage() for record in built.log)


@pytest.mark.parametrize("version", ["2.0.0", "1.4.1", "0.9", "1.x"])
def test_a_version_that_we_do_not_know_stops_the_build(
    attempt: Try, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    """Its insides may be others, and then nothing would hold pages down."""
    real = importlib.metadata.version
    monkeypatch.setattr(
        importlib.metadata, "version", lambda name: version if name == "mkdocs-macros-plugin" else real(name)
    )
    why = refuse(attempt, "Text.\n")
    assert "mkdocs-macros-plugin>=1.5,<2" in why


@pytest.mark.parametrize("name", ["render", "_load_modules", "_load_yaml", "_add_macros"])
def test_insides_that_are_gone_stop_the_build(
    attempt: Try, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What we exchange must be there."""
    monkeypatch.delattr(MacrosPlugin, name)
    assert name in refuse(attempt, "Text.\n")


def test_an_environment_that_is_not_where_it_was_stops_the_build(
    attempt: Try, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the plugin has set itself up, too."""
    real = MacrosPlugin.on_config

    def other(self: MacrosPlugin, config: object) -> None:
        real(self, config)
        del self._env

    monkeypatch.setattr(MacrosPlugin, "on_config", other)
    assert "`_env`" in refuse(attempt, "Text.\n")


def test_nothing_leaks_from_one_build_into_the_next(attempt: Try) -> None:
    """The plugin keeps what others register on its class."""
    MacrosPlugin._add_macros["theirs"] = lambda: "leaked"  # noqa: SLF001  # what another plugin leaves behind
    MacrosPlugin._add_variables["page"] = "leaked"  # noqa: SLF001
    assert "One" in attempt("{{ page.title }}\n").article(PAGE)
    assert "theirs" in refuse(attempt, "{{ theirs() }}\n")


def test_the_plugin_may_stand_before_or_after_ours(attempt: Try) -> None:
    """Order is a matter of taste."""
    lines = SETTINGS.replace("  - macros\n", "") + "  - macros\n"
    assert "<p>42</p>" in attempt("{{ 6*7 }}\n", {"mkdocs.yml": lines}).article(PAGE)


def test_the_plugin_twice_is_refused(attempt: Try) -> None:
    """Two would run one after the other."""
    settings = SETTINGS.replace("  - macros\n", "  - macros\n  - macros\n")
    assert "twice" in refuse(attempt, "Text.\n", more={"mkdocs.yml": settings})


def test_what_is_left_of_the_plugin_holds_nothing(attempt: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should it ever run a template after all, there is nothing to reach for."""
    held: list[MacrosPlugin] = []
    real = MacrosPlugin.on_nav
    monkeypatch.setattr(
        MacrosPlugin, "on_nav", lambda self, *a, **k: held.append(self) or real(self, *a, **k)
    )
    attempt("Text.\n")
    environment = held[0].env
    assert environment.sandboxed
    assert not environment.globals
    assert environment.loader is None


def test_text_that_another_plugin_changed_is_read_anew(attempt: Try) -> None:
    """And refused, where it reaches too far."""
    hook = "from mkdocs.plugins import event_priority\n@event_priority(90)\ndef on_page_markdown(markdown, **_):\n    return markdown.replace('WORD', '{{ 6*7 }}').replace('EVIL', '{{ cycler }}')\n"
    more = {"mkdocs.yml": SETTINGS + "hooks: [hook.py]\n", "hook.py": hook}
    assert "<p>42</p>" in attempt("WORD\n", more).article(PAGE)
    assert "cycler" in refuse(attempt, "EVIL\n", more=more)
