"""Markdown pages: controlled documents, records, and pages that are neither."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from smsdocs.analysis.nearest import suggest
from smsdocs.model.dates import parse_date
from smsdocs.model.document import Document, Head, Interface, Responsibilities
from smsdocs.model.fields import mapping, mappings, text, texts
from smsdocs.model.finding import Fault
from smsdocs.model.place import NoPlaces, Place, Places
from smsdocs.model.register import Page, Record
from smsdocs.readers.active_files import find_active_files
from smsdocs.readers.head import build_head
from smsdocs.readers.macros.page import read_macros
from smsdocs.readers.markdown import parse_markdown
from smsdocs.readers.readings import Halves, Reading
from smsdocs.readers.reserved_files import find_reserved_files
from smsdocs.readers.source import PAGE_LIMIT, Source, split_front_matter
from smsdocs.readers.tree import Tree, UnreadableError
from smsdocs.readers.yaml_places import YamlPlaces
from smsdocs.readers.yaml_source import FRONT_MATTER, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from smsdocs.model.document import Value
    from smsdocs.model.macro import Template
    from smsdocs.model.settings import Settings
    from smsdocs.readers.markdown import Outline
    from smsdocs.readers.readings import Readings
    from smsdocs.readers.schemas import Schemas

_SALVAGED_FIELDS = ("id", "title", "type", "status")
_PLAIN_FIELD = re.compile(
    r"^([\w.-]+):[ \t]*[\"']?([^\s\"'#&*\[{!|>@`%,][^\"'\n#]*?)[\"']?[ \t]*$", re.MULTILINE
)


@dataclass(slots=True, kw_only=True)
class Front:
    """Front matter after YAML: canonical names, and what was wrong with it."""

    fields: Mapping[str, Value]
    places: Places
    present: bool
    broken: bool


@dataclass(slots=True, kw_only=True)
class Pages:
    """What the pages of a tree hold."""

    documents: list[Document]
    records: list[Record]
    faults: list[Fault]

    @property
    def all(self) -> tuple[Page, ...]:
        """Documents, mere pages and records."""
        return (*self.documents, *self.records)


def read_pages(tree: Tree, settings: Settings, schemas: Schemas, readings: Readings) -> Pages:
    """Read every Markdown page under the folders of the settings; a bad file never stops the run."""
    faults = [*find_active_files(tree, settings), *find_reserved_files(tree, settings)]
    pages = Pages(documents=[], records=[], faults=faults)
    for path in find_page_paths(tree.paths, settings):
        try:
            content = tree.read(path, PAGE_LIMIT)
        except UnreadableError as error:
            hint = "store a plain text file"
            fault = Fault(name="unreadable-file", place=Place(path), message=str(error), hint=hint)
            pages.faults.append(dataclasses.replace(fault, document=path))
            continue
        source = split_front_matter(path, content)
        halves = _split(source, content)
        reading = readings.find(path, halves)
        front = _read_front(source, settings.fields, reading)
        if _is_record(path, front, settings):
            _add_record(pages, source, front, reading, schemas, settings)
        else:
            _add_document(pages, source, front, reading, schemas, settings)
        readings.keep(path, halves, reading)
    return pages


def _split(source: Source, content: bytes) -> Halves:
    """Return what the halves of a reading are made of: all of a page where no sound front matter begins it."""
    if source.block is None or source.broken:
        return Halves(b"page\n" + content, b"page\n" + content)
    return Halves(
        f"fields {source.block_line}\n{source.block}".encode(),
        f"text {source.body_line}\n{source.body}".encode(),
    )


def build_former(path: str, text: str, settings: Settings) -> Document:
    """Return a document as an earlier text of it was; what was wrong with that is nobody's finding now."""
    source = split_front_matter(path, text.encode("utf-8", "surrogateescape"))
    reading = Reading()
    front = _read_front(source, settings.fields, reading)
    document = _build_document(
        source, front, build_head(front.fields), _read_outline(source, reading), controlled=True
    )
    return dataclasses.replace(document, macros=_find_macros(source, front, settings, []))


def _is_record(path: str, front: Front, settings: Settings) -> bool:
    """Say whether a page is a record: in a folder of its kind, and no index page; or anywhere there with a date."""
    if not _below(path, settings.records):
        return False
    place = PurePosixPath(path).relative_to(settings.records)
    index = place.stem.casefold() in {"index", "readme"} or len(place.parts) == 1
    return not index or "date" in front.fields


def find_page_paths(paths: Iterable[str], settings: Settings) -> list[str]:
    """Return the paths of all pages, sorted: wanted suffix, in a wanted folder, not in a dot folder or the site."""
    wanted = (*settings.documents, settings.records, settings.docs_dir)
    return sorted(
        path
        for path in paths
        if path.endswith(settings.suffixes)
        and any(_below(path, folder) for folder in wanted)
        and not _below(path, settings.site_dir)
        and not any(part.startswith(".") for part in path.split("/"))
    )


def _below(path: str, folder: str) -> bool:
    return folder == "." or path.startswith(f"{folder}/")


def is_named_folder(path: str, settings: Settings) -> bool:
    """Say whether the settings name a folder for documents that holds `path` (not `.`, not the docs_dir)."""
    named = (folder for folder in settings.documents if folder not in {".", settings.docs_dir})
    return any(_below(path, folder) for folder in named)


def _read_front(source: Source, names: Mapping[str, str], reading: Reading) -> Front:
    if source.block is None:
        lost = source.broken or not source.readable
        remains = _salvage(source.remains, names) if lost else {}
        return Front(
            fields=remains, places=NoPlaces(source.path), present=source.broken, broken=source.broken
        )
    places = YamlPlaces(source.path, source.block, FRONT_MATTER, source.block_line, names)
    if source.broken:
        return Front(fields=_salvage(source.block, names), places=places, present=True, broken=True)
    parsed = reading.parse(partial(parse_yaml, source.block, FRONT_MATTER))
    places.outer = parsed.outer
    for fault in parsed.faults:
        source.fault(fault.name, fault.line + source.block_line, fault.column, fault.message, fault.hint)
    broken = not parsed.complete
    fields: Mapping[str, Value]
    if isinstance(parsed.value, dict):
        fields = _rename(parsed.value, names)
        if broken:
            fields = {**_salvage(source.block, names), **fields}
    else:
        fields = _salvage(source.block, names) if broken else {}
        if parsed.value is not None and not broken:
            source.fault("broken-yaml", 2, 1, "the front matter is no mapping", "write `name: value` lines")
            broken = True
    return Front(fields=fields, places=places, present=True, broken=broken)


def _read_outline(source: Source, reading: Reading) -> Outline:
    return reading.outline(partial(parse_markdown, source.body, source.path, source.body_line))


def _rename(fields: Mapping[str, Value], names: Mapping[str, str]) -> Mapping[str, Value]:
    """Return the fields by canonical name, where the settings map an organisation's own."""
    if not names:
        return fields
    canonical = {own: name for name, own in names.items()}
    renamed = {canonical.get(name, name): value for name, value in fields.items() if name not in names}
    return {**{name: value for name, value in fields.items() if name in names}, **renamed}


def _salvage(block: str, names: Mapping[str, str]) -> dict[str, Value]:
    """Return the plain fields of broken front matter, so that others' references to it still hold."""
    canonical = {names.get(name, name): name for name in _SALVAGED_FIELDS}
    found = {match[1]: match[2] for match in _PLAIN_FIELD.finditer(block)}
    return {name: found[own] for own, name in canonical.items() if own in found}


def _collect(pages: Pages, source: Source, outline: Outline, more: Iterable[Fault], name: str) -> None:
    for fault in (*source.faults, *more, *outline.faults):
        pages.faults.append(dataclasses.replace(fault, document=name))


def _add_document(  # what a page is built from
    pages: Pages, source: Source, front: Front, reading: Reading, schemas: Schemas, settings: Settings
) -> None:
    path = source.path
    head = build_head(front.fields)
    identified = any(front.fields.get(name) not in (None, "") for name in ("id", "type"))
    elsewhere = _below(path, settings.registers) or _below(path, settings.records)
    controlled = (identified or is_named_folder(path, settings)) and not elsewhere
    if not controlled and not front.present and not source.readable:
        pages.faults.extend(dataclasses.replace(fault, document=path) for fault in source.faults)
        return
    more: list[Fault] = []
    if controlled and source.readable and not front.broken:
        more.extend(reading.judge(partial(_judge_document, source, front, head, schemas, settings)))
    outline = _read_outline(source, reading)
    document = _build_document(source, front, head, outline, controlled=controlled)
    document = dataclasses.replace(document, macros=_find_macros(source, front, settings, more))
    _collect(pages, source, outline, more, document.name)
    pages.documents.append(document)


def _judge_document(
    source: Source, front: Front, head: Head, schemas: Schemas, settings: Settings
) -> list[Fault]:
    if not front.present:
        hint = "begin the file with `---`, its fields, and `---`; `smsdocs explain SMS101` shows an example"
        place = Place(source.path, 1, 1)
        message = "this document has no front matter"
        return (
            [Fault(name="missing-front-matter", place=place, message=message, hint=hint)]
            if not any(fault.name == "swallowed-lines" for fault in source.faults)
            else []
        )
    faults: list[Fault] = []
    known = schemas.names("documents")
    if head.type and head.type not in known:
        hint = suggest(
            head.type, known, f"one of: {', '.join(known)}; or add schema/documents/{head.type}.json"
        )
        message = f"there is no document type `{head.type}`"
        faults.append(Fault(name="unknown-type", place=front.places.of("type"), message=message, hint=hint))
    judged = schemas.find_faults("documents", head.type or "document", dict(front.fields), front.places)
    faults.extend(_name_own(judged, settings.fields))
    return faults


def _name_own(faults: list[Fault], names: Mapping[str, str]) -> list[Fault]:
    """Name fields in messages as their author calls them."""
    if not names:
        return faults

    def own(found: re.Match[str]) -> str:
        return f"`{names.get(found[1], found[1])}"

    return [dataclasses.replace(fault, message=re.sub(r"`(\w+)", own, fault.message)) for fault in faults]


def _build_document(
    source: Source, front: Front, head: Head, outline: Outline, *, controlled: bool
) -> Document:
    fields = front.fields
    return Document(
        path=source.path,
        controlled=controlled,
        head=head,
        fields=fields,
        places=front.places,
        body=source.body,
        body_line=source.body_line,
        implements=texts(fields, "implements"),
        supersedes=texts(fields, "supersedes"),
        services=texts(fields, "services"),
        records=texts(fields, "records"),
        kpis=texts(fields, "kpis"),
        roles=_build_roles(mapping(fields, "roles")),
        interfaces=tuple(
            Interface(direction=direction, process=text(entry, direction), item=text(entry, "item"))
            for _, entry in mappings(fields, "interfaces")
            for direction in ("to", "from")
            if text(entry, direction)
        ),
        headings=tuple(outline.headings),
        anchors=frozenset(outline.anchors),
        claims=tuple(outline.claims),
        links=tuple(outline.links),
    )


def _build_roles(roles: Mapping[str, Value]) -> Responsibilities:
    if not roles:
        return Responsibilities()
    return Responsibilities(
        accountable=text(roles, "accountable"),
        responsible=texts(roles, "responsible"),
        consulted=texts(roles, "consulted"),
        informed=texts(roles, "informed"),
    )


def _find_macros(source: Source, front: Front, settings: Settings, faults: list[Fault]) -> Template | None:
    """Return the macros of a page that runs them; what is wrong with them joins the faults."""
    if not settings.macros.holds_for(front.fields):
        return None
    template, found = read_macros(source.body, source.path, source.body_line)
    faults.extend(found)
    return template


def _add_record(  # what a page is built from
    pages: Pages, source: Source, front: Front, reading: Reading, schemas: Schemas, settings: Settings
) -> None:
    path = source.path
    folders = PurePosixPath(path).relative_to(settings.records).parts[:-1]
    kind = folders[0] if folders else "record"
    more: list[Fault] = []
    if source.readable and not front.broken:
        more.extend(reading.judge(partial(_judge_record, source, front, kind, schemas, settings)))
    outline = _read_outline(source, reading)
    record = Record(
        path=path,
        kind=kind,
        head=build_head(front.fields),
        date=parse_date(front.fields.get("date")),
        follows=texts(front.fields, "follows"),
        fields=front.fields,
        places=front.places,
        body=source.body,
        body_line=source.body_line,
        headings=tuple(outline.headings),
        anchors=frozenset(outline.anchors),
        claims=tuple(outline.claims),
        links=tuple(outline.links),
        macros=_find_macros(source, front, settings, more),
    )
    _collect(pages, source, outline, more, record.name)
    pages.records.append(record)


def _judge_record(
    source: Source, front: Front, kind: str, schemas: Schemas, settings: Settings
) -> list[Fault]:
    if front.present:
        judged = schemas.find_faults("records", kind, dict(front.fields), front.places)
        return _name_own(judged, settings.fields)
    if any(fault.name == "swallowed-lines" for fault in source.faults):
        return []
    hint = "begin the file with `---`, its fields (id, title, date), and `---`"
    message = "this record has no front matter"
    place = Place(source.path, 1, 1)
    return [Fault(name="missing-front-matter", place=place, message=message, hint=hint)]
