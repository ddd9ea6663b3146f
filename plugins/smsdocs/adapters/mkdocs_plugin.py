"""The MkDocs plugin: a hallway. Each hook unpacks, calls one function, and hands back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, event_priority

from smsdocs.adapters.mkdocs.content import clean_content, frame_content, read_body, set_head
from smsdocs.adapters.mkdocs.extension import SiteExtension
from smsdocs.adapters.mkdocs.files import collect_files, load_assets
from smsdocs.adapters.mkdocs.site import open_site

if TYPE_CHECKING:
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

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Accept any setting: the core reads them from mkdocs.yml itself, and refuses what it does not know."""
        del options, config_file_path
        return [], []

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and judge the repository."""
        self.site = open_site(config)
        config.markdown_extensions.append(SiteExtension(self.site))  # type: ignore[arg-type]  # instances work too
        load_assets(config)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add documents and generated pages, and build the navigation."""
        collect_files(files, config, self.site)
        return files

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
        return clean_content(self.site, page, html)

    @event_priority(-100)  # after the search has read the text
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Put the page in its frame."""
        del config, nav
        frame_content(self.site, page)
        return context
