"""No look of a page is left out of the browser tests."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from browser import covering

if TYPE_CHECKING:
    from pathlib import Path

OUTSIDE = {"lasting.jinja"}
"""Templates of pages that the desk does not make: lasting addresses, which are among the named pages."""


def test_the_pages_people_talk_about_are_there(sites: Path) -> None:
    """Each kind of page has one on the dressed site."""
    assert {
        kind: page for kind, page in covering.NAMED.items() if not (sites / "site" / page).is_file()
    } == {}


def test_every_template_makes_a_page(sites: Path) -> None:
    """A template is rendered on the dressed site, on a page of the plain one that is looked at, or as a part."""
    made = covering.read_templates(sites)
    used = {*made["site"], *(name for name, pages in made["plain"].items() if {*pages} & {*covering.PLAIN})}
    folder = files("smsdocs.reports") / "templates"
    texts = {
        one.name: one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".jinja")
    }
    parts = {name for text in texts.values() for name in re.findall(r'"([\w-]+\.jinja)"', text)}
    assert set(texts) - used - parts - OUTSIDE == set()


def test_the_cover_wears_everything(sites: Path, cover: tuple[str, ...]) -> None:
    """Every template, and every element with every set of classes, is on a page that the tests look at."""
    worn = covering.read_worn(sites)
    assert set().union(*worn.values()) == set().union(*(worn[page] for page in cover))
    assert set(covering.NAMED.values()) <= set(cover)
    assert len(cover) < len(worn) / 2
