"""Permanent addresses: an id leads to its page, wherever that lies, and whatever the id holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import built_site
import pytest

from smsdocs.reports.site.lasting import spell_name

if TYPE_CHECKING:
    from built_site import Build, Built, Write

sample = built_site.sample
make = built_site.make
write = built_site.write

SETTINGS = "site_name: Ours\ntheme: {name: material, font: false}\nplugins: [search, smsdocs]\n"
HOME = {"mkdocs.yml": SETTINGS, "docs/index.md": "# Home\n"}


def _page(name: str, title: str, more: str = "") -> str:
    return f"---\nid: {name}\ntitle: {title}\ntype: policy\nstatus: draft\n{more}---\n\n# {title}\n"


def _lead(built: Built, address: str) -> str:
    """Return what a permanent address leads to, from the top of the site; empty where it offers a choice."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', built.html(f"{address}/index.html"))
    assert f'<a href="{found[1]}">' in built.html(f"{address}/index.html") if found else True
    return found[1].removeprefix("../" * (address.count("/") + 1)) if found else ""


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("d/PRC-INC", "processes/incident-management/index.html"),
        ("d/POL-CHG", "policies/change-management-policy.html"),
        ("d/REG-TERMS", "registers/terms.html"),
        ("d/REC-MIR-2026-01", "records/major-incident-review/2026-04-28-storage-outage.html"),
        ("c/iso20000-1/8.6.1", "standards/iso20000-1-2018/8.6.1.html"),
        ("d", "documents.html"),
        ("c", "standards/index.html"),
    ],
)
def test_an_address_leads_to_its_page(sample: Built, address: str, page: str) -> None:
    """Documents, registers, records and clauses have one; their folders have one too."""
    assert _lead(sample, address) == page


def test_an_address_needs_no_script_and_no_other_host(sample: Built) -> None:
    """It says where it leads, allows itself nothing, and no search engine keeps it."""
    page = sample.page("d/PRC-INC/index.html")
    names = [tag for tag, _ in page.found]
    policy = next(attrs for _, attrs in page.found if attrs.get("http-equiv") == "Content-Security-Policy")
    assert not {"script", "style", "img", "iframe"} & set(names)
    assert (policy["content"] or "").startswith("default-src 'none'")
    assert ("meta", {"name": "robots", "content": "noindex"}) in page.found


def test_addresses_stand_in_no_list(sample: Built) -> None:
    """Neither the search nor the map of the site nor the navigation leads to them."""
    assert '"location":"d/' not in sample.html("search/search_index.json")
    assert "/d/" not in sample.html("sitemap.xml")


def test_an_address_survives_a_move_and_a_new_title(write: Write, make: Build) -> None:
    """The same address, with addresses of folders too."""
    root = write({**HOME, "policies/old.md": _page("POL-A", "Old name")})
    assert _lead(make(root, strict=False, name="before"), "d/POL-A") == "policies/old/"
    (root / "policies/old.md").unlink()
    write({"policies/deep/new.md": _page("POL-A", "New name")})
    assert _lead(make(root, strict=False, name="after"), "d/POL-A") == "policies/deep/new/"


def test_an_id_that_was_taken_over_leads_to_its_successor(write: Write, make: Build) -> None:
    """As long as a file still has the id, it leads there."""
    new = _page("POL-NEW", "New", "supersedes: [POL-OLD, POL-GONE]\n")
    root = write({**HOME, "policies/new.md": new, "policies/old.md": _page("POL-OLD", "Old")})
    built = make(root, strict=False)
    assert _lead(built, "d/POL-OLD") == "policies/old/"
    assert _lead(built, "d/POL-GONE") == "policies/new/"
    assert "It is superseded by" in built.html("d/POL-GONE/index.html")


def test_ids_that_differ_in_case_only_have_an_address_each(write: Write, make: Build) -> None:
    """On some machines `d/POL-A` and `d/pol-a` are one folder: it offers both."""
    pages = {"policies/a.md": _page("POL-A", "Upper"), "policies/b.md": _page("pol-a", "Lower")}
    built = make(write({**HOME, **pages}), strict=False)
    assert _lead(built, "d/POL-A") == ""
    assert {"Upper", "Lower"} <= set(re.findall(r"(Upper|Lower)</a>", built.html("d/POL-A/index.html")))
    assert _lead(built, f"d/{spell_name('POL-A', alone=False)}") == "policies/a/"
    assert _lead(built, f"d/{spell_name('pol-a', alone=False)}") == "policies/b/"
    assert not (built.folder / "d/pol-a").exists()


@pytest.mark.parametrize(
    "name",
    ["..", "../../etc", "CON", "com1.md", ".hidden", "a/b", "a\\b", "x" * 300, "", " ", "né", "a.", "\udcff"],
)
def test_an_odd_id_is_a_plain_name(name: str) -> None:
    """Nothing of it leaves its folder, is a device, or differs from machine to machine."""
    spelled = spell_name(name)
    assert re.fullmatch(r"[A-Za-z0-9_-]+~[0-9a-f]{10}", spelled)
    assert len(spelled) < 100
    assert spelled != spell_name(f"{name}x")


def test_an_odd_id_writes_nothing_outside(write: Write, make: Build) -> None:
    """And what it holds is text on its page."""
    odd = '"../../../<script>alert(1)</script>\\"; url=https://evil.example/"'
    built = make(write({**HOME, "policies/odd.md": _page(odd, "Odd")}), strict=False)
    found = [path for path in built.pages() if path.startswith("d/") and "script" in path]
    assert len(found) == 1
    assert _lead(built, found[0].removesuffix("/index.html")) == "policies/odd/"
    assert "<script" not in built.html(found[0])


def test_a_page_of_an_author_stays_where_it_is(write: Write, make: Build) -> None:
    """A folder of the repository that is called as ours keeps its page, and a warning says so."""
    files = {**HOME, "docs/d/POL-A.md": "# Mine\n", "policies/a.md": _page("POL-A", "A")}
    built = make(write(files), strict=False)
    assert "Mine" in built.html("d/POL-A/index.html")
    assert any("d/POL-A/index.html is a permanent address" in record.getMessage() for record in built.log)
