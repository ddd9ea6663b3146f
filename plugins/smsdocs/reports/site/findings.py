"""What the checks found, and the words of every rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.checks.rule import FAMILIES, RULES, Rule
from smsdocs.checks.run import severity_of
from smsdocs.model.finding import Severity
from smsdocs.reports.site.addresses import FINDINGS, rule_page
from smsdocs.reports.site.addresses import RULES as RULES_PAGE
from smsdocs.reports.site.rows import build_list
from smsdocs.reports.site.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smsdocs.model.finding import Finding
    from smsdocs.model.register import Holder
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

SHOWN = 50
"""Findings that the page of a rule shows; the page of all findings shows them all."""


def count_findings(findings: Iterable[Finding]) -> str:
    """Return how many findings count, by severity, in words."""
    every = list(findings)
    counted = [finding for finding in every if finding.waived is None]
    by_severity = {one: sum(1 for finding in counted if finding.severity is one) for one in Severity}
    parts = [plural(by_severity[one], *_NOUNS[one]) for one in Severity if by_severity[one]]
    forgiven = len(every) - len(counted)
    if not forgiven:
        return ", ".join(parts) or "nothing"
    return f"{', '.join(parts) or 'nothing that counts'}, and {forgiven:,} that {'does' if forgiven == 1 else 'do'} not"


_NOUNS = {Severity.ERROR: ("error",), Severity.WARNING: ("warning",), Severity.INFO: ("hint",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Findings of one file or, where they stand in none, about one thing.

    Attributes:
        path: the file; empty where there is none.
        about: what findings without a file are about: clauses of a framework, or the tree as a whole.
        holder: the document, register or record that the file is.
        owner: the role that answers for it.
    """

    path: str
    about: str
    found: tuple[Finding, ...]
    holder: Holder | None = None
    owner: str = ""


def build_findings(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page of all findings, by file; the file with the worst first, and in it the worst first."""
    findings = desk.relations.findings
    page = desk.list_page(
        FINDINGS,
        "Findings",
        "findings.jinja",
        section="Findings",
        summary=count_findings(findings),
        groups=build_groups(desk, findings),
    )
    yield from build_list(desk, page, "Each document lists its own; smsdocs check tells all.")


def build_groups(desk: Desk, findings: Iterable[Finding]) -> list[Group]:
    """Return findings by path and, where they have none, by what they are about."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        about = "" if finding.place.path else _about(finding)
        found.setdefault((finding.place.path, about), []).append(finding)
    groups = []
    for (path, about), members in found.items():
        holder = desk.holders.get(path)
        groups.append(
            Group(
                path=path,
                about=about,
                found=tuple(sorted(members, key=_weight)),
                holder=holder,
                owner=holder.head.owner if holder else "",
            )
        )
    return sorted(groups, key=lambda group: (_weight(group.found[0]), group.path, group.about))


def _weight(finding: Finding) -> tuple[bool, int]:
    """Return how far up a finding stands: what counts first, then errors before warnings before hints."""
    return finding.waived is not None, finding.severity.rank


def _about(finding: Finding) -> str:
    return f"Clauses of {finding.clause.partition(':')[0]}" if finding.clause else "The tree as a whole"


def build_rules(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the list of rules and a page per rule."""
    by_code: dict[str, list[Finding]] = {}
    for finding in desk.relations.findings:
        by_code.setdefault(finding.code, []).append(finding)
    rules = sorted(RULES.values(), key=lambda rule: rule.code)
    families = [
        (words, [_entry(desk, rule, by_code) for rule in rules if rule.code[3] == family])
        for family, words in FAMILIES.items()
    ]
    families = [(words, entries) for words, entries in families if entries]
    yield desk.page(RULES_PAGE, "Rules", "rules.jinja", families=families)
    for rule in rules:
        found = by_code.get(rule.code, [])
        yield desk.page(
            rule_page(rule.code),
            f"{rule.code} {rule.name}",
            "rule.jinja",
            rule=rule,
            severity=severity_of(rule, desk.snapshot.settings),
            found=found[:SHOWN],
            more=max(0, len(found) - SHOWN),
        )


def _entry(desk: Desk, rule: Rule, by_code: dict[str, list[Finding]]) -> tuple[Rule, Severity | None, int]:
    counted = [one for one in by_code.get(rule.code, ()) if one.waived is None]
    return rule, severity_of(rule, desk.snapshot.settings), len(counted)
