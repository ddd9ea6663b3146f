"""The JSON contract of `history`, version 1, document by document: no more than one is held as text."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from smsdocs.model.document import Document
from smsdocs.model.duration import parse_duration
from smsdocs.model.proof import Evidence
from smsdocs.model.register import Record, Register
from smsdocs.reports.contracts import Json, dump, head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smsdocs.analysis.histories import DocumentHistory, Row, Wanted
    from smsdocs.model.approval import Approval, ApprovalEvidence
    from smsdocs.model.duration import Duration
    from smsdocs.model.history import Change, Commit, Revision
    from smsdocs.model.proof import Suspect
    from smsdocs.model.register import Holder
    from smsdocs.model.settings import Settings
    from smsdocs.model.snapshot import Snapshot

_END = "\n}\n"
_INDENT = "\n    "


def render_history_json(
    snapshot: Snapshot, histories: Iterable[DocumentHistory], wanted: Wanted, *, drop_empty: bool
) -> Iterator[str]:
    """Yield the report of histories as JSON, in pieces that are one text together.

    Args:
        snapshot: what was looked at.
        histories: what to tell.
        wanted: the revisions to list.
        drop_empty: leave out documents without such a revision.
    """
    yield dump({**head(snapshot), "branch": snapshot.history.branch or None if snapshot.history else None})[
        : -len(_END)
    ]
    between = ',\n  "documents": ['
    for history in histories:
        rows = tuple(history.find_rows(wanted))
        if rows or not drop_empty:
            yield between + _INDENT
            yield dump(_document(history, rows, snapshot.settings)).rstrip("\n").replace("\n", _INDENT)
            between = ","
    yield "\n  ]" + _END if between == "," else between + "]" + _END


def _document(history: DocumentHistory, rows: Iterable[Row], settings: Settings) -> Json:
    holder, proof, zone = history.holder, history.proof, ZoneInfo(settings.timezone)
    changes = history.story.changes if history.story else ()
    return {
        "id": holder.name,
        "path": holder.path,
        "title": holder.title,
        "kind": _kind(holder),
        "status": holder.head.status or None,
        "version": holder.head.version or None,
        "owner": holder.head.owner or None,
        "created": _landing(changes[-1] if changes else None, zone),
        "last_change": _landing(changes[0] if changes else None, zone),
        "last_material_change": _moment(history.find_last_material()),
        "approved": _moment(proof.approved_in if proof else None),
        "changed_after_review": _moment(proof.changed_after_review if proof else None),
        "changed_after_approval": _moment(proof.changed_after_approval if proof else None),
        "review": _review(history, settings),
        "suspect": [_suspect(one) for one in (proof.suspects if proof else ())],
        "revisions": [_revision(row, history, zone) for row in rows],
    }


def _review(history: DocumentHistory, settings: Settings) -> Json:
    review, proof = history.review, history.proof
    return {
        "last_reviewed": review.last_reviewed.isoformat() if review.last_reviewed else None,
        "interval": _interval(history, settings.review.interval),
        "next_review": review.next_review.isoformat() if review.next_review else None,
        "state": review.state.value,
        "evidence": (proof.evidence if proof else Evidence.NONE).value,
        "reason": review.reason,
    }


def _interval(history: DocumentHistory, default: Duration) -> str | None:
    """Return the interval as its author wrote it, that of the settings where nobody can read it; None for a record."""
    if isinstance(history.holder, Record):
        return None
    months, days = (f"{default.months}M" * bool(default.months), f"{default.days}D" * bool(default.days))
    own = history.review.interval
    return own if parse_duration(own) else f"P{months}{days}"


def _kind(holder: Holder) -> str:
    if isinstance(holder, Document):
        return "document"
    return "register" if isinstance(holder, Register) else "record"


def _landing(change: Change | None, zone: tzinfo) -> Json:
    """Return commit and date of a change; both are null while nobody committed it."""
    commit = change.commit if change else None
    if commit is None:
        return {"commit": None, "date": None}
    return {"commit": commit.oid, "date": _time(commit.committed, zone)}


def _moment(revision: Revision | None) -> Json:
    return {"commit": revision.oid, "date": _date(revision)} if revision else None


def _date(revision: Revision) -> str | None:
    return revision.at.isoformat() if revision.at else None


def _time(seconds: int, zone: tzinfo) -> str | None:
    """Return a moment; None for one that no calendar holds: anybody can write any clock into a commit."""
    try:
        return datetime.fromtimestamp(seconds, UTC).astimezone(zone).isoformat()
    except (OverflowError, ValueError, OSError):
        return None


def _suspect(suspect: Suspect) -> Json:
    return {
        "parent": suspect.parent,
        "path": suspect.path,
        "commit": suspect.revision.oid,
        "date": _date(suspect.revision),
        "chain": list(suspect.chain),
    }


def _revision(row: Row, history: DocumentHistory, zone: tzinfo) -> Json:
    revision, proof = row.revision, history.proof
    approving = proof is not None and proof.approved_in is revision
    return {
        "commit": revision.oid,
        "date": _date(revision),
        "landed": revision.change.landed,
        "kind": revision.kind.value,
        "authors": list(dict.fromkeys(author.name for author in revision.authors)),
        "subject": revision.subject,
        "path": revision.change.path,
        "moved_from": revision.change.moved_from or None,
        "blob": revision.change.blob or None,
        "changes": list(revision.changes),
        "words": revision.words,
        "declared_by": revision.declared_by or None,
        "version": row.version or None,
        "status": row.status or None,
        "approval": _approval(history.approval) if approving and history.approval else None,
        "brought": [_commit(commit, zone) for commit in revision.change.brought],
    }


def _commit(commit: Commit, zone: tzinfo) -> Json:
    return {
        "commit": commit.oid,
        "date": _time(commit.committed, zone),
        "authored": _time(commit.authored, zone),
        "authors": [{"name": author.name, "email": author.email} for author in commit.authors],
        "subject": commit.subject,
    }


def _approval(evidence: ApprovalEvidence) -> Json:
    return {
        **_one_approval(evidence.best),
        "knowable": evidence.knowable,
        "notes": list(evidence.notes),
        "rejected": [
            {**_one_approval(approval), "reason": reason.value} for approval, reason in evidence.rejected
        ],
    }


def _one_approval(approval: Approval) -> dict[str, Json]:
    return {
        "grade": approval.grade.value,
        "role": approval.role or None,
        "person": approval.person or None,
        "day": approval.day.isoformat() if approval.day else None,
        "detail": approval.detail,
        "url": approval.url or None,
    }
