"""Front matter, registers, file names and HTML of authors reach pages as text, never as something that acts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import built_site
import pytest
from built_site import Elements

from smsdocs.adapters.sanitise import clean_html

if TYPE_CHECKING:
    from built_site import Build, Write

make = built_site.make
write = built_site.write

ATTACK = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }} `x` | **b** \"q' & [a](javascript:alert(3))"
SETTINGS = """
    site_name: Ours
    theme: {name: material, font: false}
    markdown_extensions: [attr_list, md_in_html, tables, pymdownx.superfences, pymdownx.snippets]
    plugins:
      - search
      - smsdocs: {documents: [handbook]}
    """


def _repository(text: str) -> dict[str, str]:
    head = {
        "id": "POL-1", "title": text, "description": text, "type": "policy", "status": "draft", "version": text,
        "owner": text, "approver": text, "classification": text, "process": text, "implements": [text],
        "supersedes": [text], "services": [text], "records": [text], "provides": [text], "clauses": [text],
        "roles": {"accountable": text, "responsible": [text]}, "interfaces": [{"to": text, "item": text}],
        "template": "404.html", "icon": "../../etc", "hide": [text, "toc"], "tags": [text],
    }  # fmt: skip
    record = {"id": text, "title": text, "date": "2026-01-01", "follows": [text], "owner": text}
    role = {"id": "boss", "title": text, "purpose": text, "notes": [text, {text: text}]}
    person = {"id": "p", "name": text, "assignments": [{"role": "boss", "from": "2026-01-01"}]}
    return {
        "mkdocs.yml": SETTINGS,
        "docs/index.md": f"---\n{json.dumps({'title': text, 'description': text})}\n---\n\nHello.\n",
        "docs/registers/roles.yml": json.dumps({"title": text, "rows": [role]}),
        "docs/registers/people.yml": json.dumps({"rows": [person]}),
        "docs/records/audit/one.md": f"---\n{json.dumps(record)}\n---\n\nHappened.\n",
        "handbook/b.md": f"# {text}\n\n## {text}\n\n{text}\n\n[x](<{text}>)\n",
        "handbook/a.md": f"---\n{json.dumps(head)}\n---\n\nText.\n",
    }


@pytest.mark.parametrize(
    "text", [ATTACK, 'a\n\n# Heading\n\n```\ncode\n```\n\n--8<-- "mkdocs.yml"\n<script>alert(1)</script>']
)
def test_text_of_front_matter_and_registers_never_acts(write: Write, make: Build, text: str) -> None:
    """Wherever it lands (head, header, navigation, table, search), it is text."""
    built = make(write(_repository(text)), strict=False)
    for page in built.pages():
        elements = built.page(page)
        for tag, attrs in elements.found:
            assert not [name for name in attrs if name.startswith("on")], page
            assert attrs.get("src") != "x" or page == "handbook/b/index.html", page
            assert not (attrs.get("href") or "").startswith("javascript:"), page
            assert tag != "iframe"
        html = built.html(page)
        assert "<script>alert" not in html
        assert "site_name: Ours" not in html
    assert (
        "alert(2)" not in ATTACK or text != ATTACK or "&lt;img src=x" in built.html("handbook/a/index.html")
    )


def test_front_matter_chooses_no_template_and_no_icon(write: Write, make: Build) -> None:
    """The theme sees a cleaned copy only."""
    built = make(write(_repository("Title")), strict=False)
    assert "About this document" in built.html("handbook/a/index.html")
    assert "There is no page here" not in built.html("handbook/a/index.html")
    assert "There is no page here" in built.html("404.html")


def test_a_file_name_is_text_too(write: Write, make: Build) -> None:
    """A page without title or heading is shown by its file's name."""
    root = write(
        {
            "mkdocs.yml": SETTINGS,
            "docs/index.md": "Hi.\n",
            "handbook/<img src=x onerror=alert(1)>.md": "Hi.\n",
        }
    )
    built = make(root, strict=False)
    for page in built.pages():
        assert not [attrs for tag, attrs in built.page(page).found if "onerror" in attrs]


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<iframe src='https://example.org'></iframe>",
        "<form action='https://example.org'><input type='text' name='password'></form>",
        "<style>body{display:none}</style>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<p style='position:fixed;inset:0'>x</p>",
        "<p onmouseover='alert(1)'>x</p>",
        "<svg onload='alert(1)'><script>alert(1)</script></svg>",
        "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
        "<object data='x'></object><embed src='x'>",
        "<base href='https://example.org'><meta http-equiv='refresh' content='0'>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    ],
)
def test_what_acts_is_removed_from_pages(attack: str) -> None:
    """Scripts, handlers, frames, forms, styles and unsafe addresses go."""
    cleaned = clean_html(attack).lower()
    for trace in (
        "script",
        "onerror",
        "onload",
        "onmouse",
        "iframe",
        "<form",
        "style",
        "javascript:",
        "data:",
        "<base",
        "<meta",
        "<object",
        "<embed",
    ):
        assert trace not in cleaned


@pytest.mark.parametrize(
    "kept",
    [
        '<div class="admonition note"><p class="admonition-title">Note</p></div>',
        '<details class="warning" open=""><summary>More</summary></details>',
        '<li class="task-list-item"><label class="control"><input type="checkbox" disabled checked></label>',
        '<div class="tabbed-set" data-tabs="1:2"><input id="__tabbed_1_1" name="__tabbed_1" type="radio"></div>',
        '<div class="tabbed-labels"><label for="__tabbed_1_1">A</label></div>',
        '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>',
        '<h2 id="a">A<a class="headerlink" href="#a" title="Link">¶</a></h2>',
        '<div class="highlight"><pre><span></span><code><span class="k">def</span></code></pre></div>',
        '<pre><code><span id="__span-0-1"><a id="__codelineno-0-1" name="__codelineno-0-1"></a></span></code></pre>',
        '<div class="linenodiv"><pre><span class="normal" data-linenos="1 "></span></pre></div>',
        '<table><thead><tr><th style="text-align: right;">a</th></tr></thead></table>',
        '<a class="md-button md-button--primary" href="#a">A</a>',
        '<div class="progress progress-80plus"><div class="progress-bar" style="width:85.00%"></div></div>',
        '<div class="annotate" data-search-exclude="">A</div>',
        '<label for="own-tab">A</label>',
        '<span class="sms-elsewhere" title="not part of this site">A</span>',
        '<span class="twemoji"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1"/></svg></span>',
    ],
)
def test_what_material_makes_of_markdown_stays(kept: str) -> None:
    """Admonitions, details, tasks, tabs, footnotes, permalinks, code and icons pass unchanged."""
    assert _elements(clean_html(kept)) == _elements(kept)


@pytest.mark.parametrize(
    ("attack", "left"),
    [
        (
            '<input type="checkbox" checked data-md-toggle="drawer"><a class="md-overlay" href="https://evil.example/">x</a>',
            '<input type="checkbox" checked=""><a href="https://evil.example/">x</a>',
        ),
        ('<label for="__search">x</label>', "<label>x</label>"),
        ('<input type="checkbox" id="__search">', '<input type="checkbox">'),
        ('<input type="checkbox" id="mine">', ""),
        ('<input type="radio" id="a" name="__palette">', ""),
        ('<input type="text" name="q">', ""),
        ("<input>", ""),
        ('<div id="sms-title">x</div>', "<div>x</div>"),
        ('<a name=" __toc">x</a>', "<a>x</a>"),
        ('<span class="sms-word sms-good">covered</span>', "<span>covered</span>"),
        ('<p class="mine SMS-foot md-search__overlay">x</p>', '<p class="mine">x</p>'),
        ('<section data-md-component="search">x</section>', "<section>x</section>"),
        ('<button data-clipboard-text="curl evil.example">x</button>', "x"),
        ('<span data-clipboard-text="curl evil.example">x</span>', "<span>x</span>"),
        ("<table data-sms-filter><tbody></tbody></table>", "<table><tbody></tbody></table>"),
        ('<div style="position:fixed;inset:0">x</div>', "<div>x</div>"),
        ('<div style="width:900%">x</div>', "<div>x</div>"),
    ],
)
def test_authors_cannot_use_the_names_of_the_theme_or_ours(attack: str, left: str) -> None:
    """With them a link could cover the window, or a text pass for something that was worked out."""
    assert clean_html(attack) == left


def test_attribute_lists_cannot_use_them_either(write: Write, make: Build) -> None:
    """What attr_list makes of Markdown is cleaned like HTML; our own mark on dead links stays."""
    text = """
        # Home

        ## Two {: #__toc .md-search__overlay }

        [x](https://evil.example/){: .md-overlay #__drawer data-md-toggle=drawer }
        [code](../src/code.py)
        """
    root = write({"mkdocs.yml": SETTINGS, "docs/index.md": text, "src/code.py": "print()"})
    article = make(root, strict=False).article("index.html")
    assert "<h2>Two" in article
    assert '<a href="https://evil.example/">x</a>' in article
    assert '<span class="sms-elsewhere" title="not part of this site">' in article or (
        '<span title="not part of this site" class="sms-elsewhere">' in article
    )


def _elements(html: str) -> list[tuple[str, dict[str, str]]]:
    return [
        (tag, {name: value or "" for name, value in attrs.items()}) for tag, attrs in Elements(html).found
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<a class="&#109;d-overlay" href="x.html">x</a>',
        '<a class="&#x6D;d-overlay" href="x.html">x</a>',
        '<a class="md&hyphen;overlay md&#45;overlay" href="x.html">x</a>',
        '<a class="md&dash;overlay&Tab;md-overlay" href="x.html">x</a>',
        '<a class="MD-overlay" id="&lowbar;_search" href="x.html">x</a>',
        '<p style\n=\n"position:fixed">x</p><td STYLE="position:fixed">',
    ],
)
def test_names_spelt_by_entities_are_dropped_like_any_other(html: str) -> None:
    """The quick way through the cleaner is for pages in which nothing could spell such a name."""
    cleaned = clean_html(f"<p>plain &amp; simple</p>{html}")
    assert "md-overlay" not in cleaned.lower()
    assert "__search" not in cleaned
    assert "fixed" not in cleaned
