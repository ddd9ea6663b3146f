"""SMS216 to SMS218: the terms of an organisation: one meaning each, references that lead somewhere, and in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.nearest import Slips
from smsdocs.analysis.terms import find_terms, find_unused, fold
from smsdocs.checks.mentions import quote
from smsdocs.checks.rule import rule
from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.analysis.terms import Term
    from smsdocs.model.snapshot import Snapshot


@rule("SMS216", "duplicate-term", Severity.ERROR)
def duplicate_term(snapshot: Snapshot) -> Iterator[Problem]:
    """A word is defined twice.

    Triggered when: two rows of the terms registers share a spelling: a `term`, an entry of `also` or one of
    `forms`. The capital letter a sentence begins with makes no difference. The first row keeps it.

    To fix this: keep the better meaning. Where both are needed, give each a name of its own and let `see` lead
    from one to the other.

    Rationale: readers who find two meanings choose the one that suits them.
    """
    first: dict[str, Term] = {}
    for term in find_terms(snapshot):
        for way, spelling in term.spellings:
            other = first.setdefault(fold(spelling), term)
            if other.key != term.key:
                yield Problem(
                    place=term.register.places.of("rows", term.index, *way),
                    message=f"`{quote(spelling)}` is taken by the term `{quote(other.id)}`{_where(other, term)}",
                    hint="keep one of them",
                    document=term.register.name,
                )


def _where(other: Term, term: Term) -> str:
    return "" if other.register.path == term.register.path else f" of {other.register.path}"


@rule("SMS217", "unknown-term", Severity.ERROR)
def unknown_term(snapshot: Snapshot) -> Iterator[Problem]:
    """A term refers to something that does not exist.

    Triggered when: an entry of `see` is the id of no other term, and of no document, register or record.

    To fix this: mend the spelling, or define the term it means.

    Rationale: somebody who looks up a word wants to be led on, not to a dead end.
    """
    terms = find_terms(snapshot)
    ids = {term.id for term in terms}
    known = ids | {one.head.id for one in snapshot.holders if one.head.id}
    slips = Slips()
    for term in terms:
        for number, id_ in enumerate(term.see):
            if id_ not in known or id_ == term.id:
                message = "a term refers to itself" if id_ == term.id else f"there is no term `{quote(id_)}`"
                yield Problem(
                    place=term.register.places.of("rows", term.index, "see", number),
                    message=message,
                    hint="delete it"
                    if id_ == term.id
                    else slips.suggest(id_, known, "define it, or delete this"),
                    document=term.register.name,
                )


@rule("SMS218", "unused-term", Severity.INFO)
def unused_term(snapshot: Snapshot) -> Iterator[Problem]:
    """Nobody uses a term.

    Triggered when: no page has the term in its running text, under any of its spellings. Headings, links and code
    do not count: nothing is explained there.

    To fix this: add the spelling that pages use to `also` or `forms`. Or delete the row: who searches a list for
    what matters should not have to skip what does not.

    Rationale: a definition that nobody meets is not kept up to date either.
    """
    for term in find_unused(snapshot):
        yield Problem(
            place=term.register.places.of("rows", term.index, "term"),
            message=f"no page uses the term `{quote(term.name)}`",
            hint="add the spelling that pages use, or delete the row",
            document=term.register.name,
        )
