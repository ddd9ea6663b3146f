"""What falls due, and when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from smsdocs.analysis.management.due import Due, find_dues
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
    """An audit that was held is done; the day that the last management review set is the next one."""
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            **record(
                "audit-programme/p",
                "id: AP\ntitle: Programme\ndate: 2026-01-01\nowner: auditor\n"
                "cycle: {from: 2026-01-01, to: 2026-12-31}\n"
                "audits:\n  - {id: A-1, planned: 2026-03-01}\n  - {id: A-2, planned: 2026-10-01}",
            ),
            **record(
                "audit-programme/old",
                "id: AP-0\ntitle: Old programme\ndate: 2025-01-01\nowner: auditor\n"
                "cycle: {from: 2025-01-01, to: 2025-12-31}\naudits:\n  - {id: A-0, planned: 2025-03-01}",
            ),
            **record("audit/a1", "id: REC-A1\ntitle: First\ndate: 2026-03-02\naudit: A-1"),
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


def test_rows_that_come_round_are_counted_from_when_somebody_last_looked(write: Write) -> None:
    """Intervals count from the last record or day; a promised day comes first; nobody ever looked means today."""
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            **register(
                "customers",
                "id: c1, name: One, owner: sales, since: 2024-01-01, review_interval: P6M",
                "id: c2, name: Two, owner: sales, since: 2026-03-01, review_interval: P6M",
                "id: c3, name: Three, owner: sales, since: 2024-01-01, until: 2026-05-31",
            ),
            **register(
                "suppliers",
                "id: s1, name: Power, kind: external, delivers: power, owner: buyer",
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


def test_measurements_are_due_at_the_end_of_their_period(write: Write) -> None:
    """The period before the present one is due while it has no value; a KPI that ended is not measured."""
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
        "2026-05-31 measurement Speed (desk) k1",
        "2026-06-07 measurement Weekly (desk) k3",
        "2026-06-30 measurement Speed (desk) k1",
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
