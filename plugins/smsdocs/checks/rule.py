"""What a rule is: one function that sees only the snapshot, with its words on it.

The docstring of a rule is its documentation: its first paragraph names the fault, then `Triggered when:`,
`To fix this:` and `Rationale:`. The list, the page, `explain` and the reports derive from it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from smsdocs.model.place import Place
    from smsdocs.model.snapshot import Snapshot

Check: TypeAlias = Callable[["Snapshot"], Iterable[Problem]]

FAMILIES = {
    "1": "Front matter and schema",
    "2": "References",
    "3": "Coverage",
    "4": "History, review and approval",
    "5": "Roles and responsibility",
    "6": "Processes",
    "7": "Records",
    "8": "Safety",
    "9": "Settings, catalogs and waivers",
}
_PARTS = re.compile(r"\n\n(Triggered when|To fix this|Rationale): ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule and its words.

    Attributes:
        code: `SMS` and three digits; the first names the family.
        name: in kebab case, for the fault.
        severity: unless the settings say otherwise.
        fault: one sentence.
        trigger: when it is triggered.
        fix: how to mend it.
        rationale: why it matters, with the clause or the source where there is one.
        check: the function.
    """

    code: str
    name: str
    severity: Severity
    fault: str
    trigger: str
    fix: str
    rationale: str
    check: Check

    @property
    def family(self) -> str:
        """The words of the family."""
        return FAMILIES[self.code[3]]


RULES: dict[str, Rule] = {}
"""Every rule by code; filled by the modules of this room."""


def rule(code: str, name: str, severity: Severity) -> Callable[[Check], Check]:
    """Register the decorated function as a rule.

    Raises:
        ValueError: the code is taken, or the docstring lacks one of its parts.
    """

    def register(check: Check) -> Check:
        if code in RULES:
            message = f"{code} {name}: the code is taken"
            raise ValueError(message)
        RULES[code] = build_rule(code, name, severity, check.__doc__ or "", check)
        return check

    return register


def build_rule(code: str, name: str, severity: Severity, words: str, check: Check) -> Rule:
    """Return a rule with the words of a docstring.

    Raises:
        ValueError: the docstring lacks one of its parts.
    """
    fault, *rest = _PARTS.split(inspect.cleandoc(words))
    parts = dict(zip(rest[::2], rest[1::2], strict=True))
    if set(parts) != {"Triggered when", "To fix this", "Rationale"}:
        message = f"{code} {name}: its docstring lacks a part"
        raise ValueError(message)
    return Rule(
        code=code,
        name=name,
        severity=severity,
        fault=_one_line(fault).rstrip("."),
        trigger=_one_line(parts["Triggered when"]),
        fix=_one_line(parts["To fix this"]),
        rationale=_one_line(parts["Rationale"]),
        check=check,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def from_faults(snapshot: Snapshot, name: str) -> Iterator[Problem]:
    """Return what readers found under the name of a rule."""
    for fault in snapshot.faults:
        if fault.name == name:
            yield Problem(place=fault.place, message=fault.message, hint=fault.hint, document=fault.document)


def where_schema_is_silent(check: Check) -> Check:
    """Keep from the decorated rule what stands at a value that the schema has faulted: one cause, one finding.

    `responsible: a, b` is no list, and so no role either; places are compared only where the rule finds something.
    """

    @wraps(check)
    def check_the_rest(snapshot: Snapshot) -> Iterator[Problem]:
        return (one for one in check(snapshot) if one.place not in _find_faulted_values(snapshot))

    return check_the_rest


@lru_cache(maxsize=4)
def _find_faulted_values(snapshot: Snapshot) -> frozenset[Place]:
    return frozenset(
        fault.place for fault in snapshot.faults if fault.name in {"invalid-value", "unquoted-value"}
    )
