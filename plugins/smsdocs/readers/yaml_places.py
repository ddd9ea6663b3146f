"""Where the values of a YAML text stand, for findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smsdocs.model.place import Key, Place
from smsdocs.readers.outer import ITEMS, NESTED
from smsdocs.readers.yaml_source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from smsdocs.readers.outer import Outer
    from smsdocs.readers.yaml_source import Event, Limits


@dataclass(slots=True)
class YamlPlaces:
    """Places in one YAML text, found by reading it again when first asked.

    Attributes:
        path: the file.
        text: the YAML.
        offset: lines of the file before the text.
        names: canonical name to the author's own, for the outermost keys.
        outer: where the outermost keys stand, as far as that is known: most findings ask for one of them.
    """

    path: str
    text: str
    limits: Limits
    offset: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    outer: Outer | None = None
    _marks: dict[tuple[Key, bool], tuple[int, int, str | None]] | None = None

    def of(self, *key: Hashable) -> Place:
        """Return the place of the value at `key`, of its nearest parent where it is absent."""
        return self._find(key, is_key=False)

    def of_key(self, *key: Hashable) -> Place:
        """Return the place of the key itself."""
        return self._find(key, is_key=True)

    def source(self, *key: Hashable) -> str | None:
        """Return the scalar at `key` as written, without quotes."""
        found = self._table().get((self._own(key), False))
        return found[2] if found else None

    def _own(self, key: Key) -> Key:
        return (self.names.get(str(key[0]), key[0]), *key[1:]) if key else key

    def _find(self, key: Key, *, is_key: bool) -> Place:
        wanted = self._own(key)
        if self.outer is not None and wanted:
            found_outer = self._find_outer(self.outer, wanted, is_key=is_key)
            if found_outer is not None:
                return found_outer
        table = self._table()
        while wanted:
            found = table.get((wanted, is_key)) or table.get((wanted, False))
            if found:
                return Place(self.path, found[0] + self.offset, found[1])
            wanted, is_key = wanted[:-1], True
        return Place(self.path, max(self.offset, 1), 1)

    def _find_outer(self, outer: Outer, wanted: Key, *, is_key: bool) -> Place | None:
        """Return the place of an outermost field, or of a scalar in its list; None for what stands deeper."""
        marks = outer.find(str(wanted[0]))
        if marks is None:
            return Place(self.path, max(self.offset, 1), 1)
        at = 0 if is_key else 2
        if len(wanted) > 1:
            if wanted[2:] or not isinstance(wanted[1], int) or marks[-1] == NESTED:
                return None
            at = ITEMS + 2 * wanted[1]
        line, column = marks[at : at + 2] or marks[:2]  # where there is no such item, the key of the list
        return Place(self.path, line + self.offset, column)

    def _table(self) -> dict[tuple[Key, bool], tuple[int, int, str | None]]:
        if self._marks is None:
            marks: dict[tuple[Key, bool], tuple[int, int, str | None]] = {}

            def note(key: Key, event: Event, is_key: bool) -> None:  # noqa: FBT001  # the shape of `Seen`
                mark = event.start_mark
                marks[key, is_key] = (mark.line + 1, mark.column + 1, getattr(event, "value", None))

            parse_yaml(self.text, self.limits, note, lenient=True)
            self._marks = marks
        return self._marks
