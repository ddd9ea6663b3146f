"""The entries of a list as its author wrote it: each with the way to it, also where one lone text stands instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.document import Value
    from smsdocs.model.place import Key


def find_entries(fields: Mapping[str, Value], name: str) -> Iterator[tuple[Key, str]]:
    """Yield the texts of the list `name` with the way to each; a lone text is a list of one."""
    value = fields.get(name)
    if isinstance(value, str):
        yield (name,), value
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, str):
            yield (name, index), entry
