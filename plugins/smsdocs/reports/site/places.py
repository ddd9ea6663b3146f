"""Where each page stands: what is above it, and which pages stand beside it.

The navigation holds sections and index pages only. A page that is not in it finds its way from here: crumbs,
the pages of its own shelf, and the one before and after.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from smsdocs.checks.rule import RULES
from smsdocs.model.clause import ClauseRef
from smsdocs.reports.site import addresses
from smsdocs.reports.site.former import find_formers
from smsdocs.reports.site.words import title_case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smsdocs.model.clause import Catalog
    from smsdocs.model.register import Holder
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.former import Former


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a page: what it is called, its source (empty for plain words), a place on it."""

    title: str
    page: str = ""
    anchor: str = ""


_ABOVE_RULES = (Step("Findings", addresses.FINDINGS), Step("Rules", addresses.RULES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Pages that stand together, in their order.

    Attributes:
        index: source of the page that lists them; itself none of them.
        pages: their sources.
        ordered: whether one reads them one after another, so that before and after mean something.
    """

    index: str
    pages: tuple[str, ...]
    ordered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page stands.

    Attributes:
        steps: what is above it, from the top down; home is understood.
        shelf: the pages beside it; None where it stands alone.
        before, after: sources of its neighbours on the shelf; empty at either end.
    """

    steps: tuple[Step, ...] = ()
    shelf: Shelf | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Places:
    """The places of all pages that the navigation does not hold, and shelves by their index page.

    An index page that lists several shelves, such as records of all kinds, opens none of them.
    """

    of: Mapping[str, Place]
    shelves: Mapping[str, Shelf]


def build_places(desk: Desk) -> Places:
    """Return where each page stands that is a leaf: documents, registers, records, roles, clauses, rules."""
    found: dict[str, Place] = {}
    shelves: dict[str, Shelf] = {}
    several: set[str] = set()
    for shelf, ways in _find_shelves(desk):
        several.update({shelf.index} & shelves.keys())
        shelves[shelf.index] = shelf
        before = dict(pairwise(reversed(shelf.pages))) if shelf.ordered else {}
        after = dict(pairwise(shelf.pages)) if shelf.ordered else {}
        for page in shelf.pages:
            found[page] = Place(
                steps=ways[page], shelf=shelf, before=before.get(page, ""), after=after.get(page, "")
            )
    found.update(_connect_rules(found))
    found[addresses.NOTICES] = Place(shelf=Shelf(index=addresses.HOME, pages=(addresses.NOTICES,)))
    for former in find_formers(desk.snapshot).values():
        found[former.page] = _place_former(desk, former, found)
    return Places(of=found, shelves={index: one for index, one in shelves.items() if index not in several})


def _find_shelves(desk: Desk) -> Iterator[tuple[Shelf, Mapping[str, tuple[Step, ...]]]]:
    """Yield every shelf with the way to each of its pages."""
    yield from _shelve_documents(desk)
    yield from _shelve_records(desk)
    registers = sorted(desk.snapshot.registers, key=lambda one: one.title.casefold())
    yield _shelve(addresses.REGISTERS, "Registers", [desk.pages[one.path] for one in registers])
    yield _shelve(addresses.ROLES, "Roles", [addresses.role_page(role) for role in desk.roles])
    for catalog in desk.snapshot.catalogs:
        yield _shelve_clauses(catalog)
    yield from _shelve_rules()


def _shelve(index: str, title: str, pages: Sequence[str]) -> tuple[Shelf, Mapping[str, tuple[Step, ...]]]:
    steps = (Step(title, index),)
    return Shelf(index=index, pages=tuple(pages)), dict.fromkeys(pages, steps)


def _shelve_documents(desk: Desk) -> Iterator[tuple[Shelf, Mapping[str, tuple[Step, ...]]]]:
    """Yield the documents of each folder below the page that opens the folder."""
    ways: dict[str, dict[str, tuple[Step, ...]]] = {}
    for document in desk.snapshot.documents:
        steps = tuple(find_steps(desk, document))
        page = desk.pages[document.path]
        ways.setdefault(steps[-1].page if steps else addresses.DOCUMENTS, {})[page] = steps or (
            Step("Documents", addresses.DOCUMENTS),
        )
    for index, below in ways.items():
        yield Shelf(index=index, pages=tuple(below)), below


def _shelve_records(desk: Desk) -> Iterator[tuple[Shelf, Mapping[str, tuple[Step, ...]]]]:
    """Yield the records of each kind, the newest first."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for record in desk.snapshot.records:
        kinds.setdefault(record.kind, []).append((str(record.date or ""), desk.pages[record.path]))
    for kind, dated in sorted(kinds.items()):
        pages = tuple(page for _, page in sorted(dated, reverse=True))
        steps = (Step("Records", addresses.RECORDS), Step(title_case(kind)))
        yield Shelf(index=addresses.RECORDS, pages=pages), dict.fromkeys(pages, steps)


def _shelve_clauses(catalog: Catalog) -> tuple[Shelf, Mapping[str, tuple[Step, ...]]]:
    """Return the clauses of a standard in its own order; each below the clauses it is part of."""
    top = (
        Step("Standards", addresses.STANDARDS),
        Step(catalog.name, addresses.STANDARDS, addresses.framework_anchor(catalog.id)),
    )
    ways: dict[str, tuple[Step, ...]] = {}
    for clause in catalog.clauses.values():
        above = ways.get(clause.parent or "")
        steps = (*above, _clause_step(catalog, clause.parent or "")) if above else top
        ways[clause.id] = steps
    pages = {_clause_page(catalog, clause): steps for clause, steps in ways.items()}
    return Shelf(index=addresses.STANDARDS, pages=tuple(pages)), pages


def _shelve_rules() -> Iterator[tuple[Shelf, Mapping[str, tuple[Step, ...]]]]:
    """Yield the page of all rules, and the rules of each family: below the findings, which the navigation holds."""
    yield _shelve(addresses.FINDINGS, _ABOVE_RULES[0].title, [addresses.RULES])
    families: dict[str, list[str]] = {}
    for code in sorted(RULES):
        families.setdefault(RULES[code].family, []).append(addresses.rule_page(code))
    for family, pages in families.items():
        steps = (*_ABOVE_RULES, Step(family))
        yield Shelf(index=addresses.FINDINGS, pages=tuple(pages)), dict.fromkeys(pages, steps)


def _connect_rules(found: Mapping[str, Place]) -> Mapping[str, Place]:
    """Return the places of all rules one after another: the last of a family leads to the first of the next."""
    pages = (addresses.RULES, *(addresses.rule_page(code) for code in sorted(RULES)))
    neighbours = zip(("", *pages), pages, (*pages[1:], ""), strict=False)
    return {page: replace(found[page], before=before, after=after) for before, page, after in neighbours}


def _clause_step(catalog: Catalog, clause: str) -> Step:
    return Step(f"{clause} {catalog.clauses[clause].label}", _clause_page(catalog, clause))


def _clause_page(catalog: Catalog, clause: str) -> str:
    return addresses.clause_page(ClauseRef(catalog.id, clause))


def find_steps(desk: Desk, holder: Holder) -> Iterator[Step]:
    """Yield the pages above a document, from its section down."""
    own = desk.pages[holder.path]
    parts = holder.path.split("/")[:-1]
    for length in range(1, len(parts) + 1):
        page = desk.addresses.folders.get("/".join(parts[:length]))
        if page and page not in {own, addresses.HOME}:
            yield Step(desk.titles.get(page) or title_case(parts[length - 1]), page)


def _place_former(desk: Desk, former: Former, found: Mapping[str, Place]) -> Place:
    """Return the place of a former text: beside the present one, which comes after it."""
    page = desk.pages[former.document.path]
    present = found.get(page, Place())
    shelf = Shelf(index=page, pages=(former.page,))
    if present.shelf is not None:
        shelf = Shelf(index=present.shelf.index, pages=(former.page, page))
    return Place(steps=(*present.steps, Step(former.document.title, page)), shelf=shelf, after=page)
