"""What is different on one machine: configuration, filters, line ends, files left out, repositories inside.

None of it changes what is said of what was committed; what keeps us from saying it is told.
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from conftest import Repository

from smsdocs.adapters.command_line.group import smsdocs
from smsdocs.readers.git.message import find_trailers

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = "site_name: Our services\nplugins:\n  - smsdocs\n"
POLICY = "policies/policy.md"
PROCESS = "processes/incident.md"
REGISTER = "docs/registers/roles.yml"
POINTER = "version https://git-lfs.example.org/spec/v1"
TODAY = ("--today", "2026-06-30")


def page(text: str, id_: str = "POL-SM", status: str = "draft", more: str = "") -> str:
    """Return a document that says something."""
    head = f"id: {id_}\ntitle: Policy\ntype: policy\nstatus: {status}\nowner: sms-manager\n{more}"
    return f"---\n{head}---\n\n{text}\n"


APPROVED = 'version: "1.0"\napprover: sms-owner\napproved_on: 2026-01-01\nlast_reviewed: 2026-01-01\n'


def day(number: int) -> str:
    """Return noon of a day in January."""
    return f"2026-01-{number:02}T12:00:00+00:00"


@pytest.fixture
def begun(repository: Repository) -> Repository:
    """A policy, a process and a register in one commit."""
    files = {POLICY: page("One."), PROCESS: page("Do.", "PRC-INC"), REGISTER: "id: REG-R\nrows: []\n"}
    repository.commit({"mkdocs.yml": SETTINGS, **files}, at=day(1))
    return repository


def run(root: Path, command: str, *arguments: str) -> Result:
    """Run a command in this process."""
    done = CliRunner().invoke(smsdocs, [command, "--root", str(root), *TODAY, *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def look(root: Path, command: str, *arguments: str) -> dict[str, Any]:
    """Return what a command says."""
    done = run(root, command, "--format", "json", *arguments)
    assert done.exit_code in {0, 1}, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def find(root: Path, code: str, *arguments: str) -> list[tuple[str, str]]:
    """Return path and message of the findings of one rule."""
    found = look(root, "check", *arguments)["findings"]
    return [(one["path"], one["message"]) for one in found if one["code"] == code]


# Trailers

MESSAGES = (
    "Approved-by: Eva <eva@example.org>",
    "Words.\n\nApproved-by: Eva\nCo-authored-by: Bob",
    "Words.\nMore words.\nApproved-by: Eva",
    "Words.\nA second line\nA third one\nSigned-off-by: Eva <eva@example.org>",
    "One.\nTwo.\nThree.\nFour.\nSigned-off-by: Eva <eva@example.org>",
    "Approved-by: Eva\n  who is folded\n\tand folded again\nReviewed-by : Bob  ",
    "Words\n folded below words\nApproved-by: Eva",
    "Approved-by: Eva\n\nWords at the end.",
    "Approved-by: Eva\n\n# a comment at the end\n\nConflicts:\n\tpolicies/policy.md",
    "Approved-by: Eva\n# a comment inside\nReviewed-by: Bob\n(cherry picked from commit 1234567)",
    "Approved-by: Eva\n# ------------------------ >8 ------------------------\ndiff: of what was committed",
    "https://example.org/a: b\nApproved by: Eva\n: nothing\nÜber: alles",
    "Approved-by:\nApproved-by: Eva\n \nReviewed-by: Bob\n   \n",
)


@pytest.mark.parametrize("message", MESSAGES)
def test_trailers_are_those_that_git_finds_where_nothing_is_configured(
    repository: Repository, message: str
) -> None:
    """Reading them ourselves changes nothing on a machine without `trailer.*`."""
    repository.git(
        "commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "-m", f"Subject\n\n{message}\n"
    )
    asked = ("log", "-1", "--format=%(trailers:only,unfold)%x00%b")
    done = subprocess.run(
        ["git", *asked], cwd=repository.root, env=os.environ, check=True, capture_output=True
    )
    expected, _, body = done.stdout.partition(b"\0")
    found = [
        b" ".join(line.split()) for line in find_trailers(body.rstrip(b"\n") + b"\n").split(b"\n") if line
    ]
    assert found == [b" ".join(line.split()) for line in expected.split(b"\n") if line]


TRAILERS = (
    ("trailer.approved.key", "Approved-by: "),
    ("trailer.approved-by.ifexists", "addIfDifferent"),
    ("trailer.bob.key", "Approved-by"),
    ("trailer.separators", "=%"),
    ("core.commentChar", "A"),
)


@pytest.mark.parametrize(("name", "value"), TRAILERS)
def test_no_configuration_changes_the_trailers_of_a_commit(begun: Repository, name: str, value: str) -> None:
    """Git takes prose for trailers, and calls trailers by other names, as `trailer.*` of its user says."""
    people = (
        "id: REG-PEOPLE\nrows:\n  - id: eva\n    git: [eva@example.org]\n"
        "    assignments: [{role: sms-owner, from: 2020-01-01}]\n"
    )
    begun.write({POLICY: page("Two.", status="approved", more=APPROVED), "docs/registers/people.yml": people})
    begun.git("add", "--all")
    trailers = (
        "Words.\nMore.\nAgain.\nBob: no trailer\nApproved-by: Eva <eva@example.org>\nCo-authored-by: Bob"
    )
    begun.git("commit", "--quiet", "-m", f"Subject\n\n{trailers}", at=day(2))
    begun.write({PROCESS: page("Do it.", "PRC-INC")})
    begun.git("commit", "--quiet", "-am", "Subject\n\nApproved-by: Eva <eva@example.org>\nB: c", at=day(3))
    before = [look(begun.root, command, "--no-cache") for command in ("check", "history")]
    begun.git("config", name, value)
    assert [look(begun.root, command, "--no-cache") for command in ("check", "history")] == before


@pytest.mark.parametrize("digits", [40, 12])
def test_the_ignore_list_may_hold_capital_letters(begun: Repository, digits: int) -> None:
    """`git blame` honours them."""
    change = begun.commit({POLICY: page("One, two.")}, at=day(2))
    while not set(change[:digits]) & set("abcdef"):
        change = begun.commit({POLICY: page(change)}, at=day(2))
    lister = begun.commit({".git-blame-ignore-revs": f"{change[:digits].upper()} # layout\n"}, at=day(3))
    told = look(begun.root, "history")["documents"]
    rows = next(one for one in told if one["path"] == POLICY)["revisions"]
    assert rows[0]["kind"] == "declared-immaterial"
    messages = [message for path, message in find(begun.root, "SMS418") if path == POLICY]
    assert [lister[:10] in message for message in messages] in ([True], [])


# Filters


def filter_files(made: Repository, pattern: str, clean: str) -> None:
    """Have git store something else than the text of some files."""
    made.git("config", "filter.large.clean", clean)
    made.git("config", "filter.large.smudge", "cat")
    made.write({".gitattributes": f"{pattern} filter=large\n"})


@pytest.mark.parametrize("status", ["draft", "approved"])
def test_a_text_behind_a_filter_is_told_and_its_cure_heals_it(begun: Repository, status: str) -> None:
    """Git says that nothing differs, and what it holds is no document: what changed after a review went unseen."""
    more = APPROVED if status == "approved" else ""
    filter_files(begun, "*.md", f"echo {POINTER}")
    tip = begun.commit({POLICY: page("Two.", status=status, more=more)}, at=day(2))
    begun.git("add", "--renormalize", ".")
    begun.git("commit", "--quiet", "--allow-empty", "-m", "the rest", at=day(2))
    assert begun.git("status", "--porcelain") == ""
    found = find(begun.root, "SMS423")
    assert [path for path, _ in found] == [POLICY, PROCESS]
    assert f"in {tip[:10]}: {POINTER}" in found[0][1]
    assert find(begun.root, "SMS423") == found  # also with what was kept
    begun.write({".gitattributes": "*.md filter=large\n*.md -filter -diff -merge text\n"})
    begun.git("add", "--renormalize", ".")
    begun.commit({}, at=day(3))
    assert find(begun.root, "SMS423") == []
    assert find(begun.root, "SMS423") == []


def test_a_secret_and_a_register_behind_a_filter_are_told(begun: Repository) -> None:
    """What git-crypt stores is no text at all."""
    filter_files(begun, "docs/registers/*", "printf '\\0GITCRYPT\\0'; cat | tr 'a-z' '\\200-\\231'")
    begun.commit({REGISTER: "id: REG-R\ntitle: Roles\nrows: []\n"}, at=day(2))
    assert begun.git("status", "--porcelain") == ""
    ((path, message),) = find(begun.root, "SMS423")
    assert path == REGISTER
    assert message.endswith("what is no text")


def test_a_record_behind_a_filter_is_told(begun: Repository) -> None:
    """Who wrote down what, and when, is what a record is kept for."""
    path = "docs/records/audits/one.md"
    record = "---\nid: AUD-1\ntitle: One\ndate: 2026-01-02\n---\n\nWords.\n"
    filter_files(begun, "docs/records/**", f"echo {POINTER}")
    begun.commit({path: record}, at=day(2))
    assert begun.git("status", "--porcelain") == ""
    ((told, message),) = find(begun.root, "SMS423")
    assert (told, message.endswith(POINTER)) == (path, True)
    begun.write({".gitattributes": ""})
    begun.git("add", "--renormalize", ".")
    begun.commit({}, at=day(3))
    assert find(begun.root, "SMS423") == []


def test_nothing_is_behind_a_filter_where_git_holds_the_text(begun: Repository) -> None:
    """Front matter that nobody can read, or that nobody has committed yet, is in git as it is at hand."""
    broken = {
        "policies/unclosed.md": "---\nid: A\ntitle: Never closed\n\nWords.\n",
        "policies/late.md": "\n\n---\nid: B\n---\n\nWords.\n",
        "policies/odd.md": b"---\nid: C\n---\n\n\0\n",
        "policies/plain.md": "Words.\n",
        "docs/registers/broken.yml": "id: [\n",
        "docs/registers/rows.yml": "rows:\n  - id: a\n",
        "docs/records/audits/late.md": "\n\n---\nid: R\ndate: 2026-01-02\n---\n\nWords.\n",
        "docs/records/audits/sound.md": "---\nid: S\ntitle: S\ndate: 2026-01-02\n---\n\nWords.\n",
    }
    begun.commit(broken, at=day(2))
    begun.write({"policies/plain.md": page("Words.", "POL-PLAIN")})
    assert find(begun.root, "SMS423") == []
    assert find(begun.root, "SMS423") == []


# Files that are left out


def test_a_sparse_checkout_is_refused_and_its_cure_heals_it(begun: Repository) -> None:
    """A document that is not here would be missing without a word."""
    before = {command: look(begun.root, command) for command in ("check", "coverage", "history")}
    begun.git("sparse-checkout", "set", "policies")
    for command in before:
        done = run(begun.root, command)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "this checkout is sparse" in done.stderr
        assert f"{REGISTER} out of the work tree, and 1 more" in done.stderr
        assert "git sparse-checkout disable" in done.stderr
    assert run(begun.root, "check", "--no-history").exit_code == 2  # could not look
    whole = look(begun.root, "history", "--as-of", "HEAD")
    assert whole["documents"] == before["history"]["documents"]
    begun.git("sparse-checkout", "disable")
    assert {command: look(begun.root, command) for command in before} == before


def test_a_file_that_was_left_out_by_hand_comes_back_by_the_same_command(begun: Repository) -> None:
    """`git update-index --skip-worktree` says the same of one file."""
    begun.git("update-index", "--skip-worktree", PROCESS)
    assert look(begun.root, "check")["tree"]["commit"]
    (begun.root / PROCESS).unlink()
    assert f"leaves {PROCESS} out of the work tree\n" in run(begun.root, "check").stderr
    begun.git("sparse-checkout", "disable")
    assert look(begun.root, "check")["tree"]["commit"]


def test_other_files_may_be_left_out(begun: Repository) -> None:
    """Programs beside the documents are nobody's matter here."""
    begun.commit({"source/program.py": "pass\n", "source/notes.md": "Words.\n"}, at=day(2))
    before = look(begun.root, "check")
    begun.git("sparse-checkout", "set", "policies", "processes", "docs")
    assert not (begun.root / "source").exists()
    assert look(begun.root, "check") == before


def test_a_file_that_git_was_told_to_overlook_and_that_is_gone_is_gone(begun: Repository) -> None:
    """Status does not say so; the tree is not the commit any more."""
    begun.git("update-index", "--assume-unchanged", PROCESS)
    (begun.root / PROCESS).unlink()
    assert look(begun.root, "check")["tree"]["commit"] is None
    assert find(begun.root, "SMS114") == []
    assert {one["path"] for one in look(begun.root, "history")["documents"]} == {REGISTER, POLICY}


# Repositories inside


def test_a_submodule_among_the_documents_is_told(begun: Repository, tmp_path: Path) -> None:
    """Checked out or not, in the work tree and in a commit; one elsewhere is nobody's matter."""
    theirs = Repository(tmp_path / "theirs")
    theirs.root.mkdir()
    theirs.git("init", "--quiet", "--initial-branch", "main")
    theirs.commit({"x.md": page("Theirs.", "POL-X")}, at=day(1))
    for path in ("policies/theirs", "docs/registers/theirs", "themes/theirs", "policies/.hidden"):
        begun.git("submodule", "--quiet", "add", str(theirs.root), path)
    begun.commit({}, at=day(2))
    expected = ["docs/registers/theirs", "policies/theirs"]
    assert [path for path, _ in find(begun.root, "SMS122")] == expected
    assert [path for path, _ in find(begun.root, "SMS122", "--as-of", "HEAD")] == expected
    assert [path for path, _ in find(begun.root, "SMS122", "--no-history")] == expected
    assert not any("theirs/" in one["path"] for one in look(begun.root, "history")["documents"])
    begun.git("submodule", "--quiet", "deinit", "--all", "--force")
    assert [path for path, _ in find(begun.root, "SMS122")] == expected


def test_a_repository_below_the_folder_that_was_asked_is_told_by_its_path(
    repository: Repository, tmp_path: Path
) -> None:
    """Paths are those below the settings."""
    theirs = Repository(tmp_path / "theirs")
    theirs.root.mkdir()
    theirs.git("init", "--quiet", "--initial-branch", "main")
    theirs.commit({"x.md": page("Theirs.", "POL-X")}, at=day(1))
    repository.commit({"sms/mkdocs.yml": SETTINGS, f"sms/{POLICY}": page("One.")}, at=day(1))
    repository.git("clone", "--quiet", str(theirs.root), "sms/policies/theirs")
    assert [path for path, _ in find(repository.root / "sms", "SMS122")] == ["policies/theirs"]


# Line ends


@pytest.mark.parametrize("attributes", ["* text=auto\n", "*.md text\n", "*.md text eol=crlf\n", ""])
def test_line_ends_of_the_machine_are_no_finding(begun: Repository, attributes: str) -> None:
    """Git stores LF and writes CR LF where its user wants it: what is committed is sound."""
    begun.commit({".gitattributes": attributes}, at=day(2))
    begun.git("config", "core.autocrlf", "true")
    (begun.root / POLICY).unlink()
    begun.git("checkout", "--quiet", "--", POLICY)
    assert b"\r\n" in (begun.root / POLICY).read_bytes()
    assert begun.git("status", "--porcelain") == ""
    assert find(begun.root, "SMS116") == []
    begun.write({POLICY: page("Two.").replace("\n", "\r\n"), "policies/new.md": "---\r\nid: N\r\n---\r\n"})
    assert find(begun.root, "SMS116") == []


def test_line_ends_that_git_stores_are_a_finding(begun: Repository) -> None:
    """Whatever the machine does: they are in the commit, or would come into the next one."""
    windows = page("One.", "POL-W").replace("\n", "\r\n")
    begun.git("config", "core.autocrlf", "false")
    begun.commit({"policies/windows.md": windows}, at=day(2))
    begun.write({POLICY: page("Two.").replace("\n", "\r\n")})
    expected = [POLICY, "policies/windows.md"]
    assert [path for path, _ in find(begun.root, "SMS116")] == expected
    begun.git("config", "core.autocrlf", "true")
    begun.write({".gitattributes": "* text=auto\n"})
    assert [path for path, _ in find(begun.root, "SMS116")] == ["policies/windows.md"]
    assert [path for path, _ in find(begun.root, "SMS116", "--as-of", "HEAD")] == ["policies/windows.md"]
    begun.write({".gitattributes": "policies/policy.md -text\n"})
    assert [path for path, _ in find(begun.root, "SMS116")] == expected


def test_line_ends_of_many_files_are_asked_for_at_once(begun: Repository) -> None:
    """A command line is not as long as a list of files may be."""
    begun.commit({".gitattributes": "* text=auto\n"}, at=day(2))
    many = {
        f"policies/p{number}.md": page("W.", f"P-{number}").replace("\n", "\r\n") for number in range(150)
    }
    begun.commit({**many, "policies/as-is.md": "---\r\nid: A\r\n---\r\n"}, at=day(3))
    begun.write({".gitattributes": "policies/as-is.md -text\n* text=auto\n", "policies/as-is.md": "A\r\n"})
    assert find(begun.root, "SMS116") == []
    begun.write({".gitattributes": "* text=auto\npolicies/as-is.md -text\n"})
    assert [path for path, _ in find(begun.root, "SMS116")] == ["policies/as-is.md"]
