"""The baseline file: the findings an existing collection starts with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from smsdocs.model.finding import Fault
from smsdocs.model.place import Place
from smsdocs.model.snapshot import BaselineEntry
from smsdocs.readers.tree import Tree, UnreadableError

if TYPE_CHECKING:
    from smsdocs.model.settings import Settings

_LIMIT = 64_000_000


def read_baseline(tree: Tree, settings: Settings) -> tuple[tuple[BaselineEntry, ...], list[Fault]]:
    """Read the baseline of a tree; empty where there is none."""
    path = settings.baseline
    if path not in tree.paths:
        if "baseline" in settings.places:
            hint = "write it with `smsdocs check --write-baseline`"
            message = f"the baseline {path} does not exist"
            return (), [
                Fault(name="broken-baseline", place=settings.place_of("baseline"), message=message, hint=hint)
            ]
        return (), []
    try:
        data = json.loads(tree.read(path, _LIMIT))
        entries = tuple(
            BaselineEntry(
                code=str(entry["code"]),
                document=str(entry["document"]),
                message=str(entry["message"]),
                count=int(entry["count"]),
            )
            for entry in data["findings"]
        )
    except (UnreadableError, ValueError, KeyError, TypeError, RecursionError) as error:
        hint = "write it anew with `smsdocs check --write-baseline`"
        message = f"the baseline cannot be read: {type(error).__name__}: {error}"
        return (), [Fault(name="broken-baseline", place=Place(path), message=message, hint=hint)]
    return entries, []


def write_baseline(entries: tuple[BaselineEntry, ...]) -> str:
    """Return the text of a baseline file."""
    rows = [
        {"code": one.code, "document": one.document, "message": one.message, "count": one.count}
        for one in entries
    ]
    return json.dumps({"version": 1, "findings": rows}, indent=1, ensure_ascii=False) + "\n"
