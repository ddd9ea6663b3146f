"""Where everything stands on the site: repository path to source of a page, source of a page to address.

Documents keep their repository path; `docs/` is dropped, as MkDocs does. Generated pages have places of
their own, and an author's page at such a place wins.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.model.clause import ClauseRef, FrameworkId
    from smsdocs.model.register import Register
    from smsdocs.model.settings import Settings
    from smsdocs.model.snapshot import Snapshot

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
_UNSAFE = re.compile(r"[^\w.-]")

STANDARDS = "standards/index.md"
TRACEABILITY = "traceability.md"
ROLES = "roles/index.md"
REGISTERS = "registers/index.md"
DOCUMENTS = "documents.md"
RECORDS = "records/index.md"
FINDINGS = "findings/index.md"
RULES = "rules/index.md"


def slug(name: str) -> str:
    """Return a name as part of an address: letters, digits, dot, hyphen and underscore stay."""
    return _UNSAFE.sub("-", name).strip(".") or "-"


def clause_page(ref: ClauseRef) -> str:
    """Return the page of a clause."""
    framework = f"{slug(ref.framework.name)}-{slug(ref.framework.edition)}"
    return f"standards/{framework}/{slug(ref.clause)}.md"


def framework_anchor(framework: FrameworkId) -> str:
    """Return the anchor of a framework on the page of the standards."""
    return slug(f"{framework.name}-{framework.edition}")


def rule_page(code: str) -> str:
    """Return the page of a rule."""
    return f"rules/{slug(code)}.md"


def role_page(role: str) -> str:
    """Return the page of a role."""
    return f"roles/{slug(role)}.md"


def register_page(register: Register, settings: Settings) -> str:
    """Return the page that shows a register."""
    below = register.path.removeprefix(f"{settings.registers}/")
    return f"registers/{posixpath.splitext(below)[0]}.md"


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """The map of the site.

    Attributes:
        pages: repository path of a page or register to the source of its page on the site.
        folders: repository folder to the page that opens it.
        directory_urls: whether `x.md` becomes `x/` or `x.html`.
    """

    pages: Mapping[str, str]
    folders: Mapping[str, str]
    directory_urls: bool

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """Repository paths by the source of their page."""
        return {src_uri: path for path, src_uri in self.pages.items()}

    def url(self, src_uri: str) -> str:
        """Return the address of a page, from the top of the site; the top itself is empty."""
        stem, ending = posixpath.splitext(src_uri)
        if ending not in _MARKDOWN:
            return quote(src_uri)
        folder, _, name = stem.rpartition("/")
        if name in {"index", "README"}:
            stem = f"{folder}/" if folder else ""
            return quote(stem if self.directory_urls else f"{stem}index.html")
        return quote(f"{stem}/" if self.directory_urls else f"{stem}.html")

    def link(self, origin: str, target: str, anchor: str = "") -> str:
        """Return the way from the page `origin` to the page `target`."""
        up = "../" * self.url(origin).count("/")
        return f"{up}{self.url(target)}{'#' + quote(anchor) if anchor else ''}" or "./"


def build_addresses(snapshot: Snapshot, *, directory_urls: bool) -> Addresses:
    """Give every page of the snapshot its place; on the same place the page of the docs folder wins."""
    settings = snapshot.settings
    paths = sorted(
        (page.path for page in snapshot.markdown),
        key=lambda path: (not path.startswith(f"{settings.docs_dir}/"), path),
    )
    pages: dict[str, str] = {}
    taken: set[str] = set()
    for path in paths:
        src_uri = _site_path(path, settings.docs_dir)
        while _key(src_uri) in taken:
            src_uri = f"repository/{src_uri}"
        taken.add(_key(src_uri))
        pages[path] = src_uri
    folders = _find_folders(pages)
    for register in snapshot.registers:
        pages[register.path] = register_page(register, settings)
    folders.setdefault(settings.registers, REGISTERS)
    folders.setdefault(settings.records, RECORDS)
    for folder in find_sections(snapshot):
        folders.setdefault(folder, f"{folder}/index.md")
    return Addresses(pages=pages, folders=folders, directory_urls=directory_urls)


def find_sections(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the folders of documents that are sections of the site: those the settings name, outside the docs."""
    settings = snapshot.settings
    named = [folder for folder in settings.documents if folder not in {".", settings.docs_dir}]
    if "." in settings.documents:
        tops = {page.path.partition("/")[0] for page in snapshot.pages if "/" in page.path}
        named += sorted(tops - {settings.docs_dir, *named})
    inside = f"{settings.docs_dir}/"
    return tuple(folder for folder in dict.fromkeys(named) if not folder.startswith(inside))


def _site_path(path: str, docs_dir: str) -> str:
    inside = path.removeprefix(f"{docs_dir}/")
    return inside if inside.endswith(_MARKDOWN) else f"{inside}.md"


def _key(src_uri: str) -> str:
    folder, _, name = posixpath.splitext(src_uri)[0].rpartition("/")
    return f"{folder}/{'index' if name == 'README' else name}".casefold()


def _find_folders(pages: Mapping[str, str]) -> dict[str, str]:
    """Return the page that a link to a folder opens, as forges have it: its index or its README."""
    found: dict[str, str] = {}
    for path, src_uri in pages.items():
        folder, _, name = path.rpartition("/")
        if name == "index.md" or (name == "README.md" and folder not in found):
            found[folder or "."] = src_uri
    return found
