"""Words of findings on a page: code as code, arrows as arrows, and nothing else of what somebody quoted."""

from __future__ import annotations

import pytest

from smsdocs.reports.site.templates import render_marks


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("there is no role `boss`", "there is no role <code>boss</code>"),
        ("version: 1.0 -> 1.1", "version: 1.0 → 1.1"),
        ("`a -> b` and `c`", "<code>a → b</code> and <code>c</code>"),
        ("a lonely ` stays", "a lonely ` stays"),
        ("`a` and ` stay", "<code>a</code> and ` stay"),
        ("`<img src=x onerror=y>` <b>", "<code>&lt;img src=x onerror=y&gt;</code> &lt;b&gt;"),
        ("one\nline \u202e", "one line"),
        ("", ""),
    ],
)
def test_words_of_a_finding(text: str, html: str) -> None:
    """Whatever a document says stays text."""
    assert str(render_marks(text)) == html
