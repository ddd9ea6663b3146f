"""SMS4xx, dates: what people write as a date, held against the day on which they wrote it."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from smsdocs.checks.mentions import (
    UNCOMMITTED,
    count_holders,
    enumerate_texts,
    name_field,
    name_revision,
)
from smsdocs.checks.proven import find_all, find_proven
from smsdocs.checks.rule import rule
from smsdocs.model.duration import Duration, add_duration
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.history import Kind
from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.history import Revision
    from smsdocs.model.proof import DateProof, Proof
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_PAST = ("last_reviewed", "approved_on")
"""Dates of what has been done. What takes effect may lie ahead."""
_DEEDS = {"last_reviewed": "review", "approved_on": "approve"}
"""What has to be done before one of those dates can be written anew."""
_YEAR = Duration(12, 0)
_ABOUT = timedelta(days=31)
"""The widest span around a year that is still about a year, however patient the settings are."""
_IMPORT = 10
"""Documents with old dates that one commit brought from which that is one finding: they come from elsewhere."""


class _Slip(Enum):
    """What is wrong with a date, seen from the day it was written."""

    FUTURE = auto()
    BACK_DATED = auto()
    YEAR_OFF = auto()


def _find_slip(proof: DateProof, tolerance: Duration) -> _Slip | None:
    """Return what is wrong with a date: one cause, one finding."""
    ahead = (proof.value - proof.day).days > 1  # somebody further east may write tomorrow's date
    if proof.value >= proof.day and (not ahead or proof.name not in _PAST):
        return None
    if not ahead and add_duration(proof.value, tolerance) >= proof.day:
        return None
    if ahead:
        return _Slip.FUTURE
    return _Slip.YEAR_OFF if _is_a_year(proof.value, proof.day, tolerance) else _Slip.BACK_DATED


def _is_a_year(early: date, late: date, tolerance: Duration) -> bool:
    first, last = sorted((add_duration(early, _YEAR), late))
    return last <= add_duration(first, tolerance) and last - first <= _ABOUT


@rule("SMS406", "future-date", _ERROR)
def future_date(snapshot: Snapshot) -> Iterator[Problem]:
    """A document says that it was reviewed or approved on a day that had not come.

    Triggered when: `last_reviewed` or `approved_on` is after today, or more than a day after the commit that wrote
    it. `effective_from` may lie ahead.

    To fix this: write the day on which it was done. Where it is a year ahead, the year is most likely mistyped.

    Rationale: a date that is written before the deed is a promise and no evidence (ISO/IEC 20000-1, 7.5.2).
    """
    proofs = {one.path: proof for one, proof in find_proven(snapshot)}
    for one in find_all(snapshot):
        for name in _PAST:
            value = getattr(one.head, name)
            proof = proofs[one.path].date(name) if one.path in proofs else None
            tolerance = snapshot.settings.review.tolerance
            slip = _find_slip(proof, tolerance) if proof else None
            if value is None:
                continue
            if proof is not None and slip is _Slip.FUTURE:
                when = f"after the day it was written, {_tell_day(proof.revision, proof.day)}"
            elif value > snapshot.today:
                when = f"after today, {snapshot.today}{_tell_writer(proof)}"
            else:
                continue
            yield Problem(
                place=one.places.of(name),
                message=f"`{name_field(snapshot, one, name)}` says {value}, {when}",
                hint=_suggest_day(value, proof.day if proof else snapshot.today, tolerance),
                document=one.name,
            )


def _suggest_day(value: date, day: date, tolerance: Duration) -> str:
    if value > day and _is_a_year(day, value, tolerance):
        return f"most likely the year should be {value.year - 1}"
    return "write the day on which it was done"


def _tell_day(revision: Revision, day: date) -> str:
    return f"{day} in {revision.short}" if revision.oid else f"{day} in {UNCOMMITTED}"


def _tell_writer(proof: DateProof | None) -> str:
    return f" (written in {name_revision(proof.revision)})" if proof else ""


@rule("SMS407", "back-dated", _WARNING)
def back_dated(snapshot: Snapshot) -> Iterator[Problem]:
    """A date lies long before the commit that wrote it.

    Triggered when: `last_reviewed`, `approved_on` or `effective_from` is before the day its commit landed, by more
    than the setting `review.tolerance` (7 days unless set otherwise). One finding for all dates of a document that
    one commit wrote, and one for a commit that brought ten or more documents with old dates. A date that is off
    by a year is SMS409 instead. A review or approval date that was taken out and put back was written when it stood
    there first, unless its day had not come then.

    To fix this: if the date is wrong, write the right one. If it is right, nothing mends a late commit: do it again
    and write the day on which you commit that; commit the next one within the tolerance. For documents that came from
    elsewhere keep the true date and write a baseline, since git cannot know what happened before.

    Rationale: git proves no more than that the date was written later; dates set on the eve of an audit look the
    same (ISO/IEC 20000-1, 7.5.2 and 9.2).
    """
    imports = _find_imports(snapshot)
    for found in imports.values():
        yield _describe_import(found)
    for one, revision, dates in _find_slips(snapshot, _Slip.BACK_DATED):
        if revision.oid in imports and revision.kind is Kind.CREATED:
            continue
        late = {(found.day - found.value).days for found in dates}
        were = "were" if len(dates) > 1 else "was"
        yield Problem(
            place=one.places.of(dates[0].name),
            message=f"{_list_dates(snapshot, one, dates)} {were} written {_count_days(late)} later, "
            f"on {_tell_day(revision, dates[0].day)}",
            hint=_suggest_again(revision, [found.name for found in dates]),
            document=one.name,
        )


def _suggest_again(revision: Revision, names: list[str]) -> str:
    """Return what can be done now about dates that were written too late; that commit cannot be mended."""
    deeds = " and ".join(_DEEDS[name] for name in names if name in _DEEDS)
    again = f"{deeds} it again and write" if deeds else "write"
    hint = (
        f"{again} the day on which you commit that; from now on commit within the setting `review.tolerance`"
    )
    if revision.oid and revision.kind is Kind.CREATED:
        return f"forgive what came from elsewhere with `smsdocs check --write-baseline`; else {hint}"
    return hint


def _count_days(late: set[int]) -> str:
    return f"{'up to ' if len(late) > 1 else ''}{max(late):,} {'day' if late == {1} else 'days'}"


def _find_imports(snapshot: Snapshot) -> dict[str, list[DateProof]]:
    """Return the old dates of documents that one commit brought many of, by that commit."""
    found: dict[str, list[DateProof]] = {}
    for one, proof in find_proven(snapshot):
        del one
        for slip in (_Slip.BACK_DATED, _Slip.YEAR_OFF):
            for dates in _group(proof, slip, snapshot.settings.review.tolerance):
                first = dates[0]
                if first.revision.oid and first.revision.kind is Kind.CREATED and first.value < first.day:
                    found.setdefault(first.revision.oid, []).append(min(dates, key=lambda date: date.value))
    return {
        oid: dates
        for oid, dates in found.items()
        if len({one.revision.change.path for one in dates}) >= _IMPORT
    }


def _describe_import(found: list[DateProof]) -> Problem:
    """Say it once: numbers stand in the hint, so that the finding stays the same while documents are reviewed."""
    paths = {one.revision.change.path for one in found}
    oldest = max((one.day - one.value).days for one in found)
    return Problem(
        place=Place(""),
        message=f"{name_revision(found[0].revision)} brought documents with dates that are older than it, "
        "which git cannot know",
        hint=f"{count_holders(len(paths))}, by up to {oldest:,} days; forgive what came from elsewhere "
        "with `smsdocs check --write-baseline`",
    )


@rule("SMS408", "date-moved-backwards", _WARNING)
def date_moved_backwards(snapshot: Snapshot) -> Iterator[Problem]:
    """A date is earlier than what it said before.

    Triggered when: the commit that wrote `last_reviewed`, `approved_on` or `effective_from` replaced a later day;
    of the first two, in whatever steps. A day that had not come when it was replaced is none: that mends a mistake,
    or brings a plan forward. Where an approved text was taken back as a whole, SMS404 says so, and this does not.

    To fix this: write the later day again, or say in the commit why the earlier one is right, and waive it.

    Rationale: a review cannot be undone; an earlier day hides the later one (ISO/IEC 20000-1, 7.5.3).
    """
    for one, proof in find_proven(snapshot):
        for found in proof.dates:
            if proof.set_back is not None and found.set_in is proof.changed_after_approval:
                continue
            if found.former is not None and found.value < found.former <= found.set_on:
                yield Problem(
                    place=one.places.of(found.name),
                    message=f"`{name_field(snapshot, one, found.name)}` went back from {found.former} to "
                    f"{found.value} in {name_revision(found.set_in)}",
                    hint="write the later day again, or waive it with the reason",
                    document=one.name,
                )


@rule("SMS409", "year-off", _WARNING)
def year_off(snapshot: Snapshot) -> Iterator[Problem]:
    """A date lies a year before the day it was written.

    Triggered when: `last_reviewed`, `approved_on` or `effective_from` lies one year before the day its commit landed,
    give or take the setting `review.tolerance`, at most 31 days. A year ahead is SMS406. Documents that come from
    elsewhere in one commit (see SMS407) may bring old dates.

    To fix this: write the right year.

    Rationale: in January people write last year's number; then a review seems overdue that is not, or one seems
    done that is not.
    """
    imports = _find_imports(snapshot)
    for one, revision, dates in _find_slips(snapshot, _Slip.YEAR_OFF):
        were = "were" if len(dates) > 1 else "was"
        if revision.oid in imports and revision.kind is Kind.CREATED:
            continue
        yield Problem(
            place=one.places.of(dates[0].name),
            message=f"{_list_dates(snapshot, one, dates)} {were} written a year later, "
            f"on {_tell_day(revision, dates[0].day)}",
            hint=f"most likely the year should be {dates[0].value.year + 1}",
            document=one.name,
        )


def _find_slips(snapshot: Snapshot, wanted: _Slip) -> Iterator[tuple[Holder, Revision, list[DateProof]]]:
    """Yield the dates of each document that slipped in a way, those of one revision together."""
    tolerance = snapshot.settings.review.tolerance
    for one, proof in find_proven(snapshot):
        for dates in _group(proof, wanted, tolerance):
            yield one, dates[0].revision, dates


def _group(proof: Proof, wanted: _Slip, tolerance: Duration) -> list[list[DateProof]]:
    groups: dict[tuple[int, bool], list[DateProof]] = {}
    for one in proof.dates:
        if _find_slip(one, tolerance) is wanted:
            groups.setdefault((one.revision.order, one.value < one.day), []).append(one)
    return list(groups.values())


def _list_dates(snapshot: Snapshot, holder: Holder, dates: list[DateProof]) -> str:
    return enumerate_texts(f"`{name_field(snapshot, holder, one.name)}: {one.value}`" for one in dates)
