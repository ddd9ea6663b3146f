"""The page that says what of others the site carries: complete, with its bytes, and with licences in full."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import built_site

if TYPE_CHECKING:
    from built_site import Build, Built, Write

sample = built_site.sample
make = built_site.make
write = built_site.write

PAGE = "built-with.html"
SETTINGS = "site_name: Ours\ntheme: {name: material, font: false}\nplugins: [search, offline, smsdocs]\n"


def _list_others(built: Built) -> dict[str, str]:
    """Return the scripts, styles and fonts of others with their hashes."""
    return {
        path: hashlib.sha256(content).hexdigest()
        for path, content in built.files().items()
        if path.endswith((".js", ".css", ".woff2"))
        and not path.startswith(("search/", "lib/"))
        and "-rows" not in path  # rows of our own lists
        and not (built_site.REPOSITORY / "docs" / path).exists()
        and (not path.startswith("assets/smsdocs/") or "mermaid/" in path)
    }


def test_every_file_of_others_is_named_with_its_bytes(sample: Built) -> None:
    """What the page says of a file is true of the file on the site."""
    text = sample.page(PAGE).text
    others = _list_others(sample)
    assert any("bundle" in path for path in others)
    assert [path for path, digest in others.items() if path not in text or digest not in text] == []


def test_licences_that_must_travel_do(sample: Built) -> None:
    """Those of Material and of what its bundle contains, in full."""
    text = " ".join(sample.page(PAGE).text.split())
    for words in (
        "Permission is hereby granted, free of charge",
        "Copyright (c) 2016-2025 Martin Donath",
        "RxJS: Apache-2.0",
        "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION",
        "lunr".title(),
    ):
        assert words in text


def test_only_languages_that_are_searched_travel(write: Write, make: Build) -> None:
    """English needs none of them; German needs two files, which are named with their licence."""
    root = write({"mkdocs.yml": SETTINGS, "docs/index.md": "# Home\n"})
    english = make(root, strict=False, name="english")
    german = make(
        root, strict=False, name="german", theme={"name": "material", "font": False, "language": "de"}
    )
    assert [path for path in english.files() if "/lunr/" in path] == []
    kept = sorted(path.rpartition("/")[2] for path in german.files() if "/lunr/" in path)
    assert kept == ["lunr.de.min.js", "lunr.stemmer.support.min.js"]
    assert "Lunr languages" in german.page(PAGE).text


def test_mermaid_is_named_with_its_version(write: Write, make: Build) -> None:
    """It says which one it is itself; a script of the repository is nobody else's business."""
    files = {"mkdocs.yml": SETTINGS, "docs/index.md": "```mermaid\ngraph TD; A-->B\n```\n"}
    built = make(write({**files, "docs/lib/mermaid.js": 'x={version:"11.2.3"}\n'}), strict=False)
    text = " ".join(built.page(PAGE).text.split())
    assert "Mermaid 11.2.3" in text
    assert "assets/smsdocs/mermaid/mermaid.js" in text
    assert "lib/mermaid.js" not in text
