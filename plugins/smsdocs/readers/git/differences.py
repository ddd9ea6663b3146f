"""Questions to git about single commits, asked of many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.merged_text import has_own_words
from smsdocs.model.log import Entry
from smsdocs.readers.git.log import MOST_RENAMES, PLAIN, RENAME_LIMIT, exceeds, refuse_many
from smsdocs.readers.git.objects import Objects
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


def read_own_words(git_dir: str, merges: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of `merges`, each with a path, that say more there than their parents.

    The texts themselves are compared: attributes may hide them from git's own comparison, and its words for edits
    that lie close to each other are those for a text that somebody changed while merging.
    """
    wanted = set(merges)
    found = _read_combined(git_dir, wanted)
    # a parent without the file may have it under another name; to look for that is slow, and seldom needed
    moved = {commit for (commit, _), (_, parents) in found.items() if "" in parents}
    if moved:
        some = {one for one in wanted if one[0] in moved}
        known = {one: blobs for one, blobs in found.items() if one not in some}
        found = known | _read_combined(git_dir, some, "-M", f"-l{MOST_RENAMES}")
    blobs = {oid for text, parents in found.values() for oid in (text, *parents) if oid}
    contents = dict(Objects(git_dir).read(blobs)) if blobs else {}
    return {
        one
        for one, (text, parents) in found.items()
        if has_own_words(contents[text], [contents[oid] for oid in parents if oid])
    }


def _read_combined(
    git_dir: str, wanted: set[tuple[str, str]], *options: str
) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    """Return, of merged files that differ from all parents, the object and those of the parents.

    It is empty where a parent has no plain file there.
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
