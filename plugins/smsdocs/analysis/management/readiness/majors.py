"""What stops a certification: major nonconformities that nobody has closed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.management.audits import find_audits
from smsdocs.analysis.management.common import find_rows
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.model.management import Grade

if TYPE_CHECKING:
    from smsdocs.model.management import AuditFinding
    from smsdocs.model.snapshot import Snapshot

_CLOSED = frozenset({"done", "closed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Major:
    """An open major: a nonconformity, or a finding of an audit without one.

    Attributes:
        path: the record it stands in.
        what: in the words of the record.
    """

    name: str
    path: str
    what: str


@lru_cache(maxsize=4)
def find_open_majors(snapshot: Snapshot) -> tuple[Major, ...]:
    """Return what is major and open: nonconformities first, then findings that no closed one answers."""
    all_ = {one.record.name: one for one in find_nonconformities(snapshot)}
    found = {
        name: Major(name=name, path=one.record.path, what=one.record.title)
        for name, one in all_.items()
        if one.is_open and one.grade is Grade.MAJOR
    }
    for audit in find_audits(snapshot):
        for finding in audit.findings:
            answer = all_.get(finding.answer)
            named = answer is not None and answer.record.name in found
            if finding.grade is Grade.MAJOR and not named and not is_answered(snapshot, finding):
                name = f"{audit.record.name}#{finding.id}" if finding.id else audit.record.name
                found[name] = Major(name=name, path=audit.record.path, what=finding.text)
    return tuple(found.values())


def is_answered(snapshot: Snapshot, finding: AuditFinding) -> bool:
    """Say whether a nonconformity or an improvement answers a finding and is closed."""
    return bool(finding.answer) and finding.answer in _find_closed(snapshot)


@lru_cache(maxsize=4)
def _find_closed(snapshot: Snapshot) -> frozenset[str]:
    closed = {one.record.name for one in find_nonconformities(snapshot) if not one.is_open}
    closed |= {row.id for _, row, _ in find_rows(snapshot, "improvements") if row.text("state") in _CLOSED}
    return frozenset(closed)
