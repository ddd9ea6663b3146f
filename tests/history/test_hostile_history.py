"""What anybody may push: texts that look like git's own output, absurd times and names, odd paths, broken lists.

Nothing of it is a traceback, and nothing changes what is said of the other commits.
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from smsdocs.adapters.command_line.group import smsdocs

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repository

SETTINGS = "site_name: Our services\nplugins:\n  - smsdocs\n"
POLICY = "policies/policy.md"
ADA = "Ada Example <ada@example.org>"
NULL = "0" * 40


def page(text: str, id_: str = "POL-SM") -> str:
    """Return a draft that says something."""
    return f"---\nid: {id_}\ntitle: Policy\ntype: policy\nstatus: draft\nowner: sms-manager\n---\n\n{text}\n"


def day(number: int) -> str:
    """Return noon of a day in January."""
    return f"2026-01-{number:02}T12:00:00+00:00"


@pytest.fixture
def begun(repository: Repository) -> Repository:
    """A policy in one commit."""
    repository.commit({"mkdocs.yml": SETTINGS, POLICY: page("One.")}, at=day(1))
    return repository


def look(root: Path, *arguments: str) -> dict[str, list[dict[str, Any]]]:
    """See that every command, in every form, ends well; return the revisions of each document, newest first."""
    found = {}
    for more in ((), ("--format", "json")):
        for command in ("check", "coverage", "history"):
            done = CliRunner().invoke(
                smsdocs, [command, "--root", str(root), "--today", "2026-06-30", *more, *arguments]
            )
            assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
            assert done.exit_code in {0, 1}, done.stderr
            controls = {"\x1b", "\x1e", "\0", "\x07"} | (set() if more else {"\x9b", "\u202e"})
            assert not controls & set(done.stdout)
    for one in json.loads(done.stdout)["documents"]:
        found[one["path"]] = one["revisions"]
    return found


def commit_raw(repository: Repository, raw: bytes, text: str = "Raw.") -> str:
    """Commit a changed policy as bytes, `{tree}` and `{parent}` filled in; return the commit."""
    parent = repository.git("rev-parse", "HEAD")
    repository.write({POLICY: page(text)})
    repository.git("add", "--all")
    raw = raw.replace(b"{tree}", repository.git("write-tree").encode()).replace(b"{parent}", parent.encode())
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=repository.root,
        env=os.environ,
        input=raw,
        check=True,
        capture_output=True,
    )
    oid = made.stdout.decode().strip()
    repository.git("update-ref", "HEAD", oid)
    return oid


def raw_commit(
    author: str = f"{ADA} 1767614400 +0000", committer: str = "", subject: bytes = b"change"
) -> bytes:
    """Return a commit as git stores it."""
    names = f"author {author}\ncommitter {committer or author}\n"
    return (
        b"tree {tree}\nparent {parent}\n" + names.encode("utf-8", "surrogateescape") + b"\n" + subject + b"\n"
    )


SUBJECTS = {
    "a raw line": f":100644 100644 {NULL} {NULL} M".encode(),
    "a raw line after a line break": f"x\n:100644 100644 {NULL} {NULL} M\n{POLICY}\n".encode(),
    "an object id": NULL.encode(),
    "NUL in words": b"\\0 %x00 \\x00 \xc0\x80",
    "separators": b"\x1e\x1f\x1d\x1c\x0b\x0c\x85 \xe2\x80\xa8 x",
    "colours": b"\x1b[31mred\x1b]0;title\x07 \xc2\x9b31m",
    "overrides": "\u202eevil\u2066".encode(),
    "a megabyte": b"x" * 1_000_000,
    "no UTF-8": b"\xff\xfe\x80",
    "nothing": b"",
    "line breaks": b"\n\n\n",
    "returns": b"one\rtwo\r\nthree",
    "placeholders": b"%H%n%x00%(trailers) %aN",
    "trailers": b"x\n\nCo-authored-by: \nCo-authored-by: <\nCo-authored-by: >\nCo-authored-by: \xff <\xff>\n: x\nA:",
    "many trailers": b"x\n\n" + b"Co-authored-by: A <a@example.org>\n" * 2_000,
    "markup": b"<script>alert(1)</script> | [x](javascript:x) {{ x }}",
}


@pytest.mark.parametrize("what", SUBJECTS)
def test_a_message_is_one_message(begun: Repository, what: str) -> None:
    """Whatever it holds, it is not taken for a commit or a change; those before and after it are told right."""
    odd = commit_raw(begun, raw_commit(subject=SUBJECTS[what]))
    last = begun.commit({POLICY: page("Last.")}, at=day(9))
    rows = look(begun.root)[POLICY]
    assert [row["commit"] for row in rows] == [last, odd, begun.git("rev-parse", "HEAD~2")]
    assert [row["kind"] for row in rows] == ["material", "material", "created"]
    assert look(begun.root, "--as-of", odd)[POLICY][0]["commit"] == odd


@pytest.mark.parametrize("encoding", ["latin1", "utf-16le", "nonsense", "UTF-8\x01", ""])
def test_a_message_in_another_encoding_is_read_by_it(begun: Repository, encoding: str) -> None:
    """As far as git knows the encoding."""
    raw = raw_commit("J\udcfcrgen <j@example.org> 1767614400 +0000", subject=b"S\xfcd")
    odd = commit_raw(begun, raw.replace(b"\n\n", f"\nencoding {encoding}\n\n".encode(), 1))
    row = look(begun.root)[POLICY][0]
    assert row["commit"] == odd
    if encoding == "latin1":
        assert (row["subject"], row["authors"][0]) == ("Süd", "Jürgen")


PEOPLE = {
    "no name": "<ada@example.org> 1767614400 +0000",
    "no address": "Ada Example <> 1767614400 +0000",
    "neither": "<> 1767614400 +0000",
    "no brackets": "Ada Example 1767614400 +0000",
    "brackets": "A <b> <c> <d> 1767614400 +0000",
    "a closing bracket": "Ada> <ada@example.org> 1767614400 +0000",
    "a bar": "Ada | Bea <a|b@example.org> 1767614400 +0000",
    "colours": "\x1b[31mAda\x1b[0m <\x07@example.org> 1767614400 +0000",
    "no UTF-8": "\udcff <\udcfe> 1767614400 +0000",
    "no time": "Ada Example <ada@example.org>",
    "no zone": "Ada Example <ada@example.org> 1767614400",
    "a word for a time": "Ada Example <ada@example.org> soon +0000",
    "1970": "Ada Example <ada@example.org> 0 +0000",
    "before 1970": "Ada Example <ada@example.org> -86400 +0000",
    "far from now": "Ada Example <ada@example.org> 99999999999999 +0000",
    "further than a number": "Ada Example <ada@example.org> 99999999999999999999999999 +0000",
    "a zone of days": "Ada Example <ada@example.org> 1767614400 +9999",
    "a zone of weeks": "Ada Example <ada@example.org> 1767614400 -99999999",
    "nothing": "",
}


@pytest.mark.parametrize("what", PEOPLE)
def test_people_and_times_may_be_absurd(begun: Repository, what: str) -> None:
    """Order is git's, by parents and never by the clock; every other row stays as it was."""
    odd = commit_raw(begun, raw_commit(PEOPLE[what]))
    last = begun.commit({POLICY: page("Last.")}, at=day(9))
    rows = look(begun.root)[POLICY]
    assert [row["commit"] for row in rows] == [last, odd, begun.git("rev-parse", "HEAD~2")]
    assert rows[0]["authors"] == ["Ada Example"]
    assert look(begun.root, "--as-of", "2026-03-01")


@pytest.mark.parametrize("what", ["no time", "a word for a time", "nothing"])
def test_a_commit_without_a_time_can_be_looked_at(begun: Repository, what: str) -> None:
    """Its day is the first that there is."""
    odd = commit_raw(begun, raw_commit(PEOPLE[what]))
    assert look(begun.root, "--as-of", odd)[POLICY][0]["commit"] == odd


def test_a_parent_may_be_given_twice(begun: Repository) -> None:
    """Git allows nobody to make such a commit, and reads it."""
    raw = raw_commit().replace(b"parent {parent}\n", b"parent {parent}\nparent {parent}\n")
    odd = commit_raw(begun, raw)
    assert [row["commit"] for row in look(begun.root)[POLICY]] == [odd, begun.git("rev-parse", "HEAD^")]


NAMES = [
    "two\nlines.md",
    "tab\there.md",
    'a "quote".md',
    "it's.md",
    "back\\slash.md",
    "-dash.md",
    "--all.md",
    ":(top).md",
    ":(exclude)x.md",
    ":!x.md",
    "*.md",
    "[a].md",
    "?.md",
    "a => b.md",
    "{a => b}.md",
    " blank .md",
    "\x1b[31m.md",
    "\x7f\x01.md",
    "日本.md",
    "x\u202e.md",
    ":100644 100644 x M.md",
    f"{NULL}.md",
    "#hash.md",
    "a\r.md",
    "%s%n.md",
    "HEAD.md",
]


@pytest.mark.parametrize("folder", ["processes/", "policies/:(top)/", "policies/a\nb/", "policies/*/"])
def test_files_may_have_any_name(begun: Repository, folder: str) -> None:
    """Each has its own history, through an edit, a move and a merge."""
    ids = {name: f"N-{number}" for number, name in enumerate(NAMES)}
    begun.commit({f"{folder}{name}": page("One.", ids[name]) for name in NAMES}, at=day(2))
    begun.git("switch", "--quiet", "--create", "side")
    begun.commit({f"{folder}{name}": page("Two.", ids[name]) for name in NAMES}, at=day(3))
    begun.git("switch", "--quiet", "main")
    begun.commit({POLICY: page("Two.")}, at=day(4))
    begun.git("merge", "--quiet", "--no-ff", "--message", "Merge", "side", at=day(5))
    (begun.root / folder).rename(begun.root / "policies/moved")
    begun.commit({}, at=day(6))
    begun.write({f"policies/moved/{name}": page("Three.", ids[name]) for name in NAMES})
    rows = look(begun.root)
    for name in NAMES:
        told = rows[f"policies/moved/{name}"]
        assert [row["kind"] for row in told] == ["material", "moved", "material", "created"], name
        assert told[1]["moved_from"] == f"{folder}{name}"


def test_files_may_have_names_that_come_from_outside(begun: Repository) -> None:
    """Such a name is followed out of the folders too, and asked of git as it is."""
    ids = {name: f"N-{number}" for number, name in enumerate(NAMES)}
    begun.commit({name: page("One.", ids[name]) for name in NAMES}, at=day(2))
    for name in NAMES:
        (begun.root / name).rename(begun.root / "policies" / name)
    begun.commit({}, at=day(3))
    rows = look(begun.root)
    for name in NAMES:
        told = rows[f"policies/{name}"]
        assert [(row["kind"], row["moved_from"]) for row in told] == [("moved", name), ("created", None)], (
            name
        )


def test_names_that_are_no_text_are_read(begun: Repository) -> None:
    """Bytes that are no UTF-8, in a file and in a folder."""
    odd = os.fsdecode(b"policies/\xff/caf\xe9.md")
    begun.commit({odd: page("One.", "ODD")}, at=day(2))
    begun.commit({odd: page("Two.", "ODD")}, at=day(3))
    look(begun.root)
    look(begun.root)
    look(begun.root, "--as-of", "HEAD")


def test_links_and_submodules_are_no_documents(begun: Repository) -> None:
    """What was a link or a submodule has no text; when a file comes in its place, a life begins."""
    (begun.root / "policies/link.md").symlink_to("/etc/passwd")
    (begun.root / "policies/folder.md").symlink_to("../..")
    begun.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},policies/sub.md")
    begun.git("add", "policies/link.md", "policies/folder.md")
    begun.git("commit", "--quiet", "--message", "links", at=day(2))
    assert [*look(begun.root)] == [POLICY]
    for name in ("link.md", "folder.md"):
        (begun.root / "policies" / name).unlink()
    begun.git("rm", "--quiet", "--cached", "policies/sub.md")
    begun.commit(
        {f"policies/{name}.md": page("Text.", name) for name in ("link", "folder", "sub")}, at=day(3)
    )
    rows = look(begun.root)
    assert {*rows} == {POLICY, "policies/link.md", "policies/folder.md", "policies/sub.md"}
    assert [row["kind"] for told in rows.values() for row in told] == ["created"] * 4


def test_a_path_may_be_a_file_and_then_a_folder(begun: Repository) -> None:
    """And back; the document that moved into the folder is the same."""
    begun.git("mv", POLICY, "policies/x")
    (begun.root / "policies/y").mkdir()
    begun.git("mv", "policies/x", "policies/y/policy.md")
    begun.commit({}, at=day(2))
    begun.git("mv", "policies/y/policy.md", "policies/x.md")
    begun.commit({}, at=day(3))
    begun.git("mv", "policies/x.md", "policies/z.md")
    (begun.root / "policies/x.md").mkdir()
    begun.git("mv", "policies/z.md", "policies/x.md/in.md")
    begun.commit({}, at=day(4))
    rows = look(begun.root)["policies/x.md/in.md"]
    assert [row["moved_from"] for row in rows] == ["policies/x.md", "policies/y/policy.md", POLICY, None]


MAILMAPS = {
    "a hundred thousand lines": "".join(
        f"N{n} <n{n}@example.org> <o{n}@example.org>\n" for n in range(100_000)
    ),
    "garbage": "\0\xff<<<>>>\n<\n>\n<>\n <> <>\n#\n" + "x" * 100_000 + "\n",
    "windows": "Mapped <ada@example.org>\r\n",
    "loops": "B <b@example.org> <ada@example.org>\nA <ada@example.org> <b@example.org>\n",
    "colours": "\x1b[31mRed <ada@example.org>\n",
}


@pytest.mark.parametrize("what", MAILMAPS)
def test_a_mailmap_may_hold_anything(begun: Repository, what: str) -> None:
    """Git reads what it can, and so do we."""
    begun.commit({".mailmap": MAILMAPS[what], POLICY: page("Two.")}, at=day(2))
    names = [one for row in look(begun.root)[POLICY] for one in row["authors"]]
    expected = {"windows": "Mapped", "loops": "B"}.get(what, "Ada Example")
    assert names == [expected] * 2 or what == "colours"


@pytest.mark.parametrize("name", [".mailmap", ".git-blame-ignore-revs"])
@pytest.mark.parametrize("what", ["folder", "link", "dangling", "submodule"])
def test_a_list_may_be_no_file(begun: Repository, name: str, what: str) -> None:
    """A folder, a link or a submodule of that name is as good as none."""
    if what == "folder":
        begun.write({f"{name}/a\n{begun.git('rev-parse', 'HEAD')}\nb": "x"})
        begun.git("add", "--all")
    elif what == "submodule":
        begun.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},{name}")
    else:
        (begun.root / name).symlink_to(POLICY if what == "link" else "/nowhere")
        begun.git("add", "--all")
    begun.git("commit", "--quiet", "--message", "list", at=day(2))
    if what != "submodule":  # which `git add` would take away
        begun.commit({POLICY: page("Two.")}, at=day(3))
    rows = look(begun.root)[POLICY]
    assert rows[-1]["kind"] == "created"
    assert {one for row in rows for one in row["authors"]} == {"Ada Example"}


LISTS = {
    "plain": "{oid}\n",
    "short": "{oid:.10}\n",
    "a comment behind": "# why\n{oid} # tidied\n",
    "windows": "# why\r\n\r\n{oid}\r\n",
    "no line break at the end": "{oid}",
    "garbage around": "zzz\n--all\nHEAD\n:(top)\n" + "f" * 10_000 + "\n{oid}\n\udcff\udcfe\n",
    "odd line breaks": "# one\u2028two\x0cthree\x85four\x0bfive\n{oid}\n",
    "a hundred thousand comments": "# x\n" * 100_000 + "{oid}\n",
    "twice": "{oid}\n{oid}\n",
}


@pytest.mark.parametrize("what", LISTS)
def test_an_ignore_list_may_hold_anything(begun: Repository, what: str) -> None:
    """The commit it names is declared, by the commit that wrote the line."""
    change = begun.commit({POLICY: page("Two.")}, at=day(2))
    begun.commit({".git-blame-ignore-revs": "# nothing yet\n"}, at=day(3))
    text = LISTS[what].format(oid=change).encode("utf-8", "surrogateescape")
    lister = begun.commit({".git-blame-ignore-revs": text}, at=day(4))
    rows = look(begun.root)[POLICY]
    assert (rows[0]["kind"], rows[0]["declared_by"]) == ("declared-immaterial", lister)


@pytest.mark.parametrize(
    "text", ["", "\n", "#\n", "HEAD\n", "abc\n", "\0" * 100, f"{NULL}\n", f"{'1' * 40}\n"]
)
def test_an_ignore_list_that_names_nothing_declares_nothing(begun: Repository, text: str) -> None:
    """Nor is it a fault."""
    begun.commit({POLICY: page("Two."), ".git-blame-ignore-revs": text}, at=day(2))
    assert [row["kind"] for row in look(begun.root)[POLICY]] == ["material", "created"]


def test_a_line_that_a_merge_brought_is_its_authors(begun: Repository) -> None:
    """And one that a merge made itself is the merge's."""
    one = begun.commit({POLICY: page("Two.")}, at=day(2))
    two = begun.commit({POLICY: page("Three.")}, at=day(3))
    begun.git("switch", "--quiet", "--create", "side")
    lister = begun.commit({".git-blame-ignore-revs": f"{one}\n"}, at=day(4))
    begun.git("switch", "--quiet", "main")
    begun.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    begun.write({".git-blame-ignore-revs": f"{one}\n{two}\n"})
    begun.git("add", "--all")
    begun.git("commit", "--quiet", "--message", "Merge", at=day(5))
    merge = begun.git("rev-parse", "HEAD")
    assert [row["declared_by"] for row in look(begun.root)[POLICY]][:2] == [merge, lister]


def test_what_a_merge_slips_into_the_rules_is_told(begun: Repository) -> None:
    """A merge of the trunk into a branch brings the trunk's rules, and may hold a change of its own."""
    begun.git("update-ref", "refs/remotes/origin/main", "HEAD")
    begun.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    begun.git("switch", "--quiet", "--create", "side")
    begun.commit({POLICY: page("Two.")}, at=day(2))
    begun.git("switch", "--quiet", "main")
    begun.commit({".mailmap": "A <a@example.org>\n"}, at=day(3))
    begun.git("update-ref", "refs/remotes/origin/main", "HEAD")
    begun.git("switch", "--quiet", "side")
    begun.git("merge", "--quiet", "--no-ff", "--no-commit", "main")
    begun.write({"mkdocs.yml": SETTINGS.replace("Our", "Other")})
    begun.git("add", "--all")
    begun.git("commit", "--quiet", "--message", "Merge", at=day(4))
    done = CliRunner().invoke(smsdocs, ["check", "--root", str(begun.root), "--format", "json"])
    told = [one["path"] for one in json.loads(done.stdout)["findings"] if one["code"] == "SMS419"]
    assert told == ["mkdocs.yml"]


@pytest.mark.parametrize("how", ["graft", "replace"])
def test_history_that_somebody_bends_here_is_not_believed(begun: Repository, how: str) -> None:
    """Grafts and replacements are the clone's own; nobody else has them."""
    begun.commit({POLICY: page("Two.")}, at=day(2))
    last = begun.commit({POLICY: page("Three.")}, at=day(3))
    plain = look(begun.root)
    if how == "graft":
        (begun.root / ".git/info").mkdir(exist_ok=True)
        (begun.root / ".git/info/grafts").write_text(f"{last}\n")
    else:
        begun.git("replace", "--graft", last)
    assert begun.git("log", "--format=%H").split() == [last]
    assert look(begun.root) == plain
    assert len(look(begun.root, "--as-of", last)[POLICY]) == len(plain[POLICY])


def test_an_empty_commit_is_no_revision(begun: Repository) -> None:
    """Nor is a merge that changes nothing."""
    begun.commit({}, at=day(2))
    begun.git("switch", "--quiet", "--create", "side")
    begun.commit({}, at=day(3))
    begun.git("switch", "--quiet", "main")
    begun.git("merge", "--quiet", "--no-ff", "--message", "Merge", "side", at=day(4))
    assert [row["kind"] for row in look(begun.root)[POLICY]] == ["created"]


def test_an_octopus_may_have_twenty_arms(begun: Repository) -> None:
    """Each document has the commit of its own arm."""
    begin = begun.git("rev-parse", "HEAD")
    arms = [f"arm{number:02}" for number in range(20)]
    for arm in arms:
        begun.git("switch", "--quiet", "--create", arm, begin)
        begun.environment["GIT_AUTHOR_NAME"] = f"Author of {arm}"
        begun.commit({f"policies/{arm}.md": page("One.", arm)}, at=day(2))
    begun.environment.clear()
    begun.git("switch", "--quiet", "main")
    begun.git("merge", "--quiet", "--no-ff", "--message", "Octopus", *arms, at=day(3))
    merge = begun.git("rev-parse", "HEAD")
    rows = look(begun.root)
    for arm in arms:
        (row,) = rows[f"policies/{arm}.md"]
        assert (row["commit"], row["authors"]) == (merge, [f"Author of {arm}"])


def test_a_second_root_may_be_merged_late(begun: Repository) -> None:
    """Unrelated histories: documents land with the merge, and their authors are those who wrote them."""
    begun.git("switch", "--quiet", "--orphan", "other")
    begun.environment["GIT_AUTHOR_NAME"] = "Bea Example"
    begun.commit({"processes/other.md": page("One.", "OTHER")}, at="2020-01-01T12:00:00+00:00")
    begun.commit({"processes/other.md": page("Two.", "OTHER")}, at="2020-01-02T12:00:00+00:00")
    begun.environment.clear()
    begun.git("switch", "--quiet", "main")
    begun.git(
        "merge", "--quiet", "--no-ff", "--allow-unrelated-histories", "--message", "Join", "other", at=day(5)
    )
    merge = begun.git("rev-parse", "HEAD")
    begun.commit({POLICY: page("Two.")}, at=day(6))
    rows = look(begun.root)
    assert [(row["commit"], row["authors"][0]) for row in rows["processes/other.md"]] == [
        (merge, "Bea Example")
    ]
    assert len(rows[POLICY]) == 2  # created and changed
