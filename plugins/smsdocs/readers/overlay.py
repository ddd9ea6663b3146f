"""The packaged schema and what a tree lays over it: same folder names, by file and by id.

The packaged files are the base. A tree's file with the same name changes the base, one with a new name adds
to it; a file equal to the base is no overlay, so this repository's own `schema/`, its source, changes nothing.
Files that git ignores count too: that is where licensed text may lie, beside a repository that anybody may read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.readers.resources import find_packaged_schema
from smsdocs.readers.tree import UnreadableError

if TYPE_CHECKING:
    from smsdocs.readers.tree import Tree

_LIMIT = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFile:
    """One file of the packaged schema, of the tree's, or both.

    Attributes:
        name: relative to the schema folder, such as `documents/policy.json`.
        base: content of the packaged file, None where the tree brings a new one.
        own: content of the tree's file where it differs from the base, else None.
        path: where the tree's file lies.
    """

    name: str
    base: bytes | None
    own: bytes | None
    path: str

    @property
    def content(self) -> bytes:
        """What counts where files replace each other: the tree's, else the packaged."""
        return self.own if self.own is not None else self.base or b""


def list_schema_files(tree: Tree, schema: str, folder: str, suffixes: tuple[str, ...]) -> list[SchemaFile]:
    """Return the files of one folder of the schema, packaged and own, by name.

    Args:
        tree: where an organisation's own files may lie.
        schema: the setting: the tree's schema folder.
        folder: `documents`, `catalogs`, ...; empty for the top.
        suffixes: wanted file endings.
    """
    base_folder = find_packaged_schema() / folder
    names = {p.name: p.read_bytes() for p in base_folder.iterdir() if p.suffix in suffixes and p.is_file()}
    prefix = f"{schema}/{folder}/" if folder else f"{schema}/"
    own: dict[str, bytes] = {}
    paths: dict[str, str] = {}
    for path in tree.files_below(prefix.rstrip("/")):
        name = path.removeprefix(prefix)
        if "/" not in name and name.endswith(suffixes):
            name = re.sub(
                r"\.yml$", ".yaml", name
            )  # the packaged files end so, and both endings mean the same
            paths[name] = path
            try:
                own[name] = tree.read(path, _LIMIT)
            except UnreadableError as error:
                own[name] = f"unreadable: {error}".encode()
    at = f"{folder}/" if folder else ""
    return [
        SchemaFile(
            name=f"{at}{name}",
            base=names.get(name),
            own=own[name] if name in own and _lines(own[name]) != _lines(names.get(name)) else None,
            path=paths.get(name, f"{prefix}{name}"),
        )
        for name in sorted({*names, *own})
    ]


def _lines(content: bytes | None) -> bytes | None:
    """Return the content with LF line ends: a checkout with CR LF is no drift."""
    return content.replace(b"\r\n", b"\n") if content is not None else None
