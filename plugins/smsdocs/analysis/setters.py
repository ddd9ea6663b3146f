"""Which revision set what a text says now: a date, an approval, a version. Each looks from the newest revision back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from smsdocs.model.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smsdocs.analysis.story import Story
    from smsdocs.model.history import Text, Version

    FindDay = Callable[[int], str]
    """Returns the day on which a revision landed, in ISO 8601; today where it has not."""

APPROVED = "approved"
"""The status of an approved text."""
RETIRED = "retired"
"""The status of a text that binds nobody any more."""


class Setter(ABC):
    """Looks at one revision after the other until no older one can be the one that is sought.

    Attributes:
        fields: what it looks at.
        index: the revision, as far as was looked; None before the first look.
        done: whether it is the one.
    """

    fields: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.index: int | None = None
        self.done = False

    @abstractmethod
    def look(self, index: int, version: Version) -> None:
        """Look at the next older revision."""


class DateSetter(Setter):
    """Seeks the revision that wrote a date: the oldest of those that bear it without a break.

    Attributes:
        former: what stood there before; empty where nothing did.
    """

    def __init__(self, name: str, value: str) -> None:
        super().__init__()
        self.fields = (name,)
        self.former = ""
        self._value = value

    def look(self, index: int, version: Version) -> None:
        """Go on while the text bears the date, and remember what stood there before."""
        text = version.text(self.fields[0])
        if text == self._value:
            self.index = index
        else:
            self.former, self.done = text, True


class VersionSetter(Setter):
    """Seeks the revision that was first approved under a version number, of those that bear it without a break."""

    fields = ("status", "version")

    def __init__(self, number: str) -> None:
        super().__init__()
        self._number = number

    def look(self, index: int, version: Version) -> None:
        """Go on while the text bears the number."""
        if version.text("version") != self._number:
            self.done = True
        elif version.text("status") == APPROVED:
            self.index = index


class DateGiver(Setter):
    """Seeks the first revision that bore a date: one that was taken out and put back was not written anew.

    What stood there before its day had come and was taken out again was a plan, and says nothing of the deed. To retire
    a document ends its approval: what stands there afterwards was written when it came back.

    Attributes:
        others: what stood in its place since a day on which it could have stood there, and had come before it was
            replaced.
    """

    def __init__(self, name: str, value: str, find_day: FindDay) -> None:
        super().__init__()
        self.fields = (name,)
        self.others: set[str] = set()
        self._gap = False
        self._newer = 0
        self._value = value
        self._find_day = find_day

    def look(self, index: int, version: Version) -> None:
        """Go on until nothing older can bear the date."""
        text = version.text(self.fields[0])
        if self.fields[0] == "approved_on" and self.index is not None and version.text("status") == RETIRED:
            self.done = True
            return
        if text == self._value:
            if not self._gap or self._find_day(index) >= self._value:
                self.index = index
        elif self.index is not None:
            self._gap = True
            if text <= self._find_day(self._newer):
                self.others.add(text)
            self.done = _lies_between(self._value, index, self.index, self._find_day)
        self._newer = index


class Approving(Setter):
    """Seeks the approving revision: the first that bore the latest date of approval.

    Only a later date renews an approval, or another version that landed by the day of the date: a correction on the day
    of the approval. A status that went back and forth under the same date, a date that was taken out and put back, or
    one that was set back, however often and in whatever steps, approves nothing anew. Without dates it is the revision
    whose status became approved. To retire a document ends its approval.
    """

    fields = ("status", "approved_on", "version")

    def __init__(self, find_day: FindDay) -> None:
        super().__init__()
        self._find_day = find_day
        self._value = ""
        self._number = ""
        self._gap = False

    def look(self, index: int, version: Version) -> None:
        """Go on until nothing older can bear as late a date."""
        if version.text("status") == RETIRED and self.index is not None:
            self.done = True
            return
        approved = version.text("status") == APPROVED
        written = version.text("approved_on") if approved else ""
        value = written if parse_date(written) else ""  # what is no day is neither earlier nor later
        undated = not (value or self._value)
        number = version.text("version")
        if approved and value == self._value and self._is_corrected(number):
            self.done = True
        elif approved and value >= self._value and not (undated and self._gap):
            self.index, self._value, self._number, self._gap = index, value, number, False
        elif self._value and self.index is not None:
            self.done = _lies_between(self._value, index, self.index, self._find_day)
        else:
            self.done = approved
            self._gap = True

    def _is_corrected(self, former: str) -> bool:
        """Say whether another version of the same day of approval was replaced on that day by what was found so far."""
        if self.index is None or not self._value or former == self._number:
            return False
        return self._find_day(self.index) <= self._value


def _lies_between(value: str, older: int, newer: int, find_day: FindDay) -> bool:
    """Say whether a date is none that anything older can bear: it came after what is older had landed.

    Where the revision that bears it landed before the day, the date was in the future, and nothing is sure.
    """
    return find_day(older) < value <= find_day(newer)


def seek(story: Story, setters: Sequence[Setter]) -> None:
    """Walk back through a story once, until every revision is found.

    What the newest landed text says already was set there, whatever a branch that was updated since said before.
    """
    pending = story.changes.count_pending() % len(story)
    start = dict.fromkeys(setters, 0)
    if pending:
        newest, landed = story.version(0), story.version(pending)
        for one in setters:
            if all(newest.text(name) == landed.text(name) for name in one.fields):
                start[one] = pending
    text, version = story.changes.text(0), story.version(0)
    for index in range(len(story)):
        here = story.changes.text(index)
        if not here.blob or here.blob != text.blob or _end(here) != _end(text):
            text, version = here, story.version(index)
        for one in setters:
            if index >= start[one] and not one.done:
                one.look(index, version)
        if all(one.done for one in setters):
            break


def _end(text: Text) -> str:
    """Return how the name of a file ends: a page is not read as a register is."""
    return text.path.rpartition(".")[2]


def find_approving(story: Story, start: int, find_day: FindDay) -> int:
    """Return the approving revision of a text as it was approved in revision `start`."""
    approving = Approving(find_day)
    for index in range(start, len(story)):
        approving.look(index, story.version(index))
        if approving.done:
            break
    return start if approving.index is None else approving.index
