"""All histories for people: a line for each document and register, and what they come to."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from smsdocs.model.approval import Grade
from smsdocs.model.proof import Evidence
from smsdocs.reports.history_signs import EVIDENCE, STATE_COLOURS, STATES, clean, cut, cut_front, sign
from smsdocs.reports.words import count, enumerate_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smsdocs.analysis.histories import DocumentHistory, Wanted
    from smsdocs.model.history import Revision
    from smsdocs.model.snapshot import Snapshot

_TITLES = ("document", "revisions", "created", "last change", "material", "review", "evidence", "approval")
_SPARE = ("created", "evidence", "approval", "material")
"""Columns that a narrow terminal goes without, in the order in which they go."""
_DOUBTS = (
    ("suspects", "?", "suspect"),
    ("changed_after_review", "!", "changed after review"),
    ("changed_after_approval", "!!", "changed after approval"),
)
"""What git may say against a document: the field of its proof, a sign, and words."""
_LEAST = 14
"""Characters that the names of documents need at least."""
_LONGEST = 30
"""Characters of a name that a hint quotes."""
_UNCOMMITTED = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    cells: dict[str, str]
    history: DocumentHistory
    revisions: int
    doubts: str


def render_histories_text(
    snapshot: Snapshot,
    histories: Iterable[DocumentHistory],
    wanted: Wanted,
    width: int = 100,
    *,
    unicode: bool = True,
) -> str:
    """Return the report of many histories, a line each.

    Args:
        snapshot: what was looked at.
        histories: what to tell.
        wanted: the revisions that count; documents without such a revision are left out.
        width: of the terminal, in characters.
        unicode: whether the terminal can show symbols.
    """
    lines = [_build_line(history, wanted, unicode=unicode) for history in histories]
    lines = [line for line in lines if line.revisions or wanted.everything]
    table = _render_table(lines, width)
    return "\n".join([*table, *_render_summary(snapshot, lines, wanted, width, unicode=unicode)]) + "\n"


def _build_line(history: DocumentHistory, wanted: Wanted, *, unicode: bool) -> _Line:
    total = len(history)
    shown = total if wanted.everything else sum(1 for _ in history.find_rows(wanted))
    story, review = history.story, history.review
    reviewed = review.last_reviewed.isoformat() if review.last_reviewed else "never"
    doubts = " ".join(mark for field, mark, _ in _DOUBTS if getattr(history.proof, field, None))
    cells = {
        "document": clean(history.holder.name),
        "revisions": f"{shown}" if shown == total else f"{shown} of {total}",
        "created": _day(story.revision(total - 1)) if story else "never",
        "last change": _day(story.revision(0)) if story else "never",
        "material": _day(history.find_last_material()),
        "review": f"{sign(STATES[review.state], unicode=unicode)} {reviewed} {doubts}".rstrip(),
        "evidence": EVIDENCE[history.proof.evidence if history.proof else Evidence.NONE],
        "approval": history.approval.best.grade.value if history.approval else "none",
    }
    return _Line(cells=cells, history=history, revisions=shown, doubts=doubts)


def _day(revision: Revision | None) -> str:
    if revision is None:
        return "none"
    return revision.day.isoformat() if revision.day else _UNCOMMITTED


def _render_table(lines: Sequence[_Line], width: int) -> Iterator[str]:
    if not lines:
        return
    widths = {name: max(len(name), *(len(line.cells[name]) for line in lines)) for name in _TITLES}
    least = min(widths["document"], _LEAST)
    for name in _SPARE:
        if _total(widths) - widths["document"] + least > width:
            del widths[name]
    widths["document"] = max(min(widths["document"], width - _total(widths) + widths["document"]), least)
    yield click.style("  ".join(_pad(name, name, widths) for name in widths).rstrip(), bold=True)
    for line in lines:
        if not line.history.holder.head.id:  # of a path, the end tells one from the other
            line.cells["document"] = cut_front(line.cells["document"], widths["document"])
        cells = {name: _pad(line.cells[name], name, widths) for name in widths}
        colour = STATE_COLOURS[line.history.review.state]
        review = cells["review"].rstrip()
        cells["review"] = click.style(review, fg=colour) + " " * (widths["review"] - len(review))
        yield "  ".join(cells.values()).rstrip()


def _total(widths: dict[str, int]) -> int:
    return sum(widths.values()) + 2 * (len(widths) - 1)


def _pad(cell: str, name: str, widths: dict[str, int]) -> str:
    shown = cut(cell, widths[name]) if name == "document" else cell
    return f"{shown:>{widths[name]}}" if name == "revisions" else f"{shown:<{widths[name]}}"


def _render_summary(
    snapshot: Snapshot,
    lines: Sequence[_Line],
    wanted: Wanted,
    width: int,
    *,
    unicode: bool,
) -> Iterator[str]:
    if lines:
        yield ""
        legend = "  ".join(f"{sign(STATES[state], unicode=unicode)} {state.value}" for state in STATES)
        yield click.style(f"review: {legend}", dim=True)
        if any(line.doubts for line in lines):
            legend = f"doubts: {'  '.join(f'{mark} {words}' for _, mark, words in _DOUBTS)}"
            yield from (click.style(line, dim=True) for line in textwrap.wrap(legend, width))
    told = f"No {'document' if wanted.everything else 'such revision'}"
    if lines:
        revisions = count(sum(line.revisions for line in lines), "revision")
        told = f"{revisions} of {count(len(lines), 'file')}"
    text = f"{told}, on {snapshot.today}{_tree(snapshot)}{_doubts(lines)}."
    yield from (click.style(line, bold=True) for line in textwrap.wrap(text, width))
    if lines:
        first = next((line for line in lines if line.doubts), lines[0])
        name = clean(first.history.holder.name)
        name = name if len(name) <= _LONGEST else "DOCUMENT"
        hint = f"Next: `smsdocs history {name}` tells one of them; --explain says why."
        yield from (click.style(line, dim=True) for line in textwrap.wrap(hint, width))


def _tree(snapshot: Snapshot) -> str:
    if snapshot.tree.rev is None or snapshot.tree.commit is None:
        return ""
    return f", as of {cut(snapshot.tree.rev, 60)} ({snapshot.tree.commit[:10]})"


def _doubts(lines: Sequence[_Line]) -> str:
    proofs = [line.history.proof for line in lines if line.history.proof]
    weak = sum(
        1
        for line in lines
        if line.history.approval and line.history.approval.best.grade is Grade.FRONT_MATTER
    )
    counts = [(sum(1 for proof in proofs if getattr(proof, field)), words) for field, _, words in _DOUBTS]
    counts.append((weak, "approved by front matter only"))
    found = [f"{number:,} {words}" for number, words in counts if number]
    return f": {enumerate_words(found)}" if found else ""
