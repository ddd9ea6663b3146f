"""The way to a page: crumbs, the shelf in the sidebar, the page before and after; home and roles as landing pages."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING

import built_site
import pytest
from built_site import Elements

from smsdocs.checks.rule import RULES

if TYPE_CHECKING:
    from built_site import Build, Built, Write

make = built_site.make
write = built_site.write
sample = built_site.sample

SETTINGS = """
    site_name: Ours
    theme: {name: material, font: false}
    use_directory_urls: false
    plugins:
      - search
      - smsdocs:
          documents: [handbook]
          review: {interval: P12M, warn: P30D}
"""
HEAD = """\
---
id: {id}
title: {title}
type: {type}
status: {status}
version: "1.0"
owner: chief
approver: boss
approved_on: 2026-01-10
effective_from: 2026-01-10
last_reviewed: {reviewed}
classification: internal
---

# {title}

Text.
"""


def _document(
    name: str, *, kind: str = "procedure", status: str = "approved", reviewed: str = "2026-01-10"
) -> str:
    return HEAD.format(id=name, title=f"Title of {name}", type=kind, status=status, reviewed=reviewed)


def _crumbs(html: str) -> list[str]:
    crumbs = html.partition('aria-label="Breadcrumbs"')[2].partition("</nav>")[0]
    return re.findall(r"<li>(?:<a [^>]*>)?([^<]+)", crumbs)


def _sidebar(built: Built, page: str) -> str:
    sidebar = built.html(page).partition('data-md-type="navigation"')[2].partition('data-md-type="toc"')[0]
    return " ".join(Elements(sidebar).text.split())


@pytest.mark.parametrize(
    ("page", "above"),
    [
        ("index.html", []),
        ("standards/index.html", ["Home"]),
        ("policies/scope.html", ["Home", "Policies"]),
        ("processes/incident-management/index.html", ["Home", "Processes"]),
        ("processes/incident-management/major-incident.html", ["Home", "Processes", "Incident management"]),
        ("registers/risks.html", ["Home", "Registers"]),
        ("roles/incident-manager.html", ["Home", "Roles"]),
        ("records/audit/2026-05-12-a-2026-1.html", ["Home", "Records", "Audit"]),
        ("rules/SMS201.html", ["Home", "Findings", "Rules", "references"]),
    ],
)
def test_every_page_says_what_is_above_it(sample: Built, page: str, above: list[str]) -> None:
    """From home down, in the same words as the pages themselves; the home page is the top."""
    assert [one.casefold() for one in _crumbs(sample.html(page))] == [one.casefold() for one in above]


def test_a_clause_stands_below_the_clauses_it_is_part_of(sample: Built) -> None:
    """With their numbers and titles."""
    found = _crumbs(sample.html("standards/iso20000-1-2018/8.6.1.html"))
    assert found[:3] == ["Home", "Standards", "ISO/IEC 20000-1:2018"]
    assert [one.split(" ")[0] for one in found[3:]] == ["8", "8.6"]


def test_a_leaf_stands_in_the_sidebar_among_its_own(sample: Built) -> None:
    """A procedure below its process, a role among roles; other pages do not carry them along."""
    assert "Incident management Major incident procedure" in _sidebar(
        sample, "processes/incident-management/major-incident.html"
    )
    assert "Problem manager" in _sidebar(sample, "roles/incident-manager.html")
    assert "Problem manager" not in _sidebar(sample, "policies/scope.html")
    assert "Major incident procedure" not in _sidebar(sample, "index.html")


def test_a_leaf_leads_to_the_one_before_and_after(sample: Built) -> None:
    """Clauses in the order of the standard, records the newest first."""
    assert _turns(sample, "standards/iso20000-1-2018/8.6.1.html") == {
        "prev": "8.6.html",
        "next": "8.6.2.html",
    }


def _turns(built: Built, page: str) -> dict[str, str]:
    found = built.page(page).found
    return {
        str(attrs["rel"]): str(attrs["href"])
        for tag, attrs in found
        if tag == "link" and attrs.get("rel") in {"prev", "next"}
    }


def _active(built: Built, page: str) -> list[str]:
    """Return what the menu marks as the way to the page, from the top down."""
    html = built.html(page).partition('data-md-type="navigation"')[2].partition('data-md-type="toc"')[0]
    marked = re.findall(
        r'md-nav__item--active.*?<span class="md-ellipsis">\s*(.*?)\s*</span>', html, re.DOTALL
    )
    return [re.sub(r"<[^>]*>", "", one).strip() for one in marked]


def test_rules_follow_one_another_by_their_codes(sample: Built) -> None:
    """From the list of rules to the last one, also from one family to the next."""
    codes = sorted(RULES)
    pages = ["rules/index.html", *(f"rules/{code}.html" for code in codes)]
    for before, page, after in zip(["", *pages], pages, [*pages[1:], ""], strict=False):
        wanted = {"prev": before.rpartition("/")[2], "next": after.rpartition("/")[2]}
        assert _turns(sample, page) == {rel: name for rel, name in wanted.items() if name}, page


def test_a_rule_stands_in_the_menu_below_the_findings_among_its_family(sample: Built) -> None:
    """As breadcrumbs say it; the page of all rules too, and no page of findings carries the rules along."""
    assert _active(sample, "rules/SMS306.html")[-2:] == ["Findings", "SMS306 clause-gap"]
    beside = set(re.findall(r"SMS\d{3}", _sidebar(sample, "rules/SMS306.html")))
    assert len(beside) == 10
    assert {code[:4] for code in beside} == {"SMS3"}
    assert _active(sample, "rules/index.html")[-2:] == ["Findings", "Rules"]
    assert "SMS" not in _sidebar(sample, "findings/index.html")


def test_what_the_site_is_built_with_stands_below_home(sample: Built) -> None:
    """It has a place in the menu, on its own page only."""
    assert _active(sample, "built-with.html") == ["Home", "What this site is built with"]
    assert "built with" not in _sidebar(sample, "index.html")


def test_no_page_of_a_rule_is_heavy(sample: Built) -> None:
    """The menu shows a window of the family, not all rules."""
    files = sample.files()
    assert max(len(files[f"rules/{code}.html"]) for code in RULES) < 100_000


def test_a_long_shelf_shows_the_pages_around(write: Write, make: Build) -> None:
    """Each page of a shelf of hundreds would carry hundreds of links."""
    files = {f"handbook/{number:03}.md": _document(f"D-{number:03}") for number in range(40)}
    built = make(write({"mkdocs.yml": dedent(SETTINGS), "docs/n.md": "# N\n", **files}), strict=False)
    shown = re.findall(r"Title of (D-\d+)", _sidebar(built, "handbook/020.html"))
    assert "D-020" in shown
    assert {"D-019", "D-021"} <= set(shown)
    assert len(set(shown)) <= 12


def test_the_groups_of_the_navigation_lead_to_their_first_page(write: Write, make: Build) -> None:
    """A group is a heading, not the index page that happens to stand first in it."""
    built = make(
        write({"mkdocs.yml": dedent(SETTINGS), "docs/n.md": "# N\n", "handbook/a.md": _document("A")}),
        strict=False,
    )
    sidebar = _sidebar(built, "index.html")
    for words in (
        "Documents",
        "Handbook",
        "Who and what",
        "Roles",
        "Conformity",
        "Standards",
        "Over time",
        "Reviews",
    ):
        assert words in sidebar, words


def test_a_navigation_of_ones_own_is_kept(write: Write, make: Build) -> None:
    """What it mentions is not said twice; the rest follows in groups."""
    settings = dedent(SETTINGS) + "nav:\n  - index.md\n  - Ours: roles/index.md\n"
    built = make(write({"mkdocs.yml": settings, "docs/index.md": "# Hello\n"}), strict=False)
    sidebar = _sidebar(built, "index.html")
    assert sidebar.count("Ours") >= 1
    assert "Roles" not in sidebar
    assert "Standards" in sidebar


def test_an_authors_home_page_says_how_things_stand(write: Write, make: Build) -> None:
    """Below its title, with figures that lead on; `hide: [shape]` leaves it out."""
    page = {"docs/index.md": "# Welcome\n\nHello.\n", "handbook/a.md": _document("A", reviewed="2024-01-10")}
    article = make(write({"mkdocs.yml": dedent(SETTINGS), **page}), strict=False).article("index.html")
    assert article.index("Welcome") < article.index("Are we in good shape?") < article.index("Hello.")
    assert "1 review overdue" in Elements(article).text
    page["docs/index.md"] = "---\nhide: [shape]\n---\n\n# Welcome\n\nHello.\n"
    quiet = make(write({"mkdocs.yml": dedent(SETTINGS), **page}), strict=False, name="quiet").article(
        "index.html"
    )
    assert "Are we in good shape?" not in quiet


def test_the_home_page_says_what_is_wrong(write: Write, make: Build) -> None:
    """An error is worse than anything that time brings."""
    page = _document("A", status="aproved")
    root = write({"mkdocs.yml": dedent(SETTINGS), "docs/n.md": "# N\n", "handbook/a.md": page})
    text = Elements(make(root, strict=False).article("index.html")).text
    assert "Some things are wrong" in text
    assert "1 error," in text


def test_a_role_page_says_what_to_read_and_what_to_do(write: Write, make: Build) -> None:
    """Reviews that are due wait for the owner, texts under review for the approver; policies bind everybody."""
    root = write({
        "mkdocs.yml": dedent(SETTINGS),
        "handbook/late.md": _document("LATE", reviewed="2024-01-10"),
        "handbook/soon.md": _document("SOON", reviewed="2025-07-15"),
        "handbook/new.md": _document("NEW", status="in-review"),
        "handbook/policy.md": _document("POL", kind="policy"),
        "handbook/draft.md": _document("DRAFT", kind="policy", status="draft"),
        "docs/registers/roles.yml": "id: R\nrows:\n  - {id: chief, title: Chief}\n  - {id: boss, title: Boss}\n"
        "  - {id: reader, title: Reader, responsibilities: [read, ask]}\n",
    })  # fmt: skip
    built = make(root, strict=False)
    chief, boss, reader = (
        " ".join(Elements(built.article(f"roles/{role}.html")).text.split())
        for role in ("chief", "boss", "reader")
    )
    assert "review overdue: Title of LATE by 2025-01-10" in chief
    assert "review due soon: Title of SOON by 2026-07-15" in chief
    assert "waits for approval: Title of NEW" in boss
    assert "Nothing waits for this role today." in reader
    assert "Must do" in reader
    assert "Title of POL" in reader
    assert "for everybody" in reader
    assert "Title of DRAFT" not in reader
    assert "Title of LATE" not in reader


def test_the_matrix_says_what_its_numbers_count(sample: Built) -> None:
    """Boxes count lines and the total counts clauses: a clause has a line for each thing that carries it."""
    article = sample.article("traceability.html")
    assert "Status, lines of each" in article
    assert re.search(r"<p>Clauses: <span class=\"sms-count\">", article)
