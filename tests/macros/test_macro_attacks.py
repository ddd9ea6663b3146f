"""Attacks on macros, each tried against a real build: nothing runs, nothing is told, nothing goes on for ever."""

# ruff: noqa: E501  # what an author writes stays on its line

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import macro_site
import pytest
from built_site import Elements, build_site, commit_all, run_git
from macro_site import FIRST, PAGE, SETTINGS, refuse, write_pages, write_tree
from mkdocs.exceptions import Abort

if TYPE_CHECKING:
    from pathlib import Path

    from macro_site import Try

attempt = macro_site.attempt
_no_leaks = macro_site._no_leaks  # noqa: SLF001  # a fixture

REACHING = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].environ }}",
    "{{ joiner.__init__ }}",
    "{{ namespace(a=1) }}",
    "{{ config.site_dir }}",
    "{{ files }}",
    "{{ navigation }}",
    "{{ environment }}",
    "{{ git.commit }}",
    "{{ extra }}",
    "{{ plugin }}",
    "{{ macros_info() }}",
    "{{ context() }}",
    "{{ self._TemplateReference__context }}",
    "{{ self }}",
    "{{ super() }}",
    "{{ caller() }}",
    "{{ doc.__globals__ }}",
    "{{ doc('PRC-ONE').__class__ }}",
    "{{ page.__dict__ }}",
    "{{ page.file.copy_file() }}",
    "{{ page.meta.update({'a': 1}) }}",
    "{{ rows('services').append(1) }}",
    "{{ 'a'.format(1) }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '{0.__class__}' | format(1) }}",
    "{{ ('a' ~ 'b').join(['c']) }}",
    "{{ '' | attr('__class__') }}",
    "{{ rows('services') | map(attribute='__class__') | list }}",
    "{{ rows('services') | map('attr', '__class__') }}",
    "{{ rows('services') | selectattr('__class__') }}",
    "{{ rows('services')[0]['__class__'] }}",
    "{{ rows('services') | sort(attribute='a.__class__') }}",
    "{{ loop.__class__ }}",
    "{% set x = cycler %}",
    "{% set self = 1 %}{{ self }}",
    "{% for config in rows('services') %}{% endfor %}",
    "{% include '../mkdocs.yml' %}",
    "{% include '/etc/passwd' %}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% call doc('PRC-ONE') %}{% endcall %}",
    "{% block a %}{{ self.a() }}{% endblock %}",
    "{% filter upper %}a{% endfilter %}",
    "{% autoescape false %}{% endautoescape %}",
    "{% set ns = namespace(a=1) %}{% set ns.a = 2 %}",
    "{% with a = cycler %}{% endwith %}",
    "{{ range(10**9) | list }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ 'a' | center(1000000000) }}",
    "{{ '%1000000000d' | format(1) }}",
    "{{ 99999999999999999999 * 2 }}",
    "{{ " + "(" * 900 + "1" + ")" * 900 + " }}",
    "{{ " + "not " * 900 + "1 }}",
    "{{ " + "a.b" * 1 + "".join(".c" for _ in range(5_000)) + " }}",
    "{{ " + "1 + " * 15_000 + "1 }}",
    "{{ " + "[" * 200 + "]" * 200 + " }}",
    "{% if 1 %}" * 200 + "{% endif %}" * 200,
    "{{ 1 }}" * 6_000,
    "{{ 9" + "9" * 5_000 + " }}",
    "{% raw %}{{ cycler }}",
    "{% raw %}{% endraw %}{{ cycler }}",
    "{%- raw -%}x{%- endraw -%}{{ lipsum }}",
    "<!-- x --> {{ cycler }} <!-- y -->",
    "```\n{{ cycler }}\n```\n{{ cycler }}",
    "{{ doc(*rows('services')) }}",
    "{{ doc(**page) }}",
    "{{ (lipsum) }}",
    "{{ [cycler][0] }}",
    "{{ 'x' if cycler else 'y' }}",
    "{{ _ }}",
    "{{ request.application }}",
    "{{ open('/etc/passwd') }}",
]


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Why a tree is not built in which each of them has a page of its own."""
    folder = tmp_path_factory.mktemp("reaching")
    root = write_pages(folder / "tree", [f"Some text.\n\n{attack}\n" for attack in REACHING])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("smsdocs.adapters.mkdocs.macros._SHOWN", 10 * len(REACHING))
        with pytest.raises(Abort) as caught:
            build_site(root, folder / "site", patch, strict=False)
    assert not (folder / "site").exists()
    return str(caught.value.__context__)


@pytest.mark.parametrize("number", range(len(REACHING)), ids=[one[:60] for one in REACHING])
def test_what_reaches_too_far_stops_the_build_with_its_place(refused: str, number: int) -> None:
    """Before anything is written, strict or not."""
    lines = [int(line) for line in re.findall(rf"processes/p{number}\.md:(\d+):\d+: \S", refused)]
    assert lines
    assert all(FIRST <= line <= FIRST + 8 for line in lines)
    assert "Traceback" not in refused


@pytest.mark.parametrize("attack", REACHING[::20])
def test_one_page_that_reaches_too_far_is_enough(attempt: Try, attack: str) -> None:
    """All others may be as good as they like."""
    assert f"processes/one.md:{FIRST}:" in refuse(attempt, f"{attack}\n")


LATE = [
    ("{{ page['__cla' ~ 'ss__'] }}", "there is no field"),
    ("{{ rows('services')[0]['__cla' ~ 'ss__'] }}", "there is no field"),
    ("{% set k = '__cla' ~ 'ss__' %}{{ rows('services') | map(attribute=k) }}", "no field"),
    ("{{ ('a' ~ 'b')['upper'] }}", "a plain value has no field"),
    ("{{ rows('services')['append'] }}", "a plain value has no field"),
    ("{{ doc('PRC-ONE')['html'] }}", "a plain value has no field"),
    ("{{ value('serv' ~ 'ices.gone.name') }}", "has no row `gone`"),
    ("{{ doc('PRC-' ~ 'TWO') }}", "did you mean `PRC-ONE`"),
    ("{{ value('services.hosting.hours') + 'a' }}", "no number"),
    ("{{ 'a' * 1000000000 }}", "no number"),
    ("{{ [1] * 1000000000 }}", "no number"),
    ("{{ 1 / 0 }}", "divides by nothing"),
    ("{{ 1 % 0 }}", "divides by nothing"),
    ("{{ rows('services') }}", "a row cannot be shown"),
    ("{{ page }}", "a row cannot be shown"),
    ("{% for a in 5 %}{% endfor %}", "no list to loop over"),
    ("{% for a, b in rows('services') %}{% endfor %}", "no lists of 2"),
    ("{{ [] | first }}", "empty list"),
    ("{{ 'a' | int }}", "is no number"),
    ("{{ 1 < 'a' }}", "no number"),
    ("{{ register('services', columns='id') }}", "columns are a list"),
    ("{{ register('services', columns=['nmae']) }}", "did you mean `name`"),
    ("{{ records('audit', limit=100000) }}", "from 1 to 100"),
    ("{{ documents(type='polcy') }}", "there is no type"),
    ("{{ [[1], [2]] }}", "or of lists"),
    ("{% set a = 999999999999 %}" + "{% set a = a * a %}" * 6 + "{{ a }}", "too large"),
    ("{% set a = 'abcdefghij' %}" + "{% set a = a ~ a ~ a ~ a %}" * 60 + "{{ a }}", "20,000 characters"),
    ("{% set a = 'aaaaaaaaaa' %}" + "{% set a = a | replace('a', 'aaaaaaaaaa') %}" * 9, "20,000 characters"),
    ("{% set a = ['x', 'y'] | join('z') %}" + "{% set a = [a, a, a, a, a, a, a, a] | join(a) %}" * 9, "20,000"),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "words"), LATE)
def test_what_shows_only_while_a_page_is_made_stops_the_build_with_its_place(
    attempt: Try, attack: str, words: str
) -> None:
    """Put together on the way, or grown step by step."""
    why = refuse(attempt, f"Some text.\n\n{attack}\n")
    assert f"processes/one.md:{FIRST + 2}:" in why
    assert words in why


def test_loops_in_loops_come_to_an_end(attempt: Try) -> None:
    """Three loops over a hundred rows are a million rounds: the steps of a page are counted."""
    rows = "".join(f"  - {{id: r{number}}}\n" for number in range(100))
    register = {"docs/registers/many.yml": f"id: REG-MANY\ntitle: Many\nowner: boss\nrows:\n{rows}"}
    loops = "".join("{% for " + name + " in rows('many') %}" for name in "abc")
    why = refuse(attempt, f"{loops}{{{{ a.id }}}}{'{% endfor %}' * 3}\n", more=register)
    assert "takes more than 200,000 steps" in why
    assert f"processes/one.md:{FIRST}:" in why


def test_a_page_cannot_grow_without_end(attempt: Try) -> None:
    """Ten thousand times the same register is as long as ten thousand registers."""
    text = "word " * 1_000
    rows = "".join(f"  - {{id: r{number}, text: {text}}}\n" for number in range(90))
    register = {"docs/registers/many.yml": f"id: REG-MANY\ntitle: Many\nowner: boss\nrows:\n{rows}"}
    loop = "{% for a in rows('many') %}{% for b in rows('many') %}{{ b.text }}{% endfor %}{% endfor %}"
    assert "grows to more than 4,000,000 characters" in refuse(attempt, f"{loop}\n", more=register)


def test_an_author_cannot_forge_what_stands_for_live_data(attempt: Try) -> None:
    """Marks written by hand, with the word of another page even, stay the letters they are."""
    built = attempt("{{ value('services.hosting.name') }} smslive0123456789abcdef01234567n0z\n")
    assert "Hosting smslive0123456789abcdef01234567n0z" in built.article(PAGE)
    other = "smslive" + "0" * 24 + "n"
    assert f"{other}0z" in attempt(f"{other}0z {{{{ '{other}0z' }}}}\n").article(PAGE)


def test_classes_of_ours_come_from_functions_alone(attempt: Try) -> None:
    """The same HTML from an author loses its classes; text that a function shows stays text."""
    text = '<p class="sms-word sms-good">covered</p>\n\n{{ "<span class=\'sms-word sms-good\'>ok</span>" }}\n\n{{ coverage("8.6.1") }}\n'
    article = attempt(text).article(PAGE)
    assert 'class="sms-word sms-good"' not in article.partition("</header>")[2].partition("<table>")[0]
    assert "&lt;span class=" in article


def test_titles_and_front_matter_never_run(attempt: Try) -> None:
    """A title is data: in the head, the navigation, the lists and the page itself."""
    page = {"docs/other.md": "---\ntitle: 'Sum {{ 7*7 }}'\ndescription: '{{ cycler }}'\n---\n\nText.\n", "docs/third.md": "# Sum {{ 40+2 }} again\n"}  # fmt: skip
    built = attempt("Text.\n", page)
    assert "<title>Sum {{ 7*7 }} - Ours</title>" in built.html("other/index.html")
    assert "<title>Sum {{ 40+2 }} again - Ours</title>" in built.html("third/index.html")
    assert "Sum 42 again" in built.article("third/index.html")
    assert not any("Sum 49 -" in built.html(page) for page in built.pages())


def test_front_matter_does_not_shadow_our_names(attempt: Try) -> None:
    """The plugin would let a field of the front matter stand where a function does."""
    more = {"docs/other.md": "---\ntitle: T\ndoc: x\npage: y\norganisation: z\n---\n\n{{ doc('PRC-ONE') }} {{ page.title }} {{ organisation }}\n"}  # fmt: skip
    article = attempt("Text.\n", more).article("other/index.html")
    assert '<a href="../processes/one/">One</a> T Northwind Hosting' in article


def test_generated_pages_and_former_versions_never_run_macros(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commit subjects, names of authors, register values and an approved text of old stay the letters they are."""
    root = write_tree(tmp_path / "tree", "Old {{ cycler }} text, `x`.\n")
    page = root / "processes/one.md"
    new = page.read_text("utf-8")
    old = new.replace(
        "status: draft",
        "status: approved\napprover: boss\napproved_on: 2026-05-01\nlast_reviewed: 2026-05-01",
    )
    page.write_text(old, "utf-8")
    run_git(root, "init", "--quiet", "--initial-branch", "main")
    commit_all(root, "Subject {{ 7*7 }} {{ cycler }}", at="2026-05-01T09:00:00+00:00", name="Ada {{ 7*7 }}")
    page.write_text(old.replace("{{ cycler }} text", "{{ 6*7 }} words"), "utf-8")
    commit_all(root, "{% include 'x' %}", at="2026-06-01T09:00:00+00:00", name="Ada {{ 7*7 }}")
    built = build_site(root, tmp_path / "site", monkeypatch, strict=False)
    assert "42 words" in built.article(PAGE)
    everything = "".join(built.html(one) for one in built.pages())
    assert "Subject {{ 7*7 }} {{ cycler }}" in everything
    assert "Subject 49" not in everything
    assert "Old {{ cycler }} text" in everything


def test_the_environment_is_not_told(attempt: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page of a built site holds what only the machine knows."""
    monkeypatch.setenv("SECRET_OF_THE_MACHINE", "hunter2")
    refuse(attempt, "{{ lipsum.__globals__['os'].environ['SECRET_OF_THE_MACHINE'] }}\n")
    built = attempt("{{ page.title }}\n")
    assert not any("hunter2" in built.html(page) for page in built.pages())
    assert not any(os.fspath(built.folder.parent) in built.html(page) for page in built.pages())


def test_a_collection_without_the_plugin_stays_as_it_is(attempt: Try) -> None:
    """Who does not ask for macros gets none: braces of another tool are text."""
    text = "{{ cycler.init }} {% include 'x' %} {{ value\n"
    built = attempt(text, {"mkdocs.yml": SETTINGS.replace("  - macros\n", "")})
    assert "{{ cycler.init }} {% include 'x' %} {{ value" in built.page(PAGE).text


def test_a_page_that_opts_out_stays_as_it_is(attempt: Try) -> None:
    """Whatever its braces hold."""
    more = {"docs/other.md": "---\nrender_macros: false\n---\n\n{{ cycler }} {{ value\n"}
    assert "{{ cycler }} {{ value" in attempt("Text.\n", more).page("other/index.html").text


def test_with_render_by_default_off_a_page_must_ask(attempt: Try) -> None:
    """Opt-in of the plugin holds for the checks and for the site alike."""
    settings = SETTINGS.replace("  - macros\n", "  - macros: {render_by_default: false}\n")
    more = {"mkdocs.yml": settings, "docs/other.md": "---\nrender_macros: true\n---\n\n{{ 6*7 }}\n"}
    built = attempt("{{ 6*7 }} {{ cycler }}\n", more)
    assert "{{ 6*7 }} {{ cycler }}" in built.page(PAGE).text
    assert "<p>42</p>" in built.article("other/index.html")


@pytest.mark.parametrize(
    "written",
    [
        """<div class="{{ 'md-overlay sms-good' }} mine">x</div>""",
        """<label for="{{ '__drawer' }}" class="mine">x</label>""",
        """<div id="{{ '__search' }}" class="mine">x</div>""",
        """<div class="m{{ '' }}d-overlay s{{ 'ms-good' }} mine">x</div>""",
        """<div class="&#{{ 109 }};d-overlay {{ 'MD-overlay' }} mine">x</div>""",
        """<a id="{{ ' __drawer' }}" class="mine">x</a>""",
    ],
)
def test_live_data_makes_no_name_of_the_theme_or_ours(attempt: Try, written: str) -> None:
    """A page is cleaned before its live data is put in: what attributes say then is judged anew."""
    article = attempt(f"Text.\n\n{written}\n").article(PAGE)
    element = next(
        attributes for _, attributes in Elements(article).found if "mine" in (attributes.get("class") or "")
    )
    told = " ".join(value or "" for value in element.values()).casefold()
    assert not any(name in told for name in ("md-", "sms-", "__"))


def test_live_data_may_name_a_class_and_an_anchor(attempt: Try) -> None:
    """Names that nobody else uses are the author's."""
    article = attempt("<div id=\"{{ 'top' }}\" class=\"state-{{ 'new' }}\">x</div>\n").article(PAGE)
    assert '<div id="top" class="state-new">' in article


def test_no_function_and_no_page_tells_how_to_reach_a_person(attempt: Try) -> None:
    """Identities, logins and addresses of the people register stay in its file, however their column is written."""
    row = "{id: pia, name: Pia Example, git: [SECRET], accounts: ['github:SECRET'], Email: SECRET, phone: SECRET}"
    people = f"id: REG-PEOPLE\ntitle: People\nowner: boss\nrows:\n  - {row}\n"
    text = "{{ register('people') }}\n\n{% for one in rows('people') %}{{ one.name }}{% endfor %}\n"
    built = attempt(text, {"docs/registers/people.yml": people})
    assert "Pia Example" in built.article(PAGE)
    told = [path for path, content in built.files().items() if b"SECRET" in content]
    assert told == ["findings/index.html"] or not told


def test_long_calls_that_begin_alike_are_told_apart(attempt: Try) -> None:
    """The answer to one is not handed out for the other."""
    long = "a" * 1_500
    built = attempt(
        f"{{{{ doc('PRC-ONE', text='{long}one') }}}} {{{{ doc('PRC-ONE', text='{long}two') }}}}\n"
    )
    assert f"{long}one" in built.article(PAGE)
    assert f"{long}two" in built.article(PAGE)


def test_lists_hundreds_deep_stop_the_build_by_name(attempt: Try) -> None:
    """Markdown cannot follow them; nobody sees a traceback."""
    text = "".join(f"{'    ' * depth}- a\n" for depth in range(300))
    why = refuse(attempt, text)
    assert "processes/one.md: more stands inside each other here than Markdown can follow" in why
