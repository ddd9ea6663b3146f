"""What is due, for people: on a terminal, and as Markdown to paste into a ticket or a mail."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import click

from smsdocs.reports.dues import KINDS, group_dues, tell_day
from smsdocs.reports.words import NO_HISTORY, count, encodable, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smsdocs.analysis.management.due import Due
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.dues import Desk

_KIND, _DAY = 20, 14
_MARKED = re.compile(r"([\\`*_\[\]<>|#~])")


def render_due_text(snapshot: Snapshot, dues: Sequence[Due], days: int) -> str:
    """Return what is due by role, the most pressing first."""
    lines: list[str] = []
    for desk in group_dues(dues, snapshot):
        lines += [*_render_desk(desk, snapshot), ""]
    lines += _render_summary(snapshot, dues, days)
    return "".join(f"{line}\n" for line in lines)


def _render_desk(desk: Desk, snapshot: Snapshot) -> Iterator[str]:
    who = f"  ({', '.join(desk.people)})" if desk.people else ""
    title = desk.title if desk.role else "without an owner"
    yield click.style(_safe(title), bold=True) + click.style(_safe(who), dim=True)
    for one in desk.dues:
        told = tell_day(one.day, snapshot.today)
        colour = "red" if one.day < snapshot.today else "yellow" if one.day == snapshot.today else None
        day = click.style(f"{one.day}  {told:<{_DAY}}", fg=colour)
        named = one.row or one.holder_name
        person = f", {one.person}" if one.person else ""
        what = f"{KINDS[one.kind]:<{_KIND}} {_safe(one.title)}{_safe(person)}"
        yield f"  {day} {what}  {click.style(_safe(named), dim=True)}"


def _render_summary(snapshot: Snapshot, dues: Sequence[Due], days: int) -> Iterator[str]:
    late = sum(one.day < snapshot.today for one in dues)
    span = f"in the {count(days, 'day')} from {snapshot.today}"
    if not dues:
        yield f"Nothing is due {span}."
    elif late:
        yield f"{count(len(dues), 'thing')} due {span}, {late:,} of them late."
    else:
        yield f"{count(len(dues), 'thing')} due {span}."
    if any(not one.owner for one in dues):
        yield "Some have no owner: give them one, or nobody will do them."
    if snapshot.history is None:
        yield NO_HISTORY


def render_due_markdown(snapshot: Snapshot, dues: Sequence[Due], days: int) -> str:
    """Return what is due as Markdown, a list of tasks per role."""
    desks = group_dues(dues, snapshot)
    parts = [render_desk_markdown(desk, snapshot) for desk in desks]
    title = f"# Due by {snapshot.today} and {count(days, 'day')} on\n"
    ends = [f"{NO_HISTORY}\n"] if snapshot.history is None else []
    return "\n".join([title, *(parts or ["Nothing is due.\n"]), *ends])


def render_desk_markdown(desk: Desk, snapshot: Snapshot) -> str:
    """Return what one role has to do as Markdown."""
    who = f" ({', '.join(map(_escape, desk.people))})" if desk.people else ""
    title = _escape(desk.title) if desk.role else "Without an owner"
    lines = [f"## {title}{who}", ""]
    for one in desk.dues:
        person = f", {_escape(one.person)}" if one.person else ""
        late = "**" if one.day < snapshot.today else ""
        named = _escape(one.row or one.holder_name)
        lines.append(
            f"- [ ] {late}{one.day}{late} ({tell_day(one.day, snapshot.today)}): {KINDS[one.kind]}, "
            f"{_escape(one.title)}{person}; {named}"
        )
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    """Return text that is text in Markdown, on one line: titles come from pull requests."""
    line = " ".join(plain(encodable(text.replace("\n", " "))).split())
    return _MARKED.sub(r"\\\1", html.escape(line, quote=False)).replace("@", "&#64;")


def _safe(text: str) -> str:
    return plain(encodable(text))
