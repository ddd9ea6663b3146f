"""The page of a terms register: every term under its letter, what it means, where it leads and who uses it.

It stands where any register stands, so a link to a row of the register leads to its term. The glossary is the page
that explains the terms on all others, so it alone says more of a row than its cells.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from smsdocs.analysis.terms import KIND, build_spotter, find_terms, find_uses
from smsdocs.model.document import Document
from smsdocs.reports.site.addresses import register_page
from smsdocs.reports.site.frame import render_footer, render_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smsdocs.analysis.terms import Term
    from smsdocs.model.register import Page, Register
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

SHOWN = 3
"""Pages that use a term, as the glossary lists them: with 200 terms the page stays small; the search has them all."""
_OTHER = "#"
"""The letter of terms that begin with none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A term as the glossary shows it.

    Attributes:
        meaning: in pieces: text, and the page and anchor of the term that the piece names. Without anchor it is plain
            text, without page the term stands on the same one.
        see: titles of other terms and of documents, each with its page and anchor in the same way.
        pages: some of the pages that use it.
        more: how many others do.
    """

    term: Term
    anchor: str
    meaning: tuple[tuple[str, str, str], ...]
    see: tuple[tuple[str, str, str], ...]
    pages: tuple[Page, ...]
    more: int


def build_glossary(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page of each terms register; it comes before the page that registers have in general."""
    for register in (one for one in desk.snapshot.registers if one.kind == KIND):
        page = desk.page(
            register_page(register, desk.snapshot.settings),
            register.title,
            "glossary.jinja",
            register=register,
            letters=_build_letters(desk, register),
            header=Markup(render_header(desk, register)),  # noqa: S704  # escaped by the same environment
            footer=Markup(render_footer(desk, register)),  # noqa: S704  # escaped by the same environment
        )
        yield dataclasses.replace(page, source=register.path, wide=True)


def place_of(desk: Desk, term: Term) -> tuple[str, str]:
    """Return the page and the anchor of a term."""
    return desk.pages[term.register.path], desk.row_anchor(term.id)


def _build_letters(desk: Desk, register: Register) -> list[tuple[str, list[Entry]]]:
    terms = (term for term in find_terms(desk.snapshot) if term.register is register)
    letters: dict[str, list[Entry]] = {}
    for term in sorted(terms, key=lambda term: (_letter_of(term.name), _sort_key(term.name))):
        letters.setdefault(_letter_of(term.name), []).append(_build_entry(desk, term))
    return list(letters.items())


def _letter_of(name: str) -> str:
    first = _sort_key(name)[:1].upper()
    return first if first.isalpha() else _OTHER


def _sort_key(name: str) -> str:
    """Return a name as dictionaries sort it: Ü beside U, capital letters beside small ones."""
    return "".join(
        one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one)
    )


def _build_entry(desk: Desk, term: Term) -> Entry:
    pages = sorted(find_uses(desk.snapshot).get(term.key, ()), key=_first_documents)
    return Entry(
        term=term,
        anchor=desk.row_anchor(term.id),
        meaning=tuple(_link_meaning(desk, term)),
        see=tuple(_find_related(desk, term)),
        pages=tuple(pages[:SHOWN]),
        more=max(0, len(pages) - SHOWN),
    )


def _first_documents(page: Page) -> tuple[int, str]:
    """Sort documents before records, and both before mere pages."""
    if isinstance(page, Document):
        return (0 if page.controlled else 2), page.path
    return 1, page.path


def _way(desk: Desk, term: Term, other: Term) -> tuple[str, str]:
    """Return the page and the anchor of another term; no page where both stand on the same one."""
    page, anchor = place_of(desk, other)
    return ("" if other.register is term.register else page), anchor


def _link_meaning(desk: Desk, term: Term) -> Iterator[tuple[str, str, str]]:
    at, seen = 0, {term.key}
    for start, end, other in build_spotter(desk.snapshot).spot(term.meaning):
        if other.key not in seen:
            seen.add(other.key)
            yield term.meaning[at:start], "", ""
            yield term.meaning[start:end], *_way(desk, term, other)
            at = end
    yield term.meaning[at:], "", ""


def _find_related(desk: Desk, term: Term) -> Iterator[tuple[str, str, str]]:
    for id_ in term.see:
        other = _terms_by_id(desk.snapshot).get(id_)
        if other is not None:
            yield other.name, *_way(desk, term, other)
        elif (holder := desk.by_id.get(id_)) is not None and holder.path in desk.pages:
            yield holder.title, desk.pages[holder.path], ""


@lru_cache(maxsize=4)
def _terms_by_id(snapshot: Snapshot) -> dict[str, Term]:
    terms: Sequence[Term] = find_terms(snapshot)
    return {term.id: term for term in reversed(terms)}
