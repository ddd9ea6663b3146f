"""Where each process of the model stands: who describes it, what shows that it is used, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.evidence_dates import find_signs
from smsdocs.analysis.management.interfaces import find_one_sided
from smsdocs.analysis.management.measurements import find_series
from smsdocs.analysis.soundness import find_doubts
from smsdocs.model.document import State
from smsdocs.model.duration import Duration, add_duration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from smsdocs.analysis.management.evidence_dates import Sign
    from smsdocs.analysis.management.interfaces import End
    from smsdocs.model.document import Document
    from smsdocs.model.snapshot import Snapshot

YEAR = Duration(12, 0)
"""A process that left no evidence for that long exists on paper only."""


class ProcessWord(StrEnum):
    """Where a process stands, best first."""

    IN_FORCE = "described and in force"
    DOUBTFUL = "draft, overdue or doubtful"
    PAPER = "on paper only"
    MISSING = "not described"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessState:
    """A process and what there is of it.

    Attributes:
        word: where it stands.
        detail: why, in words; empty where there is nothing to say.
        document: the one that describes it: in force before any other; None where nothing does.
        documents: every controlled document that belongs to it, by path.
        first: day of the first evidence; None where there is none.
        last: day of the last one, not after today.
        count: how many pieces of evidence there are.
        one_sided: ends of interfaces that it names, and a description of the other process does not.
    """

    process: str
    word: ProcessWord
    detail: str = ""
    document: Document | None = None
    documents: tuple[Document, ...] = ()
    first: date | None = None
    last: date | None = None
    count: int = 0
    one_sided: tuple[End, ...] = ()

    @property
    def months(self) -> int:
        """How many whole months its records span, both end days counted."""
        return count_months(self.first, self.last) if self.first and self.last else 0


def count_months(first: date, last: date) -> int:
    """Return the whole months from one day to another; both days count, so 1 April to 30 June are three."""
    months = (last.year - first.year) * 12 + last.month - first.month
    while months > 0 and add_duration(first, Duration(months, -1)) > last:
        months -= 1
    if add_duration(first, Duration(months + 1, -1)) <= last:
        months += 1
    return max(0, months)


@lru_cache(maxsize=4)
def find_process_states(snapshot: Snapshot) -> Mapping[str, ProcessState]:
    """Return every process of the model and every one that documents name, by id, those of the model first."""
    texts = snapshot.text_in_force.documents
    documents: dict[str, list[Document]] = {process: [] for process in snapshot.processes}
    for document in texts:
        if document.head.process:
            documents.setdefault(document.head.process, []).append(document)
    signs = find_signs(snapshot)
    lone = _gather_lone(snapshot)
    return {
        process: _build_state(snapshot, tuple(found), process, signs.get(process, ()), lone.get(process, ()))
        for process, found in documents.items()
    }


def _build_state(
    snapshot: Snapshot,
    documents: tuple[Document, ...],
    process: str,
    signs: Sequence[Sign],
    lone: Sequence[End],
) -> ProcessState:
    document = _find_description(documents, snapshot.today)
    last = signs[-1].day if signs else None
    word, detail = _judge(snapshot, document, documents, last)
    return ProcessState(
        process=process,
        word=word,
        detail=detail,
        document=document,
        documents=documents,
        first=_find_first(snapshot, signs),
        last=last,
        count=len(signs),
        one_sided=tuple(lone),
    )


def _find_first(snapshot: Snapshot, signs: Sequence[Sign]) -> date | None:
    """Return the day from which there is evidence: a value of a KPI speaks of its period from the first day on."""
    if not signs:
        return None
    series = find_series(snapshot)
    measured = dict.fromkeys(sign.name for sign in signs if sign.kind == "measurement")
    return min((signs[0].day, *(series[kpi][0].start for kpi in measured)))


def _gather_lone(snapshot: Snapshot) -> Mapping[str, list[End]]:
    """Return the ends of interfaces that have no counterpart, by the process whose description names them."""
    found: dict[str, list[End]] = {}
    for one in find_one_sided(snapshot):
        for end in (one.end, one.meant):
            if end is not None:
                found.setdefault(end.giver if end.gives else end.taker, []).append(end)
    return found


def _find_description(documents: tuple[Document, ...], today: date) -> Document | None:
    described = [one for one in documents if one.head.type == "process" and one.head.status != "retired"]
    in_force = (one for one in described if one.head.state(today) is State.IN_FORCE)
    return next(in_force, described[0] if described else None)


def _judge(
    snapshot: Snapshot, document: Document | None, documents: tuple[Document, ...], last: date | None
) -> tuple[ProcessWord, str]:
    if document is None:
        others = [one for one in documents if one.head.status != "retired"]
        return ProcessWord.MISSING, f"only {others[0].title}" if others else ""
    state = document.head.state(snapshot.today)
    if state is not State.IN_FORCE:
        return ProcessWord.DOUBTFUL, state.value.replace("-", " ")
    if last is None or add_duration(last, YEAR) < snapshot.today:
        return ProcessWord.PAPER, f"no record since {last}" if last else "no record yet"
    doubts = find_doubts(snapshot, document)
    if doubts:
        return ProcessWord.DOUBTFUL, doubts[0].detail
    return ProcessWord.IN_FORCE, ""
