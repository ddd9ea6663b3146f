"""Run every rule on a snapshot: severity by the settings, waivers, baseline, and the order of the report."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

from smsdocs.analysis.story import find_stories
from smsdocs.checks import (
    acknowledgements,
    approval,
    audits,
    claims,
    configuration,
    content,
    coverage,
    dates,
    diagrams,
    front_matter,
    history,
    improvement,
    keeping,
    learning,
    links,
    macros,
    management_reviews,
    measures,
    milestones,
    obligations,
    processes,
    programme,
    record_references,
    references,
    responsibility,
    reviews,
    risks,
    scope,
    scope_growth,
    staffing,
    terms,
)
from smsdocs.checks.rule import RULES, Rule
from smsdocs.model.finding import Finding, Problem, Severity
from smsdocs.model.place import Place
from smsdocs.model.snapshot import BaselineEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smsdocs.model.settings import Settings, Waiver
    from smsdocs.model.snapshot import Snapshot

FAMILIES = (
    front_matter,
    references,
    links,
    terms,
    claims,
    coverage,
    reviews,
    dates,
    approval,
    history,
    responsibility,
    staffing,
    processes,
    scope,
    measures,
    audits,
    programme,
    improvement,
    record_references,
    management_reviews,
    learning,
    acknowledgements,
    risks,
    milestones,
    scope_growth,
    obligations,
    keeping,
    macros,
    content,
    diagrams,
    configuration,
)
"""The modules whose import fills `RULES`."""


_UNDENIABLE = frozenset({"SMS419"})
"""Rules that no settings switch off or waive: they speak of changes to those very settings."""

_PASSING = frozenset({"SMS419", "SMS909"})
"""Rules whose findings go by themselves, with the commit or with the baseline that is written: nothing to forgive."""


def check(snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return every finding, by path, line and code; those that do not count are marked, not left out."""
    found = [finding for rule in RULES.values() for finding in _run(rule, snapshot)]
    judged, unused = _waive(found, snapshot)
    judged, stale = _forgive(judged, snapshot)
    late = [*_late(snapshot, "SMS908", unused), *_late(snapshot, "SMS909", stale)]
    return tuple(sorted((*judged, *late), key=_order))  # stable: clauses keep the order of their standard


def list_rules() -> tuple[Rule, ...]:
    """Return every rule, by code."""
    return tuple(RULES[code] for code in sorted(RULES))


def severity_of(rule: Rule, settings: Settings) -> Severity | None:
    """Return the severity of a rule under the settings; None where it is off."""
    for name in (rule.code, rule.name):
        if name in settings.severity:
            return settings.severity[name] or (rule.severity if rule.code in _UNDENIABLE else None)
    return rule.severity


def _run(rule: Rule, snapshot: Snapshot) -> Iterator[Finding]:
    severity = severity_of(rule, snapshot.settings)
    if severity is not None:
        for problem in rule.check(snapshot):
            yield _finding(rule, severity, problem)


def _finding(rule: Rule, severity: Severity, problem: Problem) -> Finding:
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=severity,
        place=problem.place,
        document=problem.document,
        clause=problem.clause,
        message=problem.message,
        hint=problem.hint,
    )


def _order(finding: Finding) -> tuple[bool, str, int, int, str]:
    place = finding.place
    return (not place.path, place.path, place.line or 0, place.column or 0, finding.code)


def _waive(findings: list[Finding], snapshot: Snapshot) -> tuple[list[Finding], list[Problem]]:
    """Mark findings that a waiver excuses; return them with what to say of waivers that excuse nothing."""
    waivers = [waiver for waiver in snapshot.settings.waivers if waiver.until >= snapshot.today]
    used: set[int] = set()
    judged = []
    for finding in findings:
        index = next((n for n, waiver in enumerate(waivers) if _excuses(waiver, finding)), None)
        if index is None:
            judged.append(finding)
        else:
            used.add(index)
            judged.append(_replace(finding, f"waiver until {waivers[index].until}: {waivers[index].reason}"))
    unused = [
        Problem(
            place=waiver.place,
            message=f"the waiver of {waiver.rule} matches no finding",
            hint="delete it, or mend its document",
            document=waiver.document or None,
        )
        for number, waiver in enumerate(waivers)
        if number not in used
    ]
    return judged, unused


def _replace(finding: Finding, waived: str) -> Finding:
    return dataclasses.replace(finding, waived=waived)


def _excuses(waiver: Waiver, finding: Finding) -> bool:
    return (
        finding.code not in _UNDENIABLE
        and waiver.rule in {finding.code, finding.name}
        and waiver.document in {"", finding.document, finding.place.path}
        and (not waiver.clause or _same_clause(waiver.clause, finding.clause))
    )


def _same_clause(written: str, clause: str | None) -> bool:
    if clause is None:
        return False
    framework, _, number = clause.partition(":")
    return written in {clause, number, f"{framework.partition('@')[0]}:{number}"}


def _forgive(findings: list[Finding], snapshot: Snapshot) -> tuple[list[Finding], list[Problem]]:
    """Mark as many equal findings as the baseline lists; return them with what to say of mended ones."""
    left = Counter({(one.code, one.document, one.message): one.count for one in snapshot.baseline})
    judged = []
    for finding in findings:
        code, document, message = fingerprint(finding)
        key: tuple[str, str, str] | None = (code, document, message)
        if left[code, document, message] <= 0:
            former = (code, finding.place.path, message)
            key = former if left[former] > 0 and _had_no_id(snapshot, finding.place.path) else None
        if finding.waived is None and finding.code not in _PASSING and key is not None:
            left[key] -= 1
            judged.append(_replace(finding, "baseline"))
        else:
            judged.append(finding)
    mended = sum(left.values())
    stale = [
        Problem(
            place=Place(snapshot.settings.baseline),
            message=f"{mended} of its findings {'are' if mended > 1 else 'is'} there no more",
            hint="smsdocs check --write-baseline",
        )
    ]
    return judged, stale if mended else []


def _had_no_id(snapshot: Snapshot, path: str) -> bool:
    """Say whether what lies there may have begun without an id: then findings on it bore its path."""
    story = find_stories(snapshot).get(path)
    return story is None or not story.version(len(story) - 1).text("id")


def fingerprint(finding: Finding) -> tuple[str, str, str]:
    """Return what makes a finding the same finding when lines move: rule, document and message.

    A finding about a clause is the same whatever its reasons: one more document must not un-forgive it.
    """
    if finding.clause and not finding.place.path:
        return finding.code, "", finding.clause
    return finding.code, finding.document or finding.place.path, finding.message


def build_baseline(findings: Iterable[Finding]) -> tuple[BaselineEntry, ...]:
    """Return the baseline that forgives these findings; waived ones have their own excuse."""
    counts = Counter(
        fingerprint(finding)
        for finding in findings
        if finding.waived in {None, "baseline"} and finding.code not in _PASSING
    )
    return tuple(
        BaselineEntry(code=code, document=document, message=message, count=count)
        for (code, document, message), count in sorted(counts.items())
    )


def _late(snapshot: Snapshot, code: str, problems: list[Problem]) -> Iterator[Finding]:
    severity = severity_of(RULES[code], snapshot.settings)
    if severity is not None:
        yield from (_finding(RULES[code], severity, problem) for problem in problems)
