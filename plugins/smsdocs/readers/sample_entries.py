"""Samples added to the register of record locations: below those that are there, and without touching anything else."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import yaml

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.kept_files import quote, refuse_links, replace_file
from smsdocs.readers.yaml_source import REGISTER, parse_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from smsdocs.model.document import Value
    from smsdocs.model.register import Sample

_STEP = 2


def write_sample(root: Path, path: str, index: int, sample: Sample) -> None:
    """Add a sample to a row of a register.

    Args:
        root: the tree.
        path: the register, relative to the root.
        index: of the row, 0-based.
        sample: what to add.

    Raises:
        CannotLookError: the file cannot be written, or nothing can be added to the row as it stands.
    """
    refuse_links(root, path)
    target = root / path
    try:
        present = target.read_bytes().decode("utf-8")
        replace_file(target, render_sample(present, index, sample, path).encode("utf-8"))
    except UnicodeDecodeError as error:
        raise CannotLookError(f"{path} is no UTF-8", "save it as UTF-8") from error
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}"
        raise CannotLookError(message, "it must be a plain file in a folder you may write to") from error


def render_sample(present: str, index: int, sample: Sample, path: str) -> str:
    """Return the text of a register with one sample more; all else stays as its authors wrote it.

    Raises:
        CannotLookError: nothing can be added to the row as it stands.
    """
    ends = "\r\n" if "\r\n" in present else "\n"
    before = present.replace("\r\n", "\n")
    after = _insert(before, index, sample)
    if after is None or not _only_adds(before, after, index, sample):
        message = f"{path}: a sample cannot be added to row {index + 1} as it stands"
        hint = "write the row as `name: value` lines, and `samples:` as the last of them, one sample a line"
        raise CannotLookError(message, hint)
    return after.replace("\n", ends)


def _insert(before: str, index: int, sample: Sample) -> str | None:
    """Return the text with the sample in it; None where the row is written in a way we do not touch."""
    try:
        tree = yaml.compose(before, Loader=yaml.CSafeLoader)  # composes nodes, builds nothing
    except yaml.YAMLError:
        return None
    rows = _find(tree, "rows")
    if not isinstance(rows, yaml.SequenceNode) or rows.flow_style or index >= len(rows.value):
        return None
    row = rows.value[index]
    if not isinstance(row, yaml.MappingNode) or row.flow_style or not row.value:
        return None
    lines = before.split("\n")
    column = row.value[0][0].start_mark.column
    samples = _find(row, "samples")
    if samples is None:
        return _put(
            lines, _last_line(row.value[-1][1]), [f"{' ' * column}samples:", *_render(sample, column + _STEP)]
        )
    if isinstance(samples, yaml.SequenceNode) and samples.value and not samples.flow_style:
        return _put(lines, _last_line(samples.value[-1]), _render(sample, samples.start_mark.column))
    if isinstance(samples, yaml.SequenceNode) and not samples.value:
        number = samples.start_mark.line
        lines[number] = (
            lines[number][: samples.start_mark.column].rstrip() + lines[number][samples.end_mark.column :]
        )
        return _put(lines, number, _render(sample, column + _STEP))
    return None


def _find(node: yaml.Node | None, name: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for key, value in pairs if key.value == name), None)


def _last_line(node: yaml.Node) -> int:
    """Return the line on which a value ends, 0-based: a block ends at the beginning of what follows it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = node.end_mark
    return int(end.line if end.column or end.line == node.start_mark.line else end.line - 1)


def _put(lines: list[str], after: int, more: list[str]) -> str:
    while after > 0 and not lines[after].strip():
        after -= 1
    return "\n".join([*lines[: after + 1], *more, *lines[after + 1 :]])


def _render(sample: Sample, column: int) -> list[str]:
    space = " " * column
    fields = {
        "date": sample.taken_on.isoformat() if sample.taken_on else "",
        "by": quote(sample.by),
        "count": str(sample.count),
        "result": quote(sample.result, always=True),
    }
    first, *rest = (f"{name}: {value}" for name, value in fields.items() if value)
    return [f"{space}- {first}", *(f"{space}  {line}" for line in rest)]


def _only_adds(before: str, after: str, index: int, sample: Sample) -> bool:
    """Say whether all that was read before is read after it too, with this sample more."""
    old, new = parse_yaml(before, REGISTER), parse_yaml(after, REGISTER)
    if not isinstance(old.value, dict) or new.faults:
        return False
    wanted = copy.deepcopy(old.value)
    rows = wanted.get("rows")
    row = rows[index] if isinstance(rows, list) else None
    if not isinstance(row, dict):
        return False
    present = row.get("samples")
    samples: list[Value] = list(present) if isinstance(present, list) else []
    added: dict[str, Value] = {
        "date": sample.taken_on.isoformat() if sample.taken_on else "",
        "by": sample.by,
        "count": sample.count,
        "result": sample.result,
    }
    row["samples"] = [*samples, added]
    return wanted == new.value
