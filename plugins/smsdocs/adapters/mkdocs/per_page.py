"""A step of Markdown that looks at which page is converted: one Markdown makes many pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element  # Markdown's own tree, not foreign XML

    from markdown import Markdown


class PerPage(Treeprocessor):
    """Does what the present page asks for, if anything."""

    def __init__(self, md: Markdown, build: Callable[[Markdown], Treeprocessor | None]) -> None:
        """Stand for a step.

        Args:
            md: what it is a step of.
            build: returns the step that the present page asks for; None where it asks for none.
        """
        super().__init__(md)
        self._build = build

    def run(self, root: Element) -> None:
        """Take the step of the present page."""
        if (own := self._build(self.md)) is not None:
            own.run(root)
