"""Going back in time on real repositories whose commits have fixed days."""

from __future__ import annotations

import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import Repository

from smsdocs.model.trouble import CannotLookError
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from smsdocs.model.snapshot import Snapshot

SETTINGS = "site_name: T\nplugins:\n  - smsdocs:\n      documents: [policies]\n"


def titles(snapshot: Snapshot) -> list[str]:
    """Return the titles of all pages."""
    return [page.title for page in snapshot.pages]


def page(title: str) -> dict[str, str]:
    """Return one page with a title."""
    return {"policies/a.md": f"---\nid: A\ntitle: {title}\n---\n# A\n"}


@pytest.fixture
def three(repository: Repository) -> Repository:
    """Return a repository with a page that changed on three days."""
    repository.commit({"mkdocs.yml": SETTINGS, **page("one")}, at="2026-01-10T12:00:00+00:00")
    repository.commit(page("two"), at="2026-02-10T12:00:00+00:00")
    repository.commit(page("three"), at="2026-03-10T12:00:00+00:00")
    return repository


def test_a_revision_is_the_tree_of_that_commit_and_the_clock_is_its_day(three: Repository) -> None:
    """`--as-of REV` reads that commit; nothing of the work tree shows through."""
    three.write(page("uncommitted"))
    snapshot = read_snapshot(three.root, as_of="HEAD~1")
    assert titles(snapshot) == ["two"]
    assert snapshot.today == date(2026, 2, 10)
    assert (snapshot.tree.rev, snapshot.tree.commit) == ("HEAD~1", three.git("rev-parse", "HEAD~1"))


def test_a_given_today_wins_over_the_day_of_the_commit(three: Repository) -> None:
    """`--today` sets the clock, also in the past."""
    assert read_snapshot(three.root, as_of="HEAD", today=date(2027, 1, 1)).today == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("day", "title"),
    [("2026-01-10", "one"), ("2026-02-09", "one"), ("2026-02-10", "two"), ("2030-01-01", "three")],
)
def test_a_date_means_the_end_of_that_day(three: Repository, day: str, title: str) -> None:
    """The tree is the last commit landed by then; the clock is the date asked, not the commit's."""
    snapshot = read_snapshot(three.root, as_of=day)
    assert titles(snapshot) == [title]
    assert snapshot.today == date.fromisoformat(day)
    assert snapshot.tree.rev == day


def test_the_last_day_of_the_calendar_is_a_day_like_any_other(three: Repository) -> None:
    """The end of 9999-12-31 lies past the calendar, and still is no reason to stop."""
    assert titles(read_snapshot(three.root, as_of="9999-12-31")) == ["three"]


def test_the_end_of_a_day_is_that_of_the_time_zone(repository: Repository) -> None:
    """A commit at half past eleven in the evening in UTC is of the next day in Berlin."""
    settings = SETTINGS + "      timezone: Europe/Berlin\n"
    repository.commit({"mkdocs.yml": settings, **page("one")}, at="2026-01-10T12:00:00+00:00")
    repository.commit(page("two"), at="2026-01-11T23:30:00+00:00")
    assert titles(read_snapshot(repository.root, as_of="2026-01-11")) == ["one"]
    assert titles(read_snapshot(repository.root, as_of="2026-01-12")) == ["two"]
    assert read_snapshot(repository.root, as_of="HEAD").today == date(2026, 1, 12)


def test_the_day_of_a_revision_is_told_in_the_time_zone_of_its_own_settings(repository: Repository) -> None:
    """Settings are read from the tree under judgement, not from the work tree."""
    settings = SETTINGS + "      timezone: Europe/Berlin\n"
    repository.commit({"mkdocs.yml": settings, **page("one")}, at="2026-01-11T23:30:00+00:00")
    repository.write({"mkdocs.yml": SETTINGS})
    assert read_snapshot(repository.root, as_of="HEAD").today == date(2026, 1, 12)


def test_a_revision_can_be_read_although_the_settings_on_disk_are_broken(three: Repository) -> None:
    """What lies on disk decides nothing about a commit."""
    (three.root / "mkdocs.yml").unlink()
    assert titles(read_snapshot(three.root, as_of="HEAD")) == ["three"]


def test_the_committer_decides_when_a_change_landed_not_the_author(repository: Repository) -> None:
    """An author's clock may be anything; a change lands when it is committed."""
    repository.commit({"mkdocs.yml": SETTINGS, **page("one")}, at="2026-01-10T12:00:00+00:00")
    repository.commit(page("two"), at="2026-03-10T12:00:00+00:00", author_at="2026-01-01T12:00:00+00:00")
    assert titles(read_snapshot(repository.root, as_of="2026-02-01")) == ["one"]


def test_a_commit_of_a_side_branch_lands_with_its_merge(repository: Repository) -> None:
    """Work of January that was merged in April had not landed in February."""
    repository.commit({"mkdocs.yml": SETTINGS, **page("one")}, at="2026-01-01T12:00:00+00:00")
    repository.git("switch", "--quiet", "--create", "side")
    repository.commit(page("side"), at="2026-01-20T12:00:00+00:00")
    repository.git("switch", "--quiet", "main")
    repository.commit({"other.txt": "x"}, at="2026-01-15T12:00:00+00:00")
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "side", at="2026-04-01T12:00:00+00:00")
    assert titles(read_snapshot(repository.root, as_of="2026-02-01")) == ["one"]
    assert titles(read_snapshot(repository.root, as_of="2026-04-01")) == ["side"]


def test_a_date_is_looked_up_on_the_published_branch_of_the_settings(repository: Repository) -> None:
    """What stands on a feature branch has not landed."""
    settings = SETTINGS + "      branch: main\n"
    repository.commit({"mkdocs.yml": settings, **page("one")}, at="2026-01-01T12:00:00+00:00")
    repository.git("switch", "--quiet", "--create", "feature")
    repository.commit(page("feature"), at="2026-01-20T12:00:00+00:00")
    assert titles(read_snapshot(repository.root, as_of="2026-02-01")) == ["one"]


def test_without_a_setting_the_published_branch_is_the_default_of_the_remote(
    repository: Repository, tmp_path: Path
) -> None:
    """A clone knows the remote's default branch; its own commits on top have not landed."""
    repository.commit({"mkdocs.yml": SETTINGS, **page("one")}, at="2026-01-01T12:00:00+00:00")
    repository.git("clone", "--quiet", str(repository.root), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    clone.commit(page("own"), at="2026-01-20T12:00:00+00:00")
    assert titles(read_snapshot(clone.root, as_of="2026-02-01")) == ["one"]


def test_a_branch_that_does_not_exist_cannot_be_looked_at(repository: Repository) -> None:
    """The setting is named, so that its author finds it."""
    repository.commit({"mkdocs.yml": SETTINGS + "      branch: trunk\n"}, at="2026-01-01T12:00:00+00:00")
    with pytest.raises(CannotLookError, match="trunk"):
        read_snapshot(repository.root, as_of="2026-02-01")


def test_before_the_first_commit_nothing_had_landed(three: Repository) -> None:
    """There is no tree to show, and the message says why."""
    with pytest.raises(CannotLookError, match="nothing had landed by then"):
        read_snapshot(three.root, as_of="2026-01-09")


def test_a_day_that_does_not_exist_is_refused_and_never_taken_for_a_branch(three: Repository) -> None:
    """A string YYYY-MM-DD is a date, never a ref."""
    three.git("branch", "2026-02-30")
    three.git("branch", "2026-01-10")
    with pytest.raises(CannotLookError, match="there is no day 2026-02-30"):
        read_snapshot(three.root, as_of="2026-02-30")
    assert titles(read_snapshot(three.root, as_of="2026-01-10")) == ["one"]


@pytest.mark.parametrize(
    "rev", ["nowhere", "--output=x", "--help", "-h", "", "HEAD~99", "HEAD:policies", "HEAD --"]
)
def test_a_revision_that_names_no_commit_is_refused_and_never_an_option(three: Repository, rev: str) -> None:
    """User text stands behind --end-of-options: it can write no file and run nothing."""
    before = sorted(path.name for path in three.root.iterdir())
    with pytest.raises(CannotLookError, match="no commit is named"):
        read_snapshot(three.root, as_of=rev)
    assert sorted(path.name for path in three.root.iterdir()) == before


def test_a_tag_names_its_commit(three: Repository) -> None:
    """Annotated tags are followed to the commit."""
    three.git("tag", "-a", "-m", "audit", "audit-2026", "HEAD~2")
    assert titles(read_snapshot(three.root, as_of="audit-2026")) == ["one"]


def test_a_sub_folder_is_read_as_of_a_revision(repository: Repository) -> None:
    """A system may live in a folder of a larger repository."""
    inside = {f"sms/{path}": text for path, text in {"mkdocs.yml": SETTINGS, **page("one")}.items()}
    repository.commit({"README.md": "# Outside\n"}, at="2026-01-01T12:00:00+00:00")
    repository.commit(inside, at="2026-01-10T12:00:00+00:00")
    repository.write({"sms/policies/a.md": "changed"})
    snapshot = read_snapshot(repository.root / "sms", as_of="HEAD")
    assert titles(snapshot) == ["one"]
    assert snapshot.paths == {"mkdocs.yml", "policies/a.md"}


def test_a_sub_folder_that_did_not_exist_yet_cannot_be_looked_at(repository: Repository) -> None:
    """The message names the folder, not a failure of git."""
    inside = {f"sms/{path}": text for path, text in {"mkdocs.yml": SETTINGS, **page("one")}.items()}
    repository.commit({"README.md": "# Outside\n"}, at="2026-01-01T12:00:00+00:00")
    repository.commit(inside, at="2026-01-10T12:00:00+00:00")
    with pytest.raises(CannotLookError, match="sms"):
        read_snapshot(repository.root / "sms", as_of="HEAD~1")


def test_a_link_in_a_commit_is_not_followed(three: Repository) -> None:
    """A symbolic link is a finding, in the past as on disk."""
    (three.root / "policies/b.md").symlink_to("/etc/hostname")
    three.commit({}, at="2026-04-01T12:00:00+00:00")
    snapshot = read_snapshot(three.root, as_of="HEAD")
    refused = [fault.place.path for fault in snapshot.faults if fault.name == "unreadable-file"]
    assert refused == ["policies/b.md"]


def test_files_with_odd_names_are_read_from_a_commit(repository: Repository) -> None:
    """Spaces, umlauts, quotes, line breaks and a leading dash are names like any other."""
    names = ["ä ö.md", 'quo"te.md', "new\nline.md", "-dash.md", "tab\t.md"]
    files = {f"policies/{name}": "---\nid: X\n---\n# X\n" for name in names}
    repository.commit({"mkdocs.yml": SETTINGS, **files}, at="2026-01-01T12:00:00+00:00")
    assert {page.path for page in read_snapshot(repository.root, as_of="HEAD").pages} == set(files)


def test_a_large_file_of_a_commit_is_refused_unread(repository: Repository) -> None:
    """Its size is known before its content is asked for."""
    repository.commit(
        {"mkdocs.yml": SETTINGS, "policies/a.md": "x" * 3_000_000}, at="2026-01-01T12:00:00+00:00"
    )
    assert [fault.name for fault in read_snapshot(repository.root, as_of="HEAD").faults] == [
        "unreadable-file"
    ]


def test_an_empty_file_between_others_does_not_shift_what_is_read(repository: Repository) -> None:
    """Contents come from one stream; each is read to its end and no further."""
    files = {
        "policies/a.md": "---\nid: A\ntitle: a\n---\n",
        "policies/b.md": "",
        "policies/c.md": "---\nid: C\ntitle: c\n---\n",
    }
    repository.commit({"mkdocs.yml": SETTINGS, **files}, at="2026-01-01T12:00:00+00:00")
    assert titles(read_snapshot(repository.root, as_of="HEAD")) == ["a", "policies/b.md", "c"]


def test_a_shallow_clone_does_not_pretend_to_know_the_past(three: Repository, tmp_path: Path) -> None:
    """What had landed by a day before the clone's horizon nobody can say; the message says how to fetch it."""
    three.git("clone", "--quiet", "--depth", "1", f"file://{three.root}", str(tmp_path / "shallow"))
    shallow = tmp_path / "shallow"
    assert titles(read_snapshot(shallow, as_of="HEAD", history=False)) == ["three"]
    with pytest.raises(CannotLookError, match="shallow") as caught:
        read_snapshot(shallow, as_of="2026-02-15")
    assert "unshallow" in caught.value.hint
    with pytest.raises(CannotLookError) as caught:
        read_snapshot(shallow, as_of="HEAD~1")
    assert "shallow" in caught.value.hint


def test_a_replaced_commit_does_not_hide_the_real_one(three: Repository) -> None:
    """`git replace` cuts history silently, so replacements are not read."""
    real = three.git("rev-parse", "HEAD")
    three.git("replace", "HEAD", "HEAD~2")
    snapshot = read_snapshot(three.root, as_of="main")
    assert (titles(snapshot), snapshot.tree.commit) == (["three"], real)


def test_without_a_repository_there_is_no_past(tmp_path: Path) -> None:
    """A folder that no git knows cannot be read as of anything."""
    (tmp_path / "mkdocs.yml").write_text(SETTINGS)
    for moment in ("HEAD", "2026-01-01"):
        with pytest.raises(CannotLookError):
            read_snapshot(tmp_path, as_of=moment)


def test_a_branch_without_commits_has_no_past(repository: Repository) -> None:
    """An unborn branch is no commit."""
    repository.write({"mkdocs.yml": SETTINGS})
    for moment in ("HEAD", "2026-01-01"):
        with pytest.raises(CannotLookError):
            read_snapshot(repository.root, as_of=moment)


def test_the_settings_schema_and_registers_are_those_of_the_commit(repository: Repository) -> None:
    """Everything a tree decides is read from that tree."""
    memo = '{"$ref": "document.json"}'
    first = {
        "mkdocs.yml": SETTINGS.replace("[policies]", "[rules]"),
        "rules/a.md": "# A\n",
        "schema/documents/memo.json": memo,
    }
    repository.commit(first, at="2026-01-01T12:00:00+00:00")
    repository.git("rm", "--quiet", "-r", "schema", "rules")
    repository.commit({"mkdocs.yml": SETTINGS, **page("one")}, at="2026-02-01T12:00:00+00:00")
    past, present = read_snapshot(repository.root, as_of="HEAD~1"), read_snapshot(repository.root)
    assert (past.settings.documents, present.settings.documents) == (("rules",), ("policies",))
    drift = [
        [fault.place.path for fault in one.faults if fault.name == "catalog-drift"] for one in (past, present)
    ]
    assert drift == [["schema/documents/memo.json"], []]


def test_no_process_of_git_is_left_behind(three: Repository) -> None:
    """The reader of a commit closes what it opened, also when it fails half-way."""
    three.commit({"mkdocs.yml": "plugins:\n  - smsdocs: {oops: 1}\n"}, at="2026-04-01T12:00:00+00:00")
    with pytest.raises(CannotLookError):
        read_snapshot(three.root, as_of="HEAD")
    listed = subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True, text=True).stdout
    assert str(three.root) not in listed


@pytest.mark.parametrize("as_of", ["HEAD", "2026-06-30", None])
def test_without_git_a_repository_is_not_judged(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, as_of: str | None
) -> None:
    """Nobody can say what git ignores, or what was; the message says what is missing."""
    repository.commit({"mkdocs.yml": SETTINGS}, at="2026-01-01T12:00:00+00:00")
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(CannotLookError, match="git is not installed"):
        read_snapshot(repository.root, as_of=as_of, today=date(2026, 6, 1))
