"""Reading the files as they lie on disk, in real repositories and outside of any."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import Repository

from smsdocs.checks.run import check
from smsdocs.model.trouble import CannotLookError
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from smsdocs.model.snapshot import Snapshot

SETTINGS = "site_name: T\nplugins:\n  - smsdocs:\n      documents: [policies]\n"
PAGE = "---\nid: A\ntitle: A\n---\n# A\n"
TODAY = date(2026, 6, 1)
DAY = "2026-01-01T12:00:00+00:00"


def read(root: Path) -> Snapshot:
    """Read a tree on a fixed day."""
    return read_snapshot(root, today=TODAY, history=False)


def pages(root: Path) -> set[str]:
    """Return the paths of all pages of a tree."""
    return {page.path for page in read(root).pages}


def test_a_clean_tree_is_its_commit(repository: Repository) -> None:
    """The commit is named where every file that is read is as committed."""
    commit = repository.commit({"mkdocs.yml": SETTINGS, "policies/a.md": PAGE}, at=DAY)
    tree = read(repository.root).tree
    assert (tree.rev, tree.commit) == (None, commit)


@pytest.mark.parametrize(
    "path", ["policies/a.md", "mkdocs.yml", "docs/registers/roles.yml", "schema/documents/x.json"]
)
def test_a_tree_with_changed_files_is_no_commit(repository: Repository, path: str) -> None:
    """A file that the snapshot reads and that differs leaves the commit unnamed."""
    files = {
        "mkdocs.yml": SETTINGS,
        "policies/a.md": PAGE,
        "schema/documents/x.json": '{"$ref": "document.json"}',
    }
    repository.commit({**files, "docs/registers/roles.yml": "rows: []\n"}, at=DAY)
    before = (repository.root / path).read_text()
    repository.write({path: before + "\n"})
    assert read(repository.root).tree.commit is None


def test_a_change_of_a_file_that_is_not_read_leaves_the_commit_named(repository: Repository) -> None:
    """Code beside the documents is no part of the snapshot."""
    commit = repository.commit({"mkdocs.yml": SETTINGS, "policies/a.md": PAGE, "main.py": "1"}, at=DAY)
    repository.write({"main.py": "2", "new.txt": "x"})
    assert read(repository.root).tree.commit == commit


def test_an_untracked_page_is_read_and_leaves_the_commit_unnamed(repository: Repository) -> None:
    """A new page counts before it is added."""
    repository.commit({"mkdocs.yml": SETTINGS}, at=DAY)
    repository.write({"policies/new.md": PAGE})
    snapshot = read(repository.root)
    assert ({page.path for page in snapshot.pages}, snapshot.tree.commit) == ({"policies/new.md"}, None)


@pytest.mark.parametrize("name", ["ADR-1.md", "ID.md", "D.md", " D.md", "xD y.md"])
def test_the_name_of_an_untracked_page_is_never_taken_for_its_state(
    repository: Repository, name: str
) -> None:
    """Git writes `D` for a deleted file; a name may hold one too."""
    repository.commit({"mkdocs.yml": SETTINGS.replace("[policies]", "[.]")}, at=DAY)
    repository.write({name: PAGE})
    assert pages(repository.root) == {name}


def test_ignored_files_are_not_read(repository: Repository) -> None:
    """What git ignores is no part of the tree."""
    repository.commit({"mkdocs.yml": SETTINGS, ".gitignore": "secret*\n"}, at=DAY)
    repository.write({"policies/secret.md": PAGE, "policies/a.md": PAGE})
    assert pages(repository.root) == {"policies/a.md"}


def test_an_ignored_overlay_is_read_and_leaves_the_commit_named(repository: Repository) -> None:
    """Licensed text may lie beside a repository that more people may read than the text."""
    ignored = {"mkdocs.yml": SETTINGS, ".gitignore": "/schema/\n"}
    commit = repository.commit(ignored, at=DAY)
    overlay = 'framework: iso20000-1\nedition: "2018"\nclauses:\n  - {id: "8.1", statement: licensed words}\n'
    repository.write({"schema/catalogs/iso20000-1@2018.yaml": overlay})
    snapshot = read(repository.root)
    assert snapshot.catalogs[0].clauses["8.1"].statement == "licensed words"
    assert snapshot.tree.commit == commit


def test_a_schema_folder_behind_a_symbolic_link_is_not_read(repository: Repository, tmp_path: Path) -> None:
    """A pull request may point the schema folder at any folder of the machine."""
    repository.commit({"mkdocs.yml": SETTINGS}, at=DAY)
    outside = tmp_path / "outside" / "documents"
    outside.mkdir(parents=True)
    (outside / "mine.json").write_text("{}")
    (repository.root / "schema").symlink_to(outside.parent)
    assert not [fault for fault in read(repository.root).faults if fault.name == "catalog-drift"]


def test_deleted_files_are_gone_whether_or_not_that_is_staged(repository: Repository) -> None:
    """A page that is gone from disk is not read and is no fault."""
    repository.commit(
        {"mkdocs.yml": SETTINGS, "policies/a.md": PAGE, "policies/b.md": PAGE, "policies/c.md": PAGE}, at=DAY
    )
    (repository.root / "policies/a.md").unlink()
    repository.git("rm", "--quiet", "policies/b.md")
    snapshot = read(repository.root)
    assert {page.path for page in snapshot.pages} == {"policies/c.md"}
    assert not [fault for fault in snapshot.faults if fault.name == "unreadable-file"]


def test_a_staged_rename_is_read_under_its_new_name(repository: Repository) -> None:
    """The old name is gone and the commit is not named."""
    repository.commit({"mkdocs.yml": SETTINGS, "policies/a.md": PAGE}, at=DAY)
    repository.git("mv", "policies/a.md", "policies/b.md")
    snapshot = read(repository.root)
    assert ({page.path for page in snapshot.pages}, snapshot.tree.commit) == ({"policies/b.md"}, None)


def test_a_page_in_a_merge_conflict_is_read(repository: Repository) -> None:
    """Both sides changed it, or one deleted it: what lies on disk is judged."""
    repository.commit({"mkdocs.yml": SETTINGS, "policies/a.md": PAGE, "policies/b.md": PAGE}, at=DAY)
    repository.git("switch", "--quiet", "--create", "side")
    repository.git("rm", "--quiet", "policies/b.md")
    repository.commit({"policies/a.md": PAGE + "side\n"}, at=DAY)
    repository.git("switch", "--quiet", "main")
    repository.commit({"policies/a.md": PAGE + "main\n", "policies/b.md": PAGE + "main\n"}, at=DAY)
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("merge", "--quiet", "side")
    snapshot = read(repository.root)
    assert {page.path for page in snapshot.pages} == {"policies/a.md", "policies/b.md"}
    assert "conflict-marker" in {fault.name for fault in snapshot.faults}


def test_a_sub_folder_of_a_repository_is_read_by_its_own_paths(repository: Repository) -> None:
    """Deleted, changed and untracked files are known by their paths in the sub-folder."""
    files = {
        "sms/mkdocs.yml": SETTINGS,
        "sms/policies/a.md": PAGE,
        "sms/policies/b.md": PAGE,
        "other.md": PAGE,
    }
    commit = repository.commit(files, at=DAY)
    assert read(repository.root / "sms").tree.commit == commit
    repository.write({"other.md": "changed"})
    assert read(repository.root / "sms").tree.commit == commit
    (repository.root / "sms/policies/b.md").unlink()
    repository.write({"sms/policies/ID.md": PAGE})
    snapshot = read(repository.root / "sms")
    assert {page.path for page in snapshot.pages} == {"policies/a.md", "policies/ID.md"}
    assert snapshot.tree.commit is None


def test_links_of_the_file_system_are_not_followed(repository: Repository, tmp_path: Path) -> None:
    """A symbolic link to a file is a finding, one to a folder is not entered."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(PAGE)
    repository.commit({"mkdocs.yml": SETTINGS, "policies/a.md": PAGE}, at=DAY)
    (repository.root / "policies/link.md").symlink_to(outside / "secret.md")
    (repository.root / "policies/folder").symlink_to(outside)
    snapshot = read(repository.root)
    assert {page.path for page in snapshot.pages} == {"policies/a.md"}
    refused = [fault.place.path for fault in snapshot.faults if fault.name == "unreadable-file"]
    assert refused == ["policies/link.md"]


def test_a_folder_that_became_a_link_hides_its_tracked_files(repository: Repository, tmp_path: Path) -> None:
    """A pull request may replace a folder by a link to anywhere."""
    repository.commit({"mkdocs.yml": SETTINGS, "policies/in/a.md": PAGE}, at=DAY)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.md").write_text(PAGE.replace("title: A", "title: secret"))
    (repository.root / "policies/in/a.md").unlink()
    (repository.root / "policies/in").rmdir()
    (repository.root / "policies/in").symlink_to(outside)
    assert "secret" not in {page.title for page in read(repository.root).pages}


def test_links_outside_of_a_repository_are_not_followed_either(tmp_path: Path) -> None:
    """Without git the same holds."""
    root, outside = tmp_path / "root", tmp_path / "outside"
    (root / "policies").mkdir(parents=True)
    outside.mkdir()
    (outside / "a.md").write_text(PAGE)
    (root / "mkdocs.yml").write_text(SETTINGS)
    (root / "policies/folder").symlink_to(outside)
    (root / "policies/link.md").symlink_to(outside / "a.md")
    snapshot = read(root)
    assert (snapshot.pages, [fault.name for fault in snapshot.faults]) == ((), ["unreadable-file"])


def test_settings_that_are_a_link_cannot_be_looked_at(tmp_path: Path) -> None:
    """The settings of a tree lie in the tree."""
    (tmp_path / "elsewhere.yml").write_text(SETTINGS)
    root = tmp_path / "root"
    root.mkdir()
    (root / "mkdocs.yml").symlink_to(tmp_path / "elsewhere.yml")
    with pytest.raises(CannotLookError, match="symbolic link"):
        read(root)


@pytest.mark.parametrize("in_git", [True, False])
def test_files_with_odd_names_are_read(repository: Repository, *, in_git: bool) -> None:
    """Spaces, umlauts, quotes, line breaks and a leading dash are names like any other."""
    names = ["ä ö.md", 'quo"te.md', "new\nline.md", "-dash.md", "tab\t.md", "star*.md", "semi;colon.md"]
    files = {f"policies/{name}": "---\nid: X\n---\n# X\n" for name in names}
    repository.write({"mkdocs.yml": SETTINGS, **files})
    if in_git:
        repository.commit({}, at=DAY)
    else:
        (repository.root / ".git").rename(repository.root.parent / "git")
    snapshot = read(repository.root)
    assert {page.path for page in snapshot.pages} == set(files)
    assert check(snapshot)


def test_a_name_that_is_no_text_stops_nothing(repository: Repository) -> None:
    """Unix file names are bytes; such a page is read and judged like any other."""
    folder = os.fsencode(repository.root) + b"/policies"
    os.mkdir(folder)  # noqa: PTH102  # a path of bytes
    with open(folder + b"/\xff.md", "wb") as file:  # noqa: PTH123  # a path of bytes
        file.write(PAGE.encode())
    repository.write({"mkdocs.yml": SETTINGS})
    snapshot = read(repository.root)
    assert len(snapshot.pages) == 1
    assert check(snapshot)


def test_a_fifo_and_a_folder_named_like_a_page_are_no_pages(tmp_path: Path) -> None:
    """Nothing waits for a pipe."""
    (tmp_path / "policies/folder.md").mkdir(parents=True)
    os.mkfifo(tmp_path / "policies/pipe.md")
    (tmp_path / "mkdocs.yml").write_text(SETTINGS)
    snapshot = read(tmp_path)
    assert [(fault.name, fault.place.path) for fault in snapshot.faults] == [
        ("unreadable-file", "policies/pipe.md")
    ]


def test_a_page_nobody_may_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without permission is a fault at its path, not the end."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/a.md").write_text(PAGE)
    (tmp_path / "mkdocs.yml").write_text(SETTINGS)
    really_open = os.open

    def refuse(path: str, flags: int) -> int:
        if path.endswith("a.md"):
            raise PermissionError(13, "Permission denied")
        return really_open(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    assert [fault.message for fault in read(tmp_path).faults] == ["Permission denied"]


def test_a_page_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    """Its size is asked first; one finding says so."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "mkdocs.yml").write_text(SETTINGS)
    with (tmp_path / "policies/big.md").open("wb") as file:
        file.truncate(50_000_000)
    faults = read(tmp_path).faults
    assert [(fault.name, fault.message) for fault in faults] == [
        ("unreadable-file", "50.0 MB are too much for a text (at most 2.0 MB)")
    ]


def test_a_folder_outside_of_any_repository_is_read(tmp_path: Path) -> None:
    """A zip export has no git; everything but history works."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/a.md").write_text(PAGE)
    (tmp_path / "mkdocs.yml").write_text(SETTINGS)
    snapshot = read(tmp_path)
    assert ([page.title for page in snapshot.pages], snapshot.tree.commit) == (["A"], None)


def test_a_branch_without_commits_is_read(repository: Repository) -> None:
    """The first documents of a new repository are judged before the first commit."""
    repository.write({"mkdocs.yml": SETTINGS, "policies/a.md": PAGE})
    snapshot = read(repository.root)
    assert ([page.title for page in snapshot.pages], snapshot.tree.commit) == (["A"], None)


def test_a_submodule_is_not_entered(repository: Repository, tmp_path: Path) -> None:
    """What another repository holds is under its own control."""
    other = Repository(tmp_path / "other")
    other.root.mkdir()
    other.git("init", "--quiet", "--initial-branch", "main")
    other.commit({"page.md": PAGE}, at=DAY)
    repository.commit({"mkdocs.yml": SETTINGS, "policies/a.md": PAGE}, at=DAY)
    repository.git("submodule", "--quiet", "add", str(other.root), "policies/sub.md")
    repository.commit({}, at=DAY)
    for as_of in (None, "HEAD"):
        snapshot = read_snapshot(repository.root, today=TODAY, as_of=as_of, history=False)
        assert {page.path for page in snapshot.pages} == {"policies/a.md"}
        assert check(snapshot)


def test_a_linked_work_tree_is_read_like_any_other(repository: Repository, tmp_path: Path) -> None:
    """`git worktree` leaves a file where other trees have a folder .git."""
    commit = repository.commit({"mkdocs.yml": SETTINGS, "policies/a.md": PAGE}, at=DAY)
    repository.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    snapshot = read(tmp_path / "linked")
    assert ([page.title for page in snapshot.pages], snapshot.tree.commit) == (["A"], commit)
    assert [page.title for page in read_snapshot(tmp_path / "linked", as_of="HEAD", history=False).pages] == [
        "A"
    ]


def test_a_folder_that_does_not_exist_cannot_be_looked_at(tmp_path: Path) -> None:
    """The message names what was asked for."""
    with pytest.raises(CannotLookError, match="is not a folder"):
        read(tmp_path / "nowhere")


def test_a_broken_repository_cannot_be_looked_at(repository: Repository) -> None:
    """Where git refuses to read, nothing is guessed."""
    repository.commit({"mkdocs.yml": SETTINGS}, at=DAY)
    (repository.root / ".git/index").write_bytes(b"broken")
    with pytest.raises(CannotLookError, match="git cannot read"):
        read(repository.root)


def test_reading_twice_gives_equal_findings(sound: Path) -> None:
    """The same snapshot gives the same answer, whatever was read before."""
    (sound / "policies/policy.md").write_text("---\nid: [\n---\n")
    assert check(read(sound)) == check(read(sound))


def test_reading_writes_nothing(repository: Repository) -> None:
    """A check leaves the repository as it was, its index included; what is kept lies in a folder of git's own."""
    repository.commit({"mkdocs.yml": SETTINGS, "policies/a.md": PAGE}, at=DAY)
    (repository.root / "policies/a.md").touch()
    before = _stamp(repository.root)
    read_snapshot(repository.root, today=TODAY, history=False, cache=False)
    assert _stamp(repository.root) == before
    read(repository.root)
    kept = repository.root / ".git" / "smsdocs"
    after = {
        path: time for path, time in _stamp(repository.root).items() if kept not in (path, *path.parents)
    }
    assert {**after, kept.parent: 0} == {**before, kept.parent: 0}  # git's folder has got a folder


def _stamp(root: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in root.rglob("*")}


def test_a_link_in_the_docs_folder_is_no_file_that_acts(repository: Repository) -> None:
    """It stays out of the site for what it is; a licence that stands elsewhere is nothing to mend."""
    repository.commit({"mkdocs.yml": SETTINGS, "policies/a.md": PAGE, "LICENSE": "<free>\n"}, at=DAY)
    (repository.root / "docs").mkdir()
    (repository.root / "docs/LICENSE").symlink_to("../LICENSE")
    (repository.root / "docs/copy.strange").write_text("<script>alert(1)</script>")
    found = check(read(repository.root))
    assert [one.place.path for one in found if one.code == "SMS813"] == ["docs/copy.strange"]
