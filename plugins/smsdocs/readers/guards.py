"""What the tool judges by, and who changed it: the ignore list, and rules that come with the change they excuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.history import CODE, Commit, GuardChange
from smsdocs.readers.git.differences import read_files
from smsdocs.readers.git.process import run_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from smsdocs.model.settings import Settings
    from smsdocs.readers.git.objects import Objects
    from smsdocs.readers.git.repository import Repository

IGNORE_LIST = ".git-blame-ignore-revs"
MAILMAP = ".mailmap"
_SHORT = 7
"""Digits of the shortest id that git writes; the list may hold short ones by hand, which git blame refuses."""
_HEX = frozenset("0123456789abcdef")


def read_declared(repository: Repository, objects: Objects) -> Mapping[str, str]:
    """Return the commits that the ignore list at the tip declares immaterial, each with the commit that listed it.

    The list is that of the tip, at the top of the repository or of the folder that was asked.
    """
    found: dict[str, str] = {}
    paths = list(dict.fromkeys((IGNORE_LIST, f"{repository.prefix}{IGNORE_LIST}")))
    present = read_files(
        repository.git_dir, repository.tip, paths
    )  # no folder, link or submodule of that name
    for path in paths:
        if path in present:
            content = next(objects.read([present[path]]))[1]
            listed = [oid for line in content.split(b"\n") if (oid := _parse_line(line))]
            listers = _read_listers(repository, path) if listed else {}
            for oid in listed:
                found.setdefault(oid, listers.get(oid, ""))
    return found


def _parse_line(line: bytes) -> str:
    """Return the id that a line of the list holds, in lower case as git writes it; empty where it holds none."""
    oid = line.partition(b"#")[0].strip().decode("utf-8", "replace").lower()
    return oid if len(oid) >= _SHORT and not set(oid) - _HEX else ""


def _read_listers(repository: Repository, path: str) -> dict[str, str]:
    """Return the commit that wrote each line of the list, the last one where several did.

    `git blame` would read the user's own list of commits to ignore, and fails where that is not there.
    """
    options = ("log", "--topo-order", "--reverse", "--format=%x00%H %P", "--cc", "--unified=0", "--text")
    plain = ("--no-color", "--no-ext-diff", "--no-textconv", "--no-notes", "--end-of-options")
    done = run_inside(repository.git_dir, *options, *plain, repository.tip, "--", f":(top,literal){path}")
    found: dict[str, str] = {}
    for commit in done.stdout.split(b"\0")[1:]:
        oids, _, difference = commit.partition(b"\n")
        oid, *parents = oids.decode("ascii", "replace").split()
        added = b"+" * max(len(parents), 1)  # a column for each parent
        for line in difference.split(b"\n"):
            if line.startswith(added) and (listed := _parse_line(line.removeprefix(added))):
                found[listed] = oid
    return found


def read_guards(
    repository: Repository,
    settings: Settings,
    base: str | None,
    pending: Sequence[Commit],
    changed: frozenset[str],
    rival: tuple[str, str] | None = None,
) -> Iterator[GuardChange]:
    """Yield what of the rules themselves is changed in work that has not landed, and in uncommitted edits.

    A merge of the published branch may keep rules of its own, which no commit changed: they differ from `base`. Where
    the tree names another published branch than the one it comes from (`rival`), all that differs from that is told.
    """
    prefix = repository.prefix
    names = {f"{prefix}{path}": what for path, what in _name_guards(settings)}
    names |= {MAILMAP: "mailmap", IGNORE_LIST: "ignore list"}
    told: set[str] = set()
    for commit, paths in _read_touched(repository, pending, names):
        for path in paths:
            if what := _find_guard(path, names):
                told.add(path)
                yield GuardChange(path=path.removeprefix(prefix), what=what, commit=commit)
    merge = next((commit for commit in pending if len(commit.parents) > 1), None)
    for path in _read_different(repository, base, names) if merge and base else ():
        if path not in told and (what := _find_guard(path, names)):
            yield GuardChange(path=path.removeprefix(prefix), what=what, commit=merge)
    unlike, oid = rival or ("", "")
    for path in _read_different(repository, oid, names) if oid else ():
        if path not in told and (what := _find_guard(path, names)):
            yield GuardChange(path=path.removeprefix(prefix), what=what, commit=None, unlike=unlike)
    for path in sorted(changed):
        if what := _find_guard(f"{prefix}{path}", names):
            yield GuardChange(path=path, what=what, commit=None)


def _name_guards(settings: Settings) -> Iterable[tuple[str, str]]:
    yield from ((path, "settings") for path in settings.sources)
    yield settings.baseline, "baseline"
    yield settings.schema, "schema"
    yield IGNORE_LIST, "ignore list"
    yield from ((path, CODE) for path in settings.code)


def _find_guard(path: str, names: Mapping[str, str]) -> str:
    return next((what for one, what in names.items() if path == one or path.startswith(f"{one}/")), "")


def _read_different(repository: Repository, base: str, names: Iterable[str]) -> list[str]:
    """Return the files of some names, or below them, that the tip does not have as a commit has them."""
    options = ("-r", "-z", "--name-only", "--no-renames")
    paths = [f":(top,literal){name}" for name in names]
    done = run_inside(repository.git_dir, "diff-tree", *options, base, repository.tip, "--", *paths)
    return [path for path in done.stdout.decode("utf-8", "surrogateescape").split("\0") if path]


def _read_touched(
    repository: Repository, pending: Sequence[Commit], names: Iterable[str]
) -> Iterator[tuple[Commit, list[str]]]:
    known = {commit.oid: commit for commit in pending}
    if not known:
        return
    options = ("-r", "-c", "-z", "--name-only", "--root", "--no-renames", "--stdin")  # -c: what a merge adds
    paths = [f":(top,literal){name}" for name in names]
    text = "".join(f"{oid}\n" for oid in known).encode()
    done = run_inside(repository.git_dir, "diff-tree", *options, "--", *paths, text=text)
    commit: Commit | None = None
    touched: list[str] = []
    for token in done.stdout.decode("utf-8", "surrogateescape").split("\0"):
        if token.strip() in known:
            if commit is not None:
                yield commit, touched
            commit, touched = known[token.strip()], []
        elif token:
            touched.append(token)
    if commit is not None:
        yield commit, touched
