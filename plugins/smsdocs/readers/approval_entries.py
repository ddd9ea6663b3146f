"""Entries added to `approvals.yml`: at its end, and without touching what is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.approvals import find_approvals_path
from smsdocs.readers.kept_files import quote, refuse_links, replace_file
from smsdocs.readers.yaml_places import YamlPlaces
from smsdocs.readers.yaml_source import REGISTER, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from smsdocs.model.approval import ApprovalRecord
    from smsdocs.model.settings import Settings

_EMPTY_ROWS = re.compile(r"^(?P<key>rows:)[ \t]*(?:\[[ \t]*\])?[ \t]*(?P<comment>#.*)?$", re.MULTILINE)

_HEAD = """\
# Who approved which text, and when. `smsdocs approve` and `smsdocs approvals import` add to it.
# Nothing is ever changed or taken out here: what is no longer true has a later approval.
id: REC-APPROVALS
title: Approval records
rows:
"""


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
        "document": quote(record.document),
        "version": quote(record.version, always=True),
        "blob": quote(record.blob),
        "commits": f"[{', '.join(quote(oid) for oid in record.commits)}]" if record.commits else "",
        "by": quote(record.by),
        "date": record.day.isoformat() if record.day else "",
        "source": str(record.source or ""),
        "url": quote(record.url),
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    space = " " * indent
    return f"{space}- {lines[0]}\n" + "".join(f"{space}  {line}\n" for line in lines[1:])


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
    refuse_links(root, path)
    try:
        present = target.read_bytes().decode("utf-8") if target.exists() else None
        content = render_approvals(present, records, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, content.encode("utf-8"))
    except UnicodeDecodeError as error:
        raise CannotLookError(f"{path} is no UTF-8", "save it as UTF-8") from error
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}"
        raise CannotLookError(message, "it must be a plain file in a folder you may write to") from error
    return path
