"""SMS4xx, history itself: what git has never seen, what was declared immaterial, and who changed the rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from smsdocs.analysis.story import find_stories
from smsdocs.checks.mentions import (
    UNCOMMITTED,
    count_holders,
    enumerate_texts,
    name_commit,
    name_commits,
    name_people,
    quote,
    tell_changes,
    tell_revision,
)
from smsdocs.checks.proven import find_all, find_proven
from smsdocs.checks.rule import rule
from smsdocs.model.document import Document
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.history import CODE, Kind
from smsdocs.model.place import Place
from smsdocs.model.register import Record, Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.analysis.story import Story
    from smsdocs.model.history import Commit, GuardChange, Revision, Text
    from smsdocs.model.proof import Proof
    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_CLOCKS = 30 * 24 * 60 * 60
"""Seconds that the author's clock and the committer's may differ: work that waits a month to be merged."""
_WRITTEN = ("last_reviewed", "approved_on")
_OID_LENGTHS = frozenset({40, 64})
_AT_ONCE = 200
"""Files whose newest texts are read in one go."""


@rule("SMS415", "never-committed", _WARNING)
def never_committed(snapshot: Snapshot) -> Iterator[Problem]:
    """Git has never seen a document.

    Triggered when: a controlled document or a register is in no commit, or git ignores it. Not where its id is taken
    (SMS201): that comes first.

    To fix this: `git add` it and commit it.

    Rationale: what is not committed has no history, no approval that can be shown, and may be gone tomorrow
    (ISO/IEC 20000-1, 7.5.3).
    """
    if snapshot.history is None:
        return
    stories = find_stories(snapshot)
    ids = Counter(one.head.id for one in snapshot.holders)
    for one in find_all(snapshot):
        story = stories.get(one.path)
        if one.head.id and ids[one.head.id] > 1:
            continue  # SMS201: under another's id nobody can tell whose history it is
        if story is None or not story.blobs()[-1]:  # only an edit that nobody committed has no object
            yield Problem(
                place=Place(one.path),
                message="it was never committed, so git proves nothing of it",
                hint="commit it",
                document=one.name,
            )


@rule("SMS417", "distant-clocks", _INFO)
def distant_clocks(snapshot: Snapshot) -> Iterator[Problem]:
    """The author's and the committer's clock of a commit are far apart.

    Triggered when: the commit that carries the present review, the present approval or the newest change of a
    document was written more than 30 days before or after it was committed, by the clocks it names. One finding
    per commit.

    To fix this: nothing, if the work waited that long. Else set the clock of the computer right.

    Rationale: dates are reckoned from the committer's clock; where the two are far apart, one of them may be wrong
    or set by hand.
    """
    zone = ZoneInfo(snapshot.settings.timezone)
    found: dict[str, tuple[Commit, list[Holder]]] = {}
    for one, proof in find_proven(snapshot):
        for commit in _find_carriers(snapshot, one, proof):
            if abs(commit.committed - commit.authored) > _CLOCKS:
                found.setdefault(commit.oid, (commit, []))[1].append(one)
    for commit, holders in found.values():
        first, *more = holders
        written, committed = (_find_day(time, zone) for time in (commit.authored, commit.committed))
        yield Problem(
            place=Place(first.path),
            message=f"{name_commit(commit)} was written on {written} and committed on {committed}, "
            "by the clocks it names",
            hint=f"the state of {count_holders(len(holders))} rests on it; nothing to do, if the work waited that long",
            document=None if more else first.name,
        )


def _find_carriers(snapshot: Snapshot, holder: Holder, proof: Proof) -> list[Commit]:
    """Return the commits a document's state rests on: each landing, and the commit that wrote what landed."""
    revisions = [one.change for one in (proof.reviewed_in, proof.approved_in) if one is not None]
    story = find_stories(snapshot)[holder.path]
    changes = [*revisions, story.changes[0]]
    commits = [commit for one in changes for commit in (one.commit, *one.brought[-1:]) if commit is not None]
    for name, change in zip(_WRITTEN, (proof.reviewed_in, proof.approved_in), strict=True):
        commits += _find_writers(story, change, name) if change is not None else ()
    return list({commit.oid: commit for commit in commits}.values())


def _find_writers(story: Story, revision: Revision, name: str) -> Iterator[Commit]:
    """Yield the commits of a merged branch that wrote a date; those alone whose clocks are apart are looked into."""
    apart = [one for one in revision.change.brought[:-1] if abs(one.committed - one.authored) > _CLOCKS]
    if apart:
        index = next(at for at, change in enumerate(story.changes) if change is revision.change)
        value = story.version(index).text(name)
        yield from (one for one in apart if value and story.has_set(index, one, name, value))


def _find_day(seconds: int, zone: ZoneInfo) -> date | str:
    try:
        return datetime.fromtimestamp(seconds, zone).date()
    except (OverflowError, OSError, ValueError):
        return "an impossible day"


@rule("SMS418", "words-in-declared-commit", _INFO)
def words_in_declared_commit(snapshot: Snapshot) -> Iterator[Problem]:
    """A commit that is declared immaterial changed a text.

    Triggered when: `.git-blame-ignore-revs` names the commit, and the text of the document changed in it: its words,
    its code, what is a list or a table, how columns are aligned, or where links lead; or a field or the clauses of a
    section did, whose change is material. Only what came with the last
    review or approval or later, whichever is older, is looked at.

    To fix this: read what changed. Take the commit off the list if it is not mere layout; then it counts.

    Rationale: a declaration keeps a change from asking for a review, so it must carry nothing but layout (ISO/IEC
    20000-1, 7.5.3).
    """
    if snapshot.history is None or not snapshot.history.declared:
        return
    found = list(_find_declared(snapshot, snapshot.history.declared))
    for at, one in enumerate(found):
        if at % _AT_ONCE == 0:
            snapshot.history.contents.prefetch(_find_pairs(found[at : at + _AT_ONCE]))
        revision = one.story.revision(one.index)
        if revision.kind is Kind.DECLARED_IMMATERIAL and (revision.words or revision.covered):
            by = f" in {revision.declared_by[:10]}" if revision.declared_by else ""
            what = "its text" if revision.words else "it"
            yield Problem(
                place=Place(one.holder.path),
                message=f"{what} changed {tell_revision(revision)}, which is declared immaterial{by}"
                f"{tell_changes(snapshot, revision)}",
                hint="read what changed; if it is more than layout, take the commit off the list",
                document=one.holder.name,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    """A revision that may be declared immaterial."""

    holder: Document | Register
    story: Story
    index: int


def _find_declared(snapshot: Snapshot, declared: Mapping[str, str]) -> Iterator[_Declared]:
    """Yield the recent revisions whose commits are on the list, by their ids alone: no text is read for it."""
    full = frozenset(oid for oid in declared if len(oid) in _OID_LENGTHS)
    short = tuple(oid for oid in declared if len(oid) not in _OID_LENGTHS)
    stories = find_stories(snapshot)
    for holder, proof in find_proven(snapshot):
        story, oldest = stories[holder.path], _find_oldest(proof)
        for index, change in enumerate(story.changes[:-1]):
            if change.order < oldest:
                break
            oids = [commit.oid for commit in (change.commit, *change.brought) if commit is not None]
            if any(oid in full or oid.startswith(short) for oid in oids):
                yield _Declared(holder=holder, story=story, index=index)


def _find_oldest(proof: Proof) -> int:
    """Return the landing before which nobody looks: the older of last review and approval."""
    orders = [one.order for one in (proof.reviewed_in, proof.approved_in) if one is not None]
    return min(orders, default=-1)


def _find_pairs(found: Iterable[_Declared]) -> Iterator[Text]:
    for one in found:
        yield from one.story.texts(one.index, one.index + 2)


@rule("SMS419", "rules-changed", _INFO)
def rules_changed(snapshot: Snapshot) -> Iterator[Problem]:
    """What the tool judges by, or code of the site, is changed by work that has not landed.

    Triggered when: the settings with their waivers, the baseline, a schema or catalog of the tree, the mailmap, the
    list of commits declared immaterial, or what runs on the site or while it is built (a file of `extra_css`,
    `extra_javascript` or `hooks`, the theme's `custom_dir`) is changed by commits that are not on the published branch
    yet, or by an edit at hand. Where that work names another published branch in the setting `branch`, whatever of
    these differs from the former one. One finding per file.

    To fix this: nothing, if the change is wanted. Whoever reviews the work looks at it first.

    Rationale: a change can bring the rule that excuses it. What the system is checked against is under control
    like the rest (ISO/IEC 20000-1, 7.5.3).
    """
    if snapshot.history is None:
        return
    by_file: dict[tuple[str, str], list[GuardChange]] = {}
    for guard in snapshot.history.guards:
        if guard.unlike:
            yield _describe_rival(guard)
            continue
        by_file.setdefault((guard.path, guard.what), []).append(guard)
    for (path, what), guards in by_file.items():
        yield Problem(
            place=Place(path),
            message=f"the {what} {'is' if what != 'settings' else 'are'} changed by {_name_changes(guards)}",
            hint=f"look at it first: it {'runs' if what == CODE else 'decides what counts as a finding'}",
        )


def _describe_rival(guard: GuardChange) -> Problem:
    branch = quote(guard.unlike)
    verb = "are" if guard.what == "settings" else "is"
    return Problem(
        place=Place(guard.path),
        message=f"the {guard.what} {verb} not as on `{branch}`, which was the published branch when this began",
        hint=f"look at it first: this work names another published branch than `{branch}` did when it began; "
        f"if that is wanted, let the settings on `{branch}` name it too",
    )


def _name_changes(guards: Iterable[GuardChange]) -> str:
    guards = list(guards)
    commits = [guard.commit for guard in guards if guard.commit is not None]
    parts = [f"{name_commits(commits)}, not landed yet"] if commits else []
    parts += [UNCOMMITTED] if len(commits) < len(guards) else []
    return enumerate_texts(parts)


@rule("SMS420", "foxtrot-merge", _WARNING)
def foxtrot_merge(snapshot: Snapshot) -> Iterator[Problem]:
    """A merge swapped the published branch for what was pulled into it.

    Triggered when: somebody pulled with work of their own on the published branch, and pushed the merge; or the
    published branch was moved forward to a branch that had been updated from it. Then the first parents lead through
    that work, and what had landed before seems to have landed with the merge. Git tells by the words it writes itself.

    To fix this: nothing mends it but a rewritten history, which is worse; waive it with its reason. For the future:
    `git pull --rebase`, `git merge --no-ff`, or a protected branch on which only the forge merges.

    Rationale: days of landing, and with them what changed after a review, are reckoned along that line (ISO/IEC
    20000-1, 7.5.3).
    """
    for commit in snapshot.history.foxtrots if snapshot.history else ():
        yield Problem(
            place=Place(""),
            message=f"{name_commit(commit)} ({name_people(commit.authors)}: {quote(commit.subject)}) swapped the "
            "published branch for what it pulled, so days of landing before it may be wrong",
            hint="`git pull --rebase` from now on, and let only the forge merge",
        )


@rule("SMS422", "backward-clock", _WARNING)
def backward_clock(snapshot: Snapshot) -> Iterator[Problem]:
    """Commits say that they were made before what they build on.

    Triggered when: the committer's date of a landing, or of a commit not yet landed, lies more than a day before that
    of one it builds on. One finding for all, which names the newest.

    To fix this: nothing mends a commit that has landed; ask who made it on what machine. Set the clock, or let only
    the forge land changes.

    Rationale: git proves order, so the date is wrong, whatever it is; review dates held against it prove nothing
    (ISO/IEC 20000-1, 7.5.3).
    """
    found = snapshot.history.backwards if snapshot.history else ()
    if found:
        newest = found[-1]
        more = len(found) - 1
        others = f", and so {'does 1 other' if more == 1 else f'do {more:,} others'}" if more else ""
        yield Problem(
            place=Place(""),
            message=f"{name_commit(newest)} ({name_people(newest.authors)}: {quote(newest.subject)}) is dated more "
            f"than a day before what it builds on{others}",
            hint="ask who made it on what machine; dates held against it prove nothing",
        )


@rule("SMS423", "other-text-in-git", _ERROR)
def other_text_in_git(snapshot: Snapshot) -> Iterator[Problem]:
    """Git holds something else than the text of a document.

    Triggered when: a document, register or record has front matter, it does not differ from what is committed, and
    what is committed has none: a filter of `.gitattributes` (`filter=lfs`, `filter=git-crypt`) put a pointer or a
    secret there.

    To fix this: take the file out of the filter (`*.md -filter -diff -merge text` as the last line of
    `.gitattributes`), then `git add --renormalize .` and commit. Texts are small; filters are for pictures and films.

    Rationale: git proves nothing of a text that it does not hold. Changes after a review or an approval, and dates
    that were dated back, would go unseen (ISO/IEC 20000-1, 7.5.3).
    """
    unreadable = {fault.place.path for fault in snapshot.faults if fault.name == "unreadable-file"}
    for holder, story in _find_bare(snapshot):
        version, commit = story.version(0), story.changes[0].commit
        same = (
            isinstance(holder, Document | Record) and version.body == holder.body
        )  # its front matter cannot be read
        if not same and holder.path not in unreadable:
            text = (version.block or version.body).lstrip() if version.readable else ""
            first = quote(text.partition("\n")[0]) or "what is no text"
            yield Problem(
                place=Place(holder.path),
                message=f"git holds something else than this text{f' in {name_commit(commit)}' if commit else ''}: "
                f"{first}",
                hint="a filter puts it there: take the file out of it in .gitattributes, then "
                "`git add --renormalize .` and commit",
                document=holder.name,
            )


def _find_bare(snapshot: Snapshot) -> Iterator[tuple[Holder, Story]]:
    """Yield what has fields while its newest committed text has none; a date or an approval there is a field."""
    history = snapshot.history
    if history is None:
        return
    stories = find_stories(snapshot)
    bare = (one for one, proof in find_proven(snapshot) if not proof.dates and proof.approved_in is None)
    found = [
        (holder, stories[holder.path])
        for holder in (*bare, *(one for one in snapshot.records if one.path in stories))
        if stories[holder.path].blobs()[0]
    ]
    names = [
        f"has fields {'in register' if isinstance(one, Register) else 'on page'} {story.blobs()[0]}"
        for one, story in found
    ]
    known = history.notes.find_notes(names) if history.notes is not None else {}
    unknown = [(*one, name) for one, name in zip(found, names, strict=True) if name not in known]
    for at, (holder, story, name) in enumerate(unknown):
        if at % _AT_ONCE == 0:
            history.contents.prefetch(one.changes.text(0) for _, one, _ in unknown[at : at + _AT_ONCE])
        version = history.contents.version(story.changes.text(0))
        if version.fields if isinstance(holder, Register) else version.block:
            if history.notes is not None:
                history.notes.take_note(name, value=True)
        elif holder.fields or (isinstance(holder, Register) and holder.rows):
            yield holder, story
