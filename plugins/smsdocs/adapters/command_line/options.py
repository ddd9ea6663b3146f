"""Options that commands share, and how they open a snapshot."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from smsdocs.adapters.command_line.answers import Basis, rest_on
from smsdocs.adapters.command_line.root import find_root
from smsdocs.model.dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from smsdocs.model.snapshot import Snapshot

_PRINTED_AT_ONCE = 1 << 16
"""Characters, and those up to the end of a line or a piece."""

P = ParamSpec("P")
T = TypeVar("T")


class Day(click.ParamType[date]):
    """A day of the calendar, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or say what a day looks like."""
        day = value if isinstance(value, date) else parse_date(value)
        if day is None:
            self.fail(f"{value!r} is no day; write YYYY-MM-DD.", param, ctx)
        return day


def _root(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path:
    return value if value is not None else find_root(Path())


def root_option(command: Callable[P, T]) -> Callable[P, T]:
    """Add `--root`."""
    return click.option(
        "--root",
        type=click.Path(path_type=Path),
        callback=_root,
        help="The folder that holds mkdocs.yml; by default the nearest from here up to the top of the repository.",
    )(command)


def today_option(command: Callable[P, T]) -> Callable[P, T]:
    """Add `--today`."""
    return click.option(
        "--today",
        type=Day(),
        envvar="SMSDOCS_TODAY",
        help="Judge as if it were this day (YYYY-MM-DD). Also SMSDOCS_TODAY.",
    )(command)


def history_option(command: Callable[P, T]) -> Callable[P, T]:
    """Add `--no-history`; the command gets `no_history`."""
    return click.option(
        "--no-history",
        is_flag=True,
        envvar="SMSDOCS_NO_HISTORY",
        help="Go on without git history, and say so: nothing is told of landings, suspects and honest dates. "
        "Also SMSDOCS_NO_HISTORY.",
    )(command)


def cache_option(command: Callable[P, T]) -> Callable[P, T]:
    """Add `--no-cache`; the command gets `no_cache`. An answer that was kept is printed before it comes to that."""
    return click.option(
        "--no-cache",
        is_flag=True,
        envvar="SMSDOCS_NO_CACHE",
        help="Work everything out again: read nothing that an earlier run kept, and keep nothing. "
        "Also SMSDOCS_NO_CACHE.",
    )(command)


def keep_answer(snapshot: Snapshot, root: Path, today: date | None, as_of: str | None) -> None:
    """Let what the command prints be kept, and say what it rests on that git does not tell.

    The schema folder counts with the files in it that git ignores: licensed text may lie there. Both the published
    branch and `--as-of` may name a commit in ways that are no ref.
    """
    settings = snapshot.settings
    revisions = tuple(name for name in (settings.branch, as_of) if name)
    dated = today is not None or as_of is not None
    rest_on(Basis(root=root, dated=dated, folders=(settings.schema,), revisions=revisions))


def snapshot_options(command: Callable[P, T]) -> Callable[P, T]:
    """Add the options that say which tree is read and by which clock."""
    as_of = click.option(
        "--as-of",
        metavar="REV|DATE",
        help="Go back in time: a revision, or the last commit landed by the end of a day.",
    )
    return root_option(today_option(as_of(history_option(cache_option(command)))))


def format_option(*formats: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Add `--format` with the formats there are; the first is the default."""
    return click.option(
        "--format",
        "output",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How the output is written.",
    )


def emit(report: str | Iterable[str]) -> None:
    """Print a report, whole or as its pieces come; characters that the terminal cannot show do not stop it."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    for text in _gather(_cut(report) if isinstance(report, str) else report):
        click.echo(text.encode(encoding, "replace").decode(encoding), nl=False)


def _cut(text: str) -> Iterator[str]:
    """Yield the pieces of a text: a report of thousands of findings is not copied as a whole."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _PRINTED_AT_ONCE) + 1 or len(text)
        yield text[start:end]
        start = end


def _gather(pieces: Iterable[str]) -> Iterator[str]:
    """Yield small pieces together: each printing takes its time."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _PRINTED_AT_ONCE:
            yield "".join(waiting)
            waiting.clear()
            size = 0
    yield "".join(waiting)


def speaks_unicode() -> bool:
    """Say whether the output can show the symbols of statuses."""
    try:
        "✔◐◔✘○".encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
