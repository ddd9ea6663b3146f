"""Anchors of headings, by the rule forges use, and of rows: the same function names them in checks and site.

GitHub's and GitLab's rule: the heading's plain text in lower case, without anything that is no letter,
digit, underscore, hyphen or space; spaces become hyphens; a repeated anchor gets -1, -2, ... Rows of registers
have anchors on the site only.
"""

from __future__ import annotations

import html
import re
import unicodedata

_DROPPED = re.compile(r"[^\w\- ]")
_ATTRIBUTES = re.compile(r"\s*\{(?::[^{}]*|\s*[#.][\w-][^{}]*|[^{}=]*=[^{}]*)\}\s*$")
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])")
_TAG = re.compile(
    r"</?[A-Za-z][A-Za-z0-9-]*(?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'=<>`]+))?)*\s*/?>|<!--.*?-->"
)
_EMPHASIS = re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_KEPT = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})
_LONGEST = 1_000
"""Characters of a heading that are looked at; a longer one is no heading."""
_UNSAFE = re.compile(r"[^\w.-]")

ROW = "row-"
"""What the anchor of a row begins with."""


def plain_text(heading: str) -> str:
    """Return the text of a Markdown heading as a reader sees it, without marks of emphasis, code and links."""
    text = _ATTRIBUTES.sub("", heading[:_LONGEST]).strip()
    if not any(mark in text for mark in "`*_[<&\\"):
        return text
    codes: list[str] = []

    def keep(found: re.Match[str]) -> str:
        codes.append(found[2].strip())
        return f"\0{len(codes) - 1}\0"

    text = _CODE.sub(keep, text)
    text = _LINK.sub(r"\1", _IMAGE.sub("", _TAG.sub("", text)))
    text = _EMPHASIS.sub(r"\2", text).replace("*", "")
    text = html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))
    return re.sub("\0(\\d+)\0", lambda found: codes[int(found[1])], text)


def build_anchor(text: str) -> str:
    """Return the anchor of a heading's plain text, before repeated ones are numbered."""
    if text.isascii():
        return _DROPPED.sub("", text.lower().strip()).replace(" ", "-")
    slug = unicodedata.normalize("NFC", text).lower().strip()
    return "".join(character for character in slug if _stays(character)).replace(" ", "-")


def _stays(character: str) -> bool:
    """Say whether forges keep a character: letters, marks, digits, connectors; not ½ or ², which are no digits."""
    return character in "- " or unicodedata.category(character) in _KEPT


def number_anchor(anchor: str, used: dict[str, int]) -> str:
    """Return `anchor`, with -1, -2, ... where it is taken, and note it in `used` with the last number given."""
    unique = anchor
    while unique in used:
        used[anchor] += 1
        unique = f"{anchor}-{used[anchor]}"
    used[unique] = 0
    return unique


def build_slug(name: str) -> str:
    """Return a name as part of an address: letters, digits, dot, hyphen and underscore stay."""
    return _UNSAFE.sub("-", name).strip(".") or "-"


def build_row_anchor(row: str) -> str:
    """Return the anchor of a row, by its id, on the page of its register."""
    return f"{ROW}{build_slug(row)}"
