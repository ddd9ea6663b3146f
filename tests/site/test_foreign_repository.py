"""A repository that was not made for smsdocs: a folder of Markdown and ten lines of settings."""

from __future__ import annotations

import logging
import re
from textwrap import dedent
from typing import TYPE_CHECKING

import built_site
import pytest
from built_site import Elements
from click.testing import CliRunner
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from smsdocs.adapters.command_line.group import smsdocs
from smsdocs.adapters.mkdocs.site import open_site
from smsdocs.reports.site.builder import build_desk, build_pages, find_reserved
from smsdocs.reports.site.rows import RowsFile
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from built_site import Build, Write

    from smsdocs.reports.site.desk import Desk

make = built_site.make
write = built_site.write


@pytest.fixture
def sample_desk() -> Desk:
    """The desk of the sample, without findings."""
    snapshot = read_snapshot(built_site.REPOSITORY, counterparts=True, history=False)
    return build_desk(snapshot, (), directory_urls=True)


SETTINGS = """
    site_name: Ours
    theme: {name: material, font: false}
    plugins:
      - smsdocs:
          documents: [handbook]
          severity: {missing-front-matter: "off", missing-field: "off"}
    """
DOCUMENT = """
    ---
    id: POL-1
    title: "%s"
    type: policy
    status: approved
    version: "1.0"
    owner: boss
    approver: boss
    approved_on: 2026-01-01
    effective_from: 2026-01-01
    last_reviewed: 2026-01-01
    review_interval: P12M
    classification: internal
    clauses: ["iso20000-1:5.2.1"]
    ---

    Text.
    """


def _messages(log: list[logging.LogRecord], level: int) -> list[str]:
    return [record.getMessage() for record in log if record.levelno >= level]


def test_a_folder_of_markdown_becomes_a_site(write: Write, make: Build) -> None:
    """A README opens its folder; links between folders, to the docs and to the forge all work."""
    root = write({
        "mkdocs.yml": SETTINGS,
        "docs/index.md": "# Home\n\n[Handbook](../handbook/README.md), [same](../handbook), "
        "[the rules](../handbook/a/rules.md#two-words)\n",
        "handbook/README.md": "# Handbook\n\n[Home](../docs/index.md), [rules](a/rules.md), "
        "[plan](a/plan.pdf), [code](../src/code.py)\n",
        "handbook/a/rules.md": '# Rules\n\n## Two words\n\n![Plan](plan.png) [up](..) <a href="../README.md">raw</a>\n',
        "handbook/a/plan.png": "no picture",
        "handbook/a/plan.pdf": "no pdf",
        "src/code.py": "print()",
    })  # fmt: skip
    built = make(root, strict=False)
    assert built.broken_links() == []
    assert _messages(built.log, logging.WARNING) == []
    assert {"handbook/a/plan.png", "handbook/a/plan.pdf"} <= built.files().keys()
    assert "src/code.py" not in built.files()
    article = built.article("handbook/index.html")
    assert 'title="not part of this site"' in article
    assert "code.py" not in article


def test_a_link_to_a_file_that_is_not_published_leads_to_the_forge(write: Write, make: Build) -> None:
    """With a template for the forge nothing is lost."""
    forge = (
        "      forge: {view: 'https://git.example.org/b/{path}', edit: 'https://git.example.org/e/{path}'}\n"
    )
    root = write({
        "mkdocs.yml": dedent(SETTINGS) + forge,
        "docs/index.md": "# Home\n\n[code](../src/my%20code.py)\n",
        "handbook/a b.md": DOCUMENT % "A",
        "src/my code.py": "print()",
    })  # fmt: skip
    built = make(root, strict=False)
    assert "https://git.example.org/b/src/my%20code.py" in built.article("index.html")
    assert "https://git.example.org/e/handbook/a%20b.md" in built.html("handbook/a b/index.html")
    assert 'title="Edit this page"' not in built.html("standards/index.html")


def test_errors_fail_a_strict_build_before_anything_is_written(
    write: Write, make: Build, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The message names file, line and column; the folder of the site is not touched."""
    root = write({
        "mkdocs.yml": SETTINGS,
        "docs/index.md": "# Home\n",
        "handbook/a.md": "# A\n\nSee [nothing](nothing.md).\n",
    })  # fmt: skip
    (tmp_path / "site").mkdir()
    (tmp_path / "site/kept.html").write_text("kept")
    with pytest.raises(Abort):
        make(root)
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["kept.html"]
    assert "handbook/a.md:3:15: SMS206 `nothing.md` leads to no file" in caplog.text


def test_errors_do_not_stop_a_build_that_is_not_strict(write: Write, make: Build) -> None:
    """Somebody who writes wants to see the page; the finding stands on it."""
    root = write({
        "mkdocs.yml": SETTINGS,
        "docs/index.md": "# Home\n",
        "handbook/a.md": DOCUMENT % "A" + "\nSee [nothing](nothing.md).\n",
    })  # fmt: skip
    built = make(root, strict=False)
    assert any("SMS206" in message for message in _messages(built.log, logging.ERROR))
    assert "leads to no file" in built.article("handbook/a/index.html")


def test_broken_settings_fail_without_a_traceback(
    write: Write, make: Build, caplog: pytest.LogCaptureFixture
) -> None:
    """An unknown setting is named with the nearest match."""
    root = write({"mkdocs.yml": SETTINGS.replace("documents:", "docments:"), "docs/index.md": "# Home\n"})
    with pytest.raises(Abort):
        make(root, strict=False)
    assert "unknown setting `docments`: did you mean `documents`?" in caplog.text
    assert "Traceback" not in caplog.text


def test_symbolic_links_stay_out(write: Write, make: Build, tmp_path: Path) -> None:
    """A pull request may point one anywhere on the machine that builds."""
    root = write({"mkdocs.yml": SETTINGS, "docs/index.md": "# Home\n", "handbook/a.md": DOCUMENT % "A"})
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/more.txt").write_text("secret")
    (root / "docs/secret.txt").symlink_to(tmp_path / "secret.txt")
    (root / "docs/page.md").symlink_to(tmp_path / "secret.txt")
    (root / "docs/folder").symlink_to(tmp_path / "secrets")
    (root / "handbook/picture.png").symlink_to(tmp_path / "secret.txt")
    (root / "handbook/a.md").write_text((root / "handbook/a.md").read_text() + "\n![x](picture.png)\n")
    built = make(root, strict=False)
    assert not [
        name for name, content in built.files().items() if b"secret" in content and name.endswith("txt")
    ]
    assert "secret</p>" not in "".join(built.html(page) for page in built.pages())
    assert "handbook/picture.png" not in built.files()


def test_the_navigation_of_the_author_stays_and_gets_what_it_lacks(write: Write, make: Build) -> None:
    """Pages that are mentioned are not added again."""
    root = write({
        "mkdocs.yml": dedent(SETTINGS) + "nav:\n  - Start: index.md\n  - Clauses: standards/index.md\n",
        "docs/index.md": "# Home\n",
        "handbook/a.md": DOCUMENT % "A",
    })  # fmt: skip
    html = make(root).html("index.html")
    nav = html[html.index('<nav class="md-nav md-nav--primary') : html.index("<article")]
    assert "Clauses" in nav
    assert nav.count('href="standards/"') == 1
    assert 'href="handbook/"' in nav
    assert 'href="traceability/"' in nav


def test_the_whole_repository_may_be_the_folder_of_documents(write: Write, make: Build) -> None:
    """The README at the top does not displace the home page."""
    root = write({
        "mkdocs.yml": SETTINGS.replace("[handbook]", "[.]"),
        "README.md": "# Read me\n\n[Home](docs/index.md)\n",
        "docs/index.md": "# Home\n\n[Read me](../README.md)\n",
        "rules/one.md": "# One\n",
    })  # fmt: skip
    built = make(root, strict=False)
    assert "<h1" in built.article("index.html")
    assert "Home" in built.article("index.html")
    assert "Read me" in built.article("repository/index.html")
    assert built.broken_links() == []


def test_first_lines_that_look_like_metadata_stay(write: Write, make: Build) -> None:
    """MkDocs alone would drop them without a word."""
    root = write({"mkdocs.yml": SETTINGS, "docs/index.md": "Purpose: to be read\nScope: all\n\nMore.\n"})
    assert "Purpose: to be read" in make(root, strict=False).article("index.html")


def test_an_authors_page_does_not_replace_a_generated_one(write: Write, make: Build) -> None:
    """It moves, with a warning; whatever leads to either arrives."""
    root = write({
        "mkdocs.yml": SETTINGS,
        "docs/index.md": "# Home\n\n[Ours](standards/index.md), [picture](standards/a.png)\n",
        "docs/standards/index.md": "# x\n\n[Home](../index.md)\n\n![a](a.png)\n",
        "docs/standards/a.png": "no picture",
        "docs/rules/sms101.md": "# y\n",
        "handbook/a.md": DOCUMENT % "A",
    })  # fmt: skip
    built = make(root, strict=False)
    assert built.broken_links() == []
    assert "iso20000-1-2018/4.1" in built.article("standards/index.html")
    assert 'id="x"' in built.article("repository/standards/index.html")
    warnings = _messages(built.log, logging.WARNING)
    assert len(warnings) == 2
    assert any(
        "docs/standards/index.md would stand at standards/, where a page that smsdocs makes stands" in one
        for one in warnings
    )
    with pytest.raises(Abort):
        make(root)


def test_a_page_beside_a_folder_of_its_name_is_not_lost(write: Write, make: Build) -> None:
    """With folder addresses both would stand at handbook/scope/; without them they do not meet."""
    root = write({
        "mkdocs.yml": SETTINGS,
        "docs/index.md": "# Home\n",
        "handbook/scope.md": "# One\n\n[Two](scope/index.md)\n",
        "handbook/scope/index.md": "# Two\n\n[One](../scope.md)\n",
    })  # fmt: skip
    built = make(root, strict=False)
    assert built.broken_links() == []
    assert 'id="two"' in built.article("handbook/scope/index.html")
    assert 'id="one"' in built.article("repository/handbook/scope/index.html")
    assert [message.partition(":")[0] for message in _messages(built.log, logging.WARNING)] == [
        "handbook/scope.md would stand at handbook/scope/, where handbook/scope/index.md stands"
    ]
    files = make(root, name="files", use_directory_urls=False)
    assert {"handbook/scope.html", "handbook/scope/index.html"} <= files.files().keys()


def test_every_generated_page_stands_where_nobody_else_may(sample_desk: Desk) -> None:
    """What `find_reserved` names is what the builders build, but for the pages that give way to an author's."""
    reserved = set(find_reserved(sample_desk.snapshot, sample_desk.relations))
    built = {page.src_uri for page in build_pages(sample_desk) if not isinstance(page, RowsFile)}
    assert reserved <= built
    assert built - reserved <= {"index.md", *sample_desk.addresses.folders.values()}


def test_a_section_opens_with_the_authors_page_of_the_docs_folder(write: Write, make: Build) -> None:
    """Its index there is the index of the section; a README is one too."""
    for name in ("index.md", "README.md"):
        root = write({
            "mkdocs.yml": SETTINGS,
            "docs/index.md": "# Home\n",
            f"docs/handbook/{name}": "# Our handbook\n",
            "handbook/a.md": DOCUMENT % "A",
        })  # fmt: skip
        built = make(root, strict=False, name=name)
        assert "Our handbook" in built.article("handbook/index.html")
        assert _messages(built.log, logging.WARNING) == []
        (root / f"docs/handbook/{name}").unlink()


@pytest.mark.parametrize(
    ("page", "address", "moved"),
    [
        ("# The rules", "a.md", ["docs/handbook/a.md"]),
        (DOCUMENT.replace("POL-1", "POL-2") % "Other", "repository/handbook/a.md", ["handbook/a.md"]),
    ],
)
def test_a_page_of_the_docs_folder_does_not_take_the_address_of_a_controlled_document(
    write: Write, page: str, address: str, moved: list[str]
) -> None:
    """Links and bookmarks lead to what is approved; where both are controlled, nobody is moved silently."""
    root = write({"mkdocs.yml": SETTINGS, "docs/handbook/a.md": page, "handbook/a.md": DOCUMENT % "A"})
    addresses = build_desk(read_snapshot(root, history=False), (), directory_urls=True).addresses
    assert addresses.pages["handbook/a.md"] == (address if "/" in address else f"handbook/{address}")
    assert [(one.path, one.expected) for one in addresses.moved] == [(path, False) for path in moved]


def test_a_site_without_a_home_page_gets_one(write: Write, make: Build) -> None:
    """It says how things stand, with the figures, and where to go."""
    root = write({
        "mkdocs.yml": dedent(SETTINGS) + "      organisation: Ours & <b>Yours</b>\n",
        "docs/notes.md": "# Notes\n",
        "handbook/a.md": DOCUMENT % "A",
    })  # fmt: skip
    built = make(root, strict=False)
    article = built.article("index.html")
    assert "of Ours &amp; &lt;b&gt;Yours&lt;/b&gt;." in article
    assert "Ours &amp; &lt;b&gt;Yours&lt;/b&gt;, POL-1, version 1.0. File:" in built.article(
        "handbook/a/index.html"
    )
    assert '<a href="handbook/">Handbook</a><span class="sms-quiet">1 page</span>' in article
    text = " ".join(Elements(article).text.split())
    assert "Some things are open : no errors, no review overdue" in text.replace("open:", "open :")
    assert re.search(r"Documents 1 of 1 in force .* Findings \d+ to look at", text)
    assert 'href="standards/#iso20000-1-2018"' in article
    assert built.broken_links() == []
    assert _messages(built.log, logging.WARNING) == []


def test_a_file_that_only_mkdocs_knows_does_not_replace_a_generated_page(write: Write, make: Build) -> None:
    """It stays out, with a warning; an excluded one stays out without; HTML that a browser would run is an error."""
    root = write({
        "mkdocs.yml": dedent(SETTINGS) + "exclude_docs: /roles/\n",
        "docs/index.html": "<p>Mine</p>\n",
        "docs/documents.markdown": "# Mine\n",
        "docs/roles/index.md": "# Mine\n",
    })  # fmt: skip
    built = make(root, strict=False)
    for page in ("index.html", "documents/index.html", "roles/index.html"):
        assert "Mine" not in built.article(page)
    assert (
        "docs/documents.markdown stays out of the site: a page that smsdocs makes stands at documents/"
        in (_messages(built.log, logging.WARNING))
    )


def test_the_readme_at_the_top_is_home_where_it_is_a_page(write: Write, make: Build) -> None:
    """Nothing is generated in its place."""
    root = write({
        "mkdocs.yml": SETTINGS.replace("[handbook]", "[.]"),
        "README.md": "# Read me\n",
        "docs/notes.md": "# Notes\n",
    })  # fmt: skip
    assert "Read me" in make(root, strict=False).article("index.html")


def test_another_settings_file_is_read(write: Write, make: Build) -> None:
    """`mkdocs build -f other.yml` judges and shows what other.yml says."""
    root = write({
        "mkdocs.yml": "site_name: Wrong\nplugins: [smsdocs: {documents: [nowhere]}]\n",
        "base.yml": SETTINGS,
        "other.yml": "INHERIT: base.yml\nsite_name: Right\n",
        "docs/index.md": "# Home\n",
        "handbook/a.md": DOCUMENT % "A",
    })  # fmt: skip
    built = make(root, strict=False, file="other.yml")
    assert "POL-1" in built.article("documents/index.html")


def test_a_change_of_inherited_settings_is_watched(write: Write) -> None:
    """`mkdocs serve` rebuilds when a parent of the settings file changes."""
    root = write({
        "base.yml": SETTINGS,
        "mkdocs.yml": "INHERIT: base.yml\n",
        "docs/index.md": "# Home\n",
    })  # fmt: skip
    config = load_config(str(root / "mkdocs.yml"))
    open_site(config)
    assert {str(root / "base.yml"), str(root / "mkdocs.yml")} <= set(config.watch)


@pytest.mark.parametrize("command", ["build", "serve"])
def test_without_the_docs_folder_one_sentence_says_what_to_do(write: Write, command: str) -> None:
    """MkDocs is not even asked."""
    root = write({"mkdocs.yml": SETTINGS, "handbook/a.md": DOCUMENT % "A"})
    result = CliRunner().invoke(smsdocs, [command, "--root", str(root)])
    assert result.exit_code == 2
    assert "there is no folder docs, from which MkDocs builds the site" in result.output
    assert "make it, or name another as `docs_dir` in mkdocs.yml" in result.output
    assert not (root / "site").exists()
