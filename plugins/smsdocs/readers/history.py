"""The history of the files of one tree: one log, read once, and the life of every file it leads to."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from smsdocs.model.history import GuardChange, History
from smsdocs.readers.git.objects import Objects
from smsdocs.readers.git.published import find_base, read_published
from smsdocs.readers.git.repository import Repository, open_repository
from smsdocs.readers.guards import read_declared, read_guards
from smsdocs.readers.history_cache import HistoryCache
from smsdocs.readers.lineages import Lineages
from smsdocs.readers.resources import identify_tool
from smsdocs.readers.signatures import GitSignatures
from smsdocs.readers.survey import Survey
from smsdocs.readers.versions import GitContents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from smsdocs.analysis.landing import Landings
    from smsdocs.analysis.lineage import Lines
    from smsdocs.model.log import Log
    from smsdocs.model.settings import Settings
    from smsdocs.readers.tree import Tree


def read_history(
    root: Path, tree: Tree, settings: Settings, ids: Mapping[str, str], *, cache: bool = True
) -> History:
    """Read the history that leads to a tree.

    Args:
        root: the folder that holds the settings.
        tree: the files as they are read.
        settings: folders, published branch and field names.
        ids: id of every file whose history is wanted, by path; empty where it has none.
        cache: whether to use what was kept of objects that never change, and to keep what is found.

    Raises:
        CannotLookError: there is no repository, no commit, not the whole history, or no such branch.
    """
    repository = open_repository(root, tree.commit)
    published = read_published(root, settings.branch)
    branch, tip = published or ("", repository.tip)
    base = find_base(root, tip, repository.tip)
    objects = Objects(repository.git_dir)
    contents = GitContents(objects.read, tree.read, settings.fields)
    kept = HistoryCache(repository.cache if cache else "", _build_key(repository, settings, branch))
    survey = Survey(repository, settings, contents, kept)
    found = survey.follow(base, branch, ids, keep=tree.commit is None)
    log, lines, changed = found.log, found.lines, tree.changed
    lines.settle(survey.find_tip_ids(lines, ids, changed))
    history = History(
        tip=repository.tip,
        branch=branch,
        base=base,
        lineages=Lineages(
            log,
            lines.live,
            found.order,
            found.count,
            repository.prefix,
            _find_uncommitted(survey, lines, ids, changed),
        ),
        contents=contents,
        declared=read_declared(repository, objects),
        foxtrots=tuple(log.commit(number) for number in found.foxtrots),
        guards=tuple(_name_guards(repository, settings, log, found.landings, changed)),
        signatures=GitSignatures(root),
        notes=kept,
    )
    weakref.finalize(history, kept.close)
    return history


def _build_key(repository: Repository, settings: Settings, branch: str) -> Iterator[str]:
    """Yield everything that what is kept depends on, besides the objects it names."""
    yield from (identify_tool(), repository.mailmap, repository.prefix, branch)
    yield from (settings.registers, settings.records, settings.docs_dir, *settings.documents)
    yield from (f"{name}={own}" for name, own in sorted(settings.fields.items()))
    yield from ("material", *sorted(settings.material))


def _find_uncommitted(
    survey: Survey, lines: Lines, ids: Mapping[str, str], changed: frozenset[str]
) -> dict[str, str | None]:
    """Return the files that differ from the tip, each with the path that it continues; None where it is new."""
    edited = [path for path in ids if path in changed]
    if not edited:
        return {}
    committed = survey.find_tip_ids(lines, {}, frozenset(edited))
    departed = survey.find_departed(lines, changed, ids)
    found: dict[str, str | None] = {}
    for path in edited:
        before = committed.get(f"{survey.prefix}{path}")
        if before is not None and (not before or not ids[path] or before == ids[path]):
            found[path] = path
        else:
            found[path] = departed.get(ids[path]) if ids[path] else None
    return found


def _name_guards(
    repository: Repository,
    settings: Settings,
    log: Log,
    landings: Landings,
    changed: frozenset[str],
) -> Iterator[GuardChange]:
    commits = [log.commit(number) for number in landings.pending]
    yield from read_guards(repository, settings, commits, changed)
