"""Are we in good shape? One sentence, and the figures behind it, each a way to its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from smsdocs.analysis.coverage import build_coverage
from smsdocs.analysis.management.actions import find_actions, find_promises
from smsdocs.model.coverage import Status
from smsdocs.model.finding import Severity
from smsdocs.model.register import Register
from smsdocs.model.review import ReviewState
from smsdocs.reports.site import addresses
from smsdocs.reports.site.changes import select_landings
from smsdocs.reports.site.lateness import find_late
from smsdocs.reports.site.reviews import find_dues
from smsdocs.reports.site.words import REVIEW, SEVERITY, STATUS, Word, plural
from smsdocs.reports.words import enumerate_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.clause import Catalog
    from smsdocs.model.management import Action
    from smsdocs.reports.site.desk import Desk

BAR = 100
"""Width of a bar, in its own units."""
_GOOD = Word("✔", "In good shape", "good")
_FAIR = Word("▲", "Some things are open", "fair")
_BAD = Word("✘", "Some things are wrong", "bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a bar: where it begins, how wide it is, and its tone."""

    start: float
    width: float
    tone: str
    solid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: what it counts, the number, what is to be said of it, and where it leads.

    Attributes:
        of: what the number is part of; empty where it stands alone.
        query: what is chosen there already; empty for nothing.
        notes: each a word with its count, in the order of concern.
        bar: the same as a bar; empty where there is none.
    """

    title: str
    number: str
    of: str
    page: str
    query: str = ""
    anchor: str = ""
    notes: tuple[tuple[Word, str], ...] = ()
    bar: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The answer, the reasons for it, and the figures."""

    word: Word
    reasons: str
    figures: tuple[Figure, ...]


def render_shape(desk: Desk, src_uri: str) -> str:
    """Return the answer as it stands on the page `src_uri`."""
    return desk.render("shape.jinja", src_uri, shape=build_shape(desk))


def build_shape(desk: Desk) -> Shape:
    """Return the answer: wrong is what an author must mend, open is what time or a gap has brought."""
    errors, warnings = _count(desk, Severity.ERROR), _count(desk, Severity.WARNING)
    states = [due.review.state for due in find_dues(desk.snapshot)]
    overdue = states.count(ReviewState.OVERDUE)
    frameworks = build_coverage(desk.snapshot)
    gaps = sum(framework.totals.get(Status.GAP, 0) for framework in frameworks)
    late = sum(one.is_overdue(desk.today) for one in _find_actions(desk))
    others = len(find_late(desk))
    word = _BAD if errors else _FAIR if overdue or gaps or warnings or late or others else _GOOD
    reasons = [
        plural(errors, "error") if errors else "no errors",
        f"{plural(overdue, 'review')} overdue" if overdue else "no review overdue",
        f"{plural(gaps, 'clause')} with nothing yet" if gaps else "no clause left open",
        *([f"{plural(late, 'action')} late"] if late else []),
        *([f"{plural(others, 'other thing')} late"] if others else []),
    ]
    figures = (
        *(_show_framework(one.catalog, one.totals) for one in frameworks),
        _show_documents(desk),
        _show_reviews(states),
        Figure(
            title="Findings",
            number=f"{errors + warnings:,}",
            of="to look at",
            page=addresses.FINDINGS,
            notes=tuple(
                (SEVERITY[severity], plural(count, severity.value))
                for severity, count in ((Severity.ERROR, errors), (Severity.WARNING, warnings))
                if count
            ),
        ),
        *_show_actions(desk),
        *_show_changes(desk),
    )
    return Shape(word=word, reasons=", ".join(reasons), figures=figures)


def _find_actions(desk: Desk) -> list[Action]:
    return [*find_actions(desk.snapshot), *find_promises(desk.snapshot)]


def _show_actions(desk: Desk) -> Iterator[Figure]:
    """Yield what is to be done and not done; nothing where no register or record asks for anything."""
    actions, others = _find_actions(desk), len(find_late(desk))
    left = [one for one in actions if one.is_open]
    late = sum(one.is_overdue(desk.today) for one in left)
    bad, good = Word("✘", "", "bad"), Word("✔", "", "good")
    if actions or others:
        yield Figure(
            title="Actions",
            number=f"{len(left):,}",
            of="to do",
            page=addresses.ACTIONS,
            notes=(
                (bad, f"{late:,} late") if late else (good, "none late"),
                *([(bad, f"{plural(others, 'other thing')} late")] if others else []),
            ),
        )


def _count(desk: Desk, severity: Severity) -> int:
    return sum(1 for one in desk.relations.findings if one.severity is severity and one.waived is None)


def _show_framework(catalog: Catalog, totals: Mapping[Status, int]) -> Figure:
    counted: dict[Status, int] = {
        status: count for status, count in totals.items() if count and status is not Status.EXCLUDED
    }
    return Figure(
        title=catalog.name,
        number=f"{counted.get(Status.COVERED, 0):,}",
        of=f"of {plural(sum(counted.values()), 'clause')} covered",
        page=addresses.STANDARDS,
        anchor=addresses.framework_anchor(catalog.id),
        notes=tuple(
            (STATUS[status], f"{count:,} {STATUS[status].text}")
            for status, count in counted.items()
            if status is not Status.COVERED
        ),
        bar=tuple(_split(counted)),
    )


def _split(counted: Mapping[Status, int]) -> Iterator[Part]:
    """Yield the pieces of a bar, from covered to gap; a gap is drawn as nothing but its frame."""
    total, start = sum(counted.values()), 0.0
    for status in (Status.COVERED, Status.WEAK, Status.PARTIAL):
        width = round(BAR * counted.get(status, 0) / total, 2) if total else 0.0
        if width:
            yield Part(
                start=round(start, 2), width=width, tone=STATUS[status].tone, solid=status is Status.COVERED
            )
            start += width


def _show_documents(desk: Desk) -> Figure:
    snapshot = desk.snapshot
    force = sum(1 for one in snapshot.documents if desk.in_force(one) or one.path in snapshot.in_force)
    return Figure(
        title="Documents",
        number=f"{force:,}",
        of=f"of {len(snapshot.documents):,} in force",
        page=addresses.DOCUMENTS,
    )


def _show_reviews(states: list[ReviewState]) -> Figure:
    overdue, soon = states.count(ReviewState.OVERDUE), states.count(ReviewState.DUE_SOON)
    unknown = states.count(ReviewState.UNKNOWN)
    notes = [(Word("◷", "", "fair"), f"{soon:,} due soon")] if soon else []
    notes += [(Word("?", "", "plain"), f"{unknown:,} without a date")] if unknown else []
    urgent = ReviewState.OVERDUE if overdue else ReviewState.DUE_SOON if soon else None
    return Figure(
        title="Document reviews",
        number=f"{overdue:,}",
        of="overdue",
        page=addresses.REVIEWS,
        query=f"?{urlencode({'state': REVIEW[urgent].text})}" if urgent else "",
        anchor="list" if urgent else "",
        notes=tuple(notes),
    )


def _show_changes(desk: Desk) -> Iterator[Figure]:
    """Yield when something changed last; nothing without history, for nobody knows."""
    if desk.snapshot.history is None:
        return
    chosen = select_landings(desk.snapshot)
    landings, changed = chosen.landings, chosen.newest
    if landings:
        registers = sum(isinstance(one, Register) for one in changed)
        documents = len(changed) - registers
        counts = [
            *([plural(documents, "document")] if documents else []),
            *([plural(registers, "register")] if registers else []),
        ]
        yield Figure(
            title="Last change",
            number=f"{landings[0].day}",
            of=f"{enumerate_words(counts)} changed",
            page=addresses.CHANGES,
        )
