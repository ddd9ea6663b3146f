"""Documents that change places, and ids that change hands: whose revision is whose, with and without what was kept."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from oracle import compute
from test_landing import find_stories, tell

from smsdocs.analysis.lives import lineage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from conftest import Repository

A, B, C = (f"policies/{name}.md" for name in "abc")
Landing = dict[str, tuple[str, str] | None]
"""Id and topic by path; None deletes."""

FIRST: Landing = {A: ("P-1", "alpha"), B: ("P-2", "beta")}
SWAPPED: Landing = {A: ("P-2", "beta"), B: ("P-1", "alpha")}
EDITED: Landing = {A: ("P-2", "beta and more"), B: ("P-1", "alpha and more")}


def page(id_: str, topic: str) -> str:
    """Return a document on a topic."""
    lines = "\n\n".join(f"Paragraph {number} on {topic}." for number in range(5))
    return f"---\nid: {id_}\ntitle: A policy\nowner: boss\n---\n\n# Policy\n\n{lines}\n"


def land(repository: Repository, number: int, files: Landing) -> None:
    """Commit files as landing `number`, which is its subject too."""
    for path, what in files.items():
        if what is None:
            (repository.root / path).unlink()
        else:
            repository.write({path: page(*what)})
    repository.git("add", "--all")
    at = f"2026-01-{number:02}T12:00:00+00:00"
    repository.git("commit", "--quiet", "--allow-empty", "--message", str(number), at=at)


def look(repository: Repository, *, cache: bool = False) -> dict[str, list[tuple[str, str, str]]]:
    """Return subject, kind and former path of every revision, oldest first, by path."""
    stories = find_stories(repository.root, cache=cache)
    return {
        path: [(row.subject, row.kind, row.moved_from) for row in reversed(tell(story))]
        for path, story in stories.items()
    }


def look_slowly(repository: Repository) -> dict[str, list[tuple[str, str, str]]]:
    """Return the same by the slow computation."""
    return {
        path: [(one.subject, one.kind, one.moved_from) for one in reversed(story.revisions)]
        for path, story in compute(repository.root).items()
    }


def land_all(repository: Repository, landings: Sequence[Landing]) -> dict[str, list[tuple[str, str, str]]]:
    """Land one after the other, see that what was kept changes no answer, and return the last one."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for number, files in enumerate(landings, start=1):
        land(repository, number, files)
        found = look(repository)
        assert look(repository, cache=True) == found
    return found


EXCHANGES: Mapping[str, Sequence[Landing]] = {
    "swapped and back": [FIRST, SWAPPED, FIRST],
    "swapped with edits and back with others": [
        FIRST,
        EDITED,
        {A: ("P-1", "alpha once more"), B: ("P-2", "beta once more")},
    ],
    "ids swapped and the texts left": [
        FIRST,
        {A: ("P-2", "alpha"), B: ("P-1", "beta")},
        {A: ("P-2", "alpha, edited")},
        {A: ("P-1", "alpha, edited"), B: ("P-2", "beta")},
    ],
    "three in a circle, and back": [
        {**FIRST, C: ("P-3", "gamma")},
        {A: ("P-3", "gamma"), B: ("P-1", "alpha"), C: ("P-2", "beta")},
        {**FIRST, C: ("P-3", "gamma")},
    ],
    "another takes the place for a while": [
        FIRST,
        {A: ("P-2", "beta"), B: None, C: ("P-1", "alpha")},
        {A: ("P-1", "alpha"), C: None, B: ("P-2", "beta")},
    ],
}


@pytest.mark.parametrize("affordable", [5_000, 0])
@pytest.mark.parametrize("name", EXCHANGES)
def test_documents_that_change_places_keep_their_own_history(
    name: str, affordable: int, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The id alone decides, also where both are back where they began; of a long history by the look of a landing."""
    monkeypatch.setattr(lineage, "_AFFORDABLE", affordable)
    assert land_all(repository, EXCHANGES[name]) == look_slowly(repository)


def test_a_swap_without_edits_says_nothing_of_the_texts(repository: Repository) -> None:
    """Both moved, and moved back: nothing material happened."""
    rows = land_all(repository, [FIRST, SWAPPED, FIRST])
    assert rows[A] == [("1", "created", ""), ("2", "moved", A), ("3", "moved", B)]
    assert rows[B] == [("1", "created", ""), ("2", "moved", B), ("3", "moved", A)]


def test_a_mistaken_id_that_is_changed_back_is_one_life(repository: Repository) -> None:
    """Nothing else had it meanwhile, whatever else landed with the mistake and with its mending."""
    rows = land_all(
        repository,
        [
            FIRST,
            {A: ("P-9", "alpha"), C: ("P-3", "gamma")},
            {A: ("P-9", "alpha, edited")},
            {A: ("P-1", "alpha, edited"), B: ("P-2", "beta, edited")},
            {A: ("P-1", "alpha again")},
        ],
    )
    assert [subject for subject, _, _ in rows[A]] == ["1", "2", "3", "4", "5"]


def test_an_id_that_stays_changed_begins_a_life(repository: Repository) -> None:
    """As long as it is the last one; what was mistaken after that belongs to it."""
    rows = land_all(
        repository, [FIRST, {A: ("P-9", "alpha")}, {A: ("P-8", "alpha")}, {A: ("P-9", "alpha on")}]
    )
    assert [subject for subject, _, _ in rows[A]] == ["2", "3", "4"]
    assert rows[A][0] == ("2", "created", "")


def test_an_id_that_another_had_meanwhile_is_no_mistake(repository: Repository) -> None:
    """Two files exchange their ids in two commits, and back in two more: at the end both are new."""
    rows = land_all(
        repository,
        [
            FIRST,
            {A: ("P-2", "alpha")},
            {B: ("P-1", "beta")},
            {A: ("P-1", "alpha")},
            {B: ("P-2", "beta")},
            {B: ("P-2", "beta, edited")},
        ],
    )
    assert [subject for subject, _, _ in rows[A]] == ["4"]
    assert [subject for subject, _, _ in rows[B]] == ["5", "6"]


def test_an_id_comes_back_from_a_file_that_is_deleted(repository: Repository) -> None:
    """It is what the other had that goes on; what the path had before was lost with the id."""
    rows = land_all(
        repository,
        [
            FIRST,
            {A: ("P-9", "alpha")},
            {C: ("P-1", "gamma")},
            {A: ("P-1", "gamma"), C: None},
        ],
    )
    assert rows[A] == [("3", "created", ""), ("4", "moved", C)]


def test_an_id_whose_other_bearer_is_gone_is_no_mistake(repository: Repository) -> None:
    """Another file had it, and was deleted before it came back."""
    rows = land_all(
        repository,
        [FIRST, {A: ("P-9", "alpha")}, {C: ("P-1", "gamma")}, {C: None}, {A: ("P-1", "alpha")}],
    )
    assert [subject for subject, _, _ in rows[A]] == ["5"]


def test_a_swap_that_has_not_landed_is_told_apart(repository: Repository) -> None:
    """On a branch too, each commit of which stands on top."""
    land(repository, 1, FIRST)
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    land(repository, 2, EDITED)
    land(repository, 3, FIRST)
    rows = look(repository)
    assert rows == look_slowly(repository)
    assert look(repository, cache=True) == rows
    assert look(repository, cache=True) == rows


@pytest.mark.parametrize("seed", range(4))
def test_whatever_ids_do_what_was_kept_changes_no_answer(seed: int, repository: Repository) -> None:
    """Swaps, circles, copies of ids, mistakes, deletions, one after the other."""
    dice = random.Random(seed)  # noqa: S311  # no secret
    paths = [f"policies/{name}.md" for name in "abcd"]
    files = {path: (f"P-{number}", path) for number, path in enumerate(paths)}
    land(repository, 1, dict(files))
    for number in range(2, 24):
        landing: Landing = {}
        some = dice.sample(paths, dice.choice((1, 1, 2, 2, 3)))
        there = [path for path in some if path in files]
        for path, other in zip(there, [*there[1:], *there[:1]], strict=True):
            landing[path] = files[other]
        if dice.random() < 0.4:
            landing[some[0]] = (f"P-{dice.randrange(5)}", f"{some[0]} {dice.randrange(3)}")
        elif dice.random() < 0.2 and some[0] in files:
            landing[some[0]] = None
        land(repository, number, landing)
        for path, what in landing.items():
            files.pop(path, None)
            files |= {path: what} if what else {}
        assert look(repository, cache=True) == look(repository), number


def test_a_document_comes_from_outside_while_another_takes_its_path(repository: Repository) -> None:
    """Git tells of a changed file there, and of a new one here; the id tells the rest. A copy is none."""
    outside, inside = "archive/x.md", "policies/z.md"
    found = land_all(
        repository,
        [
            {outside: ("P-1", "alpha"), A: ("P-2", "beta")},
            {outside: ("P-2", "beta"), A: None, inside: ("P-1", "alpha")},
            {outside: ("P-2", "beta and more"), B: ("P-2", "beta")},
        ],
    )
    assert found[inside] == [("1", "created", ""), ("2", "moved", outside)]
    assert found[B] == [("3", "created", "")]


def test_a_document_moves_outside_in_a_commit_that_adds_another(repository: Repository) -> None:
    """What the first look found of the commit is no reason not to look for the second."""
    found = land_all(
        repository,
        [
            {"drafts/o.md": ("P-1", "alpha")},
            {"drafts/o.md": None, "drafts/z.md": ("P-1", "alpha"), A: ("P-2", "beta")},
            {"drafts/z.md": None, B: ("P-1", "alpha")},
        ],
    )
    assert found[B] == [("1", "created", ""), ("2", "moved", "drafts/o.md"), ("3", "moved", "drafts/z.md")]
