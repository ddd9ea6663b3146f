"""The approval records: `approvals.yml` in the records folder, read, and added to without touching what is there."""

from __future__ import annotations

import dataclasses
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smsdocs.analysis.identities import parse_identity
from smsdocs.model.approval import ApprovalRecord, Source
from smsdocs.model.finding import Fault
from smsdocs.model.history import Author
from smsdocs.model.place import Place
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.dates import parse_date
from smsdocs.readers.git.process import run
from smsdocs.readers.head import mappings, text, texts
from smsdocs.readers.source import Source as Decoded
from smsdocs.readers.source import decode
from smsdocs.readers.tree import Tree, UnreadableError
from smsdocs.readers.yaml_source import REGISTER, YamlPlaces, parse_yaml, resolve_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from smsdocs.model.document import Value
    from smsdocs.model.place import Places
    from smsdocs.model.settings import Settings
    from smsdocs.readers.schemas import Schemas

FILE = "approvals.yml"
_SCHEMA = "approvals.yml"
_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ADDRESS = re.compile(r"https?://[!-~]{1,490}")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_EMPTY_ROWS = re.compile(r"^(?P<key>rows:)[ \t]*(?:\[[ \t]*\])?[ \t]*(?P<comment>#.*)?$", re.MULTILINE)
_TOUCH = "%x00%x00%H%x00=%aN%x00=%aE%x00=%(trailers:key=Co-authored-by,valueonly,separator=%x01)%x00"
"""Two NULs begin a commit; the signs keep an empty field from looking like that."""

_TOUCHES = 1_000
_APPROVAL_FIELDS = ("status", "version", "approved_on", "last_reviewed")
"""What changes when somebody approves a text and changes nothing of it."""

_HEAD = """\
# Who approved which text, and when. `smsdocs approve` and `smsdocs approvals import` add to it.
# Nothing is ever changed or taken out here: what is no longer true has a later approval.
id: REC-APPROVALS
title: Approval records
rows:
"""


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
        commits=tuple(oid for oid in texts(row, "commits") if _OID.fullmatch(oid)),
        blob=blob if _OID.fullmatch(blob) else "",
        version=text(row, "version"),
        by=text(row, "by"),
        day=parse_date(row.get("date")),
        source=Source(source) if source in set(Source) else None,
        url=url if _ADDRESS.fullmatch(url) else "",
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


def read_blob_id(root: Path, path: str, content: bytes) -> str:
    """Return the object that git would store for a file with this content: line ends as git keeps them.

    Raises:
        CannotLookError: git does not say.
    """
    done = run(root, "hash-object", "--stdin", f"--path={path}", text=content)
    oid = done.stdout.decode("ascii", "replace").strip()
    if done.returncode or not _OID.fullmatch(oid):
        message = f"git cannot name the text of {path}: {done.stderr.decode('utf-8', 'replace').strip()}"
        raise CannotLookError(message, "run `git hash-object` on it and mend what it says")
    return oid


@dataclass(frozen=True, slots=True)
class _Touch:
    """A commit that changed a text, and whether it changed nothing but its approval."""

    oid: str
    authors: tuple[Author, ...]
    approval: bool


def read_text_authors(root: Path, path: str, settings: Settings) -> tuple[Author, ...]:
    """Return who wrote the present text, as far as git says: in commits not yet landed, else in the last one.

    Who only set it to approved has written nothing. Empty where git does not know the file.
    """
    touches = [touch for touch in _read_touches(root, path, settings) if not touch.approval]
    pending = _read_pending(root, settings)
    chosen = [touch for touch in touches if touch.oid in pending] or touches[:1]
    return tuple(dict.fromkeys(author for touch in chosen for author in touch.authors))


def _read_touches(root: Path, path: str, settings: Settings) -> list[_Touch]:
    done = run(
        root,
        *(
            "-c",
            "log.showSignature=false",
            "log",
            "--no-merges",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
        ),
        *("--no-color", "--src-prefix=a/", "--dst-prefix=b/", "--encoding=UTF-8"),
        *(
            "-n",
            str(_TOUCHES),
            "--patch",
            "--unified=0",
            f"--format={_TOUCH}",
            "HEAD",
            "--",
            f":(literal){path}",
        ),
    )
    names = {settings.fields.get(name, name) for name in _APPROVAL_FIELDS}
    approval = re.compile(rf"[+-](?:{'|'.join(map(re.escape, sorted(names)))}):(?: .*)?")
    found = []
    for part in done.stdout.decode("utf-8", "replace").split("\0\0")[1:]:
        oid, name, email, others, patch = [*part.replace("\0=", "\0").split("\0", 4), "", "", "", ""][:5]
        lines = [line for line in patch.partition("\n@@")[2].splitlines()[1:] if line[:1] in {"+", "-"}]
        authors = (
            Author(name, email),
            *(parse_identity(text) for text in others.split("\1") if text.strip()),
        )
        found.append(_Touch(oid, authors, bool(lines) and all(approval.fullmatch(line) for line in lines)))
    return found


def _read_pending(root: Path, settings: Settings) -> frozenset[str]:
    """Return the commits that have not landed on the published branch; none where nobody can say."""
    names = (
        (f"refs/remotes/origin/{settings.branch}", f"refs/heads/{settings.branch}")
        if settings.branch
        else ("refs/remotes/origin/HEAD",)
    )
    for name in names:
        done = run(root, "rev-list", f"--max-count={_TOUCHES}", "HEAD", "--end-of-options", f"^{name}", "--")
        if not done.returncode:
            return frozenset(done.stdout.decode("ascii", "replace").split())
    return frozenset()


def render_approvals(present: str | None, records: Sequence[ApprovalRecord], path: str) -> str:
    """Return the text of the file with more records at its end; all else stays as its authors wrote it.

    Args:
        present: the text as it is, None where there is no file.
        records: what to add.
        path: of the file, for messages.

    Raises:
        CannotLookError: nothing can be added to the text as it stands.
    """
    ends = "\r\n" if present and "\r\n" in present else "\n"
    before = _HEAD if present is None else present.replace("\r\n", "\n")
    last = [*_EMPTY_ROWS.finditer(before)]
    if last and not before[last[-1].end() :].strip():
        before = f"{before[: last[-1].start()]}{_open_rows(last[-1])}"
    indent = _find_indent(before)
    after = f"{before.rstrip()}\n{''.join(_render_record(record, indent) for record in records)}"
    if not _only_adds(before, after, len(records)):
        message = f"{path}: nothing can be added at its end as it stands"
        raise CannotLookError(
            message, "let `rows:` be its last field, with each row on lines of its own (`- by: ...`)"
        )
    return after.replace("\n", ends)


def _open_rows(found: re.Match[str]) -> str:
    return f"rows:  {found['comment']}\n" if found["comment"] else "rows:\n"


def _find_indent(content: str) -> int:
    """Return how far rows are indented: two where there are none yet."""
    marks = YamlPlaces("", content, REGISTER)
    row = marks.of("rows", 0)
    if row.line is None or row == marks.of("rows") or row == marks.of_key("rows"):
        return 2
    line = content.split("\n")[row.line - 1]
    return len(line) - len(line.lstrip(" "))


def _render_record(record: ApprovalRecord, indent: int) -> str:
    fields = {
        "document": _quote(record.document),
        "version": _quote(record.version, always=True),
        "blob": _quote(record.blob),
        "commits": f"[{', '.join(_quote(oid) for oid in record.commits)}]" if record.commits else "",
        "by": _quote(record.by),
        "date": record.day.isoformat() if record.day else "",
        "source": str(record.source or ""),
        "url": _quote(record.url),
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    space = " " * indent
    return f"{space}- {lines[0]}\n" + "".join(f"{space}  {line}\n" for line in lines[1:])


def _quote(value: str, *, always: bool = False) -> str:
    """Return a text as YAML that reads back as the same text; nothing for nothing."""
    if not value or (not always and _PLAIN.fullmatch(value) and isinstance(resolve_plain(value), str)):
        return value
    return '"' + "".join(_escape(char) for char in value) + '"'


def _escape(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08X}"


def _only_adds(before: str, after: str, count: int) -> bool:
    """Say whether all that was read before is read after it too, with so many rows more."""
    old, new = parse_yaml(before, REGISTER), parse_yaml(after, REGISTER)
    if not isinstance(old.value, dict) or not isinstance(new.value, dict) or new.faults:
        return False
    rows, more = old.value.get("rows") or [], new.value.get("rows")
    if not isinstance(rows, list) or not isinstance(more, list):
        return False
    rest = {name: value for name, value in old.value.items() if name != "rows"}
    same = rest == {name: value for name, value in new.value.items() if name != "rows"}
    return same and more[: len(rows)] == rows and len(more) == len(rows) + count


def write_approvals(root: Path, settings: Settings, records: Sequence[ApprovalRecord]) -> str:
    """Add records to the file on disk, all of them or none, and return its path relative to the root.

    Raises:
        CannotLookError: the file lies behind a symbolic link, cannot be read, written, or added to.
    """
    path = find_approvals_path(settings)
    target = root / path
    _refuse_links(root, path)
    try:
        present = target.read_bytes().decode("utf-8") if target.exists() else None
        content = render_approvals(present, records, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, content.encode("utf-8"))
    except UnicodeDecodeError as error:
        raise CannotLookError(f"{path} is no UTF-8", "save it as UTF-8") from error
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}"
        raise CannotLookError(message, "it must be a plain file in a folder you may write to") from error
    return path


def _refuse_links(root: Path, path: str) -> None:
    top = root.resolve()
    if (root / path).resolve() != top / path:
        message = f"{path} lies behind a symbolic link, or outside the folder of the settings"
        raise CannotLookError(
            message, "name a plain folder in the setting `records`, and keep a plain file there"
        )


def _replace(target: Path, content: bytes) -> None:
    """Write a file beside the target and put it in its place, so that nobody ever sees half of it."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
