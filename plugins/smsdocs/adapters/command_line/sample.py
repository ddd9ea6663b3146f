"""`smsdocs sample`: somebody looked at records that another system keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from smsdocs.adapters.command_line.options import Day, emit, root_option, today_option
from smsdocs.analysis.nearest import suggest
from smsdocs.model.duration import add_duration, parse_duration
from smsdocs.model.register import Sample
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.sample_entries import write_sample
from smsdocs.reports.words import count, encodable, enumerate_words, plain
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from smsdocs.model.register import RecordLocation, Register
    from smsdocs.model.snapshot import Snapshot

LONGEST = 500
"""Characters of a result; the schema says the same."""


@click.command()
@click.argument("location", metavar="[LOCATION]", required=False)
@click.option("--by", "person", metavar="PERSON", help="Who looked: an id of the people register.")
@click.option(
    "--count", "number", type=click.IntRange(min=1), metavar="N", help="How many records were looked at."
)
@click.option("--result", metavar="TEXT", help="What was found, in one or two sentences.")
@click.option("--date", "day", type=Day(), help="When; today where it is not said.")
@root_option
@today_option
def sample(
    location: str | None,
    person: str | None,
    number: int | None,
    result: str | None,
    day: date | None,
    root: Path,
    today: date | None,
) -> None:
    """Record that somebody looked at records which another system keeps.

    LOCATION is the id of a row of the register of record locations. Without it, the command lists them all with the
    day on which each is to be sampled next.
    """
    snapshot = read_snapshot(root, today=today, history=False)
    if not location:
        _list(snapshot)
        return
    register, row = _find(snapshot, location)
    if person is None or number is None or result is None:
        given = {"--by": person, "--count": number, "--result": result}
        missing = [name for name, value in given.items() if value is None]
        example = f'smsdocs sample {location} --by PERSON --count 20 --result "All complete."'
        raise CannotLookError(f"say {enumerate_words(missing)} too", f"such as: {example}")
    _refuse_unfit(snapshot, person, result, day)
    taken = Sample(taken_on=day or snapshot.today, by=person, count=number, result=" ".join(result.split()))
    write_sample(root, register.path, row.index, taken)
    following = _find_next(snapshot, register, row, taken)
    emit(
        f"{_safe(person)} looked at {count(number, 'record')} of {_safe(row.name or row.id)} on {taken.taken_on}.\n"
        f"The next sample is due on {following}. Commit {_safe(register.path)}.\n"
    )


def _find(snapshot: Snapshot, location: str) -> tuple[Register, RecordLocation]:
    for register, row in snapshot.locations:
        if row.id == location:
            return register, row
    known = [row.id for _, row in snapshot.locations if row.id]
    if not known:
        hint = f"write {snapshot.settings.registers}/record-locations.yml: which records lie where"
        raise CannotLookError("there is no register of record locations here", hint)
    hint = suggest(location, known, f"one of: {', '.join(known)}")
    raise CannotLookError(f"there is no record location {location!r}", hint)


def _refuse_unfit(snapshot: Snapshot, person: str, result: str, day: date | None) -> None:
    people = {one.id for one in snapshot.people if one.id}
    if people and person not in people:
        hint = suggest(person, people, "give the id of a person, not a name")
        raise CannotLookError(f"there is nobody {person!r} in the people register", hint)
    if not result.strip() or len(result) > LONGEST:
        raise CannotLookError(
            "the result is empty or too long", f"say in at most {LONGEST} characters what was found"
        )
    if day is not None and day > snapshot.today:
        raise CannotLookError(f"{day} lies in the future", "a sample is recorded once it was taken")


def _list(snapshot: Snapshot) -> None:
    if not snapshot.locations:
        emit("No records are kept elsewhere: there is no register of record locations, or it has no rows.\n")
        return
    lines = []
    for register, row in snapshot.locations:
        last = row.last_sample(snapshot.today)
        following = _find_next(snapshot, register, row, last) if last else None
        late = following is not None and following < snapshot.today
        told = f"next by {following}" if following else "never sampled"
        taken = f"last on {last.taken_on} by {last.by}" if last else "next by today"
        lines.append(
            (following or snapshot.today, f"  {row.id:<30} {told:<20} {taken}{'  late' if late else ''}")
        )
    emit("".join(f"{_safe(line)}\n" for _, line in sorted(lines)))


def _find_next(snapshot: Snapshot, register: Register, row: RecordLocation, last: Sample) -> date:
    fields = next((one.fields for one in register.rows if one.index == row.index), {})
    span = parse_duration(str(fields.get("sample_interval") or "")) or snapshot.settings.period
    return add_duration(last.taken_on or snapshot.today, span)


def _safe(text: str) -> str:
    return plain(encodable(text))
