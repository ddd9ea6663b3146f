"""What every page builder has at hand: the snapshot, what relates to what, and where everything stands."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from smsdocs.analysis.anchors import build_row_anchor
from smsdocs.analysis.review import find_review
from smsdocs.model.document import State
from smsdocs.reports.site.page import GeneratedPage
from smsdocs.reports.site.templates import render

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smsdocs.model.clause import ClauseRef
    from smsdocs.model.document import Document, Heading
    from smsdocs.model.register import Holder, Register, Row
    from smsdocs.model.review import Review
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.addresses import Addresses
    from smsdocs.reports.site.relations import Relations


@dataclass(frozen=True, eq=False)
class Desk:
    """The table at which pages are written."""

    snapshot: Snapshot
    relations: Relations
    addresses: Addresses

    def page(
        self, src_uri: str, title: str, template: str, /, *, section: str = "", **values: object
    ) -> GeneratedPage:
        """Build a page from a template; `to` leads from it to any other page."""
        body = self.render(template, src_uri, **values)
        return GeneratedPage(src_uri=src_uri, title=title, body=body, section=section)

    def list_page(
        self, src_uri: str, title: str, template: str, /, *, section: str = "", **values: object
    ) -> GeneratedPage:
        """Build a page that is one big table: as wide as can be, and kept out of the search."""
        page = self.page(src_uri, title, template, section=section, **values)
        return dataclasses.replace(page, searchable=False, wide=True)

    def render(self, template: str, src_uri: str, /, **values: object) -> str:
        """Return the text of a template as it stands on the page `src_uri`."""
        return render(template, desk=self, to=partial(self.addresses.link, src_uri), **values)

    @property
    def pages(self) -> Mapping[str, str]:
        """Sources of pages by repository path."""
        return self.addresses.pages

    @property
    def today(self) -> date:
        """The clock."""
        return self.snapshot.today

    @property
    def by_id(self) -> Mapping[str, Holder]:
        """Documents, registers and records by id."""
        return self.relations.by_id

    @property
    def processes(self) -> Mapping[str, Document]:
        """The document that describes each process."""
        return self.relations.processes

    @property
    def roles(self) -> Mapping[str, str]:
        """Titles of the roles that have a page."""
        return self.relations.roles

    def process_name(self, process: str) -> str:
        """Return what to show for a process."""
        known = self.snapshot.processes.get(process)
        document = self.processes.get(process)
        return document.title if document else known.name if known else process

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Titles of authors' pages by the source of their page on the site."""
        return {self.pages[page.path]: page.title for page in self.snapshot.markdown}

    @cached_property
    def holders(self) -> Mapping[str, Holder]:
        """Documents, registers and records by path."""
        return {holder.path: holder for holder in self.snapshot.holders}

    @cached_property
    def _clauses(self) -> Mapping[str, ClauseRef]:
        return {str(ref): ref for ref in self.relations.clauses}

    def find_clause(self, text: str | None) -> ClauseRef | None:
        """Return the clause that a finding is about, where it has a page."""
        return self._clauses.get(text or "")

    @cached_property
    def _rows(self) -> Mapping[str, tuple[Register, Mapping[str, Row]]]:
        snapshot = self.snapshot
        return {one.kind: (one, snapshot.rows_of(one.kind)) for one in reversed(snapshot.registers)}

    def find_row(self, kind: str, name: str) -> tuple[Register, Row] | None:
        """Return a row of a register by the kind of the register and its own id, where that register has a page."""
        register, rows = self._rows.get(kind, (None, {}))
        row = rows.get(name)
        return (
            (register, row)
            if register is not None and row is not None and register.path in self.pages
            else None
        )

    @staticmethod
    def row_anchor(row: str) -> str:
        """Return the anchor of a row on the page of its register."""
        return build_row_anchor(row)

    def in_force(self, holder: Holder) -> bool:
        """Say whether a document is in force."""
        return holder.head.state(self.today) is State.IN_FORCE

    def review(self, holder: Holder) -> Review:
        """Return the review state of a document, register or record: of the version that is in force."""
        return find_review(self.snapshot, holder)

    @cached_property
    def _headings(self) -> Mapping[str, Mapping[str, Heading]]:
        pages = (page for page in self.snapshot.markdown if page.claims)
        return {page.path: {one.anchor: one for one in page.headings} for page in pages}

    def sections(self, path: str, anchors: tuple[str, ...]) -> tuple[Heading, ...]:
        """Return the headings of a page by their anchors."""
        headings = self._headings.get(path, {})
        return tuple(headings[anchor] for anchor in anchors if anchor in headings)
