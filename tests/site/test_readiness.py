"""Certification readiness and the project plan: what is missing, by when, and nothing that is merely claimed."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import built_site
import pytest

from smsdocs.analysis.management.readiness.backward import find_latest, find_stages, go_back
from smsdocs.analysis.management.readiness.clock import Hand, find_clock
from smsdocs.analysis.management.readiness.majors import find_open_majors
from smsdocs.analysis.management.readiness.pitfalls import judge_pitfall
from smsdocs.analysis.management.readiness.project import find_contradictions
from smsdocs.analysis.management.readiness.steps import CHECKED, Progress, find_missing, find_steps
from smsdocs.analysis.management.readiness.verdict import JUDGES, Outcome
from smsdocs.reports.site.builder import build_desk
from smsdocs.reports.site.project import build_project
from smsdocs.reports.site.readiness import build_readiness
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from built_site import Build, Write

    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk

write = built_site.write
make = built_site.make
TODAY = date(2026, 6, 30)
SETTINGS = """
    site_name: Ours
    theme: {name: material, font: false}
    use_directory_urls: false
    plugins:
      - smsdocs: {documents: [policies, processes], frameworks: ["iso20000-1@2018"], organisation: Example Works}
"""
HEAD = """
    id: REG-{name}
    title: The {name}
    owner: sms-manager
    status: approved
"""
PROJECT = """
    id: REG-PROJECT
    title: The way to certification
    owner: sms-manager
    status: approved
    certification: 2027-06-30
    stage_1: 2027-04-15
    stage_2: 2027-05-31
    currency: EUR
    rows:
      - {id: MS-1, title: A plan, step: S02, owner: sms-manager, due: 2026-05-31, effort: 5, budget: 1000}
      - {id: MS-2, title: Scope, step: S06, owner: sms-owner, due: 2026-04-30, done: 2026-05-02, after: [MS-1]}
      - {id: MS-3, title: All written, step: S07, owner: sms-manager, due: 2026-09-30, effort: 30, budget: 0}
"""
INCIDENTS = """
    ---
    id: PRC-INC
    title: Incident management
    type: process
    process: incident-management
    status: approved
    owner: incident-manager
    approver: sms-manager
    effective_from: 2026-01-01
    last_reviewed: 2026-01-01
    clauses: ["iso20000-1:8.6.1"]
    ---
    Text.
"""
PEOPLE = """
    id: REG-PEOPLE
    title: People
    owner: sms-manager
    status: approved
    rows:
      - id: ada
        name: Ada Example
        department: Operations
        assignments:
          - {role: sms-owner, from: 2026-01-01}
          - {role: top-management, from: 2026-01-01}
"""
MAJOR = """
    ---
    id: NC-1
    title: Changes without approval
    date: 2026-06-01
    owner: change-manager
    grade: major
    raised_on: 2026-06-01
    status: approved
    ---
    Text.
"""
AUDIT = """
    ---
    id: REC-AUD-1
    title: An audit
    date: 2026-05-01
    owner: audit-programme-manager
    status: approved
    scope: {processes: [incident-management]}
    findings:
      - {id: F1, grade: major, text: Nobody looks at incidents, process: incident-management, answer: NC-2}
    ---
    Text.
"""


def read(root: object, today: date = TODAY) -> Snapshot:
    """Return the snapshot of a folder, with all that a site knows."""
    return read_snapshot(root, today=today, counterparts=True, history=False, cache=False)  # type: ignore[arg-type]


def desk_of(snapshot: Snapshot) -> Desk:
    """Return the desk of a site."""
    return build_desk(snapshot, (), directory_urls=False)


def page_of(snapshot: Snapshot) -> str:
    """Return the body of the readiness page."""
    (page,) = build_readiness(desk_of(snapshot))
    return page.body


def verdicts(snapshot: Snapshot) -> dict[str, Outcome]:
    """Return the answer to every check."""
    return {check.id: check.verdict.outcome for step in find_steps(snapshot) for check in step.checks}


def tree(**files: str) -> dict[str, str]:
    """Return a small project with further files, by a word for their place."""
    places = {
        "people": "docs/registers/people.yml",
        "project": "docs/registers/project.yml",
        "incidents": "processes/inc.md",
        "major": "docs/records/nonconformity/nc.md",
        "audit": "docs/records/audit/one.md",
    }
    known = {"project": PROJECT, **files}
    return {"mkdocs.yml": SETTINGS, **{places.get(name, name): text for name, text in known.items()}}


class TestChecks:
    """Every answer is computed."""

    def test_every_check_that_a_machine_can_decide_has_a_function(self, write: Write) -> None:
        """A check of the roadmap marked so is decided, and its words stand on the function."""
        assert CHECKED
        wanted = {
            name
            for step in read(write(tree())).model.steps
            for name, _, automatic in step.checks
            if automatic == "yes"
        }
        assert wanted <= JUDGES.keys()
        assert all(judge.__doc__ for judge in JUDGES.values())

    def test_an_empty_system_meets_nothing_that_needs_evidence(self, write: Write) -> None:
        """With one policy and nothing else, no step is shown by evidence."""
        policy = """
            ---
            id: POL
            title: Policy
            type: policy
            owner: sms-owner
            status: approved
            clauses: ["iso20000-1:5.2.1"]
            ---
            Text.
        """
        snapshot = read(write({"mkdocs.yml": SETTINGS, "policies/p.md": policy}))
        steps = find_steps(snapshot)
        assert all(one.progress is not Progress.SHOWN for one in steps)
        met = {check.id for one in steps for check in one.checks if check.verdict.outcome is Outcome.MET}
        assert met <= {"S08.2", "S11.2"}, (
            "nothing is late, and nothing is on paper only, where there is nothing"
        )

    def test_what_people_decide_says_so(self, write: Write) -> None:
        """The tool does not say what it cannot know."""
        checks = {check.id: check for step in find_steps(read(write(tree()))) for check in step.checks}
        assert checks["S01.3"].verdict.outcome is Outcome.UNKNOWN
        assert "people decide" in checks["S01.3"].verdict.why

    def test_an_owner_counts_only_from_top_management(self, write: Write) -> None:
        """Who holds both roles today is a named owner; without the second role nobody is."""
        assert verdicts(read(write(tree(people=PEOPLE))))["S01.1"] is Outcome.MET
        alone = PEOPLE.replace(
            "role: top-management, from: 2026-01-01", "role: top-management, from: 2027-01-01"
        )
        assert verdicts(read(write(tree(people=alone))))["S01.1"] is Outcome.NOT_MET

    def test_an_overdue_milestone_needs_a_note(self, write: Write) -> None:
        """Late with a reason is honest, late without is missing."""
        assert verdicts(read(write(tree())))["S02.2"] is Outcome.NOT_MET
        told = PROJECT.replace("due: 2026-05-31,", "due: 2026-05-31, note: Waits for the budget,")
        assert verdicts(read(write(tree(project=told))))["S02.2"] is Outcome.MET

    def test_a_register_kept_elsewhere_is_not_missing(self, write: Write) -> None:
        """Risks in another tool are named as a record location; people look there."""
        snapshot = read(write(tree()))
        assert verdicts(snapshot)["S07.1"] is Outcome.NOT_MET
        locations = """
            id: REG-RECORDS
            title: Record locations
            owner: sms-manager
            status: approved
            rows:
              - id: risk-tool
                name: Risks in the risk tool
                system: A tool
                location: https://risks.example.org/
                owner: risk-manager
                retention: P5Y
                provides: [risk-register]
        """
        snapshot = read(write({**tree(), "docs/registers/record-locations.yml": locations}))
        assert verdicts(snapshot)["S07.1"] is Outcome.UNKNOWN

    def test_every_pitfall_has_a_sentence(self, write: Write) -> None:
        """What the repository shows about each is computed too."""
        snapshot = read(write(tree(people=PEOPLE, incidents=INCIDENTS)))
        for pitfall in snapshot.model.pitfalls:
            said = judge_pitfall(snapshot, pitfall.id)
            assert said.why
            assert "not computed" not in said.why


class TestStop:
    """Major nonconformities stop everything."""

    def test_an_open_major_is_a_stop_sign(self, write: Write) -> None:
        """It stands above all else, with the way to it."""
        body = page_of(read(write(tree(major=MAJOR))))
        assert "Stop: 1 major nonconformity open" in body
        assert body.index("sms-stop") < body.index('id="missing"')
        assert "Changes without approval" in body

    def test_a_closed_one_stops_nothing(self, write: Write) -> None:
        """Once it is closed, the sign is gone."""
        closed = MAJOR.replace("raised_on:", "closed_on: 2026-06-20\n    raised_on:")
        snapshot = read(write(tree(major=closed)))
        assert find_open_majors(snapshot) == ()
        assert "sms-stop" not in page_of(snapshot)

    def test_a_major_finding_that_nobody_answered_counts(self, write: Write) -> None:
        """Its answer names a nonconformity that there is not."""
        (one,) = find_open_majors(read(write(tree(audit=AUDIT))))
        assert (one.name, one.what) == ("REC-AUD-1#F1", "Nobody looks at incidents")

    def test_a_finding_and_its_nonconformity_count_once(self, write: Write) -> None:
        """The nonconformity that answers a finding stands for both."""
        snapshot = read(write(tree(audit=AUDIT.replace("NC-2", "NC-1"), major=MAJOR)))
        assert [one.name for one in find_open_majors(snapshot)] == ["NC-1"]


class TestClock:
    """Months of records by stage 2."""

    RECORD = """
        ---
        id: REC-{name}
        title: A review
        date: {day}
        owner: incident-manager
        follows: [PRC-INC]
        ---
        Text.
    """

    def files(self, *days: str, project: str = PROJECT) -> dict[str, str]:
        """Return a process with a record on each of some days."""
        records = {f"docs/records/review/{day}.md": self.RECORD.format(name=day, day=day) for day in days}
        return {**tree(incidents=INCIDENTS, project=project), **records}

    @pytest.mark.parametrize(
        ("days", "stage_2", "hand", "months"),
        [
            (("2026-03-01", "2026-06-15"), "2027-05-31", Hand.ENOUGH, 3),
            (("2026-06-01", "2026-06-15"), "2027-05-31", Hand.GROWING, 0),
            ((), "2027-05-31", Hand.WAITING, 0),
            ((), "2026-08-31", Hand.LATE, 0),
            (("2026-06-01", "2026-06-15"), "2026-08-31", Hand.LATE, 0),
            (("2024-01-01", "2024-12-01"), "2027-05-31", Hand.WAITING, 0),
        ],
    )
    def test_the_first_record_must_be_early_enough(
        self, write: Write, days: tuple[str, ...], stage_2: str, hand: Hand, months: int
    ) -> None:
        """Three months before stage 2 at the latest; records of long ago do not count."""
        project = PROJECT.replace("stage_2: 2027-05-31", f"stage_2: {stage_2}")
        readings = find_clock(read(write(self.files(*days, project=project))))
        (one,) = [each for each in readings if each.state.process == "incident-management"]
        assert one.hand is hand
        if hand is not Hand.WAITING:
            assert one.months == months

    def test_how_many_months_is_set_in_the_register(self, write: Write) -> None:
        """A body that wants six months gets six."""
        project = PROJECT.replace("currency: EUR", "currency: EUR\n    months_of_records: 6")
        readings = find_clock(read(write(self.files("2026-03-01", "2026-06-15", project=project))))
        (one,) = [each for each in readings if each.state.process == "incident-management"]
        assert (one.wanted, one.hand, one.by) == (6, Hand.GROWING, date(2026, 11, 30))


class TestBackward:
    """Counting back from the target day."""

    def test_days_of_the_register_come_first(self, write: Write) -> None:
        """The stages are where the register says, and without it a month apart."""
        assert find_stages(read(write(tree()))) == (date(2027, 4, 15), date(2027, 5, 31))
        bare = PROJECT.replace("    stage_1: 2027-04-15\n", "").replace("    stage_2: 2027-05-31\n", "")
        assert find_stages(read(write(tree(project=bare)))) == (date(2027, 4, 30), date(2027, 5, 30))

    def test_each_step_is_done_before_those_that_need_it(self, write: Write) -> None:
        """No step may be later than one that depends on it."""
        snapshot = read(write(tree()))
        latest = find_latest(snapshot)
        for step in snapshot.model.steps:
            for before in step.depends_on:
                assert latest[before] <= latest[step.id], (before, step.id)
        assert latest["S08"] == date(2026, 11, 15)

    def test_steps_after_the_certificate_have_no_latest_day(self, write: Write) -> None:
        """Surveillance and growth go on."""
        assert not {"S18", "S19"} & find_latest(read(write(tree()))).keys()

    def test_without_a_target_nothing_is_counted_back(self, write: Write) -> None:
        """No day, no latest day."""
        none = re.sub(r" +(certification|stage_1|stage_2): .*\n", "", PROJECT)
        assert find_latest(read(write(tree(project=none)))) == {}

    def test_steps_in_a_circle_do_not_hang(self, write: Write) -> None:
        """A tree's own steps that wait for each other are left out."""
        own = "steps:\n  - {id: X1, title: A, depends_on: [X2]}\n  - {id: X2, title: B, depends_on: [X1]}\n"
        snapshot = read(write({**tree(), "schema/models/certification.yaml": own}))
        assert not {"X1", "X2"} & find_latest(snapshot).keys()
        assert page_of(snapshot)

    def test_the_first_years_of_the_calendar_do_not_break_it(self) -> None:
        """A day of the year 1 is read, too."""
        assert go_back(date(1, 2, 1), 3) == date.min
        assert go_back(date(2026, 5, 31), 3) == date(2026, 2, 28)


class TestPlan:
    """The project page."""

    def test_contradictions_are_told(self, write: Write) -> None:
        """A milestone before the one it comes after, done while that is not, an unknown one, a circle."""
        rows = """
      - {id: A, title: A, owner: o, due: 2026-09-30, after: [B]}
      - {id: B, title: B, owner: o, due: 2026-10-30, after: [A]}
      - {id: C, title: C, owner: o, due: 2026-10-30, after: [Z]}
      - {id: D, title: D, owner: o, begin: 2026-10-01, due: 2026-09-01, step: S99}
      - {id: E, title: E, owner: o, due: 2028-01-01}
"""
        project = PROJECT.replace("stage_1: 2027-04-15", "stage_1: 2027-08-15").rstrip() + rows
        told = [
            f"{one.milestone} {one.what}" for one in find_contradictions(read(write(tree(project=project))))
        ]
        for part in (
            "stage 2 on 2027-05-31 lies before stage 1 on 2027-08-15",
            "MS-2 is due before MS-1",
            "MS-2 is done, while MS-1",
            "A is due before B",
            "A depends on itself",
            "B depends on itself",
            "C comes after Z, which there is not",
            "D begins on 2026-10-01, after it is due",
            "D names the step S99",
            "E is due after the certification",
        ):
            assert any(part in one for one in told), (part, told)

    def test_it_shows_milestones_totals_and_latest_days(self, write: Write) -> None:
        """Late, done late and ahead are told in words, and sums of effort and budget."""
        (page,) = build_project(desk_of(read(write(tree()))))
        for part in (
            "35 days",
            "1,000 EUR",
            "done late",
            "late",
            "ahead",
            "our own rule of thumb",
            "to spare",
        ):
            assert part in page.body, part
        assert 'role="img"' in page.body

    def test_no_milestones_no_page(self, write: Write) -> None:
        """Without a register, or with an empty one, there is none."""
        assert list(build_project(desk_of(read(write({"mkdocs.yml": SETTINGS}))))) == []
        empty = PROJECT.partition("rows:")[0] + "rows: []\n"
        assert list(build_project(desk_of(read(write(tree(project=empty)))))) == []

    def test_words_of_an_author_are_text(self, write: Write) -> None:
        """A title with markup stays words, in the drawing and in the table."""
        project = PROJECT.replace("title: A plan", 'title: "<script>alert(1)</script>"')
        snapshot = read(write(tree(project=project)))
        (page,) = build_project(desk_of(snapshot))
        assert "<script>" not in page.body + page_of(snapshot)
        assert "&lt;script&gt;" in page.body


class TestPage:
    """The readiness page."""

    def test_what_is_missing_is_sorted_by_day(self, write: Write) -> None:
        """Somebody reads from the top what has to be done next."""
        missing = find_missing(read(write(tree(people=PEOPLE))))
        days = [one.by or date.max for one in missing]
        assert days == sorted(days)
        body = page_of(read(write(tree(people=PEOPLE))))
        table = body.split('id="missing"')[1].split('id="steps"')[0]
        assert table.count("<tr>") == len(missing) + 1
        assert "30 days ago" in table

    def test_processes_are_called_by_their_names(self, write: Write) -> None:
        """Nobody who prepares a certification knows the ids of processes."""
        told = [one.check.verdict.why for one in find_missing(read(write(tree())))]
        told = [why for why in told if "are not described: " in why]
        assert [why.partition("described: ")[2].split(", ")[0] for why in told] == [
            "Service planning and portfolio"
        ]

    def test_every_step_stands_on_it(self, write: Write) -> None:
        """Each with its checks, its evidence and its milestones."""
        snapshot = read(write(tree()))
        body = page_of(snapshot)
        for step in snapshot.model.steps:
            assert f'id="{step.id.lower()}"' in body
        assert "0 of 19" in body
        assert "in 289 days" in body

    def test_a_collection_without_a_claim_has_none(self, write: Write) -> None:
        """Mere Markdown is not on the way to a certificate."""
        snapshot = read(write({"mkdocs.yml": SETTINGS, "policies/a.md": "# A\n"}))
        assert list(build_readiness(desk_of(snapshot))) == []

    def test_documents_that_answer_the_standard_are_enough(self, write: Write) -> None:
        """A project register is no condition: then no day is known."""
        body = page_of(read(write({"mkdocs.yml": SETTINGS, "processes/inc.md": INCIDENTS})))
        assert "no day yet" in body
        assert "For stage 1: the documents" in body

    def test_another_standard_first_has_none(self, write: Write) -> None:
        """The way leads to one standard."""
        settings = SETTINGS.replace("iso20000-1@2018", "iso27001@2022")
        assert (
            list(
                build_readiness(desk_of(read(write({"mkdocs.yml": settings, "processes/inc.md": INCIDENTS}))))
            )
            == []
        )

    def test_a_heavy_page_names_only_what_needs_somebody(
        self, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Past a bound, what is in force is counted and the rest is listed."""
        policy = """
            ---
            id: POL
            title: Policy
            type: policy
            owner: sms-owner
            status: approved
            last_reviewed: 2026-06-01
            provides: [service-management-policy]
            ---
            Text.
        """
        monkeypatch.setattr("smsdocs.reports.site.readiness.HEAVY", 1000)
        body = page_of(read(write({**tree(), "policies/p.md": policy})))
        assert "1 more are in force" in body

    def test_all_its_ways_lead_somewhere(self, write: Write, make: Build) -> None:
        """Also on a site that keeps few registers, and so has few pages."""
        files = tree(people=PEOPLE, incidents=INCIDENTS, major=MAJOR, audit=AUDIT)
        built = make(write({**files, "docs/index.md": "# Ours\n"}), strict=False)
        assert "certification.html" in built.pages()
        ours = ("certification.html", "project.html", "process-map.html")
        assert [one for one in built.broken_links() if one.startswith(ours)] == []
