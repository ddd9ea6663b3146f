"""What MkDocs gets to see of a page: its body, a cleaned copy of its front matter, its frame."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from smsdocs.adapters.mkdocs.live import fill_live
from smsdocs.adapters.mkdocs.site import log, looking
from smsdocs.adapters.mkdocs.surroundings import render_crumbs
from smsdocs.adapters.sanitise import clean_html, is_tangled, is_unclosed
from smsdocs.model.document import Document
from smsdocs.reports.site.forge import fill_template
from smsdocs.reports.site.frame import render_footer, render_header, render_notice
from smsdocs.reports.site.shape import render_shape
from smsdocs.reports.site.untrusted import mend
from smsdocs.reports.site.words import title_case

if TYPE_CHECKING:
    from mkdocs.structure.pages import Page

    from smsdocs.adapters.mkdocs.site import Site
    from smsdocs.model.register import Record

TITLE = "sms-title"
"""Anchor of a heading that we add; with an anchor the search takes it for the title of the page."""
_HEADING = re.compile(r"^(## .*)$", re.MULTILINE)
_WAITING = re.compile(r"<!--sms:(\d+)-->")
HIDEABLE = ("navigation", "toc", "footer", "tags")
"""What front matter may hide of a page."""
LOUDEST = 10
"""How much more than others a page may ask to weigh in the search; endless numbers are no JSON."""


def read_body(site: Site, src_uri: str) -> str | None:
    """Return the text of a page without its front matter; None for a page we do not know.

    MkDocs takes `Key: value` lines at the top for metadata and drops them; an empty line first keeps them.
    """
    site.current = src_uri
    if (page := site.authored.get(src_uri)) is not None:
        return f"\n{_read_text(page.body, page.path)}"
    if (generated := site.generated.get(src_uri)) is not None:
        text = _read_text(generated.text, generated.origin)
        return f"\n{text}" if text else split_blocks(generated.body)
    return None


def _read_text(text: str, path: str) -> str:
    """Return an author's Markdown; as a text without any where it would be converted for ever."""
    if not is_unclosed(text):
        return text
    log.warning("%s holds too many brackets that are never closed: the site shows it as it is written", path)
    return f"<pre>{html.escape(text)}</pre>"


def set_head(site: Site, page: Page) -> None:
    """Give the page the title, metadata, date and edit link that are safe and right; the theme prints them raw."""
    src_uri = site.live.waiting = page.file.src_uri
    authored, generated = site.authored.get(src_uri), site.generated.get(src_uri)
    if authored is not None:
        title, fields, source = _title(authored), authored.fields, authored.path
    elif generated is not None:
        title, fields, source = generated.title, {}, generated.source
    else:
        title, fields, source = str(page.meta.get("title") or title_case(page.file.name)), page.meta, ""
    meta = clean_meta(title, fields)
    if generated is not None:
        meta["render_macros"] = False
        if not generated.searchable:
            meta["search"] = {"exclude": True}
        if generated.wide:
            meta["hide"] = ["toc"]
    page.meta = meta
    if "title" not in vars(page):
        page.title = meta["title"]
    page.update_date = site.snapshot.today.isoformat()
    edit = site.snapshot.settings.forge.edit
    if edit:
        page.edit_url = fill_template(edit, source, site.snapshot.tree.commit or "") if source else None
    elif generated is not None and not source:
        page.edit_url = None


def _title(page: Document | Record) -> str:
    """Return the title of a page; one that has none and no heading bears the name of its file or folder."""
    if page.title != page.path:
        return page.title
    folder, _, name = page.path.rpartition("/")
    stem = name.rpartition(".")[0]
    return title_case(folder.rpartition("/")[2] if stem in {"index", "README"} and folder else stem)


def clean_meta(title: str, fields: Mapping[str, object]) -> dict[str, object]:
    """Return the metadata the theme may see: escaped text, and only keys that choose nothing but a look."""
    meta: dict[str, object] = {"title": html.escape(mend(title))}
    name = fields.get("id")
    if isinstance(name, str):
        meta["tags"] = [html.escape(name)]  # only the search reads them: documents are found by their id
    description = fields.get("description")
    if isinstance(description, str) and description.strip():
        meta["description"] = html.escape(" ".join(description.split()))
    hide = fields.get("hide")
    if isinstance(hide, list):
        meta["hide"] = [part for part in hide if part in HIDEABLE]
    search = fields.get("search")
    if isinstance(search, Mapping):
        meta["search"] = {
            name: value
            for name, value in search.items()
            if (name == "exclude" and isinstance(value, bool))
            or (name == "boost" and type(value) in {int, float} and 0 < value <= LOUDEST)
        }
    return meta


def clean_content(site: Site, page: Page, content: str) -> str:
    """Return the HTML of a page below its title: an author's without what could act, a generated one put together."""
    src_uri = page.file.src_uri
    generated = site.generated.get(src_uri)
    if src_uri not in site.authored and generated is not None:
        if generated.text:
            return _show_former(page, generated.body, _clean(content, generated.origin))
        html_ = join_blocks(generated.body, content)
    else:
        authored = site.authored.get(src_uri)
        html_ = fill_live(site, page, _clean(content, authored.path if authored else src_uri))
    if src_uri not in site.authored and generated is None:
        return html_
    return html_ if "<h1" in html_ else f'<h1 id="{TITLE}">{page.meta["title"]}</h1>\n{html_}'


def _clean(content: str, path: str) -> str:
    """Return the HTML of an author's page without what could act; as text alone where nobody can take it apart."""
    if not is_tangled(content):
        return clean_html(content)
    log.warning("%s holds too many elements inside each other: the site shows its HTML as text", path)
    return f"<pre>{html.escape(content)}</pre>"


def _show_former(page: Page, body: str, text: str) -> str:
    """Return a page with a former version: what it is, and below a line of its own the author's text."""
    return f'<h1 id="{TITLE}">{page.meta["title"]}</h1>\n{body}\n<section class="sms-former">\n{text}\n</section>'


def frame_content(site: Site, page: Page) -> None:
    """Put a document or record between its header and its footer; after the search has read the text alone."""
    authored = site.authored.get(page.file.src_uri)
    if authored is not None and not (isinstance(authored, Document) and not authored.controlled):
        with looking():
            header, footer = render_header(site.desk, authored), render_footer(site.desk, authored)
        page.content = f"{_insert(page.content or '', header)}\n{footer}"
    elif page.is_homepage and authored is not None and _shows_shape(authored):
        page.content = _insert(page.content or "", render_shape(site.desk, page.file.src_uri))
    page.content = f"{render_crumbs(site, page)}{render_notice(site.desk)}{page.content or ''}"


def _shows_shape(page: Document | Record) -> bool:
    """Say whether an author's home page tells how things stand; `hide: [shape]` leaves it out."""
    hidden = page.fields.get("hide")
    return not (isinstance(hidden, list) and "shape" in hidden)


def _insert(content: str, part: str) -> str:
    """Return a page with a part of ours below its title."""
    end = content.find("</h1>") + len("</h1>") if content.lstrip().startswith("<h1") else 0
    return f"{content[:end]}\n{part}{content[end:]}"


def split_blocks(body: str) -> str:
    """Return what Markdown needs of a generated page: its headings. The HTML between them waits for `join_blocks`.

    Big tables go faster that way, and nothing in them can be taken for Markdown.
    """
    parts = _HEADING.split(body)
    return "\n".join(part if number % 2 else f"\n<!--sms:{number}-->\n" for number, part in enumerate(parts))


def join_blocks(body: str, content: str) -> str:
    """Return the HTML of a generated page: headings as Markdown made them, and everything between them."""
    parts = _HEADING.split(body)
    return _WAITING.sub(lambda found: parts[int(found[1])], content)
