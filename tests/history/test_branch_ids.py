"""Whose work a merge landed, where documents with ids changed places, moved, came and went on branches."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from identified import Row, make_world, tell, write
from test_landing import find_stories

if TYPE_CHECKING:
    from pathlib import Path


def look(root: Path, ids: dict[str, str], *, cache: bool) -> dict[str, list[Row]]:
    """Return what we say of every document of the trunk, newest first, by id."""
    stories = find_stories(root, "HEAD", "main", cache=cache)
    return {
        ids[path]: [
            Row(
                one.subject,
                one.change.moved_from,
                one.change.path,
                tuple(sorted(author.name for author in one.authors)),
            )
            for one in story
        ]
        for path, story in stories.items()
    }


@pytest.mark.parametrize(
    ("seed", "turns"), [*((seed, 60) for seed in range(20)), (2016, 120), (2047, 120), (2126, 40)]
)
def test_documents_keep_their_authors_wherever_they_lie(seed: int, turns: int, tmp_path: Path) -> None:
    """The repository is made of documents that bear their ids from the beginning, so what is right is known.

    Every paragraph has one editor, so nobody is an author but who edited or moved the document: not who merged, and
    not who worked on another that lay there before or since. What was kept on the way changes no answer.
    """
    world = make_world(seed, turns)
    write(world, tmp_path)
    expected = tell(world)
    ids = {file.path: id_ for id_, file in world.commits[world.trunk[-1]].tree.items()}
    assert look(tmp_path, ids, cache=False) == expected

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(tmp_path), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    line = git("rev-list", "--first-parent", "--reverse", "main").split()
    for at in (len(line) // 3, 2 * len(line) // 3, len(line) - 2):
        git("reset", "--quiet", "--hard", line[at])
        find_stories(tmp_path, "HEAD", "main", cache=True)
    git("reset", "--quiet", "--hard", line[-1])
    assert look(tmp_path, ids, cache=True) == expected
