"""The approval records: `approvals.yml` in the records folder, read."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from smsdocs.model.approval import ApprovalRecord, Source
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import mappings, text, texts
from smsdocs.model.finding import Fault
from smsdocs.model.place import Place
from smsdocs.readers.source import Source as Decoded
from smsdocs.readers.source import decode
from smsdocs.readers.tree import Tree, UnreadableError
from smsdocs.readers.yaml_places import YamlPlaces
from smsdocs.readers.yaml_source import REGISTER, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.document import Value
    from smsdocs.model.place import Places
    from smsdocs.model.settings import Settings
    from smsdocs.readers.schemas import Schemas

FILE = "approvals.yml"
_SCHEMA = "approvals.yml"
OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
"""An object of git by its full id."""
ADDRESS = re.compile(r"https?://[!-~]{1,490}")
"""An address that records may hold, since pages link to it."""


def find_approvals_path(settings: Settings) -> str:
    """Return where the approval records lie, relative to the root."""
    return f"{settings.records}/{FILE}"


def read_approvals(
    tree: Tree, settings: Settings, schemas: Schemas
) -> tuple[tuple[ApprovalRecord, ...], list[Fault]]:
    """Read the approval records of a tree; none where there is no such file. What does not fit is a fault."""
    path = find_approvals_path(settings)
    if path not in tree.paths:
        return (), []
    source = Decoded(path=path)
    try:
        content = decode(tree.read(path, REGISTER.characters), source)
    except UnreadableError as error:
        fault = Fault(
            name="unreadable-file",
            place=Place(path),
            message=str(error),
            hint="store a plain text file",
            document=path,
        )
        return (), [fault]
    records: tuple[ApprovalRecord, ...] = ()
    if content is not None:
        records = _parse_approvals(content, source, schemas)
    return records, [dataclasses.replace(fault, document=path) for fault in source.faults]


def _parse_approvals(content: str, source: Decoded, schemas: Schemas) -> tuple[ApprovalRecord, ...]:
    parsed = parse_yaml(content, REGISTER)
    for fault in parsed.faults:
        source.fault(fault.name, fault.line, fault.column, fault.message, fault.hint)
    places = YamlPlaces(source.path, content, REGISTER)
    fields = parsed.value if isinstance(parsed.value, dict) else {}
    if parsed.complete:
        value = parsed.value if parsed.value is not None else {}
        judged = (
            {**value, "rows": value["rows"] or []} if isinstance(value, dict) and "rows" in value else value
        )
        source.faults.extend(schemas.find_faults("records", _SCHEMA, judged, places))
    records = tuple(_build_record(index, row, places) for index, row in mappings(fields, "rows"))
    source.faults.extend(_find_bare(records))
    return records


def _build_record(index: int, row: Mapping[str, Value], places: Places) -> ApprovalRecord:
    blob, url, source = text(row, "blob"), text(row, "url"), text(row, "source")
    return ApprovalRecord(
        document=text(row, "document"),
        commits=tuple(oid for oid in texts(row, "commits") if OID.fullmatch(oid)),
        blob=blob if OID.fullmatch(blob) else "",
        version=text(row, "version"),
        by=text(row, "by"),
        day=parse_date(row.get("date")),
        source=Source(source) if source in set(Source) else None,
        url=url if ADDRESS.fullmatch(url) else "",
        place=places.of("rows", index),
        index=index,
    )


def _find_bare(records: Iterable[ApprovalRecord]) -> Iterator[Fault]:
    """Yield a fault for each approval that does not say of what text."""
    for record in records:
        if not record.blob and not record.commits:
            message = "this approval does not say which text was approved"
            hint = "give `blob` (the text) or `commits` in full; `smsdocs approve` writes both"
            yield Fault(name="invalid-value", place=record.place, message=message, hint=hint)
