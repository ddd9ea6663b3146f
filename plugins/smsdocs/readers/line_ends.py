"""Line ends that only this machine has: git stores LF, and writes CR LF where the user wants it so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smsdocs.model.finding import Fault
    from smsdocs.readers.tree import Tree

_NAME = "windows-line-endings"


def drop_local_line_ends(tree: Tree, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return faults without those of files that git stores with LF: what is committed is sound."""
    found = tuple(faults)
    paths = {fault.place.path for fault in found if fault.name == _NAME}
    if not paths:
        return found
    stored = tree.find_normalised(paths)
    return tuple(fault for fault in found if fault.name != _NAME or fault.place.path not in stored)
