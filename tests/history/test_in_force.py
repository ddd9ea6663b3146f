"""The text in force is a revision: a new draft does not take away what everybody has to follow."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from smsdocs.analysis.coverage import build_coverage
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from conftest import Repository

TODAY = date(2026, 6, 1)
PAGE = """---
id: POL-A
title: A
type: policy
status: {status}
version: "{version}"
owner: manager
approver: boss
approved_on: {day}
effective_from: {effective}
last_reviewed: {day}
clauses: ["iso20000-1:{clause}"]
---

# A

Whoever answers a call says who they are, in release {version}.
"""


def page(**fields: str) -> dict[str, str]:
    """Return a policy in force, with fields changed."""
    plain = {
        "status": "approved",
        "version": "1.0",
        "day": "2026-01-10",
        "effective": "2026-01-10",
        "clause": "5.3",
    }
    settings = "site_name: SMS\nplugins:\n  - smsdocs\n"
    return {"mkdocs.yml": settings, "policies/a.md": PAGE.format(**{**plain, **fields})}


def status_of(repository: Repository, clause: str) -> str:
    """Return the coverage of a clause."""
    found = build_coverage(read_snapshot(repository.root, today=TODAY))[0].clauses[clause]
    return f"{found.status.value}: {'; '.join(found.reasons)}"


def test_of_two_versions_that_were_approved_on_one_day_the_second_is_in_force(repository: Repository) -> None:
    """1.0 in the morning, its correction in the afternoon; 2.0 is approved and waits for its day."""
    repository.commit(page(), at="2026-01-10T09:00:00+00:00")
    repository.commit(page(version="1.1"), at="2026-01-10T13:00:00+00:00")
    repository.commit(
        page(version="2.0", day="2026-05-01", effective="2026-07-01"), at="2026-05-01T09:00:00+00:00"
    )
    former = read_snapshot(repository.root, today=TODAY).in_force["policies/a.md"]
    assert former.document.head.version == "1.1"


@pytest.mark.parametrize(
    ("later", "standing"),
    [({"status": "in-review"}, "in-review"), ({"effective": "2026-07-01", "day": "2026-05-01"}, "coming")],
)
def test_a_clause_that_only_the_waiting_text_claims_is_partial(
    later: dict[str, str], standing: str, repository: Repository
) -> None:
    """The next version takes on 5.2.2: nothing in force carries it yet, and somebody is at it."""
    repository.commit(page(), at="2026-01-10T09:00:00+00:00")
    repository.commit(page(version="2.0", clause="5.2.2", **later), at="2026-05-01T09:00:00+00:00")
    assert status_of(repository, "5.2.2").startswith(f"partial: claimed only by POL-A ({standing})")
    assert not status_of(repository, "5.3").startswith(("gap", "partial"))


@pytest.mark.parametrize(
    "later", [{"status": "draft"}, {"status": "in-review"}, {"effective": "2026-07-01", "day": "2026-05-01"}]
)
def test_an_earlier_text_stays_in_force_until_the_new_one_is(
    later: dict[str, str], repository: Repository
) -> None:
    """Its claims count, those of the new text do not yet."""
    repository.commit(page(), at="2026-01-10T12:00:00+00:00")
    commit = repository.commit(page(version="2.0", clause="7.2", **later), at="2026-05-01T12:00:00+00:00")
    snapshot = read_snapshot(repository.root, today=TODAY)
    found = snapshot.in_force["policies/a.md"]
    assert (found.document.head.version, found.revision.subject) == ("1.0", "change")
    assert found.revision.oid != commit
    assert "release 1.0" in found.document.body
    assert status_of(repository, "5.3").startswith("covered: carried by POL-A")
    assert status_of(repository, "7.2").startswith("partial: claimed only by POL-A (")


def test_a_text_that_was_retired_is_not_in_force_again(repository: Repository) -> None:
    """A draft of a document that was retired before leaves nothing in force."""
    repository.commit(page(), at="2026-01-10T12:00:00+00:00")
    repository.commit(page(status="retired"), at="2026-02-10T12:00:00+00:00")
    repository.commit(page(status="draft"), at="2026-03-10T12:00:00+00:00")
    assert read_snapshot(repository.root, today=TODAY).in_force == {}
    assert status_of(repository, "5.3").startswith("partial")


def test_what_was_in_force_on_a_day_is_asked_of_that_day(repository: Repository) -> None:
    """The clock decides which of two approved texts is in force."""
    repository.commit(page(), at="2026-01-10T12:00:00+00:00")
    new = page(version="2.0", effective="2026-07-01", day="2026-05-01")
    repository.commit(new, at="2026-05-01T12:00:00+00:00")
    assert read_snapshot(repository.root, today=date(2026, 6, 30)).in_force
    assert not read_snapshot(repository.root, today=date(2026, 7, 1)).in_force


def test_without_history_only_the_present_text_is_known(repository: Repository) -> None:
    """Nobody guesses what an earlier text was."""
    repository.commit(page(), at="2026-01-10T12:00:00+00:00")
    repository.commit(page(status="draft"), at="2026-03-10T12:00:00+00:00")
    assert read_snapshot(repository.root, today=TODAY, history=False).in_force == {}
