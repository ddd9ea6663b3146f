"""What the site is built with: every script, style and font of others that it carries, and their licences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files as resources
from typing import TYPE_CHECKING

from smsdocs.reports.site.addresses import NOTICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

UNKNOWN = "not known: ask whoever added it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A file of others on the site: its path from the top, its size, the SHA-256 of its bytes, and who brought it."""

    path: str
    size: int
    sha256: str
    bringer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A work that others made.

    Attributes:
        package: the Python package that it comes with, for its version; empty where the file says it.
        paths: matches the paths of its files.
        inside: works that its files contain: name, licence, copyright.
        licence: by its SPDX name.
    """

    name: str
    package: str
    paths: re.Pattern[str]
    licence: str
    copyright: str
    inside: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A work with what of it the site carries."""

    name: str
    version: str
    licence: str
    copyright: str
    inside: tuple[tuple[str, str, str], ...]
    files: tuple[Carried, ...]


WORKS = (
    Work(
        name="Material for MkDocs",
        package="mkdocs-material",
        paths=re.compile(r"assets/(?:javascripts/(?:bundle|workers/search)\.[^/]*|javascripts/workers/[^/]*|stylesheets/[^/]*)"),
        licence="MIT",
        copyright="Copyright (c) 2016-2025 Martin Donath",
        inside=(
            ("Lunr", "MIT", "Copyright (c) Oliver Nightingale"),
            ("RxJS", "Apache-2.0", "Copyright (c) 2015-2018 Google, Netflix, Microsoft and contributors"),
            ("clipboard.js", "MIT", "Copyright (c) Zeno Rocha"),
            ("escape-html", "MIT", "Copyright (c) 2012-2013 TJ Holowaychuk, 2015 Andreas Lubbe, 2015 Tiancheng Gu"),
            ("focus-visible", "W3C-20150513", "Copyright (c) Web Incubator Community Group"),
            ("tslib", "0BSD", "Copyright (c) Microsoft Corporation"),
            ("Material Design Icons", "Apache-2.0", "Copyright (c) the Pictogrammers and Google; drawn into pages"),
        ),
    ),
    Work(
        name="Lunr languages",
        package="mkdocs-material",
        paths=re.compile(r"assets/javascripts/lunr/.*"),
        licence="as the head of each file says; most MPL-1.1",
        copyright="Copyright 2014 Mihai Valentin and others",
    ),
    Work(
        name="Mermaid",
        package="",
        paths=re.compile(r"assets/smsdocs/mermaid/.*"),
        licence="MIT",
        copyright="Copyright (c) 2014-2022 Knut Sveidqvist; the end of the file names what it contains",
    ),
)  # fmt: skip
"""The works that we know; what else a site carries is listed under who brought it."""


def build_notices(desk: Desk, carried: Iterable[Carried], versions: Mapping[str, str]) -> GeneratedPage:
    """Return the page.

    Args:
        desk: the snapshot and its addresses.
        carried: every file of others, in any order.
        versions: by name of a work or of a package.
    """
    entries = list(_group(sorted(carried, key=lambda one: one.path), versions))
    used = {entry.licence for entry in entries} | {part[1] for entry in entries for part in entry.inside}
    folder = resources("smsdocs.reports") / "licences"
    texts = [
        (name, (folder / f"{name}.txt").read_text(encoding="utf-8").strip("\n"))
        for name in sorted(used)
        if (folder / f"{name}.txt").is_file()
    ]
    return desk.page(NOTICES, "What this site is built with", "notices.jinja", entries=entries, texts=texts)


def _group(carried: list[Carried], versions: Mapping[str, str]) -> Iterator[Entry]:
    left = carried
    for work in WORKS:
        files = tuple(one for one in left if work.paths.fullmatch(one.path))
        left = [one for one in left if one not in files]
        if files:
            yield Entry(
                name=work.name,
                version=versions.get(work.name) or versions.get(work.package) or "",
                licence=work.licence,
                copyright=work.copyright,
                inside=work.inside,
                files=files,
            )
    for bringer in sorted({one.bringer for one in left}):
        files = tuple(one for one in left if one.bringer == bringer)
        yield Entry(name=bringer, version="", licence=UNKNOWN, copyright="", inside=(), files=files)
