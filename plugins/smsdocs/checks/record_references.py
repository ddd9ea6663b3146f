"""SMS7xx: what records name: people, processes, services, documents and answers must exist."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.actions import find_actions
from smsdocs.analysis.management.audits import find_audits, find_programmes
from smsdocs.analysis.management.common import find_records
from smsdocs.analysis.management.management_reviews import find_management_reviews
from smsdocs.analysis.management.nonconformities import find_nonconformities
from smsdocs.analysis.nearest import Slips
from smsdocs.analysis.row_names import is_like_an_id
from smsdocs.checks.mentions import quote
from smsdocs.checks.rule import rule
from smsdocs.model.fields import mapping, mappings, text
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.management import At

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from smsdocs.model.document import Value
    from smsdocs.model.place import Key
    from smsdocs.model.register import Record
    from smsdocs.model.snapshot import Snapshot

_ERROR = Severity.ERROR


@rule("SMS713", "unknown-in-record", _ERROR)
def unknown_in_record(snapshot: Snapshot) -> Iterator[Problem]:
    """A record names something that does not exist.

    Triggered when: an audit, an audit programme, a nonconformity or a management review names a person who is
    not in the people register; a process that neither the model nor a document knows; a service that the services
    register does not have; a document, or a finding of an audit, that is none; an `answer` that is the id of no
    record and of no row; a test names a `plan` or an action a document that is none; or a nonconformity came `from`
    what has the form of an id here and is none. Persons and services are only looked at where there is such a
    register.

    To fix this: mend the spelling, or add what is missing to its register. People from outside stand in the
    register too, with `external: true`.

    Rationale: an answer that nobody finds is none (ISO/IEC 20000-1, 7.5.3), and whether an auditor was impartial
    cannot be told of a stranger (9.2.2).
    """
    known = _Known(snapshot)
    slips: defaultdict[str, Slips] = defaultdict(Slips)
    for at, kind, name in _find_mentions(snapshot):
        there = known.of(kind)
        if there and name not in there:
            yield Problem(
                place=at.place(),
                message=f"there is no {_KINDS[kind]} `{quote(name)}`",
                hint=slips[kind].suggest(name, there, _OTHERWISE.get(kind, "")),
                document=at.holder.name,
            )


_KINDS = {
    "person": "person",
    "process": "process",
    "service": "service",
    "document": "document",
    "answer": "record or row",
    "finding": "finding",
}


_OTHERWISE = {
    "person": "add them to the people register",
    "process": "describe it in a document of type process",
    "service": "add it to the services register",
    "document": "a retired document keeps its file and its id",
    "answer": "write the id of a nonconformity, or of a row of a register",
    "finding": "write the id of the audit's record, `#` and the id of the finding",
}


class _Known:
    """What there is, by kind; each is put together when somebody asks."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._found: dict[str, Collection[str]] = {}

    def of(self, kind: str) -> Collection[str]:
        """Return the names there are; empty where nobody can tell."""
        if kind not in self._found:
            self._found[kind] = self._find(kind)
        return self._found[kind]

    def _find(self, kind: str) -> Collection[str]:
        snapshot = self._snapshot
        documents = {one.head.id for one in snapshot.holders if one.head.id}
        if kind == "person":
            return {person.id for person in snapshot.people if person.id}
        if kind == "process":
            described = (one.head.process for one in snapshot.documents if one.head.type == "process")
            return {*snapshot.processes, *described}
        if kind == "service":
            return snapshot.services.keys()
        if kind == "answer":
            return documents | {row.id for register in snapshot.registers for row in register.rows if row.id}
        if kind == "finding":
            return {  # of whatever grade: SMS111 tells of one that there is not
                f"{audit.record.name}#{text(entry, 'id')}"
                for audit in find_audits(snapshot)
                for _, entry in mappings(audit.record.fields, "findings")
            }
        return documents


def _find_mentions(snapshot: Snapshot) -> Iterator[tuple[At, str, str]]:
    """Yield what records name, each with its place and its kind."""
    yield from _find_mentions_of_audits(snapshot)
    for found in find_nonconformities(snapshot):
        record = found.record
        yield from _find_in_scope(record, mapping(record.fields, "concerns"), ("concerns",))
        yield from _find_text(
            At(record, ("effect",)), "by", text(mapping(record.fields, "effect"), "by"), "person"
        )
        if "#" in found.source:
            yield from _find_text(At(record), "from", found.source, "finding")
        elif is_like_an_id(snapshot, found.source):
            yield from _find_text(At(record), "from", found.source, "answer")
    for review in find_management_reviews(snapshot):
        yield from _find_text(At(review.record), "chair", review.chair, "person")
        yield from _find_texts(review.record, review.record.fields, "attendees", "person")
    for record in find_records(snapshot, "test"):
        yield from _find_text(At(record), "plan", text(record.fields, "plan"), "document")
    for action in find_actions(snapshot):
        for index, name in enumerate(action.documents):
            yield At(action.at.holder, (*action.at.key, "documents", index)), "document", name


def _find_mentions_of_audits(snapshot: Snapshot) -> Iterator[tuple[At, str, str]]:
    for audit in find_audits(snapshot):
        record = audit.record
        for name in ("auditors", "auditees"):
            yield from _find_texts(record, record.fields, name, "person")
        yield from _find_in_scope(record, mapping(record.fields, "scope"), ("scope",))
        for one in audit.findings:
            yield from _find_text(one.at, "process", one.process, "process")
            yield from _find_text(one.at, "answer", one.answer, "answer")
    for programme in find_programmes(snapshot):
        for index, entry in mappings(programme.record.fields, "audits"):
            yield from _find_texts(programme.record, entry, "auditors", "person", ("audits", index))
            yield from _find_in_scope(programme.record, entry, ("audits", index))


def _find_in_scope(record: Record, fields: Mapping[str, Value], key: Key) -> Iterator[tuple[At, str, str]]:
    for name, kind in (("processes", "process"), ("services", "service"), ("documents", "document")):
        yield from _find_texts(record, fields, name, kind, key)


def _find_texts(
    record: Record, fields: Mapping[str, Value], name: str, kind: str, key: Key = ()
) -> Iterator[tuple[At, str, str]]:
    for further, written in find_entries(fields, name):
        yield At(record, (*key, *further)), kind, written


def _find_text(at: At, name: str, written: str, kind: str) -> Iterator[tuple[At, str, str]]:
    if written:
        yield At(at.holder, (*at.key, name)), kind, written
