"""Certification readiness: the steps of the way, what is missing, and by when."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.management.audits import find_audits, find_programme
from smsdocs.analysis.management.measurements import find_kpis
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.analysis.management.readiness.backward import find_stages
from smsdocs.analysis.management.readiness.clock import Hand, find_clock
from smsdocs.analysis.management.readiness.documents import find_answering, find_explicit
from smsdocs.analysis.management.readiness.improvement import find_last_review
from smsdocs.analysis.management.readiness.majors import find_open_majors
from smsdocs.analysis.management.readiness.pitfalls import judge_pitfall
from smsdocs.analysis.management.readiness.project import find_project
from smsdocs.analysis.management.readiness.steps import (
    NEAR,
    Progress,
    find_missing,
    find_steps,
    find_waiting,
    is_late,
)
from smsdocs.analysis.management.readiness.verdict import Outcome, find_standard
from smsdocs.analysis.management.training import find_needs
from smsdocs.model.clause import ClauseRef
from smsdocs.reports.site import addresses
from smsdocs.reports.site.untrusted import PHRASE, clean
from smsdocs.reports.site.words import Word, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smsdocs.analysis.management.readiness.clock import Reading
    from smsdocs.analysis.management.readiness.project import Project
    from smsdocs.analysis.management.readiness.steps import Missing, Waiting
    from smsdocs.analysis.management.readiness.verdict import Verdict
    from smsdocs.model.coverage import Carrier, ItemCoverage
    from smsdocs.model.management import Audit, Nonconformity
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

HEAVY = 64_000
"""Bytes of the page's own; with the frame around them it is lighter than 100 KB."""
SHOWN = 40
"""Lines of a list that the page has; more are counted."""
SOON = 30
"""Days from which a day is near."""
ANSWERING = 3
"""Documents that answer the clause of a missing item and are named."""
OUTCOME: Mapping[Outcome, Word] = {
    Outcome.MET: Word("✔", "met", "good"),
    Outcome.NOT_MET: Word("✘", "missing", "bad"),
    Outcome.UNKNOWN: Word("?", "not known", "plain"),
}
PROGRESS: Mapping[Progress, Word] = {
    Progress.SHOWN: Word("✔", Progress.SHOWN.value, "good"),
    Progress.READY: Word("◷", Progress.READY.value, "fair"),
    Progress.UNCLEAR: Word("?", Progress.UNCLEAR.value, "plain"),
    Progress.LATE: Word("✘", Progress.LATE.value, "bad"),
    Progress.OPEN: Word("✘", Progress.OPEN.value, "bad"),
}
HAND: Mapping[Hand, Word] = {
    Hand.ENOUGH: Word("✔", Hand.ENOUGH.value, "good"),
    Hand.GROWING: Word("◷", "enough by stage 2, if records go on", "fair"),
    Hand.UNWRITTEN: Word("▲", Hand.UNWRITTEN.value, "fair"),
    Hand.QUIET: Word("▲", Hand.QUIET.value, "fair"),
    Hand.WAITING: Word("▲", Hand.WAITING.value, "fair"),
    Hand.LATE: Word("✘", Hand.LATE.value, "bad"),
}
OVERDUE, AHEAD = Word("✘", "late", "bad"), Word("◷", "due", "fair")
ITEM: Mapping[str, Word] = {
    "good": Word("✔", "in force", "good"),
    "doubtful": Word("▲", "in doubt", "fair"),
    "missing": Word("✘", "missing", "bad"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that counts, and how far it is, in words with a tone."""

    title: str
    day: date
    far: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where somebody looks: the source of a page and an anchor on it, or nothing."""

    page: str = ""
    anchor: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """An item of documented information in the list of a stage.

    Attributes:
        carrier: the first thing that provides it, one in force before others.
        more: how many others do.
        answering: where nothing does, what answers its clause and could.
    """

    item: ItemCoverage
    ref: ClauseRef
    word: Word
    carrier: Carrier | None
    more: int
    why: str
    answering: tuple[Carrier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What stage 2 looks at besides records."""

    audits: tuple[Audit, ...]
    audits_left_out: int
    review: str
    review_path: str
    open: tuple[Nonconformity, ...]


def build_readiness(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page, where there is a project or documents answer the standard; else nothing."""
    snapshot = desk.snapshot
    if not snapshot.model.steps or not _has_begun(snapshot):
        return
    page = _build_page(desk, full=True)
    if len(page.body.encode()) > HEAVY:
        page = _build_page(desk, full=False)
    yield dataclasses.replace(page, wide=True)


def _build_page(desk: Desk, *, full: bool) -> GeneratedPage:
    """Return the page; where it would be heavy, the lists of the stages name only what needs somebody."""
    snapshot = desk.snapshot
    steps, project = find_steps(snapshot), find_project(snapshot)
    waiting = find_waiting(snapshot)
    return desk.page(
        addresses.CERTIFICATION,
        "Certification readiness",
        "readiness.jinja",
        section="Certification",
        project=project,
        days=list(find_days(snapshot, project)),
        majors=[(one, clean(one.what, PHRASE)) for one in find_open_majors(snapshot)],
        steps=steps,
        shown=sum(one.progress is Progress.SHOWN for one in steps),
        counts=[(PROGRESS[one], sum(step.progress is one for step in steps)) for one in Progress],
        missing=find_missing(snapshot),
        rows=_build_rows(waiting[:SHOWN], find_missing(snapshot)),
        late=[one for one in waiting if is_late(one.milestone, snapshot.today)],
        waiting_more=max(0, len(waiting) - SHOWN),
        near=NEAR,
        behind=any(one.behind for one in steps),
        history=snapshot.history is not None,
        clock=find_clock(snapshot)[:SHOWN],
        clock_more=max(0, len(find_clock(snapshot)) - SHOWN),
        clock_counts=[(HAND[one], sum(each.hand is one for each in find_clock(snapshot))) for one in Hand],
        stages=find_stages(snapshot),
        documents=_build_packs(snapshot, "document"),
        records=_build_packs(snapshot, "record"),
        evidence=_find_evidence(snapshot),
        pitfalls=[(one, judge_pitfall(snapshot, one.id)) for one in snapshot.model.pitfalls],
        standard=find_standard(snapshot),
        outcome=OUTCOME,
        progress=PROGRESS,
        overdue=OVERDUE,
        milestone_ahead=AHEAD,
        hand=HAND,
        way=lambda verdict: find_way(desk, verdict),
        far=lambda day: tell_far(day, desk.today),
        bar=_measure,
        item=ITEM,
        full=full,
    )


def _build_rows(
    waiting: Sequence[Waiting], missing: Sequence[Missing]
) -> list[tuple[Waiting | None, Missing | None]]:
    """Return milestones and checks as one list, by day; of one day the milestones first."""
    rows: list[tuple[date, Waiting | None, Missing | None]] = [
        (one.by or date.max, one, None) for one in waiting
    ]
    rows += [(one.by or date.max, None, one) for one in missing]
    return [row[1:] for row in sorted(rows, key=lambda row: row[0])]


def _has_begun(snapshot: Snapshot) -> bool:
    """Say whether there is a project, or a controlled document that answers a clause of the first framework."""
    if snapshot.register_of("project") is not None:
        return True
    framework = find_standard(snapshot)
    if framework is None or framework.catalog.id != snapshot.settings.scope[0]:
        return False
    return any(one.kind == "document" for clause in framework.clauses.values() for one in clause.carriers)


def find_days(snapshot: Snapshot, project: Project) -> Iterator[Day]:
    """Yield the days that count: those the register says, and those counted back from them."""
    first, second = find_stages(snapshot)
    for title, day, counted in (
        ("Stage 1", first, project.stage_1 is None),
        ("Stage 2", second, project.stage_2 is None),
        ("Certification", project.certification, False),
    ):
        if day is not None:
            far, tone = tell_far(day, snapshot.today)
            yield Day(title=f"{title}, counted back" if counted else title, day=day, far=far, tone=tone)


def tell_far(day: date, today: date) -> tuple[str, str]:
    """Return how far a day is, and a tone for it."""
    left = (day - today).days
    if left < 0:
        return f"{plural(-left, 'day')} ago", "bad"
    if left == 0:
        return "today", "fair"
    return f"in {plural(left, 'day')}", "fair" if left <= SOON else "plain"


def _measure(reading: Reading) -> float:
    """Return how full the bar of a clock is, of 60."""
    return 60.0 if not reading.wanted else round(min(1.0, reading.months / reading.wanted) * 60, 1)


def find_way(desk: Desk, verdict: Verdict) -> Way:
    """Return where to look; a page that the site does not have gives way to the lists that it always has."""
    if verdict.path in desk.pages:
        holder = desk.holders.get(verdict.path)
        return Way(page=desk.pages[verdict.path], text=holder.title if holder else verdict.path)
    if verdict.page in _ANCHORS:
        return Way(page=addresses.CERTIFICATION, anchor=verdict.page, text=_ANCHORS[verdict.page])
    page, text = _find_pages(desk.snapshot).get(verdict.page, ("", ""))
    if verdict.page == "map" and not desk.processes:
        page = ""
    return Way(page=page, text=text) if page else Way()


_ANCHORS = {"clock": "readiness clock", "stage-1": "list for stage 1", "stage-2": "list for stage 2"}


def _find_pages(snapshot: Snapshot) -> Mapping[str, tuple[str, str]]:
    """Return the pages of the site that verdicts speak of, with their names; those that it does not have are empty."""
    registers = (addresses.REGISTERS, "Registers")
    records = (addresses.RECORDS, "Records")
    has = {
        kind: bool(register and register.rows)
        for kind in ("risks", "services", "objectives", "project")
        for register in [snapshot.register_of(kind)]
    }
    audited = find_programme(snapshot) is not None or bool(find_audits(snapshot))
    return {
        "roles": (addresses.ROLES, "Roles"),
        "documents": (addresses.DOCUMENTS, "Documents"),
        "standards": (addresses.STANDARDS, "Standards"),
        "traceability": (addresses.TRACEABILITY, "Traceability"),
        "registers": registers,
        "records": records,
        "map": (addresses.LANDSCAPE, "Process map"),
        "project": (addresses.PROJECT, "Project") if has["project"] else registers,
        "risks": (addresses.RISKS, "Risks") if has["risks"] else registers,
        "services": (addresses.SERVICES, "Services") if has["services"] else registers,
        "objectives": (addresses.OBJECTIVES, "Objectives") if has["objectives"] else registers,
        "kpis": (addresses.KPIS, "KPIs") if find_kpis(snapshot) else registers,
        "training": (addresses.LEARNING, "Training") if find_needs(snapshot) else registers,
        "audits": (addresses.AUDITS, "Audits") if audited else records,
        "actions": (addresses.ACTIONS, "Actions") if find_nonconformities(snapshot) else records,
        "review": (addresses.REVIEW_PACK, "Management review") if find_last_review(snapshot) else records,
    }


def _build_packs(snapshot: Snapshot, kind: str) -> list[Pack]:
    framework = find_standard(snapshot)
    if framework is None:
        return []
    packs = []
    for one in find_explicit(snapshot, kind):
        carriers = sorted(one.carriers, key=lambda each: (not each.in_force, not each.sound))
        best = carriers[0] if carriers else None
        word = "missing" if not one.complete else "good" if best and best.sound else "doubtful"
        doubt = best.doubts[0].detail if best and best.in_force and best.doubts else ""
        packs.append(
            Pack(
                item=one,
                ref=ClauseRef(framework.catalog.id, one.item.clause),
                word=ITEM[word],
                carrier=best,
                more=max(0, len(carriers) - 1),
                why=clean(doubt or (one.reason if best else ""), PHRASE),
                answering=() if one.complete else find_answering(snapshot, one.item)[:ANSWERING],
            )
        )
    return packs


def _find_evidence(snapshot: Snapshot) -> Evidence:
    audits = [
        one
        for one in reversed(find_audits(snapshot))
        if one.record.date and one.record.date <= snapshot.today
    ]
    last = find_last_review(snapshot)
    open_ = tuple(one for one in find_nonconformities(snapshot) if one.is_open)
    return Evidence(
        audits=tuple(audits[:8]),
        audits_left_out=max(0, len(audits) - 8),
        review=f"{last.record.title}, {last.record.date}" if last else "",
        review_path=last.record.path if last else "",
        open=open_[:SHOWN],
    )
