"""What kind of change lies between two versions of a document (evidence: kinds of revision)."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.blocks import find_text_change
from smsdocs.model.history import Comparison, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from smsdocs.analysis.blocks import Block, Claims, TextChange
    from smsdocs.model.document import Value
    from smsdocs.model.history import Version

_APPROVAL = frozenset(
    {"status", "approved_on", "effective_from", "version", "last_reviewed", "review_interval"}
)
_REVIEW = frozenset({"last_reviewed", "review_interval"})
_UNSETTLING = frozenset({"clauses", "classification"})
_HEAD = frozenset(
    {
        "id",
        "title",
        "description",
        "type",
        "status",
        "version",
        "owner",
        "approver",
        "classification",
        "approved_on",
        "effective_from",
        "last_reviewed",
        "review_interval",
        "clauses",
        "provides",
        "process",
    }
)
"""What a register says about itself; everything else in it is its text."""
_SETS = frozenset(
    {
        "clauses",
        "provides",
        "implements",
        "supersedes",
        "services",
        "interfaces",
        "kpis",
        "records",
        "tags",
        "responsible",
        "consulted",
        "informed",
    }
)
"""Lists whose order says nothing."""
_ONE_OR_MORE = _SETS - {"interfaces", "tags"}
"""Sets where a lone text stands for a list of one."""
_STAGES = {"": 0, "draft": 0, "in-review": 1, "approved": 2, "retired": 3}

_LONGEST = 60
"""Characters of a value that are shown."""
_MOST = 6
"""Entries that a phrase names."""
_MOST_PAIRS = 40_000
"""Pairs of blocks that are matched in order; in larger changes blocks are only counted."""

_QUOTED = r"\"[^\"\\]*\"|'[^']*'"
_WORDS = r"[A-Za-z0-9](?:[^\s:#]|[ :](?![\s#]|$))*"
_ENTRY = rf"(?:[A-Za-z0-9][\w.@/-]*(?: [\w.@/-]+)*|{_QUOTED})"
_FLOW = rf"\[(?:{_ENTRY}(?:, *{_ENTRY})*)?\]|\{{[\w-]+: {_ENTRY}(?:, *[\w-]+: {_ENTRY})*\}}"
_LINE = re.compile(rf"([A-Za-z_][\w-]*): +({_QUOTED}|{_WORDS}) *$")
"""A field on a line of its own whose value is surely this text."""
_SOUND = re.compile(rf"( *)(- +)?([A-Za-z_][\w-]*:(?= |$))?(?: *(?:{_QUOTED}|{_FLOW}|{_WORDS}))? *$")
"""A line of YAML after which no quote or bracket is open: indentation, dash, key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """What differs in the words: phrases for readers, and whether clauses of sections differ."""

    words: tuple[str, ...] = ()
    claims: bool = False


def compare(before: Version, after: Version, material: frozenset[str]) -> Comparison:
    """Say what differs between two versions, and what kind of change that makes it.

    Args:
        before: the version that was there.
        after: the version that replaced it.
        material: canonical names of the front matter fields whose change is material.
    """
    if before is after or _same(before, after):
        return Comparison(kind=Kind.IMMATERIAL)
    if not (before.readable and after.readable):
        return _comparison_of_bytes("text: cannot be read as text")
    fields: Mapping[str, tuple[Value, Value]] | None = {}
    if before.block != after.block:
        fields = _find_field_changes(before, after)
    if fields is None:
        return _comparison_of_bytes("text: front matter that cannot be read")
    if after.register or before.register:
        rows = {name: pair for name, pair in fields.items() if name not in _HEAD}
        fields = {name: pair for name, pair in fields.items() if name in _HEAD}
        text = _Text(words=tuple(_describe_rows(name, *rows[name]) for name in sorted(rows)))
    else:
        text = (
            _Text() if before.body == after.body else _build_text(find_text_change(before.body, after.body))
        )
    return _judge(text, fields, before, after, material)


def _same(before: Version, after: Version) -> bool:
    """Say whether nothing differs; of two that cannot be read and left no text, nobody knows."""
    equal = before.block == after.block and before.body == after.body
    return (
        equal and before.readable == after.readable and (before.readable or bool(after.body or after.block))
    )


def _comparison_of_bytes(phrase: str) -> Comparison:
    return Comparison(kind=Kind.MATERIAL, changes=(phrase,), words=True, unsettles=True)


def _is_broken(version: Version) -> bool:
    """Say whether there is front matter that names no field: it cannot be read, or it is all comments."""
    return bool(version.block.strip()) and not version.fields


def _judge(
    text: _Text,
    fields: Mapping[str, tuple[Value, Value]],
    before: Version,
    after: Version,
    material: frozenset[str],
) -> Comparison:
    names = frozenset(fields)
    changed = bool(text.words) or text.claims
    kind = Kind.IMMATERIAL
    if not changed and _is_approval(fields, before, after, material):
        kind = Kind.APPROVAL
    elif not changed and "last_reviewed" in names and names <= _REVIEW and not _interval(names, material):
        kind = Kind.REVIEW
    elif changed or names & material:
        kind = Kind.MATERIAL
    phrases = [*text.words, *(["clauses of a section"] if text.claims else [])]
    phrases += [_describe_field(name, *fields[name]) for name in sorted(names)]
    return Comparison(
        kind=kind,
        changes=tuple(phrases) or ("layout only",),
        words=bool(text.words),
        unsettles=changed or bool(names & _UNSETTLING) or _unsettles(fields, kind),
    )


def _interval(names: frozenset[str], material: frozenset[str]) -> bool:
    """Say whether the review interval changed and the settings call that material."""
    return "review_interval" in names & material


def _unsettles(fields: Mapping[str, tuple[Value, Value]], kind: Kind) -> bool:
    """Say whether dates or status put in doubt what rests on the document: a first date in an approval does not."""
    if "effective_from" in fields and (kind is not Kind.APPROVAL or fields["effective_from"][0] is not None):
        return True
    return "status" in fields and fields["status"][1] == "retired"


def _is_approval(
    fields: Mapping[str, tuple[Value, Value]], before: Version, after: Version, material: frozenset[str]
) -> bool:
    """Say whether the status moves forward, or an approval is renewed, and nothing else changes."""
    names = frozenset(fields)
    if not names <= _APPROVAL or _interval(names, material):
        return False
    if "status" in names:
        old, new = (_stage(value, before) for value in fields["status"])
        return -1 < old < new
    if "approved_on" not in names:
        return False
    first, second = fields["approved_on"]
    later = isinstance(second, str) and (first is None or (isinstance(first, str) and first < second))
    return later and (after.text("status") or ("approved" if after.register else "")) == "approved"


def _stage(status: Value, version: Version) -> int:
    """Return how far a status is; a register that names none is approved."""
    if status is None:
        return _STAGES["approved"] if version.register else 0
    return _STAGES.get(status, -1) if isinstance(status, str) else -1


# Fields


def _find_field_changes(before: Version, after: Version) -> dict[str, tuple[Value, Value]] | None:
    """Return the fields that differ, as comparable values, None where one is absent or empty.

    None altogether where front matter cannot be read.
    """
    found = _find_simple_changes(before, after)
    if found is not None:
        return found
    if _is_broken(before) or _is_broken(after):
        return None
    old, new = before.fields, after.fields
    changes: dict[str, tuple[Value, Value]] = {}
    for name in sorted({*old, *new}):
        ordered = before.register and name not in _HEAD
        first = old.get(name) if ordered else _settle(name, old.get(name))
        second = new.get(name) if ordered else _settle(name, new.get(name))
        if not _equal(first, second):
            changes[name] = (first, second)
    return changes


def _find_simple_changes(before: Version, after: Version) -> dict[str, tuple[Value, Value]] | None:
    """Return the fields that differ without parsing the rest; None where the lines alone do not tell.

    The reader is asked to confirm each value, since it knows whether the organisation has names of its own.
    """
    old, new = before.block.split("\n"), after.block.split("\n")
    start = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    if not (_is_sound(old) and _is_sound(new)):
        return None
    first = _parse_lines(old[start : len(old) - end], before)
    second = _parse_lines(new[start : len(new) - end], after)
    if first is None or second is None:
        return None
    pairs = {name: (first.get(name), second.get(name)) for name in sorted({*first, *second})}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _is_sound(lines: Sequence[str]) -> bool:
    """Say whether YAML surely reads these lines one by one: fields, each with a value or one level below it."""
    below: tuple[str, bool] | None = None
    header = False
    for line in lines:
        if not line:
            continue
        found = _SOUND.match(line)
        if found is None or not line.isprintable():
            return False
        indent, dash, key = found[1], bool(found[2]), found[3]
        bare = line.endswith(":")
        if not indent and not dash:
            if not key:
                return False
            header, below = bare, None
        elif (
            not header
            or (below or (indent, dash)) != (indent, dash)
            or (dash and key)
            or bare
            or (not dash and not key)
        ):
            return False
        else:
            below = (indent, dash)
    return True


def _parse_lines(lines: Iterable[str], version: Version) -> dict[str, Value] | None:
    """Return what simple lines say; None where one is not simple, or the reader sees it otherwise."""
    found: dict[str, Value] = {}
    text = f"\n{version.block}"
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            return None
        name, value = match[1], match[2][1:-1] if match[2][0] in "\"'" else match[2]
        if name in _SETS or (version.register and name not in _HEAD):
            return None
        if text.count(f"\n{name}:") != 1 or version.text(name) != value:
            return None
        found[name] = value or None
    return found


def _settle(name: str, value: Value) -> Value:
    """Return a value of front matter as one that compares: sets in order, nothing for what is empty."""
    if isinstance(value, str) and value and name in _ONE_OR_MORE:
        value = [value]
    if isinstance(value, dict):
        inner = {key: _settle(key, entry) for key, entry in value.items()}
        value = {key: entry for key, entry in inner.items() if entry is not None}
    elif isinstance(value, list) and name in _SETS:
        value = [entry for _, entry in sorted({_key(entry): entry for entry in value}.items())]
    return None if value is None or value in ("", [], {}) else value


def _key(value: Value) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _equal(first: Value, second: Value) -> bool:
    """Compare as JSON does: true is not 1, and a text is not the number it spells."""
    return first == second and _key(first) == _key(second)


# Text


def _build_text(change: TextChange) -> _Text:
    """Return what differs in the blocks and in the clauses of sections."""
    words = () if change.before == change.after else (_describe_blocks(change.before, change.after),)
    return _Text(words=words, claims=_claims_differ(change.claims_before, change.claims_after))


def _claims_differ(before: Sequence[Claims], after: Sequence[Claims]) -> bool:
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


def _describe_blocks(before: Sequence[Block], after: Sequence[Block]) -> str:
    changed, added, removed, headings = _count_changes(before, after)
    where = f' of "{_cut(headings.pop())}"' if len(headings) == 1 and headings != {""} else ""
    return f"text{where}: {_describe_counts(changed, added, removed, 'block')}"


def _describe_counts(changed: int, added: int, removed: int, noun: str) -> str:
    counts = [(changed, "changed"), (added, "added"), (removed, "removed")]
    said = [(count, verb) for count, verb in counts if count]
    if not said:
        return "order changed"
    (count, verb), *rest = said
    plural = "" if count == 1 else "s"
    return ", ".join([f"{count} {noun}{plural} {verb}", *(f"{count} {verb}" for count, verb in rest)])


def _count_changes(before: Sequence[Block], after: Sequence[Block]) -> tuple[int, int, int, set[str]]:
    """Count blocks changed, added and removed, and name the sections they lie in."""
    start = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
    start = min(len(before), len(after)) if start is None else start
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
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


# Words


def _describe_field(name: str, before: Value, after: Value) -> str:
    return f"{_cut(name)}: {_describe_value(before, after)}"


def _describe_value(before: Value, after: Value) -> str:
    if isinstance(before, dict) or isinstance(after, dict):
        old = before if isinstance(before, dict) else {}
        new = after if isinstance(after, dict) else {}
        names = [name for name in sorted({*old, *new}) if not _equal(old.get(name), new.get(name))]
        parts = [f"{_cut(name)} {_describe_value(old.get(name), new.get(name))}" for name in names]
        if parts and all(isinstance(value, dict | None) for value in (before, after)):
            return _shorten(parts, ", ")
    if isinstance(before, list | None) and isinstance(after, list | None):
        old_keys = {_key(entry): entry for entry in before or []}
        new_keys = {_key(entry): entry for entry in after or []}
        parts = [f"+{_show(new_keys[key])}" for key in new_keys if key not in old_keys]
        parts += [f"-{_show(old_keys[key])}" for key in old_keys if key not in new_keys]
        return _shorten(parts, " ") or "order changed"
    return f"{_show(before)} -> {_show(after)}"


def _shorten(parts: Sequence[str], between: str) -> str:
    more = f"{between}and {len(parts) - _MOST} more" if len(parts) > _MOST else ""
    return between.join(parts[:_MOST]) + more


def _show(value: Value) -> str:
    """Return a value on one line, without what could disturb a terminal or a table."""
    if value is None:
        return "none"
    if isinstance(value, str):
        return _cut(value)
    if isinstance(value, dict) and all(not isinstance(entry, dict | list) for entry in value.values()):
        return _cut(", ".join(f"{key} {_show(entry)}" for key, entry in value.items()))
    return _cut(_key(value))


def _cut(text: str) -> str:
    """Return untrusted text on one line, of printable characters, and not too long."""
    words = " ".join(text[: _LONGEST * 20].split())
    line = "".join(character for character in words if character.isprintable())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _describe_rows(name: str, before: Value, after: Value) -> str:
    """Say which rows of a register differ, by their ids where they have any."""
    old, new = _by_id(before), _by_id(after)
    shown = _cut(name)
    if old is None or new is None:
        return f"text: {shown} changed"
    groups = {
        "changed": [key for key in new if key in old and not _equal(old[key], new[key])],
        "added": [key for key in new if key not in old],
        "removed": [key for key in old if key not in new],
    }
    said = [
        f"{len(ids)} {verb} ({_shorten([_cut(key) for key in ids], ', ')})"
        for verb, ids in groups.items()
        if ids
    ]
    return f"{shown}: {', '.join(said) or 'order changed'}"


def _by_id(rows: Value) -> dict[str, Value] | None:
    """Return the rows by id, or by the clause they exclude; None where that names not each of them."""
    if rows is None:
        return {}
    if not isinstance(rows, list):
        return None
    found: dict[str, Value] = {}
    for row in rows:
        key = (row.get("id") or row.get("clause")) if isinstance(row, dict) else None
        if not isinstance(key, str) or key in found:
            return None
        found[key] = row
    return found
