"""Every file under `tests/cases` is one example: files in, all findings and coverage out.

A case is a YAML file whose name is a sentence:

    base: nothing            start from an empty folder; without it from the sound system in cases/_base
    today: 2026-06-01        the clock; this day where absent
    files: {path: text}      written over the base; empty deletes
    latin1: {path: text}     the same in Latin-1, for bytes that are no UTF-8
    base64: {path: text}     the same, any bytes
    edits: {path: {a: b}}    replaces `a`, which stands exactly once, by `b`
    only: [rules]            looks at findings of these rules alone, where a tree has many others
    findings: [...]          all of them: `CODE severity path:line:column ~ words of message or hint`, in the
                             order of the report; `waived` stands before one that does not count
    coverage: {clause: ...}  `status: words of a reason`
    refused: words           the tree cannot be looked at, and the message says these words
"""

from __future__ import annotations

import base64
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from smsdocs.analysis.coverage import build_coverage
from smsdocs.checks.rule import RULES
from smsdocs.checks.run import check
from smsdocs.model.trouble import CannotLookError
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from smsdocs.model.finding import Finding
    from smsdocs.model.snapshot import Snapshot

CASES = Path(__file__).parent / "cases"
BASE = CASES / "_base"
FILES = sorted(path for path in CASES.rglob("*.yml") if BASE not in path.parents)
HISTORY = Path(__file__).parent / "history" / "cases"
"""Cases of rules that need history; `tests/history/test_history_cases.py` says how they look."""
TODAY = "2026-06-01"
KEYS = {"base", "today", "only", "files", "latin1", "base64", "edits", "findings", "coverage", "refused"}


@pytest.fixture(autouse=True)
def _no_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which extras are installed here makes no difference to a case."""
    monkeypatch.setattr("smsdocs.snapshot.find_packaged", lambda: None)


def load(path: Path) -> dict[str, Any]:
    """Read a case; every scalar is text, so that a case says what it looks like."""
    case: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # builds text only
    assert set(case) <= KEYS, f"a case has no {set(case) - KEYS}"
    assert set(case) & {"findings", "coverage", "refused"}, "a case says what is found"
    return case


def build(case: dict[str, Any], root: Path) -> None:
    """Write the files of a case."""
    if case.get("base") != "nothing":
        shutil.copytree(BASE, root, dirs_exist_ok=True)
    contents = {path: text.encode() for path, text in case.get("files", {}).items()}
    contents |= {path: text.encode("latin-1") for path, text in case.get("latin1", {}).items()}
    contents |= {path: base64.b64decode(text) for path, text in case.get("base64", {}).items()}
    for path, content in contents.items():
        place = root / path
        if content:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        elif place.exists():
            place.unlink()
    for path, edits in case.get("edits", {}).items():
        text = (root / path).read_text("utf-8")
        for old, new in edits.items():
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
            text = text.replace(old, new)
        (root / path).write_text(text, "utf-8")


def describe(finding: Finding) -> str:
    """Return a finding as a case writes it, with all its words."""
    waived = "waived " if finding.waived else ""
    where = f"{waived}{finding.code} {finding.severity.value} {finding.place}".rstrip()
    return f"{where} ~ {finding.message}; {finding.hint}"


def agrees(finding: Finding, wanted: str) -> bool:
    """Say whether a finding is the one that a line of a case names."""
    place, _, words = wanted.partition(" ~ ")
    return (
        describe(finding).split(" ~ ")[0] == place.strip() and words in f"{finding.message}; {finding.hint}"
    )


def judge_findings(found: tuple[Finding, ...], wanted: list[str]) -> None:
    """Compare all findings with all lines, in order."""
    same = len(found) == len(wanted) and all(map(agrees, found, wanted))
    shown = "\n  ".join(map(describe, found)) or "nothing"
    hoped = "\n  ".join(wanted) or "nothing"
    assert same, f"\nfound:\n  {shown}\nwanted:\n  {hoped}"


def judge_coverage(snapshot: Snapshot, wanted: dict[str, str]) -> None:
    """Compare the status and the reasons of the clauses a case names."""
    found = {}
    for framework in build_coverage(snapshot):
        for clause in framework.clauses.values():
            found[str(clause.ref)] = clause
            if framework.catalog is snapshot.catalogs[0]:
                found[clause.ref.clause] = clause
    for name, line in wanted.items():
        status, _, words = line.partition(": ")
        reasons = "; ".join(found[name].reasons)
        assert (found[name].status.value, words in reasons) == (status, True), (
            f"\nclause {name} is {found[name].status.value}: {reasons}\nwanted: {line}"
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CASES).with_suffix("").as_posix())
def test_case(path: Path, tmp_path: Path) -> None:
    """What is found is what the file says, no more and no less."""
    case = load(path)
    build(case, tmp_path)
    today = date.fromisoformat(case.get("today", TODAY))
    if "refused" in case:
        with pytest.raises(CannotLookError) as caught:
            read_snapshot(tmp_path, today=today, history=False)
        assert case["refused"] in f"{caught.value.message}; {caught.value.hint}"
        return
    snapshot = read_snapshot(tmp_path, today=today, history=False)
    if "findings" in case or "coverage" not in case:
        found = tuple(one for one in check(snapshot) if one.name in case.get("only", [one.name]))
        judge_findings(found, case.get("findings") or [])
    judge_coverage(snapshot, case.get("coverage", {}))


def test_the_sound_system_has_no_finding(sound: Path) -> None:
    """The base of most cases is sound, and every clause of it is covered."""
    snapshot = read_snapshot(sound, today=date.fromisoformat(TODAY), history=False)
    judge_findings(check(snapshot), [])
    assert {clause.status.value for clause in build_coverage(snapshot)[0].clauses.values()} == {"covered"}


def test_every_rule_has_a_bad_example() -> None:
    """No rule lands without a case in which it speaks."""
    cases = [load(path) for path in FILES]
    cases += [yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader) for path in HISTORY.glob("*.yml")]  # noqa: S506  # builds text only
    lines = [line for case in cases for line in case.get("findings") or ()]
    spoken = {line.removeprefix("waived ").split(" ", 1)[0] for line in lines}
    assert set(RULES) - spoken == set()
