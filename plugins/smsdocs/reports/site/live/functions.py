"""The functions that authors call: each looks up plain data, and says what is missing with the nearest match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from markupsafe import Markup, escape

from smsdocs.analysis.macros.functions import FUNCTIONS, PAGE
from smsdocs.analysis.macros.targets import (
    FINDERS,
    Miss,
    find_clause,
    find_document,
    find_field,
    find_holder,
    find_register,
    find_role,
    find_too_open,
    find_value,
    show_fields,
)
from smsdocs.reports.site.addresses import clause_page, role_page
from smsdocs.reports.site.cells import build_cell
from smsdocs.reports.site.live import tables
from smsdocs.reports.site.live.pieces import Piece
from smsdocs.reports.site.live.values import MacroError, is_list, to_number, to_text
from smsdocs.reports.site.untrusted import fit, mend

if TYPE_CHECKING:
    from smsdocs.model.place import Place
    from smsdocs.model.register import Holder, Page
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.live.values import Datum

_T = TypeVar("_T")
_H = TypeVar("_H", bound="Holder")
_TEN = 10
_LONGEST_KEY = 1_000
"""Characters of a call that is remembered as it is; of a longer one the hash."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The functions, as they answer on one page.

    Attributes:
        page: the page that is being written.
        source: its source on the site.
    """

    desk: Desk
    page: Page
    source: str
    done: dict[str, Datum] = field(default_factory=dict)

    def call(self, name: str, given: dict[str, Datum], place: Place) -> Datum:
        """Return what a function gives; the same call on the same page is answered once.

        Raises:
            MacroError: what it is asked for is not there.
        """
        asked = repr((name, sorted(given.items(), key=lambda pair: pair[0])))
        key = asked if len(asked) <= _LONGEST_KEY else sha256(asked.encode("utf-8", "replace")).hexdigest()
        if key not in self.done:
            answer = _ANSWERS[name](_Asked(caller=self, given=given, place=place))
            if FUNCTIONS[name].gives == "block" and isinstance(answer, Piece):
                answer = Piece(text=answer.text, html=answer.html, block=True, call=f"{name}()", place=place)
            self.done[key] = answer
        return self.done[key]

    def names(self) -> dict[str, Datum]:
        """Return the variables that are there on every page: plain text alone."""
        head = self.page.head
        told: dict[str, Datum] = {name: str(getattr(head, name)) for name in PAGE}
        told["title"] = self.page.title
        settings = self.desk.snapshot.settings
        return {"page": told, "organisation": settings.organisation or settings.site_name}


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """One call: what was handed over, and where."""

    caller: Caller
    given: dict[str, Datum]
    place: Place

    @property
    def desk(self) -> Desk:
        return self.caller.desk

    def text(self, name: str) -> str:
        """Return an argument as text; empty where it is not given."""
        return to_text(self.given.get(name), self.place)

    def sure(self, found: _T | Miss) -> _T:
        """Return what was found.

        Raises:
            MacroError: nothing was.
        """
        if isinstance(found, Miss):
            raise MacroError(found.message, self.place, found.hint)
        return found

    def holder(self) -> Holder:
        """Return the document, register or record that `id` names.

        Raises:
            MacroError: there is none.
        """
        found = find_holder(self.desk.snapshot, self.text("id"))
        if isinstance(found, Miss):
            raise MacroError(found.message, self.place, found.hint)
        return found

    def open(self, shown: _H) -> _H:
        """Return a register, document or record that this page may show.

        Raises:
            MacroError: more people see the page than may see that.
        """
        miss = find_too_open(self.desk.snapshot, self.caller.page.head.classification, shown)
        if miss is not None:
            raise MacroError(miss.message, self.place, miss.hint)
        return shown

    def link(self, text: str, page: str, anchor: str = "") -> Piece:
        """Return a text that leads to a page of the site."""
        text = fit(mend(text))
        if not page:
            return Piece(text=text)
        address = self.desk.addresses.link(self.caller.source, page, anchor)
        return Piece(text=text, html=Markup('<a href="{}">{}</a>').format(address, text))


def _doc(asked: _Asked) -> Piece:
    holder = asked.holder()
    return asked.link(asked.text("text") or holder.title, asked.desk.pages.get(holder.path, ""))


def _clause(asked: _Asked) -> Piece:
    ref = asked.sure(find_clause(asked.desk.snapshot, asked.text("clause")))
    label = asked.desk.snapshot.library.catalogs[ref.framework].clauses[ref.clause].label
    return asked.link(asked.text("text") or f"{ref.clause} {label}", clause_page(ref))


def _role(asked: _Asked) -> Piece:
    asked.sure(find_role(asked.desk.snapshot, asked.text("role")))
    return _link_role(asked, asked.text("role"), asked.text("text"))


def _link_role(asked: _Asked, role: str, text: str = "") -> Piece:
    title = asked.desk.roles.get(role)
    return asked.link(text or title or role, role_page(role) if title is not None else "")


def _part_of(name: str, asked: _Asked) -> Piece:
    holder = asked.holder()
    role: str = getattr(holder.head, name)
    if not role:
        raise MacroError(
            f"`{holder.name}` names no {name}", asked.place, f"fill in `{name}` in {holder.path}"
        )
    return _link_role(asked, role)


def _owner(asked: _Asked) -> Piece:
    return _part_of("owner", asked)


def _approver(asked: _Asked) -> Piece:
    return _part_of("approver", asked)


def _holders(asked: _Asked) -> Piece:
    asked.sure(find_role(asked.desk.snapshot, asked.text("role")))
    register = asked.desk.snapshot.register_of("people")
    if register is None:
        raise MacroError("there is no register of people", asked.place, "write people.yml beside the others")
    asked.open(register)
    people = asked.desk.relations.people.get(asked.text("role"), ())
    return Piece(text=fit(", ".join(person.name or person.id for person in people) or "nobody"))


def _field(asked: _Asked) -> Datum:
    holder = asked.holder()
    asked.open(holder)
    name = asked.text("name")
    return _show(asked, name, asked.sure(find_field(holder, name)))


def _value(asked: _Asked) -> Datum:
    found = asked.sure(find_value(asked.desk.snapshot, asked.text("address")))
    asked.open(found.register)
    return _show(asked, found.field, found.value)


def _show(asked: _Asked, name: str, value: object) -> Datum:
    """Return a value as data; a text that names something becomes a link to it."""
    if is_list(value):  # type: ignore[arg-type]  # what YAML holds
        return tuple(_show(asked, name, one) for one in value)  # type: ignore[attr-defined]  # a list, as seen
    if isinstance(value, str):
        cell = build_cell(asked.desk, name, value)
        if cell.url:
            html = Markup('<a href="{}" rel="noopener">{}</a>').format(cell.url, cell.text)
            return Piece(text=cell.text, html=html)
        return asked.link(cell.text, cell.page, cell.anchor)
    return value  # type: ignore[return-value]  # numbers, yes and no, and mappings of them


def _rows(asked: _Asked) -> Datum:
    register = asked.open(asked.sure(find_register(asked.desk.snapshot, asked.text("name"))))
    shown = [show_fields(register, row) for row in register.rows]
    names = dict.fromkeys(name for row in shown for name in row)
    return tuple({name: _plain(row.get(name)) for name in names} for row in shown)


def _plain(value: object) -> Datum:
    """Return data that nobody can change: lists as tuples."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    return tuple(map(_plain, value)) if isinstance(value, list) else value  # type: ignore[return-value]  # a scalar


def _raci(asked: _Asked) -> Piece:
    document = asked.sure(find_document(asked.desk.snapshot, asked.text("id")))
    html = tables.render_raci(asked.desk, asked.caller.source, document)
    if not html:
        raise MacroError(
            f"`{document.name}` names no roles", asked.place, f"fill in `roles` in {document.path}"
        )
    return Piece(text=document.title, html=html)


def _coverage(asked: _Asked) -> Piece:
    ref = asked.sure(find_clause(asked.desk.snapshot, asked.text("clause")))
    return Piece(text=str(ref), html=tables.render_coverage(asked.desk, asked.caller.source, ref))


def _register(asked: _Asked) -> Piece:
    register = asked.open(asked.sure(find_register(asked.desk.snapshot, asked.text("name"))))
    columns = asked.given.get("columns")
    if columns is not None and not is_list(columns):
        raise MacroError("columns are a list", asked.place, 'write columns=["id", "name"]')
    wanted = [to_text(one, asked.place) for one in columns or ()]  # type: ignore[union-attr]  # a list, as seen
    html = tables.render_register(asked.desk, asked.caller.source, register, wanted)
    return Piece(text=register.title, html=asked.sure(html))


def _documents(asked: _Asked) -> Piece:
    wanted = {name: asked.text(name) for name in asked.given}
    for parameter in FUNCTIONS["documents"].parameters:
        if parameter.name in wanted:
            asked.sure(FINDERS[parameter.wants](asked.desk.snapshot, wanted[parameter.name]))
    return Piece(text="documents", html=tables.render_documents(asked.desk, asked.caller.source, wanted))


def _records(asked: _Asked) -> Piece:
    kind = asked.text("kind")
    asked.sure(FINDERS[FUNCTIONS["records"].parameters[0].wants](asked.desk.snapshot, kind))
    limit = int(to_number(asked.given.get("limit", _TEN), asked.place))
    if not 0 < limit <= tables.MOST:
        raise MacroError(f"the limit is a number from 1 to {tables.MOST}", asked.place)
    return Piece(text=kind, html=tables.render_records(asked.desk, asked.caller.source, kind, limit))


_ANSWERS = {
    "doc": _doc,
    "clause": _clause,
    "role": _role,
    "owner": _owner,
    "approver": _approver,
    "holders": _holders,
    "field": _field,
    "value": _value,
    "raci": _raci,
    "coverage": _coverage,
    "register": _register,
    "documents": _documents,
    "records": _records,
    "rows": _rows,
}
"""What answers each function."""


def text_of(piece: Piece) -> Markup:
    """Return the plain words of a piece, escaped."""
    return escape(fit(mend(piece.text)))
