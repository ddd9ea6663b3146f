"""Clocks that run years behind: git's own shortcuts trust them, and what landed, and who wrote it, must not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_history_cache import tell_all
from test_landing import find_stories, tell

from smsdocs.readers.git.process import run
from smsdocs.readers.git.published import find_base, find_landed, read_published

if TYPE_CHECKING:
    from conftest import Repository

PATH, OTHER = "policies/a.md", "policies/k.md"


def page(text: str, id_: str = "P-1") -> str:
    """Return a document."""
    return f"---\nid: {id_}\ntitle: T\nowner: boss\n---\n\n# T\n\n{text}\n"


def commit(repository: Repository, day: str, text: str, *, path: str = PATH, who: str = "Ada") -> str:
    """Commit a text as somebody."""
    repository.environment["GIT_AUTHOR_NAME"] = f"{who} Example"
    return repository.commit({path: page(text, path)}, at=f"{day}T12:00:00+00:00")


@pytest.fixture
def skewed(repository: Repository) -> Repository:
    """A branch made on a machine whose clock runs years behind, and a trunk that went on."""
    commit(repository, "2024-01-10", "one", who="Bea")
    repository.git("checkout", "--quiet", "-b", "feature")
    for number in range(1, 9):
        commit(repository, f"2020-01-0{number}", f"text {number}")
    repository.git("checkout", "--quiet", "main")
    commit(repository, "2024-02-10", "k", path=OTHER)
    commit(repository, "2024-02-11", "k on", path=OTHER)
    repository.git("checkout", "--quiet", "feature")
    return repository


def test_what_landed_has_landed_whatever_the_clocks_say(skewed: Repository) -> None:
    """The base is the newest commit of the published branch that the tip holds; git lists that one as not held."""
    root = skewed.root
    main, tip, fork = (skewed.git("rev-parse", name) for name in ("main", "feature", "feature~8"))
    listed = run(root, "rev-list", "--first-parent", main, f"^{tip}").stdout.decode().split()
    assert fork in listed  # else this example shows nothing
    assert find_base(root, main, tip) == fork
    rows = tell(find_stories(root, "feature", "main")[PATH])
    assert [row.landed for row in rows] == [False] * 8 + [True]


def test_a_tip_without_a_common_commit_has_no_base(skewed: Repository) -> None:
    """Nothing of it landed."""
    skewed.git("checkout", "--quiet", "--orphan", "alone")
    tip = commit(skewed, "2019-01-01", "alone")
    assert find_base(skewed.root, skewed.git("rev-parse", "main"), tip) is None


def test_authors_of_what_landed_are_not_those_of_pending_work(repository: Repository) -> None:
    """Somebody's change landed long before, by the commits; by the clocks git would list it as pending."""
    commit(repository, "2024-01-09", "zero", who="Bea")
    commit(repository, "2024-01-10", "one", who="Cem")
    repository.git("checkout", "--quiet", "-b", "feature")
    commit(repository, "2024-01-11", "two", who="Dot")
    repository.git("checkout", "--quiet", "main")
    for number in range(1, 9):
        commit(repository, f"2020-01-0{number}", f"k {number}", path=OTHER)
    repository.git("checkout", "--quiet", "feature")
    listed = run(repository.root, "rev-list", "HEAD", "^main").stdout.decode().split()
    assert len(listed) > 1  # else this example shows nothing
    pending = [row for row in tell(find_stories(repository.root, branch="main")[PATH]) if not row.landed]
    assert [row.authors for row in pending] == [("Dot Example",)]


def test_what_was_kept_names_nobody_who_wrote_nothing(repository: Repository) -> None:
    """A branch forked before landings with wrong clocks, and landed after they were kept."""
    commit(repository, "2024-01-10", "one")
    commit(repository, "2024-02-01", "two", who="Bea")
    repository.git("branch", "feature")
    for number in range(1, 9):
        commit(repository, f"2020-01-0{number}", f"k {number}", path=OTHER)
    tell_all(repository.root, "HEAD", "", cache=True)
    repository.git("checkout", "--quiet", "feature")
    commit(repository, "2024-02-15", "three", who="Cem")
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "-m", "M", "feature", at="2024-03-01T12:00:00+00:00")
    kept = tell_all(repository.root, "HEAD", "", cache=True)
    assert kept == tell_all(repository.root, "HEAD", "", cache=False)
    assert tell(find_stories(repository.root)[PATH])[0].authors == ("Cem Example",)


def test_many_branches_that_landed_at_once_are_looked_at_together(repository: Repository) -> None:
    """More than are asked for one by one."""
    commit(repository, "2024-01-10", "one")
    commit(repository, "2024-02-01", "two", who="Bea")
    for number in range(10):
        repository.git("branch", f"b{number}")
    for number in range(1, 9):
        commit(repository, f"2020-01-0{number}", f"k {number}", path=OTHER)
    tell_all(repository.root, "HEAD", "", cache=True)
    for number in range(10):
        repository.git("checkout", "--quiet", f"b{number}")
        commit(repository, "2024-02-15", f"text {number}", path=f"policies/b{number}.md", who="Cem")
        repository.git("checkout", "--quiet", "main")
        at = f"2024-03-{number + 1:02}T12:00:00+00:00"
        repository.git("merge", "--quiet", "--no-ff", "-m", f"M {number}", f"b{number}", at=at)
    kept = tell_all(repository.root, "HEAD", "", cache=True)
    assert kept == tell_all(repository.root, "HEAD", "", cache=False)


def test_a_base_that_is_the_published_branch_itself(skewed: Repository) -> None:
    """The tip holds all of it."""
    main, tip = (skewed.git("rev-parse", name) for name in ("main~2", "feature"))
    assert find_base(skewed.root, main, tip) == main
    assert find_base(skewed.root, tip, tip) == tip
    assert read_published(skewed.root, "main") == ("main", skewed.git("rev-parse", "main"))
    assert find_landed(skewed.root, "main", 1 << 40) == skewed.git("rev-parse", "main")
