"""The same question again: what was printed last time is printed again, as long as nothing that it rests on changed.

This comes before every other import. It looks at the arguments, the machine and the repository
(`readers.answers`); where that is as it was, the answer is read from a file and nothing else is loaded. Where it
is not, the command runs, what it prints passes through a recorder, and it says by `rest_on` that it looked at a
snapshot and could answer. An answer is kept where all of it was printed, nothing went to stderr, the exit
code is 0 or 1, and the repository is still the same.
"""

from __future__ import annotations

import os
import sys
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple, NoReturn, TextIO, cast

from smsdocs.adapters.command_line.root import guess_root
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.answers.machine import read_machine
from smsdocs.readers.answers.stamps import TooMuchError, digest
from smsdocs.readers.answers.state import read_state, read_watched
from smsdocs.readers.answers.store import FORMAT, LARGEST, Answer, read_answer, write_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

_QUARTER = 15 * 60
"""Seconds. No time zone changes its day between two quarters of an hour of UTC."""
_NO = frozenset({"", "0", "false", "f", "no", "n", "off"})
"""What click takes for no; anything else in SMSDOCS_NO_CACHE keeps us from looking."""


class Basis(NamedTuple):
    """What an answer rests on, beside what can be told without loading a command.

    Attributes:
        root: the folder of the settings.
        dated: whether the day was given; without it the answer is good for a quarter of an hour.
        folders: below the root, whose files count although git may ignore them.
        revisions: names of commits that need not be refs.
    """

    root: Path
    dated: bool
    folders: tuple[str, ...]
    revisions: tuple[str, ...]


class _Question(NamedTuple):
    """What is asked, and where its answer lies."""

    root: Path
    dated: bool
    folder: str
    key: str


_BASIS: ContextVar[Basis | None] = ContextVar("basis", default=None)


def rest_on(basis: Basis) -> None:
    """Say that a command could look, and at what: what it prints may be kept."""
    _BASIS.set(basis)


def answer(arguments: list[str], run: Callable[[], None]) -> NoReturn:
    """Print the answer that was kept, or run the command and keep what it prints; ends the process."""
    started = time.time_ns()
    question = None if _unwanted(arguments) else _read_question(arguments)
    if question is None:
        run()
        raise SystemExit(0)
    known = read_answer(question.folder, question.key)
    if known is not None and _still_holds(known, question.root):
        _print(known.parts)
        raise SystemExit(known.code)
    parts, code = _record(run)
    if parts is not None and code in {0, 1} and _read_question(arguments) == question:
        _keep(question, parts, code, started)
    raise SystemExit(code)


def _unwanted(arguments: Sequence[str]) -> bool:
    return "--no-cache" in arguments or os.environ.get("SMSDOCS_NO_CACHE", "").lower() not in _NO


def _read_question(arguments: list[str]) -> _Question | None:
    """Return the question; None where its answer cannot be kept."""
    try:
        root = guess_root(arguments)
        state = read_state(root) if root is not None else None
        if root is None or state is None:
            return None
        dated = _is_dated(arguments)
        named = [os.path.realpath(argument) for argument in arguments]
        asked = (arguments, named, os.getcwd(), os.path.realpath(root))  # noqa: PTH109  # a text
        key = digest((FORMAT, read_machine(), asked, _read_clock(dated=dated), state.digest))
    except (OSError, ValueError, TooMuchError, CannotLookError):
        return None  # the command will say what is wrong, or do it without
    return _Question(root, dated, state.folder, key)


def _is_dated(arguments: Sequence[str]) -> bool:
    given = any(argument.startswith(("--today", "--as-of")) for argument in arguments)
    return given or bool(os.environ.get("SMSDOCS_TODAY"))


def _read_clock(*, dated: bool) -> int:
    """Return the quarter of an hour; the day where the command has a date of its own, for keys expire."""
    return int(time.time()) // (24 * 3600 if dated else _QUARTER)


def _still_holds(known: Answer, root: Path) -> bool:
    try:
        return read_watched(root, known.folders, known.revisions).digest == known.watched
    except (OSError, ValueError, TooMuchError, CannotLookError):
        return False


def _print(parts: Iterable[str]) -> None:
    """Print an answer; a reader that has heard enough ends the process as it would have ended the command."""
    try:
        sys.stdout.writelines(parts)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


def _record(run: Callable[[], None]) -> tuple[Sequence[str] | None, int | str | None]:
    """Run a command and return the parts of what it printed, None where that cannot be kept, and its exit code."""
    _BASIS.set(None)
    output, errors = _Recorder(sys.stdout), _Recorder(sys.stderr)
    sys.stdout, sys.stderr = cast("TextIO", output), cast("TextIO", errors)
    code: int | str | None = 0
    try:
        run()
    except SystemExit as end:
        code = end.code or 0
    finally:
        present: tuple[object, object] = sys.stdout, sys.stderr
        if present[0] is output:  # click puts something else there when nobody reads any more
            sys.stdout = output.stream
        if present[1] is errors:
            sys.stderr = errors.stream
    whole = present == (output, errors) and errors.parts == []
    return (output.parts if whole else None), code


def _keep(question: _Question, parts: Sequence[str], code: int | str | None, started: int) -> None:
    basis = _BASIS.get()
    if basis is None or basis.dated != question.dated or basis.root.resolve() != question.root.resolve():
        return
    try:
        watched = read_watched(question.root, basis.folders, basis.revisions)
    except (OSError, ValueError, TooMuchError, CannotLookError):
        return
    if watched.changed >= started:  # perhaps after it was read
        return
    kept = Answer(parts, 1 if code else 0, basis.folders, basis.revisions, watched.digest)
    write_answer(question.folder, question.key, kept)


class _Recorder:
    """Stands for an output: passes everything on, and remembers it as long as it knows all of it.

    Attributes:
        parts: what was printed; None where not all of it is known, it is too much, or it did not arrive.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.parts: list[str] | None = []
        self._size = 0

    def write(self, text: str) -> int:
        """Print, and remember what arrived."""
        if not text:  # click asks with empty bytes whether this is a stream of bytes
            return self.stream.write(text)
        parts, self.parts = self.parts, None
        done = self.stream.write(text)
        self._size += len(text)
        if parts is not None and self._size <= LARGEST:
            parts.append(text)
            self.parts = parts
        return done

    def flush(self) -> None:
        """Send on what waits."""
        parts, self.parts = self.parts, None
        self.stream.flush()
        self.parts = parts

    @property
    def buffer(self) -> object:
        """What goes this way is not seen, so nothing is kept."""
        self.parts = None
        return self.stream.buffer

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)
