"""The menu beside the text: a branch that does not lead to the page looks the same on every page of a folder.

The theme draws the whole menu on each page; on a site of a thousand pages that is a tenth of building it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

from smsdocs.adapters.mkdocs.files import THEME

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem
    from mkdocs.structure.nav import Link, Section
    from mkdocs.structure.pages import Page

    from smsdocs.adapters.mkdocs.site import Site

Draw: TypeAlias = "Callable[[StructureItem, str, int, StructureItem | None], str]"


def keep_menus(env: Environment, config: MkDocsConfig, site: Site) -> None:
    """Draw closed branches of the menu once per folder."""
    others = [folder for folder in config.theme.dirs if folder != THEME]
    if env.loader is not None:
        env.loader = ChoiceLoader([env.loader, PrefixLoader({"theme": FileSystemLoader(others)})])
        env.globals["sms_branch"] = Menus(site).draw


class Menus:
    """Branches that were drawn, by where they stand and the folder they were drawn for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._drawn: dict[tuple[int, str, str], str] = {}

    def draw(  # what the theme hands to its macro, and the macro
        self,
        draw: Draw,
        item: Section | Page | Link,
        path: str,
        level: int,
        parent: StructureItem | None,
        page: Page | None,
    ) -> str:
        """Return a branch as the theme draws it.

        Args:
            draw: the macro of the theme.
            item: of the navigation.
            path: which the theme makes ids from.
            level: 1 for the outermost.
            parent: the item above.
            page: the one that is written; None for a template without one.
        """
        if page is None or item.active or self._holds_shelf(item):
            return draw(item, path, level, parent)
        key = id(item), path, page.url.rpartition("/")[0]
        if key not in self._drawn:
            self._drawn[key] = draw(item, path, level, parent)
        return self._drawn[key]

    def _holds_shelf(self, item: Section | Page | Link) -> bool:
        """Say whether pages hang below an item for the present page alone."""
        shelved = self._site.shelved
        return shelved is not None and any(one is item for one in (*shelved.head.ancestors, shelved.head))
