"""Approvals on a forge as approval records: by people we know, not by authors or machines, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.identities import is_machine_login
from smsdocs.model.approval import ApprovalRecord

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from smsdocs.analysis.identities import Identities
    from smsdocs.model.approval import Source
    from smsdocs.model.register import Person
    from smsdocs.readers.forge_reviews.review import Export, Review

    _Covered = dict[tuple[str, str, Source | None, str], list[frozenset[str]]]
    """By person, document, source and commit: the commits of each record that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What becomes of an export: records to add, and words on what is left out."""

    records: tuple[ApprovalRecord, ...]
    skipped: tuple[str, ...]


def build_import(
    export: Export, people: Identities, present: Sequence[ApprovalRecord], zone: tzinfo
) -> Import:
    """Return the approvals that are to be added: by people we know, not by authors or machines, each once.

    Args:
        export: what the forge says.
        people: the people register.
        present: the records there are.
        zone: whose day counts.
    """
    records: list[ApprovalRecord] = []
    covered: _Covered = {}
    for one in present:
        _cover(one, covered)
    skipped = list(export.skipped)
    for review in export.reviews:
        person = people.find_account(review.source, review.login)
        author = people.find_account(review.source, review.author)
        day = review.at.astimezone(zone).date() if review.at else None
        objection = _find_objection(review, people, person, author)
        if objection or person is None or day is None:
            objection = objection or f"nothing says when {review.login} approved it"
            skipped.append(f"{review.request}: {objection}")
            continue
        record = ApprovalRecord(
            by=person.id, day=day, commits=review.commits, source=review.source, url=review.url
        )
        if _is_covered(record, covered):
            skipped.append(f"{review.request}: the approval of {person.id} is there already")
            continue
        records.append(record)
        _cover(record, covered)
        if review.later:
            skipped.append(f"{review.request}: the approval of {person.id} does not cover what came after it")
    return Import(records=tuple(records), skipped=tuple(dict.fromkeys(skipped)))


def _cover(record: ApprovalRecord, covered: _Covered) -> None:
    """Note what a record covers."""
    commits = frozenset(record.commits)
    for oid in commits:
        covered.setdefault((record.by, record.document, record.source, oid), []).append(commits)


def _is_covered(record: ApprovalRecord, covered: _Covered) -> bool:
    """Say whether a record of the same person covers all commits of another; it has the first one, then."""
    known = covered.get((record.by, record.document, record.source, record.commits[0]), ())
    return any(one.issuperset(record.commits) for one in known)


def _find_objection(review: Review, people: Identities, person: Person | None, author: Person | None) -> str:
    """Say why the word of whoever approved does not count; empty where it does."""
    if review.bot or is_machine_login(review.login):
        return f"{review.login} is a machine"
    if not review.login:
        return "the account that approved it is gone"
    if review.login.casefold() == review.author.casefold() or (person and person is author):
        return f"{review.login} is its author"
    if person is not None:
        return "" if review.commits else f"nothing says which text {review.login} approved"
    entry = f"{review.source}:{review.login}"
    if people.is_shared(review.source, review.login):
        return (
            f"{review.login} is the account of several people in the register: let `{entry}` stand with one"
        )
    return f"{review.login} is nobody in the people register; add `accounts: [{entry}]` to the person"
