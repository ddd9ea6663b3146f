"""Questions to git about single commits, asked of many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.log import Entry
from smsdocs.readers.git.log import RENAME_LIMIT
from smsdocs.readers.git.process import decode, run_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TWO_PATHS = 2


def read_departures(git_dir: str, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Entry]]:
    """Yield what commits renamed or deleted anywhere in the repository, each with its commit.

    Args:
        git_dir: the absolute git folder.
        pairs: commit and the parent to compare it with.
    """
    lines = "".join(f"{commit} {parent}\n" for commit, parent in pairs)
    if not lines:
        return
    options = ("-r", "--raw", "-z", "--no-abbrev", "-M", f"-l{RENAME_LIMIT}", "--diff-filter=RD", "--stdin")
    done = run_inside(git_dir, "diff-tree", *options, text=lines.encode())
    tokens = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    commit, at = "", 0
    while at < len(tokens):
        token = tokens[at]
        if not token.startswith(":"):
            commit = token.strip()
            at += 1
            continue
        _, _, old_blob, blob, status = token.split(" ")
        renamed = status[0] == "R"
        old_path, path = tokens[at + 1], tokens[at + 2 if renamed else at + 1]
        yield commit, Entry(status[0], old_path, path, old_blob, blob if renamed else "")
        at += 1 + (_TWO_PATHS if renamed else 1)


def read_files(git_dir: str, commit: str, paths: Sequence[str]) -> dict[str, str]:
    """Return the object of every plain file of a commit at or below `paths`, by path from the top."""
    named = [path for path in paths if path]
    done = run_inside(git_dir, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *named)
    found: dict[str, str] = {}
    for line in decode(done.stdout):
        meta, path = line.split("\t", 1)
        mode, _, oid = meta.split()
        if mode.startswith("10"):
            found[path] = oid
    return found


def read_own_words(git_dir: str, merges: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of `merges`, each with a path, that hold lines which none of their parents has.

    Two edits that git merged by itself leave nothing there; a conflict that somebody resolved does, and so does
    a change that somebody slipped into a merge.
    """
    by_commit: dict[str, set[str]] = {}
    for commit, path in merges:
        by_commit.setdefault(commit, set()).add(path)
    if not by_commit:
        return set()
    lines = "".join(f"{commit}\n" for commit in by_commit)
    options = ("-r", "--cc", "-p", "--no-color", "--no-ext-diff", "--no-textconv", "--stdin")
    done = run_inside(git_dir, "diff-tree", *options, text=lines.encode())
    return set(_parse_combined(done.stdout.decode("utf-8", "surrogateescape").split("\n"), by_commit))


def _parse_combined(lines: Sequence[str], by_commit: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    commit = ""
    for line in lines:
        if line in by_commit:
            commit = line
        elif line.startswith("diff --cc "):
            path = _unquote(line.removeprefix("diff --cc "))
            if path in by_commit.get(commit, ()):
                yield commit, path


def _unquote(text: str) -> str:
    """Return a path as it is: git puts odd ones in quotes, with C's escapes."""
    if not text.startswith('"'):
        return text
    raw = text[1:-1].encode("utf-8", "surrogateescape").decode("latin-1")
    return raw.encode("latin-1").decode("unicode_escape").encode("latin-1").decode("utf-8", "surrogateescape")
