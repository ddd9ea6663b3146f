"""Files that stand where the site has the scripts and styles of its theme and of smsdocs: every page loads those.

MkDocs takes a file of the docs folder in place of one of the theme that has the same path. A script in that place would
run on every page, and its author need not touch the settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from smsdocs.model.finding import Fault
from smsdocs.model.place import Place

if TYPE_CHECKING:
    from smsdocs.model.settings import Settings
    from smsdocs.readers.tree import Tree

OURS: Final = "assets/smsdocs/"
"""The folder of smsdocs on the site."""
RESERVED: Final = ("assets/javascripts/", "assets/stylesheets/", OURS)
"""Folders of the site that hold what every page loads."""
_OTHER = "put it into another folder"
_OTHER_OR_NAMED = f"{_OTHER}, or name it under `extra_css` or `extra_javascript`"


def find_reserved_files(tree: Tree, settings: Settings) -> list[Fault]:
    """Return the files that stay out of the site for where they stand."""
    inside = f"{settings.docs_dir}/"
    return [
        Fault(
            name="reserved-path",
            place=Place(path),
            message="this file stays out of the site: scripts and styles of every page stand here",
            hint=_OTHER if path.casefold().startswith(f"{inside}{OURS}".casefold()) else _OTHER_OR_NAMED,
            document=path,
        )
        for path in sorted(tree.paths)
        if path.startswith(inside) and is_reserved(path.removeprefix(inside), settings)
    ]


def is_reserved(src_uri: str, settings: Settings) -> bool:
    """Say whether a file of the docs folder stands where only the theme and smsdocs have theirs.

    What the settings have every page load is the owner's word; nobody's word makes it one of ours. Servers may take
    capital letters for small ones.
    """
    ours = src_uri.casefold().startswith(OURS)
    return stands_reserved(src_uri) and (ours or src_uri not in settings.loaded)


def stands_reserved(src_uri: str) -> bool:
    """Say whether a place on the site is one for what every page loads."""
    return src_uri.casefold().startswith(RESERVED)
