"""A synthetic running system: a register with thousands of rows, and thousands of records, valid and interlinked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from corpus import write_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIRST = date(2025, 7, 1)
_DAYS = 360
_PEOPLE = 40
_ROLES = ("sms-owner", "sms-manager", "service-owner", "duty-manager", "service-desk-agent", "engineer")


def write_records(root: Path, rows: int, records: int, settings: str) -> None:
    """Write twenty documents, a risk register of `rows` rows and `records` records, half of them nonconformities."""
    write_corpus(root, 20, settings)
    registers = root / "docs" / "registers"
    for name, lines in {"risks": _list_risks(rows), "people": _list_people()}.items():
        head = f"id: REG-{name.upper()}\ntitle: {name.title()}\nowner: sms-manager\nrows:\n"
        (registers / f"{name}.yml").write_text(head + "".join(lines), encoding="utf-8")
    for number in range(records):
        kind, text = _build_record(number)
        path = root / "docs" / "records" / kind / f"{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _list_risks(count: int) -> Iterator[str]:
    for number in range(count):
        likelihood, impact = number % 4 + 1, number // 4 % 4 + 1
        yield (
            f"  - id: RSK-{number:05}\n    title: Something may happen to part {number}\n    kind: risk\n"
            f"    likelihood: {likelihood}\n    impact: {impact}\n    score: {likelihood * impact}\n"
            f"    level: {('low', 'medium', 'high')[number % 3]}\n    owner: {_ROLES[number % len(_ROLES)]}\n"
            f"    decision: reduce\n    action: Do something about part {number}.\n    due: 2027-01-31\n"
            "    review: 2027-06-30\n    state: open\n"
        )


def _list_people() -> Iterator[str]:
    for number in range(_PEOPLE):
        role = _ROLES[number % len(_ROLES)]
        yield (
            f"  - id: p-{number:03}\n    name: Person {number}\n"
            f"    assignments: [{{role: {role}, from: 2025-01-01}}]\n"
        )


def _build_record(number: int) -> tuple[str, str]:
    day = _FIRST + timedelta(days=number % _DAYS)
    head = f"id: REC-{number:05}\ntitle: Record {number}\ndate: {day}\nowner: sms-manager\nstatus: approved\n"
    if number % 2:
        role = _ROLES[number % len(_ROLES)]
        fields = (
            f"grade: minor\nraised_on: {day}\ncorrection: Put right at once.\ncause: Nobody had written it down.\n"
            f"actions:\n  - {{what: Write it down, owner: {role}, due: {day}, done: {day}}}\n"
            f"effect: {{due: {day}, checked_on: {day}, by: p-001, works: true}}\nclosed_on: {day}\n"
        )
        return "nonconformity", f"---\n{head}{fields}---\n\nWhat happened, in two or three sentences.\n"
    fields = "about: other\ndecided_by: sms-owner\ndecision: It is done as proposed.\n"
    return "decision", f"---\n{head}{fields}---\n\nWhat was decided, and why.\n"
