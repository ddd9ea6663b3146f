"""mkdocs-macros-plugin, held down: it says that pages run macros, and our own functions are all that ever runs.

The plugin would run Python from the repository, hand pages the configuration, and follow Jinja wherever it leads.
So before it sets itself up what would run code is refused, and after that its insides are exchanged: an environment
that holds nothing, no variables, and a `render` that follows values (`smsdocs.reports.site.live`). Where those
insides are not what we know, the build stops.
"""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from mkdocs.exceptions import PluginError

from smsdocs.adapters.mkdocs.live import LiveExtension
from smsdocs.adapters.mkdocs.site import log, looking
from smsdocs.model.macro import MacroUse
from smsdocs.readers.macros.page import read_macros
from smsdocs.reports.site.live.page import follow_page
from smsdocs.reports.site.live.values import MacroError

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from smsdocs.adapters.mkdocs.site import Site
    from smsdocs.model.macro import Template
    from smsdocs.model.register import Page

PACKAGE = "mkdocs-macros-plugin"
_KNOWN = re.compile(r"1\.(?:[5-9]|[1-9]\d+)(?:\.|$)")
_NEEDED = ("render", "_load_modules", "_load_yaml", "register_macros")
"""What we exchange or rely on: methods of the plugin."""
_STATE = ("_add_macros", "_add_filters", "_add_variables")
"""What the plugin keeps on its class, from one build to the next."""
_CODE = ("modules", "include_yaml", "include_dir", "force_render_paths", "j2_extensions")
_MARKERS = tuple(
    f"j2_{what}_{end}_string" for what in ("block", "variable", "comment") for end in ("start", "end")
)
_FAULTS = frozenset({"unsafe-macro", "broken-macro", "costly-macro"})
_SHOWN = 20
"""Refusals that are told before the build stops; `smsdocs check` tells them all."""


def guard_macros(config: MkDocsConfig) -> None:
    """Refuse what would run code or read files by way of the plugin, before it sets itself up.

    Raises:
        PluginError: a setting would do so, or the plugin is none that we know.
    """
    plugin = _find_plugin(config)
    if plugin is None:
        return
    _know(plugin)
    settings = plugin.config
    for name in (*_CODE, *_MARKERS):
        if settings.get(name):
            what = "would read code or files of the repository, or change what braces mean"
            hint = "take it out: pages use the functions of smsdocs, and registers for data"
            raise PluginError(f"the setting `{name}` of the macros plugin {what}; {hint}")
    if settings.get("module_name", "main") != "main":
        raise PluginError("the setting `module_name` of the macros plugin would run a program: take it out")
    if settings.get("on_undefined", "keep") not in {"keep", "strict"}:
        message = "the setting `on_undefined` of the macros plugin would hide what is missing: take it out"
        raise PluginError(message)
    for name in _STATE:
        getattr(type(plugin), name).clear()
    root = Path(config.config_file_path or "mkdocs.yml").parent
    if (root / "main.py").exists() or (root / "main/__init__.py").exists():
        log.info("main.py is not run: pages use the functions of smsdocs")
    plugin._load_modules = _load_nothing(plugin)  # noqa: SLF001  # its way to run main.py and pluglets
    plugin._load_yaml = lambda: None  # noqa: SLF001  # its way to read files


def _find_plugin(config: MkDocsConfig) -> Any:  # noqa: ANN401  # a foreign object whose insides we look at
    """Return the macros plugin, whatever it is called here; None where there is none.

    Raises:
        PluginError: it is there twice.
    """
    found = [one for one in config.plugins.values() if type(one).__module__.startswith("mkdocs_macros")]
    if len(found) > 1:
        raise PluginError("mkdocs.yml lists the macros plugin twice: list it once")
    return found[0] if found else None


def _know(plugin: Any) -> None:  # noqa: ANN401  # a foreign object whose insides we look at
    version = importlib.metadata.version(PACKAGE)
    missing = [name for name in _NEEDED if not callable(getattr(plugin, name, None))]
    missing += [name for name in _STATE if not isinstance(getattr(type(plugin), name, None), dict)]
    if not _KNOWN.match(version) or missing:
        inside = f" (it lacks {', '.join(missing)})" if missing else ""
        message = (
            f"{PACKAGE} {version} is none that smsdocs can hold down{inside}: pages could run programs. "
            f"Install `{PACKAGE}>=1.5,<2`, or take `macros` out of the plugins in mkdocs.yml."
        )
        raise PluginError(message)


def _load_nothing(plugin: Any) -> Any:  # noqa: ANN401  # the same
    def load() -> None:
        plugin._pre_macro_functions = []  # noqa: SLF001  # what the plugin's own method leaves behind
        plugin._post_macro_functions = []  # noqa: SLF001
        plugin._post_build_functions = []  # noqa: SLF001

    return load


def hold_macros(config: MkDocsConfig, site: Site) -> None:
    """Exchange the insides of the plugin, once it has set itself up; refuse pages that reach too far.

    Raises:
        PluginError: its insides are not what we know, or a page holds what may not run.
    """
    plugin = _find_plugin(config)
    if plugin is None:
        _demand_plugin(site)
        return
    if site.snapshot.settings.macros is MacroUse.NEVER:
        message = "MkDocs loads the macros plugin, and smsdocs does not see it under `plugins:` in "
        raise PluginError(f"{message}{site.snapshot.settings.path}: list it there by its name, `macros`")
    for name in ("_env", "_variables", "_macros", "_conf"):
        if not hasattr(plugin, name):
            message = (
                f"{PACKAGE} has no `{name}` any more, so smsdocs cannot hold it down: take `macros` out of "
            )
            raise PluginError(f"{message}the plugins in mkdocs.yml, and tell the makers of smsdocs")
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for kept in (environment.globals, environment.filters, environment.tests):
        kept.clear()
    plugin._env = environment  # noqa: SLF001  # whatever of the plugin still asks for it gets one that holds nothing
    plugin._macros = {}  # noqa: SLF001
    plugin._filters = {}  # noqa: SLF001
    plugin._conf = None  # noqa: SLF001
    plugin._variables = {"macros": {}, "filters": {}}  # noqa: SLF001  # others may add to these; none at all would
    # keep the plugin from asking for the text
    plugin.render = _Renderer(site)
    config.markdown_extensions.append(LiveExtension(site))  # type: ignore[arg-type]  # instances work too
    _refuse_pages(site)


def _demand_plugin(site: Site) -> None:
    if site.snapshot.settings.macros is not MacroUse.NEVER:
        message = (
            "mkdocs.yml lists the macros plugin, and MkDocs did not load it: is smsdocs named before it?"
        )
        raise PluginError(message)


def _refuse_pages(site: Site) -> None:
    """Stop where a page holds what may not run: strict or not, and whatever a waiver says."""
    faults = [one for one in site.snapshot.faults if one.name in _FAULTS]
    if faults:
        lines = [
            f"{one.place}: {one.message}{f' ({one.hint})' if one.hint else ''}" for one in faults[:_SHOWN]
        ]
        more = [f"and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        message = "pages hold macros that may not run:"
        raise PluginError("\n  ".join((message, *lines, *more)))


class _Renderer:
    """Stands where the plugin's own `render` stood: follows the page that waits, and leaves all other text alone."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def __call__(self, markdown: str, force_rendering: bool = False) -> str:  # noqa: FBT001, FBT002  # the plugin's signature
        """Return the text of a page after its macros; a title, which the plugin asks for too, stays as it is."""
        del force_rendering
        live = self.site.live
        source, live.waiting = live.waiting, ""
        page = self.site.authored.get(source)
        if page is None or not self.site.snapshot.settings.macros.holds_for(page.fields):
            return markdown
        try:
            template = _find_template(page, markdown)
            if template is None:
                return markdown
            with looking():
                text, live.pieces[source] = follow_page(self.site.desk, page, source, template)
        except MacroError as error:
            raise PluginError(str(error)) from None
        return text


def _find_template(page: Page, markdown: str) -> Template | None:
    """Return what was read of the page; where another plugin has changed its text, that is read in its place.

    Raises:
        MacroError: what the other plugin made of it may not run.
    """
    text = markdown.lstrip("\n")  # MkDocs drops empty lines at the top
    if page.macros is not None and page.macros.sound and page.macros.source.lstrip("\n") == text:
        return page.macros
    first_line = page.body_line + len(page.body) - len(page.body.lstrip("\n"))
    template, faults = read_macros(text, page.path, first_line)
    for fault in faults:
        raise MacroError(fault.message, fault.place, fault.hint)
    return template
