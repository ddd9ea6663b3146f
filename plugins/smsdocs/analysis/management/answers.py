"""What is done about a figure: improvements, treatments of risks, nonconformities and actions that are about it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.management.actions import find_actions
from smsdocs.analysis.management.common import find_rows, read_deed
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.model.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smsdocs.model.management import Action
    from smsdocs.model.register import Row
    from smsdocs.model.snapshot import Snapshot

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CLOSED = frozenset({"done", "closed", "declined"})
_AS_IT_IS = frozenset({"accept", "decline"})
"""Decisions on a risk after which nothing is done about it."""
_LEFT = frozenset({"accepted", "dropped"}) | _CLOSED
"""States of a risk in which nothing is done about it any more."""


class Answers:
    """What is done, by the KPI, the objective or the process that it is about, with the day it was finished.

    A record that merely follows a document of a process is about that document, not about the process.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._latest: dict[str, date] = {}
        self._processes = {one.head.id: one.head.process for one in snapshot.documents if one.head.process}
        self._find_in_registers(snapshot)
        self._find_in_records(snapshot)

    def has(self, names: Iterable[str], since: date) -> bool:
        """Say whether something about one of these is open, or was done on a day or later."""
        days = (self._latest.get(name) for name in names if name)
        return any(day is not None and day >= since for day in days)

    def _add(self, names: set[str], done: date | None) -> None:
        for name in names - {""}:
            self._latest[name] = max(done or date.max, self._latest.get(name, date.min))

    def _find_in_registers(self, snapshot: Snapshot) -> None:
        for _, row, _ in find_rows(snapshot, "improvements"):
            measured = read_deed(row.fields, "measured_on", snapshot.today)
            finished = measured or parse_date(row.fields.get("due")) or date.min
            if row.text("decision") != "declined" and row.text("state") != "declined":
                closed = row.text("state").casefold() in _CLOSED
                names = {row.text("kpi"), *_find_words(row, "title", "target", "criterion", "source")}
                self._add(names, finished if closed else None)
        for _, row, _ in find_rows(snapshot, "risks"):
            treated = row.text("decision") not in _AS_IT_IS and row.text("state").casefold() not in _LEFT
            if row.text("action") and treated:
                self._add({row.text("process"), *_find_words(row, "title", "action", "works_if")}, None)

    def _find_in_records(self, snapshot: Snapshot) -> None:
        for one in find_nonconformities(snapshot):
            documents = map(self._of_document, one.concerns.documents)
            names = {*one.concerns.processes, one.record.head.process, *documents}
            self._add(names, one.closed_on if one.structured else one.raised_on or date.min)
        for action in find_actions(snapshot):
            self._add(self._about(action), action.done)

    def _about(self, action: Action) -> set[str]:
        documents = map(self._of_document, action.documents)
        return {action.at.holder.head.process, *_split(action.what), *documents}

    def _of_document(self, name: str) -> str:
        return self._processes.get(name, "")


def _find_words(row: Row, *names: str) -> set[str]:
    return {word for name in names for word in _split(row.text(name))}


def _split(text: str) -> set[str]:
    return {word.rstrip(".-_") for word in _WORD.findall(text)}
