"""What is due for whom, on a terminal, as Markdown, as a calendar; and registers for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from smsdocs.adapters.command_line.group import smsdocs

if TYPE_CHECKING:
    from pathlib import Path

ROLES = """\
id: REG-ROLES
title: Roles
owner: boss
rows:
  - {id: boss, title: Boss}
  - {id: clerk, title: "Clerk *of* the <b>desk</b> @all"}
"""
PEOPLE = """\
id: REG-PEOPLE
title: People
owner: boss
rows:
  - {id: ada, name: Ada Example, assignments: [{role: clerk, from: 2026-01-01}]}
"""
RISKS = """\
id: REG-RISKS
title: Risks
owner: boss
last_reviewed: 2026-01-10
review_interval: P6M
status: approved
rows:
  - id: R1
    title: "=HYPERLINK(1)"
    owner: clerk
    action: "Lock the door; 50% off | now"
    due: 2026-06-01
    state: open
    likelihood: -2
  - {id: R2, title: Later, owner: boss, action: Wait, due: 2026-08-01, state: open}
"""
LOCATIONS = """\
id: REG-REC
title: Locations
owner: boss
rows:
  # kept in the tool
  - id: tickets
    name: Tickets
    system: Desk
    location: https://desk.example.org
    owner: clerk
    retention: P2Y
    provides: []
    samples:
      - date: 2025-01-05
        by: ada
        count: 3
        result: fine

  - {id: odd, name: Odd, system: Desk, location: x, owner: clerk, retention: P2Y, provides: []}
  - id: new
    name: New
    system: Desk
    location: y
    owner: clerk
    retention: P2Y
    provides: []
    samples: []  # none yet
  - id: bare
    name: Bare
    system: Desk
    location: z
    owner: clerk
    retention: P2Y
    provides: []
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Registers with things that are late, due and far off; no repository."""
    monkeypatch.setenv("SMSDOCS_NO_HISTORY", "1")
    (tmp_path / "mkdocs.yml").write_text("plugins:\n  - smsdocs\n", encoding="utf-8")
    folder = tmp_path / "docs" / "registers"
    folder.mkdir(parents=True)
    for name, text in {
        "roles": ROLES,
        "people": PEOPLE,
        "risks": RISKS,
        "record-locations": LOCATIONS,
    }.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return tmp_path


def run(root: Path, *words: str, code: int = 0) -> str:
    """Run a command on the tree and return what it printed."""
    done = CliRunner().invoke(smsdocs, [*words, "--root", str(root), "--today", "2026-06-15"])
    assert done.exit_code == code, done.output
    return done.output


def test_what_is_late_comes_first_and_says_how_late(tree: Path) -> None:
    """By role, in the order of the register; what lies past the days is left out."""
    text = run(tree, "remind", "--days", "30")
    assert text.index("Boss") < text.index("Clerk")
    assert "2026-06-01  14 days late" in text
    assert "Later" not in text
    assert "2026-07-10  in 25 days" in text
    assert "Later" not in run(tree, "remind", "--days", "46")
    assert "2026-08-01" in run(tree, "remind", "--days", "47")


def test_what_is_not_asked_of_git_is_said(tree: Path) -> None:
    """Dates are taken as they stand, for a mail as well."""
    for arguments in ((), ("--days", "0"), ("--format", "markdown"), ("--format", "markdown", "--days", "0")):
        assert run(tree, "remind", *arguments).endswith("honest dates.\n")


def test_a_person_sees_what_their_roles_have_to_do(tree: Path) -> None:
    """And nobody else's."""
    text = run(tree, "remind", "--for", "ada", "--days", "90")
    assert "2026-06-01" in text
    assert "2026-07-10" not in text


def test_an_unknown_name_is_refused_with_the_nearest(tree: Path) -> None:
    """An empty answer would look like a calm month."""
    assert "`clerk`" in run(tree, "remind", "--for", "clerc", code=2)


def test_titles_are_text_in_markdown(tree: Path) -> None:
    """Titles come from pull requests: no markup, no HTML, nobody is called by name."""
    text = run(tree, "remind", "--format", "markdown")
    assert "\\*of\\*" in text
    assert "<b>" not in text
    assert "@all" not in text
    assert "- [ ] **2026-06-01** (14 days late)" in text
    assert "50% off \\| now" in text


def test_a_calendar_can_be_read_and_is_the_same_twice(tree: Path) -> None:
    """One whole day per due; the same bytes for the same snapshot, and the same UID when only the day moves."""
    first = run(tree, "export", "ics")
    assert first == run(tree, "export", "ics")
    events = {str(one["summary"]): one for one in Calendar.from_ical(first).walk("VEVENT")}
    event = events["measure: Lock the door; 50% off | now"]
    assert event.decoded("dtstart").isoformat() == "2026-06-01"
    path = tree / "docs/registers/risks.yml"
    path.write_text(path.read_text("utf-8").replace("2026-06-01", "2026-06-20"), encoding="utf-8")
    moved = {
        str(one["summary"]): one for one in Calendar.from_ical(run(tree, "export", "ics")).walk("VEVENT")
    }
    assert moved[str(event["summary"])]["uid"] == event["uid"]
    assert moved[str(event["summary"])].decoded("dtstart").isoformat() == "2026-06-20"


def test_no_cell_of_a_table_is_a_formula(tree: Path) -> None:
    """A text that begins like one gets an apostrophe; a number stays a number."""
    rows = list(csv.DictReader(io.StringIO(run(tree, "export", "csv", "risks").lstrip("\ufeff"))))
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert rows[0]["likelihood"] == "-2"


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ("x;=1+1", "x;'=1+1"),
        ("x; =1+1", "x; '=1+1"),
        ('x;"=1+1', "x;\"'=1+1"),
        ("x\\t@SUM(1)", "x\t'@SUM(1)"),
        ("x\\n+1", "x\n'+1"),
        ("\\t=1", "'\t'=1"),
        (" -1", " '-1"),
        ("＝1", "'＝1"),  # noqa: RUF001  # a full-width sign
        ("1+1=2; done", "1+1=2; done"),
        ("a=b, c-d", "a=b, c-d"),
    ],
)
def test_no_part_of_a_cell_is_a_formula_where_it_is_split_elsewhere(
    tree: Path, written: str, cell: str
) -> None:
    """A spreadsheet of another language splits at semicolons or tabs: every cell is quoted, and no part begins one."""
    path = tree / "docs/registers/risks.yml"
    quoted = '"' + written.replace('"', '\\"') + '"'
    path.write_text(path.read_text("utf-8").replace('"=HYPERLINK(1)"', quoted), encoding="utf-8")
    text = run(tree, "export", "csv", "risks").lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[0]["title"] == cell
    assert text.splitlines()[0].count('"') == 2 * len(rows[0])


@pytest.mark.parametrize(("name", "sign"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
def test_cells_are_parted_as_the_spreadsheet_wants_it(tree: Path, name: str, sign: str) -> None:
    """Excel takes a semicolon where a comma parts the figures of a number."""
    text = run(tree, "export", "csv", "risks", "--separator", name).lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=sign))
    assert rows == list(
        csv.DictReader(io.StringIO(run(tree, "export", "csv", "risks").lstrip("\ufeff"), newline=""))
    )
    assert len(rows[0]) > 1


def test_personal_columns_stay_out_of_tables(tree: Path) -> None:
    """As they stay off pages."""
    path = tree / "docs/registers/people.yml"
    path.write_text(
        path.read_text("utf-8").replace("name: Ada Example,", 'name: Ada, git: ["Ada <a@b.example>"],')
    )
    assert "a@b.example" not in run(tree, "export", "csv", "people")


def test_an_unknown_register_is_refused_with_the_nearest(tree: Path) -> None:
    """By kind or id."""
    assert "`risks`" in run(tree, "export", "csv", "risk", code=2)


@pytest.mark.parametrize("location", ["tickets", "new", "bare"])
def test_a_sample_is_added_and_nothing_else_changes(tree: Path, location: str) -> None:
    """Below those that are there, in an empty list, and where there is no list yet; comments stay."""
    path = tree / "docs/registers/record-locations.yml"
    before = path.read_text("utf-8").splitlines()
    words = ("sample", location, "--by", "ada", "--count", "12", "--result", 'All "fine": one # late')
    assert "next sample is due on 2027-06-15" in run(tree, *words)
    after = path.read_text("utf-8").splitlines()
    assert [line for line in before if line not in after] == (
        ["    samples: []  # none yet"] if location == "new" else []
    )
    assert any("# kept in the tool" in line for line in after)
    assert "last on 2026-06-15 by ada" in next(
        line for line in run(tree, "sample").splitlines() if line.split()[0] == location
    )


def test_a_row_on_one_line_is_left_alone(tree: Path) -> None:
    """We say what would satisfy, and touch nothing."""
    path = tree / "docs/registers/record-locations.yml"
    before = path.read_bytes()
    text = run(tree, "sample", "odd", "--by", "ada", "--count", "1", "--result", "x", code=2)
    assert "`name: value` lines" in text
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--by", "adda", "--count", "1", "--result", "x"), "`ada`"),
        (("--by", "ada", "--count", "1"), "--result"),
        (("--by", "ada", "--count", "1", "--result", "x", "--date", "2026-06-16"), "future"),
    ],
)
def test_a_sample_that_cannot_be_right_is_refused(tree: Path, words: tuple[str, ...], told: str) -> None:
    """A person nobody knows, a missing word, a day to come."""
    assert told in run(tree, "sample", "tickets", *words, code=2)
