"""What is wrong, and where: the value that rules return and reports print."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smsdocs.model.place import Place


class Severity(StrEnum):
    """How bad a finding is. What an author did wrong is an error; what time did is a warning."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Order: 0 is worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something a reader found wrong while reading. A rule of the same name turns it into a finding.

    Attributes:
        name: the name of the rule that reports it.
        place: where.
        message: what.
        hint: what would satisfy; may be empty.
        document: id of the document, register or record it stands in, its path where it has none.
    """

    name: str
    place: Place
    message: str
    hint: str = ""
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What a rule says: a finding before it knows its code and its severity.

    Attributes:
        place: where.
        message: what; one sentence, without trailing full stop.
        hint: what would satisfy; may be empty.
        document: id (or path) of what it is about, None for the tree as a whole.
        clause: `framework@edition:clause` where it is about a clause.
        severity: overrides the default of the rule, for a rule that knows better; rarely used.
    """

    place: Place
    message: str
    hint: str = ""
    document: str | None = None
    clause: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault, reported once.

    Attributes:
        code: `SMS` and three digits.
        name: the name of the rule, in kebab case.
        severity: after the settings had their say.
        place: where.
        document: id (or path) of what it is about, or None.
        clause: `framework@edition:clause`, or None.
        message: what.
        hint: what would satisfy.
        waived: why it does not count: the reason of a waiver, or `baseline`; None where it counts.
    """

    code: str
    name: str
    severity: Severity
    place: Place
    document: str | None
    clause: str | None
    message: str
    hint: str
    waived: str | None = None
