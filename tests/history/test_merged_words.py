"""Who made a merge is an author where the merge says something of its own, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_landing import find_stories, tell
from workflows import ADA, BEA, CEM, CHANGE, INCIDENT, MAX, Desk, change, incident, page, start

from smsdocs.analysis.lives.line_pairs import find_pairs
from smsdocs.analysis.lives.merged_text import has_own_words

if TYPE_CHECKING:
    from conftest import Repository

BEFORE = "one\n\ntwo\n\nthree\n\nfour\n"
OURS, THEIRS = BEFORE.replace("one", "ONE"), BEFORE.replace("two", "TWO")
BOTH = OURS.replace("two", "TWO")


def judge(text: str, *parents: str) -> bool:
    """Say whether a merged text has words of its own."""
    return has_own_words(text.encode(), [one.encode() for one in parents])


@pytest.mark.parametrize(
    ("text", "parents"),
    [
        pytest.param(BOTH, (OURS, THEIRS), id="neighbouring paragraphs"),
        pytest.param("a\nB\nc\nD\n", ("a\nB\nc\nd\n", "a\nb\nc\nD\n"), id="neighbouring lines"),
        pytest.param(OURS, (OURS, THEIRS), id="a conflict settled for one side"),
        pytest.param("x\nours\ntheirs\ny\n", ("x\nours\ny\n", "x\ntheirs\ny\n"), id="both sides kept"),
        pytest.param(
            BOTH.replace("three\n\n", ""), (OURS, THEIRS.replace("three\n\n", "")), id="deleted by one"
        ),
        pytest.param(
            BOTH.replace("four", "FOUR"), (OURS, THEIRS, BEFORE.replace("four", "FOUR")), id="three branches"
        ),
        pytest.param(BOTH.replace("\n", "\r\n"), (OURS, THEIRS), id="line ends"),
        pytest.param(BOTH + "\n\n", (OURS, THEIRS), id="empty lines"),
        pytest.param(
            "|a|\n|-|\n|A|\n\nx\n\n|b|\n|-|\n|B|\n",
            ("|a|\n|-|\n|A|\n\nx\n\n|b|\n|-|\n|o|\n", "|a|\n|-|\n|o|\n\nx\n\n|b|\n|-|\n|B|\n"),
            id="tables with equal lines",
        ),
    ],
)
def test_what_git_merges_by_itself_is_nobody_s(text: str, parents: tuple[str, ...]) -> None:
    """Whatever stands there was written on a side."""
    assert not judge(text, *parents)
    assert not judge(text, *reversed(parents))


@pytest.mark.parametrize(
    ("text", "parents"),
    [
        pytest.param(BOTH + "mine\n", (OURS, THEIRS), id="a line of its own"),
        pytest.param(BOTH.replace("three", "mine"), (OURS, THEIRS), id="another line"),
        pytest.param(BOTH.replace("three\n\n", ""), (OURS, THEIRS), id="a line less"),
        pytest.param(
            "x\nmine\ny\n", ("x\nours\ny\n", "x\ntheirs\ny\n"), id="a conflict settled for a third text"
        ),
        pytest.param("x\ny\n", ("x\nours\ny\n", "x\ntheirs\ny\n"), id="a conflict settled for nothing"),
        pytest.param("x\na\nd\ny\n", ("x\na\nb\ny\n", "x\nc\nd\ny\n"), id="something of each side left out"),
        pytest.param("three\n\none\n\ntwo\n", ("one\n\ntwo\n\nthree\n",) * 2, id="another order"),
        pytest.param(
            BOTH.replace("four", "mine"), (OURS, THEIRS, BEFORE.replace("four", "FOUR")), id="three branches"
        ),
        pytest.param("mine\n", (), id="a file that no parent has"),
        pytest.param(BOTH.replace("three", "three, mine"), (OURS,), id="a file that one parent has"),
    ],
)
def test_what_somebody_wrote_while_merging_is_theirs(text: str, parents: tuple[str, ...]) -> None:
    """Words, and the lack of words, that came from no side."""
    assert judge(text, *parents)
    assert judge(text, *reversed(parents))


def test_lines_without_end_are_compared_in_time() -> None:
    """A text of equal lines, which are worst to compare, is given up on instead of looked at for hours."""
    many, others = ["x", "y"] * 20_000, ["y", "x", "x"] * 20_000
    pairs = find_pairs(many, others)
    assert list(pairs.values()) == sorted(pairs.values())


def split(repository: Repository, *, ours: str, theirs: str, base: str = "") -> Desk:
    """Commit a process, then change it on a branch and on the trunk."""
    desk = Desk(repository)
    start(desk)
    if base:
        desk.commit("Base", {INCIDENT: base})
    desk.branch("feature")
    desk.commit("Theirs", {INCIDENT: theirs}, who=BEA)
    desk.switch("main")
    desk.commit("Ours", {INCIDENT: ours}, who=CEM)
    return desk


def find_authors(repository: Repository, path: str = INCIDENT) -> tuple[str, ...]:
    """Return the authors of the newest revision; what was kept gives the same."""
    first = find_stories(repository.root, cache=True)[path]
    again = find_stories(repository.root, cache=True)[path]
    plain = find_stories(repository.root)[path]
    assert tell(first) == tell(again) == tell(plain)
    return tell(plain)[0].authors


def test_edits_two_lines_apart_are_not_those_of_who_merged(repository: Repository) -> None:
    """Git merged them without a word, though it shows them as one change."""
    base = incident("first\n\nsecond\n\nthird")
    desk = split(
        repository, base=base, ours=base.replace("second", "SECOND"), theirs=base.replace("first", "FIRST")
    )
    desk.merge("feature", subject="Merge")
    assert find_authors(repository) == (BEA,)


@pytest.mark.parametrize("rule", ["-diff", "binary", "diff=odd -text", "working-tree-encoding=UTF-16"])
@pytest.mark.parametrize("place", [".gitattributes", ".git/info/attributes"])
@pytest.mark.parametrize("evil", [False, True])
def test_attributes_do_not_decide_who_wrote_a_text(
    rule: str,
    place: str,
    evil: bool,  # noqa: FBT001  # a case
    repository: Repository,
) -> None:
    """A line of configuration makes nobody an author, and hides nobody."""
    base = incident("first\n\nsecond\n\nthird")
    ours, theirs = base.replace("second", "SECOND"), base.replace("first", "FIRST")
    desk = split(repository, base=base, ours=ours, theirs=theirs)
    merged = ours.replace("first", "FIRST")
    desk.merge(
        "feature", subject="Merge", files={INCIDENT: merged.replace("third", "mine") if evil else merged}
    )
    for name, value in (("binary", "true"), ("textconv", "echo same; true"), ("command", "true")):
        desk.git("config", f"diff.odd.{name}", value)
    desk.git("config", "diff.context", "50")
    (repository.root / place).parent.mkdir(exist_ok=True)
    (repository.root / place).write_text(f"*.md {rule}\n")
    if place == ".gitattributes":
        desk.git("add", place)
    assert find_authors(repository) == ((BEA, MAX) if evil else (BEA,))


@pytest.mark.parametrize("evil", [False, True])
def test_a_rename_on_the_trunk_does_not_make_who_merged_an_author(
    evil: bool,  # noqa: FBT001  # a case
    repository: Repository,
) -> None:
    """The branch still knew the file by its old name; only words that the merge added count."""
    desk = Desk(repository)
    start(desk)
    desk.branch("feature")
    desk.commit("Theirs", {INCIDENT: incident().replace("Paragraph 1", "PARAGRAPH 1")}, who=BEA)
    desk.switch("main")
    new = "processes/renamed.md"
    ours = incident().replace("Paragraph 6", "PARAGRAPH 6")
    desk.commit("Ours", {INCIDENT: None, new: ours}, who=CEM)
    merged = ours.replace("Paragraph 1", "PARAGRAPH 1")
    desk.merge("feature", subject="Merge", files={new: merged + "Mine.\n" if evil else merged})
    assert find_authors(repository, new) == ((BEA, MAX) if evil else (BEA,))


def test_a_merge_of_three_branches_names_who_wrote(repository: Repository) -> None:
    """Three people edit one text in three places, and a fourth merges."""
    desk = Desk(repository)
    base = page("change", bears="PRC-CHG")
    desk.commit("Start", {CHANGE: base})
    for number, who in ((1, BEA), (3, CEM), (5, ADA)):
        desk.branch(f"b{number}", "main")
        desk.commit(
            f"B{number}", {CHANGE: base.replace(f"Paragraph {number}", f"PARAGRAPH {number}")}, who=who
        )
    desk.switch("main")
    desk.merge("b1", "b3", "b5", subject="Octopus")
    assert find_authors(repository, CHANGE) == (ADA, BEA, CEM)


def test_a_text_that_a_merge_changes_in_silence_is_of_who_merged(repository: Repository) -> None:
    """A line goes that both sides had."""
    base = change("first\n\nsecond\n\nthird")
    desk = Desk(repository)
    desk.commit("Start", {CHANGE: base})
    desk.branch("feature")
    desk.commit("Theirs", {CHANGE: base.replace("first", "FIRST")}, who=BEA)
    desk.switch("main")
    desk.commit("Ours", {CHANGE: base.replace("third", "THIRD")}, who=CEM)
    desk.merge("feature", subject="Merge", files={CHANGE: change("FIRST\n\nTHIRD")})
    assert find_authors(repository, CHANGE) == (BEA, MAX)


def test_attributes_of_a_user_do_not_decide_what_was_renamed(repository: Repository) -> None:
    """A file that is moved and given other line ends in one commit is as alike as ever."""
    desk = Desk(repository)
    text = page("problem")
    desk.commit("Start", {"processes/old.md": text.replace("\n", "\r\n")})
    desk.commit("Moved", {"processes/old.md": None, "processes/new.md": text}, who=BEA)
    (repository.root / ".git" / "attributes").write_text("*.md -diff\n")
    desk.git("config", "core.attributesFile", str(repository.root / ".git" / "attributes"))
    newest = tell(find_stories(repository.root)["processes/new.md"])[0]
    assert newest.moved_from == "processes/old.md"
