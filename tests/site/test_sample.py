from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import built_site
import pytest
from built_site import copy_sample

if TYPE_CHECKING:
    from pathlib import Path

    from built_site import Build, Built

make = built_site.make
sample = built_site.sample


def test_the_sample_builds_strictly_without_a_warning(sample: Built) -> None:
    """Gaps are findings of the site, not warnings of the build."""
    assert [record.getMessage() for record in sample.log if record.levelno >= logging.WARNING] == []


def test_every_link_of_the_sample_leads_somewhere(sample: Built) -> None:
    """No page of the site, written or generated, holds a link to a missing file or anchor."""
    assert sample.broken_links() == []


def test_no_page_asks_another_host_for_anything(sample: Built) -> None:
    """Scripts, styles, pictures and fonts all come from the site itself."""
    outside = [
        (page, tag, attrs)
        for page in sample.pages()
        for tag, attrs in sample.page(page).found
        if tag != "a"
        and any(
            (attrs.get(name) or "").startswith(("http:", "https:", "//"))
            for name in ("src", "href", "action")
        )
    ]
    assert outside == []


def test_styles_and_scripts_of_ours_name_no_other_host(sample: Built) -> None:
    """What the plugin adds is self-contained."""
    ours = {name: text for name, text in sample.files().items() if name.startswith("assets/smsdocs/")}
    assert {name.rpartition(".")[2] for name in ours} == {"css", "js"}
    assert [name for name, text in ours.items() if b"http" in text] == []


@pytest.mark.parametrize(
    "page",
    [
        "index.html",
        "policies/index.html",
        "policies/scope.html",
        "processes/index.html",
        "processes/incident-management/index.html",
        "processes/incident-management/major-incident.html",
        "standards/index.html",
        "standards/iso20000-1-2018/8.6.1.html",
        "traceability.html",
        "roles/index.html",
        "roles/incident-manager.html",
        "registers/index.html",
        "registers/risks.html",
        "documents.html",
        "records/index.html",
        "records/audit/2026-05-12-a-2026-1.html",
        "findings/index.html",
        "rules/index.html",
        "rules/SMS306.html",
    ],
)
def test_the_site_has_the_page(sample: Built, page: str) -> None:
    """Each kind of page is there."""
    assert page in sample.pages()


def test_a_document_shows_what_it_is_above_its_text(sample: Built) -> None:
    """Id, version, state, owner, approver and review stand in a box under the title."""
    article = sample.article("processes/incident-management/index.html")
    head = article[: article.index("Purpose and scope")]
    for words in (
        "PRC-INC, version 1.1",
        "in force",
        "Incident manager",
        "SMS manager",
        "2026-06-11",
        "up to date",
    ):
        assert words in head


def test_a_document_shows_what_relates_to_it_below_its_text(sample: Built) -> None:
    """Clauses, parents, children, records, parts and interfaces stand below the text."""
    article = sample.article("processes/incident-management/index.html")
    foot = article[article.index("About this document") :]
    for words in (
        "8.6.1 Incident management",
        "Service management policy",
        "Major incident procedure",
        "Incident tickets",
    ):
        assert words in foot
    assert "Problem management" in foot
    assert "standards/iso20000-1-2018/8.6.1.html" in foot


def test_a_draft_says_so_in_words(sample: Built) -> None:
    """A text that is not in force carries a banner."""
    assert "This is a draft" in sample.article("processes/service-request/fulfilment.html")


def test_a_clause_leads_to_the_section_that_answers_it(sample: Built) -> None:
    """The auditor lands on the section, not on the top of the document."""
    article = sample.article("standards/iso20000-1-2018/5.1.html")
    assert "policies/service-management-policy.html#what-top-management-does" in article


def test_a_clause_says_what_is_ours_and_what_is_not_checked(sample: Built) -> None:
    """A summary is labelled as ours; an item nobody compared with the standard says so."""
    article = sample.article("standards/iso20000-1-2018/4.3.html")
    assert "A summary in our own words" in article
    assert "not checked against the standard" in article


def test_people_are_named_and_their_addresses_are_not(sample: Built) -> None:
    """The register of people is shown without its identities, and its file is not copied."""
    files = sample.files()
    assert not [name for name in files if name.endswith((".yml", ".yaml", ".csv"))]
    assert not [name for name, content in files.items() if b"@example.org" in content]
    assert "Mara Ellwood" in sample.article("roles/sms-owner.html")


def test_a_link_to_a_register_opens_its_page(sample: Built) -> None:
    """On the forge it opens the file, on the site the table."""
    assert 'href="../registers/improvements.html"' in sample.article(
        "policies/service-management-policy.html"
    )


def test_the_navigation_holds_sections_and_no_leaves(sample: Built) -> None:
    """Clause, role, rule, register pages and procedures are reached through their index."""
    html = sample.html("index.html")
    nav = html[html.index('<nav class="md-nav md-nav--primary') : html.index("<article")]
    assert "traceability.html" in nav
    inside = sample.html("processes/index.html")
    assert "incident-management/index.html" in inside[: inside.index("<article")]
    for leaf in (
        "8.6.1",
        "SMS306",
        "roles/incident-manager",
        "registers/risks",
        "major-incident",
        "policies/scope",
    ):
        assert leaf not in nav


def test_the_same_snapshot_gives_the_same_bytes(tmp_path: Path, make: Build) -> None:
    """Nothing of the clock or of the order of files gets into the site."""
    root = copy_sample(tmp_path / "repository")
    first, second = make(root, name="first").files(), make(root, name="second").files()
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_the_sample_builds_with_folder_addresses(tmp_path: Path, make: Build) -> None:
    """Without the offline plugin pages end in a slash, and every link still fits."""
    root = copy_sample(tmp_path / "repository")
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("  - offline ", "  # "))
    built = make(root)
    assert "standards/iso20000-1-2018/8.6.1/index.html" in built.pages()
    assert built.broken_links() == []
