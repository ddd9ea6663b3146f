"""The process map and the maps of single processes: drawn, clickable, and the same as text."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import TYPE_CHECKING

import built_site
import pytest
from built_site import Elements

from smsdocs.analysis.management.process_states import ProcessWord, count_months, find_process_states
from smsdocs.model.document import Document
from smsdocs.reports.site.builder import build_desk
from smsdocs.reports.site.landscape import build_landscape, render_local
from smsdocs.reports.site.lettering import measure, wrap
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from built_site import Write

    from smsdocs.reports.site.desk import Desk

write = built_site.write
TODAY = date(2026, 6, 30)
SETTINGS = """
    site_name: Ours
    plugins:
      - smsdocs: {documents: [processes], frameworks: ["iso20000-1@2018"]}
"""
INCIDENTS = """
    ---
    id: PRC-INC
    title: Incident management
    type: process
    process: incident-management
    status: approved
    owner: incident-manager
    effective_from: 2026-01-01
    last_reviewed: 2026-01-01
    clauses: ["iso20000-1:8.6.1"]
    interfaces:
      - {to: problem-management, item: incident data}
      - {to: change-management, item: "requests <b>for</b> change"}
      - {from: service-level, item: targets}
    ---
    Text.
"""
PROBLEMS = """
    ---
    id: PRC-PRB
    title: Problem management
    type: process
    process: problem-management
    status: approved
    owner: problem-manager
    effective_from: 2026-01-01
    last_reviewed: 2026-01-01
    interfaces:
      - {from: incident-management, item: incident data}
    ---
    Text.
"""
CHANGES = """
    ---
    id: PRC-CHG
    title: Change management
    type: process
    process: change-management
    status: draft
    owner: change-manager
    ---
    Text.
"""
RECORD = """
    ---
    id: REC-1
    title: A review
    date: 2026-06-01
    owner: incident-manager
    follows: [PRC-INC]
    ---
    Text.
"""
FILES = {
    "mkdocs.yml": SETTINGS,
    "processes/inc.md": INCIDENTS,
    "processes/prb.md": PROBLEMS,
    "processes/chg.md": CHANGES,
    "docs/records/review/one.md": RECORD,
}


def read(root: Path) -> Desk:
    """Return the desk of a folder, on the day of these tests."""
    snapshot = read_snapshot(root, today=TODAY, counterparts=True, history=False, cache=False)
    return build_desk(snapshot, (), directory_urls=False)


def draw(root: Path) -> str:
    """Return the body of the map."""
    (page,) = build_landscape(read(root))
    return page.body


def render(root: Path, document: str) -> str:
    """Return the map of one process, as it stands on its own page."""
    desk = read(root)
    holder = desk.by_id[document]
    assert isinstance(holder, Document)
    return render_local(desk, holder, desk.pages[holder.path])


@pytest.fixture
def desk(write: Write) -> Desk:
    """A small system: a process in use, one on paper only, a draft."""
    return read(write(FILES))


class TestStates:
    """Where a process stands."""

    def test_a_process_with_a_fresh_record_is_in_force(self, desk: Desk) -> None:
        """A description in force and a record within a year are what it takes."""
        state = find_process_states(desk.snapshot)["incident-management"]
        assert (state.word, state.last, state.count) == (ProcessWord.IN_FORCE, date(2026, 6, 1), 1)

    def test_a_process_without_records_is_on_paper_only(self, desk: Desk) -> None:
        """Nothing shows that anybody follows it."""
        state = find_process_states(desk.snapshot)["problem-management"]
        assert (state.word, state.detail) == (ProcessWord.PAPER, "no record yet")

    def test_a_record_of_two_years_ago_does_not_count(self, write: Write) -> None:
        """What was used once is on paper only now."""
        record = RECORD.replace("2026-06-01", "2024-06-01")
        states = find_process_states(read(write({**FILES, "docs/records/review/one.md": record})).snapshot)
        assert states["incident-management"].word is ProcessWord.PAPER
        assert states["incident-management"].detail == "no record since 2024-06-01"

    def test_a_draft_is_no_process_in_force(self, desk: Desk) -> None:
        """A draft describes nothing that anybody must follow."""
        state = find_process_states(desk.snapshot)["change-management"]
        assert (state.word, state.detail) == (ProcessWord.DOUBTFUL, "draft")

    def test_a_process_past_its_review_is_in_doubt(self, write: Write) -> None:
        """An overdue review is told with its day."""
        late = INCIDENTS.replace("last_reviewed: 2026-01-01", "last_reviewed: 2025-01-01")
        state = find_process_states(read(write({**FILES, "processes/inc.md": late})).snapshot)
        assert state["incident-management"].word is ProcessWord.DOUBTFUL
        assert "2026-01-01" in state["incident-management"].detail

    def test_a_process_of_the_model_that_nobody_described_is_there(self, desk: Desk) -> None:
        """What is missing can be seen only where it has a place."""
        assert find_process_states(desk.snapshot)["capacity-management"].word is ProcessWord.MISSING

    def test_an_interface_that_one_end_alone_names_is_told(self, desk: Desk) -> None:
        """The draft at the other end does not count as a description; two descriptions in force must agree."""
        states = find_process_states(desk.snapshot)
        assert states["problem-management"].one_sided == ()

    @pytest.mark.parametrize(
        ("first", "last", "months"),
        [
            (date(2026, 4, 1), date(2026, 6, 30), 3),
            (date(2026, 4, 1), date(2026, 6, 29), 2),
            (date(2026, 4, 15), date(2026, 6, 14), 2),
            (date(2026, 6, 30), date(2026, 6, 30), 0),
            (date(2025, 12, 31), date(2026, 2, 26), 1),
        ],
    )
    def test_whole_months_are_counted_with_both_days(self, first: date, last: date, months: int) -> None:
        """1 April to 30 June are three months, and a day less is not."""
        assert count_months(first, last) == months


class TestMap:
    """The map of all processes."""

    def test_every_process_has_a_box_that_says_what_it_is(self, desk: Desk) -> None:
        """Each is named with its state, so that a screen reader tells it too."""
        (page,) = build_landscape(desk)
        names = [attrs.get("aria-label") or "" for _, attrs in Elements(page.body).found]
        for model in desk.snapshot.processes.values():
            assert any(name.startswith(f"{model.name}: ") for name in names), model.name
        assert "Incident management: described and in force" in names
        assert "Problem management: on paper only" in names

    def test_a_box_leads_to_the_document_or_to_the_clause(self, desk: Desk) -> None:
        """A process that nobody described leads to what the standard asks of it."""
        (page,) = build_landscape(desk)
        ways = {
            attrs.get("aria-label"): attrs["href"] for tag, attrs in Elements(page.body).found if tag == "a"
        }
        assert ways["Incident management: described and in force"] == "processes/inc.html"
        assert ways["Capacity management: not described"] == "standards/iso20000-1-2018/8.4.3.html"

    def test_the_same_stands_as_a_list(self, desk: Desk) -> None:
        """Every way of the drawing is there once more as text."""
        (page,) = build_landscape(desk)
        drawn, listed = page.body.split('<h2 id="list">')
        ways = [re.findall(r'href="([^"#]+)"', part) for part in (drawn, listed)]
        assert sorted(ways[0]) == sorted(ways[1])
        assert "<li>" in listed
        assert "draft, overdue or doubtful" in listed

    def test_it_is_grouped_as_the_standard_groups_it(self, desk: Desk) -> None:
        """Titles of chapters are those of the catalog, in its order, phase by phase."""
        (page,) = build_landscape(desk)
        listed = page.body.split('<h2 id="list">')[1]
        titles = re.findall(r'sms-map-group">([^<]+)<', listed)
        catalog = desk.snapshot.catalogs[0].clauses
        assert titles == [
            f"{one} {catalog[one].label}"
            for one in ("4", "6", "7", "8.2", "8.3", "8.4", "8.5", "8.6", "8.7", "9", "10")
        ]
        assert re.findall(r'<h3 id="\w+">(\w+)<', listed) == ["Plan", "Do", "Check", "Act"]

    def test_signs_and_borders_tell_the_states(self, desk: Desk) -> None:
        """Each state has a border and a sign of its own: colour only helps."""
        (page,) = build_landscape(desk)
        for kind, sign in (("in_force", "✔"), ("doubtful", "▲"), ("paper", "○"), ("missing", "◌")):
            assert f"sms-map-box sms-map-{kind}" in page.body
            assert sign in page.body

    def test_it_needs_no_script_and_no_style(self, desk: Desk) -> None:
        """Nothing on it would be stopped by the policy of the site."""
        (page,) = build_landscape(desk)
        assert not re.search(r"<script|<style| on\w+=| style=", page.body)

    def test_what_scrolls_has_a_name(self, write: Write) -> None:
        """A reader who comes to a drawing by keyboard hears what it is, also of the small map and its table."""
        root = write(FILES)
        boxes = re.findall(r'<div class="sms-table[^>]*>', f"{draw(root)}{render(root, 'PRC-INC')}")
        assert [re.findall(r' (?:role|aria-label)="([^"]*)"', box) for box in boxes] == [
            ["region", "The process map"],
            ["region", "Map of what Incident management takes and gives"],
            ["region", "What Incident management takes and gives"],
        ]
        assert all(' tabindex="0" ' in box for box in boxes)

    def test_no_process_no_map(self, write: Write) -> None:
        """A collection of Markdown without processes gets no empty page."""
        desk = read(write({"mkdocs.yml": SETTINGS, "processes/a.md": "# Something\n"}))
        assert list(build_landscape(desk)) == []

    def test_without_the_standard_only_described_processes_are_there(self, write: Write) -> None:
        """The clauses of the model speak of one standard alone."""
        settings = SETTINGS.replace("iso20000-1@2018", "iso9001@2015")
        body = draw(write({**FILES, "mkdocs.yml": settings}))
        assert "Incident management" in body
        assert "Capacity management" not in body
        assert "standards/" not in body

    def test_a_process_of_ones_own_is_drawn_too(self, write: Write) -> None:
        """A tree adds processes by a document, or in its schema folder with a phase."""
        own = PROBLEMS.replace("PRC-PRB", "PRC-OWN").replace("problem-management", "release-party")
        model = "processes:\n  - {id: harvest, name: Harvest of ideas, pdca: act}\n"
        files = {**FILES, "processes/own.md": own, "schema/models/processes.yaml": model}
        body = draw(write(files))
        listed = body.split('<h2 id="list">')[1]
        assert "Further processes" in listed
        assert "Harvest of ideas" in listed.split('<h3 id="act">')[1]

    def test_boxes_lie_within_the_drawing_and_apart(self, desk: Desk) -> None:
        """No box covers another, and none is cut off."""
        (page,) = build_landscape(desk)
        svg = page.body.split('aria-describedby="sms-map-about"')[1]
        found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
        assert found is not None
        width, height = map(int, found.groups())
        boxes = [
            tuple(float(attrs[name] or 0) for name in ("x", "y", "width", "height"))
            for tag, attrs in Elements(svg).found
            if tag == "rect" and "sms-map-box" in str(attrs.get("class"))
        ]
        assert len(boxes) == len(desk.snapshot.processes)
        for x, y, wide, tall in boxes:
            assert x >= 0
            assert y >= 0
            assert x + wide <= width
            assert y + tall <= height
        for index, (x, y, wide, tall) in enumerate(boxes):
            for other_x, other_y, other_wide, other_tall in boxes[index + 1 :]:
                apart = x + wide <= other_x or other_x + other_wide <= x
                assert apart or y + tall <= other_y or other_y + other_tall <= y

    def test_thousands_of_processes_take_seconds_at_most(self, write: Write) -> None:
        """Its cost grows with what there is, not with its square."""
        rows = "".join(f"  - {{id: p{index}, name: Process {index}, pdca: do}}\n" for index in range(3000))
        desk = read(write({**FILES, "schema/models/processes.yaml": f"processes:\n{rows}"}))
        began = time.process_time()
        (page,) = build_landscape(desk)
        assert "Process 2999" in page.body
        assert time.process_time() - began < 20


class TestLocal:
    """The map of one process."""

    def test_it_shows_inputs_and_outputs_with_their_ways(self, write: Write) -> None:
        """Other processes are links where a document describes them."""
        ways = [
            (attrs.get("href"), attrs.get("aria-label"))
            for tag, attrs in Elements(render(write(FILES), "PRC-INC")).found
            if attrs.get("aria-label") and tag in {"a", "g"}
        ]
        assert ("prb.html", "gives to Problem management: incident data") in [
            (str(way).rpartition("/")[2], said) for way, said in ways
        ]
        assert (None, "takes from Service level management: targets, a process without a description") in ways

    def test_what_an_author_writes_is_text(self, write: Write) -> None:
        """An item with markup stays what it is: words."""
        text = render(write(FILES), "PRC-INC")
        assert "<b>" not in text
        assert "requests &lt;b&gt;for&lt;/b&gt; change" in text

    def test_an_interface_named_on_one_side_has_a_sign(self, write: Write) -> None:
        """Two descriptions in force that do not agree are told on both maps."""
        other = PROBLEMS.replace("item: incident data", "item: the colour of the sky")
        root = write({**FILES, "processes/prb.md": other})
        text = render(root, "PRC-INC")
        assert "incident data, named on one side only" in text
        assert "▲" in text

    def test_without_interfaces_the_model_speaks(self, write: Write) -> None:
        """What the model expects is dashed, and said to be only that."""
        text = render(write(FILES), "PRC-CHG")
        assert "what the model of processes expects" in text
        assert "sms-local-dashed" in text

    def test_a_document_that_describes_no_process_has_none(self, write: Write) -> None:
        """A procedure of a process is not drawn from the model."""
        procedure = CHANGES.replace("type: process", "type: procedure").replace("PRC-CHG", "PRO-1")
        assert render(write({**FILES, "processes/chg.md": procedure}), "PRO-1") == ""

    def test_the_drawing_is_capped_and_the_table_is_not(self, write: Write) -> None:
        """Twelve of each side are drawn, and how many more there are is said."""
        many = "".join(f"  - {{to: problem-management, item: thing {index}}}\n    " for index in range(20))
        text = render(
            write(
                {
                    **FILES,
                    "processes/inc.md": INCIDENTS.replace(
                        "  - {from: service-level", f"{many}  - {{from: service-level"
                    ),
                }
            ),
            "PRC-INC",
        )
        drawing, table = text.split("<details")
        assert "thing 9" in drawing
        assert "thing 15" not in drawing
        assert "10 more outputs in the table" in drawing
        assert "thing 15" in table


class TestLettering:
    """Lines of text in drawings."""

    def test_every_line_fits(self) -> None:
        """Words go to the next line, and a word too long is cut."""
        for text in (
            "Release and deployment management",
            "Verwaltungsvorschriftenänderungsverfahren",
            "管理" * 30,
        ):
            lines = wrap(text, 120, 12.5, 3)
            assert 0 < len(lines) <= 3
            assert all(measure(line, 12.5) <= 120 for line in lines)

    def test_what_is_left_out_shows(self) -> None:
        """A text of too many lines ends in an ellipsis."""
        assert wrap("one two three four five six seven eight nine", 40, 12, 2)[-1].endswith("…")
        assert wrap("", 40, 12) == ()
