"""The JSON contracts, version 1: keys are added freely, never renamed. Schemas: schema/outputs/."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.model.finding import Finding, Severity
from smsdocs.reports.words import encodable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from smsdocs.checks.rule import Rule
    from smsdocs.model.coverage import Carrier, ClauseCoverage, FrameworkCoverage, ItemCoverage, Status
    from smsdocs.model.snapshot import Snapshot

VERSION = 1

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"


def render_check_json(snapshot: Snapshot, findings: Sequence[Finding]) -> str:
    """Return the report of a check as JSON."""
    counting = [finding for finding in findings if finding.waived is None]
    summary: dict[str, Json] = {
        "documents": len(snapshot.documents),
        "registers": len(snapshot.registers),
        "records": len(snapshot.records),
        **{one.value: sum(finding.severity is one for finding in counting) for one in Severity},
        "waived": len(findings) - len(counting),
    }
    return dump(
        {
            **head(snapshot),
            "summary": summary,
            "findings": [_finding(finding) for finding in findings],
        }
    )


def render_coverage_json(snapshot: Snapshot, frameworks: Iterable[FrameworkCoverage]) -> str:
    """Return the report of coverage as JSON."""
    return dump({**head(snapshot), "frameworks": [_framework(framework) for framework in frameworks]})


def render_rules_json(rules: Iterable[Rule], severities: Mapping[str, Severity | None]) -> str:
    """Return rules as JSON; `severities` are those under the settings, by code."""
    return dump(
        {
            "version": VERSION,
            "rules": [
                {
                    "code": rule.code,
                    "name": rule.name,
                    "family": rule.family,
                    "severity": _severity(severities[rule.code]),
                    "fault": rule.fault,
                    "triggered_when": rule.trigger,
                    "to_fix": rule.fix,
                    "rationale": rule.rationale,
                }
                for rule in rules
            ],
        }
    )


def _severity(severity: Severity | None) -> str:
    return severity.value if severity else "off"


def dump(value: Json) -> str:
    """Return JSON as every report writes it; what is no UTF-8 shows as U+FFFD."""
    return encodable(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def head(snapshot: Snapshot) -> dict[str, Json]:
    """Return what every report on a tree begins with: day, tree and catalogs."""
    return {
        "version": VERSION,
        "today": snapshot.today.isoformat(),
        "tree": {"rev": snapshot.tree.rev, "commit": snapshot.tree.commit},
        "history": snapshot.history is not None,
        "catalogs": [
            {
                "id": catalog.id.name,
                "edition": catalog.id.edition,
                "version": catalog.version,
                "source": catalog.source,
            }
            for catalog in snapshot.library.catalogs.values()
        ],
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "path": finding.place.path or None,
        "line": finding.place.line,
        "column": finding.place.column,
        "document": finding.document,
        "clause": finding.clause,
        "message": finding.message,
        "hint": finding.hint,
        "waived": finding.waived,
    }


def _framework(framework: FrameworkCoverage) -> Json:
    catalog = framework.catalog
    return {
        "id": catalog.id.name,
        "edition": catalog.id.edition,
        "name": catalog.name,
        "totals": _totals(framework.totals),
        "clauses": [_clause(clause) for clause in framework.clauses.values()],
        "headings": [
            {"id": number, "title": catalog.clauses[number].label, "totals": _totals(totals)}
            for number, totals in framework.headings.items()
        ],
    }


def _totals(totals: Mapping[Status, int]) -> Json:
    return {status.value: number for status, number in totals.items()}


def _clause(clause: ClauseCoverage) -> Json:
    documents = [carrier for carrier in clause.carriers if carrier.kind == "document"]
    return {
        "id": clause.ref.clause,
        "title": clause.clause.label,
        "status": clause.status.value,
        "reasons": list(clause.reasons),
        "documents": _names(documents),
        "sections": [
            {"document": carrier.name, "anchor": anchor}
            for carrier in clause.carriers
            for anchor in carrier.anchors
        ],
        "carriers": [_carrier(carrier) for carrier in clause.carriers],
        "expects": [_item(item) for item in clause.items],
    }


def _names(carriers: Iterable[Carrier]) -> list[Json]:
    return list(dict.fromkeys(carrier.name for carrier in carriers))


def _carrier(carrier: Carrier) -> Json:
    return {
        "kind": carrier.kind,
        "id": carrier.name,
        "path": carrier.path,
        "standing": carrier.standing.value,
        "standing_detail": carrier.standing_detail,
        "doubts": [doubt.kind for doubt in carrier.doubts],
        "record_kind": carrier.record_kind or None,
        "date": carrier.day.isoformat() if carrier.day else None,
        "until": carrier.until.isoformat() if carrier.until else None,
    }


def _item(item: ItemCoverage) -> Json:
    return {
        "id": item.item.id,
        "name": item.item.name,
        "kind": item.item.kind,
        "required": item.item.required.value,
        "verified": item.item.verified,
        "complete": item.complete,
        "provided_by": _names(item.carriers),
    }
