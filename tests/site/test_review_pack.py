"""What the pack of a management review says of whose it is, and of KPIs, policies, contracts and money."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import built_site
import pytest

from smsdocs.reports.site.builder import build_desk
from smsdocs.reports.site.review_pack import build_review_pack
from smsdocs.reports.site.review_topics import pack
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from built_site import Write

    Body: TypeAlias = Callable[..., str]

write = built_site.write

TODAY = date(2026, 6, 30)
ROLES = {"docs/registers/roles.yml": {"rows": [{"id": "boss", "title": "Boss"}]}}


@pytest.fixture
def body(write: Write) -> Body:
    """Return a function that gives the pack of some files; `settings` are those of the plugin."""

    def run(files: Mapping[str, object], /, **settings: object) -> str:
        plugin = {"documents": ["policies"], "frameworks": ["iso20000-1@2018"], **settings}
        made = {path: one if isinstance(one, str) else json.dumps(one) for path, one in files.items()}
        root = write(
            {
                "mkdocs.yml": f"site_name: Ours\nplugins: [{{smsdocs: {json.dumps(plugin)}}}]\n",
                "docs/index.md": "# Home\n",
                **made,
            }
        )
        snapshot = read_snapshot(root, today=TODAY, counterparts=True, history=False)
        return next(build_review_pack(build_desk(snapshot, (), directory_urls=True))).body

    return run


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _topic(html: str, title: str) -> str:
    sections = re.findall(r'<section class="sms-topic".*?</section>', html, re.DOTALL)
    return next(_text(one) for one in sections if title in one)


def _rows(html: str, title: str) -> list[str]:
    part = html.partition(f"<h3>{title}</h3>")[2].partition("</table>")[0]
    return [_text(row) for row in re.findall(r"<tr.*?</tr>", part, re.DOTALL)]


def _page(**fields: object) -> str:
    return f"---\n{json.dumps({'owner': 'boss', 'status': 'approved', **fields})}\n---\n\nText.\n"


def _mark(html: str) -> str:
    found = re.search(r'<p class="sms-pack-mark"[^>]*>(.*?)</p>', html)
    assert found
    return unescape(found[1])


def test_the_foot_of_each_printed_page_keeps_its_room() -> None:
    """It is repeated where it is fixed, and no line is printed below it."""
    style = resources.files("smsdocs").joinpath("reports/assets/management.css").read_text(encoding="utf-8")
    printed = style.partition("@media print")[2]
    assert re.search(r"\.sms-pack-mark \{ position: fixed; [^}]*display: block;", printed)
    assert re.search(
        r":has\(> \.sms-pack-mark\) \{ padding-bottom: [^}]* box-decoration-break: clone;", printed
    )


RISKS = {"id": "REG-R", "title": "Risks", "rows": [{"id": "R-1", "title": "Fire"}]}
REVIEW = _page(id="REC-1", title="A talk", date="2026-05-01", customer="c-1", classification="confidential")


def test_the_pack_says_whose_it_is_and_who_may_see_it(body: Body) -> None:
    """Organisation, day, and the highest classification of what it quotes, for each page that is printed."""
    html = body(
        {
            **ROLES,
            "docs/registers/risks.yml": {**RISKS, "classification": "internal"},
            "docs/registers/context.yml": {
                "classification": "public",
                "rows": [{"id": "C-1", "title": "Rain"}],
            },
            "docs/records/customer-review/a.md": REVIEW,
        },
        organisation="Northwind Hosting",
    )
    assert _mark(html) == "Northwind Hosting · management review · confidential · data of 2026-06-30"
    text = _text(html)
    assert "data of 2026-06-30 organisation Northwind Hosting classification confidential as A talk" in text


def test_a_register_that_no_topic_quotes_does_not_close_the_pack(body: Body) -> None:
    """Only what the topics took from counts."""
    html = body(
        {
            **ROLES,
            "docs/registers/risks.yml": {**RISKS, "classification": "internal"},
            "docs/registers/external-documents.yml": {
                "classification": "restricted",
                "rows": [{"id": "E-1", "title": "Law"}],
            },
        }
    )
    assert _mark(html) == "management review · internal · data of 2026-06-30"


def test_rows_that_lead_nowhere_count_as_quoted(body: Body) -> None:
    """The names of milestones have no link, and the money of a project is that of its register."""
    rows = [{"id": "MS-1", "title": "Begin", "due": "2026-12-01", "budget": 69100}]
    html = body(
        {
            **ROLES,
            "docs/registers/risks.yml": {**RISKS, "classification": "internal"},
            "docs/registers/project.yml": {"classification": "restricted", "currency": "EUR", "rows": rows},
        }
    )
    assert "· restricted ·" in _mark(html)
    assert "budget of the project 69,100 EUR, of it 0 for milestones that are done" in _text(html)


def test_the_order_of_classifications_is_that_of_the_settings(body: Body) -> None:
    """A level that they do not rank is named beside the highest, for it may be higher still."""
    html = body(
        {
            **ROLES,
            "docs/registers/risks.yml": {**RISKS, "classification": "green"},
            "docs/registers/context.yml": {
                "classification": "amber",
                "rows": [{"id": "C-1", "title": "Rain"}],
            },
            "docs/records/customer-review/a.md": REVIEW,
        },
        classifications=["amber", "green"],
    )
    assert _mark(html) == "management review · green, confidential · data of 2026-06-30"


def test_without_classifications_nothing_is_claimed(body: Body) -> None:
    """A pack of registers that have none has none."""
    html = body({**ROLES, "docs/registers/risks.yml": RISKS})
    assert _mark(html) == "management review · data of 2026-06-30"
    assert "classification" not in _text(html)


def _kpi(name: str, **fields: object) -> dict[str, object]:
    return {
        "id": name,
        "name": name.upper(),
        "services": ["web"],
        "unit": "%",
        "target": 90,
        "better": "higher",
        **fields,
    }


def test_a_service_shows_what_is_off_target_first_and_counts_the_rest(body: Body) -> None:
    """No indicator is dropped in silence."""
    values = {"k-1": 95, "k-2": 96, "k-3": 97, "k-4": 98, "k-5": 99, "k-7": 50, "k-8": 91}
    lines = [f"{name},2026-05,{value}" for name, value in values.items()]
    html = body(
        {
            **ROLES,
            "docs/registers/services.yml": {"rows": [{"id": "web", "name": "Web"}]},
            "docs/registers/kpis.yml": {"rows": [_kpi(f"k-{n}") for n in range(1, 9)]},
            "docs/records/measurement/m.csv": "\n".join(["kpi,period,value", *lines, ""]),
        }
    )
    first, second = "✘ off target K-7: 50 %", "▲ no value K-6"
    told = f"{first}; {second}; K-1: 95 %; K-2: 96 %; K-3: 97 %; and 3 more"
    assert f"Web none named {told}" in _topic(html, "Services</h3>")


def test_what_is_left_out_of_a_service_says_if_it_is_off_target(body: Body) -> None:
    """Seven that miss are five by name and two by number."""
    lines = [f"k-{n},2026-05,{n}" for n in range(1, 8)]
    html = body(
        {
            **ROLES,
            "docs/registers/services.yml": {"rows": [{"id": "web", "name": "Web"}]},
            "docs/registers/kpis.yml": {"rows": [_kpi(f"k-{n}") for n in range(1, 8)]},
            "docs/records/measurement/m.csv": "\n".join(["kpi,period,value", *lines, ""]),
        }
    )
    assert "✘ off target K-5: 5 %; and 2 more, 2 of them off target" in _topic(html, "Services</h3>")


def test_great_numbers_are_written_out(body: Body) -> None:
    """A value is not cut to six digits."""
    html = body(
        {
            **ROLES,
            "docs/registers/kpis.yml": {"rows": [_kpi("k-1")]},
            "docs/records/measurement/m.csv": "kpi,period,value\nk-1,2026-05,123456789012345\n",
        }
    )
    assert "123,456,789,012,345 (2026-05)" in _text(html)


def test_a_policy_that_is_required_and_missing_is_a_line(body: Body) -> None:
    """Also where there are others, and where a draft is on its way."""
    files = {
        **ROLES,
        "docs/registers/risks.yml": RISKS,
        "policies/sm.md": _page(
            id="POL-SM",
            title="Our policy",
            type="policy",
            version="1.0",
            approver="boss",
            approved_on="2026-01-01",
            last_reviewed="2026-01-01",
            provides=["service-management-policy"],
        ),
        "policies/is.md": _page(
            id="POL-IS",
            title="Safe hands",
            type="policy",
            status="draft",
            provides=["information-security-policy"],
        ),
    }
    topic = _topic(body(files), "policies")
    assert "Our policy 1.0 ✔ in force" in topic
    assert "Safe hands ✎ draft" in topic
    assert "service management policy (5.2.1)" not in topic
    assert "information security policy (8.7.3.1) ✘ missing" in topic
    assert "change management policy (8.5.1.1) ✘ missing" in topic


def test_a_required_policy_of_another_type_is_shown(body: Body) -> None:
    """A procedure may hold the policy of changes."""
    files = {
        **ROLES,
        "docs/registers/risks.yml": RISKS,
        "policies/change.md": _page(
            id="PRC-CHG",
            title="How we change",
            type="procedure",
            version="2.0",
            approver="boss",
            approved_on="2026-01-01",
            last_reviewed="2026-01-01",
            provides=["change-management-policy"],
        ),
    }
    topic = _topic(body(files), "policies")
    assert "How we change 2.0 ✔ in force" in topic
    assert "change management policy (8.5.1.1)" not in topic


def test_contracts_stand_by_the_last_day_for_notice(body: Body) -> None:
    """With the day itself, a sign where it is near or gone, and contracts that end later but want notice before."""
    rows = [
        {"id": "late", "name": "Late", "contract_until": "2027-05-31"},
        {"id": "long", "name": "Long", "contract_until": "2027-09-30", "notice": "P6M"},
        {"id": "now", "name": "Now", "contract_until": "2026-12-31", "notice": "P6M"},
        {"id": "over", "name": "Over", "contract_until": "2026-05-31", "notice": "P3M"},
        {"id": "gone", "name": "Gone", "contract_until": "2026-09-30", "notice": "P6M"},
        {"id": "near", "name": "Near", "contract_until": "2026-10-31", "notice": "P3M"},
        {"id": "far", "name": "Far", "contract_until": "2029-10-31", "notice": "P3M"},
    ]
    html = body({**ROLES, "docs/registers/suppliers.yml": {"rows": rows}})
    _, *found = _rows(html, "Contracts that end or can be ended within a year")
    assert found == [
        "Gone ✘ past 2026-03-30 2026-09-30 6 months",
        "Over 2026-02-28 ✘ ended 2026-05-31 3 months",
        "Now ▲ today 2026-06-30 2026-12-31 6 months",
        "Near ▲ in 31 days 2026-07-31 2026-10-31 3 months",
        "Long 2027-03-30 2027-09-30 6 months",
        "Late 2027-05-31",
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "met", "value": 99}, "✔ met ✔ on target"),
        ({"value": 1, "due": "2026-06-29"}, "✘ overdue ▲ not there yet"),
        ({"value": 1, "due": "2026-06-30"}, "▲ not there yet"),
        ({}, "◷ open"),
    ],
)
def test_an_objective_has_the_verdict_of_its_own_page(
    body: Body, fields: Mapping[str, object], said: str
) -> None:
    """State, whether it is late, and whether its value is where it is to be."""
    row = {"id": "O-1", "title": "Faster", "target": 90, "better": "higher", **fields}
    topic = _topic(body({**ROLES, "docs/registers/objectives.yml": {"rows": [row]}}), "Faster")
    assert f" {said} Said in the meeting" in topic


def test_every_field_of_a_table_has_its_label(body: Body) -> None:
    """On a narrow screen a row is a card: a value says what it is, and an empty one is not there."""
    html = body(
        {**ROLES, "docs/registers/risks.yml": {"rows": [{"id": "R-1", "title": "Fire", "due": "2026-12-01"}]}}
    )
    row = html.partition("Fire</a>")[2].partition("</tr>")[0]
    assert '<td class="sms-short">2026-12-01</td>' in row
    assert row.count("<td></td>") == 4
    labels = re.findall(r"--h(\d):'([a-z]+): ';", html.partition("Fire</a>")[0].rpartition("<table")[2])
    assert labels == [("2", "level"), ("3", "decision"), ("4", "action"), ("5", "due"), ("6", "state")]


def test_no_table_of_the_sample_has_more_columns_than_the_style_sheet_labels() -> None:
    """A column more would be a value without its name on a narrow screen."""
    topics = Path(pack.__file__).parent.glob("*.py")
    heads = [
        one for path in topics for one in re.findall(r"heads = \(([^)]*)\)", path.read_text(encoding="utf-8"))
    ]
    assert len(heads) > 10
    most = max(len(re.findall(r'"[^"]+"', one)) for one in heads)
    style = resources.files("smsdocs").joinpath("reports/assets/management.css").read_text(encoding="utf-8")
    assert f".sms-pack-table td:nth-child({most})::before" in style
