"""The sample dressed up: its own pages, and beside them everything else that a page can hold or be.

Two sites are made of it. `site` is the sample with its guide, a history and pages of every state, at addresses
that work from a folder. `plain` is small, has no history and no home page of its own, and loads its pages the
theme's quick way.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import built_site
import pytest
from built_site import REPOSITORY, commit_all, run_git

from smsdocs.reports.site.desk import Desk

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING = "guide/everything.html"
"""The page that holds all that Markdown makes."""
KINDS = (
    "note", "abstract", "info", "tip", "success", "question", "warning", "failure", "danger", "bug", "example",
    "quote",
)  # fmt: skip
HEAD = """---
id: {id}
title: {title}
description: {title}, for the tests.
type: {type}
status: {status}
version: "{version}"
owner: sms-manager
approver: sms-owner
approved_on: 2026-01-10
effective_from: 2026-01-10
last_reviewed: {reviewed}
review_interval: P12M
classification: internal
{more}---

## What it says

{text}
"""
LONG = "a" * 60
MARKDOWN = f"""# Everything that Markdown makes

Words that are **strong**, *stressed*, ~~gone~~, `code`, a [link](index.md), a [button](index.md){{ .md-button }} and
[another](index.md){{ .md-button .md-button--primary }}, an HTML word[^1], <kbd>Ctrl</kbd>, <mark>marked</mark>,
<del>deleted</del> and <ins>inserted</ins>, a footnote[^2] with a [link](how-to/run-in-ci.md), and a word as long
as {LONG}.

*[HTML]: Hypertext Markup Language

[^1]: It is a note with a [link](index.md).
[^2]: It is another.

> A quotation with a [link](index.md).

- one
    1. two
    2. three
- [x] done
- [ ] to do

Term
:   What it means, with a [link](index.md).

## Code

```python title="A title" linenums="1" hl_lines="2 3"
@decorator("text", number=12.5)
class Thing(Base):  # a comment
    constant = None if True else f"{{self.name!r}}\\n"

    def method(self) -> int:
        raise ValueError(b"bytes") from None
```

```diff
- removed
+ added
@@ -1,2 +1,2 @@
```

```html
<p class="a" id='b'>&amp; <!-- a comment --></p>
```

```console
$ smsdocs check --format json | head -1
{LONG} {LONG} {LONG}
```

```yaml
key: &anchor [1, yes, "text", ~, 2026-01-01]  # a comment
```

```c
#include <stdio.h>
int main(void) {{ return printf("%d\\n", 0x1F); }}
```

## Tables

| left | middle | right | a column | another | one more |
|:---|:---:|---:|---|---|---|
| a [link](index.md) | `code` | 1 | {LONG} | {LONG} | {LONG} |

|  | head |
|---|---|
| **row** | cell |

|  |  |
|---|---|
| no | heads |

## Tabs

=== "First"

    What the first holds, with a [link](index.md).

=== "Second"

    What the second holds.

    ```yaml
    key: value
    ```

## Notes

??? question "More"

    What is folded, with a [link](index.md).

???+ info "Open"

    What is not.

{{notes}}

### Deeper

#### Deeper still

---

The end.
"""


def _document(name: str, title: str, **fields: str) -> str:
    values = {
        "type": "policy", "status": "approved", "version": "1.0", "reviewed": "2026-01-10", "more": "",
        "text": "Everybody helps.", **fields,
    }  # fmt: skip
    return HEAD.format(id=name, title=title, **values)


def _find_pages() -> dict[str, str]:
    """Return pages of every state: draft, replaced, retired, overdue, changed later, resting on what changed."""
    notes = "\n\n".join(f'!!! {kind} "A {kind}"\n\n    With `code` and a [link](index.md).' for kind in KINDS)
    draft = _document("POL-DRAFT", "A draft", status="draft").replace("approved_on: 2026-01-10\n", "")
    return {
        "docs/guide/everything.md": MARKDOWN.replace("{notes}", notes),
        "policies/draft.md": draft.replace("effective_from: 2026-01-10\n", ""),
        "policies/changed.md": _document("POL-CHANGED", "Changed after its approval"),
        "policies/resting.md": _document(
            "PLN-REST", "Rests on it", type="plan", more="implements: [POL-CHANGED]\n"
        ),
        "policies/old.md": _document("POL-OLD", "An old one", status="retired"),
        "policies/new.md": _document("POL-NEW", "A new one", more="supersedes: [POL-OLD]\n"),
        "policies/overdue.md": _document("POL-LATE", "Overdue", reviewed="2024-01-10"),
    }


def build_all(folder: Path) -> None:
    """Build both sites into a folder, and note which template made which page."""
    templates = {
        "site": _build(_dress(folder / "repository"), folder / "site"),
        "plain": _build(_undress(folder / "small"), folder / "plain"),
    }
    (folder / "templates.json").write_text(json.dumps(templates), encoding="utf-8")


def _build(root: Path, folder: Path) -> dict[str, list[str]]:
    """Build a site, and return the pages that each template has made."""
    used: dict[str, set[str]] = {}
    plain = Desk.render

    def render(desk: Desk, template: str, src_uri: str, /, **values: object) -> str:
        if text := plain(desk, template, src_uri, **values):
            used.setdefault(template, set()).add(desk.addresses.url(src_uri))
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "render", render)
        built_site.build_site(root, folder, patch, strict=False)
    return {name: sorted(pages) for name, pages in sorted(used.items())}


def _dress(root: Path) -> Path:
    """Copy the sample and its guide into a repository; some pages are older than the rest, one changes last."""
    _write(root, _find_pages())
    run_git(root, "init", "--quiet", "--initial-branch", "main")
    commit_all(root, "Begin", at="2026-01-10T09:00:00+00:00")
    for name in ("docs", "policies", "processes"):
        shutil.copytree(REPOSITORY / name, root / name, dirs_exist_ok=True)
    shutil.copy(REPOSITORY / "mkdocs.yml", root / "mkdocs.yml")
    commit_all(root, "The system as it is", at="2026-06-27T09:00:00+00:00", name="Bo Example")
    text = _find_pages()["policies/changed.md"].replace("Everybody helps.", "Nobody helps.")
    _write(root, {"policies/changed.md": text})
    commit_all(root, "Change what is asked", at="2026-06-28T09:00:00+00:00")
    return root


def _undress(root: Path) -> Path:
    """Write a small system that is no repository, with a site that fetches its pages by script."""
    settings = """
site_name: Ours
theme: {name: material, font: false, features: [navigation.instant, navigation.tabs, navigation.footer]}
extra: {generator: false}
plugins: [search, {smsdocs: {documents: [policies]}}]
"""
    _write(
        root,
        {
            "mkdocs.yml": settings,
            "docs/registers/roles.yml": "id: REG-ROLES\nrows:\n  - {id: sms-manager}\n  - {id: sms-owner}\n",
            "policies/one.md": _document("POL-1", "One"),
        },
    )
    return root


def _write(root: Path, files: dict[str, str]) -> None:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
