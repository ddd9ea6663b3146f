"""What untrusted and old repositories cost: each thing is looked at once, however it is tied to others."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from smsdocs.analysis import histories, nearest, suspects
from smsdocs.analysis.changes.plain_fields import find_plain_changes
from smsdocs.analysis.comments import remove_sure_comments
from smsdocs.analysis.markup_in_words import find_markup_in
from smsdocs.analysis.nearest import Slips, find_nearest
from smsdocs.analysis.proof import find_proofs
from smsdocs.analysis.unsafe_html.scan import find_unsafe
from smsdocs.checks.run import check
from smsdocs.model.proof import Way
from smsdocs.readers.git.objects import Objects
from smsdocs.readers.versions import GitVersion
from smsdocs.readers.yaml_source import resolve_plain
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from conftest import Repository

    from smsdocs.model.register import Holder

TODAY = date(2026, 6, 1)
MANY = 200_000
"""Characters over which a pattern that goes back and forth would need hours."""
SETTINGS = {"mkdocs.yml": "site_name: T\nplugins: [smsdocs]\n"}


def page(name: str, more: str = "", text: str = "Words.") -> str:
    """Return a policy."""
    head = f"id: {name}\ntitle: {name}\ntype: policy\nstatus: approved\nowner: boss\n{more}"
    return f"---\n{head}---\n\n{text}\n"


def test_a_document_above_many_ways_is_looked_at_once(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty layers of two, each of which rests on both above: there are a million million ways up."""
    files = {f"policies/{layer}-{side}.md": page(f"P-{layer}-{side}") for layer in (0,) for side in "ab"}
    for layer in range(1, 41):
        above = f"implements: [P-{layer - 1}-a, P-{layer - 1}-b]\n"
        files |= {f"policies/{layer}-{side}.md": page(f"P-{layer}-{side}", above) for side in "ab"}
    repository.commit(
        {**SETTINGS, **files, **{f"policies/x{n}.md": page(f"X-{n}") for n in range(90)}},
        at="2026-01-05T12:00:00Z",
    )
    snapshot = read_snapshot(repository.root, today=TODAY)
    asked: list[str] = []
    usual = histories.find_parents

    def count(snapshot: object, holder: Holder) -> Iterable[Holder]:
        asked.append(holder.path)
        return usual(snapshot, holder)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(histories, "find_parents", count)
    lowest = next(one for one in snapshot.documents if one.head.id == "P-40-a")
    assert len(list(histories.find_histories(snapshot, [lowest]))) == 1
    assert len(asked) == len(set(asked)) == 81


def test_git_is_started_as_often_for_sixty_commits_as_for_six(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the approver wrote is asked of every commit of a merged branch, which knew the file by its old name."""
    held = "assignments: [{role: top, from: 2020-01-01}]"
    people = f"id: REG-P\ntitle: P\nrows:\n  - {{id: ada, name: Ada, git: [ada@example.org], {held}}}\n"
    started: list[object] = []
    usual = subprocess.Popen.__init__

    def count(self: subprocess.Popen[bytes], arguments: object, *more: Any, **named: Any) -> None:  # noqa: ANN401
        started.append(arguments)
        usual(self, arguments, *more, **named)

    def commit(files: Mapping[str, str], who: str = "ada") -> None:
        repository.environment |= {"GIT_AUTHOR_EMAIL": f"{who}@example.org"}
        repository.commit(files, at="2026-01-05T12:00:00Z")

    commit({**SETTINGS, "docs/registers/people.yml": people, "policies/0.md": page("P")})
    counts = []
    for number, base, approved in ((6, "0", "2026-01-05"), (60, "6", "2026-01-06")):
        repository.git("checkout", "--quiet", "-b", f"b{number}")
        for n in range(number):
            dates = f"approver: top\napproved_on: {approved}\nlast_reviewed: {date(2026, 1, 1 + n % 5)}\n"
            commit({f"policies/{base}.md": page("P", dates, f"Words of {number}.")}, "ada" if n else "bea")
        repository.git("checkout", "--quiet", "main")
        repository.git("mv", f"policies/{base}.md", f"policies/{number}.md")
        commit({})
        repository.git(
            "merge", "--quiet", "--no-ff", "-m", "Merge it", f"b{number}", at="2026-01-06T12:00:00Z"
        )
        started.clear()
        with monkeypatch.context() as patched:
            patched.setattr(subprocess.Popen, "__init__", count)
            check(read_snapshot(repository.root, today=TODAY, cache=False))
        counts.append(len(started))
    assert counts[0] == counts[1]


def test_a_commit_on_top_of_what_was_kept_reads_its_own_texts_alone(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many approved documents there are."""
    read: set[str] = set()
    usual = Objects.read

    def count(self: Objects, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for oid, content in usual(self, oids):
            read.add(oid)
            yield oid, content

    counts = []
    for many in (4, 40):
        days = "approver: top\napproved_on: 2026-01-05\nlast_reviewed: 2026-01-05\n"
        pages = {f"policies/{n}.md": page(f"P-{n}", days) for n in range(many)}
        repository.commit({**SETTINGS, **pages}, at="2026-01-05T12:00:00Z")
        changed = {path: f"{text}\nMore.\n" for path, text in pages.items()}
        repository.commit(changed, at="2026-01-06T12:00:00Z")
        arguments = ("check", "--today", f"{TODAY}", "--fail-on", "never")
        subprocess.run([sys.executable, "-m", "smsdocs", *arguments], cwd=repository.root, check=True)
        edited = {"policies/0.md": page("P-0", days, f"Words of {many}.")}
        repository.commit(edited, at="2026-01-07T12:00:00Z")
        read.clear()
        with monkeypatch.context() as patched:
            patched.setattr(Objects, "read", count)
            check(read_snapshot(repository.root, today=TODAY))
        counts.append(len(read))
    assert max(counts) < 10


@pytest.mark.parametrize(
    "line",
    [
        f"approved_on: a{' ' * MANY}&",
        f"  -{' ' * MANY}&",
        f"a: {'[' * MANY}",
        "tags: [" + ',"x"' * (MANY // 4),
        f"approved_on: 0x{'f' * MANY}",
    ],
)
def test_former_front_matter_is_looked_through_in_one_go(line: str) -> None:
    """Nobody can mend an old revision, and no limit of the present ones holds for it."""
    block = f"id: P\n{line}\nstatus: approved\n"
    before, after = (
        GitVersion("a.md", f"---\n{text}---\nBody\n".encode(), {}) for text in (block, block + "owner: x\n")
    )
    assert before.text("approved_on") != "2026-01-02"
    assert find_plain_changes(before, after) in (None, {"owner": (None, "x")})


@pytest.mark.parametrize(
    "text", [f"a]({' ' * MANY}", f"[a]:{' ' * MANY}", f"{{{' ' * MANY}", "](x " + "a.b#" * (MANY // 4)]
)
def test_a_page_is_looked_through_in_one_go(text: str) -> None:
    """It may come from a pull request."""
    assert find_unsafe(text, 1) == ()


def test_comments_with_one_end_for_all_are_looked_through_in_one_go() -> None:
    """Each opening would look for it, and for the begin of its line."""
    assert [one.name for one in find_unsafe("<a>" + "a<!--a" * (MANY // 6) + "\n\n-->", 1)] == ["<!"]


@pytest.mark.parametrize(
    "words",
    ["[a](" + " " * MANY, "<" + "a:" * MANY, "<a" + " " * MANY, "[" * MANY + "]" * MANY, "{{'" * MANY],
)
def test_what_stands_before_a_comment_is_looked_through_in_one_go(words: str) -> None:
    """A link, an address, a tag, brackets or macros that do not end."""
    assert remove_sure_comments(f"{words} <!-- a note -->", lambda _: None).endswith(" -->")


def test_cells_are_looked_through_in_one_go() -> None:
    """An address in brackets that never ends."""
    assert find_markup_in({"name": "<" + "a@" * (MANY // 2) + "="}) is not None


@pytest.mark.parametrize("number", ["0x" + "f" * 4000, "0b" + "1" * 64, "1" + ":59" * 40, "0" + "7" * 4000])
def test_a_number_that_no_register_needs_is_text(number: str) -> None:
    """Python refuses to write some of them down."""
    assert resolve_plain(number) == number


def test_what_was_meant_is_looked_for_of_fifty_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each once; of more, nobody mistyped them."""
    asked: list[str] = []
    usual = nearest.suggest

    def note(word: str, known: Iterable[str], otherwise: str = "") -> str:
        asked.extend([word] if known else [])
        return usual(word, known, otherwise)

    monkeypatch.setattr(nearest, "suggest", note)
    slips = Slips()
    for word in [f"role-{n:03}" for n in range(80)] * 2:
        slips.suggest(word, ["role-a", "role-b"], "add it")
    assert len(asked) == len(set(asked)) == 50
    assert slips.suggest("role-079", ["role-a"], "add it") == "add it"


def test_among_many_names_the_nearest_is_found_that_begins_or_ends_alike() -> None:
    """Ten thousand names that begin alike, and a slip in the middle, at the end and at the beginning."""
    known = [f"procedure-number-{n:05}" for n in range(10_000)] + ["major-incident-procedure"]
    assert find_nearest("procedure-number-0512", known) in known
    for slip in ("major-incidnet-procedure", "major-incident-procedur", "mjaor-incident-procedure"):
        assert find_nearest(slip, known) == "major-incident-procedure"


def test_documents_that_all_rest_on_each_other_are_few_steps(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty of them name all others: each is reached once from each, not once by each parent of each."""
    names = [f"P-{number}" for number in range(30)]
    files = {
        f"policies/{one}.md": page(one, f"implements: [{', '.join(name for name in names if name != one)}]\n")
        for one in names
    }
    repository.commit({**SETTINGS, **files}, at="2026-01-05T12:00:00Z")
    ways: list[str] = []

    def count(name: str, before: Way | None = None) -> Way:
        ways.append(name)
        return Way(name, before)

    monkeypatch.setattr(suspects, "Way", count)
    find_proofs(read_snapshot(repository.root, today=TODAY))
    assert len(ways) == 30 * 29
