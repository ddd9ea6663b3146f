"""Registers and records of the sample, changed at random: whatever stands in them, nothing raises."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from smsdocs.analysis.management.due import find_dues
from smsdocs.checks.run import check
from smsdocs.reports.site.builder import build_desk, build_pages
from smsdocs.reports.site.frame import render_footer, render_header
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
DAYS = (date(2026, 6, 30), date.min, date.max, date(2027, 2, 28))
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, 3.5, 10**30, float("inf"), "", "x", "2026-02-30", "0001-01-01", "9999-12-31",
    "2026-06-30", [], [None], {}, {"a": 1}, ["x", {"y": 2}], "A" * 3000, "<b>", "P0D", "P9999Y", "8.6.1",
    "iso20000-1:99", "\u202ex", "2026-13", "2026-Q5", "=1+1",
)  # fmt: skip


def _read(path: Path) -> tuple[Any, str]:
    """Return the data of a register, or the front matter of a record and its text; days stay the text they are."""
    text = path.read_text(encoding="utf-8")
    front, _, body = (
        text.removeprefix("---\n").partition("\n---\n") if path.suffix == ".md" else (text, "", "")
    )
    data = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506  # builds text only
    return data, body


def _change(value: Any, chance: random.Random, share: float) -> Any:  # noqa: ANN401  # any YAML
    if isinstance(value, dict):
        return {name: _change(part, chance, share) for name, part in value.items() if chance.random() > 0.02}
    if isinstance(value, list):
        parts = [_change(part, chance, share) for part in value]
        return parts if chance.random() > 0.02 else chance.choice(ODD)
    if chance.random() < share:
        return chance.choice(ODD)
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _write(root: Path, chance: random.Random, share: float) -> None:
    for folder in ("policies", "processes", "docs/registers", "docs/records"):
        shutil.copytree(ROOT / folder, root / folder, dirs_exist_ok=True)
    shutil.copy(ROOT / "mkdocs.yml", root)
    for path in _list_files(root):
        if path.suffix == ".csv":
            lines = path.read_text(encoding="utf-8").splitlines()
            odd = [one if chance.random() > share else str(chance.choice(ODD)) for one in lines]
            path.write_text("\n".join(odd), encoding="utf-8")
        else:
            data, body = _read(path)
            text = json.dumps(_change(data, chance, share))
            path.write_text(f"---\n{text}\n---\n{body}" if path.suffix == ".md" else text, encoding="utf-8")


def _list_files(root: Path) -> Iterator[Path]:
    for folder in ("docs/registers", "docs/records"):
        yield from sorted(one for one in (root / folder).rglob("*") if one.suffix in {".yml", ".md", ".csv"})


@pytest.mark.parametrize("number", range(4))
def test_nothing_raises_whatever_stands_in_registers_and_records(tmp_path: Path, number: int) -> None:
    """Rules, the list of what is due and every page bear any value, on any day of the calendar."""
    chance = random.Random(number)  # noqa: S311  # a fixed seed, no secret
    _write(tmp_path, chance, (0.01, 0.05, 0.05, 0.3)[number])
    snapshot = read_snapshot(tmp_path, today=DAYS[number], counterparts=True, history=False)
    assert check(snapshot)
    find_dues(snapshot)
    desk = build_desk(snapshot, (), directory_urls=True)
    assert len(build_pages(desk)) > len(snapshot.registers)
    for record in snapshot.records:
        render_header(desk, record)
        render_footer(desk, record)
