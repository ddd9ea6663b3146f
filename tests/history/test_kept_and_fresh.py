"""What was kept says what is worked out anew, where it would be easy to say something else."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import pytest

from smsdocs.analysis.lives import lineage
from smsdocs.analysis.story import find_stories
from smsdocs.checks.run import check
from smsdocs.readers.history_cache import HistoryCache
from smsdocs.readers.seals import seal
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repository

SETTINGS = "site_name: T\nplugins:\n  - smsdocs:\n      branch: main\n"
TODAY = date(2026, 6, 30)
POLICY = "policies/policy.md"


def page(
    words: str = "Words.", reviewed: str = "2026-01-10", status: str = "approved", id_: str = "POL-A"
) -> str:
    """Return a policy; without an id where that is empty."""
    named = f"id: {id_}\n" if id_ else ""
    dates = f"approved_on: 2026-01-10\nlast_reviewed: {reviewed}\n"
    return (
        f"---\n{named}title: A\ntype: policy\nstatus: {status}\nversion: '1'\n{dates}---\n\n# A\n\n{words}\n"
    )


def day(number: int, month: int = 1) -> str:
    """Return a time of 2026."""
    return f"2026-{month:02}-{number:02}T12:00:00Z"


def tell(root: Path, *, cache: bool) -> tuple[object, ...]:
    """Return the findings about history, and the revisions of every file."""
    snapshot = read_snapshot(root, today=TODAY, cache=cache)
    assert snapshot.history is not None
    lineages = snapshot.history.lineages
    lives = {
        path: [(one.path, one.blob, one.landed, one.order) for one in lineages[path]]
        for path in sorted(one.path for one in snapshot.documents)
        if path in lineages
    }
    findings = [one for one in check(snapshot) if one.code.startswith("SMS4")]
    return lives, findings


def agree(repository: Repository) -> None:
    """Hold what was kept against what is worked out anew, twice: the first look keeps what it found."""
    fresh = tell(repository.root, cache=False)
    assert tell(repository.root, cache=True) == fresh
    assert tell(repository.root, cache=True) == fresh


@pytest.fixture
def begun(repository: Repository) -> Repository:
    """A repository with one policy."""
    repository.commit({"mkdocs.yml": SETTINGS, POLICY: page()}, at=day(10))
    return repository


def test_a_merge_that_has_not_landed_names_no_text(begun: Repository) -> None:
    """It stands for what is made of both its sides, whatever comes on top of it."""
    git = begun.git
    git("checkout", "--quiet", "-b", "x")
    git("mv", POLICY, "policies/moved.md")
    begun.commit({}, at=day(11))
    git("checkout", "--quiet", "main")
    begun.commit({POLICY: page(reviewed="2026-01-20")}, at=day(20))
    git("checkout", "--quiet", "-b", "feat")
    git("merge", "--quiet", "--no-commit", "--no-ff", "x")
    git("checkout", "main", "--", POLICY)
    git("checkout", "x", "--", "policies/moved.md")
    begun.commit({}, at=day(21))
    agree(begun)
    begun.commit({POLICY: page(reviewed="2026-03-01", status="draft")}, at=day(1, 3))
    agree(begun)


def test_a_file_that_is_away_for_a_moment_keeps_its_origin(begun: Repository) -> None:
    """It came from outside the folders, and what is kept of it must say so."""
    begun.commit({"wiki/w.md": page(id_="POL-W")}, at=day(11))
    begun.commit({"wiki/w.md": page("Other words.", id_="POL-W")}, at=day(12))
    begun.git("mv", "wiki/w.md", "policies/w.md")
    begun.commit({}, at=day(13))
    path = begun.root / "policies/w.md"
    text = path.read_text()
    path.unlink()
    tell(begun.root, cache=True)
    path.write_text(text)
    agree(begun)
    lives, _ = tell(begun.root, cache=True)
    assert len(lives["policies/w.md"]) == 3  # type: ignore[index]


@pytest.mark.parametrize("landed", [True, False])
def test_an_id_that_is_dropped_joins_what_it_had_parted(begun: Repository, *, landed: bool) -> None:
    """A text with another id is another document; a text without one goes on from what lay there."""
    begun.commit({POLICY: page("Other words.", id_="POL-B")}, at=day(11))
    agree(begun)
    if not landed:
        begun.git("checkout", "--quiet", "-b", "feat")
    begun.commit({POLICY: page("Other words.", id_="")}, at=day(12))
    agree(begun)
    lives, _ = tell(begun.root, cache=True)
    assert len(lives[POLICY]) == 3  # type: ignore[index]


def test_a_text_that_a_landed_branch_had_is_no_merge_s_own(begun: Repository) -> None:
    """Branches that stand on each other bring the same texts again, after they landed."""
    git = begun.git
    git("checkout", "--quiet", "-b", "x")
    begun.commit({POLICY: page("One.")}, at=day(11))
    git("branch", "x1")
    begun.commit({POLICY: page("Two.", reviewed="2026-01-20")}, at=day(12))
    git("checkout", "--quiet", "-b", "feat", "main")
    begun.commit({"OTHER": "o\n"}, at=day(13))
    begun.environment.update(GIT_AUTHOR_DATE=day(14), GIT_COMMITTER_DATE=day(14))
    git("merge", "--quiet", "--no-ff", "-m", "build on x", "x1")
    git("checkout", "--quiet", "main")
    begun.environment.update(GIT_AUTHOR_DATE=day(20), GIT_COMMITTER_DATE=day(20))
    git("merge", "--quiet", "--no-ff", "-m", "land x", "x")
    agree(begun)
    git("checkout", "--quiet", "feat")
    begun.environment.update(GIT_AUTHOR_DATE=day(21), GIT_COMMITTER_DATE=day(21))
    git("merge", "--quiet", "-m", "main into feat", "main")
    agree(begun)
    lives, _ = tell(begun.root, cache=True)
    assert len(lives[POLICY]) == 2  # type: ignore[index]


def test_the_same_texts_in_a_register_and_on_a_page_are_two_matters(begun: Repository) -> None:
    """YAML of a register says the same in two ways; on a page every word counts."""
    path, other = "docs/registers/a.yml", "policies/a.md"
    for number, rows in ((11, "  - {id: a, title: A}\n"), (12, "  - id: a\n    title: A\n")):
        text = f"id: REG-A\ntitle: A\nowner: boss\nrows:\n{rows}"
        begun.commit({path: text, other: text}, at=day(number))
    for cache in (True, False):
        snapshot = read_snapshot(begun.root, today=TODAY, cache=cache)
        stories = find_stories(snapshot)
        kinds = {one: stories[one].revision(0).kind.value for one in (path, other)}
        assert kinds == {path: "immaterial", other: "material"}


@pytest.mark.parametrize("steps", ["x", "[1]", "[[1, 2]]", "[]", "{}"])
def test_rows_that_are_none_are_replaced(begun: Repository, steps: str) -> None:
    """Nobody hears of it though the check sums are right, and what is kept is sound again."""
    tell(begun.root, cache=True)
    (file,) = (begun.root / ".git/smsdocs").glob("history-*")
    with sqlite3.connect(file) as store:
        for (path,) in store.execute("select path from lines").fetchall():
            life = seal(path, f"[null, {steps}]".encode())
            store.execute("update lines set life = ? where path = ?", (life, path))
        for (name,) in store.execute("select name from notes").fetchall():
            note = seal(name.encode(), b"[1]")
            store.execute("update notes set value = ? where name = ?", (note, name))
    store.close()
    agree(begun)
    begun.commit({POLICY: page("Other words.")}, at=day(11))
    agree(begun)


@pytest.mark.parametrize("moment", ["read_lines", "write"])
def test_another_process_that_goes_on_meanwhile_spoils_nothing(
    begun: Repository, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Both began with the same lives; who comes second begins anew, and keeps nothing on top of the other's."""
    tell(begun.root, cache=True)
    begun.commit({POLICY: page("Other words.")}, at=day(11))
    work = getattr(HistoryCache, moment)
    others: list[str] = []

    def come_late(self: HistoryCache, *arguments: object, **named: object) -> object:
        if self.is_open and not others:
            others.append(moment)
            tell(begun.root, cache=True)
        return work(self, *arguments, **named)

    monkeypatch.setattr(HistoryCache, moment, come_late)
    agree(begun)
    assert others == [moment]
    begun.commit({POLICY: page("Still other words.")}, at=day(12))
    agree(begun)
    lives, _ = tell(begun.root, cache=True)
    assert len(lives[POLICY]) == 3  # type: ignore[index]


def test_a_document_that_is_being_moved_in_from_outside_keeps_its_past(begun: Repository) -> None:
    """Before anybody commits the move as after it. While the other is still there, it is a copy."""
    outside, inside = "archive/b.md", "policies/b.md"
    for number, words in ((11, "Words."), (12, "More words.")):
        begun.commit({outside: page(words, id_="POL-B")}, at=day(number))
    begun.write({inside: page("More words.", id_="POL-B")})

    def look() -> list[str]:
        agree(begun)
        return [one.kind.value for one in find_stories(read_snapshot(begun.root, today=TODAY))[inside]]

    assert look() == ["created"]
    (begun.root / outside).unlink()
    assert look() == ["moved", "material", "created"]
    begun.git("add", "--all")
    begun.git("commit", "--quiet", "--message", "Move it in", at=day(13))
    assert look() == ["moved", "material", "created"]


@pytest.mark.parametrize("to", ["", "wiki/back.md", "policies/elsewhere.md"])
def test_a_branch_that_takes_a_page_away_does_not_take_its_past(begun: Repository, to: str) -> None:
    """The page came from outside; what is kept while the branch is at hand is what main has."""
    outside, inside = "wiki/w.md", "policies/w.md"
    begun.commit({outside: page("Words that stay, many of them.", id_="")}, at=day(11))
    (begun.root / outside).unlink()
    begun.commit({inside: page("Words that stay, many of them. And more.", id_="")}, at=day(20))
    begun.git("checkout", "--quiet", "-b", "away")
    text = (begun.root / inside).read_text()
    (begun.root / inside).unlink()
    begun.commit({to: text} if to else {}, at=day(21))
    tell(begun.root, cache=True)
    begun.git("checkout", "--quiet", "main")
    agree(begun)
    lives, _ = tell(begun.root, cache=True)
    assert len(lives[inside]) == 2  # type: ignore[index]


def test_other_endings_are_another_question(begun: Repository) -> None:
    """A page came from outside, and only since then is its ending one of a document's."""
    outside, inside = "wiki/w.markdown", "policies/w.markdown"
    begun.commit({outside: page("Words that stay, many of them.", id_="")}, at=day(11))
    (begun.root / outside).unlink()
    begun.commit({inside: page("Words that stay, many of them. And more.", id_="")}, at=day(20))
    tell(begun.root, cache=True)
    begun.commit({"mkdocs.yml": f"{SETTINGS}      suffixes: [.md, .markdown]\n"}, at=day(21))
    agree(begun)
    lives, _ = tell(begun.root, cache=True)
    assert len(lives[inside]) == 2  # type: ignore[index]


def test_an_update_that_loses_what_landed_is_told_of_kept_lives_too(begun: Repository) -> None:
    """What the trunk had is asked of the merge, not of commits that were walked before."""
    begun.git("checkout", "--quiet", "-b", "work")
    begun.commit({POLICY: page(reviewed="2026-01-20")}, at=day(20))
    begun.git("checkout", "--quiet", "main")
    begun.commit({POLICY: page("Other words.")}, at=day(21))
    tell(begun.root, cache=True)
    begun.git("checkout", "--quiet", "work")
    begun.git("merge", "--quiet", "--strategy=ours", "--message", "Update", "main", at=day(22))
    agree(begun)
    lives, _ = tell(begun.root, cache=True)
    assert [landed for _, _, landed, _ in lives[POLICY]] == [False, False, True, True]  # type: ignore[index]


def test_more_changes_than_ids_are_read_of_are_more_for_kept_lives_too(
    begun: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether an exchange that was undone is seen hangs on the whole history, not on what was walked last."""
    monkeypatch.setattr(lineage, "_AFFORDABLE", 90)
    names = [f"policies/{number:02}.md" for number in range(30)]
    texts = {path: page(f"Words of {at}, first.", id_=f"D{at}") for at, path in enumerate(names)}

    def change(word: str) -> dict[str, str]:
        return {path: text.replace("first", word) for path, text in texts.items()}

    begun.commit(texts, at=day(11))
    one, other = names[:2]
    begun.commit(
        {one: page("Words of 0.", id_="D1"), other: page("Words of 1.", id_="D0")},
        at=day(12),
    )
    begun.commit(change("second"), at=day(13))
    begun.commit(change("third"), at=day(14))
    agree(begun)
    begun.commit(change("fourth"), at=day(15))
    agree(begun)
