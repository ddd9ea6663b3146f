"""The policy of a page names the scripts that templates wrote, and no other."""

from __future__ import annotations

import logging

import pytest
from jinja2 import Environment

from smsdocs.adapters.mkdocs.policy import MARK, finish_template, mark_templates, set_policy
from smsdocs.analysis.scripts import hash_script

PAGE = '<!doctype html><html><head><meta charset="utf-8"><script>a("{{ x }}")</script></head>{{ y }}</html>'


def render(x: str = "", y: str = "", *, served: bool = False) -> str:
    """Return a page of a template with a script and two values."""
    environment = Environment()  # noqa: S701  # MkDocs escapes nothing either
    mark_templates(environment)
    return set_policy(environment.from_string(PAGE).render(x=x, y=y), "page.md", served=served)


def test_a_script_of_a_template_is_named_by_its_hash() -> None:
    """The policy stands before it; no mark is left."""
    page = render("1")
    assert hash_script('a("1")') in page
    assert page.index("Content-Security-Policy") < page.index("<script")
    assert page.index("charset") < page.index("Content-Security-Policy")
    assert MARK not in page


def test_a_script_that_came_with_a_value_is_not_named(caplog: pytest.LogCaptureFixture) -> None:
    """It does not run, and the build says so."""
    with caplog.at_level(logging.WARNING):
        page = render(y="<script>evil()</script>")
    assert hash_script("evil()") not in page
    assert page.count("'sha256-") == 1
    assert "page.md holds a script that no template wrote" in caplog.text


def test_data_and_files_need_no_hash() -> None:
    """JSON does not run; a file of the site is named by where it stands."""
    page = render(y='<script type="application/json">{}</script><script src="a.js"></script>')
    assert page.count("'sha256-") == 1


def test_a_page_that_is_served_for_its_writer_may_reload_itself() -> None:
    """There inline scripts run, and nothing else is given up."""
    page = render(served=True)
    assert "script-src 'self' 'unsafe-inline';" in page
    assert "'sha256-" not in page


@pytest.mark.parametrize(
    "title", ["<img>", "&lt;img&gt;", "&amp;lt;img", "&amp;amp;#60;img", "&" + "amp;" * 20 + "lt;"]
)
@pytest.mark.parametrize("name", ["title", "aria-label"])
def test_no_title_holds_a_tag_however_often_it_is_escaped(name: str, title: str) -> None:
    """Tooltips read it as HTML."""
    page = render(y=f'<a {name}="{title}">')
    assert title not in page
    assert f'<a {name}="a &amp; b">' in render(y=f'<a {name}="a &amp; b">')


def test_what_is_no_page_gets_no_policy() -> None:
    """A map of the site is no page."""
    assert finish_template(f"<a {MARK}>", "sitemap.xml", served=False) == "<a>"
    assert "Content-Security-Policy" in finish_template("<html>", "404.html", served=False)


def test_words_that_look_like_a_title_leave_the_page_as_it_is() -> None:
    """An open quote in a text swallows no tag behind it."""
    text = '<p>Write title="</p>\n<p><a href="a&amp;b.html">c</a></p>'
    assert text in render(y=text)
