"""SMS206 to SMS210: links lead where their authors meant, on a forge and on the site."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from smsdocs.analysis.anchors import ROW, build_row_anchor
from smsdocs.analysis.links import (
    LinkMap,
    Outcome,
    build_link_map,
    build_target,
    find_moved,
    resolve_links,
)
from smsdocs.analysis.nearest import find_all_nearest, find_nearest, suggest
from smsdocs.checks.mentions import name_commit
from smsdocs.checks.rule import rule
from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.register import Register
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_MOST_HELPED = 500
"""Broken links whose nearest match is looked up; who has more has moved a folder, not mistyped a name."""
_LIKENESS = 0.8
_MEND = "mend the path, or write the document"
_ADDRESS = re.compile(r"www\.[^/]+\.|[^/@]+@[^/@]+\.[^/@]+$", re.IGNORECASE)
"""A link that was meant to lead to the web, or to a mailbox."""


@rule("SMS206", "broken-link", _ERROR)
def broken_link(snapshot: Snapshot) -> Iterator[Problem]:
    """A link leads to a file that does not exist.

    Triggered when: the target of a relative link or image, seen from the folder of the page, is no file or
    folder of the tree.

    To fix this: mend the path. Write it as the forge wants it: relative to the file, with its ending.

    Rationale: the site and the forge follow the same links; a reader who needs the next document in an
    incident must get there.
    """
    links = build_link_map(snapshot)
    helped = 0
    for page, link, found in resolve_links(snapshot):
        if found.outcome is Outcome.MISSING:
            hint = _find_intention(snapshot, link.target, found.path, page.path)
            if not hint and helped < _MOST_HELPED:
                helped += 1
                hint = _find_likeness(links, found.path, page.path)
            yield Problem(
                place=link.place,
                message=f"`{link.target}` leads to no file",
                hint=hint or _find_namesake(links, found.path, page.path) or _MEND,
                document=page.name,
            )


def _find_intention(snapshot: Snapshot, target: str, path: str, page: str) -> str:
    """Return what a broken link was meant to be, where that is no matter of likeness; else nothing."""
    if "\\" in target:
        return "write / instead of \\"
    if _ADDRESS.match(target):
        return f"write `{'mailto:' if '@' in target else 'https://'}{target}`"
    if moved := find_moved(snapshot, path):
        when = f" in {name_commit(moved.commit)}" if moved.commit else ", which is not committed"
        return f"it moved to `{build_target(moved.path, page)}`{when}"
    source = f"{path.removesuffix('.html').removesuffix('.htm')}.md"
    return f"write `{build_target(source, page)}`" if source in snapshot.paths else ""


def _find_likeness(links: LinkMap, path: str, page: str) -> str:
    """Return the file that a path comes nearest to, by its folder or else by its name; nothing where none is near."""
    folder, name = posixpath.split(path)
    namesakes = links.by_name.get(name, [])
    if namesakes:
        folders = {} if folder in links.folders else {posixpath.dirname(one): one for one in namesakes}
        nearest = find_nearest(folder, folders, likeness=_LIKENESS)
        return f"did you mean `{build_target(folders[nearest], page)}`?" if nearest else ""
    ending = posixpath.splitext(name)[1]
    alike = [one for one in links.by_name if one.endswith(ending)]
    words = find_all_nearest(name, alike, likeness=_LIKENESS)
    best = _choose([one for word in words for one in links.by_name[word]], path, page)
    return f"did you mean `{build_target(best, page)}`?" if best else ""


def _find_namesake(links: LinkMap, path: str, page: str) -> str:
    """Return a file that has the name of a broken link and lies elsewhere; nothing where there is none."""
    best = _choose(links.by_name.get(posixpath.basename(path), []), path, page)
    return f"there is `{build_target(best, page)}`" if best else ""


def _choose(files: list[str], path: str, page: str) -> str:
    """Return the file nearest to where a broken link led, of those that are as near the one nearest to its page.

    The page itself is not what its author meant. Empty where there is no other.
    """
    folder, top = posixpath.dirname(path), path.split("/", 1)[0]

    def measure(file: str) -> tuple[bool, bool, int, str]:
        way = posixpath.relpath(file, posixpath.dirname(page) or ".")
        return posixpath.dirname(file) != folder, file.split("/", 1)[0] != top, len(way), file

    return min((file for file in files if file != page), key=measure, default="")


@rule("SMS207", "broken-anchor", _ERROR)
def broken_anchor(snapshot: Snapshot) -> Iterator[Problem]:
    """A link leads to a section that does not exist.

    Triggered when: the part after `#` is no heading and no anchor of the page it names. Anchors follow the
    forges' rule: lower case, spaces as hyphens, punctuation dropped, a repeated one numbered -1, -2. A register
    has an anchor per row on the site: `row-` and the id of the row, and no other.

    To fix this: use the anchor of the heading as it stands now, for a row of a register `#row-ID`.

    Rationale: a link that opens the right page at the wrong place sends its reader astray without a word.
    """
    anchors: dict[str, frozenset[str]] = {page.path: page.anchors for page in snapshot.markdown}
    rows = {register.path: _find_row_anchors(register) for register in snapshot.registers}
    anchors.update(rows)
    links = build_link_map(snapshot)
    helped = 0
    for page, link, found in resolve_links(snapshot):
        if not link.fragment or found.outcome not in {Outcome.FILE, Outcome.FOLDER}:
            continue
        target = found.path if found.outcome is Outcome.FILE else links.index_of(found.path)
        known = anchors.get(target or "")
        if known is not None and link.fragment not in known:
            helped += 1
            meant = link.fragment
            if target in rows and not meant.startswith(ROW):
                meant = build_row_anchor(meant)
            yield Problem(
                place=link.place,
                message=f"`#{link.fragment}` is no {'row' if target in rows else 'section'} of {target}",
                hint=suggest(meant, known) if helped <= _MOST_HELPED else "",
                document=page.name,
            )


def _find_row_anchors(register: Register) -> frozenset[str]:
    return frozenset(build_row_anchor(row.id) for row in register.rows if row.id)


@rule("SMS208", "wrong-letter-case", _ERROR)
def wrong_letter_case(snapshot: Snapshot) -> Iterator[Problem]:
    """A link is right but for its capital letters.

    Triggered when: the target does not exist, but a file with other capital letters does.

    To fix this: spell the path as the file is spelt.

    Rationale: it works on Windows and macOS and is broken on the forge and the server.
    """
    for page, link, found in resolve_links(snapshot):
        if found.outcome is Outcome.WRONG_CASE:
            yield Problem(
                place=link.place,
                message=f"`{link.target}` differs from the file in its capital letters",
                hint=f"the file is {found.path}",
                document=page.name,
            )


@rule("SMS209", "link-leaves-repository", _ERROR)
def link_leaves_repository(snapshot: Snapshot) -> Iterator[Problem]:
    """A link leaves the repository.

    Triggered when: a relative link climbs above the root with `../`.

    To fix this: link to something inside the repository, or to a full https:// address.

    Rationale: what lies outside is different on every machine, and is neither reviewed nor archived here.
    """
    for page, link, found in resolve_links(snapshot):
        if found.outcome is Outcome.OUTSIDE:
            yield Problem(
                place=link.place,
                message=f"`{link.target}` leads out of the repository",
                hint="link to a file inside it",
                document=page.name,
            )


@rule("SMS210", "absolute-link", _WARNING)
def absolute_link(snapshot: Snapshot) -> Iterator[Problem]:
    """A link begins at the root.

    Triggered when: a link or image begins with `/`.

    To fix this: write the path relative to the file, such as ../policies/scope.md.

    Rationale: on a forge it means the root of the repository, on the site the root of the server, and from a
    folder on disk nothing at all.
    """
    for page, link, found in resolve_links(snapshot):
        if found.outcome is Outcome.ABSOLUTE:
            hint = "write it relative to this file"
            if found.path in snapshot.paths:
                hint = f"write `{build_target(found.path, page.path)}`"
            yield Problem(
                place=link.place, message=f"`{link.target}` begins at the root", hint=hint, document=page.name
            )
