"""What people install: a wheel, a wheel made from the sdist, an editable checkout; and what an import costs.

Everything is built from a copy of the files git knows, and installed into virtual environments that hold the
dependencies of the core and nothing else: no MkDocs, no checkout, no network.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"mkdocs", "material", "jsonschema", "git", "jinja2", "nh3"}

pytestmark = [pytest.mark.packaging, pytest.mark.xdist_group("packaging")]

MKDOCS_YML = """\
site_name: Corner Shop Hosting
site_url: https://sms.example.org/
docs_dir: docs
plugins:
  - search
  - smsdocs:
      frameworks: [iso20000-1@2018]
      documents: [policies]
      review:
        interval: P12M
"""
POLICY = """\
---
id: POL-SM
title: Service management policy
type: policy
status: draft
version: "0.1"
owner: owner
clauses: ["iso20000-1:5.2.1"]
---

## Purpose
<!-- clauses: iso20000-1:5.2.1 -->

We keep what we promise.
"""
PROBE = "from smsdocs.readers.resources import find_packaged_schema as f; print(f())"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A virtual environment that smsdocs is installed in, and a small repository beside it."""

    folder: Path
    sms: Path

    @property
    def site_packages(self) -> Path:
        """Where packages lie."""
        return next(self.folder.glob("lib/python*/site-packages"))

    def run(self, *command: str, code: int = 0) -> str:
        """Run a command of the environment in the small repository, expecting an exit code; return what it printed."""
        program, *arguments = command
        result = _run([str(self.folder / "bin" / program), *arguments], cwd=self.sms)
        assert result.returncode == code, f"{' '.join(command)}\n{result.stdout}\n{result.stderr}"
        return result.stdout + (result.stderr if code else "")


def _run(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with an environment that leads back to no checkout."""
    environment = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "SMSDOCS_NO_HISTORY": "1",
    }
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def _python(cwd: Path, *arguments: str) -> str:
    result = _run([sys.executable, *arguments], cwd=cwd)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for everything that is built here."""
    return tmp_path_factory.mktemp("packaging")


@pytest.fixture(scope="module")
def checkout(workshop: Path) -> Path:
    """Return a copy of the files that git tracks or would."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    copy = workshop / "checkout"
    for name in os.fsdecode(listed.stdout).split("\0"):
        if name and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def wheel(workshop: Path, checkout: Path) -> Path:
    """Build a wheel from the checkout."""
    _python(checkout, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(workshop / "wheel"))
    return next((workshop / "wheel").iterdir())


@pytest.fixture(scope="module")
def through_sdist(workshop: Path, checkout: Path) -> Path:
    """Build an sdist from the checkout, and a wheel from that sdist alone."""
    _python(checkout, "-m", "build", "--no-isolation", "--outdir", str(workshop / "through-sdist"))
    return workshop / "through-sdist"


@pytest.fixture(scope="module")
def sdist(through_sdist: Path) -> Path:
    """Return the sdist."""
    return next(through_sdist.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def wheel_from_sdist(through_sdist: Path) -> Path:
    """Return the wheel that was built from the sdist."""
    return next(through_sdist.glob("*.whl"))


@pytest.fixture(scope="module")
def dependencies(workshop: Path) -> Path:
    """Return a folder with the dependencies of the core, and nothing else, borrowed from this environment."""
    folder = workshop / "dependencies"
    folder.mkdir()
    for name in _close_over("smsdocs"):
        for file in importlib.metadata.files(name) or ():
            top = file.parts[0]
            if top not in {"..", "__pycache__"} and not (folder / top).exists():
                (folder / top).symlink_to(Path(str(file.locate())).parents[len(file.parts) - 1] / top)
    return folder


def _close_over(name: str) -> set[str]:
    """Return what a distribution requires without extras, and what that requires."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for line in importlib.metadata.requires(waiting.pop()) or ():
            requirement = Requirement(line)
            needed = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if needed and requirement.name not in found:
                found.add(requirement.name)
                waiting.append(requirement.name)
    return found


@pytest.fixture(scope="module", params=["wheel", "wheel_from_sdist", "editable"])
def installed(request: pytest.FixtureRequest, workshop: Path, dependencies: Path) -> Installed:
    """Install smsdocs one way or another into an environment of its own."""
    if request.param == "editable":
        package = _build_editable(request.getfixturevalue("checkout"), workshop / "editable")
    else:
        package = request.getfixturevalue(request.param)
    folder = workshop / f"venv-{request.param}"
    venv.create(folder, symlinks=True)
    environment = Installed(folder=folder, sms=_write_sms(workshop / f"sms-{request.param}"))
    (environment.site_packages / "dependencies.pth").write_text(f"{dependencies}\n", encoding="utf-8")
    pip = ("-m", "pip", "--python", str(folder / "bin" / "python"), "--disable-pip-version-check")
    _python(workshop, *pip, "install", "--quiet", "--no-deps", str(package))
    return environment


def _build_editable(checkout: Path, target: Path) -> Path:
    """Build what `pip install --editable` builds, with the backend of this environment."""
    code = "import sys, hatchling.build as b; print(b.build_editable(sys.argv[1]))"
    target.mkdir()
    return target / _python(checkout, "-c", code, str(target)).split()[-1]


def _write_sms(folder: Path) -> Path:
    for name, content in (
        ("mkdocs.yml", MKDOCS_YML),
        ("policies/policy.md", POLICY),
        ("docs/index.md", "# Hello\n"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def _names(package: Path) -> set[str]:
    """Return the files of a wheel without its own metadata."""
    with zipfile.ZipFile(package) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_the_package_and_the_schema_and_nothing_else(wheel: Path, checkout: Path) -> None:
    """Whatever the checkout has under plugins/smsdocs and schema is in the wheel."""
    wanted = {
        f"smsdocs/{path.relative_to(base).as_posix()}"
        for base in (checkout / "plugins" / "smsdocs", checkout)
        for path in (base if base != checkout else checkout / "schema").rglob("*")
        if path.is_file()
    }
    assert _names(wheel) == wanted


@pytest.mark.parametrize(
    ("folder", "suffix", "least"),
    [
        ("smsdocs/schema/catalogs/", ".yaml", 7),
        ("smsdocs/schema/crosswalks/", ".yaml", 5),
        ("smsdocs/schema/documents/", ".json", 9),
        ("smsdocs/schema/registers/", ".json", 5),
        ("smsdocs/schema/records/", ".json", 1),
        ("smsdocs/schema/models/", ".yaml", 1),
        ("smsdocs/reports/templates/", ".jinja", 1),
        ("smsdocs/reports/assets/", ".css", 1),
        ("smsdocs/py.typed", "", 1),
    ],
)
def test_the_wheel_holds_the_data_the_tool_reads(wheel: Path, folder: str, suffix: str, least: int) -> None:
    """Catalogs, crosswalks, schemas, templates and assets are no Python, so a build may forget them."""
    found = [name for name in _names(wheel) if name.startswith(folder) and name.endswith(suffix)]
    assert len(found) >= least


def test_a_wheel_from_the_sdist_is_the_same_wheel(wheel: Path, wheel_from_sdist: Path) -> None:
    """Those who build from the sdist get what those who install the wheel get, byte for byte."""
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(wheel_from_sdist) as other:
        assert {name: one.read(name) for name in one.namelist()} == {
            name: other.read(name) for name in other.namelist()
        }


def test_the_sdist_leaves_the_sample_and_the_tests_behind(sdist: Path) -> None:
    """The sdist holds what a build needs."""
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert {"plugins", "schema", "README.md", "LICENSE", "pyproject.toml", "PKG-INFO"} <= tops
    assert not tops & {"tests", "docs", "policies", "processes", ".ci"}


def test_every_command_is_there(installed: Installed) -> None:
    """Version, rules and help come from the installed package, with no MkDocs about."""
    assert installed.run("smsdocs", "--version").startswith("smsdocs ")
    assert "SMS101" in installed.run("smsdocs", "rules")
    assert "coverage" in installed.run("python", "-m", "smsdocs", "--help")
    installed.run("python", "-c", "import mkdocs", code=1)


def test_checks_need_nothing_but_the_core(installed: Installed) -> None:
    """A ten-line mkdocs.yml is enough; neither MkDocs nor a schema folder nor git history is."""
    report = json.loads(installed.run("smsdocs", "check", "--today", "2026-06-30", "--format", "json"))
    assert report["summary"]["error"] == 0, report["findings"]
    assert report["summary"]["documents"] >= 1
    assert "POL-SM" in installed.run(
        "smsdocs", "check", "--today", "2026-06-30", "--all", "--fail-on", "never"
    )


def test_a_fault_is_found_and_named(installed: Installed) -> None:
    """The packaged schema judges front matter: a misspelt status is an error with its place."""
    page = installed.sms / "policies" / "wrong.md"
    page.write_text(POLICY.replace("POL-SM", "POL-2").replace("draft", "daft"), encoding="utf-8")
    try:
        report = json.loads(installed.run("smsdocs", "check", "--format", "json", code=1))
    finally:
        page.unlink()
    assert ("policies/wrong.md", 5) in {(found["path"], found["line"]) for found in report["findings"]}


def test_coverage_finds_the_catalogs(installed: Installed) -> None:
    """The catalog of the default framework is the packaged one."""
    report = json.loads(installed.run("smsdocs", "coverage", "--format", "json"))
    (framework,) = report["frameworks"]
    assert (framework["id"], framework["edition"]) == ("iso20000-1", "2018")
    assert len(framework["clauses"]) > 50


def test_the_site_says_what_it_needs(installed: Installed) -> None:
    """Without MkDocs the site cannot be built, and the message is a command."""
    assert "pip install 'smsdocs[site]'" in installed.run("smsdocs", "build", code=2)


def test_the_schema_has_one_home(installed: Installed, checkout: Path) -> None:
    """A wheel reads the schema beside the package, an editable install that of the checkout, never a copy of it."""
    found = Path(installed.run("python", "-c", PROBE).strip())
    if installed.folder.name != "venv-editable":
        assert found == installed.site_packages / "smsdocs" / "schema"
        return
    assert found == checkout / "schema"
    assert not list(installed.site_packages.rglob("*.json*.json")) + list(
        installed.site_packages.rglob("schema")
    )
    assert not (installed.site_packages / "smsdocs").exists()
    _assert_changes_are_seen(installed, checkout)


def _assert_changes_are_seen(installed: Installed, checkout: Path) -> None:
    """A type added to the checkout's schema is known at once."""
    page = installed.sms / "policies" / "memo.md"
    page.write_text(POLICY.replace("POL-SM", "MEM-1").replace("type: policy", "type: memo"), encoding="utf-8")
    schema = checkout / "schema" / "documents" / "memo.json"
    assert "memo" in installed.run("smsdocs", "check", "policies/memo.md", code=1)
    schema.write_text('{"$ref": "document.json"}', encoding="utf-8")
    try:
        installed.run("smsdocs", "check", "policies/memo.md")
    finally:
        schema.unlink()
        page.unlink()


@pytest.mark.parametrize(
    ("arguments", "spared"),
    [
        (["-c", "import smsdocs"], HEAVY | {"yaml", "click"}),
        (["-m", "smsdocs", "--help"], HEAVY),
        (["-m", "smsdocs", "rules"], HEAVY),
        (["-m", "smsdocs", "check", "--fail-on", "never"], HEAVY - {"jsonschema"}),
    ],
    ids=["import", "help", "rules", "check"],
)
def test_heavy_libraries_are_loaded_only_where_they_are_used(
    tmp_path: Path, arguments: list[str], spared: set[str]
) -> None:
    """`python -c pass` takes 16 ms; MkDocs, git and Jinja2 take ten times that, and most commands need none."""
    result = _run([sys.executable, "-X", "importtime", *arguments], cwd=_write_sms(tmp_path))
    assert result.returncode == 0, result.stderr
    loaded = {
        line.rsplit("|", 1)[1].strip().partition(".")[0] for line in result.stderr.splitlines() if "|" in line
    }
    assert "smsdocs" in loaded
    assert not loaded & spared
