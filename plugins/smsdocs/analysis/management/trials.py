"""Tests of what must work when it is needed: which were followed by the next one, and which were not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import build_actions, find_records
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.model.dates import parse_date
from smsdocs.model.fields import text, texts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from smsdocs.model.register import Record
    from smsdocs.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The record of a test.

    Attributes:
        day: of the test.
        planned: day of the next one; None where the record sets none.
        repeated: whether a later test of the same kind, plan and process looked at all of its services again.
        failed: whether it did not pass, in whole or in part.
        answered: whether the record asks for an action, or a nonconformity was raised from it.
    """

    record: Record
    day: date
    planned: date | None
    repeated: bool
    failed: bool
    answered: bool


@dataclass(slots=True)
class _Later:
    """What the later tests of a series looked at: all services, or some."""

    all: bool = False
    some: set[str] | None = None

    def holds(self, services: Iterable[str]) -> bool:
        """Say whether a later test looked at these services again; at any where they are not named."""
        wanted = set(services)
        return self.all or (self.some is not None and wanted <= self.some)

    def add(self, services: Iterable[str]) -> None:
        """Take a test in; one that names no services is about all."""
        names = set(services)
        self.all = self.all or not names
        self.some = names | (self.some or set())


@lru_cache(maxsize=4)
def find_trials(snapshot: Snapshot) -> tuple[Trial, ...]:
    """Return the tests that were held, oldest first."""
    raised = {one.source.partition("#")[0] for one in find_nonconformities(snapshot)}
    held = [
        (one.date, one)
        for one in find_records(snapshot, "test")
        if one.date is not None and one.date <= snapshot.today
    ]
    later: dict[tuple[str, str, str], _Later] = {}
    found: list[Trial] = []
    for day, record in sorted(held, key=lambda one: (one[0], one[1].path), reverse=True):
        fields, services = record.fields, texts(record.fields, "services")
        since = later.setdefault((text(fields, "test"), text(fields, "plan"), record.head.process), _Later())
        found.append(
            Trial(
                record=record,
                day=day,
                planned=parse_date(fields.get("next")),
                repeated=since.holds(services),
                failed=text(fields, "result") in {"failed", "partly"},
                answered=record.name in raised or bool(build_actions(record, fields, "actions")),
            )
        )
        since.add(services)
    return tuple(reversed(found))
