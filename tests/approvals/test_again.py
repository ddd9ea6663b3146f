"""A text that is approved again and again without a changed word: whose approval counts, and what it costs to know."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from smsdocs.analysis import story
from smsdocs.analysis.approvals import evidence
from smsdocs.analysis.approvals.evidence import find_approvals
from smsdocs.analysis.kinds import compare
from smsdocs.analysis.proof import find_proofs
from smsdocs.model.approval import Grade
from smsdocs.readers.signatures import GitSignatures
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from conftest import Repository

    from smsdocs.model.approval import ApprovalEvidence
    from smsdocs.model.history import Comparison

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
    """Nothing shows any of them, so all the way back to who wrote it; and git is asked for signatures in two goes.

    The last is looked at first, by the names of commits alone: whom nobody names as an author needs no more.
    """
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
    assert len(graded) == len(set(graded)) + 1 == 102
    assert asked == [1, 100]


def test_of_an_approver_who_never_wrote_no_other_text_is_looked_into(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many approvals there were: the names of commits are enough, but for her own, which set the date."""
    approve_again(repository, "Ada", *["Ada"] * 20, "Bea")
    snapshot = read_snapshot(repository.root, today=date(2026, 6, 1))
    find_proofs(snapshot)

    compared: list[object] = []

    def count(*versions: object) -> Comparison:
        compared.append(versions)
        return compare(*versions)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(story, "compare", count)
    assert find_approvals(snapshot)[PATH].best.grade is Grade.MERGE
    assert len(compared) == 1


def test_the_approval_of_somebody_else_in_between_ends_it(repository: Repository) -> None:
    """Cem approved what Bea had written, so she may approve it again."""
    approve_again(repository, "Bea", "Bea", "Cem", "Bea")
    found = grade(repository)
    assert (found.best.grade, found.best.person) == (Grade.MERGE, "bea")


def test_an_author_in_between_ends_nothing(repository: Repository) -> None:
    """Bea approves her own words three times; Ada may approve nothing."""
    approve_again(repository, "Bea", "Bea", "Ada", "Bea")
    assert [one.person for one in grade(repository).self_approved] == ["bea"]


SHORTCUT = "_Grader.grade_unwritten"
"""What grades by the names of commits alone."""


@pytest.mark.parametrize("seed", range(24))
def test_what_the_names_of_commits_tell_is_what_the_texts_tell(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Whoever writes, takes back, approves and merges, in whatever order."""
    dice = Random(seed)  # noqa: S311  # a seed, so that every run is the same
    repository.write(
        {"mkdocs.yml": "site_name: T\nplugins: [smsdocs]\n", "docs/registers/people.yml": PEOPLE}
    )
    texts, day, version = [["We answer every call."]], date(2026, 1, 1), 1
    approved_on = day
    for number in range(12):
        day += timedelta(days=dice.randrange(1, 5))
        words = [*dice.choice(texts)]
        deed = dice.choice(("write", "take back", "approve", "approve"))
        if deed == "write":
            words[dice.randrange(len(words)) :] = [f"Rule {number}.", f"Duty {number}."]
        elif deed == "approve":
            words, version, approved_on = texts[-1], version + dice.randrange(2), day
        texts.append(words)
        name = dice.choice(("Ada", "Bea", "Cem", "Dan")[: dice.choice((2, 3, 4))])
        for what, who in (("AUTHOR", name), ("COMMITTER", dice.choice((name, "Cem", "GitHub")))):
            repository.environment |= {
                f"GIT_{what}_NAME": who,
                f"GIT_{what}_EMAIL": f"{who.lower()}@example.org",
            }
        text = (
            f"---\nid: POL\ntitle: P\ntype: policy\nstatus: approved\nversion: '{version}'\nowner: sms-manager\n"
            f"approver: sms-owner\napproved_on: {approved_on}\nlast_reviewed: {approved_on}\n---\n\n"
        ) + "\n\n".join(words)
        repository.commit({PATH: f"{text}\n"}, at=f"{day}T12:00:00+00:00")
    found = grade(repository)
    find_approvals.cache_clear()
    monkeypatch.setattr(f"{evidence.__name__}.{SHORTCUT}", lambda *_: None)
    assert grade(repository) == found
