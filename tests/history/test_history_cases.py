"""Every file under `tests/history/cases` is one example: a real repository in, all findings of the family SMS4xx out.

A case is a YAML file whose name is a sentence:

    base: nothing            begin with an empty repository; without it with two commits: Ada writes a policy, a
                             procedure that implements it, the people and the roles (2026-01-05), and Bea, who holds
                             the approver role, approves them (2026-01-10)
    settings: {name: value}  of smsdocs, in the first commit
    commits:                 in their order, each a mapping:
      at: 2026-02-01         the committer's day, at noon UTC, or a moment
      author_at: 2026-01-01  the author's, where it differs
      author: Ada            Ada, Bea, Cy, or `Name <address>`; Ada where absent
      committer: Bea         where it differs
      message: words         of the commit
      branch: name           where to commit; a new one begins where we are
      merge: name            merges that branch into it
      keep: yes              settles its conflicts, and whatever else it brings, with what was there (`-s ours`)
      forward: name          moves it forward to that branch first
      files: {path: text}    `{n}` in path and text counts up to `times`; an empty text deletes
      times: 12              see there
      edits: {path: {a: b}}  replaces `a`, which stands exactly once, by `b`; the path may be a pattern
      moves: {path: path}
      label: name            `{commit:name}` stands for the commit in later texts, and shortened in findings,
                             as `{short:name}` is everywhere;
                             `{blob:name:path}` for the object that it has at a path
    uncommitted: {...}       files, edits and moves that nobody commits
    tip: branch              to look at; the last commit where absent
    history: no              look without history
    today: 2026-06-01        the clock; this day where absent
    only: [names of rules]   looks at these findings alone
    findings: [...]          all of them, as in tests/test_cases.py
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from test_cases import judge_findings

from smsdocs.checks.run import check, list_rules
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Repository

CASES = Path(__file__).parent / "cases"
FILES = sorted(CASES.glob("*.yml"))
BASE = CASES / "_base.yaml"
TODAY = "2026-06-01"
KEYS = {*("base", "settings", "commits", "uncommitted", "tip"), *("history", "today", "only", "findings")}
COMMIT_KEYS = {
    *("at", "author_at", "author", "committer", "message", "branch", "merge", "keep", "forward"),
    *("files", "times", "edits", "moves", "label"),
}
FAMILY = [rule.name for rule in list_rules() if rule.code.startswith("SMS4")]
PEOPLE = {name: f"{name} Example <{name.lower()}@example.org>" for name in ("Ada", "Bea", "Cy")}
_LABEL = re.compile(r"\{commit:([\w-]+)\}")
_SHORT = re.compile(r"\{short:([\w-]+)\}")
_BLOB = re.compile(r"\{blob:([\w-]+):([^{}]+)\}")


def load(path: Path) -> dict[str, Any]:
    """Read a case; every scalar is text."""
    case: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # builds text only
    assert set(case) <= KEYS, f"a case has no {set(case) - KEYS}"
    return case


@dataclass
class Builder:
    """Builds the repository of a case."""

    repository: Repository
    labels: dict[str, str] = field(default_factory=dict)

    def build(self, case: Mapping[str, Any]) -> None:
        """Make every commit, and what nobody commits."""
        base = [] if case.get("base") == "nothing" else yaml.load(BASE.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  # builds text only
        entry = {"smsdocs": {"documents": ["policies", "processes"], **case.get("settings", {})}}
        self.repository.write({"mkdocs.yml": json.dumps({"site_name": "A small SMS", "plugins": [entry]})})
        for commit in (*base, *case.get("commits", ())):
            assert set(commit) <= COMMIT_KEYS, f"a commit has no {set(commit) - COMMIT_KEYS}"
            self.commit(commit)
        if "tip" in case:
            self.repository.git("checkout", "--quiet", case["tip"])
        self.change(case.get("uncommitted", {}))

    def commit(self, commit: Mapping[str, Any]) -> None:
        """Make one commit."""
        author = commit.get("author", "Ada")
        for who, name in (("AUTHOR", author), ("COMMITTER", commit.get("committer", author))):
            person, _, address = PEOPLE.get(name, name).partition(" <")
            self.repository.environment |= {
                f"GIT_{who}_NAME": person,
                f"GIT_{who}_EMAIL": address.rstrip(">"),
            }
        if branch := commit.get("branch"):
            known = self.repository.git("branch", "--list", branch)
            self.repository.git("checkout", "--quiet", *([] if known else ["-b"]), branch)
        at, message = _moment(commit["at"]), commit.get("message", "change")
        author_at = _moment(commit.get("author_at", commit["at"]))
        if "forward" in commit:
            self.repository.git("merge", "--quiet", "--ff-only", commit["forward"])
        if "merge" in commit:
            self.repository.git(
                *("merge", "--quiet", "--no-ff", "--no-commit"),
                *(["--strategy=ours"] if commit.get("keep") else []),
                commit["merge"],
                at=at,
                author_at=author_at,
            )
        self.change(commit)
        self.repository.git("add", "--all")
        options = ("commit", "--quiet", "--allow-empty", "--message", message)
        self.repository.git(*options, at=at, author_at=author_at)
        if label := commit.get("label"):
            self.labels[label] = self.repository.git("rev-parse", "HEAD")

    def change(self, change: Mapping[str, Any]) -> None:
        """Write, edit and move files."""
        root = self.repository.root
        for old, new in change.get("moves", {}).items():
            (root / new).parent.mkdir(parents=True, exist_ok=True)
            (root / old).rename(root / new)
        for path, text in change.get("files", {}).items():
            for number in range(1, int(change.get("times", 1)) + 1):
                place = root / path.replace("{n}", str(number))
                if text:
                    self.repository.write(
                        {str(place.relative_to(root)): self.fill(text).replace("{n}", str(number))}
                    )
                else:
                    place.unlink()
        for pattern, edits in change.get("edits", {}).items():
            self.edit(pattern, edits)

    def edit(self, pattern: str, edits: Mapping[str, str]) -> None:
        """Replace texts in every file that a pattern names."""
        root = self.repository.root
        paths = [path for path in root.rglob("*.*") if fnmatch(path.relative_to(root).as_posix(), pattern)]
        assert paths, f"no file is named {pattern}"
        for path in paths:
            text = path.read_text("utf-8")
            for old, new in edits.items():
                assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
                text = text.replace(old, self.fill(new))
            path.write_text(text, "utf-8")

    def fill(self, text: str, digits: int = 40) -> str:
        """Put the ids of commits and objects where their labels stand."""
        text = _BLOB.sub(
            lambda found: self.repository.git("rev-parse", f"{self.labels[found[1]]}:{found[2]}"), text
        )
        text = _SHORT.sub(lambda found: self.labels[found[1]][:10], text)
        return _LABEL.sub(lambda found: self.labels[found[1]][:digits], text)


def _moment(text: str) -> str:
    return text if "T" in text else f"{text}T12:00:00+00:00"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_history_case(path: Path, repository: Repository) -> None:
    """What is found is what the file says, no more and no less."""
    case = load(path)
    builder = Builder(repository)
    builder.build(case)
    today = date.fromisoformat(case.get("today", TODAY))
    snapshot = read_snapshot(repository.root, today=today, history=case.get("history") != "no")
    names = case.get("only", FAMILY)
    found = tuple(one for one in check(snapshot) if one.name in names)
    judge_findings(found, [builder.fill(line, 10) for line in case.get("findings") or ()])
