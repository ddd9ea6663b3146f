"""Auditors who wrote or approved what they audit, where nothing but git and the approval records tells of it."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest

from smsdocs.analysis.approvals.evidence import find_writers
from smsdocs.checks.run import check
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repository

    from smsdocs.model.finding import Finding

TODAY = date(2026, 6, 1)
PROCESS = """---
id: PRC-INC
title: Incident management
type: process
process: incident-management
status: approved
version: "1.0"
owner: incident-manager
approver: sms-owner
approved_on: 2025-12-01
last_reviewed: 2025-12-01
clauses: ["iso20000-1:8.6.1"]
roles:
  accountable: incident-manager
---

# Incident management

We answer every call.

## Security

<!-- clauses: iso20000-1:8.7.3.3 -->

Incidents of security are told to the officer.
"""
PEOPLE = """id: REG-PEOPLE
title: People
owner: sms-manager
rows:
  - id: p-ada
    name: Ada Example
    git: ["Ada Example <ada@example.org>"]
    assignments:
      - {role: incident-manager, from: 2025-01-01}
  - id: p-bea
    name: Bea Example
    git: ["Bea Example <bea@example.org>"]
    assignments:
      - {role: sms-owner, from: 2025-01-01}
  - id: p-cy
    name: Cy Example
    git: ["Cy Example <cy@example.org>"]
    assignments:
      - {role: internal-auditor, from: 2025-01-01}
  - id: p-dan
    name: Dan Example
    git: ["Dan Example <dan@example.org>"]
    external: true
"""
AUDIT = """---
id: REC-AUD-2026-01
title: Internal audit
date: 2026-05-12
audit: A-2026-1
period: {from: 2026-02-01, to: 2026-04-30}
scope:
  processes: [incident-management]
criteria: [our documents]
auditors: [p-cy]
reported_on: 2026-05-20
---

Held.
"""
AUDIT_PATH = "docs/records/audit/2026-05-12.md"
DOCUMENT = "processes/incident.md"
TREE = {
    "mkdocs.yml": "site_name: Our services\nplugins:\n  - smsdocs:\n      documents: [processes]\n",
    DOCUMENT: PROCESS,
    "docs/registers/people.yml": PEOPLE,
}
MORE = PROCESS.replace("every call.", "every call within a minute.")


def by(repository: Repository, author: str, committer: str = "") -> None:
    """Say who makes the next commits."""
    for what, name in (("AUTHOR", author), ("COMMITTER", committer or author)):
        repository.environment |= {
            f"GIT_{what}_NAME": f"{name} Example",
            f"GIT_{what}_EMAIL": f"{name.lower()}@example.org",
        }


def commit(
    repository: Repository, text: str, day: str, message: str = "Change it", path: str = DOCUMENT
) -> str:
    """Commit a text on a day at noon, and return the commit."""
    repository.write({path: text})
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--allow-empty", "--message", message, at=f"{day}T12:00:00Z")
    return repository.git("rev-parse", "HEAD")


@pytest.fixture
def tree(repository: Repository) -> Repository:
    """A process that Ada wrote and Bea approved before the period of the audit."""
    by(repository, "Ada")
    repository.commit(TREE, at="2025-12-01T12:00:00Z")
    return repository


def find(repository: Repository, audit: str = AUDIT, *, history: bool = True) -> list[Finding]:
    """Record the audit, and return what is said of its auditors."""
    by(repository, "Ada")
    repository.commit({AUDIT_PATH: audit}, at="2026-05-12T12:00:00Z")
    snapshot = read_snapshot(repository.root, today=TODAY, history=history)
    return [one for one in check(snapshot) if one.name == "auditor-not-independent"]


def test_who_wrote_it_in_the_period_is_named_with_the_commit(tree: Repository) -> None:
    """No register says so; the finding stands at the auditor."""
    by(tree, "Cy")
    oid = commit(tree, MORE, "2026-03-02")
    (found,) = find(tree)
    assert found.message == (
        f"`p-cy` wrote PRC-INC on 2026-03-02 (in {oid[:10]}), within the period of the audit, "
        "2026-02-01 to 2026-04-30"
    )
    assert (found.severity.value, str(found.place)) == ("error", f"{AUDIT_PATH}:10:12")
    assert found.document == "REC-AUD-2026-01"


def test_without_history_nobody_knows(tree: Repository) -> None:
    """Only registers are looked at then."""
    by(tree, "Cy")
    commit(tree, MORE, "2026-03-02")
    assert find(tree, history=False) == []


@pytest.mark.parametrize(
    ("day", "conflicts"), [("2026-01-31", 0), ("2026-02-01", 1), ("2026-04-30", 1), ("2026-05-01", 0)]
)
def test_the_days_of_the_period_count(tree: Repository, day: str, conflicts: int) -> None:
    """Both ends do; the day before and the day after do not."""
    by(tree, "Cy")
    commit(tree, MORE, day)
    assert len(find(tree)) == conflicts


def test_who_created_the_document_in_the_period_wrote_it(tree: Repository) -> None:
    """A new procedure of the audited process."""
    by(tree, "Cy")
    new = PROCESS.replace("PRC-INC", "PRO-INC").replace("type: process", "type: procedure")
    oid = commit(tree, new, "2026-03-02", path="processes/new.md")
    (found,) = find(tree)
    assert f"wrote PRO-INC on 2026-03-02 (in {oid[:10]})" in found.message


def test_a_co_author_is_an_author(tree: Repository) -> None:
    """The commit is Ada's."""
    oid = commit(tree, MORE, "2026-03-02", "Change it\n\nCo-authored-by: C. <cy@example.org>")
    (found,) = find(tree)
    assert f"`p-cy` wrote PRC-INC on 2026-03-02 (in {oid[:10]})" in found.message


def test_who_mends_layout_or_a_review_date_wrote_nothing(tree: Repository) -> None:
    """Neither is material."""
    by(tree, "Cy")
    commit(tree, PROCESS.replace("We answer every call.", "We answer\nevery call."), "2026-03-02")
    reviewed = PROCESS.replace("last_reviewed: 2025-12-01", "last_reviewed: 2026-03-03")
    commit(tree, reviewed, "2026-03-03")
    assert find(tree) == []


def test_a_document_that_is_not_audited_may_be_written(tree: Repository) -> None:
    """It belongs to another process."""
    by(tree, "Cy")
    other = PROCESS.replace("PRC-INC", "PRC-PRB").replace("process: incident", "process: problem")
    commit(tree, other, "2026-03-02", path="processes/problem.md")
    assert find(tree) == []


def test_a_branch_names_the_commit_and_the_merge(tree: Repository) -> None:
    """It landed in the period, whatever day it was written on."""
    tree.git("checkout", "--quiet", "-b", "work")
    by(tree, "Cy")
    oid = commit(tree, MORE, "2026-01-15")
    tree.git("checkout", "--quiet", "main")
    by(tree, "Ada")
    tree.git("merge", "--quiet", "--no-ff", "--message", "Merge it", "work", at="2026-03-02T12:00:00Z")
    merge = tree.git("rev-parse", "HEAD")
    (found,) = find(tree)
    assert f"wrote PRC-INC on 2026-03-02 (in {oid[:10]}, which landed with {merge[:10]})" in found.message


def test_a_document_that_moved_keeps_its_authors(tree: Repository) -> None:
    """Its id is its identity."""
    by(tree, "Cy")
    oid = commit(tree, MORE, "2026-03-02")
    by(tree, "Ada")
    (tree.root / DOCUMENT).unlink()
    commit(tree, MORE, "2026-04-02", path="processes/moved.md")
    (found,) = find(tree)
    assert oid[:10] in found.message


@pytest.mark.parametrize(
    "scope", ["  documents: [PRC-INC]", '  clauses: ["iso20000-1:8.7"]', '  clauses: ["8.6.1"]']
)
def test_documents_are_audited_by_name_and_by_the_clauses_they_claim(tree: Repository, scope: str) -> None:
    """Also by a section, and by the heading above."""
    by(tree, "Cy")
    oid = commit(tree, MORE, "2026-03-02")
    (found,) = find(tree, AUDIT.replace("  processes: [incident-management]", scope))
    assert oid[:10] in found.message


def test_an_external_auditor_is_a_person_too(tree: Repository) -> None:
    """Who advised and wrote must not audit."""
    by(tree, "Dan")
    oid = commit(tree, MORE, "2026-03-02")
    (found,) = find(tree, AUDIT.replace("[p-cy]", "[p-cy, p-dan]"))
    assert f"`p-dan` wrote PRC-INC on 2026-03-02 (in {oid[:10]})" in found.message
    assert found.place.column == 18


def test_who_is_named_in_a_trailer_approved(tree: Repository) -> None:
    """Whether or not they held the role."""
    oid = commit(tree, MORE, "2026-03-02", "Change it\n\nApproved-by: Cy Example <cy@example.org>")
    (found,) = find(tree)
    assert f"`p-cy` approved PRC-INC on 2026-03-02 (`Approved-by:` in {oid[:10]})" in found.message


def test_an_approval_record_in_the_period_approved(tree: Repository) -> None:
    """The text landed before."""
    oid = commit(tree, MORE, "2026-01-15")
    rows = f"  - {{document: PRC-INC, by: p-cy, date: 2026-02-03, source: github, commits: ['{oid}']}}\n"
    path = "docs/records/approvals.yml"
    commit(tree, f"id: REC-APP\ntitle: Approvals\nrows:\n{rows}", "2026-02-03", path=path)
    (found,) = find(tree)
    assert found.message.startswith("`p-cy` approved PRC-INC on 2026-02-03 (approval record")
    assert oid[:10] in found.message


def test_an_approval_record_for_all_that_a_commit_brought_approved(tree: Repository) -> None:
    """It names no document."""
    oid = commit(tree, MORE, "2026-01-15")
    rows = f"  - {{by: p-cy, date: 2026-02-03, source: github, commits: ['{oid}']}}\n"
    path = "docs/records/approvals.yml"
    commit(tree, f"id: REC-APP\ntitle: Approvals\nrows:\n{rows}", "2026-02-03", path=path)
    (found,) = find(tree)
    assert f"of the text in {oid[:10]}" in found.message


def merge_by(tree: Repository, who: str) -> str:
    """Have somebody merge a change of Ada."""
    tree.git("checkout", "--quiet", "-b", "work")
    commit(tree, MORE, "2026-03-01")
    tree.git("checkout", "--quiet", "main")
    by(tree, who)
    tree.git("merge", "--quiet", "--no-ff", "--message", "Merge it", "work", at="2026-03-02T12:00:00Z")
    return tree.git("rev-parse", "HEAD")


def test_a_merge_by_a_holder_of_the_approver_role_approved(tree: Repository) -> None:
    """That she held the role is no conflict by itself."""
    merge = merge_by(tree, "Bea")
    (found,) = find(tree, AUDIT.replace("[p-cy]", "[p-bea]"))
    assert (
        f"`p-bea` approved PRC-INC on 2026-03-02 (landed by the approver with the merge {merge[:10]})"
        in found.message
    )


def test_a_merge_by_somebody_without_the_role_approved_nothing(tree: Repository) -> None:
    """Pressing the button is no approval."""
    merge_by(tree, "Cy")
    assert find(tree) == []


def test_a_holder_of_the_approver_role_who_sets_the_status_approved(tree: Repository) -> None:
    """On a branch that somebody else merged."""
    commit(tree, MORE.replace("status: approved", "status: in-review"), "2026-01-10")
    tree.git("checkout", "--quiet", "-b", "work")
    by(tree, "Bea")
    oid = commit(tree, MORE.replace("2025-12-01", "2026-02-02"), "2026-02-02")
    tree.git("checkout", "--quiet", "main")
    by(tree, "Ada")
    tree.git("merge", "--quiet", "--no-ff", "--message", "Merge it", "work", at="2026-02-03T12:00:00Z")
    merge = tree.git("rev-parse", "HEAD")
    (found,) = find(tree, AUDIT.replace("[p-cy]", "[p-bea]"))
    assert (
        f"`p-bea` approved PRC-INC on 2026-02-03 (in {oid[:10]}, which landed with {merge[:10]})"
        in found.message
    )


def test_who_sets_the_status_without_the_role_wrote_and_approved_nothing(tree: Repository) -> None:
    """A document controller may do that, and may audit."""
    commit(tree, MORE.replace("status: approved", "status: in-review"), "2026-01-10")
    by(tree, "Cy")
    commit(tree, MORE.replace("2025-12-01", "2026-02-02"), "2026-02-02")
    assert find(tree) == []


def test_to_declare_ones_words_immaterial_makes_no_auditor_independent(tree: Repository) -> None:
    """The list saves a review; who wrote stays who wrote."""
    by(tree, "Cy")
    oid = commit(tree, MORE, "2026-03-02")
    by(tree, "Ada")
    commit(tree, f"{oid}\n", "2026-03-03", path=".git-blame-ignore-revs")
    (found,) = find(tree)
    assert f"`p-cy` wrote PRC-INC on 2026-03-02 (in {oid[:10]}, declared immaterial)" in found.message


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen here")
def test_an_approval_by_signature_is_seen_after_the_text_was_replaced(
    tree: Repository, tmp_path: Path
) -> None:
    """An audit that was held is not mended by a later version."""
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    (tmp_path / "allowed").write_text(f"cy@example.org {key.with_suffix('.pub').read_text()}")
    for name, value in (
        ("gpg.format", "ssh"),
        ("user.signingkey", str(key.with_suffix(".pub"))),
        ("gpg.ssh.allowedSignersFile", str(tmp_path / "allowed")),
    ):
        tree.git("config", name, value)
    people = PEOPLE.replace("role: internal-auditor", "role: sms-owner")
    commit(tree, people, "2025-12-02", path="docs/registers/people.yml")
    by(tree, "Ada", committer="Cy")
    tree.write({DOCUMENT: MORE.replace("2025-12-01", "2026-03-02")})
    tree.git("commit", "--quiet", "--all", "-S", "--message", "Change it", at="2026-03-02T12:00:00Z")
    oid = tree.git("rev-parse", "HEAD")
    by(tree, "Ada", committer="Bea")
    commit(tree, MORE.replace("2025-12-01", "2026-05-05").replace("a minute", "two minutes"), "2026-05-05")
    (found,) = find(tree)
    assert f"`p-cy` approved PRC-INC on 2026-03-02 (signature on {oid[:10]})" in found.message


def test_an_edit_that_nobody_committed_has_no_author(tree: Repository) -> None:
    """And no day."""
    by(tree, "Ada")
    tree.commit({AUDIT_PATH: AUDIT}, at="2026-05-12T12:00:00Z")
    tree.write({DOCUMENT: MORE})
    found = check(read_snapshot(tree.root, today=TODAY))
    assert not [one for one in found if one.name == "auditor-not-independent"]


def test_many_deeds_are_one_finding(tree: Repository) -> None:
    """The first three are told, oldest first."""
    by(tree, "Cy")
    oids = [
        commit(tree, MORE.replace("a minute", f"{day} minutes"), f"2026-03-0{day}") for day in range(2, 7)
    ]
    (found,) = find(tree)
    assert all(oid[:10] in found.message for oid in oids[:3])
    assert "and 2 more, within" in found.message
    assert oids[3][:10] not in found.message


ROLES = """id: REG-ROLES
title: Roles
owner: sms-manager
rows:
  - {id: incident-manager, title: Incident manager}
  - {id: sms-owner, title: SMS owner}
  - {id: internal-auditor, title: Internal auditor}
"""
ROLES_PATH = "docs/registers/roles.yml"
BY_BEA = AUDIT.replace("[p-cy]", "[p-bea]")
BY_ADA = AUDIT.replace("[p-cy]", "[p-ada]")


@pytest.mark.parametrize(
    "message",
    [
        "Change it (#7)\n\nCo-authored-by: Cy Example <12345+cy@users.noreply.github.com>",
        "Change it (#7)\n\n* First\n\nCo-authored-by: Cy Example <cy@example.org>\n\n* Second\n\nThat is all.",
        "Merge branch 'a' into 'main'\n\nChange it\n\nco-authored-by: Cy <cy@example.org>\n\nSee merge request sms!7",
        (
            "Squashed commit of the following:\n\ncommit 0123456789abcdef0123456789abcdef01234567\n"
            "Author: Cy Example <cy@example.org>\nDate:   Mon Mar 2 12:00:00 2026 +0000\n\n    First"
        ),
        (
            "Take it\n\nSquashed commit of the following:\n\ncommit 0123456789abcdef\nMerge: 0123456 789abcd\n"
            "Author: Ada Example <ada@example.org>\n\n    First\n\n    Co-authored-by: Cy <cy@example.org>"
        ),
    ],
)
def test_who_wrote_what_was_squashed_is_an_author(tree: Repository, message: str) -> None:
    """Wherever forges and git write the names: not in the last paragraph only."""
    oid = commit(tree, MORE, "2026-03-02", message)
    (found,) = find(tree)
    assert f"`p-cy` wrote PRC-INC on 2026-03-02 (in {oid[:10]})" in found.message


def test_git_itself_squashes_a_branch(tree: Repository) -> None:
    """`git merge --squash` writes the authors into the message, and makes the commit somebody else's."""
    tree.git("checkout", "--quiet", "-b", "work")
    by(tree, "Cy")
    commit(tree, MORE, "2026-03-01")
    tree.git("checkout", "--quiet", "main")
    by(tree, "Ada")
    tree.git("merge", "--quiet", "--squash", "work", at="2026-03-02T12:00:00Z")
    tree.git("commit", "--quiet", "--no-edit", at="2026-03-02T12:00:00Z")
    oid = tree.git("rev-parse", "HEAD")
    (found,) = find(tree)
    assert f"`p-cy` wrote PRC-INC on 2026-03-02 (in {oid[:10]})" in found.message


@pytest.mark.parametrize(
    "message",
    [
        "Change it\n\nAuthor: Cy Example <cy@example.org>\n\nwrote to us.",
        "Change it\n\n    Co-authored-by: Cy Example <cy@example.org>\n\nis what we used to write.",
        "Change it\n\nCo-authored-by: Cy Example\n\nis what we used to write.",
        "Change it\n\nCo-authored-by: Cy Example <noreply@github.com>\n\nis what a forge writes.",
        "Change it\n\ncommit 0123456789\nAuthor: Cy Example <cy@example.org>\n\nbroke it.",
    ],
)
def test_who_is_merely_mentioned_wrote_nothing(tree: Repository, message: str) -> None:
    """Prose, quotations, and the addresses of forges."""
    commit(tree, MORE, "2026-03-02", message)
    assert find(tree) == []


def test_a_name_at_the_address_of_a_forge_is_an_author_where_nobody_shares_it(tree: Repository) -> None:
    """No register knows the account."""
    by(tree, "Cy")
    tree.environment["GIT_AUTHOR_EMAIL"] = "12345+cy-at-home@users.noreply.github.com"
    commit(tree, MORE, "2026-03-02")
    (found,) = find(tree)
    assert "`p-cy` wrote PRC-INC" in found.message


def test_a_name_that_two_people_share_names_nobody(tree: Repository) -> None:
    """Nobody guesses which of them it was."""
    same = PEOPLE + "  - {id: p-cy2, name: Cy Example}\n"
    commit(tree, same, "2026-01-02", path="docs/registers/people.yml")
    by(tree, "Cy")
    tree.environment["GIT_AUTHOR_EMAIL"] = "12345+cy-at-home@users.noreply.github.com"
    commit(tree, MORE, "2026-03-02")
    assert find(tree) == []


def test_who_owned_the_document_in_the_period_is_told_after_it_changed_hands(tree: Repository) -> None:
    """A closed audit is not mended by writing another name into today's documents."""
    commit(tree, PROCESS.replace("incident-manager", "sms-owner"), "2026-05-05")
    (found,) = find(tree, BY_ADA)
    assert "held `incident-manager`, which owns and is accountable in PRC-INC" in found.message


@pytest.mark.parametrize("after", ["process: problem-management", "status: retired"])
@pytest.mark.parametrize("scope", ["processes: [incident-management]", "documents: [PRC-INC]"])
def test_what_left_the_process_or_was_retired_later_was_audited(
    tree: Repository, after: str, scope: str
) -> None:
    """By roles, and by what git tells."""
    by(tree, "Cy")
    commit(tree, MORE, "2026-03-02")
    by(tree, "Ada")
    before = {"process": "process: incident-management", "status": "status: approved"}[
        after.partition(":")[0]
    ]
    commit(tree, MORE.replace(before, after), "2026-05-05")
    audit = AUDIT.replace("processes: [incident-management]", scope).replace("[p-cy]", "[p-cy, p-ada]")
    wrote, held = find(tree, audit)
    assert "`p-cy` wrote PRC-INC on 2026-03-02" in wrote.message
    assert "`p-ada` held `incident-manager`" in held.message


@pytest.mark.parametrize(("claims", "scope"), [("8.6.1", "8.6.1"), ("8.7.3.3", "8.7")])
def test_clauses_are_those_that_were_claimed_in_the_period(tree: Repository, claims: str, scope: str) -> None:
    """As a whole or in a section."""
    by(tree, "Cy")
    commit(tree, MORE, "2026-03-02")
    by(tree, "Ada")
    commit(tree, MORE.replace(f"iso20000-1:{claims}", "iso20000-1:8.6.3"), "2026-05-05")
    (found,) = find(tree, AUDIT.replace("processes: [incident-management]", f'clauses: ["{scope}"]'))
    assert "`p-cy` wrote PRC-INC on 2026-03-02" in found.message


def test_a_role_that_was_named_after_the_period_is_no_conflict(tree: Repository) -> None:
    """Who held it until then did not work in the process."""
    later = PROCESS.replace(
        "  accountable: incident-manager\n", "  accountable: incident-manager\n  responsible: [sms-owner]\n"
    )
    commit(tree, later, "2026-05-05")
    assert find(tree, BY_BEA) == []


def test_a_role_that_was_named_on_a_day_of_the_period_is_a_conflict(tree: Repository) -> None:
    """From the day on which that landed."""
    later = PROCESS.replace(
        "  accountable: incident-manager\n", "  accountable: incident-manager\n  responsible: [sms-owner]\n"
    )
    commit(tree, later, "2026-04-30")
    (found,) = find(tree, BY_BEA)
    assert "`p-bea` held `sms-owner`, which works in PRC-INC" in found.message


def test_who_gave_up_the_role_before_it_was_named_has_no_conflict(tree: Repository) -> None:
    """Both in the period, but not on the same day."""
    gone = PEOPLE.replace(
        "{role: sms-owner, from: 2025-01-01}", "{role: sms-owner, from: 2025-01-01, to: 2026-03-01}"
    )
    commit(tree, gone, "2026-03-01", path="docs/registers/people.yml")
    later = PROCESS.replace(
        "  accountable: incident-manager\n", "  accountable: incident-manager\n  responsible: [sms-owner]\n"
    )
    commit(tree, later, "2026-03-20")
    assert find(tree, BY_BEA) == []


def test_a_document_of_later_was_not_audited(tree: Repository) -> None:
    """It belongs to the process, and has another owner."""
    new = PROCESS.replace("PRC-INC", "PRC-INC2").replace("incident-manager", "sms-owner")
    commit(tree, new.replace("2025-12-01", "2026-05-05"), "2026-05-05", path="processes/new.md")
    assert find(tree, BY_BEA) == []


def test_a_document_that_was_approved_before_git_knew_it_was_audited(tree: Repository) -> None:
    """It was kept elsewhere, and says so."""
    new = PROCESS.replace("PRC-INC", "PRC-INC2").replace("incident-manager", "sms-owner")
    commit(tree, new, "2026-05-05", path="processes/new.md")
    (found,) = find(tree, BY_BEA)
    assert "held `sms-owner`, which owns and is accountable in PRC-INC2" in found.message


def test_where_history_began_later_its_first_texts_stand_for_those_before(repository: Repository) -> None:
    """Neither a new owner nor an edit at hand changes what they say."""
    by(repository, "Ada")
    repository.commit(TREE, at="2026-05-03T12:00:00Z")
    commit(repository, PROCESS.replace("incident-manager", "sms-owner"), "2026-05-05")
    assert find(repository, BY_BEA) == []
    assert [one.message.partition(",")[0] for one in find(repository, BY_ADA)] == [
        "`p-ada` held `incident-manager`"
    ]


def test_who_owned_the_process_by_the_roles_register_is_told_after_it_changed_hands(tree: Repository) -> None:
    """The row is asked as it stood in the period."""
    owning = ROLES.replace("title: SMS owner}", "title: SMS owner, owns: [incident-management]}")
    commit(tree, owning, "2026-03-20", path=ROLES_PATH)
    commit(tree, ROLES, "2026-05-05", path=ROLES_PATH)
    (found,) = find(tree, BY_BEA)
    assert "`p-bea` held `sms-owner`, which owns process incident-management" in found.message


def test_who_owns_the_process_only_since_after_the_period_has_no_conflict(tree: Repository) -> None:
    """The roles register says so from then on."""
    commit(tree, ROLES, "2026-01-05", path=ROLES_PATH)
    owning = ROLES.replace("title: SMS owner}", "title: SMS owner, owns: [incident-management]}")
    commit(tree, owning, "2026-05-05", path=ROLES_PATH)
    assert find(tree, BY_BEA) == []


@pytest.mark.parametrize("head", ["process: incident-management", 'clauses: ["iso20000-1:8.6.1"]'])
def test_a_register_of_the_process_or_the_clause_is_audited_too(tree: Repository, head: str) -> None:
    """A row is written by somebody."""
    path = "docs/registers/risks.yml"
    text = f"id: REG-RISKS\ntitle: Risks\nowner: sms-owner\n{head}\nrows:\n"
    commit(tree, f"{text}  - {{id: RSK-1, title: Fire}}\n", "2026-01-05", path=path)
    by(tree, "Cy")
    oid = commit(tree, f"{text}  - {{id: RSK-1, title: Flood}}\n", "2026-03-02", path=path)
    scope = "processes: [incident-management]" if "process" in head else 'clauses: ["8.6"]'
    (found,) = find(tree, AUDIT.replace("processes: [incident-management]", scope))
    assert f"`p-cy` wrote REG-RISKS on 2026-03-02 (in {oid[:10]})" in found.message


def test_an_approval_in_the_period_is_told_after_the_next_one(tree: Repository) -> None:
    """Nobody else held the approver role on its day."""
    approved = PROCESS.replace("approved_on: 2025-12-01", "approved_on: 2026-03-02")
    commit(tree, approved, "2026-03-02")
    commit(tree, MORE.replace("approved_on: 2025-12-01", "approved_on: 2026-05-05"), "2026-05-05")
    (found,) = find(tree, BY_BEA)
    assert "`p-bea` approved PRC-INC on 2026-03-02 (as the only one who held `sms-owner`)" in found.message


def test_a_period_that_is_written_backwards_hides_nothing(tree: Repository) -> None:
    """It is a finding of its own."""
    by(tree, "Cy")
    commit(tree, MORE, "2026-03-02")
    (found,) = find(
        tree, AUDIT.replace("{from: 2026-02-01, to: 2026-04-30}", "{from: 2026-04-30, to: 2026-02-01}")
    )
    assert "`p-cy` wrote PRC-INC on 2026-03-02" in found.message


def test_who_wrote_the_present_text_is_read_out_of_the_whole_message(tree: Repository) -> None:
    """Whoever approves is told so by the same names; setting a date makes nobody an author."""
    commit(
        tree,
        MORE,
        "2026-03-02",
        "Change it\n\nCo-authored-by: Cy <cy@example.org>\n\nSee merge request sms!7",
    )
    by(tree, "Bea")
    commit(tree, MORE.replace("last_reviewed: 2025-12-01", "last_reviewed: 2026-03-04"), "2026-03-04")
    snapshot = read_snapshot(tree.root, today=TODAY)
    holder = next(one for one in snapshot.documents if one.path == DOCUMENT)
    assert find_writers(snapshot, holder) == {"p-ada", "p-cy"}
