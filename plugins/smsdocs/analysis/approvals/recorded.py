"""What approval records show: those that name the text, and those that name commits with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.bounds import Bounds, Held, find_earlier
from smsdocs.analysis.approvals.case import Claim, find_signable
from smsdocs.model.approval import Grade, Source

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from datetime import date

    from smsdocs.analysis.approvals.case import Case
    from smsdocs.model.approval import ApprovalRecord
    from smsdocs.model.history import Commit
    from smsdocs.model.register import Person

_FORGES = frozenset({Source.GITHUB, Source.GITLAB})


def find_records(case: Case) -> Iterator[Claim]:
    """Yield a claim for each approval record of this text; one older than the text, or of another, is out of date."""
    change = case.revision.change
    texts = _find_texts(case)
    present = find_signable(case.revision)
    oids = dict.fromkeys(commit.oid for commit in (*present, *change.brought))
    found = [record for blob in texts for record in case.records.by_blob.get(blob, ())]
    found += [record for oid in oids for record in case.records.by_commit.get(oid, ())]
    for record in sorted({record.index: record for record in found}.values(), key=lambda one: one.index):
        if record.document not in case.names:
            continue
        same = record.blob in texts if record.blob else _saw(case, record)
        person = case.people.people.get(record.by)
        if person is None:
            case.notes.append(f"an approval record names `{record.by}`, who is not in the people register")
            continue
        bounds = _find_bounds(case, record, texts)
        fault = bounds.find_fault(record) if same else ""
        if fault:
            case.notes.append(f"the approval record of `{record.by}` ({record.place}) {fault}")
        if not fault or bounds.precedes(record):
            yield _claim_by_record(case, record, person, outdated=bool(fault) or not same)
    case.notes.extend(_find_lost(case, {record.index for record in found}))


def _find_lost(case: Case, known: Container[int]) -> Iterator[str]:
    """Yield a note for each record of the days of this approval whose commits did not bring the text.

    A squash or rebase makes other commits; where the record names no text, nobody can tell what was seen.
    """
    landed, before = case.revision.day, case.sight.find_day_before() if case.sight is not None else None
    for name in case.names:
        for record in case.records.unnamed.get(name, ()):
            day = record.day
            in_time = (
                day is not None and (before is None or before <= day) and (landed is None or day <= landed)
            )
            if in_time and record.index not in known:
                yield (
                    f"the approval record of `{record.by}` ({record.place}) names no commit that brought this text: "
                    "a squash or rebase replaced them, or they changed something else"
                )


def _find_texts(case: Case) -> Mapping[str, Held]:
    """Return the objects that hold the approved text."""
    own = {case.revision.change.blob: Held(case.bounds.made, case.bounds.version)}
    wanted = frozenset[str]().union(*(case.records.blobs.get(name, ()) for name in case.names))
    if case.sight is None or not wanted:
        return own
    return {**own, **case.sight.find_texts(wanted)}


def _find_seen(case: Case, record: ApprovalRecord) -> Commit | None:
    """Return the newest commit that a record covers, of those on the branch, else the one that landed."""
    landing, brought = case.revision.change.commit, case.revision.change.brought
    commits = [*reversed(brought), *([landing] if landing else [])]
    return next((commit for commit in commits if commit.oid in record.commits), None)


def _saw(case: Case, record: ApprovalRecord) -> bool:
    """Say whether whoever approved commits saw the text that landed.

    That is in the newest of those that brought it; else in the newest at all, which may have joined it with the trunk.
    A squash or rebase made another commit of those that were seen: the newest of them is asked, and where git does not
    have it the record counts.
    """
    seen = _find_seen(case, record)
    if seen is None or (case.sight is None and seen not in find_signable(case.revision)):
        return False
    holds = case.holds(seen)
    if case.sight is None or (holds and not _is_replaced(case, record)):
        return holds
    others = _look_at_others(case, record)
    if holds:
        return next(others, None) is not False
    return next((one for one in others if one is not None), False)


def _look_at_others(case: Case, record: ApprovalRecord) -> Iterator[bool | None]:
    """Say of each commit that a record names, the newest first, whether it has the text that landed.

    Not of the one that landed; None of those that git does not have.
    """
    landing = case.revision.change.commit
    others = (oid for oid in reversed(record.commits) if landing is None or oid != landing.oid)
    return (case.sight.holds_at(oid) for oid in others) if case.sight is not None else iter(())


def _find_bounds(case: Case, record: ApprovalRecord, texts: Mapping[str, Held]) -> Bounds:
    """Return what a record must agree with; one that names an object, with what that says itself."""
    held = texts.get(record.blob) if record.blob else None
    if held is not None:
        made = held.day
        if case.sight is not None and _is_replaced(case, record):
            before = case.sight.find_day_before()
            made = None if before is None else find_earlier(before, made)
        return replace(case.bounds, made=made, version=held.version)
    return case.bounds if record.blob else replace(case.bounds, made=_find_day_made(case, record))


def _is_replaced(case: Case, record: ApprovalRecord) -> bool:
    """Say whether a record names commits that are not those that landed: a squash may have replaced them."""
    known = {commit.oid for commit in (*find_signable(case.revision), *case.revision.change.brought)}
    landing = case.revision.change.commit
    single = landing is not None and len(landing.parents) <= 1
    return single and bool(record.commits) and not known.issuperset(record.commits)


def _find_day_made(case: Case, record: ApprovalRecord) -> date | None:
    """Return the day before which nobody can have given a record; None where that cannot be known.

    A forge makes the commit of a squash or a rebase long after the review of those that it replaces. Such a record
    cannot be older than what landed before.
    """
    seen = _find_seen(case, record)
    if case.sight is None or seen is None:
        return case.bounds.made
    day = case.sight.find_day(seen)
    if record.source not in _FORGES or not _is_replaced(case, record):
        return day
    before = case.sight.find_day_before()
    return None if before is None else find_earlier(before, day)


def _claim_by_record(case: Case, record: ApprovalRecord, person: Person, *, outdated: bool) -> Claim:
    source = f" from {record.source}" if record.source else ""
    detail = f"approval record{source} ({record.place})"
    if not record.blob and _is_replaced(case, record) and next(_look_at_others(case, record), None) is None:
        detail += "; the commits that were seen are not in this clone, so nobody can look whether they had this text"
    approval = case.approve(Grade.RECORD, person, detail, record.day, record.url)
    return Claim(person=person, approval=approval, spoken=True, outdated=outdated)
