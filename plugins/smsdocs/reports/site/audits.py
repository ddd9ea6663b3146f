"""The audit programme: a heat map of clauses by audits over the cycle, and what the audits found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.management.audits import find_audits, find_programme
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.analysis.management.services import find_services
from smsdocs.model.clause import ClauseRef
from smsdocs.model.coverage import Status
from smsdocs.model.document import State
from smsdocs.model.management import Audit, AuditScope, Grade
from smsdocs.reports.site.addresses import AUDITS, clause_page
from smsdocs.reports.site.cells import Cell
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.untrusted import NAME, clean
from smsdocs.reports.site.words import Word

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from smsdocs.analysis.management.services import Service
    from smsdocs.model.clause import Catalog
    from smsdocs.model.management import AuditFinding, PlannedAudit, Programme
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

COLUMNS, MARKS = 8, 280
"""Audits that the heat map shows, and fields they may fill; the latest, for what lies ahead matters most."""
LINES, PART = 160, 40
"""Lines of the heat map, in all and in one part."""
SHOWN = 40
"""Audits, and things nobody planned to look at, that the page names."""
GRADES = {
    Grade.MAJOR: Word("✘", "major", "bad"),
    Grade.MINOR: Word("▲", "minor", "fair"),
    Grade.OBSERVATION: Word("●", "observation", "plain"),
    Grade.OPPORTUNITY: Word("+", "opportunity", "plain"),
}
SHORT = {Grade.MAJOR: "Maj", Grade.MINOR: "Min", Grade.OBSERVATION: "Obs", Grade.OPPORTUNITY: "Opp"}
"""Grades as the heat map writes them."""
HELD = Word("✔", "held", "good")
PLANNED = Word("◷", "planned", "plain")
LATE = Word("✘", "late", "bad")
ANSWERED = Word("✔", "answered", "good")
_RANK = {grade: rank for rank, grade in enumerate(Grade)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An audit: planned, held, or both.

    Attributes:
        day: when it was held, or else the day planned.
    """

    number: str
    day: date | None
    word: Word
    scope: AuditScope
    planned: PlannedAudit | None = None
    held: Audit | None = None

    @property
    def counts(self) -> bool:
        """Whether it is one of our own: an audit of others, or by others, fills no programme."""
        return self.held is None or self.held.kind == "internal"

    @property
    def auditors(self) -> tuple[str, ...]:
        """Ids of who audits."""
        return (self.held.auditors if self.held else ()) or (self.planned.auditors if self.planned else ())

    @property
    def findings(self) -> list[tuple[Word, int]]:
        """How many findings of each grade."""
        return count_grades(self.held.findings if self.held else ())


@dataclass(frozen=True, slots=True)
class Mark:
    """A field of the heat map: its kind for the style sheet, and its words."""

    kind: str
    text: str


@dataclass(slots=True, kw_only=True)
class Line:
    """A line of the heat map: a clause, a process or a service.

    Attributes:
        taken: columns of the audits that take it in; a finding may stand outside the scope of its audit.
        found: the findings on it, by column.
        state: why no audit has to look at it, in words; empty where one has to, or where one does all the same.
    """

    id: str
    cell: Cell
    state: str = ""
    marks: dict[int, Mark] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    found: dict[int, list[AuditFinding]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Lines that are summed up in one.

    Attributes:
        left: lines that no audit of the cycle takes in.
        wanted: how many lines an audit has to look at.
        held: of these, those that one has.
        ahead: of these, those that are planned and no more.
    """

    id: str
    title: str
    lines: tuple[Line, ...]
    marks: tuple[Mark | None, ...]
    left: tuple[Line, ...]
    wanted: int
    held: int
    ahead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding with what answers it."""

    finding: AuditFinding
    audit: Audit
    word: Word
    answered: Word
    answer: Cell | None


def build_audits(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page; nothing where there is neither a programme nor an audit."""
    programme, audits = find_programme(desk.snapshot), find_audits(desk.snapshot)
    if programme is None and not audits:
        return
    every = build_columns(programme, audits, desk.today)
    inside = [one for one in every if programme is None or one.planned or _within(programme, one.day)]
    chapters = build_chapters(desk, inside)
    columns = _fit(inside, chapters)
    found = list(find_findings(desk))
    page = desk.list_page(
        AUDITS,
        "Audit programme",
        "audits.jinja",
        section="Audits",
        programme=programme,
        columns=columns,
        hidden=len(inside) - len(columns),
        chapters=chapters,
        lines=list(_cut(chapters)),
        audits=every[-SHOWN:],
        left=max(0, len(every) - SHOWN),
        states=[(word, sum(one.word == word for one in inside)) for word in (HELD, PLANNED, LATE)],
        found=found,
        unanswered=sum(one.answered.tone == "bad" for one in found),
        short=[(grade.value, GRADES[grade], name) for grade, name in SHORT.items()],
        order="|".join(GRADES[grade].text for grade in Grade),
        shown=SHOWN,
    )
    yield from build_list(desk, page, "The record of each audit tells its own findings.")


def _fit(columns: Sequence[Column], chapters: Iterable[Chapter]) -> list[tuple[int, Column]]:
    """Return the latest audits that the heat map has room for, each with its number in the cycle."""
    filled = Counter(index for one in chapters for line in one.lines for index in line.marks)
    shown: list[tuple[int, Column]] = []
    room = MARKS
    for index, column in reversed(list(enumerate(columns))):
        room -= filled[index]
        if len(shown) == COLUMNS or (shown and room < 0):
            break
        shown.append((index, column))
    return shown[::-1]


def _cut(chapters: Iterable[Chapter]) -> Iterator[tuple[Chapter, tuple[Line, ...]]]:
    """Yield each part with the lines of it that the page has room for."""
    left = LINES
    for one in chapters:
        lines = one.lines[: max(0, min(PART, left))]
        left -= len(lines)
        yield one, lines


def _within(programme: Programme, day: date | None) -> bool:
    return day is not None and programme.cycle.holds(day)


def build_columns(programme: Programme | None, audits: Iterable[Audit], today: date) -> list[Column]:
    """Return every audit, planned or held, in order of its day; a record fulfils the plan whose id it names."""
    plans = {one.id: one for one in programme.audits} if programme else {}
    columns = []
    for held in audits:
        plan = plans.pop(held.number, None) or plans.pop(held.record.head.id, None)
        scope = held.scope if held.structured or plan is None else plan.scope
        day = held.record.date or held.reported_on
        columns.append(Column(number=held.number, day=day, word=HELD, scope=scope, planned=plan, held=held))
    for plan in plans.values():
        late = plan.planned is not None and plan.planned < today
        word = LATE if late else PLANNED
        columns.append(Column(number=plan.id, day=plan.planned, word=word, scope=plan.scope, planned=plan))
    return sorted(columns, key=lambda one: (one.day or date.max, one.number))


def count_grades(findings: Iterable[AuditFinding]) -> list[tuple[Word, int]]:
    """Return how many findings have each grade, the gravest first; grades that none has are left out."""
    grades = [one.grade for one in findings]
    return [(GRADES[grade], grades.count(grade)) for grade in Grade if grade in grades]


def build_chapters(desk: Desk, columns: Sequence[Column]) -> list[Chapter]:
    """Return the heat map: clauses by chapter, then processes, then services."""
    catalog = next(iter(desk.snapshot.catalogs), None)
    groups: list[tuple[str, str, list[Line]]] = []
    if catalog is not None:
        groups += _build_clauses(desk, catalog, columns)
    groups.append(("processes", "Processes", _build_processes(desk, columns)))
    groups.append(("services", "Services", _build_services(desk, columns)))
    return [_build_chapter(id_, title, lines, columns) for id_, title, lines in groups if lines]


def _build_clauses(
    desk: Desk, catalog: Catalog, columns: Sequence[Column]
) -> Iterator[tuple[str, str, list[Line]]]:
    reach = find_reach(catalog)
    lines: dict[str, Line] = {}
    tops: dict[str, list[Line]] = {}
    for clause in catalog.requirement_clauses():
        coverage = desk.relations.coverage.get(ref := ClauseRef(catalog.id, clause.id))
        excluded = coverage is not None and coverage.status is Status.EXCLUDED
        lines[clause.id] = Line(
            id=clause.id,
            cell=Cell(text=f"{clause.id} {clause.label}", page=clause_page(ref)),
            state="excluded" if excluded else "",
        )
        tops.setdefault(_find_top(catalog, clause.id), []).append(lines[clause.id])
    for index, column in enumerate(columns):
        said = [ref.clause for ref in column.scope.clauses if ref.framework == catalog.id]
        named = list(said)
        for one in column.scope.processes:
            process = desk.snapshot.processes.get(one)
            named += process.clauses if process else ()
        taken = dict.fromkeys(below for one in dict.fromkeys(named) for below in reach.get(one, ()))
        _mark(lines, index, column, (one for one in taken if not lines[one].state or one in said))
        for finding in column.held.findings if column.held else ():
            if finding.clause and finding.clause.framework == catalog.id:
                _note(lines, index, finding, reach.get(finding.clause.clause, ()))
    for top, members in tops.items():
        yield top, f"{top} {catalog.clauses[top].label}", members


def find_reach(catalog: Catalog) -> Mapping[str, tuple[str, ...]]:
    """Return the clauses with requirements that each clause stands for: itself and all below it."""
    reach: dict[str, list[str]] = {}
    for clause in catalog.requirement_clauses():
        above: str | None = clause.id
        while above is not None:
            reach.setdefault(above, []).append(clause.id)
            above = catalog.clauses[above].parent if above in catalog.clauses else None
    return {id_: tuple(below) for id_, below in reach.items()}


def _find_top(catalog: Catalog, clause: str) -> str:
    while (parent := catalog.clauses[clause].parent) is not None and parent in catalog.clauses:
        clause = parent
    return clause


def _build_processes(desk: Desk, columns: Sequence[Column]) -> list[Line]:
    """Return the processes that a document describes, and any other that an audit names."""
    named = (one for column in columns for one in column.scope.processes)
    lines = {one: _build_process(desk, one) for one in dict.fromkeys((*desk.processes, *named))}
    for index, column in enumerate(columns):
        _mark(lines, index, column, column.scope.processes)
        for finding in column.held.findings if column.held else ():
            _note(lines, index, finding, (finding.process,))
    return [line for line in lines.values() if line.marks or not line.state]


def _build_process(desk: Desk, process: str) -> Line:
    document = desk.processes.get(process)
    state = document.head.state(desk.today) if document else State.DRAFT
    return Line(
        id=process,
        cell=Cell(
            text=clean(desk.process_name(process), NAME), page=desk.pages[document.path] if document else ""
        ),
        state="not described yet" if state in {State.DRAFT, State.RETIRED} else "",
    )


def _build_services(desk: Desk, columns: Sequence[Column]) -> list[Line]:
    services = find_services(desk.snapshot)
    wanted = {"in"} if any(one.scope for one in services.values()) else {"in", ""}
    lines = {id_: _build_service(desk, one, wanted) for id_, one in services.items()}
    for index, column in enumerate(columns):
        _mark(lines, index, column, column.scope.services)
    return list(lines.values())


def _build_service(desk: Desk, service: Service, wanted: Container[str]) -> Line:
    entry = service.entry or service.scope
    state = service.state(desk.today)
    words = {"later": f"in scope from {service.since}" if service.since else "in scope later"}
    return Line(
        id=service.id,
        cell=Cell(
            text=clean(entry.row.text("name") if entry else "", NAME) or clean(service.id, NAME),
            page=desk.pages.get(entry.at.holder.path, "") if entry else "",
            anchor=desk.row_anchor(service.id),
        ),
        state="" if state in wanted else words.get(state, "not in scope"),
    )


def _mark(lines: Mapping[str, Line], index: int, column: Column, names: Iterable[str]) -> None:
    for name in names:
        if name in lines:
            lines[name].taken.add(index)
            lines[name].marks[index] = Mark(column.word.text, column.word.text)


def _note(lines: Mapping[str, Line], index: int, finding: AuditFinding, names: Iterable[str]) -> None:
    for name in names:
        if name in lines:
            line = lines[name]
            line.found.setdefault(index, []).append(finding)
            line.marks[index] = _mark_of(line.found[index])


def _mark_of(findings: Iterable[AuditFinding]) -> Mark:
    """Return the worst of some findings as a mark, and how many there are besides."""
    grades = sorted(
        {(one.at.place().path, one.id): one.grade for one in findings}.values(), key=_RANK.__getitem__
    )
    count = grades.count(grades[0])
    more = f" +{len(grades) - count}" if len(grades) > count else ""
    return Mark(grades[0].value, f"{SHORT[grades[0]]} {count}{more}")


def _build_chapter(id_: str, title: str, lines: Sequence[Line], columns: Sequence[Column]) -> Chapter:
    own = {index for index, column in enumerate(columns) if column.counts}
    wanted = [line for line in lines if not line.state or not own.isdisjoint(line.taken)]
    past = {index for index in own if columns[index].held}
    held = sum(not past.isdisjoint(line.taken) for line in wanted)
    return Chapter(
        id=id_,
        title=title,
        lines=tuple(lines),
        marks=tuple(_sum_up(lines, index, column) for index, column in enumerate(columns)),
        wanted=len(wanted),
        held=held,
        ahead=sum(not own.isdisjoint(line.taken) for line in wanted) - held,
        left=tuple(line for line in wanted if own.isdisjoint(line.taken)),
    )


def _sum_up(lines: Iterable[Line], index: int, column: Column) -> Mark | None:
    marked = [line for line in lines if index in line.marks]
    if not marked:
        return None
    findings = [one for line in marked for one in line.found.get(index, ())]
    return _mark_of(findings) if findings else Mark(column.word.text, f"{len(marked)}")


def find_findings(desk: Desk) -> Iterator[Found]:
    """Yield the findings of all audits, those of the newest first, each with what answers it."""
    rows = find_row_pages(desk)
    raised = {one.source: one.record for one in find_nonconformities(desk.snapshot) if one.source}
    for audit in reversed(find_audits(desk.snapshot)):
        for finding in audit.findings:
            back = raised.get(f"{audit.record.name}#{finding.id}")
            answer = finding.answer or (back.name if back else "")
            grave = finding.grade in {Grade.MAJOR, Grade.MINOR}
            yield Found(
                finding=finding,
                audit=audit,
                word=GRADES[finding.grade],
                answered=ANSWERED
                if answer
                else Word("✘" if grave else "○", "not answered", "bad" if grave else "plain"),
                answer=find_answer(desk, rows, answer) if answer else None,
            )


def find_row_pages(desk: Desk) -> Mapping[str, str]:
    """Return the page of the register that holds each row, by the row's id; the first where it stands twice."""
    found: dict[str, str] = {}
    for register in desk.snapshot.registers:
        for row in register.rows:
            if row.id:
                found.setdefault(row.id, desk.pages[register.path])
    return found


def find_answer(desk: Desk, rows: Mapping[str, str], id_: str) -> Cell:
    """Return the way to what an id names: a record, or a row of a register."""
    holder = desk.by_id.get(id_)
    text = clean(id_, NAME)
    if holder is not None and holder.path in desk.pages:
        return Cell(text=text, page=desk.pages[holder.path])
    return Cell(text=text, page=rows[id_], anchor=desk.row_anchor(id_)) if id_ in rows else Cell(text=text)
