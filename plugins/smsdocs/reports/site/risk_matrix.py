"""Risks by likelihood and impact, and as a list; opportunities apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.management.actions import find_promises
from smsdocs.analysis.management.common import find_rows
from smsdocs.model.dates import parse_date
from smsdocs.reports.site.addresses import RISKS
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.untrusted import clean
from smsdocs.reports.site.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from smsdocs.model.management import At
    from smsdocs.model.register import Row
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

SCALE, WIDEST = 4, 10
"""Steps that the matrix has at least, and at most."""
SHOWN, NAMED = 8, 120
"""Risks that one field of the matrix names, and all fields together; the list below it has them all."""
LEVEL: Mapping[str, Word] = {
    "high": Word("▲", "high", "bad"),
    "medium": Word("◆", "medium", "fair"),
    "low": Word("▽", "low", "good"),
}
"""Levels, the gravest first."""
OVERDUE = Word("✘", "overdue", "bad")
_ENDED = frozenset({"closed", "done"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A row of a risk register as it is shown.

    Attributes:
        score: as the register has it, else likelihood times impact; None where nobody assessed it.
        effect: what it means for customers, or else what happens.
        late: its action is overdue.
        stale: its review is overdue.
    """

    at: At
    row: Row
    title: str
    likelihood: int | None
    impact: int | None
    score: int | None
    level: Word | None
    effect: str
    due: date | None
    review: date | None
    late: bool
    stale: bool

    @property
    def place(self) -> tuple[int, int] | None:
        """Its field of the matrix."""
        return (self.likelihood, self.impact) if self.likelihood and self.impact else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the matrix: the first of what lies there, how much more, and the gravest level."""

    score: int
    risks: tuple[Risk, ...] = ()
    more: int = 0
    level: Word | None = None


def build_risk_matrix(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where no risk is kept."""
    found = sorted(_find_risks(desk), key=lambda one: (-(one.score or 0), one.row.id))
    if not found:
        return
    risks = [one for one in found if one.row.text("kind") != "opportunity"]
    chances = [one for one in found if one.row.text("kind") == "opportunity"]
    levels = [one.level for one in risks]
    page = desk.list_page(
        RISKS,
        "Risks and opportunities",
        "risk_matrix.jinja",
        section="Risks",
        grid=build_grid(risks),
        apart=sum(1 for one in risks if one.place is None),
        totals=[(word, count) for word in LEVEL.values() if (count := levels.count(word))],
        late=sum(1 for one in found if one.late),
        stale=sum(1 for one in found if one.stale),
        lists=[
            one for one in (("Risks", "risk", risks), ("Opportunities", "opportunity", chances)) if one[2]
        ],
        overdue=OVERDUE,
        order="|".join(LEVEL),
        registers=list({one.at.holder.path: one.at.holder for one in found}.values()),
    )
    yield from build_list(desk, page, "The register has them all.")


def build_grid(risks: Sequence[Risk]) -> list[tuple[int, list[Field]]]:
    """Return the matrix: a line per likelihood, the greatest first, with a field per impact, the smallest first."""
    placed: dict[tuple[int, int], list[Risk]] = {}
    for risk in risks:
        if risk.place is not None:
            placed.setdefault(risk.place, []).append(risk)
    shown = max(1, min(SHOWN, NAMED // max(1, len(placed))))
    widest = max((SCALE, *(step for place in placed for step in place)))
    return [
        (
            likelihood,
            [
                _field(likelihood * impact, placed.get((likelihood, impact), ()), shown)
                for impact in range(1, widest + 1)
            ],
        )
        for likelihood in range(widest, 0, -1)
    ]


def _field(score: int, risks: Sequence[Risk], shown: int) -> Field:
    levels = {one.level for one in risks}
    return Field(
        score=score,
        risks=tuple(risks[:shown]),
        more=max(0, len(risks) - shown),
        level=next((word for word in LEVEL.values() if word in levels), None),
    )


def _find_risks(desk: Desk) -> Iterator[Risk]:
    late = _find_late(desk)
    for _, row, at in find_rows(desk.snapshot, "risks"):
        likelihood, impact = _step(row, "likelihood"), _step(row, "impact")
        review = parse_date(row.fields.get("review"))
        yield Risk(
            at=at,
            row=row,
            title=clean(row.text("title") or row.id),
            likelihood=likelihood,
            impact=impact,
            score=_step(row, "score", WIDEST * WIDEST)
            or (likelihood * impact if likelihood and impact else None),
            level=LEVEL.get(row.text("level")),
            effect=row.text("customer_impact") or row.text("effect"),
            due=parse_date(row.fields.get("due")),
            review=review,
            late=(at.holder.path, at.key) in late,
            stale=bool(review and review < desk.today and row.text("state").casefold() not in _ENDED),
        )


def _find_late(desk: Desk) -> frozenset[tuple[str, Iterable[object]]]:
    """Return where the promises stand that are overdue."""
    promises = find_promises(desk.snapshot)
    return frozenset((one.at.holder.path, one.at.key) for one in promises if one.is_overdue(desk.today))


def _step(row: Row, name: str, most: int = WIDEST) -> int | None:
    """Return a step of a scale; None where the field is none."""
    value = row.fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 1 <= value <= most else None
