"""What relates to what, gathered in one pass over the snapshot, so that no page has to look at all others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from smsdocs.analysis.coverage import build_coverage
from smsdocs.model.clause import ClauseRef
from smsdocs.model.document import Document, State
from smsdocs.reports.site.row_uses import find_rows_by_id, find_uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from smsdocs.model.coverage import Carrier, ClauseCoverage
    from smsdocs.model.finding import Finding
    from smsdocs.model.register import Holder, Person, Record, RecordLocation, Register, Row
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.row_uses import Use

_Item = TypeVar("_Item")


class Successor(NamedTuple):
    """A document that supersedes another, and the day from which it will; None where it does."""

    document: Document
    day: date | None = None


PARTS = ("accountable", "responsible", "consulted", "informed")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleUse:
    """What a role has to do with one document, register or record: owner, approver, or a part of RACI."""

    holder: Holder
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A clause that a document answers, and how."""

    coverage: ClauseCoverage
    carrier: Carrier


@dataclass(frozen=True, eq=False)
class Relations:
    """Everything by what it relates to."""

    snapshot: Snapshot
    findings: tuple[Finding, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Holder]:
        """Documents, registers and records by id; the first by kind and path where an id stands twice."""
        return self.snapshot.holders_by_id

    @cached_property
    def children(self) -> Mapping[str, list[Document]]:
        """Documents by the id of what they implement."""
        return _group((parent, one) for one in self.snapshot.documents for parent in one.implements)

    @cached_property
    def successors(self) -> Mapping[str, list[Successor]]:
        """What supersedes a document, by its id: what is in force, and what will be. A draft replaces nothing."""
        return _group(pair for one in self.snapshot.documents for pair in self._find_superseded(one))

    def _find_superseded(self, document: Document) -> Iterator[tuple[str, Successor]]:
        text, today = self.snapshot.find_text_in_force(document), self.snapshot.today
        present = text.supersedes if text.head.state(today) is State.IN_FORCE else ()
        yield from ((old, Successor(document)) for old in present)
        if document.head.state(today) is State.COMING:
            coming = Successor(document, document.head.effective_from)
            yield from ((old, coming) for old in document.supersedes if old not in present)

    @cached_property
    def evidence(self) -> Mapping[str, list[Record]]:
        """Records by the id of the document they follow, newest first."""
        records = sorted(self.snapshot.records, key=lambda one: (str(one.date or ""), one.path), reverse=True)
        return _group((followed, record) for record in records for followed in record.follows)

    @cached_property
    def rows(self) -> Mapping[str, tuple[Register, Row]]:
        """Rows that a field may name by their id alone, whichever register they stand in."""
        return find_rows_by_id(self.snapshot)

    @cached_property
    def named_by(self) -> Mapping[tuple[str, str], tuple[Use, ...]]:
        """What names a row or a record: by the path of its file, and the id of the row."""
        return find_uses(self.snapshot, self.rows)

    @cached_property
    def answers(self) -> Mapping[str, list[Answer]]:
        """Clauses by the path of what carries them; a record location is apart from its register."""
        return _group(
            (carrier.path, Answer(coverage=coverage, carrier=carrier))
            for framework in build_coverage(self.snapshot)
            for coverage in framework.clauses.values()
            for carrier in coverage.carriers
        )

    @cached_property
    def by_path(self) -> Mapping[str, list[Finding]]:
        """Findings by the path of the file they stand in."""
        return _group((finding.place.path, finding) for finding in self.findings)

    @cached_property
    def processes(self) -> Mapping[str, Document]:
        """The document that describes each process: one in force before any other."""
        found: dict[str, Document] = {}
        for document in self.snapshot.documents:
            if document.head.type == "process" and document.head.process:
                known = found.setdefault(document.head.process, document)
                if not self._in_force(known) and self._in_force(document):
                    found[document.head.process] = document
        return found

    def _in_force(self, document: Document) -> bool:
        return document.head.state(self.snapshot.today) is State.IN_FORCE

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """Titles of the roles that have a page: those of the register, or without one those that are named."""
        rows = self.snapshot.roles
        if not rows:
            return {role: role for role in sorted(self.uses)}
        return {role: row.text("title") or row.text("name") or role for role, row in rows.items()}

    @cached_property
    def uses(self) -> Mapping[str, list[RoleUse]]:
        """What each role has to do with, by role."""
        return _group(self._find_uses())

    def _find_uses(self) -> Iterator[tuple[str, RoleUse]]:
        for holder in self.snapshot.holders:
            for part, role in (("owner", holder.head.owner), ("approver", holder.head.approver)):
                if role:
                    yield role, RoleUse(holder=holder, part=part)
            if isinstance(holder, Document):
                for part, roles in holder.roles.letters().items():
                    for role in roles:
                        yield role, RoleUse(holder=holder, part=part)

    @cached_property
    def people(self) -> Mapping[str, list[Person]]:
        """Who holds each role today."""
        return _group(
            (role, person)
            for person in self.snapshot.people
            for role in dict.fromkeys(assignment.role for assignment in person.assignments)
            if person.holds(role, self.snapshot.today)
        )

    @cached_property
    def locations(self) -> Mapping[str, list[tuple[Register, RecordLocation]]]:
        """Record locations by the item of documented information they provide."""
        return _group(
            (item, (register, row)) for register, row in self.snapshot.locations for item in row.provides
        )

    @cached_property
    def coverage(self) -> Mapping[ClauseRef, ClauseCoverage]:
        """Coverage by clause, over all frameworks in scope."""
        return {
            coverage.ref: coverage
            for framework in build_coverage(self.snapshot)
            for coverage in framework.clauses.values()
        }

    @cached_property
    def clauses(self) -> frozenset[ClauseRef]:
        """Every clause that has a page: those of the frameworks in scope."""
        return frozenset(
            ClauseRef(catalog.id, clause) for catalog in self.snapshot.catalogs for clause in catalog.clauses
        )


def _group(pairs: Iterator[tuple[str, _Item]]) -> dict[str, list[_Item]]:
    found: dict[str, list[_Item]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
