"""Where everything stands on the site: repository path to source of a page, source of a page to address.

Documents keep their repository path; `docs/` is dropped, as MkDocs does. Generated pages have places of
their own, and keep them, for much leads there: an author's page that would stand at one moves below
`repository/`. Only the home page and the index of a section give way to an author's own.

A byte of a path that is no UTF-8 has no address: the page stands at one that spells it (`~ff.md`).
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from smsdocs.analysis.anchors import build_slug
from smsdocs.analysis.links import INDEXES

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from smsdocs.model.clause import ClauseRef, FrameworkId
    from smsdocs.model.register import Register
    from smsdocs.model.settings import Settings
    from smsdocs.model.snapshot import Snapshot

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")

LONGEST = 80
"""Characters of a name that is its own address; file systems hold 255 bytes."""
_HASH = 12

_ODD = re.compile(r"[\ud800-\udfff]")
_SPELLED = re.compile(r"[~\ud800-\udfff]")

HOME = "index.md"
STANDARDS = "standards/index.md"
TRACEABILITY = "traceability.md"
ROLES = "roles/index.md"
REGISTERS = "registers/index.md"
DOCUMENTS = "documents.md"
RECORDS = "records/index.md"
FINDINGS = "findings/index.md"
RULES = "rules/index.md"
REVIEWS = "reviews.md"
CHANGES = "changes.md"
EVIDENCE = "evidence.md"
AUDITS = "audits.md"
ACTIONS = "actions.md"
REVIEW_PACK = "management-review.md"
LEARNING = "training.md"
RISKS = "risk-matrix.md"
KPIS = "kpis.md"
OBJECTIVES = "objectives.md"
SERVICES = "services.md"
SUPPLIERS = "suppliers.md"
PROJECT = "project.md"
CERTIFICATION = "certification.md"
LANDSCAPE = "process-map.md"
RACI = "raci.md"
MANAGEMENT = (
    AUDITS, ACTIONS, REVIEW_PACK, LEARNING, RISKS, KPIS, OBJECTIVES, SERVICES, SUPPLIERS, PROJECT, CERTIFICATION,
    LANDSCAPE, RACI,
)  # fmt: skip
"""Pages that there are only where registers or records have something for them."""
NOTICES = "built-with.md"


def spell_path(path: str) -> str:
    """Return a path whose bytes that are no UTF-8 are spelled as `~ff`, and a `~` beside them as `~7e`."""
    return _SPELLED.sub(_spell, path) if _ODD.search(path) else path


def _spell(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"~{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"~{code:02x}"  # noqa: PLR2004  # PEP 383


def slug(name: str) -> str:
    """Return a name as part of an address that any file system holds: a long one is cut, and told by a hash."""
    text = build_slug(name)
    if len(text) <= LONGEST:
        return text
    told = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:_HASH]
    return f"{text[: LONGEST - _HASH - 1]}-{told}"


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


def version_page(path: str) -> str:
    """Return the page that shows a former version of a document."""
    path = spell_path(path)
    return f"versions/{path if path.endswith(_MARKDOWN) else f'{path}.md'}"


def register_page(register: Register, settings: Settings) -> str:
    """Return the page that shows a register."""
    below = spell_path(register.path.removeprefix(f"{settings.registers}/"))
    return f"registers/{posixpath.splitext(below)[0]}.md"


@lru_cache(maxsize=65_536)  # every page leads to some that all others lead to
def url_of(src_uri: str, *, directory_urls: bool) -> str:
    """Return the address of a page, from the top of the site; the top itself is empty."""
    stem, ending = posixpath.splitext(src_uri)
    if ending not in _MARKDOWN:
        return quote(src_uri)
    folder, _, name = stem.rpartition("/")
    if name in {"index", "README"}:
        stem = f"{folder}/" if folder else ""
        return quote(stem if directory_urls else f"{stem}index.html")
    return quote(f"{stem}/" if directory_urls else f"{stem}.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """An author's page whose place on the site is another page's.

    Attributes:
        address: where it would have stood.
        src_uri: where it stands.
        holder: path of the page that stands there; empty for a generated one.
        expected: True where a page of the docs folder stands at the same path as one outside that is no controlled
            document: the layout says so.
    """

    path: str
    address: str
    src_uri: str
    holder: str
    expected: bool


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """The map of the site.

    Attributes:
        pages: repository path of a page or register to the source of its page on the site.
        folders: repository folder to the page that opens it.
        directory_urls: whether `x.md` becomes `x/` or `x.html`.
        moved: authors' pages that do not stand where their path says.
    """

    pages: Mapping[str, str]
    folders: Mapping[str, str]
    directory_urls: bool
    moved: tuple[Moved, ...] = ()

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """Repository paths by the source of their page."""
        return {src_uri: path for path, src_uri in self.pages.items()}

    @cached_property
    def _taken(self) -> frozenset[str]:
        return frozenset(self.url(src_uri).casefold() for src_uri in self.pages.values())

    def is_taken(self, src_uri: str) -> bool:
        """Say whether an author's page stands at the address of `src_uri`."""
        return self.url(src_uri).casefold() in self._taken

    def url(self, src_uri: str) -> str:
        """Return the address of a page, from the top of the site; the top itself is empty."""
        return url_of(src_uri, directory_urls=self.directory_urls)

    def link(self, origin: str, target: str, anchor: str = "") -> str:
        """Return the way from the page `origin` to the page `target`."""
        up = "../" * self.url(origin).count("/")
        return f"{up}{self.url(target)}{'#' + quote(anchor) if anchor else ''}" or "./"


def build_addresses(snapshot: Snapshot, reserved: Iterable[str] = (), *, directory_urls: bool) -> Addresses:
    """Give every page of the snapshot its place.

    Args:
        snapshot: what was read.
        reserved: sources of the generated pages that keep their place.
        directory_urls: whether `x.md` becomes `x/` or `x.html`.
    """
    settings = snapshot.settings
    wanted = {page.path: _site_path(page.path, settings.docs_dir) for page in snapshot.markdown}
    indexes = _find_section_indexes(snapshot, frozenset(wanted.values()))
    generated = (page for page in indexes.values() if page not in wanted.values())
    controlled = {one.path for one in snapshot.documents if one.controlled}
    pages, moved = _place(
        wanted,
        [*reserved, *generated],
        settings.docs_dir,
        partial(url_of, directory_urls=directory_urls),
        controlled,
    )
    folders = _find_folders(pages)
    for register in snapshot.registers:
        pages[register.path] = register_page(register, settings)
    folders.setdefault(settings.registers, REGISTERS)
    folders.setdefault(settings.records, RECORDS)
    for folder in find_sections(snapshot):
        folders.setdefault(folder, indexes.get(folder, f"{spell_path(folder)}/index.md"))
    return Addresses(pages=pages, folders=folders, directory_urls=directory_urls, moved=moved)


def _place(
    wanted: Mapping[str, str],
    reserved: Iterable[str],
    docs_dir: str,
    url: Callable[[str], str],
    controlled: Container[str],
) -> tuple[dict[str, str], tuple[Moved, ...]]:
    """Give each page the place it wants, or one below `repository/`; first come the docs folder and indexes.

    A page of the docs folder does not take the place of a controlled document, whose address people know. It may open
    a section instead of another page, but not silently instead of a controlled document.
    """
    inside = f"{docs_dir}/"
    after = {
        path
        for path in wanted
        if path.startswith(inside)
        and not path.endswith(INDEXES)
        and path not in controlled
        and path.removeprefix(inside) in controlled
    }
    taken = {url(src_uri).casefold(): "" for src_uri in reserved}
    pages: dict[str, str] = {}
    moved: list[Moved] = []
    order = sorted(
        wanted,
        key=lambda path: (path in after, not path.startswith(inside), not path.endswith(INDEXES), path),
    )
    for path in order:
        src_uri = wanted[path]
        address = url(src_uri)
        holder = taken.get(address.casefold())
        while url(src_uri).casefold() in taken:
            src_uri = f"repository/{src_uri}"
        taken[url(src_uri).casefold()] = path
        pages[path] = src_uri
        if holder is not None:
            expected = (
                holder.startswith(inside)
                and not path.startswith(inside)
                and path not in controlled
                and _key(wanted[holder]) == _key(wanted[path])
            )
            moved.append(Moved(path=path, address=address, src_uri=src_uri, holder=holder, expected=expected))
    return pages, tuple(moved)


def _find_section_indexes(snapshot: Snapshot, wanted: frozenset[str]) -> dict[str, str]:
    """Return the page that opens each section which has pages: an author's, or the one we generate."""
    return {
        folder: next(
            (page for name in INDEXES if (page := f"{spell_path(folder)}/{name}") in wanted),
            f"{spell_path(folder)}/index.md",
        )
        for folder in find_sections(snapshot)
        if any(page.path.startswith(f"{folder}/") for page in snapshot.pages)
    }


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
    inside = spell_path(path.removeprefix(f"{docs_dir}/"))
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
