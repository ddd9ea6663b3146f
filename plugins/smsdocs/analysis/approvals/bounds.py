"""What an approval record must agree with, or it speaks of another text or of another day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from smsdocs.model.duration import Duration, add_duration

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.model.approval import ApprovalRecord


class Held(NamedTuple):
    """What is known of an object that holds the approved text.

    Attributes:
        day: before it nobody can have approved it; None where that cannot be known.
        version: that it says itself; None where nobody compares it.
    """

    day: date | None
    version: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What an approval record must agree with, or it speaks of another text or of another day.

    Attributes:
        version: of the text that was approved; None where nobody compares it.
        made: the day of the last commit that made the text; None where there is none.
        tolerance: how long before that day a record may be dated.
        today: the last day on which anybody can have approved anything; None where nobody asks.
    """

    version: str | None = None
    made: date | None = None
    tolerance: Duration = Duration(0, 0)
    today: date | None = None

    def find_fault(self, record: ApprovalRecord) -> str:
        """Return why a record shows nothing, as a sentence goes on after naming it; empty where it may."""
        if record.day is None:
            return "does not say on which day"
        if self.today is not None and record.day > self.today:
            return f"is dated {record.day}, and that day has not come"
        if self.precedes(record):
            return f"is dated {record.day}, and nobody had this text before {self.made}"
        if record.version and self.version is not None and record.version != self.version:
            return f"is of version {record.version}, and the text says {self.version or 'no version'}"
        return ""

    def precedes(self, record: ApprovalRecord) -> bool:
        """Say whether a record is older than the text, beyond the tolerance."""
        if record.day is None or self.made is None:
            return False
        return add_duration(record.day, self.tolerance) < self.made


def find_earlier(*days: date | None) -> date | None:
    """Return the earliest of some days; None where none is known."""
    return min((day for day in days if day is not None), default=None)
