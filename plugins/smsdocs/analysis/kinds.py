"""What kind of change lies between two versions of a document (evidence: kinds of revision)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smsdocs.analysis.changes.fields import find_field_changes
from smsdocs.analysis.changes.values import HEAD
from smsdocs.analysis.changes.words import describe_field, describe_rows
from smsdocs.model.history import Comparison, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.model.document import Value
    from smsdocs.model.history import Version

    _Fields = Mapping[str, tuple[Value, Value]]

_APPROVAL = frozenset(
    {"status", "approved_on", "effective_from", "version", "last_reviewed", "review_interval"}
)
_REVIEW = frozenset({"last_reviewed", "review_interval"})
_UNSETTLING = frozenset({"clauses", "classification"})
_STAGES = {"": 0, "draft": 0, "in-review": 1, "approved": 2, "retired": 3}


class _Text(NamedTuple):
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
    fields = find_field_changes(before, after) if before.block != after.block else {}
    if fields is None:
        return _comparison_of_bytes("text: front matter that cannot be read")
    if after.register or before.register:
        text = _compare_rows(fields)
        fields = {name: pair for name, pair in fields.items() if name in HEAD}
    else:
        text = _compare_text(before.body, after.body)
    return _judge(text, fields, before, after, material)


def head_differs(before: Version, after: Version, material: frozenset[str]) -> bool:
    """Say whether two versions of a register differ in a material field of its head; of what nobody can read, yes."""
    if before is after or _same(before, after):
        return False
    if not (before.readable and after.readable):
        return True
    fields = find_field_changes(before, after) if before.block != after.block else {}
    return fields is None or not material.isdisjoint(HEAD.intersection(fields))


def _compare_rows(fields: _Fields) -> _Text:
    """Return what differs in a register beside its head."""
    names = sorted(name for name in fields if name not in HEAD)
    return _Text(words=tuple(describe_rows(name, *fields[name]) for name in names))


def _compare_text(before: str, after: str) -> _Text:
    """Return what differs in the blocks and in the clauses of sections."""
    if before == after:
        return _Text()
    from smsdocs.analysis.changes.text_change import find_text_change  # noqa: PLC0415  # only where texts differ
    from smsdocs.analysis.changes.text_words import claims_differ, describe_blocks  # noqa: PLC0415  # the same

    change = find_text_change(before, after)
    words = () if change.before == change.after else (describe_blocks(change.before, change.after),)
    return _Text(words=words, claims=claims_differ(change.claims_before, change.claims_after))


def _same(before: Version, after: Version) -> bool:
    """Say whether nothing differs; of two that cannot be read and left no text, nobody knows."""
    equal = before.block == after.block and before.body == after.body
    return (
        equal and before.readable == after.readable and (before.readable or bool(after.body or after.block))
    )


def _comparison_of_bytes(phrase: str) -> Comparison:
    return Comparison(kind=Kind.MATERIAL, changes=(phrase,), words=True, unsettles=True)


def _judge(
    text: _Text,
    fields: _Fields,
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
    phrases += [describe_field(name, *fields[name]) for name in sorted(names)]
    return Comparison(
        kind=kind,
        changes=tuple(phrases) or ("layout only",),
        words=bool(text.words),
        unsettles=changed or bool(names & _UNSETTLING) or _unsettles(fields, kind),
    )


def _interval(names: frozenset[str], material: frozenset[str]) -> bool:
    """Say whether the review interval changed and the settings call that material."""
    return "review_interval" in names & material


def _unsettles(fields: _Fields, kind: Kind) -> bool:
    """Say whether dates or status put in doubt what rests on the document: a first date in an approval does not."""
    if "effective_from" in fields and (kind is not Kind.APPROVAL or fields["effective_from"][0] is not None):
        return True
    return "status" in fields and "retired" in fields["status"]


def _is_approval(fields: _Fields, before: Version, after: Version, material: frozenset[str]) -> bool:
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
