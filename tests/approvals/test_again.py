"""A text that is approved again and again without a changed word: whose approval counts, and what it costs to know."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from smsdocs.analysis.approvals import evidence
from smsdocs.analysis.approvals.evidence import find_approvals
from smsdocs.model.approval import Grade
from smsdocs.readers.signatures import GitSignatures
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    import pytest
    from conftest import Repository

    from smsdocs.model.approval import ApprovalEvidence

PEOPLE = """\
id: REG-PEOPLE
title: People
owner: sms-manager
rows:
  - {id: ada, name: Ada, git: ["Ada <ada@example.org>"]}
  - {id: bea, name: Bea, git: ["Bea <bea@example.org>"], assignments: [{role: sms-owner, from: 2020-01-01}]}
  - {id: cem, name: Cem, git: ["Cem <cem@example.org>"], assignments: [{role: sms-owner, from: 2020-01-01}]}
"""
PATH = "policies/policy.md"


def approve_again(repository: Repository, *who: str) -> None:
    """The first writes and approves a text; each approves it anew, a day later."""
    repository.write(
        {"mkdocs.yml": "site_name: T\nplugins: [smsdocs]\n", "docs/registers/people.yml": PEOPLE}
    )
    for number, name in enumerate(who):
        day = date(2026, 1, 1) + timedelta(days=number)
        for what in ("AUTHOR", "COMMITTER"):
            repository.environment |= {
                f"GIT_{what}_NAME": name,
                f"GIT_{what}_EMAIL": f"{name.lower()}@example.org",
            }
        text = (
            f'---\nid: POL\ntitle: P\ntype: policy\nstatus: approved\nversion: "1"\nowner: sms-manager\n'
            f"approver: sms-owner\napproved_on: {day}\nlast_reviewed: {day}\n---\n\nWe answer every call.\n"
        )
        repository.commit({PATH: text}, at=f"{day}T12:00:00+00:00")


def grade(repository: Repository) -> ApprovalEvidence:
    """What shows the last approval."""
    return find_approvals(read_snapshot(repository.root, today=date(2026, 6, 1)))[PATH]


def test_a_hundred_approvals_are_each_looked_at_once(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing shows any of them, so all the way back to who wrote it; and git is asked for signatures in one go."""
    graded: list[str] = []
    asked: list[int] = []
    usual, read = evidence.grade_approval, GitSignatures._read  # noqa: SLF001  # what asks git

    def count(*arguments: object, **more: object) -> ApprovalEvidence:
        graded.append(str(arguments[2].short))  # type: ignore[attr-defined]  # the revision
        return usual(*arguments, **more)  # type: ignore[arg-type]  # as it was called

    def note(self: GitSignatures, oids: list[str]) -> object:
        asked.append(len(oids))
        return read(self, oids)

    approve_again(repository, "Bea", *["Ada"] * 99, "Bea")
    monkeypatch.setattr(evidence, "grade_approval", count)
    monkeypatch.setattr(GitSignatures, "_read", note)
    found = grade(repository)
    assert [one.person for one in found.self_approved] == ["bea"]
    assert len(graded) == len(set(graded)) == 101
    assert asked == [101]


def test_the_approval_of_somebody_else_in_between_ends_it(repository: Repository) -> None:
    """Cem approved what Bea had written, so she may approve it again."""
    approve_again(repository, "Bea", "Bea", "Cem", "Bea")
    found = grade(repository)
    assert (found.best.grade, found.best.person) == (Grade.MERGE, "bea")


def test_an_author_in_between_ends_nothing(repository: Repository) -> None:
    """Bea approves her own words three times; Ada may approve nothing."""
    approve_again(repository, "Bea", "Bea", "Ada", "Bea")
    assert [one.person for one in grade(repository).self_approved] == ["bea"]
