"""Which merges say something of their own: what neither side wrote is the work of who merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.lives.merged_text import has_own_words
from smsdocs.readers.git.differences import read_combined, read_departures
from smsdocs.readers.git.log import MOST_RENAMES
from smsdocs.readers.git.objects import Objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from smsdocs.model.log import Entry

    Merge = tuple[str, str]
    """A commit and a path."""
    Merged = tuple[str, tuple[str, ...]]
    """The object of a merged file, and those that the parents have of it; empty where one has none."""


def read_own_words(
    git_dir: str,
    merges: Iterable[Merge],
    find_parents: Callable[[str], tuple[str, ...]],
    find_ids: Callable[[Iterable[tuple[str, str]]], Mapping[str, str]],
) -> set[Merge]:
    """Return those of `merges`, each with a path, that say more there than their parents.

    The texts themselves are compared: attributes may hide them from git's own comparison, and its words for edits
    that lie close to each other are those for a text that somebody changed while merging.

    Args:
        git_dir: the absolute git folder.
        merges: what to look at.
        find_parents: returns the parents of a commit.
        find_ids: reads the ids of texts, given path and blob.
    """
    wanted = set(merges)
    found = read_combined(git_dir, wanted)
    # a parent without the file may have it under another name; to look for that is slow, and seldom needed
    moved = {commit for (commit, _), (_, parents) in found.items() if "" in parents}
    if moved:
        some = {one for one in wanted if one[0] in moved}
        known = {one: blobs for one, blobs in found.items() if one not in some}
        found = known | read_combined(git_dir, some, "-M", f"-l{MOST_RENAMES}")
    found |= _look_by_id(git_dir, found, find_parents, find_ids)
    blobs = {oid for text, parents in found.values() for oid in (text, *parents) if oid}
    contents = dict(Objects(git_dir).read(blobs)) if blobs else {}
    return {
        one
        for one, (text, parents) in found.items()
        if has_own_words(contents[text], [contents[oid] for oid in parents if oid])
    }


def _look_by_id(
    git_dir: str,
    merged: Mapping[Merge, Merged],
    find_parents: Callable[[str], tuple[str, ...]],
    find_ids: Callable[[Iterable[tuple[str, str]]], Mapping[str, str]],
) -> dict[Merge, Merged]:
    """Return files of which a parent has another document at that path, or none, with what it has of them elsewhere.

    Where both sides have an id, the id decides: not the path, and not git's likeness.
    """
    texts = [(path, oid) for (_, path), blobs in merged.items() for oid in (blobs[0], *blobs[1]) if oid]
    ids = find_ids(texts) if texts else {}
    lost: dict[tuple[str, int], list[str]] = {}
    for (commit, path), (text, parents) in merged.items():
        for at, oid in enumerate(parents):
            if ids[text] and (not oid or ids[oid] not in {"", ids[text]}):
                lost.setdefault((commit, at), []).append(path)
    found: dict[Merge, Merged] = {}
    for at in sorted({at for _, at in lost}):
        pairs = [(commit, find_parents(commit)[at]) for commit, one in lost if one == at]
        left: dict[str, list[Entry]] = {}
        for commit, entry in read_departures(git_dir, pairs):  # one git for all
            left.setdefault(commit, []).append(entry)
        known = find_ids((one.old_path, one.old_blob) for some in left.values() for one in some)
        for commit, _ in pairs:
            elsewhere = {known[one.old_blob]: one.old_blob for one in left.get(commit, ())}
            for path in lost[commit, at]:
                text, parents = found.get((commit, path)) or merged[commit, path]
                own = elsewhere.get(ids[text], "")
                found[commit, path] = text, (*parents[:at], own, *parents[at + 1 :])
    return found
