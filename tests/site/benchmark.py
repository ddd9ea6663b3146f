"""Builds a synthetic repository with smsdocs, and the same pages with plain MkDocs Material; prints CPU seconds.

Run: `python tests/site/benchmark.py [DOCUMENTS] [ROUNDS]`. Not a test: times say something only side by side.
The plain build has the same pages (sources as the plugin hands them to MkDocs), navigation, plugins and features.
The full build is the plain one with every page in the navigation.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

CONFIG = Path(__file__).parents[2] / "mkdocs.yml"
CLAUSES = ("8.6.1", "8.6.2", "8.6.3", "8.5.1.2", "8.7.1", "8.3.4.1", "9.1", "10.2", "7.5.4", "8.2.6")
DRIVER = """
import sys, json
from mkdocs.config import load_config
from mkdocs.commands.build import build
config = load_config(sys.argv[1], site_dir=sys.argv[2])
plugin = config.plugins.get("smsdocs")
build(config)
if plugin:
    site = plugin.site
    pages = {u: p.markdown() for u, p in site.generated.items()}
    for u, p in site.authored.items():
        head = {"title": p.title, "description": p.head.description}
        pages[u] = "---\\n" + json.dumps(head) + "\\n---\\n\\n" + p.body
    json.dump({"pages": pages, "nav": config.nav}, open(sys.argv[3], "w"))
"""


def write_repository(root: Path, count: int) -> None:
    """Write `count` documents of about 2.8 KB: 4 cross links, a table and a code block each."""
    (root / "docs/registers").mkdir(parents=True)
    (root / "docs/index.md").write_text("# Home\n\nWelcome.\n")
    roles = "".join(f"  - {{id: role-{n}, title: Role {n}, purpose: Does part {n}.}}\n" for n in range(20))
    (root / "docs/registers/roles.yml").write_text(
        "id: REG-R\ntitle: Roles\nowner: role-1\nversion: '1.0'\nstatus: approved\nlast_reviewed: 2026-03-01\n"
        f"rows:\n{roles}"
    )
    for number in range(count):
        folder = root / ("policies" if number % 10 == 0 else f"processes/p{number % 30:02}")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"d{number:04}.md").write_text(_document(number, count))


def _path(number: int) -> str:
    folder = "policies" if number % 10 == 0 else f"processes/p{number % 30:02}"
    return f"{folder}/d{number:04}.md"


def _document(number: int, count: int) -> str:
    up = "../" if number % 10 == 0 else "../../"
    others = [(number * 7 + step * 13) % count for step in range(1, 5)]
    links = " and ".join(f"[document {other}]({up}{_path(other)})" for other in others)
    words = (
        "People do what was agreed, and write down what they did, so that others can follow and improve it. "
        * 5
    )
    rows = "".join(f"| step {n} | somebody does something useful | done |\n" for n in range(8))
    parent = f"implements: [D-{number // 10 * 10}]\n" if number % 10 else ""
    return (
        f"---\nid: D-{number}\ntitle: Document {number}\ndescription: What document {number} is for.\n"
        f"type: {'policy' if number % 10 == 0 else 'procedure'}\nstatus: approved\nversion: '1.0'\n"
        f"owner: role-{number % 20}\napprover: role-{(number + 1) % 20}\napproved_on: 2026-03-01\n"
        f"effective_from: 2026-03-01\nlast_reviewed: 2026-03-01\nreview_interval: P12M\nclassification: internal\n"
        f"{parent}roles: {{accountable: role-{number % 20}, responsible: [role-{(number + 3) % 20}]}}\n"
        f"clauses: ['iso20000-1:{CLAUSES[number % len(CLAUSES)]}']\n---\n\n"
        f"## Purpose\n\n{words}\n\nSee {links}.\n\n## Steps\n\n| what | how | state |\n|---|---|---|\n{rows}\n"
        f"## Detail\n<!-- clauses: iso20000-1:{CLAUSES[(number + 1) % len(CLAUSES)]} -->\n\n{words}\n\n"
        f"```python\ndef check(value):\n    return value > {number}\n```\n\n{words}\n\n- one\n- two\n- three\n"
    )


def write_plain(root: Path, dump: dict[str, object], *, full: bool) -> None:
    """Write the same site without the plugin."""
    pages: dict[str, str] = dump["pages"]  # type: ignore[assignment]
    for src_uri, text in pages.items():
        path = root / "docs" / src_uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    config = yaml.safe_load(CONFIG.read_text())
    config["plugins"] = [one for one in config["plugins"] if not isinstance(one, dict)]
    named = set(_flatten(dump["nav"]))
    if not full:
        config["nav"] = dump["nav"]
        config["not_in_nav"] = "\n".join(f"/{page}" for page in pages if page not in named)
    config["validation"] = {
        "links": {"not_found": "ignore", "anchors": "ignore", "unrecognized_links": "ignore"}
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config))


def _flatten(entry: object) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    values = entry.values() if isinstance(entry, dict) else entry
    return [page for one in values for page in _flatten(one)]  # type: ignore[union-attr]


def measure(root: Path, dump: Path) -> float:
    """Return the CPU seconds of one build."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SMSDOCS_TODAY": "2026-07-01"}
    command = [sys.executable, "-c", DRIVER, str(root / "mkdocs.yml"), str(root / "site"), str(dump)]
    subprocess.run(command, check=True, env=environment, cwd=root)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        ours, plain, full = (Path(folder) / name for name in ("ours", "plain", "full"))
        write_repository(ours, count)
        (ours / "mkdocs.yml").write_text(CONFIG.read_text())
        dump = Path(folder) / "dump.json"
        first = measure(ours, dump)
        for root in (plain, full):
            root.mkdir()
            write_plain(root, json.loads(dump.read_text()), full=root is full)
        ours_took = min([first, *(measure(ours, dump) for _ in range(rounds - 1))])
        plain_took = min(measure(plain, dump) for _ in range(rounds))
        _say(f"smsdocs {ours_took:.1f} s, plain {plain_took:.1f} s, ratio {ours_took / plain_took:.2f}")
        if "--full" in sys.argv:
            full_took = measure(full, dump)
            _say(f"full navigation {full_took:.1f} s, ratio {ours_took / full_took:.2f}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
