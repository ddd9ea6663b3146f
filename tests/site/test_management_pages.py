"""Pages of audits, actions, the management review and trainings, each made of a small snapshot."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest

from smsdocs.reports.site.actions import build_actions
from smsdocs.reports.site.audits import build_audits
from smsdocs.reports.site.builder import build_desk
from smsdocs.reports.site.learning import build_learning
from smsdocs.reports.site.review_pack import build_review_pack
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

    Write = Callable[[Mapping[str, str | bytes]], Path]
    Build = Callable[[Desk], Iterator[GeneratedPage]]

TODAY = date(2026, 6, 30)
SETTINGS = (
    "site_name: Ours\nplugins:\n  - smsdocs: {documents: [policies], frameworks: ['iso20000-1@2018']}\n"
)
BUILDERS = (build_audits, build_actions, build_review_pack, build_learning)
PEOPLE = {
    "docs/registers/roles.yml": {
        "rows": [{"id": "boss", "title": "Boss"}, {"id": "agent", "title": "Agent"}]
    },
    "docs/registers/people.yml": {
        "rows": [
            {"id": "p-1", "name": "Ada Secret", "assignments": [{"role": "boss", "from": "2026-01-01"}]},
            {"id": "p-2", "name": "Bo Secret", "assignments": [{"role": "agent", "from": "2026-01-01"}]},
        ]
    },
}


def _page(**fields: object) -> str:
    return f"---\n{json.dumps({'owner': 'boss', 'status': 'approved', **fields})}\n---\n\nText.\n"


def _record(**fields: object) -> str:
    return _page(**{"title": "A record", "date": "2026-05-01", **fields})


def _table(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def _desk(write: Write, files: Mapping[str, object]) -> Desk:
    made = {path: one if isinstance(one, str) else json.dumps(one) for path, one in files.items()}
    root = write({"mkdocs.yml": SETTINGS, "docs/index.md": "# Home\n", **made})
    snapshot = read_snapshot(root, today=TODAY, counterparts=True, history=False)
    return build_desk(snapshot, (), directory_urls=True)


def _body(desk: Desk, build: Build) -> str:
    return next(build(desk)).body


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _rows(html: str) -> list[str]:
    return [_text(row) for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL)]


def _section(html: str, anchor: str, until: str = "<h2") -> str:
    return html.partition(f'id="{anchor}"')[2].partition(until)[0]


PROGRAMME = _record(
    id="PRG",
    date="2026-01-01",
    cycle={"from": "2026-01-01", "to": "2026-12-31"},
    audits=[
        {"id": "A-1", "planned": "2026-04-01", "clauses": ["8.6"], "processes": ["incident-management"]},
        {"id": "A-2", "planned": "2026-06-01", "clauses": ["9.1"]},
        {"id": "A-3", "planned": "2026-11-01", "clauses": ["5"]},
    ],
)
AUDIT = _record(
    id="AUD-1",
    audit="A-1",
    scope={"clauses": ["8.6"], "processes": ["incident-management"], "services": ["hosting"]},
    auditors=["p-2"],
    reported_on="2026-05-03",
    findings=[
        {
            "id": "F1",
            "grade": "minor",
            "clause": "8.6.1",
            "process": "incident-management",
            "text": "Late news.",
        },
        {"id": "F2", "grade": "major", "clause": "8.6.1", "text": "No news."},
        {"id": "F3", "grade": "observation", "clause": "8.6.2", "text": "Slow news.", "answer": "IMP-1"},
    ],
)
NONCONFORMITY = {
    "id": "NC-1", "title": "No news at all", "grade": "major", "raised_on": "2026-05-02", "from": "AUD-1#F2",
    "breaks": ["8.6.1"], "cause": "Nobody knew.", "effect": {"due": "2026-08-01"},
    "actions": [
        {"id": "A1", "what": "Tell the desk", "owner": "agent", "due": "2026-06-01", "done": "2026-06-02"},
        {"id": "A2", "what": "Write it down", "owner": "boss", "due": "2026-06-20"},
    ],
}  # fmt: skip
AUDITED = {
    "docs/records/audit-programme/p.md": PROGRAMME,
    "docs/records/audit/a.md": AUDIT,
    "docs/records/nonconformity/n.md": _record(**NONCONFORMITY),
    "docs/registers/services.yml": {
        "rows": [
            {"id": "hosting", "name": "Hosting", "owner": "boss"},
            {"id": "backup", "name": "Backup", "owner": "boss"},
        ]
    },
    "policies/incidents.md": _page(
        id="PRC", title="Incidents", type="process", process="incident-management"
    ),
    "policies/changes.md": _page(id="PRC-2", title="Changes", type="process", process="change-management"),
    "docs/registers/improvements.yml": {
        "rows": [
            {"id": "IMP-1", "title": "Quick news", "owner": "boss", "due": "2026-12-01", "state": "open"}
        ]
    },
}


def test_the_map_shows_what_an_audit_took_in_and_the_worst_it_found(write: Write) -> None:
    """A field says planned, late, held, or the worst grade with its count and how many there are besides."""
    body = _body(_desk(write, AUDITED), build_audits)
    rows = _rows(body)
    assert "8.6.1 Incident management Maj 1 +1" in rows
    assert "8.6.2 Service request management Obs 1" in rows
    assert "8.6.3 Problem management held" in rows
    assert any(row.startswith("9.1 ") and row.endswith("late") for row in rows)
    assert "5.3 Organizational roles, responsibilities and authorities planned" in rows
    assert "Incidents Min 1" in rows
    assert "Hosting held" in rows
    assert "8 Operation of the service management system Maj 1 +2 3 of 30" in rows


def test_the_page_names_what_the_programme_leaves_out(write: Write) -> None:
    """Clauses, processes and services that no audit of the cycle takes in or will."""
    left = _text(_section(_body(_desk(write, AUDITED), build_audits), "open"))
    assert "4.1 Understanding the organization" in left
    assert "Processes 1 of 2 Changes Services 1 of 2 Backup" in left
    assert "8.6.3" not in left
    assert "5.3 Organizational" not in left


def test_a_finding_is_answered_by_what_it_names_or_by_a_nonconformity_that_names_it(write: Write) -> None:
    """The row of a finding leads to its answer, whichever side tells of it."""
    found = _section(_body(_desk(write, AUDITED), build_audits), "findings")
    rows = [row for row in _rows(found) if "news" in row]
    assert [row.partition(" F")[2][:1] for row in rows] == ["1", "2", "3"]
    assert "✘ not answered" in rows[0]
    assert "✔ answered NC-1" in rows[1]
    assert "✔ answered IMP-1" in rows[2]
    assert 'href="../records/nonconformity/n/"' in found
    assert "registers/improvements/#" in found


def test_what_the_programme_names_counts_in_the_sum_as_in_the_cells(write: Write) -> None:
    """A process without a description, a service that is not in scope: an audit that looks at them does look."""
    cycle = {"from": "2026-01-01", "to": "2026-12-31"}
    named = ["incident-management", "problem-management", "capacity-management"]
    audits = [
        {"id": "A-1", "planned": "2026-04-01", "processes": ["incident-management"]},
        {"id": "A-2", "planned": "2026-11-01", "processes": named, "services": ["hosting", "backup"]},
    ]
    states = {"hosting": "in", "backup": "later"}
    scope = {"rows": [{"id": id_, "kind": "service", "state": state} for id_, state in states.items()]}
    files = {
        **AUDITED,
        "docs/records/audit-programme/p.md": _record(id="PRG", cycle=cycle, audits=audits),
        "docs/registers/scope.yml": scope,
    }
    rows = _rows(_section(_body(_desk(write, files), build_audits), "map", 'class="sms-folds"'))
    assert "Processes Min 1 3 1 of 4 2 to come" in rows
    assert next(row for row in rows if row.startswith("Services")) == "Services 1 2 1 of 2 1 to come"


def test_what_scrolls_has_a_name(write: Write) -> None:
    """A reader who comes to the map by keyboard hears what it is."""
    tables = re.findall(r'<div class="sms-table"[^>]*>', _body(_desk(write, AUDITED), build_audits))
    assert len(tables) > 2
    assert all('tabindex="0" role="region" aria-label="What audits look at' in one for one in tables)


def test_audits_without_a_programme_say_that_there_is_none(write: Write) -> None:
    """The map is made of the audits that were held."""
    body = _body(_desk(write, {"docs/records/audit/a.md": AUDIT}), build_audits)
    assert "There is no audit programme yet" in body
    assert "8.6.3 Problem management held" in _rows(body)


def test_a_nonconformity_shows_each_of_its_steps(write: Write) -> None:
    """What is done, what is late, what comes next."""
    body = _body(_desk(write, AUDITED), build_actions)
    steps = [_text(one) for one in re.findall(r'<li class="sms-step.*?</li>', body)]
    assert steps == [
        "✔ raised : done 2026-05-02",
        "✔ cause : done",
        "✔ action : done 2 actions",
        "✘ done : late 1 of 2, 1 late",
        "○ effect checked : to come by 2026-08-01",
        "○ closed : to come",
    ]
    assert "AUD-1, finding F2" in body


def test_an_open_major_stands_before_older_minors(write: Write) -> None:
    """Majors first, and what is closed folds away."""
    files = {
        f"docs/records/nonconformity/{name}.md": _record(
            id=name, title=name, grade=grade, raised_on=raised, **({"closed_on": closed} if closed else {})
        )
        for name, grade, raised, closed in (
            ("minor-one", "minor", "2026-01-01", ""),
            ("major-one", "major", "2026-05-01", ""),
            ("closed-one", "major", "2026-01-01", "2026-02-01"),
        )
    }
    body = _body(_desk(write, files), build_actions)
    assert (
        body.index("major-one") < body.index("minor-one") < body.index("<details") < body.index("closed-one")
    )


def test_the_board_sorts_actions_by_their_day(write: Write) -> None:
    """Overdue, due in 30 days, later, done in the last 90 days; what was done before is left out."""
    review = _record(
        id="MR-1",
        inputs={},
        decisions=[
            {"id": "D1", "what": "Soon thing", "owner": "boss", "due": "2026-07-30"},
            {"id": "D2", "what": "Dayless thing"},
        ],
    )
    old = {"id": "D1", "what": "Old thing", "owner": "boss", "due": "2025-01-09", "done": "2025-01-09"}
    reviews = {
        "docs/records/management-review/m.md": review,
        "docs/records/management-review/o.md": _record(date="2025-01-01", decisions=[old]),
    }
    body = _body(_desk(write, {**PEOPLE, **AUDITED, **reviews}), build_actions)
    lanes = {name: _text(_section(body, name, "</section>")) for name in ("overdue", "soon", "later", "done")}
    assert "Write it down" in lanes["overdue"]
    assert "10 days late" in lanes["overdue"]
    assert "Soon thing" in lanes["soon"]
    assert "improvement: IMP-1" in lanes["later"]
    assert "Tell the desk nonconformity: No news at all Agent done 2026-06-02" in lanes["done"]
    assert "Dayless thing" not in body
    assert "Old thing" not in body


PACK = {
    **PEOPLE,
    **AUDITED,
    "docs/records/management-review/m.md": _record(
        id="MR-1",
        title="Spring review",
        date="2026-03-01",
        chair="p-1",
        inputs={"mr-risks": "One risk is high."},
        decisions=[{"id": "D1", "what": "Buy a spare", "owner": "boss", "due": "2026-04-01"}],
        next="2026-09-01",
    ),
    "docs/registers/kpis.yml": {
        "rows": [
            {"id": "k-1", "name": "Kept promises", "process": "incident-management", "unit": "%", "target": 90,
             "better": "higher", "frequency": "monthly"},
        ]
    },
    "docs/registers/risks.yml": {
        "rows": [{"id": "R-1", "title": "Fire", "level": "high", "score": 9, "due": "2026-01-01", "state": "open"}]
    },
    "docs/registers/objectives.yml": {
        "rows": [
            {"id": "O-1", "title": "Keep promises", "kpi": "k-1", "target": 90, "better": "higher", "owner": "boss"}
        ]
    },
    "docs/registers/suppliers.yml": {
        "rows": [{"id": "s-1", "name": "Storer", "kind": "external", "delivers": "disks", "owner": "boss",
                  "contract_until": "2026-12-31", "notice": "P3M", "review_interval": "P1Y"}]
    },
    "docs/records/measurement/m.csv": _table(
        "kpi,period,value", "k-1,2026-02,80", "k-1,2026-03,85", "k-1,2026-04,88", "k-1,2026-05,95"
    ),
    "docs/records/supplier-review/s.md": _record(id="SR", supplier="s-1", satisfaction=3.5, result="Fine."),
}  # fmt: skip


def _topics(body: str) -> dict[str, str]:
    sections = re.findall(r'<section class="sms-topic".*?</section>', body, re.DOTALL)
    return {_text(re.findall(r"<h2.*?</h2>", one)[0]).partition(". ")[2]: _text(one) for one in sections}


def test_the_pack_has_every_topic_with_its_data(write: Write) -> None:
    """Each topic of clause 9.3 in its order, with what the system knows of it today."""
    desk = _desk(write, PACK)
    body = _body(desk, build_review_pack)
    topics = _topics(body)
    assert list(topics) == [one.title for one in desk.snapshot.model.topics]
    said = {one.id: topics[one.title] for one in desk.snapshot.model.topics}
    assert "Buy a spare MR-1 D1 Boss 2026-04-01 ✘ overdue" in said["mr-previous-actions"]
    assert "major 1 1 0 1 none closed" in said["mr-nonconformity-trends"]
    kpi = "at least 90 % 85 (2026-03) 88 (2026-04) 95 (2026-05) ✔ on target ↗ better"
    assert f"Kept promises {kpi}" in said["mr-measurement-trends"]
    assert "1 major, 1 minor, 1 observation" in said["mr-audit-trends"]
    assert "Quick news" in said["mr-improvement-opportunities"]
    assert "95 (2026-05) ✔ on target" in said["mr-objectives"]
    assert "Storer 2026-05-01 3.5 Fine. 2027-05-01" in said["mr-other-parties"]
    assert "Storer 2026-09-30 2026-12-31 3 months" in said["mr-other-parties"]
    assert "Fire ✘ high 2026-01-01 ✘ overdue" in said["mr-risks"]
    assert "Said in the last review: One risk is high." in said["mr-risks"]
    assert "indicators of services on target 1 of 1" in said["mr-service-performance"]
    assert "roles that nobody holds none" in said["mr-resources"]


def test_the_pack_is_honest_where_nothing_is_kept(write: Write) -> None:
    """A topic without data says so, and leaves room to write as any other does."""
    topics = _topics(_body(_desk(write, PACK), build_review_pack))
    lacking = [title for title, said in topics.items() if "No data is kept on this" in said]
    assert lacking == [
        "Changes in internal and external issues",
        "Feedback from customers and other interested parties",
        "Changes that can affect the SMS and services",
    ]
    assert all("Said in the meeting Decision" in said for said in topics.values())


def test_the_pack_leads_to_earlier_reviews_and_tells_the_next(write: Write) -> None:
    """What is planned, what was; the chair by id."""
    body = _body(_desk(write, PACK), build_review_pack)
    assert "next review 2026-09-01" in _text(body)
    assert "Spring review 2026-03-01, chair p-1, 1 decision" in _text(_section(body, "past", "</ul>"))


def test_a_topic_of_your_own_has_no_data_of_ours(write: Write) -> None:
    """It stands in the pack all the same."""
    own = {
        "version": "1",
        "topics": [{"id": "our-dogs", "title": "Our <b>dogs</b>", "asks": "How they are."}],
    }
    files = {**PACK, "schema/models/management-review.yaml": own}
    body = _body(_desk(write, files), build_review_pack)
    assert "no data of ours belongs to it" in _topics(body)["Our <b>dogs</b>"]


TAUGHT = {
    **PEOPLE,
    "docs/registers/training.yml": {
        "rows": [
            {"id": "intro", "title": "Introduction", "roles": ["everybody"], "interval": "P1Y"},
            {"id": "desk", "title": "At the desk", "roles": ["agent"]},
            {"id": "lead", "title": "Leading", "roles": ["boss"], "interval": "P1Y"},
        ]
    },
    "docs/records/attendance/a.csv": _table(
        "date,training,person", "2026-03-01,intro,p-1", "2025-03-01,intro,p-2", "2025-07-20,lead,p-1"
    ),
    "docs/records/acknowledgement/a.csv": _table(
        "date,person,document,version",
        "2026-03-01,p-1,POL,2.0",
        "2026-01-01,p-2,POL,1.0",
        "2026-01-01,p-2,GONE,1.0",
    ),
    "policies/p.md": _page(id="POL", title="Policy", type="policy", version="2.0"),
}


def _taught(count: int, roles: list[str], *, trained: Mapping[str, int]) -> dict[str, object]:
    """People p-000 and so on, all in each of these roles; of each training the first so many never took part."""
    people = [
        {
            "id": f"p-{n:03}",
            "name": "N",
            "assignments": [{"role": one, "from": "2026-01-01"} for one in roles],
        }
        for n in range(count)
    ]
    attended = [
        f"2026-03-01,{training},p-{n:03}" for training, lack in trained.items() for n in range(lack, count)
    ]
    return {
        "docs/registers/roles.yml": {"rows": [{"id": one, "title": one} for one in roles]},
        "docs/registers/people.yml": {"rows": people},
        "docs/records/attendance/a.csv": _table("date,training,person", *attended),
    }


def _matrix(body: str) -> list[tuple[str, list[str]]]:
    matrix = re.findall(r'<tr>(<th scope="row">.*?)</tr>', body)
    return [(_text(row), re.findall(r'class="sms-at-([a-z-]+)"', row)) for row in matrix]


def test_the_matrix_says_until_when_each_person_holds_what_a_role_asks_for(write: Write) -> None:
    """By role and person; what everybody needs is no line of anybody, and names stay in the people register."""
    body = _body(_desk(write, TAUGHT), build_learning)
    assert _matrix(body) == [("p-1 2026-07-20", ["ends-soon"]), ("p-2 never", ["never"])]
    assert "Secret" not in body


def test_what_everybody_needs_is_one_line_with_who_lacks_it(write: Write) -> None:
    """How many hold it; those who never took part apart from those whose time is up."""
    body = _body(_desk(write, TAUGHT), build_learning)
    row = next(row for row in _rows(_section(body, "everybody", "</table>")) if row.startswith("Intro"))
    assert row == "Introduction every 12 months ✘ 1 of 2 hold it overdue : p-2"


@pytest.mark.parametrize("count", [15, 75, 300])
def test_the_matrix_is_of_use_however_many_people_there_are(write: Write, count: int) -> None:
    """Each role has its share of the lines, those who lack something first; what is left out is told and light."""
    training = [
        {"id": "intro", "title": "Introduction", "roles": ["everybody"], "interval": "P1Y"},
        *({"id": f"t-{one}", "title": f"How to {one}", "roles": [one]} for one in ("boss", "agent", "clerk")),
    ]
    files = _taught(
        count, ["boss", "agent", "clerk"], trained={"intro": 14, "t-boss": 0, "t-agent": 2, "t-clerk": 14}
    )
    page, *_ = build_learning(_desk(write, {**files, "docs/registers/training.yml": {"rows": training}}))
    folded = _text(_section(page.body, "everybody", "</table>"))
    assert f"{count - 14} of {count} hold it" in folded
    assert "never : p-000, p-001" in folded
    assert "p-011 and 2 more" in folded
    assert "state=never&amp;what=Introduction#list" in page.body
    groups = page.body.partition('id="roles"')[2].partition("</table>")[0].split('class="sms-heat-group"')[1:]
    words = [[word for _, words in _matrix(group) for word in words] for group in groups]
    assert [one[:2] for one in words] == [["held", "held"], ["never", "never"], ["never", "never"]]
    assert [one.count("never") for one in words] == [0, 2, 14]
    assert sum(map(len, words)) == 40
    assert f"{3 * count - 40} lines are left out here; nobody in them lacks anything" in _text(page.body)
    assert len(page.body.encode()) < 51_000


def test_lines_with_something_lacking_that_are_left_out_are_told(write: Write) -> None:
    """The page never looks better than the list."""
    training = [{"id": "t-boss", "title": "How to lead", "roles": ["boss"]}]
    files = _taught(75, ["boss"], trained={"t-boss": 60})
    body = _body(_desk(write, {**files, "docs/registers/training.yml": {"rows": training}}), build_learning)
    assert "boss 35 more are left out, 20 of them with something overdue or never learnt" in _text(body)


def test_trainings_that_nobody_needs_today_are_named(write: Write) -> None:
    """A column without a field would say nothing."""
    training = {"rows": [{"id": "t", "title": "Diving", "roles": ["diver"]}]}
    body = _body(_desk(write, {**TAUGHT, "docs/registers/training.yml": training}), build_learning)
    assert "Nobody holds a role that asks for Diving." in _text(body)


def test_who_read_another_version_is_told(write: Write) -> None:
    """A reading counts for the version in force only; one of a document that is gone says so."""
    body = _body(_desk(write, TAUGHT), build_learning)
    assert "✔ read by p-1; ▲ another version p-2 (1.0)" in _text(_section(body, "read"))
    rows = _rows(_section(body, "list", "</table>"))
    assert "▲ another version p-2 Policy 2026-01-01 1.0 in force: 2.0" in rows
    assert "? no such document p-2 GONE 2026-01-01 1.0" in rows


ATTACK = "<img src=x onerror=alert(1)>{{ 7*7 }} | **b** \"q' & `x`\n\n# Heading"


def _hostile() -> dict[str, object]:
    people = {
        "rows": [{"id": ATTACK, "name": ATTACK, "assignments": [{"role": ATTACK, "from": "2026-01-01"}]}]
    }
    action = {"id": ATTACK, "what": ATTACK, "owner": ATTACK, "due": "2026-07-01", "result": ATTACK}
    shared = {"id": ATTACK, "title": ATTACK, "owner": ATTACK, "actions": [action]}
    row = {
        "id": ATTACK,
        "title": ATTACK,
        "name": ATTACK,
        "owner": ATTACK,
        "due": "2026-07-01",
        "state": ATTACK,
    }
    kinds = (
        "context",
        "customers",
        "suppliers",
        "risks",
        "objectives",
        "kpis",
        "improvements",
        "obligations",
    )
    return {
        "docs/registers/roles.yml": {"rows": [{"id": ATTACK, "title": ATTACK}]},
        "docs/registers/people.yml": people,
        "docs/registers/training.yml": {"rows": [{**row, "roles": [ATTACK]}]},
        **{
            f"docs/registers/{kind}.yml": {
                "rows": [{**row, "effect": ATTACK, "action": ATTACK, "unit": ATTACK}]
            }
            for kind in (*kinds, "project", "scope", "services")
        },
        "docs/records/audit/a.md": _record(
            **{**shared, "audit": ATTACK, "auditors": [ATTACK], "audit_kind": "internal"},
            scope={"processes": [ATTACK], "services": [ATTACK], "clauses": ["8.6.1"]},
            findings=[{"id": ATTACK, "grade": "minor", "clause": "8.6.1", "process": ATTACK, "text": ATTACK}],
        ),
        "docs/records/audit-programme/p.md": _record(
            title=ATTACK,
            cycle={"from": "2026-01-01", "to": "2026-12-31"},
            audits=[
                {"id": f"{ATTACK}2", "planned": "2026-08-01", "processes": [ATTACK], "auditors": [ATTACK]}
            ],
        ),
        "docs/records/nonconformity/n.md": _record(**shared, grade="minor", **{"from": f"{ATTACK}#{ATTACK}"}),
        "docs/records/management-review/m.md": _record(
            **shared, chair=ATTACK, inputs={"mr-risks": ATTACK}, decisions=[action], next="2026-09-01"
        ),
        "docs/records/customer-review/c.md": _record(**shared, customer=ATTACK, result=ATTACK),
        "docs/records/acknowledgement/a.csv": "date,person,document,version\n2026-01-01,<b>p</b>,<i>d</i>,<u>1</u>\n",
    }


@pytest.mark.parametrize("build", BUILDERS)
def test_what_strangers_wrote_is_text_on_every_page(write: Write, build: Build) -> None:
    """No tag of theirs, no line of theirs that could begin a block of Markdown."""
    page = next(build(_desk(write, _hostile())))
    assert "&lt;img src=x" in page.body or "&lt;b&gt;p" in page.body
    for tag in ("<img", "<b>p", "<i>d", "<u>1"):
        assert tag not in page.body
    assert not [line for line in page.body.splitlines() if line.lstrip().startswith("# ")]


@pytest.mark.parametrize("build", BUILDERS)
def test_a_collection_without_records_and_registers_gets_no_such_page(write: Write, build: Build) -> None:
    """A page there is nothing for is not made."""
    policy = TAUGHT["policies/p.md"]
    assert not list(build(_desk(write, {**PEOPLE, "policies/p.md": policy})))


@pytest.mark.parametrize("build", BUILDERS)
def test_pages_of_a_large_system_stay_light(write: Write, build: Build) -> None:
    """Hundreds of audits, actions, risks and people: lists go on in files beside the page, the rest is cut."""
    many = range(300)
    words = "words that say a good deal of what this is about and why it matters to us; " * 2
    action = {"what": words, "owner": "boss", "due": "2026-12-01"}
    everything = ["4", "5", "6", "7", "8", "9", "10"]
    files: dict[str, object] = {
        "docs/registers/roles.yml": PEOPLE["docs/registers/roles.yml"],
        "docs/registers/people.yml": {
            "rows": [
                {"id": f"p-{n}", "name": "N", "assignments": [{"role": "boss", "from": "2026-01-01"}]}
                for n in many
            ]
        },
        "docs/registers/training.yml": {
            "rows": [{"id": f"t-{n}", "title": words, "roles": ["everybody"]} for n in range(20)]
        },
        "docs/records/acknowledgement/a.csv": "date,person,document,version\n"
        + "".join(f"2026-01-01,p-{n},POL-{n},1.0\n" for n in many),
        "docs/records/audit-programme/p.md": _record(
            cycle={"from": "2026-01-01", "to": "2028-12-31"},
            audits=[
                {"id": f"A-{n}", "planned": f"2027-{n % 12 + 1:02}-01", "clauses": everything}
                for n in range(60)
            ],
        ),
    }
    for kind in (
        "risks",
        "improvements",
        "objectives",
        "kpis",
        "context",
        "customers",
        "suppliers",
        "project",
    ):
        rows = [{"id": f"{kind}-{n}", "title": words, "name": words, "due": "2026-12-01"} for n in many]
        files[f"docs/registers/{kind}.yml"] = {"rows": rows}
    for n in range(60):
        findings = [{"id": f"F{one}", "grade": "minor", "clause": "8.6.1", "text": words} for one in range(5)]
        files[f"docs/records/audit/{n}.md"] = _record(
            id=f"AUD-{n}", scope={"clauses": everything}, findings=findings
        )
        files[f"docs/records/nonconformity/{n}.md"] = _record(
            id=f"NC-{n}", title=words, grade="minor", actions=[action] * 5
        )
    page, *_ = build(_desk(write, files))
    assert len(page.body.encode()) < 51_000
