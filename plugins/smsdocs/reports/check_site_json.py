"""Findings about a built site as JSON: the contract check-site, version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.finding import Finding, Severity
from smsdocs.reports.contracts import VERSION, Json, dump

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsdocs.model.built_site import BuiltSite


def render_site_json(site: BuiltSite, findings: Sequence[Finding]) -> str:
    """Return the report of a site as JSON."""
    summary: dict[str, Json] = {
        "pages": len(site.pages),
        "files": len(site.files),
        "addresses": sum(len(page.addresses) for page in site.pages.values())
        + sum(map(len, site.styles.values())),
        **{one.value: sum(finding.severity is one for finding in findings) for one in Severity},
    }
    return dump({"version": VERSION, "summary": summary, "findings": [_finding(one) for one in findings]})


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "message": finding.message,
        "hint": finding.hint,
    }
