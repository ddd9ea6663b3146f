"""Where roles are named: owners and approvers, parts in processes, assignments, rows, actions and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.management.training import EVERYBODY
from smsdocs.model.fields import mappings, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.document import Document
    from smsdocs.model.place import Key
    from smsdocs.model.register import Holder, Record, Register
    from smsdocs.model.snapshot import Snapshot

_OWNED = frozenset({
    "context", "customers", "external-documents", "improvements", "interested-parties", "kpis", "objectives",
    "obligations", "project", "record-locations", "retention", "risks", "roles", "services", "suppliers", "training",
})  # fmt: skip
"""Registers whose schema says that certain columns name roles; in a register of somebody's own they may not."""
_ROLE_COLUMNS = ("owner", "accepted_by", "authorised_by", "not_with", "roles")


def find_role_uses(snapshot: Snapshot) -> Iterator[tuple[Holder, Key, str]]:
    """Yield every use of a role: the document, register or record, the way to the name in it, and the name."""
    for one in snapshot.holders:
        for name, role in (("owner", one.head.owner), ("approver", one.head.approver)):
            if role:
                yield one, (name,), role
    for document in snapshot.documents:
        yield from ((document, key, role) for key, role in _find_parts(document))
    for register in snapshot.registers:
        yield from ((register, key, role) for key, role in _find_holders_of_roles(register))
    for record in snapshot.records:
        yield from ((record, key, role) for key, role in _find_acting_roles(record))


def _find_parts(document: Document) -> Iterator[tuple[Key, str]]:
    """Yield every role of a document's RACI with the way to it."""
    written = document.fields.get("roles")
    fields = written if isinstance(written, dict) else {}
    for part, roles in document.roles.letters().items():
        for key, role in find_entries(fields, part) if roles else ():
            yield ("roles", *key), role


def _find_holders_of_roles(register: Register) -> Iterator[tuple[Key, str]]:
    """Yield every role that the rows of a register name, with the way to it."""
    for person in register.people:
        for assignment in person.assignments:
            if assignment.role:
                yield ("rows", person.index, "assignments", assignment.index, "role"), assignment.role
    for name in _ROLE_COLUMNS if register.kind in _OWNED else ():
        for row in register.rows:
            for key, role in find_entries(row.fields, name):
                if role != EVERYBODY:
                    yield ("rows", row.index, *key), role


def _find_acting_roles(record: Record) -> Iterator[tuple[Key, str]]:
    """Yield every role that a record asks to do something, or that decided it, with the way to it."""
    for name in ("actions", "decisions"):
        for index, entry in mappings(record.fields, name):
            if text(entry, "owner"):
                yield (name, index, "owner"), text(entry, "owner")
    for name in ("reported_to", "decided_by"):
        yield from find_entries(record.fields, name)
