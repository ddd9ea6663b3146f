"""The words beside the texts of pages that a site shows: front matter, cells of registers and tables, settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from smsdocs.model.document import Value
    from smsdocs.model.place import Key, Places
    from smsdocs.model.register import Register
    from smsdocs.model.settings import Settings
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.model.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one file says beside the texts of pages.

    Attributes:
        document: id of the file, or its path; None for the settings.
        values: each with the way to it.
        places: finds where they stand.
    """

    path: str
    document: str | None
    values: Iterable[tuple[Key, Value]]
    places: Places


def find_words(snapshot: Snapshot) -> Iterator[Words]:
    """Yield the words of every file; columns that no page shows are left out."""
    for page in snapshot.markdown:
        if page.fields:
            yield Words(
                path=page.path, document=page.name, values=[((), dict(page.fields))], places=page.places
            )
    for register in snapshot.registers:
        cells = _find_cells(register)
        yield Words(path=register.path, document=register.name, values=cells, places=register.places)
    for table in snapshot.tables:
        lines = _find_lines(table)
        yield Words(path=table.path, document=table.path, values=lines, places=_Lines(table.path))
    settings = snapshot.settings
    names = [(("site_name",), settings.site_name), (("organisation",), settings.organisation)]
    yield Words(path=settings.path, document=None, values=names, places=_Named(settings))


def find_names(snapshot: Snapshot) -> Iterator[str]:
    """Yield the paths of the files that may reach the site, in order."""
    settings = snapshot.settings
    folders = (settings.docs_dir, *settings.documents, settings.registers, settings.records)
    wanted = tuple("" if folder == "." else f"{folder}/" for folder in folders)
    yield from sorted(path for path in snapshot.paths if path.startswith(wanted))


def _find_cells(register: Register) -> Iterator[tuple[Key, Value]]:
    yield (), dict(register.fields)
    for row in register.rows:
        shown = {name: value for name, value in row.fields.items() if not register.is_private(name)}
        yield ("rows", row.index), shown


def _find_lines(table: Table) -> Iterator[tuple[Key, Value]]:
    for row in table.rows:
        yield (row.line,), dict(row.fields)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The places of a table: its first key is the line."""

    path: str

    def of(self, *key: Hashable) -> Place:
        return Place(self.path, key[0] if key and isinstance(key[0], int) else 1, 1)

    of_key = of

    def source(self, *key: Hashable) -> str | None:
        del key
        return None


@dataclass(frozen=True, slots=True)
class _Named:
    """The places of settings: its first key is the name."""

    settings: Settings

    def of(self, *key: Hashable) -> Place:
        return self.settings.place_of(str(key[0])) if key else Place(self.settings.path)

    of_key = of

    def source(self, *key: Hashable) -> str | None:
        del key
        return None
