"""KPIs as small charts with their target."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


def build_kpis(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the page."""
    del desk
    yield from ()
