"""What git proves, on the pages of the site: built from real repositories with fixed dates."""

from __future__ import annotations

import logging
import re
import subprocess
from datetime import date
from html import unescape
from textwrap import dedent
from typing import TYPE_CHECKING

import built_site
import pytest
from built_site import commit_all, run_git

from smsdocs.reports.site import changes, history
from smsdocs.reports.site.builder import build_desk
from smsdocs.reports.site.former import build_formers
from smsdocs.reports.site.lasting import MARK
from smsdocs.reports.site.untrusted import clean
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from built_site import Build, Built

make = built_site.make

SETTINGS = """
    site_name: Ours
    theme: {name: material, font: false}
    validation: {links: {not_found: warn, absolute_links: warn, unrecognized_links: warn, anchors: warn}}
    plugins:
      - smsdocs:
          documents: [handbook]
          fields: {kpis: measures}
          forge: {commit: "https://git.example.org/c/{commit}"}
          severity: {missing-front-matter: "off", missing-field: "off"}
    """
HEAD = {
    "type": "policy",
    "status": "approved",
    "version": '"1.0"',
    "owner": "boss",
    "approver": "boss",
    "approved_on": "2026-01-10",
    "effective_from": "2026-01-10",
    "last_reviewed": "2026-01-10",
    "review_interval": "P12M",
    "classification": "internal",
}
TEXT = "# The rules\n\nEverybody [helps](procedure.md#gone).\n"


def _document(name: str, text: str = TEXT, **fields: str) -> str:
    head = {"id": name, **HEAD, **fields}
    lines = "".join(f"{key}: {value}\n" for key, value in head.items() if value)
    return f"---\n{lines}---\n\n{text}"


def _put(root: Path, files: dict[str, str]) -> None:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")


def _commit(root: Path, day: str, message: str, files: dict[str, str], name: str = "Ada Example") -> str:
    _put(root, files)
    return commit_all(root, message, at=f"{day}T12:00:00+00:00", name=name)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a policy, and a procedure that implements it, approved on 2026-01-10."""
    root = tmp_path / "repository"
    files = {
        "mkdocs.yml": dedent(SETTINGS),
        "docs/index.md": "# Home\n",
        "docs/registers/roles.yml": "id: REG-ROLES\nrows:\n  - {id: boss, title: The boss}\n",
        "handbook/policy.md": _document("POL-1"),
        "handbook/procedure.md": _document("PRO-1", "Text.\n", implements="[POL-1]", type="procedure"),
    }
    _put(root, files)
    run_git(root, "init", "--quiet", "--initial-branch", "main")
    _commit(root, "2026-01-10", "Begin", {})
    return root


def _change(root: Path) -> str:
    """Change the policy after its approval."""
    files = {"handbook/policy.md": _document("POL-1", "# The rules\n\nNobody helps.\n")}
    return _commit(root, "2026-03-02", "Change <b>all</b> & more", files, name="Bo & Example")


def _change_text(root: Path, before: str) -> None:
    """Change the text of the policy alone."""
    changed = before.partition("# The rules")[0] + "# The rules\n\nNobody helps.\n"
    _commit(root, "2026-03-02", "Change", {"handbook/policy.md": changed})


def _plain(html: str) -> str:
    """Return the text of HTML on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def _warnings(built: Built) -> list[str]:
    found = [record for record in built.log if record.levelno >= logging.WARNING]
    return [record.getMessage() for record in found if "SMS" not in record.getMessage()]


def test_a_document_bears_its_history(root: Path, make: Build) -> None:
    """Day, kind, what changed, authors, version, approval, subject, commit and move; newest first."""
    change = _change(root)
    run_git(root, "mv", "handbook/policy.md", "handbook/rules.md")
    move = _commit(root, "2026-04-01", "Move", {})
    built = make(root, strict=False)
    article = built.article("handbook/rules/index.html")
    table = article[article.index("Revision history") :]
    text = _plain(table)
    assert re.search(r"2026-04-01 .*→ moved .*2026-03-02 .*● material change .*2026-01-10 .*\+ created", text)
    assert "from handbook/policy.md" in text
    assert "Change <b>all</b> & more" in text
    assert "Bo & Example" in text
    assert re.search(r"1\.0 in force since 2026-01-10(, as it says itself)? ○ front matter only", text)
    for commit in (change, move):
        assert f'<a href="https://git.example.org/c/{commit}"' in table
    assert "<b>all" not in table
    assert built.broken_links() == []
    assert _warnings(built) == []


def test_a_register_bears_its_history_too(root: Path, make: Build) -> None:
    """It is a controlled list."""
    _commit(
        root,
        "2026-02-01",
        "Add a role",
        {"docs/registers/roles.yml": "id: REG-ROLES\nrows:\n  - {id: boss}\n"},
    )
    text = _plain(make(root, strict=False).article("registers/roles/index.html"))
    assert re.search(r"Revision history .*2026-02-01 .*● material change .*2026-01-10 .*\+ created", text)


def test_work_that_has_not_landed_says_so(root: Path, make: Build) -> None:
    """Commits beside the published branch, and edits that nobody committed."""
    (root / "mkdocs.yml").write_text((root / "mkdocs.yml").read_text() + "      branch: main\n")
    _commit(root, "2026-01-11", "Settings", {})
    run_git(root, "checkout", "--quiet", "-b", "work")
    _commit(root, "2026-03-01", "Try", {"handbook/procedure.md": _document("PRO-1", "Other.\n")})
    _put(root, {"handbook/procedure.md": _document("PRO-1", "Another.\n")})
    built = make(root, strict=False)
    text = _plain(built.article("handbook/procedure/index.html"))
    assert re.search(
        r"✎ uncommitted ● material change .*2026-03-01 ◷ not yet landed .*2026-01-10 [0-9a-f]{10} \+", text
    )
    listed = _plain(built.article("changes/index.html"))
    assert "2 revisions have not landed and are not listed" in listed
    assert "2026-03-01" not in listed


def test_a_file_that_nobody_committed_says_so(root: Path, make: Build) -> None:
    """Nothing is proved of it."""
    _put(root, {"handbook/new.md": _document("POL-2")})
    built = make(root, strict=False)
    assert "✎ uncommitted + created" in _plain(built.article("handbook/new/index.html"))
    assert "No commit holds 1 document or register, so git proves nothing of it" in built.article(
        "evidence/index.html"
    )


def test_a_long_history_is_folded_and_bounded(root: Path, make: Build) -> None:
    """Ten rows show; the others fold; no page grows past 100 KB, and nothing is left out without a word."""
    long = "A subject that never comes to an end " * 20
    for number in range(110):
        text = _document("PRO-1", f"Text {number}.\n")
        _commit(root, f"2026-02-{1 + number // 10:02}", f"{number} {long}", {"handbook/procedure.md": text})
    built = make(root, strict=False)
    html = built.html("handbook/procedure/index.html")
    shown, _, folded = html[html.index("Revision history") :].partition("<details")
    assert len(html.encode()) < 100_000
    assert shown.count("<tr>") == 1 + history.SHOWN
    left_out = re.search(
        r"(\d+) revisions before these; <code>smsdocs history PRO-1</code> tells all", folded
    )
    assert left_out
    rows = folded[: folded.index("</details>")].count("<tr>") - 1
    assert history.SHOWN + rows + int(left_out[1]) == 111
    assert f"{rows} earlier revisions" in folded


def test_a_text_that_was_set_back_names_both_approvals(root: Path, make: Build) -> None:
    """The Revert button: what was withdrawn is not offered as if nothing but a change had come after it."""
    first = _document("POL-1", approved_on="2026-01-12", version='"1.1"')
    _commit(root, "2026-01-12", "Approve", {"handbook/policy.md": first})
    other = first.replace("2026-01-12", "2026-02-12").replace('"1.1"', '"1.2"').replace("Everybody", "Nobody")
    _commit(root, "2026-02-12", "Approve another", {"handbook/policy.md": other})
    _commit(root, "2026-03-02", "Revert", {"handbook/policy.md": first})
    head = _plain(make(root, strict=False).article("handbook/policy/index.html"))
    assert "This text was set back, on 2026-03-02 in" in head
    assert "to the one approved on 2026-01-12, and nobody has approved its return." in head
    assert "The version approved last is of 2026-02-12" in head


def test_the_page_of_a_list_says_that_its_head_changed_after_the_approval(root: Path, make: Build) -> None:
    """New rows are no change after an approval; another owner is."""
    risks = (
        "id: REG-RISKS\ntitle: Risks\nowner: boss\napprover: boss\nstatus: approved\nversion: '1'\n"
        "approved_on: 2026-01-12\nlast_reviewed: 2026-01-12\nrows:\n  - {id: R-1, title: Fire}\n"
    )
    path, page = "docs/registers/risks.yml", "registers/risks/index.html"
    _commit(root, "2026-01-12", "Approve", {path: risks})
    _commit(root, "2026-02-12", "A row", {path: risks + "  - {id: R-2, title: Flood}\n"})
    assert "changed after it was approved" not in _plain(make(root, strict=False).article(page))
    _commit(root, "2026-03-02", "Another owner", {path: risks.replace("owner: boss", "owner: clerk")})
    head = _plain(make(root, strict=False).article(page))
    assert "What stands above this list was changed after it was approved, on 2026-03-02" in head


def test_a_text_changed_after_its_approval_leads_to_the_approved_one(root: Path, make: Build) -> None:
    """One click away, as a page of the site: cleaned, without macros, and with no link that breaks the build."""
    attack = (
        "<script>alert(1)</script>{{ 7*7 }}\n\n[up](#nowhere) ![p](gone.png) [home](../docs/index.md#gone)\n"
    )
    settings = dedent(SETTINGS).replace("plugins:\n", "plugins:\n  - macros\n")
    _put(root, {"mkdocs.yml": settings})
    approved = _document("POL-1", TEXT + attack, approved_on="2026-01-12", version='"1.1"')
    _commit(root, "2026-01-12", "Approve", {"handbook/policy.md": approved})
    _change_text(root, approved)
    built = make(root, strict=False)
    article = built.article("handbook/policy/index.html")
    head = article[: article.index("Nobody")]
    assert "This text was changed after it was approved, on 2026-03-02" in _plain(head)
    assert "The approved version is of 2026-01-12" in _plain(head)
    assert 'href="../../versions/handbook/policy/"' in head
    former = built.article("versions/handbook/policy/index.html")
    assert "Everybody" in former
    assert "Nobody" not in former
    assert "{{ 7*7 }}" in former
    assert "<script" not in former
    assert former.count('class="sms-elsewhere"') == 2
    assert 'href="../../../handbook/procedure/"' in former
    assert 'href="../../../"' in former
    assert "This is the version that was approved." in former
    assert built.broken_links() == []
    assert _warnings(built) == []


def test_with_a_forge_that_knows_commits_its_view_is_offered_too(root: Path, make: Build) -> None:
    """The link holds the commit and the path of that time."""
    settings = dedent(SETTINGS).replace(
        "commit: ", "view: 'https://git.example.org/b/{commit}/{path}', commit: "
    )
    _commit(root, "2026-01-10", "Settings", {"mkdocs.yml": settings})
    first = run_git(root, "rev-list", "--max-parents=0", "HEAD")
    _change(root)
    article = make(root, strict=False).article("handbook/policy/index.html")
    assert f'href="https://git.example.org/b/{first}/handbook/policy.md"' in article


def test_a_draft_shows_the_version_in_force(root: Path, make: Build) -> None:
    """Both are there: the draft, and what holds until then."""
    draft = _document("POL-1", "# The rules\n\nA plan.\n", status="draft", version='"2.0"', approved_on="")
    _commit(root, "2026-04-01", "Plan", {"handbook/policy.md": draft})
    built = make(root, strict=False)
    head = _plain(built.article("handbook/policy/index.html"))
    assert "This is a draft." in head
    assert "For now, version 1.0 of 2026-01-10 applies: read the version in force" in head
    assert "This version is in force" in built.article("versions/handbook/policy/index.html")
    assert built.broken_links() == []


@pytest.mark.parametrize(
    ("fields", "banner"),
    [
        ({"status": "draft", "approved_on": ""}, ""),
        ({"effective_from": "2026-08-01"}, "Will be superseded by New rules on 2026-08-01."),
        ({}, "▲ Superseded by New rules"),
    ],
)
def test_only_what_binds_supersedes(root: Path, make: Build, fields: dict[str, str], banner: str) -> None:
    """A draft replaces nothing, and what takes effect later does so then."""
    new = _document(
        "POL-NEW", "# New rules\n\nOther words.\n", supersedes="[POL-1]", title="New rules", **fields
    )
    _commit(root, "2026-04-01", "New rules", {"handbook/new.md": new})
    head = _plain(make(root, strict=False).article("handbook/policy/index.html"))
    assert "uperseded" not in head if not banner else banner in head


def test_the_version_in_force_includes_no_file_of_today(root: Path, make: Build) -> None:
    """What it named then may say something else now, and git proves nothing of it."""
    settings = dedent(SETTINGS) + "markdown_extensions: [pymdownx.snippets]\n"
    old = _document("POL-1", '# The rules\n\n--8<-- "part.md"\n\nA {!part.md!}\n')
    files = {"mkdocs.yml": settings, "handbook/policy.md": old, "part.md": "Then.\n"}
    _commit(root, "2026-01-11", "Include", {**files, "handbook/policy.md": old.replace("01-10", "01-11")})
    draft = _document("POL-1", "# The rules\n\nA plan.\n", status="draft", version='"2.0"', approved_on="")
    _commit(root, "2026-04-01", "Plan", {"handbook/policy.md": draft, "part.md": "Now.\n"})
    built = make(root, strict=False)
    text = _plain(built.article("versions/handbook/policy/index.html"))
    assert '--8<-- "part.md" A {!part.md!}' in text
    desk = build_desk(read_snapshot(root), (), directory_urls=True)
    assert "&#123;!" in next(one.text for one in build_formers(desk))


def test_a_suspect_names_the_way_and_the_change(root: Path, make: Build) -> None:
    """What changed, when, by whom, with a link to it."""
    third = _document("PRO-2", "Text.\n", implements="[PRO-1]", type="procedure")
    _commit(root, "2026-01-10", "Third", {"handbook/third.md": third})
    _change(root)
    built = make(root, strict=False)
    article = built.article("handbook/third/index.html")
    text = _plain(article)
    assert re.search(
        r"suspect : it rests on .+ , which rests on The rules , which changed on 2026-03-02 in", text
    )
    assert 'href="../../handbook/policy/"' in article
    assert "Suspect now: 2." in _plain(built.article("evidence/index.html"))


def test_the_class_of_evidence_stands_beside_the_review(root: Path, make: Build) -> None:
    """With words that explain it."""
    article = make(root, strict=False).article("handbook/policy/index.html")
    assert "changed and approved" in article
    assert (
        'title="the date is honest, the text was approved by then, and something material changed' in article
    )
    assert 'title="nothing but the word of the text itself"' in article


def test_what_changed_is_listed_by_week(root: Path, make: Build) -> None:
    """Newest first; old landings are counted, not shown."""
    _change(root)
    _commit(root, "2027-02-26", "Late", {"handbook/procedure.md": _document("PRO-1", "Late.\n")})
    text = _plain(make(root, strict=False).article("changes/index.html"))
    weeks = re.findall(r"Week (\S+), from Monday (\S+)", text)
    assert weeks == [("2027-W08", "2027-02-22"), ("2026-W10", "2026-03-02")]
    assert "2 landings, of the last 52 weeks before the newest. 3 older ones are left out." in text


def test_what_is_not_shown_is_not_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind of a change costs two texts out of git: only the rows of the page pay it."""
    for number in range(6):
        text = {"handbook/procedure.md": _document("PRO-1", f"Text {number}.\n")}
        _commit(root, f"2026-02-1{number}", "Edit", text)
    monkeypatch.setattr(changes, "ROWS", 2)
    snapshot = read_snapshot(root, today=date(2026, 7, 1))
    desk = build_desk(snapshot, (), directory_urls=True)
    chosen = changes.select_landings(snapshot)
    assert [one.day.isoformat() for one in chosen.landings] == ["2026-02-15", "2026-02-14"]
    assert (chosen.older, chosen.beyond, chosen.waiting) == (0, 7, 0)
    (page,) = changes.build_changes(desk)
    assert page.body.count("data-kind=") == 2
    assert "7 more of these weeks are left out, since this page shows 2 at most" in page.body


def test_the_calendar_has_a_place_for_every_review(root: Path, make: Build) -> None:
    """Overdue and what has no date in front, then twelve months, and later; an owner a row."""
    for name, reviewed, interval in (
        ("A", "2025-01-01", "P12M"),
        ("B", "2025-07-31", "P12M"),
        ("C", "2026-01-10", "P36M"),
        ("D", "", "P12M"),
    ):
        fields = {"last_reviewed": reviewed, "review_interval": interval}
        _put(root, {f"handbook/{name}.md": _document(f"DOC-{name}", **fields)})
    _put(root, {"handbook/old.md": _document("DOC-OLD", status="retired")})
    _commit(root, "2026-06-01", "More", {})
    article = make(root, strict=False).article("reviews/index.html")
    table = article[article.index("<table") : article.index("</table>")]
    heads = [_plain(cell) for cell in re.findall(r"<th scope=\"col\".*?</th>", table)]
    assert heads[:4] == ["owner", "overdue", "no date", "Jul 2026"]
    assert heads[13:] == ["May 2027", "Jun 2027", "later"]
    (row,) = [row for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL) if "The boss" in row]
    cells = [_plain(cell) for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
    assert [cells[at] for at in (0, 1, 2, 3, 15)] == [
        "The boss",
        "✘ DOC-A overdue",
        "? DOC-D not known",
        "◷ DOC-B due soon" if "due soon" in cells[3] else "✔ DOC-B up to date",
        "✔ DOC-C up to date",
    ]
    assert "DOC-OLD" not in article
    assert 'href="../roles/boss/"' in row


def test_the_calendar_says_what_is_up_to_date_by_its_date_alone(root: Path, make: Build) -> None:
    """What changed since, and what rests on it; a review that is yet to come is none."""
    _change(root)
    _commit(
        root, "2026-03-03", "Too early", {"handbook/E.md": _document("DOC-E", last_reviewed="2027-01-01")}
    )
    text = _plain(make(root, strict=False).article("reviews/index.html"))
    assert "2 in doubt" in text
    assert "POL-1 up to date ▲ changed after its approval, changed after its review" in text
    assert "PRO-1 up to date ▲ suspect" in text
    assert "DOC-E not known" in text
    assert "nothing is overdue" not in text


def test_every_command_on_the_page_for_auditors_works(root: Path, make: Build) -> None:
    """They are copied into a shell; only an unsigned commit is refused, as it should be."""
    odd = "handbook/it's 100 $HOME.md"
    _put(root, {odd: _document("POL-9", "One.\n")})
    _commit(root, "2026-01-10", "Odd", {})
    for day in ("2026-02-01", "2026-02-02", "2026-02-03"):
        _commit(root, day, "Edit", {odd: _document("POL-9", f"{day}.\n")})
    article = make(root, strict=False).article("evidence/index.html")
    commands = [unescape(one) for one in re.findall(r"<pre><code>(.*?)</code></pre>", article, re.DOTALL)]
    assert len(commands) == 7
    for command in commands:
        done = subprocess.run(["sh", "-c", command], cwd=root, capture_output=True, text=True, check=False)
        if "verify-commit" in command:
            assert done.returncode == 1
        else:
            assert (done.returncode, done.stderr) == (0, ""), command
            assert done.stdout


def test_the_page_for_auditors_tells_the_settings_of_the_tree(root: Path, make: Build) -> None:
    """Fields by the organisation's own names, intervals, branch, declared commits, and the sentence."""
    change = _change(root)
    _commit(root, "2026-03-03", "Declare", {".git-blame-ignore-revs": f"{change}\n"})
    text = _plain(make(root, strict=False).article("evidence/index.html"))
    sentence = (
        "Git proves order and content; it proves time and person only with signatures or a protected branch."
    )
    for words in (
        sentence,
        "measures (kpis)",
        "12 months, where a document says nothing else",
        "7 days: how far",
        "published branch main" if "published branch main" in text else "the commit read stands for it",
        f"{change[:10]} , declared by",
        "Suspect now: 0.",
    ):
        assert words in text


def test_without_history_every_page_says_so(root: Path, make: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """And none pretends anything."""
    _change(root)
    monkeypatch.setenv("SMSDOCS_NO_HISTORY", "1")
    built = make(root, strict=False)
    for page in built.pages():
        if page != "404.html" and MARK not in built.html(page):
            article = built.article(page)
            assert article.count("built without the history of git: what it says") == 1, page
            assert article.index("built without the history") < article.index("<h1"), (
                page
            )  # nobody reads to the end
    for page in ("handbook/policy/index.html", "changes/index.html", "evidence/index.html"):
        article = built.article(page)
        for words in ("Revision history", "changed after it was approved", "Look yourself", "Suspect now"):
            assert words not in article
    assert "it cannot say what changed" in built.article("changes/index.html")
    assert built.broken_links() == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\u202etxt.exe\u2066b", "atxt.exeb"),
        ("bell\x07\x1b[31mred\nline\u2028end", "bell [31mred line end"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("half \udcff", "half \ufffd"),
        ("x" * 500, "x" * 119 + "…"),
    ],
)
def test_text_of_commits_is_made_fit_to_show(text: str, shown: str) -> None:
    """Nothing in it rings, hides, or turns the line round; letters of every script stay."""
    assert clean(text) == shown


def test_text_of_commits_never_acts(root: Path, make: Build) -> None:
    """Subjects, names and paths are text wherever they land."""
    attack = "<img src=x onerror=alert(1)> `x` | **b** {{ 7*7 }} \u202e ## x"
    _put(root, {"handbook/<img src=x onerror=alert(1)>.md": _document("POL-9", "Before.\n")})
    _commit(root, "2026-01-10", attack, {}, name='Eve "<script>alert(1)</script>')
    run_git(root, "mv", "handbook/<img src=x onerror=alert(1)>.md", "handbook/nine.md")
    _put(root, {"handbook/nine.md": _document("POL-9", "After.\n")})
    _commit(root, "2026-02-10", attack, {}, name='Eve "<script>alert(1)</script>')
    built = make(root, strict=False)
    for page in built.pages():
        assert not [attrs for tag, attrs in built.page(page).found if "onerror" in attrs], page
        assert "<script>alert" not in built.html(page)
        assert "\u202e" not in built.html(page)
    assert "{{ 7*7 }}" in built.article("changes/index.html")


def test_the_same_history_gives_the_same_bytes(root: Path, make: Build) -> None:
    """Nothing of the clock gets in."""
    _change(root)
    first, second = make(root, strict=False, name="a").files(), make(root, strict=False, name="b").files()
    assert [name for name in first if first[name] != second.get(name)] == []


def test_home_leads_to_all_three(root: Path, make: Build) -> None:
    """Where the author wrote none."""
    (root / "docs/index.md").unlink()
    _put(root, {"docs/notes.md": "# Notes\n"})
    _commit(root, "2026-02-01", "No home", {})
    article = make(root, strict=False).article("index.html")
    for page in ("reviews/", "changes/", "evidence/"):
        assert f'<a href="{page}">' in article
