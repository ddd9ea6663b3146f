"""Certification readiness: the steps of the way, what is missing, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


def build_readiness(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page."""
    del desk
    yield from ()
