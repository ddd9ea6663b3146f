"""What git proves, for auditors: the rules as this tree sets them, what was found, and how to look without the tool."""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.approvals.evidence import find_approvals
from smsdocs.analysis.proof import find_proofs
from smsdocs.analysis.story import find_stories
from smsdocs.model.approval import Grade
from smsdocs.model.history import Kind
from smsdocs.model.proof import Evidence
from smsdocs.model.register import Record
from smsdocs.reports.git_commands import GIT, find_difference, name_object, name_path
from smsdocs.reports.site.addresses import EVIDENCE as PAGE
from smsdocs.reports.site.history import commit_url, name_authors
from smsdocs.reports.site.untrusted import NAME, PATH, clean
from smsdocs.reports.site.words import (
    EVIDENCE,
    EVIDENCE_MEANING,
    GRADE,
    GRADE_MEANING,
    KIND,
    KIND_MEANING,
    Word,
    duration_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.analysis.story import Story
    from smsdocs.model.history import Commit, History
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

DECLARED = 50
"""Declared commits, foxtrots and changes of rules that the page lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A word of the site with what it means, and how often it holds now."""

    word: Word
    meaning: str
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A commit that the page names."""

    short: str
    url: str = ""
    by: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A document with commands that show its history without the tool."""

    holder: Holder
    commands: tuple[tuple[str, str], ...]


def build_evidence(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page for auditors."""
    snapshot = desk.snapshot
    history = snapshot.history
    values = _describe(snapshot, history) if history else {}
    yield desk.page(
        PAGE,
        "What git proves",
        "evidence.jinja",
        section="What git proves",
        history=history,
        settings=snapshot.settings,
        material=name_fields(snapshot),
        interval=duration_of(snapshot.settings.review.interval),
        warn=duration_of(snapshot.settings.review.warn),
        tolerance=duration_of(snapshot.settings.review.tolerance),
        kinds=[Meaning(word=KIND[kind], meaning=KIND_MEANING[kind]) for kind in Kind],
        classes=_count_classes(snapshot),
        grades=_count_grades(snapshot),
        **values,
    )


def name_fields(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return the fields whose change is material: the organisation's name, and ours where it is another."""
    own = snapshot.settings.fields
    return [(own.get(name, name), name if name in own else "") for name in snapshot.settings.material]


def _count_classes(snapshot: Snapshot) -> list[Meaning]:
    found = Counter(proof.evidence for proof in find_proofs(snapshot).values())
    return [_mean(snapshot, EVIDENCE[one], EVIDENCE_MEANING[one], found[one]) for one in Evidence]


def _count_grades(snapshot: Snapshot) -> list[Meaning]:
    found = Counter(approval.best.grade for approval in find_approvals(snapshot).values())
    return [_mean(snapshot, GRADE[one], GRADE_MEANING[one], found[one]) for one in Grade]


def _mean(snapshot: Snapshot, word: Word, meaning: str, count: int) -> Meaning:
    return Meaning(word=word, meaning=meaning, count=count if snapshot.history else None)


def _describe(snapshot: Snapshot, history: History) -> Mapping[str, object]:
    proofs = find_proofs(snapshot).values()
    holders = [one for one in snapshot.holders if not isinstance(one, Record)]
    stories = find_stories(snapshot)
    declared = sorted(history.declared.items())
    return {
        "branch": clean(history.branch, NAME),
        "base": _list(snapshot, history.base or ""),
        "tip": _list(snapshot, history.tip),
        "after_review": sum(1 for one in proofs if one.changed_after_review),
        "after_approval": sum(1 for one in proofs if one.changed_after_approval),
        "knowable": all(one.knowable for one in find_approvals(snapshot).values()),
        "suspects": sum(1 for one in proofs if one.suspects),
        "uncommitted": [one for one in holders if not _is_committed(stories.get(one.path))],
        "declared": [(_list(snapshot, oid), _list(snapshot, by)) for oid, by in declared[:DECLARED]],
        "more_declared": max(0, len(declared) - DECLARED),
        "foxtrots": [_tell(snapshot, one) for one in history.foxtrots[:DECLARED]],
        "more_foxtrots": max(0, len(history.foxtrots) - DECLARED),
        "guards": [
            (
                clean(one.path, PATH),
                one.what,
                _tell(snapshot, one.commit) if one.commit else None,
                clean(one.unlike, NAME),
            )
            for one in history.guards[:DECLARED]
        ],
        "more_guards": max(0, len(history.guards) - DECLARED),
        "example": _find_example(snapshot, history),
    }


def _is_committed(story: Story | None) -> bool:
    return story is not None and any(change.commit for change in story.changes)


def _list(snapshot: Snapshot, oid: str) -> Listed:
    return Listed(short=clean(oid[:10]), url=commit_url(snapshot, oid))


def _tell(snapshot: Snapshot, commit: Commit) -> Listed:
    by = name_authors(commit.authors)
    return Listed(
        short=commit.oid[:10], url=commit_url(snapshot, commit.oid), by=by, text=clean(commit.subject)
    )


def _find_example(snapshot: Snapshot, history: History) -> Example | None:
    """Return the document with most to show: approved rather than not, then with the most revisions."""
    stories, proofs = find_stories(snapshot), find_proofs(snapshot)
    fit = [
        one for one in snapshot.documents if one.path.isprintable() and _is_committed(stories.get(one.path))
    ]
    if not fit:
        return None
    document = max(
        fit, key=lambda one: (proofs[one.path].approved_in is not None, len(stories[one.path].changes))
    )
    commands = tuple(_build_commands(stories[document.path], history, snapshot.settings.timezone))
    return Example(holder=document, commands=commands)


def _build_commands(story: Story, history: History, zone: str) -> Iterator[tuple[str, str]]:
    """Yield what a command shows, and the command, with values of this tree."""
    landed = [change for change in story.changes if change.commit and change.landed]
    made = landed or [change for change in story.changes if change.commit]
    newest = made[0]
    oid = newest.commit.oid[:10] if newest.commit else ""
    tip = (history.base or history.tip)[:10] if landed else history.tip[:10]
    form, path = "--format='%h %cI %an: %s'", name_path(newest.path)
    yield (
        "What landed for the document, newest first",
        f"{GIT} log --first-parent --full-history {form} {tip} -- {path}",
    )
    yield (
        "What a merge brought, commit by commit, renames followed",
        f"{GIT} log --follow {form} {tip} -- {path}",
    )
    yield "The text as it stood after a commit", f"{GIT} show {name_object(oid, newest.path)}"
    difference = find_difference(made[1], newest) if len(made) > 1 else None
    if difference:
        moved = ", across a move" if made[1].path != newest.path else ""
        yield f"What a revision changed{moved}", difference
    yield "When it landed, by the committer's clock", f"{GIT} log -1 --format=%cI {oid}"
    yield (
        f"The same in the zone of this site ({zone})",
        f"TZ={shlex.quote(zone)} {GIT} log -1 --date=iso-local --format=%cd {oid}",
    )
    yield "Whether the commit is signed, and by whom", f"{GIT} verify-commit {oid}"
