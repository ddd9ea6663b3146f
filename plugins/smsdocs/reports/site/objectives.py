"""Objectives with what was reached, and improvements with what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


def build_objectives(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page."""
    del desk
    yield from ()
