"""The pages that say how the system does: KPIs, risks, services, suppliers, objectives, responsibilities."""

from __future__ import annotations

import json
import math
import re
from datetime import date
from typing import TYPE_CHECKING

import built_site
import pytest
from built_site import Elements

from smsdocs.model.duration import Duration
from smsdocs.reports.site.builder import build_desk, build_pages
from smsdocs.reports.site.charts import Point, draw_bullet, draw_line, format_number, name_target
from smsdocs.reports.site.kpis import CARDS
from smsdocs.reports.site.suppliers import describe_end, find_leave, judge_notice, tell_notice
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from built_site import Build, Write

    Pages: TypeAlias = Callable[[Mapping[str, str]], dict[str, str]]

make = built_site.make
write = built_site.write

TODAY = date(2026, 6, 30)
PAGES = {
    "kpis.md",
    "risk-matrix.md",
    "services.md",
    "suppliers.md",
    "objectives.md",
    "raci.md",
}
SETTINGS = """
    site_name: Ours
    theme: {name: material, font: false}
    markdown_extensions: [attr_list, md_in_html, tables]
    plugins: [search, smsdocs]
    """
HOSTILE = '</title><script>alert(1)</script>"\' onload="x" {{ 7*7 }} </desc></svg><img src=x onerror=y>'


def _register(*rows: Mapping[str, object], **head: object) -> str:
    return json.dumps({"title": "Rows", "owner": "boss", **head, "rows": rows})


def _values(kpi: str, values: Sequence[tuple[str, str]], note: str = "") -> str:
    lines = [f"{kpi},{period},{value},{note}" for period, value in values]
    return "\n".join(["kpi,period,value,note", *lines, ""])


def _process(name: str, roles: str, status: str = "approved") -> str:
    head = f"id: PRC-{name}\ntitle: The {name}\ntype: process\nprocess: {name}\nstatus: {status}"
    return f"---\n{head}\nroles: {roles}\n---\n\nText.\n"


@pytest.fixture
def pages(write: Write) -> Pages:
    """Return a function that gives the bodies of all generated pages of a folder by their source."""

    def run(files: Mapping[str, str]) -> dict[str, str]:
        root = write({"mkdocs.yml": SETTINGS, "docs/index.md": "# Home\n", **files})
        desk = build_desk(
            read_snapshot(root, today=TODAY, history=False, cache=False), (), directory_urls=False
        )
        return {page.src_uri: page.body for page in build_pages(desk)}

    return run


def _text(html: str) -> str:
    return " ".join(Elements(html.replace("</", " </")).text.split())


def _chart(body: str) -> str:
    found = re.search(r"<svg.*?</svg>", body)
    assert found
    return found[0]


MONTHS = [(f"2025-{month:02}", "90") for month in range(7, 13)] + [
    (f"2026-{month:02}", "99") for month in range(1, 6)
]
KPI = {
    "id": "kpi-one",
    "name": "On time",
    "process": "incident-management",
    "unit": "%",
    "target": 95,
    "better": "higher",
    "frequency": "monthly",
    "since": "2025-07-01",
}


def test_nothing_is_made_where_nothing_is_kept(pages: Pages) -> None:
    """A collection of Markdown gets none of these pages, and no empty register does."""
    assert not PAGES & set(pages({"policies/a.md": "# A\n"}))
    empty = {
        f"docs/registers/{kind}.yml": "title: Empty\nrows: []\n"
        for kind in (
            "kpis",
            "risks",
            "services",
            "suppliers",
            "objectives",
            "improvements",
            "roles",
        )
    }
    assert not PAGES & set(pages(empty))


def test_a_kpi_tells_its_last_value_and_whether_it_is_enough(pages: Pages) -> None:
    """By sign and word, with the target, a line, and every value in a table."""
    body = pages(
        {
            "docs/registers/kpis.yml": _register(KPI),
            "docs/records/measurement/all.csv": _values("kpi-one", MONTHS, "counted"),
        }
    )["kpis.md"]
    text = _text(body)
    assert "1 meets its target" in text
    assert "99 % 2026-05" in text
    assert "meets target at least 95 %" in text
    assert "2026-05 99 ✔ met counted" in text
    assert "2025-07 90 ✘ missed counted" in text
    assert 'href="registers/kpis.html#row-kpi-one"' in body
    chart = _chart(body)
    assert 'role="img"' in chart
    assert "<title>On time</title>" in chart
    assert "11 values from 2025-07 to 2026-05; lowest 90, highest 99 %; target at least 95 %" in chart
    assert chart.count("h0") == 5
    assert len(re.findall(r"l4\.5 4\.5", chart)) == 6


def test_a_period_without_a_value_breaks_the_line(pages: Pages) -> None:
    """It is marked in the drawing, named in the card and listed in the table."""
    values = [one for one in MONTHS if one[0] != "2025-11"]
    body = pages(
        {
            "docs/registers/kpis.yml": _register(KPI),
            "docs/records/measurement/all.csv": _values("kpi-one", values),
        }
    )["kpis.md"]
    chart = _chart(body)
    run = re.search(r'class="sms-run" d="([^"]*)"', chart)
    assert run
    assert run[1].count("M") == 2
    assert 'class="sms-void"' in chart
    assert "no value for 2025-11" in chart
    assert "▲" not in _text(body).replace("▲ 1 lacks", "")
    assert '<span class="sms-lacks">no value for 2025-11</span>' in body
    assert "2025-11 no value" in _text(body)


def test_kpis_stand_by_process_and_those_without_data_say_so(pages: Pages) -> None:
    """Processes come in the order of the model; a KPI of none comes last."""
    other = {"id": "kpi-two", "name": "Lost"}
    body = pages({"docs/registers/kpis.yml": _register(other, KPI)})["kpis.md"]
    assert body.index("Incident management") < body.index("Without a process")
    assert "2 have no data" in _text(body)
    assert "<svg" not in body


def test_many_kpis_stay_a_light_page(pages: Pages) -> None:
    """Past a bound they have no chart, and rows that make the page heavy lie beside it."""
    rows = [{**KPI, "id": f"kpi-{number}", "name": f"KPI {number}"} for number in range(CARDS + 30)]
    tables = [line for one in rows for line in _values(str(one["id"]), MONTHS).splitlines()[1:]]
    found = pages(
        {
            "docs/registers/kpis.yml": _register(*rows),
            "docs/records/measurement/all.csv": "\n".join(["kpi,period,value,note", *tables, ""]),
        }
    )
    heavy = {name: body for name, body in found.items() if name.startswith("kpis")}
    assert len(heavy["kpis.md"].encode()) < 60_000
    assert sum(body.count("<svg") for body in heavy.values()) == CARDS
    assert sum(body.count("row-kpi-") for body in heavy.values()) == len(rows)


@pytest.mark.parametrize(
    "values",
    [
        [5.0] * 6,
        [5.0],
        [-3.0, -1.0, -2.0],
        [1e308, -1e308, 1e308],
        [5e-324, 0.0],
        [1e16, 1e16 + 2],
        [math.nan, 1.0, math.inf],
        [0.0, -0.0],
    ],
)
@pytest.mark.parametrize("target", [None, 0.0, 5.0, -1e308, math.nan])
def test_any_numbers_draw_sanely(values: list[float], target: float | None) -> None:
    """Every place lies within the drawing, whatever is measured."""
    points = [Point(str(index), value, index % 2 == 0) for index, value in enumerate(values)]
    charts = [
        draw_line(points, target=target, title="A", description="B"),
        draw_bullet(
            baseline=values[0], value=values[-1], target=target, meets=None, title="A", description="B"
        ),
    ]
    for chart in filter(None, charts):
        places = " ".join(re.findall(r' (?:d|x|y)="([^"]*)"', chart))
        assert "nan" not in places
        assert "inf" not in places
        assert all(-10 <= float(one) <= 250 for one in re.findall(r"-?\d+(?:\.\d+)?", places))


def test_no_value_draws_nothing() -> None:
    """There is no line without a value, and no way without a beginning or an end."""
    assert not draw_line([], target=1, title="A", description="B")
    assert not draw_line([Point("2026", None)], target=1, title="A", description="B")
    assert not draw_bullet(baseline=1, value=None, target=2, meets=None, title="A", description="B")
    assert not draw_bullet(baseline=None, value=1, target=None, meets=None, title="A", description="B")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (96.0, "96"),
        (99.95, "99.95"),
        (1234.5, "1,234.5"),
        (123456789012345.0, "123,456,789,012,345"),
        (-999999999999999.0, "-999,999,999,999,999"),
        (12345678901234.5678, "12,345,678,901,234.6"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (0.00001, "1e-05"),
        (1e300, "1e+300"),
        (-12.5, "-12.5"),
        (100.0, "100"),
        (math.inf, "?"),
    ],
)
def test_numbers_are_written_for_readers(value: float, text: str) -> None:
    """No digits that are none, and no sign before nothing."""
    assert format_number(value) == text


def test_a_target_is_told_in_words() -> None:
    """It says which way is good, where the register does."""
    assert name_target(95.0, "%", higher=True) == "at least 95 %"
    assert name_target(4.0, "hours", higher=False) == "at most 4 hours"
    assert name_target(4.0, "", higher=None) == "4"
    assert not name_target(None, "%", higher=True)


def test_text_inside_a_drawing_is_text() -> None:
    """Names and periods of strangers are escaped there too."""
    points = [Point(HOSTILE, 1.0, False), Point(HOSTILE, 2.0, True)]
    for chart in (
        draw_line(points, target=1, title=HOSTILE, description=HOSTILE),
        draw_bullet(baseline=1, value=2, target=3, meets=True, title=HOSTILE, description=HOSTILE),
    ):
        tags = {tag for tag, _ in Elements(str(chart)).found}
        assert tags <= {"svg", "title", "desc", "path", "text"}
        assert chart.count("<title>") == chart.count("</title>") == 1


def test_the_matrix_has_four_steps_at_least_and_names_what_lies_where(pages: Pages) -> None:
    """Each field names its first risks and counts the others; a risk nobody assessed is in the list only."""
    rows = [
        {"id": f"RSK-{number:02}", "title": f"Risk {number}", "likelihood": 3, "impact": 2, "level": "medium"}
        for number in range(10)
    ]
    rows[0] |= {"level": "high", "score": 20, "due": "2026-06-01", "action": "Mend it", "owner": "boss"}
    rows.append({"id": "RSK-90", "title": "Vague"})
    rows.append({"id": "OPP-1", "title": "Chance", "kind": "opportunity", "likelihood": 9, "impact": 1})
    body = pages({"docs/registers/risks.yml": _register(*rows)})["risk-matrix.md"]
    grid, text = body[: body.index("By score")], _text(body)
    assert grid.count('<th scope="row">') == 4
    assert len(re.findall(r">RSK-\d\d<", grid)) == 8
    assert "and 2 more" in grid
    assert 'class="sms-risk-grid-bad"' in grid
    assert "OPP-1" not in grid
    assert "1 without likelihood and impact stands in the list only" in text
    assert "Mend it" in text
    assert "2026-06-01 ✘ overdue" in text
    assert "1 with an action overdue" in text
    assert body.index("Risk 0") < body.index("Risk 1")
    assert body.index("Vague") < body.index('id="opportunities"') < body.index("Chance")


def test_a_full_matrix_stays_small(pages: Pages) -> None:
    """The more fields are full, the fewer risks each of them names."""
    rows = [
        {
            "id": f"RSK-{number}",
            "title": "x" * 200,
            "likelihood": number % 10 + 1,
            "impact": number // 10 % 10 + 1,
        }
        for number in range(900)
    ]
    found = pages({"docs/registers/risks.yml": _register(*rows)})
    assert len(found["risk-matrix.md"].encode()) < 60_000
    assert found["risk-matrix.md"].count("and 8 more") == 100


@pytest.mark.parametrize("wrong", ["4", 0, -1, 11, 10**40, True, 2.5, None, [1]])
def test_a_step_that_is_none_has_no_place(pages: Pages, wrong: object) -> None:
    """The schema tells of it; the matrix does not grow by it."""
    rows = [{"id": "RSK-1", "title": "One", "likelihood": wrong, "impact": 2}]
    body = pages({"docs/registers/risks.yml": _register(*rows)})["risk-matrix.md"]
    assert body.count('<th scope="row">') == 4
    assert "not assessed" in body


def test_a_closed_risk_is_never_late(pages: Pages) -> None:
    """What is closed or accepted waits for nobody."""
    rows = [
        {
            "id": "RSK-1",
            "title": "One",
            "action": "x",
            "due": "2020-01-01",
            "review": "2020-01-01",
            "state": "closed",
        },
        {"id": "RSK-2", "title": "Two", "action": "x", "due": "2020-01-01", "state": "accepted"},
    ]
    body = pages({"docs/registers/risks.yml": _register(*rows)})["risk-matrix.md"]
    assert "nothing is overdue" in body
    assert "data-overdue" not in body


SERVICES = [
    {
        "id": "web",
        "name": "Web",
        "owner": "boss",
        "customers": ["Alder"],
        "criticality": "high",
        "depends_on": ["net", "ghost"],
        "suppliers": ["fibre"],
        "sla": "AGR-1",
        "processes": ["incident-management"],
    },
    {"id": "net", "name": "Net", "owner": "boss", "depends_on": ["web"]},
    {"id": "desk", "name": "Desk", "owner": "boss"},
]


def test_a_service_shows_all_that_belongs_to_it(pages: Pages) -> None:
    """Scope, agreement, documents, KPIs, processes, and what it rests on: as signs and in words."""
    head = "id: AGR-1\ntitle: The agreement\ntype: agreement\nstatus: approved\nservices: [web]"
    agreement = f"---\n{head}\n---\n\nText.\n"
    body = pages(
        {
            "docs/registers/services.yml": _register(*SERVICES),
            "docs/registers/scope.yml": _register(
                {"id": "web", "kind": "service", "name": "Web", "state": "in"}
            ),
            "docs/registers/suppliers.yml": _register(
                {"id": "fibre", "name": "Fibre"}, {"id": "power", "name": "Power", "services": ["net"]}
            ),
            "docs/registers/kpis.yml": _register({**KPI, "services": ["web"]}),
            "docs/records/measurement/all.csv": _values("kpi-one", MONTHS),
            "policies/agreement.md": agreement,
            "policies/all.md": "---\nid: POL-1\ntitle: All\ntype: policy\nstatus: approved\n---\n\nText.\n",
        }
    )["services.md"]
    text = _text(body)
    assert "Web ▲ high ✔ in scope boss Customers Alder Agreement The agreement" in text
    assert "Documents The agreement" in text
    assert "KPIs ✔ On time meets target" in text
    assert "Rests on Net , ghost ▲ in no register Suppliers Fibre Needed by Net" in text
    assert "Net ? scope not said" in text
    assert "Suppliers Power" in text
    assert "1 document in force applies to all services" in text
    matrix = body[body.index('class="sms-signs"') :]
    assert matrix.count("rests on ") == 5
    assert "Desk" not in matrix
    assert "Web</a> → " in matrix
    assert "in a circle" in matrix


def test_services_that_rest_on_nothing_have_no_matrix(pages: Pages) -> None:
    """An empty table says nothing."""
    body = pages({"docs/registers/services.yml": _register(SERVICES[2])})["services.md"]
    assert "What rests on what" not in body


def test_many_services_keep_the_matrix_small(pages: Pages) -> None:
    """It is cut, and says so; the list has all in words."""
    rows = [
        {"id": f"s{number}", "name": f"S {number}", "owner": "boss", "depends_on": [f"s{(number + 1) % 300}"]}
        for number in range(300)
    ]
    found = pages({"docs/registers/services.yml": _register(*rows)})
    body = found["services.md"]
    assert len(body.encode()) < 60_000
    assert body[body.index('class="sms-signs"') :].count('<th scope="row">') == 30
    assert "only 30 services and 30 columns are drawn here" in body
    assert "→ 288 more → S 0" in _text(body)


def test_a_supplier_shows_contract_review_and_what_is_open(pages: Pages) -> None:
    """The next review is one interval after the last, or the day that was agreed, whichever is first."""
    review = {
        "id": "REC-1",
        "title": "Review",
        "supplier": "fibre",
        "date": "2025-05-01",
        "result": "Good enough",
        "actions": [
            {"what": "Mend the line", "owner": "boss", "due": "2026-01-01"},
            {"what": "Done thing", "owner": "boss", "due": "2026-01-01", "done": "2025-12-01"},
        ],
    }
    rows = [
        {
            "id": "fibre",
            "name": "Fibre",
            "kind": "external",
            "delivers": "The line",
            "owner": "boss",
            "contract_until": "2026-09-30",
            "notice": "P6M",
            "review_interval": "P12M",
            "services": ["web"],
        },
        {"id": "power", "name": "Power", "kind": "internal", "contract_until": "2026-01-31"},
    ]
    body = pages(
        {
            "docs/registers/suppliers.yml": _register(*rows),
            "docs/registers/services.yml": _register(SERVICES[0]),
            "docs/records/supplier-review/one.md": f"---\n{json.dumps(review)}\n---\n\nText.\n",
        }
    )["suppliers.md"]
    text = _text(body)
    assert "◷ ends in 3 months until 2026-09-30 ✘ last day for notice was 2026-03-30" in text
    assert "✘ 1 past the last day for notice" in text
    assert body.count('data-notice="yes"') == 1
    assert "2025-05-01 Good enough ✘ overdue by 2026-05-01" in text
    assert "Mend the line boss , by 2026-01-01 ✘ overdue" in text
    assert "Done thing" not in text
    assert "▲ never reviewed" in text
    assert "✘ ended 4 months ago" in text
    assert 'href="records/supplier-review/one.html"' in body
    assert 'href="registers/services.html#row-web"' in body


@pytest.mark.parametrize(
    ("until", "words", "tone"),
    [
        (None, "no end given", "plain"),
        (date(2026, 6, 29), "ended 1 day ago", "bad"),
        (date(2026, 6, 30), "ends today", "fair"),
        (date(2026, 7, 20), "ends in 20 days", "fair"),
        (date(2027, 6, 29), "ends in 11 months", "good"),
        (date(2027, 6, 30), "ends in 12 months", "good"),
        (date.max, "ends in 95,682 months", "good"),
    ],
)
def test_how_long_a_contract_runs(until: date | None, words: str, tone: str) -> None:
    """In days while it is near, then in whole months."""
    word = describe_end(until, TODAY)
    assert (word.text, word.tone) == (words, tone)


@pytest.mark.parametrize(
    ("until", "leave", "words", "tone"),
    [
        ("2027-06-30", "2026-08-30", "notice by 2026-08-30", "plain"),
        ("2027-06-30", "2026-08-29", "notice by 2026-08-29 (in 60 days)", "fair"),
        ("2026-10-31", "2026-07-01", "notice by 2026-07-01 (in 1 day)", "fair"),
        ("2026-12-31", "2026-06-30", "notice by 2026-06-30 (today)", "fair"),
        ("2026-12-31", "2026-06-29", "last day for notice was 2026-06-29", "bad"),
    ],
)
def test_the_last_day_for_notice_presses_in_time(until: str, leave: str, words: str, tone: str) -> None:
    """Two months before it is said aloud; once it is gone while the contract runs, it has a cross."""
    end, day = date.fromisoformat(until), date.fromisoformat(leave)
    word = tell_notice(day, judge_notice(end, day, TODAY))
    assert (word.text, word.tone) == (words, tone)


def test_nobody_gives_notice_of_a_contract_that_is_over() -> None:
    """Nor of one that names no day."""
    assert judge_notice(date(2026, 6, 29), date(2026, 3, 29), TODAY) is None
    assert judge_notice(date(2026, 7, 31), None, TODAY) is None
    assert judge_notice(None, None, TODAY) is None


def test_a_contract_whose_notice_is_near_is_not_calm(pages: Pages) -> None:
    """Four months to its end and one to the day that counts: no green sign, and a count on top."""
    row = {"id": "desk", "name": "Desk", "contract_until": "2026-10-31", "notice": "P3M"}
    text = _text(pages({"docs/registers/suppliers.yml": _register(row)})["suppliers.md"])
    assert "◷ ends in 4 months until 2026-10-31 ▲ notice by 2026-07-31 (in 31 days)" in text
    assert "▲ 1 whose day for notice is near" in text


def test_the_last_day_for_notice() -> None:
    """The 31st becomes the last of a shorter month, and there is no day before the calendar."""
    assert find_leave(date(2026, 8, 31), Duration(6, 0)) == date(2026, 2, 28)
    assert find_leave(date(2026, 8, 31), Duration(0, 30)) == date(2026, 8, 1)
    assert find_leave(date(1, 1, 31), Duration(1, 0)) is None
    assert find_leave(date(1, 1, 31), Duration(0, 99)) == date.min
    assert find_leave(None, Duration(1, 0)) is None


def test_an_objective_takes_its_value_from_the_kpi(pages: Pages) -> None:
    """Where the row states none; unit, target and direction come from there too."""
    rows = [
        {
            "id": "O1",
            "title": "Faster",
            "kpi": "kpi-one",
            "baseline": 80,
            "owner": "boss",
            "due": "2026-06-29",
        },
        {
            "id": "O2",
            "title": "Calmer",
            "value": 7,
            "valued_on": "2026-05-05",
            "target": 3,
            "better": "lower",
            "unit": "calls",
            "owner": "boss",
            "state": "dropped",
            "due": "2020-01-01",
        },
        {"id": "O3", "title": "Vague", "owner": "boss"},
    ]
    body = pages(
        {
            "docs/registers/objectives.yml": _register(*rows),
            "docs/registers/kpis.yml": _register(KPI),
            "docs/records/measurement/all.csv": _values("kpi-one", MONTHS),
        }
    )["objectives.md"]
    text = _text(body)
    assert "from 80 % now 99 % (2026-05) target at least 95 % ✔ on target" in text
    assert "2026-06-29 ✘ overdue" in text
    assert "now 7 calls (2026-05-05) target at most 3 calls ▲ not there yet" in text
    assert text.count("✘ overdue") == 1
    assert "no figures" in text
    assert body.count("<svg") == 2
    assert "<desc>from 80 %, now 99 %, target at least 95 %</desc>" in body
    assert "its KPI" not in text


@pytest.mark.parametrize(
    ("valued", "beside"),
    [("2026-06-01", "99 % (2026-05)"), ("2026-04-30", "99 % (2026-05, newer than this)")],
)
def test_what_an_objective_states_comes_before_its_kpi(pages: Pages, valued: str, beside: str) -> None:
    """It may be an average; the last value of the KPI stands beside it. The review pack gives the same verdict."""
    row = {
        "id": "O1",
        "title": "Faster",
        "kpi": "kpi-one",
        "value": 94.3,
        "valued_on": valued,
        "owner": "boss",
    }
    found = pages(
        {
            "docs/registers/objectives.yml": _register(row),
            "docs/registers/kpis.yml": _register(KPI),
            "docs/records/measurement/all.csv": _values("kpi-one", MONTHS),
        }
    )
    text = _text(found["objectives.md"])
    assert f"now 94.3 % ({valued}) target at least 95 % ▲ not there yet its KPI: {beside}" in text
    pack = _text(found["management-review.md"])
    assert f"Faster at least 95 % 94.3 ({valued}) ; KPI {beside} ▲ not there yet" in pack.replace(
        "); ", ") ; "
    )


def test_improvements_stand_by_state_and_say_whether_they_were_measured(pages: Pages) -> None:
    """What is done and not measured is told; what was declined needs no measuring."""
    rows = [
        {
            "id": "I1",
            "title": "Done thing",
            "owner": "boss",
            "state": "done",
            "decision": "approved",
            "due": "2020-01-01",
        },
        {"id": "I2", "title": "Late thing", "owner": "boss", "state": "open", "due": "2026-01-01"},
        {"id": "I3", "title": "No thing", "owner": "boss", "state": "closed", "decision": "declined"},
        {
            "id": "I4",
            "title": "Best thing",
            "owner": "boss",
            "state": "closed",
            "measured_on": "2026-02-02",
            "result": "Half the calls",
        },
    ]
    body = pages({"docs/registers/improvements.yml": _register(*rows)})["objectives.md"]
    text = _text(body)
    assert text.index("Late thing") < text.index("Done thing") < text.index("No thing")
    assert text.count("▲ not measured yet") == 1
    assert "✔ measured on 2026-02-02 Half the calls" in text
    assert text.count("✘ overdue") == 1
    assert "How far" not in text


def test_responsibilities_are_of_processes_in_force_only(pages: Pages) -> None:
    """Roles without a letter are named below; a role with two parts has two letters."""
    files = {
        "docs/registers/roles.yml": _register(
            {"id": "boss", "title": "Boss"}, {"id": "hand", "title": "Hand"}, {"id": "idle", "title": "Idle"}
        ),
        "processes/a.md": _process(
            "mending", "{accountable: boss, responsible: [boss, hand], informed: [ghost]}"
        ),
        "processes/b.md": _process("dreaming", "{accountable: idle}", "draft"),
    }
    body = pages(files)["raci.md"]
    assert "The mending" in body
    assert "The dreaming" not in body
    letters = re.findall(r'title="([^"]*)">([ARCI])</abbr>', body)
    assert letters == [
        ("Boss: accountable", "A"),
        ("Boss: responsible", "R"),
        ("Hand: responsible", "R"),
        ("ghost: informed", "I"),
    ]
    assert body.count('<th scope="col">') == 4
    assert "Idle" in body[body.index("Roles without a part") :]


def test_drafts_give_nobody_a_part(pages: Pages) -> None:
    """Where no process is in force there is no page."""
    assert "raci.md" not in pages({"processes/b.md": _process("dreaming", "{accountable: idle}", "draft")})


def test_a_matrix_that_nobody_can_read_becomes_a_list(pages: Pages) -> None:
    """Its size grows with what is written, not with processes times roles."""
    files = {
        f"processes/{number}.md": _process(f"p{number}", f"{{accountable: r{number}, responsible: [r0]}}")
        for number in range(70)
    }
    body = pages(files)["raci.md"]
    assert "<abbr" not in body
    assert body.count("<tr><td>") == 70


def test_hostile_names_stay_text_on_every_page(write: Write, make: Build) -> None:
    """Also inside drawings, labels and titles, in the built site."""
    text = HOSTILE
    rows = {
        "kpis": {**KPI, "name": text, "unit": text, "process": text, "services": ["web"]},
        "risks": {
            "id": "RSK-1",
            "title": text,
            "level": text,
            "likelihood": 1,
            "impact": 1,
            "owner": text,
            "state": text,
            "action": text,
            "decision": text,
            "customer_impact": text,
        },
        "services": {
            "id": "web",
            "name": text,
            "owner": text,
            "customers": [text],
            "depends_on": [text],
            "sla": text,
            "description": text,
            "processes": [text],
            "suppliers": [text],
            "criticality": text,
        },
        "suppliers": {
            "id": "sup",
            "name": text,
            "kind": text,
            "delivers": text,
            "owner": text,
            "services": [text],
            "contract": text,
            "criticality": text,
        },
        "objectives": {
            "id": "O1",
            "title": text,
            "kpi": "kpi-one",
            "measure": text,
            "unit": text,
            "owner": text,
            "baseline": 1,
            "how": text,
            "policy": text,
        },
        "improvements": {
            "id": "I1",
            "title": text,
            "owner": text,
            "state": text,
            "target": text,
            "result": text,
            "source": text,
            "decision": text,
        },
    }
    files = {f"docs/registers/{kind}.yml": _register(row) for kind, row in rows.items()}
    note = text.replace('"', "")
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            "docs/index.md": "# Home\n",
            **files,
            "docs/records/measurement/all.csv": _values("kpi-one", MONTHS, note),
            "processes/a.md": _process("mending", json.dumps({"accountable": text})),
        }
    )
    built = make(root, strict=False)
    for page in sorted(PAGES):
        article = built.article(f"{page.removesuffix('.md')}/index.html")
        found = Elements(article).found
        assert article, page
        assert not [tag for tag, _ in found if tag in {"script", "img", "iframe"}], page
        assert not [attrs for _, attrs in found if any(name.startswith("on") for name in attrs)], page
        assert "49" not in re.sub(r"<svg.*?</svg>", "", article), page
    assert "&lt;script&gt;" in _chart(built.article("kpis/index.html"))


def test_rows_beside_a_page_are_counted_for_readers_without_scripts(pages: Pages) -> None:
    """A page that leaves cards out says how many."""
    rows = [{**KPI, "id": f"kpi-{number}", "name": f"KPI {number}"} for number in range(50)]
    tables = [line for one in rows for line in _values(str(one["id"]), MONTHS).splitlines()[1:]]
    found = pages(
        {
            "docs/registers/kpis.yml": _register(*rows),
            "docs/records/measurement/all.csv": "\n".join(["kpi,period,value,note", *tables, ""]),
        }
    )
    beside = [body for name, body in found.items() if name.startswith("kpis") and name.endswith(".js")]
    left = sum(line.startswith("<tr data-") for body in beside for line in body.split("\n"))
    assert left
    assert f"{left} rows are left out here" in found["kpis.md"]
