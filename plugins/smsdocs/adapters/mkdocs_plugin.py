"""The MkDocs plugin: a hallway. Each hook unpacks, calls one function, and hands back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority

from smsdocs.adapters.mkdocs.access import name_parts
from smsdocs.adapters.mkdocs.collector import relax_collector, restore_collector
from smsdocs.adapters.mkdocs.content import clean_content, frame_content, read_body, set_head
from smsdocs.adapters.mkdocs.diagrams import host_mermaid, keep_diagrams, load_diagrams
from smsdocs.adapters.mkdocs.extension import SiteExtension
from smsdocs.adapters.mkdocs.files import collect_files, load_assets
from smsdocs.adapters.mkdocs.lasting import write_lasting
from smsdocs.adapters.mkdocs.log_lines import guard_log
from smsdocs.adapters.mkdocs.macros import guard_macros, hold_macros
from smsdocs.adapters.mkdocs.menus import keep_menus
from smsdocs.adapters.mkdocs.notices import add_notices, leave_out_languages
from smsdocs.adapters.mkdocs.one_markdown import part_markdown, share_markdown
from smsdocs.adapters.mkdocs.policy import (
    drop_instant,
    drop_tooltips,
    escape_names,
    finish_pages,
    finish_template,
    host_shim,
    leave_out_active,
    mark_templates,
    set_policy,
)
from smsdocs.adapters.mkdocs.search import prepare_search, quicken_search, tune_search
from smsdocs.adapters.mkdocs.site import open_site
from smsdocs.adapters.mkdocs.surroundings import connect_pages, open_shelf

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.base import ConfigErrors, ConfigWarnings
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from smsdocs.adapters.mkdocs.site import Site


class AnySettings(Config):  # type: ignore[no-untyped-call]  # MkDocs leaves its hook for subclasses untyped
    """MkDocs checks nothing here: the core reads the settings itself."""


class SmsdocsPlugin(BasePlugin[AnySettings]):  # type: ignore[no-untyped-call]  # the same
    """Turns the repository of a service management system into its site."""

    site: Site
    served = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Know whether the site is served for a writer, and guard its log."""
        del dirty
        guard_log()
        self.served = command == "serve"

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Accept any setting: the core reads them from mkdocs.yml itself, and refuses what it does not know."""
        del options, config_file_path
        return [], []

    @event_priority(100)  # before the search settles its settings
    def _prepare(self, config: MkDocsConfig) -> MkDocsConfig:
        """Tell the search how to part words."""
        prepare_search(config)
        return config

    def _open(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and judge the repository."""
        if not self.served:
            relax_collector()
        self.site = open_site(config)
        config.markdown_extensions.append(SiteExtension(self.site))  # type: ignore[arg-type]  # instances work too
        load_assets(config)
        load_diagrams(config, self.site)
        return config

    @event_priority(100)  # before the macros plugin runs what it finds
    def _guard(self, config: MkDocsConfig) -> MkDocsConfig:
        """Refuse what would run code by way of macros."""
        guard_macros(config)
        return config

    @event_priority(-100)  # after the macros plugin and the search have set themselves up
    def _hold(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let macros be our own functions and nothing else, and the search read quickly."""
        hold_macros(config, self.site)
        quicken_search(config)
        return config

    on_config = CombinedEvent(_prepare, _guard, _open, _hold)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add documents and generated pages, and build the navigation."""
        collect_files(files, config, self.site)
        leave_out_active(files, config, self.site)
        host_shim(files, config)
        host_mermaid(files, config, self.site)
        leave_out_languages(files, config)
        add_notices(files, config, self.site)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Give pages that the navigation does not hold their place in it."""
        connect_pages(self.site, nav, files)
        share_markdown(config)
        if not self.served:
            relax_collector()  # all pages are there now
        return nav

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Hand over the body without its front matter."""
        del config
        return read_body(self.site, page.file.src_uri)

    @event_priority(100)  # before other plugins look at the metadata
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Set title and metadata."""
        del config, files
        set_head(self.site, page)
        return markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Clean the page."""
        del config, files
        return keep_diagrams(clean_content(self.site, page, html))

    @event_priority(-100)  # after the search has read the text
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Put the page in its frame, and open the shelf it stands on."""
        del config
        frame_content(self.site, page)
        open_shelf(self.site, nav, page)
        return context

    @event_priority(100)  # before other plugins load templates
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Mark the scripts of templates, and escape what the theme prints of the settings."""
        del files
        part_markdown()  # all pages are converted
        drop_tooltips(config)
        drop_instant(config)
        escape_names(config)
        mark_templates(env)
        keep_menus(env, config, self.site)
        if not self.served:
            relax_collector()
        return env

    @event_priority(-100)  # after other plugins have written what they write
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Name the parts of the page, and give it its policy."""
        del config
        return set_policy(name_parts(output), page.file.src_uri, served=self.served)

    @event_priority(-100)  # the same
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Give a page that is a template alone its policy."""
        del config
        return finish_template(name_parts(output_content), template_name, served=self.served)

    @event_priority(100)  # before the search writes its index
    def _tune(self, *, config: MkDocsConfig) -> None:
        """Put what the search finds in order."""
        tune_search(config, self.site)

    @event_priority(-100)  # after other plugins have written what they write
    def _finish(self, *, config: MkDocsConfig) -> None:
        """Write permanent addresses, and give a policy to the pages that no template made."""
        write_lasting(config, self.site)
        finish_pages(config)
        restore_collector()

    on_post_build = CombinedEvent(_tune, _finish)

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the process as it was."""
        del error
        part_markdown()
        restore_collector()
