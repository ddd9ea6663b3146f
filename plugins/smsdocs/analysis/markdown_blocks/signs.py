"""What a line may begin with: the signs of Markdown, each with the kind of block that it begins."""

from __future__ import annotations

import re

from smsdocs.analysis.markdown_blocks.block import TEXT

FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*)$")
PLAIN_RULE = re.compile(r"(?:(?:- {0,2}){3,}|(?:\* {0,2}){3,}|(?:_ {0,2}){3,})$")
MARKER = re.compile(r"([-*+]|\d{1,9}[.)])( +|$)")
HEADING = re.compile(r"(#{1,6})(?: +(.*)|$)")
DELIMITER = re.compile(r"(?=[^|]*\|)(?=[^-]*-)[|:\- ]+$")
FOOTNOTE = re.compile(r"\[\^([^\[\]]*)\]: *(.*)$")
DEFINITION = re.compile(r":( {1,3})(\S.*)$")
REFERENCE = re.compile(r"\[[^\[\]]+\]: +\S+(?: +(?:\"[^\"]*\"|'[^']*'))? *$")
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)(?=[\s/>]|$)")

_RULE = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"(?:=+|-+)$")
_ADMONITION = re.compile(
    r"(?:!!! ?[\w-]|\?\?\?\+?(?: |$)|={3}[!+]{0,2} +\")(?:[\w -]*$|[\w -]*\".*\" *$|.*\" *$)"
)
_OWN_LINE = re.compile(r"(?:\*?\[[^\[\]]+\] ?:|\{:?[^{}]*\}$|\{[%{#])")
_VERBATIM = re.compile(r"<(script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
_LONE_TAG = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>$")
_INSTRUCTION = re.compile(r"<[!?]")
_HTML_BLOCKS = re.compile(
    r"(?:address|article|aside|base|basefont|blockquote|body|canvas|caption|center|col|colgroup|dd|details"
    r"|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|group|h[1-6]|head|header"
    r"|hgroup|hr|html|iframe|legend|li|link|main|math|menu|menuitem|nav|noframes|noscript|ol|optgroup|option"
    r"|output|p|param|progress|search|section|source|summary|svg|table|tbody|td|tfoot|th|thead|title|tr|track"
    r"|ul|video)$",
    re.IGNORECASE,
)

_BY_SIGN: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "`": (("fence", FENCE),),
    "~": (("fence", FENCE),),
    "-": (("rule", _RULE), ("item", MARKER)),
    "*": (("rule", _RULE), ("item", MARKER), ("line", _OWN_LINE)),
    "_": (("rule", _RULE),),
    "+": (("item", MARKER),),
    "[": (("footnote", FOOTNOTE), ("line", _OWN_LINE)),
    "!": (("admonition", _ADMONITION),),
    "?": (("admonition", _ADMONITION),),
    "=": (("admonition", _ADMONITION),),
    ":": (("definition", DEFINITION),),
    "{": (("line", _OWN_LINE),),
}
"""What may begin with a sign, the first that fits."""


def find_kind(line: str, at: int, *, paragraph: bool) -> str:
    """Name the kind of block that begins in a line at a visible character; `text` where it is mere words.

    Args:
        line: a line of the text.
        at: where its words begin.
        paragraph: whether it follows the words of a paragraph, which it may carry on, or make something else.
    """
    char = line[at]
    if char.isalpha():
        return TEXT
    if paragraph and char in "=-:|":
        rest = line[at:].rstrip(" \t")
        if char in "=-" and _UNDERLINE.match(rest):
            return "underline"
        if DELIMITER.match(rest):
            return "delimiter"
    if char.isdigit():
        return "item" if MARKER.match(line, at) else TEXT
    if char == ">":
        return "quote"
    if char == "#":
        return "heading" if HEADING.match(line[at:]) and not _indented(line, at) else "hash"
    if char == "<":
        return _find_html(line[at:], paragraph=paragraph)
    return next((kind for kind, shape in _BY_SIGN.get(char, ()) if shape.match(line, at)), TEXT)


def _indented(line: str, at: int) -> bool:
    """Say whether a heading is indented by what no level explains: the site takes it for words then."""
    return 0 < at < 4 and not line[:at].strip(" ")  # noqa: PLR2004  # a level of Python-Markdown


def _find_html(rest: str, *, paragraph: bool) -> str:
    if rest.startswith("<!--"):
        return "comment"
    if _VERBATIM.match(rest):
        return "verbatim"
    if _INSTRUCTION.match(rest):
        return "html"
    tag = TAG.match(rest)
    if tag and (_HTML_BLOCKS.match(tag[2]) or (not paragraph and _LONE_TAG.match(rest.rstrip(" \t")))):
        return "html"
    return TEXT
