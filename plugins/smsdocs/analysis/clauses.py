"""What an author's text for a clause means: framework, edition, number."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.nearest import suggest
from smsdocs.model.clause import Catalog, ClauseRef, FrameworkId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsdocs.model.clause import Library

_FORM = re.compile(r"\s*(?:([^:@\s]+)(?:@([^:@\s]+))?:)?([^:@\s]+)\s*")


@dataclass(frozen=True, slots=True)
class NoClause:
    """Why a text names no clause of any framework there is."""

    message: str
    hint: str


def parse_clause(
    text: str, known: Sequence[FrameworkId], scope: Sequence[FrameworkId]
) -> ClauseRef | NoClause:
    """Read `8.6.1`, `iso20000-1:8.6.1` or `iso20000-1@2011:8.1`; whether the clause exists is another question.

    Args:
        text: as written.
        known: every framework there is, newest edition first per name.
        scope: the frameworks in scope; a clause without prefix belongs to the first, one without edition to
            the first listed with that name, else to the newest there is.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        return NoClause(f'"{text}" is no clause', 'write framework and number, such as "iso20000-1:8.6.1"')
    name, edition, clause = found.groups()
    if name is None:
        if not scope:
            return NoClause(
                f'"{text}" names no framework', 'write it before the number, such as "iso20000-1:8.6.1"'
            )
        return ClauseRef(scope[0], clause)
    if edition is not None:
        framework = FrameworkId(name, edition)
        if framework in known:
            return ClauseRef(framework, clause)
        editions = [one.edition for one in known if one.name == name]
        if editions:
            return NoClause(f"there is no edition {edition} of {name}", f"one of: {', '.join(editions)}")
    else:
        listed = next((one for one in (*scope, *known) if one.name == name), None)
        if listed is not None:
            return ClauseRef(listed, clause)
    names = sorted({one.name for one in known})
    return NoClause(f"there is no framework `{name}`", suggest(name, names, f"one of: {', '.join(names)}"))


def find_nearest_clauses(catalog: Catalog, clause: str) -> str:
    """Say what somebody may have meant by a clause that does not exist, with titles.

    The likeliest are those spelt alike in the same chapter, then the clause it would stand under.
    """
    wanted = clause.strip(" .")
    chapter = wanted.partition(".")[0].casefold()
    beside = [one for one in catalog.clauses if one.partition(".")[0].casefold() == chapter]
    near = difflib.get_close_matches(wanted, beside, n=2, cutoff=0.7)
    above = wanted
    while above and above not in catalog.clauses:
        above = above.rpartition(".")[0]
    if above and above not in near:
        near.append(above)
    if not near:
        return suggest(clause, catalog.clauses, f"{catalog.name} has the clauses {_ends(catalog)}")
    named = [f"`{one}` ({catalog.clauses[one].label})" for one in near]
    meant = f"did you mean {', '.join(named[:-1])}{' or ' if named[:-1] else ''}{named[-1]}?"
    below = catalog.children.get(above, ()) if above else ()
    return f"{meant} {above} has {below[0].id} to {below[-1].id}" if len(below) > 1 else meant


def _ends(catalog: Catalog) -> str:
    tops = [clause.id for clause in catalog.children.get(None, ())]
    return f"{tops[0]} to {tops[-1]}" if tops else "of its own"


def find_elsewhere(library: Library, ref: ClauseRef) -> str:
    """Say where else the number exists: another edition of the framework, and what became of it."""
    for framework, catalog in library.catalogs.items():
        if (
            framework.name == ref.framework.name
            and framework != ref.framework
            and ref.clause in catalog.clauses
        ):
            there = f"{catalog.clauses[ref.clause].label} ({framework.edition} edition)"
            now = library.find_counterparts(ClauseRef(framework, ref.clause), ref.framework)
            return f"it is {there}" + (f", now {', '.join(now)}" if now else "")
    return ""
