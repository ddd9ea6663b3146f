"""SMS821 to SMS824: diagrams are drawn, say in words what they show, and ask for nothing but to be drawn."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.diagrams import find_diagrams
from smsdocs.checks.rule import rule
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.analysis.diagrams import Diagram
    from smsdocs.model.register import Page
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_WORDS = re.compile(r"\s*(?:accTitle|accDescr)\s*[:{]")
_CALLING = re.compile(
    r"(?P<script>\b(?:java|vb)script\s*:|\bdata\s*:\s*text)"
    r"|(?P<loads>\burl\s*\(|@import\b|\bimg\s*:)"
    r"|(?P<html><\s*/?\s*(?!(?:br|b|i|u|s|em|strong|small|sub|sup|code|p|span|div)\b)[a-z][\w-]*(?=[\s/>])|<[^<>]*\son\w+\s*=)"
    r"|(?P<sets>\b(?:themeCSS|securityLevel|secure|htmlLabels|startOnLoad)\b[\"']?\s*:)"
    r"|(?P<calls>^\s*click\s+\S+\s+call\b|^\s*click\s+\S+\s+(?!href\b|[\"'])\w+)",
    re.IGNORECASE,
)
_MEANING = {
    "script": "names a script",
    "loads": "loads a picture or a style",
    "html": "holds HTML",
    "sets": "sets what the site has settled",
    "calls": "calls a function",
}
_LINK = re.compile(r"^\s*(?:click\s+\S+\s+(?:href\b|[\"'])|links?\s+\w+\s*:)", re.IGNORECASE)


@lru_cache(maxsize=4)
def _find_all(snapshot: Snapshot) -> tuple[tuple[Page, Diagram], ...]:
    return tuple(
        (page, diagram) for page in snapshot.markdown for diagram in find_diagrams(page.body, page.body_line)
    )


def _column(found: re.Match[str]) -> int:
    """Return the column on which the text of a match begins."""
    return found.end() - len(found[0].lstrip()) + 1


@rule("SMS821", "diagram-not-drawn", _INFO)
def diagram_not_drawn(snapshot: Snapshot) -> Iterator[Problem]:
    """A diagram stays a block of code on the site, for no copy of Mermaid is at hand.

    Triggered when: a page holds a fence of the language `mermaid`, or HTML of that class, while neither the extra
    `diagrams` is installed nor a file `mermaid.js` or `mermaid.min.js` lies in the docs folder.

    To fix this: install the extra with `pip install 'smsdocs[diagrams]'`, or put a copy of Mermaid into the docs
    folder.

    Rationale: other tools fetch Mermaid from another host each time a page is read. This site asks no other host
    for anything, so it must carry its own copy.
    """
    if snapshot.mermaid:
        return
    for page, diagram in _find_all(snapshot):
        yield Problem(
            place=Place(page.path, diagram.line, 1),
            message="this diagram is not drawn: there is no copy of Mermaid",
            hint="pip install 'smsdocs[diagrams]'",
            document=page.name,
        )


@rule("SMS822", "diagram-without-words", _INFO)
def diagram_without_words(snapshot: Snapshot) -> Iterator[Problem]:
    """A diagram does not say in words what it shows.

    Triggered when: a Mermaid diagram holds neither `accTitle:` nor `accDescr:`.

    To fix this: write `accTitle: How a report becomes a ticket` below its first line, and `accDescr:` with a
    sentence where the title does not say it all.

    Rationale: who hears a page instead of seeing it gets the title and the description, and else nothing.
    """
    for page, diagram in _find_all(snapshot):
        if not any(_WORDS.match(line) for line in diagram.lines):
            yield Problem(
                place=Place(page.path, diagram.line, 1),
                message="this diagram does not say in words what it shows",
                hint="write `accTitle:` and a title below its first line",
                document=page.name,
            )


@rule("SMS823", "unsafe-diagram", _ERROR)
def unsafe_diagram(snapshot: Snapshot) -> Iterator[Problem]:
    """A diagram asks for more than to be drawn.

    Triggered when: a line of a Mermaid diagram names a script, loads a picture or a style, holds HTML other than
    simple formatting, calls a function, or sets what the site has settled (`securityLevel`, `themeCSS`,
    `htmlLabels`).

    To fix this: take it out. Shapes, texts, `<br>` and the colours of `style` and `classDef` are enough to draw.

    Rationale: none of it works on the site, where a diagram is drawn apart and shown as a picture. Whoever wrote
    it meant to reach further, or copied it from a place where it could.
    """
    for page, diagram in _find_all(snapshot):
        for number, line in enumerate(diagram.lines, diagram.first):
            if found := _CALLING.search(line):
                yield Problem(
                    place=Place(page.path, number, _column(found)),
                    message=f"this diagram {_MEANING[found.lastgroup or 'html']}",
                    hint="take it out: the site shows a picture, in which nothing runs or loads",
                    document=page.name,
                )


@rule("SMS824", "idle-diagram-link", _WARNING)
def idle_diagram_link(snapshot: Snapshot) -> Iterator[Problem]:
    """A link in a diagram leads nowhere on the site.

    Triggered when: a line of a Mermaid diagram makes a link of a shape (`click`, `link`, `links`).

    To fix this: write the link into the text beside the diagram.

    Rationale: the site shows diagrams as pictures. A reader who clicks on a shape that a forge makes a link of
    finds nothing behind it.
    """
    for page, diagram in _find_all(snapshot):
        for number, line in enumerate(diagram.lines, diagram.first):
            if (found := _LINK.match(line)) and not _CALLING.search(line):
                yield Problem(
                    place=Place(page.path, number, _column(found)),
                    message="this link does nothing: the site shows the diagram as a picture",
                    hint="write the link into the text beside it",
                    document=page.name,
                )
