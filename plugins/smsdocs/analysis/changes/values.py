"""Values of front matter and registers as they compare: what is a set, what is empty, what is the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smsdocs.model.document import Value

HEAD = frozenset(
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
SETS = frozenset(
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
_ONE_OR_MORE = SETS - {"interfaces", "tags"}
"""Sets where a lone text stands for a list of one."""


def settle(name: str, value: Value) -> Value:
    """Return a value of front matter as one that compares: sets in order, nothing for what is empty."""
    if isinstance(value, str) and value and name in _ONE_OR_MORE:
        value = [value]
    if isinstance(value, dict):
        inner = {key: settle(key, entry) for key, entry in value.items()}
        value = {key: entry for key, entry in inner.items() if entry is not None}
    elif isinstance(value, list) and name in SETS:
        value = [entry for _, entry in sorted({build_key(entry): entry for entry in value}.items())]
    return None if value is None or value in ("", [], {}) else value


def build_key(value: Value) -> str:
    """Return a text that is the same for equal values, and for them only."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def equal_values(first: Value, second: Value) -> bool:
    """Compare as JSON does: true is not 1, and a text is not the number it spells."""
    return first == second and build_key(first) == build_key(second)
