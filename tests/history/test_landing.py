"""What we make of a history, held against what each workflow is expected to leave, and against a slow computation.

The slow one (`oracle.py`) compares whole trees, landing by landing, with plain git, and shares no code with ours.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from messy import write_messy
from oracle import compute, is_document
from workflows import WORKFLOWS, Row

from smsdocs.analysis.story import Story
from smsdocs.model.history import Kind
from smsdocs.model.settings import Settings
from smsdocs.readers.history import HistoryReader
from smsdocs.readers.tree import CommitTree
from smsdocs.readers.versions import GitVersion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conftest import Repository

    from smsdocs.model.history import Revision

FOLDERS = ("policies", "processes", "docs")


def find_stories(
    root: Path, rev: str = "HEAD", branch: str = "", *, cache: bool = False
) -> Mapping[str, Story]:
    """Return the story of every Markdown file of a revision."""
    tree = CommitTree(root, rev, rev)
    settings = Settings(documents=FOLDERS, branch=branch)
    ids = {
        path: GitVersion(path, tree.read(path, 1 << 20), {}).text("id")
        for path in tree.paths
        if is_document(path, FOLDERS)
    }
    history = HistoryReader(root, tree, settings, cache=cache).read(ids)
    tree.close()
    return {path: Story(history.lineages[path], history, settings) for path in ids}


def tell(story: Story) -> tuple[Row, ...]:
    """Return a story as the workflows write it."""
    return tuple(
        Row(
            one.subject,
            one.kind.value,
            one.change.moved_from.removeprefix("/"),
            tuple(sorted(author.name for author in one.authors)),
            one.at.isoformat() if one.at else "",
            one.change.landed,
        )
        for one in story
    )


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_gives_the_history_that_is_right(name: str, repository: Repository) -> None:
    """Every document of the tip, every revision: when, by whom, from where, and of what kind."""
    expected = WORKFLOWS[name](repository)
    found = {
        path: tell(story) for path, story in find_stories(repository.root, branch=expected.branch).items()
    }
    assert found == dict(expected.stories)


def tell_slowly(root: Path, rev: str) -> dict[str, tuple[Row, ...]]:
    """Return what the slow computation says of every document."""
    return {
        path: tuple(
            Row(
                entry.subject,
                entry.kind,
                entry.moved_from,
                tuple(sorted(name for name, _ in entry.authors)),
                entry.date.isoformat(),
                entry.landed,
            )
            for entry in story.revisions
        )
        for path, story in compute(root, rev, branch="main").items()
    }


@pytest.mark.parametrize("seed", range(16))
def test_a_messy_trunk_gives_what_a_slow_computation_gives(seed: int, tmp_path: Path) -> None:
    """Creation, landings, moves and kinds agree for every document of the trunk.

    Authors do too, but where a branch that landed had merges of its own: who of the people on both of its sides
    made what came out, the slow computation guesses by names of files, and ours by the text.
    """
    write_messy(tmp_path, seed)
    stories, theirs = find_stories(tmp_path, "main", "main"), tell_slowly(tmp_path, "main")
    assert set(stories) == set(theirs)
    for path, story in stories.items():
        for row, other, revision in zip(tell(story), theirs[path], story, strict=True):
            blank = {"authors": (), "kind": "declared" if "declared" in row.kind + other.kind else row.kind}
            same = (
                (row._replace(**blank), other._replace(**blank))
                if _is_tangled(tmp_path, revision)
                else (row, other)
            )
            assert same[0] == same[1], path


@pytest.mark.parametrize("seed", range(16))
def test_a_messy_branch_stands_on_what_landed(seed: int, tmp_path: Path) -> None:
    """Whatever an open branch did, what had landed stays as it was, and the rows on top end with the present text.

    A file that the branch deleted and made anew is a new one, also where the trunk had meanwhile moved the old.
    """
    for rev in write_messy(tmp_path, seed)[1:]:
        stories, theirs = find_stories(tmp_path, rev, "main"), tell_slowly(tmp_path, rev)
        for path, story in stories.items():
            content = subprocess.run(
                ["git", "rev-parse", f"{rev}:{path}"],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=True,
            )
            assert story.changes[0].blob == content.stdout.strip(), path
            ours = [row.subject for row in tell(story) if row.landed]
            landed = [row.subject for row in theirs[path] if row.landed]
            anew = any(
                one.change.commit and not one.change.landed and one.kind is Kind.CREATED for one in story
            )
            assert ours == landed or anew, path


def _is_tangled(root: Path, revision: Revision) -> bool:
    """Say whether a landing brought merges."""
    commit = revision.change.commit
    if commit is None or len(commit.parents) <= 1:
        return False
    listed = subprocess.run(
        ["git", "rev-list", "--merges", "--count", *commit.parents[1:], f"^{commit.parents[0]}"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(listed.stdout) > 0
