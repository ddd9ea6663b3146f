"""Whether there is what a macro names: the same answer for the checks and for the site, with the nearest match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.clauses import NoClause, find_nearest_clauses, parse_clause
from smsdocs.analysis.macros.functions import Wants
from smsdocs.analysis.nearest import suggest
from smsdocs.model.register import Register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from smsdocs.model.clause import ClauseRef
    from smsdocs.model.document import Document, Value
    from smsdocs.model.register import Holder, Row
    from smsdocs.model.snapshot import Snapshot

TYPES = ("agreement", "guide", "plan", "policy", "procedure", "process", "scope", "template")
"""Types of documents that ship."""
_LISTED = 8


@dataclass(frozen=True, slots=True)
class Miss:
    """There is no such thing, and what was probably meant."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value of a register.

    Attributes:
        row: its row; None for a field of the register itself.
        field: the name of its field.
    """

    register: Register
    row: Row | None
    field: str
    value: Value


def find_holder(snapshot: Snapshot, text: str) -> Holder | Miss:
    """Find a document, register or record by its id."""
    known = _index_holders(snapshot)
    return known.get(text) or Miss(
        f"no document, register or record has the id `{text}`", suggest(text, known)
    )


@lru_cache(maxsize=4)
def _index_holders(snapshot: Snapshot) -> Mapping[str, Holder]:
    return {one.head.id: one for one in reversed(snapshot.holders) if one.head.id}


def find_field(holder: Holder, name: str) -> Value | Miss:
    """Find a field of front matter that has a value."""
    value = holder.fields.get(name)
    if value not in (None, "", []):
        return value
    known = [str(one) for one in holder.fields]
    message = f"the front matter of `{holder.name}` has no `{name}`"
    return Miss(message, suggest(name, known, _one_of(known, "its fields: ")))


def find_document(snapshot: Snapshot, text: str) -> Document | Miss:
    """Find a controlled document by its id."""
    found = snapshot.documents_by_id.get(text)
    return found or Miss(f"there is no document `{text}`", suggest(text, snapshot.documents_by_id))


def find_clause(snapshot: Snapshot, text: str) -> ClauseRef | Miss:
    """Find a clause of a framework in scope."""
    ref = parse_clause(text, snapshot.library.known, snapshot.settings.scope)
    if isinstance(ref, NoClause):
        return Miss(ref.message, ref.hint)
    if ref.framework not in snapshot.settings.scope:
        listed = ", ".join(map(str, snapshot.settings.scope))
        return Miss(f"{ref.framework} is not in scope, so `{text}` has no page", f"in scope: {listed}")
    catalog = snapshot.library.catalogs[ref.framework]
    if ref.clause not in catalog.clauses:
        return Miss(f"{catalog.name} has no clause `{ref.clause}`", find_nearest_clauses(catalog, ref.clause))
    return ref


def find_role(snapshot: Snapshot, text: str) -> Row | Miss:
    """Find a role in the register of roles."""
    if (row := snapshot.roles.get(text)) is not None:
        return row
    if not snapshot.roles:
        return Miss("there is no register of roles", f"write {snapshot.settings.registers}/roles.yml")
    return Miss(f"there is no role `{text}`", suggest(text, snapshot.roles))


def find_register(snapshot: Snapshot, text: str) -> Register | Miss:
    """Find a register by its kind, which is the name of its file, or by its id."""
    register = snapshot.register_of(text)
    register = register or next((one for one in snapshot.registers if one.head.id == text), None)
    if register is not None:
        return register
    known = [one.kind for one in snapshot.registers]
    return Miss(f"there is no register `{text}`", suggest(text, known, _one_of(known)))


def find_value(snapshot: Snapshot, address: str) -> Found | Miss:
    """Find a value by `register.row.field`, and on by `.part` inside a field; `register.field` is one of its head."""
    name, _, rest = address.partition(".")
    register = find_register(snapshot, name)
    if isinstance(register, Miss):
        return register
    if not rest:
        return Miss(f"`{address}` names a register and no value", 'write "register.row.field"')
    row = _find_row(register, rest)
    if row is None:
        return _find_in_head(register, address, rest)
    field = rest[len(row.id) :].removeprefix(".")
    fields = show_fields(register, row)
    if not field:
        return Miss(f"`{address}` names a row and no field", _one_of(fields, "its fields: "))
    return _descend(register, row, fields, field, address)


def _find_row(register: Register, rest: str) -> Row | None:
    """Return the row whose id a text begins with; of several the longest, for ids may hold dots."""
    rows = (row for row in register.rows if row.id and (rest == row.id or rest.startswith(f"{row.id}.")))
    return max(rows, key=lambda row: len(row.id), default=None)


def _find_in_head(register: Register, address: str, rest: str) -> Found | Miss:
    name = rest.partition(".")[0]
    if name in register.fields and name not in {row.id for row in register.rows}:
        return _descend(register, None, register.fields, rest, address)
    known = [row.id for row in register.rows if row.id]
    hint = suggest(name, known, _one_of(known, "its rows: "))
    return Miss(f"the register `{register.kind}` has no row `{name}`", hint)


def _descend(
    register: Register, row: Row | None, fields: Mapping[str, Value], way: str, address: str
) -> Found | Miss:
    value: Value = dict(fields)
    first = way.partition(".")[0]
    where = f"the row `{row.id}` of `{register.kind}`" if row else f"the register `{register.kind}`"
    for part in way.split("."):
        if not isinstance(value, Mapping):
            return Miss(f"`{address}` goes on where there is a plain value", f"end it before `.{part}`")
        if part not in value:
            names = [str(name) for name in value]
            return Miss(
                f"{where} has no field `{part}`", suggest(part, names, _one_of(names, "its fields: "))
            )
        value = value[part]
        where = f"the field `{part}` of {where}"
    if value is None or value in ("", []):
        return Miss(f"`{address}` is empty", f"fill it in {register.path}")
    return Found(register=register, row=row, field=first, value=value)


def show_fields(register: Register, row: Row) -> Mapping[str, Value]:
    """Return the fields of a row that a page may show."""
    return {name: value for name, value in row.fields.items() if not register.is_private(name)}


def find_kind(snapshot: Snapshot, text: str) -> str | Miss:
    """Find a kind of record: the name of a folder below that of the records, whether or not it holds any yet."""
    known = _index_kinds(snapshot)
    return (
        text
        if text in known
        else Miss(f"there are no records `{text}`", suggest(text, known, _one_of(known)))
    )


def find_type(snapshot: Snapshot, text: str) -> str | Miss:
    """Find a type of document: one of the usual ones, or one that some document has."""
    known = sorted({*TYPES, *(one.head.type for one in snapshot.documents if one.head.type)})
    if text in known:
        return text
    return Miss(f"there is no type of document `{text}`", suggest(text, known, _one_of(known)))


def find_process(snapshot: Snapshot, text: str) -> str | Miss:
    """Find a process: one of the model, or one that some document belongs to."""
    known = sorted(
        {*snapshot.processes, *(one.head.process for one in snapshot.documents if one.head.process)}
    )
    if text in known:
        return text
    return Miss(f"there is no process `{text}`", suggest(text, known, _one_of(known)))


@lru_cache(maxsize=4)
def _index_kinds(snapshot: Snapshot) -> list[str]:
    inside = f"{snapshot.settings.records}/"
    below = (path.removeprefix(inside) for path in snapshot.paths if path.startswith(inside))
    return sorted({path.partition("/")[0] for path in below if "/" in path})


def _one_of(known: Iterable[str], before: str = "one of: ") -> str:
    names = list(dict.fromkeys(known))
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"{before}{', '.join(names[:_LISTED])}{more}" if names else ""


def find_too_open(snapshot: Snapshot, page: str, shown: Holder) -> Miss | None:
    """Say that a page would show something to more people than may see it; None where it would not.

    Args:
        snapshot: what was read; its settings list the classifications, the most open first.
        page: the classification of the page.
        shown: the register whose rows it shows, or the document or record whose fields it shows.
    """
    order = snapshot.settings.classifications
    own = shown.head.classification
    if page not in order or own not in order or order.index(own) <= order.index(page):
        return None
    what = f"the register `{shown.kind}`" if isinstance(shown, Register) else f"fields of `{shown.name}`"
    return Miss(
        f"this page is {page} and shows {what}, which is {own}", f"link to it, or make the page {own}"
    )


FINDERS: Mapping[Wants, Callable[[Snapshot, str], object]] = {
    Wants.HOLDER: find_holder,
    Wants.DOCUMENT: find_document,
    Wants.CLAUSE: find_clause,
    Wants.ROLE: find_role,
    Wants.REGISTER: find_register,
    Wants.VALUE: find_value,
    Wants.KIND: find_kind,
    Wants.TYPE: find_type,
    Wants.PROCESS: find_process,
}
"""What finds the things that arguments name; each returns a `Miss` where there is none."""
