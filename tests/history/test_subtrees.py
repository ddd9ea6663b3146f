"""Documents that a merge took in from elsewhere, under another path: they are by those who wrote them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from test_landing import find_stories, tell
from workflows import ADA, BEA, CEM, MAX, Desk, page, start

if TYPE_CHECKING:
    from conftest import Repository
    from workflows import Row

TAKEN = "policies/theirs/a.md"


def write_elsewhere(desk: Desk, path: str = "a.md", text: str = "") -> None:
    """Commit a text on a root of its own, then go back to the trunk."""
    desk.git("checkout", "--quiet", "--orphan", "theirs")
    desk.git("rm", "-r", "--quiet", "--force", ".")
    desk.commit(
        "Their root", {path: text or page("theirs", bears="POL-T"), "README.md": "# Theirs\n"}, who=BEA
    )
    desk.switch("main")


def take_in(desk: Desk, subject: str = "Taken in") -> None:
    """Do what `git subtree add` does."""
    merge = ("merge", "--quiet", "-s", "ours", "--no-commit", "--allow-unrelated-histories", "theirs")
    desk.git(*merge, who=MAX)
    desk.git("read-tree", "--prefix=policies/theirs/", "-u", "theirs")
    desk.git("commit", "--quiet", "-m", subject, who=MAX, subject=subject)


def pull(desk: Desk, subject: str) -> None:
    """Do what `git subtree pull` does."""
    options = ("--quiet", "--no-ff", "-X", "subtree=policies/theirs", "-m", subject)
    desk.git("merge", *options, "theirs", who=MAX, subject=subject)


def look(repository: Repository, path: str = TAKEN, branch: str = "") -> tuple[Row, ...]:
    """Return the story of a document; what was kept gives the same."""
    plain = tell(find_stories(repository.root, branch=branch)[path])
    for _ in range(2):
        assert tell(find_stories(repository.root, branch=branch, cache=True)[path]) == plain
    return plain


def test_who_takes_a_folder_in_has_not_written_it(repository: Repository) -> None:
    """Created with the merge, by its author; a file of the same name at the top is another."""
    desk = Desk(repository)
    start(desk)
    desk.commit("Ours", {"README.md": "# Ours\n"})
    write_elsewhere(desk)
    take_in(desk)
    assert look(repository) == (desk.row("Taken in", "created", BEA),)


def test_a_folder_that_is_a_folder_of_documents_there_too(repository: Repository) -> None:
    """The side has it at a path that is looked at anyway."""
    desk = Desk(repository)
    start(desk)
    write_elsewhere(desk, "policies/a.md")
    take_in(desk)
    assert look(repository, "policies/theirs/policies/a.md") == (desk.row("Taken in", "created", BEA),)


def test_what_was_renamed_before_it_was_taken_in(repository: Repository) -> None:
    """Everybody who wrote it counts, whatever it was called."""
    desk = Desk(repository)
    start(desk)
    write_elsewhere(desk, "old.md", page("theirs"))
    desk.switch("theirs")
    desk.git("mv", "old.md", "a.md")
    desk.commit("Renamed", {"a.md": page("theirs", more="More.")}, who=CEM)
    desk.switch("main")
    take_in(desk)
    assert look(repository) == (desk.row("Taken in", "created", BEA, CEM),)


def test_what_is_pulled_later_is_theirs_too(repository: Repository) -> None:
    """With edits on both sides that git merges, and kept or not what was known before."""
    desk = Desk(repository)
    start(desk)
    write_elsewhere(desk)
    take_in(desk)
    created = look(repository)
    desk.switch("theirs")
    text = page("theirs", bears="POL-T")
    desk.commit("Edited there", {"a.md": text.replace("Paragraph 1", "PARAGRAPH 1")}, who=CEM)
    desk.switch("main")
    pull(desk, "Pulled")
    assert look(repository) == (desk.row("Pulled", "material", CEM), *created)
    desk.commit("Edited here", {TAKEN: (repository.root / TAKEN).read_text() + "\nHere.\n"})
    desk.switch("theirs")
    again = text.replace("Paragraph 1", "PARAGRAPH 1").replace("Paragraph 3", "PARAGRAPH 3")
    desk.commit("Edited again", {"a.md": again}, who=BEA)
    desk.switch("main")
    pull(desk, "Pulled again")
    newest, here, *_ = look(repository)
    assert newest == desk.row("Pulled again", "material", BEA)
    assert here == desk.row("Edited here", "material", ADA)


def test_a_text_that_was_changed_while_it_was_taken_in(repository: Repository) -> None:
    """Its id says where it comes from; who changed it counts as well."""
    desk = Desk(repository)
    start(desk)
    write_elsewhere(desk)
    desk.git(
        "merge", "--quiet", "-s", "ours", "--no-commit", "--allow-unrelated-histories", "theirs", who=MAX
    )
    desk.commit("Taken in", {TAKEN: page("theirs", bears="POL-T", more="Mine.")}, who=MAX)
    assert look(repository) == (desk.row("Taken in", "created", BEA, MAX),)


def test_a_branch_that_takes_a_folder_in(repository: Repository) -> None:
    """Before it has landed, and landed together with an edit."""
    desk = Desk(repository)
    start(desk)
    write_elsewhere(desk)
    desk.branch("feature")
    take_in(desk)
    assert [row.authors for row in look(repository, branch="main")] == [(BEA,)]
    desk.commit("Adjusted", {TAKEN: page("theirs", bears="POL-T", more="Adjusted.")}, who=CEM)
    assert [row.authors for row in look(repository, branch="main")] == [(CEM,), (BEA,)]
    desk.switch("main")
    desk.merge("feature", subject="Landed")
    assert look(repository) == (desk.row("Landed", "created", BEA, CEM),)


def test_a_copy_of_what_came_is_of_who_made_it(repository: Repository) -> None:
    """The file is still where it was: what lies elsewhere is another."""
    desk = Desk(repository)
    start(desk)
    write_elsewhere(desk)
    desk.git(
        "merge", "--quiet", "-s", "ours", "--no-commit", "--allow-unrelated-histories", "theirs", who=MAX
    )
    text = page("theirs", bears="POL-T")
    desk.commit("Copied", {"a.md": text, TAKEN: text}, who=MAX)
    assert look(repository) == (desk.row("Copied", "created", MAX),)
