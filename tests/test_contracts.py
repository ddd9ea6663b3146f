"""The JSON outputs keep their contracts: what is printed fits the schemas, and the schemas refuse what does not."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from smsdocs.adapters.command_line.group import smsdocs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Repository

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = ("check", "coverage", "rules", "remind")
"""Those that any tree can give; `history` needs a repository."""
PEOPLE = """id: REG-PEOPLE
title: People
owner: sms-manager
rows:
  - id: m-ellwood
    name: Mara Ellwood
    git: [Mara Ellwood <mara@example.org>]
    assignments:
      - {role: sms-owner, from: 2026-01-01}
"""
POLICY = """---
id: POL-SM
title: Service policy
type: policy
status: approved
version: "1.0"
owner: sms-manager
approver: sms-owner
approved_on: 2026-02-01
last_reviewed: 2026-02-01
implements: [POL-TOP]
---

We answer every call.
"""


@pytest.fixture(autouse=True)
def _without_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSDOCS_NO_HISTORY", "1")  # most of these trees are no repositories


def read_contract(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a contract."""
    contract: dict[str, Any] = json.loads(
        (ROOT / "schema" / "outputs" / f"{name}-1.json").read_text(encoding="utf-8")
    )
    return contract


def find_errors(name: str, output: object) -> list[str]:
    """Return what a contract finds wrong with an output."""
    return [error.message for error in Draft202012Validator(read_contract(name)).iter_errors(output)]


def run(name: str, root: Path, *more: str) -> dict[str, Any]:
    """Run a command with JSON output and return what it printed."""
    day = () if name in {"rules", "explain"} else ("--today", "2026-06-30")
    done = CliRunner().invoke(smsdocs, [name, *more, "--root", str(root), *day, "--format", "json"])
    assert done.exit_code in {0, 1}, done.output
    output: dict[str, Any] = json.loads(done.stdout)
    return output


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample, outside git."""
    for folder in ("policies", "processes", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    return tmp_path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A tree with settings and nothing else."""
    (tmp_path / "mkdocs.yml").write_text("site_name: Nothing yet\nplugins:\n  - smsdocs\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A tree with findings of every kind of place, a waiver, an exclusion and two frameworks."""
    (tmp_path / "mkdocs.yml").write_text(
        "plugins:\n  - smsdocs:\n      frameworks: [iso27001@2022, iso20000-1@2018]\n      waivers:\n"
        "        - {rule: SMS109, reason: not yet, until: 2026-12-31}\n",
        encoding="utf-8",
    )
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "a.md").write_text(
        "---\nid: A\nversion: 1.0\n---\n\nSee [b](b.md).\n", encoding="utf-8"
    )
    (tmp_path / "policies" / "b\u200b.md").write_text("no front matter\n", encoding="utf-8")
    registers = tmp_path / "docs" / "registers"
    registers.mkdir(parents=True)
    (registers / "scope.yml").write_text(
        "id: S\ntitle: Scope\nowner: o\nrows: []\n"
        'exclusions:\n  - {clause: "iso27001:A.7.4", reason: No building of ours.}\n',
        encoding="utf-8",
    )
    return tmp_path


@pytest.fixture
def told(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with every kind of thing to tell: a suspect, a rejected approval, a move, an open edit."""
    monkeypatch.delenv("SMSDOCS_NO_HISTORY")
    top = POLICY.replace("POL-SM", "POL-TOP").replace("implements: [POL-TOP]\n", "")
    tree = {"mkdocs.yml": "plugins:\n  - smsdocs\n", "docs/registers/people.yml": PEOPLE}
    repository.commit({**tree, "policies/sm.md": POLICY, "policies/top.md": top}, at="2026-02-01T12:00:00Z")
    trailer = "Again\n\nApproved-by: Mara Ellwood <mara@example.org>"
    repository.write({"policies/sm.md": POLICY.replace("every", "each").replace("2026-02-01", "2026-02-02")})
    repository.environment.update(GIT_AUTHOR_NAME="Mara Ellwood", GIT_AUTHOR_EMAIL="mara@example.org")
    repository.git("commit", "--quiet", "--all", "-m", trailer, at="2026-02-02T12:00:00Z")
    repository.git("mv", "policies/top.md", "policies/first.md")
    moved = top.replace("every", "each")
    typo = repository.commit({"policies/first.md": moved}, at="2026-02-03T12:00:00Z")
    repository.commit({".git-blame-ignore-revs": f"{typo}\n"}, at="2026-02-04T12:00:00Z")
    repository.commit({"policies/first.md": moved.replace("call", "question")}, at="2026-02-05T12:00:00Z")
    repository.write({"policies/first.md": moved.replace("call", "letter"), "policies/new.md": "Nothing.\n"})
    return repository.root


@pytest.mark.parametrize("name", [*CONTRACTS, "history", "check-site"])
def test_a_contract_is_a_schema(name: str) -> None:
    """Each contract is JSON Schema 2020-12, and names its version."""
    contract = read_contract(name)
    Draft202012Validator.check_schema(contract)
    assert contract["properties"]["version"]["const"] == 1


@pytest.mark.parametrize("name", CONTRACTS)
@pytest.mark.parametrize("tree", ["sample", "empty", "faulty"])
def test_an_output_fits_its_contract(name: str, tree: str, request: pytest.FixtureRequest) -> None:
    """A full tree, an empty one and a faulty one."""
    assert find_errors(name, run(name, request.getfixturevalue(tree))) == []


def test_histories_fit_their_contract(told: Path, sample: Path, repository: Repository) -> None:
    """With everything there is to tell, of one, of none, of a former tree, and of the sample once committed."""
    for more in ([], ["POL-SM"], ["--kind", "moved"], ["--since", "2026-06-01"], ["--as-of", "HEAD~2"]):
        assert find_errors("history", run("history", told, *more)) == []
    shutil.copytree(sample, told, dirs_exist_ok=True)
    assert find_errors("history", run("history", told)) == []
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "-m", "The sample", at="2026-02-06T12:00:00Z")
    output = run("history", told)
    assert find_errors("history", output) == []
    assert output["tree"]["commit"] == repository.git("rev-parse", "HEAD")


def test_the_contract_of_history_names_every_key_there_is_and_no_other(told: Path) -> None:
    """A key that is printed without words, or described and never printed, is a fault."""
    contract = read_contract("history")
    assert set(_keys(run("history", told))) == set(_described(contract, contract))


def test_the_explanation_of_one_rule_fits_the_contract_of_rules(empty: Path) -> None:
    """`explain` prints a list of one."""
    output = run("explain", empty, "SMS206")
    assert find_errors("rules", output) == []
    assert [rule["name"] for rule in output["rules"]] == ["broken-link"]


def test_a_coverage_cut_down_to_clauses_fits_its_contract(sample: Path) -> None:
    """One clause, a heading, and a status that no clause has."""
    for more in (["8.6.1"], ["8.6"], ["--status", "excluded"]):
        assert find_errors("coverage", run("coverage", sample, *more)) == []


def test_a_faulty_tree_shows_every_kind_of_place(faulty: Path) -> None:
    """With line and column, with a file only, with a clause only; waived and not."""
    findings = run("check", faulty)["findings"]
    assert any(one["line"] and one["column"] for one in findings)
    assert any(one["path"] and one["line"] is None for one in findings)
    assert any(one["path"] is None and one["clause"] for one in findings)
    assert any(one["waived"] for one in findings)


def test_the_summary_counts_what_is_not_waived(faulty: Path) -> None:
    """Waived findings stay in the list and out of the counts."""
    output = run("check", faulty)
    for severity in ("error", "warning", "info"):
        assert output["summary"][severity] == sum(
            one["severity"] == severity and one["waived"] is None for one in output["findings"]
        )
    assert output["summary"]["waived"] == sum(one["waived"] is not None for one in output["findings"])


def test_the_totals_of_a_framework_add_up(faulty: Path) -> None:
    """Every clause that bears requirements is counted once."""
    for framework in run("coverage", faulty)["frameworks"]:
        assert sum(framework["totals"].values()) == len(framework["clauses"])
    assert run("coverage", faulty)["frameworks"][0]["totals"]["excluded"] == 1


def _keys(value: object, above: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield f"{above}{key}"
            yield from _keys(part, f"{above}{key}.")
    elif isinstance(value, list):
        for part in value:
            yield from _keys(part, f"{above}[].")


def _described(schema: dict[str, Any], top: dict[str, Any], above: str = "") -> Iterator[str]:
    if "$ref" in schema:
        schema = top["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    for key, part in schema.get("properties", {}).items():
        yield f"{above}{key}"
        yield from _described(part, top, f"{above}{key}.")
    if "items" in schema:
        yield from _described(schema["items"], top, f"{above}[].")


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_names_every_key_there_is_and_no_other(name: str, sample: Path) -> None:
    """A key that is printed without words, or described and never printed, is a fault."""
    contract = read_contract(name)
    assert set(_keys(run(name, sample))) == set(_described(contract, contract))


def _without(*way: str | int) -> Callable[[dict[str, Any]], None]:
    def change(output: dict[str, Any]) -> None:
        *steps, last = way
        part: Any = output
        for step in steps:
            part = part[step]
        del part[last]

    return change


def _with(value: object, *way: str | int) -> Callable[[dict[str, Any]], None]:
    def change(output: dict[str, Any]) -> None:
        *steps, last = way
        part: Any = output
        for step in steps:
            part = part[step]
        part[last] = value

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("check", _with(2, "version")),
        ("check", _without("today")),
        ("check", _with("30.06.2026", "today")),
        ("check", _without("tree", "commit")),
        ("check", _with("HEAD", "tree", "commit")),
        ("check", _without("summary", "error")),
        ("check", _without("findings", 0, "hint")),
        ("check", _with("fatal", "findings", 0, "severity")),
        ("check", _with(0, "findings", 0, "line")),
        ("check", _with("E1", "findings", 0, "code")),
        ("coverage", _without("frameworks", 0, "totals", "gap")),
        ("coverage", _with("fine", "frameworks", 0, "clauses", 0, "status")),
        ("coverage", _with([], "frameworks", 0, "clauses", 0, "reasons")),
        ("coverage", _without("frameworks", 0, "clauses", 0, "expects", 0, "provided_by")),
        ("rules", _without("rules", 0, "fault")),
        ("rules", _with("fatal", "rules", 0, "severity")),
    ],
)
def test_a_contract_refuses_a_wrong_output(
    name: str, change: Callable[[dict[str, Any]], None], sample: Path
) -> None:
    """A key that is missing, a value that does not fit."""
    output = run(name, sample)
    assert find_errors(name, output) == []
    wrong = copy.deepcopy(output)
    change(wrong)
    assert len(find_errors(name, wrong)) == 1


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_lets_keys_be_added(name: str, sample: Path) -> None:
    """Version 1 stays version 1 when a key comes in."""
    assert find_errors(name, {**run(name, sample), "more": True}) == []


@pytest.mark.parametrize(
    "change",
    [
        _with("2026-02-01", "documents", 0, "created", "date"),
        _with("HEAD", "documents", 0, "last_change", "commit"),
        _with("great", "documents", 0, "review", "state"),
        _with("edited", "documents", 0, "revisions", 0, "kind"),
        _without("documents", 0, "revisions", 0, "moved_from"),
        _without("documents", 0, "suspect"),
    ],
)
def test_the_contract_of_history_refuses_a_wrong_output(
    change: Callable[[dict[str, Any]], None], told: Path
) -> None:
    """A key that is missing, a value that does not fit; more keys are welcome."""
    output = run("history", told)
    assert find_errors("history", {**output, "more": True}) == []
    change(output)
    assert len(find_errors("history", output)) == 1
