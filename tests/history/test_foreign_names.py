"""A collection that calls things by its own names and has no ids: overdue, changed after review, dishonest dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from smsdocs.checks.run import check
from smsdocs.readers.versions import GitVersion
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from conftest import Repository

SETTINGS = """site_name: Handbook
plugins:
  - smsdocs:
      documents: [handbook]
      fields: {last_reviewed: last_reviewed_on, review_interval: review_in, clauses: satisfies}
"""
PAGE = """---
title: {name}
type: guide
status: approved
last_reviewed_on: {day}
review_in: {interval}
---

# {name}

{text}
"""
TODAY = date(2026, 6, 30)
REVIEWS = {
    "half-yearly-due-today": ("2025-12-30", "6 months"),
    "half-yearly-due-yesterday": ("2025-12-29", "6 months"),
    "end-of-month": ("2025-12-31", "6 months"),
    "yearly": ("2026-01-05", "1 year"),
    "yearly-overdue": ("2025-06-29", "annual"),
    "edited-next-day": ("2026-03-01", "6 months"),
    "edited-same-day": ("2026-03-01", "6 months"),
    "wrapped-later": ("2026-03-01", "6 months"),
    "reviewed-with-the-edit": ("2026-03-01", "6 months"),
    "edited-and-put-back": ("2026-03-01", "6 months"),
}


def page(name: str, day: str, interval: str, text: str = "Call before you dig.\nAlways.") -> dict[str, str]:
    """Return a page of the handbook."""
    return {f"handbook/{name}.md": PAGE.format(name=name, day=day, interval=interval, text=text)}


def at(day: str, hour: int = 12) -> str:
    """Return a moment of a day."""
    return f"{day}T{hour:02}:00:00+00:00"


@pytest.fixture
def handbook(repository: Repository) -> Repository:
    """Each page is committed on the day of its review, some are changed afterwards."""
    repository.commit({"mkdocs.yml": SETTINGS}, at=at("2025-01-01"))
    for name, (day, interval) in sorted(REVIEWS.items(), key=lambda one: one[1]):
        repository.commit(page(name, day, interval), at=at(day))
    repository.commit(
        page("edited-same-day", "2026-03-01", "6 months", "Call twice."), at=at("2026-03-01", 18)
    )
    repository.commit(page("edited-next-day", "2026-03-01", "6 months", "Call twice."), at=at("2026-03-02"))
    repository.commit(
        page("wrapped-later", "2026-03-01", "6 months", "Call before\nyou dig. Always."), at=at("2026-04-01")
    )
    repository.commit(
        page("reviewed-with-the-edit", "2026-04-02", "6 months", "Call thrice."), at=at("2026-04-02")
    )
    repository.commit(
        page("edited-and-put-back", "2026-03-01", "6 months", "Never call."), at=at("2026-04-03")
    )
    repository.commit(page("edited-and-put-back", "2026-03-01", "6 months"), at=at("2026-04-04"))
    return repository


def find(repository: Repository, *names: str) -> set[str]:
    """Return the pages that these rules speak of."""
    found = check(read_snapshot(repository.root, today=TODAY))
    return {one.place.path[9:-3] for one in found if one.name in names}


def test_overdue_begins_on_the_day_after(handbook: Repository) -> None:
    """Six months after the 30th and after the 31st of December is the 30th of June: due today, not overdue."""
    assert find(handbook, "review-overdue") == {"half-yearly-due-yesterday", "yearly-overdue"}


def test_changed_after_review_is_by_landing_and_by_day(handbook: Repository) -> None:
    """The same day is not later, white space is no change, and a change that was put back is two."""
    assert find(handbook, "changed-after-review") == {"edited-next-day", "edited-and-put-back"}


def test_dishonest_dates_are_told_apart(handbook: Repository) -> None:
    """Too old for its commit, not come yet, set back, a year off; within the tolerance is honest."""
    for name, before, day, committed in (
        ("late-within-tolerance", "2025-11-01", "2026-05-01", "2026-05-08"),
        ("late", "2025-11-01", "2026-05-01", "2026-05-09"),
        ("ahead", "2025-11-01", "2026-05-20", "2026-05-10"),
        ("tomorrow-here-today-there", "2025-11-01", "2026-05-12", "2026-05-11"),
        ("set-back", "2026-05-01", "2026-04-20", "2026-05-12"),
        ("last-year", "2025-01-10", "2025-05-12", "2026-05-13"),
    ):
        repository = handbook
        repository.commit(page(name, before, "1 year"), at=at(before))
        repository.commit(page(name, day, "1 year"), at=at(committed))
    assert find(handbook, "back-dated") == {"late", "set-back"}
    assert find(handbook, "future-date") == {"ahead"}
    assert find(handbook, "date-moved-backwards") == {"set-back"}
    assert find(handbook, "year-off") == {"last-year"}


OLD = SETTINGS.replace(
    "fields: {last_reviewed: last_reviewed_on, review_interval: review_in, clauses: satisfies}", ""
)


@pytest.mark.parametrize("renamed", [False, True], ids=["name kept", "name changed later"])
def test_names_that_are_mapped_later_change_no_answer(
    repository: Repository,
    renamed: bool,  # noqa: FBT001  # a parameter of a test
) -> None:
    """A text that still calls a field by our name has it; calling it otherwise is no review."""
    text = page("rota", "2026-03-01", "6 months")["handbook/rota.md"]
    ours = text.replace("last_reviewed_on", "last_reviewed").replace("review_in:", "review_interval:")
    repository.commit({"mkdocs.yml": OLD}, at=at("2026-01-01"))
    repository.commit({"handbook/rota.md": ours}, at=at("2026-03-01"))
    repository.commit({"handbook/rota.md": ours.replace("Always.", "Never.")}, at=at("2026-04-01"))
    repository.commit({"mkdocs.yml": SETTINGS}, at=at("2026-05-01"))
    if renamed:
        repository.commit({"handbook/rota.md": text.replace("Always.", "Never.")}, at=at("2026-06-01"))
    found = check(read_snapshot(repository.root, today=TODAY, cache=False))
    told = {one.code for one in found if one.code in {"SMS403", "SMS407", "SMS408"}}
    assert told == {"SMS403"}


@pytest.mark.parametrize(
    "block",
    [
        "status: approved\n",
        "status: approved\n  more\n",
        "status: approved # said\nowner: x\n",
        "status: 'approved'\n",
        "status: approved\n# a line between\nowner: x\n",
        "status: >\n  approved\n",
        "status:\n  approved\n",
        "status: approved\n\n  more\n",
        "status: approved\nowner:\n  - x\n",
    ],
)
def test_a_field_is_what_yaml_makes_of_it(block: str) -> None:
    """Found without reading all of the front matter, it is the same."""
    version = GitVersion("a.md", f"---\n{block}---\n\nText\n".encode(), {})
    assert version.text("status") == version.fields["status"]
