"""The history of the files of one tree: one log, read once, and the life of every file it leads to."""

from __future__ import annotations

import weakref
from functools import partial
from typing import TYPE_CHECKING

from smsdocs.analysis.lives.landing import find_backward_pending
from smsdocs.model.history import History
from smsdocs.readers.git.log import map_people, read_times
from smsdocs.readers.git.objects import Objects
from smsdocs.readers.git.published import find_base, read_published
from smsdocs.readers.git.repository import Repository, open_repository
from smsdocs.readers.guards import read_declared, read_guards
from smsdocs.readers.history_cache import HistoryCache
from smsdocs.readers.lineages import Lineages, Past
from smsdocs.readers.moves import pair_moves
from smsdocs.readers.resources import identify_tool
from smsdocs.readers.rivals import Rivals
from smsdocs.readers.signatures import GitSignatures
from smsdocs.readers.source import PAGE_LIMIT
from smsdocs.readers.survey import Survey
from smsdocs.readers.tree import UnreadableError
from smsdocs.readers.versions import GitContents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from smsdocs.analysis.lives.lineage import Lines
    from smsdocs.model.history import Author, Commit, GuardChange
    from smsdocs.model.settings import Settings
    from smsdocs.readers.tree import Tree


class HistoryReader:
    """Reads the history that leads to a tree. Git begins at once; what it writes is taken when files are known.

    Args:
        root: the folder that holds the settings.
        tree: the files as they are read.
        settings: folders, published branch and field names.
        cache: whether to use what was kept of objects that never change, and to keep what is found.

    Attributes:
        folder: where it is kept; empty where nothing is.

    Raises:
        CannotLookError: there is no repository, no commit, not the whole history, or no such branch.
    """

    def __init__(self, root: Path, tree: Tree, settings: Settings, *, cache: bool = True) -> None:
        self._tree = tree
        self._settings = settings
        self._repository = open_repository(root, tree.commit)
        published = read_published(root, settings.branch)
        self._branch, tip = published or ("", self._repository.tip)
        self._base = find_base(root, tip, self._repository.tip)
        self._objects = Objects(self._repository.git_dir)
        self._contents = GitContents(self._objects.read, tree.read, self._find_object, settings.fields)
        self.folder = self._repository.cache if cache else ""
        key = _build_key(self._repository, settings, self._branch)
        self._kept = HistoryCache(self.folder, key)
        self._rivals = Rivals(root, self._repository, self._objects, settings, self._branch)
        self._survey = Survey(self._repository, settings, self._contents, self._kept)
        self._signatures = GitSignatures(root, self._kept)

    def _find_object(self, commit: str, path: str) -> str:
        """Return the object that a commit has at a path below the root, or at `/path` from the top; or nothing."""
        return self._objects.find(
            commit, path[1:] if path.startswith("/") else f"{self._repository.prefix}{path}"
        )

    def read(self, ids: Mapping[str, str]) -> History:
        """Return the history.

        Args:
            ids: id of every file whose history is wanted, by path; empty where it has none.
        """
        changed = self._tree.changed
        self._survey.start_from_left(ids, changed)
        found = self._survey.follow(self._base, self._branch, ids, keep=self._tree.commit is None)
        log, lines = found.log, found.lines
        lines.settle(self._survey.find_tip_ids(lines, ids, changed))
        pending = [log.commit(number) for number in found.landings.pending]
        history = History(
            tip=self._repository.tip,
            branch=self._branch,
            base=self._base,
            lineages=Lineages(
                Past(log, found.order, found.count, self._repository.prefix),
                lines.live,
                self._find_uncommitted(lines, ids, changed),
            ),
            contents=self._contents,
            declared=read_declared(self._repository, self._objects),
            foxtrots=tuple(log.commit(number) for number in found.foxtrots),
            backwards=tuple(
                log.commit(number)
                for number in (
                    *found.backwards,
                    *find_backward_pending(
                        log, found.landings.pending, partial(read_times, self._repository.git_dir)
                    ),
                )
            ),
            guards=self._read_guards(pending, changed),
            signatures=self._signatures,
            notes=self._kept,
            rename=self._find_renaming(),
        )
        log.let_go()
        weakref.finalize(history, self._kept.close)
        return history

    def _find_renaming(self) -> Callable[[Sequence[Author]], Sequence[Author]] | None:
        known = self._repository
        return partial(map_people, known.git_dir, known.tip) if known.mailmap else None

    def _find_uncommitted(
        self, lines: Lines, ids: Mapping[str, str], changed: frozenset[str]
    ) -> dict[str, str | None]:
        """Return the files that differ from the tip, each with the path that it continues; None where it is new."""
        edited = [path for path in ids if path in changed]
        if not edited:
            return {}
        committed = self._survey.find_tip_ids(lines, {}, frozenset(edited))
        departed, nameless = self._survey.find_departed(lines, changed, ids)
        found: dict[str, str | None] = {}
        for path in edited:
            before = committed.get(f"{self._survey.prefix}{path}")
            if before is not None and (not before or not ids[path] or before == ids[path]):
                found[path] = path
            else:
                found[path] = departed.get(ids[path]) if ids[path] else None
        new = [path for path, former in found.items() if former is None and not ids[path]] if nameless else []
        return found | self._find_moved(new, nameless)

    def _find_moved(self, new: Sequence[str], nameless: Mapping[str, str]) -> dict[str, str]:
        """Return the former paths of files that were moved and have no id."""
        if not new:
            return {}
        contents = dict(self._objects.read(dict.fromkeys(nameless.values())))
        gone = {path: contents[blob] for path, blob in nameless.items() if blob in contents}
        return pair_moves({path: self._read_plain(path) for path in new}, gone)

    def _read_plain(self, path: str) -> bytes:
        """Return a file as git would keep it; nothing where it cannot be read, which is told elsewhere."""
        try:
            return self._tree.read(path, PAGE_LIMIT).replace(b"\r\n", b"\n")
        except (OSError, UnreadableError):
            return b""

    def _read_guards(self, pending: Sequence[Commit], changed: frozenset[str]) -> tuple[GuardChange, ...]:
        rival = self._rivals.find()
        found = read_guards(self._repository, self._settings, self._base, pending, changed, rival)
        return tuple(found)


def _build_key(repository: Repository, settings: Settings, branch: str) -> Iterator[str]:
    """Yield everything that what is kept depends on, besides the objects it names."""
    yield from (identify_tool(), repository.mailmap, repository.prefix, branch)
    yield from (settings.registers, settings.records, settings.docs_dir, *settings.documents)
    yield from ("suffixes", *settings.suffixes)
    yield from (f"{name}={own}" for name, own in sorted(settings.fields.items()))
    yield from ("material", *sorted(settings.material))
