"""When each process last left a sign that people follow it: records, samples, measurements, kept registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.measurements import find_kpis, find_series
from smsdocs.analysis.management.training import find_attendances
from smsdocs.analysis.story import find_stories
from smsdocs.analysis.validity import find_spans
from smsdocs.model.dates import shift_day
from smsdocs.model.document import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from smsdocs.model.document import Document
    from smsdocs.model.register import Record, Register
    from smsdocs.model.snapshot import Snapshot

KINDS: Mapping[str, str] = {
    "acknowledgement": "document-control",
    "attendance": "competence-awareness",
    "audit": "internal-audit",
    "audit-programme": "internal-audit",
    "awareness-session": "competence-awareness",
    "customer-review": "business-relationship",
    "major-incident-review": "incident-management",
    "management-review": "management-review",
    "measurement": "monitoring-measurement",
    "nonconformity": "corrective-action",
    "supplier-review": "supplier-management",
    "training": "competence-awareness",
}
"""The process of the model that leaves each kind of record, for a record that names no process itself."""

_REVISIONS = 50
"""The newest revisions of a document that are looked at."""


@dataclass(frozen=True, slots=True, order=True)
class Sign:
    """Something that shows on a day that a process is followed.

    Attributes:
        kind: `record`, `sample`, `measurement`, `attendance` or `register`.
        name: id of the record, record location, KPI, training or register.
    """

    day: date
    kind: str
    name: str
    path: str


@lru_cache(maxsize=4)
def find_signs(snapshot: Snapshot) -> Mapping[str, tuple[Sign, ...]]:
    """Return the signs of each process by its id, oldest first; what lies in the future is none."""
    found: dict[str, set[Sign]] = {}
    for process, sign in _Signs(snapshot).find():
        if process and sign.day <= snapshot.today:
            found.setdefault(process, set()).add(sign)
    return {process: tuple(sorted(signs)) for process, signs in found.items()}


def find_begin(snapshot: Snapshot, document: Document) -> date | None:
    """Return since when a document is in force: by its own dates, and by git from its first version on.

    A version that is approved anew each year would otherwise always be young. A time out of force begins anew.
    """
    begun = document.head.effective_from or document.head.approved_on
    story = find_stories(snapshot).get(document.path)
    if begun is None or story is None:
        return begun
    for span in reversed(find_spans(story, snapshot.today, _REVISIONS)):
        if span.end is not None and shift_day(span.end, timedelta(days=1)) < begun:
            break
        begun = min(begun, span.start)
    return begun


class _Signs:
    """What tells to which processes a record, a sample, a measurement or a register belongs."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.followed: dict[str, str] = {}
        self.leaves: dict[str, set[str]] = {}
        self.measured: dict[str, set[str]] = {}
        for document in snapshot.documents:
            process = document.head.process
            if not process or document.head.state(snapshot.today) is State.RETIRED:
                continue
            self.followed.setdefault(document.head.id, process)
            for item in document.records:
                self.leaves.setdefault(item, set()).add(process)
            for kpi in document.kpis if document.head.type == "process" else ():
                self.measured.setdefault(kpi, set()).add(process)
        for one in find_kpis(snapshot):
            if one.process:
                self.measured.setdefault(one.id, set()).add(one.process)

    def find(self) -> Iterator[tuple[str, Sign]]:
        """Yield every sign, with the process it speaks of."""
        yield from self._find_records()
        yield from self._find_measurements()
        yield from self._find_samples()
        for one in find_attendances(self.snapshot):
            if one.day is not None:
                yield KINDS["attendance"], Sign(one.day, "attendance", one.training, one.place.path)
        for register in self.snapshot.registers:
            yield from self._find_kept(register)

    def _expecting(self, items: tuple[str, ...]) -> set[str]:
        return {process for item in items for process in self.leaves.get(item, ())}

    def _find_records(self) -> Iterator[tuple[str, Sign]]:
        for record in self.snapshot.records:
            if record.date is not None and record.head.status not in {"draft", "in-review", "retired"}:
                sign = Sign(record.date, "record", record.name, record.path)
                for process in self._find_processes(record):
                    yield process, sign

    def _find_processes(self, record: Record) -> set[str]:
        """Return what a record shows: what it names, what it follows, what asks for it; else what leaves its kind."""
        found = {self.followed.get(one, "") for one in record.follows}
        found |= {record.head.process, *self._expecting(record.head.provides)}
        return found - {""} or {KINDS.get(record.kind, "")}

    def _find_samples(self) -> Iterator[tuple[str, Sign]]:
        rows = {
            (register.path, row.index): row.text("process")
            for register in self.snapshot.registers
            for row in (register.rows if register.locations else ())
        }
        for register, location in self.snapshot.locations:
            processes = {rows.get((register.path, location.index), ""), *self._expecting(location.provides)}
            for sample in location.samples:
                if sample.taken_on is not None:
                    sign = Sign(sample.taken_on, "sample", location.id, register.path)
                    for process in processes:
                        yield process, sign

    def _find_measurements(self) -> Iterator[tuple[str, Sign]]:
        today = self.snapshot.today
        for kpi, series in find_series(self.snapshot).items():
            for one in series:
                day = min(one.end, today) if one.start <= today else one.end
                sign = Sign(day, "measurement", kpi, one.table.path)
                for process in {KINDS["measurement"], *self.measured.get(kpi, ())}:
                    yield process, sign

    def _find_kept(self, register: Register) -> Iterator[tuple[str, Sign]]:
        """A register that a process keeps as its record, such as a register of risks, shows it by its review."""
        day = register.head.last_reviewed or register.head.approved_on
        if day is not None:
            for process in self._expecting(register.head.provides):
                yield process, Sign(day, "register", register.name, register.path)
