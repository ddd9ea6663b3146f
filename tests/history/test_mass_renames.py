"""More files than git compares by itself are renamed in one commit: their history goes on all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_landing import find_stories, tell
from workflows import ADA, BEA, Desk

from smsdocs.model.settings import Settings
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git import differences, log
from smsdocs.readers.history import HistoryReader
from smsdocs.readers.tree import CommitTree

if TYPE_CHECKING:
    from conftest import Repository

MANY = 6


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let git give up after four files, so that the example stays small."""
    for module in (log, differences):
        monkeypatch.setattr(module, "RENAME_LIMIT", 4)
    monkeypatch.setattr(log, "_FEW_TOKENS", 16)


def text(number: int, head: str = "") -> str:
    """Return a text like no other."""
    return head + "".join(f"Sentence {line} of the text {number}, number {number}.\n\n" for line in range(9))


def adopt(repository: Repository, origin: str) -> Desk:
    """Commit many files, then rename and mark them all at once."""
    desk = Desk(repository)
    numbers = range(MANY)
    desk.commit("Old", {f"{origin}/n{number}.md": text(number) for number in numbers})
    old: dict[str, str | None] = {f"{origin}/n{number}.md": None for number in numbers}
    new = {f"policies/p{number}.md": text(number, f"---\nid: P-{number}\n---\n") for number in numbers}
    desk.commit("Adopted", old | new, who=BEA)
    return desk


@pytest.mark.parametrize("origin", ["policies/old", "handbook"])
def test_a_commit_that_renames_everything_loses_nothing(origin: str, repository: Repository) -> None:
    """From folder to folder, and from outside the folders of documents."""
    desk = adopt(repository, origin)
    stories = find_stories(repository.root)
    assert len(stories) == MANY
    for number in range(MANY):
        newest, oldest = tell(stories[f"policies/p{number}.md"])
        assert newest == desk.row("Adopted", newest.kind, BEA, moved_from=f"{origin}/n{number}.md")
        assert oldest == desk.row("Old", "created", ADA)


def test_a_branch_that_renames_everything_loses_nothing(repository: Repository) -> None:
    """Not yet landed, and landed with a merge that git gives up on too."""
    desk = Desk(repository)
    desk.commit("Root", {"README.md": "# Here\n"})
    desk.commit("Old", {f"policies/old/n{number}.md": text(number) for number in range(MANY)})
    desk.branch("feature")
    for number in range(MANY):
        desk.git("mv", f"policies/old/n{number}.md", f"policies/p{number}.md")
        desk.write({f"policies/p{number}.md": text(number, f"---\nid: P-{number}\n---\n")})
    desk.commit("Adopted", {}, who=BEA)
    for branch in ("main", ""):
        for number in range(MANY):
            newest, oldest = tell(find_stories(repository.root, branch=branch)[f"policies/p{number}.md"])
            assert newest.moved_from == f"policies/old/n{number}.md"
            assert (newest.authors, oldest.authors, newest.landed) == ((BEA,), (ADA,), not branch)
    desk.switch("main")
    desk.merge("feature", subject="Landed")
    newest, oldest = tell(find_stories(repository.root)["policies/p3.md"])
    assert (newest.subject, newest.authors, oldest.subject) == ("Landed", (BEA,), "Old")


def test_more_than_can_be_compared_is_refused_aloud(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told that the documents began with the commit that renamed them."""
    for module in (log, differences):
        monkeypatch.setattr(module, "MOST_RENAMES", 5)
    adopt(repository, "policies/old")
    tree = CommitTree(repository.root, "HEAD", "HEAD")
    reader = HistoryReader(repository.root, tree, Settings(documents=("policies",)), cache=False)
    with pytest.raises(CannotLookError, match="too many files came and went") as caught:
        reader.read({})
    tree.close()
    assert "--no-history" in caught.value.hint


def test_an_ordinary_history_is_not_asked_about_twice(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that only come, or only go, cost nothing."""
    desk = Desk(repository)
    files = {f"policies/p{number}.md": text(number) for number in range(9)}
    desk.commit("Start", files)
    desk.commit("Gone", dict.fromkeys(list(files)[1:]))
    monkeypatch.setattr(log.LogStream, "_read_many", lambda *_: pytest.fail("asked again"))
    assert len(find_stories(repository.root)) == 1
