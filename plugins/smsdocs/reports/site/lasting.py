"""Permanent addresses: `d/PRC-INC/` leads to a document wherever its file lies, `c/iso20000-1/8.6.1/` to a clause.

An address rests on an id, which its owner promised to keep; not on a path, a title or an edition. Each is a
folder with an `index.html`, so that one address works on any web server, and, with that name, from a folder.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.model.clause import ClauseRef
from smsdocs.reports.site import addresses
from smsdocs.reports.site.templates import render
from smsdocs.reports.site.untrusted import NAME, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.register import Holder
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk

DOCUMENTS, CLAUSES = "d", "c"
"""The folders that hold permanent addresses: short, for people write them into tickets."""
MARK = "smsdocs permanent address"
"""By which a page of this kind is known again."""
LONGEST = 80
"""Characters of an id that is its own address."""
_PLAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|index|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, and the one that means the folder itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a permanent address leads to.

    Attributes:
        words: why it leads there.
        page: source of the page on the site.
        url: the way there from the address.
    """

    words: str
    title: str
    page: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastingPage:
    """A small page at a permanent address: the path of its file from the top of the site, and its HTML."""

    path: str
    html: str


def spell_name(name: str, *, alone: bool = True) -> str:
    """Return an id as the name of a folder that any file system and any address can hold.

    Args:
        name: the id.
        alone: False where another id differs in case only, which is the same folder on some machines.
    """
    if alone and len(name) <= LONGEST and _PLAIN.fullmatch(name) and not _RESERVED.fullmatch(name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{_UNSAFE.sub('-', name)[:LONGEST].strip('-') or 'id'}~{digest}"


def find_address(desk: Desk, name: str) -> str:
    """Return the permanent address of an id, from the top of the site: `d/PRC-INC/`, with no server its file."""
    folder = spell_name(name, alone=name not in _find_twins(desk.snapshot))
    return f"{DOCUMENTS}/{folder}/{'' if desk.addresses.directory_urls else 'index.html'}"


@lru_cache(maxsize=4)
def _find_twins(snapshot: Snapshot) -> frozenset[str]:
    """Return the ids that differ from another in case only."""
    found: dict[str, set[str]] = {}
    for holder in snapshot.holders:
        if holder.head.id:
            found.setdefault(holder.head.id.casefold(), set()).add(holder.head.id)
    return frozenset(name for names in found.values() if len(names) > 1 for name in names)


def find_lasting_link(desk: Desk, holder: Holder) -> str:
    """Return the way from the page of a document, register or record to its permanent address; empty without an id."""
    if not holder.head.id or holder.path not in desk.pages:
        return ""
    up = "../" * desk.addresses.url(desk.pages[holder.path]).count("/")
    return f"{up}{find_address(desk, holder.head.id)}"


def build_lasting(desk: Desk) -> Iterator[LastingPage]:
    """Yield a page per permanent address, and one for each of their folders."""
    yield _build(
        desk, DOCUMENTS, "Documents", [Target(words="See", title="Documents", page=addresses.DOCUMENTS)]
    )
    yield _build(
        desk, CLAUSES, "Standards", [Target(words="See", title="Standards", page=addresses.STANDARDS)]
    )
    for path, (name, targets) in _gather(_find_ids(desk)).items():
        yield _build(desk, path, name, targets)
    for path, (name, targets) in _gather(_find_clauses(desk)).items():
        yield _build(desk, path, name, targets[:1])


def _gather(found: Iterable[tuple[str, str, Target]]) -> Mapping[str, tuple[str, list[Target]]]:
    """Return what each address leads to: folders that differ in case alone are one folder on some machines."""
    spelled: dict[str, str] = {}
    gathered: dict[str, tuple[str, list[Target]]] = {}
    for path, name, target in found:
        first = spelled.setdefault(path.casefold(), path)
        targets = gathered.setdefault(first, (name, []))[1]
        if all(target.page != one.page for one in targets):
            targets.append(target)
    return gathered


def _find_ids(desk: Desk) -> Iterator[tuple[str, str, Target]]:
    """Yield ids that files have, and those that they supersede and no file has.

    A document with another id is another document to its history too; `supersedes` says which it was.
    """
    present = {holder.head.id for holder in desk.snapshot.holders}
    twins = _find_twins(desk.snapshot)
    for holder in desk.snapshot.holders:
        if holder.head.id and holder.path in desk.pages:
            yield _aim(desk, holder.head.id, holder, "This is")
            if holder.head.id in twins:
                yield _aim(desk, holder.head.id, holder, "This is", alone=False)
    for document in desk.snapshot.documents:
        for old in document.supersedes:
            if old not in present:
                yield _aim(desk, old, document, "It is superseded by")


def _aim(desk: Desk, name: str, holder: Holder, words: str, *, alone: bool = True) -> tuple[str, str, Target]:
    title = ", ".join(filter(None, (clean(holder.head.id, NAME), clean(holder.title))))
    target = Target(words=words, title=title, page=desk.pages[holder.path])
    return f"{DOCUMENTS}/{spell_name(name, alone=alone)}", name, target


def _find_clauses(desk: Desk) -> Iterator[tuple[str, str, Target]]:
    """Yield the clauses of the standards in scope, without the edition: the first one listed is meant."""
    for catalog in desk.snapshot.catalogs:
        for clause in catalog.clauses.values():
            page = addresses.clause_page(ClauseRef(catalog.id, clause.id))
            title = clean(f"{catalog.name}, {clause.id} {clause.label}")
            path = f"{CLAUSES}/{spell_name(catalog.id.name)}/{spell_name(clause.id)}"
            yield path, f"{catalog.id.name}:{clause.id}", Target(words="This is", title=title, page=page)


def _build(desk: Desk, path: str, name: str, targets: list[Target]) -> LastingPage:
    up = "../" * (path.count("/") + 1)
    led = [
        Target(words=one.words, title=one.title, page=one.page, url=f"{up}{desk.addresses.url(one.page)}")
        for one in targets
    ]
    html = render("lasting.jinja", name=clean(name), mark=MARK, targets=led)
    return LastingPage(path=f"{path}/index.html", html=html)
