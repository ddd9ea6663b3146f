"""What must hold before anybody reads a log, by the real command line on real repositories.

Where it does not hold, every command ends with 2 and names the command that mends it, which then does mend it; where
it holds, nothing of a user's settings or of the environment changes the answer.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from conftest import Repository

from smsdocs.adapters.command_line.group import smsdocs

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = ("check", "coverage", "history")
SETTINGS = "site_name: Our services\nplugins:\n  - smsdocs\n"
POLICY = "policies/policy.md"
PROCESS = "processes/incident.md"
TODAY = ("--today", "2026-06-30")


def page(text: str, id_: str = "POL-SM") -> str:
    """Return a draft that says something."""
    return f"---\nid: {id_}\ntitle: Policy\ntype: policy\nstatus: draft\nowner: sms-manager\n---\n\n{text}\n"


def day(number: int) -> str:
    """Return noon of a day in January."""
    return f"2026-01-{number:02}T12:00:00+00:00"


@pytest.fixture
def told(repository: Repository) -> Repository:
    """A policy and a process with a merge, a move, a foreign author and a mailmap."""
    repository.commit({"mkdocs.yml": SETTINGS, POLICY: page("One."), "README.md": "Read.\n"}, at=day(1))
    repository.commit(
        {PROCESS: page("Do.", "PRC-INC"), ".mailmap": "Ada Mapped <ada@example.org>\n"}, at=day(2)
    )
    repository.git("switch", "--quiet", "--create", "feature", at=day(3))
    repository.commit({POLICY: page("Two.")}, at=day(3))
    repository.commit({POLICY: page("Three.\n\nÜber all.")}, at=day(4))
    repository.git("switch", "--quiet", "main")
    repository.commit({"README.md": "Read on.\n"}, at=day(5))
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", "feature", at=day(6))
    (repository.root / "policies/sub").mkdir()
    repository.git("mv", POLICY, "policies/sub/policy.md")
    repository.commit({}, at=day(7))
    return repository


def run(root: Path, command: str, *arguments: str) -> Result:
    """Run a command in this process."""
    done = CliRunner().invoke(smsdocs, [command, "--root", str(root), *TODAY, *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def refuse(root: Path, *words: str, no_history: bool = True) -> str:
    """See that every command is refused in these words, and that those that can go on without history do."""
    said = ""
    for command in COMMANDS:
        done = run(root, command)
        said = " ".join(done.stderr.split())
        assert (done.exit_code, done.stdout) == (2, ""), command
        assert said.startswith("smsdocs: ")
        assert [word for word in words if word not in said] == [], said
        assert "--no-history" in said or not no_history
    for command in COMMANDS[:2]:
        assert (run(root, command, "--no-history").exit_code != 2) == no_history  # could not look
    return said


def look(root: Path, *arguments: str) -> dict[str, Any]:
    """Return what every command says, without what tells one clone from another."""
    found: dict[str, Any] = {}
    for command in COMMANDS:
        done = run(root, command, "--format", "json", *arguments)
        assert done.exit_code in {0, 1}, done.stderr
        told = json.loads(done.stdout)
        found[command] = told["documents"] if command == "history" else told
    return found


def tell(root: Path, *arguments: str) -> dict[str, list[tuple[str | None, str, str]]]:
    """Return commit, kind and former path of every revision, newest first, by path."""
    told = json.loads(run(root, "history", "--format", "json", *arguments).stdout)
    return {
        one["path"]: [(row["commit"], row["kind"], row["moved_from"] or "") for row in one["revisions"]]
        for one in told["documents"]
    }


def clone(of: Repository, at: Path, *options: str) -> Repository:
    """Clone over a protocol that has partial and shallow clones."""
    of.git("config", "uploadpack.allowFilter", "true")
    of.git("config", "uploadpack.allowAnySHA1InWant", "true")
    of.git("clone", "--quiet", *options, f"file://{of.root}", str(at))
    return Repository(at)


def obey(hint: str, command: str, clone: Repository) -> None:
    """Run the command that a message names."""
    assert command in hint
    clone.git(*command.split(" ")[1:])


@pytest.mark.parametrize("depth", [1, 3])
def test_a_shallow_clone_is_refused_and_its_cure_heals_it(
    told: Repository, tmp_path: Path, depth: int
) -> None:
    """GitHub and GitLab clone like this; the message names their settings."""
    shallow = clone(told, tmp_path / "shallow", f"--depth={depth}")
    said = refuse(shallow.root, "this clone is shallow", "fetch-depth: 0", "GIT_DEPTH", "GitHub", "GitLab")
    obey(said, "git fetch --unshallow", shallow)
    assert look(shallow.root) == look(told.root)


def test_a_shallow_clone_is_refused_as_of_a_day(told: Repository, tmp_path: Path) -> None:
    """It says so, instead of that nothing had landed."""
    shallow = clone(told, tmp_path / "shallow", "--depth=1")
    done = run(shallow.root, "check", "--as-of", "2026-01-03")
    assert (done.exit_code, "git fetch --unshallow" in done.stderr) == (2, True)


@pytest.mark.parametrize("kind", ["blob:none", "tree:0"])
def test_a_partial_clone_is_refused_and_its_cure_heals_it(
    told: Repository, tmp_path: Path, kind: str
) -> None:
    """Nothing is fetched behind anybody's back: afterwards as much is absent as before."""
    partial = clone(told, tmp_path / "partial", f"--filter={kind}")
    absent = ("rev-list", "--objects", "--all", "--missing=print")
    before = partial.git(*absent)
    said = refuse(partial.root, "this clone is partial", "objects of its history are absent")
    assert before == partial.git(*absent)
    obey(said, "git fetch --refetch --no-filter", partial)
    assert look(partial.root) == look(told.root)


@pytest.mark.parametrize("kind", ["blob:none", "tree:0"])
def test_a_partial_clone_says_the_same_without_its_remote(
    told: Repository, tmp_path: Path, kind: str
) -> None:
    """Who asks nobody misses nobody."""
    partial = clone(told, tmp_path / "partial", f"--filter={kind}")
    said = refuse(partial.root, "this clone is partial")
    told.root.rename(tmp_path / "elsewhere")
    assert refuse(partial.root, "this clone is partial") == said


def test_a_partial_clone_that_lacks_nothing_is_a_clone(told: Repository, tmp_path: Path) -> None:
    """A filter that filtered nothing out is no reason to refuse."""
    partial = clone(told, tmp_path / "partial", "--filter=blob:limit=1g")
    assert partial.git("config", "remote.origin.promisor") == "true"
    assert look(partial.root) == look(told.root)


def test_a_folder_without_repository_is_refused(told: Repository, tmp_path: Path) -> None:
    """An unpacked archive is such a folder."""
    told.git("archive", "--output", str(tmp_path / "archive.tar"), "HEAD")
    root = tmp_path / "archive"
    shutil.unpack_archive(tmp_path / "archive.tar", root, filter="data")
    refuse(root, "is not in a git repository", "archive has no history", "git init")


def test_an_unborn_branch_is_refused_and_its_cure_heals_it(repository: Repository) -> None:
    """Nothing is committed: there is a repository and no history."""
    repository.write({"mkdocs.yml": SETTINGS, POLICY: page("One.")})
    refuse(repository.root, "nothing has been committed", "git add . && git commit")
    repository.commit({}, at=day(1))
    assert [row[1] for row in tell(repository.root)[POLICY]] == ["created"]


@pytest.mark.parametrize("below", ["", "a folder"])
def test_the_folder_of_another_owner_is_refused_with_what_git_wants(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, below: str
) -> None:
    """The top of the repository is to be trusted, not the folder that was asked; only git says what it ignores."""
    repository.commit({f"{below}/mkdocs.yml".lstrip("/"): SETTINGS}, at=day(1))
    root = repository.root / below
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    command = f"git config --global --add safe.directory {repository.root}"
    refuse(root, "it belongs to another user", command, no_history=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    subprocess.run(command, shell=True, check=True, cwd=tmp_path)  # noqa: S602  # as the message is used
    assert run(root, "check").exit_code != 2  # could not look


@pytest.mark.parametrize("more", [(), ("--no-history",)])
def test_a_folder_that_the_repository_around_it_ignores_is_not_empty(
    repository: Repository, more: tuple[str, ...]
) -> None:
    """Nobody is told to make the settings that lie there, which would overwrite them."""
    repository.commit({".gitignore": "/work/\n"}, at=day(1))
    repository.write({"work/sms/mkdocs.yml": SETTINGS, f"work/sms/{POLICY}": page("We answer.")})
    found = run(repository.root / "work/sms", "check", *more)
    assert found.exit_code == 2  # could not look
    assert "mkdocs.yml lies here, but git ignores it" in found.output
    assert "printf" not in found.output


def test_a_bare_repository_has_no_files_but_a_past(told: Repository, tmp_path: Path) -> None:
    """The message says how to look at one."""
    clone(told, tmp_path / "bare", "--bare")
    assert run(tmp_path / "bare", "check").exit_code == 2  # could not look
    (tmp_path / "bare/mkdocs.yml").write_text(SETTINGS)
    said = refuse(
        tmp_path / "bare", "which has no files of its own", f"git clone {tmp_path / 'bare'}", "--as-of HEAD"
    )
    assert "core.bare" not in said
    assert tell(tmp_path / "bare", "--as-of", "HEAD") == tell(told.root, "--as-of", "HEAD")


def test_files_that_git_does_not_look_after_are_refused(told: Repository) -> None:
    """`core.bare` on a repository with files: edits would go unseen."""
    before = look(told.root)
    told.git("config", "core.bare", "true")
    obey(refuse(told.root, "a bare repository"), "git config core.bare false", told)
    assert look(told.root) == before


def test_a_work_tree_that_lost_its_repository_says_where_it_was(told: Repository, tmp_path: Path) -> None:
    """As in a container that was given the linked work tree alone."""
    told.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    told.root.rename(tmp_path / "moved")
    refuse(tmp_path / "linked", f"leads to {told.root}/.git/worktrees/linked", "git worktree repair")
    subprocess.run(
        ["git", "worktree", "repair", str(tmp_path / "linked")], cwd=tmp_path / "moved", check=True
    )
    assert tell(tmp_path / "linked") == tell(tmp_path / "moved")


def test_a_linked_work_tree_has_the_history_and_a_cache_of_its_own(told: Repository, tmp_path: Path) -> None:
    """The cache lies where git keeps what belongs to the work tree, and git sees nothing of it."""
    told.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    linked = Repository(tmp_path / "linked")
    first = look(linked.root)
    assert first["history"] == look(told.root)["history"]
    assert linked.git("status", "--porcelain") == ""
    assert [*(told.root / ".git/worktrees/linked/smsdocs").iterdir()]
    linked.commit({"policies/sub/policy.md": page("Four.")}, at=day(8))
    rows = tell(linked.root)["policies/sub/policy.md"]
    assert [kind for _, kind, _ in rows] == ["material", "moved", "material", "created"]
    assert rows == tell(linked.root, "--as-of", "HEAD")["policies/sub/policy.md"]


def test_a_submodule_has_a_history_of_its_own(told: Repository, tmp_path: Path) -> None:
    """Its git folder lies within that of the repository around it."""
    outer = Repository(tmp_path / "outer")
    outer.root.mkdir()
    outer.git("init", "--quiet", "--initial-branch", "main")
    outer.git("submodule", "--quiet", "add", str(told.root), "sms")
    outer.commit({"mkdocs.yml": SETTINGS, POLICY: page("Other.")}, at=day(9))
    assert tell(outer.root / "sms") == tell(told.root)
    assert [*tell(outer.root)] == [POLICY]
    assert [*(outer.root / ".git/modules/sms/smsdocs").iterdir()]


def test_a_sub_folder_has_its_own_paths_and_the_whole_history(repository: Repository) -> None:
    """Files that came from elsewhere in the repository bring their past, told from its top; the others are not told."""
    repository.commit(
        {"sms/mkdocs.yml": SETTINGS, "old/policy.md": page("One."), POLICY: page("Else.", "X")}, at=day(1)
    )
    repository.commit({"old/policy.md": page("Two.")}, at=day(2))
    (repository.root / "sms/policies").mkdir()
    repository.git("mv", "old/policy.md", "sms/policies/policy.md")
    repository.commit({"sms/processes/p.md": page("Do.", "P")}, at=day(3))
    (repository.root / "out").mkdir()
    repository.git("mv", "sms/processes/p.md", "out/p.md")
    moved = repository.commit({}, at=day(4))
    repository.write({"sms/policies/policy.md": page("Three.")})
    rows = tell(repository.root / "sms")
    assert [*rows] == [POLICY]
    assert [(kind, origin) for _, kind, origin in rows[POLICY]] == [
        ("material", ""),
        ("moved", "/old/policy.md"),
        ("material", ""),
        ("created", ""),
    ]
    repository.git("mv", "out/p.md", "sms/processes/p.md")
    repository.commit({}, at=day(5))
    back = [
        (commit == moved, kind, origin)
        for commit, kind, origin in tell(repository.root / "sms")["processes/p.md"]
    ]
    assert back == [(False, "moved", "/out/p.md"), (True, "moved", "processes/p.md"), (False, "created", "")]


def test_guards_at_the_top_count_for_a_sub_folder(repository: Repository) -> None:
    """The mailmap and the ignore list that git itself reads lie at the top."""
    repository.commit({"sms/mkdocs.yml": SETTINGS, f"sms/{POLICY}": page("One.")}, at=day(1))
    change = repository.commit({f"sms/{POLICY}": page("Two.")}, at=day(2))
    repository.git("switch", "--quiet", "--create", "feature")
    lists = {".git-blame-ignore-revs": f"{change}\n", ".mailmap": "Bea Mapped <ada@example.org>\n"}
    repository.commit(lists, at=day(3))
    repository.commit(
        {"sms/mkdocs.yml": f"{SETTINGS}      branch: main\n".replace("smsdocs", "smsdocs:")}, at=day(4)
    )
    found = look(repository.root / "sms")
    guards = [one["message"] for one in found["check"]["findings"] if one["code"] == "SMS419"]
    assert sorted(text.split(" ")[1] for text in guards) == ["ignore", "mailmap", "settings"]
    assert [kind for _, kind, _ in tell(repository.root / "sms")[POLICY]] == [
        "declared-immaterial",
        "created",
    ]
    assert "Bea Mapped" in json.dumps(found["history"])


def test_a_detached_head_is_held_against_the_branch_of_the_remote(told: Repository, tmp_path: Path) -> None:
    """As in CI: no local branch at all."""
    ci = clone(told, tmp_path / "ci")
    ci.git("switch", "--quiet", "--detach")
    ci.git("branch", "--quiet", "--delete", "--force", "main")
    tip = ci.commit({"policies/sub/policy.md": page("Four.")}, at=day(8))
    told_of = json.loads(run(ci.root, "history", "--format", "json").stdout)
    rows = next(one for one in told_of["documents"] if one["path"] == "policies/sub/policy.md")["revisions"]
    assert [(row["commit"] == tip, row["landed"]) for row in rows][:2] == [(True, False), (False, True)]


def test_without_a_default_branch_of_the_remote_head_stands_for_it(told: Repository, tmp_path: Path) -> None:
    """As actions/checkout leaves it; the setting `branch` says what the remote did not."""
    ci = clone(told, tmp_path / "ci")
    ci.git("remote", "set-head", "origin", "--delete")
    tip = ci.commit({"policies/sub/policy.md": page("Four.")}, at=day(8))
    assert tell(ci.root)["policies/sub/policy.md"][0][0] == tip
    ci.write({"mkdocs.yml": f"{SETTINGS}      branch: main\n".replace("smsdocs", "smsdocs:")})
    told_of = json.loads(run(ci.root, "history", "--format", "json").stdout)
    rows = next(one for one in told_of["documents"] if one["path"] == "policies/sub/policy.md")["revisions"]
    assert [row["landed"] for row in rows][:2] == [False, True]


def test_a_default_branch_that_is_gone_does_not_count(told: Repository, tmp_path: Path) -> None:
    """The remote renamed its branch, and the clone pruned the old one."""
    ci = clone(told, tmp_path / "ci")
    told.git("branch", "--move", "main", "trunk")
    ci.git("fetch", "--quiet", "--prune")
    assert look(ci.root)["history"] == look(told.root)["history"]


@pytest.mark.parametrize("name", ["mainn", "--all", "HEAD^{tree}", "a b", "@{upstream}"])
def test_a_published_branch_that_does_not_exist_is_named(told: Repository, name: str) -> None:
    """Whatever the setting holds, it is a name and no option."""
    settings = f"site_name: S\nplugins:\n  - smsdocs:\n      branch: {json.dumps(name)}\n"
    told.commit({"mkdocs.yml": settings}, at=day(8))
    for arguments in ([], ["--as-of", "2026-02-01"]):
        done = run(told.root, "check", *arguments)
        assert done.exit_code == 2  # could not look
        assert f"the published branch {name} does not exist here" in done.stderr
        assert "git fetch" in done.stderr
        assert "`branch`" in done.stderr
    assert run(told.root, "check", "--no-history").exit_code != 2  # could not look


def test_a_published_branch_that_was_not_cloned_can_be_fetched(told: Repository, tmp_path: Path) -> None:
    """A clone of one branch, as pipelines have it, knows no other; the command that the message names brings it."""
    told.git("switch", "--quiet", "--create", "side")
    told.commit({"mkdocs.yml": f"{SETTINGS}      branch: main\n".replace("smsdocs", "smsdocs:")}, at=day(8))
    single = clone(told, tmp_path / "single", "--single-branch", "--branch", "side")
    obey(
        refuse(single.root, "main does not exist"),
        "git fetch origin +refs/heads/main:refs/remotes/origin/main",
        single,
    )
    assert look(single.root) == look(told.root)


def test_without_git_a_repository_is_refused_and_a_folder_is_not(
    told: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody could say which files of a repository git ignores; a plain folder has none."""
    plain = tmp_path / "plain"
    shutil.copytree(told.root, plain, ignore=shutil.ignore_patterns(".git"))
    monkeypatch.setenv("PATH", "/nonexistent")
    refuse(told.root, "git is not installed here", "install git", no_history=False)
    refuse(plain, "git is not installed here")


def test_a_git_that_cannot_be_started_is_no_traceback(
    told: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of that name that is no program."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").write_bytes(b"\0\0\0\0")
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    refuse(told.root, "git cannot be started", no_history=False)


@pytest.mark.parametrize("what", ["HEAD~3^{commit}", "HEAD~3:policies", f"HEAD~3:{POLICY}"])
@pytest.mark.parametrize("how", ["gone", "garbage"])
def test_a_damaged_object_is_named(told: Repository, what: str, how: str) -> None:
    """Of a commit, a folder or a file."""
    told.commit({}, at=day(8))
    oid = told.git("rev-parse", what)
    place = told.root / ".git/objects" / oid[:2] / oid[2:]
    place.chmod(0o644)
    if how == "gone":
        place.unlink()
    else:
        place.write_bytes(b"garbage")
    for command in COMMANDS:
        done = run(told.root, command)
        assert done.exit_code == 2, done.output  # could not look
        assert oid in done.stderr
        assert "git f" in done.stderr  # git fsck, or git fetch
    assert run(told.root, "check", "--no-history").exit_code != 2  # could not look


def test_objects_may_have_long_names(tmp_path: Path) -> None:
    """SHA-256: names of 64 digits, in ignore lists too."""
    made = Repository(tmp_path / "long")
    made.root.mkdir()
    made.git("init", "--quiet", "--initial-branch", "main", "--object-format", "sha256")
    made.commit({"mkdocs.yml": SETTINGS, POLICY: page("One.")}, at=day(1))
    change = made.commit({POLICY: page("Two.")}, at=day(2))
    made.commit({".git-blame-ignore-revs": f"{change}\n"}, at=day(3))
    assert [kind for _, kind, _ in tell(made.root)[POLICY]] == ["declared-immaterial", "created"]
    assert tell(made.root, "--as-of", "HEAD") == tell(made.root)


GLOBAL = {
    "core.quotepath": "true",
    "core.fsmonitor": "/bin/false",
    "core.commentChar": ";",
    "core.pager": "false",
    "core.abbrev": "4",
    "core.untrackedCache": "true",
    "status.renames": "copies",
    "status.showUntrackedFiles": "no",
    "status.branch": "true",
    "status.relativePaths": "false",
    "status.short": "true",
    "log.showSignature": "true",
    "log.follow": "true",
    "log.showRoot": "false",
    "log.decorate": "full",
    "log.date": "relative",
    "log.diffMerges": "combined",
    "log.mailmap": "false",
    "log.abbrevCommit": "true",
    "format.pretty": "fuller",
    "format.notes": "*",
    "notes.displayRef": "*",
    "diff.renames": "copies",
    "diff.renameLimit": "1",
    "diff.noprefix": "true",
    "diff.mnemonicPrefix": "true",
    "diff.relative": "true",
    "diff.algorithm": "patience",
    "diff.context": "0",
    "diff.submodule": "log",
    "diff.ignoreSubmodules": "all",
    "diff.wordRegex": ".",
    "diff.colorMoved": "zebra",
    "diff.odd.textconv": "false",
    "diff.odd.binary": "true",
    "diff.odd.command": "false",
    "diff.external": "false",
    "color.ui": "always",
    "color.diff": "always",
    "color.status": "always",
    "i18n.logOutputEncoding": "latin1",
    "i18n.commitEncoding": "latin1",
    "trailer.separators": "=",
    "blame.ignoreRevsFile": ".missing",
    "blame.showEmail": "true",
    "blame.blankBoundary": "true",
    "mailmap.file": "elsewhere",
    "mailmap.blob": "HEAD:README.md",
    "grep.lineNumber": "true",
    "pager.log": "true",
    "merge.renames": "false",
    "rerere.enabled": "true",
    "submodule.recurse": "true",
    "column.ui": "always",
    "fetch.prune": "true",
    "gc.auto": "1",
    "core.useReplaceRefs": "true",
    "advice.graftFileDeprecated": "true",
}
"""What people set for all their repositories, and more; each may change what git prints."""


@pytest.fixture
def rich(told: Repository) -> Repository:
    """A history where such settings matter: copies, co-authors, an ignore list, conflicts, edits, strange words."""
    copy = "policies/copy.md"
    told.commit({copy: page("Three.\n\nÜber all."), "policies/Übersicht.md": page("Ü.", "UE")}, at=day(8))
    told.git("switch", "--quiet", "--create", "side")
    told.commit({PROCESS: page("Do this.", "PRC-INC")}, at=day(9))
    told.git("switch", "--quiet", "main")
    last = told.commit({PROCESS: page("Do that.", "PRC-INC")}, at=day(9))
    with pytest.raises(subprocess.CalledProcessError):
        told.git("merge", "--quiet", "side")
    told.write({PROCESS: page("Do both.", "PRC-INC")})
    told.git("add", "--all")
    told.git(
        "commit", "--quiet", "--message", "Süd\n\nCo-authored-by: Bea Example <bea@example.org>", at=day(10)
    )
    told.commit({".git-blame-ignore-revs": f"{last}\n", ".gitattributes": "*.md diff=odd\n"}, at=day(11))
    told.write({"policies/copy2.md": page("Three.\n\nÜber all.", "C2"), copy: page("Other.", "C")})
    told.git("add", "--intent-to-add", "policies/copy2.md")
    told.write({"policies/new.md": page("New.", "N")})
    return told


@pytest.mark.parametrize("name", ["all", *GLOBAL])
def test_no_setting_of_a_user_changes_the_answer(
    rich: Repository, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by itself, and all at once."""
    plain = look(rich.root)
    shutil.rmtree(rich.root / ".git/smsdocs")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    for key in GLOBAL if name == "all" else [name]:
        subprocess.run(["git", "config", "--global", key, GLOBAL[key]], check=True)
    assert look(rich.root) == plain


def test_no_attribute_of_a_user_changes_the_answer(
    rich: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No program that an attribute names is run."""
    (rich.root / ".gitattributes").unlink()
    plain = look(rich.root)
    shutil.rmtree(rich.root / ".git/smsdocs")
    (tmp_path / "attributes").write_text("* diff=odd -text binary\n*.md diff=odd\n")
    (rich.root / ".git/info/attributes").write_text("* diff=odd\n.git-blame-ignore-revs diff=odd\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    program = f"touch {tmp_path}/run; cat"
    for key, value in {
        "core.attributesFile": str(tmp_path / "attributes"),
        "diff.odd.textconv": program,
        "diff.odd.command": program,
        "diff.external": program,
    }.items():
        subprocess.run(["git", "config", "--global", key, value], check=True)
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", program)
    assert look(rich.root) == plain
    assert not (tmp_path / "run").exists()


ENVIRONMENT = {
    "GIT_DIR": ".git",
    "GIT_WORK_TREE": "elsewhere",
    "GIT_INDEX_FILE": ".git/next-index-1.lock",
    "GIT_PREFIX": "policies/",
    "GIT_NAMESPACE": "other",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_ICASE_PATHSPECS": "1",
    "GIT_DIFF_OPTS": "--unified=0",
    "GIT_EXTERNAL_DIFF": "false",
    "GIT_CONFIG_PARAMETERS": "'log.showroot'='false'",
    "GIT_SHALLOW_FILE": "elsewhere",
    "GIT_PAGER": "false",
    "GIT_TRACE": "1",
    "LANGUAGE": "de",
}


@pytest.mark.parametrize("name", ["all", *ENVIRONMENT])
@pytest.mark.parametrize("as_of", [(), ("--as-of", "HEAD")])
def test_nothing_in_the_environment_of_a_hook_changes_the_answer(
    rich: Repository, name: str, as_of: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git sets paths for its hooks that mean something from the top of the work tree only."""
    (rich.root / ".git/next-index-1.lock").write_bytes(b"")
    plain = look(rich.root, *as_of)
    shutil.rmtree(rich.root / ".git/smsdocs")
    for key in ENVIRONMENT if name == "all" else [name]:
        monkeypatch.setenv(key, ENVIRONMENT[key])
    monkeypatch.chdir(rich.root.parent)
    assert look(rich.root, *as_of) == plain


@pytest.mark.parametrize("arguments", [("--all",), (POLICY,)])
@pytest.mark.parametrize("where", ["", "sms"])
@pytest.mark.parametrize("linked", [False, True])
def test_a_check_before_a_commit_works(
    repository: Repository, tmp_path: Path, arguments: tuple[str, ...], where: str, *, linked: bool
) -> None:
    """A real hook, of a commit of everything and of one file alone, in a sub-folder and in a linked work tree."""
    below = f"{where}/" if where else ""
    repository.commit({f"{below}mkdocs.yml": SETTINGS, f"{below}{POLICY}": page("One.")}, at=day(1))
    hook = repository.root / ".git/hooks/pre-commit"
    command = f'"{sys.executable}" -m smsdocs history --format json --root "./{where}" --today 2026-06-30'
    hook.write_text(f"#!/bin/sh\n{command} >{tmp_path}/said 2>&1\n")
    hook.chmod(0o755)
    if linked:
        repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
        repository = Repository(tmp_path / "linked")
    repository.write({f"{below}{POLICY}": page("Two.")})
    what = [f"{below}{POLICY}"] if arguments == (POLICY,) else arguments
    repository.git("commit", "--quiet", "--message", "change", *what, at=day(2))
    told_of = json.loads((tmp_path / "said").read_text())
    rows = [(row["commit"] is None, row["kind"]) for row in told_of["documents"][0]["revisions"]]
    assert rows == [(True, "material"), (False, "created")]


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_edits_that_git_was_told_to_overlook_are_seen(told: Repository, flag: str) -> None:
    """Status never names them, and a report must not say that it is about the commit."""
    told.git("update-index", flag, "policies/sub/policy.md")
    told.git("update-index", flag, PROCESS)
    assert look(told.root)["check"]["tree"]["commit"] == told.git("rev-parse", "HEAD")
    told.write({"policies/sub/policy.md": page("Not seen.")})
    assert look(told.root)["check"]["tree"]["commit"] is None
    assert tell(told.root)["policies/sub/policy.md"][0] == (None, "material", "")
    assert len(tell(told.root)[PROCESS]) == 1


def test_a_place_with_a_strange_name_has_a_history(told: Repository, tmp_path: Path) -> None:
    """Blanks, quotes and what a shell reads; only a line break is refused, since git's answers have one each."""
    strange = tmp_path / "it's a $(touch x) 'place' -- ü"
    told.root.rename(strange)
    assert [*tell(strange)]
    broken = tmp_path / "two\nlines"
    strange.rename(broken)
    refuse(broken, "line break")


def test_nobody_is_asked_for_anything(told: Repository, tmp_path: Path) -> None:
    """Where input and output are closed, a check still ends."""
    partial = clone(told, tmp_path / "partial", "--filter=blob:none")
    done = subprocess.run(
        [sys.executable, "-m", "smsdocs", "check", *TODAY],
        cwd=partial.root,
        env={**os.environ, "GIT_ASKPASS": "false", "SSH_ASKPASS": "false"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2  # could not look
    assert b"Traceback" not in done.stderr
