"""What the theme leaves unnamed gets its name in the HTML; what authors write is left alone."""

from __future__ import annotations

import pytest

from smsdocs.adapters.mkdocs.access import name_parts

SEARCH = '<input class="md-search__input" name="query" aria-label="Suche">'
TITLE = '<label class="md-nav__title" for="__nav_3"'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f'<div data-md-component="search" role="dialog">{SEARCH}',
            f'<div data-md-component="search" role="dialog" aria-label="Suche">{SEARCH}',
        ),
        (
            f'<nav class="md-nav" data-md-level="1" aria-labelledby="__nav_3_label">{TITLE}>',
            f'<nav class="md-nav" data-md-level="1" aria-labelledby="__nav_3_title">{TITLE} id="__nav_3_title">',
        ),
        ('<a href="#x" class="md-skip">', '<a href="#sms-content" class="md-skip">'),
        (
            '<input type="checkbox" disabled checked>',
            '<input aria-label="done" type="checkbox" disabled checked>',
        ),
        ('<input type="checkbox" disabled>', '<input aria-label="not done" type="checkbox" disabled>'),
        ('<th style="text-align: left"> </th><th>A</th>', '<td style="text-align: left"></td><th>A</th>'),
        ('<a id="x" href="#__codelineno-0-1">', '<a tabindex="-1" id="x" href="#__codelineno-0-1">'),
        ("<code>&lt;th&gt;&lt;/th&gt;</code>", "<code>&lt;th&gt;&lt;/th&gt;</code>"),
    ],
)
def test_parts_get_names(before: str, after: str) -> None:
    """In the language of the theme, and only where the theme or Markdown wrote it."""
    assert name_parts(before) == after
