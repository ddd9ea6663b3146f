"""The revisions of a document as readers see them: told only as far as they are shown."""

from __future__ import annotations

import dataclasses
import html
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.evidence import find_approvals
from smsdocs.analysis.changes.own_names import tell_by_own_names
from smsdocs.analysis.proof import find_proofs
from smsdocs.analysis.story import find_stories
from smsdocs.analysis.validity import find_spans
from smsdocs.model.document import Document
from smsdocs.model.register import Record
from smsdocs.reports.site.forge import fill_template
from smsdocs.reports.site.untrusted import NAME, PATH, PHRASE, clean
from smsdocs.reports.site.words import GRADE, KIND, NOT_LANDED, UNCOMMITTED, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from smsdocs.analysis.story import Story
    from smsdocs.analysis.validity import Span
    from smsdocs.model.history import Author, Kind, Revision
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk

SHOWN = 10
"""Revisions that a page shows at once; the others are folded away."""
WEIGHT = 40_000
"""Bytes of HTML that a history may add to a page; what is older is counted, and the command line tells it."""
_ROW_WEIGHT = 450
"""Bytes of one row without its texts: measured."""
_AUTHORS, _CHANGES = 5, 6
_PEOPLE = 20
"""Authors of one revision that a list can be filtered by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One revision. Every text is fit to show.

    Attributes:
        at: when it landed; None for uncommitted edits.
        mark: what keeps it from counting as landed; None where it has.
        approval: how well it is shown that this revision was approved; None where it is not the one.
        approver: who approved it; empty where nobody is known.
        force: the days on which the version that it began was in force; None where it began none that was.
        authors: in one line; `people` are the same one by one, and `more_people` how many are left out of them.
        url: the commit on the forge; empty without one.
        declared_by: the commit that declared it immaterial; empty where that does not matter or is not known.
    """

    at: datetime | None
    mark: Word | None
    kind: Kind
    changes: tuple[str, ...]
    authors: str
    people: tuple[str, ...] = ()
    more_people: int = 0
    version: str = ""
    approval: Word | None = None
    approver: str = ""
    force: Span | None = None
    subject: str
    short: str
    url: str
    moved_from: str
    declared_by: str = ""

    @property
    def word(self) -> Word:
        """The kind as readers see it."""
        return KIND[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The history of one document.

    Attributes:
        lines: the newest revisions.
        folded: those before them.
        left_out: how many are older still.
        command: tells all of them.
        dated: tells those there were on another day.
    """

    lines: tuple[Line, ...]
    folded: tuple[Line, ...]
    left_out: int
    command: str
    dated: str
    zone: str


def find_story(snapshot: Snapshot, holder: Holder) -> Story | None:
    """Return the story of a document or register; None without history, for records, and where no commit holds it."""
    return None if isinstance(holder, Record) else find_stories(snapshot).get(holder.path)


def build_table(desk: Desk, holder: Holder) -> Table | None:
    """Return the history of a document or register; None where git has nothing to tell."""
    story = find_story(desk.snapshot, holder)
    if story is None:
        return None
    lines = list(_find_lines(desk, holder, story))
    lines = _tell_force(desk, holder, story, lines)
    command = f"smsdocs history {shlex.quote(clean(holder.name, PATH))}"
    return Table(
        lines=tuple(lines[:SHOWN]),
        folded=tuple(lines[SHOWN:]),
        left_out=len(story) - len(lines),
        command=command,
        dated=f"{command} --as-of YYYY-MM-DD" if isinstance(holder, Document) else "",
        zone=desk.snapshot.settings.timezone,
    )


def _find_lines(desk: Desk, holder: Holder, story: Story) -> Iterator[Line]:
    proof = find_proofs(desk.snapshot).get(holder.path)
    approved = proof.approved_in.change if proof and proof.approved_in else None
    weight = 0
    for index in range(len(story)):
        line = build_line(desk, story.revision(index), story.version(index).text("version"))
        if story.changes[index] is approved:
            line = _approve(desk, holder, line)
        weight += _weigh(line)
        if weight > WEIGHT and index >= SHOWN:
            return
        yield line


def _tell_force(desk: Desk, holder: Holder, story: Story, lines: list[Line]) -> list[Line]:
    """Return the lines of a document with the days on which each version was in force; lists are kept current."""
    if not isinstance(holder, Document):
        return lines
    told = {one.index: one for one in find_spans(story, desk.today, len(lines))}
    return [
        dataclasses.replace(line, force=told[index]) if index in told else line
        for index, line in enumerate(lines)
    ]


def build_line(desk: Desk, revision: Revision, version: str = "") -> Line:
    """Return a revision as readers see it."""
    people = _list_authors(revision.authors)
    return Line(
        at=revision.at,
        mark=None if revision.change.landed else NOT_LANDED if revision.oid else UNCOMMITTED,
        kind=revision.kind,
        changes=_shorten(tell_by_own_names(revision, desk.snapshot.settings)),
        authors=name_authors(revision.authors),
        people=people[:_PEOPLE],
        more_people=max(0, len(people) - _PEOPLE),
        version=clean(version, NAME),
        subject=clean(revision.subject),
        short=revision.short if revision.oid else "",
        url=commit_url(desk.snapshot, revision.oid),
        moved_from=clean(revision.change.moved_from, PATH),
        declared_by=clean(revision.declared_by[:10]),
    )


def _shorten(changes: tuple[str, ...]) -> tuple[str, ...]:
    shown = tuple(clean(change, PHRASE) for change in changes[:_CHANGES])
    more = len(changes) - len(shown)
    return (*shown, f"and {more} more") if more > 0 else shown


def name_authors(authors: Iterable[Author]) -> str:
    """Return the names of authors; addresses stay in the repository."""
    names = _list_authors(authors)
    more = f" and {len(names) - _AUTHORS} more" if len(names) > _AUTHORS else ""
    return f"{', '.join(names[:_AUTHORS])}{more}"


def _list_authors(authors: Iterable[Author]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clean(one.name, NAME) or "nameless" for one in authors))


def commit_url(snapshot: Snapshot, oid: str | None) -> str:
    """Return the address of a commit on the forge; empty without one."""
    return fill_template(snapshot.settings.forge.commit, "", oid or "") if oid else ""


def _approve(desk: Desk, holder: Holder, line: Line) -> Line:
    found = find_approvals(desk.snapshot).get(holder.path)
    if found is None:
        return line
    best = found.best
    return dataclasses.replace(
        line, approval=GRADE[best.grade], approver=clean(best.name or best.person, NAME)
    )


def _weigh(line: Line) -> int:
    texts = (
        *line.changes,
        line.authors,
        line.version,
        line.subject,
        line.url,
        line.moved_from,
        line.approver,
    )
    return _ROW_WEIGHT + sum(len(html.escape(text).encode()) for text in texts)
