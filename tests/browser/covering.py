"""Which pages stand for all: the fewest that together wear everything that any page wears.

A page wears its templates, and every kind of element with every set of classes. So no look of a page, however
new, is left out of a test, and nobody keeps a list.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

NAMED = {
    "home": "index.html",
    "not found": "404.html",
    "section that we make": "processes/index.html",
    "policy": "policies/service-management-policy.html",
    "plan": "policies/service-management-plan.html",
    "scope": "policies/scope.html",
    "process": "processes/incident-management/index.html",
    "procedure": "processes/incident-management/major-incident.html",
    "work instruction": "processes/service-request/fulfilment.html",
    "draft": "policies/draft.html",
    "retired": "policies/old.html",
    "overdue": "policies/overdue.html",
    "changed after its approval": "policies/changed.html",
    "former version": "versions/policies/changed.html",
    "rests on what changed": "policies/resting.html",
    "record": "records/audit/2026-05-12-a-2026-1.html",
    "records": "records/index.html",
    "register": "registers/risks.html",
    "registers": "registers/index.html",
    "documents": "documents.html",
    "standards": "standards/index.html",
    "clause": "standards/iso20000-1-2018/8.5.1.2.html",
    "clause without anything": "standards/iso20000-1-2018/8.7.2.html",
    "heading of clauses": "standards/iso20000-1-2018/9.2.html",
    "traceability": "traceability.html",
    "roles": "roles/index.html",
    "role": "roles/service-desk-agent.html",
    "reviews": "reviews.html",
    "changes": "changes.html",
    "findings": "findings/index.html",
    "rules": "rules/index.html",
    "rule": "rules/SMS101.html",
    "evidence": "evidence.html",
    "guide": "guide/index.html",
    "all of Markdown": "guide/everything.html",
    "tables of the guide": "guide/reference/settings.html",
}
"""The pages people talk about; a test asks that each is there."""
PLAIN = ("", "policies/one/", "evidence/")
"""The pages of the other site that are looked at: the home page that we make, and a document without history."""
_ELEMENT = re.compile(r"<([a-z][a-z0-9]*)\b([^<>]*)>")
_CLASS = re.compile(r'\sclass="([^"]*)"')
_TOKEN = re.compile(r"[a-z]{1,2}\d?")


def find_worn(html: str) -> set[str]:
    """Return what the elements of a page are, with their classes; parts of code count as code."""
    worn = set()
    for tag, attributes in _ELEMENT.findall(html):
        found = _CLASS.search(attributes)
        classes = ".".join(sorted(found[1].split())) if found else ""
        if not (tag == "span" and _TOKEN.fullmatch(classes)):
            worn.add(f"{tag}.{classes}")
    return worn


def read_templates(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Return for each site the pages that each template has made."""
    found: dict[str, dict[str, list[str]]] = json.loads(
        (folder / "templates.json").read_text(encoding="utf-8")
    )
    return found


def read_worn(folder: Path) -> dict[str, set[str]]:
    """Return what each page of the dressed site wears.

    Pages that lead on to another at once show nothing; a file among the assets is no page but a part of one.
    """
    site = folder / "site"
    found = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}
    pages = {
        name: path.read_text(encoding="utf-8")
        for name, path in found.items()
        if not name.startswith("assets/")
    }
    worn = {page: find_worn(html) for page, html in pages.items() if 'http-equiv="refresh"' not in html}
    for template, pages in read_templates(folder)["site"].items():
        for page in pages:
            worn[page or "index.html"].add(template)
    return worn


def find_cover(worn: Mapping[str, set[str]], chosen: Iterable[str] = ()) -> tuple[str, ...]:
    """Return pages that together wear everything: those chosen, and as few others as it takes, greedily."""
    cover = [page for page in dict.fromkeys(chosen) if page in worn]
    left = set().union(*worn.values()).difference(*(worn[page] for page in cover))
    while left:
        best = max(sorted(worn), key=lambda page: len(worn[page] & left))
        cover.append(best)
        left -= worn[best]
    return tuple(cover)
