"""`smsdocs history`: what it says of real repositories, to people and to programs, and what it never prints."""

from __future__ import annotations

import json
import shlex
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from workflows import ADA, BEA, CEM, MAX, WORKFLOWS, Desk, page

from smsdocs.adapters.command_line.group import smsdocs
from smsdocs.model.history import Kind
from smsdocs.reports.history_signs import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repository

ESC, BIDI, C1 = "\x1b", "\u202e", "\x9b"
SETTINGS = "site_name: Our services\nplugins:\n  - smsdocs\n"
PEOPLE = """id: REG-PEOPLE
title: People
owner: sms-manager
rows:
  - id: m-ellwood
    name: Mara Ellwood
    git: [Max Example <max@example.org>]
    assignments:
      - {role: sms-owner, from: 2026-01-01}
  - id: t-renn
    name: Tobias Renn
    git: [Ada Example <ada@example.org>]
    assignments:
      - {role: sms-manager, from: 2026-01-01}
"""
POLICY = "policies/policy.md"
PROCESS = "processes/incident.md"


def policy(*, status: str = "draft", version: str = "0.1", days: str = "", text: str = "We answer.") -> str:
    """Return a policy; `days` is when it was approved and reviewed."""
    dates = f"approved_on: {days}\nlast_reviewed: {days}\n" if days else ""
    return (
        f'---\nid: POL-SM\ntitle: Service policy\ntype: policy\nstatus: {status}\nversion: "{version}"\n'
        f"owner: sms-manager\napprover: sms-owner\n{dates}---\n\n# Service policy\n\n{text}\n"
    )


APPROVED = {"status": "approved", "version": "1.0", "days": "2026-01-04"}
PROCESS_TEXT = (
    '---\nid: PRC-INC\ntitle: Incidents\ntype: process\nstatus: approved\nversion: "1.0"\nowner: sms-manager\n'
    "approver: sms-owner\napproved_on: 2026-01-05\nlast_reviewed: 2026-01-05\nimplements: [POL-SM]\n---\n\nDo.\n"
)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def told(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A policy: drafted by Ada, approved by Max, changed by a branch of Bea and Cem, moved. We stand at its top."""
    desk = Desk(repository)
    start = {"mkdocs.yml": SETTINGS, "docs/registers/people.yml": PEOPLE, POLICY: policy()}
    desk.commit("Draft the policy", start)
    repository.environment.update(GIT_COMMITTER_NAME=MAX, GIT_COMMITTER_EMAIL="max@example.org")
    desk.commit("Approve the policy", {POLICY: policy(**APPROVED)}, who=MAX)
    repository.environment.update(GIT_COMMITTER_NAME=ADA, GIT_COMMITTER_EMAIL="ada@example.org")
    desk.commit("Add the process", {PROCESS: PROCESS_TEXT})
    desk.branch("feature")
    desk.commit("First half", {POLICY: policy(**APPROVED, text="We answer every call.")}, who=BEA)
    desk.commit("Second half", {POLICY: policy(**APPROVED, text="We answer each call.")}, who=CEM)
    desk.switch("main")
    desk.merge("feature", subject="Answer each call")
    desk.write({"policies/sm/policy.md": policy(**APPROVED, text="We answer each call."), POLICY: None})
    desk.commit("Move the policy", {})
    monkeypatch.chdir(repository.root)
    return repository


def run(*arguments: str, today: str = "2026-06-30") -> Result:
    """Run the command in this process on a fixed day."""
    return CliRunner().invoke(smsdocs, ["history", *arguments, *(["--today", today] if today else [])])


def text(*arguments: str) -> str:
    """Return what it prints for people."""
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def read(*arguments: str) -> dict[str, Any]:
    """Return what it prints for programs."""
    done = run(*arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    output: dict[str, Any] = json.loads(done.stdout)
    return output


def read_one(*arguments: str) -> dict[str, Any]:
    """Return the only document there is in the JSON."""
    (document,) = read(*arguments)["documents"]
    assert isinstance(document, dict)
    return document


# --- for programs -------------------------------------------------------------------------------


def test_json_tells_every_revision_newest_first(told: Repository) -> None:
    """Kind, authors, path and where it moved from, for each."""
    document = read_one("POL-SM")
    assert [
        (one["kind"], one["subject"], one["authors"], one["moved_from"], one["version"])
        for one in document["revisions"]
    ] == [
        ("moved", "Move the policy", [ADA], POLICY, "1.0"),
        ("material", "Answer each call", [BEA, CEM], None, "1.0"),
        ("approval", "Approve the policy", [MAX], None, "1.0"),
        ("created", "Draft the policy", [ADA], None, "0.1"),
    ]
    newest = document["revisions"][0]
    assert newest["commit"] == told.git("rev-parse", "HEAD")
    assert newest["blob"] == told.git("rev-parse", "HEAD:policies/sm/policy.md")
    assert newest["path"] == document["path"] == "policies/sm/policy.md"
    assert newest["landed"] is True


def test_json_tells_first_last_and_last_material_change(told: Repository) -> None:
    """With ISO 8601 and offset; the process never changed, so it has no material change."""
    found = read("POL-SM", "PRC-INC")["documents"]
    merge = told.git("rev-parse", "HEAD~1")
    assert found[0]["created"]["date"] == "2026-01-03T12:00:00+00:00"
    assert found[0]["last_change"]["commit"] == told.git("rev-parse", "HEAD")
    assert found[0]["last_material_change"]["commit"] == merge
    assert found[0]["changed_after_approval"]["commit"] == merge
    assert found[1]["last_material_change"] is None
    assert found[1]["created"] == found[1]["last_change"]


def test_dates_bear_the_offset_of_the_settings(told: Repository) -> None:
    """The day of a commit is its day in the time zone of the organisation."""
    zone = SETTINGS.replace("smsdocs", "smsdocs:\n      timezone: Asia/Kolkata")
    told.commit({"mkdocs.yml": zone}, at="2026-02-01T12:00:00Z")
    assert read_one("POL-SM")["created"]["date"] == "2026-01-03T17:30:00+05:30"


def test_json_tells_review_evidence_and_suspects(told: Repository) -> None:
    """The process rests on the policy, which changed after the review of the process."""
    document = read_one("PRC-INC")
    assert document["review"] == {
        "last_reviewed": "2026-01-05",
        "interval": "P12M",
        "next_review": "2027-01-05",
        "state": "current",
        "evidence": "changed and approved",
        "reason": "its next review is due on 2027-01-05",
    }
    (suspect,) = document["suspect"]
    assert (suspect["parent"], suspect["chain"]) == ("POL-SM", ["POL-SM"])
    assert suspect["commit"] == told.git("rev-parse", "HEAD~1")


@pytest.mark.usefixtures("told")
def test_json_tells_what_shows_the_approval_in_the_approving_revision_only() -> None:
    """Max landed it and held the role; nobody else approved anything."""
    revisions = read_one("POL-SM")["revisions"]
    approval = revisions[2]["approval"]
    assert (approval["grade"], approval["person"], approval["url"]) == ("merge", "m-ellwood", None)
    assert "landed by the approver" in approval["detail"]
    assert [one["approval"] is None for one in revisions] == [True, True, False, True]


@pytest.mark.usefixtures("told")
def test_json_tells_the_commits_that_a_merge_brought() -> None:
    """With the addresses of their authors under a key of that name, and both clocks."""
    brought = read_one("POL-SM")["revisions"][1]["brought"]
    assert [(one["subject"], one["authors"]) for one in brought] == [
        ("First half", [{"name": BEA, "email": "bea@example.org"}]),
        ("Second half", [{"name": CEM, "email": "cem@example.org"}]),
    ]
    assert brought[0]["authored"].startswith("2026-01-")


def test_json_without_a_name_tells_all_documents_and_registers(told: Repository) -> None:
    """Twice the same bytes."""
    output = read()
    assert [one["id"] for one in output["documents"]] == ["POL-SM", "PRC-INC", "REG-PEOPLE"]
    assert [one["kind"] for one in output["documents"]] == ["document", "document", "register"]
    assert output["tree"] == {"rev": None, "commit": told.git("rev-parse", "HEAD")}
    assert run("--format", "json").stdout == run("--format", "json").stdout


@pytest.mark.usefixtures("told")
def test_one_document_alone_is_told_as_among_all() -> None:
    """Reading less of the tree changes nothing that is said."""
    for document in read()["documents"]:
        assert read_one(document["id"]) == document


@pytest.mark.usefixtures("told")
def test_kind_and_since_leave_out_revisions() -> None:
    """Of what is named, the document stays; of all, those without such a revision go."""
    kinds = ("--kind", "approval", "--kind", "moved")
    assert [one["kind"] for one in read_one("POL-SM", *kinds)["revisions"]] == ["moved", "approval"]
    assert [one["id"] for one in read(*kinds)["documents"]] == ["POL-SM"]
    assert read_one("PRC-INC", *kinds)["revisions"] == []
    moved = read_one("POL-SM")["last_change"]["date"][:10]
    assert [one["kind"] for one in read_one("POL-SM", "--since", moved)["revisions"]] == ["moved"]
    assert read("--since", "2026-05-01")["documents"] == []
    assert "1 of 4" in text(*kinds[:2]).splitlines()[1]
    assert "No such revision" in text("--since", "2026-05-01")


@pytest.mark.usefixtures("told")
def test_as_of_tells_the_history_as_it_was() -> None:
    """The clock, the tree and the revisions are those of that day."""
    done = run("POL-SM", "--as-of", "2026-01-04", "--format", "json", today="")
    output = json.loads(done.stdout)
    assert output["today"] == "2026-01-04"
    assert output["tree"]["rev"] == "2026-01-04"
    (document,) = output["documents"]
    assert (document["path"], document["changed_after_approval"]) == (POLICY, None)
    assert [one["kind"] for one in document["revisions"]] == ["created"]
    assert (
        "1 revision, on 2026-01-04, as of 2026-01-04 ("
        in run("POL-SM", "--as-of", "2026-01-04", today="").stdout
    )


# --- for people ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("told")
def test_text_of_all_has_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name, revisions, three dates, review, evidence, approval; then what is in doubt."""
    monkeypatch.setenv("COLUMNS", "110")
    lines = text().splitlines()
    assert lines[0].split() == [
        *("document", "revisions", "created", "last", "change", "material", "review", "evidence", "approval")
    ]
    assert lines[1].split()[:5] == ["POL-SM", "4", "2026-01-03", *lines[1].split()[3:5]]
    assert "✔ 2026-01-04 ! !!  " in lines[1]
    assert [line.split()[0] for line in lines[1:] if " ?  " in line] == ["PRC-INC"]
    assert "doubts: ? suspect  ! changed after review  !! changed after approval" in lines
    assert lines[1].endswith("merge")
    assert "6 revisions of 3 files, on 2026-06-30: 1 suspect, 1 changed after review" in " ".join(lines)


@pytest.mark.parametrize("columns", ["60", "80", "100", "200"])
def test_text_fits_the_terminal(told: Repository, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a command to copy may be wider."""
    monkeypatch.setenv("COLUMNS", columns)
    told.commit(
        {f"policies/{'long-' * 30}.md": policy().replace("POL-SM", "X" * 90)}, at="2026-02-01T12:00:00Z"
    )
    width = min(int(columns), 120)
    for arguments in ((), (".",), (".", "--explain")):
        wide = [line for line in text(*arguments).splitlines() if len(line) > width]
        assert [line for line in wide if "git --no-replace-objects" not in line] == []


def test_text_of_one_has_a_header_and_a_table(told: Repository) -> None:
    """State, review, evidence, approval, and what changed after them."""
    shown = text("POL-SM")
    assert shown.startswith("POL-SM  Service policy\npath        policies/sm/policy.md\n")
    assert "state       in force, version 1.0\n" in shown
    assert "approval    merged by the approver: Mara Ellwood as sms-owner on 2026-01-06, in " in shown
    assert (
        f"changed     after its approval, on {read_one('POL-SM')['changed_after_approval']['date'][:10]}"
        in shown
    )
    assert f"moved from {POLICY}" in shown
    assert "Bea Example +1  Answer each call" in shown
    assert told.git("rev-parse", "--short=10", "HEAD") in shown
    assert "suspect     rests on POL-SM, which changed on " in text("PRC-INC")


def test_a_draft_tells_review_evidence_and_approval_of_the_version_in_force(told: Repository) -> None:
    """Dates, interval, class and approval are of one text, whatever the draft says of its own."""
    before = read_one("POL-SM")
    draft = (
        told.root.joinpath("policies/sm/policy.md")
        .read_text("utf-8")
        .replace("status: approved", "status: draft")
    )
    draft = draft.replace("last_reviewed: 2026-01-04", "last_reviewed: 2026-03-01\nreview_interval: P24M")
    assert "P24M" in draft
    told.commit({"policies/sm/policy.md": draft}, at="2026-03-01T12:00:00Z")
    after = read_one("POL-SM")
    assert (after["approved"], after["review"]) == (before["approved"], before["review"])
    assert after["status"] == "draft"
    shown = text("POL-SM")
    assert (
        "in force    version 1.0, until this one is; review, evidence and approval are those of that version"
        in shown
    )
    assert "approval    merged by the approver: Mara Ellwood" in shown


@pytest.mark.usefixtures("told")
def test_no_colour_reaches_a_pipe_and_signs_have_words() -> None:
    """Nothing rests on colour; a terminal without the signs gets others."""
    shown = text("POL-SM")
    assert ESC not in shown
    assert "● material" in shown
    done = CliRunner(charset="ascii").invoke(smsdocs, ["history", "POL-SM", "--today", "2026-06-30"])
    assert "# material" in done.output


@pytest.mark.usefixtures("told")
def test_explain_says_why_by_whom_and_how_to_check() -> None:
    """The rule, the changes, the commits a merge brought, the approval, the git command."""
    shown = " ".join(text("POL-SM", "--explain").split())
    for words in (
        "because the file has another path, and nothing else differs",
        'changed text of "Service policy": 1 block changed',
        "Bea Example <bea@example.org>: First half",
        "because only the status moves forward",
        "status: draft -> approved",
        "approval merged by the approver: Mara Ellwood (m-ellwood); landed by the approver with the commit",
        "could approve, as sms-owner on 2026-01-06: Mara Ellwood",
        "because nothing of this document stands before it",
    ):
        assert words in shown


def test_the_commands_of_an_explanation_run_and_show_the_difference(told: Repository) -> None:
    """Each one as printed, in the folder of the settings."""
    lines = text("POL-SM", "--explain").splitlines()
    commands = [line.partition("check with ")[2] for line in lines if "check with " in line]
    outputs = [run_shell(command, told.root) for command in commands]
    one, other = outputs[0].split()
    assert one == other == told.git("rev-parse", "HEAD:policies/sm/policy.md")
    assert "+We answer each call." in outputs[1]
    assert "+status: approved" in outputs[2]
    assert "We answer." in outputs[3]


def run_shell(command: str, root: Path) -> str:
    """Run a command as somebody would who copied it."""
    done = subprocess.run(["bash", "-c", command], cwd=root, capture_output=True, check=False)
    assert done.stderr == b""
    return done.stdout.decode("utf-8", "replace")


def test_explain_says_why_an_approval_does_not_count(told: Repository) -> None:
    """Ada wrote the process and says that she approved it."""
    told.git("commit", "--quiet", "--amend", "--no-edit", at="2026-01-10T12:00:00Z")
    renewed = PROCESS_TEXT.replace("2026-01-05", "2026-01-12").replace("Do.", "Do it.")
    told.write({PROCESS: renewed})
    told.git("add", "--all")
    told.environment.update(GIT_AUTHOR_NAME=ADA, GIT_AUTHOR_EMAIL="ada@example.org")
    told.git(
        "commit", "--quiet", "-m", f"Renew\n\nApproved-by: {ADA} <ada@example.org>", at="2026-01-12T12:00:00Z"
    )
    shown = " ".join(text("PRC-INC", "--explain").split())
    assert "not counted: Tobias Renn (t-renn) is an author of the text (`Approved-by:` in " in shown
    rejected = read_one("PRC-INC")["revisions"][0]["approval"]["rejected"]
    assert [(one["person"], one["reason"]) for one in rejected] == [("t-renn", "author")]


def test_a_declaration_is_shown_with_the_commit_that_made_it(told: Repository) -> None:
    """And that words differ all the same."""
    typo = told.commit(
        {"policies/sm/policy.md": policy(**APPROVED, text="We answer each and every call.")},
        at="2026-02-01T12:00:00Z",
    )
    declared = told.commit({".git-blame-ignore-revs": f"{typo}\n"}, at="2026-02-02T12:00:00Z")
    newest = read_one("POL-SM")["revisions"][0]
    assert (newest["kind"], newest["declared_by"], newest["words"]) == ("declared-immaterial", declared, True)
    shown = " ".join(text("POL-SM", "--explain").split())
    assert f"declared so by {declared[:10]}, although its words differ" in shown


def test_a_review_that_is_declared_stays_a_review_and_says_so(told: Repository) -> None:
    """Git knows better what it was; that somebody listed it is shown beside it."""
    now = (told.root / "policies/sm/policy.md").read_text("utf-8")
    assert "last_reviewed: 2026-01-04" in now
    text = now.replace("last_reviewed: 2026-01-04", "last_reviewed: 2026-02-01")
    review = told.commit({"policies/sm/policy.md": text}, at="2026-02-01T12:00:00Z")
    declared = told.commit({".git-blame-ignore-revs": f"{review}\n"}, at="2026-02-02T12:00:00Z")
    newest = read_one("POL-SM")["revisions"][0]
    assert (newest["kind"], newest["declared_by"]) == ("review", declared)


def test_what_has_not_landed_is_marked(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commits on top of the published branch, in text and JSON."""
    desk = Desk(repository)
    settings = SETTINGS.replace("smsdocs", "smsdocs:\n      branch: main")
    desk.commit("Draft", {"mkdocs.yml": settings, POLICY: policy()})
    desk.branch("feature")
    desk.commit("Not yet", {POLICY: policy(text="Soon.")})
    monkeypatch.chdir(repository.root)
    assert [one["landed"] for one in read_one("POL-SM")["revisions"]] == [False, True]
    assert text("POL-SM").count("not landed on main yet") == 1


def test_an_uncommitted_edit_is_a_revision_without_commit_and_date(told: Repository) -> None:
    """The newest one, and of its own kind."""
    told.write({"policies/sm/policy.md": policy(**APPROVED, text="An edit.")})
    document = read_one("POL-SM")
    newest = document["revisions"][0]
    assert (newest["commit"], newest["date"], newest["blob"], newest["brought"]) == (None, None, None, [])
    assert (newest["kind"], newest["landed"]) == ("material", False)
    assert document["last_change"] == {"commit": None, "date": None}
    assert document["last_material_change"] == {"commit": None, "date": None}
    shown = text("POL-SM", "--explain")
    assert "uncommitted" in shown
    assert "edited" in text().splitlines()[1]
    head = told.git("rev-parse", "--short=10", "HEAD")
    command = f"git --no-replace-objects diff {head} -- policies/sm/policy.md"
    assert command in shown
    assert "+An edit." in run_shell(command, told.root)


def test_a_document_that_git_has_never_seen_says_so(told: Repository) -> None:
    """It is there, and nothing proves anything of it."""
    told.write({"policies/new.md": policy().replace("POL-SM", "POL-NEW")})
    assert "Git has never seen this file: it was never committed." in text("POL-NEW", "--explain")
    document = read_one("POL-NEW")
    assert document["created"] == {"commit": None, "date": None}
    assert document["approved"] is None


# --- what is asked for --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["POL-SN"], "did you mean `POL-SM`?"),
        (["policies/sm/polcy.md"], "did you mean `policies/sm/policy.md`?"),
        ([POLICY], "`POL-SM` stood at that path before it moved"),
        (["mkdocs.yml"], "mkdocs.yml is no controlled document, register or record"),
        (["../outside.md"], "there is no document '../outside.md' here"),
        ([""], "there is no document '' here"),
        (["--explain"], "--explain tells of single documents"),
        (["POL-SM", "--no-history"], "without history there is nothing to show"),
        (["--kind", "great"], "'great' is not one of"),
    ],
)
@pytest.mark.usefixtures("told")
def test_what_cannot_be_told_ends_with_2_and_says_what_would(arguments: list[str], words: str) -> None:
    """Unknown names get the nearest match."""
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert words in done.stderr


@pytest.mark.usefixtures("told")
def test_the_variable_that_leaves_history_out_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the hint names it."""
    monkeypatch.setenv("SMSDOCS_NO_HISTORY", "1")
    done = run("POL-SM")
    assert done.exit_code == 2
    assert "unset SMSDOCS_NO_HISTORY" in done.stderr


def test_paths_count_from_where_one_stands(told: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file, a folder, an id, and each document once."""
    monkeypatch.chdir(told.root / "policies" / "sm")
    assert read_one("policy.md")["id"] == "POL-SM"
    assert read_one(".", "policy.md", "POL-SM")["id"] == "POL-SM"
    assert [one["id"] for one in read("../../docs", "POL-SM")["documents"]] == ["REG-PEOPLE", "POL-SM"]


def test_an_id_that_stands_twice_asks_for_a_path(told: Repository) -> None:
    """Both paths are named."""
    told.write({"policies/again.md": policy()})
    done = run("POL-SM")
    assert done.exit_code == 2
    assert "several files have the id POL-SM: policies/again.md, policies/sm/policy.md" in done.stderr


def test_a_record_has_revisions_and_no_review(told: Repository) -> None:
    """It is told when it is named, and not among all."""
    record = "---\nid: REC-1\ntitle: Audit\ndate: 2026-01-20\n---\n\nDone.\n"
    told.commit({"docs/records/audits/a.md": record}, at="2026-01-20T12:00:00Z")
    document = read_one("REC-1")
    assert (document["kind"], document["review"]["state"], document["review"]["interval"]) == (
        "record",
        "unknown",
        None,
    )
    assert "REC-1" not in text()
    assert "review" not in text("REC-1")


def test_a_system_in_a_folder_of_a_larger_repository(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths count from its folder; what came from outside begins with a slash, and the commands still run."""
    desk = Desk(repository)
    old, new = page("topic", bears="POL-T"), page("topic", bears="POL-T", more="And more.")
    desk.commit("Start", {"sms/mkdocs.yml": SETTINGS, "drafts/a policy.md": old})
    desk.write({"drafts/a policy.md": None})
    desk.commit("Take it in", {"sms/policies/topic.md": new})
    desk.commit("Edit it", {"sms/policies/topic.md": new.replace("more.", "more still.")})
    monkeypatch.chdir(repository.root / "sms")
    document = read_one("POL-T")
    assert [(one["path"], one["moved_from"]) for one in document["revisions"]] == [
        ("policies/topic.md", None),
        ("policies/topic.md", "/drafts/a policy.md"),
        ("/drafts/a policy.md", None),
    ]
    lines = text("POL-T", "--explain").splitlines()
    commands = [line.partition("check with ")[2] for line in lines if "check with " in line]
    outputs = [run_shell(command, repository.root / "sms") for command in commands]
    assert "+And more still." in outputs[0]
    assert "+And more." in outputs[1]
    assert outputs[2] == old


# --- what strangers write -----------------------------------------------------------------------


def test_nothing_hostile_reaches_the_terminal(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Escapes, direction marks and line breaks in subjects, names, titles, versions and paths."""
    evil = f"{ESC}[2J{BIDI}{C1}x|y"
    odd = f"policies/o'dd {BIDI}*[a].md"
    hostile = policy(version="1\\e[2J").replace("Service policy", f"Title {BIDI} | x")
    repository.environment.update(GIT_AUTHOR_NAME=f"Eve {evil}", GIT_AUTHOR_EMAIL="eve@example.org")
    repository.write({"mkdocs.yml": SETTINGS, odd: hostile})
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "-m", f"Subject {evil} {'long ' * 2000}", at="2026-01-02T12:00:00Z")
    repository.write({odd: hostile.replace("We answer", f"We {ESC}]0;owned")})
    repository.git("commit", "--quiet", "--all", "-m", f"Again {evil}", at="2026-01-03T12:00:00Z")
    monkeypatch.chdir(repository.root)
    for arguments in ((), ("POL-SM",), ("POL-SM", "--explain")):
        shown = text(*arguments)
        assert not [char for char in shown if not (char.isprintable() or char == "\n")]
    assert max(len(line) for line in text("POL-SM").splitlines()) <= 100
    document = read_one("POL-SM")
    assert document["path"] == odd
    assert document["revisions"][0]["subject"] == f"Again {evil}"
    assert document["revisions"][0]["authors"] == [f"Eve {evil}"]
    lines = text("POL-SM", "--explain").splitlines()
    commands = [line.partition("check with ")[2] for line in lines if "check with " in line]
    assert "owned" in run_shell(commands[0], repository.root)
    assert "We answer" in run_shell(commands[1], repository.root)


def test_the_command_for_work_that_has_not_landed_holds_it_against_its_own_parent(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What landed beside it meanwhile is the row below, and none of its words."""
    path, git = "policies/policy.md", repository.git
    settings = SETTINGS.replace("- smsdocs", "- smsdocs: {branch: main}")
    base = f"{policy()}\n## More\n\nThe end.\n"
    repository.commit({"mkdocs.yml": settings, path: base}, at="2026-01-02T12:00:00Z")
    git("checkout", "--quiet", "-b", "work")
    mine = base.replace("We answer", "My words. We answer")
    repository.commit({path: mine}, at="2026-01-03T12:00:00Z")
    git("checkout", "--quiet", "main")
    repository.commit({path: f"{base}\nTheir words.\n"}, at="2026-01-04T12:00:00Z")
    git("checkout", "--quiet", "work")
    git("merge", "--quiet", "--no-edit", "main", at="2026-01-05T12:00:00Z")
    repository.commit({"policies/other.md": policy().replace("POL-SM", "POL-B")}, at="2026-01-06T12:00:00Z")
    monkeypatch.chdir(repository.root)
    lines = text("POL-SM", "--explain").splitlines()
    commands = [line.partition("check with ")[2] for line in lines if "check with " in line]
    update, own, landed, _ = (run_shell(command, repository.root) for command in commands)
    assert "+Their words." in update
    assert "+My words." not in update
    assert "+My words." in own
    assert "Their words." not in own
    assert "+Their words." in landed


def test_the_command_for_an_update_that_lost_something_shows_what(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against its own first parent it changed nothing."""
    path, git = "policies/policy.md", repository.git
    settings = SETTINGS.replace("- smsdocs", "- smsdocs: {branch: main}")
    repository.commit({"mkdocs.yml": settings, path: policy()}, at="2026-01-02T12:00:00Z")
    git("checkout", "--quiet", "-b", "work")
    repository.commit({path: policy().replace("We answer", "My words. We answer")}, at="2026-01-03T12:00:00Z")
    git("checkout", "--quiet", "main")
    repository.commit({path: f"{policy()}\nTheir words.\n"}, at="2026-01-04T12:00:00Z")
    git("checkout", "--quiet", "work")
    git("merge", "--quiet", "--strategy=ours", "--no-edit", "main", at="2026-01-05T12:00:00Z")
    monkeypatch.chdir(repository.root)
    lines = text("POL-SM", "--explain").splitlines()
    commands = [line.partition("check with ")[2] for line in lines if "check with " in line]
    update, own, _, _ = (run_shell(command, repository.root) for command in commands)
    assert "-Their words." in update
    assert "+My words." in update
    assert "+My words." in own
    assert "Their words." not in own


def test_names_that_are_no_utf_8_are_shown_and_still_found_by_git(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a path and in the name of an author; nothing crashes."""
    repository.environment.update(GIT_AUTHOR_NAME="Ren\udce9", GIT_AUTHOR_EMAIL="rene@example.org")
    path = "policies/caf\udce9.md"
    repository.write({"mkdocs.yml": SETTINGS, path: policy()})
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "-m", "Caf\udce9", at="2026-01-02T12:00:00Z")
    monkeypatch.chdir(repository.root)
    assert read_one("POL-SM")["path"] == "policies/caf\ufffd.md"
    shown = text("POL-SM", "--explain")
    assert "caf\ufffd.md" in shown
    (command,) = [line.partition("check with ")[2] for line in shown.splitlines() if "check with " in line]
    assert "We answer" in run_shell(command, repository.root)
    assert run("policies/caf.md").exit_code == 2
    assert text()


def test_a_command_quotes_what_a_shell_or_git_would_read(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stars, brackets, colons, quotes and line breaks lead to this file and no other."""
    desk = Desk(repository)
    names = [":x", "a*", "[a]", "it's", 'say "x"', "$(id)", "two\nlines", "-x", "sp ace", "back\\slash"]
    files = {f"{name}.md": page(f"t{number}", bears=f"POL-{number}") for number, name in enumerate(names)}
    desk.commit("Start", {**files, "mkdocs.yml": f"{SETTINGS[:-1]}:\n      documents: [.]\n"})
    desk.commit("Edit", {path: f"{words}\nEnd of {path.encode()!r}.\n" for path, words in files.items()})
    monkeypatch.chdir(repository.root)
    for number, name in enumerate(names):
        lines = text(f"POL-{number}", "--explain").splitlines()
        commands = [line.partition("check with ")[2] for line in lines if "check with " in line]
        difference = run_shell(commands[0], repository.root)
        assert difference.count("diff --git") == 1
        assert f"+End of {f'{name}.md'.encode()!r}." in difference
        assert run_shell(commands[1], repository.root) == files[f"{name}.md"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_workflow_is_told_in_every_way(
    name: str, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The revisions are those expected, and every command that is shown runs."""
    expected = WORKFLOWS[name](repository)
    branch = f"      branch: {expected.branch}\n" if expected.branch else ""
    settings = f"{SETTINGS[:-1]}:\n      documents: [policies, processes, docs]\n{branch}"
    repository.write({"mkdocs.yml": settings})
    monkeypatch.chdir(repository.root)
    documents = {one["path"]: one for one in read()["documents"]}
    for path, rows in expected.stories.items():
        if path not in documents:  # a page of the guide
            assert path.startswith("docs/")
            continue
        found = [(one["subject"], one["kind"], one["landed"]) for one in documents[path]["revisions"]]
        assert found == [(row.subject, row.kind, row.landed) for row in rows]
        shown = text(path, "--explain")
        assert shown.count("because ") >= len(rows)
        for line in shown.splitlines():
            if "check with " in line:
                run_shell(line.partition("check with ")[2], repository.root)


def test_every_kind_has_a_sign_of_its_own() -> None:
    """Nothing rests on colour."""
    assert set(KINDS) == set(Kind)
    assert all(len({signs[column] for signs in KINDS.values()}) == len(Kind) for column in (0, 1))


def test_a_move_that_nobody_committed_is_compared_with_the_file_on_disk(told: Repository) -> None:
    """Git does not know the new name yet."""
    (told.root / "policies/sm/policy.md").rename(told.root / "policies/it's.md")
    told.write({"policies/it's.md": policy(**APPROVED, text="Moved and edited.")})
    (command,) = [
        line.partition("check with ")[2]
        for line in text("POL-SM", "--explain", "--kind", "material", "--since", "2026-06-01").splitlines()
        if "check with " in line
    ]
    assert "> Moved and edited." in run_shell(command, told.root)
    assert shlex.split(command)[-1] == "./policies/it's.md"


def test_what_neither_side_of_is_in_git_has_no_command(told: Repository) -> None:
    """A new file is all there is."""
    told.write({"policies/new.md": policy().replace("POL-SM", "POL-NEW")})
    assert "git --no-replace-objects" not in text("POL-NEW", "--explain")
