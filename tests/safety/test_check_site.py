"""`smsdocs check-site` finds what is wrong with a folder of HTML, whoever made it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from smsdocs.adapters.command_line.group import smsdocs
from smsdocs.checks.built_site import SITE_RULES, check_site
from smsdocs.checks.rule import RULES
from smsdocs.readers.built_site.folder import read_built_site

if TYPE_CHECKING:
    from conftest import Write

CONTRACT = Path(__file__).parents[2] / "schema/outputs/check-site-1.json"
POLICY = "<meta http-equiv=Content-Security-Policy content=\"script-src 'self'\">"
HEAD = f"<!doctype html><html><head><meta charset=utf-8>{POLICY}<title>T</title></head><body>\n"


def find(write: Write, body: str, **more: str) -> list[str]:
    """Return what is found on a page with this body: `name path:line:column`."""
    names = {name.replace("__", "/").replace("_", "."): text for name, text in more.items()}
    site = read_built_site(write({"index.html": HEAD + body, **names}))
    return [f"{one.name} {one.place}" for one in check_site(site)]


@pytest.mark.parametrize(
    "body",
    [
        '<script src="https://evil.example/x.js"></script>',
        '<script src="//evil.example/x.js"></script>',
        '<img alt="" src="https://evil.example/x.png">',
        '<img alt="" src=" \thttps://evil.example/x.png">',
        '<img alt="" src="/\\evil.example/x.png">',
        '<img alt="" srcset="data:image/png;base64,AA 1x, https://evil.example/x.png 2x">',
        '<picture><source srcset="//evil.example/x.png"></picture>',
        '<iframe src="https://evil.example/"></iframe>',
        '<object data="https://evil.example/x"></object>',
        '<video poster="https://evil.example/x.png"></video>',
        '<svg><use href="https://evil.example/x.svg#a"/></svg>',
        '<svg><image xlink:href="https://evil.example/x.png"/></svg>',
        '<svg><path fill="url(https://evil.example/x.svg#a)"/></svg>',
        '<link rel="stylesheet" href="https://evil.example/x.css">',
        '<link rel="preconnect" href="https://evil.example/">',
        '<link rel="dns-prefetch" href="//evil.example/">',
        '<link rel="icon" href="https://evil.example/x.ico">',
        '<link rel="manifest" href="https://evil.example/x.json">',
        '<meta http-equiv="refresh" content="0; url=https://evil.example/">',
        '<p style="background:url(https://evil.example/x.png)">x</p>',
        "<p style=\"background:URL( '//evil.example/x.png' )\">x</p>",
        '<p style="background:url(\\68ttps://evil.example/x.png)">x</p>',
        '<style>@import "https://evil.example/x.css";</style>',
        "<style>@font-face{src:url(https://evil.example/x.woff2)}</style>",
        '<form action="https://evil.example/"></form>',
        '<a ping="https://evil.example/" href="index.html">x</a>',
        '<table background="https://evil.example/x.png"></table>',
    ],
)
def test_what_asks_another_host_is_found(write: Write, body: str) -> None:
    """Every element, style and redirect by which a browser asks another host, at its line."""
    assert find(write, f"\n{body}") == [f"external-request index.html:3:{body_column(body)}"]


def body_column(body: str) -> int:
    """Return the column of the element that asks."""
    for start in ("<source", "<use", "<image", "<path"):
        if start in body:
            return body.index(start) + 1
    return 1


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.org/">x</a> <a href="mailto:a@example.org">y</a> <a href="tel:+49">z</a>',
        '<link rel="canonical" href="https://example.org/"><link rel="next" href="https://example.org/">',
        '<img alt="" src="data:image/png;base64,AA">',
        "<p>https://evil.example/x.png</p>",
        "<p style=\"background:url('data:image/png;base64,AA')\">x</p>",
        '<a href="#top">x</a><a href="#">y</a><a href="#kinds=a,b">z</a><a href="">s</a>',
        '<p id="a b">x</p><a href="#a%20b">y</a>',
        '<img src="a%20b.png" alt=""><a href="a%20b.png?x=1#y">x</a>',
        '<a href="folder">x</a><a href="folder/">y</a><a href="folder/index.html#z">z</a>',
        '<a href="/folder/">x</a><a href="./folder/../">y</a>',
    ],
)
def test_what_is_right_is_no_finding(write: Write, body: str) -> None:
    """Plain links lead anywhere; folders open their index page; percent signs are read."""
    assert find(write, body, **{"a b_png": "x", "folder__index_html": f'{HEAD}<p id="z">x</p>'}) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<a href="gone.html">x</a>', "dead-link index.html:2:1"),
        ('<a href="INDEX.html">x</a>', "dead-link index.html:2:1"),
        ('<a href="empty/">x</a>', "dead-link index.html:2:1"),
        ('<a href="style.css/">x</a>', "dead-link index.html:2:1"),
        ('<a href="../../etc/passwd">x</a>', "dead-link index.html:2:1"),
        ('<img src="gone.png" alt="">', "dead-link index.html:2:1"),
        ('<a href="file:///etc/passwd">x</a>', "dead-link index.html:2:1"),
        ('x <a href="#gone">x</a>', "dead-anchor index.html:2:3"),
        ('<a href="index.html#Gone">x</a>', "dead-anchor index.html:2:1"),
        ('<p id="a">x</p><p id="a">y</p>', "repeated-anchor index.html:2:16"),
        ('<img src="style.css">', "picture-without-words index.html:2:1"),
        ("<script>a()</script>", "blocked-script index.html:2:1"),
        ('<p onclick="a()">x</p>', "blocked-script index.html:2:1"),
        ('<a href="javascript:void(0)">x</a>', "blocked-script index.html:2:1"),
    ],
)
def test_what_is_wrong_is_found_at_its_place(write: Write, body: str, found: str) -> None:
    """One fault, one finding."""
    assert find(write, body, style_css="", empty__x_txt="") == [found]


def test_a_style_sheet_is_looked_into(write: Write) -> None:
    """Fonts and pictures that it names, with the line."""
    found = find(
        write, "", style_css="a{}\nb{background:url(https://evil.example/x)}\nc{background:url(gone.png)}"
    )
    assert found == ["external-request style.css:2:14", "dead-link style.css:3:14"]


def test_pages_without_title_and_policy_are_found(write: Write) -> None:
    """Also where a drawing inside the page has a title, and where the policy comes after a script."""
    root = write(
        {
            "a.html": "<svg><title>not of the page</title></svg>",
            "b.html": f"<title>b</title><script src=a.js></script>{POLICY}",
            "c.html": f"<title>c</title>{POLICY}".replace("self", "unsafe-inline"),
            "a.js": "",
        }
    )
    assert [f"{one.name} {one.place}" for one in check_site(read_built_site(root))] == [
        "missing-page-title a.html",
        "missing-policy a.html",
        "missing-policy b.html:1:17",
        "loose-policy c.html:1:17",
    ]


def test_a_script_that_the_policy_names_is_right(write: Write) -> None:
    """By the hash of its text, as browsers count it."""
    policy = "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    page = f'<title>a</title><meta http-equiv="Content-Security-Policy" content="{policy}">'
    ran = [f"{page}<script>{text}</script>" for text in ("alert(1)", "alert(2)")]
    root = write({"a.html": ran[0], "b.html": ran[1]})
    names = [f"{one.name} {one.place.path}" for one in check_site(read_built_site(root))]
    assert sorted(names)[-1:] == ["blocked-script b.html"] or names == [
        "blocked-script a.html",
        "blocked-script b.html",
    ]


def test_the_page_for_wrong_addresses_may_name_the_path_of_the_site(write: Write) -> None:
    """Absolute addresses count from where the pages say that the site stands."""
    canonical = '<link rel="canonical" href="https://example.org/sms/">'
    root = write(
        {
            "index.html": HEAD + canonical,
            "404.html": f'{HEAD}<a href="/sms/index.html">x</a><a href="/other/">y</a>',
        }
    )
    assert [str(one.place) for one in check_site(read_built_site(root))] == ["404.html:2:32"]


def test_a_large_page_is_a_hint(write: Write) -> None:
    """More than 100 KB of HTML."""
    assert find(write, "x" * 100_001) == ["large-page index.html"]


@pytest.mark.parametrize(
    "page",
    [b"", b"\xff\xfe<\x00", b"<![if x]><!DOCTYPE", b"<![CDATA[", b"<a href='", b"<script>", b"<" * 5000, b"<a " * 5000,
     b'<a href="http://[x">y</a>', b"<p id=''><p id=''>", b"&#x110000;<a href='&#xD800;'>x</a>", b"<style>a{url("],
)  # fmt: skip
def test_no_page_brings_it_down(write: Write, page: bytes) -> None:
    """Any bytes are a page with findings, never a traceback."""
    root = write(
        {"index.html": page, "a\udcff.html".encode("utf-8", "surrogateescape").decode("latin-1"): page}
    )
    done = run(root)
    assert done.exit_code in {0, 1}, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)


def run(root: Path, *more: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(smsdocs, ["check-site", str(root), *more])


def test_exit_codes_are_those_of_the_other_commands(write: Write, tmp_path: Path) -> None:
    """0 good, 1 findings at or above --fail-on, 2 could not look."""
    root = write({"site/index.html": HEAD, "empty/x.txt": ""}) / "site"
    assert (run(root).exit_code, run(root).stdout) == (0, "No findings in 1 page with 0 addresses.\n")
    (root / "index.html").write_text(f"{HEAD}<img src=index.html>", encoding="utf-8")
    assert (run(root).exit_code, run(root, "--fail-on", "warning").exit_code) == (0, 1)
    assert [run(tmp_path / name).exit_code for name in ("gone", "empty", "site/index.html")] == [2, 2, 2]


def test_without_a_folder_it_is_the_one_that_the_settings_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also from a folder below the root; where nothing was built, it says so."""
    (tmp_path / "mkdocs.yml").write_text("site_name: T\nsite_dir: out/public\n", "utf-8")
    (tmp_path / "docs").mkdir()
    for folder in (tmp_path, tmp_path / "docs"):
        monkeypatch.chdir(folder)
        done = CliRunner().invoke(smsdocs, ["check-site"])
        assert done.exit_code == 2
        assert "there is no site in " in done.output
        assert "out/public" in done.output
        assert "`smsdocs build`" in done.output
    (tmp_path / "out/public").mkdir(parents=True)
    (tmp_path / "out/public/index.html").write_text(f"{HEAD}x", "utf-8")
    done = CliRunner().invoke(smsdocs, ["check-site"])
    assert (done.exit_code, done.stdout) == (0, "No findings in 1 page with 0 addresses.\n")


def test_without_a_folder_and_settings_it_says_how_to_name_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any folder will do, but it must be named."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(smsdocs, ["check-site"])
    assert done.exit_code == 2
    assert "`smsdocs check-site site`" in done.output


def test_the_json_fits_its_contract(write: Write) -> None:
    """With and without findings; the contract names every key."""
    root = write({"index.html": f"{HEAD}<a href=gone>x</a>", "big.html": "x" * 200_000})
    schema = json.loads(CONTRACT.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    output = json.loads(run(root, "--format", "json").stdout)
    Draft202012Validator(schema).validate(output)
    assert output["summary"] == {"pages": 2, "files": 2, "addresses": 1, "error": 2, "warning": 1, "info": 1}
    assert set(output["findings"][0]) == set(schema["$defs"]["finding"]["properties"])


def test_what_many_pages_share_is_one_line(write: Write) -> None:
    """Unless everything is wanted."""
    page = f'{HEAD}<img alt="" src="https://evil.example/x.png">'
    root = write({f"{number}.html": page for number in range(5)})
    assert "0.html:2:1 and on 4 more pages" in run(root).stdout
    assert run(root, "--all").stdout.count("SMS830") == 6


def test_names_in_a_page_cannot_repaint_the_terminal(write: Write) -> None:
    """Control characters show as escapes."""
    assert "\x1b[2J" not in run(write({"index.html": f'{HEAD}<a href="\x1b[2J">x</a>'})).stdout


def test_rules_about_sites_are_explained_and_have_codes_of_their_own() -> None:
    """`explain` and `rules` know them; `check` never asks them."""
    assert not set(SITE_RULES) & set(RULES)
    done = CliRunner().invoke(smsdocs, ["explain", "external-request"])
    assert done.stdout.startswith("SMS830 external-request  (error)")
    listed = CliRunner().invoke(smsdocs, ["rules"]).stdout
    assert all(code in listed for code in SITE_RULES)
