"""The search of Material for MkDocs, told what to find: its entries are put in order before it writes them."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, Final

from smsdocs.adapters.mkdocs.sections import part_page, space_blocks
from smsdocs.adapters.mkdocs.site import log, looking
from smsdocs.reports.site.search import Found, build_search

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

    from smsdocs.adapters.mkdocs.site import Site
    from smsdocs.reports.site.search import FoundRow

SEPARATOR: Final = r"[\s\-,;:!?=()\[\]{}\"'`/|\u2013\u2014]+|\.(?!\d)|&[a-z]+;|&#\d+;"
"""What parts words: a full stop does unless a figure follows, so that 8.6.1 is one word and PRC-INC is two."""
NAMES = "names"
"""The field of an entry with what else people type for a page; it is searched, never shown."""
NAMES_BOOST = 900
"""A little less than a title, which counts a thousand times a text."""
TAGS_BOOST = 1800
"""Ids; Material's own million would put a page whose id holds one word of a question before all that answer it."""
_PARTS = re.compile(SEPARATOR)
_PLAIN = Found()
"""How a page is found that nobody says more about."""
_TAG = re.compile(r"<[^<>]*>")
Entry = dict[str, Any]


def prepare_search(config: MkDocsConfig) -> None:
    """Set how the search parts words and weighs ids, where the site's owner has not said it."""
    plugin = find_search(config)
    if plugin is None or "fields" not in plugin.config:
        return
    plugin.config["separator"] = plugin.config["separator"] or SEPARATOR
    plugin.config["fields"].setdefault("tags", {"boost": TAGS_BOOST})


def quicken_search(config: MkDocsConfig) -> None:
    """Have the search read pages quickly, and cells apart. A search that is not Material's is left as it is."""
    index = getattr(find_search(config), "search_index", None)
    read, list_section = (
        getattr(index, "add_entry_from_context", None),
        getattr(index, "create_entry_for_section", None),
    )
    if index is None or read is None or list_section is None:
        return

    def read_page(page: Page) -> None:
        if (page.meta.get("search") or {}).get("exclude"):
            return
        shown = page.content or ""
        spaced = space_blocks(shown)
        sections = part_page(spaced)
        if sections is None:
            page.content = spaced
            read(page)
            page.content = shown
            return
        for section in sections:
            list_section(section, page.toc, page.url, page)

    index.add_entry_from_context = read_page


def tune_search(config: MkDocsConfig, site: Site) -> None:
    """Weigh the entries of the search, shorten what nobody looks for, and add rows of registers.

    A search that is not Material's is left as it is.
    """
    plugin = find_search(config)
    if plugin is None:
        return
    index = getattr(plugin, "search_index", None)
    entries, settings = getattr(index, "entries", None), getattr(index, "config", None)
    if index is None or not isinstance(entries, list) or not isinstance(settings, dict):
        log.info("The search is not the one of Material for MkDocs: ids and clauses may not be found first")
        return
    settings["fields"] = {**settings["fields"], NAMES: {"boost": NAMES_BOOST}}
    with looking():
        known = build_search(site.desk)
    pages = {site.desk.addresses.url(src_uri): found for src_uri, found in known.items()}
    index.entries = [*_tune(entries, pages), *_tune(_name_lists(site), pages)]


def find_search(config: MkDocsConfig) -> Any:  # noqa: ANN401  # whatever search there is
    """Return the plugin that searches, whosever it is; None where there is none."""
    return config.plugins.get("material/search") or config.plugins.get("search")


def _tune(entries: list[Entry], pages: Mapping[str, Found]) -> Iterator[Entry]:
    for entry in entries:
        address, _, anchor = entry["location"].partition("#")
        found = pages.get(address, _PLAIN)
        if anchor:
            if found.whole:
                yield _weigh({name: value for name, value in entry.items() if name != "tags"}, found)
        else:
            yield _open(entry, found)
            yield from (_build_row(address, row) for row in found.rows)


def _name_lists(site: Site) -> list[Entry]:
    """Return an entry for each page that is one big list: it is found by its title, and by nothing that it lists."""
    return [
        {
            "location": site.desk.addresses.url(page.src_uri),
            "title": html.escape(page.title, quote=False),
            "text": "",
        }
        for page in site.generated.values()
        if not page.searchable and not page.text
    ]


def _open(entry: Entry, found: Found) -> Entry:
    """Return the entry of a page's opening, with every name that leads to it."""
    opened = _weigh(dict(entry), found)
    opened.pop("tags", None)
    if found.text is not None:
        opened["text"] = found.text
    if found.ids:
        opened["tags"] = [html.escape(one) for one in found.ids]
    title = html.unescape(_TAG.sub("", entry["title"]))
    opened[NAMES] = _join_names(title, (*found.names, *found.ids))
    return opened


def _build_row(address: str, row: FoundRow) -> Entry:
    entry: Entry = {"location": f"{address}#{row.anchor}", "title": row.title, "text": row.text}
    if row.code:
        entry["tags"] = [html.escape(row.name)]
    names = _join_names(html.unescape(row.title), (row.name,))
    return {**entry, NAMES: names, "boost": row.weight}


def _join_names(title: str, others: Iterable[str]) -> str:
    """Return each name as one word, as the search's question has it; and words that the title does not hold.

    What stands in the title is left out: it would count twice.
    """
    known = set(_part(title))
    codes = [word for word in title.split() if "-" in word]
    names = dict.fromkeys("_" + "_".join(words) for one in (title, *codes, *others) if (words := _part(one)))
    more = dict.fromkeys(word for one in others for word in _part(one) if word not in known)
    return html.escape(" ".join([*names, *more]))


def _part(text: str) -> list[str]:
    return [word for word in _PARTS.split(text.lower()) if word]


def _weigh(entry: Entry, found: Found) -> Entry:
    """Weigh an entry; what its author says weighs too, within bounds."""
    weight = found.weight * entry.get("boost", 1)
    return entry if weight == 1 else {**entry, "boost": round(weight, 3)}
