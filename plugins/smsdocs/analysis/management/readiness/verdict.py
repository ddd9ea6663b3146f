"""The answer to a check of the way to certification, and the list of the functions that give it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.analysis.coverage import build_coverage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from smsdocs.model.coverage import Carrier, FrameworkCoverage, ItemCoverage
    from smsdocs.model.snapshot import Snapshot

STANDARD = "iso20000-1@2018"
"""The edition that the steps and the processes of the model speak of."""
MOST = 4
"""Names that a sentence lists."""
LONG = 80
"""Characters of a name in a sentence."""


class Outcome(StrEnum):
    """What the repository says of a check."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to a check.

    Attributes:
        why: in words: what was seen, or what is missing.
        page: where to look: the word of a page of the site, such as `project`; empty where there is none.
        path: the file to look at; empty where it is not one.
        by: the day that counts where it is not that of the whole step, such as the day an action was due.
    """

    outcome: Outcome
    why: str
    page: str = ""
    path: str = ""
    by: date | None = None


Judge: TypeAlias = Callable[["Snapshot"], Verdict]
JUDGES: dict[str, Judge] = {}
"""The function that decides each check, by the id of the check."""


def answers(check: str) -> Callable[[Judge], Judge]:
    """Note a function as the one that decides a check."""

    def note(judge: Judge) -> Judge:
        JUDGES[check] = judge
        return judge

    return note


def say(holds: bool, good: str, bad: str, page: str = "", path: str = "") -> Verdict:  # noqa: FBT001  # the answer itself
    """Return met or not met with the words of either."""
    outcome = Outcome.MET if holds else Outcome.NOT_MET
    return Verdict(outcome=outcome, why=good if holds else bad, page=page, path=path)


def unknown(why: str, page: str = "", path: str = "") -> Verdict:
    """Return that the repository does not say."""
    return Verdict(outcome=Outcome.UNKNOWN, why=why, page=page, path=path)


def find_absent(snapshot: Snapshot, kind: str, *items: str) -> Verdict:
    """Return what it means that there is no register: kept elsewhere where an item is provided, else missing."""
    for item in items:
        carriers = find_carriers(snapshot, item)
        if carriers:
            return unknown(
                f"kept elsewhere: {name_some(one.title for one in carriers)}", path=carriers[0].path
            )
    return Verdict(outcome=Outcome.NOT_MET, why=f"there is no register of {kind}", page="registers")


@lru_cache(maxsize=4)
def find_standard(snapshot: Snapshot) -> FrameworkCoverage | None:
    """Return the coverage of the edition that the way leads to; None where it is not in scope."""
    return next((one for one in build_coverage(snapshot) if str(one.catalog.id) == STANDARD), None)


@lru_cache(maxsize=4)
def find_items(snapshot: Snapshot) -> Mapping[str, ItemCoverage]:
    """Return the items of documented information of that edition by id."""
    framework = find_standard(snapshot)
    clauses = framework.clauses.values() if framework else ()
    return {item.item.id: item for clause in clauses for item in clause.items}


def find_carriers(snapshot: Snapshot, item: str) -> tuple[Carrier, ...]:
    """Return what provides an item and is in force."""
    found = find_items(snapshot).get(item)
    return tuple(one for one in found.carriers if one.in_force) if found else ()


def name_some(names: Iterable[str]) -> str:
    """Return names as a list in words, the first few of them."""
    found = [name if len(name) <= LONG else f"{name[: LONG - 1]}…" for name in dict.fromkeys(names)]
    shown = ", ".join(found[:MOST])
    return shown if len(found) <= MOST else f"{shown} and {len(found) - MOST} more"


def name_processes(snapshot: Snapshot, processes: Iterable[str]) -> str:
    """Return processes by the names that people know them by, the first few of them."""
    known = snapshot.processes
    return name_some(known[one].name if one in known else one for one in processes)


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"
