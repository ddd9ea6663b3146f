"""The history of every document, computed slowly, file by file, with plain git: what an auditor would write.

It shares no code with the package. Whole trees of neighbouring commits are listed and compared, nothing is
streamed, pruned or cached between runs. The definitions are those of the evidence page; where that page is
silent, the choice stands in the docstring of the function that makes it.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import IO, TYPE_CHECKING, Self

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

Person = tuple[str, str]
"""Name and address, through the mailmap of the revision."""

Tree = dict[str, str]
"""Path to blob: plain files only, whatever their mode."""

Pairs = dict[str, str]
"""Path in a commit to the path the same file had in its neighbour."""

Node = tuple[str, str]
"""A commit, and the path of a file in it."""

MATERIAL = {"owner", "approver", "classification", "effective_from", "clauses", "provides", "implements"}
MATERIAL |= {"roles", "services", "interfaces", "kpis", "records"}
REVIEW = {"last_reviewed"}
APPROVAL = {"status", "approved_on", "version"}
ORDER = {"draft": 0, "in-review": 1, "approved": 2, "retired": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One revision of a document."""

    commit: str
    date: datetime
    authors: frozenset[Person]
    subject: str
    path: str
    moved_from: str
    kind: str
    landed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened to one document, newest first."""

    path: str
    revisions: tuple[Entry, ...]

    @property
    def created(self) -> Entry:
        """The oldest revision."""
        return self.revisions[-1]

    @property
    def last_change(self) -> Entry:
        """The newest revision, whatever its kind."""
        return self.revisions[0]

    @property
    def last_material_change(self) -> Entry | None:
        """The newest revision of the kind `material`: creation is not one, so there may be none."""
        return next((entry for entry in self.revisions if entry.kind == "material"), None)

    @property
    def last_material_or_creation(self) -> Entry:
        """The same, where creation counts as the first material change."""
        return self.last_material_change or self.created


@dataclass(frozen=True, slots=True)
class Step:
    """One landing, or one commit not yet landed, that changed a file."""

    commit: str
    parent: str
    path: str
    before: str
    blob: str
    old_blob: str
    landed: bool


@dataclass(frozen=True, slots=True)
class Lying:
    """What one landing made of a file that lies where it lay, whatever id it bears.

    Attributes:
        landing: its place among the landings.
        step: as if the file had gone on.
        steps: those of the document that it holds since.
    """

    landing: int
    bears: str
    step: Step
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """One commit."""

    parents: tuple[str, ...]
    date: datetime
    subject: str
    authors: tuple[Person, ...]


def compute(
    root: Path,
    rev: str = "HEAD",
    branch: str | None = None,
    documents: tuple[str, ...] = ("policies", "processes", "docs"),
) -> dict[str, Story]:
    """Return the story of each document that is present at `rev`, by its path there."""
    with Repository(root, rev) as repository:
        walk = Walk(repository, branch, documents)
        return {
            path: Story(path=path, revisions=walk.revisions(path))
            for path in sorted(repository.tree(repository.tip))
            if is_document(path, documents)
        }


def is_document(path: str, documents: tuple[str, ...]) -> bool:
    """Return whether a path counts: Markdown below the folders, minus registers, records and dot folders."""
    if not path.endswith(".md") or any(part.startswith(".") for part in path.split("/")):
        return False
    if path.startswith(("docs/registers/", "docs/records/")):
        return False
    return any(folder == "." or path.startswith(folder.rstrip("/") + "/") for folder in documents)


class Repository:
    """Git, asked one plain question at a time.

    It runs in an empty folder with the repository named beside it: git reads `.mailmap` and `.gitattributes` of a
    work tree even where `mailmap.blob` is set and `core.bare` is claimed, but there is none here.
    """

    def __init__(self, root: Path, rev: str) -> None:
        self._empty = tempfile.TemporaryDirectory()
        where = subprocess.run(
            ["git", "rev-parse", "--absolute-git-dir"], cwd=root, check=True, capture_output=True, text=True
        ).stdout.rstrip("\n")
        self._git = ["git", "--no-replace-objects", f"--git-dir={where}", "--work-tree=."]
        self.tip = self.ask("rev-parse", "--verify", "--end-of-options", rev + "^{commit}").strip()
        self._cat = subprocess.Popen(
            [*self._git, "cat-file", "--batch"],
            cwd=self._empty.name,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._trees: dict[str, Tree] = {}
        self._blobs: dict[str, bytes] = {}
        self._ids: dict[str, str] = {}
        self._renames: dict[tuple[str, str], Pairs] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._cat.communicate()
        self._empty.cleanup()

    def ask(self, *arguments: str, given: str = "") -> str:
        """Return what git prints."""
        done = subprocess.run(
            [*self._git, *arguments],
            cwd=self._empty.name,
            input=given.encode(),
            check=True,
            capture_output=True,
        )
        return done.stdout.decode(errors="surrogateescape")

    def tree(self, commit: str) -> Tree:
        """Return the whole tree of a commit; that of no commit is empty. Links and submodules are no files."""
        if commit not in self._trees:
            rows = self.ask("ls-tree", "-r", "-z", "--full-tree", commit).split("\0")[:-1] if commit else []
            parts = [(row.partition("\t")[2], row.partition("\t")[0].split(" ")) for row in rows]
            self._trees[commit] = {path: blob for path, (mode, _, blob) in parts if mode.startswith("100")}
        return self._trees[commit]

    def blob(self, oid: str) -> bytes:
        """Return the bytes of a blob."""
        if oid not in self._blobs:
            given, answer = _pipes(self._cat)
            given.write(oid.encode() + b"\n")
            given.flush()
            size = int(answer.readline().split()[2])
            self._blobs[oid] = answer.read(size)
            answer.read(1)
        return self._blobs[oid]

    def file_id(self, path: str, oid: str) -> str:
        """Return the id in the front matter of a Markdown file, else nothing."""
        if not path.endswith(".md"):
            return ""
        if oid not in self._ids:
            fields = read_fields(split_text(self.blob(oid))[0])
            value = (fields or {}).get("id")
            self._ids[oid] = value.strip() if isinstance(value, str) else ""
        return self._ids[oid]

    def renames(self, old: str, new: str) -> Pairs:
        """Return what git calls renamed between two commits: new path to old path."""
        if (old, new) not in self._renames:
            options = ["-M", "-l0", "--diff-filter=R", "--name-status", "-z", "--no-ext-diff"]
            words = self.ask("diff", *options, old, new).split("\0")[:-1] if old else []
            self._renames[old, new] = dict(zip(words[2::3], words[1::3], strict=True))
        return self._renames[old, new]

    @cached_property
    def ignored(self) -> frozenset[str]:
        """The commits that `.git-blame-ignore-revs` of the revision names in full."""
        oid = self.tree(self.tip).get(".git-blame-ignore-revs")
        text = self.blob(oid).decode(errors="replace") if oid else ""
        return frozenset(line.partition("#")[0].strip().lower() for line in text.splitlines())

    def commits(self, *tips: str) -> dict[str, Facts]:
        """Return every commit that the tips hold."""
        pattern = "%x02%H%x00%P%x00%ct%x00%s%x00%an <%ae>%x00%(trailers:key=Co-authored-by,valueonly,unfold)"
        text = self.ask(
            "-c", "i18n.logOutputEncoding=UTF-8", "log", "--no-mailmap", f"--format={pattern}", *tips, "--"
        )
        rows = [record.split("\0") for record in text.split("\x02")[1:]]
        raw = {row[0]: [row[4], *(line for line in row[5].splitlines() if line.strip())] for row in rows}
        proper = self._people({name for names in raw.values() for name in names})
        return {
            oid: Facts(
                parents=tuple(parents.split()),
                date=datetime.fromtimestamp(int(committed), tz=UTC),
                subject=subject,
                authors=tuple(dict.fromkeys(proper[name] for name in raw[oid])),
            )
            for oid, parents, committed, subject, *_ in rows
        }

    def _people(self, names: Iterable[str]) -> dict[str, Person]:
        """Return each `Name <address>` through the `.mailmap` of the revision and no other."""
        asked = sorted(names)
        given = "\n".join(name if name.rstrip().endswith(">") else f"{name} <>" for name in asked) + "\n"
        settings = ["-c", "mailmap.file=", "-c", f"mailmap.blob={self.tip}:.mailmap"]
        answer = self.ask(*settings, "check-mailmap", "--stdin", given=given).split("\n")[:-1]
        return {name: _person(line) for name, line in zip(asked, answer, strict=True)}


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Return both ends, which are there because we asked for them."""
    if process.stdin is None or process.stdout is None:
        raise AssertionError
    return process.stdin, process.stdout


def _person(line: str) -> Person:
    """Return name and address from `Name <address>`."""
    name, _, rest = line.rpartition("<")
    return name.strip(), rest.strip().rstrip(">")


def match(
    repository: Repository,
    old: Tree,
    new: Tree,
    guess: Callable[[str], Iterable[str]],
    inside: tuple[str, ...],
) -> Pairs:
    """Pair the files of two neighbouring trees.

    The id alone decides where both sides have one. Else the same path continues, unless an id on either side
    lives on elsewhere; else what `guess` offers for a path that is new, if it offers one that is gone. A file is
    continued at most once: where several bear its id, that at the old path, then that which git calls renamed,
    then the first below the folders of the documents.
    """
    old_ids, new_ids = _index(repository, old), _index(repository, new)
    pairs: Pairs = {}
    for path in new.keys() & old.keys():
        ours, theirs = repository.file_id(path, new[path]), repository.file_id(path, old[path])
        elsewhere = (ours and ours in old_ids) or (theirs and theirs in new_ids)
        if ours == theirs if ours and theirs else not elsewhere:
            pairs[path] = path
    taken = set(pairs.values())
    by_name = sorted(new.keys() - pairs.keys(), key=lambda path: (not is_document(path, inside), path))
    guesses = {path: list(guess(path)) for path in by_name if path not in old}
    for likely in (True, False):
        for path in by_name:
            same = [q for q in old_ids.get(repository.file_id(path, new[path]), ()) if q not in taken]
            same = [q for q in same if not likely or q in guesses.get(path, ())]
            same.sort(key=lambda q: (not is_document(q, inside), q))
            if same and path not in pairs:
                pairs[path] = same[0]
                taken.add(same[0])
    for path, candidates in guesses.items():
        ours = repository.file_id(path, new[path])
        for q in candidates:
            theirs = repository.file_id(q, old[q]) if q in old else ""
            free = q in old and q not in new and q not in taken and path not in pairs
            if free and not (ours and theirs) and ours not in old_ids and theirs not in new_ids:
                pairs[path] = q
                taken.add(q)
    return pairs


def _index(repository: Repository, tree: Tree) -> dict[str, list[str]]:
    """Return the paths that bear each id."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, oid in tree.items():
        if bears := repository.file_id(path, oid):
            found[bears].append(path)
    return dict(found)


@dataclass
class Walk:
    """The landings that lead to the tip, and the commits on top that have not landed.

    The published branch is the one named (as the remote has it, else the local one), else the remote's default
    branch, else HEAD. Its newest first-parent commit that the tip holds is where landing ends.
    """

    repository: Repository
    branch: str | None
    documents: tuple[str, ...]
    facts: dict[str, Facts] = field(default_factory=dict)
    brought: dict[str, set[str]] = field(default_factory=dict)
    unlanded: list[str] = field(default_factory=list)
    base: str = ""
    _pairs: dict[tuple[str, str], Pairs] = field(default_factory=dict)
    _landed: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    _lying: dict[str, tuple[Lying, ...]] = field(default_factory=dict)
    _line: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Find the line, then walk it forward."""
        tip, published = self.repository.tip, self._published()
        self.facts = self.repository.commits(tip, published)
        held = self._reach(tip, set())
        line = list(self._first_parents(published))
        self.base = next((commit for commit in line if commit in held), "")
        seen: set[str] = set()
        for commit in reversed(list(self._first_parents(self.base))):
            self.brought[commit] = self._reach(commit, seen)
            seen |= self.brought[commit]
            self._land(commit)
        apart = [f"^{self.base}"] if self.base else []
        order = self.repository.ask("rev-list", "--topo-order", "--reverse", tip, *apart)
        self.unlanded = order.split()

    def _published(self) -> str:
        """Return the tip of the published branch."""
        names = [f"refs/remotes/origin/{self.branch}", f"refs/heads/{self.branch}", str(self.branch)]
        for name in names if self.branch else ["refs/remotes/origin/HEAD", "HEAD"]:
            found = self.repository.ask("for-each-ref", "--format=%(objectname)", name)
            if found.strip() or name in {"HEAD", self.branch}:
                return self.repository.ask("rev-parse", "--verify", name + "^{commit}").strip()
        raise AssertionError

    def _first_parents(self, commit: str) -> Iterator[str]:
        while commit:
            yield commit
            commit = next(iter(self.facts[commit].parents), "")

    def _reach(self, commit: str, seen: set[str]) -> set[str]:
        """Return what a commit holds, itself included, and nothing that was seen."""
        found: set[str] = set()
        waiting = [commit]
        while waiting:
            here = waiting.pop()
            if here not in found and here not in seen:
                found.add(here)
                waiting.extend(self.facts[here].parents)
        return found

    def pairs(self, parent: str, commit: str) -> Pairs:
        """Pair the files of a commit with those of one of its parents."""
        if (parent, commit) not in self._pairs:

            def guess(path: str) -> list[str]:
                before = self.repository.renames(parent, commit).get(path)
                return [before] if before else []

            old, new = self.repository.tree(parent), self.repository.tree(commit)
            self._pairs[parent, commit] = match(self.repository, old, new, guess, self.documents)
        return self._pairs[parent, commit]

    def _land(self, commit: str) -> None:
        """Carry the steps of every file over one landing; what the landing lacks has ended."""
        parent = next(iter(self.facts[commit].parents), "")
        old, new = self.repository.tree(parent), self.repository.tree(commit)
        pairs = self.pairs(parent, commit)
        if len(self.facts[commit].parents) > 1:
            guess = self._folded(parent, commit)
            pairs = match(self.repository, old, new, guess, self.documents)
            pairs = self._follow_moves(old, commit, pairs)
        carried: dict[str, tuple[Step, ...]] = {}
        lying: dict[str, tuple[Lying, ...]] = {}
        for path, blob in new.items():
            before = pairs.get(path, "")
            here = before or (path if path in old and path not in pairs.values() else "")
            steps, past = self._landed.get(before, ()), self._lying.get(here, ())
            if (before, old.get(before)) != (path, blob):
                bears = self.repository.file_id(path, blob)
                mended = () if before else self._mend(past, bears)
                after = before or (path if mended else "")
                step = Step(commit, parent, path, after, blob, old.get(after, ""), landed=True)
                steps = (*(mended or steps), step)
                if here:
                    step = replace(step, before=here, old_blob=old[here])
                past = (*past, Lying(len(self._line), bears, step, steps))
            carried[path], lying[path] = steps, past
        self._landed, self._lying = carried, lying
        self._line.append(commit)

    def _mend(self, past: tuple[Lying, ...], bears: str) -> tuple[Step, ...]:
        """Return the steps that go on where a file has an id again that it had before: the mistake was mended.

        They are none where another file has had the id meanwhile: then it had died, and returns.
        """
        had = [number for number, one in enumerate(past) if bears and one.bears == bears]
        since = past[had[-1] + 1 :] if had else ()
        if not since:
            return ()
        trees = (self.repository.tree(commit) for commit in self._line[since[0].landing :])
        if any(bears in _index(self.repository, tree) for tree in trees):
            return ()
        return (*past[had[-1]].steps, *(one.step for one in since))

    def _folded(self, parent: str, commit: str) -> Callable[[str], list[str]]:
        """Return what offers old names over a merge: commit by commit first, then as git sees the whole."""
        old, new = self.repository.tree(parent), self.repository.tree(commit)
        gone = sorted(old.keys() - new.keys())

        def guess(path: str) -> list[str]:
            others = [(side, self.pairs(side, commit).get(path)) for side in self.facts[commit].parents[1:]]
            starts = [(side, q) for side, q in others if q]
            ends = sorted(set().union(*(self.trace(start, self.brought[commit])[1] for start in starts)))
            offered = [q for _, q in ends if q in gone]
            offered += [
                name
                for end, q in ends
                if q not in old
                for name in gone
                if (end, q) in self.trace((parent, name), self._reach(parent, self._reach(end, set())))[1]
            ]
            return [*offered, *filter(None, [self.repository.renames(parent, commit).get(path)])]

        return guess

    def _follow_moves(self, old: Tree, commit: str, pairs: Pairs) -> Pairs:
        """Give what a branch moved its past, where the branch then put another file at the old path; without ids."""
        new, within = self.repository.tree(commit), self.brought[commit]
        followed = dict(pairs)
        for path in sorted(new.keys() - old.keys() - pairs.keys()):
            starts = [
                (side, path) for side in self.facts[commit].parents[1:] if path in self.repository.tree(side)
            ]
            ends = set().union(*(self.trace(start, within)[1] for start in starts))
            for q in sorted({q for _, q in ends if followed.get(q) == q}):
                sides = [side for side in self.facts[commit].parents[1:] if q in self.repository.tree(side)]
                texts = [(path, new[path]), (q, new[q]), (q, old[q])]
                born = sides and not any(self.trace((side, q), within)[1] for side in sides)
                if born and not any(self.repository.file_id(*text) for text in texts):
                    del followed[q]
                    followed[path] = q
                    break
        return followed

    def trace(self, start: Node, within: set[str]) -> tuple[set[Node], set[Node]]:
        """Follow a file back through some commits; return its places in them, and where it left them."""
        inner: set[Node] = set()
        ends: set[Node] = set()
        waiting = [start]
        while waiting:
            commit, path = node = waiting.pop()
            if commit not in within:
                ends.add(node)
            elif node not in inner:
                inner.add(node)
                for parent in self.facts[commit].parents:
                    before = self.pairs(parent, commit).get(path)
                    waiting.extend([(parent, before)] if before else [])
        return inner, ends

    def touches(self, commit: str, path: str) -> bool:
        """Return whether a commit changed a file; a merge did where no parent had that text or that name."""
        before = [(parent, self.pairs(parent, commit).get(path)) for parent in self.facts[commit].parents]
        places = [(q, self.repository.tree(parent)[q]) for parent, q in before if q]
        blob = self.repository.tree(commit)[path]
        return path not in {q for q, _ in places} or blob not in {oid for _, oid in places}

    def touched(self, step: Step) -> set[str]:
        """Return the commits that made a step.

        Where the branch deleted the document and made it anew, the commits before its end belong too. Where
        none is left (a merge that takes the stale side of one its first parent had moved on), it is the merge.
        """
        if not step.landed:
            return {step.commit}
        within = self.brought[step.commit]
        nodes, _ = self.trace((step.commit, step.path), within)
        ended: set[str] = set()
        waiting = [node for node in nodes if step.before and self._is_born(*node)]
        while waiting:
            born, path = waiting.pop()
            for commit, node in self._deaths(born, path, within):
                if commit not in ended:
                    ended.add(commit)
                    more = self.trace(node, within)[0] - nodes
                    nodes |= more
                    waiting.extend(place for place in more if self._is_born(*place))
        made = {commit for commit, path in nodes if self.touches(commit, path)} | ended
        return made or {step.commit}

    def _is_born(self, commit: str, path: str) -> bool:
        return not any(path in self.pairs(parent, commit) for parent in self.facts[commit].parents)

    def _deaths(self, born: str, path: str, within: set[str]) -> Iterator[tuple[str, Node]]:
        """Yield the commits of a branch, before a rebirth, that deleted what bore the same id or the same path."""
        bears = self.repository.file_id(path, self.repository.tree(born)[path])
        for commit in sorted(self._reach(born, set()) & within - {born}):
            kept = [self.pairs(parent, commit).values() for parent in self.facts[commit].parents]
            for parent, values in zip(self.facts[commit].parents, kept, strict=True):
                for q, oid in self.repository.tree(parent).items():
                    its = self.repository.file_id(q, oid)
                    if (its == bears if its and bears else q == path) and q not in values:
                        yield commit, (parent, q)

    def revisions(self, path: str) -> tuple[Entry, ...]:
        """Return the revisions of a file at the tip, newest first."""
        nodes, ends = self.trace((self.repository.tip, path), set(self.unlanded))
        base = sorted(q for commit, q in ends if commit == self.base)
        steps = list(self._landed[base[0]]) if base else []
        for commit in self.unlanded:
            for place in sorted(q for c, q in nodes if c == commit):
                if self.touches(commit, place):
                    steps.append(self._stacked(commit, place))
        if not steps:  # taken by a merge from a branch that the trunk had left behind
            last = next(c for c in self.unlanded if c in {c for c, _ in nodes})
            steps.append(self._stacked(last, next(q for c, q in nodes if c == last)))
        return tuple(self._entry(step, number == 0) for number, step in enumerate(steps))[::-1]

    def _stacked(self, commit: str, path: str) -> Step:
        """Return the step of a commit that has not landed: against its first parent that has the file."""
        blob = self.repository.tree(commit)[path]
        for parent in self.facts[commit].parents:
            if before := self.pairs(parent, commit).get(path):
                old = self.repository.tree(parent)[before]
                return Step(commit, parent, path, before, blob, old, landed=False)
        return Step(commit, "", path, "", blob, "", landed=False)

    def _entry(self, step: Step, oldest: bool) -> Entry:  # noqa: FBT001  # one caller, beside it
        made = self.touched(step)
        facts = self.facts[step.commit]
        return Entry(
            commit=step.commit,
            date=facts.date,
            authors=frozenset(person for commit in made for person in self.facts[commit].authors),
            subject=facts.subject,
            path=step.path,
            moved_from=step.before if step.before != step.path else "",
            kind="created" if oldest else self._kind(step, made),
            landed=step.landed,
        )

    def _kind(self, step: Step, made: set[str]) -> str:
        """Name the kind. Declared is a landing that is listed itself, or whose every commit for the file is."""
        if step.commit in self.repository.ignored or made <= self.repository.ignored:
            return "declared-immaterial"
        if step.blob == step.old_blob:
            return "moved"
        if not step.before:
            return "material"
        return compare(self.repository.blob(step.old_blob), self.repository.blob(step.blob))


def split_text(content: bytes) -> tuple[str, str]:
    """Return front matter and body."""
    lines = content.decode(errors="replace").removeprefix("\ufeff").splitlines()
    if lines and lines[0].rstrip() == "---":
        for number, line in enumerate(lines[1:], 1):
            if line.rstrip() in {"---", "..."}:
                return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    return "", "\n".join(lines)


def read_fields(block: str) -> dict[str, object] | None:
    """Return front matter, every scalar as it is written; None where it cannot be read."""
    try:
        value = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506  # makes nothing but strings
    except (yaml.YAMLError, ValueError):
        return None
    return value if isinstance(value, dict) else None if value else {}


_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_ALONE = re.compile(r"\s*(\||#{1,6} )")
_ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s")


def split_blocks(body: str) -> list[str]:
    """Return the blocks of a text: white space collapses inside a paragraph or an item, and nowhere else."""
    blocks: list[str] = []
    fence, opened = "", False
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            blocks[-1] += "\n" + line
            fence = "" if mark and mark[1].startswith(fence) and line.strip() == mark[1] else fence
            opened = False
        elif not line.strip():
            opened = False
        elif mark or _ALONE.match(line) or (not opened and line.startswith("    ")):
            fence = mark[1] if mark else ""
            blocks.append(line.rstrip())
            opened = False
        elif opened and not _ITEM.match(line):
            blocks[-1] += " " + " ".join(line.split())
        else:
            indent = line[: len(line) - len(line.lstrip())] if _ITEM.match(line) else ""
            blocks.append(indent + " ".join(line.split()))
            opened = True
    return blocks


def compare(old: bytes, new: bytes) -> str:
    """Name the kind of an edit: material, approval, review or immaterial.

    An approval may renew the review dates along with its own; a status that stands still or goes back is none.
    Front matter that cannot be read is material where it changed: nobody can say that it is not.
    """
    (old_block, old_body), (new_block, new_body) = split_text(old), split_text(new)
    before, after = read_fields(old_block), read_fields(new_block)
    if split_blocks(old_body) != split_blocks(new_body):
        return "material"
    if before is None or after is None:
        return "immaterial" if old_block == new_block else "material"
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if changed & MATERIAL:
        return "material"
    if changed and changed <= REVIEW:
        return "review"
    forward = _stage(before) < _stage(after) and _stage(before) >= 0
    return "approval" if forward and changed <= APPROVAL | REVIEW else "immaterial"


def _stage(fields: dict[str, object]) -> int:
    """Return how far the status has come; -1 for one that is none."""
    status = fields.get("status")
    return ORDER.get(status, -1) if isinstance(status, str) else -1
