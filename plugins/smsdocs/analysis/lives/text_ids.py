"""The ids of texts, each read once: they decide what continues what, where both sides have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from smsdocs.model.log import Entry

    FindIds = Callable[[Iterable[tuple[str, str]]], Mapping[str, str]]
    """Reads the ids of texts, given path and blob; a text without an id maps to an empty one."""


class TextIds:
    """Ids by blob. One that nobody asked to learn is not known, and decides nothing."""

    def __init__(self, find_ids: FindIds, known: Mapping[str, str]) -> None:
        """Begin with some ids.

        Args:
            find_ids: reads those of others.
            known: by blob.
        """
        self._find_ids = find_ids
        self._ids = dict(known)

    def learn(self, files: Iterable[tuple[str, str]]) -> None:
        """Read the ids of some texts, given path and blob."""
        wanted = {blob: path for path, blob in files if blob and blob not in self._ids}
        if wanted:
            self._ids.update(self._find_ids((path, blob) for blob, path in wanted.items()))

    def get(self, blob: str) -> str:
        """Return the id of a text; empty where it has none, and where nobody read it."""
        return self._ids.get(blob, "")

    def find(self, blob: str) -> str | None:
        """Return the id of a text, empty where it has none; None where nobody read it."""
        return self._ids.get(blob)

    def may_continue(self, old_blob: str, blob: str) -> bool:
        """Say whether similarity may decide: not where both sides have an id, and not the same."""
        return old_blob == blob or not differ(self.get(old_blob), self.get(blob))

    def find_others(self, entries: Sequence[Entry]) -> frozenset[str]:
        """Return the paths of changed files that now hold another document than before the landing of these entries.

        One with another id; or one side has none, and the id of the other came or went in the same landing.
        """
        changed = [entry for entry in entries if entry.status == "M"]
        sides = [(entry.path, self.get(entry.old_blob), self.get(entry.blob)) for entry in changed]
        found = {path for path, old, new in sides if old and new and old != new}
        lone = [(path, old, new) for path, old, new in sides if bool(old) != bool(new)]
        if lone:
            came = {self.get(one.blob) for one in entries if one.blob}
            went = {self.get(one.old_blob) for one in entries if one.old_blob}
            found.update(path for path, old, new in lone if (old in came if old else new in went))
        return frozenset(found)


def differ(one: str, other: str) -> bool:
    """Say whether both sides have an id, and not the same."""
    return bool(one and other and one != other)
