"""What shows that a process ran, counted from the day its description came into force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.management.evidence_dates import KINDS, find_begin, find_signs
from smsdocs.analysis.management.measurements import find_series
from smsdocs.model.document import State

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.analysis.management.evidence_dates import Sign
    from smsdocs.analysis.management.process_states import ProcessState
    from smsdocs.model.document import Document
    from smsdocs.model.snapshot import Snapshot

_AGAINST = "nonconformity"
"""A kind of record that tells what a process did not do: it shows corrective action, and no other process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Since when a process is in force, and the evidence of that time.

    Attributes:
        described: whether a document in force describes it, or belongs to it where none describes it.
        since: the first day in force of any version that is known; None where no day is known.
        first: day of the first evidence from then on; None where there is none.
        last: day of the last one, not after today.
    """

    described: bool
    since: date | None = None
    first: date | None = None
    last: date | None = None


def find_run(snapshot: Snapshot, state: ProcessState) -> Run:
    """Return what shows that a process ran; what was recorded before it was in force is another matter."""
    holders = _find_in_force(snapshot, state)
    if not holders:
        return Run(described=False)
    days = [day for one in holders if (day := find_begin(snapshot, one)) is not None]
    since = min(days, default=None)
    signs = [
        sign
        for sign in find_signs(snapshot).get(state.process, ())
        if (since is None or sign.day >= since) and not _tells_against(snapshot, state.process, sign)
    ]
    if not signs:
        return Run(described=True, since=since)
    return Run(described=True, since=since, first=_find_first(snapshot, signs, since), last=max(signs).day)


def _find_in_force(snapshot: Snapshot, state: ProcessState) -> list[Document]:
    """Return the description where one is in force, else whatever else belongs to the process and is."""
    today = snapshot.today
    if state.document is not None and state.document.head.state(today) is State.IN_FORCE:
        return [state.document]
    return [one for one in state.documents if one.head.state(today) is State.IN_FORCE]


def _tells_against(snapshot: Snapshot, process: str, sign: Sign) -> bool:
    if sign.kind != "record" or process == KINDS[_AGAINST]:
        return False
    return any(one.path == sign.path and one.kind == _AGAINST for one in snapshot.records)


def _find_first(snapshot: Snapshot, signs: list[Sign], since: date | None) -> date:
    """Return the first day that evidence speaks of: a value of a KPI tells of its period, from its first day on."""
    series = find_series(snapshot)
    begins = [sign.day for sign in signs]
    for kpi in {sign.name for sign in signs if sign.kind == "measurement"}:
        begins += (one.start for one in series[kpi] if since is None or one.end >= since)
    return max(since, min(begins)) if since else min(begins)
