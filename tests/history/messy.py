"""Random repositories as untidy as those of real organisations, the same for the same seed.

A trunk and a few open branches live side by side. Each turn somebody commits, updates a branch from the trunk, merges
one branch into another, picks a commit, reverts, or lands a branch: by merge, squash, replay, octopus or foxtrot.
Files bear a hidden number through all of it, so merged trees are sensible: a side that alone moved or changed a file
wins, and where both did, one side or a third text is taken. One `git fast-import` writes it all.
"""

from __future__ import annotations

import re
import subprocess
import textwrap
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PEOPLE = [
    ("Ada Example", "ada@example.org"),
    ("ada", "Ada@Laptop.example.org"),
    ("Bea Example", "bea@example.org"),
    ("Bea Formerly", "bea.formerly@example.org"),
    ("Cem Exämple", "cem@example.org"),
    ("Dot O'Example", "dot@example.org"),
    ("Eve Example", "eve@example.org"),
]
ALIAS = "Ada Example <ada@example.org> <ada@laptop.example.org>\n"
MAILMAPS = (
    ALIAS,
    f"# aliases\n{ALIAS}Bea Example <bea@example.org> Bea Formerly <bea.formerly@example.org>\n",
    f"{ALIAS}Eve Renamed <eve@example.org>\n",
)
FOLDERS = (
    "policies",
    "processes/incident",
    "processes/change",
    "docs",
    "docs/guide",
    "processes/Störung & Co",
)
ODD = (
    "with space",
    'a "quote"',
    "it's",
    "Übersicht",
    "日本",
    "tab\there",
    "back\\slash",
    "[x]{y}",
    "-dash",
    "ends ",
)


class File(NamedTuple):
    """A file in one tree; `number` is the same through moves and edits."""

    number: int
    text: str
    mode: str = "100644"


Tree = dict[str, File]
"""Path to file."""


class Act(NamedTuple):
    """What one commit does."""

    subject: str
    tree: Tree


@dataclass
class World:
    """Everything that was committed so far.

    Attributes:
        trees, parents: by mark.
        branches: tips of what is open.
        grave: deleted files with their paths.
        reformatted: marks that a later list may declare immaterial.
    """

    random: Random
    ambiguous: bool
    trees: list[Tree] = field(default_factory=lambda: [{}])
    parents: list[tuple[int, ...]] = field(default_factory=lambda: [()])
    branches: list[int] = field(default_factory=list)
    grave: list[tuple[str, File]] = field(default_factory=list)
    reformatted: list[int] = field(default_factory=list)
    stream: list[bytes] = field(default_factory=list)
    clock: int = 1_600_000_000
    numbers: int = 0
    trunk: int = 0
    landings: int = 0

    def chance(self, share: float) -> bool:
        """Return True in that share of cases."""
        return self.random.random() < share

    def commit(self, act: Act, *parents: int, who: tuple[str, str] | None = None) -> int:
        """Write a commit and return its mark."""
        mark = len(self.trees)
        self.trees.append(act.tree)
        self.parents.append(parents)
        self.clock += self.random.randint(60, 90_000)
        committed = self.clock - (self.random.randint(0, 40 * 86_400) if self.chance(0.04) else 0)
        authored = committed - self.random.choice(
            [0, 0, 3_600, 86_400, 900 * 86_400 if self.chance(0.2) else 60]
        )
        name, address = who or self.random.choice(PEOPLE)
        others = self.random.sample(PEOPLE, 2) if self.chance(0.1) else []
        trailers = "".join(f"Co-authored-by: {other} <{mail}>\n" for other, mail in others)
        zone = self.random.choice(["+0000", "+0200", "-0530"])
        message = (f"{act.subject} ({mark})\n" + (f"\nWords.\n\n{trailers}" if trailers else "")).encode()
        lines = [
            f"commit refs/heads/building\nmark :{mark}",
            f"author {name} <{address}> {authored} {zone}",
            f"committer Forge <forge@example.org> {committed} {zone}",
            f"data {len(message)}",
        ]
        self.stream.append("\n".join(lines).encode() + b"\n" + message)
        places = [f"{'merge' if number else 'from'} :{parent}\n" for number, parent in enumerate(parents)]
        self.stream.append("".join(places).encode() if parents else b"")
        self._write_difference(self.trees[parents[0]] if parents else {}, act.tree)
        if act.subject.startswith("Reformat"):
            self.reformatted.append(mark)
        return mark

    def _write_difference(self, old: Tree, new: Tree) -> None:
        for path in sorted(old.keys() - new.keys()):
            self.stream.append(f"D {_quoted(path)}\n".encode())
        for path, file in sorted(new.items()):
            if path not in old or old[path][1:] != file[1:]:
                text = file.text.encode()
                head = f"M {file.mode} inline {_quoted(path)}\ndata {len(text)}\n"
                self.stream.append(head.encode() + text + b"\n")
        self.stream.append(b"\n")

    def reach(self, mark: int) -> set[int]:
        """Return a commit and all it holds."""
        found: set[int] = set()
        waiting = [mark]
        while waiting:
            here = waiting.pop()
            if here and here not in found:
                found.add(here)
                waiting.extend(self.parents[here])
        return found

    def land(self, act: Act, *parents: int) -> None:
        """Put a commit on the trunk."""
        self.trunk = self.commit(act, *parents)
        self.landings += 1

    def number(self) -> int:
        """Return the number of a new file."""
        self.numbers += 1
        return self.numbers


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


def write_messy(
    root: Path, seed: int, *, landings: int = 40, documents: int = 12, ambiguous: bool = False
) -> tuple[str, ...]:
    """Write a repository with that many landings into `root`, and return its branches: `main`, then open ones.

    `ambiguous` adds what the definitions leave to a reader: ids that are dropped, merges that take the whole tree
    of a side the trunk had left behind, copies of pages without id.
    """
    world = World(Random(seed), ambiguous)  # noqa: S311  # the same for the same seed is what we want
    world.land(Act("Root", _first_tree(world, documents)))
    while world.landings < landings:
        world.random.choices([turn for turn, _ in TURNS], [weight for _, weight in TURNS])[0](world)
    open_ones = [mark for mark in world.branches if mark not in world.reach(world.trunk)][:3]
    refs = {f"open-{number}": mark for number, mark in enumerate(open_ones, 1)}
    _import(root, world, refs)
    return ("main", *refs)


def _import(root: Path, world: World, refs: dict[str, int]) -> None:
    """Hand the stream to git, then commit the list of declared commits, whose names git made up just now."""
    root.mkdir(parents=True, exist_ok=True)

    def git(*arguments: str, given: bytes = b"") -> str:
        done = subprocess.run(["git", *arguments], cwd=root, input=given, check=True, capture_output=True)
        return done.stdout.decode().strip()

    git("init", "--quiet", "--initial-branch", "main")
    tips = "".join(
        f"reset refs/heads/{name}\nfrom :{mark}\n\n" for name, mark in {"main": world.trunk, **refs}.items()
    )
    marks = root / ".git" / "marks"
    git(
        "fast-import",
        "--quiet",
        "--force",
        f"--export-marks={marks}",
        given=b"".join(world.stream) + tips.encode(),
    )
    oids = dict(line.split() for line in marks.read_text().splitlines())
    listed = "".join(f"{oids[f':{mark}']}  # {mark}\n" for mark in world.reformatted[::2])
    world.stream.clear()
    tree = {**world.trees[world.trunk], ".git-blame-ignore-revs": File(0, f"# declared\n{listed}")}
    world.commit(Act("Declare", tree), world.trunk)
    stream = b"".join(world.stream).replace(b"refs/heads/building", b"refs/heads/main")
    git("fast-import", "--quiet", "--force", f"--import-marks={marks}", given=stream)
    git("update-ref", "-d", "refs/heads/building")
    marks.unlink()
    git("reset", "--quiet", "--hard", "main")


# Texts


def _first_tree(world: World, documents: int) -> Tree:
    tree = {
        "README.md": File(world.number(), "# Messy\n"),
        ".mailmap": File(world.number(), MAILMAPS[0]),
        "src/program.py": File(world.number(), "print(1)\n"),
        "docs/registers/roles.yml": File(world.number(), "roles: []\n"),
    }
    for _ in range(documents):
        tree = _create(world, tree).tree
    return tree


def _words(world: World, topic: str, count: int = 25) -> str:
    return " ".join(f"{topic}{world.random.choice('abcdefghijklm')}{chr(97 + n % 26)}" for n in range(count))


def _text(world: World, number: int, *, bears: str, alike: bool) -> str:
    letters = "".join(chr(97 + int(digit)) for digit in str(number))
    topic = "template" if alike else f"t{letters}x"
    source = World(Random(1), ambiguous=False) if alike else world  # noqa: S311  # look-alikes share their words
    head = (f"id: {bears}\n" if bears else "") + f"title: On {topic} {number}\n"
    head += "status: draft\nversion: '1.0'\nowner: role-a\nlast_reviewed: 2020-01-01\n"
    paragraphs = "\n\n".join(_words(source, topic) for _ in range(7))
    return f"---\n{head}---\n# Title {letters}\n\n{paragraphs}\n\n- item {topic}\n- item two\n\n```\ncode  here\n```\n"


def _set_field(text: str, name: str, value: str) -> str:
    text = text.replace("\r\n", "\n")
    line = f"{name}: {value}\n" if value else ""
    if re.search(rf"(?m)^{name}: ", text.partition("\n---\n")[0]):
        return re.sub(rf"(?m)^{name}: .*\n", lambda _: line, text, count=1)
    return text.replace("---\n", f"---\n{line}", 1)


def _field(text: str, name: str) -> str:
    found = re.search(rf"(?m)^{name}: (.*?)\r?$", text.replace("\r\n", "\n").partition("\n---\n")[0])
    return found[1] if found else ""


def _edited(world: World, text: str) -> str:
    head, fence, body = text.replace("\r\n", "\n").partition("\n---\n")
    parts = body.split("\n\n")
    prose = [number for number, part in enumerate(parts) if part[:1].isalpha()]
    parts[world.random.choice(prose or [0])] = _words(world, "edit" + world.random.choice("abcdefghij"), 12)
    return head + fence + "\n\n".join(parts)


def _reformatted(world: World, text: str) -> str:
    if world.chance(0.15):
        return text.replace("\n", "\r\n") if "\r" not in text else text.replace("\r\n", "\n")
    head, fence, body = text.replace("\r\n", "\n").partition("\n---\n")
    width = world.random.choice([40, 60, 80, 100])
    parts = [
        textwrap.fill(part, width, break_long_words=False) if part[:1].isalpha() else part
        for part in re.split(r"\n{2,}", body.rstrip("\n"))
    ]
    return head + fence + world.random.choice(["\n\n", "\n\n\n"]).join(parts) + "\n"


# Acts: a tree in, a tree out


def _documents(tree: Tree, *, outside: bool = False) -> list[str]:
    inside = ("wiki/",) if outside else ("policies/", "processes/", "docs/")
    return sorted(path for path in tree if path.endswith(".md") and path.startswith(inside))


def _pick(world: World, tree: Tree, *, outside: bool = False) -> str:
    return world.random.choice(_documents(tree, outside=outside) or [""])


def _free_path(world: World, tree: Tree, folder: str = "") -> str:
    while True:
        name = (
            f"page {world.random.randint(1, 10**6)}"
            if world.chance(0.2)
            else f"p{world.random.randint(1, 10**6)}"
        )
        if world.chance(0.1):
            name += world.random.choice(ODD)
        path = f"{folder or world.random.choice(FOLDERS)}/{name}.md"
        if path not in tree:
            return path


def _with(tree: Tree, path: str, text: str) -> Tree:
    return {**tree, path: tree[path]._replace(text=text)}


def _moved(tree: Tree, names: dict[str, str]) -> Tree:
    return {names.get(path, path): file for path, file in tree.items()}


def _create(world: World, tree: Tree) -> Act:
    number = world.number()
    bears = f"DOC-{number}" if world.chance(0.6) else ""
    text = _text(world, number, bears=bears, alike=bool(bears) and world.chance(0.3))
    return Act("Create", {**tree, _free_path(world, tree): File(number, text)})


def _edit(world: World, tree: Tree) -> Act:
    path = _pick(world, tree)
    return Act("Edit", _with(tree, path, _edited(world, tree[path].text)))


def _edit_several(world: World, tree: Tree) -> Act:
    for path in world.random.sample(_documents(tree), min(4, len(_documents(tree)))):
        tree = _with(tree, path, _edited(world, tree[path].text))
    return Act("Edit several", tree)


def _review(world: World, tree: Tree) -> Act:
    path = _pick(world, tree)
    day = f"20{world.random.randint(20, 29)}-0{world.random.randint(1, 9)}-1{world.random.randint(0, 9)}"
    return Act("Review", _with(tree, path, _set_field(tree[path].text, "last_reviewed", day)))


def _approve(world: World, tree: Tree) -> Act:
    path = _pick(world, tree)
    text = tree[path].text
    after = {"draft": "in-review", "in-review": "approved", "approved": "draft"}[
        _field(text, "status") or "draft"
    ]
    text = _set_field(text, "status", after)
    if after == "approved":
        text = _set_field(text, "approved_on", f"2021-05-{world.random.randint(10, 28)}")
        text = _set_field(text, "version", f"'{world.random.randint(2, 9)}.{world.random.randint(0, 9)}'")
    return Act(f"Status {after}", _with(tree, path, text))


def _owner(world: World, tree: Tree) -> Act:
    path = _pick(world, tree)
    return Act(
        "Owner", _with(tree, path, _set_field(tree[path].text, "owner", f"role-{world.random.choice('bcd')}"))
    )


def _title(world: World, tree: Tree) -> Act:
    path = _pick(world, tree)
    return Act(
        "Title", _with(tree, path, _set_field(tree[path].text, "title", f"T{world.random.randint(1, 99)}"))
    )


def _reformat(world: World, tree: Tree) -> Act:
    some = _documents(tree) if world.chance(0.5) else [_pick(world, tree)]
    for path in some:
        tree = _with(tree, path, _reformatted(world, tree[path].text))
    return Act("Reformat", tree)


def _list_and_code(world: World, tree: Tree) -> Act:
    path = _pick(world, tree)
    old, new = world.random.choice(
        [("- item two\n", "- item two\n  - nested\n"), ("code  here", "code here")]
    )
    return Act("Structure", _with(tree, path, tree[path].text.replace(old, new)))


def _delete(world: World, tree: Tree) -> Act:
    path = _pick(world, tree)
    if len(_documents(tree)) < 5:
        return _create(world, tree)
    world.grave.append((path, tree[path]))
    return Act("Delete", {other: file for other, file in tree.items() if other != path})


def _create_anew(world: World, tree: Tree) -> Act:
    gone = [(path, file) for path, file in world.grave if path not in tree]
    ids = {_field(file.text, "id") for file in tree.values()}
    gone = [
        (path, file)
        for path, file in gone
        if not _field(file.text, "id") or _field(file.text, "id") not in ids
    ]
    if not gone:
        return _delete(world, tree)
    path, file = world.random.choice(gone)
    text = _edited(world, file.text) if world.chance(0.5) else file.text
    return Act("Create anew", {**tree, path: File(world.number(), text)})


def _copy(world: World, tree: Tree) -> Act:
    path = _pick(world, tree)
    text = tree[path].text
    number = world.number()
    if not _field(text, "id") and not world.ambiguous:
        return _edit(world, tree)
    if _field(text, "id") and world.chance(0.7):
        text = _set_field(text, "id", f"DOC-{number}")
    return Act("Copy", {**tree, _free_path(world, tree): File(number, text)})


def _new_id(world: World, tree: Tree) -> Act:
    path = _pick(world, tree)
    had = _field(tree[path].text, "id")
    if had and world.ambiguous and world.chance(0.5):
        return Act("Drop id", _with(tree, path, _set_field(tree[path].text, "id", "")))
    text = _set_field(tree[path].text, "id", f"DOC-{world.number()}")
    return Act("Change id" if had else "Give id", _with(tree, path, text))


def _rename(world: World, tree: Tree) -> Act:
    path = _pick(world, tree)
    new = _free_path(world, tree)
    tree = _moved(tree, {path: new})
    if world.chance(0.4):
        return Act("Rename and edit", _with(tree, new, _edited(world, tree[new].text)))
    return Act("Rename", tree)


def _rename_folder(world: World, tree: Tree) -> Act:
    folder = _pick(world, tree).rpartition("/")[0]
    new = f"{world.random.choice(FOLDERS)}/f{world.random.randint(1, 999)}"
    names = {path: new + path[len(folder) :] for path in tree if path.startswith(folder + "/p")}
    return Act("Rename folder", _moved(tree, names))


def _to_wiki(world: World, tree: Tree) -> Act:
    return Act("To wiki", _moved(tree, {_pick(world, tree): _free_path(world, tree, "wiki")}))


def _from_wiki(world: World, tree: Tree) -> Act:
    path = _pick(world, tree, outside=True)
    if not path:
        number = world.number()
        text = _text(world, number, bears=f"DOC-{number}" if world.chance(0.4) else "", alike=False)
        return Act("Wiki", {**tree, _free_path(world, tree, "wiki"): File(number, text)})
    if world.chance(0.4):
        return Act("Edit wiki", _with(tree, path, _edited(world, tree[path].text)))
    return Act("From wiki", _moved(tree, {path: _free_path(world, tree)}))


def _mode(world: World, tree: Tree) -> Act:
    path = _pick(world, tree)
    mode = "100755" if tree[path].mode == "100644" else "100644"
    return Act("Mode", {**tree, path: tree[path]._replace(mode=mode)})


def _program(world: World, tree: Tree) -> Act:
    return Act("Program", _with(tree, "src/program.py", f"print({world.random.random()})\n"))


def _mailmap(world: World, tree: Tree) -> Act:
    return Act("Mailmap", _with(tree, ".mailmap", world.random.choice(MAILMAPS)))


def _nothing(_: World, tree: Tree) -> Act:
    return Act("Nothing", tree)


def _rewrite(world: World, tree: Tree, number: int) -> Act:
    """Rewrite a file wherever it is now; its id stays."""
    for path, file in tree.items():
        if file.number == number:
            bears = _field(file.text, "id")
            text = _text(world, world.number(), bears=bears, alike=False)
            return Act("Rewrite", _with(tree, path, text))
    return _nothing(world, tree)


ACTS: tuple[tuple[Callable[[World, Tree], Act], int], ...] = (
    (_edit, 20),
    (_edit_several, 5),
    (_create, 7),
    (_review, 6),
    (_approve, 6),
    (_owner, 3),
    (_title, 2),
    (_reformat, 3),
    (_list_and_code, 2),
    (_delete, 5),
    (_create_anew, 4),
    (_copy, 3),
    (_new_id, 3),
    (_rename, 7),
    (_rename_folder, 2),
    (_to_wiki, 2),
    (_from_wiki, 5),
    (_mode, 2),
    (_program, 3),
    (_mailmap, 1),
    (_nothing, 1),
)


def _act(world: World, tree: Tree) -> Act:
    return world.random.choices([act for act, _ in ACTS], [weight for _, weight in ACTS])[0](world, tree)


# Merged trees


def _merged(world: World, ours: int, theirs: int) -> Tree:
    """Merge two commits file by file: where both sides changed one, a side or a third text is taken."""
    base = max(world.reach(ours) & world.reach(theirs), default=0)
    trees = [
        {file.number: (path, file) for path, file in world.trees[mark].items()}
        for mark in (base, ours, theirs)
    ]
    merged: Tree = {}
    for number in sorted({number for tree in trees for number in tree}):
        before, left, right = (tree.get(number) for tree in trees)
        chosen = _resolved(world, before, left, right)
        if chosen is None:
            continue
        path, file = chosen
        merged[path if path not in merged else f"{path[:-3]} again {number}.md"] = file
    return merged


Place = tuple[str, File]


def _resolved(world: World, before: Place | None, left: Place | None, right: Place | None) -> Place | None:
    if right in (left, before):
        return left
    if left == before:
        return right
    if left is None or right is None:
        return world.random.choice([left, right]) if before else left or right
    path = right[0] if before and left[0] == before[0] else left[0]
    if left[1] == right[1] or (before and right[1] == before[1]):
        return path, left[1]
    if before and left[1] == before[1]:
        return path, right[1]
    file = world.random.choice([left[1], right[1]])
    if world.chance(0.3) and path.endswith(".md") and path != "README.md":
        file = file._replace(text=_edited(world, file.text))
    return path, file


def _merge(world: World, ours: int, theirs: int) -> Act:
    """Merge two commits; now and then the merge edits on its own, or takes one side whole."""
    if world.chance(0.03):
        return Act("Merge ours", world.trees[ours])
    if world.ambiguous and world.chance(0.06):
        return Act("Merge theirs", world.trees[theirs])
    tree = _merged(world, ours, theirs)
    if world.chance(0.1):
        return Act("Evil merge", world.random.choice([_edit, _create, _rename, _review])(world, tree).tree)
    return Act("Merge", tree)


# Turns


def _grow(world: World, tip: int) -> int:
    """Add a commit to a branch, or two where a file is renamed and then rewritten, or changed and put back."""
    tree = world.trees[tip]
    if world.chance(0.1) and (path := _pick(world, tree)):
        number = tree[path].number
        tip = world.commit(Act("Rename", _moved(tree, {path: _free_path(world, tree)})), tip)
        return world.commit(_rewrite(world, world.trees[tip], number), tip)
    if world.chance(0.06):
        tip = world.commit(_act(world, tree), tip)
        return world.commit(Act("Revert", tree), tip)
    return world.commit(_act(world, tree), tip)


def _direct(world: World) -> None:
    for _ in range(world.random.choice([1, 1, 1, 2, 3])):
        world.land(_act(world, world.trees[world.trunk]), world.trunk)


def _open(world: World) -> None:
    if len(world.branches) > 5:
        _land_merge(world)
        return
    start = world.trunk
    for _ in range(world.random.choice([0, 0, 0, 2, 5])):
        start = world.parents[start][0] if world.parents[start] else start
    world.branches.append(_grow(world, start))


def _work(world: World) -> None:
    if world.branches:
        number = world.random.randrange(len(world.branches))
        for _ in range(world.random.randint(1, 3)):
            world.branches[number] = _grow(world, world.branches[number])


def _update(world: World) -> None:
    if world.branches:
        number = world.random.randrange(len(world.branches))
        tip = world.branches[number]
        if world.trunk not in world.reach(tip):
            world.branches[number] = world.commit(_merge(world, tip, world.trunk), tip, world.trunk)


def _cross(world: World) -> None:
    """Merge one open branch into another, and now and then the other way as well."""
    if len(world.branches) > 1:
        one, other = world.random.sample(range(len(world.branches)), 2)
        left, right = world.branches[one], world.branches[other]
        if left in world.reach(right) or right in world.reach(left):
            return
        world.branches[one] = world.commit(_merge(world, left, right), left, right)
        if world.chance(0.5):
            world.branches[other] = world.commit(_merge(world, right, left), right, left)


def _take(world: World) -> int:
    """Take an open branch that the trunk does not hold; 0 where there is none."""
    held = world.reach(world.trunk)
    world.branches = [mark for mark in world.branches if mark not in held]
    return world.branches.pop(world.random.randrange(len(world.branches))) if world.branches else 0


def _land_merge(world: World) -> None:
    if tip := _take(world):
        world.land(_merge(world, world.trunk, tip), world.trunk, tip)
        if world.chance(0.1):
            world.branches.append(_grow(world, tip))


def _land_squash(world: World) -> None:
    if tip := _take(world):
        world.land(Act("Squash", _merged(world, world.trunk, tip)), world.trunk)


def _land_octopus(world: World) -> None:
    tips = [tip for tip in (_take(world), _take(world), _take(world)) if tip]
    tree, parents = world.trees[world.trunk], [world.trunk]
    for tip in tips:
        if any(tip in world.reach(parent) for parent in parents):
            continue
        step = len(world.trees)  # a commit that only this function sees
        world.trees.append(tree)
        world.parents.append(tuple(parents))
        tree = _merged(world, step, tip)
        world.trees.pop()
        world.parents.pop()
        parents = [
            parent for parent in parents if parent == world.trunk or parent not in world.reach(tip)
        ] + [tip]
    if len(parents) > 1:
        world.land(Act("Octopus" if len(parents) > 2 else "Merge", tree), *parents)


def _land_foxtrot(world: World) -> None:
    if world.chance(0.3) and (tip := _take(world)):
        world.land(Act("Foxtrot", _merge(world, tip, world.trunk).tree), tip, world.trunk)


def _pick_commit(world: World) -> None:
    """Put the last commit of an open branch on the trunk as well, as far as its files are there."""
    if not world.branches:
        return
    tip = world.random.choice(world.branches)
    if len(world.parents[tip]) != 1:
        return
    before = {file.number: file for file in world.trees[world.parents[tip][0]].values()}
    after = {file.number: file for file in world.trees[tip].values()}
    tree = {
        path: after[file.number] if before.get(file.number) == file and file.number in after else file
        for path, file in world.trees[world.trunk].items()
    }
    world.land(Act("Cherry-pick", tree), world.trunk)


def _revert(world: World) -> None:
    if world.parents[world.trunk]:
        world.land(Act("Revert", world.trees[world.parents[world.trunk][0]]), world.trunk)


TURNS: tuple[tuple[Callable[[World], None], int], ...] = (
    (_direct, 10),
    (_open, 14),
    (_work, 14),
    (_update, 6),
    (_cross, 3),
    (_land_merge, 10),
    (_land_squash, 2),
    (_land_octopus, 1),
    (_land_foxtrot, 1),
    (_pick_commit, 2),
    (_revert, 1),
)
