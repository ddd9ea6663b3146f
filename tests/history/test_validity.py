"""Each version was in force from one day to another, and its history says which."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from history.test_in_force import page

from smsdocs.analysis.story import find_stories
from smsdocs.analysis.validity import find_spans
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from conftest import Repository

TODAY = date(2026, 6, 1)
STEPS: dict[str, tuple[list[tuple[str, dict[str, str]]], list[str]]] = {
    "one version is in force since its own day": (
        [("2026-01-10", {})],
        ["1.0 2026-01-10 -"],
    ),
    "the first text may be older than its first commit": (
        [("2026-02-20", {})],
        ["1.0 2026-01-10 - says itself"],
    ),
    "a version ends on the day before the next": (
        [
            ("2026-01-10", {}),
            ("2026-03-01", {"version": "2.0", "day": "2026-02-25", "effective": "2026-02-26"}),
        ],
        ["1.0 2026-01-10 2026-02-28", "2.0 2026-03-01 -"],
    ),
    "a version that names a later day waits for it": (
        [
            ("2026-01-10", {}),
            ("2026-03-01", {"version": "2.0", "day": "2026-03-01", "effective": "2026-07-01"}),
        ],
        ["1.0 2026-01-10 2026-06-30", "2.0 2026-07-01 -"],
    ),
    "a draft ends nothing": (
        [("2026-01-10", {}), ("2026-03-01", {"version": "2.0", "status": "draft"})],
        ["1.0 2026-01-10 -"],
    ),
    "a retired text is in force no more": (
        [("2026-01-10", {}), ("2026-03-01", {"status": "retired"})],
        ["1.0 2026-01-10 2026-02-28"],
    ),
    "what was retired before its day never was in force": (
        [
            ("2026-01-10", {"status": "draft"}),
            ("2026-02-01", {"effective": "2026-05-01"}),
            ("2026-03-01", {"status": "retired"}),
        ],
        [],
    ),
    "what was retired may come back as it was": (
        [("2026-01-10", {}), ("2026-03-01", {"status": "retired"}), ("2026-04-01", {})],
        ["1.0 2026-01-10 2026-02-28", "1.0 2026-04-01 -"],
    ),
    "a version that another overtakes never was in force": (
        [
            ("2026-01-10", {}),
            ("2026-03-01", {"version": "2.0", "day": "2026-03-01", "effective": "2026-05-01"}),
            ("2026-04-01", {"version": "2.1", "day": "2026-04-01", "effective": "2026-04-01"}),
        ],
        ["1.0 2026-01-10 2026-03-31", "2.1 2026-04-01 -"],
    ),
    "a change of the same version begins nothing": (
        [("2026-01-10", {}), ("2026-03-01", {"clause": "7.2"})],
        ["1.0 2026-01-10 -"],
    ),
    "a version that is put off begins later": (
        [
            ("2026-01-10", {}),
            ("2026-03-01", {"version": "2.0", "day": "2026-03-01", "effective": "2026-05-01"}),
            ("2026-04-01", {"version": "2.0", "day": "2026-03-01", "effective": "2026-09-01"}),
        ],
        ["1.0 2026-01-10 2026-04-30", "2.0 2026-05-01 2026-08-31", "2.0 2026-09-01 -"],
    ),
}


def _tell(repository: Repository, today: date = TODAY, most: int = 100) -> list[str]:
    story = find_stories(read_snapshot(repository.root, today=today))["policies/a.md"]
    return [
        f"{one.key[0]} {one.start} {one.end or '-'}{' says itself' if one.stated else ''}"
        for one in find_spans(story, today, most)
    ]


@pytest.mark.parametrize("case", STEPS)
def test_a_version_was_in_force(case: str, repository: Repository) -> None:
    """From the day it landed, or the later one it names, until another follows."""
    commits, found = STEPS[case]
    for day, fields in commits:
        repository.commit(page(**fields), at=f"{day}T12:00:00+00:00")
    assert _tell(repository) == found


def test_what_nobody_committed_is_not_in_force(repository: Repository) -> None:
    """An edit in the folder binds nobody."""
    repository.commit(page(), at="2026-01-10T12:00:00+00:00")
    for path, text in page(version="2.0", day="2026-05-01", effective="2026-05-01").items():
        (repository.root / path).write_text(text, encoding="utf-8")
    assert _tell(repository) == ["1.0 2026-01-10 -"]


def test_a_commit_dated_after_the_clock_counts_as_of_today(repository: Repository) -> None:
    """What there is today is in force today, whatever the clock of the committer said."""
    repository.commit(page(), at="2026-01-10T12:00:00+00:00")
    new = page(version="2.0", day="2026-05-01", effective="2026-05-01")
    repository.commit(new, at="2026-08-01T12:00:00+00:00")
    assert _tell(repository) == ["1.0 2026-01-10 2026-05-31", "2.0 2026-06-01 -"]


def test_only_so_many_revisions_are_looked_at(repository: Repository) -> None:
    """Of what is older nothing is said."""
    repository.commit(page(), at="2026-01-10T12:00:00+00:00")
    repository.commit(page(version="2.0", day="2026-03-01"), at="2026-03-01T12:00:00+00:00")
    assert _tell(repository, most=1) == ["2.0 2026-03-01 -"]
