"""What runs through registers and records: actions, audits, nonconformities, reviews, measurements, trainings.

Each is a view of rows and front matter, with the way back to where it stands; nothing here reads or judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.model.clause import ClauseRef
    from smsdocs.model.place import Key, Place
    from smsdocs.model.register import Record, Register, Row
    from smsdocs.model.table import Table, TableRow


@dataclass(frozen=True, slots=True)
class At:
    """Where something stands: a record or register, and the way to the value in it."""

    holder: Record | Register
    key: Key = ()

    def place(self, *further: str | int) -> Place:
        """Return the place of the value, or of something inside it."""
        return self.holder.places.of(*self.key, *further)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that somebody has to do by a day.

    Attributes:
        at: the record or row that asks for it.
        owner: a role.
        done: the day it was done; None while it is open, and where nobody says the day.
        closed: whether nothing is left to do although no day says when it was done: a row of a register that is over.
        documents: ids of the documents it changes.
    """

    at: At
    id: str
    what: str
    owner: str
    due: date | None
    done: date | None
    closed: bool = False
    result: str = ""
    documents: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done is None and not self.closed

    def is_overdue(self, today: date) -> bool:
        """Say whether its day has passed and it is not done; the day itself is not late."""
        return self.is_open and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span of days; both ends count. None where an end is open."""

    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditScope:
    """What an audit looks at."""

    processes: tuple[str, ...] = ()
    clauses: tuple[ClauseRef, ...] = ()
    services: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


class Grade(StrEnum):
    """How grave a finding of an audit is, gravest first."""

    MAJOR = "major"
    MINOR = "minor"
    OBSERVATION = "observation"
    OPPORTUNITY = "opportunity"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """One finding of an audit.

    Attributes:
        answer: id of the record or row that answers it; empty where nothing does.
    """

    at: At
    id: str
    grade: Grade
    text: str
    clause: ClauseRef | None = None
    process: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """An audit that was held.

    Attributes:
        number: its id in the programme; the record's own id where it says none.
        kind: internal, supplier, stage-1, stage-2, surveillance or recertification.
        period: whose work it looked at: what happened between these days.
        structured: whether its front matter says what it looked at; an old record may say so in prose only.
    """

    record: Record
    number: str
    kind: str
    period: Period
    scope: AuditScope
    auditors: tuple[str, ...]
    auditees: tuple[str, ...]
    reported_on: date | None
    findings: tuple[AuditFinding, ...]
    structured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAudit:
    """An audit of the programme."""

    at: At
    id: str
    planned: date | None
    scope: AuditScope
    auditors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """An audit programme: a cycle and the audits planned in it."""

    record: Record
    cycle: Period
    audits: tuple[PlannedAudit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nonconformity:
    """Something that was not as it should be.

    Attributes:
        source: id of the record, or of record and finding (`REC-AUD-2026-01#F1`), it came from.
        effect_due: when somebody is to look whether the actions worked.
        checked_on: when somebody did; `works` says what they found.
    """

    record: Record
    grade: Grade
    raised_on: date | None
    source: str
    breaks: tuple[ClauseRef, ...]
    concerns: AuditScope
    correction: str
    cause: str
    actions: tuple[Action, ...]
    effect_due: date | None
    checked_on: date | None
    works: bool | None
    closed_on: date | None
    structured: bool

    @property
    def is_open(self) -> bool:
        """Whether nobody has closed it."""
        return self.closed_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementReview:
    """A management review.

    Attributes:
        inputs: what was said of each topic, by its id.
        decisions: actions too: those without a due day are decisions alone.
        planned: the day of the next one.
    """

    record: Record
    chair: str
    attendees: tuple[str, ...]
    inputs: dict[str, str]
    decisions: tuple[Action, ...]
    planned: date | None
    structured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """A row of the KPI register.

    Attributes:
        higher: whether more is better; None where the register does not say.
        months: how many months one period has; None where the frequency is unknown. Weekly counts as None.
    """

    at: At
    row: Row
    id: str
    name: str
    process: str
    unit: str
    target: float | None
    higher: bool | None
    frequency: str
    months: int | None
    owner: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One value of a KPI for one period.

    Attributes:
        period: as written: `2026-05`, `2026-Q2`, `2026-H1` or `2026`.
        start: first day of the period.
        end: last day of it.
    """

    table: Table
    row: TableRow
    kpi: str
    period: str
    start: date
    end: date
    value: float

    def meets(self, kpi: Kpi) -> bool | None:
        """Say whether the value meets the target; None where there is no target or no direction."""
        if kpi.target is None or kpi.higher is None:
            return None
        return self.value >= kpi.target if kpi.higher else self.value <= kpi.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """A person took part in a training on a day: a line of a table, or an attendee of a record.

    Attributes:
        training: id of a row of the training register.
    """

    place: Place
    training: str
    person: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """A person says that they read a version of a document."""

    table: Table
    row: TableRow
    person: str
    document: str
    version: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A row of the project register."""

    at: At
    id: str
    title: str
    step: str
    owner: str
    begin: date | None
    due: date | None
    done: date | None
    after: tuple[str, ...]
    effort: float | None
    budget: float | None
    note: str
