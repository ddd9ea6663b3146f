"""Registers and what stands around a text: ways back to what names a row, the latest records, findings that fit."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

from smsdocs.model.finding import Finding, Severity
from smsdocs.model.place import Place
from smsdocs.reports.site.builder import build_desk
from smsdocs.reports.site.frame import render_footer
from smsdocs.reports.site.record_facts import render_facts
from smsdocs.reports.site.registers import build_registers
from smsdocs.reports.site.risk_matrix import build_risk_matrix
from smsdocs.reports.site.rows import RowsFile
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from smsdocs.model.register import Record
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

    Write = Callable[[Mapping[str, str | bytes]], Path]

TODAY = date(2026, 6, 30)
SETTINGS = (
    "site_name: Ours\nplugins:\n  - smsdocs: {documents: [policies], frameworks: ['iso20000-1@2018'], "
    "classifications: [public, internal, confidential]}\n"
)


def _page(**fields: object) -> str:
    return f"---\n{json.dumps({'owner': 'boss', 'status': 'approved', **fields})}\n---\n\nText.\n"


def _record(**fields: object) -> str:
    return _page(**{"title": "A record", "date": "2026-05-01", **fields})


def _desk(write: Write, files: Mapping[str, object], findings: Iterable[Finding] = ()) -> Desk:
    made = {path: one if isinstance(one, str) else json.dumps(one) for path, one in files.items()}
    root = write({"mkdocs.yml": SETTINGS, "docs/index.md": "# Home\n", **made})
    snapshot = read_snapshot(root, today=TODAY, counterparts=True, history=False)
    return build_desk(snapshot, tuple(findings), directory_urls=True)


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _register(desk: Desk, kind: str) -> GeneratedPage:
    return next(one for one in build_registers(desk) if one.src_uri == f"registers/{kind}.md")


def _row(page: GeneratedPage, anchor: str) -> str:
    return next(line for line in page.body.split("\n") if f'id="{anchor}"' in line)


def _footer(desk: Desk, id_: str) -> str:
    return render_footer(desk, desk.by_id[id_])


def _listed(html: str, name: str) -> list[str]:
    part = html.partition(f"<dt>{name}</dt>")[2].partition("</dd>")[0]
    return [_text(one) for one in re.findall(r"<li>.*?</li>", part)]


LINKED = {
    "docs/records/audit/a.md": _record(
        id="REC-AUD-1",
        title="Spring audit",
        classification="internal",
        findings=[
            {"id": "F1", "grade": "minor", "text": "See R-1.", "answer": "REC-NC-1"},
            {"id": "F2", "grade": "observation", "text": "Slow.", "answer": "IMP-1"},
            {"id": "F3", "grade": "observation", "text": "Slower.", "answer": "IMP-1"},
        ],
    ),
    "docs/records/nonconformity/n.md": _record(
        id="REC-NC-1", title="Late news", grade="minor", **{"from": "REC-AUD-1#F1"}
    ),
    "docs/registers/improvements.yml": {
        "id": "REG-IMP",
        "title": "Improvements",
        "classification": "confidential",
        "rows": [
            {"id": "IMP-1", "title": "Quick news", "source": "REC-AUD-1#F2", "kpi": "kpi-news"},
            {"id": "IMP-2", "title": "Quiet news", "source": "the audit REC-AUD-1, in passing"},
        ],
    },
    "docs/registers/objectives.yml": {
        "id": "REG-OBJ",
        "title": "Objectives",
        "rows": [{"id": "O1", "title": "All news in time", "kpi": "kpi-news", "risk": "R-1"}],
    },
    "docs/registers/kpis.yml": {
        "id": "REG-KPI",
        "title": "KPIs",
        "classification": "internal",
        "rows": [{"id": "kpi-news", "name": "News in time"}],
    },
    "docs/registers/risks.yml": {
        "id": "REG-RISKS",
        "title": "Risks",
        "rows": [{"id": "R-1", "title": "Fire"}],
    },
}


def test_a_row_leads_back_to_the_record_that_names_it(write: Write) -> None:
    """A finding that is answered by an improvement: the row knows which record, and which finding of it."""
    row = _row(_register(_desk(write, LINKED), "improvements"), "row-IMP-1")
    used = row.partition("Used by")[2].partition("</dd>")[0]
    assert _text(used) == "Spring audit F2, F3"
    assert 'href="../../records/audit/a/"' in used


def test_a_row_leads_back_to_the_row_that_names_it(write: Write) -> None:
    """Not to the register as a whole; of a register that fewer may see it shows no title."""
    row = _row(_register(_desk(write, LINKED), "kpis"), "row-kpi-news")
    used = row.partition("Used by")[2].partition("</dd>")[0]
    assert 'href="../../registers/improvements/#row-IMP-1"' in used
    assert 'href="../../registers/objectives/#row-O1"' in used
    assert _text(used) == "IMP-1 Improvements All news in time Objectives"


def test_an_id_in_a_field_is_a_link_and_one_in_a_sentence_is_none(write: Write) -> None:
    """Also an id of a part of a record, and an id of a row in a field that could hold anything."""
    desk = _desk(write, LINKED)
    improvements, objectives = _register(desk, "improvements"), _register(desk, "objectives")
    assert '<a href="../../records/audit/a/">REC-AUD-1#F2</a>' in _row(improvements, "row-IMP-1")
    assert "records/audit" not in _row(improvements, "row-IMP-2")
    assert '<a href="../../registers/risks/#row-R-1">R-1</a>' in _row(objectives, "row-O1")


def test_fields_of_a_record_lead_to_the_rows_they_name(write: Write) -> None:
    """An answer is a record or a row of a register; the words of a finding stay words."""
    desk = _desk(write, LINKED)
    facts = render_facts(desk, _find_record(desk, "REC-AUD-1"))
    assert 'href="../../../registers/improvements/#row-IMP-1"' in facts
    assert "See R-1." in facts


def _find_record(desk: Desk, id_: str) -> Record:
    return next(one for one in desk.snapshot.records if one.head.id == id_)


def test_a_record_leads_back_to_what_names_it(write: Write) -> None:
    """The row that a finding led to, and the nonconformity that came of it."""
    footer = _footer(_desk(write, LINKED), "REC-AUD-1")
    assert _listed(footer, "named by") == ["Late news", "IMP-1 Improvements"]


def test_people_are_named_on_no_page_by_what_they_hold(write: Write) -> None:
    """A role that somebody holds does not show their name as a use of it."""
    files = {
        "docs/registers/roles.yml": {"rows": [{"id": "boss", "title": "Boss"}]},
        "docs/registers/people.yml": {
            "id": "REG-PEOPLE",
            "title": "People",
            "rows": [
                {"id": "p-1", "name": "Ada Secret", "role": "boss", "assignments": [{"role": "boss"}]},
            ],
        },
    }
    assert "Secret" not in _register(_desk(write, files), "roles").body


PROCESS = {
    "policies/inc.md": _page(
        id="PRC-INC", title="Incidents", type="process", process="incident-management", kpis=["k-1"]
    ),
    "policies/how.md": _page(id="PRO-INC", title="How", type="procedure", process="incident-management"),
    "docs/records/test/follows.md": _record(
        id="REC-1", title="Followed", date="2026-03-01", follows=["PRC-INC"], process="incident-management"
    ),
    "docs/records/test/names.md": _record(
        id="REC-2", title="Exercise", date="2026-05-27", process="incident-management"
    ),
    "docs/records/test/draft.md": _record(
        id="REC-3", title="Half a record", date="2026-06-01", status="draft", follows=["PRC-INC"]
    ),
    "docs/registers/kpis.yml": {
        "id": "REG-KPI",
        "title": "KPIs",
        "rows": [{"id": "k-1", "name": "Kept promises", "process": "incident-management"}],
    },
    "docs/records/measurement/m.csv": "kpi,period,value\nk-1,2026-03,80\nk-1,2026-04,85\n",
}


def test_the_latest_records_of_a_process_are_those_of_the_map(write: Write) -> None:
    """What names the process, and what measures it, is there beside what follows the document; each once."""
    desk = _desk(write, PROCESS)
    assert _listed(_footer(desk, "PRC-INC"), "latest records") == [
        "Half a record 2026-06-01, draft",
        "Exercise 2026-05-27",
        "Kept promises 2026-04-30, measured",
        "Followed 2026-03-01",
    ]
    assert _listed(_footer(desk, "PRO-INC"), "latest records") == []


def _find_findings(count: int) -> list[Finding]:
    return [
        Finding(
            code="SMS101",
            name="anything",
            severity=Severity.ERROR if number == count - 1 else Severity.WARNING,
            message=f"Number {number} of what is to be said at some length of a row of people without a proof.",
            document=None,
            clause=None,
            hint="",
            place=Place("docs/registers/odd people.yml", number + 1),
        )
        for number in range(count)
    ]


CROWD = {
    "docs/registers/odd people.yml": {
        "id": "REG-ODD",
        "title": "Odd people",
        "rows": [{"id": f"r-{one:03}", "title": f"Row {one} " * 12} for one in range(400)],
    }
}


def test_a_page_names_the_worst_findings_of_its_file_and_where_the_others_are(write: Write) -> None:
    """Twenty at most; the link leads to the list of all findings, with the words of this file."""
    footer = _footer(_desk(write, CROWD, _find_findings(80)), "REG-ODD")
    found = footer.partition('class="sms-found ')[2].partition("</details>")[0]
    assert found.count("<li>") == 20
    assert "Number 79 of" in found.partition("</li>")[0]
    assert "80 findings in this file: " in footer
    assert re.search(r'findings/\?words=docs/registers/odd%20people\.yml">and 60 more</a>', found)
    assert "more</a>" not in _footer(_desk(write, CROWD, _find_findings(20)), "REG-ODD")


def test_a_register_with_many_findings_keeps_rows_and_stays_light(write: Write) -> None:
    """Findings below a list do not push the list off its page."""
    desk = _desk(write, CROWD, _find_findings(400))
    pages = list(build_registers(desk))
    page = next(one for one in pages if one.source == "docs/registers/odd people.yml")
    assert any(isinstance(one, RowsFile) for one in pages)
    assert page.body.count('<tr id="row-r-') > 50
    assert len(page.body.encode()) < 51_000


def test_a_count_of_risks_leads_to_as_many_risks(write: Write) -> None:
    """Opportunities have levels too, and are no risks."""
    rows = [
        {"id": "R-1", "title": "Fire", "level": "medium"},
        {"id": "R-2", "title": "Flood", "level": "medium"},
        {"id": "C-1", "title": "Sun", "level": "medium", "kind": "opportunity"},
    ]
    body = next(build_risk_matrix(_desk(write, {"docs/registers/risks.yml": {"rows": rows}}))).body
    assert '?kind=risk&amp;level=medium#list">2 medium risks</a>' in body
    assert 'data-name="kind"' in body
    parts = {
        kind: part.count("<tr>")
        for kind, part in re.findall(r'data-kind="(\w+)">(.*?)</table>', body, re.DOTALL)
    }
    assert parts == {"risk": 1 + 2, "opportunity": 1 + 1}


FAULTY = """\
id: REG-ODD
title: Odd people
rows:
  - id: one
    title: The first
  - id: two
    title: The second
    since: 2020-01-01
    note: late
  - {id: three, title: The third}
note: what stands below the rows
"""


def _fault(
    line: int, message: str, severity: Severity = Severity.WARNING, waived: str | None = None
) -> Finding:
    return Finding(
        code="SMS101",
        name="anything",
        severity=severity,
        message=message,
        document=None,
        clause=None,
        hint="",
        place=Place("docs/registers/odd people.yml", line),
        waived=waived,
    )


def test_a_row_says_what_is_wrong_with_it(write: Write) -> None:
    """Errors before warnings, two of them; nothing of other rows, of the head, nor what is waived or only a hint."""
    findings = [
        _fault(2, "in the head"),
        _fault(7, "the second warning"),
        _fault(8, "a third"),
        _fault(9, "<b>an error</b>", Severity.ERROR),
        _fault(9, "a hint", Severity.INFO),
        _fault(10, "waived", waived="baseline"),
        _fault(11, "below"),
    ]
    body = _register(_desk(write, {"docs/registers/odd people.yml": FAULTY}, findings), "odd people").body
    rows = body.partition("<tbody>")[2].partition("</tbody>")[0]
    first, second, third = re.findall(r"<tr.*?</tr>", rows, re.DOTALL)
    assert "The second ✘ <b>an error</b> ▲ the second warning and 1 more finding two" in _text(second)
    assert "&lt;b&gt;an error" in second
    for row, name in ((first, "one"), (third, "three")):
        assert "▲" not in row
        assert name in _text(row)
    assert "in the head" not in rows
