"""The history of the files of one tree: one log, read once, and the life of every file it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from smsdocs.analysis.landing import build_landings, find_foxtrots
from smsdocs.analysis.lineage import Lines, Step
from smsdocs.model.history import Change, GuardChange, History
from smsdocs.readers.git.differences import read_departures, read_files, read_own_words
from smsdocs.readers.git.log import read_log
from smsdocs.readers.git.objects import Objects
from smsdocs.readers.git.published import find_base, read_published
from smsdocs.readers.git.repository import open_repository
from smsdocs.readers.guards import read_declared, read_guards
from smsdocs.readers.signatures import GitSignatures
from smsdocs.readers.versions import GitContents

if TYPE_CHECKING:
    from pathlib import Path

    from smsdocs.analysis.landing import Landings
    from smsdocs.model.log import Log
    from smsdocs.model.settings import Settings
    from smsdocs.readers.git.repository import Repository
    from smsdocs.readers.tree import Tree

_ROUNDS = 4
"""Times a file is followed out of the documents' folders and back before that is enough."""
_MANY = 20
"""Files from one folder outside; more are followed by the folder."""


def read_history(root: Path, tree: Tree, settings: Settings, ids: Mapping[str, str]) -> History:
    """Read the history that leads to a tree.

    Args:
        root: the folder that holds the settings.
        tree: the files as they are read.
        settings: folders, published branch and field names.
        ids: id of every file whose history is wanted, by path; empty where it has none.

    Raises:
        CannotLookError: there is no repository, no commit, not the whole history, or no such branch.
    """
    repository = open_repository(root, tree.commit)
    published = read_published(root, settings.branch)
    branch, tip = published or ("", repository.tip)
    base = find_base(root, tip, repository.tip)
    objects = Objects(repository.git_dir)
    contents = GitContents(objects.read, tree.read, settings.fields)
    survey = _Survey(repository, settings, contents)
    log, landings, lines = survey.follow(base, ids)
    changed = tree.changed
    lines.settle(survey.find_tip_ids(lines, ids, changed))
    return History(
        tip=repository.tip,
        branch=branch,
        base=base,
        lineages=Lineages(
            log,
            lines.live,
            _number(landings),
            repository.prefix,
            _find_uncommitted(survey, lines, ids, changed),
        ),
        contents=contents,
        declared=read_declared(repository, objects),
        foxtrots=tuple(log.commit(number) for number in find_foxtrots(log, landings, branch)),
        guards=tuple(_name_guards(repository, settings, log, landings, changed)),
        signatures=GitSignatures(root),
    )


class Lineages(Mapping[str, tuple[Change, ...]]):
    """Lives by path, newest change first; turned into changes where somebody looks."""

    def __init__(
        self,
        log: Log,
        live: Mapping[str, list[Step]],
        order: Mapping[int, int],
        prefix: str,
        uncommitted: Mapping[str, str | None],
    ) -> None:
        """Take the lives of a walk.

        Args:
            log: what the numbers of steps mean.
            live: steps by path from the top of the repository, oldest first.
            order: place of each landing among all.
            prefix: of the paths that are asked for.
            uncommitted: files that differ from the tip, each with the path it continues: its own, another, or
                None where it is new.
        """
        self._log = log
        self._live = live
        self._order = order
        self._prefix = prefix
        self._uncommitted = uncommitted
        self._built: dict[str, tuple[Change, ...]] = {}

    def __getitem__(self, path: str) -> tuple[Change, ...]:
        if (found := self._built.get(path)) is None:
            found = self._built[path] = tuple(self._build(path))
        return found

    def __iter__(self) -> Iterator[str]:
        return (path for path in {*self._live, *self._uncommitted} if path in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, path: object) -> bool:
        return path in self._uncommitted or f"{self._prefix}{path}" in self._live

    def _build(self, path: str) -> Iterator[Change]:
        former: str | None = path
        if path in self._uncommitted:
            former = self._uncommitted[path]
            moved_from = former if former and former != path else ""
            order = len(self._order)
            yield Change(commit=None, landed=False, path=path, moved_from=moved_from, blob="", order=order)
        elif f"{self._prefix}{path}" not in self._live:
            raise KeyError(path)
        for step in reversed(self._live.get(f"{self._prefix}{former}", []) if former else []):
            yield Change(
                commit=self._log.commit(step.commit),
                landed=step.landed,
                path=self._relative(step.path),
                moved_from=self._relative(step.moved_from),
                blob=step.blob,
                before=step.before,
                brought=tuple(self._log.commit(number) for number in step.brought),
                order=self._order[step.commit],
            )

    def _relative(self, path: str) -> str:
        """Return a path below the root; one outside is told from the top of the repository, as `/path`."""
        if not path or path.startswith(self._prefix):
            return path.removeprefix(self._prefix)
        return f"/{path}"


def _number(landings: Landings) -> dict[int, int]:
    return {number: order for order, number in enumerate((*landings.trunk, *landings.pending))}


class _Survey:
    """Reads logs until every file is followed to where it began."""

    def __init__(self, repository: Repository, settings: Settings, contents: GitContents) -> None:
        self._repository = repository
        self._contents = contents
        self.prefix = repository.prefix
        folders = (*settings.documents, settings.registers, settings.records, settings.docs_dir)
        self._paths = sorted({"" if one == "." else one.rstrip("/") for one in folders})
        self._paths = [f"{self.prefix}{path}".rstrip("/") for path in self._paths]

    def follow(self, base: str | None, ids: Mapping[str, str]) -> tuple[Log, Landings, Lines]:
        """Return the log, what landed when, and every life."""
        asked: set[str] = set()
        for _ in range(_ROUNDS):
            log = read_log(self._repository.git_dir, self._repository.tip, self._paths)
            landings = build_landings(log, base)
            lines = self._walk(log, landings)
            if "" in self._paths:
                break
            origins = self._find_origins(log, lines, ids, asked)
            if not origins:
                break
            self._paths = sorted({*self._paths, *_gather(origins)})
        return log, landings, lines

    def _walk(self, log: Log, landings: Landings) -> Lines:
        def find_own_words(merges: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
            pairs = ((log.oids[number], path) for number, path in merges)
            found = read_own_words(self._repository.git_dir, pairs)
            return {(log.numbers[commit], path) for commit, path in found}

        lines = Lines(log, landings, self._contents.find_ids, find_own_words)
        lines.walk()
        if any(len(log.parents[number]) > 1 for number in landings.pending):
            lines.match(read_files(self._repository.git_dir, self._repository.tip, self._paths))
        return lines

    def _find_origins(self, log: Log, lines: Lines, ids: Mapping[str, str], asked: set[str]) -> set[str]:
        """Return files outside the folders that live on in a file which seems to begin inside.

        Their own former lives come with the next log, which looks at them too.
        """
        first = {
            path: line[0] for path in ids if (line := lines.live.get(f"{self.prefix}{path}")) is not None
        }
        commits: dict[str, list[Step]] = {}
        for step in first.values():
            for number in {step.commit, *step.brought}:
                commits.setdefault(log.oids[number], []).append(step)
        pairs = [
            (commit, log.oids[parents[0]])
            for commit in commits
            if commit not in asked and (parents := log.parents[log.numbers[commit]])
        ]
        asked.update(commits)
        found: set[str] = set()
        gone: list[tuple[str, str, str]] = []
        for commit, entry in read_departures(self._repository.git_dir, pairs):
            if not self._is_inside(entry.old_path):
                if entry.status == "R" and any(step.path == entry.path for step in commits[commit]):
                    found.add(entry.old_path)
                gone.append((commit, entry.old_path, entry.old_blob))
        return found | self._match_ids(gone, commits)

    def _match_ids(self, gone: list[tuple[str, str, str]], commits: Mapping[str, list[Step]]) -> set[str]:
        """Return files that went where one came which has the same id, however much its text had changed."""
        suffixes = {PurePosixPath(step.path).suffix for steps in commits.values() for step in steps}
        gone = [one for one in gone if PurePosixPath(one[1]).suffix in suffixes]
        if not gone:
            return set()
        wanted = {commit for commit, _, _ in gone}
        come = [(step.path, step.blob) for commit in wanted for step in commits[commit]]
        known = self._contents.find_ids([*((path, blob) for _, path, blob in gone), *come])
        return {
            path
            for commit, path, blob in gone
            if known[blob] and any(known[step.blob] == known[blob] for step in commits[commit])
        }

    def _is_inside(self, path: str) -> bool:
        return any(path == one or path.startswith(f"{one}/") for one in self._paths)

    def find_tip_ids(self, lines: Lines, ids: Mapping[str, str], changed: frozenset[str]) -> dict[str, str]:
        """Return the id of the last committed text of every file, by path from the top."""
        found = {f"{self.prefix}{path}": id_ for path, id_ in ids.items() if path not in changed}
        unread = [
            (path, line[-1].blob) for path in changed if (line := lines.live.get(f"{self.prefix}{path}"))
        ]
        known = self._contents.find_ids(unread) if unread else {}
        return found | {f"{self.prefix}{path}": known[blob] for path, blob in unread}

    def find_departed(
        self, lines: Lines, changed: frozenset[str], there: Mapping[str, str]
    ) -> dict[str, str]:
        """Return the path of every committed file that the work tree lacks, by its id."""
        gone = [
            (path, line[-1].blob)
            for path in changed
            if path not in there and (line := lines.live.get(f"{self.prefix}{path}"))
        ]
        known = self._contents.find_ids(gone) if gone else {}
        return {known[blob]: path for path, blob in gone if known[blob]}


def _gather(origins: set[str]) -> set[str]:
    """Return what to look at for files outside: each by itself, or their folder where there are many."""
    folders: dict[str, list[str]] = {}
    for path in origins:
        folders.setdefault(str(PurePosixPath(path).parent), []).append(path)
    found: set[str] = set()
    for folder, paths in folders.items():
        found.update([folder] if len(paths) > _MANY and folder != "." else paths)
    return found


def _find_uncommitted(
    survey: _Survey, lines: Lines, ids: Mapping[str, str], changed: frozenset[str]
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
