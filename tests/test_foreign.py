"""Hostile and foreign collections: nothing raises, every problem has its place, and no page holds up the run."""

from __future__ import annotations

import random
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import BASE, write_files

from smsdocs.analysis.coverage import build_coverage
from smsdocs.analysis.review import build_review
from smsdocs.checks.run import check
from smsdocs.readers.markdown import parse_markdown
from smsdocs.readers.source import split_front_matter
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from smsdocs.model.finding import Finding

TODAY = date(2026, 6, 1)
SETTINGS = """\
site_name: A collection we have never seen
docs_dir: content
theme:
  name: material
plugins:
  - search
  - smsdocs:
      documents: [.]
      records: evidence
      severity: {clause-gap: off}
"""
ABOUT_THE_TREE = {"SMS903", "SMS211", "SMS304"}
"""Rules that speak of the tree as a whole."""
ABOUT_A_FILE = {"SMS114", "SMS213", "SMS313"}
"""Rules that speak of a whole file."""

FRONT = [
    "",
    "---\nlayout: post\ntags: [a, b]\ndate: 2020-01-01 10:00:00 +0200\n---\n",
    "---\nid: intro\nsidebar_position: 1\n---\n",
    "---\ntitle: A: B\n---\n",
    "---\n\tx: 1\n---\n",
    "---\nno closing: 1\n",
    "---\n- a\n- b\n---\n",
    "---\njust text\n---\n",
    "---\n---\n",
    "---\n\n---\n",
    "+++\ntitle = 'toml'\n[extra]\nx = 1\n+++\n",
    "<!--\n---\na: 1\n---\n-->\n",
    "\ufeff---\ntitle: BOM\n---\n",
    "---\ntype: [a, {b: c}]\nid: {x: 1}\nstatus: [approved]\nclauses: {a: 1}\nprovides: 5\nroles: none\n---\n",
    "---\nid: &a [*a]\n---\n",
    "---\n? {a: b}\n: c\n---\n",
    "---\ntype: policy\nid: P\nowner: {a: b}\nroles: {accountable: [a]}\ninterfaces: [a, {to: 5}, {to: [x]}]\n---\n",
    "---\ntype: process\nid: 2026-01-01\nrows: 5\nimplements: [[a]]\nservices: {a: b}\n---\n",
    "Title: Multi\nAuthor: Markdown\n\n",
    "% pandoc title\n% author\n\n",
    '{\n  "title": "json"\n}\n\n',
    ":: rst ::\n\n",
]
BODY = [
    "# A\n\ntext [a](b.md) ![c](d.png) <e.md> [f][g] [[wiki]] [h](i.md#j)\n\n[g]: k.md\n",
    "A\n=\n\nB\n-\n\n- x\n    - y\n\n        code [z](nowhere.md)\n\n1. ```\n   [z](nowhere.md)\n   ```\n",
    "<div markdown>\n<a href='x.md'>x</a>\n</div>\n<!-- clauses: 8.1 -->\n",
    "| a | b |\n|---|---|\n| [c](d.md) | `|` |\n",
    "```\nnever closed [a](b.md)\n",
    "<!-- never closed [a](b.md)\n",
    "# {{ page.title }}\n\n{% raw %}[a]({{ b }}){% endraw %}\n",
    '[a](<b c.md> "t") [d](e (f).md) [g](\\(h\\).md) [i](%zz.md) [j](k%00l.md) [m](..\\n.md) [o](/p.md)\n',
    "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n",
    "# Same\n# Same\n\n## <b>x</b> `y` *z* [w](v.md) {#own}\n<!-- clauses: iso20000-1:8.6.1, nonsense, 8.10.99 -->\n",
    "word " * 40_000 + "\n",
    "\u2028\u2029\u0085\x0c\x0b\x1c# odd breaks\n",
    "Windows\r\n=======\r\n\r\n[a](b.md)\r\n",
    "\x00\x01\x02",
    "",
]


def judge_places(findings: tuple[Finding, ...], page_lines: dict[str, int]) -> None:
    """Every problem has a path; what is wrong in a page has a line of that page."""
    for finding in findings:
        place = finding.place
        if finding.code in ABOUT_THE_TREE or finding.code.startswith("SMS3"):
            continue
        assert place.path, finding
        if finding.code not in ABOUT_A_FILE and place.path in page_lines:
            assert place.line is not None, finding
            assert 1 <= place.line <= page_lines[place.path] + 1, finding
            assert place.column is None or place.column >= 1, finding


def test_a_foreign_collection_is_read_without_stumbling(write: object, tmp_path: Path) -> None:
    """Hundreds of pages of every make: no exception, and every problem is where it is said to be."""
    del write
    files: dict[str, str | bytes] = {"mkdocs.yml": SETTINGS}
    for number, (front, body) in enumerate((front, body) for front in FRONT for body in BODY):
        folder = ("content", "content/deep/er", "notes", "evidence/audit", "wiki pages")[number % 5]
        files[f"{folder}/page {number}.md"] = front + body
    files["notes/binary.md"] = bytes(range(256)) * 40
    files["notes/latin.md"] = "Grüße\n".encode("latin-1")
    files["notes/empty.md"] = b""
    write_files(tmp_path, files)
    snapshot = read_snapshot(tmp_path, today=TODAY, history=False)
    findings = check(snapshot)
    assert len(snapshot.pages) + len(snapshot.records) > 250
    lines = {
        path: text.count("\n") + text.count("\r") + 1 for path, text in files.items() if isinstance(text, str)
    }
    judge_places(findings, lines)
    assert build_coverage(snapshot)
    assert all(build_review(page.head, snapshot.settings, TODAY) for page in snapshot.pages)


def test_pages_that_change_at_random_never_raise(tmp_path: Path) -> None:
    """A thousand mutations of sound pages, registers and schemas: faults are values, never exceptions."""
    chance = random.Random(20000)  # noqa: S311  # a fixed seed, no secret
    samples = {
        path.relative_to(BASE).as_posix(): path.read_bytes() for path in BASE.rglob("*") if path.is_file()
    }
    settings = samples.pop("mkdocs.yml")
    pieces = [
        b"---\n",
        b"\n",
        b"\t",
        b": ",
        b"- ",
        b"[",
        b"]",
        b"{",
        b"}",
        b"<!--",
        b"-->",
        b"```",
        b"`",
        b"#",
        b"'",
    ]
    pieces += [
        b'"',
        b"&a ",
        b"*a",
        b"!!x ",
        b"\xff",
        b"\x00",
        b"\xef\xbb\xbf",
        b"\r",
        b"null",
        b"8.10",
        b"2026-02-30",
    ]
    start = time.process_time()
    for round_number in range(60):
        root = tmp_path / str(round_number)
        mutated: dict[str, str | bytes] = {"mkdocs.yml": settings}
        for path, content in samples.items():
            changed = bytearray(content)
            for _ in range(chance.randint(0, 4)):
                at = chance.randint(0, len(changed))
                action = chance.random()
                if action < 0.5:
                    changed[at:at] = chance.choice(pieces)
                elif action < 0.8:
                    del changed[at : at + chance.randint(1, 40)]
                else:
                    changed[at : at + 20] = bytes(reversed(changed[at : at + 20]))
            mutated[path] = bytes(changed) if not path.startswith("schema/") else content
        write_files(root, mutated)
        snapshot = read_snapshot(root, today=TODAY, history=False)
        assert [one for one in check(snapshot) if not one.place.path and not one.clause] == []
        if time.process_time() - start > 5:  # slow machines do fewer rounds
            break


def test_schemas_and_catalogs_that_change_at_random_never_raise(tmp_path: Path) -> None:
    """A tree's own catalogs and registers may hold any YAML: refused or reported, never a traceback."""
    values = ["null", "5", "[]", "{}", "text", "[[]]", "{a: b}", "8.10", "true", "[{id: x}]", '"x"']
    names = ["framework", "edition", "version", "name", "exclusions", "clauses", "meta"]
    for number, (name, value) in enumerate((name, value) for name in names for value in values):
        root = tmp_path / str(number)
        catalog = {
            "framework": "other",
            "edition": '"1"',
            "version": '"1"',
            "name": "Other",
            "exclusions": "forbidden",
        }
        catalog |= {"clauses": '[{id: "1", label: One, parent: null, requirements: true}]', name: value}
        text = "".join(f"{key}: {part}\n" for key, part in catalog.items())
        register = f"id: R\ntitle: R\nowner: o\nrows: {value}\nexclusions: {value}\nclauses: {value}\n"
        kinds = ("roles", "people", "services", "scope", "record-locations", "risks")
        write_files(
            root,
            {
                "mkdocs.yml": "plugins:\n  - smsdocs: {frameworks: [iso9001]}\n",
                "schema/catalogs/other@1.yaml": text,
                "schema/models/own.yaml": f"processes: {value}\n",
                "schema/crosswalks/other@1_iso9001@2015.yaml": f"from: other@1\nto: iso9001@2015\nrows: {value}\n",
                **{f"docs/registers/{kind}.yml": register for kind in kinds},
            },
        )
        assert check(read_snapshot(root, today=TODAY, history=False))


N = 20_000
HOSTILE = {
    "comments before the text": "<!-- a -->\n" * 40 + "x",
    "comments on one line": "<!-- -->" * N,
    "quotes and a backtick": "> " * 60 + "`x`",
    "bullets and a backtick": "* " * N + "`",
    "tags that never end": "<a " * N * 3,
    "links that never end": '<a href="' * N,
    "spaces in a tag": ("<a id" + " " * 50) * 1_000,
    "spaces in a heading": "# x" + " " * N * 3 + "y",
    "braces that never end": "{" + "#a" * N * 2,
    "images in a heading": "# " + "![a](" * N,
    "brackets in a heading": "# " + "[" * N * 3,
    "backticks in a heading": "# " + "`" * N,
    "emphasis in a heading": "# " + "_a " * N,
    "backticks of every length": "".join("`" * count + " " for count in range(1, 1_000)),
    "comments in code": "`<!--`" * N,
    "a comment full of clauses": "# h\n<!-- clauses: " + "a " * N * 5 + "-->",
    "headings that are all the same": "# a\n" * N * 2,
    "headings that are all underlined": "a\n-\n" * N,
    "targets": "](" * N * 3,
    "angle targets": "](<" * N,
    "headings in tags": "<h1>" * N + "</h2>",
    "blank lines": " \n" * N * 3 + "x",
    "a line of two megabytes": "x [a](b.md) " * 160_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_holds_up_the_reader(text: str) -> None:
    """Costs grow with the length of the text, never with its square: each of these once took minutes."""
    start = time.process_time()
    source = split_front_matter("a.md", text.encode())
    parse_markdown(source.body, "a.md", 1)
    assert time.process_time() - start < 5


def test_an_alias_bomb_and_deep_nesting_stop_at_once(tmp_path: Path) -> None:
    """Thirty thousand brackets end the process in PyYAML's composer; here they are one finding."""
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    pages = {
        "bomb": bomb,
        "deep": "a: " + "[" * 30_000,
        "deep2": "- " * 20_000,
        "wide": "a: [" + "1," * 30_000 + "]",
    }
    pages |= {"long": "a: " + "x" * 70_000, "braces": "a: " + "{a: " * 10_000}
    files = {f"docs/{name}.md": f"---\n{text}\n---\n" for name, text in pages.items()}
    write_files(tmp_path, {"mkdocs.yml": "plugins:\n  - smsdocs\n", **files})
    start = time.process_time()
    snapshot = read_snapshot(tmp_path, today=TODAY, history=False)
    assert time.process_time() - start < 5
    assert {fault.place.path for fault in snapshot.faults if fault.name == "refused-yaml"} == set(files)


def test_many_broken_links_and_ids_do_not_hold_up_the_checks(tmp_path: Path) -> None:
    """The nearest match is a help, not a duty: a page of eight thousand broken links is judged in seconds."""
    links = "".join(f"[a](nowhere-{number}.md) [b](#nowhere-{number})\n" for number in range(4_000))
    headings = "".join(f"# Heading {number}\n" for number in range(300))
    files = {f"docs/page-{number}.md": "# Page\n" for number in range(300)}
    write_files(tmp_path, {"mkdocs.yml": "plugins:\n  - smsdocs\n", **files, "docs/bad.md": headings + links})
    snapshot = read_snapshot(tmp_path, today=TODAY, history=False)
    start = time.process_time()
    findings = check(snapshot)
    assert time.process_time() - start < 10
    assert sum(finding.code in {"SMS206", "SMS207"} for finding in findings) == 8_000
