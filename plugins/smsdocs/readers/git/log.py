"""The one pass over history: `git log` as a stream of NUL-separated fields, read by position.

By position, since a subject may hold any other byte: nothing that somebody wrote into a commit can pass for the
next one. `--full-history --sparse` walks every commit and prunes none, so that an edit and its revert inside a
branch are both seen, and so that a merge shows its real parents: with `--parents`, git rewrites them, and a merge
that brings the first document to a trunk of other files shows nothing at all.
"""

from __future__ import annotations

import weakref
from threading import Thread
from typing import IO, TYPE_CHECKING

from smsdocs.model.log import Entry, Log, find_co_authors, parse_author, rename_co_authors
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.message import add_authors
from smsdocs.readers.git.process import end, run_inside, start_inside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RENAME_LIMIT = 1_000
"""Files of one commit among which git looks for similar ones; set, so that nobody's configuration decides."""

_FORMAT = "%H%x00%P%x00%at%x00%ct%x00%aN%x00%aE%x00%cN%x00%cE%x00%s%x00%(trailers:only,unfold)%x00%b"
_FIELDS = 11
"""The body is read for the authors in it, and not kept."""
_CHUNK = 1 << 20


def mailmap_options(tip: str) -> tuple[str, ...]:
    """Return the options that make git read the mailmap of a revision, and no other."""
    return ("-c", f"mailmap.blob={tip}:.mailmap", "-c", "mailmap.file=")


def log_arguments(tip: str, paths: Sequence[str], after: str = "") -> list[str]:
    """Return the command whose output `read_log` reads."""
    since = [f"^{after}"] if after else []
    return [
        *mailmap_options(tip),
        *("-c", "log.showSignature=false", "-c", "log.follow=false", "-c", "diff.renames=true"),
        *("log", "--full-history", "--sparse", "--topo-order", "--diff-merges=first-parent"),
        *("--raw", "-z", "--no-abbrev", "-M", f"-l{RENAME_LIMIT}", "--no-ext-diff", "--no-notes"),
        *("--encoding=UTF-8", f"--format={_FORMAT}", "--end-of-options", tip, *since, "--"),
        *(f":(top,literal){path}" for path in paths),
    ]


class LogStream:
    """A log that git is writing while others work: its output is drained in the background, and parsed when asked."""

    def __init__(self, git_dir: str, tip: str, paths: Sequence[str], after: str = "") -> None:
        """Start git.

        Args:
            git_dir: the absolute git folder.
            tip: a full object id; every commit that leads to it is read.
            paths: files and folders from the top of the repository; `""` for everything.
            after: a commit at which to stop: what leads to it is left out.
        """
        self._git_dir = git_dir
        self._tip = tip
        wanted = [] if "" in paths else list(paths)
        self._process = start_inside(git_dir, log_arguments(tip, wanted, after))
        self._chunks: list[bytes] = []
        self._errors: list[bytes] = []
        self._threads = [
            Thread(target=_drain, args=(stream, chunks), daemon=True)
            for stream, chunks in (
                (self._process.stdout, self._chunks),
                (self._process.stderr, self._errors),
            )
        ]
        for thread in self._threads:
            thread.start()
        weakref.finalize(self, end, self._process)

    def read(self) -> Log:
        """Return the log once git is done.

        Raises:
            CannotLookError: git could not walk the history.
        """
        for thread in self._threads:
            thread.join()
        if self._process.wait():
            message = (
                f"git cannot walk the history: {b''.join(self._errors).decode('utf-8', 'replace').strip()}"
            )
            raise CannotLookError(message, "`git fsck` says what is broken")
        log = _parse(_tokens(self._chunks))
        self._chunks.clear()
        _map_people(self._git_dir, self._tip, log)
        return log


def read_log(git_dir: str, tip: str, paths: Sequence[str], after: str = "") -> Log:
    """Read every commit that leads to `tip`, and what it did to the files below `paths`; see `LogStream`."""
    return LogStream(git_dir, tip, paths, after).read()


def _drain(stream: IO[bytes] | None, chunks: list[bytes]) -> None:
    while stream is not None and (chunk := stream.read(_CHUNK)):
        chunks.append(chunk)


def _tokens(chunks: list[bytes]) -> Iterator[list[bytes]]:
    """Yield what git printed, cut at NUL, a chunk at a time; a token that a chunk cuts in two goes to the next."""
    rest = b""
    for at, chunk in enumerate(chunks):
        tokens = (rest + chunk).split(b"\0")
        rest = tokens.pop()
        chunks[at] = b""
        yield tokens


def _parse(chunks: Iterator[list[bytes]]) -> Log:
    log = Log()
    paths: dict[bytes, str] = {}
    left: list[bytes] = []
    for chunk in chunks:
        tokens = left + chunk
        left = tokens[_parse_chunk(tokens, log, paths, last=False) :]
    _parse_chunk(left, log, paths, last=True)
    numbers = log.numbers
    for head in log.heads:
        parents = head.split(b"\0", 2)[1].decode().split()
        log.parents.append(tuple(numbers.get(oid, -1) for oid in parents))
    return log


def _parse_chunk(tokens: list[bytes], log: Log, paths: dict[bytes, str], *, last: bool) -> int:
    """Parse whole commits, and return how many tokens they took; the last may go on in the next chunk."""
    at, count = 0, len(tokens)
    while at + _FIELDS <= count:
        entries: list[Entry] = []
        end = at + _FIELDS
        while (end < count and tokens[end][:2] in _BEGIN) or (end < count and tokens[end][:1] == b":"):
            end = _parse_entry(tokens, end, entries, paths)
        if end >= count and not last:
            break
        oid = tokens[at].decode()
        number = len(log.oids)
        log.oids.append(oid)
        log.numbers[oid] = number
        log.heads.append(b"\0".join(_settle(tokens[at : at + _FIELDS])))
        if entries:
            log.entries[number] = entries
        at = end
    return at


_BEGIN = (b"\n:",)
_TIMES = (2, 3)
"""Where the times stand among the fields."""


def _settle(fields: list[bytes]) -> list[bytes]:
    """Return the fields of a commit as they are kept: co-authors out of the whole message, and numbers for times.

    Of a broken line git prints no time, and 1970 stands.
    """
    body = fields.pop()
    fields[-1] = add_authors(fields[-1], fields[-2] + b"\n\n" + body)
    for at in _TIMES:
        if not fields[at].removeprefix(b"-").isdigit():
            fields[at] = b"0"
    return fields


def _parse_entry(tokens: list[bytes], at: int, entries: list[Entry], paths: dict[bytes, str]) -> int:
    """Parse `:mode mode blob blob status` and its paths, and return where the next token stands."""
    old_mode, mode, old_blob, blob, status = tokens[at].decode().split(" ")
    two = status[0] in "RC"
    end = at + (3 if two else 2)
    if end > len(tokens):
        return end
    old_path, path = _name(tokens[at + 1], paths), _name(tokens[end - 1], paths)
    was, is_ = old_mode[-6:].startswith("10"), mode.startswith("10")  # plain files: 100644, 100755
    if was and is_:
        if old_blob != blob or two:
            entries.append(Entry("R" if two else "M", old_path, path, old_blob, blob))
    elif is_:
        entries.append(Entry("A", path, path, "", blob))
    elif was:
        entries.append(Entry("D", old_path, old_path, old_blob, ""))
    return end


def _name(token: bytes, paths: dict[bytes, str]) -> str:
    if (name := paths.get(token)) is None:
        name = paths[token] = token.decode("utf-8", "surrogateescape")
    return name


def _map_people(git_dir: str, tip: str, log: Log) -> None:
    """Map co-authors as git maps authors; it leaves trailers alone."""
    written = find_co_authors(log)
    if not written:
        return
    people = [parse_author(text) for text in written]
    lines = "".join(f"{' '.join(one.name.split())} <{one.email}>\n" for one in people)
    text = lines.encode("utf-8", "replace")
    done = run_inside(git_dir, *mailmap_options(tip), "check-mailmap", "--stdin", text=text)
    mapped = done.stdout.decode("utf-8", "replace").splitlines()
    if not done.returncode and len(mapped) == len(people):
        rename_co_authors(log, dict(zip(written, mapped, strict=True)))
