"""Certification readiness and the project plan: what is missing, by when, and nothing that is merely claimed."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import built_site
import pytest

from smsdocs.analysis.management.process_states import ProcessWord, find_process_states
from smsdocs.analysis.management.readiness.backward import find_behind, find_latest, find_stages, go_back
from smsdocs.analysis.management.readiness.clock import Hand, find_clock
from smsdocs.analysis.management.readiness.majors import find_open_majors
from smsdocs.analysis.management.readiness.pitfalls import judge_pitfall
from smsdocs.analysis.management.readiness.project import find_contradictions
from smsdocs.analysis.management.readiness.steps import (
    CHECKED,
    Progress,
    find_missing,
    find_steps,
    find_waiting,
)
from smsdocs.analysis.management.readiness.verdict import JUDGES, Outcome
from smsdocs.reports.site.builder import build_desk
from smsdocs.reports.site.project import build_project
from smsdocs.reports.site.readiness import build_readiness
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from built_site import Build, Write

    from smsdocs.analysis.management.readiness.clock import Reading
    from smsdocs.analysis.management.readiness.verdict import Verdict
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
FITTING = PROJECT.replace("due: 2026-05-31,", "due: 2026-04-10, done: 2026-04-10,")
"""The same, with nothing late, nor planned after its latest day."""
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
POLICY = """
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


def read(root: object, today: date = TODAY, *, history: bool = False) -> Snapshot:
    """Return the snapshot of a folder, with all that a site knows."""
    return read_snapshot(root, today=today, counterparts=True, history=history, cache=False)  # type: ignore[arg-type]


def desk_of(snapshot: Snapshot) -> Desk:
    """Return the desk of a site."""
    return build_desk(snapshot, (), directory_urls=False)


def page_of(snapshot: Snapshot) -> str:
    """Return the body of the readiness page."""
    (page,) = build_readiness(desk_of(snapshot))
    return page.body


def judgements(snapshot: Snapshot) -> dict[str, Verdict]:
    """Return the answer to every check, with its words."""
    return {check.id: check.verdict for step in find_steps(snapshot) for check in step.checks}


def verdicts(snapshot: Snapshot) -> dict[str, Outcome]:
    """Return the answer to every check."""
    return {name: verdict.outcome for name, verdict in judgements(snapshot).items()}


def table_of(body: str) -> list[str]:
    """Return the rows of what is missing, as plain text."""
    table = body.split('id="missing"')[1].partition('id="steps"')[0].partition("<tbody>")[2]
    return [
        " ".join(re.sub("<[^>]*>", " ", row).split())
        for row in table.partition("</tbody>")[0].split("<tr>")[1:]
    ]


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
        snapshot = read(write({"mkdocs.yml": SETTINGS, "policies/p.md": POLICY}))
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

    @pytest.mark.parametrize(
        ("id_", "title", "status", "outcome"),
        [
            ("POL-1", "The business-case of it", "approved", Outcome.MET),
            ("POL-BUSINESS-CASE", "Wirtschaftlichkeit", "approved", Outcome.MET),
            ("POL-BUSINESS-CASE", "Wirtschaftlichkeit", "draft", Outcome.NOT_MET),
            ("POL-1", "Wirtschaftlichkeit", "approved", Outcome.NOT_MET),
        ],
    )
    def test_a_business_case_is_known_by_title_or_id(
        self, write: Write, id_: str, title: str, status: str, outcome: Outcome
    ) -> None:
        """Whoever writes in another language names it by its id."""
        page = f"---\nid: {id_}\ntitle: {title}\ntype: policy\nstatus: {status}\n---\n\nIt pays.\n"
        assert verdicts(read(write(tree(**{"policies/case.md": page}))))["S01.2"] is outcome

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

    def test_a_plan_behind_its_latest_days_does_not_agree(self, write: Write) -> None:
        """The step of the plan names those that come too late, with the first of the latest days as its own."""
        late = FITTING.replace("due: 2026-09-30,", "due: 2026-11-15,")
        said = judgements(read(write(tree(project=late))))["S02.4"]
        snapshot = read(write(tree(project=late)))
        (one,) = find_behind(snapshot)
        assert (one.step, one.planned, one.latest) == ("S07", date(2026, 11, 15), date(2026, 10, 15))
        assert said.outcome is Outcome.NOT_MET
        assert "planned after the latest day, counted back: S07 by 31 days" in said.why
        assert said.by == date(2026, 10, 15)
        assert any(
            row.startswith("2026-11-15 in 138 days ✘ latest 2026-10-15 S07")
            for row in table_of(page_of(snapshot))
        )

    def test_a_plan_in_time_agrees(self, write: Write) -> None:
        """Days and dependencies that fit are met, and no row is marked."""
        snapshot = read(write(tree(project=FITTING)))
        assert verdicts(snapshot)["S02.4"] is Outcome.MET
        assert "✘ latest" not in page_of(snapshot)

    @pytest.mark.parametrize("step", ["S16", "S17"])
    def test_an_audit_of_two_days_is_not_late_on_its_second(self, write: Write, step: str) -> None:
        """What counts is the day on which it begins; one that begins a day after is late."""
        day = {"S16": "2027-04-15", "S17": "2027-05-31"}[step]
        after = {"S16": "2027-04-16", "S17": "2027-06-01"}[step]
        row = f"      - {{id: MS-4, title: An audit, step: {step}, owner: a, begin: DAY, due: {after}}}\n"
        snapshot = read(write(tree(project=FITTING.rstrip() + "\n" + row.replace("DAY", day))))
        (page,) = build_project(desk_of(snapshot))
        assert "after the latest" not in page.body
        assert "on the latest day" in page.body
        assert find_behind(snapshot) == ()
        later = read(write(tree(project=FITTING.rstrip() + "\n" + row.replace("DAY", after))))
        assert [one.step for one in find_behind(later)] == [step]
        (page,) = build_project(desk_of(later))
        assert "1 day after the latest" in page.body

    def test_what_has_run_out_is_not_told_as_never(self, write: Write) -> None:
        """A training of last year is on record, and no longer holds; who never took part is told apart."""
        rows = (
            PEOPLE.rstrip()
            + """
      - id: ben
        name: Ben Example
        department: Operations
        assignments:
          - {role: sms-manager, from: 2026-01-01}
"""
        )
        files = tree(people=rows)
        training = HEAD.format(name="TRAINING") + (
            "    rows:\n"
            "      - {id: T-1, title: Basics, kind: awareness, roles: [everybody], interval: P1Y}\n"
        )
        files["docs/registers/training.yml"] = training
        files["docs/records/attendance/2026.csv"] = "date,training,person,result,note\n2026-03-12,T-1,ada,,\n"
        fresh = judgements(read(write(files)))
        assert fresh["S03.1"].why == "not on record for ben, 1 of 2"
        assert fresh["S03.2"].why == "Operations 1 of 2"
        later = judgements(read(write(files), date(2027, 7, 1)))
        assert later["S03.1"].why == (
            "not on record for ben, 1 of 2; run out for ada, 1 of 2; the last held until 2027-03-12"
        )
        assert later["S03.2"].why == "every awareness training has run out, the last held until 2027-03-12"
        said = judge_pitfall(read(write(files), date(2027, 7, 1)), "P02")
        assert said.why.endswith("that of 1 has run out")

    def test_only_what_was_measured_has_a_measured_result(self, write: Write) -> None:
        """One done and not measured, one declined: words in the field of the result are no measurement."""
        files = tree()
        files["docs/registers/improvements.yml"] = (
            HEAD.format(name="IMP")
            + """    rows:
      - {id: I-1, title: A, owner: o, decision: approved, state: done, result: not measured yet}
      - {id: I-2, title: B, owner: o, decision: declined, state: closed, result: no capacity}
      - {id: I-3, title: C, owner: o, decision: approved, state: open}
"""
        )
        assert (
            "1 of 2 improvements done, none with a measured" in judge_pitfall(read(write(files)), "P10").why
        )
        path = "docs/registers/improvements.yml"
        files[path] = files[path].replace("state: done,", "state: done, measured_on: 2026-06-01,")
        assert "done, 1 with a measured" in judge_pitfall(read(write(files)), "P10").why

    def test_a_document_that_answers_the_clause_is_not_passed_over(self, write: Write) -> None:
        """A policy in force that provides nothing: both lists say what it lacks, and lead to it."""
        snapshot = read(write({**tree(), "policies/p.md": POLICY}))
        said = judgements(snapshot)["S06.3"]
        assert said.why == (
            "nothing in force provides the service management policy; "
            "POL answers 5.2.1, without provides: [service-management-policy]"
        )
        assert said.path == "policies/p.md"
        body = page_of(snapshot)
        (row,) = [one for one in body.split("<tr>") if one.startswith("<td>service management policy")]
        assert ">POL</a> answers 5.2.1, without <code>provides: [service-management-policy]</code>" in row
        draft = read(write({**tree(), "policies/p.md": POLICY.replace("approved", "draft")}))
        assert judgements(draft)["S06.3"].why == "nothing in force provides the service management policy"


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

    def read_one(self, files: Mapping[str, str], write: Write, **options: object) -> Reading:
        """Return the clock of incident management."""
        readings = find_clock(read(write(dict(files)), **options))  # type: ignore[arg-type]
        return next(one for one in readings if one.state.process == "incident-management")

    def test_months_before_a_process_was_in_force_do_not_count(self, write: Write) -> None:
        """They stand beside those that do: nobody worked by it then."""
        files = self.files("2025-07-01", "2026-03-01", "2026-06-15")
        files["processes/inc.md"] = INCIDENTS.replace(
            "effective_from: 2026-01-01", "effective_from: 2026-04-01"
        )
        one = self.read_one(files, write)
        assert (one.run.since, one.run.first, one.run.last) == (
            date(2026, 4, 1),
            date(2026, 6, 15),
            date(2026, 6, 15),
        )
        assert (one.months, one.before, one.hand) == (0, 11, Hand.GROWING)
        body = page_of(read(write(files)))
        assert "11 with those of before" in body
        assert "in force since 2026-04-01" in body
        assert "for the history was not read" in body

    def test_a_value_counts_from_the_day_in_force(self, write: Write) -> None:
        """The month in which a process came into force speaks of it from that day on; months before do not."""
        files = self.files()
        files["processes/inc.md"] = INCIDENTS.replace(
            "effective_from: 2026-01-01", "effective_from: 2026-03-16"
        )
        files["docs/registers/kpis.yml"] = HEAD.format(name="KPI") + (
            "    rows:\n      - {id: k, name: K, process: incident-management, owner: o, frequency: monthly}\n"
        )
        months = "".join(f"k,2026-{month:02},1,\n" for month in range(1, 6))
        files["docs/records/measurement/2026.csv"] = f"kpi,period,value,note\n{months}"
        one = self.read_one(files, write)
        assert (one.run.first, one.run.last) == (date(2026, 3, 16), date(2026, 5, 31))
        assert (one.months, one.before) == (2, 5)

    def test_it_begins_with_the_first_version_that_git_knows(
        self, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A text that was approved anew this month has been in force since its first version."""
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        files = self.files("2026-02-02", "2026-06-15")
        old, new = "effective_from: 2026-01-01", "effective_from: 2026-06-11"
        root = write(files)
        built_site.run_git(root, "init", "-q", "-b", "main")
        built_site.commit_all(root, "first", at="2026-01-01T09:00:00+00:00")
        write(
            {"processes/inc.md": INCIDENTS.replace(old, new).replace("status:", "version: '2'\n    status:")}
        )
        built_site.commit_all(root, "second", at="2026-06-11T09:00:00+00:00")
        readings = find_clock(read(root, history=True))
        one = next(each for each in readings if each.state.process == "incident-management")
        assert (one.run.since, one.months, one.hand) == (date(2026, 1, 1), 4, Hand.ENOUGH)
        lone = next(each for each in find_clock(read(root)) if each.state.process == "incident-management")
        assert (lone.run.since, lone.months, lone.before) == (date(2026, 6, 11), 0, 4)

    def test_a_nonconformity_about_a_process_is_no_record_that_it_ran(self, write: Write) -> None:
        """It shows corrective action; the map goes on calling the process used, for the word there is another."""
        about = MAJOR.replace("raised_on:", "follows: [PRC-INC]\n    raised_on:")
        files = {**self.files("2026-02-02"), "docs/records/nonconformity/nc.md": about}
        one = self.read_one(files, write)
        assert (one.run.first, one.run.last) == (date(2026, 2, 2), date(2026, 2, 2))
        state = find_process_states(read(write(files)))["incident-management"]
        assert (state.last, state.word) == (date(2026, 6, 1), ProcessWord.IN_FORCE)

    def test_records_without_a_description_do_not_run_the_clock(self, write: Write) -> None:
        """A draft is no description in force; the records are told, and do not count."""
        files = self.files("2026-01-02", "2026-06-15")
        files["processes/inc.md"] = INCIDENTS.replace("status: approved", "status: draft")
        one = self.read_one(files, write)
        assert (one.months, one.before, one.hand) == (0, 5, Hand.UNWRITTEN)
        assert "records, but no description in force" in page_of(read(write(files)))

    def test_records_that_stopped_are_not_told_as_never(self, write: Write) -> None:
        """No record in a year is another thing than no record yet; so the counts above the table say."""
        files = self.files("2024-03-01", "2024-12-01")
        files["processes/inc.md"] = INCIDENTS.replace(
            "effective_from: 2026-01-01", "effective_from: 2024-01-01"
        )
        assert self.read_one(files, write).hand is Hand.QUIET
        body = page_of(read(write(files)))
        assert re.search(r"no record in a year</span> 1</span>", body)


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

    def test_every_day_of_the_audits_is_named(self, write: Write) -> None:
        """However close they lie: each name has a place of its own, in the drawing for phones too."""
        close = PROJECT.replace("stage_1: 2027-04-15", "stage_1: 2027-05-30").replace(
            "2027-06-30", "2027-06-01"
        )
        (page,) = build_project(desk_of(read(write(tree(project=close)))))
        for kind in ("wide", "slim"):
            drawing = page.body.split(f'class="sms-plan-{kind}"')[1].partition("</svg>")[0]
            told = re.findall(
                r'<text class="sms-plan-day"[^>]* y="([0-9]+)"[^>]*>([a-z][^<]*)</text>', drawing
            )
            assert sorted(name for _, name in told) == ["certificate", "stage 1", "stage 2", "today"]
            assert len({y for y, name in told if name != "today"}) == 3
            top = min(
                float(y) for y in re.findall(r'class="sms-plan-name" x="[0-9]+" y="([0-9.]+)"', drawing)
            )
            assert all(int(y) < top - 8 for y, _ in told)

    def test_the_drawing_for_phones_has_names_above_the_bars(self, write: Write) -> None:
        """Time takes the whole width there, and every bar lies within it."""
        (page,) = build_project(desk_of(read(write(tree()))))
        drawing = page.body.split('class="sms-plan-slim"')[1].partition("</svg>")[0]
        assert 'viewBox="0 0 358 ' in drawing
        bars = re.findall(r'<rect [^>]*x="([0-9.]+)" y="([0-9.]+)" width="([0-9.]+)"', drawing)
        names = re.findall(r'class="sms-plan-name" x="[0-9]+" y="([0-9.]+)"', drawing)
        assert len(bars) == len(names) == 3
        assert min(float(x) for x, _, _ in bars) < 10
        assert all(float(x) + float(width) <= 358 for x, _, width in bars)
        assert all(float(bar[1]) > float(name) for bar, name in zip(bars, names, strict=True))

    def test_lines_that_are_not_drawn_are_not_explained(self, write: Write) -> None:
        """Without a target there are no dashed lines and no latest days."""
        none = re.sub(r" +(certification|stage_1|stage_2): .*\n", "", PROJECT)
        (page,) = build_project(desk_of(read(write(tree(project=none)))))
        assert "A bar runs from its beginning to the day it is due or was done." in page.body
        assert "ashed" not in page.body
        assert "short line" not in page.body
        (page,) = build_project(desk_of(read(write(tree()))))
        assert "the short line is the latest day of its step. Dashed lines are" in page.body

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
        snapshot = read(write(tree(people=PEOPLE)))
        rows = table_of(page_of(snapshot))
        assert len(rows) == len(missing) + len(find_waiting(snapshot))
        assert [row[:10] for row in rows[: len(days)]] == sorted(row[:10] for row in rows[: len(days)])
        assert any(row.startswith("2026-05-31 ✘ 30 days ago S02") for row in rows)

    def test_milestones_that_are_late_or_near_stand_on_top(self, write: Write) -> None:
        """Late ones with a cross; those of the next days, and those that begin by then, with the day they are due."""
        rows = """
      - {id: MS-4, title: Far, owner: o, begin: 2026-10-01, due: 2026-12-31}
      - {id: MS-5, title: Begins, owner: o, step: S10, begin: 2026-09-28, due: 2026-12-31}
      - {id: MS-6, title: Last near, owner: o, due: 2026-09-28}
      - {id: MS-7, title: Today, owner: o, due: 2026-06-30}
"""
        near = PROJECT.replace("due: 2026-09-30,", "due: 2026-09-29,").rstrip() + rows
        snapshot = read(write(tree(project=near)))
        assert [one.milestone.id for one in find_waiting(snapshot)] == ["MS-1", "MS-7", "MS-6", "MS-5"]
        told = table_of(page_of(snapshot))
        (late,) = [row for row in told if "MS-1 " in row and "✘ late" in row]
        assert late.startswith("2026-05-31 ✘ 30 days ago S02 ")
        assert told.index(late) < told.index(next(row for row in told if row > "2026-06-30"))
        assert any(row.startswith("2026-06-30 today ◷ due MS-7 Today") for row in told)
        assert "1 milestone late" in page_of(snapshot)

    def test_a_step_with_a_late_milestone_is_not_shown(self, write: Write) -> None:
        """All its checks are met, and something was to be done by now."""
        files = tree(people=PEOPLE)
        files["docs/registers/training.yml"] = HEAD.format(name="TRAINING") + (
            "    rows:\n      - {id: T-1, title: Basics, kind: awareness, roles: [everybody], interval: P1Y}\n"
        )
        files["docs/records/attendance/2026.csv"] = "date,training,person,result,note\n2026-03-12,T-1,ada,,\n"
        states = {one.step.id: one.progress for one in find_steps(read(write(files)))}
        assert states["S03"] is Progress.SHOWN
        late = "      - {id: MS-4, title: Proofs, step: S03, owner: o, due: 2026-06-29, note: Late}\n"
        files["docs/registers/project.yml"] = PROJECT.rstrip() + "\n" + late
        snapshot = read(write(files))
        states = {one.step.id: one.progress for one in find_steps(snapshot)}
        assert states["S03"] is Progress.LATE
        assert "a milestone is late" in page_of(snapshot)

    def test_an_overdue_action_has_its_own_day(self, write: Write) -> None:
        """Not that of the last milestone of its step, which is a year away."""
        acted = MAJOR.replace(
            "raised_on:",
            "actions:\n      - {id: A1, what: Do it, owner: o, due: 2026-06-10}\n"
            "      - {id: A2, what: Do that, owner: o, due: 2026-06-05}\n    raised_on:",
        )
        row = "      - {id: MS-4, title: All answered, step: S11, owner: o, due: 2027-03-01}\n"
        files = tree(major=acted, project=PROJECT.rstrip() + "\n" + row)
        files["docs/registers/risks.yml"] = (
            "id: REG-RISKS\ntitle: Risks\nrows:\n"
            "  - {id: R1, title: Fire, action: Build a wall, owner: o, due: 2026-06-08}\n"
        )
        snapshot = read(write(files))
        (one,) = [each for each in find_missing(snapshot) if each.check.id == "S11.2"]
        assert (one.by, one.check.verdict.why) == (
            date(2026, 6, 5),
            "overdue: NC-1 A2, REG-RISKS R1, NC-1 A1",
        )
        assert any(told.startswith("2026-06-05 ✘ 25 days ago S11") for told in table_of(page_of(snapshot)))

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
        assert "1 more is in force" in body
        assert "traceability</a> has it." in body
        assert "more are in force" not in page_of(read(write(tree())))
        assert "0 more" not in page_of(read(write(tree())))

    def test_all_its_ways_lead_somewhere(self, write: Write, make: Build) -> None:
        """Also on a site that keeps few registers, and so has few pages."""
        files = tree(people=PEOPLE, incidents=INCIDENTS, major=MAJOR, audit=AUDIT)
        built = make(write({**files, "docs/index.md": "# Ours\n"}), strict=False)
        assert "certification.html" in built.pages()
        ours = ("certification.html", "project.html", "process-map.html")
        assert [one for one in built.broken_links() if one.startswith(ours)] == []
