"""What functions show on a page: text and links that fit wherever they stand, and tables of their own."""

# ruff: noqa: E501  # what an author writes stays on its line

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import macro_site
import pytest
from built_site import build_site
from macro_site import PAGE, refuse, write_pages

if TYPE_CHECKING:
    from built_site import Built
    from macro_site import Try

attempt = macro_site.attempt
_no_leaks = macro_site._no_leaks  # noqa: SLF001  # a fixture

ODD = 'A | <i onclick="x">b</i> `c` ]( [d](javascript:1) {{ 7*7 }} {% raw %} "e" & \'f\' *g* __h__ \\| <!-- i -->'


SHOWN = [
    ('{{ doc("PRC-ONE") }}', '<a href="../../processes/one/">One</a>'),
    ('{{ doc("PRC-ONE", "that one") }}', '<a href="../../processes/one/">that one</a>'),
    ('{{ doc("A-1") }}', '<a href="../../records/audit/one/">First audit</a>'),
    ('{{ doc("REG-ROLES") }}', '<a href="../../registers/roles/">Roles</a>'),
    ('{{ clause("8.6.1") }}', '<a href="../../standards/iso20000-1-2018/8.6.1/">8.6.1 Incident management</a>'),
    ('{{ clause("iso20000-1:8.6") }}', '8.6">8.6 Resolution and fulfilment</a>'.replace('8.6">', '8.6/">')),
    ('{{ role("boss") }}', '<a href="../../roles/boss/">The boss</a>'),
    ('{{ owner("PRC-ONE") }}', '<a href="../../roles/boss/">The boss</a>'),
    ('{{ field("PRC-ONE", "version") }}', "<p>1.0</p>"),
    ('{{ value("services.hosting.hours") }}', "<p>24</p>"),
    ('{{ value("REG-SERVICES.hosting.name") }}', "<p>Hosting</p>"),
    ('{{ value("services.hosting.owner") }}', '<a href="../../roles/boss/">The boss</a>'),
    ('{{ value("services.backup.tags") }}', "<p>copies, restores</p>"),
    (
        '{{ value("services.hosting.portal") }}',
        '<a href="https://portal.example.org/?a=1&amp;b=2" rel="noopener">https://portal.example.org/?a=1&amp;b=2</a>',
    ),
    ('[portal]({{ value("services.hosting.portal") }})', '<a href="https://portal.example.org/?a=1&amp;b=2">portal</a>'),
    ("{{ page.title }}, {{ page.version }}, {{ organisation }}", "<p>One, 1.0, Northwind Hosting</p>"),
    ('{{ value("services.hosting.hours") * 2 + 1 }}', "<p>49</p>"),
    ('{{ "a" ~ 1 ~ role("boss") }}', "<p>a1The boss</p>"),
    ('{{ rows("services") | map(attribute="name") | join(", ") }}', "<p>Hosting, Backup</p>"),
    ('{{ rows("services") | selectattr("hours", "eq", 8) | map(attribute="id") | first }}', "<p>backup</p>"),
    ('{{ "yes" if value("services.hosting.hours") > 8 else "no" }}', "<p>yes</p>"),
    ('{{ nothing | default("none") }}{{ "set" if nothing is defined }}', "<p>none</p>"),
    ('{% set n = rows("services") | length %}{{ n }} services', "<p>2 services</p>"),
    ("`{{ doc(1) }}` and {% raw %}{{ raw }}{% endraw %}", "<code>{{ doc(1) }}</code> and {{ raw }}"),
    ('**{{ role("boss") }}** [{{ role("boss") }}](one.md)', '<strong><a href="../../roles/boss/">The boss</a></strong> <a href="./">The boss</a>'),
    ('<a href="https://x.example.org/{{ value("services.hosting.name") }}" title="{{ page.title }}">x</a>', 'href="https://x.example.org/Hosting" title="One">x</a>'),
    ('{{ raci("PRC-ONE") }}', '<th scope="row">accountable</th><td><a href="../../roles/boss/">The boss</a></td>'),
    ('{{ coverage("8.6.1") }}', '8.6.1 Incident management</a></td><td><span class="sms-word sms-bad">'),
    ('{{ register("services", columns=["name", "hours"]) }}', '<td class="sms-short">Backup</td><td class="sms-short">8</td>'),
    ('{{ documents(type="process") }}', '<td class="sms-short">PRC-ONE</td><td><a href="../../processes/one/">One</a></td>'),
    ('{{ records("audit") }}', '<a href="../../records/audit/one/">First audit</a>'),
]  # fmt: skip


@pytest.fixture(scope="module")
def shown_site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with a page for each of them."""
    folder = tmp_path_factory.mktemp("shown")
    texts = [written.replace("](one.md)", f"](p{number}.md)") for number, (written, _) in enumerate(SHOWN)]
    root = write_pages(folder / "tree", [f"{text}\n" for text in texts])
    with pytest.MonkeyPatch.context() as patch:
        return build_site(root, folder / "site", patch, strict=False)


@pytest.mark.parametrize("number", range(len(SHOWN)), ids=[written for written, _ in SHOWN])
def test_each_function_shows_what_the_manual_says(shown_site: Built, number: int) -> None:
    """In a sentence, in a link, in an address, or as a table."""
    article = shown_site.article(f"processes/p{number}/index.html")
    assert SHOWN[number][1] in article
    assert "smslive" not in article


def test_a_loop_makes_the_rows_of_a_table(attempt: Try) -> None:
    """Lines that hold a tag alone leave nothing behind, so the table stays one."""
    text = '| name | who |\n|---|---|\n{% for row in rows("services") %}\n| {{ row.name }} | {{ role(row.owner) if row.hours > 8 else "nobody" }} |\n{% endfor %}\n'
    article = attempt(text).article(PAGE).partition("</header>")[2].partition("sms-foot")[0]
    assert article.count("<table>") == 1
    assert "<td>Hosting</td>\n<td><a" in article
    assert "<td>Backup</td>\n<td>nobody</td>" in article


PLACES = [
    '| a | b |\n|---|---|\n| {{ role("odd") }} | x |\n',
    '## About {{ role("odd") }}\n',
    'See [{{ role("odd") }}](one.md), *{{ value("roles.odd.title") }}*.\n',
    '- {{ value("roles.odd.title") }}\n\n> {{ page.title }} {{ value("roles.odd.title") }}\n',
    '<div markdown title="{{ value("roles.odd.title") }}">\n\n{{ value("roles.odd.title") }}\n\n</div>\n',
    '![{{ value("roles.odd.title") }}](one.png "{{ value("roles.odd.title") }}")\n',
    '{{ register("roles") }}\n',
    '{% for row in rows("roles") %}{{ row.title ~ "." }} {{ row.title | upper }}{% endfor %}\n',
    '[x]({{ value("roles.odd.title") }}) [y](https://example.org/{{ value("roles.odd.title") }})\n',
    'A note[^1].\n\n[^1]: {{ value("roles.odd.title") }}\n',
]


@pytest.fixture(scope="module")
def odd_site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with a page for each of them, and a role whose title is no plain text."""
    folder = tmp_path_factory.mktemp("odd")
    roles = {"id": "REG-ROLES", "title": "Roles", "owner": "boss", "rows": [{"id": "boss", "title": "B"}, {"id": "odd", "title": ODD}]}  # fmt: skip
    root = write_pages(folder / "tree", PLACES, {"docs/registers/roles.yml": json.dumps(roles)})
    with pytest.MonkeyPatch.context() as patch:
        return build_site(root, folder / "site", patch, strict=False)


@pytest.mark.parametrize(("number", "text"), list(enumerate(PLACES)), ids=PLACES)
def test_odd_text_is_text_wherever_it_stands(odd_site: Built, number: int, text: str) -> None:
    """A title that is Markdown, HTML and Jinja at once breaks nothing and does nothing."""
    name = f"processes/p{number}/index.html"
    page = odd_site.page(name)
    for tag, attrs in page.found:
        assert not [name for name in attrs if name.startswith("on")], tag
        assert not (attrs.get("href") or "").startswith("javascript"), tag
    assert "smslive" not in odd_site.html(name)
    article = odd_site.article(name).partition("</header>")[2].partition("sms-foot")[0]
    assert "<i " not in article
    assert "49" not in article.replace("iso20000", "")
    if "|---|" in text:
        assert article.count("<td>") == 2
    if text.startswith("##"):
        assert "About A |" in page.text


def test_the_table_of_contents_and_the_search_know_the_words(attempt: Try) -> None:
    """Neither holds a mark, both hold what it stands for."""
    built = attempt(
        '## Run by {{ role("boss") }}\n\nSee {{ clause("8.6.1") }}.\n\n{{ register("services") }}\n'
    )
    contents = built.html(PAGE).partition('aria-label="Table of contents"')[2].partition("</nav>")[0]
    assert "Run by The boss" in contents
    entries = json.loads((built.folder / "search/search_index.json").read_text("utf-8"))["docs"]
    texts = [
        entry["title"] + entry["text"] for entry in entries if entry["location"].startswith("processes/one/")
    ]
    assert any("8.6.1 Incident management" in text for text in texts)
    assert any("Run by The boss" in text for text in texts)
    assert not any("smslive" in text for text in texts)


def test_anchors_of_headings_are_those_of_the_checks(attempt: Try) -> None:
    """A forge names a heading by what is written, so do the checks, and so does the site."""
    built = attempt('## For {{ role("boss") }}\n\n[up](#for--roleboss-)\n')
    assert 'id="for--roleboss-"' in built.html(PAGE)
    assert not [one for one in built.broken_links() if "one/" in one]


def test_headings_that_a_loop_makes_are_named_by_their_words(attempt: Try) -> None:
    """Nobody can know them before, so their words name them."""
    html = attempt('{% for row in rows("services") %}\n## {{ row.name }}\n\nText.\n\n{% endfor %}\n').html(
        PAGE
    )
    assert 'id="hosting"' in html
    assert 'href="#backup"' in html


@pytest.mark.parametrize(
    "text",
    [
        'Look: {{ register("services") }} there.\n',
        '## {{ raci("PRC-ONE") }}\n',
        '**{{ coverage("8.6") }}**\n',
    ],
)
def test_a_table_inside_a_sentence_is_refused(attempt: Try, text: str) -> None:
    """It would tear the sentence apart; the message says where and what to do."""
    why = refuse(attempt, text)
    assert f"processes/one.md:{macro_site.FIRST}:" in why
    assert "a line of its own" in why


def test_a_table_may_stand_in_a_list_or_a_box(attempt: Try) -> None:
    """There it breaks nothing."""
    article = attempt('- {{ records("audit") }}\n').article(PAGE)
    assert "<li>" in article
    assert "First audit" in article


def test_the_same_tree_gives_the_same_bytes(attempt: Try) -> None:
    """The word of the marks is worked out from the page, not by chance."""
    text = '{{ doc("PRC-ONE") }}\n\n{{ register("services") }}\n'
    first = attempt(text).html(PAGE)
    assert attempt(text).html(PAGE) == first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('We run {{ register("services") }} here.\n', "stands inside a sentence"),
        ('## All {{ register("services") }}\n', "stands inside a heading"),
        ('# Y <b>bold\n\n{{ register("services") }}\n', "stands inside `<b>`"),
    ],
)
def test_a_table_in_the_wrong_place_is_told_where_it_stands(attempt: Try, text: str, words: str) -> None:
    """A sentence, a heading, or an element that its author left open."""
    assert words in refuse(attempt, text)
