"""The one pass over history: `git log` as a stream of NUL-separated fields, read by position.

By position, since a subject may hold any other byte: nothing that somebody wrote into a commit can pass for the
next one. `--full-history --sparse` walks every commit and prunes none, so that an edit and its revert inside a
branch are both seen, and so that a merge shows its real parents: with `--parents`, git rewrites them, and a merge
that brings the first document to a trunk of other files shows nothing at all.
"""

from __future__ import annotations

import os
import weakref
from threading import Thread
from typing import IO, TYPE_CHECKING

from smsdocs.model.log import Entry, Log, clamp_time, find_co_authors, parse_author, rename_co_authors
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.git.message import add_authors, find_trailers
from smsdocs.readers.git.process import end, run_inside, start_inside
from smsdocs.readers.git.repository import WITHOUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smsdocs.model.history import Author

RENAME_LIMIT = 1_000
"""Files of one commit among which git looks for similar ones; set, so that nobody's configuration decides.

Where more came and went, that commit is asked about again, alone.
"""
MOST_RENAMES = 20_000
"""The same for a commit that is asked about alone: some minutes, once. Beyond it nobody can say what went where."""
PLAIN = ("-c", f"core.attributesFile={os.devnull}")
"""What keeps attributes of a user from deciding how alike two texts are: git compares a binary one byte by byte."""

_FORMAT = "%H%x00%P%x00%at%x00%ct%x00%aN%x00%aE%x00%cN%x00%cE%x00%s%x00%b"
_FIELDS = 10
"""Of the body, the last of them, its trailers are kept and the authors in it."""
_CHUNK = 1 << 20


def mailmap_options(tip: str) -> tuple[str, ...]:
    """Return the options that make git read the mailmap of a revision, and no other."""
    return ("-c", f"mailmap.blob={tip}:.mailmap", "-c", "mailmap.file=")


def log_arguments(tip: str, paths: Sequence[str], after: str = "") -> list[str]:
    """Return the command whose output `read_log` reads."""
    since = [f"^{after}"] if after else []
    return [
        *mailmap_options(tip),
        *PLAIN,
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
        self._paths = [] if "" in paths else list(paths)
        self._process = start_inside(git_dir, log_arguments(tip, self._paths, after))
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
        many: list[int] = []
        log = _parse(_tokens(self._chunks), many)
        self._chunks.clear()
        for number in many:
            log.entries[number] = self._read_many(log, number)
        _map_people(self._git_dir, self._tip, log)
        return log

    def _read_many(self, log: Log, number: int) -> list[Entry]:
        """Return what a commit did of which git gave up telling what was renamed."""
        commit, parent = log.oids[number], log.heads[number].split(b"\0", 2)[1].decode().split()[0]
        refuse_many(commit, log.entries.get(number, ()))
        paths = (f":(top,literal){path}" for path in self._paths)
        options = ("-r", "--raw", "-z", "--no-abbrev", "-M", f"-l{MOST_RENAMES}", parent, commit)
        done = run_inside(self._git_dir, *PLAIN, "diff-tree", *options, "--", *paths)
        tokens = done.stdout.split(b"\0")
        entries: list[Entry] = []
        at = 0
        while tokens[at]:
            at = _parse_entry(tokens, at, entries, {})
        return entries


def exceeds(entries: Sequence[Entry], limit: int) -> bool:
    """Say whether more files came and went than git pairs by likeness under a limit."""
    come = sum(1 for entry in entries if entry.status == "A")
    return come * sum(1 for entry in entries if entry.status == "D") > limit * limit


def refuse_many(commit: str, entries: Sequence[Entry]) -> None:
    """Refuse a commit of which nobody can say in good time what went where.

    Raises:
        CannotLookError: more came and went than can be paired.
    """
    if exceeds(entries, MOST_RENAMES):
        message = f"in the commit {commit[:12]} too many files came and went to tell which were renamed"
        raise CannotLookError(message, f"name fewer folders in the setting `documents`; {WITHOUT}")


def read_log(git_dir: str, tip: str, paths: Sequence[str], after: str = "") -> Log:
    """Read every commit that leads to `tip`, and what it did to the files below `paths`; see `LogStream`."""
    return LogStream(git_dir, tip, paths, after).read()


def read_times(git_dir: str, oids: Iterable[str]) -> dict[str, int]:
    """Return the committer's time of some commits, in epoch seconds."""
    wanted = "".join(f"{oid}\n" for oid in oids)
    if not wanted:
        return {}
    done = run_inside(git_dir, "log", "--no-walk", "--stdin", "--format=%H %ct", text=wanted.encode())
    told = (line.split(" ") for line in done.stdout.decode().splitlines())
    return {oid: clamp_time(time) for oid, time in told}


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


def _parse(chunks: Iterator[list[bytes]], many: list[int]) -> Log:
    """Parse a log; the commits of which git gave up telling what was renamed are added to `many`."""
    log = Log()
    names: dict[bytes, str] = {}
    left: list[bytes] = []
    for chunk in chunks:
        tokens = left + chunk
        left = tokens[_parse_chunk(tokens, log, names, many, last=False) :]
    _parse_chunk(left, log, names, many, last=True)
    numbers = log.numbers
    for head in log.heads:
        parents = head.split(b"\0", 2)[1].decode().split()
        log.parents.append(tuple(numbers.get(oid, -1) for oid in parents))
    return log


def _parse_chunk(
    tokens: list[bytes], log: Log, names: dict[bytes, str], many: list[int], *, last: bool
) -> int:
    """Parse whole commits, and return how many tokens they took; the last may go on in the next chunk."""
    at, count = 0, len(tokens)
    while at + _FIELDS <= count:
        entries: list[Entry] = []
        end = at + _FIELDS
        while (end < count and tokens[end][:2] in _BEGIN) or (end < count and tokens[end][:1] == b":"):
            end = _parse_entry(tokens, end, entries, names)
        if end >= count and not last:
            break
        oid = tokens[at].decode()
        number = len(log.oids)
        log.oids.append(oid)
        log.numbers[oid] = number
        log.heads.append(b"\0".join(_settle(tokens[at : at + _FIELDS])))
        if entries:
            log.entries[number] = entries
        if end - at > _FEW_TOKENS and _is_unpaired(tokens[at + _FIELDS : end]):
            many.append(number)
        at = end
    return at


_BEGIN = (b"\n:",)
_FEW_TOKENS = 4 * RENAME_LIMIT
"""Two for each file that came or went: with fewer, git looked at all of them."""


def _is_unpaired(tokens: Sequence[bytes]) -> bool:
    """Say whether git gave up looking for what was renamed, links and submodules counted as it counts them."""
    come = sum(1 for token in tokens if token.endswith(b" A"))
    return come * sum(1 for token in tokens if token.endswith(b" D")) > RENAME_LIMIT * RENAME_LIMIT


_TIMES = (2, 3)
"""Where the times stand among the fields."""


def _settle(fields: list[bytes]) -> list[bytes]:
    """Return the fields of a commit as they are kept: co-authors out of the whole message, and numbers for times.

    Of a broken line git prints no time, and 1970 stands.
    """
    body = fields[-1]
    fields[-1] = add_authors(find_trailers(body), fields[-2] + b"\n\n" + body)
    for at in _TIMES:
        if not fields[at].removeprefix(b"-").isdigit():
            fields[at] = b"0"
    return fields


def _parse_entry(tokens: list[bytes], at: int, entries: list[Entry], names: dict[bytes, str]) -> int:
    """Parse `:mode mode blob blob status` and its paths, and return where the next token stands."""
    old_mode, mode, old_object, object_, change = tokens[at].split(b" ")
    status = change[:1].decode()
    two = status in "RC"
    end = at + (3 if two else 2)
    if end > len(tokens):
        return end
    old_path, path = _name(tokens[at + 1], names), _name(tokens[end - 1], names)
    old_blob, blob = _name(old_object, names), _name(object_, names)
    was, is_ = old_mode[-6:].startswith(b"10"), mode.startswith(b"10")  # plain files: 100644, 100755
    if was and is_:
        if old_blob != blob or two:
            entries.append(Entry("R" if two else "M", old_path, path, old_blob, blob))
    elif is_:
        entries.append(Entry("A", path, path, "", blob))
    elif was:
        entries.append(Entry("D", old_path, old_path, old_blob, ""))
    return end


def _name(token: bytes, names: dict[bytes, str]) -> str:
    """Return a path or an object; each is held once, however often it is named."""
    if (name := names.get(token)) is None:
        name = names[token] = token.decode("utf-8", "surrogateescape")
    return name


def _map_people(git_dir: str, tip: str, log: Log) -> None:
    """Map co-authors as git maps authors; it leaves trailers alone."""
    if not (written := find_co_authors(log)):
        return
    people = [parse_author(text) for text in written]
    mapped = zip(written, people, map_people(git_dir, tip, people), strict=True)
    rename_co_authors(log, {text: f"{new.name} <{new.email}>" for text, old, new in mapped if new != old})


def map_people(git_dir: str, tip: str, people: Sequence[Author]) -> list[Author]:
    """Return some people as the mailmap of a revision names them; as they are where git cannot tell."""
    words = [(" ".join(one.name.split()), " ".join(one.email.split())) for one in people]
    lines = "".join(f"{name} <{address}>\n" for name, address in words)  # git answers line by line
    text = lines.encode("utf-8", "replace")
    done = run_inside(git_dir, *mailmap_options(tip), "check-mailmap", "--stdin", text=text)
    mapped = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode or len(mapped) != len(people):
        return list(people)
    return [parse_author(line) for line in mapped]
