"""Who claims what: every clause that a document, section, register, record or location names, with its place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from smsdocs.analysis.clauses import NoClause, parse_clause
from smsdocs.analysis.entries import find_entries
from smsdocs.model.clause import ClauseRef
from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from smsdocs.model.document import Document
    from smsdocs.model.register import Holder, Record, Register
    from smsdocs.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One text that names a clause.

    Attributes:
        text: as written.
        target: the clause it names, or why it names none.
        holder: what claims.
        locate: returns where the text stands; looked up only when a finding asks.
        anchor: of the section that claims; None for the whole document, register or record.
        location: id of the record location that claims; empty for anything else.
        counts: False where the text merely mentions the clause: a role's clauses, an exclusion.
    """

    text: str
    target: ClauseRef | NoClause
    holder: Holder
    locate: Callable[[], Place]
    anchor: str | None = None
    location: str = ""
    counts: bool = True

    @property
    def ref(self) -> ClauseRef | None:
        """The clause it names; whether that exists in the edition is another question."""
        return self.target if isinstance(self.target, ClauseRef) else None


@lru_cache(maxsize=4)
def find_claims(snapshot: Snapshot) -> tuple[Claim, ...]:
    """Return every claim of the tree: documents first, each in the order of its file."""
    return tuple(_Finder(snapshot).claims())


def locate_claim(snapshot: Snapshot, ref: ClauseRef, path: str) -> Place:
    """Return where the file at `path` claims a clause; the file itself where it provides an item of it."""
    return next(
        (claim.locate() for claim in find_claims(snapshot) if claim.ref == ref and claim.holder.path == path),
        Place(path),
    )


class _Finder:
    """Reads each distinct text once: thousands of documents name the same few clauses."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.memory: dict[str, ClauseRef | NoClause] = {}

    def target(self, text: str) -> ClauseRef | NoClause:
        if text not in self.memory:
            known, scope = self.snapshot.library.known, self.snapshot.settings.scope
            self.memory[text] = parse_clause(text, known, scope)
        return self.memory[text]

    def claims(self) -> Iterator[Claim]:
        for document in self.snapshot.documents:
            yield from self.of_head(document)
            yield from self.of_sections(document)
        for register in self.snapshot.registers:
            yield from self.of_head(register)
            yield from self.of_rows(register)
        for record in self.snapshot.records:
            yield from self.of_head(record)
            yield from self.of_sections(record)

    def of_head(self, holder: Holder) -> Iterator[Claim]:
        for key, text in find_entries(holder.fields, "clauses"):
            yield self.claim(text, holder, *key)

    def of_sections(self, holder: Document | Record) -> Iterator[Claim]:
        for section in holder.claims:
            if section.heading is not None:
                yield Claim(
                    text=section.clause,
                    target=self.target(section.clause),
                    holder=holder,
                    locate=partial(_return, section.place),
                    anchor=section.heading.anchor,
                )

    def of_rows(self, register: Register) -> Iterator[Claim]:
        for exclusion in register.exclusions:
            if exclusion.clause:
                yield self.claim(
                    exclusion.clause, register, "exclusions", exclusion.index, "clause", counts=False
                )
        sampled = register.kind == "record-locations"
        for row in register.rows:
            if "clauses" not in row.fields:
                continue
            for key, text in find_entries(row.fields, "clauses"):
                location = row.id if sampled else ""
                yield self.claim(text, register, "rows", row.index, *key, location=location, counts=sampled)

    def claim(
        self, text: str, holder: Holder, *key: Hashable, location: str = "", counts: bool = True
    ) -> Claim:
        locate = partial(holder.places.of, *key)
        return Claim(
            text=text,
            target=self.target(text),
            holder=holder,
            locate=locate,
            location=location,
            counts=counts,
        )


def _return(place: Place) -> Place:
    return place
