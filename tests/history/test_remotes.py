"""Which remote counts: origin, else the only one, else that of the branch that is checked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import Repository
from test_landing import find_stories, tell

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.published import find_landed, find_remote, read_published

if TYPE_CHECKING:
    from pathlib import Path

PATH = "policies/a.md"


def page(text: str) -> str:
    """Return a document."""
    return f"---\nid: P-1\ntitle: T\nowner: boss\n---\n\n# T\n\n{text}\n"


@pytest.fixture
def cloned(repository: Repository, tmp_path: Path) -> Repository:
    """A clone whose remote is called upstream, with a commit on a feature branch; no local trunk."""
    repository.commit({PATH: page("one")}, at="2026-01-01T12:00:00+00:00")
    repository.git("clone", "--quiet", "--origin", "upstream", str(repository.root), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    clone.git("checkout", "--quiet", "--no-track", "-b", "feature")
    clone.git("branch", "--quiet", "-D", "main")
    clone.environment["GIT_AUTHOR_NAME"] = "Bea Example"
    clone.commit({PATH: page("two")}, at="2026-01-02T12:00:00+00:00")
    return clone


@pytest.mark.parametrize("branch", ["", "main"])
def test_a_remote_of_another_name_is_the_published_one(branch: str, cloned: Repository) -> None:
    """A commit on top of its default branch has not landed, and says so."""
    trunk = cloned.git("rev-parse", "upstream/main")
    assert read_published(cloned.root, branch) == ("main", trunk)
    assert find_landed(cloned.root, branch, 1 << 40) == trunk
    assert [row.landed for row in tell(find_stories(cloned.root, branch=branch)[PATH])] == [False, True]


def test_origin_comes_first(cloned: Repository) -> None:
    """Also where it knows no default branch, and where the branch checked out follows another."""
    cloned.git("remote", "add", "origin", str(cloned.root))
    cloned.git("config", "branch.feature.remote", "upstream")
    assert find_remote(cloned.root) == "origin"
    assert read_published(cloned.root, "") is None
    cloned.git("fetch", "--quiet", "origin")
    assert read_published(cloned.root, "feature") == ("feature", cloned.git("rev-parse", "feature"))


def test_of_several_that_of_the_branch_counts(cloned: Repository) -> None:
    """Where none is called origin and the branch follows nothing, nobody can say."""
    cloned.git("remote", "add", "team/fork.x", str(cloned.root))
    assert find_remote(cloned.root) == ""
    assert read_published(cloned.root, "") is None
    cloned.git("config", "branch.feature.remote", ".")
    assert find_remote(cloned.root) == ""
    cloned.git("config", "branch.feature.remote", "upstream")
    assert find_remote(cloned.root) == "upstream"
    assert read_published(cloned.root, "") == ("main", cloned.git("rev-parse", "upstream/main"))
    cloned.git("config", "branch.feature.remote", "team/fork.x")
    cloned.git("fetch", "--quiet", "team/fork.x")
    assert read_published(cloned.root, "feature") == ("feature", cloned.git("rev-parse", "feature"))
    cloned.git("checkout", "--quiet", "--detach")
    assert find_remote(cloned.root) == ""


def test_a_branch_that_is_not_here_is_asked_of_the_remote_that_was_looked_at(cloned: Repository) -> None:
    """The hint names it, and suggests what it has."""
    with pytest.raises(CannotLookError) as raised:
        read_published(cloned.root, "mian")
    assert "the published branch mian does not exist here" in raised.value.message
    assert "git fetch upstream +refs/heads/mian:refs/remotes/upstream/mian" in raised.value.hint
    assert "main" in raised.value.hint


def test_without_a_remote_none_is_named(repository: Repository) -> None:
    """The hint leaves its name open, and suggests what is here."""
    repository.commit({PATH: page("one")}, at="2026-01-01T12:00:00+00:00")
    with pytest.raises(CannotLookError) as raised:
        read_published(repository.root, "mian")
    assert "git fetch REMOTE +refs/heads/mian:refs/remotes/REMOTE/mian" in raised.value.hint
    assert "main" in raised.value.hint
