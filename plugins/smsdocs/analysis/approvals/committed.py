"""What commits show of an approval: who landed the text, and what a message says of who approved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.case import Claim, find_signable
from smsdocs.analysis.identities import is_machine
from smsdocs.model.approval import Grade
from smsdocs.model.history import Author

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.analysis.approvals.case import Case
    from smsdocs.model.history import Commit
    from smsdocs.model.register import Person

_TRAILERS = ("approved-by", "reviewed-by")
_BAD = "B"
"""A signature that does not fit its commit, by git's letter."""


def find_merge(case: Case) -> Iterator[Claim]:
    """Yield a claim for whoever landed the text by their own hand."""
    landing = case.revision.change.commit
    if landing is None or not case.revision.change.landed:
        return
    merge = len(landing.parents) > 1
    who = landing.author if merge and is_machine(landing.committer) else landing.committer
    person = case.people.find_person(who)
    if person is not None and not _is_contradicted(case, landing, person):
        what = "merge" if merge else "commit"
        detail = f"landed by the approver with the {what} {landing.oid[:10]}"
        yield Claim(person=person, approval=case.approve(Grade.MERGE, person, detail), spoken=False)


def _is_contradicted(case: Case, commit: Commit, person: Person) -> bool:
    """Say whether the signature of a commit speaks against the name that it bears; a note says so."""
    signature = case.find_signature(commit)
    if signature is None or not signature.verified:
        return signature is not None and signature.status == _BAD
    signer = case.people.find_signer(Author(signature.name, signature.email))
    if signer is None or signer is person:
        return False
    case.notes.append(
        f"{commit.oid[:10]} bears the name of {person.name or person.id} and the signature of "
        f"{signer.name or signer.id}"
    )
    return True


def find_trailers(case: Case) -> Iterator[Claim]:
    """Yield a claim for each person named as approver or reviewer by a message."""
    for commit in find_signable(case.revision):
        signature = case.find_signature(commit)
        if signature is not None and signature.status == _BAD:
            continue  # its words are not those that were signed
        for key, value in commit.trailers:
            if key not in _TRAILERS:
                continue
            person = case.people.find_named(value)
            label = key.capitalize()
            if person is None:
                case.notes.append(f"`{label}: {value}` names nobody in the people register")
                continue
            detail = f"`{label}:` in {commit.oid[:10]}"
            yield Claim(
                person=person,
                approval=case.approve(Grade.TRAILER, person, detail),
                spoken=key == "approved-by",
                outdated=not case.holds(commit),
            )
