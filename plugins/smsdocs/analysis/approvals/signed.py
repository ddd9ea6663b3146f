"""What signatures show of an approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.case import Claim, find_signable
from smsdocs.analysis.identities import is_machine
from smsdocs.model.approval import Grade
from smsdocs.model.history import Author

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.analysis.approvals.case import Case
    from smsdocs.model.approval import Signature
    from smsdocs.model.history import Commit
    from smsdocs.model.register import Person

_UNCOUNTED = {
    "E": "cannot be checked here: its key is not at hand",
    "B": "does not fit the commit, or its key was revoked",
    "X": "has expired",
    "Y": "was made with a key that has expired",
    "R": "was made with a key that was revoked",
}
"""Signatures that show nothing, by git's letter."""


def find_signatures(case: Case) -> Iterator[Claim]:
    """Yield a claim for each good signature of a person, and note those that show nothing."""
    for commit in find_signable(case.revision):
        signature = case.find_signature(commit)
        person = _find_signer(case, commit, signature) if signature else None
        if signature is None or person is None:
            continue
        if outdated := not case.holds(commit):
            case.notes.append(
                f"the signature on {commit.oid[:10]} is on another text: the merge brought more than it had"
            )
        trust = "" if signature.status == "G" else ", with a key that nobody here vouches for"
        detail = f"signature on {commit.oid[:10]}{trust}"
        approval = case.approve(Grade.SIGNATURE, person, detail)
        yield Claim(person=person, approval=approval, spoken=False, outdated=outdated)


def _find_signer(case: Case, commit: Commit, signature: Signature) -> Person | None:
    """Return whose signature it is; a note says why one that is there shows nothing."""
    named = f"the signature on {commit.oid[:10]}"
    if not signature.verified:
        case.notes.append(f"{named} {_UNCOUNTED.get(signature.status, 'cannot be judged')}")
        return None
    if not signature.name and not signature.email:
        case.notes.append(f"{named} is good, but nobody here says whose key {signature.key or '?'} is")
        return None
    author = Author(signature.name, signature.email)
    person = case.people.find_signer(author)
    if person is None and not is_machine(author):
        who = " ".join(filter(None, (signature.name, f"<{signature.email}>" if signature.email else "")))
        case.notes.append(f"{named} is good, but {who} is nobody in the people register")
    return person
