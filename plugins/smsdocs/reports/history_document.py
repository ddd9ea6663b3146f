"""The history of one document for people: what it is, how well it is proved, and every revision."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from smsdocs.model.approval import Grade
from smsdocs.model.document import State
from smsdocs.model.register import Record
from smsdocs.reports.history_explain import render_explanation
from smsdocs.reports.history_signs import KIND_COLOURS, KINDS, STATE_COLOURS, STATES, clean, cut, sign
from smsdocs.reports.words import count, enumerate_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smsdocs.analysis.histories import DocumentHistory, Row, Wanted
    from smsdocs.model.approval import Approval, ApprovalEvidence
    from smsdocs.model.document import Head
    from smsdocs.model.history import Revision
    from smsdocs.model.proof import Proof, Suspect
    from smsdocs.model.snapshot import Snapshot

_LABEL = 12
_DATE = 10
_VERSION = 10
_AUTHORS = ((95, 24), (75, 14), (0, 8))
"""Widths of a terminal, and the most that names of authors take of it."""
_LEAST_SUBJECT = 8


def render_history_text(
    snapshot: Snapshot,
    history: DocumentHistory,
    wanted: Wanted,
    width: int = 100,
    *,
    unicode: bool = True,
    explain: bool = False,
) -> str:
    """Return the report of one history.

    Args:
        snapshot: what was looked at.
        history: what to tell.
        wanted: the revisions to list.
        width: of the terminal, in characters.
        unicode: whether the terminal can show symbols.
        explain: say under each revision why it has its kind, and how to check that with git.
    """
    rows = tuple(history.find_rows(wanted))
    lines = [*_render_header(history, snapshot, width, unicode=unicode), ""]
    widths = _measure(rows, width, unicode=unicode)
    for row in rows:
        lines += _render_row(row, snapshot, widths, width, unicode=unicode)
        if explain:
            lines += [*render_explanation(row, history, snapshot, width), ""]
    lines += _render_summary(history, snapshot, rows, width, explain=explain)
    return "\n".join(lines) + "\n"


# --- the header ---------------------------------------------------------------------------------


def _render_header(
    history: DocumentHistory, snapshot: Snapshot, width: int, *, unicode: bool
) -> Iterator[str]:
    holder = history.holder
    title = f"{holder.head.id}  {holder.title}" if holder.head.id else holder.title
    yield click.style(cut(title, width), bold=True)
    yield from _field("path", holder.path, width)
    version = f", version {holder.head.version}" if holder.head.version else ""
    state = holder.head.state(snapshot.today).value.replace("-", " ") if holder.head.status else "not said"
    if not isinstance(holder, Record):
        yield from _field("state", f"{state}{version}", width)
        if (former := snapshot.in_force.get(holder.path)) is not None:
            yield from _field("in force", _tell_in_force(former.document.head, holder.head), width)
        yield from _field("owner", holder.head.owner or "none", width)
        review = history.review
        words = f"{sign(STATES[review.state], unicode=unicode)} {review.state.value}: {review.reason}"
        yield from _field("review", words, width, colour=STATE_COLOURS[review.state])
    if history.proof is not None:
        yield from _field("evidence", history.proof.evidence.value, width)
        if holder.head.status == State.RETIRED:
            yield from _field("approval", "none: it is retired", width)
        else:
            yield from _render_approval(history.approval, history.proof, width)
        yield from _render_doubts(history.proof, width)


def _tell_in_force(former: Head, head: Head) -> str:
    """Say which version applies while a later one waits, and what below is told of it."""
    version = f"version {former.version}" if former.version else "an earlier version"
    told = "review and evidence" if head.status == "approved" else "review, evidence and approval"
    return f"{version}, until this one is; {told} are those of that version"


def _field(label: str, text: str, width: int, *, colour: str = "") -> Iterator[str]:
    """Yield a field with its label, wrapped."""
    shown = label
    for line in textwrap.wrap(clean(text), max(width - _LABEL, 30), break_on_hyphens=False) or [""]:
        yield f"{shown:<{_LABEL}}" + (click.style(line, fg=colour) if colour else line)
        shown = ""


def _render_approval(evidence: ApprovalEvidence | None, proof: Proof, width: int) -> Iterator[str]:
    if evidence is None:
        yield from _field("approval", "none", width)
        return
    best = evidence.best
    colour = "yellow" if best.grade is Grade.FRONT_MATTER else "green"
    where = f", {proof.approved_in.where}" if proof.approved_in else ""
    yield from _field("approval", f"{_name(best)}{where}", width, colour=colour)
    yield from _field("", best.detail, width)
    if best.url:
        yield from _field("", best.url, width)
    for approval, reason in evidence.rejected:
        yield from _field("", f"not counted: {approval.name or 'somebody'} {reason.words}", width)


def _name(approval: Approval) -> str:
    if not approval.name:
        return approval.grade.label
    role = f" as {approval.role}" if approval.role else ""
    return f"{approval.grade.label}: {approval.name}{role} on {approval.day}"


def _render_doubts(proof: Proof, width: int) -> Iterator[str]:
    after = (("its review", proof.changed_after_review), ("its approval", proof.changed_after_approval))
    for what, revision in after:
        if revision is not None:
            words = f"after {what}, {_when(revision)}"
            yield from _field("changed", words, width, colour="red")
    for suspect in proof.suspects:
        yield from _field("suspect", _suspect(suspect), width, colour="yellow")


def _suspect(suspect: Suspect) -> str:
    way = f", by way of {enumerate_words(list(suspect.chain[:-1]))}" if len(suspect.chain) > 1 else ""
    return f"rests on {suspect.parent}{way}, which changed {_when(suspect.revision)}"


def _when(revision: Revision) -> str:
    return f"on {revision.day} in {revision.short}" if revision.day else "in an edit that is not committed"


# --- the table ----------------------------------------------------------------------------------


def _measure(rows: Sequence[Row], width: int, *, unicode: bool) -> Mapping[str, int]:
    if not rows:
        return {}
    kind = max(len(_kind(row.revision, unicode=unicode)) for row in rows)
    version = max(len(_version(row)) for row in rows)
    commit = max(len(row.revision.short) for row in rows)
    most = next(room for least, room in _AUTHORS if width >= least)
    authors = min(max(len(_authors(row.revision)) for row in rows), most)
    cells = [_DATE, kind, authors, commit] + ([version] if version else [])
    subject = max(width - sum(cells) - 2 * len(cells), _LEAST_SUBJECT)
    return {"kind": kind, "version": version, "authors": authors, "subject": subject}


def _kind(revision: Revision, *, unicode: bool) -> str:
    return f"{sign(KINDS[revision.kind], unicode=unicode)} {revision.kind.value}"


def _version(row: Row) -> str:
    return cut(row.version, _VERSION) if row.version != row.former_version else ""


def _authors(revision: Revision) -> str:
    first, *more = [clean(author.name) for author in revision.authors] or [""]
    return f"{first} +{len(more)}" if more else first


def _render_row(
    row: Row, snapshot: Snapshot, widths: Mapping[str, int], width: int, *, unicode: bool
) -> Iterator[str]:
    revision = row.revision
    kind = f"{_kind(revision, unicode=unicode):<{widths['kind']}}"
    cells = [
        f"{revision.day.isoformat() if revision.day else '':<{_DATE}}",
        click.style(kind, fg=KIND_COLOURS.get(revision.kind)),
        *([f"{_version(row):<{widths['version']}}"] if widths["version"] else []),
        f"{cut(_authors(revision), widths['authors']):<{widths['authors']}}",
        f"{cut(revision.subject, widths['subject']):<{widths['subject']}}",
        click.style(revision.short, dim=True),
    ]
    yield "  ".join(cells)
    room = max(width - _LABEL, 30)
    for note in _notes(revision, snapshot):
        for line in textwrap.wrap(clean(note), room, break_on_hyphens=False):
            yield " " * _LABEL + click.style(line, dim=True)


def _notes(revision: Revision, snapshot: Snapshot) -> Iterator[str]:
    if revision.change.moved_from:
        yield f"moved from {revision.change.moved_from}"
    if revision.oid is not None and not revision.change.landed:
        branch = snapshot.history.branch if snapshot.history else ""
        yield f"not landed{f' on {branch}' if branch else ''} yet"


def _render_summary(
    history: DocumentHistory, snapshot: Snapshot, rows: Sequence[Row], width: int, *, explain: bool
) -> Iterator[str]:
    total = len(history)
    told = f"{len(rows)} of {count(total, 'revision')}" if len(rows) != total else count(total, "revision")
    rev = snapshot.tree.rev
    tree = f", as of {cut(rev, 60)} ({(snapshot.tree.commit or '')[:10]})" if rev is not None else ""
    if not history.committed:
        yield click.style("Git has never seen this file: it was never committed.", fg="yellow")
    elif rows and not explain:
        yield ""
    yield from textwrap.wrap(f"{told}, on {snapshot.today}{tree}.", width)
    hint = "Next: --explain says why each has its kind, and how to check it with git."
    if explain:
        hint = "Run the git commands in the folder that holds mkdocs.yml."
    if history.committed:
        yield from (click.style(line, dim=True) for line in textwrap.wrap(hint, width))
