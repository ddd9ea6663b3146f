"""SMS7xx: what is kept where and how long: tables, record locations, retention, documents of others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsdocs.analysis.management.common import read_deed
from smsdocs.analysis.management.measurements import parse_period
from smsdocs.analysis.management.people import find_members
from smsdocs.analysis.management.rounds import find_period, find_samplings
from smsdocs.analysis.nearest import Slips
from smsdocs.checks.mentions import quote
from smsdocs.checks.rule import from_faults, rule
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import Duration, add_duration, parse_duration
from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from smsdocs.analysis.management.people import Member
    from smsdocs.analysis.management.rounds import Round
    from smsdocs.model.document import Value
    from smsdocs.model.place import Key
    from smsdocs.model.register import Register, Row
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_DISPOSAL = Duration(24, 0)
"""How long ago the last disposal may lie."""
_PERSONAL = frozenset({"cellphone", "email", "mail", "mobile", "phone", "telephone"})
"""Last words of columns that tell how to reach somebody, in small letters: `contact_email`, `e-mail`, `phone`."""
_OF_WAYS = frozenset({"address", "no", "nr", "number"})
"""Words that may follow them: `phone_number`."""
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_ADDRESS = re.compile(r"(?<![\w.+-])([A-Za-z]{1,40})[._]([A-Za-z]{2,40})@[A-Za-z0-9-]{1,63}\.[A-Za-z0-9]")
"""An address that is somebody's: first and last name, or a letter of the first."""
_TEAMS = frozenset(
    {
        "customer",
        "desk",
        "finance",
        "help",
        "hotline",
        "legal",
        "mail",
        "noreply",
        "office",
        "operations",
        "ops",
        "press",
        "privacy",
        "sales",
        "security",
        "service",
        "services",
        "support",
        "team",
    }
)
"""Words that make such an address that of a team."""
_SPAN = re.compile(
    r"\b(?:\d{1,4}|one|two|three|four|five|six|seven|ten|twelve)\s+(?:day|week|month|year)s?\b", re.IGNORECASE
)
_DEEP = 8
"""Levels of a row that are looked at."""


@rule("SMS701", "broken-table", _ERROR)
def broken_table(snapshot: Snapshot) -> Iterator[Problem]:
    """A table of records cannot be read.

    Triggered when: a CSV file below the records folder lies in no folder of `measurement`, `attendance` or
    `acknowledgement`, lacks a column of its kind, has one that is not known, or a line has too few or too many
    cells, or leaves one empty that must be filled.

    To fix this: mend the line; the first one names the columns, separated by comma or semicolon.

    Rationale: a line that cannot be read is no evidence (ISO/IEC 20000-1, 7.5.3).
    """
    return from_faults(snapshot, "broken-table")


@rule("SMS729", "sample-due", _INFO)
def sample_due(snapshot: Snapshot) -> Iterator[Problem]:
    """Records that live in another system are to be sampled soon.

    Triggered when: the next sample of a record location, counted from the last by `sample_interval` or as long as a
    sample counts (the setting `period`), is due within the time of the setting `review.warn` (30 days unless set
    otherwise), or its day has passed. A location that was never sampled, or so long ago that the sample no longer
    counts, is a doubtful carrier: SMS308 tells of the clauses that rest on it.

    To fix this: look at some of the records, and add a line under `samples`.

    Rationale: what exists in another system stays there; that it is there and complete, somebody has seen (ISO/IEC
    20000-1, 7.5.3 and 9.1).
    """
    locations = {(register.path, location.index): location for register, location in snapshot.locations}
    soon = add_duration(snapshot.today, snapshot.settings.review.warn)
    for one in find_samplings(snapshot):
        location = locations[one.at.holder.path, one.row.index]
        if one.last is None or one.day is None or one.day > soon:
            continue
        counts = add_duration(one.last, find_period(snapshot, location)) >= snapshot.today
        if counts or not (location.provides or location.clauses):
            yield _describe_sample(one, one.day, snapshot.today)


def _describe_sample(one: Round, day: date, today: date) -> Problem:
    when = f"was due on {day}" if day < today else f"is due on {day}"
    return Problem(
        place=one.at.place("samples"),
        message=f"the next sample of `{quote(one.row.id)}` {when}; the last was taken on {one.last}",
        hint="look at some of the records, and add a line under `samples`",
        document=one.at.holder.name,
    )


@rule("SMS730", "retention-missing", _WARNING)
def retention_missing(snapshot: Snapshot) -> Iterator[Problem]:
    """Nothing says how long records of a kind are kept.

    Triggered when: there is a retention register, and no row of it names in `kinds` a kind of records or tables that
    the records folder holds; or none names `people`, and the description of the people register states no time
    either. One finding per kind. Records in other systems state their retention where they are located.

    To fix this: add the kind to `kinds` of the row that holds for it, or add a row.

    Rationale: how long evidence is kept and how it is disposed of is decided, not left to chance (ISO/IEC 20000-1,
    7.5.3); personal data is kept no longer than needed.
    """
    register = snapshot.register_of("retention")
    if register is None:
        return
    named = {kind for _, row in _find_retentions(snapshot) for kind in row.texts("kinds")}
    slips = Slips()
    for kind in sorted(_find_kinds(snapshot) - named):
        yield Problem(
            place=register.places.of_key("rows"),
            message=f"no row says how long `{quote(kind)}` is kept",
            hint=slips.suggest(kind, named, "add it to `kinds` of a row"),
            document=register.name,
        )


def _find_retentions(snapshot: Snapshot) -> Iterator[tuple[Register, Row]]:
    for register in snapshot.registers:
        for row in register.rows if register.kind == "retention" else ():
            yield register, row


def _find_kinds(snapshot: Snapshot) -> set[str]:
    """Return the kinds of records in use; `people` too, unless their register says itself how long it keeps them."""
    kinds = {record.kind for record in snapshot.records if record.kind}
    kinds |= {table.kind for table in snapshot.tables}
    people = [one for one in snapshot.registers if one.kind == "people" and one.people]
    return kinds | ({"people"} if any(not _SPAN.search(one.head.description) for one in people) else set())


@rule("SMS736", "disposal-overdue", _INFO)
def disposal_overdue(snapshot: Snapshot) -> Iterator[Problem]:
    """Records are older than they are to be kept, or nobody has disposed of any for long.

    Triggered when: `last_disposal` of a row of the retention register is more than 24 months ago; or records, lines
    of tables or people are older than its `retention`, and were so at the last disposal, or there was none. For
    people it counts from `left_on` or from the end of their last assignment, whichever is later.

    To fix this: dispose of them as the row says, and set `last_disposal`; where they must be kept for longer, say so
    in `retention`.

    Rationale: a retention that nobody follows helps nobody, least of all the people whose data it is (ISO/IEC
    20000-1, 7.5.3).
    """
    ages = _find_ages(snapshot)
    for register, row in _find_retentions(snapshot):
        last = read_deed(row.fields, "last_disposal", snapshot.today)
        span = parse_duration(row.text("retention"))
        days = [day for kind in row.texts("kinds") for day in ages.get(kind, ())]
        ends = [add_duration(day, span) for day in days] if span else []
        old = [end for end in ends if end < snapshot.today and (last is None or end < last)]
        if last is not None and add_duration(last, _DISPOSAL) < snapshot.today:
            message = f"the last disposal of `{quote(row.id)}` was on {last}, more than 24 months ago"
        elif old:
            message = f"{len(old)} of `{quote(row.id)}` should have been disposed of, the first on {min(old)}"
        else:
            continue
        yield Problem(
            place=register.places.of("rows", row.index, "last_disposal"),
            message=message,
            hint="dispose of what is older than its retention, and set `last_disposal`",
            document=register.name,
        )


def _find_ages(snapshot: Snapshot) -> dict[str, list[date]]:
    """Return, by kind, the days from which retention counts: of records, of lines of tables, of people who left."""
    found: dict[str, list[date]] = {}
    for record in snapshot.records:
        if record.date is not None:
            found.setdefault(record.kind, []).append(record.date)
    for table in snapshot.tables:
        for row in table.rows:
            period = parse_period(row.text("period")) if table.kind == "measurement" else None
            day = period[1] if period else parse_date(row.text("date"))
            if day is not None:
                found.setdefault(table.kind, []).append(day)
    for member in find_members(snapshot):
        if gone := _find_last_day(member):
            found.setdefault("people", []).append(gone)
    return found


def _find_last_day(member: Member) -> date | None:
    """Return the last day of somebody who left, or whose assignments are all over; None for anybody else."""
    ends = [one.end for one in member.person.assignments]
    days = [day for day in (member.left_on, *ends) if day is not None]
    return max(days, default=None) if member.left_on is not None or None not in ends else None


@rule("SMS733", "personal-data-elsewhere", _INFO)
def personal_data_elsewhere(snapshot: Snapshot) -> Iterator[Problem]:
    """A register other than that of people tells how to reach somebody.

    Triggered when: rows of another register have a field named email, phone or the like (`contact_email`,
    `phone_number`), at any depth, or one whose text holds an address with somebody's first and last
    name before the `@`. One finding per register and field.

    To fix this: move it to the people register, name the person by id, and state there or in the retention register
    how long it is kept. An address of a team is no personal data: call the field `contact`.

    Rationale: personal data stands in one place, so that it can be shown, mended and deleted; pages show none of what
    the people register holds of it, but they do show the rows of other registers.
    """
    for register in snapshot.registers:
        if register.kind == "people":
            continue
        found: dict[str, list[Key]] = {}
        for row in register.rows:
            for key in _find_personal(row.fields, ("rows", row.index)):
                found.setdefault(str(key[-1]).casefold(), []).append(key)
        for name, keys in found.items():
            more = f", {len(keys)} times" if len(keys) > 1 else ""
            yield Problem(
                place=register.places.of_key(*keys[0]),
                message=f"`{quote(name)}` is personal data outside the people register{more}",
                hint="move it to the people register, and name the person by id",
                document=register.name,
            )


def _find_personal(fields: Mapping[str, Value], way: Key) -> Iterator[Key]:
    """Yield the way to each field of a row, and of what is inside it, that is named for a way to reach somebody."""
    for name, value in fields.items():
        key = (*way, name)
        if value and isinstance(name, str) and (_is_personal(name) or _tells_address(value)):
            yield key
        entries = value if isinstance(value, list) else []
        inner = [((*key, index), entry) for index, entry in enumerate(entries)]
        for place, entry in (*inner, (key, value)):
            if isinstance(entry, dict) and len(place) < _DEEP:
                yield from _find_personal(entry, place)


def _is_personal(name: str) -> bool:
    """Say whether a column is named for a way to reach somebody."""
    words = [
        word.casefold() for word in _PARTS.findall(name.replace("e-mail", "email").replace("E-Mail", "email"))
    ]
    while len(words) > 1 and words[-1] in _OF_WAYS:
        words.pop()
    return bool(words) and words[-1] in _PERSONAL


def _tells_address(value: Value) -> bool:
    """Say whether a text, or one of a list, holds an address with somebody's name."""
    texts = value if isinstance(value, list) else [value]
    return any(
        not {found[1].casefold(), found[2].casefold()} & _TEAMS
        for text in texts
        if isinstance(text, str) and "@" in text
        for found in _ADDRESS.finditer(text)
    )
