"""SMS810 to SMS820: what of an author's page does not reach the site, or comes from elsewhere. Its author is told."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from smsdocs.analysis.borrowed_words import WAYS, find_borrowed
from smsdocs.analysis.markup_in_words import find_markup_in, find_markup_in_name
from smsdocs.analysis.plain_lists import Loss, find_plain_lists
from smsdocs.analysis.shown_words import find_names, find_words
from smsdocs.analysis.unsafe_html.scan import find_unsafe
from smsdocs.checks.rule import from_faults, rule
from smsdocs.model.document import Document
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.place import Place
from smsdocs.model.unsafe import UnsafeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.place import Key
    from smsdocs.model.register import Page
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.model.unsafe import Unsafe

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_LONGEST = 80
"""Characters of an address that a message shows."""
_NAME = 40
"""Characters of the name of a field that a message shows."""
MOST = 50
"""Texts with markup that are named in one file."""
_PLAIN = "say it in plain words"
PLACES = 3
"""Lists and tables, or places with other words, that are named in one page."""
_BLANK = "put a blank line before it"
_LOST = {
    Loss.BEHIND_WORDS: ("the site shows this list as part of the paragraph before it", _BLANK),
    Loss.OUTER_LEVEL: (
        "the site shows these points on the same level as those above",
        "indent points below a point by four spaces; between two lists put a line of words",
    ),
    Loss.OTHER_LIST: (
        "the site shows these points as items of the list before, numbered or not as that is",
        "indent points below a point by four spaces; between two lists put a line of words",
    ),
    Loss.BRACKETS: (
        "the site shows these numbers with a bracket as one paragraph",
        "write `1.` instead of `1)`, and put a blank line before the list",
    ),
    Loss.NO_DIVIDER: (
        "the site shows these rows as one paragraph, not as a table",
        "put a divider line below the row with the names of the columns, such as `| --- | --- |`",
    ),
    Loss.TABLE_BEHIND_WORDS: ("the site shows this table as part of the paragraph before it", _BLANK),
    Loss.TABS: (
        "the site shows these rows with tabs as one paragraph, not as a table",
        "put `|` between the cells, and a divider line such as `| --- | --- |` below the first row",
    ),
}
"""What becomes of a list or a table, and what would show it."""


@rule("SMS810", "active-html", _ERROR)
def active_html(snapshot: Snapshot) -> Iterator[Problem]:
    """A page holds HTML that acts.

    Triggered when: a page holds a script, a style sheet, a frame, a form, a button, an input, an object, or another
    element that does something; not in code. Nothing of it reaches the site.

    To fix this: take it out. To show it, put it in backticks or in a code block.

    Rationale: a page is read by everybody in the organisation; what acts in it would act in all their browsers.
    """
    hint = "take it out; to show it, put it in backticks"
    return _report(snapshot, UnsafeKind.ELEMENT, "`<{}>` acts, and does not reach the site", hint)


@rule("SMS811", "event-handler", _ERROR)
def event_handler(snapshot: Snapshot) -> Iterator[Problem]:
    """A page holds an attribute that would run a script.

    Triggered when: an HTML element, or a list of attributes in braces, has an attribute that begins with `on`, such as
    `onclick` or `onerror`. It does not reach the site.

    To fix this: take the attribute out.

    Rationale: it is a script by another name.
    """
    return _report(snapshot, UnsafeKind.HANDLER, "`{}` would run a script", "take the attribute out")


@rule("SMS812", "unsafe-address", _ERROR)
def unsafe_address(snapshot: Snapshot) -> Iterator[Problem]:
    """A link leads to something else than a page, a mailbox or a telephone.

    Triggered when: the address of a link or a picture begins with another scheme than `http`, `https`, `mailto` or
    `tel`, such as `javascript:` or `data:`, however it is spelt; or it cannot be read. It does not reach the site.

    To fix this: link to the page itself; put a picture into a file beside the document.

    Rationale: such an address can run a script, or bring content that nobody reviews.
    """
    hint = "use a relative path, or http, https, mailto or tel"
    return _report(snapshot, UnsafeKind.ADDRESS, "`{}` does not reach the site", hint)


@rule("SMS813", "active-file", _ERROR)
def active_file(snapshot: Snapshot) -> Iterator[Problem]:
    """A file would act in the browser that opens it.

    Triggered when: a folder of the site holds an HTML file; or a drawing (SVG), an XML file, or a file of any kind
    that begins as those do, with a script, an event handler, a foreign element, an address of another host, an entity,
    or something that is no well-formed XML. The file stays out of the site.

    To fix this: write HTML as a page in Markdown. Export the drawing anew as a plain one.

    Rationale: opened by its own address, such a file is a page of your site, and may do what the site may.
    """
    return from_faults(snapshot, "active-file")


@rule("SMS814", "dropped-html", _WARNING)
def dropped_html(snapshot: Snapshot) -> Iterator[Problem]:
    """A page holds HTML that does not reach the site.

    Triggered when: an element or an attribute is not among those that a text needs, such as `<font>`, a style, or a
    word between angle brackets that was not meant as HTML at all.

    To fix this: use Markdown. To show a word between angle brackets, put it in backticks.

    Rationale: the page looks otherwise than its author meant, and words may be missing.
    """
    hint = "use Markdown, or put it in backticks to show it"
    return _report(snapshot, UnsafeKind.DROPPED, "`{}` does not reach the site", hint)


@rule("SMS815", "theme-name", _WARNING)
def theme_name(snapshot: Snapshot) -> Iterator[Problem]:
    """A page uses a name by which the theme or a generated part knows itself.

    Triggered when: a class begins with `md-` or `sms-`, or an anchor with `__` or `sms-`. It does not reach the site.
    The classes of buttons, `md-button` and `md-button--primary`, do.

    To fix this: use another name.

    Rationale: with such a name a link could cover the whole window, or a line could pass for a status that nothing
    has worked out.
    """
    return _report(snapshot, UnsafeKind.NAME, "`{}` is a name of the theme or of smsdocs", "use another name")


@rule("SMS816", "foreign-picture", _WARNING)
def foreign_picture(snapshot: Snapshot) -> Iterator[Problem]:
    """A picture stands on another host.

    Triggered when: a picture has an address with a host. The site shows its words in its place.

    To fix this: put the file beside the document. Or link to it in words.

    Rationale: every reader's browser would ask the other host for it. On a closed network it would not come; on any
    other the host would learn who reads, and could show another picture tomorrow than the one that was approved.
    """
    hint = "put the file beside the document"
    return _report(snapshot, UnsafeKind.PICTURE, "`{}` is a picture of another host", hint)


@rule("SMS817", "reserved-path", _ERROR)
def reserved_path(snapshot: Snapshot) -> Iterator[Problem]:
    """A file stands where the theme or smsdocs has its own scripts and styles.

    Triggered when: the docs folder holds a file below `assets/javascripts/`, `assets/stylesheets/` or
    `assets/smsdocs/`, in whatever capital letters, which the settings do not name under `extra_css` or
    `extra_javascript`; below the last one whatever they name. It stays out of the site.

    To fix this: put it into another folder. If every page is to load it, name it in the settings.

    Rationale: MkDocs takes such a file in place of the theme's: a script that came in with a picture would run on
    every page.
    """
    return from_faults(snapshot, "reserved-path")


@rule("SMS818", "markup-in-words", _INFO)
def markup_in_words(snapshot: Snapshot) -> Iterator[Problem]:
    """A title, a cell or the name of a file holds HTML.

    Triggered when: a text of front matter, a cell of a register or of a table, the name of a field or of a file, or a
    name in the settings holds an HTML tag, an attribute that would leave its quotes, or an address such as
    `javascript:` or `data:`; in fields such as `url` any address that does not reach the site. The site shows it as
    text. A word between angle brackets that is no name of an element, as in `<customer>`, may stand; the name of a file
    holds no braces of macros either. At most 50 are named in one file.

    To fix this: say it in plain words. Text with markup belongs into the page, below the front matter.

    Rationale: these texts stand in menus, lists, the search and the heads of pages, where nothing is laid out. Who
    wrote a tag there either expected it to do something, or hoped so.
    """
    for words in find_words(snapshot):
        found = (one for key, value in words.values for one in find_markup_in(value, key))
        for key, what, is_name in islice(found, MOST):
            place = words.places.of_key(*key) if is_name else words.places.of(*key)
            yield _in_words(place, _name_field(key), what, words.document)
        if more := sum(1 for _ in found):
            message = f"{more} more of its texts hold HTML, which the site shows as text"
            yield Problem(place=Place(words.path), message=message, hint=_PLAIN, document=words.document)
    for path in find_names(snapshot):
        if what := find_markup_in_name(path):
            yield _in_words(Place(path), "the name of the file", what, path)


@rule("SMS819", "list-not-shown", _WARNING)
def list_not_shown(snapshot: Snapshot) -> Iterator[Problem]:
    """The site does not show a list or a table as one.

    Triggered when: a list or a table stands directly behind the words of a paragraph; points below a point are
    indented by less than four spaces; points and numbers follow each other without words in between; numbers have a
    bracket, as in `1)`; rows have bars but no divider line, or tabs. Not in code, HTML, quotes and blocks with
    macros. Dashes and numbers that only happen to begin a line do not count: a list has two items, or a colon before
    it. At most three places are named in one page.

    To fix this: put a blank line before the list or the table, indent what belongs below a point by four spaces, and
    put a divider line such as `| --- | --- |` below the first row of a table.

    Rationale: a forge, or the editor, shows more than the site does: what its author sees as steps is a paragraph
    there, and a list below step 1 becomes steps 2 and 3.
    """
    extensions = snapshot.settings.extensions
    for page in snapshot.markdown:
        found = find_plain_lists(page.body, page.body_line, extensions)
        for number, one in enumerate(found[:PLACES], 1):
            message, hint = _LOST[one.loss]
            if number == PLACES < len(found):
                message += f"; and {len(found) - PLACES} more lists or tables of this page"
            place = Place(page.path, one.line, one.column)
            yield Problem(place=place, message=message, hint=hint, document=page.name)


@rule("SMS820", "borrowed-words", _ERROR)
def borrowed_words(snapshot: Snapshot) -> Iterator[Problem]:
    """A controlled document or a record takes words from another file.

    Triggered when: the site lists `pymdownx.snippets`, `markdown_include.include` or the plugin `include-markdown`, and
    a document with front matter, or a record, holds what they replace by another file, such as `--8<-- "part.md"`; in
    code too, for there they replace it as well. At most three places are named in one page.

    To fix this: write the words into the document. What several documents show, keep in a register, and show that by a
    macro: whoever shows it is suspect when it changes. To show the marks themselves, put `;` before `--8<--`. Marks
    that the settings of a plugin rename are not known.

    Rationale: the other file can change without any trace on the document. Its approval and its review would stand
    over words that nobody approved or read (ISO/IEC 20000-1, 7.5.3).
    """
    ways = WAYS.keys() & {*snapshot.settings.extensions, *snapshot.settings.plugins}
    for page in snapshot.markdown if ways else ():
        if isinstance(page, Document) and not page.controlled:
            continue
        found = find_borrowed(page.body, page.body_line, ways)
        for number, one in enumerate(found[:PLACES], 1):
            more = f"; and {len(found) - PLACES} more" if number == PLACES < len(found) else ""
            yield Problem(
                place=Place(page.path, one.line, one.column),
                message=f"`{one.written}` puts words of another file here, which nobody approves with this one{more}",
                hint="write them here; what several documents show, keep in a register and show it by a macro",
                document=page.name,
            )


def _name_field(key: Key) -> str:
    names = [one for one in key if isinstance(one, str)]
    return f"`{names[-1][:_NAME]}`" if names else "a name"


def _in_words(place: Place, where: str, what: str, document: str | None) -> Problem:
    message = f"{where} holds `{what}`, which the site shows as text"
    return Problem(place=place, message=message, hint=_PLAIN, document=document)


def _report(snapshot: Snapshot, kind: UnsafeKind, words: str, hint: str) -> Iterator[Problem]:
    for page, unsafe in _find_all(snapshot):
        if unsafe.kind is kind:
            name = unsafe.name if len(unsafe.name) <= _LONGEST else f"{unsafe.name[:_LONGEST]}..."
            place = Place(page.path, unsafe.line, unsafe.column)
            yield Problem(place=place, message=words.replace("{}", name), hint=hint, document=page.name)


@lru_cache(maxsize=4)
def _find_all(snapshot: Snapshot) -> tuple[tuple[Page, Unsafe], ...]:
    """Return what of every page does not reach the site; six rules ask."""
    return tuple((page, one) for page in snapshot.markdown for one in find_unsafe(page.body, page.body_line))
