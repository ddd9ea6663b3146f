"""What was read once of files whose content did not change: YAML, outline, and what the schema says of them.

A reading is a function of a file's path and content, the settings, the schemas, and this tool. It has two halves, what
the fields say and what the text holds: each is good as long as what it is made of has the same digest, so that an edit
of the text leaves the fields as they were judged. The rest is the key of the store.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from smsdocs.model.document import Heading, Link, SectionClaim
from smsdocs.model.finding import Fault
from smsdocs.model.place import Place
from smsdocs.readers.kept_store import KeptStore, pack_path
from smsdocs.readers.markdown import Outline
from smsdocs.readers.outer import build_outer
from smsdocs.readers.resources import identify_tool
from smsdocs.readers.seals import seal, unseal
from smsdocs.readers.yaml_faults import YamlFault
from smsdocs.readers.yaml_source import Parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smsdocs.model.settings import Settings
    from smsdocs.readers.schemas import Schemas

_FORMAT = 6
"""Raised with every change of what a row holds."""
_MOST = 3
"""Files in the folder: settings and schemas may differ between branches."""
_BATCH = 100
"""Rows held before they are written."""
_TABLES = (
    "create table if not exists readings"
    " (path blob primary key, fields_of blob, fields blob, text_of blob, text blob) without rowid;"
)
_FIELDS, _TEXT = b"fields ", b"text "
"""What is sealed together with a path, so that neither half stands for the other."""
_ENCODE = json.JSONEncoder(separators=(",", ":")).encode
_LIBRARIES = ("yaml", "jsonschema", "referencing")
"""What readings are made with, beside this tool."""

Json: TypeAlias = Any
"""Whatever JSON holds; rows are ours, and one that does not fit is none."""


class Halves(NamedTuple):
    """What the halves of a reading are made of; the same bytes at the same place make the same half."""

    fields: bytes
    text: bytes = b""


@dataclass(slots=True)
class Reading:
    """What is known of one file: what was kept, or what is worked out now.

    Each method takes what works its answer out where nobody did so before.
    """

    _parsed: Parsed | None = None
    _judged: list[Fault] | None = None
    _outline: Outline | None = None
    is_new: bool = field(default=False, compare=False)

    def parse(self, work: Callable[[], Parsed]) -> Parsed:
        """Return what its YAML says."""
        if self._parsed is None:
            self._parsed, self.is_new = work(), True
        return self._parsed

    def judge(self, work: Callable[[], list[Fault]]) -> list[Fault]:
        """Return what is wrong with its fields."""
        if self._judged is None:
            self._judged, self.is_new = work(), True
        return self._judged

    def outline(self, work: Callable[[], Outline]) -> Outline:
        """Return what its text holds."""
        if self._outline is None:
            self._outline, self.is_new = work(), True
        return self._outline

    def pack(self) -> tuple[str, str]:
        """Return what is known of its fields and of its text, as JSON."""
        parsed = _pack_parsed(self._parsed) if self._parsed else None
        judged = [_pack_fault(one) for one in self._judged] if self._judged is not None else None
        return _ENCODE([parsed, judged]), _ENCODE(_pack_outline(self._outline) if self._outline else None)

    def unpack_fields(self, path: str, text: str) -> None:
        """Take what was packed of the fields of the file at `path`.

        Raises:
            ValueError, TypeError, LookupError: this is none.
        """
        parsed, judged = json.loads(text)
        self._parsed = _unpack_parsed(parsed) if parsed is not None else None
        self._judged = [_unpack_fault(path, one) for one in judged] if judged is not None else None

    def unpack_text(self, path: str, text: str) -> None:
        """Take what was packed of the text of the file at `path`.

        Raises:
            ValueError, TypeError, LookupError: this is none.
        """
        outline = json.loads(text)
        self._outline = _unpack_outline(path, outline) if outline is not None else None


class Readings(KeptStore):
    """The readings of a tree."""

    def __init__(self, folder: str, settings: Settings, schemas: Schemas) -> None:
        """Open what was kept of trees with these settings and schemas.

        Args:
            folder: where; empty to keep nothing.
            settings: of the tree.
            schemas: of the tree. Where something is wrong with them nothing is kept.
        """
        self._schemas = schemas
        self._fresh: list[tuple[bytes, bytes, bytes, bytes, bytes]] = []
        sound = folder and not schemas.faults
        key = (_FORMAT, *_describe(settings, schemas)) if sound else ()
        super().__init__(folder if sound else "", "readings", key, _TABLES, _MOST)
        self._known = self._has_any("readings")

    def find(self, path: str, halves: Halves) -> Reading:
        """Return what is known of a file; an empty reading where nothing is."""
        reading = Reading()
        if self._known:
            query = "select fields_of, fields, text_of, text from readings where path = ?"
            for fields_of, fields, text_of, text in self._read(query, pack_path(path)):
                if fields_of == _digest(halves.fields):
                    with suppress(ValueError, TypeError, LookupError):
                        reading.unpack_fields(path, unseal(_FIELDS + pack_path(path), fields).decode())
                if text_of == _digest(halves.text):
                    with suppress(ValueError, TypeError, LookupError):
                        reading.unpack_text(path, unseal(_TEXT + pack_path(path), text).decode())
        return reading

    def keep(self, path: str, halves: Halves, reading: Reading) -> None:
        """Keep what was worked out of a file."""
        if self.is_open and reading.is_new:
            with suppress(ValueError, TypeError):  # a number of thousands of digits
                name = pack_path(path)
                fields, text = (one.encode() for one in reading.pack())
                self._fresh.append(
                    (
                        name,
                        _digest(halves.fields),
                        seal(_FIELDS + name, fields),
                        _digest(halves.text),
                        seal(_TEXT + name, text),
                    )
                )
            if len(self._fresh) >= _BATCH:
                self._write()

    def _write(self) -> None:
        if not self._schemas.faults:  # one that proves unusable says nothing of the files it should judge
            self._change(("insert or replace into readings values (?, ?, ?, ?, ?)", self._fresh))
        self._fresh = []

    def close(self) -> None:
        """Write down what is new, and let go."""
        if self._fresh:
            self._write()
        super().close()


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=16).digest()


def _describe(settings: Settings, schemas: Schemas) -> Iterator[object]:
    """Yield everything a reading depends on, beside the file."""
    yield identify_tool()
    for name in _LIBRARIES:
        spec = find_spec(name)
        file = Path(spec.origin) if spec and spec.origin else None
        yield (name, str(file), file.stat().st_mtime_ns if file else 0)
    yield repr(settings)
    yield schemas.contents


def _pack_place(place: Place) -> Json:
    return [place.line, place.column]


def _pack_fault(fault: Fault) -> Json:
    return [fault.name, *_pack_place(fault.place), fault.message, fault.hint]


def _unpack_fault(path: str, row: Json) -> Fault:
    name, line, column, message, hint = row
    return Fault(name=name, place=Place(path, line, column), message=message, hint=hint)


def _pack_parsed(parsed: Parsed) -> Json:
    faults = [[one.name, one.line, one.column, one.message, one.hint] for one in parsed.faults]
    outer = [parsed.outer.names, parsed.outer.numbers.tolist()] if parsed.outer else None
    return [parsed.value, faults, parsed.complete, outer]


def _unpack_parsed(row: Json) -> Parsed:
    value, faults, complete, outer = row
    return Parsed(
        value=value,
        faults=[
            YamlFault(name=name, line=line, column=column, message=message, hint=hint)
            for name, line, column, message, hint in faults
        ],
        complete=complete,
        outer=build_outer(*outer) if outer else None,
    )


def _pack_outline(outline: Outline) -> Json:
    places = {id(heading): index for index, heading in enumerate(outline.headings)}
    return [
        [[one.level, one.text, one.anchor, one.line] for one in outline.headings],
        list(outline.anchors),
        [[one.clause, places.get(id(one.heading)), *_pack_place(one.place)] for one in outline.claims],
        [[one.target, one.fragment, *_pack_place(one.place)] for one in outline.links],
        [_pack_fault(one) for one in outline.faults],
    ]


def _unpack_outline(path: str, row: Json) -> Outline:
    headings, anchors, claims, links, faults = row
    found = [
        Heading(level=level, text=text, anchor=anchor, line=line) for level, text, anchor, line in headings
    ]
    return Outline(
        headings=found,
        anchors=set(anchors),
        claims=[
            SectionClaim(
                clause=clause,
                heading=None if index is None else found[index],
                place=Place(path, line, column),
            )
            for clause, index, line, column in claims
        ],
        links=[
            Link(target=target, fragment=fragment, place=Place(path, line, column))
            for target, fragment, line, column in links
        ],
        faults=[_unpack_fault(path, one) for one in faults],
    )
