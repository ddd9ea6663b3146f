"""SMS3xx: what is not covered, or only thinly, and documents that cover nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.claims import locate_claim
from smsdocs.analysis.coverage import build_coverage
from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.links import find_linked_paths
from smsdocs.checks.rule import rule
from smsdocs.model.clause import Required
from smsdocs.model.coverage import ClauseCoverage, Status
from smsdocs.model.document import State
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@rule("SMS306", "clause-gap", _WARNING)
def clause_gap(snapshot: Snapshot) -> Iterator[Problem]:
    """Nothing claims a clause.

    Triggered when: no controlled document, section, register, record or record location claims the clause or
    provides one of its items.

    To fix this: write what the clause asks for, or name it where it is answered already.

    Rationale: every clause that bears requirements must be answered (see the page on coverage).
    """
    return _of_status(snapshot, Status.GAP)


@rule("SMS307", "clause-partial", _WARNING)
def clause_partial(snapshot: Snapshot) -> Iterator[Problem]:
    """A clause is carried in part.

    Triggered when: only drafts, coming or retired documents carry it, or an item it explicitly asks for is
    provided by nothing in force, a record by none inside its period.

    To fix this: see its reasons; approve the draft, or provide what is missing.

    Rationale: an auditor asks for each item the standard names.
    """
    return _of_status(snapshot, Status.PARTIAL)


@rule("SMS308", "clause-weak", _WARNING)
def clause_weak(snapshot: Snapshot) -> Iterator[Problem]:
    """A clause rests on doubtful evidence only.

    Triggered when: it is complete, but every carrier of the claim or of an item is doubtful: its review is
    overdue, it only lists the clause among many, or nobody has sampled the records.

    To fix this: review the document, claim the clause in the section that answers it, or take a sample.

    Rationale: evidence that nobody has looked at for a year convinces no one.
    """
    return _of_status(snapshot, Status.WEAK)


def _of_status(snapshot: Snapshot, status: Status) -> Iterator[Problem]:
    for framework in build_coverage(snapshot):
        for clause in framework.clauses.values():
            if clause.status is status:
                yield Problem(
                    place=Place(""),
                    message=f"{clause.ref.clause} {clause.clause.label}: {'; '.join(clause.reasons)}",
                    hint=_wanted(clause),
                    clause=str(clause.ref),
                )


def _wanted(clause: ClauseCoverage) -> str:
    names = [one.item.name for one in clause.items if not one.carriers and not one.item.derived]
    return f"usually answered by: {', '.join(names)}" if names and clause.status is Status.GAP else ""


@rule("SMS310", "thin-coverage", _INFO)
def thin_coverage(snapshot: Snapshot) -> Iterator[Problem]:
    """A covered clause rests on one link.

    Triggered when: a clause without explicit or computed items is covered by a single document that names it in
    its head, without a section and without an item. A register or a record alone is no finding: it is itself
    what shows that something is done.

    To fix this: claim it in the section that answers it, or add what shows that it is done.

    Rationale: where the standard names no document, only the text itself shows that the clause is answered.
    """
    for framework in build_coverage(snapshot):
        for clause in framework.clauses.values():
            asked = any(one.item.required is Required.EXPLICIT or one.item.derived for one in clause.items)
            sound = [carrier for carrier in clause.carriers if carrier.sound]
            if clause.status is Status.COVERED and len(sound) == 1 and not asked:
                only = sound[0]
                if not only.anchors and not only.provides and only.kind == "document":
                    yield Problem(
                        place=locate_claim(snapshot, clause.ref, only.path),
                        message=f"{clause.ref.clause} {clause.clause.label} rests on this one link",
                        hint="claim it in the section that answers it",
                        document=only.name,
                        clause=str(clause.ref),
                    )


@rule("SMS313", "orphan-document", _INFO)
def orphan_document(snapshot: Snapshot) -> Iterator[Problem]:
    """Nobody links to a document.

    Triggered when: no page links to a document that is not retired, it is nobody's parent or successor, and
    no record follows it.

    To fix this: link to it where readers need it: from its process, its policy or the home page.

    Rationale: who does not find a document does not follow it.
    """
    linked = find_linked_paths(snapshot)
    named = {
        parent for document in snapshot.documents for parent in (*document.implements, *document.supersedes)
    }
    named.update(document for record in snapshot.records for document in record.follows)
    if len(snapshot.pages) <= 1:
        return
    for document in snapshot.documents:
        state = document.head.state(snapshot.today)
        if document.path not in linked and document.head.id not in named and state is not State.RETIRED:
            yield Problem(
                place=Place(document.path),
                message="no page links to this document",
                hint="link to it where readers need it",
                document=document.name,
            )


@rule("SMS314", "document-as-record", _INFO)
def document_as_record(snapshot: Snapshot) -> Iterator[Problem]:
    """A document says that it is a record.

    Triggered when: a document `provides` an item that is a record: dated evidence that something happened.

    To fix this: keep the record under the records folder, name its system in the record locations, or write
    the item under `records` where the document says which records its process leaves behind.

    Rationale: a document says what shall be done; only a record shows that it was (ISO/IEC 20000-1, 7.5).
    """
    kinds = {item.id: item.kind for catalog in snapshot.catalogs for item in catalog.items.values()}
    for document in snapshot.documents:
        for key, item in find_entries(document.fields, "provides"):
            if kinds.get(item) == "record":
                yield Problem(
                    place=document.places.of(*key),
                    message=f"`{item}` is a record, and this is a document",
                    hint="write it under `records`, and show where the records are",
                    document=document.name,
                )
