"""The slow computation is right on repositories whose history is known by hand, so that it may judge the fast one."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from messy import write_messy
from oracle import compare, compute, split_blocks
from workflows import WORKFLOWS, Row

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repository


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_gives_the_history_that_is_right(name: str, repository: Repository) -> None:
    """Every document of the tip, every revision: when, by whom, from where, and of what kind."""
    expected = WORKFLOWS[name](repository)
    found = {
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
        for path, story in compute(repository.root, branch=expected.branch or None).items()
    }
    assert found == dict(expected.stories)


HEAD = "---\nid: A\nstatus: in-review\nversion: '1'\nowner: one\nlast_reviewed: 2026-01-01\n---\n"
BODY = "# T\n\nthe risk is low, see [it](a.md)\n\n| a | b |\n|---|---|\n\n```\ncode  here\n```\n"


def edited(*changes: tuple[str, str]) -> bytes:
    """Return the sample with words replaced."""
    text = HEAD + BODY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("immaterial", [("the risk is low, see", "the  risk\nis low,   see")]),
        ("immaterial", [("\n", "\r\n")]),
        ("immaterial", [("# T\n\n", "# T\n\n\n\n")]),
        ("immaterial", [("version: '1'", 'version: "1"')]),
        ("immaterial", [("version: '1'", "version: '2'")]),
        ("immaterial", [("status: in-review", "status: draft")]),
        ("immaterial", [("status: in-review", "status: draft"), ("version: '1'", "version: '2'")]),
        ("material", [("low, see", "low\n\n- see")]),
        ("material", [("the risk is low, see", "the risk is low\n- see")]),
        ("material", [("a.md", "b.md")]),
        ("material", [("code  here", "code here")]),
        ("material", [("| a | b |", "| a | c |")]),
        ("material", [("owner: one", "owner: two")]),
        ("material", [("owner: one", "owner: two"), ("2026-01-01", "2026-02-01")]),
        ("material", [("version: '1'", "effective_from: 2026-02-01")]),
        ("review", [("2026-01-01", "2026-02-01")]),
        ("approval", [("in-review", "approved")]),
        ("approval", [("in-review", "approved\napproved_on: 2026-02-01"), ("'1'", "'2'")]),
        ("approval", [("in-review", "approved"), ("2026-01-01", "2026-02-01")]),
        ("immaterial", [("in-review", "approved"), ("id: A", "id: A\ntitle: New")]),
        ("material", [("in-review", "approved"), ("risk", "hazard")]),
    ],
)
def test_an_edit_is_of_its_kind(kind: str, changes: list[tuple[str, str]]) -> None:
    """The smallest edits that tell one kind from another."""
    assert compare(edited(), edited(*changes)) == kind


def test_blocks_keep_what_is_significant() -> None:
    """White space collapses inside a paragraph or an item; items, rows, code and headings stand alone."""
    text = "# A\nb\n  c  d\n- e\n  f\n  - g\n| h |\n| i |\n~~~\n\n j\n~~~\nk"
    assert split_blocks(text) == ["# A", "b c d", "- e f", "  - g", "| h |", "| i |", "~~~\n\n j\n~~~", "k"]


@pytest.mark.parametrize("seed", range(4))
def test_every_story_of_a_messy_repository_hangs_together(seed: int, tmp_path: Path) -> None:
    """Each landing starts where the one before left off; each revision has authors; only the oldest creates.

    Commits that have not landed may stand beside each other, each with the path of its own time.
    """
    for name in write_messy(tmp_path, seed, landings=40):
        for path, story in compute(tmp_path, name, branch="main").items():
            assert story.revisions[0].path == path or name != "main"
            for newer, older in pairwise(story.revisions):
                assert (newer.moved_from or newer.path) == older.path or not newer.landed
                assert newer.kind != "created"
                assert older.landed or not newer.landed
            assert story.created.kind == "created"
            assert not story.created.moved_from
            assert all(entry.authors for entry in story.revisions)


def test_a_messy_repository_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    """What fails once fails again, commit by commit."""
    tips = []
    for name in ("one", "other"):
        write_messy(tmp_path / name, 7, landings=30)
        refs = ["git", "for-each-ref", "--format=%(refname) %(objectname)"]
        tips.append(subprocess.run(refs, cwd=tmp_path / name, check=True, capture_output=True).stdout)
    assert tips[0] == tips[1]


def test_the_documents_settings_decide_which_files_are_documents(repository: Repository) -> None:
    """Registers, records, dot folders and other endings are none; the whole tree may be asked for."""
    names = [
        "policies/a.md",
        "policies/.hidden/a.md",
        "docs/registers/a.md",
        "docs/records/x/a.md",
        "b/c.md",
        "docs/a.txt",
    ]
    repository.commit({name: name for name in names}, at="2026-01-01T00:00:00+00:00")
    assert list(compute(repository.root)) == ["policies/a.md"]
    assert list(compute(repository.root, documents=(".",))) == ["b/c.md", "policies/a.md"]


def test_the_published_branch_is_the_one_of_the_remote(repository: Repository) -> None:
    """What was committed on a local branch of that name is not published yet, named or not."""
    at = "2026-01-01T00:00:00+00:00"
    repository.commit({"docs/a.md": "one"}, at=at)
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    repository.commit({"docs/a.md": "two"}, at=at)
    for branch in (None, "main"):
        story = compute(repository.root, branch=branch)["docs/a.md"]
        assert [entry.landed for entry in story.revisions] == [False, True]
