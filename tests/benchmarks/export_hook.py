"""A hook for MkDocs that writes down every page as MkDocs is about to render it, and the settings it renders with.

What our plugin adds later than that, or in HTML, is left out: it is what the comparison charges us for.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from mkdocs.plugins import event_priority

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_OURS = {"smsdocs"}
_THEME = ("language", "font", "icon", "logo", "favicon", "palette")
"""What the theme is told in mkdocs.yml, besides its features."""


def _target() -> Path:
    return Path(os.environ["SMSDOCS_EXPORT"])


@event_priority(-100)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Write down a page: a generated one as the file it would be, an author's with its metadata as MkDocs has it."""
    del files
    path = _target() / "docs" / page.file.src_uri
    path.parent.mkdir(parents=True, exist_ok=True)
    generated = config.plugins["smsdocs"].site.generated.get(page.file.src_uri)  # type: ignore[attr-defined]
    meta = json.dumps(dict(page.meta), default=str)  # JSON is YAML too
    text = generated.markdown() if generated else f"---\n{meta}\n---\n{markdown}"
    path.write_text(text, encoding="utf-8")


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:  # noqa: ANN401  # Jinja2's own type
    """Write down the settings that a plain build needs to be comparable."""
    del env, files
    settings = {
        "site_name": config.site_name,
        "nav": config.nav,
        "use_directory_urls": config.use_directory_urls,
        "theme": {name: config.theme[name] for name in _THEME if name in config.theme},
        "features": list(config.theme.get("features", [])),
        "plugins": _name_plugins(config),
        "markdown_extensions": _describe_extensions(config),
    }
    text = yaml.safe_dump(json.loads(json.dumps(settings, default=str)), sort_keys=False)
    (_target() / "settings.yml").write_text(text, encoding="utf-8")


def _name_plugins(config: MkDocsConfig) -> list[str]:
    """Return the plugins but ours; MkDocs lists hooks among them."""
    names = (name.removeprefix("material/") for name in config.plugins)
    return [name for name in names if name not in _OURS and not name.endswith(".py")]


def _describe_extensions(config: MkDocsConfig) -> list[Any]:
    """Return the extensions that settings can name; those a plugin adds as objects are its own cost."""
    return [
        {name: options} if (options := config.mdx_configs.get(name)) and _is_plain(options) else name
        for name in config.markdown_extensions
        if isinstance(name, str)
    ]


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_plain(part) for part in value.values())
    if isinstance(value, list):
        return all(_is_plain(part) for part in value)
    return value is None or isinstance(value, str | int | float | bool)
