"""What is kept of history: the same answers as without it, at the cost of what is new, and never in the way."""

from __future__ import annotations

import sqlite3
import subprocess
from typing import TYPE_CHECKING

import pytest
from messy import write_messy
from test_landing import find_stories, tell
from workflows import WORKFLOWS

from smsdocs.readers import survey
from smsdocs.readers.git.log import LogStream
from smsdocs.readers.history_cache import HistoryCache

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repository

    from smsdocs.model.log import Log


def list_trunk(root: Path) -> list[str]:
    """Return the landings of a repository, oldest first."""
    done = subprocess.run(
        ["git", "rev-list", "--first-parent", "--reverse", "main"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def tell_all(root: Path, rev: str, branch: str, *, cache: bool) -> dict[str, tuple[object, ...]]:
    """Return every story with the order of its landings among all."""
    stories = find_stories(root, rev, branch, cache=cache)
    return {
        path: (tell(story), [one.change.brought for one in story], [one.order for one in story.changes])
        for path, story in stories.items()
    }


@pytest.mark.parametrize("seed", range(6))
def test_going_on_gives_what_beginning_anew_gives(seed: int, tmp_path: Path) -> None:
    """Landing after landing, what was kept and what is new make the whole; open branches stand on top of it."""
    revs = write_messy(tmp_path, seed)
    for rev in [*list_trunk(tmp_path)[5::7], *revs]:
        kept = tell_all(tmp_path, rev, "", cache=True)
        assert kept == tell_all(tmp_path, rev, "", cache=False), rev


@pytest.mark.parametrize(
    ("seed", "landings", "documents", "ambiguous", "first", "then"),
    [
        (1091, 30, 2, False, 26, 30),
        (1120, 60, 15, True, 11, 37),
        (3083, 30, 15, True, 16, 28),
        (7072, 60, 15, False, 9, 22),
    ],
    ids=[
        "a branch that left the trunk before the kept landing",
        "lives told by their ids",
        "a text of a merge that a later commit makes again",
        "a name that the branch may or may not have known",
    ],
)
def test_what_lies_before_the_kept_landing_is_no_other_history(  # one for each part of a messy history
    seed: int, landings: int, documents: int, *, ambiguous: bool, first: int, then: int, tmp_path: Path
) -> None:
    """Walking on from there takes no branch for one from elsewhere, and walks on from no life that was cut."""
    write_messy(tmp_path, seed, landings=landings, documents=documents, ambiguous=ambiguous)
    trunk = list_trunk(tmp_path)
    tell_all(tmp_path, trunk[first], "main", cache=True)
    kept = tell_all(tmp_path, trunk[then], "main", cache=True)
    assert kept == tell_all(tmp_path, trunk[then], "main", cache=False)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_second_look_is_the_first(name: str, repository: Repository) -> None:
    """Every workflow, told from what was kept."""
    branch = WORKFLOWS[name](repository).branch
    first = tell_all(repository.root, "HEAD", branch, cache=True)
    assert tell_all(repository.root, "HEAD", branch, cache=True) == first


def commit(repository: Repository, number: int) -> None:
    """Make one landing."""
    repository.commit({"policies/a.md": f"# A\n\nText {number}.\n"}, at=f"2026-01-{number:02}T12:00:00+00:00")


def test_a_new_commit_costs_itself(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what lies after the kept landing is asked of git again."""
    walked: list[int] = []

    class Counted(LogStream):
        def read(self) -> Log:
            log = super().read()
            walked.append(len(log.oids))
            return log

    monkeypatch.setattr(survey, "LogStream", Counted)
    for number in range(1, 6):
        commit(repository, number)
    find_stories(repository.root, cache=True)
    find_stories(repository.root, cache=True)
    commit(repository, 6)
    find_stories(repository.root, cache=True)
    assert walked == [5, 0, 1]


def kept_files(repository: Repository) -> list[Path]:
    """Return what is kept."""
    return sorted((repository.root / ".git" / "smsdocs").glob("*"))


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\0" + b"\1" * 4000])
def test_what_is_damaged_is_made_anew(damage: bytes, repository: Repository) -> None:
    """Nobody hears of it, and the answer is right."""
    commit(repository, 1)
    first = tell_all(repository.root, "HEAD", "", cache=True)
    kept_files(repository)[0].write_bytes(damage)
    assert tell_all(repository.root, "HEAD", "", cache=True) == first
    commit(repository, 2)
    assert len(find_stories(repository.root, cache=True)["policies/a.md"]) == 2


@pytest.mark.parametrize(
    "damage",
    [
        "update lines set life = cast(replace(cast(life as text), '2026', '2025') as blob)",
        "update lines set life = cast(replace(cast(life as text), 'policies', 'Policies') as blob)",
        "update lines set life = 'words'",
        "update lines set life = (select life from lines where path = x'706f6c69636965732f622e6d64')",
        "delete from lines where path = x'706f6c69636965732f612e6d64'",
        "drop table lines",
        "update commits set head = cast(replace(cast(head as text), 'Ada', 'Eve') as blob)",
        "update commits set head = 5",
        "delete from commits",
        "drop table commits",
        "update meta set value = cast(replace(cast(value as text), '1', '2') as blob)",
        "update meta set value = null",
        "insert into meta select value from meta",
        "delete from meta",
        "drop table notes",
    ],
)
def test_a_row_that_is_damaged_is_worked_out_anew(damage: str, repository: Repository) -> None:
    """A changed byte that SQLite does not notice changes no answer, and the next look finds sound rows again."""
    files = {"policies/b.md": "# B\n"}
    repository.commit(files, at="2025-12-31T12:00:00+00:00")
    for number in (1, 2):
        commit(repository, number)
    right = tell_all(repository.root, "HEAD", "", cache=False)
    assert tell_all(repository.root, "HEAD", "", cache=True) == right
    with sqlite3.connect(kept_files(repository)[0]) as other:
        other.execute(damage)
    other.close()
    assert tell_all(repository.root, "HEAD", "", cache=True) == right
    commit(repository, 3)
    assert tell_all(repository.root, "HEAD", "", cache=True) == tell_all(
        repository.root, "HEAD", "", cache=False
    )


def test_a_folder_that_cannot_be_written_is_gone_without(repository: Repository) -> None:
    """A file stands where the folder should be."""
    commit(repository, 1)
    (repository.root / ".git" / "smsdocs").write_text("in the way")
    assert len(find_stories(repository.root, cache=True)["policies/a.md"]) == 1


def test_another_process_that_holds_it_is_no_trouble(repository: Repository) -> None:
    """While somebody writes, others work without."""
    commit(repository, 1)
    find_stories(repository.root, cache=True)
    with sqlite3.connect(kept_files(repository)[0], isolation_level=None) as other:
        other.execute("begin exclusive")
        commit(repository, 2)
        assert len(find_stories(repository.root, cache=True)["policies/a.md"]) == 2
        other.execute("rollback")
    other.close()
    assert len(find_stories(repository.root, cache=True)["policies/a.md"]) == 2


def test_a_history_that_was_rewritten_is_read_anew(repository: Repository) -> None:
    """What was kept of landings that are no more leads nowhere."""
    for number in (1, 2, 3):
        commit(repository, number)
    find_stories(repository.root, cache=True)
    repository.git("reset", "--quiet", "--hard", "HEAD~2")
    commit(repository, 9)
    assert [
        one.day and one.day.day for one in find_stories(repository.root, cache=True)["policies/a.md"]
    ] == [9, 1]


def test_a_landing_that_git_dropped_is_no_trouble(repository: Repository) -> None:
    """Once the kept landing is gone from the repository, not only from the branch, all is read anew."""
    for number in (1, 2):
        commit(repository, number)
    find_stories(repository.root, cache=True)
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    commit(repository, 3)
    repository.git("reflog", "expire", "--expire=now", "--all")
    repository.git("gc", "--quiet", "--prune=now")
    assert [
        one.day and one.day.day for one in find_stories(repository.root, cache=True)["policies/a.md"]
    ] == [3, 1]


def test_a_row_that_comes_twice_in_place_of_another(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page with a wrong pointer shows as many rows as there were, each of them sound; yet one life is missing."""
    for path in ("policies/b.md", "policies/c.md"):
        repository.commit({path: f"# {path}\n"}, at="2025-12-31T12:00:00+00:00")
    right = tell_all(repository.root, "HEAD", "", cache=True)
    read = HistoryCache.read_lines

    def stammer(self: HistoryCache) -> object:
        rows = read(self) or []
        return [rows[0], *rows[:-1]]

    monkeypatch.setattr(HistoryCache, "read_lines", stammer)
    assert tell_all(repository.root, "HEAD", "", cache=True) == right


def test_another_mailmap_is_another_answer(repository: Repository) -> None:
    """Names of past authors follow the mailmap of the tip."""
    commit(repository, 1)
    find_stories(repository.root, cache=True)
    files = {".mailmap": "Ada Renamed <ada@example.org>\n"}
    repository.commit(files, at="2026-01-02T12:00:00+00:00")
    [revision] = find_stories(repository.root, cache=True)["policies/a.md"]
    assert [author.name for author in revision.authors] == ["Ada Renamed"]


def test_git_knows_nothing_of_it(repository: Repository) -> None:
    """No commit holds it, and the work tree stays clean."""
    commit(repository, 1)
    find_stories(repository.root, cache=True)
    assert kept_files(repository)
    assert repository.git("status", "--porcelain") == ""


def test_notes_outlive_the_process_that_took_them(tmp_path: Path) -> None:
    """A note is written when its taker closes, under the same key."""
    first = HistoryCache(str(tmp_path), ["key"])
    first.take_note("a", [1, {"b": "c"}])
    assert first.note("a") == [1, {"b": "c"}]
    first.close()
    assert HistoryCache(str(tmp_path), ["key"]).note("a") == [1, {"b": "c"}]
    assert HistoryCache(str(tmp_path), ["other"]).note("a") is None
    assert HistoryCache("", ["key"]).note("a") is None


def test_many_notes_are_found_in_one_go(tmp_path: Path) -> None:
    """Fresh ones and kept ones, more than one query takes; what was not noted is left out."""
    first = HistoryCache(str(tmp_path), ["key"])
    for number in range(1_200):
        first.take_note(f"note {number}", [number])
    first.close()
    second = HistoryCache(str(tmp_path), ["key"])
    second.take_note("note 1", ["fresh"])
    second.take_note("new", ["new"])
    found = second.find_notes([*(f"note {number}" for number in range(1_100)), "new", "nothing"])
    assert len(found) == 1_101
    assert found["note 1"] == ["fresh"]
    assert found["new"] == ["new"]
    assert found["note 1099"] == [1_099]
    assert HistoryCache("", ["key"]).find_notes(["note 1"]) == {}
