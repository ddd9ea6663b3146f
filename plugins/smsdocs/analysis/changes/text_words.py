"""What changed in a text, in words: blocks changed, added and removed, and clauses of sections."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import TYPE_CHECKING

from smsdocs.analysis.changes.shared_ends import count_shared
from smsdocs.analysis.changes.words import cut_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsdocs.analysis.markdown_blocks.block import Block, Claims

_TARGET = re.compile(r"((?<!!)\[[^\[\]]*+\]\()[^()\s]*+(?=\))|^(\[(?!\^)[^\[\]]++\]:\s*+)\S++")
"""Where a link leads, beside its words, and in a definition; not which picture is shown."""
_CODE = frozenset({"code", "fence"})
_MOST_PAIRS = 40_000
"""Pairs of blocks that are matched in order; in larger changes blocks are only counted."""


def claims_differ(before: Sequence[Claims], after: Sequence[Claims]) -> bool:
    """Say whether a section claims other clauses. A heading in other words keeps its claims by its place."""
    return _gather(before, by_place=True) != _gather(after, by_place=True) and _gather(
        before, by_place=False
    ) != _gather(after, by_place=False)


def _gather(claims: Sequence[Claims], *, by_place: bool) -> dict[object, frozenset[str]]:
    found: dict[object, frozenset[str]] = {}
    for claim in claims:
        key: object = claim.section if by_place else claim.heading
        found[key] = found.get(key, frozenset()) | claim.clauses
    return {key: clauses for key, clauses in found.items() if clauses}


def describe_blocks(before: Sequence[Block], after: Sequence[Block]) -> str:
    """Say how many blocks differ, and of which section where it is one."""
    changed, added, removed, headings = _count_changes(before, after)
    where = f' of "{cut_text(headings.pop())}"' if len(headings) == 1 and headings != {""} else ""
    only = ", only where links lead" if _without_targets(before) == _without_targets(after) else ""
    return f"text{where}: {_describe_counts(changed, added, removed)}{only}"


def _without_targets(blocks: Sequence[Block]) -> list[tuple[str, str, str]]:
    """Return blocks without the targets of their links; code has none."""
    return [
        (one.kind, one.nesting, one.text if one.kind in _CODE else _TARGET.sub(r"\1\2", one.text))
        for one in blocks
    ]


def _describe_counts(changed: int, added: int, removed: int) -> str:
    counts = [(changed, "changed"), (added, "added"), (removed, "removed")]
    said = [(count, verb) for count, verb in counts if count]
    if not said:
        return "order changed"
    (count, verb), *rest = said
    plural = "" if count == 1 else "s"
    return ", ".join([f"{count} block{plural} {verb}", *(f"{count} {verb}" for count, verb in rest)])


def _count_changes(before: Sequence[Block], after: Sequence[Block]) -> tuple[int, int, int, set[str]]:
    """Count blocks changed, added and removed, and name the sections they lie in."""
    start, end = count_shared(before, after)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) * len(new) > _MOST_PAIRS:
        return _count_many(old, new)
    changed = added = removed = 0
    headings: set[str] = set()
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        both = min(j - i, m - k)
        changed, added, removed = changed + both, added + m - k - both, removed + j - i - both
        headings.update(block.heading for block in (*old[i:j], *new[k:m]))
    return changed, added, removed, headings


def _count_many(old: Sequence[Block], new: Sequence[Block]) -> tuple[int, int, int, set[str]]:
    """Count without regard to order, in linear time."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    both = min(gone.total(), come.total())
    headings = {block.heading for block in (*gone, *come)}
    return both, come.total() - both, gone.total() - both, headings
