"""`smsdocs approve` and `smsdocs approvals import`, and the file they write."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from smsdocs.adapters.command_line.group import smsdocs
from smsdocs.readers.approvals import read_approvals
from smsdocs.readers.schemas import read_schemas
from smsdocs.readers.settings import read_settings
from smsdocs.readers.tree import DiskTree

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repository

FILE = "docs/records/approvals.yml"
POLICY = """---
id: POL-SM
title: Service management policy
type: policy
status: approved
version: "1.0"
owner: sms-manager
approver: sms-owner
approved_on: 2026-03-01
last_reviewed: 2026-03-01
---

We answer every call.
"""
PEOPLE = """id: REG-PEOPLE
title: People
owner: sms-manager
rows:
  - id: m-ellwood
    name: Mara Ellwood
    git: [Mara Ellwood <mara@example.org>]
    accounts: ["github:mara-e"]
    assignments:
      - {role: sms-owner, from: 2026-01-01}
  - id: t-renn
    name: Tobias Renn
    git: [Ada Example <ada@example.org>]
    assignments:
      - {role: sms-manager, from: 2026-01-01}
"""
TREE = {
    "mkdocs.yml": "site_name: Our services\nplugins:\n  - smsdocs\n",
    "policies/policy.md": POLICY,
    "docs/registers/people.yml": PEOPLE,
}


@pytest.fixture
def tree(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with a policy that Tobias Renn committed; we stand in it."""
    monkeypatch.delenv("SMSDOCS_TODAY", raising=False)
    repository.commit(TREE, at="2026-03-01T12:00:00Z")
    monkeypatch.chdir(repository.root)
    return repository


def run(*arguments: str, text: str | None = None) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(smsdocs, arguments, input=text, prog_name="smsdocs")


def approve(document: str = "POL-SM", by: str = "m-ellwood", day: str = "2026-03-02") -> Result:
    """Approve on a fixed day."""
    return run("approve", document, "--by", by, "--today", day)


def written(root: Path) -> str:
    """Return the file of approval records."""
    return (root / FILE).read_text(encoding="utf-8")


def test_an_approval_is_written_with_text_version_commit_person_and_day(tree: Repository) -> None:
    """The reader finds no fault in it and returns what was meant."""
    done = approve()
    assert done.exit_code == 0, done.output
    assert f"Commit {FILE}." in done.output
    disk = DiskTree(tree.root)
    settings = read_settings(disk)
    records, faults = read_approvals(disk, settings, read_schemas(disk, settings.schema))
    assert faults == []
    (record,) = records
    assert record.blob == tree.git("rev-parse", "HEAD:policies/policy.md")
    assert record.commits == (tree.git("rev-parse", "HEAD"),)
    assert (record.document, record.version, record.by) == ("POL-SM", "1.0", "m-ellwood")
    assert (str(record.day), record.source) == ("2026-03-02", "command-line")
    assert (record.place.path, record.place.line, record.place.column) == (FILE, 6, 5)
    assert run("check", "--today", "2026-03-02", FILE).exit_code == 0


def test_a_text_that_is_not_committed_has_no_commit(tree: Repository) -> None:
    """What counts is the text; by path it is found too."""
    tree.write({"policies/policy.md": POLICY + "\nAt night too.\n"})
    done = approve("policies/policy.md")
    assert "another text is not covered" in done.output
    assert "commits:" not in written(tree.root)
    assert tree.git("hash-object", "policies/policy.md") in written(tree.root)


def test_comments_order_and_line_ends_of_the_file_stay(tree: Repository) -> None:
    """A row is added at the end, indented as the others are."""
    head = (
        "# ours\ntitle: Approvals   # kept\nid: REC-A\nrows:\n- by: t-renn  # first\n"
        f"  date: 2026-01-01\n  source: github\n  commits: ['{'a' * 40}']\n"
    )
    for ends in ("\n", "\r\n"):
        before = head.replace("\n", ends).encode()
        tree.write({FILE: before})
        done = approve()
        assert done.exit_code == 0, done.output
        after = (tree.root / FILE).read_bytes()
        assert after.startswith(before + f"- document: POL-SM{ends}  version:".encode())
        assert after.count(b"\r\n") == (after.count(b"\n") if ends == "\r\n" else 0)


@pytest.mark.parametrize("rows", ["rows:", "rows: []", "rows: [ ]  # none yet", "rows:\n\n# the end"])
def test_an_empty_list_gets_its_first_row(tree: Repository, rows: str) -> None:
    """However its emptiness is written."""
    tree.write({FILE: f"id: REC-A\ntitle: Approvals\n{rows}\n"})
    done = approve()
    assert done.exit_code == 0, done.output
    assert "  - document: POL-SM\n" in written(tree.root)


@pytest.mark.parametrize(
    "content",
    [
        "rows: []\nid: REC-A\n",
        f"rows: [{{by: t-renn, date: 2026-01-01, source: github, commits: ['{'a' * 40}']}}]\n",
    ],
)
def test_a_file_that_takes_no_more_rows_is_left_alone(tree: Repository, content: str) -> None:
    """It says how the file must look."""
    tree.write({FILE: content})
    done = approve()
    assert done.exit_code == 2
    assert "`rows:` be its last field" in done.output
    assert written(tree.root) == content


@pytest.mark.parametrize(
    ("document", "by", "words"),
    [
        ("POL-SN", "m-ellwood", "did you mean `POL-SM`?"),
        ("--all", "m-ellwood", ""),
        ("POL-SM", "m-elwood", "did you mean `m-ellwood`?"),
        ("POL-SM", "Mara Ellwood", "give the id: `m-ellwood`"),
        ("POL-SM", "t-renn", "it is held by m-ellwood"),
        ("REG-PEOPLE", "m-ellwood", "does not say who approves it"),
    ],
)
def test_what_cannot_be_approved_is_refused_with_what_would_satisfy(
    tree: Repository, document: str, by: str, words: str
) -> None:
    """Nothing is written."""
    done = approve(document, by)
    assert done.exit_code == 2
    assert words in done.output
    assert not (tree.root / FILE).exists()


@pytest.mark.parametrize(
    ("day", "people", "hint"),
    [
        (
            "2026-03-02",
            PEOPLE,
            "sms-owner is held by m-ellwood: write `smsdocs approve POL-SM --by m-ellwood`",
        ),
        (
            "2026-03-02",
            PEOPLE.replace("role: sms-manager", "role: sms-owner"),
            "sms-owner is held by m-ellwood and t-renn: write `smsdocs approve POL-SM --by` and one of them",
        ),
        (
            "2025-12-31",
            PEOPLE,
            "nobody holds sms-owner on 2025-12-31; the people register has m-ellwood and t-renn: assign the role first",
        ),
    ],
)
def test_who_may_approve_is_told_where_nobody_is_named(
    tree: Repository, day: str, people: str, hint: str
) -> None:
    """Those who hold the role of the approver that day, else everybody; the words can be typed as they are."""
    tree.commit({"docs/registers/people.yml": people}, at="2026-03-01T13:00:00Z")
    done = run("approve", "POL-SM", "--today", day)
    assert done.exit_code == 2
    assert "nobody is named who approves POL-SM" in done.output
    assert hint in done.output
    assert not (tree.root / FILE).exists()


@pytest.mark.parametrize(
    ("document", "files", "words"),
    [
        ("REG-PEOPLE", {}, "REG-PEOPLE does not say who approves it"),
        ("POL-SN", {}, "did you mean `POL-SM`?"),
        ("POL-SM", {"docs/registers/people.yml": None}, "there is no people register"),
    ],
)
def test_what_stands_in_the_way_is_told_before_who_may_approve(
    tree: Repository, document: str, files: dict[str, str | None], words: str
) -> None:
    """A name would not help."""
    for path in files:
        (tree.root / path).unlink()
    done = run("approve", document, "--today", "2026-03-02")
    assert done.exit_code == 2
    assert words in done.output


def test_a_name_that_a_shell_would_read_is_quoted(tree: Repository) -> None:
    """What a message says to type is safe to type."""
    (tree.root / "policies/policy.md").rename(tree.root / "policies/a b.md")
    tree.write({"policies/a b.md": POLICY.replace("id: POL-SM\n", "id: POL SM; x\n")})
    done = run("approve", "policies/a b.md", "--today", "2026-03-02")
    assert "`smsdocs approve 'POL SM; x' --by m-ellwood`" in done.output


def test_the_role_must_be_held_on_the_day(tree: Repository) -> None:
    """Nobody held it the year before."""
    assert tree.root.exists()
    done = approve(day="2025-12-31")
    assert done.exit_code == 2
    assert "nobody holds it" in done.output


def test_an_author_of_the_present_text_is_refused(tree: Repository) -> None:
    """Also a co-author; not who only set the status."""
    tree.environment = {"GIT_AUTHOR_NAME": "Mara", "GIT_AUTHOR_EMAIL": "mara@example.org"}
    tree.commit({"policies/policy.md": POLICY.replace('"1.0"', '"1.1"')}, at="2026-03-02T12:00:00Z")
    assert approve().exit_code == 0
    tree.commit({"policies/policy.md": POLICY + "\nAt night too.\n"}, at="2026-03-02T13:00:00Z")
    done = approve()
    assert done.exit_code == 2
    assert "m-ellwood is an author of the present text" in done.output
    tree.environment = {}
    tree.write({"policies/policy.md": POLICY + "\nNever.\n"})
    tree.git("commit", "--quiet", "--all", "--message", "x\n\nCo-authored-by: M <mara@example.org>")
    assert approve().exit_code == 2


@pytest.mark.parametrize("by", ["m-ellwood", "t-renn"])
def test_a_shallow_clone_is_refused(
    tree: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """Git names the wrong authors there, so whoever wrote the text could approve it."""
    people = PEOPLE.replace("role: sms-manager", "role: sms-owner")
    tree.commit({"docs/registers/people.yml": people}, at="2026-03-01T13:00:00Z")
    tree.environment = {"GIT_AUTHOR_NAME": "Mara", "GIT_AUTHOR_EMAIL": "mara@example.org"}
    tree.commit({"other.txt": "Something else.\n"}, at="2026-03-01T14:00:00Z")
    shallow = tmp_path / "shallow"
    tree.git("clone", "--quiet", "--depth=1", f"file://{tree.root}", str(shallow))
    monkeypatch.chdir(shallow)
    done = approve(by=by)
    assert done.exit_code == 2
    assert "this clone is shallow" in done.output
    assert "git fetch --unshallow" in done.output
    assert "--no-history" not in done.output
    assert not (shallow / FILE).exists()


def test_before_the_first_commit_nobody_has_written_anything(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As without a repository. Nobody can tell, and that is said."""
    repository.write(TREE)
    monkeypatch.chdir(repository.root)
    done = approve()
    assert done.exit_code == 0
    assert done.output.endswith("nobody can tell whether m-ellwood wrote the text.\n")


def test_a_register_without_names_of_git_tells_no_author(tree: Repository) -> None:
    """The approver may have written it under any name."""
    assert "nobody can tell" not in approve().output
    people = re.sub("    (git|accounts): .*\n", "", PEOPLE)
    tree.commit(
        {"docs/registers/people.yml": people, "policies/policy.md": POLICY + "\nAlways.\n"},
        at="2026-03-01T13:00:00Z",
    )
    assert approve().output.endswith("nobody can tell whether m-ellwood wrote the text.\n")


def test_a_draft_is_refused(tree: Repository) -> None:
    """To set the status later makes another text."""
    tree.write({"policies/policy.md": POLICY.replace("status: approved", "status: in-review")})
    assert "set `status: approved`" in approve().output


def test_the_same_text_is_approved_once(tree: Repository) -> None:
    """A changed one anew."""
    assert approve().exit_code == 0
    done = approve(day="2026-03-03")
    assert done.exit_code == 2
    assert f"{FILE}:6:5" in done.output
    tree.write({"policies/policy.md": POLICY + "\nAt night too.\n"})
    assert approve().exit_code == 0


@pytest.mark.parametrize("name", ["policy.md", "./policy.md", "../policies/policy.md", "policies/policy.md"])
def test_a_path_is_one_from_where_one_stands(
    name: str, tree: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `smsdocs history` takes it; one from the root is taken too."""
    monkeypatch.chdir(tree.root / "policies")
    done = approve(name)
    assert done.exit_code == 0, done.output
    assert "document: POL-SM" in written(tree.root)


def test_a_symbolic_link_is_not_written_through(tree: Repository, tmp_path: Path) -> None:
    """Neither the file nor its folder may be one."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (tree.root / "docs" / "records").symlink_to(outside)
    assert approve().exit_code == 2
    assert list(outside.iterdir()) == []
    (tree.root / "docs" / "records").unlink()
    (tree.root / "docs" / "records").mkdir()
    (tree.root / FILE).symlink_to(outside / "there.yml")
    assert approve().exit_code == 2
    assert list(outside.iterdir()) == []


def test_broken_records_are_named_with_their_place(tree: Repository) -> None:
    """And nothing is added to them."""
    tree.write({FILE: "id: REC-A\nrows:\n  - by: m-ellwood\n    date: 2026-02-31\n    source: hearsay\n"})
    done = approve()
    assert done.exit_code == 2
    assert f"{FILE}:4:11" in done.output
    disk = DiskTree(tree.root)
    settings = read_settings(disk)
    records, faults = read_approvals(disk, settings, read_schemas(disk, settings.schema))
    assert (records[0].day, records[0].source) == (None, None)
    assert {(fault.place.line, fault.document) for fault in faults} == {(3, FILE), (4, FILE), (5, FILE)}


def test_without_a_file_there_are_no_records(tree: Repository) -> None:
    """And no fault."""
    disk = DiskTree(tree.root)
    settings = read_settings(disk)
    assert read_approvals(disk, settings, read_schemas(disk, settings.schema)) == ((), [])


def test_it_works_below_the_top_of_a_repository_and_without_one(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The blob is the same; without a repository there is no commit."""
    repository.commit({f"sms/{path}": text for path, text in TREE.items()}, at="2026-03-01T12:00:00Z")
    monkeypatch.chdir(repository.root / "sms")
    assert approve().exit_code == 0
    assert repository.git("rev-parse", "HEAD:sms/policies/policy.md") in written(repository.root / "sms")
    plain = tmp_path / "plain"
    for path, text in TREE.items():
        (plain / path).parent.mkdir(parents=True, exist_ok=True)
        (plain / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(plain)
    assert approve().exit_code == 0
    assert "commits:" not in written(plain)


# --- import -------------------------------------------------------------------------------------

PULL = {
    "number": 12,
    "url": "https://git.example.org/o/r/pull/12",
    "author": {"login": "tobi"},
    "mergeCommit": {"oid": "d" * 40},
    "commits": [{"oid": "c" * 40}],
    "reviews": [
        {
            "author": {"login": login},
            "state": "APPROVED",
            "submittedAt": "2026-03-02T09:00:00Z",
            "commit": {"oid": "c" * 40},
        }
        for login in ("mara-e", "stranger")
    ],
}


def test_reviews_are_imported_once(tree: Repository) -> None:
    """What was added and what was not is said; a dry run writes nothing."""
    export = tree.root.parent / "export.json"
    export.write_text(json.dumps([PULL]), encoding="utf-8")
    done = run("approvals", "import", str(export), "--dry-run")
    assert "Would add 1 approval" in done.output
    assert not (tree.root / FILE).exists()
    done = run("approvals", "import", str(export))
    assert done.exit_code == 0
    assert "Added 1 approval to docs/records/approvals.yml." in done.output
    assert "stranger is nobody in the people register" in done.output
    before = written(tree.root)
    again = run("approvals", "import", "-", text=json.dumps(PULL))
    assert again.exit_code == 0
    assert "Nothing to add." in again.output
    assert written(tree.root) == before


@pytest.mark.parametrize("name", ["absent.json", "docs", "mkdocs.yml"])
def test_a_file_that_is_no_export_ends_with_2(tree: Repository, name: str) -> None:
    """And a message that helps."""
    assert tree.root.exists()
    done = run("approvals", "import", name)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_all_who_wrote_since_the_approval_before_are_authors(tree: Repository) -> None:
    """Mara wrote first and Tobias after her: the text is of both, as the check has it, landed or not."""
    tree.git("switch", "--quiet", "--create", "work")
    tree.environment = {"GIT_AUTHOR_EMAIL": "mara@example.org"}
    tree.commit({"policies/policy.md": POLICY + "\nAt night too.\n"}, at="2026-03-02T12:00:00Z")
    tree.environment = {}
    tree.commit({"policies/policy.md": POLICY + "\nAt night, too.\n"}, at="2026-03-02T13:00:00Z")
    assert "is an author of the present text" in approve().output
    tree.write({"mkdocs.yml": "site_name: Our services\nplugins:\n  - smsdocs:\n      branch: main\n"})
    assert "is an author of the present text" in approve().output


def test_who_moved_or_laid_out_a_text_or_set_its_dates_wrote_none_of_it(tree: Repository) -> None:
    """The command asks the same history as the check."""
    longer = POLICY + "\nAt night we do so as well, since nobody sleeps then.\n"
    tree.commit({"policies/policy.md": longer}, at="2026-03-01T13:00:00Z")
    tree.environment = {"GIT_AUTHOR_EMAIL": "mara@example.org", "GIT_COMMITTER_EMAIL": "mara@example.org"}
    tree.git("mv", "policies/policy.md", "policies/promises.md")
    tree.commit({}, at="2026-03-01T14:00:00Z")
    wrapped = longer.replace("as well, since", "as well,\nsince")
    tree.commit({"policies/promises.md": wrapped}, at="2026-03-01T15:00:00Z")
    dated = wrapped.replace("2026-03-01\n---", "2026-03-01\neffective_from: 2026-04-01\n---")
    dated = dated.replace("approved_on: 2026-03-01", "approved_on: 2026-03-02")
    tree.commit({"policies/promises.md": dated}, at="2026-03-02T12:00:00Z")
    assert approve().exit_code == 0, approve().output


def test_what_the_register_says_is_written_so_that_it_reads_back(tree: Repository) -> None:
    """A path with quotes, a version that looks like a number, a name that YAML would read as something else."""
    path = 'policies/a "b": #c.md'
    tree.write(
        {
            path: POLICY.replace("id: POL-SM\n", "").replace('"1.0"', '"1e3"'),
            "docs/registers/people.yml": PEOPLE.replace("id: m-ellwood", 'id: "no"'),
        }
    )
    assert approve(path, by="no").exit_code == 0
    disk = DiskTree(tree.root)
    settings = read_settings(disk)
    records, faults = read_approvals(disk, settings, read_schemas(disk, settings.schema))
    assert faults == []
    assert (records[0].document, records[0].version, records[0].by) == (path, "1e3", "no")


def test_a_row_that_names_no_text_is_a_fault(tree: Repository) -> None:
    """An approval of nothing."""
    tree.write({FILE: "rows:\n  - by: m-ellwood\n    date: 2026-02-01\n    source: github\n"})
    disk = DiskTree(tree.root)
    settings = read_settings(disk)
    _, faults = read_approvals(disk, settings, read_schemas(disk, settings.schema))
    assert [(fault.name, fault.place.line) for fault in faults] == [("invalid-value", 2)]
    tree.write({FILE: b"rows: \xff\n"})
    _, faults = read_approvals(DiskTree(tree.root), settings, read_schemas(disk, settings.schema))
    assert [fault.name for fault in faults] == ["unreadable-file"]
