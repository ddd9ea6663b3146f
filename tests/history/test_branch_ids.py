"""Whose work a merge landed, where documents with ids changed places, moved, came and went on branches."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from identified import Row, make_world, tell, tell_pending, write
from test_landing import find_stories

if TYPE_CHECKING:
    from pathlib import Path

    from smsdocs.model.history import Revision


def look(root: Path, ids: dict[str, str], *, cache: bool) -> dict[str, list[Row]]:
    """Return what we say of every document of the trunk, newest first, by id."""
    stories = find_stories(root, "HEAD", "main", cache=cache)
    return {ids[path]: [render(one) for one in story] for path, story in stories.items()}


def render(one: Revision) -> Row:
    """Return a revision as the worlds tell it."""
    names = tuple(sorted(author.name for author in one.authors))
    return Row(one.subject, one.change.moved_from, one.change.path, names)


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


@pytest.mark.parametrize(
    ("seed", "turns"),
    [*((seed, 60) for seed in range(8)), (21, 40), (33, 120), (35, 120), (41, 60), (57, 40)],
)
def test_a_branch_that_has_not_landed_keeps_what_documents_were_before(
    seed: int, turns: int, tmp_path: Path
) -> None:
    """What landed stays told, each commit of the branch is told for the document it touched, and the last is the tip.

    Merges on the branch have rows of their own only where they made a text, or changed what the branch had changed.
    """
    world = make_world(seed, turns)
    write(world, tmp_path)
    for head in {*world.heads} - {world.heads[0]}:
        tree, own = world.commits[head].tree, world.ancestors(head)
        landed, pending = tell(world, own), tell_pending(world, head)
        stories = find_stories(tmp_path, f"work-{head}", "main")
        assert set(stories) == {file.path for file in tree.values()}
        for id_, file in tree.items():
            story = list(stories[file.path])
            assert [render(one) for one in story if one.change.landed] == landed.get(id_, [])
            plain = [
                one
                for one in story
                if not one.change.landed and len(world.commits[int(one.subject)].parents) == 1
            ]
            assert {render(one) for one in plain} == pending.get(id_, set())
            merges = [one for one in story if not one.change.landed and one not in plain]
            assert not merges or pending.get(id_)
            assert story[0].change.path == file.path
