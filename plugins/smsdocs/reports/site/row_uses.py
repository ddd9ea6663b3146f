"""Who names what: rows of registers, and records, with the rows, records and documents whose fields name them.

A link from a field leads one way; what is gathered here leads back, to the row that names a KPI and not just to its
register. Only whole values count, as an id or as an id with a part of it behind `#`; words in a sentence name nothing.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.model.register import Record, Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.document import Value
    from smsdocs.model.register import Holder, Row
    from smsdocs.model.snapshot import Snapshot

NAMING = frozenset({"answer", "answered_by", "from", "source", "used_by"})
"""Fields that name a row of any register, whatever its id looks like."""
NAMELESS = frozenset({"description", "id", "name", "term", "title", "version"})
"""Fields that say what a thing is itself."""
_OWN = frozenset({"people", "roles"})
"""Registers whose ids stand in many fields that mean nothing else; pages of their own lead back."""
_CODE = re.compile(r"(?=\S*\d)(?=\S*[^\W\d])\S+")
"""Letters and digits: an id that is no word, and so may be meant in any field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A document, record or row that names something.

    Attributes:
        row: the row of the register; None where the holder as a whole names it.
        title: of the row; its id where the page that shows it may be open to more people.
        parts: ids of what does so in a record, such as a finding.
    """

    holder: Holder
    row: Row | None = None
    title: str = ""
    parts: tuple[str, ...] = ()


def find_rows_by_id(snapshot: Snapshot) -> Mapping[str, tuple[Register, Row]]:
    """Return every row that a field may name by its id alone; the first where an id stands twice."""
    found: dict[str, tuple[Register, Row]] = {}
    for register in snapshot.registers:
        for row in register.rows if register.kind not in _OWN else ():
            if row.id:
                found.setdefault(row.id, (register, row))
    return found


def names_row(field: str, text: str) -> bool:
    """Say whether a text in a field may stand for a row of any register."""
    return field in NAMING or (field not in NAMELESS and _CODE.fullmatch(text) is not None)


def find_uses(
    snapshot: Snapshot, rows: Mapping[str, tuple[Register, Row]]
) -> Mapping[tuple[str, str], tuple[Use, ...]]:
    """Return what names a row or a record, rows last: by the path of its file, and the id of the row.

    A row is named in a field with the name of its register, or of one of its rows (`suppliers`, `supplier`), and by an
    id that can mean nothing else; records that are kept elsewhere are named by what they provide.
    """
    found: dict[tuple[str, str], dict[tuple[str, int], Use]] = {}
    targets = _Targets(snapshot, rows)
    shown = {holder.path: holder.head.classification for holder in snapshot.holders}
    for holder in snapshot.holders:
        for row, field, text, part in _read(holder):
            for key in targets.find(field, text):
                if key[0] == holder.path:
                    continue
                uses = found.setdefault(key, {})
                place = (holder.path, -1 if row is None else row.index)
                one = uses.get(place) or Use(
                    holder=holder, row=row, title=_name(snapshot, holder, row, shown[key[0]])
                )
                uses[place] = dataclasses.replace(
                    one, parts=tuple(dict.fromkeys((*one.parts, *filter(None, [part]))))
                )
    return {
        key: tuple(sorted(uses.values(), key=lambda one: one.row is not None)) for key, uses in found.items()
    }


def _name(snapshot: Snapshot, holder: Holder, row: Row | None, classification: str) -> str:
    if row is None:
        return ""
    order = snapshot.settings.classifications
    own = holder.head.classification
    closed = own in order and classification in order and order.index(own) > order.index(classification)
    return (row.id if closed else row.text("title") or row.text("name") or row.id) or holder.title


class _Targets:
    """What a text in a field stands for."""

    def __init__(self, snapshot: Snapshot, rows: Mapping[str, tuple[Register, Row]]) -> None:
        self.rows = rows
        self.records = {one.head.id: one for one in reversed(snapshot.records) if one.head.id}
        self.kinds: dict[str, list[tuple[str, frozenset[str]]]] = {}
        self.providers: dict[str, list[tuple[str, str]]] = {}
        for register in snapshot.registers:
            ids = frozenset(row.id for row in register.rows if row.id)
            for name in dict.fromkeys((register.kind, register.kind.removesuffix("s"))):
                self.kinds.setdefault(name, []).append((register.path, ids))
            for location in register.locations:
                for item in location.provides:
                    self.providers.setdefault(item, []).append((register.path, location.id))

    def find(self, field: str, text: str) -> Iterator[tuple[str, str]]:
        """Yield the file, and the id of the row in it."""
        if field in NAMELESS:
            return
        if field == "records":
            yield from self.providers.get(text, ())
        record = self.records.get(text.partition("#")[0])
        if record is not None:
            yield record.path, ""
        named = [(path, text) for path, ids in self.kinds.get(field, ()) if text in ids]
        yield from named
        if not named and text in self.rows and names_row(field, text):
            yield self.rows[text][0].path, text


def _read(holder: Holder) -> Iterator[tuple[Row | None, str, str, str]]:
    """Yield every text of a holder with the row and the field it stands in, and the id of what holds it there."""
    if isinstance(holder, Register):
        head = {name: value for name, value in holder.fields.items() if name != "rows"}
        yield from ((None, *one) for one in _walk(head))
        for row in holder.rows:
            people = (
                holder.kind == "people"
            )  # nobody is named on pages of other registers, nor for each assignment
            fields = {name: value for name, value in row.fields.items() if not (people and _has_parts(value))}
            yield from ((None if people else row, field, text, "") for field, text, _ in _walk(fields))
        return
    told = {
        name: value
        for name, value in holder.fields.items()
        if name != "follows" or not isinstance(holder, Record)
    }
    yield from ((None, *one) for one in _walk(told))


def _has_parts(value: Value) -> bool:
    return any(isinstance(one, dict) for one in (value if isinstance(value, list) else [value]))


def _walk(fields: Mapping[str, Value], part: str = "") -> Iterator[tuple[str, str, str]]:
    for name, value in fields.items():
        yield from _walk_value(name, value if isinstance(value, list) else [value], part)


def _walk_value(name: str, values: Iterable[Value], part: str) -> Iterator[tuple[str, str, str]]:
    for value in values:
        if isinstance(value, str):
            yield name, value, part
        elif isinstance(value, list):
            yield from _walk_value(name, value, part)
        elif isinstance(value, dict):
            id_ = value.get("id")
            yield from _walk(value, id_ if isinstance(id_, str) else part)
