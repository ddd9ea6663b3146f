"""A synthetic service management system of any size: valid, interlinked, and the same bytes every time.

A document has about 25 lines of front matter and 3 KB of text, as real ones do. Owners, parents, services and
links all exist, so that what is measured is the reading and the judging, not the writing of findings.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = "2026-06-30"
SETTINGS = "site_name: Synthetic SMS\nplugins:\n  - smsdocs\n"
_PROCESSES = (
    "incident-management",
    "problem-management",
    "change-management",
    "service-request",
    "service-level",
    "supplier-management",
    "business-relationship",
    "asset-management",
    "configuration-management",
    "demand-management",
)
_CLAUSES = ("8.6.1", "8.6.3", "8.5.1.2", "8.6.2", "8.3.3", "8.3.4.1", "8.3.2", "8.2.5", "8.2.6", "8.4.2")
AUTHORS = 40
"""People: everybody who ever commits is in the register, and the first of them hold the roles."""
_ROLES = ("sms-owner", "sms-manager", "service-owner", "duty-manager", "service-desk-agent", "engineer")
_SERVICES = ("managed-hosting", "backup", "service-desk")
_SECTIONS = (
    "Purpose",
    "Trigger",
    "Input",
    "What is done",
    "What is decided",
    "Output",
    "Records",
    "Measures",
)
_SENTENCES = (
    "Whoever takes the request writes down what is wanted, for whom and by when.",
    "The duty manager looks at everything that is near its target twice a day.",
    "Nothing is closed before the person who asked has said that it is done.",
    "What cannot be decided here goes up to the service owner with a proposal.",
    "Times are counted in service hours; a pause needs a reason that the customer knows.",
    "The result is checked by a second person, who was not the one to carry it out.",
    "Once a quarter the figures are compared with the targets, and what follows is written down.",
    "If two targets contradict each other, the one that hurts the customer less gives way.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the document of a number stands and what it is."""

    number: int
    path: str
    id: str
    type: str
    process: str


def write_corpus(root: Path, count: int, settings: str = SETTINGS) -> None:
    """Write a repository of `count` documents and commit it once.

    Args:
        root: a folder that does not exist yet.
        count: how many controlled documents; at least 20.
        settings: the text of `mkdocs.yml`.
    """
    _write(root / "mkdocs.yml", settings)
    _write(root / "docs/index.md", "# Synthetic SMS\n\nMade by the benchmark.\n")
    for name, text in build_registers().items():
        _write(root / f"docs/registers/{name}.yml", text)
    for path, text in build_texts(count):
        _write(root / path, text)
    for arguments in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "--all"),
        (
            "-c",
            "user.name=Bench",
            "-c",
            "user.email=bench@example.org",
            "commit",
            "--quiet",
            "-m",
            "Write everything",
        ),
    ):
        subprocess.run(
            ["git", "-c", "gc.auto=0", "-c", "commit.gpgsign=false", *arguments], cwd=root, check=True
        )


def build_texts(count: int) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each of `count` documents, at least 20."""
    places = [_place(number) for number in range(count)]
    for place in places:
        yield place.path, _front_matter(place, places[place.number // 10]) + _body(place, places)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _place(number: int) -> _Place:
    process = _PROCESSES[number % 10]
    if number < len(_PROCESSES):
        path, kind = f"processes/{process}/part-00/index.md", "process"
    elif number % 10 == 0:
        path, kind = f"policies/area-{number // 1000:02}/policy-{number:05}.md", "policy"
    else:
        path, kind = f"processes/{process}/part-{number // 1000:02}/procedure-{number:05}.md", "procedure"
    return _Place(number=number, path=path, id=f"{kind[:3].upper()}-{number:05}", type=kind, process=process)


def _front_matter(place: _Place, parent: _Place) -> str:
    number = place.number
    role = _ROLES[number % len(_ROLES)]
    process = f"process: {place.process}\n" if place.type != "policy" else ""
    implements = f"implements: [{parent.id}]\n" if parent.number != number else ""
    return f"""---
id: {place.id}
title: How request kind {number} is handled
description: Everything one needs to know to handle a request of kind {number} from start to end.
type: {place.type}
{process}status: approved
version: "{number % 9 + 1}.{number % 7}"
owner: {role}
approver: sms-owner
approved_on: 2026-03-02
effective_from: 2026-03-16
last_reviewed: 2026-03-02
review_interval: P12M
classification: internal
clauses:
  - "iso20000-1:{_CLAUSES[number % 10]}"
{implements}roles:
  accountable: {role}
  responsible: [service-desk-agent, engineer]
  consulted: [duty-manager]
  informed: [service-owner]
services: [{_SERVICES[number % len(_SERVICES)]}]
tags: [kind-{number % 50}, benchmark]
---
"""


def _body(place: _Place, places: list[_Place]) -> str:
    parts = []
    for index, section in enumerate(_SECTIONS):
        other = places[(place.number * 7 + index * 13) % len(places)]
        link = f"{'../' * place.path.count('/')}{other.path}"
        anchor = "#what-is-done" if index % 2 else ""
        claim = (
            f"<!-- clauses: iso20000-1:{_CLAUSES[place.number % 10]} -->\n"
            if section == "What is done"
            else ""
        )
        turn = place.number + index
        words = " ".join(_SENTENCES[(turn + step) % len(_SENTENCES)] for step in range(3))
        parts.append(
            f"\n## {section}\n{claim}\n{words}\nSee also [request kind {other.number}]({link}{anchor}).\n"
        )
        if index == 3:  # one table and one list, as procedures have
            rows = "".join(
                f"| {step} | {_SENTENCES[(turn + step) % 8][:40]} | engineer |\n" for step in range(5)
            )
            parts.append(f"\n| step | what | who |\n|---|---|---|\n{rows}")
        if index == 4:
            parts.append("\n" + "".join(f"- **Case {step}**: `code {step}` applies\n" for step in range(4)))
    return "".join(parts)


def build_registers() -> dict[str, str]:
    """Return the text of each register by its name."""
    roles = "".join(f"  - {{id: {role}, title: {role.replace('-', ' ').capitalize()}}}\n" for role in _ROLES)
    people = "".join(
        f'  - id: p-{index}\n    name: Person {index}\n    git: ["{name_author(index)}"]\n{_assign(index)}'
        for index in range(AUTHORS)
    )
    services = "".join(f"  - {{id: {name}, name: {name}, owner: service-owner}}\n" for name in _SERVICES)
    rows = {"roles": roles, "people": people, "services": services}
    return {name: _register_head(name) + text for name, text in rows.items()}


def name_author(index: int) -> str:
    """Return what git calls one of the people."""
    return f"Author {index} <author{index}@example.org>"


def _assign(index: int) -> str:
    """Return the role that one of the people holds, if any."""
    roles = _ROLES[index : index + 1]
    return "".join(f"    assignments:\n      - {{role: {role}, from: 2026-01-05}}\n" for role in roles)


def _register_head(name: str) -> str:
    return (
        f"id: REG-{name.upper()}\ntitle: {name.title()} register\nowner: sms-manager\napprover: sms-owner\n"
        'status: approved\nversion: "1.0"\napproved_on: 2026-02-16\nlast_reviewed: 2026-02-16\nrows:\n'
    )
