"""Our site and the same pages without us: built once with an exporting hook, then by plain MkDocs Material."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from corpus import TODAY, write_corpus
from measurement import measure, python

if TYPE_CHECKING:
    from measurement import Command, Cost

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
_KEPT = ("site_name", "nav", "use_directory_urls")


def compare_sites(folder: Path, count: int, *, repeat: int) -> dict[str, Cost]:
    """Return what building a site costs, ours and theirs.

    `cold` is ours without anything kept of former runs, `warm` with what was kept of files that did not change;
    `plain` has the same pages and navigation, `full` every page in the navigation.

    Args:
        folder: an empty folder to work in.
        count: how many controlled documents.
        repeat: how often each is built; the full navigation is built once.
    """
    ours, plain, full = folder / "ours", folder / "plain", folder / "full"
    write_corpus(ours, count, (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8"))
    _export(ours, folder / "export")
    settings = yaml.safe_load((folder / "export" / "settings.yml").read_text(encoding="utf-8"))
    _write_plain(plain, folder / "export", settings)
    _write_plain(full, folder / "export", {**settings, "nav": None})
    kept = ours / ".git" / "smsdocs"
    cold = _build(ours).after(lambda: shutil.rmtree(kept, ignore_errors=True))
    costs = measure({"cold": cold, "warm": _build(ours), "plain": _build(plain)}, repeat)
    return {**costs, **measure({"full": _build(full)}, 1)}


def _build(folder: Path) -> Command:
    return python(folder, "-m", "mkdocs", "build", "--quiet")


def _export(source: Path, target: Path) -> None:
    """Build the site once with a hook that writes down what MkDocs is given."""
    target.mkdir()
    added = {
        "INHERIT": "mkdocs.yml",
        "site_dir": str(target / "site"),
        "hooks": [str(HERE / "export_hook.py")],
    }
    (source / "export.yml").write_text(yaml.safe_dump(added), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", "export.yml"],
        cwd=source,
        env={**os.environ, "SMSDOCS_TODAY": TODAY, "SMSDOCS_EXPORT": str(target), "NO_MKDOCS_2_WARNING": "1"},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (source / "export.yml").unlink()


def _write_plain(folder: Path, export: Path, settings: dict[str, Any]) -> None:
    """Write a folder that plain MkDocs Material builds: the exported pages, and the settings without us."""
    folder.mkdir()
    shutil.copytree(export / "docs", folder / "docs")
    features = (
        settings["features"] if settings["nav"] else []
    )  # `navigation.prune` would hide the cost of a full one
    own: dict[str, Any] = {name: settings[name] for name in _KEPT if settings.get(name) is not None}
    own |= {
        "theme": {"name": "material", **settings["theme"], "features": features},
        "plugins": settings["plugins"],
        "markdown_extensions": settings["markdown_extensions"],
        "extra": {"generator": False},
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(own, sort_keys=False), encoding="utf-8")
