"""The command line: `smsdocs`. Commands are loaded when they are called, so `--help` costs nothing.

A question that was answered before is answered before anything is loaded; see `answers`.
"""

from __future__ import annotations

import errno
import os
import sys

TYPE_CHECKING = False  # as in `typing`, which is not needed to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

__all__ = ["main"]

_ANSWERED = frozenset({"check", "coverage", "history"})
"""Commands that print what they find in a snapshot, and do nothing else."""
_UNWRITTEN = frozenset(
    {errno.ENOSPC, errno.EFBIG, errno.EIO, *((errno.EDQUOT,) if hasattr(errno, "EDQUOT") else ())}
)
"""A full disk, or one that fails: what is written to an open output names no file."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with its exit code."""
    try:
        _answer(arguments)
    except OSError as error:
        if error.filename is not None or error.errno not in _UNWRITTEN:
            raise
        _give_up(error)


def _answer(arguments: Sequence[str] | None) -> None:
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in _ANSWERED and sys.stdout is not None and sys.stderr is not None:
        from smsdocs.adapters.command_line.answers import answer  # noqa: PLC0415  # only where it is asked

        answer(given, lambda: _run(arguments))
    _run(arguments)


def _give_up(error: OSError) -> NoReturn:
    """End where the output cannot be written: half a report is none, and no verdict either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes what is left when it ends
    sys.stderr.write(
        f"smsdocs: the output cannot be written: {error.strerror}\n  make room, or write elsewhere\n"
    )
    raise SystemExit(2)


def _run(arguments: Sequence[str] | None) -> None:
    from smsdocs.adapters.command_line.group import main as run  # noqa: PLC0415  # an answer may do without

    run(arguments)
