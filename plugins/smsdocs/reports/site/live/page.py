"""The live data of one authored page: its text with marks, and what they stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smsdocs.reports.site.live.functions import Caller
from smsdocs.reports.site.live.pieces import Pieces
from smsdocs.reports.site.live.steps import Steps

if TYPE_CHECKING:
    from smsdocs.model.macro import Template
    from smsdocs.model.register import Page
    from smsdocs.reports.site.desk import Desk


@dataclass(kw_only=True)
class Live:
    """The live data of one build.

    Attributes:
        waiting: source of the page whose text is asked for next; empty once it was handed over.
        pieces: what the marks of each page stand for, by its source.
    """

    waiting: str = ""
    pieces: dict[str, Pieces] = field(default_factory=dict)


def follow_page(desk: Desk, page: Page, source: str, template: Template) -> tuple[str, Pieces]:
    """Return the Markdown of a page after its macros, with marks, and the pieces they stand for.

    Args:
        desk: what functions look things up on.
        page: the page.
        source: its source on the site.
        template: its macros.

    Raises:
        MacroError: something is not there, does not fit, or goes on too long.
    """
    pieces = Pieces(source, template.source)
    caller = Caller(desk=desk, page=page, source=source)
    text = Steps(caller.call, pieces).follow(template.statements, caller.names())
    return text, pieces
