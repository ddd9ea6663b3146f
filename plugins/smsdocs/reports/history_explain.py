"""Why a revision has its kind, who stands behind it, and how to see that with plain git."""

from __future__ import annotations

import textwrap
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from smsdocs.analysis.changes.own_names import tell_by_own_names
from smsdocs.model.history import Kind
from smsdocs.reports.git_commands import find_difference
from smsdocs.reports.history_signs import clean
from smsdocs.reports.words import enumerate_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smsdocs.analysis.histories import DocumentHistory, Row
    from smsdocs.model.approval import Approval, ApprovalEvidence
    from smsdocs.model.history import Commit, Revision
    from smsdocs.model.settings import Settings
    from smsdocs.model.snapshot import Snapshot

_INDENT = 12
_LABEL = 11
_MOST_COMMITS = 40
"""Commits of one merge that are listed."""


def render_explanation(row: Row, history: DocumentHistory, snapshot: Snapshot, width: int) -> Iterator[str]:
    """Yield the lines that stand below a revision; only the command may be wider than the terminal."""
    revision = row.revision
    yield from _field("because", find_rule(row, snapshot.settings), width)
    yield from _list("changed", tell_by_own_names(revision, snapshot.settings), width)
    yield from _list("brought by", _brought(revision, ZoneInfo(snapshot.settings.timezone)), width)
    if history.proof is not None and history.proof.approved_in is revision and history.approval is not None:
        yield from _list("approval", _approval(history.approval, snapshot), width)
    elif row.status == "approved" and revision.kind is Kind.APPROVAL and revision.oid:
        words = f"an earlier one: `smsdocs history --as-of {revision.short} --explain` says what shows it"
        yield from _field("approval", words, width)
    command = find_difference(row.before.change if row.before else None, revision.change)
    yield f"{'':{_INDENT}}{'check with' if command else '':<{_LABEL}}{command or ''}".rstrip()


def _field(label: str, text: str, width: int) -> Iterator[str]:
    room = max(width - _INDENT - _LABEL, 30)
    shown = label
    for line in textwrap.wrap(clean(text), room, break_on_hyphens=False) or [""]:
        yield " " * _INDENT + click.style(f"{shown:<{_LABEL}}", dim=True) + line
        shown = ""


def _list(label: str, texts: Iterable[str], width: int) -> Iterator[str]:
    for number, text in enumerate(texts):
        yield from _field("" if number else label, text, width)


# --- why ----------------------------------------------------------------------------------------


def find_rule(row: Row, settings: Settings) -> str:
    """Return the rule by which a revision has its kind, in a sentence."""
    revision = row.revision
    rules = {
        Kind.CREATED: "nothing of this document stands before it",
        Kind.MOVED: "the file has another path, and nothing else differs",
        Kind.APPROVAL: "only the status moves forward, or an approval is renewed, with its dates and version",
        Kind.REVIEW: "only the dates of its review differ",
        Kind.IMMATERIAL: "no block of its text differs, and no field of the setting `material`",
    }
    if revision.kind is Kind.MATERIAL:
        return _find_material(revision, settings)
    if revision.kind is not Kind.DECLARED_IMMATERIAL:
        return rules[revision.kind]
    by = f" by {revision.declared_by[:10]}" if revision.declared_by else ""
    ignored = "the commit is listed in .git-blame-ignore-revs"
    words = ", although its words differ" if revision.words else ""
    return f"{ignored}, declared so{by}{words}"


def _find_material(revision: Revision, settings: Settings) -> str:
    named = [change.partition(":")[0] for change in revision.changes]
    fields = [f"`{name}`" for name in dict.fromkeys(named) if name in settings.material]
    reasons = ["its text differs"] if revision.words else []
    reasons += ["sections claim other clauses"] * ("clauses of a section" in revision.changes)
    if fields:
        verb = "is" if len(fields) == 1 else "are"
        reasons.append(f"{enumerate_words(fields)} {verb} in the setting `material`")
    return "; ".join(reasons) or "what differs counts as its text"


# --- who ----------------------------------------------------------------------------------------


def _brought(revision: Revision, zone: ZoneInfo) -> Iterator[str]:
    """Yield the commits of a merge with their authors; a commit that landed alone brought itself."""
    change = revision.change
    if change.commit is not None and [one.oid for one in change.brought] == [change.commit.oid]:
        yield _people(change.commit)
        return
    for commit in change.brought[:_MOST_COMMITS]:
        yield f"{commit.oid[:10]} {_day(commit.committed, zone)} {_people(commit)}: {commit.subject[:200]}"
    if len(change.brought) > _MOST_COMMITS:
        yield f"and {len(change.brought) - _MOST_COMMITS} more commits"


def _day(seconds: int, zone: ZoneInfo) -> str:
    """Return a day; anybody can write any clock into a commit."""
    try:
        return datetime.fromtimestamp(seconds, zone).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return "on no day"


def _people(commit: Commit) -> str:
    return enumerate_words([f"{author.name} <{author.email}>" for author in commit.authors])


def _approval(evidence: ApprovalEvidence, snapshot: Snapshot) -> Iterator[str]:
    best = evidence.best
    who = f": {_person(best)}" if best.name else ""
    yield f"{best.grade.label}{who}; {best.detail}" + (f"; {best.url}" if best.url else "")
    day = best.day or snapshot.today
    if best.role:
        holders = [person.name or person.id for person in snapshot.people if person.holds(best.role, day)]
        yield f"could approve, as {best.role} on {day}: {enumerate_words(holders) or 'nobody'}"
    for approval, reason in evidence.rejected:
        yield f"not counted: {_person(approval) or 'somebody'} {reason.words} ({approval.detail})"
    yield from evidence.notes


def _person(approval: Approval) -> str:
    return f"{approval.name} ({approval.person})" if approval.person != approval.name else approval.name
