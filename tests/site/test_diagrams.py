"""Diagrams: drawn with a copy of Mermaid of our own, as pictures in which nothing runs and nothing loads."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

import built_site
import pytest
from chromium import serve
from playwright.sync_api import Browser, Page, expect

from smsdocs.adapters.mkdocs.diagrams import keep_diagrams
from smsdocs.checks.run import check
from smsdocs.readers.mermaid import find_own, find_packaged
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from built_site import Build, Built, Write

make = built_site.make
write = built_site.write
with_mermaid = pytest.mark.skipif(find_packaged() is None, reason="the extra `diagrams` is not installed")

SETTINGS = """\
site_name: Ours
theme: {name: material, font: false}
extra: {generator: false}
plugins: [search, offline, smsdocs]
markdown_extensions: [attr_list, md_in_html, pymdownx.superfences]
"""
GOOD = """\
flowchart LR
  accTitle: How a report becomes a ticket
  accDescr: A caller reports, and the desk writes a ticket.
  A[Caller <br> reports] --> B{Urgent?}
  B -->|yes| C[Call]
"""
ATTACKS = {
    "image": 'flowchart TD\n  A@{ img: "https://evil.example/a.png", label: "x", w: 60, h: 60 } --> B',
    "image tag": "flowchart TD\n  A[\"<img src='https://evil.example/b.png' onerror='alert(1)'>\"] --> B",
    "script link": 'flowchart TD\n  A --> B\n  click A href "javascript:alert(2)"',
    "callback": 'flowchart TD\n  A --> B\n  click A call alert("3")',
    "script tag": 'flowchart TD\n  A["<script>alert(4)</script>"] --> B',
    "style": "flowchart TD\n  A --> B\n  style A fill:url(https://evil.example/c.svg)",
    "class": "flowchart TD\n  A:::x --> B\n  classDef x background:url(https://evil.example/d.png)",
    "loose": '%%{init: {"securityLevel": "loose", "htmlLabels": true}}%%\nflowchart TD\n'
    "  A[\"<a href='javascript:alert(5)'>x</a><iframe src='https://evil.example/e'></iframe>\"] --> B",
    "theme": '%%{init: {"themeCSS": "@import url(https://evil.example/f.css);"}}%%\nflowchart TD\n  A --> B',
    "font": '%%{init: {"fontFamily": "x; background: url(https://evil.example/g.png)"}}%%\nflowchart TD\n  A --> B',
    "variable": '%%{init: {"theme": "base", "themeVariables": {"primaryColor": "url(https://evil.example/h)"}}}%%\n'
    "flowchart TD\n  A --> B",
    "front matter": "---\nconfig:\n  securityLevel: loose\n  themeCSS: '* {background: url(https://evil.example/i)}'\n---\n"
    "flowchart TD\n  A --> B",
    "markdown": 'flowchart TD\n  A["`![x](https://evil.example/j.png) <img src=https://evil.example/k.png>`"] --> B',
    "sequence": 'sequenceDiagram\n  participant A\n  links A: {"x": "javascript:alert(6)"}\n'
    "  A->>A: <img src=x onerror=alert(7)>",
    "person": 'C4Context\n  Person(a, "A", "d", $sprite="https://evil.example/l.png", $link="javascript:alert(8)")',
    "gantt": 'gantt\n  section <img src="https://evil.example/m.png">\n  a :a1, 2026-01-01, 3d\n'
    "  click a1 call alert(9)",
    "class note": 'classDiagram\n  class A\n  note for A "<img src=https://evil.example/n.png>"\n  click A href "https://evil.example"',
}


def _fence(text: str) -> str:
    return f"```mermaid\n{text.rstrip()}\n```\n\n"


def _build(write: Write, make: Build, text: str) -> Built:
    root = write({"mkdocs.yml": SETTINGS, "docs/index.md": "# Home\n"})
    (root / "docs/index.md").write_text(f"# Home\n\n{text}", encoding="utf-8")
    return make(root, strict=False)


def _open(browser: Browser, url: str) -> tuple[Page, list[str]]:
    """Open a page; return it with what it asked for, and with what went wrong or ran."""
    page = browser.new_page()
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url))
    page.on("pageerror", lambda error: told.append(f"error: {error}"))
    page.on("console", lambda message: told.append(f"{message.type}: {message.text}"))
    page.on("dialog", lambda dialog: (told.append(f"ran: {dialog.message}"), dialog.dismiss()))
    page.goto(url)
    return page, told


@pytest.mark.browser
@with_mermaid
@pytest.mark.parametrize("way", ["http", "file"])
def test_a_diagram_is_drawn_and_says_what_it_shows(
    browser: Browser, write: Write, make: Build, way: str
) -> None:
    """One picture per palette, with the words of its author; the text stays at hand; no other host is asked."""
    built = _build(write, make, _fence(GOOD))
    with serve(built.folder) as served:
        base = served if way == "http" else built.folder.as_uri()
        page, told = _open(browser, f"{base}/index.html")
        picture = page.locator(".sms-diagram > img:visible")
        expect(picture).to_have_count(1, timeout=30_000)
        words = "How a report becomes a ticket. A caller reports, and the desk writes a ticket."
        assert picture.get_attribute("alt") == words
        assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 100
        page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
        assert page.locator(".sms-diagram > img:visible").get_attribute("class") == "sms-dark"
        page.click(".sms-diagram summary")
        assert "accTitle" in page.inner_text(".sms-diagram details")
        assert [one for one in told if not one.startswith((base, "data:"))] == []
        page.close()


@pytest.mark.browser
@with_mermaid
def test_no_diagram_runs_or_loads_anything(browser: Browser, write: Write, make: Build) -> None:
    """Each is drawn as a picture or stays a block of code; and the page waits for nothing else."""
    built = _build(write, make, "".join(_fence(text) for text in ATTACKS.values()))
    page, told = _open(browser, (built.folder / "index.html").as_uri())
    done = page.locator(".sms-diagram:has(img), .sms-diagram:has(figcaption)")
    expect(done).to_have_count(len(ATTACKS), timeout=60_000)
    page.wait_for_timeout(500)
    assert [one for one in told if one.startswith(("http", "ran"))] == []
    assert page.locator(".sms-diagram :is(a, iframe, script, svg)").count() == 0
    page.close()


def test_each_attack_is_found_at_its_line(write: Write) -> None:
    """An error where something would run or load; a link that leads nowhere is a warning."""
    found: dict[str, set[str]] = {}
    for name, text in ATTACKS.items():
        root = write({"mkdocs.yml": SETTINGS})
        (root / "docs").mkdir(exist_ok=True)
        (root / "docs/index.md").write_text(f"# Home\n\n{_fence(text)}", encoding="utf-8")
        findings = check(read_snapshot(root, today=date(2026, 7, 1), history=False))
        found[name] = {one.code for one in findings if one.code in {"SMS823", "SMS824"}}
        assert all((one.place.line or 0) > 3 for one in findings if one.code == "SMS823")
    assert {name for name, codes in found.items() if not codes} == set()


def test_without_a_copy_a_diagram_stays_code_and_is_found(
    write: Write, make: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site holds nothing of Mermaid, the block can be read, and a hint says how to have it drawn."""
    monkeypatch.setattr("smsdocs.snapshot.find_packaged", lambda: None)
    built = _build(write, make, _fence(GOOD))
    assert '<code class="language-mermaid">flowchart LR' in built.html("index.html")
    assert not [path for path in built.files() if "mermaid" in path or "diagrams" in path]
    root = built.folder.parent / "repository"
    snapshot = dataclasses.replace(read_snapshot(root, today=date(2026, 7, 1), history=False), mermaid="")
    assert [str(one.place) for one in check(snapshot) if one.code == "SMS821"] == ["docs/index.md:3:1"]


def test_a_repository_may_bring_its_own_copy(write: Write, make: Build) -> None:
    """A file of that name in the docs folder is taken before the installed package; only where there are diagrams."""
    root = write(
        {"mkdocs.yml": SETTINGS, "docs/index.md": "# Home\n", "docs/lib/mermaid.min.js": "// ours\n"}
    )
    assert "assets/smsdocs/mermaid/mermaid.js" not in make(root, strict=False, name="none").files()
    (root / "docs/index.md").write_text(f"# Home\n\n{_fence(GOOD)}", encoding="utf-8")
    assert make(root, strict=False).files()["assets/smsdocs/mermaid/mermaid.js"] == b"// ours\n"
    assert find_own({"docs/mermaid.css", "x/mermaid.js", "docs/not-mermaid.js"}, "docs") == ""


@pytest.mark.parametrize(
    "block",
    [
        '<pre class="mermaid">graph TD</pre>',
        '<pre class="mermaid"><code>graph TD</code></pre>',
        "<PRE title='x' class='a Mermaid b'>graph TD</PRE>",
        '<div class="mermaid">graph TD</div>',
    ],
)
def test_the_theme_finds_nothing_to_fetch_mermaid_for(block: str) -> None:
    """It looks for blocks of that class, and would ask another host."""
    kept = keep_diagrams(block).lower()
    assert "language-mermaid" in kept
    assert "mermaid" not in kept.replace("language-mermaid", "")
