"""The command line: `smsdocs`. Commands are loaded when they are called, so `--help` costs nothing.

A question that was answered before is answered before anything is loaded; see `answers`.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # as in `typing`, which is not needed to start
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_ANSWERED = frozenset({"check", "coverage", "history"})
"""Commands that print what they find in a snapshot, and do nothing else."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in _ANSWERED and sys.stdout is not None and sys.stderr is not None:
        from smsdocs.adapters.command_line.answers import answer  # noqa: PLC0415  # only where it is asked

        answer(given, lambda: _run(arguments))
    _run(arguments)


def _run(arguments: Sequence[str] | None) -> None:
    from smsdocs.adapters.command_line.group import main as run  # noqa: PLC0415  # an answer may do without

    run(arguments)
