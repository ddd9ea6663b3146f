"""SMS4xx, approval: what changed after it, who gave it, and how well that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.evidence import find_approvals
from smsdocs.analysis.nearest import Slips
from smsdocs.analysis.story import find_stories
from smsdocs.checks.mentions import (
    count_holders,
    name_field,
    quote,
    tell_changes,
    tell_in_force,
    tell_revision,
)
from smsdocs.checks.proven import find_all, find_approved, find_proven
from smsdocs.checks.rule import rule
from smsdocs.model.approval import ApprovalEvidence, Grade, Reason
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.approval import Approval
    from smsdocs.model.document import Document
    from smsdocs.model.history import Revision
    from smsdocs.model.register import Register
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@rule("SMS404", "changed-after-approval", _ERROR)
def changed_after_approval(snapshot: Snapshot) -> Iterator[Problem]:
    """A document is not the text that was approved.

    Triggered when: a material change came after the revision that approved the document, its status still says
    approved, and the text differs from the one approved. A change that lands together with a new `approved_on` is
    approved by it. So it is where an approved change is taken back, and the text is the one again that was approved
    before it: nobody has approved the return. Of a register only the head counts.

    To fix this: have the text approved as it now is: a new `version`, a new `approved_on`, and what shows it, such
    as `smsdocs approve`. Until then set `status: in-review`. A change of mere layout can be declared in
    `.git-blame-ignore-revs`.

    Rationale: documented information is approved for suitability, and its changes are controlled (ISO/IEC 20000-1,
    7.5.2 and 7.5.3); readers would follow what nobody has approved.
    """
    for one, proof in find_proven(snapshot):
        revision = proof.changed_after_approval
        if revision is not None:
            when, changes = tell_revision(revision), tell_changes(snapshot, revision)
            approved, back = _tell_approval(proof.approved_in), proof.set_back is not None
            former = f"it was set back {when} to what was approved{_tell_approval(proof.set_back)}, and another text"
            yield Problem(
                place=one.places.of("approved_on"),
                message=f"{former} was approved{approved}{changes}"
                if back
                else f"it changed {when}, after its approval{approved}{changes}",
                hint=f"approve {'its return' if back else 'it anew'} with a new `version` and `approved_on`, "
                "or set `status: in-review`",
                document=one.name,
            )


def _tell_approval(revision: Revision | None) -> str:
    return f" on {revision.day} in {revision.short}" if revision is not None and revision.day else ""


@rule("SMS405", "same-version", _WARNING)
def same_version(snapshot: Snapshot) -> Iterator[Problem]:
    """Two texts bear the same version number.

    Triggered when: the document is approved, a material change came after the present `version` was first approved,
    the number is still the same, and the text is not the one again that was approved under it.

    To fix this: give the text a new version number.

    Rationale: whoever quotes a version must mean one text (ISO/IEC 20000-1, 7.5.3: control of changes, for example
    version control).
    """
    for one, proof in find_proven(snapshot):
        revision = proof.same_version
        if revision is not None:
            yield Problem(
                place=one.places.of("version"),
                message=f"it changed {tell_revision(revision)} and is still version "
                f"{quote(one.head.version)}{tell_changes(snapshot, revision)}",
                hint="give it a new version number",
                document=one.name,
            )


@rule("SMS410", "self-approval", _ERROR)
def self_approval(snapshot: Snapshot) -> Iterator[Problem]:
    """A text was approved by its author.

    Triggered when: who claims to have approved it wrote in the text since the approval before, or everybody who held
    the approver role on that day did; and nothing better shows an approval. Who only sets status, version and dates
    has written nothing.

    To fix this: let somebody else who holds the role approve it: by a record (`smsdocs approve`), a signature or
    the merge.

    Rationale: approval is a second pair of eyes (ISO/IEC 20000-1, 7.5.2; for auditors see 9.2: nobody audits their
    own work).
    """
    for one, evidence in _find_evidence(snapshot):
        if evidence.self_approved:
            yield Problem(
                place=one.places.of("approver"),
                message=f"{_describe_authors(evidence.self_approved)}{_tell_former(snapshot, one)}",
                hint="let somebody else who holds the role approve it",
                document=one.name,
            )


def _tell_former(snapshot: Snapshot, holder: Document | Register) -> str:
    """Say that an earlier text is meant: the one in force, where the present one is not approved."""
    return tell_in_force(snapshot, holder) if snapshot.find_approved_text(holder) is not holder else ""


def _describe_authors(approvals: tuple[Approval, ...]) -> str:
    spoken = next((one for one in approvals if one.grade is not Grade.FRONT_MATTER), None)
    if spoken is not None:
        return (
            f"`{quote(spoken.person)}` approved it and is an author of the text: {quote(spoken.detail, 120)}"
        )
    first = approvals[0]
    who = ", ".join(f"`{quote(person)}`" for person in dict.fromkeys(one.person for one in approvals))
    return f"only an author of the text ({who}) held `{quote(first.role)}` on {first.day}"


@rule("SMS411", "approver-without-role", _WARNING)
def approver_without_role(snapshot: Snapshot) -> Iterator[Problem]:
    """Somebody approved a text without holding the approver role on that day.

    Triggered when: a record or an `Approved-by:` trailer names somebody who did not hold the role under `approver` on
    that day and nothing better shows an approval; or nobody at all held it on `approved_on`. The latter is looked at
    where the people register gives the role to anybody at any time. `Reviewed-by:` alone claims no approval.

    To fix this: mend the assignment in the people register if it is wrong. Else let the holder of the role approve.

    Rationale: authorities are assigned, and approval is one of them (ISO/IEC 20000-1, 5.3 and 7.5.2).
    """
    approvals = find_approvals(snapshot)
    for one in find_approved(snapshot):
        evidence = approvals.get(one.path)
        message = _describe_intruder(evidence) if evidence else ""
        if not message and (evidence is None or evidence.best.grade is Grade.FRONT_MATTER):
            message = _describe_vacancy(snapshot, one)
        if message:
            yield Problem(
                place=one.places.of("approved_on"),
                message=f"{message}{_tell_former(snapshot, one)}",
                hint="mend the assignment in the people register, or let the holder of the role approve it",
                document=one.name,
            )


def _describe_intruder(evidence: ApprovalEvidence) -> str:
    if not evidence.without_role:
        return ""
    first = evidence.without_role[0]
    detail = quote(first.detail, 120)
    return f"`{quote(first.person)}` approved it without `{quote(first.role)}` on {first.day}: {detail}"


def _describe_vacancy(snapshot: Snapshot, holder: Document | Register) -> str:
    head = snapshot.find_approved_text(holder).head
    role, day = head.approver, head.approved_on
    given = any(assignment.role == role for person in snapshot.people for assignment in person.assignments)
    if not role or day is None or not given or any(person.holds(role, day) for person in snapshot.people):
        return ""
    return f"nobody held `{quote(role)}` on {day}, when it was approved"


@rule("SMS412", "approval-without-evidence", _INFO)
def approval_without_evidence(snapshot: Snapshot) -> Iterator[Problem]:
    """Nothing but the front matter shows that a document was approved.

    Triggered when: no signature, approval record, merge or trailer of somebody who held the approver role and did
    not write the text is known. Who approved another text, such as the one before the last word was changed, is
    named. Where the people register maps no git identity, nobody can tell whom a commit
    names: that is one finding for all documents.

    To fix this: name the addresses of people under `git` in the people register. Then approve by merge, by
    signature or with `smsdocs approve`, or bring in the reviews of the forge with `smsdocs approvals import`.

    Rationale: whoever can edit the page can write that it is approved (ISO/IEC 20000-1, 7.5.2). Squash merges of
    hosted forges keep no approval in git, so this is a hint until the setting `severity` says otherwise.
    """
    unknowable = 0
    for one, evidence in _find_evidence(snapshot):
        claimed = evidence.self_approved or evidence.without_role
        if evidence.best.grade is not Grade.FRONT_MATTER or claimed:
            continue
        if not evidence.knowable:
            unknowable += 1
            continue
        yield Problem(
            place=one.places.of("approved_on"),
            message="only its front matter says that it was approved: "
            f"{quote(evidence.best.detail, 120)}{_tell_former(snapshot, one)}{_tell_outdated(evidence)}",
            hint="; ".join(quote(note, 160) for note in evidence.notes[:2])
            or "approve by merge, by signature or with `smsdocs approve`",
            document=one.name,
        )
    if unknowable:
        yield _describe_unknowable(snapshot, unknowable)


def _tell_outdated(evidence: ApprovalEvidence) -> str:
    """Return who approved another text than the one that landed, and where that is said; empty where nobody did."""
    outdated = (one for one, why in evidence.rejected if why is Reason.OUTDATED)
    first = next(outdated, None)
    if first is None:
        return ""
    return f"; `{quote(first.person)}` {Reason.OUTDATED.words} ({quote(first.detail, 120)})"


def _describe_unknowable(snapshot: Snapshot, number: int) -> Problem:
    register = snapshot.register_of("people")
    path = register.path if register else f"a register {snapshot.settings.registers}/people.yml"
    return Problem(
        place=Place(register.path if register else ""),
        message="only front matter says that documents were approved, and by whom cannot be known: the people "
        "register maps no git identity",
        hint=f"name the addresses of people under `git` in {path}; it concerns {count_holders(number)}",
    )


def _find_evidence(snapshot: Snapshot) -> Iterator[tuple[Document | Register, ApprovalEvidence]]:
    """Yield what shows each committed approval. An edit at hand is still on its way, and proves nothing yet."""
    approvals = find_approvals(snapshot)
    for one, proof in find_proven(snapshot):
        if one.path in approvals and proof.approved_in is not None and proof.approved_in.oid is not None:
            yield one, approvals[one.path]


@rule("SMS416", "still-draft", _WARNING)
def still_draft(snapshot: Snapshot) -> Iterator[Problem]:
    """A document has been approved and is in effect by its dates, and its status says otherwise.

    Triggered when: the status is draft or in-review, `approved_on` is set, and `effective_from`, or `approved_on`
    where there is none, has come. A document that was approved with that date and went back for a change is none.

    To fix this: set `status: approved`, or take out the dates that do not hold yet.

    Rationale: readers must be able to tell what holds (ISO/IEC 20000-1, 7.5.3: available and suitable for use); a
    draft counts for nothing in coverage.
    """
    for one in find_all(snapshot):
        head = one.head
        since = head.effective_from or head.approved_on
        if head.status not in {"draft", "in-review"} or not head.approved_on or not since:
            continue
        if since <= snapshot.today and not _was_approved(snapshot, one):
            approved, effective = (
                name_field(snapshot, one, name) for name in ("approved_on", "effective_from")
            )
            given = f" and `{effective}: {head.effective_from}`" if head.effective_from else ""
            yield Problem(
                place=one.places.of("status"),
                message=f"its status is {quote(head.status)}, with `{approved}: {head.approved_on}`{given}",
                hint="set `status: approved`, or take out the dates that do not hold yet",
                document=one.name,
            )


def _was_approved(snapshot: Snapshot, holder: Document | Register) -> bool:
    """Say whether the text was approved with the present `approved_on`; what landed before that day was not."""
    story = find_stories(snapshot).get(holder.path)
    approved_on = holder.head.approved_on
    if story is None or approved_on is None:
        return False
    for index in range(len(story)):
        version, at = story.version(index), story.at(index)
        if version.text("approved_on") == approved_on.isoformat():
            if version.text("status") == "approved":
                return True
        elif at is not None and at.date() < approved_on:
            break
    return False


@rule("SMS421", "unknown-approver", _WARNING)
def unknown_approver(snapshot: Snapshot) -> Iterator[Problem]:
    """An approval record names a person or a document that does not exist.

    Triggered when: there is a people register and `by` of an approval record names none of it; or `document` is
    neither id nor path of a document or register, nor the path that one had before; or `date` is a day that has
    not come.

    To fix this: mend the spelling, or the date. Keep people in the register as long as what they approved is in use.

    Rationale: such a record shows nothing, although it is there (ISO/IEC 20000-1, 7.5.3).
    """
    people = {person.id for person in snapshot.people if person.id}
    holders = {name for one in snapshot.holders for name in (one.path, one.head.id) if name}
    strangers, lost = Slips(), Slips()
    for record in snapshot.approvals:
        if people and record.by and record.by not in people:
            yield Problem(
                place=record.place,
                message=f"there is no person `{quote(record.by)}`",
                hint=strangers.suggest(record.by, people, "add them to the people register"),
                document=record.place.path,
            )
        if record.document and record.document not in holders and not _was_path(snapshot, record.document):
            yield Problem(
                place=record.place,
                message=f"there is no document `{quote(record.document)}`",
                hint=lost.suggest(record.document, holders, "a retired document keeps its file and its id"),
                document=record.place.path,
            )
        if record.day is not None and record.day > snapshot.today:
            yield Problem(
                place=record.place,
                message=f"its date is {record.day}, after today, {snapshot.today}",
                hint="write the day on which it was approved; until it has come, the record shows nothing",
                document=record.place.path,
            )


def _was_path(snapshot: Snapshot, path: str) -> bool:
    """Say whether a document lay there before it moved."""
    stories = find_stories(snapshot).values()
    return any(change.moved_from == path for story in stories for change in story.changes)
