"""What the tool judges by, and who changed it: the ignore list, and rules that come with the change they excuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.history import Commit, GuardChange
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


def read_declared(repository: Repository, objects: Objects) -> Mapping[str, str]:
    """Return the commits that the ignore list at the tip declares immaterial, each with the commit that listed it.

    The list is that of the tip, at the top of the repository or of the folder that was asked.
    """
    found: dict[str, str] = {}
    for path in dict.fromkeys((IGNORE_LIST, f"{repository.prefix}{IGNORE_LIST}")):
        named = f"{repository.tip}:{path}"
        known = run_inside(repository.git_dir, "rev-parse", "--verify", "--quiet", "--end-of-options", named)
        if known.returncode:
            continue
        content = next(objects.read([known.stdout.decode().strip()]))[1]
        lines = [line.partition("#")[0].strip() for line in content.decode("utf-8", "replace").splitlines()]
        by_line = _blame(repository, path, len(lines)) if any(lines) else []
        for number, oid in enumerate(lines):
            if len(oid) >= _SHORT and not set(oid) - set("0123456789abcdef"):
                found.setdefault(oid, by_line[number] if number < len(by_line) else "")
    return found


def _blame(repository: Repository, path: str, count: int) -> list[str]:
    options = ("blame", "-s", "--porcelain", repository.tip, "--", path)
    done = run_inside(repository.git_dir, *options)
    heads = (line.split(" ") for line in done.stdout.decode("utf-8", "replace").split("\n"))
    by_line = {
        int(parts[2]): parts[0]
        for parts in heads
        if len(parts) in {3, 4} and len(parts[0]) >= 40 and not set(parts[0]) - set("0123456789abcdef")  # noqa: PLR2004  # "<oid> <line there> <line here> [<lines>]"
    }
    return [by_line.get(number, "") for number in range(1, count + 1)]


def read_guards(
    repository: Repository,
    settings: Settings,
    pending: Sequence[Commit],
    changed: frozenset[str],
) -> Iterator[GuardChange]:
    """Yield what of the rules themselves is changed in work that has not landed, and in uncommitted edits."""
    prefix = repository.prefix
    names = {f"{prefix}{path}": what for path, what in _name_guards(settings)}
    names |= {MAILMAP: "mailmap", IGNORE_LIST: "ignore list"}
    for commit, paths in _read_touched(repository, pending, names):
        for path in paths:
            if what := _find_guard(path, names):
                yield GuardChange(path=path.removeprefix(prefix), what=what, commit=commit)
    for path in sorted(changed):
        if what := _find_guard(f"{prefix}{path}", names):
            yield GuardChange(path=path, what=what, commit=None)


def _name_guards(settings: Settings) -> Iterable[tuple[str, str]]:
    yield from ((path, "settings") for path in settings.sources)
    yield settings.baseline, "baseline"
    yield settings.schema, "schema"
    yield IGNORE_LIST, "ignore list"


def _find_guard(path: str, names: Mapping[str, str]) -> str:
    return next((what for one, what in names.items() if path == one or path.startswith(f"{one}/")), "")


def _read_touched(
    repository: Repository, pending: Sequence[Commit], names: Iterable[str]
) -> Iterator[tuple[Commit, list[str]]]:
    plain = {commit.oid: commit for commit in pending if len(commit.parents) <= 1}
    if not plain:
        return
    options = ("-r", "-z", "--name-only", "--root", "--no-renames", "--stdin")
    paths = [f":(top,literal){name}" for name in names]
    text = "".join(f"{oid}\n" for oid in plain).encode()
    done = run_inside(repository.git_dir, "diff-tree", *options, "--", *paths, text=text)
    commit: Commit | None = None
    touched: list[str] = []
    for token in done.stdout.decode("utf-8", "surrogateescape").split("\0"):
        if token.strip() in plain:
            if commit is not None:
                yield commit, touched
            commit, touched = plain[token.strip()], []
        elif token:
            touched.append(token)
    if commit is not None:
        yield commit, touched
