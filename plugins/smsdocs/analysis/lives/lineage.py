"""The life of every file: which path continues which, landing by landing, from the first to the tip.

Identity (evidence: documents, landing): where both sides have an id, the id alone decides; a file without one is
followed by git's similarity, within a merge commit by commit, so that a rename and a rewrite on a branch are still
one move. A copy is a new document, and so is a path that was deleted and comes back in a later landing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.lives.branches import count_together, find_doubtful, follow
from smsdocs.analysis.lives.holders import Holders
from smsdocs.analysis.lives.novel_texts import find_novel
from smsdocs.analysis.lives.pending import PendingLives
from smsdocs.analysis.lives.step import Step
from smsdocs.analysis.lives.text_ids import TextIds, differ
from smsdocs.analysis.lives.undecided import count_changes, find_undecided
from smsdocs.analysis.lives.updates import find_losses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from smsdocs.analysis.lives.branches import Branch
    from smsdocs.analysis.lives.landing import Landings
    from smsdocs.analysis.lives.text_ids import FindIds
    from smsdocs.analysis.lives.updates import Merged
    from smsdocs.model.log import Entry, Log

    FindOwnWords = Callable[[Iterable[tuple[int, str]]], set[tuple[int, str]]]
    """Says of merges, each with a path, which hold words that none of their parents has."""

_AFFORDABLE = 5_000
"""Changed texts whose ids are read one and all; of more, those of landings that look as if ids were exchanged."""


class Lines:
    """Walks the landings and keeps the life of every path that is there.

    Attributes:
        live: by path; steps are oldest first.
        landed: the same, without what has not landed.
        touched: paths whose life a landing changed, began or ended.
        exchanged: whether somewhere a file took on another id where it lay, as far as ids were read.
        retold: whether a life that landed is told by its id, not as it was walked: nobody can walk on from there.
        counted: how many texts landings changed where they lay, and commits of merged branches together with others.
        thorough: whether either is few enough for all ids to be read, what has not landed counted in.
        doubtful: whether a merge off the trunk seems to hold a text of its own, or a branch to go on with an old name,
            while lives are known before the first landing: what made texts there is not, nor which names were old.
    """

    def __init__(
        self,
        log: Log,
        landings: Landings,
        find_ids: FindIds,
        find_own_words: FindOwnWords,
        merged: Merged,
        known: Mapping[str, tuple[str | None, list[Step]]] | None = None,
        counted: tuple[int, int] = (0, 0),
    ) -> None:
        """Take the landings to walk.

        Args:
            log: the commits.
            landings: what landed with what.
            find_ids: reads the ids of texts.
            find_own_words: says which merges hold words of their own.
            merged: reads what a merge brought.
            known: lives before the first landing, each with the id of its first text; None where nobody read it.
            counted: see the attribute, of what lies before the first landing.
        """
        known = known or {}
        self.counted = counted
        self.thorough = True, True
        self._log = log
        self._landings = landings
        self._trunk = frozenset(landings.trunk)
        self._ids = TextIds(find_ids, {line[0].blob: id_ for id_, line in known.values() if id_ is not None})
        self._ended: dict[str, list[list[Step]]] = {}
        self._places = {one: at for at, one in enumerate((*landings.trunk, *landings.pending))}
        self._novel = find_novel(log, landings, (line for _, line in known.values()))
        self.doubtful = bool(known) and not {number for number, _ in self._novel} <= {*landings.trunk}
        self._merged = merged
        self._own_words = find_own_words(self._novel) if self._novel else set()
        self.live: dict[str, list[Step]] = {path: line for path, (_, line) in known.items()}
        self._holders = Holders(self._ids, self._places, self.live.values())
        self.landed: dict[str, list[Step]] = self.live
        self.touched: set[str] = set()
        self.exchanged = False
        self.retold = False
        self._complete = False
        self._doubtful: frozenset[int] = frozenset()

    def walk(self) -> None:
        """Walk every landing, then every commit that has not landed."""
        self._read_ids_of_moves()
        for number in self._landings.trunk:
            entries = self._log.entries.get(number)
            if entries:
                self._land(number, entries, landed=True)
        self.landed = dict(self.live)
        if self.exchanged and self._complete:
            last = {path: self._ids.get(line[-1].blob) for path, line in self.live.items()}
            cut = {path: self._cut(self.live[path]) for path in self.find_strangers(last)}
            self.retold = bool(cut)
            self.landed.update(cut)
        changed: set[str] = set()
        for number in self._landings.pending:
            pending = self._log.entries.get(number, ())
            merge = len(self._log.parents[number]) > 1
            taken = [self._take_over(one) for one in pending if not merge or self._is_news(number, one)]
            self._land(number, taken, landed=False)
            changed.update(entry.path for entry in taken)
            if merge:
                lines = {path: self.live[path] for path in sorted(changed & self.live.keys())}
                for path, step in find_losses(self._log, number, lines, self._merged):
                    self.live[path] = [*lines[path], step]
                    self._holders.go_on(lines[path], self.live[path])

    def settle(self, ids: Mapping[str, str]) -> None:
        """Cut the lives of files whose id is not the one they began with.

        An id that was changed by mistake and changed back is one life where nothing else had it; see `_stays`.

        Args:
            ids: id of the last committed text of every file that is there, by path.
        """
        self.live.update({path: self._cut(self.live[path]) for path in self.find_strangers(ids)})

    def find_strangers(self, ids: Mapping[str, str]) -> list[str]:
        """Return the files whose id is not the one they began with; see `settle`."""
        known = {path: line[0] for path, line in self.live.items() if len(line) > 1 and ids.get(path)}
        self._ids.learn((step.path, step.blob) for step in known.values())
        return [path for path, step in known.items() if self._ids.get(step.blob) not in {"", ids[path]}]

    def has_dropped(self, paths: Iterable[str]) -> bool:
        """Say whether one of some files has no id any more in its newest text."""
        last = [self.live[path][-1] for path in paths]
        self._ids.learn((step.path, step.blob) for step in last)
        return any(not self._ids.get(step.blob) for step in last)

    def first_id(self, path: str) -> str | None:
        """Return the id of the first text of a life; None where nobody read it."""
        return self._ids.find(self.landed[path][0].blob)

    def _cut(self, line: list[Step]) -> list[Step]:
        """Return the part of a life that has the id it ends with, and what that id did elsewhere before."""
        self._ids.learn((step.path, step.blob) for step in line)
        known = [self._ids.get(step.blob) for step in line]
        breaks = [at for at in range(1, len(line)) if differ(known[at - 1], known[at])]
        if not breaks:
            return line
        if self._complete:  # whatever came from elsewhere, or came back, was seen as it landed
            start = next(at for at in (0, *breaks) if known[at] == known[breaks[-1]])
            return [line[start]._replace(moved_from="", before=""), *line[start + 1 :]] if start else line
        step = line[breaks[-1]]
        before = self._find_former(step, known[breaks[-1]])
        moved_from, blob = (before[-1].path, before[-1].blob) if before else ("", "")
        return [*before, step._replace(moved_from=moved_from, before=blob), *line[breaks[-1] + 1 :]]

    def _find_former(self, step: Step, id_: str) -> list[Step]:
        """Return the life that an id had at another path until the landing of `step`."""
        entries = self._log.entries.get(step.commit, ())
        self._ids.learn((entry.old_path, entry.old_blob) for entry in entries)
        for entry in entries:
            if entry.old_path != step.path and entry.old_blob and self._ids.get(entry.old_blob) == id_:
                for line in (*self._ended.get(entry.old_path, ()), self.live.get(entry.old_path, [])):
                    at = next((n for n, one in enumerate(line) if one.commit == step.commit), len(line))
                    if at and line[at - 1].blob == entry.old_blob:
                        return list(line[:at])
        return []

    def _read_ids_of_moves(self) -> None:
        """Read at once every id that the walk will ask for: of what may have changed places in one landing."""
        numbers = (*self._landings.trunk, *self._landings.pending)
        landings = [entries for number in numbers if (entries := self._log.entries.get(number))]
        changes, (before, branches) = count_changes(landings), self.counted
        self._complete = changes <= _AFFORDABLE
        landed = count_changes([self._log.entries.get(number, ()) for number in self._landings.trunk])
        branches += count_together(self._log, self._landings.brought)
        self.counted = before + landed, branches
        self.thorough = before + changes <= _AFFORDABLE, branches <= _AFFORDABLE
        doubtful = find_doubtful(self._log, self._landings.brought, every=self.thorough[1])
        self._doubtful = frozenset(doubtful)
        texts = (text for branch in doubtful.values() for text in branch)
        self._ids.learn((*find_undecided(landings, every=self._complete), *texts))

    def _is_news(self, merge: int, entry: Entry) -> bool:
        """Say whether an unlanded merge did something to a file that no row tells yet.

        Most of what such a merge changes is the trunk's, and landed. What it made itself counts, and so does
        what it made of a file that an unlanded commit had changed: else the newest row would tell another text.
        """
        if (merge, entry.path) in self._novel:
            return True
        line = self.live.get(entry.path) or self.live.get(entry.old_path)
        return bool(entry.blob) and (line is None or (not line[-1].landed and line[-1].blob != entry.blob))

    def _take_over(self, entry: Entry) -> Entry:
        """Return what an unlanded commit did to a file that the trunk has under this name already, or under another."""
        if entry.status == "R" and entry.path in self.live:
            return entry._replace(status="M", old_path=entry.path)
        if entry.status in "MR" and entry.old_path not in self.live:
            path = self._find_renamed(entry)
            return entry._replace(old_path=path, path=path if entry.status == "M" else entry.path)
        return entry

    def _find_renamed(self, entry: Entry) -> str:
        """Return where a file stands now that an unlanded commit still knew by its old name; that name if nowhere."""
        for path, line in self.live.items():
            if any(step.path == entry.old_path and step.blob == entry.old_blob for step in line):
                return path
        return entry.old_path

    def match(self, tip: Mapping[str, str]) -> None:
        """End every life with the text that the tip has: what two sides of unlanded merges made of it.

        Args:
            tip: the object at every path of the tip.
        """
        merges = [number for number in self._landings.pending if len(self._log.parents[number]) > 1]
        if not merges:
            return
        by_id = PendingLives(self._log, self.landed, self._ids, self._novel)
        by_id.walk(self._landings.pending, self._merged)
        self.live.update(by_id.find(tip))
        for path, blob in tip.items():
            line = self.live.get(path)
            if line is None or line[-1].blob != blob:
                makers = [n for n in merges if any(one.path == path for one in self._log.entries.get(n, ()))]
                number = makers[-1] if makers else merges[-1]
                before = line[-1].blob if line else ""
                time = self._log.committed(number)
                step = Step(number, False, path, "", blob, before, (number,), time)
                self.live[path] = [*(line or ()), step]

    def _land(self, number: int, entries: Sequence[Entry], *, landed: bool) -> None:
        brought = self._landings.brought.get(number, ()) if landed else ()
        ids = self._ids if number in self._doubtful else None
        branch = follow(self._log, self._trunk, brought, self._own_words, ids)
        others = self._ids.find_others(entries) | self._find_replaced(entries, branch)
        origins = self._pair(entries, branch, others)
        taken = set(origins.values())
        time = self._log.committed(number)
        gone: dict[str, list[Step]] = {}
        replaced = {entry.old_path: entry.old_blob for entry in entries}
        for entry in entries:
            another = entry.path in others
            self.exchanged = self.exchanged or another
            left = entry.old_path if entry.status in "DR" or another else ""
            if left in self.live:
                gone[left] = self.live.pop(left)
        for entry in entries:
            if entry.status == "D":
                continue
            origin = origins.get(entry.path, "")
            life = gone.pop(origin, None) if origin else None
            if life is None:
                origin = ""
                if entry.path in gone and entry.path not in taken and self._stays(number, entry, gone):
                    life = gone.pop(entry.path)
                else:
                    life = self.live.get(entry.path, []) if entry.status == "M" else []
            own = replaced.get(origin or entry.path, "") if not landed else ""
            before = own or (life[-1].blob if life else "")
            makers = self._find_makers(number, entry, life, branch) if brought else (number,)
            step = Step(number, landed, entry.path, origin, entry.blob, before, makers, time)
            before_it = life
            if landed:
                life.append(step)
                self.touched.add(entry.path)
            else:
                life = [*life, step]  # what landed stays as it was
            self.live[entry.path] = life
            self._holders.go_on(before_it, life)
        self.touched.update(entry.old_path for entry in entries if landed and entry.status in "DR")
        for path, life in gone.items():
            self._ended.setdefault(path, []).append(life)
            self._holders.end(life, number)

    def _find_replaced(self, entries: Sequence[Entry], branch: Branch) -> set[str]:
        """Return the changed files that a branch moved away and put another one in the place of; without ids alone.

        Where they went is new in the landing: what says so at the old path, say, is a new document.
        """
        if not branch.replaced:
            return set()
        new = {
            origin: one for one in entries if one.status == "A" and (origin := branch.origins.get(one.path))
        }
        found = [
            (one, new[one.path])
            for one in entries
            if one.status == "M" and one.path in branch.replaced and one.path in new
        ]
        self._ids.learn(text for pair in found for text in _find_texts(*pair))
        return {
            one.path
            for one, there in found
            if not any(self._ids.get(blob) for _, blob in _find_texts(one, there))
        }

    def _stays(self, number: int, entry: Entry, gone: Mapping[str, list[Step]]) -> bool:
        """Say whether the life of a changed file goes on with another id: one that came from nowhere.

        It is a mistake until it is the last id the file has. Where the life had it before, and something else
        has had it since, another life begins.
        """
        life, id_ = gone[entry.path], self._ids.get(entry.blob)
        had = next((at for at in reversed(range(len(life))) if self._ids.get(life[at].blob) == id_), None)
        if entry.status != "M" or had is None or had == len(life) - 1:
            return entry.status == "M"
        lost = self._places.get(life[had + 1].commit, -1)
        return not self._holders.have_had(id_, life, number, lost)

    def _find_makers(
        self, number: int, entry: Entry, life: Sequence[Step], branch: Branch
    ) -> tuple[int, ...]:
        """Return the commits that made a change: those of the branch, and the merge where it has words of its own.

        The trunk may have renamed the file while the branch still knew it by its old name.
        """
        touched = branch.find_makers(entry, life, self._ids)
        self.doubtful = self.doubtful or branch.doubtful
        if not touched or (number, entry.path) in self._own_words:
            touched.add(number)
        return tuple(sorted(touched, reverse=True))

    def _pair(self, entries: Sequence[Entry], branch: Branch, others: frozenset[str]) -> dict[str, str]:
        """Return, for each path that is new in a landing, the path that it continues.

        Args:
            entries: what landed.
            branch: the names that the branch used.
            others: the changed files that hold another document now.
        """
        gone = {
            entry.old_path: entry.old_blob
            for entry in entries
            if entry.status in "DR" or entry.path in others
        }
        if not gone:
            return {}
        new = [entry for entry in entries if entry.status in "AR" or entry.path in others]
        by_id = {id_: path for path, blob in gone.items() if (id_ := self._ids.get(blob))}
        pairs: dict[str, str] = {}
        for entry in new:
            origin = by_id.pop(self._ids.get(entry.blob), "")
            if origin:
                pairs[entry.path] = origin
        taken = set(pairs.values())
        for entry in new:
            if entry.path in pairs or entry.status == "M":
                continue
            for origin in (branch.origins.get(entry.path, ""), entry.old_path if entry.status == "R" else ""):
                if (
                    origin in gone
                    and origin not in taken
                    and self._ids.may_continue(gone[origin], entry.blob)
                ):
                    pairs[entry.path] = origin
                    taken.add(origin)
                    break
        return pairs


def _find_texts(changed: Entry, there: Entry) -> list[tuple[str, str]]:
    """Return the texts before and after at a path that was replaced, and the one where the file went."""
    return [
        (changed.path, changed.old_blob),
        (changed.path, changed.blob),
        (there.path, there.blob),
    ]
