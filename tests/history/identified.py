"""Random repositories in which every document has an id, with the history that is right by the way they were made.

Documents are edited, change places, move, come and go, on a trunk and on branches, which are cut from each other,
updated from the trunk and merged into each other before they land. Every paragraph is edited by one commit alone, so
nothing is ever in conflict; where two sides moved a document, or two documents to one place, nobody merges them.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_PEOPLE = ("Ada", "Bea", "Cem", "Dot", "Eve", "Fay")
_PARAGRAPHS = 60
_START = 1_700_000_000


class File(NamedTuple):
    """A document in one tree; its words are a number for each paragraph, that of the edit that made it."""

    path: str
    words: tuple[int, ...]


Tree = dict[str, File]
"""Documents by id."""


class Commit(NamedTuple):
    """One commit; parents are numbers of others."""

    parents: tuple[int, ...]
    tree: Tree
    author: str


class Row(NamedTuple):
    """One revision; its subject is the number of the commit that it landed with."""

    subject: str
    moved_from: str
    path: str
    authors: tuple[str, ...]


@dataclass
class World:
    """Everything that was committed, and where the branches stand; the trunk is the first."""

    random: Random
    commits: list[Commit] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    trunk: list[int] = field(default_factory=list)
    edits: int = 0
    names: int = 0

    def commit(self, parents: tuple[int, ...], tree: Tree) -> int:
        """Commit a tree as somebody, and return its number."""
        self.commits.append(Commit(parents, tree, self.random.choice(_PEOPLE)))
        return len(self.commits) - 1

    def tree(self, head: int) -> Tree:
        """Return a copy of the tree of a commit."""
        return dict(self.commits[head].tree)

    def ancestors(self, number: int) -> set[int]:
        """Return a commit and everything that it builds on."""
        found, waiting = set[int](), [number]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.commits[one].parents)
        return found

    def change(self, tree: Tree) -> None:
        """Do something to a tree."""
        ids = sorted(tree)
        act = self.random.choice(
            ("edit", "edit", "edit", "swap", "turn", "move", "chain", "create", "delete")
        )
        if act == "create" or len(ids) < 4:
            self.create(tree)
        elif act == "delete":
            del tree[self.random.choice(ids)]
        elif act == "edit":
            self._edit(tree, self.random.choice(ids))
        elif act == "move":
            one = self.random.choice(ids)
            tree[one] = tree[one]._replace(path=self._name())
        else:
            some = self.random.sample(ids, 3 if act == "turn" else 2)
            paths = [tree[one].path for one in some]
            paths = [self._name(), paths[0]] if act == "chain" else [*paths[1:], paths[0]]
            for one, path in zip(some, paths, strict=True):
                tree[one] = tree[one]._replace(path=path)
        if self.random.random() < 0.3:
            self._edit(tree, self.random.choice(sorted(tree)))

    def create(self, tree: Tree) -> None:
        """Add a document to a tree."""
        self.names += 1
        tree[f"P-{self.names}"] = File(self._name(), tuple(-self.names for _ in range(_PARAGRAPHS)))

    def _name(self) -> str:
        self.names += 1
        return f"{self.random.choice(('policies', 'processes/x'))}/{self.names}.md"

    def _edit(self, tree: Tree, id_: str) -> None:
        self.edits += 1
        words = list(tree[id_].words)
        words[self.edits % _PARAGRAPHS] = self.edits
        tree[id_] = File(tree[id_].path, tuple(words))

    def merge(self, here: int, there: int) -> Tree | None:
        """Return what two commits make together; None where somebody would have to choose."""
        common = self.ancestors(here) & self.ancestors(there)
        best = [
            one
            for one in common
            if not any(one != other and one in self.ancestors(other) for other in common)
        ]
        if len(best) != 1:
            return None
        base, ours, theirs = (self.commits[one].tree for one in (best[0], here, there))
        tree: Tree = {}
        for id_ in base.keys() | ours.keys() | theirs.keys():
            was, mine, yours = base.get(id_), ours.get(id_), theirs.get(id_)
            if yours in (mine, was):
                one = mine
            elif mine == was:
                one = yours
            elif not (was and mine and yours) or was.path not in (mine.path, yours.path):
                return None
            else:
                words = zip(was.words, mine.words, yours.words, strict=True)
                one = File(
                    yours.path if mine.path == was.path else mine.path,
                    tuple(your if my == old else my for old, my, your in words),
                )
            if one:
                tree[id_] = one
        paths = [one.path for one in tree.values()]
        return tree if len(paths) == len(set(paths)) else None


def make_world(seed: int, turns: int = 60) -> World:
    """Return a random world; the trunk has landed everything that its rows tell."""
    world = World(Random(seed))  # noqa: S311  # no secret
    random = world.random
    first: Tree = {}
    for _ in range(6):
        world.create(first)
    world.trunk.append(world.commit((), first))
    world.heads = [world.trunk[0]]
    for _ in range(turns):
        act = random.random()
        at = random.randrange(len(world.heads))
        if act < 0.15 and len(world.heads) < 5:
            world.heads.append(random.choice(world.heads))
        elif act < 0.35 and at:
            _land(world, at)
        elif act < 0.45 and at:
            _update(
                world,
                at,
                random.choice([one for one in world.heads if one != world.heads[at]] or world.heads),
            )
        else:
            tree = world.tree(world.heads[at])
            world.change(tree)
            if tree != world.commits[world.heads[at]].tree:
                world.heads[at] = world.commit((world.heads[at],), tree)
                if not at:
                    world.trunk.append(world.heads[0])
    return world


def _land(world: World, at: int) -> None:
    head = world.heads[at]
    tree = world.merge(world.heads[0], head)
    if tree is not None and head not in world.ancestors(world.heads[0]):
        world.heads[0] = world.commit((world.heads[0], head), tree)
        world.trunk.append(world.heads[0])
        if world.random.random() < 0.6:
            del world.heads[at]


def _update(world: World, at: int, other: int) -> None:
    head = world.heads[at]
    tree = world.merge(head, other)
    if tree is not None and other not in world.ancestors(head):
        world.heads[at] = world.commit((head, other), tree)


def tell(world: World, within: set[int] | None = None) -> dict[str, list[Row]]:
    """Return the landings of every document that the trunk has at last, newest first, by id.

    Args:
        world: everything.
        within: the commits that count; without, all do.
    """
    found: dict[str, list[Row]] = {}
    held: set[int] = set()
    for number in world.trunk:
        if within is not None and number not in within:
            break
        commit = world.commits[number]
        before = world.commits[commit.parents[0]].tree if commit.parents else {}
        brought = world.ancestors(number) - held - {number}
        held |= brought | {number}
        for id_ in before.keys() - commit.tree.keys():
            del found[id_]
        for id_, file in commit.tree.items():
            was = before.get(id_)
            if was == file:
                continue
            makers = {
                one for one in brought if len(world.commits[one].parents) < 2 and _touches(world, one, id_)
            }
            authors = {world.commits[one].author for one in makers or {number}}
            moved = was.path if was and was.path != file.path else ""
            found.setdefault(id_, []).insert(0, Row(str(number), moved, file.path, tuple(sorted(authors))))
    return found


def tell_pending(world: World, head: int) -> dict[str, set[Row]]:
    """Return what the plain commits that lead to a head, and have not landed, did to each document, by id."""
    own = world.ancestors(head)
    landed = world.ancestors(max(own & set(world.trunk)))
    found: dict[str, set[Row]] = {}
    for number in own - landed:
        commit = world.commits[number]
        before = world.commits[commit.parents[0]].tree
        for id_, file in commit.tree.items() if len(commit.parents) == 1 else ():
            was = before.get(id_)
            if was != file:
                moved = was.path if was and was.path != file.path else ""
                found.setdefault(id_, set()).add(Row(str(number), moved, file.path, (commit.author,)))
    return found


def _touches(world: World, number: int, id_: str) -> bool:
    commit = world.commits[number]
    before = world.commits[commit.parents[0]].tree if commit.parents else {}
    return id_ in commit.tree and commit.tree[id_] != before.get(id_)


def write(world: World, root: Path) -> None:
    """Write a world into a new repository: `main` is the trunk, `work-N` ends with commit N."""
    root.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", root], check=True)
    lines: list[bytes] = []
    for number, commit in enumerate(world.commits):
        who = f"{commit.author} <{commit.author.lower()}@example.org> {_START + number * 86_400} +0000\n"
        lines.append(f"commit refs/heads/made\nmark :{number + 1}\nauthor {who}committer {who}".encode())
        lines.append(_pack(str(number)))
        for at, parent in enumerate(commit.parents):
            lines.append(f"{'merge' if at else 'from'} :{parent + 1}\n".encode())
        lines.append(b"deleteall\nM 100644 inline mkdocs.yml\n" + _pack("site_name: T\n"))
        for id_, file in commit.tree.items():
            lines.append(f"M 100644 inline {file.path}\n".encode() + _pack(_render(id_, file)))
    for name, head in [("main", world.heads[0]), *((f"work-{one}", one) for one in {*world.heads[1:]})]:
        lines.append(f"reset refs/heads/{name}\nfrom :{head + 1}\n\n".encode())
    subprocess.run(
        ["git", "-C", root, "fast-import", "--quiet", "--force"], input=b"".join(lines), check=True
    )
    subprocess.run(["git", "-C", root, "reset", "--quiet", "--hard", "main"], check=True)


def _render(id_: str, file: File) -> str:
    words = "\n\n".join(f"Paragraph {at} as edit {edit} left it." for at, edit in enumerate(file.words))
    return f"---\nid: {id_}\ntitle: {id_}\nowner: boss\n---\n\n# {id_}\n\n{words}\n"


def _pack(text: str) -> bytes:
    data = text.encode()
    return f"data {len(data)}\n".encode() + data + b"\n"
