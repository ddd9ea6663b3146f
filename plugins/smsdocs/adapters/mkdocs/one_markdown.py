"""One Markdown for all pages: MkDocs sets up a new one for each, which takes half a millisecond a page.

Python-Markdown is made to be used again after `reset()`, and so are the extensions that are named here. With any
other, or where one counts across pages by its settings, each page gets a Markdown of its own as ever.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import markdown
from mkdocs.structure import pages

from smsdocs.adapters.mkdocs.extension import SiteExtension
from smsdocs.adapters.mkdocs.live import LiveExtension

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mkdocs.config.defaults import MkDocsConfig

REUSABLE: Final = frozenset({
    *("abbr", "admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "nl2br", "sane_lists"),
    *("smarty", "tables", "toc"),
    *("pymdownx.betterem", "pymdownx.caret", "pymdownx.details", "pymdownx.emoji", "pymdownx.highlight"),
    *("pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.mark", "pymdownx.superfences", "pymdownx.tabbed"),
    *("pymdownx.tasklist", "pymdownx.tilde"),
})  # fmt: skip
"""Extensions that forget a page when they are reset; each was compared, page by page, with a new one."""
_NAME: Final = "markdown"
"""What MkDocs calls the module in its own."""
_LONG = "markdown.extensions."
_COUNTING: Final = {"footnotes": "UNIQUE_IDS"}
"""Settings with which an extension counts from page to page."""


def share_markdown(config: MkDocsConfig) -> None:
    """Have MkDocs convert the pages that come by one Markdown, where all its extensions bear it."""
    if _is_reusable(config.markdown_extensions, config.mdx_configs or {}):
        setattr(pages, _NAME, _Shared())


def part_markdown() -> None:
    """Leave MkDocs as it was."""
    setattr(pages, _NAME, markdown)


def _is_reusable(extensions: Sequence[object], settings: Mapping[str, Mapping[str, Any]]) -> bool:
    for one in extensions:
        if isinstance(one, SiteExtension | LiveExtension):
            continue
        if not isinstance(one, str) or one.removeprefix(_LONG) not in REUSABLE:
            return False
        counting = _COUNTING.get(one.removeprefix(_LONG))
        if counting is not None and settings.get(one, {}).get(counting):
            return False
    return True


class _Shared(SimpleNamespace):
    """What stands in the place of the module `markdown` while MkDocs converts pages."""

    def __init__(self) -> None:
        super().__init__(**vars(markdown))
        self.Markdown = self._hand_out
        self._one: markdown.Markdown | None = None

    def _hand_out(self, **settings: Any) -> markdown.Markdown:  # noqa: ANN401  # what MkDocs hands on
        if self._one is None:
            self._one = markdown.Markdown(**settings)
        else:
            self._one.reset()
        return self._one
