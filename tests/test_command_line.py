"""The command line: exit codes, options, messages, and what a stranger's file may not do to a terminal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from git_world import GIT_WORLD

from smsdocs import __version__
from smsdocs.adapters.command_line.group import _COMMANDS, smsdocs

ROOT = Path(__file__).resolve().parent.parent
ESC = "\x1b"
GOOD = """---
id: POL-SM
title: Service management policy
type: policy
status: approved
version: "1.0"
owner: sms-manager
approver: sms-owner
approved_on: 2026-03-01
last_reviewed: 2026-03-01
provides: [service-management-policy]
---

We answer every call.
"""


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("SMSDOCS_NO_HISTORY", "1")  # these trees are no repositories


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small tree in order, and we stand in it."""
    write(tmp_path, "mkdocs.yml", "site_name: Our services\nplugins:\n  - smsdocs\n")
    write(tmp_path, "policies/policy.md", GOOD)
    write(
        tmp_path,
        "docs/registers/roles.yml",
        "id: R\ntitle: Roles\nowner: sms-manager\n"
        "rows:\n  - {id: sms-manager, title: Manager}\n  - {id: sms-owner, title: Owner}\n",
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(root: Path, path: str, text: str) -> None:
    """Write a file of a tree."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def run(*arguments: str) -> Result:
    """Run the command line in this process; the day is fixed where a command takes one."""
    day = (
        ("--today", "2026-06-30")
        if arguments[:1] in {("check",), ("coverage",)} and "--today" not in arguments
        else ()
    )
    return CliRunner().invoke(smsdocs, [*arguments, *day], prog_name="smsdocs")


def start(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "smsdocs", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def git(root: Path, *arguments: str, when: str = "2026-03-02T09:00:00Z") -> None:
    """Run git in a tree, with a fixed author and time."""
    person = {"NAME": "A Reader", "EMAIL": "reader@example.org", "DATE": when}
    environment = {
        f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()
    }
    environment = {**os.environ, **GIT_WORLD, **environment}
    subprocess.run(["git", *arguments], cwd=root, env=environment, check=True, capture_output=True)


# --- exit codes ---------------------------------------------------------------------------------


def test_nothing_at_or_above_the_threshold_ends_with_0(tree: Path) -> None:
    """Gaps are warnings, and warnings pass."""
    assert (tree / "mkdocs.yml").exists()
    done = run("check")
    assert done.exit_code == 0
    assert "60 warnings" in done.stdout


def test_an_error_ends_with_1(tree: Path) -> None:
    """A mistake of an author fails the check."""
    write(tree, "policies/policy.md", GOOD.replace("sms-owner", "sms-ower"))
    assert run("check").exit_code == 1


@pytest.mark.parametrize(("threshold", "code"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on_sets_the_least_severity_that_fails(tree: Path, threshold: str, code: int) -> None:
    """The tree has warnings and no error."""
    assert (tree / "mkdocs.yml").exists()
    assert run("check", "--fail-on", threshold).exit_code == code


def test_never_passes_even_with_errors(tree: Path) -> None:
    """For a report that only informs."""
    write(tree, "policies/policy.md", "no front matter\n")
    assert run("check", "--fail-on", "never").exit_code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("command", [["check", "--no-cache", "--no-history"], ["rules"], ["--help"]])
def test_a_full_disk_ends_with_2_and_no_traceback(tree: Path, command: list[str]) -> None:
    """Exit code 1 would say that something was found."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "smsdocs", *command],
            cwd=tree,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"smsdocs: the output cannot be written: No space left on device")


def test_a_folder_without_settings_ends_with_2_and_no_traceback(tmp_path: Path) -> None:
    """It says how to make them."""
    done = start("check", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"there is no mkdocs.yml here" in done.stderr
    assert b"make one: " in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_root_that_is_no_folder_ends_with_2(tmp_path: Path) -> None:
    """Whatever is named with --root."""
    done = run("check", "--root", str(tmp_path / "nowhere"))
    assert done.exit_code == 2
    assert "is not a folder" in done.stderr


@pytest.mark.parametrize("command", ["check", "coverage", "rules", "build", "serve"])
@pytest.mark.parametrize(
    "broken",
    [
        "plugins: [smsdocs",
        "- a list\n",
        "plugins:\n  - smsdocs: {documets: [a]}\n",
        "\x00",
        "INHERIT: ../x.yml\n",
    ],
)
def test_broken_settings_end_with_2_in_every_command(tree: Path, command: str, broken: str) -> None:
    """No command guesses, and none shows a traceback."""
    write(tree, "mkdocs.yml", broken)
    done = run(command)
    assert done.exit_code == 2
    assert "mkdocs.yml" in done.stderr
    assert isinstance(done.exception, SystemExit)


# --- settings that are refused ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "place", "words"),
    [
        ("documets: [a]", "3:7", "unknown setting `documets`: did you mean `documents`?"),
        ("documents: [../a]", "3:18", "inside the repository"),
        ("documents: policies", "3:18", "give a list"),
        ("suffixes: [md]", "3:18", 'write ".md"'),
        ("frameworks: [iso20000]", "3:7", "did you mean `iso20000-1@2018`?"),
        ("timezone: Mars", "3:17", "such as UTC or Europe/Berlin"),
        ("period: soon", "3:15", "a span of time"),
        ("review: {intervall: P1Y}", "3:27", "did you mean `interval`?"),
        ("severity: {unknown-feld: off}", "3:7", "did you mean `unknown-field`?"),
        ("severity: {SMS110: loud}", "3:26", "error, warning, info, off"),
        ("waivers: [{rule: SMS306}]", "3:17", "a waiver needs reason, until"),
        ("waivers: [{rule: SMS306, reason: r, until: soon}]", "3:50", "YYYY-MM-DD"),
        ("forge: {view: 'javascript:x'}", "3:21", "https://"),
        ("forge: {view: 'https://a/{file}'}", "3:21", "{path}"),
        ("feedback: us", "3:17", "mailto:"),
        ("fields: {id: a, title: a}", "3:15", "two fields"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_by_name_with_its_place(
    tree: Path, settings: str, place: str, words: str
) -> None:
    """Judging by half of what somebody meant would be a lie."""
    write(tree, "mkdocs.yml", f"plugins:\n  - smsdocs:\n      {settings}\n")
    done = run("check")
    assert done.exit_code == 2
    assert f"mkdocs.yml:{place}: " in done.stderr
    assert words in done.stderr


def test_every_refused_setting_is_named_at_once(tree: Path) -> None:
    """Nobody mends settings one by one."""
    write(
        tree,
        "mkdocs.yml",
        "plugins:\n  - smsdocs:\n      documets: [a]\n      timezone: Mars\n      branche: main\n",
    )
    done = run("check")
    assert [word in done.stderr for word in ("documents", "timezone", "branch`")] == [True] * 3


# --- PATH ---------------------------------------------------------------------------------------


def test_a_path_shows_only_what_lies_below_it(tree: Path) -> None:
    """Everything is read: a reference into another folder is still checked."""
    write(tree, "processes/a.md", "no front matter\n")
    done = run("check", "policies")
    assert done.exit_code == 0
    assert "processes" not in done.stdout
    assert "2 documents" in done.stdout


def test_a_path_may_be_a_file_a_folder_or_several(tree: Path) -> None:
    """A name that is the beginning of another is not it."""
    write(tree, "processes/a.md", "no front matter\n")
    write(tree, "processes/a.md.txt", "")
    assert run("check", "processes/a.md").exit_code == 1
    assert run("check", "processes/").exit_code == 1
    assert run("check", "policies", "processes").exit_code == 1
    assert run("check", "processes/a.md.txt").exit_code == 0


def test_a_path_is_seen_from_where_we_stand(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The root is the nearest folder above that holds the settings."""
    write(tree, "policies/bad.md", "no front matter\n")
    monkeypatch.chdir(tree / "policies")
    assert "policies/bad.md" in run("check", "bad.md").stdout


@pytest.mark.parametrize("path", ["nowhere", "../outside", "/etc"])
def test_a_path_that_holds_nothing_ends_with_2(tree: Path, path: str) -> None:
    """A misspelt path must not look like a clean one."""
    assert (tree / "mkdocs.yml").exists()
    done = run("check", path)
    assert done.exit_code == 2
    assert f"no file of the tree lies at {path}" in done.stderr
    assert "paths are relative to the folder you are in" in done.stderr


@pytest.mark.parametrize(
    ("folder", "path", "meant"),
    [
        (".", "polices", "policies"),
        (".", "polices/", "policies"),
        (".", "policies/polcy.md", "policies/policy.md"),
        ("processes", "policies", "../policies"),
        ("processes", "../polices/policy.md", "../policies/policy.md"),
    ],
)
def test_a_misspelt_path_is_told_which_was_meant(
    tree: Path, monkeypatch: pytest.MonkeyPatch, folder: str, path: str, meant: str
) -> None:
    """Folders count too, and what is told can be typed where we stand; so does a path that holds from the root."""
    write(tree, "policies/policy.md", "no front matter\n")
    (tree / "processes").mkdir(exist_ok=True)
    monkeypatch.chdir(tree / folder)
    done = run("check", path)
    assert done.exit_code == 2
    assert f"did you mean `{meant}`?" in done.stderr


# --- the nearest match --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], "There is no command `chek`. Did you mean `check`?"),
        (["zzz"], "There is no command `zzz`."),
        (["explain", "SMS2006"], "did you mean `SMS206`?"),
        (["explain", "broken-lnk"], "did you mean `broken-link`?"),
        (["explain", "zzz"], "`smsdocs rules` lists them"),
        (["coverage", "5.2.9"], "did you mean `5.2.2`"),
        (["coverage", "iso2000-1:5.2"], "did you mean `iso20000-1`?"),
        (["coverage", "iso27001:A.5"], "add iso27001@2022 to the setting `frameworks`"),
        (["check", "--fail-on", "warn"], "warning"),
        (["check", "--formt", "json"], "--format"),
    ],
)
def test_what_is_misspelt_is_named_with_what_was_meant(tree: Path, arguments: list[str], words: str) -> None:
    """Commands, rules, clauses, frameworks, options and their values."""
    assert (tree / "mkdocs.yml").exists()
    done = run(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_rule_is_found_by_code_and_by_name_in_any_letter_case(tree: Path) -> None:
    """Nobody types capitals."""
    assert (tree / "mkdocs.yml").exists()
    assert run("explain", "sms206").stdout == run("explain", "Broken-Link").stdout


# --- the day ------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-02-30", "2026-2-3", "30.06.2026", "today", "20260630"])
def test_a_day_that_is_none_is_refused(tree: Path, day: str) -> None:
    """It says what a day looks like."""
    assert (tree / "mkdocs.yml").exists()
    done = run("check", "--today", day)
    assert done.exit_code == 2
    assert "write YYYY-MM-DD" in done.stderr


def test_the_environment_gives_the_day_and_the_option_wins(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SMSDOCS_TODAY is another way to write --today."""
    assert (tree / "mkdocs.yml").exists()
    monkeypatch.setenv("SMSDOCS_TODAY", "2026-05-05")
    assert "2026-05-05" in CliRunner().invoke(smsdocs, ["check"]).stdout
    assert "2026-06-30" in run("check").stdout


def test_a_wrong_day_in_the_environment_is_refused(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not passed over."""
    assert (tree / "mkdocs.yml").exists()
    monkeypatch.setenv("SMSDOCS_TODAY", "soon")
    assert CliRunner().invoke(smsdocs, ["check"]).exit_code == 2


# --- the past -----------------------------------------------------------------------------------


def test_as_of_reads_a_commit_and_leaves_the_files_alone(tree: Path) -> None:
    """A revision brings its own clock; a date the last commit that had landed."""
    git(tree, "init", "--quiet")
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", "one")
    write(tree, "policies/policy.md", "no front matter\n")
    assert run("check").exit_code == 1
    past = CliRunner().invoke(smsdocs, ["check", "--as-of", "HEAD", "--format", "json"])
    assert past.exit_code == 0
    assert json.loads(past.stdout)["today"] == "2026-03-02"
    assert json.loads(past.stdout)["tree"]["rev"] == "HEAD"
    assert (
        json.loads(
            CliRunner().invoke(smsdocs, ["check", "--as-of", "2026-04-01", "--format", "json"]).stdout
        )["today"]
        == "2026-04-01"
    )
    assert (tree / "policies" / "policy.md").read_text(encoding="utf-8") == "no front matter\n"


@pytest.mark.parametrize(
    ("rev", "words"),
    [
        ("nowhere", "no commit is named"),
        ("2026-01-01", "nothing had landed by then"),
        ("2026-02-30", "there is no day"),
        ("--all", "no commit is named"),
    ],
)
def test_a_past_that_is_not_there_ends_with_2(tree: Path, rev: str, words: str) -> None:
    """It never falls back to the present."""
    git(tree, "init", "--quiet")
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", "one")
    done = run("check", "--as-of", rev)
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_tree_without_git_has_no_past(tree: Path) -> None:
    """It says so, and what to do."""
    assert (tree / "mkdocs.yml").exists()
    done = run("check", "--as-of", "HEAD")
    assert done.exit_code == 2
    assert "not in a git repository" in done.stderr


# --- colour -------------------------------------------------------------------------------------


def test_there_is_no_colour_where_the_output_is_no_terminal(tree: Path) -> None:
    """A report in a file is plain text."""
    assert ESC.encode() not in start("check", cwd=tree).stdout


def test_force_color_colours_and_no_color_wins(tree: Path) -> None:
    """By the two conventions there are."""
    assert ESC.encode() in start("check", cwd=tree, FORCE_COLOR="1").stdout
    assert ESC.encode() not in start("check", cwd=tree, FORCE_COLOR="1", NO_COLOR="1").stdout


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals to be had here")
@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_a_terminal_gets_colour_unless_no_color_is_set(tree: Path, no_color: str, coloured: bool) -> None:  # noqa: FBT001  # a parameter
    """What a person sees who runs it."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "smsdocs", "check", "policies", "--today", "2026-06-30"],
        cwd=tree,
        env={**os.environ, "TERM": "xterm", "NO_COLOR": no_color},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # Linux ends a closed terminal so
            pass
        process.wait()
    os.close(ours)
    assert b"No findings" in shown
    assert (ESC.encode() in shown) is coloured


# --- a stranger's files -------------------------------------------------------------------------

ODD = f"policies/{ESC}[2J{ESC}]0;owned\x07\n\u202eevil\u200b.md"


def test_escape_characters_in_a_file_name_do_not_reach_the_terminal(tree: Path) -> None:
    """A file name from a pull request cannot repaint the report, reverse it or add a line to it."""
    write(tree, ODD, GOOD.replace("POL-SM", "POL-ODD").replace("sms-owner", "nobody"))
    for more in ([], ["--all"], ["--format", "json"]):
        done = start("check", *more, cwd=tree, PYTHONIOENCODING="utf-8")
        shown = done.stdout.decode()
        assert done.returncode == 1
        assert all(character not in shown for character in (ESC, "\x07"))
        if not more or more == ["--all"]:
            assert all(character not in shown for character in ("\u202e", "\u200b"))
    assert r"policies/\x1b[2J\x1b]0;owned\x07\n\u202eevil\u200b.md" in run("check").stdout


TITLE = "\\e]0;owned\\a\\u202e"
"""In quotes YAML makes of it: set the title of the terminal window, ring the bell, turn the text around."""


def test_escape_characters_in_values_do_not_reach_the_terminal(tree: Path) -> None:
    """Titles, ids and clauses are a stranger's text too."""
    text = GOOD.replace("sms-manager", f'"{TITLE}"').replace("Service management policy", f'"{TITLE}"')
    write(tree, "policies/policy.md", text.replace("provides:", f'clauses: ["{TITLE}8.6.1"]\nprovides:'))
    for arguments in (["check"], ["coverage"], ["coverage", "5.2.1"]):
        shown = run(*arguments).stdout
        assert all(character not in shown for character in (ESC, "\x07", "\u202e"))


@pytest.mark.parametrize(
    "settings",
    [
        f'"{TITLE}": 1',
        f'frameworks: ["{TITLE}"]',
        f'severity: {{"{TITLE}": off}}',
    ],
)
def test_escape_characters_in_settings_do_not_reach_the_terminal(tree: Path, settings: str) -> None:
    """What is named in a message about trouble is escaped as well."""
    write(tree, "mkdocs.yml", f"plugins:\n  - smsdocs:\n      {settings}\n")
    done = run("check")
    assert done.exit_code == 2
    assert all(character not in done.stderr for character in (ESC, "\x07", "\u202e"))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_file_name_that_is_no_utf_8_does_not_stop_the_run(tree: Path) -> None:
    """It shows with a replacement character, and the JSON is JSON."""
    folder = os.fsencode(tree / "policies")
    Path(os.fsdecode(folder + b"/\xff.md")).write_text("no front matter\n", encoding="utf-8")
    done = start("check", cwd=tree)
    assert done.returncode == 1
    assert "policies/\ufffd.md" in done.stdout.decode()
    assert json.loads(start("check", "--format", "json", cwd=tree).stdout)["summary"]["error"] == 1


def test_an_output_that_cannot_show_unicode_still_works(tree: Path) -> None:
    """The signs of statuses have plain counterparts."""
    done = start("coverage", "5", cwd=tree, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0
    assert b"+ 5.2.1" in done.stdout
    assert b"x 5.1" in done.stdout


# --- the baseline -------------------------------------------------------------------------------


def test_a_baseline_forgives_what_is_there_and_nothing_new(tree: Path) -> None:
    """Red, written, green; then a new fault is red, and a second one of the same kind too."""
    write(tree, "policies/old.md", "no front matter\n")
    assert run("check").exit_code == 1
    written = run("check", "--write-baseline")
    assert written.exit_code == 0
    assert "forgiven" in written.stdout
    assert run("check", "--fail-on", "info").exit_code == 0
    write(tree, "policies/policy.md", GOOD.replace("We answer", "[See](gone.md). We answer"))
    done = run("check")
    assert done.exit_code == 1
    assert "gone.md" in done.stdout
    assert "old.md" not in done.stdout


def test_a_baseline_forgives_as_many_as_it_counted(tree: Path) -> None:
    """Two equal findings were there; a third is new."""
    write(tree, "policies/policy.md", GOOD + "\n[a](gone.md)\n\n[b](gone.md)\n")
    run("check", "--write-baseline")
    assert run("check", "policies").exit_code == 0
    write(tree, "policies/policy.md", GOOD + "\n\nMoved down.\n\n[a](gone.md)\n\n[b](gone.md)\n")
    assert run("check", "policies").exit_code == 0
    write(tree, "policies/policy.md", GOOD + "\n[a](gone.md)\n\n[b](gone.md)\n\n[c](gone.md)\n")
    assert run("check", "policies").exit_code == 1


def test_writing_the_baseline_twice_gives_the_same_file(tree: Path) -> None:
    """What it forgives is not forgotten when it is written anew."""
    write(tree, "policies/old.md", "no front matter\n")
    run("check", "--write-baseline")
    first = (tree / "smsdocs-baseline.json").read_text(encoding="utf-8")
    run("check", "--write-baseline")
    assert (tree / "smsdocs-baseline.json").read_text(encoding="utf-8") == first


def test_a_mended_finding_is_said_to_be_mended(tree: Path) -> None:
    """So that the baseline shrinks."""
    write(tree, "policies/old.md", "no front matter\n")
    run("check", "--write-baseline")
    (tree / "policies" / "old.md").unlink()
    assert "SMS909" in run("check").stdout


def test_the_past_gets_no_baseline(tree: Path) -> None:
    """And a symbolic link is not written through."""
    git(tree, "init", "--quiet")
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", "one")
    assert run("check", "--write-baseline", "--as-of", "HEAD").exit_code == 2
    (tree / "smsdocs-baseline.json").symlink_to(tree / "elsewhere.json")
    assert run("check", "--write-baseline").exit_code == 2
    assert not (tree / "elsewhere.json").exists()


# --- waivers and severities ---------------------------------------------------------------------


def test_a_waived_error_passes_and_is_shown(tree: Path) -> None:
    """Until its last day, and not a day longer."""
    write(tree, "policies/old.md", "no front matter\n")
    write(
        tree,
        "mkdocs.yml",
        "plugins:\n  - smsdocs:\n      waivers:\n        - {rule: missing-front-matter, document: policies/old.md, "
        "reason: in work, until: 2026-06-30}\n",
    )
    done = run("check", "policies")
    assert done.exit_code == 0
    assert "in work" in done.stdout
    assert "1 waived" in done.stdout
    assert run("check", "policies", "--today", "2026-07-01").exit_code == 1
    assert "SMS907" in run("check", "--today", "2026-07-01").stdout


def test_settings_change_and_switch_off_a_severity(tree: Path) -> None:
    """By code and by name; the list of rules shows it."""
    write(tree, "policies/old.md", "no front matter\n")
    write(tree, "mkdocs.yml", "plugins:\n  - smsdocs:\n      severity: {SMS101: off, clause-gap: info}\n")
    done = run("check")
    assert done.exit_code == 0
    assert "SMS101" not in done.stdout
    assert "SMS101  off" in run("rules").stdout
    assert "SMS306  info" in run("rules").stdout


# --- help ---------------------------------------------------------------------------------------


def test_the_list_of_commands_says_what_each_command_says_of_itself() -> None:
    """The words stand twice so that `--help` loads no command; they must not drift apart."""
    for name, (_, words) in _COMMANDS.items():
        command = smsdocs.get_command(click.Context(smsdocs), name)
        assert command is not None
        own = (command.help or "").split("\n")[0]
        assert own.startswith(words.rstrip("."))


@pytest.mark.parametrize(
    "arguments", [["--help"], ["-h"], *([name, "--help"] for name in _COMMANDS), ["--version"]]
)
def test_help_works_outside_any_tree(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks how it works need not have settings."""
    monkeypatch.chdir(tmp_path)
    assert run(*arguments).exit_code == 0


def test_the_version_is_that_of_the_package() -> None:
    """One number, in one place."""
    assert run("--version").stdout == f"smsdocs {__version__}\n"


def test_rules_and_explain_work_outside_any_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They show the defaults there."""
    monkeypatch.chdir(tmp_path)
    assert "SMS101  error" in run("rules").stdout
    assert run("explain", "SMS101").exit_code == 0


# --- the same again -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["check", "--format", "json"], ["coverage"], ["coverage", "--format", "json"], ["rules"]],
)
def test_the_same_tree_on_the_same_day_gives_the_same_bytes(arguments: list[str]) -> None:
    """In two processes, whose hashes differ."""
    day = [] if arguments == ["rules"] else ["--today", "2026-06-30"]
    first = start(*arguments, *day, cwd=ROOT, PYTHONHASHSEED="1")
    second = start(*arguments, *day, cwd=ROOT, PYTHONHASHSEED="2")
    assert first.stdout == second.stdout
    assert first.stdout


@pytest.mark.parametrize("day", ["2026-06-30", "2027-06-30"])
def test_the_sample_has_no_error(day: str) -> None:
    """Not today, and not when its reviews are overdue: time makes warnings."""
    done = run("check", "--root", str(ROOT), "--today", day)
    assert done.exit_code == 0, done.stdout


def test_a_tree_in_a_folder_of_a_repository_is_read_from_there(
    tree: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """`--root` may lie below the top of a repository."""
    top = tmp_path_factory.mktemp("top")
    shutil.copytree(tree, top / "sms")
    git(top, "init", "--quiet")
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message", "one")
    output = json.loads(run("check", "--root", str(top / "sms"), "--format", "json").stdout)
    assert output["summary"]["documents"] == 1
    assert output["tree"]["commit"] is not None
    assert (
        json.loads(run("check", "--root", str(top / "sms"), "--as-of", "HEAD", "--format", "json").stdout)[
            "summary"
        ]["documents"]
        == 1
    )


# --- where the tree begins ----------------------------------------------------------------------


def test_the_settings_are_found_above_where_we_stand(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From any folder of the tree the same tree is checked."""
    git(tree, "init", "--quiet")
    monkeypatch.chdir(tree / "docs" / "registers")
    assert "in 1 document, 1 register" in run("check").stdout


@pytest.mark.parametrize("below", ["", "policies"])
def test_the_search_for_settings_ends_at_the_top_of_a_repository(
    tree: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    """A repository inside a tree is not that tree."""
    inner = tree / "our-sms"
    (inner / below).mkdir(parents=True)
    git(inner, "init", "--quiet")
    monkeypatch.chdir(inner / below)
    done = run("check")
    assert done.exit_code == 2
    assert "there is no mkdocs.yml here" in done.stderr


def test_the_top_of_a_repository_is_searched_too(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A work tree and a submodule have a file `.git` in place of a folder."""
    write(tree, "our-sms/.git", "gitdir: ../elsewhere\n")
    write(tree, "our-sms/mkdocs.yml", "site_name: Another\nplugins:\n  - smsdocs:\n      colour: red\n")
    write(tree, "our-sms/policies/draft.md", "A draft.\n")
    monkeypatch.chdir(tree / "our-sms" / "policies")
    done = run("rules")
    assert done.exit_code == 2
    assert "unknown setting `colour`" in done.stderr
