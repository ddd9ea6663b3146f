"""What git knows and the folder at hand does not show: files left out of a work tree, and repositories inside it.

Of either, silence would look like a system without these documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.finding import Fault
from smsdocs.model.place import Place
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.pages import find_page_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.settings import Settings
    from smsdocs.readers.tree import Tree

_DATA = (".yml", ".yaml", ".csv", ".json")


def refuse_sparse_trees(tree: Tree, settings: Settings) -> None:
    """Refuse a work tree that leaves out what would be judged, or what it is judged by.

    Raises:
        CannotLookError: it does.
    """
    if not tree.left_out:
        return
    folders = tuple(f"{one}/" for one in (settings.registers, settings.records, settings.schema))
    judged_by = {*settings.sources, settings.baseline}
    pages = set(find_page_paths(tree.left_out, settings))
    absent = sorted(
        path for path in tree.left_out if path in pages or path in judged_by or path.startswith(folders)
    )
    if absent:
        more = f", and {len(absent) - 1:,} more" if len(absent) > 1 else ""
        message = f"this checkout is sparse: git leaves {absent[0]} out of the work tree{more}"
        hint = "git sparse-checkout disable; or look at a commit, which has them all: --as-of HEAD"
        raise CannotLookError(message, hint)


def find_repositories(tree: Tree, settings: Settings) -> Iterator[Fault]:
    """Yield the submodules and other repositories below the folders of documents, registers and records."""
    folders = (*settings.documents, settings.registers, settings.records)
    below = tuple("" if folder == "." else f"{folder}/" for folder in folders)
    files = (*settings.suffixes, *_DATA)
    site = f"{settings.site_dir}/"

    def is_wanted(path: str) -> bool:
        if path.endswith(files) or not f"{path}/".startswith(below) or path.startswith(site):
            return False
        return not any(part.startswith(".") for part in path.split("/"))

    for path in tree.find_repositories(is_wanted):
        yield Fault(
            name="nested-repository",
            place=Place(path),
            message="this is a repository of its own, so nothing in it is read",
            hint="check it by itself, with its own settings; or bring its files into this repository",
        )
