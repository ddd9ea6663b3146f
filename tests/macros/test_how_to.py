"""The manual on live data is true: each function is in it, and shows on the sample what the manual says."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import macro_site  # noqa: F401  # puts the folder of built_site on the path
import pytest
from built_site import REPOSITORY

from smsdocs.analysis.macros.functions import FILTERS, FUNCTIONS, LOOP, PAGE, TESTS
from smsdocs.readers.macros.page import read_macros
from smsdocs.readers.macros.placing import TAGS
from smsdocs.readers.macros.refusals import DEEPEST, LOOPS
from smsdocs.reports.site.builder import build_desk
from smsdocs.reports.site.live.filling import fill
from smsdocs.reports.site.live.page import follow_page
from smsdocs.reports.site.live.steps import LENGTH, SECONDS, STEPS
from smsdocs.reports.site.live.values import LONGEST
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from smsdocs.reports.site.desk import Desk

MANUAL = (REPOSITORY / "docs/guide/how-to/use-live-data.md").read_text("utf-8")
ROWS = re.findall(
    r"^\| `(\{\{.*?\}\})` \| (.*) \|$",
    MANUAL.partition("<!-- live -->")[2].partition("<!-- end -->")[0],
    re.MULTILINE,
)


@lru_cache(maxsize=1)
def _desk() -> Desk:
    snapshot = read_snapshot(REPOSITORY, today=date(2026, 6, 30), history=False)
    return build_desk(snapshot, (), directory_urls=True)


def _show(text: str) -> str:
    desk = _desk()
    page = desk.snapshot.documents_by_id["PRC-INC"]
    template, faults = read_macros(text, page.path, 1)
    assert not faults
    assert template
    made, pieces = follow_page(desk, page, desk.pages[page.path], template)
    return fill(made, pieces)


@pytest.mark.parametrize(("written", "told"), ROWS, ids=[row[0] for row in ROWS])
def test_the_manual_says_what_readers_see(written: str, told: str) -> None:
    """Words and links."""
    shown = _show(written)
    words = re.sub(r"<[^>]*>", "", shown)
    if told.startswith("the same"):
        told = "8.6.1 Incident management, with a link"
    elif told.startswith("the title"):
        told = "Incident management"
    assert ("<a href=" in shown) is ("with a" in told or "](" in told or "with the" in told)
    told = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", told)
    assert words == re.sub(r", with (?:a|the same) link.*", "", told)


def test_every_function_filter_and_test_is_in_the_manual() -> None:
    """And every bound."""
    for name in FUNCTIONS:
        assert f"`{{{{ {name}(" in MANUAL or f"`{name}`" in MANUAL, name
    for name in (*FILTERS, *TESTS):
        assert re.search(rf"`{name}[`(]", MANUAL), name
    for name in LOOP:
        assert f"`loop.{name}`" in MANUAL, name
    for name in PAGE:
        assert f"`{name}`" in MANUAL, name
    for bound in (
        LOOPS,
        DEEPEST,
        f"{TAGS:,}",
        f"{STEPS:,}",
        f"{LONGEST:,} characters",
        f"{LENGTH:,}",
        f"{SECONDS:.0f} seconds",
    ):
        assert f"| {bound}" in MANUAL, bound


def test_the_table_that_the_manual_shows_is_the_one_readers_see() -> None:
    """Row by row."""
    html = _show('{{ register("sla", columns=["priority", "response"]) }}')
    cells = re.findall(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>", html)
    table = MANUAL.partition("looks like this:\n\n")[2].partition("\n\n")[0].splitlines()
    told = [cell.strip() for line in table if "---" not in line for cell in line.strip("|").split("|")]
    assert cells == told
