"""What falls due, and when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from smsdocs.analysis.management.due import Due, find_dues
from smsdocs.checks import improvement, keeping, learning, measures, milestones, obligations, risks
from smsdocs.checks.milestones import BEFORE
from smsdocs.checks.rule import RULES
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Write

TODAY = date(2026, 6, 1)
SETTINGS = "site_name: Tiny SMS\nplugins:\n  - smsdocs:\n      frameworks: [iso20000-1@2018]\n"
PEOPLE = """
rows:
  - {id: p-1, name: Ada Example, assignments: [{role: agent, from: 2026-01-01}]}
  - {id: p-2, name: Bea Example, assignments: [{role: agent, from: 2026-01-01}]}
  - {id: p-3, name: Cy Example, left_on: 2026-05-01, assignments: [{role: agent, from: 2026-01-01}]}
"""


def find(root: Path, today: date = TODAY) -> tuple[Due, ...]:
    """Return the dues of a tree."""
    return find_dues(read_snapshot(root, today=today, history=False))


def tell(dues: tuple[Due, ...]) -> list[str]:
    """Return dues as short lines."""
    return [
        f"{one.day} {one.kind} {one.title} ({one.owner}) {one.row}{one.person and f' {one.person}'}".rstrip()
        for one in dues
    ]


def register(name: str, *rows: str) -> dict[str, str]:
    """Return a register without review dates, with rows as flow mappings."""
    lines = "".join(f"  - {{{row}}}\n" for row in rows)
    return {
        f"docs/registers/{name}.yml": f"id: REG-{name.upper()}\ntitle: {name}\nowner: boss\nrows:\n{lines}"
    }


def record(path: str, head: str) -> dict[str, str]:
    """Return a record with a head."""
    return {f"docs/records/{path}.md": f"---\n{head}\n---\nText.\n"}


def test_nothing_is_due_where_nothing_is_kept(write: Write) -> None:
    """A folder of plain pages owes nobody anything."""
    assert find(write({"mkdocs.yml": SETTINGS, "docs/index.md": "# Home\n"})) == ()


def test_reviews_actions_promises_and_effects_are_due_until_they_are_done(write: Write) -> None:
    """Drafts need no review; what is done or closed is no longer due; the earliest day comes first."""
    head = "type: policy\nversion: '1.0'\nowner: boss\nlast_reviewed: 2026-01-10"
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            "policies/a.md": f"---\nid: POL-A\ntitle: Policy A\nstatus: approved\n{head}\n---\n",
            "policies/b.md": f"---\nid: POL-B\ntitle: Policy B\nstatus: draft\n{head}\n---\n",
            **register(
                "risks",
                "id: R1, title: Fire, owner: boss, action: Build a wall, due: 2026-07-01, review: 2026-08-01",
                "id: R2, title: Flood, owner: boss, action: Build a dam, due: 2026-07-01, review: 2026-08-01, "
                "state: closed",
            ),
            **record(
                "nonconformity/nc",
                "id: NC-1\ntitle: Late reviews\ndate: 2026-05-01\nowner: boss\ngrade: minor\n"
                "actions:\n"
                "  - {what: Mend it, owner: fixer, due: 2026-05-20}\n"
                "  - {what: Tell all, owner: fixer, due: 2026-05-20, done: 2026-05-19}\n"
                "effect: {due: 2026-09-01}",
            ),
        }
    )
    assert tell(find(root)) == [
        "2026-05-20 action Mend it (fixer)",
        "2026-07-01 promise Build a wall (boss) R1",
        "2026-08-01 risk-review Fire (boss) R1",
        "2026-09-01 effect Late reviews (boss)",
        "2027-01-10 review Policy A (boss)",
    ]


def test_audits_reviews_and_milestones_are_due_until_they_are_held(write: Write) -> None:
    """An audit is held by its number or by the id of its record; the last management review sets the next day."""
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            **record(
                "audit-programme/p",
                "id: AP\ntitle: Programme\ndate: 2026-01-01\nowner: auditor\n"
                "cycle: {from: 2026-01-01, to: 2026-12-31}\n"
                "audits:\n  - {id: A-1, planned: 2026-03-01}\n  - {id: A-2, planned: 2026-10-01}\n"
                "  - {id: REC-A3, planned: 2026-03-02}",
            ),
            **record(
                "audit-programme/old",
                "id: AP-0\ntitle: Old programme\ndate: 2025-01-01\nowner: auditor\n"
                "cycle: {from: 2025-01-01, to: 2025-12-31}\naudits:\n  - {id: A-0, planned: 2025-03-01}",
            ),
            **record("audit/a1", "id: REC-A1\ntitle: First\ndate: 2026-03-02\naudit: A-1"),
            **record("audit/a3", "id: REC-A3\ntitle: Third\ndate: 2026-03-04\naudit: third"),
            **record(
                "management-review/m",
                "id: MR\ntitle: Review\ndate: 2026-02-01\nowner: boss\ninputs: {mr-x: said}\nnext: 2026-08-01",
            ),
            **register(
                "project",
                "id: M1, title: Kick-off, owner: lead, due: 2026-01-10, done: 2026-01-10",
                "id: M2, title: Stage 1, owner: lead, due: 2026-11-10",
            ),
        }
    )
    assert tell(find(root)) == [
        "2026-08-01 management-review Review (boss)",
        "2026-10-01 audit A-2 (auditor)",
        "2026-11-10 milestone Stage 1 (lead) M2",
    ]


@pytest.mark.parametrize(
    ("fields", "due"),
    [
        (
            "contract_until: 2026-12-31, notice: P6M",
            "2026-06-30 contract Power: last day for notice (buyer) s1",
        ),
        (
            "contract_until: 2026-08-31, notice: P2M",
            "2026-06-30 contract Power: last day for notice (buyer) s1",
        ),
        (
            "contract_until: 2026-06-01, notice: P1D",
            "2026-06-01 contract Power: the contract ends (buyer) s1",
        ),
        (
            "contract_until: 2026-07-15, notice: P60D",
            "2026-07-15 contract Power: the contract ends (buyer) s1",
        ),
        ("contract_until: 2026-05-15", "2026-05-15 contract Power: the contract ends (buyer) s1"),
        (
            "contract_until: 0001-02-01, notice: P2M",
            "0001-02-01 contract Power: the contract ends (buyer) s1",
        ),
    ],
)
def test_a_contract_is_due_by_the_last_day_for_notice(fields: str, due: str, write: Write) -> None:
    """Once that is over, by the day on which it ends."""
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            **register("suppliers", f"id: s1, name: Power, owner: buyer, {fields}", "id: s2, name: For good"),
        }
    )
    assert tell(find(root)) == [due]


def test_rows_that_come_round_are_counted_from_when_somebody_last_looked(write: Write) -> None:
    """Intervals count from the last record or day; a promised day comes first; nobody ever looked means today."""
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            **register(
                "customers",
                "id: c1, name: One, owner: sales, since: 2024-01-01, review_interval: P6M",
                "id: c2, name: Two, owner: sales, since: 2026-03-01, review_interval: P6M",
                "id: c3, name: Three, owner: sales, since: 2024-01-01, until: 2026-05-31, review_interval: P6M",
                "id: c4, name: Four, owner: sales, since: 2024-01-01",
            ),
            **register(
                "suppliers",
                "id: s1, name: Power, kind: external, delivers: power, owner: buyer, review_interval: P6M",
                "id: s2, name: Net, kind: external, delivers: net, owner: buyer",
            ),
            **register(
                "obligations", "id: o1, title: Law, owner: law, checked_on: 2026-02-01, check_interval: P6M"
            ),
            **register("external-documents", "id: x1, title: Standard, owner: law, checked_on: 2025-03-01"),
            **register(
                "record-locations",
                "id: l1, name: Tickets, owner: desk, samples: [{date: 2026-03-01, by: p, count: 5, result: good}]",
                "id: l2, name: Changes, owner: desk, sample_interval: P3M, "
                "samples: [{date: 2026-03-01, by: p, count: 5, result: good}]",
                "id: l3, name: Orders, owner: desk",
            ),
            **record("customer-review/1", "id: CR1\ntitle: One\ndate: 2026-02-01\ncustomer: c1"),
            **record("customer-review/0", "id: CR0\ntitle: One\ndate: 2025-02-01\ncustomer: c1"),
            **record("customer-review/9", "id: CR9\ntitle: One\ndate: 2026-09-01\ncustomer: c1"),
            **record(
                "supplier-review/1", "id: SR1\ntitle: S\ndate: 2026-01-15\nsupplier: s2\nnext: 2026-06-15"
            ),
        }
    )
    assert tell(find(root)) == [
        "2026-03-01 external-document Standard (law) x1",
        "2026-06-01 sample Changes (desk) l2",
        "2026-06-01 sample Orders (desk) l3",
        "2026-06-01 supplier-review Power (buyer) s1",
        "2026-06-15 supplier-review Net (buyer) s2",
        "2026-08-01 customer-review One (sales) c1",
        "2026-08-01 obligation Law (law) o1",
        "2026-09-01 customer-review Two (sales) c2",
        "2027-03-01 sample Tickets (desk) l1",
    ]


def test_objectives_tests_and_surveys_are_due_until_somebody_did_them(write: Write) -> None:
    """An objective until its state says what came of it, a test until it is repeated, a survey by its interval."""
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            **register(
                "objectives",
                "id: O1, title: Faster, owner: boss, due: 2026-05-31",
                "id: O2, title: Better, owner: boss, due: 2026-12-31, state: open",
                "id: O3, title: Reached, owner: boss, due: 2026-05-31, state: met",
                "id: O4, title: Not reached, owner: boss, due: 2026-05-31, state: missed",
                "id: O5, title: Given up, owner: boss, due: 2026-05-31, state: dropped",
                "id: O6, title: Some day, owner: boss",
            ),
            **register(
                "customers",
                "id: c1, name: One, owner: sales, since: 2024-01-01, survey_interval: P12M",
                "id: c2, name: Two, owner: sales, since: 2026-03-01, survey_interval: P12M",
                "id: c3, name: Three, owner: sales, since: 2026-03-01",
            ),
            **record(
                "customer-review/1", "id: CR1\ntitle: One\ndate: 2025-09-01\ncustomer: c1\nsatisfaction: 4"
            ),
            **record("customer-review/2", "id: CR2\ntitle: One\ndate: 2026-02-01\ncustomer: c1"),
            **record(
                "test/1",
                "id: T1\ntitle: Restore\nowner: desk\ndate: 2026-01-01\ntest: backup\nnext: 2026-04-01",
            ),
            **record(
                "test/2",
                "id: T2\ntitle: Restore again\nowner: desk\ndate: 2026-04-02\ntest: backup\nnext: 2026-07-01",
            ),
            **record("test/3", "id: T3\ntitle: Restore\ndate: 2026-07-01\ntest: backup\nnext: 2026-10-01"),
            **record(
                "test/4",
                "id: T4\ntitle: Fire drill\nowner: desk\ndate: 2025-04-02\ntest: continuity\nnext: 2026-04-02",
            ),
        }
    )
    assert tell(find(root)) == [
        "2026-04-02 test Fire drill (desk)",
        "2026-05-31 objective Faster (boss) O1",
        "2026-07-01 test Restore again (desk)",
        "2026-09-01 survey One (sales) c1",
        "2026-12-31 objective Better (boss) O2",
        "2027-03-01 survey Two (sales) c2",
    ]


def test_what_is_done_in_the_future_or_long_before_it_was_asked_for_is_still_due(write: Write) -> None:
    """A day to come is a plan, and a day of another decade a slip of the pen."""
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            **register("project", "id: M1, title: Kick-off, owner: lead, due: 2026-05-10, done: 2026-06-02"),
            **register(
                "obligations",
                "id: o1, title: Law, owner: law, since: 2026-01-01, checked_on: 2027-02-01, check_interval: P3M",
            ),
            **record(
                "nonconformity/nc",
                "id: NC-1\ntitle: Late reviews\ndate: 2026-05-01\nowner: boss\ngrade: minor\n"
                "actions:\n"
                "  - {what: Tomorrow, owner: fixer, due: 2026-05-20, done: 2026-06-02}\n"
                "  - {what: Ten years ago, owner: fixer, due: 2026-05-20, done: 2016-05-19}\n"
                "  - {what: Before it was written, owner: fixer, due: 2026-05-20, done: 2025-11-01}\n"
                "effect: {due: 2026-05-21, checked_on: 2026-06-02}",
            ),
        }
    )
    assert tell(find(root)) == [
        "2026-04-01 obligation Law (law) o1",
        "2026-05-10 milestone Kick-off (lead) M1",
        "2026-05-20 action Ten years ago (fixer)",
        "2026-05-20 action Tomorrow (fixer)",
        "2026-05-21 effect Late reviews (boss)",
    ]


def test_measurements_are_due_at_the_end_of_their_period(write: Write) -> None:
    """Periods without a value are one thing to do, the present one another; a KPI that ended is not measured."""
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            **register(
                "kpis",
                "id: k1, name: Speed, owner: desk, frequency: monthly, since: 2026-01-01",
                "id: k2, name: Quality, owner: desk, frequency: quarterly, since: 2026-01-01",
                "id: k3, name: Weekly, owner: desk, frequency: weekly",
                "id: k4, name: Gone, owner: desk, frequency: monthly, until: 2026-03-31",
                "id: k5, name: Later, owner: desk, frequency: yearly, since: 2027-01-01",
            ),
            "docs/records/measurement/2026.csv": "kpi,period,value\nk2,2026-Q1,5\nk2,2026-Q2,5\n",
        }
    )
    assert tell(find(root)) == [
        "2026-01-31 measurement Speed, 5 periods without a value (desk) k1",
        "2026-06-30 measurement Speed (desk) k1",
        "2026-06-30 measurement Weekly (desk) k3",
    ]
    assert find(root, date.max)
    assert find(root, date.min)


def test_trainings_are_due_person_by_person(write: Write) -> None:
    """Who never took part needs it today, who did until its interval is over, and who left needs nothing."""
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            "docs/registers/people.yml": PEOPLE,
            **register(
                "training",
                "id: t1, title: Basics, roles: [everybody], interval: P12M, owner: boss",
                "id: t2, title: Once, roles: [agent]",
            ),
            "docs/records/attendance/2026.csv": "date,training,person\n2026-02-01,t1,p-1\n2026-02-01,t2,p-1\n",
        }
    )
    assert tell(find(root)) == [
        "2026-06-01 training Basics (boss) t1 p-2",
        "2026-06-01 training Once () t2 p-2",
        "2027-02-01 training Basics (boss) t1 p-1",
    ]


def test_the_steps_that_lead_to_a_stage_are_those_of_the_shipped_model(write: Write) -> None:
    """What must be done before stage 1, stage 2 and the certificate follows from what the steps depend on."""
    root = write({"mkdocs.yml": SETTINGS, "docs/index.md": "# Home\n"})
    model = read_snapshot(root, today=TODAY, history=False, counterparts=True).model
    steps = {step.id: step.depends_on for step in model.steps}

    def find_earlier(step: str) -> set[str]:
        return set(steps[step]).union(*map(find_earlier, steps[step]))

    first, second = find_earlier("S16"), find_earlier("S17")
    assert {"stage_1": first, "stage_2": second - first, "certification": {"S17"}} == BEFORE


OURS = [
    one
    for one in RULES.values()
    if one.check.__module__
    in {each.__name__ for each in (improvement, keeping, learning, measures, milestones, obligations, risks)}
]
WRONG = (
    "[]",
    "{}",
    "null",
    "true",
    "-1",
    "9" * 400,
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    '""',
    "[[1]]",
    "x",
)
KINDS = {
    "customers": "since until review_interval survey_interval name",
    "objectives": "kpi measure unit target better owner due value valued_on state",
    "improvements": "assessed priority authorised_by authorised_on due state measured_on result decision",
    "suppliers": "contract_until notice review_interval",
    "risks": "owner decision likelihood impact score review state due action",
    "project": "due done begin after step note",
    "obligations": "since checked_on check_interval until",
    "external-documents": "checked_on check_interval",
    "context": "topic relevant decided_on",
    "scope": "since decided_by state kind",
    "retention": "kinds retention last_disposal",
    "training": "roles interval owner",
    "record-locations": "samples sample_interval provides clauses",
    "people": "left_on assignments email",
    "kpis": "frequency since until owner",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_no_value_that_an_author_can_write_stops_the_run(wrong: str, write: Write) -> None:
    """Every due, and every rule on learning, obligations and keeping, looks at any value of any field and goes on."""
    files = {"mkdocs.yml": SETTINGS}
    for kind, names in KINDS.items():
        fields = ", ".join(f"{name}: {wrong}" for name in names.split())
        single = [f"id: r{n}, {name}: {wrong}" for n, name in enumerate(names.split())]
        files |= register(kind, f"id: all, {fields}", f"id: {wrong}, title: {wrong}", *single)
    for kind in (
        "customer-review",
        "supplier-review",
        "decision",
        "training",
        "management-review",
        "audit-programme",
        "nonconformity",
        "test",
        "customer-review",
    ):
        names = (
            "customer",
            "supplier",
            "milestone",
            "about",
            "training",
            "attendees",
            "follows",
            "next",
            "audits",
            "actions",
            "decisions",
            "effect",
            "closed_on",
            "test",
            "plan",
            "services",
            "result",
            "satisfaction",
        )
        head = "\n".join(f"{name}: {wrong}" for name in names)
        files |= record(f"{kind}/a", f"id: REC-{kind}\ntitle: A\ndate: 2026-01-01\ninputs: {wrong}\n{head}")
        files |= record(f"{kind}/b", f"id: {wrong}\ntitle: {wrong}\ndate: {wrong}\n{head}")
    root = write(files)
    for today in (TODAY, date.min, date.max):
        snapshot = read_snapshot(root, today=today, history=False)
        find_dues(snapshot)
        for one in OURS:
            list(one.check(snapshot))
