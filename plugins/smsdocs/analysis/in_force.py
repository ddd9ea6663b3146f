"""Which earlier text of a document is in force while the present one waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.setters import APPROVED, RETIRED, find_approving
from smsdocs.model.dates import parse_date
from smsdocs.model.history import Kind

if TYPE_CHECKING:
    from datetime import date

    from smsdocs.analysis.story import Story


def find_in_force(story: Story, today: date) -> int | None:
    """Return the revision of the text that is in force: the last that was approved and effective by now.

    None where there is none, or where the document was retired since.

    Args:
        story: of a document whose newest revision waits.
        today: the clock.
    """
    index = 1
    while index < len(story):
        status = story.version(index).text("status")
        if status == RETIRED:
            return None
        if status != APPROVED:
            index += 1
            continue
        approving = find_approving(story, index, lambda at: story.day(at, today).isoformat())
        found = _find_newest_text(story, index, approving)
        effective = parse_date(story.version(found).text("effective_from"))
        if effective is None or effective <= today:
            return found
        index = approving + 1
    return None


def _find_newest_text(story: Story, start: int, approving: int) -> int:
    """Return the newest revision with the text that was approved: a change that nobody approved is not in force.

    What was changed and declared immaterial is the text that was approved.
    """
    dates = [story.version(approving).text(name) for name in ("approved_on", "effective_from")]
    found = approving
    changed = False
    for index in reversed(range(start, approving)):
        changed = changed or story.revision(index).kind is Kind.MATERIAL
        version = story.version(index)
        if (
            version.text("status") != APPROVED
            or [version.text("approved_on"), version.text("effective_from")] != dates
        ):
            continue
        changed = changed and story.compare(approving, index).kind is Kind.MATERIAL
        if not changed:
            found = index
    return found
