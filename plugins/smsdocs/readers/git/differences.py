"""Questions to git about single commits, asked of many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.model.log import Entry
from smsdocs.readers.git.log import MOST_RENAMES, PLAIN, RENAME_LIMIT, exceeds, refuse_many
from smsdocs.readers.git.process import decode, run_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TWO_PATHS = 2
_RAW = ("-r", "--raw", "-z", "--no-abbrev")


def read_departures(git_dir: str, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Entry]]:
    """Yield what commits renamed, deleted or changed anywhere in the repository, each with its commit.

    Args:
        git_dir: the absolute git folder.
        pairs: commit and the parent to compare it with.
    """
    parents = dict(pairs)
    text = "".join(f"{commit} {parent}\n" for commit, parent in parents.items())
    if not text:
        return
    asked = (*_RAW, "-M", f"-l{RENAME_LIMIT}", "--diff-filter=ARDM", "--stdin")
    output = run_inside(git_dir, *PLAIN, "diff-tree", *asked, text=text.encode()).stdout
    for commit, entries in _parse_raw(output):
        known = entries
        if exceeds(entries, RENAME_LIMIT):
            refuse_many(commit, entries)
            asked = (*_RAW, "-M", f"-l{MOST_RENAMES}", "--diff-filter=ARDM", "--stdin")
            output = run_inside(
                git_dir, *PLAIN, "diff-tree", *asked, text=f"{commit} {parents[commit]}\n".encode()
            ).stdout
            known = [entry for _, found in _parse_raw(output) for entry in found]
        yield from ((commit, entry) for entry in known if entry.status != "A")


def read_sides(
    git_dir: str, pairs: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], frozenset[str], dict[str, str]]]:
    """Yield, of each commit and a parent, the plain files that the parent lacks, and the objects it had of others.

    Those are the files of the parent that the commit has no more, or not as they were. One git answers for all.
    """
    text = "".join(f"{commit} {parent}\n" for commit, parent in pairs)
    if not text:
        return
    asked = (*_RAW, "--always", "--no-renames", "--stdin")
    output = run_inside(git_dir, *PLAIN, "diff-tree", *asked, text=text.encode()).stdout
    tokens = iter(output.decode("utf-8", "surrogateescape").split("\0"))
    left = iter(pairs)
    pair: tuple[str, str] | None = None
    new: set[str] = set()
    old: dict[str, str] = {}
    for token in tokens:
        if token.startswith(":"):
            was, is_, old_blob, blob, _ = token.removeprefix(":").split(" ")
            path = next(tokens)
            plain, still = was.startswith("10"), is_.startswith("10")
            if still and not plain:
                new.add(path)
            if plain and (not still or blob != old_blob):
                old[path] = old_blob
        elif token.strip():
            if pair:
                yield pair, frozenset(new), old
            pair, new, old = next(left), set(), {}
    if pair:
        yield pair, frozenset(new), old


def _parse_raw(output: bytes) -> Iterator[tuple[str, list[Entry]]]:
    """Yield what each commit added, renamed, deleted and changed."""
    tokens = output.decode("utf-8", "surrogateescape").split("\0")
    commit, at = "", 0
    entries: list[Entry] = []
    while at < len(tokens):
        token = tokens[at]
        if not token.startswith(":"):
            if entries:
                yield commit, entries
            commit, entries = token.strip(), []
            at += 1
            continue
        _, _, old_blob, blob, status = token.split(" ")
        renamed = status[0] == "R"
        old_path, path = tokens[at + 1], tokens[at + 2 if renamed else at + 1]
        entries.append(Entry(status[0], old_path, path, old_blob, "" if status[0] == "D" else blob))
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


def read_combined(
    git_dir: str, wanted: set[tuple[str, str]], *options: str
) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    """Return, of merged files that differ from all parents, the object and those of the parents.

    Args:
        git_dir: the absolute git folder.
        wanted: merges, each with a path.
        options: more for git, as `-M` to find files that a parent has under another name.

    Returns:
        The object and those of the parents, empty where a parent has no plain file there.
    """
    commits = dict.fromkeys(commit for commit, _ in wanted)
    if not commits:
        return {}
    text = "".join(f"{commit}\n" for commit in commits)
    done = run_inside(git_dir, *PLAIN, "diff-tree", *_RAW, "-c", *options, "--stdin", text=text.encode())
    tokens = iter(done.stdout.decode("utf-8", "surrogateescape").split("\0"))
    commit = ""
    found: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    for token in tokens:
        if not token.startswith("::"):
            commit = token.strip()
            continue
        one = commit, next(tokens)
        if one not in wanted:
            continue
        fields = token.lstrip(":").split(" ")
        half = len(fields) // 2  # a mode for each parent and the merge, as many objects, and a word
        plain = [
            oid if mode.startswith("10") else ""
            for mode, oid in zip(fields[:half], fields[half:-1], strict=True)
        ]
        if plain[-1]:
            found[one] = plain[-1], tuple(plain[:-1])
    return found
