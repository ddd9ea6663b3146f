"""Kept answers: the same question again is answered at once, with the same bytes, until anything changes."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from conftest import BASE, Repository

import smsdocs
from smsdocs.adapters import command_line
from smsdocs.adapters.command_line import answers
from smsdocs.adapters.command_line.root import SETTINGS_FILES
from smsdocs.readers import settings
from smsdocs.readers.answers import machine, store
from smsdocs.readers.answers.store import Answer, read_answer, write_answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Change = Callable[[Repository], object]

TODAY = "2026-06-30"
CHECK = ("check", "--today", TODAY)
POLICY = "policies/policy.md"
NEW = "---\nid: POL-NEW\ntitle: New\n---\n\n# New\n"
OVERLAY = "schema/catalogs/licensed@1.yaml"
CATALOG = "id: licensed@1\nname: Licensed {}\nclauses:\n  - {{id: '1', title: One, requirement: true}}\n"
HEAVY = ("click", "yaml", "jsonschema", "jinja2", "git", "dataclasses", "inspect", "smsdocs.snapshot")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command printed, how it ended, and whether it worked anything out."""

    output: str
    errors: str
    code: object
    fresh: bool


Ask = Callable[..., Said]


@pytest.fixture
def kept(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return a repository with one finding and a branch aside, in whose folder everything is asked."""
    for name in list(os.environ):
        if name.startswith("SMSDOCS_") or name in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}:
            monkeypatch.delenv(name)
    shutil.copytree(BASE, repository.root, dirs_exist_ok=True)
    repository.commit({".gitignore": "schema/catalogs/licensed*\nsite/\n"}, at="2026-03-01T12:00:00+00:00")
    repository.git("branch", "aside")
    repository.git("tag", "first")
    page = repository.root.joinpath(POLICY).read_text(encoding="utf-8")
    repository.commit({POLICY: f"{page}\n[gone](nowhere.md)\n"}, at="2026-03-02T12:00:00+00:00")
    monkeypatch.chdir(repository.root)
    return repository


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Ask]:
    """Ask as the console script does, and say whether a command was run for it."""
    runs: list[int] = []
    real = command_line._run  # noqa: SLF001  # the seam between what was kept and what is worked out

    def counted(arguments: list[str] | None) -> None:
        runs.append(1)
        real(arguments)

    def asked(*arguments: str) -> Said:
        before = len(runs)
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            command_line.main(list(arguments))
        said = capfd.readouterr()
        return Said(output=said.out, errors=said.err, code=end.value.code or 0, fresh=len(runs) > before)

    monkeypatch.setattr(command_line, "_run", counted)
    yield asked
    gc.enable()  # a command that runs alone need not tidy up; tests do


def files(kept: Repository) -> list[Path]:
    """Return the kept answers."""
    return sorted(kept.root.glob(".git/smsdocs/answers/*"))


@pytest.mark.parametrize(
    "question",
    [
        CHECK,
        ("check", "--today", TODAY, "--format", "json", "--fail-on", "never"),
        ("check", "--today", TODAY, "policies", "--all"),
        ("coverage", "--today", TODAY),
        ("coverage", "--today", TODAY, "--format", "json"),
        ("history", "--today", TODAY),
        ("history", "--today", TODAY, POLICY, "--explain"),
    ],
    ids=" ".join,
)
def test_the_same_question_again_gives_the_same_bytes_and_exit_code(
    kept: Repository, ask: Ask, question: tuple[str, ...]
) -> None:
    """The second time nothing is run; without the cache the answer is the same."""
    first, second = ask(*question), ask(*question)
    assert first.fresh
    assert not second.fresh
    assert (second.output, second.code, second.errors) == (first.output, first.code, "")
    assert ask(*question, "--no-cache").output == first.output
    assert first.output
    assert len(files(kept)) == 1


def test_what_is_kept_is_answered_before_anything_heavy_is_loaded(kept: Repository) -> None:
    """A second run imports neither click nor yaml nor jsonschema, nor anything that reads a snapshot."""
    command = [sys.executable, "-X", "importtime", "-m", "smsdocs", *CHECK]
    first, second = (subprocess.run(command, capture_output=True, check=False) for _ in range(2))
    assert (first.stdout, first.returncode) == (second.stdout, second.returncode)
    assert first.returncode == 1
    loaded = [
        {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
        for done in (first, second)
    ]
    assert loaded[0] >= {"click", "yaml", "jsonschema", "smsdocs.snapshot"}
    assert not loaded[1] & set(HEAVY)
    assert kept.root.joinpath(".git/smsdocs").is_dir()


def _append(kept: Repository) -> None:
    with kept.root.joinpath(POLICY).open("a", encoding="utf-8") as file:
        file.write("\nMore words.\n")


def _edit_twice(kept: Repository) -> None:
    """Change a file that differs from the commit already; git says the same of it as before."""
    kept.write({"policies/draft.md": NEW.replace("title: New", "title: Old")})


def _say_unchanged(flag: str) -> Change:
    def change(kept: Repository) -> None:
        kept.git("update-index", flag, POLICY)
        _append(kept)

    return change


def _overlay(text: str) -> Change:
    return lambda kept: kept.write({OVERLAY: CATALOG.format(text)})


CHANGES: dict[str, Change] = {
    "an edit": _append,
    "an edit that is staged": lambda kept: (_append(kept), kept.git("add", POLICY)),
    "a commit": lambda kept: kept.commit({POLICY: "gone\n"}, at="2026-03-03T12:00:00+00:00"),
    "a commit without any change": lambda kept: kept.commit({}, at="2026-03-03T12:00:00+00:00"),
    "a new file that is not tracked": lambda kept: kept.write({"policies/new.md": NEW}),
    "another edit to a file that is not tracked": _edit_twice,
    "a file deleted": lambda kept: kept.root.joinpath(POLICY).unlink(),
    "a file renamed": lambda kept: kept.git("mv", POLICY, "policies/other.md"),
    "a file turned into a link": lambda kept: (
        kept.root.joinpath(POLICY).unlink(),
        kept.root.joinpath(POLICY).symlink_to("/dev/null"),
    ),
    "an edit that git was told not to see": _say_unchanged("--assume-unchanged"),
    "an edit outside a sparse checkout": _say_unchanged("--skip-worktree"),
    "a setting": lambda kept: kept.write({"mkdocs.yml": "plugins: [smsdocs]\n"}),
    "a schema that git ignores": _overlay("new"),
    "a branch made": lambda kept: kept.git("branch", "another"),
    "a branch moved": lambda kept: kept.git("branch", "--force", "aside", "HEAD"),
    "a branch checked out": lambda kept: kept.git("checkout", "--quiet", "aside"),
    "a branch of the same commit checked out": lambda kept: kept.git("checkout", "--quiet", "-b", "same"),
    "a tag": lambda kept: kept.git("tag", "second"),
    "a branch of the remote": lambda kept: kept.git("update-ref", "refs/remotes/origin/main", "aside"),
    "the default branch of the remote": lambda kept: (
        kept.git("update-ref", "refs/remotes/origin/main", "HEAD"),
        kept.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"),
    ),
    "commits that no ref names": lambda kept: kept.git("fetch", "--quiet", ".", "aside"),
    "a setting of git": lambda kept: kept.git("config", "gpg.ssh.allowedSignersFile", "signers"),
    "another setting of git": lambda kept: kept.git("config", "diff.renames", "copies"),
    "what git ignores here": lambda kept: kept.root.joinpath(".git/info/exclude").write_text("*.tmp\n"),
    "attributes of files here": lambda kept: kept.root.joinpath(".git/info/attributes").write_text(
        "* text\n"
    ),
    "a shallow clone": lambda kept: kept.root.joinpath(".git/shallow").write_text(
        kept.git("rev-parse", "HEAD")
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_gives_a_fresh_answer(kept: Repository, ask: Ask, change: str) -> None:
    """Whatever changes, the answer is the one that is given without any cache."""
    kept.write({"policies/draft.md": NEW})
    assert ask(*CHECK).fresh
    assert not ask(*CHECK).fresh
    CHANGES[change](kept)
    after = ask(*CHECK)
    assert after.fresh
    without = ask(*CHECK, "--no-cache")
    assert (after.output, after.errors, after.code) == (without.output, without.errors, without.code)


@pytest.mark.parametrize("name", ["ignore", "attributes"])
@pytest.mark.parametrize("named", [False, True], ids=["where git looks by itself", "where a setting says"])
def test_what_a_user_has_git_ignore_and_convert_counts(
    kept: Repository, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, named: bool
) -> None:
    """Git says nothing of these files: neither do they differ from a commit, nor are they settings."""
    folder = tmp_path / "home"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    place = folder / ("own" if named else f"git/{name}")
    place.parent.mkdir(parents=True, exist_ok=True)
    if named:
        setting = {"ignore": "core.excludesFile", "attributes": "core.attributesFile"}[name]
        kept.git("config", setting, str(place))
    ask(*CHECK)
    assert not ask(*CHECK).fresh
    place.write_text("*.md text\n")
    assert ask(*CHECK).fresh


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_was_told_to_overlook_is_looked_at(kept: Repository, ask: Ask, flag: str) -> None:
    """The check reads it as it lies there, so each edit counts."""
    kept.git("update-index", flag, POLICY)
    ask(*CHECK)
    assert not ask(*CHECK).fresh
    _append(kept)
    assert kept.git("status", "--short") == ""
    assert ask(*CHECK).fresh


@pytest.mark.parametrize(
    "change",
    [_overlay("two, in other words"), _overlay("ONE"), lambda kept: kept.root.joinpath(OVERLAY).unlink()],
    ids=["edited", "edited, as long as before", "deleted"],
)
def test_a_schema_that_git_ignores_is_watched(kept: Repository, ask: Ask, change: Change) -> None:
    """Git says nothing of it, so the answer itself says where to look."""
    _overlay("one")(kept)
    time.sleep(0.02)
    ask(*CHECK)
    assert not ask(*CHECK).fresh
    change(kept)
    assert ask(*CHECK).fresh


def test_the_schema_folder_is_watched_where_the_settings_put_it(kept: Repository, ask: Ask) -> None:
    """The folder is a setting, known only once they are read."""
    text = kept.root.joinpath("mkdocs.yml").read_text(encoding="utf-8")
    text = text.replace("severity:", "schema: rules/own\n      severity:").replace(
        "tiny@1", "iso20000-1@2018"
    )
    kept.commit({"mkdocs.yml": text, ".gitignore": "rules/\n"}, at="2026-03-04T12:00:00+00:00")
    ask(*CHECK)
    assert not ask(*CHECK).fresh
    kept.write({"rules/own/catalogs/licensed@1.yaml": CATALOG.format("here")})
    assert ask(*CHECK).fresh


@pytest.mark.parametrize(
    "question",
    [
        ("check", "--today", "2026-07-01"),
        ("check", f"--today={TODAY}"),
        (*CHECK, "--all"),
        (*CHECK, "policies"),
        (*CHECK, "--fail-on", "never"),
        (*CHECK, "--format", "json"),
        (*CHECK, "--no-history"),
        (*CHECK, "--as-of", "HEAD"),
        (*CHECK, "--root", "."),
        ("coverage", "--today", TODAY),
    ],
    ids=" ".join,
)
def test_another_question_is_another(kept: Repository, ask: Ask, question: tuple[str, ...]) -> None:
    """Both answers are kept beside each other."""
    ask(*CHECK)
    assert ask(*question).fresh
    assert not ask(*question).fresh
    assert not ask(*CHECK).fresh
    assert len(files(kept)) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FORCE_COLOR", "1"),
        ("NO_COLOR", "1"),
        ("COLUMNS", "60"),
        ("SMSDOCS_TODAY", "2026-07-01"),
        ("SMSDOCS_NO_HISTORY", "1"),
        ("LC_ALL", "C"),
        ("PYTHONUTF8", "1"),
        ("GIT_CONFIG_GLOBAL", "elsewhere"),
        ("GNUPGHOME", "elsewhere"),
    ],
)
def test_another_environment_is_another_question(
    kept: Repository, ask: Ask, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Whatever of the environment may reach the output, or git, is a part of the question."""
    del kept
    ask(*CHECK)
    monkeypatch.setenv(name, value)
    assert ask(*CHECK).fresh
    assert not ask(*CHECK).fresh


def test_colour_is_kept_as_it_was_printed(
    kept: Repository, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer in colour is not an answer without."""
    del kept
    plain = ask(*CHECK)
    monkeypatch.setenv("FORCE_COLOR", "1")
    first, second = ask(*CHECK), ask(*CHECK)
    assert "\x1b[" in first.output
    assert "\x1b[" not in plain.output
    assert (second.output, second.fresh) == (first.output, False)


def test_a_folder_to_stand_in_is_a_part_of_the_question(
    kept: Repository, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are relative to it, and so is the nearest folder with settings."""
    root = str(kept.root)
    ask(*CHECK, "--root", root)
    monkeypatch.chdir(kept.root / "policies")
    assert ask(*CHECK, "--root", root).fresh
    assert not ask(*CHECK, "--root", root).fresh
    assert ask(*CHECK).fresh
    assert not ask(*CHECK).fresh
    kept.write({"policies/mkdocs.yml": "site_name: Another\n"})
    assert ask(*CHECK).output != ask(*CHECK, "--root", root).output


@pytest.mark.parametrize("touch", ["a file of the package", "a file of the packaged schema", "a new file"])
def test_another_state_of_the_tool_gives_a_fresh_answer(
    kept: Repository, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, touch: str
) -> None:
    """An editable install changes without changing its version."""
    del kept
    package, schema = tmp_path / "package", tmp_path / "packaged-schema"
    for folder in (package, schema):
        folder.mkdir()
        folder.joinpath("file.py").write_text("one")
    monkeypatch.setattr(smsdocs, "__file__", str(package / "__init__.py"))
    monkeypatch.setattr(machine, "find_packaged_schema", lambda: schema)
    ask(*CHECK)
    assert not ask(*CHECK).fresh
    place = package if touch != "a file of the packaged schema" else schema
    place.joinpath("new.py" if touch == "a new file" else "file.py").write_text("two")
    assert ask(*CHECK).fresh


def test_another_git_gives_a_fresh_answer(
    kept: Repository, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git is not asked for its version: another one lies elsewhere, or has another stamp."""
    ask(*CHECK)
    programs = kept.root.parent / "programs"
    programs.mkdir()
    real = shutil.which("git")
    assert real
    programs.joinpath("git").symlink_to(real)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    assert ask(*CHECK).fresh


def test_without_a_given_day_an_answer_is_good_for_a_quarter_of_an_hour(
    kept: Repository, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody's day changes between two quarters of an hour of UTC, whatever the time zone."""
    del kept
    moments = iter([900.0, 900.0, 1799.0, 1800.0, 1800.0, 1799.0])
    now = [0.0]
    monkeypatch.setattr(answers.time, "time", lambda: now[0])
    fresh = []
    for moment in moments:
        now[0] = moment
        fresh.append(ask("check").fresh)
    assert fresh == [True, False, False, True, False, False]


def test_a_name_that_is_no_ref_is_looked_up_again(kept: Repository, ask: Ask) -> None:
    """`--as-of` takes whatever git understands, and git understands more than refs."""
    fetched = kept.root / ".git/FETCH_HEAD"
    question = (*CHECK, "--as-of", "FETCH_HEAD")
    fetched.write_text(kept.git("rev-parse", "HEAD") + "\n")
    assert ask(*question).code == 1
    assert not ask(*question).fresh
    fetched.write_text(kept.git("rev-parse", "first") + "\n")
    after = ask(*question)
    assert (after.fresh, after.code) == (True, 0)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (("check", "--help"), 0),
        ((*CHECK, "--write-baseline"), 0),
        ((*CHECK, "--no-such-option"), 2),
        ((*CHECK, "nowhere.md"), 2),
        ((*CHECK, "--as-of", "nowhere"), 2),
        ((*CHECK, "--root", "nowhere"), 2),
        ((*CHECK, "--root"), 2),
        ((*CHECK, "--no-cache"), 1),
    ],
    ids=str,
)
def test_what_is_no_plain_answer_is_never_kept(
    kept: Repository, ask: Ask, question: tuple[str, ...], code: int
) -> None:
    """Help, what writes, errors, and what was asked to be worked out again."""
    first, second = ask(*question), ask(*question)
    assert (first.fresh, second.fresh) == (True, True)
    assert (first.code, second.code) == (code, code)
    assert not files(kept)


def test_a_baseline_is_not_written_from_an_earlier_answer(kept: Repository, ask: Ask) -> None:
    """What a check left behind does not make the next command one that can be kept."""
    ask(*CHECK)
    assert ask(*CHECK, "--write-baseline").fresh
    assert len(files(kept)) == 1
    assert ask(*CHECK).code == 0


@pytest.mark.parametrize(("value", "looked"), [("1", False), ("yes", False), ("0", True), ("", True)])
def test_the_environment_can_say_no(
    kept: Repository, ask: Ask, monkeypatch: pytest.MonkeyPatch, value: str, *, looked: bool
) -> None:
    """SMSDOCS_NO_CACHE is the option for those who cannot give one."""
    monkeypatch.setenv("SMSDOCS_NO_CACHE", value)
    ask(*CHECK)
    assert bool(files(kept)) == looked
    assert ask(*CHECK).fresh != looked


def test_nothing_is_kept_outside_a_repository(sound: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nobody to say what changed, and no folder to keep it in."""
    monkeypatch.chdir(sound)
    before = sorted(sound.rglob("*"))
    assert ask(*CHECK, "--no-history").fresh
    assert ask(*CHECK, "--no-history").fresh
    assert sorted(sound.rglob("*")) == before


def test_nothing_is_kept_where_very_much_is_not_committed(kept: Repository, ask: Ask) -> None:
    """To look at so many files would cost more than it saves."""
    kept.write({f"policies/many/{number}.txt": "x" for number in range(200)})
    ask(*CHECK)
    assert not ask(*CHECK).fresh
    kept.write({"policies/many/one-more.txt": "x"})
    assert ask(*CHECK).fresh
    assert ask(*CHECK).fresh


def test_what_says_something_on_stderr_is_said_again(
    kept: Repository, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warning that is printed once must not be swallowed the next time."""
    counted = command_line._run  # noqa: SLF001  # as above

    def warned(arguments: list[str] | None) -> None:
        sys.stderr.write("careful\n")
        counted(arguments)

    monkeypatch.setattr(command_line, "_run", warned)
    assert [ask(*CHECK).errors for _ in range(2)] == ["careful\n", "careful\n"]
    assert not files(kept)


def test_what_changes_while_it_is_looked_at_is_not_kept(
    kept: Repository, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows which of the two states was read."""
    counted = command_line._run  # noqa: SLF001  # as above

    def interfered(arguments: list[str] | None) -> None:
        _append(kept)
        counted(arguments)

    monkeypatch.setattr(command_line, "_run", interfered)
    ask(*CHECK)
    assert not files(kept)


def test_an_overlay_that_changes_while_it_is_looked_at_is_not_kept(
    kept: Repository, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git says nothing of it; its own time does."""
    counted = command_line._run  # noqa: SLF001  # as above

    def interfered(arguments: list[str] | None) -> None:
        time.sleep(0.02)
        _overlay("late")(kept)
        counted(arguments)

    monkeypatch.setattr(command_line, "_run", interfered)
    ask(*CHECK)
    assert not files(kept)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-5],
        lambda data: data.replace(b"Next", b"Text"),
        lambda data: data.partition(b"\n")[2],
        lambda _: b"",
        lambda _: b"\xff\xfe\0{}",
        lambda _: b"[]\n",
        lambda _: b"{}\nall is well\n",
    ],
    ids=["cut off", "other words", "no head", "empty", "no text", "a list", "nothing in its head"],
)
def test_a_damaged_answer_is_worked_out_and_written_again(
    kept: Repository, ask: Ask, spoil: Callable[[bytes], bytes]
) -> None:
    """Silently: nobody asked for the file."""
    first = ask(*CHECK)
    (place,) = files(kept)
    whole = place.read_bytes()
    place.write_bytes(spoil(whole))
    second = ask(*CHECK)
    assert (second.output, second.code, second.errors, second.fresh) == (first.output, 1, "", True)
    assert place.read_bytes() == whole
    assert not ask(*CHECK).fresh


@pytest.mark.parametrize("kind", ["file", "link", "read only"])
def test_a_folder_that_cannot_be_written_to_is_no_trouble(kept: Repository, ask: Ask, kind: str) -> None:
    """Nothing is kept, nothing is said, and no link is followed."""
    place, elsewhere = kept.root / ".git/smsdocs/answers", kept.root.parent / "elsewhere"
    elsewhere.mkdir()
    place.parent.mkdir()
    if kind == "file":
        place.write_text("in the way")
    elif kind == "link":
        place.symlink_to(elsewhere)
    else:
        place.mkdir(mode=0o500)
    said = [ask(*CHECK) for _ in range(2)]
    assert [(one.code, one.errors) for one in said] == [(1, "")] * 2
    assert said[0].output == said[1].output
    assert not list(elsewhere.iterdir())
    if kind == "read only":
        place.chmod(0o700)


def test_an_answer_behind_a_link_is_not_read(kept: Repository, ask: Ask) -> None:
    """A link in git's folder may point anywhere."""
    ask(*CHECK)
    (place,) = files(kept)
    elsewhere = kept.root.parent / "elsewhere"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    assert ask(*CHECK).fresh
    assert not place.is_symlink()
    assert elsewhere.read_bytes() == before


def test_answers_are_for_nobody_elses_eyes(kept: Repository, ask: Ask) -> None:
    """What a check prints may be confidential."""
    ask(*CHECK)
    (place,) = files(kept)
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


def test_the_oldest_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There are at most fifty, and they do not take more room than they are given."""
    folder = str(tmp_path / "kept")
    answer = Answer(("words\n",), 0, ("schema",), (), "0")
    for number in range(53):
        write_answer(folder, f"{number:064}", answer)
        os.utime(tmp_path / f"kept/answers/{number:064}.answer", ns=(number, number))
    assert [read_answer(folder, f"{number:064}") for number in (0, 1, 2)] == [None] * 3
    assert read_answer(folder, f"{52:064}") == answer
    assert len(list(tmp_path.glob("kept/answers/*"))) == 50
    monkeypatch.setattr(store, "_ALL", 1_000)
    write_answer(folder, f"{60:064}", answer)
    assert 0 < len(list(tmp_path.glob("kept/answers/*"))) < 6


def test_odd_characters_survive(tmp_path: Path) -> None:
    """Whatever could be printed can be kept, also half a surrogate pair."""
    answer = Answer(("\udc80 \x1b[1mé\r\n\0\U0001f600",), 1, (), ("a\nb",), "0")
    write_answer(str(tmp_path), "k", answer)
    assert read_answer(str(tmp_path), "k") == answer


def test_a_very_long_answer_is_not_kept(tmp_path: Path) -> None:
    """It would take the room of all the others."""
    write_answer(str(tmp_path), "k", Answer(("x" * store.LARGEST, "x"), 0, (), (), "0"))
    assert read_answer(str(tmp_path), "k") is None


def test_several_at_once_do_not_disturb_each_other(kept: Repository) -> None:
    """All of them answer the same, and one whole file is left."""
    command = [sys.executable, "-m", "smsdocs", *CHECK]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    said = {(*process.communicate(), process.returncode) for process in running}
    assert len(said) == 1
    assert len(files(kept)) == 1
    again = subprocess.run(command, capture_output=True, check=False)
    assert (again.stdout, again.stderr, again.returncode) in said


@pytest.mark.parametrize("known", [False, True])
def test_a_reader_that_has_heard_enough_ends_it_quietly(kept: Repository, *, known: bool) -> None:
    """What did not arrive is not kept; what was kept ends the same way."""
    kept.write({f"policies/p{number}.md": "---\nid: [\n---\n" for number in range(150)})
    command = [sys.executable, "-m", "smsdocs", *CHECK, "--format", "json"]
    if known:
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read()
    assert (errors, process.returncode) == (b"", 1)
    assert len(files(kept)) == known


def test_settings_are_looked_for_under_the_same_names() -> None:
    """The root is found before the reader of settings is loaded, by the names it reads."""
    assert SETTINGS_FILES == settings.SETTINGS_FILES
