"""How each page is found: what it weighs, which other names lead to it, and which rows have entries of their own.

Documents come before what is computed from them. A generated page is found by its name and by what opens it; its
tables repeat what stands elsewhere, and would drown it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.coverage import build_coverage
from smsdocs.checks.rule import RULES
from smsdocs.model.clause import ClauseRef
from smsdocs.model.document import Document, State
from smsdocs.reports.site import addresses
from smsdocs.reports.site.untrusted import clean, fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.clause import Clause
    from smsdocs.model.coverage import FrameworkCoverage
    from smsdocs.model.document import Value
    from smsdocs.model.register import Page, Register, Row
    from smsdocs.reports.site.desk import Desk

PAGE, DOCUMENT, PROCESS, ROLE, CLAUSE, REGISTER, ROW, RULE = 1.0, 3.0, 3.2, 2.5, 2.0, 2.0, 1.2, 0.3
"""What a page weighs against others that hold the same words."""
ROWS = {"services": 1.4, "terms": 1.3}
"""Rows that more people look for than others, by the kind of their register."""
DEEPER = 0.97
"""What is left of a clause's weight per level: 8.6 comes before 8.6.1."""
STANDING = {State.COMING: 0.9, State.IN_REVIEW: 0.8, State.DRAFT: 0.7, State.RETIRED: 0.1}
"""What is left of the weight of a document that is not in force."""
LONGEST = 240
"""Characters of a row that are searched."""
_TITLES = ("title", "name", "term")
_CODE = re.compile(r"(?=.*\d|[A-Z-]+$)[\w.-]*", re.ASCII)
"""An id that is no word: RSK-01, and not managed-hosting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """A row of a register that the search leads to; its title and text are HTML.

    Attributes:
        name: its id.
        code: True where that is no word.
    """

    anchor: str
    title: str
    text: str
    name: str
    code: bool
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How the search finds a page.

    Attributes:
        weight: against pages that hold the same words.
        names: what else people type for it.
        ids: what leads to it before anything else.
        whole: True where every section is searched; False for the opening alone.
        text: HTML to search in place of the opening; None where that serves.
    """

    weight: float = PAGE
    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    whole: bool = True
    text: str | None = None
    rows: tuple[FoundRow, ...] = ()


def build_search(desk: Desk) -> Mapping[str, Found]:
    """Return how each page is found, by its source; pages that are not named here are found as they are."""
    found: dict[str, Found] = {}
    for src_uri, entry in _find_entries(desk):
        found.setdefault(src_uri, entry)
    return found


def _find_entries(desk: Desk) -> Iterator[tuple[str, Found]]:
    for page in desk.snapshot.markdown:
        yield desk.pages[page.path], _find_document(desk, page)
    for role in desk.roles:
        yield addresses.role_page(role), Found(weight=ROLE, names=(clean(role),), whole=False)
    for register in desk.snapshot.registers:
        yield desk.pages[register.path], _find_register(desk, register)
    coverages = build_coverage(desk.snapshot)
    for rank, coverage in enumerate(coverages):
        yield from _find_clauses(coverage, CLAUSE if rank == 0 else CLAUSE / 2)
    names = tuple(
        name for one in coverages for name in (one.catalog.id.name, str(one.catalog.id), one.catalog.name)
    )
    yield addresses.STANDARDS, Found(weight=DOCUMENT, names=names, whole=False)
    for code in RULES:
        yield addresses.rule_page(code), Found(weight=RULE, whole=False)
    yield addresses.RULES, Found(weight=RULE, whole=False)
    yield addresses.EVIDENCE, Found(weight=PAGE / 2, whole=False)


def _find_document(desk: Desk, page: Page) -> Found:
    """Weigh an author's page: a process first, and less what is no longer, or not yet, in force."""
    weight = PAGE
    if isinstance(page, Document) and page.controlled:
        weight = PROCESS if page.head.type == "process" else DOCUMENT
        weight *= STANDING.get(page.head.state(desk.today), 1.0)
    return Found(weight=weight, ids=_fit_ids(page.head.id))


def _fit_ids(name: str) -> tuple[str, ...]:
    return (clean(name),) if name else ()


def _find_register(desk: Desk, register: Register) -> Found:
    """Lead to each row by its name; roles have pages of their own."""
    own = register.kind == "roles"
    rows = () if own else tuple(_find_row(desk, register, row) for row in register.rows if row.id)
    text = html.escape(fit(register.head.description))
    return Found(
        weight=REGISTER,
        ids=_fit_ids(register.head.id),
        names=(clean(register.kind),),
        text=text,
        rows=rows,
        whole=False,
    )


def _find_row(desk: Desk, register: Register, row: Row) -> FoundRow:
    title = next((found for name in _TITLES if (found := row.text(name))), row.id)
    words = " ".join(
        text
        for name, value in row.fields.items()
        if name not in {"id", *_TITLES} and not register.is_private(name)
        for text in _texts(value)
    )
    return FoundRow(
        anchor=desk.row_anchor(row.id),
        title=html.escape(clean(title), quote=False),
        text=html.escape(clean(words, LONGEST), quote=False),
        name=clean(row.id),
        code=bool(_CODE.fullmatch(row.id)),
        weight=ROWS.get(register.kind, ROW),
    )


def _texts(value: Value) -> Iterator[str]:
    """Yield the words of a value; figures alone say nothing that anybody looks for."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _find_clauses(coverage: FrameworkCoverage, weight: float) -> Iterator[tuple[str, Found]]:
    catalog = coverage.catalog
    for clause in catalog.clauses.values():
        ref = ClauseRef(catalog.id, clause.id)
        depth = clause.id.count(".")
        yield (
            addresses.clause_page(ref),
            Found(
                weight=round(weight * DEEPER**depth, 3),
                names=(f"{catalog.id.name}:{clause.id}", clause.id, clause.label),
                whole=False,
                text=_describe(clause),
            ),
        )


def _describe(clause: Clause) -> str:
    """Return what a clause is searched by: what it asks for, in our words, and the records it expects."""
    items = ", ".join(item.name for item in clause.expects)
    parts = [clause.summary or clause.statement, f"Expects: {items}." if items else ""]
    return "".join(f"<p>{html.escape(fit(part), quote=False)}</p>" for part in parts if part)
