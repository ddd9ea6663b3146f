"""The synthetic system of `corpus.py` with years of history behind it: the same bytes, and commits, every time.

Documents are written one by one, then changed with their approval (half of the commits), reviewed (a third),
reformatted, moved, and now and then edited without asking anybody. A fifth of the changes are made on branches of
one to three commits and arrive by a merge. It is written with `git fast-import` and repacked, as a clone would be.
"""

from __future__ import annotations

import random
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from corpus import AUTHORS, SETTINGS, build_registers, build_texts, name_author

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

_FIRST = datetime(2016, 1, 4, 8, tzinfo=UTC)
_LAST = datetime(2026, 6, 26, 8, tzinfo=UTC)
_TRUNK = "refs/heads/main"


@dataclass(slots=True)
class _Text:
    """A document as it stands: where, what, and how it was changed since it was written.

    `later` is the path it will move to one day, which others link to; empty where it has moved or never will.
    """

    path: str
    text: str
    sections: dict[int, int] = field(default_factory=dict)
    version: int = 1
    reviewed: date = date(2016, 1, 4)
    approved: date = date(2016, 1, 4)
    wrapped: bool = False
    later: str = ""
    former: str = ""

    def move(self) -> None:
        """Go where others expect it."""
        self.former, self.path, self.later = self.path, self.later, ""

    def render(self) -> bytes:
        """Return the document as it stands."""
        text = self.text.replace("last_reviewed: 2026-03-02", f"last_reviewed: {self.reviewed}")
        text = text.replace("approved_on: 2026-03-02", f"approved_on: {self.approved}")
        text = text.replace("effective_from: 2026-03-16", f"effective_from: {self.approved}")
        head, _, body = text.partition("\n## ")
        before, _, after = head.partition("version: ")
        head = f'{before}version: "{self.version}.0"\n{after.partition(chr(10))[2]}'
        parts = body.split("\n## ")
        for index, change in self.sections.items():
            parts[index] = f"{parts[index].rstrip()}\n\nSince change {change} a second person looks at it.\n"
        body = "\n## ".join(parts)
        return f"{head}\n## {body.replace('. ', f'.{chr(10)}') if self.wrapped else body}".encode()


@dataclass(slots=True)
class _Writer:
    """Feeds fast-import; a mark is the number of a commit."""

    stream: IO[bytes]
    step: timedelta
    dice: random.Random
    now: datetime = _FIRST
    mark: int = 0

    def commit(self, ref: str, words: str, parents: list[int], files: list[tuple[str, bytes | None]]) -> int:
        """Write a commit and return its mark; a file without content is deleted."""
        self.mark += 1
        self.now += self.step
        who = f"{name_author(self.dice.randrange(AUTHORS))} {int(self.now.timestamp())} +0000"
        lines = [f"commit {ref}", f"mark :{self.mark}", f"author {who}", f"committer {who}"]
        lines += [f"data {len(words.encode())}", words]
        lines += [f"{'from' if number == 0 else 'merge'} :{parent}" for number, parent in enumerate(parents)]
        self.stream.write("\n".join(lines).encode() + b"\n")
        for path, content in files:
            if content is None:
                self.stream.write(f"D {path}\n".encode())
            else:
                self.stream.write(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")
        return self.mark


def write_history(root: Path, documents: int, commits: int) -> None:
    """Write a repository of `documents` documents, at least 20, and `commits` commits, merges included."""
    root.mkdir(parents=True)
    _git(root, "init", "--quiet", "--initial-branch=main")
    with subprocess.Popen(
        ["git", "fast-import", "--quiet", "--date-format=raw"], cwd=root, stdin=subprocess.PIPE
    ) as process:
        if process.stdin is None:
            raise RuntimeError("fast-import takes no input")
        writer = _Writer(process.stdin, (_LAST - _FIRST) / (commits + 2), random.Random(documents))  # noqa: S311  # no secret
        _write_all(writer, documents, commits)
        process.stdin.close()
        if process.wait():
            raise RuntimeError("fast-import failed")
    _git(root, "-c", "gc.auto=0", "repack", "-a", "-d", "-f", "-q")
    _git(root, "reset", "--quiet", "--hard")


def _git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True)


def _write_all(writer: _Writer, documents: int, commits: int) -> None:
    texts = [_build_text(path, text, writer.dice) for path, text in build_texts(documents)]
    start = {"mkdocs.yml": SETTINGS, "docs/index.md": "# Synthetic SMS\n\nMade by the benchmark.\n"}
    start |= {f"docs/registers/{name}.yml": text for name, text in build_registers().items()}
    trunk = writer.commit(_TRUNK, "Start", [], [(path, text.encode()) for path, text in start.items()])
    waiting = iter(texts)
    batch = max(1, 2 * documents // commits)
    while created := [text for text, _ in zip(waiting, range(batch), strict=False)]:
        for text in created:
            text.reviewed = text.approved = writer.now.date()
        words = f"Write {len(created)} documents"
        trunk = writer.commit(_TRUNK, words, [trunk], [(one.path, one.render()) for one in created])
    while writer.mark < commits - 1:
        trunk = _change(writer, texts, trunk, commits - 1)
    files: list[tuple[str, bytes | None]] = []
    for text in [text for text in texts if text.later]:
        files.append((text.path, None))
        text.move()
        files.append((text.path, text.render()))
    writer.commit(_TRUNK, "Move the rest where it belongs", [trunk], files)


def _build_text(path: str, text: str, dice: random.Random) -> _Text:
    """Return a document before anything happened to it; half of them begin in another place."""
    if path.endswith("/index.md") or dice.random() > 0.5:
        return _Text(path, text)
    folder, _, name = path.rpartition("/")
    return _Text(f"{folder}/early-{name}", text, later=path)


def _change(writer: _Writer, texts: list[_Text], trunk: int, commits: int) -> int:
    """Make one change, on the trunk or on a branch that is merged, and return the new tip."""
    if writer.dice.random() > 0.2 or writer.mark + 5 > commits:
        return writer.commit(_TRUNK, *_edit(writer, texts, [trunk]))
    branch, name = trunk, f"refs/heads/b{writer.mark}"
    touched: list[_Text] = []
    for _ in range(writer.dice.randrange(1, 4)):
        words, parents, files = _edit(writer, texts, [branch], touched)
        branch = writer.commit(name, words, parents, files)
    files = [(text.path, text.render()) for text in touched]
    gone = [(text.former, None) for text in touched if text.former]
    merged = writer.commit(_TRUNK, f"Merge {name}", [trunk, branch], [*gone, *files])
    writer.stream.write(f"reset {name}\nfrom {'0' * 40}\n\n".encode())
    return merged


def _edit(
    writer: _Writer, texts: list[_Text], parents: list[int], touched: list[_Text] | None = None
) -> tuple[str, list[int], list[tuple[str, bytes | None]]]:
    """Change one to three documents in one of the ways people do."""
    chosen = writer.dice.sample(texts, writer.dice.choice((1, 1, 1, 2, 3)))
    kind = writer.dice.choices(("edit", "review", "approve", "wrap", "move"), (5, 30, 50, 10, 5))[0]
    files: list[tuple[str, bytes | None]] = []
    for text in chosen:
        if kind in {"edit", "approve"}:
            text.sections[writer.dice.randrange(8)] = writer.mark + 1
        if kind in {"review", "approve"}:
            text.reviewed = writer.now.date()
        if kind == "approve":
            text.version += 1
            text.approved = writer.now.date()
        if kind == "wrap":
            text.wrapped = not text.wrapped
        if kind == "move" and text.later:
            files.append((text.path, None))
            text.move()
        files.append((text.path, text.render()))
    if touched is not None:
        touched += [text for text in chosen if text not in touched]
    return f"{kind.capitalize()} {len(chosen)} of them", parents, files
