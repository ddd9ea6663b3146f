"""The same snapshot gives the same bytes: in another folder, by another user, at another time, in another place."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from built_site import TODAY, Built, commit_all, copy_sample, run_git
from git_world import GIT_WORLD

if TYPE_CHECKING:
    from pathlib import Path

FIRST = {"TZ": "UTC", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "USER": "one"}
SECOND = {
    "TZ": "Pacific/Kiritimati",
    "LANG": "de_DE.UTF-8",
    "LC_ALL": "C",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "4711",
    "USER": "two",
    "LOGNAME": "two",
    "HOSTNAME": "elsewhere",
    "SOURCE_DATE_EPOCH": "1",
    "COLUMNS": "40",
}
HOSTILE = {
    "mkdocs.yml": "site_name: Theirs\nsite_url: https://theirs.example/\ntheme: {name: material, font: false}\n"
    "plugins:\n  - search\n  - smsdocs:\n      documents: [.]\n",
    "docs/index.md": "# Home\n\n[far](../deep/er/page.md)\n",
    "docs/Index of things.md": "---\nid: THING\ntags: [b, a]\n---\n# Things\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "deep/er/page.md": "---\nid: thing\ntitle: <b>Bold</b>\nclauses: ['9.2', '8.6.1', nonsense]\n---\n# One\n\n# One\n",
    "deep/er/CON.md": "---\nid: ../CON\nsupersedes: [Z, A, M]\nimplements: [thing, THING, gone]\n---\n# Two\n",
    "deep/unfinished.md": "---\nid: [broken\n---\n# Three\n",
    "deep/ünïcode.md": "---\nid: ÜML\n---\n# Drei\n\n```mermaid\ngraph TD; A-->B\n```\n",
    "docs/registers/roles.yml": "id: R\nrows:\n  - {id: b, title: B}\n  - {id: a, title: A}\n  - {id: a, title: C}\n",
    "docs/records/audit/x.csv": "a,b\n1,2\n",
}


@pytest.fixture(scope="module")
def origins(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two repositories: the sample, and one of somebody who did not mean it well, or was in a hurry."""
    folder = tmp_path_factory.mktemp("origins")
    sample = copy_sample(folder / "sample")
    hostile = folder / "hostile"
    hostile.mkdir()
    run_git(hostile, "init", "--quiet", "--initial-branch", "main")
    for number, (path, text) in enumerate(HOSTILE.items(), 1):
        (hostile / path).parent.mkdir(parents=True, exist_ok=True)
        (hostile / path).write_text(text, encoding="utf-8")
        commit_all(hostile, f"Add {{{{ {path} }}}} <b>", at=f"2026-05-{number:02}T23:30:00-11:00")
    return {"sample": sample, "hostile": hostile}


def _build(root: Path, site: Path, world: dict[str, str], home: Path) -> dict[str, bytes]:
    """Build a site in a process of its own, strictly or not: what is wrong in documents is no matter here."""
    home.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    ours = {
        "SMSDOCS_TODAY": TODAY,
        "NO_MKDOCS_2_WARNING": "1",
        "HOME": str(home),
        **GIT_WORLD,
    }
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)],
        cwd=root,
        env={**kept, **ours, **world},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Built(site).files()


def _copy(origin: Path, target: Path, seed: int) -> Path:
    """Copy a repository as another checkout has it: other times of files, other order of making them."""
    shutil.copytree(origin, target)
    files = sorted(path for path in target.rglob("*") if path.is_file() and ".git" not in path.parts)
    chance = random.Random(seed)  # noqa: S311  # times of files, no secret
    chance.shuffle(files)
    for path in files:
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)
        moment = chance.randrange(1_000_000_000, 1_700_000_000)
        os.utime(path, (moment, moment))
    return target


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_a_site_is_the_same_wherever_and_whenever_it_is_built(
    origins: dict[str, Path], tmp_path: Path, name: str
) -> None:
    """Every file: pages, search index, map of the site and its compressed copy."""
    one = _copy(origins[name], tmp_path / "a", 1)
    two = _copy(origins[name], tmp_path / "somewhere else" / "quite deep" / "b", 2)
    first = _build(one, tmp_path / "site one", FIRST, tmp_path / "home one")
    second = _build(two, two / "out" / "public", SECOND, tmp_path / "home two")
    assert sorted(first) == sorted(second)
    assert [path for path, content in first.items() if content != second[path]] == []
    assert {"sitemap.xml", "sitemap.xml.gz", "search/search_index.json"} <= set(first)


def test_no_page_holds_a_path_of_the_machine(origins: dict[str, Path], tmp_path: Path) -> None:
    """Neither the folder it was built from, nor the one it was built into, nor the home of who built it."""
    built = _build(
        _copy(origins["hostile"], tmp_path / "xyzzy", 3), tmp_path / "plugh", FIRST, tmp_path / "home"
    )
    named = [path for path, content in built.items() if b"xyzzy" in content or b"plugh" in content]
    assert named == []


def test_the_map_of_the_site_bears_the_day_of_the_snapshot(origins: dict[str, Path], tmp_path: Path) -> None:
    """Not the day of the build: the clock of the machine and SOURCE_DATE_EPOCH change nothing."""
    root = _copy(origins["hostile"], tmp_path / "root", 4)
    text = _build(root, tmp_path / "site", SECOND, tmp_path / "home")["sitemap.xml"].decode()
    assert set(re.findall(r"<lastmod>([^<]*)</lastmod>", text)) == {TODAY}
